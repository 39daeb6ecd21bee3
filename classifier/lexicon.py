"""Phrase patterns over documents, and the key phrases that say whether a text is worth reading by them.

A pattern is written once, in lower case with diacritics and the new tone placement (hòa, hủy). It is compiled
twice: for text with diacritics it also takes the old placement (hoà, huỷ); for text that lost its diacritics
it is folded like the text. White space in a pattern is one space, as in normalised article text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from classifier.matching import Matcher
from classifier.openings import branches
from classifier.phrases import fold_pattern
from classifier.stretches import beside, clause, merge, sentence
from classifier.text import Doc, Span, fold
from classifier.tones import either_tones, modern_tones
from classifier.views import plain, reading, view

_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"
_NEVER = r"(?!)"
_WORD = re.compile(r"[^\W_]+")


class Lexicon:
    """One pattern over `view(doc)`; `plain_pattern` replaces the folded one where folding is ambiguous.

    A `plain_pattern` of "" never matches: for phrases whose folded form means something else as well.
    `drop_single` leaves the alternatives of one syllable out of the folded pattern: "sở", "số" and "sợ" are all "so".
    """

    def __init__(self, pattern: str, plain_pattern: str | None = None, *, drop_single: bool = False) -> None:
        if plain_pattern is None:
            kept = "|".join(part for part in branches(pattern) if " " in part) if drop_single else pattern
            plain_pattern = fold_pattern(kept)
        self._exact = Matcher(pattern, _BEFORE, _AFTER, either_tones)
        self._plain = Matcher(plain_pattern or _NEVER, _BEFORE, _AFTER)

    def on(self, doc: Doc) -> re.Pattern[str]:
        """The compiled pattern for this text; match it on `view(doc)`."""
        return (self._plain if plain(doc) else self._exact).whole

    def finditer(self, doc: Doc, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Matches between two offsets; text outside them is seen by look-around only before `start`."""
        read = reading(doc)
        return (self._plain if read.plain else self._exact).finditer(read.text, read.index, start, end)

    def search(self, doc: Doc, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """First match between two offsets."""
        read = reading(doc)
        return (self._plain if read.plain else self._exact).search(read.text, read.index, start, end)

    def anywhere(self, doc: Doc) -> bool:
        """Whether it matches at all; found once for a text, so that every match may ask again."""
        read = reading(doc)
        return read.index.holds(self._plain if read.plain else self._exact, read.text)

    def last(self, doc: Doc, start: int, end: int) -> re.Match[str] | None:
        """Last match between two offsets."""
        found = None
        for match in self.finditer(doc, start, end):
            found = match
        return found

    def within(self, doc: Doc, spans: Iterable[Span]) -> Iterator[re.Match[str]]:
        """Matches inside the given stretches."""
        for span in spans:
            yield from self.finditer(doc, span.start, span.end)


class Keys:
    """Phrases one of which must stand in a text before any heavier pattern is worth running.

    A phrase is made of whole words, and may have marks at its ends ("sn:", "kẻ "). A text is split into words once for
    all checks; a phrase is looked for only where its words are among them, so a text without any costs one set
    intersection.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        exact = tuple(dict.fromkeys(phrases))
        self._exact = _by_word(exact)
        self._plain = _by_word(tuple(dict.fromkeys(map(fold, exact))))

    def within(self, doc: Doc) -> bool:
        """Whether any phrase stands in the text."""
        return bool(self._present(doc))

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

    def _present(self, doc: Doc) -> tuple[str, ...]:
        read = reading(doc)
        found: tuple[str, ...] | None = read.index.kept.get(self)
        if found is None:
            words, phrases = self._plain if read.plain else self._exact
            vocabulary, text = read.index.vocabulary, read.text
            here = words & vocabulary
            found = tuple(
                [
                    phrase
                    for word in here
                    for phrase, sure, others in phrases[word]
                    if sure or (others <= vocabulary and phrase in text)
                ]
            )
            read.index.kept[self] = found
        return found


_Phrases = dict[str, tuple[tuple[str, bool, frozenset[str]], ...]]


def _by_word(phrases: Iterable[str]) -> tuple[frozenset[str], _Phrases]:
    """Key words; the phrases of each, whether a text with the word has the phrase, else what other words it needs."""
    index: _Phrases = {}
    for phrase in phrases:
        key = modern_tones(max(_WORD.findall(phrase), key=len))
        sure = phrase == key == either_tones(key)
        others = frozenset(map(modern_tones, _WORD.findall(phrase))) - {key}
        index[key] = (*index.get(key, ()), (phrase, sure, others))
    return frozenset(index), index


_LONGEST_WORD = 40


def _word_edge(text: str, at: int, step: int) -> int:
    """The nearest place outside a word, going `step` from `at`, within the text."""
    at = min(max(at, 0), len(text))
    for _ in range(_LONGEST_WORD):
        if at in (0, len(text)) or not (text[at - 1].isalnum() and text[at].isalnum()):
            break
        at += step
    return at


__all__ = [
    "Keys",
    "Lexicon",
    "beside",
    "clause",
    "merge",
    "plain",
    "sentence",
    "view",
]
