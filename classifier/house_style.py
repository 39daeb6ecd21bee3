"""A publisher's house style: how a text is set, apart from its words.

Spacing, line ends, quotation marks, dashes, datelines and numbers in a row differ between publishers, and so does
what each puts under a section's name. A model of *one collection's own sections* gains from knowing the house;
a model for publishers not in the data must not look at it (`classifier.train` uses it with native labels only).
"""

from __future__ import annotations

import re

import numpy as np

from classifier.text import nfc
from classifier.tokens import Hashes

MAX_CHARS = 3_000
LONGEST = 4
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"a_(?:a_)+")
_SPACES = re.compile(r"\s+")
_SIGNS = str.maketrans({" ": "_", "\n": "¶"})
_SALT, _FACTOR = np.uint32(0x7FEB352D), np.uint32(0x846CA68B)


def shape(text: str, *, one_line: bool = False) -> str:
    """The text with each word as `a` and each number as `9`; two or more words with a space after each become `w`.

    Letters' case and marks leave no trace, so a text without diacritics has the same shape. `one_line` takes
    line ends for spaces.
    """
    text = nfc(text[:MAX_CHARS]).strip()
    if one_line:
        text = _SPACES.sub(" ", text)
    plain = _DIGITS.sub("9", _LETTERS.sub("a", text)).translate(_SIGNS)
    return f"^{_WORDS.sub('w', plain)}$"


def style_hashes(shaped: str) -> Hashes:
    """Hashes of all runs of 1 to 4 signs of a shape, in no useful order."""
    signs = np.frombuffer(shaped.encode("utf-32-le", "replace"), dtype=np.uint32)
    found, run = [], np.zeros(len(signs), np.uint32)
    for length in range(1, LONGEST + 1):
        if length > len(signs):
            break
        tail = signs[length - 1 :]
        run = (run[: len(tail)] ^ (tail * _FACTOR)) * _SALT + np.uint32(length)
        run ^= run >> np.uint32(15)
        found.append(run)
    return np.concatenate(found) if found else np.zeros(0, np.uint32)
