"""The last look at each scheduled post's source: what stood there, and when."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.clock import from_text, to_text
from pipeline.errors import Conflict, PostNotFound
from pipeline.model import User
from pipeline.store import rows
from pipeline.store.base import Database


class Verdict(StrEnum):
    """What a look at the source said. `VOUCHED` is the word of a person who looked in a browser."""

    SAME = "same"
    HELD = "held"
    UNREACHABLE = "unreachable"
    VOUCHED = "vouched"


@dataclass(frozen=True, slots=True)
class Look:
    """The last look at the source of a post. `problem` says why nothing was seen; `by` is the person who vouched."""

    at: datetime
    verdict: Verdict
    problem: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """A post that is due soon or already and was not sent yet, with its article's address at the source."""

    post_id: int
    due_at: datetime
    source_id: str
    url: str
    last: Look | None


class Revisits:
    def __init__(self, database: Database) -> None:
        self._db = database

    def coming(self, until: datetime) -> tuple[Coming, ...]:
        """Posts that are due until then and were not sent yet, earliest first."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT p.id, p.due_at, a.source_id, a.url, r.at, r.verdict, r.problem, u.name AS by_name FROM posts p"
                " JOIN articles a ON a.id = p.article_id LEFT JOIN revisits r ON r.post_id = p.id"
                " LEFT JOIN users u ON u.id = r.by_user"
                " WHERE (p.state = 'scheduled' OR (p.state = 'publishing' AND p.intent_at IS NULL)) AND p.due_at <= ?"
                " ORDER BY p.due_at, p.id",
                (to_text(until),),
            )
            return tuple(
                Coming(row["id"], from_text(row["due_at"]), row["source_id"], row["url"], _look(row)) for row in found
            )

    def last(self, post_id: int) -> Look | None:
        with self._db.read() as tx:
            row = tx.execute(
                "SELECT r.*, u.name AS by_name FROM revisits r LEFT JOIN users u ON u.id = r.by_user"
                " WHERE r.post_id = ?",
                (post_id,),
            ).fetchone()
            return None if row is None else _look(row)

    def record(self, post_id: int, verdict: Verdict, problem: str | None, now: datetime) -> None:
        """A look of the desk's own. The first of a row that saw nothing is an event of the post."""
        with self._db.write() as tx:
            before = tx.execute("SELECT verdict FROM revisits WHERE post_id = ?", (post_id,)).fetchone()
            _store(tx, post_id, verdict, problem, now, None)
            news = before is None or before["verdict"] != verdict
            if verdict is Verdict.UNREACHABLE and news:
                rows.record_event(tx, now, None, "post.waits", "post", post_id, detail={"said": problem})

    def vouch(self, user: User, post_id: int, now: datetime) -> None:
        """A person looked at the source. Raises `PostNotFound`, or `Conflict` for a post that is not scheduled."""
        with self._db.write() as tx:
            post = tx.execute("SELECT state FROM posts WHERE id = ?", (post_id,)).fetchone()
            if post is None:
                raise PostNotFound(id=post_id)
            if post["state"] != "scheduled":
                raise Conflict
            _store(tx, post_id, Verdict.VOUCHED, None, now, user)
            rows.record_event(tx, now, user, "post.vouched", "post", post_id)


def _store(
    tx: sqlite3.Connection, post_id: int, verdict: Verdict, problem: str | None, now: datetime, user: User | None
) -> None:
    tx.execute(
        "INSERT INTO revisits (post_id, at, verdict, problem, by_user) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (post_id) DO UPDATE SET at = excluded.at, verdict = excluded.verdict,"
        " problem = excluded.problem, by_user = excluded.by_user",
        (post_id, to_text(now), verdict, problem, None if user is None else user.id),
    )


def _look(row: sqlite3.Row) -> Look | None:
    if row["verdict"] is None:
        return None
    return Look(from_text(row["at"]), Verdict(row["verdict"]), row["problem"], row["by_name"])
