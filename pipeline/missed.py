"""Posts that missed their time: a new time for each, shown first, then set."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from pipeline import planning, slots
from pipeline import schedule as scheduling
from pipeline.errors import DeskError, NotAllowed, StoreBroken, StoreBusy, TimeMissing, TimePast, TimeTooFar
from pipeline.model import Page, Post, PostState, User
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.walltime import Moment, format_wall, resolve

DAY_BEGINS, DAY_ENDS = time(7), time(21)
STEP = timedelta(minutes=30)
MOST = 1000
"""Posts of a page that are given a time at once, those due last first; the rest is there the next time."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A missed post with its new time, also as `walltime.parse_choice` reads it; without one it needs a person."""

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
    """New times for missed posts, in the order in which they were due: the page's free slots, and where it has none
    left the half hours from 07:00 to 21:00 that are not quiet and keep its least gap.

    Posts of pages that the settings no longer name are left out. Raises `PageNotFound`.
    """
    pages = settings.pages if page_id is None else (settings.page(page_id),)
    return tuple(proposal for page in pages for proposal in _of_page(store, page, now))


def _of_page(store: Store, page: Page, now: datetime) -> Iterator[Proposal]:
    missed = sorted(
        store.posts.list((PostState.MISSED,), page.id, limit=MOST), key=lambda post: (post.due_at or now, post.id)
    )
    taken = sorted(post.at for post in store.calendar.planned(now - page.plan.gap, now + scheduling.HORIZON, page.id))
    times = chain(planning.next_slots(store, page, now, len(missed)), _half_hours(page, now))
    for post in missed:
        if not store.publishing.cleared(post.id):
            yield Proposal(post)
            continue
        moment = next((one for one in times if slots.is_clear(page.plan, one, taken)), None)
        if moment is None:
            yield Proposal(post)
            continue
        insort(taken, moment.at)
        yield Proposal(post, moment.choice, moment.at)


def _half_hours(page: Page, now: datetime) -> Iterator[Moment]:
    """Half hours of the day from the next one on, as far as a post can be scheduled; those that DST skips left out."""
    local = now.astimezone(ZoneInfo(page.zone)).replace(tzinfo=None, second=0, microsecond=0)
    wall = local.replace(minute=local.minute // 30 * 30)
    while True:
        wall += STEP
        if not DAY_BEGINS <= wall.time() <= DAY_ENDS or page.plan.is_quiet(wall.time()):
            continue
        try:
            yield scheduling.in_time(resolve(format_wall(wall), page.zone, fold=0), now)
        except (TimeMissing, TimePast):
            continue
        except TimeTooFar:
            return


def reschedule(
    store: Store, settings: Settings, user: User, choices: Iterable[Choice], now: datetime
) -> tuple[int, tuple[tuple[int, DeskError], ...]]:
    """Schedule as agreed: how many were, and for each of the others why not.

    Raises `NotAllowed`, `StoreBusy` or `StoreBroken`; what was scheduled before that stays so.
    """
    if not user.may_schedule:
        raise NotAllowed
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
