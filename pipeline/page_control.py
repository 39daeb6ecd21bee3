"""Pausing a page and letting it go on, by a person: the same rules for the command line and the web pages."""

from __future__ import annotations

from datetime import datetime

from pipeline.model import Page, User
from pipeline.store import Store
from pipeline.token_errors import PauseReasonNeeded, TokenHolds
from pipeline.token_facts import CONNECTED_PAUSES
from pipeline.token_words import problem_text
from pipeline.typed_text import one_line

REASON_LIMIT = 200


def pause(store: Store, page: Page, reason: str, now: datetime, *, by: User | None = None) -> bool:
    """Pause a page until a person lets it go on; whether it was not paused so before. Raises `PauseReasonNeeded`."""
    reason = one_line(reason)
    if not reason or len(reason) > REASON_LIMIT or reason in CONNECTED_PAUSES:
        raise PauseReasonNeeded(limit=REASON_LIMIT)
    return store.pages.pause(page.id, reason, now, by=by)


def resume(store: Store, page: Page, now: datetime, *, by: User | None = None) -> bool:
    """Let a page go on; whether it was paused. Raises `TokenHolds`: the first post would only fail."""
    status = store.tokens.status(page.id) if page.publisher == "facebook" else None
    if status is not None and status.problem is not None and status.problem.stops:
        raise TokenHolds(page=page.name, problem=problem_text(status.problem, page))
    return store.pages.resume(page.id, now, by=by)
