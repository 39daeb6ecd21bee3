"""When something that is wrong becomes an incident, and who is told of it when. Pure decisions.

An incident opens when a failure is first seen. It is told once it has lasted, so that a flicker tells nobody; it has
recovered once the failure has been away as long. One that ends before it could be told (the mail server was down too)
is told once, when it is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pipeline.store.incidents import Incident

STALE = timedelta(days=1)
"""A recovery that could not be told for so long is told no more."""
BACKOFF = timedelta(seconds=60)
LONGEST_BACKOFF = timedelta(hours=1)
Seen = tuple[str, str]
"""What is wrong now: code and subject."""


@dataclass(frozen=True, slots=True)
class Move:
    """What to do with one open incident: `drop` a flicker, mark it `clear` or seen `again`, or `recover` it."""

    incident: Incident
    kind: Literal["drop", "clear", "again", "recover"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a look at the desk changes: new failures, and moves of what was open."""

    opened: tuple[Seen, ...]
    moves: tuple[Move, ...]

    def __bool__(self) -> bool:
        return bool(self.opened or self.moves)


def plan(open_ones: Iterable[Incident], seen: Iterable[Seen], now: datetime, hold: timedelta) -> Plan:
    """What has to change so that the open incidents fit what is seen."""
    standing = {(one.code, one.subject): one for one in open_ones}
    wrong = dict.fromkeys(seen)
    moves = []
    for key, one in standing.items():
        move = _move(one, key in wrong, now, hold)
        if move is not None:
            moves.append(Move(one, move))
    return Plan(tuple(key for key in wrong if key not in standing), tuple(moves))


def _move(
    one: Incident, seen: bool, now: datetime, hold: timedelta
) -> Literal["drop", "clear", "again", "recover"] | None:
    if seen:
        return "again" if one.clear_since is not None else None
    if one.clear_since is None:
        held = one.told_at is not None or now - one.opened_at >= hold
        return "clear" if held else "drop"
    return "recover" if now - one.clear_since >= hold else None


def due(untold: Sequence[Incident], now: datetime, hold: timedelta) -> tuple[Incident, ...]:
    """Which incidents want a mail now: those that have lasted and were not told, and those whose end was not told."""
    return tuple(one for one in untold if _wants(one, now, hold) and (one.not_before is None or one.not_before <= now))


def _wants(one: Incident, now: datetime, hold: timedelta) -> bool:
    if one.recovered_at is not None:
        return one.recovery_told_at is None and now - one.recovered_at < STALE
    return one.told_at is None and one.clear_since is None and now - one.opened_at >= hold


def retry_at(tries: int, now: datetime) -> datetime:
    """When a mail that failed for the `tries`-th time is tried again."""
    doublings: int = 2 ** min(tries - 1, 10)
    return now + min(BACKOFF * doublings, LONGEST_BACKOFF)
