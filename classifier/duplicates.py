"""Near copies: a small sketch of an article's wording, and keys to find the like ones in an index.

A *sketch* is the `SKETCH` smallest 32-bit hashes of the distinct two-syllable shingles (bottom-k sampling, Broder
1997; Cohen and Kaplan 2007). A text of fewer shingles is held whole, so short ones are compared exactly. Where two
sketches overlap they are samples of the same hash range, which tells how much of either text stands in the other:
*similarity* is the share of the shorter wording that the longer one has too (containment), with a standard error of
at most 0.031. Unlike Jaccard similarity it sees a copy cut to half, and an article inside a digest of several.
From `NEAR` on two texts are near copies: with one syllable in ten changed .81 stays, with one in seven .73, while a
follow-up that repeats half of its predecessor reaches .5 to .6 (`benchmarks/bench_duplicates.py`).

*Keys* are winnowed shingles of five syllables (Schleimer, Wilkerson and Aiken 2003): the least hash of every window.
Two texts share one for sure where they share a run as long as window and shingle. The window doubles with the length
of the text, from 4 to 64, and the keys of a wider one are among those of a narrower, so a text of any length has
about 15 to 40 and a short piece is still found in a long text. One shared key makes a candidate: a copy with one
syllable in ten changed keeps about half of its keys.

Syllables are folded (case, diacritics, đ), so NFD text, old tone marks and stripped copies give the same shingles.
All is deterministic over processes and platforms (xxhash, fixed seeds, little-endian).
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xxhash
from numpy.typing import NDArray

from classifier.text import fold, nfc

FORM = 2
"""Number of the stored form. An index holds signatures of one form only: a new one needs every text signed anew."""
SKETCH = 256
SHINGLE = 2
KEY_SHINGLE = 5
MOST_KEYS = 64
NEAR = 0.66

_NARROWEST, _WIDEST = 4, 64
_SYLLABLES_A_WINDOW = 12
_PLAIN = bytes(code if chr(code) in "abcdefghijklmnopqrstuvwxyz0123456789" else 0x20 for code in range(256))
_ANY_WORD = re.compile(r"[^\W_]+")
_MIX = tuple(np.uint64(value) for value in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
_WEIGHTS = tuple(
    np.uint64(value)
    for value in (
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0xD6E8FEB86659FD93,
        0xA0761D6478BD642F,
    )
)
_HEAD = struct.Struct("<HH")

_Hashes = NDArray[np.uint64]
_Samples = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Signature:
    """What an index keeps of an article: its keys and its sketch, or nothing for a text without words.

    `packed` is two counts (16 bits each), the keys and the sketch (32 bits each, ascending), all little-endian.
    `bytes(signature)` and `Signature.from_bytes` are inverse.
    """

    packed: bytes

    def __bytes__(self) -> bytes:
        return self.packed

    @classmethod
    def from_bytes(cls, packed: bytes) -> Signature:
        """Raises `ValueError` for bytes that no signature packs to."""
        if packed:
            keys, sketch = _HEAD.unpack_from(packed) if len(packed) >= _HEAD.size else (0, 0)
            if not 0 < keys <= MOST_KEYS or not 0 < sketch <= SKETCH or len(packed) != _HEAD.size + 4 * (keys + sketch):
                raise ValueError(f"{len(packed)} bytes are no signature")
        return cls(packed)

    @property
    def sketch(self) -> _Samples:
        """The smallest hashes, ascending; `SKETCH` of them when the text has more shingles than these."""
        if not self.packed:
            return np.zeros(0, dtype="<u4")
        return np.frombuffer(self.packed, dtype="<u4", offset=_HEAD.size + 4 * _HEAD.unpack_from(self.packed)[0])


@dataclass(frozen=True, slots=True)
class Likeness:
    """How one text stands to another.

    `similarity`: share of the shorter wording that stands in the longer, 0 to 1. `length`: distinct shingles of the
    other text for one of this, estimated; above 1 the other is longer.
    """

    similarity: float
    length: float


def signature(title: str, text: str) -> Signature:
    """Signature of an article; the title counts as its first words."""
    hashes = _syllable_hashes(f"{title}\n{text}")
    if hashes.size == 0:
        return Signature(b"")
    keys = _winnowed(_shingles(hashes, KEY_SHINGLE))
    sketch = _distinct(np.sort(_shingles(hashes, SHINGLE)))[:SKETCH]
    return Signature(_HEAD.pack(keys.size, sketch.size) + keys.tobytes() + sketch.tobytes())


def keys(signature: Signature) -> tuple[int, ...]:
    """Keys of a signature: 1 to `MOST_KEYS` distinct 32-bit integers; none for an empty one.

    Two articles are candidates when they share a key.
    """
    if not signature.packed:
        return ()
    count = _HEAD.unpack_from(signature.packed)[0]
    return struct.unpack_from(f"<{count}I", signature.packed, _HEAD.size)


def similarity(left: Signature, right: Signature) -> float:
    """Estimated share of the shorter wording that stands in the longer, 0 to 1; 0 where one has no words."""
    return compare(left, [right])[0].similarity


def compare(one: Signature, others: Sequence[Signature]) -> list[Likeness]:
    """How each of `others` stands to `one`, in their order."""
    own = one.sketch
    filled = [(place, other.sketch) for place, other in enumerate(others) if other.packed]
    result = [Likeness(0.0, 0.0)] * len(others)
    if not own.size or not filled:
        return result
    sizes = np.array([sketch.size for _, sketch in filled])
    ends = np.cumsum(sizes)
    starts = ends - sizes
    theirs = np.concatenate([sketch for _, sketch in filled])
    found = np.searchsorted(own, theirs)
    found[found == own.size] = 0
    common = np.add.reduceat((own[found] == theirs).astype(np.intp), starts)
    # Only below the lesser of the two last hashes are both sketches complete samples of their texts.
    highest = np.uint32(0xFFFFFFFF)
    own_last = own[-1] if own.size == SKETCH else highest
    lasts = np.minimum(np.where(sizes == SKETCH, theirs[ends - 1], highest), own_last)
    of_own = np.searchsorted(own, lasts, side="right")
    for (place, sketch), last, own_count, shared in zip(filled, lasts, of_own.tolist(), common.tolist(), strict=True):
        count = int(np.searchsorted(sketch, last, side="right"))
        fewer = min(own_count, count)
        result[place] = Likeness(shared / fewer if fewer else 0.0, count / own_count if own_count else 0.0)
    return result


def _syllable_hashes(text: str) -> _Hashes:
    lowered = text.lower().replace("đ", "d")
    if not unicodedata.is_normalized("NFC", lowered):
        # Marks piled up out of order would be put in order in quadratic time.
        lowered = nfc(lowered)
    decomposed = unicodedata.normalize("NFD", lowered).encode("ascii", "ignore")
    words = decomposed.translate(_PLAIN).split()
    if len(decomposed) * 2 < len(lowered):
        # Another script: keep its letters, which the ASCII road drops.
        words = [word.encode("utf-8", "replace") for word in _ANY_WORD.findall(fold(lowered))]
    return np.fromiter(map(_hashes.__getitem__, words), dtype=np.uint64, count=len(words))


class _HashOf(dict[bytes, int]):
    """Hashes of syllables met so far; forgets all when they become too many."""

    _MOST = 65_536

    def __missing__(self, word: bytes) -> int:
        if len(self) >= self._MOST:
            self.clear()
        made = self[word] = xxhash.xxh3_64_intdigest(word)
        return made


_hashes = _HashOf()


def _shingles(hashes: _Hashes, length: int) -> _Samples:
    """Hashes of all runs of `length` syllables; one of the whole for a shorter text."""
    length = min(length, hashes.size)
    count = hashes.size - length + 1
    total = np.zeros(count, dtype=np.uint64)
    for place, weight in enumerate(_WEIGHTS[:length]):
        total += hashes[place : place + count] * weight
        total ^= total >> np.uint64(29)
    total = (total ^ (total >> np.uint64(30))) * _MIX[0]
    total = (total ^ (total >> np.uint64(27))) * _MIX[1]
    return ((total ^ (total >> np.uint64(31))) >> np.uint64(32)).astype("<u4")


def _winnowed(shingles: _Samples) -> _Samples:
    """The distinct minima of all windows, the smallest `MOST_KEYS` of them, ascending."""
    least = shingles
    width = 1
    while width < _NARROWEST or (width < _WIDEST and width * _SYLLABLES_A_WINDOW < shingles.size):
        if least.size <= width:
            return _distinct(np.sort(least))[:MOST_KEYS] if width < _NARROWEST else least.min(keepdims=True)
        least = np.minimum(least[:-width], least[width:])
        width *= 2
    return _distinct(np.sort(_distinct(least)))[:MOST_KEYS]


def _distinct(values: _Samples) -> _Samples:
    """Without values equal to the one before."""
    return values[np.concatenate(([True], values[1:] != values[:-1]))]


__all__ = [
    "FORM", "MOST_KEYS", "NEAR", "SKETCH", "Likeness", "Signature", "compare", "keys", "signature", "similarity",
]  # fmt: skip
