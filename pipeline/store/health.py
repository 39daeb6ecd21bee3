"""What the desk's health is judged by. Every query goes by a counter or an index: it is asked every few seconds."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.clock import to_text
from pipeline.errors import StoreBroken
from pipeline.i18n import _
from pipeline.store import rows
from pipeline.store.amendments import APPROVED
from pipeline.store.audit import ChainCheck, checked
from pipeline.store.base import Database
from pipeline.store.migrations import STEPS

_MOST_COUNTED = 1_000
"""More late posts than this are told as this many: counting them all would read them all."""
_FAILED_TOLD = timedelta(days=1)
_AMENDMENTS_LATE = (
    "SELECT count(*) AS n, min(asked_at) AS since FROM post_amendments WHERE result IS NULL"
    f" AND {APPROVED} AND asked_at < ? AND (not_before IS NULL OR not_before < ?)"
)
_AMENDMENTS_FAILED = (
    "SELECT count(*) AS n, min(done_at) AS since FROM post_amendments m WHERE result IN ('refused', 'unknown')"
    " AND done_at >= ? AND NOT EXISTS (SELECT 1 FROM post_amendments l WHERE l.post_id = m.post_id AND l.id > m.id"
    " AND l.result IS NOT 'dropped')"
)
_RECENT_EVENTS = 1_000
"""How many events a wrong time in the log is held against the clock: it is forgotten when as many have followed."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of the store at one instant. `posts`, `articles` are by state, `outcomes` by state that was ever reached.

    `overdue` counts posts that should have left (at most 1,000 are counted), the first of them due `overdue_since`;
    `unknown` those that only a person can settle, the first of them sent `unknown_since`. `amendments_late` counts
    withdrawals and corrections that should have been made, `amendments_failed` those that were not made or of which
    nobody knows, in the day before, unless one was asked for anew.
    """

    posts: Mapping[str, int]
    articles: Mapping[str, int]
    outcomes: Mapping[str, int]
    alerts: Mapping[str, int]
    overdue: int
    overdue_since: datetime | None
    unknown: int
    unknown_since: datetime | None
    newest_event: datetime | None
    last_collect: datetime | None
    sources_in_trouble: tuple[str, ...]
    amendments_late: int = 0
    amendments_late_since: datetime | None = None
    amendments_failed: int = 0
    amendments_failed_since: datetime | None = None
    chain: ChainCheck | None = None


class Health:
    def __init__(self, database: Database) -> None:
        self._db = database

    def figures(self, overdue_before: datetime) -> Figures:
        """Counts of now; a post is overdue that was due before that instant and has not left.

        Raises `StoreBusy` or `StoreBroken`.
        """
        with self._db.read() as tx:
            overdue, overdue_since = _overdue(tx, to_text(overdue_before))
            unknown = tx.execute(
                "SELECT count(*) AS n, min(intent_at) AS since FROM posts WHERE state = 'unknown' AND read_at IS NULL"
            ).fetchone()
            newest = tx.execute(
                "SELECT max(at) FROM events WHERE id > (SELECT max(id) FROM events) - ?", (_RECENT_EVENTS,)
            ).fetchone()
            collected = tx.execute("SELECT max(last_visit_at) FROM sources").fetchone()
            late = tx.execute(_AMENDMENTS_LATE, (to_text(overdue_before),) * 2).fetchone()
            undone = tx.execute(_AMENDMENTS_FAILED, (to_text(overdue_before - _FAILED_TOLD),)).fetchone()
            troubled = tx.execute(
                "SELECT name FROM sources WHERE problem IS NOT NULL OR stopped_at IS NOT NULL ORDER BY name"
            ).fetchall()
            return Figures(
                posts=_counters(tx, "post"),
                articles=_counters(tx, "article"),
                outcomes=_counters(tx, "outcome"),
                alerts=_counters(tx, "alert"),
                overdue=overdue,
                overdue_since=rows.instant(overdue_since),
                unknown=int(unknown["n"]),
                unknown_since=rows.instant(unknown["since"]),
                newest_event=rows.instant(newest[0]),
                last_collect=rows.instant(collected[0]),
                amendments_late=int(late["n"]),
                amendments_late_since=rows.instant(late["since"]),
                amendments_failed=int(undone["n"]),
                amendments_failed_since=rows.instant(undone["since"]),
                sources_in_trouble=tuple(row["name"] for row in troubled),
                chain=checked(tx),
            )

    def schema(self) -> int:
        """The version of the data file now: another process may have moved it on."""
        with self._db.read() as tx:
            return int(tx.execute("PRAGMA user_version").fetchone()[0])

    def quick_check(self) -> str | None:
        """The first damage that SQLite finds, None when there is none. Reads the whole file.

        https://www.sqlite.org/pragma.html#pragma_quick_check
        """
        with self._db.read() as tx:
            said = tx.execute("PRAGMA quick_check(1)").fetchone()[0]
            return None if said == "ok" else str(said).replace("\n", " ")


def newest_schema() -> int:
    """The version that this program writes."""
    return len(STEPS)


def schema_of(path: Path) -> int:
    """The version of a data file that is not to be moved on. Raises `StoreBroken` or `StoreBusy`."""
    if not path.is_file():
        raise StoreBroken(path=path, cause=_("there is no such file"))
    database = Database(path)
    try:
        return Health(database).schema()
    finally:
        database.close()


def _counters(tx: sqlite3.Connection, family: str) -> dict[str, int]:
    found = tx.execute(
        "SELECT name, value FROM counters WHERE name >= ? AND name < ?", (f"{family}:", f"{family};")
    ).fetchall()
    return {row["name"].partition(":")[2]: int(row["value"]) for row in found}


def _overdue(tx: sqlite3.Connection, before: str) -> tuple[int, str | None]:
    """Scheduled ones of the past, and claimed ones whose lease ran out as long ago: nobody works on either.

    By the index that is named, since SQLite would read all scheduled posts by their state and sort them.
    """
    waiting = tx.execute(
        "SELECT count(*) AS n, min(due_at) AS since FROM (SELECT due_at FROM posts INDEXED BY posts_due"
        " WHERE state = 'scheduled' AND due_at < ? ORDER BY due_at LIMIT ?)",
        (before, _MOST_COUNTED),
    ).fetchone()
    stuck = tx.execute(
        "SELECT count(*) AS n, min(due_at) AS since FROM posts WHERE state = 'publishing' AND lease_until < ?",
        (before,),
    ).fetchone()
    first = min((row["since"] for row in (waiting, stuck) if row["since"] is not None), default=None)
    return int(waiting["n"] + stuck["n"]), first
