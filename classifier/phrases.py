"""Patterns written once, with diacritics, and sought in either view of a text.

A pattern is a regular expression in lower case with diacritics and tone marks in today's place (hòa, hủy). White space
in it is one space, as in normalised article text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from classifier.matching import Matcher
from classifier.text import Span, fold
from classifier.tones import modern_tones
from classifier.views import Lens, Words, is_plain, lens


def fold_pattern(source: str) -> str:
    """A regular expression with its letters folded. ASCII stays: it holds the syntax, and is lower case already."""
    return source if source.isascii() else "".join(char if char.isascii() else fold(char) for char in source)


class Phrase:
    """A regular expression written in lower case with diacritics, sought in either view.

    `whole` keeps it from matching inside a longer word. Repeats must be bounded by the writer.
    """

    __slots__ = ("_exact", "_plain", "source")

    def __init__(self, *alternatives: str, whole: bool = True) -> None:
        self.source = "|".join(alternatives)
        before, after = (r"(?<!\w)", r"(?!\w)") if whole else ("", "")
        self._exact = Matcher(self.source, before, after)
        self._plain = Matcher(fold_pattern(self.source), before, after)

    def search(self, view: Lens, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """First match within [start, end)."""
        return (self._plain if view.plain else self._exact).search(view.text, view.index, start, end)

    def fills(self, view: Lens, start: int, end: int) -> re.Match[str] | None:
        """Match of the whole of [start, end)."""
        return (self._plain if view.plain else self._exact).whole.fullmatch(view.text, start, end)

    def at(self, view: Lens, start: int) -> re.Match[str] | None:
        """Match that begins at `start`."""
        return (self._plain if view.plain else self._exact).whole.match(view.text, start)

    def finditer(self, view: Lens, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """All matches within [start, end), left to right."""
        return (self._plain if view.plain else self._exact).finditer(view.text, view.index, start, end)

    def each(self, view: Lens, spans: Sequence[Span]) -> Iterator[tuple[int, re.Match[str]]]:
        """All matches within each of the spans (in order, apart, ending between words) with the number of the span.

        The same as `finditer` for one span after the other, in a fraction of the time.
        """
        return (self._plain if view.plain else self._exact).each(view.text, view.index, spans)


__all__ = ["Lens", "Phrase", "Words", "fold_pattern", "is_plain", "lens", "modern_tones"]
