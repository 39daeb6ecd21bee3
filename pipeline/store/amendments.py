"""What is done to a post that is out: taken down, or its text corrected. A person asks, the publisher does it.

As with a post, the intent is committed before the call and the outcome after it. An amendment may be made twice (to
take down what is down, to write what stands there), so one that was cut off is carried out again.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.clock import from_text, to_text
from pipeline.errors import AmendmentOpen, Conflict, FourEyes, PostNotOut
from pipeline.model import Post, PostState, User
from pipeline.store import rows
from pipeline.store.base import Database
from pipeline.store.posts import get_post

_SELECT = (
    "SELECT m.*, u.name AS asked_by_name, v.name AS approved_by_name FROM post_amendments m"
    " JOIN users u ON u.id = m.asked_by LEFT JOIN users v ON v.id = m.approved_by"
)
# A correction is a text that a reader will see: on a page with four eyes a second person approves it.
APPROVED = (
    "(kind = 'withdraw' OR (approved_by IS NOT NULL AND (approved_by <> asked_by OR EXISTS (SELECT 1 FROM posts p"
    " JOIN pages g ON g.id = p.page_id WHERE p.id = post_amendments.post_id AND g.four_eyes = 0))))"
)
_LIMIT = 20


class Kind(StrEnum):
    WITHDRAW = "withdraw"
    CORRECT = "correct"


class Result(StrEnum):
    """What came of an amendment; `DROPPED` was taken back before it was sent."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Amendment:
    """One withdrawal or correction. `caption` is a correction's new text, without the source line; `result` is None
    while it is open, `problem` a short code as in a post's `problem`."""

    id: int
    post_id: int
    kind: Kind
    caption: str | None
    reason: str
    asked_by: int
    asked_by_name: str
    asked_at: datetime
    approved_by_name: str | None
    intent_at: datetime | None
    done_at: datetime | None
    result: Result | None
    problem: str | None

    @property
    def waits_for_approval(self) -> bool:
        return self.result is None and self.kind is Kind.CORRECT and self.approved_by_name is None


