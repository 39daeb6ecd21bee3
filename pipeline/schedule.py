"""When a post goes out: wall time and zone as chosen, the instant derived from both; the month's grid."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.errors import NotAllowed, TimeInvalid, TimeMissing, TimePast, TimeTooFar, ZoneInvalid
from pipeline.model import Page, Post, User
from pipeline.store import Store

HORIZON = timedelta(days=366)
_WALL = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}\Z", re.ASCII)


def due_instant(wall_time: str, zone: str, now: datetime) -> datetime:
    """The instant in UTC at which clocks in `zone` show `wall_time` (`YYYY-MM-DDTHH:MM`).

    In an overlap the first of the two instants is meant (PEP 495, fold=0). Raises `TimeInvalid`,
    `ZoneInvalid`, `TimeMissing` for a wall time that a DST gap skips, `TimePast`, `TimeTooFar`.
    """
    try:
        tz = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ZoneInvalid(zone=zone) from error
    if not _WALL.match(wall_time):
        raise TimeInvalid(text=wall_time[:40])
    try:
        naive = datetime.fromisoformat(wall_time)
        instant = naive.replace(tzinfo=tz).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise TimeInvalid(text=wall_time) from error
    if instant.astimezone(tz).replace(tzinfo=None) != naive:
        raise TimeMissing(text=wall_time, zone=zone)
    if instant <= now:
        raise TimePast(text=wall_time)
    if instant > now + HORIZON:
        raise TimeTooFar(text=wall_time)
    return instant


def schedule(store: Store, user: User, page: Page, post_id: int, version: int, wall_time: str, now: datetime) -> None:
    """An editor chooses when an approved post goes out, or moves it, or sends a missed one on its way again.

    Raises `NotAllowed`, `Conflict`, `ArticleNotApproved`, and what `due_instant` raises.
    """
    if not user.may_schedule:
        raise NotAllowed
    due_at = due_instant(wall_time, page.zone, now)
    store.posts.schedule(user, post_id, version, wall_time, page.zone, due_at, now)


def cancel(store: Store, user: User, post_id: int, version: int, now: datetime) -> None:
    """Withdraw a post that has not left. Raises `NotAllowed` or `Conflict`."""
    if not user.may_schedule:
        raise NotAllowed
    store.posts.cancel(user, post_id, version, now)


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    in_month: bool
    posts: tuple[Post, ...]


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


def month_grid(year: int, month: int, posts: tuple[Post, ...], zone: str) -> Month:
    """Posts laid out on the days on which they are due in `zone`. Raises `TimeInvalid` outside 1970–2200."""
    if not (1970 <= year <= 2200 and 1 <= month <= 12):
        raise TimeInvalid(text=f"{year}-{month:02}")
    tz = ZoneInfo(zone)
    by_day: dict[date, list[Post]] = {}
    for post in posts:
        if post.due_at is not None:
            by_day.setdefault(post.due_at.astimezone(tz).date(), []).append(post)
    weeks = tuple(
        tuple(Day(day, day.month == month, tuple(by_day.get(day, ()))) for day in week)
        for week in calendar.Calendar().monthdatescalendar(year, month)
    )
    return Month(year, month, weeks)


def month(store: Store, zone: str, year: int, number: int, page_id: str | None = None) -> Month:
    """The calendar of one month with its posts. Raises `TimeInvalid`."""
    days = [day.date for week in month_grid(year, number, (), zone).weeks for day in week]
    tz = ZoneInfo(zone)
    start = datetime.combine(days[0], time(), tz)
    end = datetime.combine(days[-1] + timedelta(days=1), time(), tz)
    return month_grid(year, number, store.posts.between(start, end, page_id), zone)
