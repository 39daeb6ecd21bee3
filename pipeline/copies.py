"""Near copies of one piece of news: which belong together, and which is the original. Pure decisions.

Two near copies belong to one cluster when they are of like length: an article that stands in a much longer one may be
its source or a mere part of it. A *digest* holds two pieces that are no copies of each other; it belongs to neither,
else it would join news that have nothing in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

LEAST_LENGTH = 0.4
"""Near copies belong together when the shorter has at least this share of the longer one's wording."""
PART_LENGTH = 0.75
"""A near copy with less of an article's wording than this is a piece of it."""


@dataclass(frozen=True, slots=True)
class Near:
    """A near copy of an article; `length` is its wording for one of the article's, `similarity` from 0 to 1."""

    article_id: int
    similarity: float
    length: float = 1.0


@dataclass(frozen=True, slots=True)
class Told:
    """What decides which article of a cluster is the original. `at`: published, else collected."""

    article_id: int
    at: datetime
    removed: bool = False


def original(members: Iterable[Told]) -> Told:
    """The earliest that still stands at its publisher, of equals the one with the least number.

    When all were removed, the earliest of all. Raises `ValueError` when there are none.
    """
    return min(members, key=lambda member: (member.removed, member.at, member.article_id))


def of_like_length(length: float) -> bool:
    """Whether two near copies, `length` of one for one of the other, are versions of one text."""
    return LEAST_LENGTH <= length <= 1 / LEAST_LENGTH


def groups(members: Collection[int], lengths: Mapping[tuple[int, int], float]) -> list[frozenset[int]]:
    """Divide articles into clusters, by the least number in each; an article alone is a cluster of one.

    `lengths[a, b]`, for near copies, is b's wording for one of a's; each pair is there both ways.
    """
    digests = _digests(lengths)
    leader = {member: member for member in members}

    def find(member: int) -> int:
        while leader[member] != member:
            leader[member] = leader[leader[member]]
            member = leader[member]
        return member

    for (one, other), length in lengths.items():
        if one in leader and other in leader and of_like_length(length) and not digests & {one, other}:
            first, second = sorted((find(one), find(other)))
            leader[second] = first
    made: dict[int, set[int]] = defaultdict(set)
    for member in members:
        made[find(member)].add(member)
    return [frozenset(made[least]) for least in sorted(made)]


def _digests(lengths: Mapping[tuple[int, int], float]) -> set[int]:
    pieces: dict[int, list[int]] = defaultdict(list)
    for (one, other), length in lengths.items():
        if length < PART_LENGTH:
            pieces[one].append(other)
    return {
        whole
        for whole, parts in pieces.items()
        if any((first, second) not in lengths for first in parts for second in parts if first < second)
    }


__all__ = ["LEAST_LENGTH", "PART_LENGTH", "Near", "Told", "groups", "of_like_length", "original"]
