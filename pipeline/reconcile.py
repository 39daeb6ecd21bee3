"""What was cut off: taken up again where it was certainly not sent, read back where it may be on the page.

`docs/decisions/0003-interrupted-deliveries.md` and `0014-spaced-reads-and-posts-never-sent.md` say why.
"""

from __future__ import annotations

import logging
from datetime import datetime

from pipeline.delivery import (
    LEASE,
    READ_GAPS,
    UNREAD_WAIT,
    Desk,
    Outcome,
    deliver,
    failed,
    next_read,
    not_before,
    published,
    send,
    too_late,
)
from pipeline.errors import Conflict
from pipeline.model import Page, Post, PostState
from pipeline.publishers import NotNow, PageStopped, Refused, Uncertain
from pipeline.revisit import Word
from pipeline.store.pages import Pause
from pipeline.token_facts import APP_DEVELOPMENT, CONNECTED_PAUSES

_UNREADABLE = (CONNECTED_PAUSES | {"graph-version"}) - {APP_DEVELOPMENT}
"""Reasons of a pause under which every call is refused."""
_log = logging.getLogger(__name__)


def take_up(desk: Desk, page: Page, outcome: Outcome) -> None:
    """Posts of a page that a process left in `publishing`, and posts put off whose time has come."""
    now = desk.clock()
    for post in desk.store.publishing.interrupted(desk.holder, now, page.id):
        if post.intent_at is not None:
            _doubt(desk, post, page, now, outcome)
        else:
            _take_up_unsent(desk, post, page, outcome)
        desk.alive()


def take_up_pageless(desk: Desk, outcome: Outcome) -> None:
    """Posts left in `publishing` of pages that the settings no longer name: one that may be out is a person's."""
    now = desk.clock()
    for post in desk.store.publishing.interrupted(desk.holder, now):
        if post.intent_at is not None and desk.page_of(post) is None:
            _doubt(desk, post, None, now, outcome)


def _doubt(desk: Desk, post: Post, page: Page | None, now: datetime, outcome: Outcome) -> None:
    """It may be on the page. A post of a page that the settings no longer name is a person's."""
    at_once = page is not None and desk.publishers[page.publisher].repeatable
    if desk.store.publishing.doubt(post, desk.holder, now if at_once else now + READ_GAPS[0], now):
        outcome.unknown.append(post.id)


def _take_up_unsent(desk: Desk, post: Post, page: Page, outcome: Outcome) -> None:
    """Without an intent it was never sent, by whichever publisher: it is sent now, or is too late."""
    now = desk.clock()
    store = desk.store.publishing
    if too_late(post, page, now):
        put_off = post.retry_at is not None
        to, problem = (PostState.FAILED, "rate-limit") if put_off else (PostState.MISSED, "missed")
        if store.drop_unsent(post, to, problem, now):
            (outcome.failed if put_off else outcome.missed).append(post.id)
    elif not store.cleared(post.id) or desk.revisit(post) is Word.HELD:
        if store.drop_unsent(post, PostState.FAILED, "not-cleared", now):
            outcome.failed.append(post.id)
    elif desk.revisit(post) is Word.GO:
        claimed = store.claim_again(post, desk.holder, now + LEASE, now)
        if claimed is not None:
            send(desk, claimed, page, outcome)


def read_back(desk: Desk, page: Page, outcome: Outcome) -> None:
    """Read a page back for posts whose outcome is unknown, each when its next read is due.

    A page that cannot be read is not asked.
    """
    pause = desk.store.pages.paused(desk.clock()).get(page.id)
    if pause is not None and not readable(pause):
        return
    for post in desk.store.publishing.to_read(page.id, desk.clock()):
        if not _read(desk, post, page, outcome):
            return
        desk.alive()


def readable(pause: Pause) -> bool:
    """Whether a paused page can be read: nothing leaves from it, but its token may be well.

    Told by the reason: a pause by the command line has no person either. One with an end is the other side's wish.
    """
    return pause.until is None and pause.reason not in _UNREADABLE


def _read(desk: Desk, post: Post, page: Page, outcome: Outcome) -> bool:
    """One read; False when it came to nothing, which then goes for the page's other posts too."""
    store = desk.store.publishing
    now = desk.clock()
    reading = store.begin_read(post, desk.holder, now + LEASE, now + UNREAD_WAIT, now)
    if reading is None:
        return True
    publisher = desk.publishers[page.publisher]
    try:
        receipt = publisher.find(reading, page)
    except (Refused, Uncertain, OSError) as error:
        _unread(desk, reading, page, error)
        return False
    if receipt is not None:
        published(desk, reading, receipt, outcome)
    elif not publisher.repeatable:
        _absent(desk, reading, outcome)
    elif too_late(reading, page, now) or not store.cleared(reading.id):
        failed(desk, reading, "interrupted", outcome)
    else:
        deliver(desk, reading, page, outcome)
    return True


def _unread(desk: Desk, post: Post, page: Page, error: Exception) -> None:
    """The page could not be read. That counts as no read: the post is not the nearer to a person."""
    now = desk.clock()
    _log.warning("post %d: page %s could not be read back: %s", post.id, page.id, error or type(error).__name__)
    if isinstance(error, NotNow):
        desk.store.pages.pause(page.id, str(error), now, until=not_before(now, error))
    elif isinstance(error, PageStopped):
        desk.store.pages.pause(page.id, str(error), now)
    try:
        desk.store.publishing.end_read(post.id, desk.holder, now)
    except Conflict:
        _log.warning("post %d: another process took it over while it was read back", post.id)


def _absent(desk: Desk, post: Post, outcome: Outcome) -> None:
    now = desk.clock()
    again = next_read(post.reads + 1, now)
    try:
        desk.store.publishing.absent(post.id, desk.holder, again, now)
    except Conflict:
        _log.warning("post %d: another process took it over while it was read back", post.id)
        return
    if again is None:
        outcome.unknown.append(post.id)
