"""What the desk remembers of its sources: visits, troubles, validators, which URLs are known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from crawlers.items import Validators
from pipeline.clock import from_text, to_text
from pipeline.model import SourceStatus
from pipeline.store import rows
from pipeline.store.base import Database


class Sources:
    def __init__(self, database: Database) -> None:
        self._db = database

    def sync(self, names: Iterable[tuple[str, str]]) -> None:
        """Take (id, name shown) of the sources file over; sources with articles are never deleted."""
        with self._db.write() as tx:
            tx.executemany(
                "INSERT INTO sources (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                list(names),
            )

    def validators(self, url: str) -> Validators | None:
        with self._db.read() as tx:
            row = tx.execute("SELECT etag, last_modified FROM fetches WHERE url = ?", (url,)).fetchone()
        return None if row is None else Validators(row["etag"], row["last_modified"])

    def record_fetch(self, source_id: str, url: str, validators: Validators, now: datetime) -> None:
        with self._db.write() as tx:
            rows.record_fetch(tx, source_id, url, validators, now)

    def knows(self, url: str) -> bool:
        """Whether some article was found at this URL."""
        with self._db.read() as tx:
            return tx.execute("SELECT 1 FROM article_urls WHERE url = ?", (url,)).fetchone() is not None

    def record_unchanged(self, url: str, now: datetime) -> None:
        """The page at `url` is what it was: only the time of the visit is new."""
        with self._db.write() as tx:
            tx.execute("UPDATE fetches SET fetched_at = ? WHERE url = ?", (to_text(now), url))

    def watched(self, source_id: str, since: datetime) -> tuple[tuple[str, datetime, datetime], ...]:
        """(URL, collected at, last visited at) of the articles still at their source, collected since."""
        with self._db.read() as tx:
            return tuple(
                (row["url"], from_text(row["collected_at"]), from_text(row["fetched_at"]))
                for row in tx.execute(
                    "SELECT a.url, a.collected_at, f.fetched_at FROM articles a JOIN fetches f ON f.url = a.url"
                    " WHERE a.source_id = ? AND a.removed_at IS NULL AND a.state <> 'rejected'"
                    " AND a.collected_at >= ? ORDER BY f.fetched_at, a.id",
                    (source_id, to_text(since)),
                )
            )

    def record_visit(self, source_id: str, problem: str | None, now: datetime) -> None:
        """The end of a visit: `problem` is None when its feed, sitemap or listing could be read."""
        at = to_text(now)
        with self._db.write() as tx:
            if problem is None:
                tx.execute(
                    "UPDATE sources SET last_visit_at = ?, last_ok_at = ?, failing_since = NULL, problem = NULL"
                    " WHERE id = ?",
                    (at, at, source_id),
                )
                return
            tx.execute(
                "UPDATE sources SET last_visit_at = ?, failing_since = coalesce(failing_since, ?), problem = ?"
                " WHERE id = ?",
                (at, at, problem, source_id),
            )

    def last_visit(self, source_id: str) -> datetime | None:
        with self._db.read() as tx:
            row = tx.execute("SELECT last_visit_at FROM sources WHERE id = ?", (source_id,)).fetchone()
        return None if row is None else rows.instant(row["last_visit_at"])

    def statuses(self) -> tuple[SourceStatus, ...]:
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT s.*, (SELECT count(*) FROM articles a WHERE a.source_id = s.id) AS articles"
                " FROM sources s ORDER BY s.name"
            )
            return tuple(
                SourceStatus(
                    row["id"],
                    row["name"],
                    rows.instant(row["last_visit_at"]),
                    rows.instant(row["last_ok_at"]),
                    rows.instant(row["failing_since"]),
                    row["problem"],
                    row["articles"],
                )
                for row in found
            )
