"""One action on many waiting articles: what it would do to which, the deed in one transaction, and its undo."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.clock import from_text, to_text
from pipeline.errors import BulkNotFound, NotAllowed
from pipeline.model import ArticleLine, ArticleState, RejectReason, User
from pipeline.store import decisions, reviewing
from pipeline.store.articles import lines_of
from pipeline.store.base import Database

MOST = 200


class BulkKind(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    HOLD = "hold"


class Left(StrEnum):
    """Why an article is left out."""

    DECIDED = "decided"
    CHANGED = "changed"
    OPEN_ELSEWHERE = "open-elsewhere"
    HELD = "held"
    SERIOUS = "serious"


@dataclass(frozen=True, slots=True)
class Chosen:
    """An article in the version that the person saw."""

    article_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What an action does: the articles that it concerns, and those it leaves out with the reason.

    An article that is not there any more is counted in `gone`.
    """

    fits: tuple[ArticleLine, ...]
    left: tuple[tuple[ArticleLine, Left], ...]
    gone: int = 0

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        return tuple(Chosen(line.id, line.version) for line in self.fits)


@dataclass(frozen=True, slots=True)
class Done:
    """An action that was done. `lines` are its articles as they are now, the first `MOST` of them."""

    id: int
    user_id: int
    by: str
    kind: BulkKind
    reason: RejectReason | None
    note: str | None
    at: datetime
    undone_at: datetime | None
    lines: tuple[ArticleLine, ...]


class Bulk:
    def __init__(self, database: Database) -> None:
        self._db = database

    def plan(self, user: User, kind: BulkKind, chosen: Sequence[Chosen], now: datetime) -> Plan:
        """What the action would do now. Nothing is changed."""
        with self._db.read() as tx:
            return _plan(tx, user, kind, chosen, now)

    def do(
        self,
        user: User,
        kind: BulkKind,
        chosen: Sequence[Chosen],
        reason: RejectReason | None,
        note: str | None,
        now: datetime,
    ) -> tuple[int | None, Plan]:
        """Do it to all that still fit, in one transaction. Returns the action's number (None: nothing fitted)."""
        with self._db.write() as tx:
            plan = _plan(tx, user, kind, chosen, now)
            if not plan.fits:
                return None, plan
            cursor = tx.execute(
                "INSERT INTO bulk_actions (user_id, kind, reason, note, at) VALUES (?, ?, ?, ?, ?)",
                (user.id, kind, reason, note, to_text(now)),
            )
            for one in plan.chosen:
                if kind is BulkKind.HOLD:
                    decisions.hold(tx, user, one.article_id, note, now)
                else:
                    to = ArticleState.APPROVED if kind is BulkKind.APPROVE else ArticleState.REJECTED
                    decisions.decide(tx, user, one.article_id, one.version, to, now, reason, note)
                tx.execute("INSERT INTO bulk_articles VALUES (?, ?)", (cursor.lastrowid, one.article_id))
            return cursor.lastrowid, plan

    def get(self, bulk_id: int) -> Done:
        """Raises `BulkNotFound`."""
        with self._db.read() as tx:
            row = _action(tx, bulk_id)
            found = tx.execute(
                "SELECT article_id FROM bulk_articles WHERE bulk_id = ? ORDER BY article_id LIMIT ?", (bulk_id, MOST)
            )
            return Done(
                row["id"], row["user_id"], row["name"], BulkKind(row["kind"]),
                None if row["reason"] is None else RejectReason(row["reason"]), row["note"], from_text(row["at"]),
                None if row["undone_at"] is None else from_text(row["undone_at"]),
                lines_of(tx, [one["article_id"] for one in found]),
            )  # fmt: skip

    def undo(self, user: User, bulk_id: int, now: datetime) -> tuple[int, int] | None:
        """Take an action back: (how many articles wait again, how many stay because something came after).

        None when that was done before. Raises `BulkNotFound`; `NotAllowed` unless it is one's own, or one is an editor.
        """
        with self._db.write() as tx:
            action = _action(tx, bulk_id)
            if action["user_id"] != user.id and not user.may_schedule:
                raise NotAllowed
            if action["undone_at"] is not None:
                return None
            back = stay = 0
            for row in tx.execute(
                "SELECT a.id, a.state, a.decided_by, a.decided_at, h.user_id AS held_by, h.at AS held_at"
                " FROM bulk_articles o JOIN articles a ON a.id = o.article_id"
                " LEFT JOIN review_holds h ON h.article_id = a.id WHERE o.bulk_id = ? ORDER BY a.id",
                (bulk_id,),
            ).fetchall():
                if action["kind"] == BulkKind.HOLD:
                    stands = (row["held_by"], row["held_at"]) == (action["user_id"], action["at"])
                    taken = stands and decisions.unhold(tx, user, row["id"], now)
                else:
                    stands = (row["decided_by"], row["decided_at"]) == (action["user_id"], action["at"])
                    taken = stands and decisions.undecide(tx, user, row["id"], now)
                back, stay = back + taken, stay + (not taken)
            tx.execute("UPDATE bulk_actions SET undone_at = ? WHERE id = ?", (to_text(now), bulk_id))
            return back, stay


def _action(tx: sqlite3.Connection, bulk_id: int) -> sqlite3.Row:
    row: sqlite3.Row | None = tx.execute(
        "SELECT b.*, u.name FROM bulk_actions b JOIN users u ON u.id = b.user_id WHERE b.id = ?", (bulk_id,)
    ).fetchone()
    if row is None:
        raise BulkNotFound(id=bulk_id)
    return row


def _plan(tx: sqlite3.Connection, user: User, kind: BulkKind, chosen: Sequence[Chosen], now: datetime) -> Plan:
    versions = {one.article_id: one.version for one in chosen[:MOST]}
    known = [
        row["id"]
        for row in tx.execute(f"SELECT id FROM articles WHERE id IN ({', '.join('?' * len(versions))})", (*versions,))
    ]
    lines = lines_of(tx, [article_id for article_id in versions if article_id in set(known)])
    fits: list[ArticleLine] = []
    left: list[tuple[ArticleLine, Left]] = []
    for line in lines:
        why = _why_left(tx, user, kind, line, versions[line.id], now)
        if why is None:
            fits.append(line)
        else:
            left.append((line, why))
    return Plan(tuple(fits), tuple(left), len(versions) - len(lines))


def _why_left(
    tx: sqlite3.Connection, user: User, kind: BulkKind, line: ArticleLine, seen: int, now: datetime
) -> Left | None:
    if line.state in (ArticleState.APPROVED, ArticleState.REJECTED):
        return Left.DECIDED
    if line.version != seen or line.state is ArticleState.NEW:
        return Left.CHANGED
    if tx.execute("SELECT 1 FROM review_holds WHERE article_id = ?", (line.id,)).fetchone():
        return Left.HELD
    if reviewing.holder(tx, user, line.id, now) is not None:
        return Left.OPEN_ELSEWHERE
    if kind is BulkKind.APPROVE and line.open_high:
        return Left.SERIOUS
    return None
