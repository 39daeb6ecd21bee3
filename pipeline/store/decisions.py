"""A person's decisions on articles: approve, reject, skip, put aside, undo."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from pipeline.clock import to_text
from pipeline.errors import ArticleChanged, ArticleDecided, Conflict, NotUndoable
from pipeline.model import ArticleState, RejectReason, User
from pipeline.store import levels, reviewing, rows
from pipeline.store.base import Database

_LOOKED_BACK = 500
"""So many of a person's latest actions are looked through for one that still stands."""

# A person's latest action on an article that still stands; those on many at once are taken back together.
_LATEST = """
SELECT e.kind, a.id, a.state FROM (
    SELECT * FROM events WHERE actor_id = :me AND subject = 'article'
    AND kind IN ('article.approved', 'article.rejected', 'article.skipped', 'article.held')
    ORDER BY id DESC LIMIT :most) e
JOIN articles a ON a.id = CAST(e.subject_id AS INTEGER)
WHERE NOT EXISTS (SELECT 1 FROM bulk_articles o JOIN bulk_actions b ON b.id = o.bulk_id
                  WHERE o.article_id = a.id AND b.user_id = :me AND b.at = e.at)
AND CASE e.kind
    WHEN 'article.skipped' THEN a.state IN ('clean', 'flagged') AND EXISTS
        (SELECT 1 FROM skips k WHERE k.user_id = :me AND k.article_id = a.id AND k.at = e.at)
    WHEN 'article.held' THEN EXISTS
        (SELECT 1 FROM review_holds h WHERE h.user_id = :me AND h.article_id = a.id AND h.at = e.at)
    ELSE a.state IN ('approved', 'rejected') AND a.decided_by = :me AND a.decided_at = e.at END
ORDER BY e.id DESC LIMIT 1
"""


class Decisions:
    def __init__(self, database: Database) -> None:
        self._db = database

    def decide(
        self,
        user: User,
        article_id: int,
        version: int,
        to: ArticleState,
        now: datetime,
        reason: RejectReason | None = None,
        note: str | None = None,
    ) -> None:
        """`clean | flagged → approved | rejected`.

        Raises `NotFound`; `Conflict` when it is decided or changed; `ArticleTaken` when another person has it open.
        """
        with self._db.write() as tx:
            require_same(tx, article_id, version)
            reviewing.require_free(tx, user, article_id, now)
            decide(tx, user, article_id, version, to, now, reason, note)

    def skip(self, user: User, article_id: int, now: datetime) -> None:
        """Put an article at the end of this user's queue. Raises `NotFound`."""
        with self._db.write() as tx:
            reviewing.require(tx, article_id)
            tx.execute(
                "INSERT INTO skips VALUES (?, ?, ?) ON CONFLICT (user_id, article_id) DO UPDATE SET at = excluded.at",
                (user.id, article_id, to_text(now)),
            )
            tx.execute("DELETE FROM review_leases WHERE article_id = ? AND user_id = ?", (article_id, user.id))
            rows.record_event(tx, now, user, "article.skipped", "article", article_id)

    def hold(self, user: User, article_id: int, version: int, note: str | None, now: datetime) -> None:
        """Put a waiting article aside for everybody. Raises as `decide` does; `Conflict` if it is aside."""
        with self._db.write() as tx:
            require_same(tx, article_id, version)
            reviewing.require_free(tx, user, article_id, now)
            if not hold(tx, user, article_id, note, now):
                raise Conflict

    def unhold(self, user: User, article_id: int, now: datetime) -> bool:
        """Give an article back to the queue; whether it was aside. Anybody may. Raises `NotFound`."""
        with self._db.write() as tx:
            reviewing.require(tx, article_id)
            return unhold(tx, user, article_id, now)

    def undo(self, user: User, now: datetime) -> int:
        """Take back the user's latest action that still stands; returns the article's id.

        Raises `NotUndoable` when there is none, or a post was made from the article.
        """
        with self._db.write() as tx:
            row = tx.execute(_LATEST, {"me": user.id, "most": _LOOKED_BACK}).fetchone()
            if row is None:
                raise NotUndoable
            article_id = int(row["id"])
            if row["kind"] == "article.skipped":
                tx.execute("DELETE FROM skips WHERE user_id = ? AND article_id = ?", (user.id, article_id))
                rows.record_event(tx, now, user, "article.unskipped", "article", article_id)
            elif row["kind"] == "article.held":
                unhold(tx, user, article_id, now)
            elif not undecide(tx, user, article_id, now):
                raise NotUndoable
            return article_id