class Amendments:
    def __init__(self, database: Database) -> None:
        self._db = database

    def of_post(self, post_id: int) -> tuple[Amendment, ...]:
        """All of a post, oldest first."""
        with self._db.read() as tx:
            return _amendments(tx, "WHERE m.post_id = ? ORDER BY m.id", post_id)

    def withdrawn(self, post_id: int) -> bool:
        """Whether the post was taken down."""
        with self._db.read() as tx:
            return _withdrawn(tx, post_id)

    # -- people -------------------------------------------------------------------------------------

    def ask(
        self, user: User, post_id: int, kind: Kind, caption: str | None, reason: str, now: datetime, *, alone: bool
    ) -> int:
        """A person asks. `alone`: a correction needs no second person. Raises `PostNotOut` or `AmendmentOpen`."""
        with self._db.write() as tx:
            post = get_post(tx, post_id)
            if post.state is not PostState.PUBLISHED or _withdrawn(tx, post_id):
                raise PostNotOut
            if tx.execute("SELECT 1 FROM post_amendments WHERE post_id = ? AND result IS NULL", (post_id,)).fetchone():
                raise AmendmentOpen
            approved = user.id if kind is Kind.WITHDRAW or alone else None
            made = tx.execute(
                "INSERT INTO post_amendments (post_id, kind, caption, reason, asked_by, asked_at, approved_by)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (post_id, kind, caption, reason, user.id, to_text(now), approved),
            )
            rows.record_event(tx, now, user, f"post.{kind}-asked", "post", post_id, detail={"why": reason})
            assert made.lastrowid is not None
            return made.lastrowid

    def approve(self, user: User, amendment_id: int, now: datetime) -> None:
        """A second person approves a correction. Raises `FourEyes` or `Conflict`."""
        with self._db.write() as tx:
            asked = _one(tx, amendment_id)
            if asked.asked_by == user.id:
                raise FourEyes
            moved = tx.execute(
                "UPDATE post_amendments SET approved_by = ? WHERE id = ? AND approved_by IS NULL AND result IS NULL",
                (user.id, amendment_id),
            )
            if moved.rowcount != 1:
                raise Conflict
            rows.record_event(tx, now, user, "post.correct-approved", "post", asked.post_id)

    def drop(self, user: User, amendment_id: int, now: datetime) -> None:
        """A person takes back what was not sent yet. Raises `Conflict`."""
        with self._db.write() as tx:
            asked = _one(tx, amendment_id)
            moved = tx.execute(
                "UPDATE post_amendments SET result = 'dropped', done_at = ?"
                " WHERE id = ? AND result IS NULL AND intent_at IS NULL",
                (to_text(now), amendment_id),
            )
            if moved.rowcount != 1:
                raise Conflict
            rows.record_event(tx, now, user, "post.amendment-dropped", "post", asked.post_id)

    # -- the publisher ------------------------------------------------------------------------------

    def due(self, now: datetime, page_id: str | None = None) -> tuple[tuple[Amendment, Post], ...]:
        """Approved amendments that are to be made now, each with its post, of one page or of all; withdrawals first."""
        of_page, values = (
            ("", ())
            if page_id is None
            else (" AND EXISTS (SELECT 1 FROM posts p WHERE p.id = post_id AND p.page_id = ?)", (page_id,))
        )
        with self._db.read() as tx:
            found = tx.execute(
                f"SELECT id FROM post_amendments WHERE result IS NULL AND {APPROVED}"
                f" AND (not_before IS NULL OR not_before <= ?){of_page} ORDER BY kind DESC, id LIMIT ?",
                (to_text(now), *values, _LIMIT),
            ).fetchall()
            made = [_one(tx, row["id"]) for row in found]
            return tuple((one, get_post(tx, one.post_id)) for one in made)

    def intend(self, amendment_id: int, now: datetime) -> bool:
        """Commit the intent; False when it may not be made (any more)."""
        with self._db.write() as tx:
            moved = tx.execute(
                f"UPDATE post_amendments SET intent_at = ? WHERE id = ? AND result IS NULL AND {APPROVED}",
                (to_text(now), amendment_id),
            )
            return moved.rowcount == 1

    def put_off(self, amendment_id: int, until: datetime) -> None:
        """The other side asks to wait and has done nothing: the intent is taken back."""
        with self._db.write() as tx:
            tx.execute(
                "UPDATE post_amendments SET intent_at = NULL, not_before = ? WHERE id = ? AND result IS NULL",
                (to_text(until), amendment_id),
            )

    def record(self, amendment_id: int, result: Result, problem: str | None, now: datetime) -> None:
        """What came of it. Raises `Conflict` when that stands already."""
        with self._db.write() as tx:
            asked = _one(tx, amendment_id)
            moved = tx.execute(
                "UPDATE post_amendments SET result = ?, problem = ?, done_at = ?"
                " WHERE id = ? AND result IS NULL AND intent_at IS NOT NULL",
                (result, problem, to_text(now), amendment_id),
            )
            if moved.rowcount != 1:
                raise Conflict
            kind = {"withdraw": "post.withdrawn", "correct": "post.corrected"}[asked.kind]
            rows.record_event(
                tx, now, None, kind if result is Result.DONE else f"post.{asked.kind}-{result}", "post", asked.post_id,
                detail={"because": problem} if problem else None,
            )  # fmt: skip


def _withdrawn(tx: sqlite3.Connection, post_id: int) -> bool:
    done = "SELECT 1 FROM post_amendments WHERE post_id = ? AND kind = 'withdraw' AND result = 'done'"
    return tx.execute(done, (post_id,)).fetchone() is not None


def _one(tx: sqlite3.Connection, amendment_id: int) -> Amendment:
    found = _amendments(tx, "WHERE m.id = ?", amendment_id)
    if not found:
        raise Conflict
    return found[0]


def _amendments(tx: sqlite3.Connection, tail: str, *values: object) -> tuple[Amendment, ...]:
    return tuple(
        Amendment(
            row["id"],
            row["post_id"],
            Kind(row["kind"]),
            row["caption"],
            row["reason"],
            row["asked_by"],
            row["asked_by_name"],
            from_text(row["asked_at"]),
            row["approved_by_name"],
            rows.instant(row["intent_at"]),
            rows.instant(row["done_at"]),
            None if row["result"] is None else Result(row["result"]),
            row["problem"],
        )
        for row in tx.execute(f"{_SELECT} {tail}", values)
    )
