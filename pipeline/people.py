"""Accounts and invitations: what administrators do, and what people do with their own account.

`by` is the administrator who acts, None for a command at the desk's own machine.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

from classifier.text import nfc
from pipeline import passwords
from pipeline.errors import NotAllowed
from pipeline.model import Role, User
from pipeline.people_errors import (
    DaysInvalid,
    NameMissing,
    NotYourself,
    PasswordsDiffer,
    PasswordWrong,
    SecondFactorOff,
)
from pipeline.store import Store

NAME_LIMIT = 80
DAYS = (1, 30)
USUAL_DAYS = 3


def invite(store: Store, by: User | None, role: Role, meant_for: str, days: int, now: datetime) -> tuple[int, str]:
    """The number of a new invitation and its token, which is kept nowhere.

    Raises `NotAllowed`, `DaysInvalid` or `TooManyInvitations`.
    """
    _require_administrator(by)
    least, most = DAYS
    if not least <= days <= most:
        raise DaysInvalid(least=least, most=most)
    token = passwords.new_token()
    number = store.invitations.add(
        passwords.hash_token(token), role, _clean(meant_for)[:NAME_LIMIT], now, now + timedelta(days=days), by
    )
    return number, token


def accept(store: Store, token: str, login: str, name: str, password: str, again: str, now: datetime) -> User:
    """The account of an invited person.

    Raises `InvitationGone`, `NameMissing`, `PasswordsDiffer`, `PasswordWeak`, `LoginInvalid` or `LoginTaken`.
    """
    hashed = passwords.hash_token(token)
    store.invitations.by_token(hashed, now)
    shown = clean_name(name)
    encoded = _new_password(password, again)
    return store.invitations.accept(hashed, login.strip().lower(), shown, encoded, now)


def revoke(store: Store, by: User | None, invitation_id: int, now: datetime) -> bool:
    """False for an invitation that is over already. Raises `NotAllowed` or `InvitationNotFound`."""
    _require_administrator(by)
    return store.invitations.revoke(invitation_id, now, by)


def set_role(store: Store, by: User | None, user_id: int, role: Role, now: datetime) -> bool:
    """False where the account has the role. Raises `NotAllowed`, and what `Users.set_role` does."""
    _require_administrator(by)
    return store.users.set_role(user_id, role, now, by)


def close(store: Store, by: User | None, user_id: int, now: datetime) -> None:
    """Raises `NotAllowed`, and what `Users.close` does."""
    _require_administrator(by)
    store.users.close(user_id, now, by)


def reopen(store: Store, by: User | None, user_id: int, now: datetime) -> bool:
    """False for an account that is open. Raises `NotAllowed` or `NotFound`."""
    _require_administrator(by)
    return store.users.reopen(user_id, now, by)


def end_sessions(store: Store, by: User | None, user_id: int, now: datetime) -> int:
    """How many sessions of the account ended. Raises `NotAllowed` or `NotFound`."""
    _require_administrator(by)
    return store.sessions.end_all(store.users.get(user_id).id, now, by)


def reset_second_factor(store: Store, by: User | None, user_id: int, now: datetime) -> None:
    """For somebody who lost phone and recovery codes.

    Raises `NotAllowed`, `NotYourself`, `NotFound` or `SecondFactorOff`.
    """
    _require_administrator(by)
    if by is not None and by.id == user_id:
        raise NotYourself
    if not store.second_factors.remove(store.users.get(user_id).id, now, by):
        raise SecondFactorOff


def change_password(store: Store, user: User, old: str, new: str, again: str, now: datetime) -> None:
    """A person's own new password; all their sessions end.

    Raises `PasswordWrong`, `PasswordsDiffer`, `PasswordWeak` or `PasswordLong`.
    """
    require_password(store, user, old)
    store.users.set_password(user.login, _new_password(new, again), now, user)


def require_password(store: Store, user: User, typed: str) -> None:
    """Before what somebody else at an unlocked screen must not do. Raises `PasswordWrong`."""
    if len(typed) > passwords.MOST or not passwords.verify(store.users.password_hash(user.id), typed):
        raise PasswordWrong


def clean_name(text: str) -> str:
    """Raises `NameMissing`."""
    name = _clean(text)
    if not 1 <= len(name) <= NAME_LIMIT:
        raise NameMissing(limit=NAME_LIMIT)
    return name


def _new_password(password: str, again: str) -> str:
    if password != again:
        raise PasswordsDiffer
    return passwords.hash_password(password)


def _clean(text: str) -> str:
    """One line without what cannot be seen, such as marks that turn the direction of the text."""
    seen = "".join(" " if char.isspace() else char for char in nfc(text))
    return " ".join("".join(char for char in seen if not unicodedata.category(char).startswith("C")).split())


def _require_administrator(by: User | None) -> None:
    if by is not None and by.role is not Role.ADMINISTRATOR:
        raise NotAllowed
