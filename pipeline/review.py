"""A person decides on an article."""

from __future__ import annotations

from datetime import datetime

from pipeline.errors import ReasonNeeded
from pipeline.model import ArticleState, RejectReason, User
from pipeline.store import Store

NOTE_LIMIT = 500


def approve(store: Store, user: User, article_id: int, version: int, now: datetime) -> None:
    """The article may be shared. `version` is the text that the person saw.

    Raises `NotFound`, or `Conflict` when somebody decided meanwhile or the text changed.
    """
    store.decisions.decide(user, article_id, version, ArticleState.APPROVED, now)


def reject(
    store: Store, user: User, article_id: int, version: int, reason: RejectReason | None, note: str, now: datetime
) -> None:
    """The article is not for the page. Raises `ReasonNeeded`, `NotFound` or `Conflict`.

    `OTHER` needs a note; notes are cut at `NOTE_LIMIT` characters.
    """
    note = note.strip()[:NOTE_LIMIT]
    if reason is None or (reason is RejectReason.OTHER and not note):
        raise ReasonNeeded
    store.decisions.decide(user, article_id, version, ArticleState.REJECTED, now, reason, note or None)


def skip(store: Store, user: User, article_id: int, now: datetime) -> None:
    """Leave the article for later: it comes last in this person's queue. Raises `NotFound`."""
    store.decisions.skip(user, article_id, now)


def undo(store: Store, user: User, now: datetime) -> int:
    """Take this person's latest decision back; returns the article's id. Raises `NotUndoable`."""
    return store.decisions.undo(user, now)
