"""What can go wrong with personal tokens of the API. Same rules as `pipeline.errors`."""

from __future__ import annotations

from pipeline.errors import DeskError, NotFound


class TokenNameless(DeskError):
    """Give the token a name of 1 to {limit} characters that says what it is for; the log shows it."""

    code = "token-nameless"


class TokenNameTaken(DeskError):
    """You already have a token named “{name}”. Give this one another name, or revoke that one first."""

    code = "token-name-taken"


class ScopeNeeded(DeskError):
    """Choose at least one thing that the token may do."""

    code = "scope-needed"


class ScopeAboveRole(DeskError):
    """Your role may not schedule, so your token may not either. Leave that out, or ask an administrator."""

    code = "scope-above-role"


class TokenDaysInvalid(DeskError):
    """A token is good for {least} to {most} days. Choose a number between them."""

    code = "token-days-invalid"


class TooManyTokens(DeskError):
    """You have {count} tokens, which is the most there can be. Revoke one that you no longer use."""

    code = "too-many-tokens"


class AccessTokenNotFound(NotFound):
    """There is no token with the number {id}. Look at the list of tokens and try again."""
