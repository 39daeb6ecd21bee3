"""Publishing once: claim, commit the intent, deliver, record; and what is done about what was cut off.

`docs/decisions/0003-interrupted-deliveries.md` says why an interrupted delivery may be completed where the
publisher is keyed, and only there.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipeline.clock import Clock
from pipeline.errors import NotFound
from pipeline.i18n import _
from pipeline.model import Page, Post, PostState
from pipeline.publishers import Publisher, Receipt, Refused, Uncertain
from pipeline.revisit import Word, always
from pipeline.settings import Settings
from pipeline.store import Store

LEASE = timedelta(seconds=60)
_log = logging.getLogger(__name__)


def new_holder() -> str:
    """A name for this process in claims: host, process id and a random part, since ids come round again."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def too_late(post: Post, page: Page, now: datetime) -> bool:
    """Whether the page's lateness limit has passed: such a post is missed, not sent in a burst."""
    return post.due_at is not None and now - post.due_at > timedelta(minutes=page.lateness_minutes)


@dataclass(slots=True)
class Outcome:
    """Ids of the posts that one tick moved."""

    published: list[int] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.published or self.missed or self.failed or self.unknown)

    def __str__(self) -> str:
        """One line for a person."""
        return _("published: {published}; missed: {missed}; failed: {failed}; unknown: {unknown}").format(
            published=_ids(self.published),
            missed=_ids(self.missed),
            failed=_ids(self.failed),
            unknown=_ids(self.unknown),
        )


def _ids(numbers: list[int]) -> str:
    return ", ".join(f"#{number}" for number in numbers) or "–"


@dataclass(frozen=True, slots=True)
class Desk:
    """What publishing works with: the store, the settings, the ways out by name, the clock, this process."""

    store: Store
    settings: Settings
    publishers: Mapping[str, Publisher]
    clock: Clock
    holder: str
    revisit: Callable[[Post], Word] = always
    """Whether the last look at the post's source lets it leave."""

    def page_of(self, post: Post) -> Page | None:
        """The post's page, or None when the settings no longer name it: nothing leaves for such a page."""
        try:
            return self.settings.page(post.page_id)
        except NotFound:
            return None


def tick(desk: Desk) -> Outcome:
    """Publish what is due, then settle what an earlier process left open. The publisher's lock must be held."""
    outcome = Outcome()
    for post in desk.store.posts.due(desk.clock()):
        page = desk.page_of(post)
        if page is not None:
            _publish_due(desk, post, page, outcome)
    for post in desk.store.posts.orphans(desk.holder, desk.clock()):
        page = desk.page_of(post)
        if page is not None:
            _settle(desk, post, page, outcome)
    return outcome


def _publish_due(desk: Desk, post: Post, page: Page, outcome: Outcome) -> None:
    now = desk.clock()
    if too_late(post, page, now):
        if desk.store.posts.mark_missed(post.id, now - timedelta(minutes=page.lateness_minutes), now):
            outcome.missed.append(post.id)
        return
    if desk.revisit(post) is not Word.GO:
        return
    claimed = desk.store.posts.claim(post.id, desk.holder, now + LEASE, now)
    if claimed is None or not desk.store.posts.intend(claimed.id, desk.holder, desk.clock()):
        return
    _deliver(desk, claimed, page, outcome)


def _deliver(desk: Desk, post: Post, page: Page, outcome: Outcome) -> None:
    """The one delivery. A store that fails after it leaves the post to `_settle`, which reads back first."""
    now = desk.clock()
    try:
        receipt = desk.publishers[page.publisher].deliver(post, page, now)
    except Refused as refused:
        _log.warning("post %d refused: %s", post.id, refused)
        desk.store.posts.record_failed(post.id, desk.holder, str(refused), desk.clock())
        outcome.failed.append(post.id)
    except Uncertain as uncertain:
        _log.warning("post %d: outcome unknown: %s", post.id, uncertain)
        if post.state is PostState.PUBLISHING:
            desk.store.posts.record_unknown(post.id, desk.holder, str(uncertain), desk.clock())
        outcome.unknown.append(post.id)
    else:
        _record(desk, post, receipt, outcome)


def _record(desk: Desk, post: Post, receipt: Receipt, outcome: Outcome) -> None:
    desk.store.posts.record_published(post.id, desk.holder, receipt.remote_id, receipt.remote_url, desk.clock())
    outcome.published.append(post.id)


def _settle(desk: Desk, post: Post, page: Page, outcome: Outcome) -> None:
    """An interrupted post: found by reading back, completed where that is safe, else left to a person."""
    now = desk.clock()
    adopted = desk.store.posts.adopt(post, desk.holder, now + LEASE, now)
    if adopted is None:
        return
    publisher = desk.publishers[page.publisher]
    receipt = publisher.find(adopted, page)
    if receipt is not None:
        _record(desk, adopted, receipt, outcome)
    elif not publisher.repeatable:
        outcome.unknown.append(adopted.id)
    elif too_late(adopted, page, now) or not desk.store.posts.cleared(adopted.id):
        desk.store.posts.record_failed(adopted.id, desk.holder, "interrupted", now)
        outcome.failed.append(adopted.id)
    else:
        _deliver(desk, adopted, page, outcome)


def preview(desk: Desk) -> tuple[tuple[Post, str], ...]:
    """What a tick would do now, without doing it: (post, `publish` | `miss` | `no-page`)."""
    now = desk.clock()
    plans = []
    for post in desk.store.posts.due(now):
        page = desk.page_of(post)
        if page is None:
            plans.append((post, "no-page"))
        else:
            plans.append((post, "miss" if too_late(post, page, now) else "publish"))
    return tuple(plans)
