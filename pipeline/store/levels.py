"""The levels of checks by page, and what follows from them: whether an article waits as clean or as flagged.

A check's flags make an article wait unless every page of the settings has switched the check off. A change of a level
moves the articles that wait already, a bounded batch in a transaction; `reweighing` remembers how far that came, so a
process that is killed leaves the rest to the next one. A verdict that is stored meanwhile goes by the new level.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import from_text, to_text
from pipeline.errors import Conflict, PageNotFound
from pipeline.levels import Level, Switch
from pipeline.model import ArticleState, User
from pipeline.store import rows
from pipeline.store.base import Database

BATCH = 200

_OUT = "('publishing', 'published', 'unknown')"
"""States of a post that is out, or may be."""
_ASKED = f"""EXISTS (SELECT 1 FROM flags f WHERE f.article_id = a.id AND (
    NOT EXISTS (SELECT 1 FROM pages WHERE listed = 1)
    OR EXISTS (SELECT 1 FROM pages g WHERE g.listed = 1 AND NOT EXISTS (
        SELECT 1 FROM check_levels l WHERE l.page_id = g.id AND l.check_name = f.check_name AND l.level = 'off'))
    OR (f.check_name = 'source-changed' AND EXISTS (
        SELECT 1 FROM posts p WHERE p.article_id = a.id AND p.state IN {_OUT}))
    OR (f.check_name = 'near-duplicate' AND EXISTS (
        SELECT 1 FROM near_copies n JOIN posts p ON p.article_id = n.other_id
        WHERE n.article_id = a.id AND p.state IN {_OUT}))))"""


@dataclass(frozen=True, slots=True)
class Reweighed:
    """What one batch did: articles that moved, and flagged articles that are still to be looked at."""

    moved: int
    left: int


class Levels:
    def __init__(self, database: Database) -> None:
        self._db = database

    def of_page(self, page_id: str) -> dict[str, Switch]:
        """The levels that somebody has set for a page, by check; a check that is missing is normal."""
        return self.of_pages().get(page_id, {})

    def of_pages(self) -> dict[str, dict[str, Switch]]:
        """The levels of all pages that have any, by page and check."""
        found: dict[str, dict[str, Switch]] = defaultdict(dict)
        with self._db.read() as tx:
            for row in tx.execute(
                "SELECT l.*, u.name AS by_name FROM check_levels l LEFT JOIN users u ON u.id = l.set_by"
            ):
                found[row["page_id"]][row["check_name"]] = Switch(
                    row["page_id"], row["check_name"], Level(row["level"]), row["reason"], from_text(row["set_at"]),
                    row["by_name"],
                )  # fmt: skip
        return dict(found)

    def met(self, article_id: int) -> Mapping[str, frozenset[str]]:
        """By page, the checks of `ALWAYS_ASKED` that meet something which the page has published, or may have."""
        found: dict[str, set[str]] = defaultdict(set)
        with self._db.read() as tx:
            for row in tx.execute(
                f"SELECT p.page_id, 'source-changed' FROM posts p WHERE p.article_id = ? AND p.state IN {_OUT}"
                " UNION SELECT p.page_id, 'near-duplicate' FROM near_copies n JOIN posts p ON p.article_id = n.other_id"
                f" WHERE n.article_id = ? AND p.state IN {_OUT}",
                (article_id, article_id),
            ):
                found[row[0]].add(row[1])
        return {page_id: frozenset(checks) for page_id, checks in found.items()}

    def set(
        self,
        user: User | None,
        page_id: str,
        check: str,
        level: Level,
        reason: str,
        now: datetime,
        before: Level | None = None,
    ) -> bool:
        """Set a level, with its event; False when it is so already. `user` is None for the command line.

        Raises `PageNotFound`, or `Conflict` when the level is not `before` (where that is given) any more.
        """
        with self._db.write() as tx:
            if tx.execute("SELECT 1 FROM pages WHERE id = ? AND listed = 1", (page_id,)).fetchone() is None:
                raise PageNotFound(id=page_id)
            row = tx.execute(
                "SELECT level FROM check_levels WHERE page_id = ? AND check_name = ?", (page_id, check)
            ).fetchone()
            now_set = Level.NORMAL if row is None else Level(row["level"])
            if now_set is level:
                return False
            if before is not None and now_set is not before:
                raise Conflict
            tx.execute(
                "INSERT INTO check_levels (page_id, check_name, level, reason, set_at, set_by)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (page_id, check_name) DO UPDATE SET level = excluded.level,"
                " reason = excluded.reason, set_at = excluded.set_at, set_by = excluded.set_by",
                (page_id, check, level, reason, to_text(now), None if user is None else user.id),
            )
            if Level.OFF in (now_set, level):
                weigh_again(tx, check)
            rows.record_event(
                tx, now, user, "check.level", "page", page_id, from_state=now_set, to_state=level,
                detail={"check": check, "because": reason},
            )  # fmt: skip
        return True

    def reweigh(self, now: datetime, limit: int = BATCH) -> Reweighed | None:
        """Move waiting articles that a change of level concerns, at most `limit` looked at; None when none is left.

        Decided articles stay as they are. Nothing is judged again: the flags stand as the checks gave them.
        """
        with self._db.write() as tx:
            task = tx.execute("SELECT check_name, after FROM reweighing ORDER BY check_name LIMIT 1").fetchone()
            if task is None:
                return None
            check, after = task["check_name"], task["after"]
            batch = [
                row["article_id"]
                for row in tx.execute(
                    "SELECT DISTINCT article_id FROM flags WHERE check_name = ? AND article_id > ?"
                    " ORDER BY article_id LIMIT ?",
                    (check, after, limit),
                )
            ]
            moved = sum(_move(tx, article_id, check, now) for article_id in batch)
            if len(batch) < limit:
                tx.execute("DELETE FROM reweighing WHERE check_name = ?", (check,))
            else:
                tx.execute("UPDATE reweighing SET after = ? WHERE check_name = ?", (batch[-1], check))
            return Reweighed(moved, _left(tx))

    def left(self) -> int:
        """How many flagged articles a change of level still has to look at."""
        with self._db.read() as tx:
            return _left(tx)


def _left(tx: sqlite3.Connection) -> int:
    return int(
        tx.execute(
            "SELECT COALESCE(sum((SELECT count(DISTINCT f.article_id) FROM flags f"
            " WHERE f.check_name = r.check_name AND f.article_id > r.after)), 0) FROM reweighing r"
        ).fetchone()[0]
    )


def _move(tx: sqlite3.Connection, article_id: int, check: str, now: datetime) -> int:
    row = tx.execute(
        "SELECT state FROM articles WHERE id = ? AND state IN ('clean', 'flagged')", (article_id,)
    ).fetchone()
    if row is None:
        return 0
    state = waiting_state(tx, article_id)
    if state == row["state"]:
        return 0
    moved = tx.execute(
        "UPDATE articles SET state = ?, verdict = ? WHERE id = ? AND state = ?",
        (state, state, article_id, row["state"]),
    )
    rows.record_event(
        tx, now, None, "article.reweighed", "article", article_id, from_state=row["state"], to_state=state,
        detail={"check": check},
    )  # fmt: skip
    return moved.rowcount


# -- shared with the other repositories -----------------------------------------------------------------


def waiting_state(tx: sqlite3.Connection, article_id: int) -> ArticleState:
    """How a judged article waits: flagged when at least one page would have a person look at one of its flags."""
    asked = tx.execute(f"SELECT {_ASKED} FROM articles a WHERE a.id = ?", (article_id,)).fetchone()[0]
    return ArticleState.FLAGGED if asked else ArticleState.CLEAN


def weigh_again(tx: sqlite3.Connection, check: str | None = None) -> None:
    """Have waiting articles with flags of a check looked at again; without one, of every check that a page has off."""
    tx.execute(
        "INSERT INTO reweighing (check_name, after) SELECT ?, 0 WHERE ? IS NOT NULL"
        " UNION SELECT DISTINCT check_name, 0 FROM check_levels WHERE ? IS NULL AND level = 'off'"
        " ON CONFLICT (check_name) DO UPDATE SET after = 0",
        (check, check, check),
    )
