"""Accounts of the desk's own staff, their sessions, and failed logins."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import from_text, to_text
from pipeline.errors import LoginInvalid, LoginTaken, UserNotFound
from pipeline.model import Role, User
from pipeline.store import rows
from pipeline.store.base import Database

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}\Z")


@dataclass(frozen=True, slots=True)
class Session:
    user: User
    csrf: str
    seen_at: datetime
    expires_at: datetime


class Users:
    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, login: str, name: str, role: Role, password_hash: str, now: datetime, *, demo: bool = False) -> User:
        """Raises `LoginInvalid` or `LoginTaken`."""
        if not _LOGIN.match(login):
            raise LoginInvalid
        with self._db.write() as tx:
            try:
                cursor = tx.execute(
                    "INSERT INTO users (login, name, role, password_hash, demo, created_at) VALUES (?, ?, ?, ?, ?, ?)",
                    (login, name, role, password_hash, int(demo), to_text(now)),
                )
            except sqlite3.IntegrityError as error:
                raise LoginTaken(login=login) from error
            assert cursor.lastrowid is not None
            rows.record_event(tx, now, None, "user.added", "user", cursor.lastrowid, detail={"role": role})
            return User(cursor.lastrowid, login, name, role, demo)

    def set_password(self, login: str, password_hash: str, now: datetime) -> None:
        """Replace a password and end the account's sessions. Raises `NotFound`."""
        with self._db.write() as tx:
            row = tx.execute("SELECT id FROM users WHERE login = ?", (login,)).fetchone()
            if row is None:
                raise UserNotFound(id=login)
            tx.execute("UPDATE users SET password_hash = ? WHERE id = ?", (password_hash, row["id"]))
            tx.execute("DELETE FROM sessions WHERE user_id = ?", (row["id"],))
            rows.record_event(tx, now, None, "user.password", "user", row["id"])

    def get(self, user_id: int) -> User:
        """Raises `NotFound`."""
        with self._db.read() as tx:
            row = tx.execute("SELECT * FROM users WHERE id = ?", (user_id,)).fetchone()
        if row is None:
            raise UserNotFound(id=user_id)
        return rows.user(row)

    def by_login(self, login: str) -> tuple[User, str] | None:
        """The account and its password hash."""
        with self._db.read() as tx:
            row = tx.execute("SELECT * FROM users WHERE login = ?", (login,)).fetchone()
        return None if row is None else (rows.user(row), row["password_hash"])

    def all(self) -> tuple[User, ...]:
        with self._db.read() as tx:
            return tuple(rows.user(row) for row in tx.execute("SELECT * FROM users ORDER BY id"))


class Sessions:
    """Sessions by the hash of their token: a stolen data file opens no session."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def create(self, user_id: int, token_hash: str, csrf: str, now: datetime, expires_at: datetime) -> None:
        """Begin a session; the log says who logged in."""
        with self._db.write() as tx:
            row = tx.execute("SELECT * FROM users WHERE id = ?", (user_id,)).fetchone()
            if row is None:
                raise UserNotFound(id=user_id)
            tx.execute("DELETE FROM sessions WHERE expires_at < ?", (to_text(now),))
            tx.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?)",
                (token_hash, user_id, csrf, to_text(now), to_text(expires_at)),
            )
            rows.record_event(tx, now, rows.user(row), "user.login", "user", user_id)

    def get(self, token_hash: str, now: datetime) -> Session | None:
        """The session, unless it has expired."""
        with self._db.read() as tx:
            row = tx.execute(
                "SELECT s.csrf, s.seen_at, s.expires_at, u.* FROM sessions s JOIN users u ON u.id = s.user_id"
                " WHERE s.token_hash = ? AND s.expires_at > ?",
                (token_hash, to_text(now)),
            ).fetchone()
        if row is None:
            return None
        return Session(rows.user(row), row["csrf"], from_text(row["seen_at"]), from_text(row["expires_at"]))

    def touch(self, token_hash: str, now: datetime) -> None:
        with self._db.write() as tx:
            tx.execute("UPDATE sessions SET seen_at = ? WHERE token_hash = ?", (to_text(now), token_hash))

    def log_out(self, token_hash: str, now: datetime) -> None:
        """End a session by its person's wish; the log says so, if there was one."""
        with self._db.write() as tx:
            row = tx.execute(
                "SELECT u.* FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = ?", (token_hash,)
            ).fetchone()
            if row is not None:
                tx.execute("DELETE FROM sessions WHERE token_hash = ?", (token_hash,))
                rows.record_event(tx, now, rows.user(row), "user.logout", "user", row["id"])

    def delete(self, token_hash: str) -> None:
        """Forget a session that has ended or is taken over by a new one."""
        with self._db.write() as tx:
            tx.execute("DELETE FROM sessions WHERE token_hash = ?", (token_hash,))


class LoginFailures:
    """Failed logins by a key (an account or an address), kept for a day, for throttling."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def record(self, key: str, now: datetime, forget_before: datetime) -> None:
        with self._db.write() as tx:
            tx.execute("DELETE FROM login_failures WHERE at < ?", (to_text(forget_before),))
            tx.execute("INSERT INTO login_failures (key, at) VALUES (?, ?)", (key, to_text(now)))

    def recent(self, key: str, since: datetime) -> int:
        with self._db.read() as tx:
            row = tx.execute(
                "SELECT count(*) FROM login_failures WHERE key = ? AND at >= ?", (key, to_text(since))
            ).fetchone()
            return int(row[0])

    def forget(self, key: str) -> None:
        with self._db.write() as tx:
            tx.execute("DELETE FROM login_failures WHERE key = ?", (key,))