# -- shared with `store.bulk` ---------------------------------------------------------------------------


def require_same(tx: sqlite3.Connection, article_id: int, version: int) -> None:
    """Raises `ArticleNotFound`, `ArticleDecided` or `ArticleChanged` unless this text waits for a decision."""
    reviewing.require(tx, article_id)
    row = tx.execute(
        "SELECT a.state, a.version, u.name FROM articles a LEFT JOIN users u ON u.id = a.decided_by WHERE a.id = ?",
        (article_id,),
    ).fetchone()
    if row["state"] in ("approved", "rejected"):
        raise ArticleDecided(name=row["name"])
    if row["version"] != version or row["state"] == "new":
        raise ArticleChanged


def decide(
    tx: sqlite3.Connection,
    user: User,
    article_id: int,
    version: int,
    to: ArticleState,
    now: datetime,
    reason: RejectReason | None,
    note: str | None,
) -> None:
    """The guarded move of one article, with its event. Raises `Conflict`."""
    state = tx.execute("SELECT state FROM articles WHERE id = ?", (article_id,)).fetchone()["state"]
    moved = tx.execute(
        "UPDATE articles SET state = ?, decided_at = ?, decided_by = ?, reject_reason = ?,"
        " reject_note = ? WHERE id = ? AND version = ? AND state IN ('clean', 'flagged')",
        (to, to_text(now), user.id, reason, note, article_id, version),
    )
    if moved.rowcount != 1:
        raise Conflict
    tx.execute("DELETE FROM skips WHERE article_id = ?", (article_id,))
    rows.record_event(
        tx, now, user, f"article.{to}", "article", article_id, from_state=state, to_state=to,
        detail={"version": version} | ({"reason": reason} if reason else {}),
    )  # fmt: skip


def undecide(tx: sqlite3.Connection, user: User, article_id: int, now: datetime) -> bool:
    """Take a decision back, with its event; False when there is none, or a post was made from the article."""
    if tx.execute("SELECT 1 FROM posts WHERE article_id = ? AND state <> 'cancelled'", (article_id,)).fetchone():
        return False
    before = tx.execute("SELECT state FROM articles WHERE id = ?", (article_id,)).fetchone()["state"]
    # A page may have switched a check since the article was decided.
    state = levels.waiting_state(tx, article_id)
    moved = tx.execute(
        "UPDATE articles SET state = ?, verdict = ?, decided_at = NULL, decided_by = NULL, reject_reason = NULL,"
        " reject_note = NULL WHERE id = ? AND state IN ('approved', 'rejected')",
        (state, state, article_id),
    )
    if moved.rowcount != 1:
        return False
    rows.record_event(tx, now, user, "article.undone", "article", article_id, from_state=before, to_state=state)
    return True


def hold(tx: sqlite3.Connection, user: User, article_id: int, note: str | None, now: datetime) -> bool:
    """Put an article aside, with its event; False when it is aside already."""
    put = tx.execute(
        "INSERT INTO review_holds (article_id, user_id, at, note) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (article_id, user.id, to_text(now), note),
    )
    if put.rowcount != 1:
        return False
    tx.execute("DELETE FROM review_leases WHERE article_id = ?", (article_id,))
    rows.record_event(tx, now, user, "article.held", "article", article_id)
    return True


def unhold(tx: sqlite3.Connection, user: User, article_id: int, now: datetime) -> bool:
    """Give an article back to the queue, with its event; whether it was aside."""
    if tx.execute("DELETE FROM review_holds WHERE article_id = ?", (article_id,)).rowcount != 1:
        return False
    rows.record_event(tx, now, user, "article.unheld", "article", article_id)
    return True
