"""A page's habits in time (slots, least gap, quiet hours) and the posts that stand in its calendar. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypedDict

Times = tuple[time, ...]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Plan:
    """`slots` has the times of each weekday, Monday first. A page without slots has no free ones to offer.

    `quiet` is from when to when nothing should go out, on the page's wall; the end may lie on the next day.
    Within `repeat_days` of each other, two posts of one piece of news are told of. `most_a_day` 0 is no limit.
    """

    slots: tuple[Times, ...] = ((),) * 7
    gap_minutes: int = 15
    quiet: tuple[time, time] | None = None
    repeat_days: int = 14
    most_a_day: int = 0

    @property
    def gap(self) -> timedelta:
        return timedelta(minutes=self.gap_minutes)

    @property
    def has_slots(self) -> bool:
        return any(self.slots)

    def is_quiet(self, at: time) -> bool:
        """Whether a time of day lies in the quiet hours; their end does not."""
        if self.quiet is None:
            return False
        start, end = self.quiet
        return start <= at < end if start < end else at >= start or at < end


@dataclass(frozen=True, slots=True)
class Planned:
    """A post as the calendar weighs it. `at` is when it goes out, or went out."""

    post_id: int
    version: int
    page_id: str
    article_id: int
    title: str
    state: str
    at: datetime
    wall: str
    zone: str
    fold: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as a calendar shows it; names as `pipeline.model.Post` has them. `due_at` is when it goes or went out."""

    id: int
    version: int
    state: str
    page_id: str
    article_id: int
    article_title: str
    wall_time: str
    zone: str
    fold: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Touched:
    """A post of a calendar that may be cancelled, when it was last touched, and its random `key`, which stays."""

    post: Entry
    key: str
    at: datetime


class Relative(TypedDict):
    """A post of the same piece of news; `same` where it is the very article, else a near copy."""

    post: Planned
    same: bool
