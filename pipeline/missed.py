"""Posts that missed their time: a new time for each, shown first, then set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipeline import schedule as scheduling
from pipeline.errors import DeskError, StoreBroken, StoreBusy, TimeMissing, TimePast
from pipeline.model import Page, Post, PostState, User
from pipeline.settings import Settings
from pipeline.store import Store

DAY_BEGINS, DAY_ENDS = time(7), time(21)
STEP = timedelta(minutes=30)
MOST = 1000
"""Posts of a page that are given a time at once, those due last first; the rest is there the next time."""
_AHEAD = timedelta(days=100)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A missed post with its new time, also as the wall of its page's zone shows it; without one it needs a review."""

    post: Post
    wall_time: str | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What was proposed and is agreed to: this version of the post, at this time."""

    post_id: int
    version: int
    wall_time: str


def propose(store: Store, settings: Settings, now: datetime, page_id: str | None = None) -> tuple[Proposal, ...]:
    """New times for missed posts, in the order in which they were due, at free half hours from 07:00 to 21:00.

    Posts of pages that the settings no longer name are left out. Raises `PageNotFound`.
    """
    pages = settings.pages if page_id is None else (settings.page(page_id),)
    return tuple(proposal for page in pages for proposal in _of_page(store, page, now))


def _of_page(store: Store, page: Page, now: datetime) -> Iterator[Proposal]:
    missed = sorted(
        store.posts.list((PostState.MISSED,), page.id, limit=MOST), key=lambda post: (post.due_at or now, post.id)
    )
    taken = {post.due_at for post in store.posts.between(now, now + _AHEAD, page.id)}
    times = _half_hours(page.zone, now)
    for post in missed:
        if not store.publishing.cleared(post.id):
            yield Proposal(post)
            continue
        wall_time, due_at = next((wall, due) for wall, due in times if due not in taken)
        yield Proposal(post, wall_time, due_at)


def _half_hours(zone: str, now: datetime) -> Iterator[tuple[str, datetime]]:
    """Half hours of the day in `zone` from the next one on, as wall time and instant; those that DST skips left out."""
    local = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)
    wall = local.replace(minute=local.minute // 30 * 30)
    while True:
        wall += STEP
        if not DAY_BEGINS <= wall.time() <= DAY_ENDS:
            continue
        text = f"{wall:%Y-%m-%dT%H:%M}"
        try:
            yield text, scheduling.due_instant(text, zone, now)
        except (TimeMissing, TimePast):
            continue


def reschedule(
    store: Store, settings: Settings, user: User, choices: Iterable[Choice], now: datetime
) -> tuple[int, tuple[tuple[int, DeskError], ...]]:
    """Schedule as agreed: how many were, and for each of the others why not.

    Raises `NotAllowed`, `StoreBusy` or `StoreBroken`; what was scheduled before that stays so.
    """
    done = 0
    refused: list[tuple[int, DeskError]] = []
    for choice in choices:
        try:
            page = settings.page(store.posts.get(choice.post_id).page_id)
            scheduling.schedule(store, user, page, choice.post_id, choice.version, choice.wall_time, now)
        except (StoreBusy, StoreBroken):
            raise
        except DeskError as error:
            refused.append((choice.post_id, error))
        else:
            done += 1
    return done, tuple(refused)
