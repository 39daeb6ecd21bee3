"""Publishing: what is due goes out once, what is too late is missed, what was cut off is settled.

`pipeline.delivery` makes the one delivery, `pipeline.reconcile` settles; here stands the order of things.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pipeline.delivery import LEASE, Desk, Outcome, new_holder, send, too_late
from pipeline.model import Page, Post
from pipeline.reconcile import read_back, take_up, take_up_pageless
from pipeline.revisit import Word
from pipeline.store.posts import Cursor

_TURN = 20
__all__ = ["LEASE", "Desk", "Outcome", "new_holder", "preview", "tick", "tick_page", "too_late"]


def tick(desk: Desk) -> Outcome:
    """A round of every page, a batch of each at a turn: none waits for one with much to send.

    The publisher's lock must be held.
    """
    outcome = Outcome()
    take_up_pageless(desk, outcome)
    rounds = [_round(desk, page, outcome) for page in desk.settings.pages]
    while rounds:
        rounds = [one for one in rounds if next(one, False)]
    return outcome


def tick_page(desk: Desk, page: Page, outcome: Outcome) -> None:
    """Settle what a page was left with, publish what is due on it. The publisher's lock must be held.

    Several pages may have theirs at the same time, each in a thread of its own; a page has one at a time.
    """
    for _batch in _round(desk, page, outcome):
        pass


def _round(desk: Desk, page: Page, outcome: Outcome) -> Iterator[bool]:
    """True after each batch, so that the reading back of unknown posts does not wait for all that is to be sent."""
    after: Cursor | None = None
    while True:
        take_up(desk, page, outcome)
        after = _publish_batch(desk, page, after, outcome)
        read_back(desk, page, outcome)
        if after is None:
            return
        yield True


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
