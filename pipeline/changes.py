"""Watching the source of an article: when to visit it again, and what kind of change it made."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Literal

WATCHED = timedelta(days=30)
"""How long after it was collected an approved article, and so every one that was posted, is visited again."""
WATCHED_WAITING = timedelta(days=3)
"""The same for one that waits for a decision."""
LEAST_REST = timedelta(minutes=15)
_REST = 0.3

# Luật Báo chí 2016, Điều 42 and 43: a press organisation that was wrong publishes a "cải chính"; sites head it so.
_CORRECTION = re.compile(r"^\W{0,3}(?:đính chính|cải chính|thông tin lại)\b", re.IGNORECASE | re.MULTILINE)


def change_kind(before: str, after: str) -> Literal["corrected", "edited"]:
    """`corrected` when the new text holds a correction note that the old one did not, else `edited`."""
    return "corrected" if len(_CORRECTION.findall(after)) > len(_CORRECTION.findall(before)) else "edited"


def due_again(
    collected_at: datetime, visited_at: datetime, now: datetime, *, approved: bool, least: timedelta = LEAST_REST
) -> bool:
    """Whether to visit an article again: its rest since the last visit must be 3/10 of its age, and `least`.

    So visits thin out geometrically: some 18 in 30 days for one that is first visited again after an hour.
    """
    age, rest = now - collected_at, now - visited_at
    return age <= (WATCHED if approved else WATCHED_WAITING) and rest >= max(age * _REST, least)
