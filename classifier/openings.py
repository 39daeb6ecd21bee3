"""The first syllables that a regular expression can open with: what must stand in a text before it can match there.

A pattern over whole words can match only at the beginning of a word that is one of its openings, so a text needs to be
split into words once, whatever the number of patterns, and a pattern is tried at those words alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

_MOST = 4000
_MOST_PAIRS = 400
"""Beyond this many pairs still open at a place, first words alone are kept."""
_RANGE = 40
_QUANTIFIER = re.compile(r"(?:[?*+]|\{(\d*)(,?)(\d*)\})[?+]?")
_LOOK = ("(?!", "(?=", "(?<!", "(?<=")
_NAMED = re.compile(r"\(\?P<\w+>")
_SPECIAL = re.compile(r"\\.|[()|\[]", re.DOTALL)
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_LETTERS = re.compile(r"[^\W_]+")


class Anything(Exception):
    """The pattern may open with words that cannot be listed."""


@dataclass(slots=True)
class Openings:
    """Words (letters and digits without a break) of which a match opens with one.

    `whole`: the words themselves; `pairs`: two words with a space between them, where the second is known as well;
    `begun`: what such a word begins with; `digit`: any word that begins with a digit.
    """

    whole: set[str] = field(default_factory=set)
    pairs: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)
    digit: bool = False


def openings(source: str) -> Openings:
    """Openings of a pattern that is matched from the beginning of a word to the end of one.

    Raises `Anything` where they cannot be listed: the pattern opens with a wildcard or a mark, or may be empty.
    """
    reader = _Reader(source)
    left = reader.alternatives({""})
    if reader.at != len(source) or "" in left:
        raise Anything
    for word in left:
        reader.end(word)
    return reader.found


def branches(source: str) -> list[str]:
    """The alternatives of a pattern at its outer level."""
    found, depth, start, at = [], 0, 0, 0
    while match := _SPECIAL.search(source, at):
        at = match.end()
        sign = match[0]
        if sign == "[":
            at = _class_end(source, match.start())
        elif sign == "|":
            if not depth:
                found.append(source[start : match.start()])
                start = at
        elif len(sign) == 1:
            depth += 1 if sign == "(" else -1
    found.append(source[start:])
    return found


def _class_end(source: str, at: int) -> int:
    match = _CLASS.match(source, at)
    return len(source) if match is None else match.end()


@cache
def _alnum(char: str) -> bool:
    return char.isalnum()


class _Reader:
    """Reads a pattern from the left, with the beginnings that are still open as its state: of a first word, or of a
    first word, a space and a second one."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.found = Openings()

    def alternatives(self, begun: set[str]) -> set[str]:
        """Beginnings left open behind alternatives that follow `begun`; stops at a bracket or the end."""
        left: set[str] = set()
        while True:
            left |= self._sequence(begun)
            if not self.source.startswith("|", self.at):
                return left
            self.at += 1

    def end(self, begun: str) -> None:
        """No letter follows this beginning."""
        first, _, second = begun.partition(" ")
        if second:
            self.found.pairs.add(begun)
        else:
            self.found.whole.add(first)

    def _unknown(self, begun: set[str]) -> None:
        """Anything may follow these beginnings."""
        for word in begun:
            first, space, _ = word.partition(" ")
            (self.found.whole if space else self.found.begun).add(first)

    def _sequence(self, begun: set[str]) -> set[str]:
        source = self.source
        while self.at < len(source) and source[self.at] not in "|)":
            if not begun:
                self._skip()
                return begun
            begun = self._element(begun)
            if len(begun) > _MOST_PAIRS:
                paired = {word for word in begun if " " in word}
                self._unknown(paired)
                begun -= paired
            if len(begun) + len(self.found.whole) > _MOST:
                raise Anything
        return begun

    def _skip(self) -> None:
        """On to the end of this alternative: nothing in it opens the pattern any more."""
        source, depth, at = self.source, 0, self.at
        while match := _SPECIAL.search(source, at):
            sign = match[0]
            if sign in ")|" and not depth:
                self.at = match.start()
                return
            at = _class_end(source, match.start()) if sign == "[" else match.end()
            if len(sign) == 1 and sign in "()":
                depth += 1 if sign == "(" else -1
        self.at = len(source)

    def _element(self, begun: set[str]) -> set[str]:
        source, at = self.source, self.at
        char = source[at]
        if char == "(":
            return self._group(begun)
        if char == "[":
            self.at = _class_end(source, at)
            return self._one_of(begun, _class_chars(source[at : self.at]))
        if char == "\\":
            self.at = at + 2
            return self._escaped(begun, source[at + 1 : at + 2])
        if char in "^$":
            self.at = at + 1
            return begun
        if char == ".":
            self.at = at + 1
            return self._one_of(begun, None)
        run = _LETTERS.match(source, at)
        if run is not None and run.end() - at > 1 and source[run.end() : run.end() + 1] not in tuple("?*+{"):
            self.at = run.end()
            return {word + run[0] for word in begun}
        self.at = at + 1
        return self._one_of(begun, char)

    def _group(self, begun: set[str]) -> set[str]:
        source = self.source
        if source.startswith(_LOOK, self.at):
            self.at += 1
            depth = 1
            while depth:
                match = _SPECIAL.search(source, self.at)
                if match is None:
                    raise Anything
                self.at = _class_end(source, match.start()) if match[0] == "[" else match.end()
                depth += {"(": 1, ")": -1}.get(match[0], 0)
            return begun
        if source.startswith("(?:", self.at):
            self.at += 3
        elif named := _NAMED.match(source, self.at):
            self.at = named.end()
        elif source.startswith("(?", self.at):
            raise Anything
        else:
            self.at += 1
        inner = self.alternatives(begun)
        if not source.startswith(")", self.at):
            raise Anything
        self.at += 1
        least, once = self._times()
        if not once:
            # A repeat may go on with the same word: only its beginning is known.
            self._unknown(inner - {""})
            inner &= {""}
        return inner | begun if least == 0 else inner

    def _escaped(self, begun: set[str], sign: str) -> set[str]:
        if sign in "bB":
            return begun
        if sign == "d":
            least, _ = self._times()
            self.found.digit |= "" in begun
            self._unknown(begun - {""})
            return begun if least == 0 else set()
        if sign in "sW":
            return self._one_of(begun, "\n")
        if sign.isalnum():
            return self._one_of(begun, None)
        return self._one_of(begun, sign)

    def _one_of(self, begun: set[str], chars: str | None) -> set[str]:
        """What `begun` becomes with one of these characters behind it; None is any character."""
        least, once = self._times()
        left: set[str] = set(begun) if least == 0 else set()
        if chars is None:
            if "" in begun:
                raise Anything
            self._unknown(begun)
            return left
        letters = [char for char in chars if _alnum(char)]
        if len(letters) < len(chars):
            if "" in begun:
                raise Anything
            for word in begun:
                # Only one space right behind the first word is followed on.
                if chars == " " and once and " " not in word:
                    left.add(f"{word} ")
                elif " " in chars and " " not in word:
                    self.found.whole.add(word)
                else:
                    self.end(word)
        longer = {word + char for word in begun for char in letters}
        if once:
            return left | longer
        self._unknown(longer)
        return left

    def _times(self) -> tuple[int, bool]:
        """The least number of times by the quantifier that stands here, and whether once is the most."""
        match = _QUANTIFIER.match(self.source, self.at)
        if match is None:
            return 1, True
        self.at = match.end()
        sign = match[0][0]
        if sign != "{":
            return (1, False) if sign == "+" else (0, sign == "?")
        least = int(match[1] or 0)
        most = match[3] if match[2] else match[1]
        return least, most in ("0", "1")


@cache
def _class_chars(source: str) -> str | None:
    """The characters of a class, None where there are many or it is a negated one."""
    inner = source[1:-1]
    if inner.startswith("^"):
        return None
    chars: list[str] = []
    at = 0
    while at < len(inner):
        char = inner[at]
        if char == "\\":
            at += 1
            char = inner[at]
            if char == "s":
                char = " "
            elif char.isalnum():
                return None
        if inner.startswith("-", at + 1) and at + 2 < len(inner):
            last = inner[at + 2]
            if ord(last) - ord(char) > _RANGE or last == "\\":
                return None
            chars += map(chr, range(ord(char), ord(last) + 1))
            at += 3
            continue
        chars.append(char)
        at += 1
    return "".join(chars)
