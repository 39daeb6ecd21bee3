"""What must hold for a post to leave, asked on scheduling, on the claim, and on the page for people.

The same conditions stand as triggers in the schema (`steps/012_clearance.sql`), which answer to whoever writes to the
data file; these here say what is missing in words, and let a claim pass a post by without an error.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import to_text
from pipeline.errors import NotCleared
from pipeline.store import rows

# Conditions over one row of `posts`. A flag is serious for a page unless the page has its check low or off
# (`pipeline.levels`); an answer is tied to the flag's mark (`pipeline.labels.mark`), or to its place in flags stored
# before marks were.
_NEEDS = {
    "source": "trim(posts.source_name) <> '' AND (posts.link LIKE 'https://_%' OR posts.link LIKE 'http://_%')",
    "operator": "EXISTS (SELECT 1 FROM pages g WHERE g.id = posts.page_id AND trim(g.operator) <> '')",
    "approval": """EXISTS (SELECT 1 FROM post_approvals o JOIN users u ON u.id = o.user_id
        JOIN pages g ON g.id = posts.page_id WHERE o.post_id = posts.id AND (u.demo = 0 OR g.demo = 1)
        AND (g.four_eyes = 0 OR o.user_id <> posts.composed_by))""",
    "article": """EXISTS (SELECT 1 FROM articles a
        WHERE a.id = posts.article_id AND a.state = 'approved' AND a.removed_at IS NULL)""",
    "alt-text": "(posts.image_url IS NULL OR trim(coalesce(posts.image_alt, '')) <> '')",
    "flags": """NOT EXISTS (SELECT 1 FROM flags f JOIN articles a ON a.id = f.article_id
        WHERE f.article_id = posts.article_id AND f.severity = 'high'
        AND NOT EXISTS (SELECT 1 FROM check_levels l
            WHERE l.page_id = posts.page_id AND l.check_name = f.check_name AND l.level <> 'normal')
        AND NOT EXISTS (SELECT 1 FROM flag_answers w WHERE w.article_id = a.id AND w.version = a.version
            AND (w.mark = f.mark OR (f.mark IS NULL AND w.check_name = f.check_name AND w.severity = f.severity
                AND w.field = f.field AND w.start_at = f.start_at AND w.end_at = f.end_at))))""",
}
CODES = tuple(_NEEDS)
CLEARED = " AND ".join(f"({condition})" for condition in _NEEDS.values())
"""The whole as one condition, for the WHERE of a statement over `posts`."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that must hold before a post leaves, by its code in `CODES`, and whether it does now."""

    code: str
    met: bool


def needs(tx: sqlite3.Connection, post_id: int) -> tuple[Need, ...]:
    """All that is asked of a post, in the order in which people read it; nothing for a post that is not there."""
    columns = ", ".join(f"({condition})" for condition in _NEEDS.values())
    row = tx.execute(f"SELECT {columns} FROM posts WHERE id = ?", (post_id,)).fetchone()
    return () if row is None else tuple(Need(code, bool(met)) for code, met in zip(CODES, row, strict=True))


def missing(tx: sqlite3.Connection, post_id: int) -> tuple[str, ...]:
    """Codes of what still keeps the post from leaving."""
    return tuple(need.code for need in needs(tx, post_id) if not need.met)


def require(tx: sqlite3.Connection, post_id: int) -> None:
    """Raises `NotCleared`, which names all that is missing."""
    lacking = missing(tx, post_id)
    if lacking:
        raise NotCleared(post_id=post_id, missing=Missing(lacking))


def hold(tx: sqlite3.Connection, post_id: int, because: str, now: datetime) -> bool:
    """Take a scheduled post back to a person: a draft with its approvals void, as after an edit. False for any other.

    `because` becomes its `problem`.
    """
    held = tx.execute(
        "UPDATE posts SET state = 'draft', problem = ?, version = version + 1 WHERE id = ? AND state = 'scheduled'",
        (because, post_id),
    )
    if held.rowcount != 1:
        return False
    tx.execute("DELETE FROM post_approvals WHERE post_id = ?", (post_id,))
    rows.record_event(
        tx, now, None, "post.held", "post", post_id, from_state="scheduled", to_state="draft",
        detail={"because": because},
    )  # fmt: skip
    return True


def hold_uncleared(tx: sqlite3.Connection, post_id: int, now: datetime) -> None:
    """A post whose time has come without all that it needs waits for a person, not for its lateness limit."""
    due = tx.execute(
        "SELECT 1 FROM posts WHERE id = ? AND state = 'scheduled' AND due_at <= ?", (post_id, to_text(now))
    ).fetchone()
    if due is not None and missing(tx, post_id):
        hold(tx, post_id, "not-cleared", now)


class Missing(tuple[str, ...]):
    """Codes that read as words, in the language of whoever is told."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        from pipeline.words import need_name

        return format("; ".join(need_name(code) for code in self), spec)
