"""A person's decisions on articles: approve, reject, skip, undo."""

from __future__ import annotations

from datetime import datetime

from pipeline.clock import to_text
from pipeline.errors import ArticleNotFound, Conflict, NotUndoable
from pipeline.model import ArticleState, RejectReason, User
from pipeline.store import levels, rows
from pipeline.store.base import Database


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
        """`clean | flagged → approved | rejected`. Raises `NotFound`, or `Conflict` when it is not so any more."""
        with self._db.write() as tx:
            row = tx.execute("SELECT state FROM articles WHERE id = ?", (article_id,)).fetchone()
            if row is None:
                raise ArticleNotFound(id=article_id)
            moved = tx.execute(
                "UPDATE articles SET state = ?, decided_at = ?, decided_by = ?, reject_reason = ?,"
                " reject_note = ? WHERE id = ? AND version = ? AND state IN ('clean', 'flagged')",
                (to, to_text(now), user.id, reason, note, article_id, version),
            )
            if moved.rowcount != 1:
                raise Conflict
            tx.execute("DELETE FROM skips WHERE article_id = ?", (article_id,))
            rows.record_event(
                tx, now, user, f"article.{to}", "article", article_id, from_state=row["state"], to_state=to,
                detail={"version": version} | ({"reason": reason} if reason else {}),
            )  # fmt: skip

    def skip(self, user: User, article_id: int, now: datetime) -> None:
        """Put an article at the end of this user's queue."""
        with self._db.write() as tx:
            if tx.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone() is None:
                raise ArticleNotFound(id=article_id)
            tx.execute(
                "INSERT INTO skips VALUES (?, ?, ?) ON CONFLICT (user_id, article_id) DO UPDATE SET at = excluded.at",
                (user.id, article_id, to_text(now)),
            )

    def undo(self, user: User, now: datetime) -> int:
        """Take back the user's latest decision that still stands; returns the article's id.

        Raises `NotUndoable` when there is none, a post was made from the article, or it changed since.
        """
        with self._db.write() as tx:
            row = tx.execute(
                "SELECT a.id, a.state FROM events e JOIN articles a ON a.id = CAST(e.subject_id AS INTEGER)"
                " WHERE e.actor_id = ? AND e.subject = 'article' AND e.kind IN ('article.approved', 'article.rejected')"
                " AND a.state IN ('approved', 'rejected') AND a.decided_by = e.actor_id AND a.decided_at = e.at"
                " ORDER BY e.id DESC LIMIT 1",
                (user.id,),
            ).fetchone()
            if row is None:
                raise NotUndoable
            if tx.execute("SELECT 1 FROM posts WHERE article_id = ? AND state <> 'cancelled'", (row["id"],)).fetchone():
                raise NotUndoable
            # A page may have switched a check since the article was decided.
            state = levels.waiting_state(tx, row["id"])
            tx.execute(
                "UPDATE articles SET state = ?, verdict = ?, decided_at = NULL, decided_by = NULL,"
                " reject_reason = NULL, reject_note = NULL WHERE id = ? AND state = ?",
                (state, state, row["id"], row["state"]),
            )
            rows.record_event(
                tx, now, user, "article.undone", "article", row["id"],
                from_state=row["state"], to_state=state,
            )  # fmt: skip
            return int(row["id"])
