"""Move all posts of a day that wait to go out: by hours, or to another day; looked at first, then done as one.

A shift by hours is exact time, a shift to another day keeps the wall time: RFC 5545, section 3.3.6, and so every
calendar program. Over a change of the clocks the first keeps the distances of posts, the second their times of day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipeline import schedule, slots
from pipeline.almanac import day_facts
from pipeline.errors import Conflict, DeskError, MoveImpossible, NotAllowed, NothingToMove, ShiftInvalid
from pipeline.i18n import format_date
from pipeline.model import Page, User
from pipeline.planning import AROUND
from pipeline.plans import Planned, Relative
from pipeline.slots import Caution
from pipeline.store import Store
from pipeline.walltime import Moment, day_bounds, format_wall, moment_of, resolve

MOST_HOURS = 24 * 14
_SHIFT = re.compile(r"([+\-−]?)(?:(\d{1,3})h)?(?:(\d{1,5})m)?\Z", re.ASCII)

Target = timedelta | date
"""By how much, or to which day."""


@dataclass(frozen=True, slots=True)
class Move:
    """One post of the day: where it would go and what to know of that, or why it cannot go there."""

    post: Planned
    moment: Moment | None
    cautions: tuple[Caution, ...] = ()
    problem: DeskError | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What moving a day would do. `stamp` names the posts as they were looked at."""

    page: Page
    day: date
    target: Target
    moves: tuple[Move, ...]

    @property
    def possible(self) -> bool:
        return bool(self.moves) and all(move.problem is None for move in self.moves)

    @property
    def stamp(self) -> str:
        return " ".join(f"{move.post.post_id}.{move.post.version}" for move in self.moves)


def parse_shift(text: str) -> timedelta:
    """`2h`, `-90m`, `1h30m`. Raises `ShiftInvalid` for anything else, for none, and beyond `MOST_HOURS`."""
    match = _SHIFT.match(text.strip())
    if match is None:
        raise ShiftInvalid(text=text[:40], most=MOST_HOURS)
    length = timedelta(hours=int(match[2] or 0), minutes=int(match[3] or 0))
    if not timedelta() < length <= timedelta(hours=MOST_HOURS):
        raise ShiftInvalid(text=text[:40], most=MOST_HOURS)
    return -length if match[1] in ("-", "−") else length


def preview(store: Store, page: Page, day: date, target: Target, now: datetime) -> Preview:
    """What moving the page's waiting posts of a day would do; nothing is changed."""
    posts = store.calendar.scheduled(page.id, *day_bounds(day, 1, page.zone))
    aimed = [_aim(post, page, target, now) for post in posts]
    moved = {move.post.post_id for move in aimed}
    landing = [move.moment.at for move in aimed if move.moment is not None]
    others: Sequence[Planned] = ()
    if landing:
        around = store.calendar.planned(min(landing) - AROUND, max(landing) + AROUND)
        others = [post for post in around if post.post_id not in moved]
    return Preview(page, day, target, tuple(_weigh(store, page, move, aimed, others) for move in aimed))


def _aim(post: Planned, page: Page, target: Target, now: datetime) -> Move:
    try:
        if isinstance(target, timedelta):
            moment = moment_of(post.at + target, page.zone)
        else:
            clock = moment_of(post.at, page.zone).clock
            moment = resolve(format_wall(datetime.combine(target, clock)), page.zone, fold=0)
        return Move(post, schedule.in_time(moment, now))
    except DeskError as problem:
        return Move(post, None, problem=problem)


def _weigh(store: Store, page: Page, move: Move, aimed: Sequence[Move], others: Sequence[Planned]) -> Move:
    if move.moment is None:
        return move
    there = {
        other.post.post_id: _moved(other.post, other.moment)
        for other in aimed
        if other.moment is not None and other is not move
    }
    relatives = tuple(
        Relative(post=there.get(one["post"].post_id, one["post"]), same=one["same"])
        for one in store.calendar.relatives(move.post.article_id, but=move.post.post_id)
    )
    holidays = day_facts(move.moment.day).holidays
    found = slots.cautions(page.plan, move.moment, page.id, [*others, *there.values()], relatives, holidays)
    return Move(move.post, move.moment, found)


def _moved(post: Planned, moment: Moment) -> Planned:
    return Planned(
        post.post_id, post.version, post.page_id, post.article_id, post.title, post.state, moment.at, moment.wall,
        moment.zone, moment.fold,
    )  # fmt: skip


def move(store: Store, user: User | None, seen: Preview, now: datetime) -> None:
    """Do what a preview showed, all of it or nothing; `user` None is a command at the machine itself.

    Raises `NotAllowed`, `NothingToMove`, `MoveImpossible`, and `Conflict` when a post is no longer as it was shown.
    """
    if user is not None and not user.may_schedule:
        raise NotAllowed
    if not seen.moves:
        raise NothingToMove(day=format_date(seen.day))
    if not seen.possible:
        raise MoveImpossible(posts=", ".join(f"#{one.post.post_id}" for one in seen.moves if one.problem))
    pairs = [(one.post, schedule.in_time(one.moment, now)) for one in seen.moves if one.moment is not None]
    store.calendar.move(user, pairs, now)


def confirm(store: Store, user: User, again: Preview, stamp: str, now: datetime) -> None:
    """`move`, when the day is still as it was when `stamp` was shown. Raises `Conflict` too."""
    if again.stamp != stamp:
        raise Conflict
    move(store, user, again, now)
