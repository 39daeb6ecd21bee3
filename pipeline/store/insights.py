"""A page's own totals, once a day: views, clicks, reactions, follows. Numbers only; the schema takes no other word."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.clock import from_text, to_text
from pipeline.model import Post
from pipeline.store.base import Database
from pipeline.store.posts import select_posts

PAGE_METRICS = ("views", "viewers", "follows", "engagements")
"""Of a page: views of its media and how many saw them in a day, its followers in all, engagements with its posts."""
POST_METRICS = ("views", "clicks", "like", "love", "care", "haha", "wow", "sorry", "anger", "other")
"""Of a post since it was published. From `like` on reactions by their kind, of which `other` sums those not named."""
REACTIONS = POST_METRICS[2:]
_MOST = 2**53


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals as they stood on a day, by metric; one that the other side did not tell is missing."""

    day: date
    values: Mapping[str, int]

    @property
    def metrics(self) -> tuple[str, ...]:
        """Those that are told, in the order of `POST_METRICS`; kinds of reactions that nobody chose are left out."""
        return tuple(
            name for name in POST_METRICS if self.values.get(name, 0) or (name in self.values and name not in REACTIONS)
        )

    @property
    def reactions(self) -> int | None:
        """All kinds together; None where nothing was told of them."""
        told = [self.values[kind] for kind in REACTIONS if kind in self.values]
        return sum(told) if told else None


@dataclass(frozen=True, slots=True)
class Read:
    """When a page's totals were asked for last, and for which day they were read whole."""

    tried_at: datetime
    done: date | None


class Insights:
    def __init__(self, database: Database) -> None:
        self._db = database

    def last(self, page_id: str) -> Read | None:
        with self._db.read() as tx:
            row = tx.execute("SELECT * FROM insight_reads WHERE page_id = ?", (page_id,)).fetchone()
        if row is None:
            return None
        return Read(from_text(row["tried_at"]), None if row["done"] is None else date.fromisoformat(row["done"]))

    def tried(self, page_id: str, now: datetime, done: date | None = None) -> None:
        """A page was asked; `done` is the day for which all of it was read."""
        with self._db.write() as tx:
            tx.execute(
                "INSERT INTO insight_reads VALUES (?, ?, ?) ON CONFLICT (page_id) DO UPDATE SET"
                " tried_at = excluded.tried_at, done = coalesce(excluded.done, done)",
                (page_id, to_text(now), None if done is None else done.isoformat()),
            )

    def posts(self, page_id: str, since: datetime, day: date) -> tuple[Post, ...]:
        """Posts of a page that were published since and still stand, and that were not counted on that day yet."""
        with self._db.read() as tx:
            return select_posts(
                tx,
                "WHERE p.page_id = ? AND p.state = 'published' AND p.published_at >= ?"
                " AND NOT EXISTS (SELECT 1 FROM post_amendments m WHERE m.post_id = p.id AND m.kind = 'withdraw'"
                " AND m.result = 'done')"
                " AND NOT EXISTS (SELECT 1 FROM post_insights i WHERE i.post_id = p.id AND i.day = ?)"
                " ORDER BY p.published_at DESC, p.id DESC",
                (page_id, to_text(since), day.isoformat()),
            )

    def record_page(self, page_id: str, day: date, values: Mapping[str, int]) -> None:
        """What is not in `PAGE_METRICS`, or no number, is dropped."""
        self._record("page_insights", "page_id", page_id, day, _told(values, PAGE_METRICS))

    def record_post(self, post_id: int, day: date, values: Mapping[str, int]) -> None:
        """What is not in `POST_METRICS`, or no number, is dropped."""
        self._record("post_insights", "post_id", post_id, day, _told(values, POST_METRICS))

    def _record(self, table: str, key: str, subject: object, day: date, values: Mapping[str, int]) -> None:
        with self._db.write() as tx:
            tx.executemany(
                f"INSERT INTO {table} ({key}, day, metric, value) VALUES (?, ?, ?, ?)"
                f" ON CONFLICT ({key}, day, metric) DO UPDATE SET value = excluded.value",
                [(subject, day.isoformat(), metric, value) for metric, value in values.items()],
            )

    def of_post(self, post_id: int) -> Totals | None:
        """The newest totals of a post."""
        with self._db.read() as tx:
            return _newest(tx, "post_insights", "post_id", post_id)

    def of_page(self, page_id: str) -> Totals | None:
        """The newest totals of a page."""
        with self._db.read() as tx:
            return _newest(tx, "page_insights", "page_id", page_id)

    def published_in(self, start: datetime, end: datetime) -> tuple[tuple[str, int, Totals], ...]:
        """By page name: how many posts of [start, end) have totals, and their newest ones summed.

        `Totals.day` is the newest day among them.
        """
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT g.name, p.id, i.metric, i.value, i.day FROM posts p JOIN pages g ON g.id = p.page_id"
                " JOIN post_insights i ON i.post_id = p.id"
                " AND i.day = (SELECT max(j.day) FROM post_insights j WHERE j.post_id = p.id)"
                " WHERE p.published_at >= ? AND p.published_at < ? ORDER BY g.name, p.id",
                (to_text(start), to_text(end)),
            ).fetchall()
        sums: dict[str, tuple[set[int], dict[str, int], str]] = {}
        for row in found:
            posts, values, day = sums.get(row["name"], (set(), {}, ""))
            posts.add(row["id"])
            values[row["metric"]] = values.get(row["metric"], 0) + row["value"]
            sums[row["name"]] = (posts, values, max(day, row["day"]))
        return tuple(
            (name, len(posts), Totals(date.fromisoformat(day), values)) for name, (posts, values, day) in sums.items()
        )


def _told(values: Mapping[str, int], metrics: tuple[str, ...]) -> dict[str, int]:
    return {
        metric: values[metric]
        for metric in metrics
        if metric in values and type(values[metric]) is int and 0 <= values[metric] < _MOST
    }


def _newest(tx: sqlite3.Connection, table: str, key: str, subject: object) -> Totals | None:
    found = tx.execute(
        f"SELECT day, metric, value FROM {table} WHERE {key} = ?"
        f" AND day = (SELECT max(day) FROM {table} WHERE {key} = ?)",
        (subject, subject),
    ).fetchall()
    if not found:
        return None
    return Totals(date.fromisoformat(found[0]["day"]), {row["metric"]: row["value"] for row in found})
