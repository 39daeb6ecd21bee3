"""Personal tokens of the API: what one may do, how one is made and taken back.

A token is shown once and kept as a hash. It never does more than its person's role: the role is asked at every use, and
a token ends with its account, or with a change of role that takes a right that it has (triggers of the store).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pipeline import passwords
from pipeline.access_errors import ScopeAboveRole, ScopeNeeded, TokenDaysInvalid, TokenNameless
from pipeline.i18n import _
from pipeline.model import User
from pipeline.store import Store
from pipeline.typed_text import one_line

NAME_LIMIT = 60
DAYS = (1, 366)
USUAL_DAYS = 90
PREFIX = "anhduong_"
"""How every token begins, so that people and secret scanners know one when they see it."""


class Scope(StrEnum):
    """What a token may do."""

    READ = "read"
    REVIEW = "review"
    COMPOSE = "compose"
    SCHEDULE = "schedule"
    MANAGE = "manage"


OF_EDITORS = frozenset({Scope.SCHEDULE, Scope.MANAGE})
"""Scopes whose operations ask for an editor; triggers of the store end tokens that have one when their person is none
any more."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new token. `secret` is kept nowhere: whoever does not write it down now makes another one."""

    id: int
    secret: str
    expires_at: datetime


def open_to(user: User) -> tuple[Scope, ...]:
    """The scopes that this person's tokens may have."""
    return tuple(scope for scope in Scope if scope not in OF_EDITORS or user.may_schedule)


def scope_name(scope: str) -> str:
    """What a scope allows, in words."""
    return {
        Scope.READ: _("read articles, posts, calendar, digest and sources"),
        Scope.REVIEW: _("decide on articles"),
        Scope.COMPOSE: _("write, edit and approve posts"),
        Scope.SCHEDULE: _("schedule, cancel, settle, withdraw and correct posts"),
        Scope.MANAGE: _("pause pages, set their checks, visit sources again"),
    }[Scope(scope)]


def end_name(ended: str) -> str:
    """Why a token opens nothing any more."""
    return {
        "revoked": _("revoked"),
        "closed": _("ended with the account"),
        "role": _("ended with the change of role"),
        "expired": _("expired"),
    }[ended]


def make(store: Store, user: User, name: str, scopes: Collection[Scope], days: int, now: datetime) -> Made:
    """A new token of this person.

    Raises `TokenNameless`, `ScopeNeeded`, `ScopeAboveRole`, `TokenDaysInvalid`, `TokenNameTaken` or `TooManyTokens`.
    """
    name = one_line(name)
    if not 1 <= len(name) <= NAME_LIMIT:
        raise TokenNameless(limit=NAME_LIMIT)
    if not scopes:
        raise ScopeNeeded
    if not OF_EDITORS.isdisjoint(scopes) and not user.may_schedule:
        raise ScopeAboveRole
    least, most = DAYS
    if not least <= days <= most:
        raise TokenDaysInvalid(least=least, most=most)
    secret = PREFIX + passwords.new_token()
    ordered = tuple(scope.value for scope in Scope if scope in scopes)
    expires_at = now + timedelta(days=days)
    number = store.access.add(user, passwords.hash_token(secret), name, ordered, now, expires_at)
    return Made(number, secret, expires_at)
