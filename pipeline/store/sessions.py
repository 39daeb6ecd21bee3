"""Sessions, half logins and known browsers, each by the hash of its token: a stolen data file opens no session."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import from_text, to_text
from pipeline.errors import UserNotFound
from pipeline.model import User
from pipeline.store import rows
from pipeline.store.base import Database

_MOST_BROWSERS = 20


@dataclass(frozen=True, slots=True)
class Session:
    """`second` says whether the account has a second factor; `id` may stand in an address, the token never does."""

    user: User
    csrf: str
    seen_at: datetime
    expires_at: datetime
    id: int = 0
    device: str = ""
    begun_at: datetime | None = None
    second: bool = False


class Sessions:
    def __init__(self, database: Database) -> None:
        self._db = database

    def create(
        self, user_id: int, token_hash: str, csrf: str, now: datetime, expires_at: datetime, device: str = ""
    ) -> int:
        """Begin a session and return its number; the log says who logged in. Raises `NotFound`.

        `device` is what the browser calls itself.
        """
        with self._db.write() as tx:
            row = tx.execute("SELECT * FROM users WHERE id = ? AND closed_at IS NULL", (user_id,)).fetchone()
            if row is None:
                raise UserNotFound(id=user_id)
            tx.execute("DELETE FROM sessions WHERE expires_at < ?", (to_text(now),))
            cursor = tx.execute(
                "INSERT INTO sessions (token_hash, user_id, csrf, device, begun_at, seen_at, expires_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (token_hash, user_id, csrf, device, to_text(now), to_text(now), to_text(expires_at)),
            )
            rows.record_event(tx, now, rows.user(row), "user.login", "user", user_id)
            assert cursor.lastrowid is not None
            return cursor.lastrowid

    def get(self, token_hash: str, now: datetime) -> Session | None:
        """The session, unless it has expired or its account is closed."""
        with self._db.read() as tx:
            row = tx.execute(
                f"{_SELECT} WHERE s.token_hash = ? AND s.expires_at > ? AND u.closed_at IS NULL",
                (token_hash, to_text(now)),
            ).fetchone()
        return None if row is None else _session(row)

    def of(self, user_id: int, now: datetime, idle_since: datetime) -> tuple[Session, ...]:
        """An account's sessions that were seen after `idle_since`, the latest seen first."""
        with self._db.read() as tx:
            found = tx.execute(
                f"{_SELECT} WHERE s.user_id = ? AND s.expires_at > ? AND s.seen_at >= ?"
                " ORDER BY s.seen_at DESC, s.id DESC",
                (user_id, to_text(now), to_text(idle_since)),
            )
            return tuple(map(_session, found))

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

    def end(self, user: User, session_id: int, now: datetime) -> bool:
        """A person ends one of their own sessions. False for one that is over, or another's."""
        with self._db.write() as tx:
            gone = tx.execute("DELETE FROM sessions WHERE id = ? AND user_id = ?", (session_id, user.id))
            if gone.rowcount == 1:
                rows.record_event(tx, now, user, "user.sessions-ended", "user", user.id, detail={"sessions": 1})
            return gone.rowcount == 1

    def end_all(self, user_id: int, now: datetime, by: User | None = None, keep: int | None = None) -> int:
        """End an account's sessions and half logins, but for the one numbered `keep`; returns how many."""
        with self._db.write() as tx:
            return end_all(tx, user_id, now, by, keep)


def end_all(tx: sqlite3.Connection, user_id: int, now: datetime, by: User | None, keep: int | None = None) -> int:
    gone = tx.execute("DELETE FROM sessions WHERE user_id = ? AND id IS NOT ?", (user_id, keep)).rowcount
    tx.execute("DELETE FROM login_steps WHERE user_id = ?", (user_id,))
    if gone:
        rows.record_event(tx, now, by, "user.sessions-ended", "user", user_id, detail={"sessions": gone})
    return gone


_SELECT = (
    "SELECT s.id AS session_id, s.csrf, s.device, s.begun_at, s.seen_at, s.expires_at,"
    " EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id) AS second, u.*"
    " FROM sessions s JOIN users u ON u.id = s.user_id"
)


def _session(row: sqlite3.Row) -> Session:
    return Session(
        rows.user(row),
        row["csrf"],
        from_text(row["seen_at"]),
        from_text(row["expires_at"]),
        row["session_id"],
        row["device"],
        from_text(row["begun_at"]),
        bool(row["second"]),
    )


class LoginSteps:
    """Logins whose password was right and whose code is still to come."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def begin(self, user_id: int, token_hash: str, now: datetime, expires_at: datetime) -> None:
        with self._db.write() as tx:
            tx.execute("DELETE FROM login_steps WHERE expires_at < ?", (to_text(now),))
            tx.execute("INSERT INTO login_steps VALUES (?, ?, ?)", (token_hash, user_id, to_text(expires_at)))

    def user(self, token_hash: str, now: datetime) -> User | None:
        """Who gave the password; None when it was too long ago."""
        with self._db.read() as tx:
            row = tx.execute(
                "SELECT u.* FROM login_steps t JOIN users u ON u.id = t.user_id"
                " WHERE t.token_hash = ? AND t.expires_at > ? AND u.closed_at IS NULL",
                (token_hash, to_text(now)),
            ).fetchone()
        return None if row is None else rows.user(row)

    def take(self, token_hash: str, now: datetime) -> bool:
        """Whether the step was still there; it is used with that."""
        with self._db.write() as tx:
            gone = tx.execute(
                "DELETE FROM login_steps WHERE token_hash = ? AND expires_at > ?", (token_hash, to_text(now))
            )
            return gone.rowcount == 1


class KnownBrowsers:
    """Browsers in which an account has logged in before."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def knows(self, token_hash: str, since: datetime, login: str | None = None) -> bool:
        """Whether this account, or any where none is named, logged in there after `since`."""
        with self._db.read() as tx:
            row = tx.execute(
                "SELECT 1 FROM known_browsers k JOIN users u ON u.id = k.user_id"
                " WHERE k.token_hash = ? AND k.seen_at >= ? AND (? IS NULL OR u.login = ?)",
                (token_hash, to_text(since), login, login),
            ).fetchone()
            return row is not None

    def remember(self, token_hash: str, user_id: int, now: datetime) -> None:
        """The account has logged in there; the longest unseen of its many browsers are forgotten."""
        with self._db.write() as tx:
            tx.execute(
                "INSERT INTO known_browsers VALUES (?, ?, ?) ON CONFLICT (token_hash, user_id)"
                " DO UPDATE SET seen_at = excluded.seen_at",
                (token_hash, user_id, to_text(now)),
            )
            tx.execute(
                "DELETE FROM known_browsers WHERE user_id = ? AND token_hash NOT IN"
                " (SELECT token_hash FROM known_browsers WHERE user_id = ? ORDER BY seen_at DESC LIMIT ?)",
                (user_id, user_id, _MOST_BROWSERS),
            )


class LoginFailures:
    """Failed logins by a key (an account, an address, a browser), kept for a day, for throttling."""

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
