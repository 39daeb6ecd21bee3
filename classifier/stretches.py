"""Stretches of a text around a place: its sentence, its clause, the sentences beside it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from classifier.text import Doc, Span

_CLAUSE_BREAK = re.compile(r"[,;:!?…\n\"“”()]|\.(?=\s|$)| [–-] ")
_SENTENCE_REACH = 600


def sentence_index(doc: Doc, at: int) -> int:
    """Index in `doc.sentences` of the sentence that holds or precedes an offset (0 when there is none)."""
    return max(0, bisect_right(doc.sentences, at, key=lambda s: s.start) - 1)


def sentence(doc: Doc, at: int) -> Span:
    """The sentence that holds an offset, of a very long one `_SENTENCE_REACH` characters each way.

    The bound keeps the work linear: checks look again at the sentence of every match.
    """
    whole = doc.sentences[sentence_index(doc, at)] if doc.sentences else Span(0, len(doc.text))
    if whole.end - whole.start <= _SENTENCE_REACH:
        return whole
    return Span(max(whole.start, at - _SENTENCE_REACH), min(whole.end, at + _SENTENCE_REACH))


def beside(doc: Doc, at: int, before: int = 1, after: int = 1) -> Span:
    """The sentence that holds an offset with its neighbours, bounded like `sentence`."""
    if not doc.sentences:
        return Span(0, min(len(doc.text), _SENTENCE_REACH))
    index = sentence_index(doc, at)
    first, last = doc.sentences[max(0, index - before)], doc.sentences[min(len(doc.sentences) - 1, index + after)]
    return Span(max(first.start, at - 2 * _SENTENCE_REACH), min(last.end, at + 2 * _SENTENCE_REACH))


def clause(doc: Doc, start: int, end: int, reach: int = 160) -> Span:
    """The clause around a match: out to the nearest comma or stronger mark, at most `reach` characters each way.

    Never crosses the sentence and never ends inside a word.
    """
    whole = sentence(doc, start)
    low, high = min(start, max(whole.start, start - reach)), max(end, min(whole.end, end + reach))
    for mark in _CLAUSE_BREAK.finditer(doc.text, low, start):
        low = mark.end()
    after = _CLAUSE_BREAK.search(doc.text, end, high)
    if after:
        high = after.start()
    text = doc.text
    while low > 0 and low < start and text[low - 1].isalnum() and text[low].isalnum():
        low += 1
    while high < len(text) and high > end and text[high - 1].isalnum() and text[high].isalnum():
        high -= 1
    while low < start and text[low].isspace():
        low += 1
    while high > end and (text[high - 1].isspace() or text[high - 1] in ".!"):
        high -= 1
    return Span(low, high)


def merge(spans: Iterable[Span], text: str = "") -> list[Span]:
    """Spans in order; those that overlap, or have only commas and spaces of `text` between them, are joined."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if merged and (
            span.start <= merged[-1].end
            or (text and span.start - merged[-1].end <= 3 and not text[merged[-1].end : span.start].strip(", "))
        ):
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return [span for span in merged if span.start < span.end]
