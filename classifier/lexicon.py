"""Phrase patterns that read Vietnamese with and without diacritics.

A pattern is written once, in lower case with diacritics and the new tone placement (hòa, hủy). It is compiled
twice: for text with diacritics it also takes the old placement (hoà, huỷ); for text that lost its diacritics
it is folded like the text. White space in a pattern is one space, as in normalised article text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from classifier.text import Doc, Span, fold

# Newer placement (left) → older placement (right), for open syllables only; after q, "uy" never moves.
_TONES = {
    **dict(zip(("òa", "óa", "ỏa", "õa", "ọa"), ("oà", "oá", "oả", "oã", "oạ"), strict=True)),
    **dict(zip(("òe", "óe", "ỏe", "õe", "ọe"), ("oè", "oé", "oẻ", "oẽ", "oẹ"), strict=True)),
    **dict(zip(("ùy", "úy", "ủy", "ũy", "ụy"), ("uỳ", "uý", "uỷ", "uỹ", "uỵ"), strict=True)),
}
_OPEN_SYLLABLE = re.compile(f"(?:{'|'.join(_TONES)})(?![^\\W\\d_])")
_LITERAL = re.compile(r"\\.|\(\?P[<=]\w+[>)]|(?P<letters>[^\\(]+|\()")
_MARKS = ".,;:!?…\"'()[]{}“”‘’«»–—-/|*•"
_PLAIN_SAMPLE = 600
_CLAUSE_BREAK = re.compile(r"[,;:!?…\n\"“”()]|\.(?=\s|$)| [–-] ")


@lru_cache(maxsize=8)
def plain(doc: Doc) -> bool:
    """Whether the text has (nearly) no letters outside ASCII, judged on its first 600 characters."""
    sample = doc.text[:_PLAIN_SAMPLE]
    if sample.isascii():
        return True
    return sum(char > "\x7f" and char.isalpha() for char in sample) < len(sample) * 0.03


def view(doc: Doc) -> str:
    """The lower-cased text to match patterns on, folded where the text has no diacritics."""
    return doc.folded if plain(doc) else doc.lower


@lru_cache(maxsize=8)
def syllable_set(doc: Doc) -> frozenset[str]:
    """The different syllables of `view(doc)`, as written and with marks of punctuation taken off their ends."""
    words = set(view(doc).split())
    return frozenset(words | {word.strip(_MARKS) for word in words})


def fold_pattern(pattern: str) -> str:
    """A regular expression with its literal letters folded and its escapes left alone."""
    return _LITERAL.sub(lambda m: fold(m[0]) if m["letters"] else m[0], pattern)


def _without_single(pattern: str) -> str:
    """The pattern without its outermost alternatives of a single syllable."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(pattern):
        depth += (char == "(") - (char == ")")
        if char == "|" and not depth:
            parts.append(pattern[start:at])
            start = at + 1
    parts.append(pattern[start:])
    return "|".join(part for part in parts if " " in part) or r"(?!)"


