"""Withdrawing and correcting what is out: people ask, the publisher's process does it (`store.amendments`)."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from pipeline import compose
from pipeline.delivery import Desk, not_before
from pipeline.errors import AmendmentReasonNeeded, NotAllowed, WayCannotAmend
from pipeline.model import Page, Post, User
from pipeline.publishers import GONE, Correcting, NotNow, PageStopped, Refused, Uncertain, Withdrawing
from pipeline.store import Store
from pipeline.store.amendments import Amendment, Kind, Result
from pipeline.typed_text import one_line

REASON_LIMIT = 300
ABLE: dict[str, frozenset[Kind]] = {
    "outbox": frozenset(Kind),
    "rss": frozenset(Kind),
    "facebook": frozenset(Kind),
}
"""What each way out can do for a post that is out, by the name in a page's settings; a mail that was sent is sent."""
_log = logging.getLogger(__name__)


def able(page: Page) -> frozenset[Kind]:
    """What can be done from here for a post on this page."""
    return ABLE.get(page.publisher, frozenset())


def withdraw(store: Store, user: User, page: Page, post_id: int, reason: str, now: datetime) -> int:
    """An editor has a post taken down; the publisher does it at its next tick.

    Raises `NotAllowed`, `WayCannotAmend`, `AmendmentReasonNeeded`, `PostNotOut` or `AmendmentOpen`.
    """
    reason = _asked(user, page, Kind.WITHDRAW, reason)
    return store.amendments.ask(user, post_id, Kind.WITHDRAW, None, reason, now, alone=True)


def correct(store: Store, user: User, page: Page, post_id: int, caption: str, reason: str, now: datetime) -> int:
    """An editor has the text of a post replaced; on a page with four eyes another person approves it first.

    The source line is added on the way out, as always. Raises what `withdraw` does, and `CaptionInvalid`.
    """
    reason = _asked(user, page, Kind.CORRECT, reason)
    clean, _image, _alt = compose.check_content(caption, None, None)
    return store.amendments.ask(user, post_id, Kind.CORRECT, clean, reason, now, alone=not page.four_eyes)


def _asked(user: User, page: Page, kind: Kind, reason: str) -> str:
    if not user.may_schedule:
        raise NotAllowed
    if kind not in able(page):
        raise WayCannotAmend
    reason = one_line(reason)
    if not 1 <= len(reason) <= REASON_LIMIT:
        raise AmendmentReasonNeeded(limit=REASON_LIMIT)
    return reason


def shown_caption(post: Post, amendments: tuple[Amendment, ...]) -> str:
    """What a reader sees now: the caption as it was last corrected."""
    done = [one.caption for one in amendments if one.kind is Kind.CORRECT and one.result is Result.DONE]
    return next((caption for caption in reversed(done) if caption is not None), post.caption)


def carry_out(desk: Desk, page_id: str | None = None) -> int:
    """Make what people have asked for, on one page or on all; how many amendments moved.

    The publisher's lock must be held.
    """
    moved = 0
    for amendment, post in desk.store.amendments.due(desk.clock(), page_id):
        page = desk.page_of(post)
        if page is not None and desk.store.amendments.intend(amendment.id, desk.clock()):
            _make(desk, amendment, post, page)
            moved += 1
        desk.alive()
    return moved


def _make(desk: Desk, amendment: Amendment, post: Post, page: Page) -> None:
    """The one call. A process that dies in it leaves the intent; the next one makes the call again."""
    record = desk.store.amendments.record
    try:
        _call(desk, amendment, post, page)
    except NotNow as not_now:
        desk.store.amendments.put_off(amendment.id, not_before(desk.clock(), not_now))
    except Refused as refused:
        if str(refused) == GONE and amendment.kind is Kind.WITHDRAW:
            record(amendment.id, Result.DONE, None, desk.clock())
            return
        _log.warning("%s of post %d refused: %s", amendment.kind, post.id, refused)
        record(amendment.id, Result.REFUSED, str(refused), desk.clock())
        if isinstance(refused, PageStopped):
            desk.store.pages.pause(page.id, str(refused), desk.clock())
    except Uncertain as uncertain:
        _log.warning("%s of post %d: outcome unknown: %s", amendment.kind, post.id, uncertain)
        record(amendment.id, Result.UNKNOWN, str(uncertain), desk.clock())
    else:
        record(amendment.id, Result.DONE, None, desk.clock())


def _call(desk: Desk, amendment: Amendment, post: Post, page: Page) -> None:
    """Raises what the way out raises, `Refused` also for one that cannot do it."""
    way = desk.publishers[page.publisher]
    if amendment.kind is Kind.WITHDRAW and isinstance(way, Withdrawing):
        way.withdraw(post, page, desk.clock())
    elif amendment.caption is not None and isinstance(way, Correcting):
        way.correct(replace(post, caption=amendment.caption), page, desk.clock())
    else:
        raise Refused("way-cannot")
