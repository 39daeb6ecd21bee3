"""Wall times of a zone and the instants at which its clocks show them: one, none in a gap, two in an overlap.

An instant's `fold` is PEP 495's: 1 for the second of two instants that show the same wall time, else 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.errors import TimeInvalid, TimeMissing, TimeTwice, ZoneInvalid

_WALL = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}\Z", re.ASCII)
_CHOICE = re.compile(r"(.{16})(?:@([12]))?\Z", re.ASCII | re.DOTALL)
_MINUTE = timedelta(minutes=1)
_LONGEST_GAP = 26 * 60
"""Minutes. The longest gap in the tz database is a day (Pacific/Apia, 2011-12-30)."""


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """An instant, aware in UTC, with the wall time (`YYYY-MM-DDTHH:MM`) and fold that its zone's clocks show."""

    at: datetime
    wall: str
    zone: str
    fold: int = 0

    @property
    def day(self) -> date:
        """The date on the wall."""
        return date.fromisoformat(self.wall[:10])

    @property
    def clock(self) -> time:
        """The time of day on the wall."""
        return time.fromisoformat(self.wall[11:])

    @property
    def choice(self) -> str:
        """What `parse_choice` reads back: the wall time, with which of two is meant where there are two."""
        twice = len(instants(datetime.fromisoformat(self.wall), zone_info(self.zone))) == 2
        return f"{self.wall}@{self.fold + 1}" if twice else self.wall


def zone_info(zone: str) -> ZoneInfo:
    """The zone's rules. Raises `ZoneInvalid`."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ZoneInvalid(zone=zone[:60]) from error


def parse_wall(text: str) -> datetime:
    """`YYYY-MM-DDTHH:MM` as a naive datetime. Raises `TimeInvalid`."""
    if not _WALL.match(text):
        raise TimeInvalid(text=text[:40])
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise TimeInvalid(text=text) from error


def format_wall(naive: datetime) -> str:
    """The inverse of `parse_wall`."""
    return naive.isoformat(timespec="minutes")


def spoken(naive: datetime) -> str:
    """A wall time for a sentence: `23/11/2026 08:15`."""
    return f"{naive.day:02}/{naive.month:02}/{naive.year:04} {naive:%H:%M}"


def parse_choice(text: str) -> tuple[str, int | None]:
    """A wall time, and the fold meant where `@1` (the first) or `@2` (the second) follows it."""
    match = _CHOICE.match(text)
    if match is None or match[2] is None:
        return text, None
    return match[1], int(match[2]) - 1


def instants(naive: datetime, tz: ZoneInfo) -> tuple[datetime, ...]:
    """The instants in UTC at which clocks show `naive`, earliest first. Raises `OverflowError` at the calendar's ends.

    PEP 495: with both folds tried, a wall time that is shown comes back, and one in a gap never does.
    """
    found = {naive.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(at for at in found if at.astimezone(tz).replace(tzinfo=None) == naive))


def around_gap(naive: datetime, tz: ZoneInfo) -> tuple[datetime, datetime]:
    """The last wall time before a gap that holds `naive`, and the first after it, to the minute."""
    before = next(t for n in range(1, _LONGEST_GAP) if instants(t := naive - n * _MINUTE, tz))
    after = next(t for n in range(1, _LONGEST_GAP) if instants(t := naive + n * _MINUTE, tz))
    return before, after


def resolve(wall: str, zone: str, fold: int | None = None) -> Moment:
    """The moment at which clocks in `zone` show `wall`; `fold` chooses where they show it twice.

    Raises `TimeInvalid`, `ZoneInvalid`, `TimeMissing` for a wall time in a gap, `TimeTwice` in an overlap without a
    choice.
    """
    tz = zone_info(zone)
    naive = parse_wall(wall)
    try:
        found = instants(naive, tz)
        if not found:
            before, after = around_gap(naive, tz)
            raise TimeMissing(
                text=spoken(naive),
                zone=zone,
                before=spoken(before),
                after=spoken(after),
                choices=(format_wall(before), format_wall(after)),
            )
    except OverflowError as error:
        raise TimeInvalid(text=wall) from error
    if len(found) == 1:
        return Moment(found[0], wall, zone)
    if fold is None:
        raise TimeTwice(text=spoken(naive), zone=zone, choices=(f"{wall}@1", f"{wall}@2"))
    return Moment(found[fold], wall, zone, fold)


def moment_of(at: datetime, zone: str) -> Moment:
    """What clocks in `zone` show at an instant, to the minute. Raises `ZoneInvalid`, `OverflowError`."""
    local = at.astimezone(zone_info(zone))
    return Moment(at.astimezone(UTC), format_wall(local.replace(tzinfo=None)), zone, local.fold)


def day_bounds(first: date, days: int, zone: str) -> tuple[datetime, datetime]:
    """The instants between which the wall in `zone` shows `days` days from `first`. Raises `TimeInvalid`."""
    tz = zone_info(zone)
    try:
        start = datetime.combine(first, time(), tz).astimezone(UTC)
        end = datetime.combine(first + timedelta(days=days), time(), tz).astimezone(UTC)
    except OverflowError as error:
        raise TimeInvalid(text=first.isoformat()) from error
    return start, end


def rederived(wall: str, zone: str, fold: int) -> datetime | None:
    """The instant of a stored choice under the rules of today; None where the rules no longer know the zone.

    A wall time that new rules skip moves on by the gap's length; one that they no longer repeat has one instant only.
    """
    try:
        tz = zone_info(zone)
        return parse_wall(wall).replace(tzinfo=tz, fold=fold).astimezone(UTC)
    except (ZoneInvalid, TimeInvalid, OverflowError):
        return None
