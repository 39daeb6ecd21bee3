"""Second factors: sealed secrets, the last time step that was taken, and recovery codes as hashes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import to_text
from pipeline.model import User
from pipeline.store import rows, sessions
from pipeline.store.base import Database


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """`last_step` is the time step (RFC 6238) of the last code that was taken."""

    sealed: bytes
    confirmed_at: datetime
    last_step: int


class SecondFactors:
    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, user_id: int) -> SecondFactor | None:
        with self._db.read() as tx:
            row = tx.execute("SELECT * FROM second_factors WHERE user_id = ?", (user_id,)).fetchone()
        if row is None:
            return None
        confirmed = rows.instant(row["confirmed_at"])
        assert confirmed is not None
        return SecondFactor(row["secret"], confirmed, row["last_step"])

    def begin(self, session_id: int, sealed: bytes, now: datetime) -> None:
        """A secret that the session's person has to confirm; it takes the place of an earlier one."""
        with self._db.write() as tx:
            tx.execute(
                "INSERT INTO second_factors_begun VALUES (?, ?, ?) ON CONFLICT (session_id)"
                " DO UPDATE SET secret = excluded.secret, begun_at = excluded.begun_at",
                (session_id, sealed, to_text(now)),
            )

    def begun(self, session_id: int, since: datetime) -> bytes | None:
        """The sealed secret that this session has begun after `since`."""
        with self._db.read() as tx:
            row = tx.execute(
                "SELECT secret FROM second_factors_begun WHERE session_id = ? AND begun_at >= ?",
                (session_id, to_text(since)),
            ).fetchone()
        return None if row is None else row["secret"]

    def confirm(
        self, user: User, session_id: int, sealed: bytes, step: int, code_hashes: Iterable[str], now: datetime
    ) -> bool:
        """What the session began is the account's second factor now, in place of any before it.

        Its other sessions end. False where the session has begun another secret, or none.
        """
        with self._db.write() as tx:
            taken = tx.execute(
                "DELETE FROM second_factors_begun WHERE session_id = ? AND secret = ? AND EXISTS"
                " (SELECT 1 FROM sessions s WHERE s.id = session_id AND s.user_id = ?)",
                (session_id, sealed, user.id),
            )
            if taken.rowcount != 1:
                return False
            tx.execute(
                "INSERT INTO second_factors VALUES (?, ?, ?, ?) ON CONFLICT (user_id) DO UPDATE"
                " SET secret = excluded.secret, confirmed_at = excluded.confirmed_at, last_step = excluded.last_step",
                (user.id, sealed, to_text(now), step),
            )
            tx.execute("DELETE FROM recovery_codes WHERE user_id = ?", (user.id,))
            tx.executemany(
                "INSERT INTO recovery_codes (user_id, code_hash) VALUES (?, ?)",
                [(user.id, one) for one in code_hashes],
            )
            rows.record_event(tx, now, user, "user.second-on", "user", user.id)
            sessions.end_all(tx, user.id, now, user, keep=session_id)
            return True

    def users(self) -> tuple[User, ...]:
        """Who has a second factor."""
        with self._db.read() as tx:
            found = tx.execute("SELECT u.* FROM users u JOIN second_factors f ON f.user_id = u.id ORDER BY u.id")
            return tuple(map(rows.user, found))

    def replace_seal(self, user_id: int, before: bytes, after: bytes) -> bool:
        """The same secret under another seal. False where the secret is another one meanwhile."""
        with self._db.write() as tx:
            moved = tx.execute(
                "UPDATE second_factors SET secret = ? WHERE user_id = ? AND secret = ?", (after, user_id, before)
            )
            return moved.rowcount == 1

    def take_step(self, user_id: int, step: int) -> bool:
        """Whether a code of this time step counts: none of it, and of no later one, was taken before."""
        with self._db.write() as tx:
            moved = tx.execute(
                "UPDATE second_factors SET last_step = ? WHERE user_id = ? AND last_step < ?", (step, user_id, step)
            )
            return moved.rowcount == 1

    def take_code(self, user: User, code_hash: str, now: datetime) -> bool:
        """Use up a recovery code. False for one that is unknown or was used."""
        with self._db.write() as tx:
            used = tx.execute(
                "UPDATE recovery_codes SET used_at = ? WHERE user_id = ? AND code_hash = ? AND used_at IS NULL",
                (to_text(now), user.id, code_hash),
            )
            if used.rowcount == 1:
                left = _codes_left(tx, user.id)
                rows.record_event(tx, now, user, "user.recovery-used", "user", user.id, detail={"left": left})
            return used.rowcount == 1

    def codes_left(self, user_id: int) -> int:
        with self._db.read() as tx:
            return _codes_left(tx, user_id)

    def new_codes(self, user: User, code_hashes: Iterable[str], now: datetime) -> bool:
        """Other recovery codes in place of all before them. False without a second factor."""
        with self._db.write() as tx:
            if tx.execute("SELECT 1 FROM second_factors WHERE user_id = ?", (user.id,)).fetchone() is None:
                return False
            tx.execute("DELETE FROM recovery_codes WHERE user_id = ?", (user.id,))
            tx.executemany(
                "INSERT INTO recovery_codes (user_id, code_hash) VALUES (?, ?)",
                [(user.id, one) for one in code_hashes],
            )
            rows.record_event(tx, now, user, "user.recovery-new", "user", user.id)
            return True

    def remove(self, user_id: int, now: datetime, by: User | None, keep: int | None = None) -> bool:
        """Take the second factor away: by its own person, an administrator or a command (None). False without one.

        The account's sessions end, but for the one numbered `keep`.
        """
        with self._db.write() as tx:
            gone = tx.execute("DELETE FROM second_factors WHERE user_id = ?", (user_id,))
            tx.execute("DELETE FROM recovery_codes WHERE user_id = ?", (user_id,))
            if gone.rowcount != 1:
                return False
            own = by is not None and by.id == user_id
            rows.record_event(tx, now, by, "user.second-off" if own else "user.second-reset", "user", user_id)
            sessions.end_all(tx, user_id, now, by, keep)
            return True


def _codes_left(tx: sqlite3.Connection, user_id: int) -> int:
    row = tx.execute("SELECT count(*) FROM recovery_codes WHERE user_id = ? AND used_at IS NULL", (user_id,)).fetchone()
    return int(row[0])
