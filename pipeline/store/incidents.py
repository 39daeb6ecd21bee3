"""What was wrong with the desk, from when until when, and whether it was told."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import from_text, to_text
from pipeline.store import rows
from pipeline.store.base import Database


@dataclass(frozen=True, slots=True)
class Incident:
    """`code` and `subject` are those of a failed health item. `clear_since` is set while the failure is not seen."""

    id: int
    key: str
    code: str
    subject: str
    opened_at: datetime
    told_at: datetime | None = None
    clear_since: datetime | None = None
    recovered_at: datetime | None = None
    recovery_told_at: datetime | None = None
    tries: int = 0
    not_before: datetime | None = None


class Incidents:
    """Several processes look at the same desk. Each change is guarded, so that the second to come changes nothing."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def open_ones(self) -> tuple[Incident, ...]:
        """Those that have not recovered, oldest first."""
        with self._db.read() as tx:
            found = tx.execute("SELECT * FROM incidents WHERE recovered_at IS NULL ORDER BY id")
            return tuple(map(_incident, found))

    def untold(self, since: datetime) -> tuple[Incident, ...]:
        """Those that are open, or recovered since then without anybody being told, oldest first."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT * FROM incidents WHERE recovery_told_at IS NULL AND (recovered_at IS NULL OR recovered_at >= ?)"
                " ORDER BY id",
                (to_text(since),),
            )
            return tuple(map(_incident, found))

    def latest(self, limit: int = 20) -> tuple[Incident, ...]:
        """Newest first."""
        with self._db.read() as tx:
            found = tx.execute("SELECT * FROM incidents ORDER BY id DESC LIMIT ?", (limit,))
            return tuple(map(_incident, found))

    def open(self, seen: Iterable[tuple[str, str]], now: datetime) -> None:
        """Open an incident for each code and subject that has none open."""
        with self._db.write() as tx:
            tx.executemany(
                "INSERT INTO incidents (key, code, subject, opened_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [(uuid.uuid4().hex, code, subject, to_text(now)) for code, subject in seen],
            )

    def drop(self, incident_id: int) -> None:
        """Forget a flicker that nobody was told of and nobody is telling."""
        with self._db.write() as tx:
            tx.execute(
                "DELETE FROM incidents WHERE id = ? AND told_at IS NULL AND recovered_at IS NULL"
                " AND claimed_until IS NULL AND clear_since IS NULL",
                (incident_id,),
            )

    def mark_clear(self, incident_id: int, now: datetime) -> None:
        with self._db.write() as tx:
            tx.execute(
                "UPDATE incidents SET clear_since = ? WHERE id = ? AND clear_since IS NULL AND recovered_at IS NULL",
                (to_text(now), incident_id),
            )

    def mark_again(self, incident_id: int) -> None:
        with self._db.write() as tx:
            tx.execute("UPDATE incidents SET clear_since = NULL WHERE id = ? AND recovered_at IS NULL", (incident_id,))

    def recover(self, incident_id: int, now: datetime) -> None:
        """The failure is over. A mail that could not be sent so far is tried at once."""
        with self._db.write() as tx:
            tx.execute(
                "UPDATE incidents SET recovered_at = ?, tries = 0, not_before = NULL, claimed_until = NULL"
                " WHERE id = ? AND clear_since IS NOT NULL AND recovered_at IS NULL",
                (to_text(now), incident_id),
            )

    def claim(self, one: Incident, now: datetime, until: datetime) -> bool:
        """Take the telling of what `one` says over for this process; False when it was told or is being told."""
        with self._db.write() as tx:
            taken = tx.execute(
                "UPDATE incidents SET claimed_until = ? WHERE id = ? AND told_at IS ? AND recovered_at IS ?"
                " AND recovery_told_at IS NULL AND tries = ? AND (claimed_until IS NULL OR claimed_until < ?)",
                (to_text(until), one.id, _text(one.told_at), _text(one.recovered_at), one.tries, to_text(now)),
            )
            return taken.rowcount == 1

    def told(self, one: Incident, now: datetime) -> None:
        """The mail of what `one` says has gone."""
        column = "told_at" if one.recovered_at is None else "recovery_told_at"
        with self._db.write() as tx:
            tx.execute(
                f"UPDATE incidents SET {column} = ?, claimed_until = NULL, tries = 0, not_before = NULL WHERE id = ?",
                (to_text(now), one.id),
            )
            _count(tx, "alert:sent")

    def not_told(self, one: Incident, retry_at: datetime) -> None:
        """The mail did not go, or nobody knows; it is tried again."""
        with self._db.write() as tx:
            tx.execute(
                "UPDATE incidents SET tries = tries + 1, not_before = ?, claimed_until = NULL WHERE id = ?",
                (to_text(retry_at), one.id),
            )
            _count(tx, "alert:failed")


def _count(tx: sqlite3.Connection, name: str) -> None:
    tx.execute("INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1", (name,))


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else to_text(instant)


def _incident(row: sqlite3.Row) -> Incident:
    return Incident(
        id=row["id"],
        key=row["key"],
        code=row["code"],
        subject=row["subject"],
        opened_at=from_text(row["opened_at"]),
        told_at=rows.instant(row["told_at"]),
        clear_since=rows.instant(row["clear_since"]),
        recovered_at=rows.instant(row["recovered_at"]),
        recovery_told_at=rows.instant(row["recovery_told_at"]),
        tries=row["tries"],
        not_before=rows.instant(row["not_before"]),
    )
