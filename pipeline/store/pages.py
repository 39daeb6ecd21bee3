"""Pages as the store knows them: which are paused, since when and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import from_text, to_text
from pipeline.errors import PageNotFound
from pipeline.model import User
from pipeline.store import rows
from pipeline.store.base import Database


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing leaves from the page. `until` is None where only a person ends it; `by` is None where the desk did it."""

    page_id: str
    reason: str
    since: datetime
    until: datetime | None
    by: str | None


class Pages:
    def __init__(self, database: Database) -> None:
        self._db = database

    def pause(
        self, page_id: str, reason: str, now: datetime, *, until: datetime | None = None, by: User | None = None
    ) -> bool:
        """Pause a page; whether that is news. A pause without an end is never shortened by one that has one.

        `reason` is a short code, as in a post's `problem`. Raises `PageNotFound`.
        """
        with self._db.write() as tx:
            if tx.execute("SELECT 1 FROM pages WHERE id = ?", (page_id,)).fetchone() is None:
                raise PageNotFound(id=page_id)
            before = tx.execute("SELECT * FROM page_pauses WHERE page_id = ?", (page_id,)).fetchone()
            if before is not None and before["until"] is None:
                return False
            tx.execute(
                "INSERT INTO page_pauses VALUES (?, ?, ?, ?, ?) ON CONFLICT (page_id) DO UPDATE SET"
                " reason = excluded.reason, since = excluded.since, until = excluded.until,"
                " paused_by = excluded.paused_by",
                (page_id, reason, to_text(now), None if until is None else to_text(until), by and by.id),
            )
            rows.record_event(
                tx, now, by, "page.paused", "page", page_id,
                detail={"reason": reason} | ({} if until is None else {"until": to_text(until)}),
            )  # fmt: skip
            return True

    def resume(
        self, page_id: str, now: datetime, *, by: User | None = None, only: Collection[str] | None = None
    ) -> bool:
        """End a pause; whether there was one, of one of the reasons in `only` where that is given."""
        with self._db.write() as tx:
            held = tx.execute("SELECT reason FROM page_pauses WHERE page_id = ?", (page_id,)).fetchone()
            if only is not None and (held is None or held["reason"] not in only):
                return False
            ended = tx.execute("DELETE FROM page_pauses WHERE page_id = ?", (page_id,)).rowcount == 1
            if ended:
                rows.record_event(tx, now, by, "page.resumed", "page", page_id)
            return ended

    def paused(self, now: datetime) -> dict[str, Pause]:
        """The pauses that hold at `now`, by page."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT p.*, u.name AS by_name FROM page_pauses p LEFT JOIN users u ON u.id = p.paused_by"
                " WHERE p.until IS NULL OR p.until > ?",
                (to_text(now),),
            ).fetchall()
        return {
            row["page_id"]: Pause(
                row["page_id"], row["reason"], from_text(row["since"]), rows.instant(row["until"]), row["by_name"]
            )
            for row in found
        }
