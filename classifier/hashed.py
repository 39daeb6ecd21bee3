"""Rows of a model by the hashes of their n-grams, for many texts at once: numpy costs by the call, not by the text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from classifier.tokens import Hashes

_BITS = 20


class HashedRows:
    """A sorted vocabulary of hashes, looked up in a third of the time of `np.searchsorted`.

    Hashes lie evenly, so the high bits of one all but tell its place.
    """

    def __init__(self, grams: Hashes) -> None:
        self._grams = np.append(grams, np.full(1, 0xFFFFFFFF, np.uint32))
        # In parts: np.searchsorted answers in 64 bits, and the whole of that would be the most memory ever used.
        parts = np.split(np.arange(1 << _BITS, dtype=np.uint32) << np.uint32(32 - _BITS), 64)
        self._first = np.concatenate([np.searchsorted(grams, edges).astype(np.int32) for edges in parts])

    def find(self, grams: Hashes) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """For each hash a row, and whether it is the hash's own; any hash gets some row."""
        place = self._first[grams >> (32 - _BITS)].astype(np.intp)
        there = self._grams[place]
        behind = np.flatnonzero(there < grams)
        while len(behind):
            place[behind] += 1
            there[behind] = self._grams[place[behind]]
            behind = behind[there[behind] < grams[behind]]
        known = there == grams
        place[~known] = 0
        return place, known


def add_runs(sums: NDArray[np.float32], rows: NDArray[np.float32], owner: NDArray[np.intp]) -> None:
    """Add rows to the sums of their owners, who stand in order; the sum of one does not depend on the others."""
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    if len(starts):
        sums[owner[starts]] += np.add.reduceat(rows, starts, axis=0)


def each_once(
    owner: NDArray[np.intp], place: NDArray[np.intp], size: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """The different places of each owner, in order, and how often each stands there; places are under `size`."""
    keys = np.sort(owner * size + place)
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    times = np.diff(starts, append=len(keys))
    keys = keys[starts]
    owner = keys // size
    return owner, keys - owner * size, times
