"""Syllables as the topic model counts them: canonical spelling, 32-bit hashes, n-grams as arrays.

A syllable's hash is CRC-32 of its canonical form, so it is the same in every process and on every
machine; an n-gram's hash mixes its syllables' hashes in one numpy expression. No vocabulary of strings
is kept anywhere: the model stores the hashes it has weights for.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from classifier.text import fold, nfc

Hashes = NDArray[np.uint32]
_T = TypeVar("_T")

MAX_SYLLABLES = 2_000
"""Syllables read of a text; the rest of a longer one is not looked at."""

_MAX_CHARS = 12 * MAX_SYLLABLES
_MAX_CACHE = 100_000
_LONG = 24
SYLLABLE = re.compile(r"[^\W_]+")
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301\u0300\u0309\u0303\u0323"
_TONES = frozenset((_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT))
_GLIDES = frozenset(("oa", "oe", "uy"))
_FIRST, _SECOND, _THIRD = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77), np.uint32(0xC2B2AE3D)


def canonical(syllable: str) -> str:
    """One spelling for a lower-case NFC syllable: the new tone-mark place is moved to the old one.

    `hoà` becomes `hòa`, `thuý` becomes `thúy`, `qúy` becomes `quý`; numbers keep only their count of
    digits (`2026` becomes `####`), since a year or a sum says little of a topic and ages badly.
    """
    if syllable.isdigit():
        return "#" * min(len(syllable), 7)
    if len(syllable) > _LONG:
        return "#long"
    if syllable.isascii() or len(syllable) < 2:
        return syllable
    parts = unicodedata.normalize("NFD", syllable)
    tone = next((mark for mark in parts if mark in _TONES), "")
    bare = parts.replace(tone, "") if tone else parts
    if not tone or bare[-2:] not in _GLIDES or parts.count(tone) != 1:
        return syllable
    before_last = bare[-3:-2] == "q"
    moved = bare + tone if before_last else bare[:-1] + tone + bare[-1]
    return unicodedata.normalize("NFC", moved)


def raw_syllables(text: str, limit: int = MAX_SYLLABLES) -> list[str]:
    """The first `limit` syllables, NFC and lower case, as spelled; any string gives an answer."""
    return SYLLABLE.findall(nfc(text[:_MAX_CHARS]).lower())[:limit]


def syllables(text: str, limit: int = MAX_SYLLABLES) -> list[str]:
    """The first `limit` canonical syllables of `text`, lower case."""
    return canonicals(raw_syllables(text, limit))


def canonicals(raw: Sequence[str]) -> list[str]:
    """Canonical forms of syllables that `raw_syllables` gave."""
    return list(map(_canonical, raw))


def lead_end(text: str, limit: int) -> int:
    """Where the first `limit` syllables of `text` end; its length where it has no more."""
    match = next(islice(SYLLABLE.finditer(text), limit - 1, None), None)
    return match.end() if match else len(text)


def hashes_of(raw: Sequence[str]) -> Hashes:
    """Hashes of syllables that `raw_syllables` gave, in their order."""
    return np.fromiter(map(_hash, raw), dtype=np.uint32, count=len(raw))


def hashes(text: str, limit: int = MAX_SYLLABLES) -> Hashes:
    """Hashes of the first `limit` syllables, in the order of the text."""
    return hashes_of(raw_syllables(text, limit))


def ngrams(ones: Hashes) -> Hashes:
    """Hashes of all 1- and 2-grams of a sequence of syllable hashes: single ones first, then pairs."""
    return np.concatenate((ones * _THIRD, ones[:-1] * _FIRST ^ ones[1:] * _SECOND))


def strip_marks(text: str) -> str:
    """The text as someone types it without diacritics, in lower case: `Đà Nẵng` becomes `da nang`."""
    return fold(nfc(text))


class _Cache(dict[str, _T]):
    """What a function gives for short strings, kept until there are too many."""

    def __init__(self, function: Callable[[str], _T]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, raw: str) -> _T:
        value = self._function(raw)
        if len(raw) <= _LONG:
            if len(self) >= _MAX_CACHE:
                self.clear()
            self[raw] = value
        return value


_canonical = _Cache(canonical).__getitem__
_hash = _Cache(lambda raw: zlib.crc32(canonical(raw).encode("utf-8"))).__getitem__
