"""When a source is visited next. Pure: what happened goes in, an instant comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from crawlers.hours import QuietHours

WINDOW = timedelta(days=7)
"""Over which it is counted how often a source publishes."""
UNKNOWN = timedelta(hours=1)
"""The rest of a source of which nothing is known yet."""
LONGEST_RETRY_AFTER = timedelta(days=1)
_JITTER = 0.1
_MAX_TRIES = {True: 6, False: 3}


@dataclass(frozen=True, slots=True)
class Polling:
    """The desk's bounds: minutes between visits to a source, and times of day without any."""

    shortest_minutes: int = 15
    longest_minutes: int = 720
    quiet_hours: QuietHours | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a source at the end of a visit.

    `published` counts its articles of the last `WINDOW`, `seen_for` is since when they have been counted; `failures`
    counts visits in a row that read none of its lists; `retry_after` is in seconds, as its host asked.
    """

    published: int
    seen_for: timedelta
    failures: int = 0
    retry_after: float | None = None


def interval(history: History, polling: Polling, fixed_minutes: int | None = None) -> timedelta:
    """How long a source rests: half of the mean time between two of its articles, within the desk's bounds.

    As Miniflux' entry-frequency scheduler (https://miniflux.app/docs/configuration.html#polling-scheduler), with
    factor 2. `fixed_minutes` overrides it. Doubled with each failure in a row, up to the longest rest.
    """
    longest = timedelta(minutes=polling.longest_minutes)
    if fixed_minutes is not None:
        rest = timedelta(minutes=fixed_minutes)
        longest = max(longest, rest)
    elif history.published == 0:
        rest = UNKNOWN if history.seen_for < WINDOW else longest
    else:
        rest = min(history.seen_for, WINDOW) / history.published / 2
    if fixed_minutes is None:
        rest = max(timedelta(minutes=polling.shortest_minutes), min(rest, longest))
    return min(rest * (1 << min(history.failures, 16)), longest)


def next_visit(
    history: History,
    polling: Polling,
    now: datetime,
    *,
    fixed_minutes: int | None,
    quiet: QuietHours | None,
    zone: str,
    chance: Callable[[], float],
) -> datetime:
    """When to visit a source again: its rest, ten per cent more or less by chance when it fails, outside quiet hours.

    `quiet` is the source's own span, which goes before the desk's; `chance` draws from [0, 1).
    """
    rest = interval(history, polling, fixed_minutes)
    if history.failures:
        # So that sources that failed together do not come back together.
        rest *= 1 + _JITTER * (2 * chance() - 1)
    if history.retry_after is not None:
        rest = max(rest, min(timedelta(seconds=history.retry_after), LONGEST_RETRY_AFTER))
    return after_quiet(now + rest, quiet or polling.quiet_hours, zone)


def after_quiet(at: datetime, quiet: QuietHours | None, zone: str) -> datetime:
    """`at`, or the end of the quiet hours it falls into. The span is local time in `zone` and may pass midnight."""
    if quiet is None:
        return at
    local = at.astimezone(ZoneInfo(zone))
    if not _within(local.time(), quiet):
        return at
    end = local.replace(hour=quiet[1].hour, minute=quiet[1].minute, second=0, microsecond=0)
    if end <= local:
        end += timedelta(days=1)
    return end.astimezone(at.tzinfo)


def is_quiet(at: datetime, quiet: QuietHours | None, zone: str) -> bool:
    """Whether an instant falls into quiet hours."""
    return quiet is not None and _within(at.astimezone(ZoneInfo(zone)).time(), quiet)


def _within(at: time, quiet: QuietHours) -> bool:
    start, end = quiet
    return start <= at < end if start < end else at >= start or at < end


def again_at(tries: int, *, transient: bool, now: datetime) -> datetime | None:
    """When to try an article again that has failed `tries` times: after 15 minutes, an hour, 4 hours, … at most a day.

    None when it is given up: after six tries where the failure may pass by itself, after three where it may not (a
    page may be listed before it is there).
    """
    if tries >= _MAX_TRIES[transient]:
        return None
    return now + min(timedelta(minutes=15) * (1 << 2 * (tries - 1)), timedelta(days=1))
