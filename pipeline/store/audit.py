"""The event rows as an audit log: who did what, when. Append-only, by triggers."""

from __future__ import annotations

from pipeline.model import Event
from pipeline.store import rows
from pipeline.store.base import Database

_SELECT = "SELECT e.*, u.name AS actor FROM events e LEFT JOIN users u ON u.id = e.actor_id"


class Audit:
    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, subject: str, subject_id: object) -> tuple[Event, ...]:
        """What happened to one thing, oldest first."""
        with self._db.read() as tx:
            found = tx.execute(
                f"{_SELECT} WHERE e.subject = ? AND e.subject_id = ? ORDER BY e.id",
                (subject, str(subject_id)),
            )
            return tuple(map(rows.event, found))

    def latest(self, limit: int = 50, before: int | None = None) -> tuple[Event, ...]:
        """What happened, newest first; `before` is the id of the last event seen."""
        with self._db.read() as tx:
            found = tx.execute(
                f"{_SELECT} WHERE ? IS NULL OR e.id < ? ORDER BY e.id DESC LIMIT ?", (before, before, limit)
            )
            return tuple(map(rows.event, found))
