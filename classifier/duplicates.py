"""Near copies: MinHash signatures of an article's wording, and keys to find the like ones in an index.

A signature is a one-permutation MinHash (Li, Owen and Zhang 2012) of the set of three-syllable shingles, over 128
bins, empty bins filled by optimal densification (Shrivastava 2017): the share of equal bins estimates the Jaccard
similarity of two sets, with a standard error of at most 0.045. Syllables are folded (case, diacritics, đ), so NFD
text, old tone marks and stripped copies give the same shingles. Keys are those of locality-sensitive hashing with 32
bands of 4 bins: a pair of similarity .6 shares a key with probability .988, one of .3 with .23.

Two texts are near copies from `NEAR` on: a copy with one syllable in fifteen changed stays above it, a follow-up that
repeats half of its predecessor (similarity one third) below. Known limit: a digest that joins several articles is no
near copy of any of them. All is deterministic over processes and platforms (xxhash, fixed seeds, little-endian).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import xxhash
from numpy.typing import NDArray

from classifier.text import fold

BINS = 128
BANDS = 32
ROWS = BINS // BANDS
SHINGLE = 3
NEAR = 0.6

_ATTEMPTS = 64
_WORD = re.compile(rb"[a-z0-9]+")
_ANY_WORD = re.compile(r"[^\W_]+")
_EMPTY = np.uint64(2**64 - 1)
_SHIFT = np.uint64(64 - BINS.bit_length() + 1)
_LOW = np.uint64(0xFFFFFFFF)
_MIX = tuple(np.uint64(value) for value in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
_WEIGHTS = tuple(np.uint64(value) for value in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))

_Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Signature:
    """What an index keeps of an article: `BINS` little-endian 32-bit numbers, or nothing for a text without words.

    `bytes(signature)` and `Signature.from_bytes` are inverse.
    """

    packed: bytes

    def __bytes__(self) -> bytes:
        return self.packed

    @classmethod
    def from_bytes(cls, packed: bytes) -> Signature:
        """Raises `ValueError` for bytes that no signature packs to."""
        if len(packed) not in (0, BINS * 4):
            raise ValueError(f"a signature packs to 0 or {BINS * 4} bytes, not {len(packed)}")
        return cls(packed)


def signature(title: str, text: str) -> Signature:
    """Signature of an article; the title counts as its first words."""
    shingles = _shingles(_syllable_hashes(f"{title}\n{text}"))
    if shingles.size == 0:
        return Signature(b"")
    bins = np.full(BINS, _EMPTY, dtype=np.uint64)
    np.minimum.at(bins, (shingles >> _SHIFT).astype(np.intp), shingles)
    return Signature((_densify(bins) & _LOW).astype("<u4").tobytes())


def bands(signature: Signature) -> tuple[int, ...]:
    """Keys of a signature, `BANDS` non-negative 63-bit integers (fit for an SQL column); none for an empty one.

    Two articles are candidates when they share a key; the band is part of the key.
    """
    packed = signature.packed
    width = ROWS * 4
    return tuple(
        xxhash.xxh3_64_intdigest(packed[band * width : (band + 1) * width], seed=band) >> 1
        for band in range(BANDS if packed else 0)
    )


def similarity(left: Signature, right: Signature) -> float:
    """Estimated Jaccard similarity of two wordings, 0 to 1; 0 where one has no words."""
    if not left.packed or not right.packed:
        return 0.0
    equal = np.frombuffer(left.packed, dtype="<u4") == np.frombuffer(right.packed, dtype="<u4")
    return float(np.count_nonzero(equal)) / BINS


def _syllable_hashes(text: str) -> _Hashes:
    lowered = text.lower().replace("đ", "d")
    decomposed = unicodedata.normalize("NFD", lowered).encode("ascii", "ignore")
    words: list[bytes] = _WORD.findall(decomposed)
    if len(decomposed) * 2 < len(lowered):
        # Another script: keep its letters, which the ASCII road drops.
        words = [word.encode("utf-8", "replace") for word in _ANY_WORD.findall(fold(lowered))]
    return np.fromiter(map(_hash, words), dtype=np.uint64, count=len(words))


@lru_cache(maxsize=16384)
def _hash(word: bytes) -> int:
    return xxhash.xxh3_64_intdigest(word)


def _shingles(hashes: _Hashes) -> _Hashes:
    count = max(1, hashes.size - SHINGLE + 1)
    if hashes.size == 0:
        return hashes
    total = np.zeros(count, dtype=np.uint64)
    for place, weight in enumerate(_WEIGHTS[: min(SHINGLE, hashes.size)]):
        total += hashes[place : place + count] * weight
        total ^= total >> np.uint64(29)
    total = (total ^ (total >> np.uint64(30))) * _MIX[0]
    total = (total ^ (total >> np.uint64(27))) * _MIX[1]
    mixed: _Hashes = total ^ (total >> np.uint64(31))
    return mixed


def _donor_table() -> NDArray[np.intp]:
    """For each attempt and bin, the bin whose value an empty one would take."""
    return np.array(
        [
            [xxhash.xxh3_64_intdigest(f"{place}:{attempt}".encode()) % BINS for place in range(BINS)]
            for attempt in range(_ATTEMPTS)
        ],
        dtype=np.intp,
    )


_DONORS = _donor_table()


def _densify(bins: _Hashes) -> _Hashes:
    empty = bins == _EMPTY
    filled = bins.copy()
    for donors in _DONORS:
        if not empty.any():
            return filled
        places = np.flatnonzero(empty)
        gifts = bins[donors[places]]
        found = gifts != _EMPTY
        filled[places[found]] = gifts[found]
        empty[places[found]] = False
    # Fewer than a bin in a thousand comes here, with a text of one or two shingles.
    first = int(np.argmax(bins != _EMPTY))
    filled[empty] = bins[first]
    return filled


__all__ = ["BANDS", "BINS", "NEAR", "Signature", "bands", "signature", "similarity"]
