"""Until when each version of the Graph API is answered (developers.facebook.com/docs/graph-api/changelog/versions)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

LAST_DAYS: Mapping[str, date] = MappingProxyType(
    {
        "v20.0": date(2026, 9, 24),
        "v21.0": date(2027, 1, 21),
        "v22.0": date(2027, 5, 20),
        "v23.0": date(2027, 10, 8),
        "v24.0": date(2028, 2, 18),
        "v25.0": date(2028, 7, 29),
    }
)
"""As announced when v26.0 was the newest; a version that is not here and newer has no announced end."""
WARNED_AHEAD = timedelta(days=60)
_OLDEST = min(int(name[1:].partition(".")[0]) for name in LAST_DAYS)


@dataclass(frozen=True, slots=True)
class VersionEnd:
    """A version whose end is near or past. `last_day` is None for one that ended before the table begins."""

    version: str
    last_day: date | None
    days_left: int
    """0 or less once it has ended."""


def version_end(version: str, today: date) -> VersionEnd | None:
    """A warning where the version ends within 60 days or has ended, else None.

    `version` is like `v26.0`; one that cannot be read as such is not judged here.
    """
    last_day = LAST_DAYS.get(version)
    if last_day is None:
        number = version[1:].partition(".")[0]
        old = version[:1] == "v" and number.isascii() and number.isdecimal() and int(number[:9]) < _OLDEST
        return VersionEnd(version, None, 0) if old else None
    days_left = (last_day - today).days
    return VersionEnd(version, last_day, days_left) if days_left <= WARNED_AHEAD.days else None
