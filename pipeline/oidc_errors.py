"""Why somebody does not come in by an OpenID provider. None of these says anything of a token or a secret."""

from __future__ import annotations

from pipeline.errors import DeskError


class OidcOff(DeskError):
    """This desk has no other way to log in than the password. Use that one."""

    code = "oidc-off"


class OidcStale(DeskError):
    """This login took too long, or began in another browser. Begin again."""

    code = "oidc-stale"


class OidcFailed(DeskError):
    """{name} could not be asked, or its answer was not right ({cause}). Log in with your password, and tell the \
administrator."""

    code = "oidc-failed"


class OidcRefused(DeskError):
    """{name} did not confirm the login. Try again, or log in with your password."""

    code = "oidc-refused"


class OidcUnknown(DeskError):
    """No account of the desk is tied to this account of {name}. Log in with your password and tie it on the page of \
your account; without an account ask the administrator for an invitation."""

    code = "oidc-unknown"


class OidcDenied(DeskError):
    """This account may not come in by {name}: its e-mail address or its role is not among those allowed. Log in with \
your password, or ask the administrator."""

    code = "oidc-denied"


class IdentityTaken(DeskError):
    """That account of {name} is tied to another account of the desk. Log out there and choose your own."""

    code = "identity-taken"