class Lexicon:
    """One pattern over `view(doc)`; `plain_pattern` replaces the folded one where folding is ambiguous.

    A `plain_pattern` of "" never matches: for phrases whose folded form means something else as well.
    `drop_single` leaves the alternatives of one syllable out of the folded pattern: "sở", "số" and "sợ" are all "so".
    """

    def __init__(self, pattern: str, plain_pattern: str | None = None, *, drop_single: bool = False) -> None:
        self._pattern = pattern
        self._plain_pattern = plain_pattern
        self._drop_single = drop_single

    # Compiled on first use: all patterns of all checks take seconds, most texts need few of them.
    @cached_property
    def _exact(self) -> re.Pattern[str]:
        both = _OPEN_SYLLABLE.sub(lambda m: f"(?:{m[0]}|{_TONES[m[0]]})", self._pattern)
        return re.compile(rf"(?<![^\W_])(?:{both})(?![^\W_])")

    @cached_property
    def _plain(self) -> re.Pattern[str]:
        if self._plain_pattern is None:
            folded = fold_pattern(_without_single(self._pattern) if self._drop_single else self._pattern)
        else:
            folded = self._plain_pattern or r"(?!)"
        return re.compile(rf"(?<![^\W_])(?:{folded})(?![^\W_])")

    def on(self, doc: Doc) -> re.Pattern[str]:
        """The compiled pattern for this text; match it on `view(doc)`."""
        return self._plain if plain(doc) else self._exact

    def finditer(self, doc: Doc, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Matches between two offsets; text outside them is seen by look-around only before `start`."""
        text = view(doc)
        return self.on(doc).finditer(text, start, len(text) if end is None else end)

    def anywhere(self, doc: Doc) -> bool:
        """Whether it matches at all; remembered for the last texts, so that every match may ask again."""
        return _anywhere(self, doc)

    def last(self, doc: Doc, start: int, end: int) -> re.Match[str] | None:
        """Last match between two offsets."""
        return max(self.finditer(doc, start, end), key=lambda match: match.end(), default=None)

    def within(self, doc: Doc, spans: Iterable[Span]) -> Iterator[re.Match[str]]:
        """Matches inside the given stretches."""
        text, pattern = view(doc), self.on(doc)
        for span in spans:
            yield from pattern.finditer(text, span.start, span.end)

    def search(self, doc: Doc, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """First match between two offsets."""
        return next(self.finditer(doc, start, end), None)


@lru_cache(maxsize=256)
def _anywhere(lexicon: Lexicon, doc: Doc) -> bool:
    return lexicon.search(doc) is not None


class Keys:
    """Phrases one of which must stand in a text before any heavier pattern is worth running.

    A text's syllables are split once for all checks; a phrase is looked for only where its key syllable (its
    longest) is among them, so a text without any costs one set intersection.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        exact = tuple(dict.fromkeys(phrases))
        self._exact = _by_syllable(exact)
        self._plain = _by_syllable(tuple(dict.fromkeys(map(fold, exact))))

    def within(self, doc: Doc) -> bool:
        """Whether any phrase stands in the text."""
        return any(True for _ in self._present(doc))

    def windows(self, doc: Doc, reach: int = 80) -> list[Span]:
        """Stretches of `reach` characters around every phrase in the text, joined where they overlap."""
        text = view(doc)
        spans: list[Span] = []
        for phrase in self._present(doc):
            at = text.find(phrase)
            while at >= 0:
                end = at + len(phrase)
                spans.append(Span(_word_edge(text, at - reach, -1), _word_edge(text, end + reach, 1)))
                at = text.find(phrase, end)
        return merge(spans)

    def _present(self, doc: Doc) -> Iterator[str]:
        index = self._plain if plain(doc) else self._exact
        text = view(doc)
        for syllable in index.keys() & syllable_set(doc):
            for phrase in index[syllable]:
                if phrase in text:
                    yield phrase


def _by_syllable(phrases: Iterable[str]) -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for phrase in phrases:
        key = max(phrase.split(), key=len).strip(_MARKS)
        index[key] = (*index.get(key, ()), phrase)
    return index


_LONGEST_WORD = 40


def _word_edge(text: str, at: int, step: int) -> int:
    """The nearest place outside a word, going `step` from `at`, within the text."""
    at = min(max(at, 0), len(text))
    for _ in range(_LONGEST_WORD):
        if at in (0, len(text)) or not (text[at - 1].isalnum() and text[at].isalnum()):
            break
        at += step
    return at


def sentence_index(doc: Doc, at: int) -> int:
    """Index in `doc.sentences` of the sentence that holds or precedes an offset (0 when there is none)."""
    return max(0, bisect_right(doc.sentences, at, key=lambda s: s.start) - 1)


_SENTENCE_REACH = 600


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
