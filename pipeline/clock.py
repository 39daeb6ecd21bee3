"""The clock as an argument: `Clock` is any function that returns the present instant in UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def to_text(instant: datetime) -> str:
    """An aware instant as fixed-width ISO 8601 in UTC, so that text order is time order.

    Raises `ValueError` for a naive datetime.
    """
    if instant.tzinfo is None:
        raise ValueError("a naive datetime is not an instant")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def from_text(text: str) -> datetime:
    """The inverse of `to_text`."""
    # A tenth of what `strptime` takes, and a calendar reads hundreds of them.
    return datetime.fromisoformat(text)
