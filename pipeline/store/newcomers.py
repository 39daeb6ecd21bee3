"""The beginning of an account and the end of what stands open for it, within a transaction of the caller's."""

from __future__ import annotations

import re
import sqlite3
from datetime import datetime

from pipeline.clock import to_text
from pipeline.errors import LoginInvalid, LoginTaken
from pipeline.model import Role, User
from pipeline.store import rows

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}\Z")


def shut_out(tx: sqlite3.Connection, user_id: int) -> None:
    """End whatever stands open for an account: its sessions, half logins, and the browsers that are known to be its."""
    for table in ("sessions", "login_steps", "known_browsers"):
        tx.execute(f"DELETE FROM {table} WHERE user_id = ?", (user_id,))


def insert_user(
    tx: sqlite3.Connection,
    login: str,
    name: str,
    role: Role,
    password_hash: str,
    now: datetime,
    *,
    demo: bool = False,
    invitation: int | None = None,
) -> User:
    """A new account and its event. Raises `LoginInvalid` or `LoginTaken`."""
    if not _LOGIN.match(login):
        raise LoginInvalid
    try:
        cursor = tx.execute(
            "INSERT INTO users (login, name, role, password_hash, demo, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            (login, name, role, password_hash, int(demo), to_text(now)),
        )
    except sqlite3.IntegrityError as error:
        raise LoginTaken(login=login) from error
    assert cursor.lastrowid is not None
    made = User(cursor.lastrowid, login, name, role, demo)
    detail: dict[str, object] = {"role": role} if invitation is None else {"role": role, "invitation": invitation}
    rows.record_event(tx, now, None if invitation is None else made, "user.added", "user", made.id, detail=detail)
    return made
