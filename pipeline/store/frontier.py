"""The frontier: articles that a list named and that have not been read yet, and the rules of robots.txt.

A list's validators are stored with the articles it named, in one transaction; an article leaves the frontier in the
transaction that stores it. So a crawl that is killed anywhere asks for nothing twice and forgets nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from crawlers.items import Listed, Pending, Validators
from pipeline.clock import from_text, to_text
from pipeline.store import rows
from pipeline.store.base import Database

KEPT = timedelta(days=30)
"""How long an address that was given up is remembered: named again later, it is tried again."""


class Frontier:
    def __init__(self, database: Database) -> None:
        self._db = database

    def known(self, urls: Sequence[str]) -> frozenset[str]:
        """Those of the URLs that were read before, whatever was there, or stand in the frontier."""
        if not urls:
            return frozenset()
        with self._db.read() as tx:
            return frozenset(
                row[0]
                for row in tx.execute(
                    "SELECT value FROM json_each(?) WHERE value IN (SELECT url FROM article_urls)"
                    " OR value IN (SELECT url FROM fetches) OR value IN (SELECT url FROM frontier)",
                    (json.dumps(list(urls)),),
                )
            )

    def record_listed(self, listed: Listed, now: datetime) -> None:
        """A list was read: its validators, and the new articles it names."""
        at = to_text(now)
        with self._db.write() as tx:
            rows.record_fetch(tx, listed.source_id, listed.url, listed.validators, now)
            tx.executemany(
                "INSERT INTO frontier (url, source_id, place, guid, published_at, image_url, may_be_other, listed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO NOTHING",
                [
                    (
                        place.url,
                        listed.source_id,
                        number,
                        place.guid,
                        None if place.published_at is None else to_text(place.published_at),
                        place.image,
                        int(place.may_be_other),
                        at,
                    )
                    for number, place in enumerate(listed.pending)
                ],
            )

    def record_other(self, source_id: str, url: str, now: datetime) -> None:
        """The page at `url` is no article; it is not asked for again."""
        with self._db.write() as tx:
            rows.record_fetch(tx, source_id, url, Validators(), now)
            rows.leave_frontier(tx, [url])

    def waiting(self, source_id: str, limit: int, now: datetime | None = None) -> tuple[Pending, ...]:
        """Articles to be tried, latest listed first; with `now`, only those whose rest after a failure is over."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT * FROM frontier WHERE source_id = ? AND given_up_at IS NULL"
                " AND (not_before IS NULL OR ? IS NULL OR not_before <= ?) ORDER BY listed_at DESC, place LIMIT ?",
                (source_id, *([None if now is None else to_text(now)] * 2), limit),
            )
            return tuple(
                Pending(
                    row["url"],
                    row["guid"],
                    rows.instant(row["published_at"]),
                    row["image_url"],
                    bool(row["may_be_other"]),
                )
                for row in found
            )

    def count(self, source_id: str) -> int:
        """How many articles of a source wait."""
        with self._db.read() as tx:
            row = tx.execute(
                "SELECT count(*) FROM frontier WHERE source_id = ? AND given_up_at IS NULL", (source_id,)
            ).fetchone()
            return int(row[0])

    def tries(self, url: str) -> int | None:
        """How often an article of the frontier has failed; None for an address that is not in it."""
        with self._db.read() as tx:
            row = tx.execute("SELECT tries FROM frontier WHERE url = ?", (url,)).fetchone()
            return None if row is None else int(row["tries"])

    def record_failure(self, url: str, again_at: datetime | None, now: datetime) -> None:
        """An article could not be read: try it again at `again_at`, or, with None, no more."""
        with self._db.write() as tx:
            tx.execute(
                "UPDATE frontier SET tries = tries + 1, not_before = ?, given_up_at = ? WHERE url = ?",
                (
                    None if again_at is None else to_text(again_at),
                    to_text(now) if again_at is None else None,
                    url,
                ),
            )

    def forget_given_up(self, now: datetime) -> None:
        with self._db.write() as tx:
            tx.execute("DELETE FROM frontier WHERE given_up_at < ?", (to_text(now - KEPT),))

    # -- robots.txt ---------------------------------------------------------------------------------

    def robots(self, origin: str) -> tuple[str, datetime] | None:
        """The robots.txt last read from an origin, and when."""
        with self._db.read() as tx:
            row = tx.execute("SELECT body, read_at FROM robots WHERE origin = ?", (origin,)).fetchone()
            return None if row is None else (row["body"], from_text(row["read_at"]))

    def record_robots(self, origin: str, text: str, now: datetime) -> None:
        with self._db.write() as tx:
            tx.execute(
                "INSERT INTO robots VALUES (?, ?, ?) ON CONFLICT (origin) DO UPDATE SET body = excluded.body,"
                " read_at = excluded.read_at",
                (origin, text, to_text(now)),
            )
