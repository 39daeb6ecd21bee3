"""What people are typing in the composer, kept until they save it; each person's own, so that nobody's is lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.clock import from_text, to_text
from pipeline.model import User
from pipeline.store.base import Database

KEPT_FOR = timedelta(days=30)
_SELECT = "SELECT t.*, u.name AS user_name FROM typing t JOIN users u ON u.id = t.user_id"


@dataclass(frozen=True, slots=True)
class Typing:
    """The fields of a composer as they stood at `kept_at`. `version` is the post's with which the typing began."""

    user_id: int
    user_name: str
    post_id: int | None
    version: int
    fields: Mapping[str, str]
    kept_at: datetime


class TypedDrafts:
    def __init__(self, database: Database) -> None:
        self._db = database

    def keep(
        self, user: User, article_id: int, post_id: int | None, version: int, fields: Mapping[str, str], now: datetime
    ) -> bool:
        """Keep what stands in the composer now. False, and nothing kept, for what this person has saved meanwhile."""
        with self._db.write() as tx:
            if _is_saved(tx, user, article_id, post_id, version, fields.get("trang", "")):
                return False
            tx.execute("DELETE FROM typing WHERE kept_at < ?", (to_text(now - KEPT_FOR),))
            tx.execute(
                "INSERT INTO typing (user_id, article_id, post_id, version, fields, kept_at) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (user_id, article_id, post_id) DO UPDATE SET version = excluded.version,"
                " fields = excluded.fields, kept_at = excluded.kept_at",
                (user.id, article_id, post_id or 0, version, json.dumps(fields, ensure_ascii=False), to_text(now)),
            )
            return True

    def of(self, user: User, article_id: int, post_id: int | None) -> Typing | None:
        """What this person typed last and did not save."""
        with self._db.read() as tx:
            row = tx.execute(
                f"{_SELECT} WHERE t.user_id = ? AND t.article_id = ? AND t.post_id = ?",
                (user.id, article_id, post_id or 0),
            ).fetchone()
            return None if row is None else _typing(row)

    def others(self, user: User, article_id: int, since: datetime) -> tuple[Typing, ...]:
        """What other people typed for posts of the same article, after `since`, the latest first."""
        with self._db.read() as tx:
            found = tx.execute(
                f"{_SELECT} WHERE t.article_id = ? AND t.user_id <> ? AND t.kept_at >= ?"
                " ORDER BY t.kept_at DESC LIMIT 10",
                (article_id, user.id, to_text(since)),
            ).fetchall()
            return tuple(map(_typing, found))

    def drop(self, user: User, article_id: int, post_id: int | None) -> None:
        """It is saved, or not wanted any more."""
        with self._db.write() as tx:
            tx.execute(
                "DELETE FROM typing WHERE user_id = ? AND article_id = ? AND post_id = ?",
                (user.id, article_id, post_id or 0),
            )


def _is_saved(
    tx: sqlite3.Connection, user: User, article_id: int, post_id: int | None, version: int, page_id: str
) -> bool:
    """Whether this comes late, from before the same person saved: the last message of a page that is being left."""
    if post_id is None:
        found = tx.execute(
            "SELECT 1 FROM posts WHERE article_id = ? AND page_id = ? AND state <> 'cancelled' AND composed_by = ?",
            (article_id, page_id, user.id),
        ).fetchone()
    else:
        found = tx.execute(
            "SELECT 1 FROM posts WHERE id = ? AND composed_by = ? AND version > ?", (post_id, user.id, version)
        ).fetchone()
    return found is not None


def _typing(row: sqlite3.Row) -> Typing:
    return Typing(
        row["user_id"],
        row["user_name"],
        row["post_id"] or None,
        row["version"],
        json.loads(row["fields"]),
        from_text(row["kept_at"]),
    )
