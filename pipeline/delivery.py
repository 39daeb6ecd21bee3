"""One delivery: prepare what may be repeated, commit the intent, send once, record what came of it."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec

from pipeline.clock import Clock
from pipeline.errors import Conflict, NotFound
from pipeline.i18n import _
from pipeline.model import Page, Post, PostState
from pipeline.publishers import NotNow, PageStopped, Preparing, Publisher, Receipt, Refused, Sending, Uncertain
from pipeline.revisit import Word, always
from pipeline.settings import Settings
from pipeline.store import Store

LEASE = timedelta(seconds=60)
READ_GAPS = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 30, 75, 180, 600))
"""How long after the one before each read of the page follows; the first one after the outcome became unknown.

So at 5 s, 15 s, 45 s, 2 min, 5 min and 15 min. An API may list an object late that it took at once.
"""
LONGEST_DOUBT = sum(READ_GAPS, timedelta())
"""After so long a page shows what it took: then a person's "it is not there" counts."""
UNREAD_WAIT = timedelta(seconds=60)
"""How long after a read that came to nothing the page is read again."""
P = ParamSpec("P")
_SHORTEST_WAIT, _LONGEST_WAIT = 1.0, 86_400.0
_log = logging.getLogger(__name__)


def new_holder() -> str:
    """A name for this process in claims: host, process id and a random part, since ids come round again."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def too_late(post: Post, page: Page, now: datetime) -> bool:
    """Whether the page's lateness limit has passed: such a post is missed, not sent in a burst."""
    return post.due_at is not None and now - post.due_at > timedelta(minutes=page.lateness_minutes)


def next_read(reads: int, now: datetime) -> datetime | None:
    """When to read again after `reads` reads without the post, the last one at `now`; None: a person has to look."""
    return now + READ_GAPS[reads] if reads < len(READ_GAPS) else None


def not_before(now: datetime, not_now: NotNow) -> datetime:
    """Until when the other side asks to wait: at least a second, at most a day."""
    # In this order `min` and `max` turn "not a number" into a time, too.
    return now + timedelta(seconds=min(_LONGEST_WAIT, max(_SHORTEST_WAIT, not_now.seconds)))


@dataclass(slots=True)
class Outcome:
    """Ids of the posts that one tick moved. `waiting` are those that the other side put off."""

    published: list[int] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.published or self.missed or self.failed or self.unknown or self.waiting)

    def __str__(self) -> str:
        """One line for a person."""
        said = _("published: {published}; missed: {missed}; failed: {failed}; unknown: {unknown}").format(
            published=_ids(self.published),
            missed=_ids(self.missed),
            failed=_ids(self.failed),
            unknown=_ids(self.unknown),
        )
        return said if not self.waiting else said + _("; put off: {waiting}").format(waiting=_ids(self.waiting))


def _ids(numbers: list[int]) -> str:
    return ", ".join(f"#{number}" for number in numbers) or "–"


def _nothing() -> None:
    """Nobody asks for signs of life."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What publishing works with: the store, the settings, the ways out by name, the clock, this process.

    `alive` is called between deliveries, as a sign that the publisher goes on. `revisit` says whether the last look
    at a post's source lets it leave.
    """

    store: Store
    settings: Settings
    publishers: Mapping[str, Publisher]
    clock: Clock
    holder: str
    alive: Callable[[], None] = _nothing
    revisit: Callable[[Post], Word] = always

    def page_of(self, post: Post) -> Page | None:
        """The post's page, or None when the settings no longer name it: nothing leaves for such a page."""
        try:
            return self.settings.page(post.page_id)
        except NotFound:
            return None


def send(desk: Desk, claimed: Post, page: Page, outcome: Outcome) -> None:
    """Prepare a claimed post, commit its intent and deliver it.

    What is not intended in the end stays claimed until the lease is over, and is then looked at anew.
    """
    publisher = desk.publishers[page.publisher]
    sending: Sending | None = None
    if isinstance(publisher, Preparing):
        try:
            sending = publisher.prepare(claimed, page, _holding(desk, claimed))
        except Refused as refused:
            _refused(desk, claimed, page, refused, outcome)
            return
    now = desk.clock()
    if too_late(claimed, page, now):
        if desk.store.publishing.drop_unsent(claimed, PostState.MISSED, "missed", now):
            outcome.missed.append(claimed.id)
        return
    if not desk.store.publishing.intend(claimed.id, desk.holder, now):
        return
    post = replace(claimed, intent_at=now)
    if claimed.tried_at is not None and _there_already(desk, post, page, outcome):
        return
    deliver(desk, post, page, outcome, sending)


