"""An article's text as paragraphs with the flagged spans marked and numbered. Overlapping spans are cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from classifier.checks import Field, Flag, Severity
from pipeline.labels import mark
from pipeline.levels import Level, softened
from pipeline.model import Answered

SHOWN_FLAGS = 100
"""So many flags are marked and listed; a text with more is damaged or hostile, and the rest adds nothing."""
_GAP = re.compile(r"\n{2,}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text under the same flags throughout: `flags` are their numbers, `ends` those that end with it."""

    text: str
    flags: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    high: bool = False


@dataclass(frozen=True, slots=True)
class Numbered:
    """A flag with its number on the card. `marked` says that its span is in the text (it may have none)."""

    number: int
    flag: Flag
    marked: bool
    mark: str = ""
    answer: Answered | None = None
    level: Level = Level.NORMAL
    """The loudest that a page has for its check."""
    quieter: tuple[tuple[str, Level], ...] = ()
    """Names of the pages that have the check low or off, with the level that counts for this article."""

    @property
    def severity(self) -> Severity | None:
        """How serious it is for the page that takes it most so; None when every page has switched it off."""
        return softened(self.flag.severity, self.level)


def number(
    flags: Sequence[Flag], title: str, text: str, answers: Sequence[Answered | None] = ()
) -> tuple[Numbered, ...]:
    """The flags to show, in the order of the checks' own list. `answers` are in the order of the flags."""
    lengths = {"title": len(title), "text": len(text)}
    return tuple(
        Numbered(n, flag, 0 <= flag.start < flag.end <= lengths[flag.field], mark(flag), answer)
        for n, (flag, answer) in enumerate(
            zip(flags[:SHOWN_FLAGS], answers or (None,) * len(flags), strict=False), start=1
        )
    )


def pieces(text: str, flags: Sequence[Numbered], field: Field) -> tuple[Piece, ...]:
    """The whole text of a field as pieces; joined they give the text."""
    spans = [(f.flag.start, f.flag.end, f) for f in flags if f.marked and f.flag.field == field]
    return _cut(text, 0, len(text), spans)


def paragraphs(text: str, flags: Sequence[Numbered]) -> tuple[tuple[Piece, ...], ...]:
    """The paragraphs of an article's text, parted at blank lines, each as pieces."""
    spans = [(f.flag.start, f.flag.end, f) for f in flags if f.marked and f.flag.field == "text"]
    result = []
    start = 0
    for gap in _GAP.finditer(text):
        result.append(_cut(text, start, gap.start(), spans))
        start = gap.end()
    result.append(_cut(text, start, len(text), spans))
    return tuple(paragraph for paragraph in result if paragraph)


def _cut(text: str, start: int, end: int, spans: Sequence[tuple[int, int, Numbered]]) -> tuple[Piece, ...]:
    here = [(max(s, start), min(e, end), e <= end, f) for s, e, f in spans if s < end and e > start]
    cuts = sorted({start, end, *(s for s, _, _, _ in here), *(e for _, e, _, _ in here)})
    result = []
    for left, right in pairwise(cuts):
        over = [(e, last, f) for s, e, last, f in here if s <= left and right <= e]
        result.append(
            Piece(
                text[left:right],
                tuple(f.number for _, _, f in over),
                tuple(f.number for e, last, f in over if last and e == right),
                any(f.severity == "high" for _, _, f in over),
            )
        )
    return tuple(result)
