"""The calendar over posts: what is planned around a time, moving many at once, new rules of time zones."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from pipeline.clock import from_text, to_text
from pipeline.errors import Conflict
from pipeline.model import PostState, User
from pipeline.plans import Entry, Planned, Relative, Touched
from pipeline.store import rows
from pipeline.store.base import Database
from pipeline.store.clusters import SAME_NEWS
from pipeline.walltime import Moment

# Posts that hold their time: they go out then, or have gone out, or may have.
_HOLD = "('scheduled', 'publishing', 'unknown', 'published')"
_SELECT = (
    "SELECT p.id, p.version, p.page_id, p.article_id, a.title, p.state, p.wall_time, p.zone, p.fold,"
    " coalesce(p.published_at, p.due_at) AS at FROM posts p JOIN articles a ON a.id = p.article_id"
)
_TO_THE_MINUTE = len("2026-11-23T05:00")
"""Wall times are kept to the minute, so what differs by less is not a change of rules."""
_AT_A_TIME = 500


class Calendar:
    def __init__(self, database: Database) -> None:
        self._db = database

    def planned(
        self, start: datetime, end: datetime, page_id: str | None = None, but: int | None = None
    ) -> tuple[Planned, ...]:
        """Posts of a page, or of all, that go out or went out in [start, end), by time; `but` is left out."""
        with self._db.read() as tx:
            found = tx.execute(
                f"{_SELECT} WHERE p.due_at IS NOT NULL AND p.sort_at >= ? AND p.sort_at < ? AND p.state IN {_HOLD}"
                " AND (? IS NULL OR p.page_id = ?) AND p.id IS NOT ? ORDER BY p.sort_at, p.id",
                (to_text(start), to_text(end), page_id, page_id, but),
            )
            return tuple(map(_planned, found))

    def entries(self, start: datetime, end: datetime, page_ids: Sequence[str] = ()) -> tuple[Entry, ...]:
        """Posts that are or were due in [start, end), by time, of some pages or of all; cancelled ones left out."""
        with self._db.read() as tx:
            found = _due(tx, start, end, page_ids, also="", where=" AND p.state <> 'cancelled'")
            return tuple(map(_entry, found))

    def touched(self, start: datetime, end: datetime, page_ids: Sequence[str] = ()) -> tuple[Touched, ...]:
        """The same with cancelled posts too, and when each was last touched."""
        also = (
            ", p.key, (SELECT e.at FROM events e WHERE e.subject = 'post' AND e.subject_id = CAST(p.id AS TEXT)"
            " ORDER BY e.id DESC LIMIT 1) AS touched_at, p.created_at"
        )
        with self._db.read() as tx:
            return tuple(
                Touched(_entry(row), row["key"], from_text(row["touched_at"] or row["created_at"]))
                for row in _due(tx, start, end, page_ids, also=also, where="")
            )

    def relatives(self, article_id: int, but: int | None = None) -> tuple[Relative, ...]:
        """Posts, on whatever page, of the same article or of a near copy of it, by time."""
        with self._db.read() as tx:
            found = tx.execute(
                # The plus keeps the planner from going through all posts of a state: an article has few.
                f"{_SELECT} WHERE p.due_at IS NOT NULL AND +p.state IN {_HOLD} AND p.id IS NOT ? AND p.article_id IN"
                f" {SAME_NEWS} ORDER BY p.sort_at, p.id",
                (but, article_id, article_id, article_id),
            )
            return tuple(Relative(post=_planned(row), same=row["article_id"] == article_id) for row in found)

    def scheduled(self, page_id: str, start: datetime, end: datetime) -> tuple[Planned, ...]:
        """Posts of a page that wait to go out in [start, end), by time."""
        return tuple(post for post in self.planned(start, end, page_id) if post.state == PostState.SCHEDULED)

    def move(
        self, user: User | None, moves: Sequence[tuple[Planned, Moment]], now: datetime, because: str = ""
    ) -> None:
        """Give waiting posts new times, all of them or none. Raises `Conflict` when one is no longer as it was."""
        with self._db.write() as tx:
            for post, moment in moves:
                retime(tx, post.post_id, post.version, moment.wall, moment.at, moment.fold)
                detail: dict[str, object] = {"wall_time": moment.wall, "zone": moment.zone, "was": post.wall}
                if post.fold:
                    detail["was_fold"] = post.fold
                rows.record_event(
                    tx, now, user, "post.moved", "post", post.post_id, from_state="scheduled", to_state="scheduled",
                    detail=detail | ({"note": because} if because else {}),
                )  # fmt: skip

    def rederive(self, rule: Callable[[str, str, int], datetime | None], now: datetime) -> tuple[int, ...]:
        """Bring the instants of waiting posts to the rules of today; the numbers of the posts that changed.

        `rule` gives the instant of (wall time, zone, fold), or None where it cannot tell; then the old one stays.
        """
        changed: list[int] = []
        after = ("", 0)
        while True:
            with self._db.read() as tx:
                waiting = tx.execute(
                    "SELECT id, version, wall_time, zone, fold, due_at, sort_at FROM posts WHERE state = 'scheduled'"
                    " AND sort_at >= ? AND (sort_at, id) > (?, ?) ORDER BY sort_at, id LIMIT ?",
                    (after[0], *after, _AT_A_TIME),
                ).fetchall()
            if not waiting:
                return tuple(changed)
            after = (waiting[-1]["sort_at"], waiting[-1]["id"])
            for row in waiting:
                at = rule(row["wall_time"], row["zone"], row["fold"])
                if at is not None and to_text(at)[:_TO_THE_MINUTE] != row["due_at"][:_TO_THE_MINUTE]:
                    changed.extend(self._rederive(row, at, now))

    def _rederive(self, row: sqlite3.Row, at: datetime, now: datetime) -> tuple[int, ...]:
        try:
            with self._db.write() as tx:
                retime(tx, row["id"], row["version"], row["wall_time"], at, row["fold"])
                rows.record_event(
                    tx, now, None, "post.rederived", "post", row["id"], from_state="scheduled", to_state="scheduled",
                    detail={"wall_time": row["wall_time"], "zone": row["zone"], "was_at": row["due_at"],
                            "at": to_text(at)},
                )  # fmt: skip
        except Conflict:
            # Somebody chose another time meanwhile: under the rules of today, since this process knows them.
            return ()
        return (row["id"],)


def retime(tx: sqlite3.Connection, post_id: int, version: int, wall: str, at: datetime, fold: int) -> None:
    moved = tx.execute(
        "UPDATE posts SET wall_time = ?, due_at = ?, sort_at = ?, fold = ?, version = version + 1"
        " WHERE id = ? AND version = ? AND state = 'scheduled'",
        (wall, to_text(at), to_text(at), fold, post_id, version),
    )
    if moved.rowcount != 1:
        raise Conflict


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        row["id"],
        row["version"],
        row["state"],
        row["page_id"],
        row["article_id"],
        row["title"],
        row["wall_time"],
        row["zone"],
        row["fold"],
        from_text(row["due_at"]),
    )


def _due(
    tx: sqlite3.Connection, start: datetime, end: datetime, page_ids: Sequence[str], *, also: str, where: str
) -> sqlite3.Cursor:
    """Rows for `_entry`, with the columns of `also`, in the order of their times."""
    of_pages = f" AND p.page_id IN ({', '.join('?' * len(page_ids))})" if page_ids else ""
    return tx.execute(
        "SELECT p.id, p.version, p.state, p.page_id, p.article_id, a.title, p.wall_time, p.zone, p.fold, p.due_at"
        f"{also} FROM posts p JOIN articles a ON a.id = p.article_id"
        f" WHERE p.due_at IS NOT NULL AND p.sort_at >= ? AND p.sort_at < ?{where}{of_pages} ORDER BY p.sort_at, p.id",
        (to_text(start), to_text(end), *page_ids),
    )


def _planned(row: sqlite3.Row) -> Planned:
    return Planned(
        row["id"],
        row["version"],
        row["page_id"],
        row["article_id"],
        row["title"],
        row["state"],
        from_text(row["at"]),
        row["wall_time"],
        row["zone"],
        row["fold"],
    )
