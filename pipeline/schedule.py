"""When a post goes out: wall time and zone as chosen, the instant derived from both; the month's grid."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.errors import DayInvalid, NotAllowed, TimeInvalid, TimePast, TimeTooFar
from pipeline.model import Page, User
from pipeline.plans import Entry
from pipeline.store import Store
from pipeline.walltime import Moment, day_bounds, parse_choice, parse_wall, rederived, resolve, spoken

HORIZON = timedelta(days=366)
FIRST_YEAR, LAST_YEAR = 1970, 2200
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


def parse_day(text: str) -> date:
    """`2026-11-30`, within the years that a calendar is drawn for. Raises `DayInvalid`."""
    try:
        found = date.fromisoformat(text) if _DAY.match(text) else None
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise DayInvalid(text=text[:40])
    return found


def choose(choice: str, zone: str, now: datetime) -> Moment:
    """The moment that an editor chose: a wall time of `zone`, with `@1` or `@2` behind it where clocks show it twice.

    Raises `TimeInvalid`, `ZoneInvalid`, `TimeMissing` for a wall time that a DST gap skips, `TimeTwice` for one that
    comes twice and is not decided, `TimePast`, `TimeTooFar`.
    """
    wall, fold = parse_choice(choice)
    return in_time(resolve(wall, zone, fold), now)


def in_time(moment: Moment, now: datetime) -> Moment:
    """The moment, when a post can be scheduled for it. Raises `TimePast` or `TimeTooFar`."""
    if moment.at <= now:
        raise TimePast(text=spoken(parse_wall(moment.wall)))
    if moment.at > now + HORIZON:
        raise TimeTooFar(text=spoken(parse_wall(moment.wall)))
    return moment


def schedule(
    store: Store,
    user: User,
    page: Page,
    post_id: int,
    version: int,
    choice: str,
    now: datetime,
    warned: Sequence[str] = (),
) -> None:
    """An editor chooses when an approved post goes out, or moves it, or sends a missed one on its way again.

    `warned` are the codes of what the editor was told of that time. Raises `NotAllowed`, `Conflict`,
    `ArticleNotApproved`, and what `choose` raises.
    """
    if not user.may_schedule:
        raise NotAllowed
    moment = choose(choice, page.zone, now)
    store.posts.schedule(
        user, post_id, version, moment.wall, page.zone, moment.at, now, fold=moment.fold, warned=warned
    )


def follow_rules(store: Store, now: datetime) -> tuple[int, ...]:
    """Bring waiting posts to the time zones' rules of today: the wall time stays, its instant follows (audited).

    For the start of a process: rules come with an update of the system or of the `tzdata` package. The numbers of the
    posts that changed.
    """
    return store.calendar.rederive(rederived, now)


def cancel(store: Store, user: User, post_id: int, version: int, now: datetime) -> None:
    """Withdraw a post that has not left. Raises `NotAllowed` or `Conflict`."""
    if not user.may_schedule:
        raise NotAllowed
    store.posts.cancel(user, post_id, version, now)


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    in_month: bool
    posts: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks from Monday to Sunday that cover the month."""

    year: int
    number: int
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def previous(self) -> tuple[int, int]:
        return (self.year - 1, 12) if self.number == 1 else (self.year, self.number - 1)

    @property
    def next(self) -> tuple[int, int]:
        return (self.year + 1, 1) if self.number == 12 else (self.year, self.number + 1)


def month_grid(year: int, month: int, posts: tuple[Entry, ...], zone: str) -> Month:
    """Posts laid out on the days on which they are due in `zone`. Raises `TimeInvalid` outside 1970–2200."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise TimeInvalid(text=f"{year}-{month:02}")
    by_day = _by_day(posts, zone)
    weeks = tuple(
        tuple(Day(day, day.month == month, tuple(by_day.get(day, ()))) for day in week)
        for week in calendar.Calendar().monthdatescalendar(year, month)
    )
    return Month(year, month, weeks)


def month(store: Store, zone: str, year: int, number: int, page_ids: Sequence[str] = ()) -> Month:
    """The calendar of one month with its posts, of some pages or of all. Raises `TimeInvalid`."""
    weeks = month_grid(year, number, (), zone).weeks
    start, end = day_bounds(weeks[0][0].date, 7 * len(weeks), zone)
    return month_grid(year, number, store.calendar.entries(start, end, page_ids), zone)


def days(store: Store, zone: str, first: date, count: int, page_ids: Sequence[str] = ()) -> tuple[Day, ...]:
    """`count` days from `first` with their posts. Raises `TimeInvalid` outside 1970–2200."""
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        raise TimeInvalid(text=first.isoformat())
    by_day = _by_day(store.calendar.entries(*day_bounds(first, count, zone), page_ids), zone)
    dates = (first + timedelta(days=n) for n in range(count))
    return tuple(Day(day, True, tuple(by_day.get(day, ()))) for day in dates)


def _by_day(posts: Sequence[Entry], zone: str) -> dict[date, list[Entry]]:
    tz = ZoneInfo(zone)
    found: dict[date, list[Entry]] = {}
    for post in posts:
        found.setdefault(post.due_at.astimezone(tz).date(), []).append(post)
    return found
