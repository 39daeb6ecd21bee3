"""The review queue: which article comes next for whom, who has one open, what is put aside.

Whoever opens a waiting article to decide on it has it for `LEASE`; the page says so again while it is open. Others are
given another one, and are told the name when they open the same. A lease is no duty: it runs out, or is taken over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.clock import from_text, to_text
from pipeline.errors import ArticleNotFound, ArticleTaken, Conflict
from pipeline.model import ArticleState, User
from pipeline.store import rows
from pipeline.store.base import Database

LEASE = timedelta(minutes=3)
COUNTED_AT_MOST = 1_000
_WAITING = ("clean", "flagged")
_FREE = (
    " AND NOT EXISTS (SELECT 1 FROM review_holds h WHERE h.article_id = a.id)"
    " AND NOT EXISTS (SELECT 1 FROM review_leases l WHERE l.article_id = a.id AND l.user_id <> :me AND l.until > :now)"
)


@dataclass(frozen=True, slots=True)
class Lease:
    """Who has an article open, since and until when."""

    article_id: int
    user_id: int
    name: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A waiting article that somebody put aside for everybody."""

    article_id: int
    title: str
    source_name: str
    state: ArticleState
    by: str
    at: datetime
    note: str | None


@dataclass(frozen=True, slots=True)
class Work:
    """What a person did with articles, without what was taken back."""

    approved: int = 0
    rejected: int = 0
    skipped: int = 0
    held: int = 0

    @property
    def decided(self) -> int:
        return self.approved + self.rejected


