"""What the first page shows of a day. Every list and every count has an end, whatever the desk holds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from pipeline.store import rows
from pipeline.store.base import Database

COUNTED_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source that could not be read, or that is closed for good. `problem` may be empty for the latter."""

    source_id: str
    name: str
    problem: str
    since: datetime | None
    stopped: bool


class Today:
    def __init__(self, database: Database) -> None:
        self._db = database

    def drafts_for(self, user_id: int, alone: Collection[str]) -> int:
        """Drafts that this person may approve, counted to `COUNTED_AT_MOST` + 1.

        `alone` are the pages on which a writer may approve an own post.
        """
        marks = ", ".join("?" * len(alone))
        with self._db.read() as tx:
            row = tx.execute(
                "SELECT count(*) FROM (SELECT 1 FROM (SELECT composed_by, page_id FROM posts WHERE state = 'draft'"
                " ORDER BY sort_at DESC, id DESC LIMIT ?) p"
                f" WHERE p.composed_by <> ? OR p.page_id IN ({marks}) LIMIT ?)",
                (20 * COUNTED_AT_MOST, user_id, *alone, COUNTED_AT_MOST + 1),
            ).fetchone()
            return int(row[0])

    def troubles(self, limit: int) -> tuple[Trouble, ...]:
        """Sources in trouble, longest first; no article is counted."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT id, name, problem, coalesce(stopped_at, failing_since) AS since, stopped_at FROM sources"
                " WHERE problem IS NOT NULL OR stopped_at IS NOT NULL ORDER BY since, id LIMIT ?",
                (limit,),
            )
            return tuple(
                Trouble(
                    row["id"], row["name"], row["problem"] or "", rows.instant(row["since"]),
                    row["stopped_at"] is not None,
                )
                for row in found
            )  # fmt: skip
