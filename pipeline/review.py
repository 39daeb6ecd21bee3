"""A person decides on an article, or on many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pipeline.errors import NothingChosen, ReasonNeeded
from pipeline.model import ArticleState, RejectReason, User
from pipeline.store import Store
from pipeline.store.bulk import BulkKind, Chosen, Plan
from pipeline.typed_text import lines

NOTE_LIMIT = 500


def approve(store: Store, user: User, article_id: int, version: int, now: datetime) -> None:
    """The article may be shared. `version` is the text that the person saw.

    Raises `NotFound`, or `Conflict` when somebody decided meanwhile, the text changed, or another person has it open.
    """
    store.decisions.decide(user, article_id, version, ArticleState.APPROVED, now)


def reject(
    store: Store, user: User, article_id: int, version: int, reason: RejectReason | None, note: str, now: datetime
) -> None:
    """The article is not for the page. Raises `ReasonNeeded`, `NotFound` or `Conflict`.

    `OTHER` needs a note; notes are cut at `NOTE_LIMIT` characters.
    """
    store.decisions.decide(user, article_id, version, ArticleState.REJECTED, now, _reason(reason, note), _note(note))


def skip(store: Store, user: User, article_id: int, now: datetime) -> None:
    """Leave the article for later: it comes last in this person's queue. Raises `NotFound`."""
    store.decisions.skip(user, article_id, now)


def hold(store: Store, user: User, article_id: int, version: int, note: str, now: datetime) -> None:
    """Put the article aside for everybody until somebody gives it back, or its source changes it.

    Raises `NotFound` or `Conflict`.
    """
    store.decisions.hold(user, article_id, version, _note(note), now)


def unhold(store: Store, user: User, article_id: int, now: datetime) -> bool:
    """Give the article back to the queue; whether it was aside. Raises `NotFound`."""
    return store.decisions.unhold(user, article_id, now)


def undo(store: Store, user: User, now: datetime) -> int:
    """Take this person's latest action back; returns the article's id. Raises `NotUndoable`."""
    return store.decisions.undo(user, now)


def plan_many(
    store: Store,
    user: User,
    kind: BulkKind | None,
    chosen: Sequence[Chosen],
    reason: RejectReason | None,
    note: str,
    now: datetime,
) -> Plan:
    """What one action would do to many articles. Raises `NothingChosen` or `ReasonNeeded`."""
    kind, _given = _many(kind, chosen, reason, note)
    return store.bulk.plan(user, kind, chosen, now)


def do_many(
    store: Store,
    user: User,
    kind: BulkKind | None,
    chosen: Sequence[Chosen],
    reason: RejectReason | None,
    note: str,
    now: datetime,
) -> tuple[int | None, Plan]:
    """Do it to all that still fit: the action's number, None when nothing did. Raises as `plan_many` does."""
    kind, given = _many(kind, chosen, reason, note)
    kept = None if kind is BulkKind.APPROVE else _note(note)
    return store.bulk.do(user, kind, chosen, given, kept, now)


def _many(
    kind: BulkKind | None, chosen: Sequence[Chosen], reason: RejectReason | None, note: str
) -> tuple[BulkKind, RejectReason | None]:
    """What is done, and the reason of a rejection."""
    if kind is None or not chosen:
        raise NothingChosen
    return kind, _reason(reason, note) if kind is BulkKind.REJECT else None


def _note(note: str) -> str | None:
    return lines(note)[:NOTE_LIMIT] or None


def _reason(reason: RejectReason | None, note: str) -> RejectReason:
    if reason is None or (reason is RejectReason.OTHER and not lines(note)):
        raise ReasonNeeded
    return reason