def _holding(desk: Desk, claimed: Post) -> Callable[[], None]:
    """Signs of life of a preparation: the publisher goes on, and the lease is renewed before it is half over."""
    renewed = desk.clock()

    def alive() -> None:
        nonlocal renewed
        desk.alive()
        now = desk.clock()
        if now - renewed > LEASE / 3:
            desk.store.publishing.renew(claimed.id, desk.holder, now + LEASE)
            renewed = now

    return alive


def _there_already(desk: Desk, post: Post, page: Page, outcome: Outcome) -> bool:
    """Whether a post is on the page from before, of which a person said that it is not.

    Where the page cannot be read, the post waits.
    """
    try:
        receipt = desk.publishers[page.publisher].find(replace(post, intent_at=post.tried_at), page)
    except (Refused, Uncertain, OSError) as error:
        code = str(error) or type(error).__name__
        _put_off(desk, post, page, NotNow(code, UNREAD_WAIT.total_seconds()), outcome)
        return True
    if receipt is not None:
        published(desk, post, receipt, outcome)
    return receipt is not None


def deliver(desk: Desk, post: Post, page: Page, outcome: Outcome, sending: Sending | None = None) -> None:
    """The one delivery of a post whose intent is committed; `sending` is what its preparation left to do.

    A store that fails after it leaves the post in `publishing` with its intent: it is then read back, not sent.
    """
    publisher = desk.publishers[page.publisher]
    try:
        receipt = sending() if sending is not None else publisher.deliver(post, page, desk.clock())
    except Refused as refused:
        _refused(desk, post, page, refused, outcome)
    except Uncertain as uncertain:
        _log.warning("post %d: outcome unknown: %s", post.id, uncertain)
        if post.state is PostState.PUBLISHING:
            _unknown(desk, post, str(uncertain), outcome)
    else:
        published(desk, post, receipt, outcome)


def _refused(desk: Desk, post: Post, page: Page, refused: Refused, outcome: Outcome) -> None:
    """It was certainly not published: it waits, or it has failed, and maybe its page stops."""
    if isinstance(refused, NotNow):
        _log.warning("post %d: the other side asks to wait %.0f s: %s", post.id, refused.seconds, refused)
        _put_off(desk, post, page, refused, outcome)
        return
    _log.warning("post %d refused: %s", post.id, refused)
    failed(desk, post, str(refused), outcome)
    if isinstance(refused, PageStopped):
        desk.store.pages.pause(page.id, str(refused), desk.clock())


def published(desk: Desk, post: Post, receipt: Receipt, outcome: Outcome) -> None:
    """Record that the post is on the page."""
    record = desk.store.publishing.record_published
    if _recorded(post, record, desk.holder, receipt.remote_id, receipt.remote_url, desk.clock()):
        outcome.published.append(post.id)


def failed(desk: Desk, post: Post, problem: str, outcome: Outcome) -> None:
    """Record that the post is certainly not on the page."""
    store = desk.store.publishing
    if post.intent_at is None:
        moved = store.drop_unsent(post, PostState.FAILED, problem, desk.clock())
    else:
        moved = _recorded(post, store.record_failed, desk.holder, problem, desk.clock())
    if moved:
        outcome.failed.append(post.id)


def _unknown(desk: Desk, post: Post, problem: str, outcome: Outcome) -> None:
    now = desk.clock()
    if _recorded(post, desk.store.publishing.record_unknown, desk.holder, problem, now + READ_GAPS[0], now):
        outcome.unknown.append(post.id)


def _put_off(desk: Desk, post: Post, page: Page, not_now: NotNow, outcome: Outcome) -> None:
    """The post waits, and its page with it; where that would be too late, the post is a person's at once."""
    now = desk.clock()
    until = not_before(now, not_now)
    if post.state is PostState.PUBLISHING:
        if too_late(post, page, until):
            failed(desk, post, "rate-limit", outcome)
        elif _recorded(post, desk.store.publishing.put_off, desk.holder, until, str(not_now), now):
            outcome.waiting.append(post.id)
    desk.store.pages.pause(page.id, str(not_now), now, until=until)


def _recorded(post: Post, record: Callable[Concatenate[int, P], None], *values: P.args, **named: P.kwargs) -> bool:
    """Record an outcome, unless another process took the post over meanwhile: that one reads it back."""
    try:
        record(post.id, *values, **named)
    except Conflict:
        _log.warning("post %d: another process took it over; its outcome is left to that one", post.id)
        return False
    return True
