"""Secret addresses under which calendar programs read the calendar, by the hash of their secret: a stolen data file
opens none."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import from_text, to_text
from pipeline.model import User
from pipeline.store import rows
from pipeline.store.base import Database


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """One person's address, without its secret. `used_at` is when a program last read it, to the day."""

    user_id: int
    created_at: datetime
    used_at: datetime | None


class CalendarLinks:
    def __init__(self, database: Database) -> None:
        self._db = database

    def make(self, user: User, token_hash: str, now: datetime) -> None:
        """A person's new address; the one before opens nothing any more."""
        with self._db.write() as tx:
            tx.execute("DELETE FROM calendar_links WHERE user_id = ?", (user.id,))
            tx.execute("INSERT INTO calendar_links VALUES (?, ?, ?, NULL)", (user.id, token_hash, to_text(now)))
            rows.record_event(tx, now, user, "calendar.linked", "user", user.id)

    def drop(self, user: User, now: datetime) -> bool:
        """Take a person's address back; False when there was none."""
        with self._db.write() as tx:
            dropped = tx.execute("DELETE FROM calendar_links WHERE user_id = ?", (user.id,)).rowcount == 1
            if dropped:
                rows.record_event(tx, now, user, "calendar.unlinked", "user", user.id)
            return dropped

    def of(self, user_id: int) -> CalendarLink | None:
        with self._db.read() as tx:
            return _link(tx.execute("SELECT * FROM calendar_links WHERE user_id = ?", (user_id,)).fetchone())

    def by_hash(self, token_hash: str) -> CalendarLink | None:
        """The address with this secret, while its person's account is open."""
        with self._db.read() as tx:
            return _link(
                tx.execute(
                    "SELECT l.* FROM calendar_links l JOIN users u ON u.id = l.user_id"
                    " WHERE l.token_hash = ? AND u.closed_at IS NULL",
                    (token_hash,),
                ).fetchone()
            )

    def touch(self, user_id: int, now: datetime) -> None:
        """It was read now."""
        with self._db.write() as tx:
            tx.execute("UPDATE calendar_links SET used_at = ? WHERE user_id = ?", (to_text(now), user_id))


def _link(row: sqlite3.Row | None) -> CalendarLink | None:
    if row is None:
        return None
    used = None if row["used_at"] is None else from_text(row["used_at"])
    return CalendarLink(row["user_id"], from_text(row["created_at"]), used)
