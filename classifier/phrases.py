"""Phrases matched in two views of a text: as written, and without diacritics where the text has none.

Both views keep the length of the text, so a match is a span of what the editor reads. A text whose letters
carry almost no marks is read without them ("dang ky" for "đăng ký"); any other text is read as written,
because folding it would run words together that mean different things ("thu", "thứ", "thủ").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from classifier.text import Doc, fold

_OLD_TONE = re.compile(r"o[àáảãạèéẻẽẹ](?![^\W\d_])|(?<!q)u[ỳýỷỹỵ](?![^\W\d_])")
_MOVED = dict(
    zip(
        "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split(),
        "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split(),
        strict=True,
    )
)
_PLAIN_SHARE = 0.02


def modern_tones(lowered: str) -> str:
    """Old tone placement moved to today's ("hoà" → "hòa", "thuỷ" → "thủy"); lower case in, same length out."""
    return _OLD_TONE.sub(lambda match: _MOVED[match[0]], lowered)


def is_plain(text: str) -> bool:
    """Whether almost no letter of the text carries a mark."""
    marked = len(text) - len(text.encode("ascii", "ignore"))
    return marked <= _PLAIN_SHARE * len(text)


@dataclass(frozen=True, slots=True)
class Lens:
    """The view of a text in which phrases are sought; offsets are those of the text."""

    text: str
    plain: bool

    def has(self, words: Words) -> bool:
        """Whether any of the words occurs, as a substring: the cheap test before a regular expression."""
        text = self.text
        return any(word in text for word in (words.plain if self.plain else words.exact))


@lru_cache(maxsize=4)
def _lens(text: str, lowered: str) -> Lens:
    if is_plain(text):
        return Lens(fold(text), True)
    return Lens(modern_tones(lowered), False)


def lens(doc: Doc) -> Lens:
    """The view of a document; kept for the few last texts, since several checks read the same one."""
    return _lens(doc.text, doc.lower)


class Words:
    """Substrings written with diacritics, sought in either view."""

    __slots__ = ("exact", "plain")

    def __init__(self, *words: str) -> None:
        self.exact = tuple(words)
        self.plain = tuple(fold(word) for word in words)


class Phrase:
    """A regular expression written in lower case with diacritics, sought in either view.

    `whole` keeps it from matching inside a longer word. Repeats must be bounded by the writer.
    """

    __slots__ = ("exact", "plain", "source")

    def __init__(self, *alternatives: str, whole: bool = True) -> None:
        source = _grouped("|".join(alternatives))
        if whole:
            source = rf"(?<!\w){source}(?!\w)"
        self.source = source
        self.exact = re.compile(source)
        self.plain = re.compile(_fold_source(source))

    def search(self, view: Lens, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """First match within [start, end)."""
        stop = len(view.text) if end is None else end
        return (self.plain if view.plain else self.exact).search(view.text, start, stop)

    def fills(self, view: Lens, start: int, end: int) -> re.Match[str] | None:
        """Match of the whole of [start, end)."""
        return (self.plain if view.plain else self.exact).fullmatch(view.text, start, end)

    def at(self, view: Lens, start: int) -> re.Match[str] | None:
        """Match that begins at `start`."""
        return (self.plain if view.plain else self.exact).match(view.text, start)

    def finditer(self, view: Lens, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """All matches within [start, end), left to right."""
        stop = len(view.text) if end is None else end
        return (self.plain if view.plain else self.exact).finditer(view.text, start, stop)


def _fold_source(source: str) -> str:
    # ASCII stays: it holds the syntax, and letters are lower case already.
    return "".join(char if char.isascii() else fold(char) for char in source)


def _grouped(source: str) -> str:
    """The same alternatives, gathered by their first letter, in one group.

    Python tries the branches of a pattern one by one at each place; a first letter that fits none of the groups
    is turned away by some twenty tests instead of hundreds. A pattern with named groups is left as it is.
    """
    if "(?P" in source:
        return f"(?:{source})"
    groups: dict[str, list[str]] = {}
    for branch in _branches(source):
        for opened in _opened(branch):
            first = opened[:1]
            plain = first.isalpha() and opened[1:2] not in ("?", "*", "+", "{")
            groups.setdefault(first if plain else "", []).append(opened[1:] if plain else opened)
    rest = groups.pop("", [])
    gathered = [f"{first}(?:{'|'.join(tails)})" for first, tails in groups.items()]
    return f"(?:{'|'.join([*gathered, *rest])})"


def _opened(branch: str) -> list[str]:
    """A branch `(?:a|b)c` as `ac` and `bc`; any other as it is."""
    if not branch.startswith("(?:"):
        return [branch]
    end = _closing(branch, 0)
    if branch[end + 1 : end + 2] in ("?", "*", "+", "{"):
        return [branch]
    inner, tail = branch[3:end], branch[end + 1 :]
    return [opened + tail for part in _branches(inner) for opened in _opened(part)]


def _branches(source: str) -> list[str]:
    """The alternatives of a pattern at its outer level."""
    found, start, at = [], 0, 0
    while at < len(source):
        at = _step(source, at)
        if at < len(source) and source[at] == "|":
            found.append(source[start:at])
            start = at = at + 1
    found.append(source[start:])
    return found


def _step(source: str, at: int) -> int:
    """Place after the element (escape, class, group or character) at `at`; a bar is no element."""
    if source[at] == "|":
        return at
    if source[at] == "\\":
        return at + 2
    if source[at] == "[":
        return source.index("]", at + 2) + 1
    return _closing(source, at) + 1 if source[at] == "(" else at + 1


def _closing(source: str, at: int) -> int:
    """Place of the bracket that closes the group opened at `at`."""
    at += 1
    while source[at] != ")":
        at = at + 1 if source[at] == "|" else _step(source, at)
    return at
