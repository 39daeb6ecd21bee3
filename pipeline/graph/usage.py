"""How much of its allowance a page has used, as Graph's answers say, and how long to leave it alone.

`X-App-Usage` is one object of percentages; `X-Business-Use-Case-Usage` has lists of them by business or page, with
`estimated_time_to_regain_access` in minutes (developers.facebook.com/docs/graph-api/overview/rate-limiting).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

FULL_ENOUGH = 90.0
"""Percent of an allowance from which the desk stops calling by itself."""
WITHOUT_ESTIMATE = 300.0
"""Seconds to wait where the allowance is nearly used and Graph names no time."""
LONGEST = 86_400.0
_MAX_HEADER = 65_536
_SHARES = ("call_count", "total_cputime", "total_time")


@dataclass(frozen=True, slots=True)
class Usage:
    """The fullest of the allowances, in percent, and the longest wait announced, in seconds."""

    percent: float = 0.0
    regain_seconds: float = 0.0

    @property
    def wait(self) -> float:
        """Seconds before the next call; 0 while there is room. At most a day."""
        if self.percent < FULL_ENOUGH:
            return 0.0
        return min(self.regain_seconds, LONGEST) or WITHOUT_ESTIMATE


def parse_usage(headers: Mapping[str, str]) -> Usage:
    """The usage headers of an answer; what is not as documented counts as nothing said. Names in any case."""
    named = {name.lower(): value for name, value in headers.items()}
    found = [*_entries(named.get("x-app-usage", "")), *_entries(named.get("x-business-use-case-usage", ""))]
    shares = [_number(entry.get(name)) for entry in found for name in _SHARES]
    minutes = [_number(entry.get("estimated_time_to_regain_access")) for entry in found]
    return Usage(max(shares, default=0.0), max(minutes, default=0.0) * 60)


def _entries(header: str) -> Iterator[Mapping[str, object]]:
    if not 0 < len(header) <= _MAX_HEADER:
        return
    try:
        value = json.loads(header)
    except (ValueError, RecursionError):
        return
    if not isinstance(value, dict):
        return
    yield value
    for several in value.values():
        if isinstance(several, list):
            yield from (entry for entry in several if isinstance(entry, dict))


def _number(value: object) -> float:
    """A number of the header; 0 for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    try:
        number = float(value)
    except OverflowError:
        return 0.0
    return number if math.isfinite(number) and number >= 0 else 0.0
