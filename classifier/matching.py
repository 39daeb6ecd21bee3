"""One pass over a text for any number of patterns: its words and where they stand, and patterns tried there alone.

A pattern of whole words is matched only at the words that one of its alternatives opens with (`classifier.openings`),
and there with those alternatives only. So a text is split once, and a pattern costs what the text has of its words,
not what the pattern has of alternatives. The matches are those of `re` with the pattern as a whole, in the same order.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

from classifier.openings import Anything, branches, openings
from classifier.text import Span
from classifier.tones import modern_tones

_WORD = re.compile(r"[^\W_]+")
_MARK = re.compile(r"[^\w ]|_")
_GROUP = re.compile(r"(?<!\\)\((?:\?P|(?!\?))")
_MANY = 50_000
"""Words of a long text: beyond it memory counts for more than time."""


class Index:
    """Where the words of a text stand, and for each pattern asked for so far the places at which it may match.

    `kept` is for what else is found once for a text, by whoever found it.
    """

    __slots__ = ("_held", "_numbers", "_places", "kept", "letters", "parts", "text", "vocabulary", "words")

    def __init__(self, text: str) -> None:
        # Marks become spaces, so that splitting keeps the offsets; between two marks stands an empty part.
        parts = _MARK.sub(" ", text).split(" ")
        words: dict[str, list[int]] = {}
        for number, word in enumerate(parts):
            if word in words:
                words[word].append(number)
            else:
                words[word] = [number]
        words.pop("", None)
        parts.append("")
        # Characters before each part, the marks between parts not counted.
        letters = accumulate(map(len, parts), initial=0)
        self.letters: Sequence[int] = array("l", letters) if len(parts) > _MANY else list(letters)
        self.parts = _shared(parts) if len(parts) > _MANY else parts
        self.words = words
        self.vocabulary = frozenset(words)
        self.text = text
        self._numbers: tuple[str, ...] | None = None
        self._places: dict[Matcher, Places] = {}
        self._held: dict[Matcher, bool] = {}
        self.kept: dict[object, Any] = {}

    @property
    def numbers(self) -> tuple[str, ...]:
        """The words that begin with a digit."""
        if self._numbers is None:
            self._numbers = tuple([word for word in self.vocabulary if word[0].isdecimal()])
        return self._numbers

    def offset(self, number: int) -> int:
        """Where a part begins."""
        return self.letters[number] + number

    def places(self, matcher: Matcher) -> Places:
        """Offsets in order, and the alternatives to try at each; found once."""
        found = self._places.get(matcher)
        if found is None:
            found = self._places[matcher] = matcher.locate(self)
        return found

    def holds(self, matcher: Matcher, text: str) -> bool:
        """Whether the pattern matches anywhere in the text, asked once of each pattern."""
        found = self._held.get(matcher)
        if found is None:
            found = self._held[matcher] = matcher.search(text, self) is not None
        return found


def _shared(words: list[str]) -> list[str]:
    """The same words, each kept once."""
    kept: dict[str, str] = {}
    return [kept.setdefault(word, word) for word in words]


class _Choice:
    """The alternatives (by number) that may begin with a word, compiled when they are first tried.

    `nexts`: the words of which one must follow it behind a single mark, None where any text may.
    """

    __slots__ = ("_matcher", "compiled", "nexts", "numbers")

    def __init__(self, matcher: Matcher, numbers: tuple[int, ...], nexts: frozenset[str] | None) -> None:
        self._matcher = matcher
        self.numbers = numbers
        self.nexts = nexts
        self.compiled: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        """To be asked for where `compiled` is None."""
        self.compiled = self._matcher.some(self.numbers)
        return self.compiled


class _ByWord:
    """Choices by offset, looked up when they are needed: a long text has too many offsets to keep one for each."""

    __slots__ = ("_matcher", "_text")

    def __init__(self, matcher: Matcher, text: str) -> None:
        self._matcher = matcher
        self._text = text

    def __getitem__(self, at: int) -> _Choice:
        word = _WORD.match(self._text, at)
        assert word is not None
        return self._matcher.choice(word[0])


Places = tuple[Sequence[int], dict[int, _Choice] | _ByWord]
_NOWHERE: Places = ((), {})


class _Table:
    """Which alternatives (by number) may begin with a word: by the word, by how it begins, by its being a number."""

    __slots__ = ("begun", "digit", "heads", "nexts", "size", "starts", "whole", "words")

    def __init__(self, alternatives: Sequence[str]) -> None:
        self.whole: dict[str, tuple[int, ...]] = {}
        self.begun: dict[str, tuple[int, ...]] = {}
        self.digit: tuple[int, ...] = ()
        nexts: dict[str, set[str]] = {}
        free: set[str] = set()
        for number, alternative in enumerate(alternatives):
            found = openings(alternative)
            pairs = [pair.partition(" ") for pair in map(modern_tones, found.pairs)]
            for first, _, second in pairs:
                nexts.setdefault(first, set()).add(second)
            whole = set(map(modern_tones, found.whole))
            free |= whole
            for table, words in (
                (self.whole, whole.union(first for first, _, _ in pairs)),
                (self.begun, {*found.begun, *map(modern_tones, found.begun)}),
            ):
                for word in words:
                    table[word] = (*table.get(word, ()), number)
            if found.digit:
                self.digit += (number,)
        self.words = frozenset(self.whole)
        self.nexts = {first: frozenset(seconds) for first, seconds in nexts.items() if first not in free}
        self.starts = tuple(self.begun)
        self.size = min(map(len, self.starts), default=0)
        self.heads = frozenset(start[: self.size] for start in self.starts)

    def of(self, word: str) -> tuple[tuple[int, ...], bool]:
        """Alternatives that may begin with this word, in their order, and whether any text may follow it."""
        numbers, free = self.whole.get(word, ()), word not in self.nexts
        if self.digit and word[:1].isdecimal():
            numbers, free = numbers + self.digit, True
        if self.starts and word.startswith(self.starts):
            for start, more in self.begun.items():
                if word.startswith(start):
                    numbers, free = numbers + more, True
        return (numbers if len(numbers) < 2 else tuple(sorted(set(numbers)))), free

    def among(self, index: Index) -> Iterable[str]:
        """The words of a text that an alternative may begin with."""
        found = self.words & index.vocabulary
        if self.digit:
            found = found.union(index.numbers)
        if self.starts:
            size, heads, starts = self.size, self.heads, self.starts
            maybe = [word for word in index.vocabulary if word[:size] in heads]
            found = found.union(word for word in maybe if word.startswith(starts))
        return found


class Matcher:
    """Alternatives between two borders. `spell` may change how an alternative is written before it is compiled.

    `before` and `after` are regular expressions that hold at the ends of words only, or "": then the pattern may match
    inside a word, and is tried everywhere. Nothing is compiled before it is needed: most texts need few of all
    patterns, and those few alternatives of them.
    """

    def __init__(self, source: str, before: str, after: str, spell: Callable[[str], str] = str) -> None:
        self._source = source
        self._borders = (before, after)
        self._spell = spell
        self._choices: dict[str, _Choice] = {}
        self._compiled: dict[tuple[int, ...], re.Pattern[str]] = {}

    @cached_property
    def whole(self) -> re.Pattern[str]:
        """The pattern with all its alternatives."""
        return self._compile(self._source)

    @cached_property
    def _alternatives(self) -> tuple[str, ...]:
        # Groups are asked for by name or number, whichever alternative matched.
        return (self._source,) if _GROUP.search(self._source) else tuple(branches(self._source))

    @cached_property
    def _table(self) -> _Table | None:
        if not all(self._borders):
            return None
        try:
            return _Table(self._alternatives)
        except Anything:
            return None

    def locate(self, index: Index) -> Places:
        """The offsets of a text at which a match may begin, and what to try at each."""
        table = self._table
        words = table.among(index) if table else ()
        if not table or not words:
            return _NOWHERE
        numbers, parts, letters, choices = index.words, index.parts, index.letters, self._choices
        found: dict[int, _Choice] = {}
        for word in words:
            choice = choices.get(word) or self.choice(word)
            nexts = choice.nexts
            if nexts is None:
                for number in numbers[word]:
                    found[letters[number] + number] = choice
            else:
                for number in numbers[word]:
                    if parts[number + 1] in nexts:
                        found[letters[number] + number] = choice
        if len(found) > _MANY:
            return array("l", sorted(found)), _ByWord(self, index.text)
        return sorted(found), found

    def choice(self, word: str) -> _Choice:
        """What may begin with a word that `among` gave."""
        choice = self._choices.get(word)
        if choice is None:
            table = self._table
            assert table is not None
            if word not in table.whole and not table.starts:
                return self._number
            numbers, free = table.of(word)
            choice = _Choice(self, numbers, None if free else table.nexts[word])
            # Words of which only the beginning counts have no end: they are not kept.
            if word in table.whole:
                self._choices[word] = choice
        return choice

    @cached_property
    def _number(self) -> _Choice:
        """What may begin with any number."""
        return _Choice(self, self._table.digit if self._table else (), None)

    def some(self, numbers: tuple[int, ...]) -> re.Pattern[str]:
        """The pattern with some of its alternatives."""
        pattern = self._compiled.get(numbers)
        if pattern is None:
            pattern = self._compile("|".join(self._alternatives[number] for number in numbers))
            self._compiled[numbers] = pattern
        return pattern

    def search(self, text: str, index: Index, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """First match in [start, end). A word that `end` cuts in two opens no match."""
        if self._table is None:
            return self.whole.search(text, start, len(text) if end is None else end)
        starts, choices = index.places(self)
        if not starts:
            return None
        last = len(text) if end is None else end
        for place in range(bisect_left(starts, start) if start else 0, len(starts)):
            at = starts[place]
            if at >= last:
                break
            match = (choices[at].compiled or choices[at].pattern).match(text, at, last)
            if match is not None:
                return match
        return None

    def finditer(self, text: str, index: Index, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Matches in [start, end), left to right; what stands before `start` is seen by look-behind only."""
        if self._table is None:
            return self.whole.finditer(text, start, len(text) if end is None else end)
        starts, _ = places = index.places(self)
        last = len(text) if end is None else end
        first = bisect_left(starts, start) if start else 0
        if first >= len(starts) or starts[first] >= last:
            return iter(())
        return self._matches(text, places, first, start, last)

    @staticmethod
    def _matches(text: str, places: Places, first: int, start: int, last: int) -> Iterator[re.Match[str]]:
        starts, choices = places
        for place in range(first, len(starts)):
            at = starts[place]
            if at >= last:
                break
            if at >= start:
                match = (choices[at].compiled or choices[at].pattern).match(text, at, last)
                if match is not None:
                    yield match
                    start = match.end()

    def each(self, text: str, index: Index, spans: Sequence[Span]) -> Iterator[tuple[int, re.Match[str]]]:
        """Matches inside each of the spans, with the number of the span: `finditer` of all of them in one go.

        The spans are in order, apart, and end between words, as sentences do.
        """
        if self._table is None:
            for number, span in enumerate(spans):
                for match in self.whole.finditer(text, span.start, span.end):
                    yield number, match
            return
        starts, choices = index.places(self)
        number, start, end = -1, 0, 0
        for at in starts:
            while at >= end:
                number += 1
                if number == len(spans):
                    return
                start, end = spans[number].start, spans[number].end
            if at >= start:
                found = (choices[at].compiled or choices[at].pattern).match(text, at, end)
                if found is not None:
                    yield number, found
                    start = found.end()

    def _compile(self, source: str) -> re.Pattern[str]:
        before, after = self._borders
        return re.compile(f"{before}(?:{self._spell(source)}){after}")
