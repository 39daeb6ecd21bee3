"""Quiet hours: times of day without visits."""

from __future__ import annotations

import re
from datetime import time

QuietHours = tuple[time, time]
"""From when to when, in local time; the end may lie on the next day."""

_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


def parse_quiet_hours(text: str) -> QuietHours | None:
    """`HH:MM-HH:MM` as two times of day; None for anything else, or where both are the same."""
    match = _HOURS.fullmatch(text.strip())
    if match is None:
        return None
    try:
        start, end = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
    except ValueError:
        return None
    return None if start == end else (start, end)
