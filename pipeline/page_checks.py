"""Switching a check for a page, and moving the articles that wait by it."""

from __future__ import annotations

from collections.abc import Callable

from classifier.checks import NAMES
from pipeline.clock import Clock
from pipeline.errors import CheckNotFound, LevelReasonNeeded
from pipeline.levels import Level, Seen, Switch, as_page_sees
from pipeline.model import Article, Page, User
from pipeline.store import Store
from pipeline.typed_text import one_line

REASON_LIMIT = 300
BATCHES_AT_ONCE = 10
"""Batches that one request moves; `anhduong run` moves the rest, and the page says how many are left."""


def switch(
    store: Store,
    user: User | None,
    page: Page,
    check: str,
    level: Level | None,
    reason: str,
    clock: Clock,
    before: Level | None = None,
) -> bool:
    """Set the level of a check for a page; False when it is so already. `reweigh` moves the articles afterwards.

    Raises `CheckNotFound`, `LevelReasonNeeded`, `PageNotFound`, or `Conflict` when the level is not `before` any more.
    """
    reason = one_line(reason)
    if check not in NAMES:
        raise CheckNotFound(name=check, names=", ".join(NAMES))
    if level is None or not 1 <= len(reason) <= REASON_LIMIT:
        raise LevelReasonNeeded(limit=REASON_LIMIT)
    return store.levels.set(user, page.id, check, level, reason, clock(), before)


def reweigh(
    store: Store, clock: Clock, *, batches: int | None = None, progress: Callable[[int], None] = lambda left: None
) -> int:
    """Move waiting articles between clean and flagged as the levels have it now; returns how many moved.

    `batches` bounds the work of one call; what is left is done by the next. `progress` is told how many are left.
    """
    moved = 0
    done = 0
    while batches is None or done < batches:
        batch = store.levels.reweigh(clock())
        if batch is None:
            break
        done += 1
        moved += batch.moved
        progress(batch.left)
    return moved


def switches_of(store: Store, page: Page) -> tuple[Switch, ...]:
    """The levels of all checks for a page, in the order of the checks."""
    known = store.levels.of_page(page.id)
    return tuple(known.get(name, Switch(page.id, name)) for name in NAMES)


def as_seen(store: Store, article: Article, page: Page) -> tuple[Seen, ...]:
    """The article's flags as a page sees them."""
    met = store.levels.met(article.id).get(page.id, frozenset())
    return as_page_sees(article, store.levels.of_page(page.id), met)
