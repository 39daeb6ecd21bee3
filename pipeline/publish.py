"""Publishing: what is due goes out once, what is too late is missed, what was cut off is settled.

`pipeline.delivery` makes the one delivery, `pipeline.reconcile` settles; here stands the order of things.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pipeline.delivery import LEASE, Desk, Outcome, new_holder, send, too_late
from pipeline.model import Page, Post
from pipeline.reconcile import read_back, take_up
from pipeline.revisit import Word
from pipeline.store.posts import Cursor

_TURN = 20
__all__ = ["LEASE", "Desk", "Outcome", "new_holder", "preview", "tick", "too_late"]


def tick(desk: Desk) -> Outcome:
    """Settle what was left open, publish what is due. The publisher's lock must be held.

    Works in batches, a batch of each page at a turn, so that neither a page with much to send nor the reading back of
    unknown posts waits for the other.
    """
    outcome = Outcome()
    waiting: dict[str, Cursor | None] = {page.id: None for page in desk.settings.pages}
    while True:
        take_up(desk, outcome)
        waiting = {
            page_id: cursor
            for page_id, after in waiting.items()
            if (cursor := _publish_batch(desk, desk.settings.page(page_id), after, outcome)) is not None
        }
        read_back(desk, outcome)
        if not waiting:
            return outcome


def _publish_batch(desk: Desk, page: Page, after: Cursor | None, outcome: Outcome) -> Cursor | None:
    """Publish some of what is due on a page; where the next batch begins, None when there is none now."""
    store = desk.store.publishing
    _miss(desk, page, outcome)
    if page.id in desk.store.pages.paused(desk.clock()):
        return None
    batch = store.due(desk.clock(), page.id, after, _TURN)
    for post in batch:
        now = desk.clock()
        if too_late(post, page, now):
            _miss(desk, page, outcome)
            continue
        if desk.revisit(post) is not Word.GO:
            continue
        claimed = store.claim(post.id, desk.holder, now + LEASE, now)
        if claimed is not None:
            send(desk, claimed, page, outcome)
        elif page.id in desk.store.pages.paused(now):
            return None
        desk.alive()
    return store.after(batch[-1]) if batch else None


def _miss(desk: Desk, page: Page, outcome: Outcome) -> None:
    """Also on a paused page: what is too late there would go out at no time, and a person has to know."""
    while True:
        now = desk.clock()
        ids = desk.store.publishing.miss(page.id, now - timedelta(minutes=page.lateness_minutes), now)
        if not ids:
            return
        outcome.missed.extend(ids)
        desk.alive()


def preview(desk: Desk) -> Iterator[tuple[Post, str]]:
    """What a tick would do now with what is due: (post, `publish` | `miss` | `paused` | `no-page`)."""
    now = desk.clock()
    paused = desk.store.pages.paused(now)
    after: Cursor | None = None
    while batch := desk.store.publishing.due(now, after=after):
        for post in batch:
            page = desk.page_of(post)
            if page is None:
                yield post, "no-page"
            elif too_late(post, page, now):
                yield post, "miss"
            else:
                yield post, "paused" if page.id in paused else "publish"
        after = desk.store.publishing.after(batch[-1])
