"""What the desk remembers of its sources: visits, troubles, validators, when each is due."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from crawlers.items import Validators
from pipeline.clock import from_text, to_text
from pipeline.errors import SourceNotFound
from pipeline.model import ArticleState, SourceStatus, User
from pipeline.store import rows
from pipeline.store.base import Database


@dataclass(frozen=True, slots=True)
class Plan:
    """When a source is due, and at which address. `failures` counts visits in a row that read none of its lists."""

    next_visit_at: datetime | None = None
    failures: int = 0
    stopped_at: datetime | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class VisitResult:
    """The end of a visit: `problem` is None when a list of the source could be read."""

    source_id: str
    problem: str | None
    next_visit_at: datetime
    new: int = 0
    errors: int = 0
    moved_to: str | None = None
    stop: bool = False


@dataclass(frozen=True, slots=True)
class Watched:
    """An article whose page may be visited again."""

    url: str
    collected_at: datetime
    visited_at: datetime
    approved: bool


class Sources:
    def __init__(self, database: Database) -> None:
        self._db = database

    def sync(self, sources: Iterable[tuple[str, str, str]]) -> None:
        """Take (id, name shown, URL) of the sources file over; sources with articles are never deleted.

        A URL that was corrected there makes the source due at once, stopped or not.
        """
        with self._db.write() as tx:
            tx.executemany(
                "INSERT INTO sources (id, name, url) VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET name = excluded.name, url = excluded.url,"
                " moved_to = iif(url IS excluded.url, moved_to, NULL),"
                " stopped_at = iif(url IS excluded.url, stopped_at, NULL),"
                " failures = iif(url IS excluded.url, failures, 0),"
                " next_visit_at = iif(url IS excluded.url, next_visit_at, NULL)",
                list(sources),
            )

    def plans(self) -> dict[str, Plan]:
        """The plan of every source, by its id."""
        with self._db.read() as tx:
            return {
                row["id"]: Plan(
                    rows.instant(row["next_visit_at"]),
                    row["failures"],
                    rows.instant(row["stopped_at"]),
                    row["moved_to"],
                )
                for row in tx.execute("SELECT id, next_visit_at, failures, stopped_at, moved_to FROM sources")
            }

    def publishing(self, source_id: str, since: datetime) -> tuple[int, datetime | None]:
        """How many articles a source has published since, and when the first of these (of all, if none) came."""
        with self._db.read() as tx:
            recent = tx.execute(
                "SELECT count(*) AS n, min(sort_at) AS first FROM articles WHERE source_id = ? AND sort_at >= ?",
                (source_id, to_text(since)),
            ).fetchone()
            if recent["n"]:
                return int(recent["n"]), from_text(recent["first"])
            ever = tx.execute("SELECT min(sort_at) FROM articles WHERE source_id = ?", (source_id,)).fetchone()
            return 0, rows.instant(ever[0])

    def validators(self, url: str) -> Validators | None:
        with self._db.read() as tx:
            row = tx.execute("SELECT etag, last_modified FROM fetches WHERE url = ?", (url,)).fetchone()
        return None if row is None else Validators(row["etag"], row["last_modified"])

    def record_unchanged(self, url: str, now: datetime) -> None:
        """A known page was asked for and is what it was, or did not answer: only the time of the visit is new."""
        with self._db.write() as tx:
            tx.execute("UPDATE fetches SET fetched_at = ? WHERE url = ?", (to_text(now), url))

    def watched(self, source_id: str, since: datetime) -> tuple[Watched, ...]:
        """The articles still at their source, collected since, that were not rejected; longest unvisited first."""
        with self._db.read() as tx:
            return tuple(
                Watched(
                    row["url"],
                    from_text(row["collected_at"]),
                    from_text(row["fetched_at"]),
                    row["state"] == ArticleState.APPROVED,
                )
                for row in tx.execute(
                    "SELECT a.url, a.collected_at, a.state, f.fetched_at FROM articles a"
                    " JOIN fetches f ON f.url = a.url WHERE a.source_id = ? AND a.removed_at IS NULL"
                    " AND a.state <> 'rejected' AND a.collected_at >= ? ORDER BY f.fetched_at, a.id",
                    (source_id, to_text(since)),
                )
            )

    def record_visit(self, result: VisitResult, now: datetime) -> None:
        """The end of a visit, and when the next one is due."""
        with self._db.write() as tx:
            tx.execute(
                "UPDATE sources SET last_visit_at = :now, last_new = :new, last_errors = :errors, problem = :problem,"
                " last_ok_at = iif(:problem IS NULL, :now, last_ok_at),"
                " failing_since = iif(:problem IS NULL, NULL, coalesce(failing_since, :now)),"
                " failures = iif(:problem IS NULL, 0, failures + 1),"
                " next_visit_at = :next, moved_to = coalesce(:moved, moved_to),"
                " stopped_at = iif(:stop, coalesce(stopped_at, :now), NULL) WHERE id = :id",
                {
                    "id": result.source_id,
                    "now": to_text(now),
                    "problem": result.problem,
                    "new": result.new,
                    "errors": result.errors,
                    "next": to_text(result.next_visit_at),
                    "moved": result.moved_to,
                    "stop": result.stop,
                },
            )
            if result.stop:
                rows.record_event(tx, now, None, "source.stopped", "source", result.source_id)

    def resume(self, source_id: str, actor: User | None, now: datetime) -> None:
        """Make a source due at once, stopped or failing or not. Raises `SourceNotFound`."""
        with self._db.write() as tx:
            done = tx.execute(
                "UPDATE sources SET stopped_at = NULL, failures = 0, next_visit_at = NULL, moved_to = NULL"
                " WHERE id = ?",
                (source_id,),
            )
            if done.rowcount != 1:
                raise SourceNotFound(id=source_id)
            rows.record_event(tx, now, actor, "source.resumed", "source", source_id)

    def names(self) -> tuple[tuple[str, str], ...]:
        """(id, name) of every source, by name."""
        with self._db.read() as tx:
            found = tx.execute("SELECT id, name FROM sources ORDER BY name, id")
            return tuple((row["id"], row["name"]) for row in found)

    def statuses(self) -> tuple[SourceStatus, ...]:
        """Every source, by name."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT s.*, (SELECT count(*) FROM articles a WHERE a.source_id = s.id) AS articles,"
                " (SELECT count(*) FROM frontier f WHERE f.source_id = s.id AND f.given_up_at IS NULL) AS waiting"
                " FROM sources s ORDER BY s.name, s.id"
            )
            return tuple(map(_status, found))


def _status(row: sqlite3.Row) -> SourceStatus:
    return SourceStatus(
        id=row["id"],
        name=row["name"],
        url=row["url"],
        last_visit_at=rows.instant(row["last_visit_at"]),
        last_ok_at=rows.instant(row["last_ok_at"]),
        failing_since=rows.instant(row["failing_since"]),
        problem=row["problem"],
        articles=row["articles"],
        next_visit_at=rows.instant(row["next_visit_at"]),
        last_new=row["last_new"],
        last_errors=row["last_errors"],
        waiting=row["waiting"],
        stopped_at=rows.instant(row["stopped_at"]),
        moved_to=row["moved_to"],
    )