class Reviewing:
    def __init__(self, database: Database) -> None:
        self._db = database

    # -- the queue ----------------------------------------------------------------------------------

    def next(self, user_id: int, state: ArticleState, now: datetime, *, beside: Sequence[int] = ()) -> int | None:
        """The newest article in `state` that nobody else has open; then what the user skipped, longest ago first.

        When others have all that is left open, the one whose lease ends first. An original comes before its near
        copies: they stay folded beneath it until it is decided. `beside` are articles to pass over.
        """
        values: dict[str, object] = {"state": state, "me": user_id, "now": to_text(now)}
        values |= {f"beside{n}": article_id for n, article_id in enumerate(beside)}
        passed = "".join(f" AND a.id <> :beside{n}" for n in range(len(beside)))
        with self._db.read() as tx:
            row = tx.execute(
                f"SELECT a.id FROM articles a WHERE a.state = :state AND a.folded = 0{_FREE}{passed} AND NOT EXISTS"
                " (SELECT 1 FROM skips k WHERE k.user_id = :me AND k.article_id = a.id)"
                " ORDER BY a.sort_at DESC, a.id DESC LIMIT 1",
                values,
            ).fetchone()
            if row is None:
                row = tx.execute(
                    "SELECT a.id FROM skips k JOIN articles a ON a.id = k.article_id"
                    f" WHERE k.user_id = :me AND a.state = :state{_FREE}{passed} ORDER BY a.folded, k.at, a.id LIMIT 1",
                    values,
                ).fetchone()
            if row is None:
                row = tx.execute(
                    "SELECT a.id FROM review_leases l JOIN articles a ON a.id = l.article_id"
                    " WHERE a.state = :state AND a.folded = 0 AND l.user_id <> :me AND l.until > :now"
                    f" AND NOT EXISTS (SELECT 1 FROM review_holds h WHERE h.article_id = a.id){passed}"
                    " ORDER BY l.opened, l.until, a.id LIMIT 1",
                    values,
                ).fetchone()
            return None if row is None else int(row["id"])

    # -- leases -------------------------------------------------------------------------------------

    def lease(self, article_id: int, now: datetime) -> Lease | None:
        """Who has the article open now."""
        with self._db.read() as tx:
            return _lease(tx, article_id, now)

    def open(self, user: User, article_id: int, now: datetime, *, only: bool = False) -> Lease | None:
        """Take a waiting article that nobody else has open. Returns who has it then; None when it does not wait.

        With `only`, the user gives back whatever else is open. A lease with most of its time left is not written anew.
        """
        with self._db.read() as tx:
            standing = _lease(tx, article_id, now)
            if standing is not None and (standing.user_id != user.id or (standing.until - now) * 2 > LEASE):
                return standing
        with self._db.write() as tx:
            if only:
                tx.execute("DELETE FROM review_leases WHERE user_id = ? AND article_id <> ?", (user.id, article_id))
            standing = _lease(tx, article_id, now)
            if standing is not None and standing.user_id != user.id:
                return standing
            return _take(tx, user, article_id, now) if _waits(tx, article_id) else None

    def reserve(self, user: User, article_id: int, now: datetime) -> None:
        """Keep an article as the user's next one: others are given another while there is one."""
        with self._db.write() as tx:
            tx.execute(
                "INSERT INTO review_leases (article_id, user_id, opened, since, until) VALUES (?, ?, 0, ?, ?)"
                " ON CONFLICT (article_id) DO UPDATE SET user_id = excluded.user_id, opened = 0,"
                " since = excluded.since, until = excluded.until"
                " WHERE review_leases.until <= excluded.since OR (review_leases.opened = 0"
                " AND review_leases.user_id = excluded.user_id)",
                (article_id, user.id, to_text(now), to_text(now + LEASE)),
            )

    def renew(self, user: User, article_id: int, now: datetime) -> Lease | None:
        """The page is still open. Returns who has the article; None when it does not wait any more."""
        with self._db.write() as tx:
            standing = _lease(tx, article_id, now)
            if standing is not None and standing.user_id != user.id:
                return standing
            return _take(tx, user, article_id, now) if _waits(tx, article_id) else None

    def take_over(self, user: User, article_id: int, now: datetime) -> None:
        """Take an article from whoever has it open, with an event. Raises `NotFound`; `Conflict` for a decided one."""
        with self._db.write() as tx:
            require(tx, article_id)
            if not _waits(tx, article_id):
                raise Conflict
            standing = _lease(tx, article_id, now)
            _take(tx, user, article_id, now)
            if standing is not None and standing.user_id != user.id:
                rows.record_event(
                    tx, now, user, "article.taken-over", "article", article_id, detail={"from": standing.name}
                )

    # -- put aside ----------------------------------------------------------------------------------

    def held(self, before: tuple[str, int] | None = None, limit: int = 50) -> tuple[Held, ...]:
        """What is put aside, latest first; `before` is `held_cursor` of the last one seen."""
        with self._db.read() as tx:
            found = tx.execute(
                f"{_HELD} WHERE (h.at, h.article_id) < (?, ?) ORDER BY h.at DESC, h.article_id DESC LIMIT ?",
                (*(before or ("~", 0)), limit),
            )
            return tuple(map(_held, found))

    def held_one(self, article_id: int) -> Held | None:
        """Whether an article is put aside, by whom and why."""
        with self._db.read() as tx:
            row = tx.execute(f"{_HELD} WHERE h.article_id = ?", (article_id,)).fetchone()
            return None if row is None else _held(row)

    def count_held(self) -> dict[ArticleState, int]:
        """How many waiting articles are put aside, by state; counted to `COUNTED_AT_MOST`."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT a.state, count(*) AS n FROM (SELECT article_id FROM review_holds LIMIT ?) h"
                " JOIN articles a ON a.id = h.article_id GROUP BY a.state",
                (COUNTED_AT_MOST,),
            )
            return {ArticleState(row["state"]): row["n"] for row in found}

    # -- a person's work ----------------------------------------------------------------------------

    def work_of(self, user_id: int, since: datetime) -> Work:
        """What a person did since then, without what was taken back."""
        count: dict[str, int] = {}
        with self._db.read() as tx:
            for row in tx.execute(
                "SELECT kind, from_state, count(*) AS n FROM events WHERE actor_id = ? AND at >= ?"
                " AND kind IN ('article.approved', 'article.rejected', 'article.skipped', 'article.held',"
                " 'article.undone', 'article.unskipped', 'article.unheld') GROUP BY kind, from_state",
                (user_id, to_text(since)),
            ):
                name = f"article.undone:{row['from_state']}" if row["kind"] == "article.undone" else row["kind"]
                count[name] = count.get(name, 0) + row["n"]

        def net(kind: str, taken_back: str) -> int:
            return max(0, count.get(kind, 0) - count.get(taken_back, 0))

        return Work(
            net("article.approved", "article.undone:approved"),
            net("article.rejected", "article.undone:rejected"),
            net("article.skipped", "article.unskipped"),
            net("article.held", "article.unheld"),
        )


def held_cursor(held: Held) -> tuple[str, int]:
    """Where a list that ended with `held` goes on."""
    return (to_text(held.at), held.article_id)


_HELD = (
    "SELECT h.*, a.title, a.state, s.name AS source_name, u.name AS by_name FROM review_holds h"
    " JOIN articles a ON a.id = h.article_id JOIN sources s ON s.id = a.source_id JOIN users u ON u.id = h.user_id"
)


def _held(row: sqlite3.Row) -> Held:
    return Held(
        row["article_id"], row["title"], row["source_name"], ArticleState(row["state"]), row["by_name"],
        from_text(row["at"]), row["note"],
    )  # fmt: skip


def _lease(tx: sqlite3.Connection, article_id: int, now: datetime) -> Lease | None:
    row = tx.execute(
        "SELECT l.*, u.name FROM review_leases l JOIN users u ON u.id = l.user_id"
        " WHERE l.article_id = ? AND l.opened = 1 AND l.until > ?",
        (article_id, to_text(now)),
    ).fetchone()
    if row is None:
        return None
    return Lease(article_id, row["user_id"], row["name"], from_text(row["since"]), from_text(row["until"]))


def _take(tx: sqlite3.Connection, user: User, article_id: int, now: datetime) -> Lease:
    tx.execute(
        "INSERT INTO review_leases (article_id, user_id, opened, since, until) VALUES (?, ?, 1, ?, ?)"
        " ON CONFLICT (article_id) DO UPDATE SET user_id = excluded.user_id, opened = 1, until = excluded.until,"
        " since = iif(user_id = excluded.user_id AND opened = 1, since, excluded.since)",
        (article_id, user.id, to_text(now), to_text(now + LEASE)),
    )
    lease = _lease(tx, article_id, now)
    assert lease is not None
    return lease


def _waits(tx: sqlite3.Connection, article_id: int) -> bool:
    row = tx.execute("SELECT state FROM articles WHERE id = ?", (article_id,)).fetchone()
    return row is not None and row["state"] in _WAITING


# -- shared with the other repositories -----------------------------------------------------------------


def require(tx: sqlite3.Connection, article_id: int) -> None:
    """Raises `ArticleNotFound`."""
    if tx.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone() is None:
        raise ArticleNotFound(id=article_id)


def holder(tx: sqlite3.Connection, user: User, article_id: int, now: datetime) -> str | None:
    """The name of another person who has the article open."""
    lease = _lease(tx, article_id, now)
    return None if lease is None or lease.user_id == user.id else lease.name


def require_free(tx: sqlite3.Connection, user: User, article_id: int, now: datetime) -> None:
    """Raises `ArticleTaken` when another person has the article open."""
    name = holder(tx, user, article_id, now)
    if name is not None:
        raise ArticleTaken(name=name)
