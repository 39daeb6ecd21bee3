"""A static audit of regular expressions: where `re` could backtrack without bound, told from the parsed pattern.

Walks the tree of `re._parser` and reports, for repeats without an upper bound (or with one above `LONG`):

`nested`    a repeat within a repeat that can pass characters from one round to the next: (a+)*, (\\w+\\s?)*, also with
            bounds that multiply: the ways to divide a run grow with its power or faster
`adjacent`  two repeats over a common character with nothing between them that must stop the first: \\s*,?\\s*, .*x.*
`search`    a repeat behind which the pattern can still fail, and which may begin at any place of a run, so that
            looking for it reads a run of n characters n times: \\w+$, \\s+-. Harmless where it is only matched at a
            place or in a window, which is for a person to know
`product`   bounded repeats over a common character whose bounds multiply beyond `MOST_WAYS`

Sets of characters are compared on an alphabet of ASCII, Vietnamese letters, some signs and the pattern's own
characters. Not told: ambiguity among the alternatives of a repeated group, (a|aa)*, beyond what their repeats show;
what a back-reference repeats.
"""

from __future__ import annotations

import re
import re._constants as sre  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import string
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

LONG = 1_000
MOST_WAYS = 250_000
_SHORT = 3
"""Repeats of at most so many rounds are let pass as `nested`: what they divide stays few."""
_FEW = 8
"""Repeats of at most so many characters do not count as variable: "x{1,3}"."""

_VIETNAMESE = sorted(
    {
        unicodedata.normalize("NFC", base + mark + tone)
        for base in "aăâeêioôơuưyđ"
        for mark in ("",)
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    }
)
_COMMON = (
    string.printable + "".join(_VIETNAMESE) + "".join(_VIETNAMESE).upper() + "\u00a0\u00ad“”‘’«»…–—•·µß日я\u0301€½"
)
_MAY_FAIL = (sre.AT, sre.ASSERT, sre.ASSERT_NOT, sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY, sre.GROUPREF)
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
Node = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    kind: str
    where: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}"


def audit(pattern: str | bytes, flags: int = 0) -> tuple[Problem, ...]:
    """What is wrong with a pattern, each kind once."""
    if isinstance(pattern, str):
        flags &= ~re.UNICODE
    return _Audit(pattern, flags).problems


class _Audit:
    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.tree = parser.parse(pattern, flags)
        self.flags = self.tree.state.flags
        text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
        self.alphabet = sorted({*_COMMON, *text, *text.lower(), *text.upper()})
        self.every = (1 << len(self.alphabet)) - 1
        self._masks: dict[str, int] = {}
        self.found: dict[str, Problem] = {}

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        self._sequence(list(self.tree), (), ())
        return tuple(self.found.values())

    def _report(self, kind: str, node: Node) -> None:
        low, high, body = node[1]
        bound = "" if high is sre.MAXREPEAT else str(high)
        self.found.setdefault(kind, Problem(kind, f"{{{low},{bound}}} of {self._shown(self._chars(body))}"))

    def _shown(self, mask: int) -> str:
        chars = [char for number, char in enumerate(self.alphabet) if mask >> number & 1]
        return "anything" if len(chars) > len(self.alphabet) - 3 else repr("".join(chars[:24]))

    # -- walking ------------------------------------------------------------------------------------

    def _sequence(self, nodes: Sequence[Node], before: tuple[Node, ...], after: tuple[Node, ...]) -> None:
        """`before` and `after` are what stands around the sequence in the whole pattern."""
        for place, node in enumerate(nodes):
            left, right = (*before, *nodes[:place]), (*nodes[place + 1 :], *after)
            operator, value = node
            if operator in _REPEATS:
                self._repeat(node, left, right)
                body = list(value[2])
                # Behind the last round comes what follows the repeat; behind another, the body again.
                self._sequence(body, left, right)
            elif operator is sre.SUBPATTERN:
                self._sequence(list(value[3]), left, right)
            elif operator is sre.ATOMIC_GROUP:
                self._sequence(list(value), left, ())
            elif operator is sre.BRANCH:
                for branch in value[1]:
                    self._sequence(list(branch), left, right)
            elif operator in (sre.ASSERT, sre.ASSERT_NOT):
                self._sequence(list(value[1]), left, ())

    def _repeat(self, node: Node, before: tuple[Node, ...], after: tuple[Node, ...]) -> None:
        operator, (_, high, body) = node
        own = self._chars(body)
        if high > _SHORT and operator is not sre.POSSESSIVE_REPEAT and (_long(high) or self._can_fail(after)):
            for inner, follow in self._variable_inside(list(body), ()):
                again = (*follow, *body)
                if self._meets(self._chars(inner[1][2]), again, lambda other, inner=inner: other is inner) == "hit":
                    self._report("nested", node)
        if not _long(high):
            self._ways(node, after)
            return

        def takes_the_same(other: Node) -> bool:
            """Whether another long repeat can take whole rounds of this one."""
            return _long(other[1][1]) and self._meets(self._chars(other[1][2]), list(body), lambda _: False) != "stop"

        if operator is not sre.POSSESSIVE_REPEAT and self._meets(own, after, takes_the_same) == "hit":
            self._report("adjacent", node)
        if self._can_fail(after) and self._begins_within(own, before):
            self._report("search", node)

    def _variable_inside(
        self, nodes: Sequence[Node], around: tuple[Node, ...]
    ) -> Iterator[tuple[Node, tuple[Node, ...]]]:
        """Repeats of variable length in the body of a loop, with what follows each to the end of the body."""
        for place, node in enumerate(nodes):
            follow = (*nodes[place + 1 :], *around)
            operator, value = node
            if operator in _REPEATS:
                if value[0] != value[1] and value[1] > 1 and operator is not sre.POSSESSIVE_REPEAT:
                    yield node, follow
                yield from self._variable_inside(list(value[2]), follow)
            elif operator is sre.SUBPATTERN:
                yield from self._variable_inside(list(value[3]), follow)
            elif operator is sre.BRANCH:
                for branch in value[1]:
                    yield from self._variable_inside(list(branch), follow)

    def _ways(self, node: Node, after: tuple[Node, ...]) -> None:
        ways, own = _spread(node), self._chars(node[1][2])
        if ways < _FEW:
            return
        seen: list[Node] = []

        def counts(other: Node) -> bool:
            if _spread(other) >= _FEW and self._chars(other[1][2]) & own:
                seen.append(other)
            return False

        self._meets(own, after, counts)
        for other in seen:
            ways *= min(_spread(other), LONG)
        if ways > MOST_WAYS:
            self._report("product", node)

    # -- what follows -------------------------------------------------------------------------------

    def _meets(self, own: int, nodes: Sequence[Node], wanted: Any) -> str:
        """What a run of `own` meets first: "hit" a repeat over a common character that is wanted, "stop", or "pass"."""
        for node in nodes:
            operator, value = node
            if operator is sre.AT and self._at_the_beginning(value):
                return "stop"
            if operator in _REPEATS:
                if self._first(list(value[2]))[0] & own and wanted(node):
                    return "hit"
                inner = self._meets(own, list(value[2]), wanted)
                if inner == "hit" or (inner == "stop" and value[0] > 0):
                    return inner
            elif operator is sre.SUBPATTERN:
                inner = self._meets(own, list(value[3]), wanted)
                if inner != "pass":
                    return inner
            elif operator is sre.ATOMIC_GROUP:
                inner = self._meets(own, list(value), wanted)
                if inner != "pass":
                    return inner
            elif operator is sre.BRANCH:
                inners = [self._meets(own, list(branch), wanted) for branch in value[1]]
                if "hit" in inners:
                    return "hit"
                if all(inner == "stop" for inner in inners):
                    return "stop"
            elif operator in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY) and not self._mask(node) & own:
                return "stop"
        return "pass"

    def _can_fail(self, nodes: Sequence[Node]) -> bool:
        return any(
            operator
            in (sre.AT, sre.ASSERT, sre.ASSERT_NOT, sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY, sre.GROUPREF)
            or (operator in _REPEATS and value[0] > 0)
            or (operator is sre.SUBPATTERN and self._can_fail(list(value[3])))
            or (operator is sre.ATOMIC_GROUP and self._can_fail(list(value)))
            or (operator is sre.BRANCH and all(self._can_fail(list(branch)) for branch in value[1]))
            for operator, value in nodes
        )

    def _begins_within(self, own: int, before: Sequence[Node]) -> bool:
        """Whether the pattern may begin at any place within a run of `own`, so that the run is read again and again."""
        for operator, value in before:
            if operator is sre.AT and (self._at_the_beginning(value) or value is sre.AT_BEGINNING):
                # The beginning of a line, where the run does not go over lines.
                return not self._at_the_beginning(value) and self._newline & own != 0
            if operator is sre.AT and value is sre.AT_BOUNDARY and not own & ~self._words:
                return False
            if operator is sre.ASSERT_NOT and value[0] < 0 and not own & ~self._one(list(value[1])):
                return False
        return self._meets(own, before, lambda _: False) != "stop"

    def _at_the_beginning(self, place: Any) -> bool:
        """Whether an anchor holds at the beginning of a text only."""
        return place is sre.AT_BEGINNING_STRING or (place is sre.AT_BEGINNING and not self.flags & re.MULTILINE)

    @cached_property
    def _words(self) -> int:
        return self._of(r"\w")

    @cached_property
    def _newline(self) -> int:
        return self._of(r"\n")

    def _one(self, nodes: Sequence[Node]) -> int:
        """The characters of a pattern of one character; 0 for any other."""
        return self._mask(nodes[0]) if len(nodes) == 1 and nodes[0][0] not in _REPEATS else 0

    # -- sets ---------------------------------------------------------------------------------------

    def _first(self, nodes: Sequence[Node]) -> tuple[int, bool]:
        """Characters that a sequence may begin with, and whether it may be empty."""
        mask = 0
        for operator, value in nodes:
            if operator in _REPEATS:
                inner, empty = self._first(list(value[2]))
                empty = empty or value[0] == 0
            elif operator is sre.SUBPATTERN:
                inner, empty = self._first(list(value[3]))
            elif operator is sre.ATOMIC_GROUP:
                inner, empty = self._first(list(value))
            elif operator is sre.BRANCH:
                firsts = [self._first(list(branch)) for branch in value[1]]
                inner, empty = 0, any(one for _, one in firsts)
                for one, _ in firsts:
                    inner |= one
            elif operator in (sre.ASSERT, sre.ASSERT_NOT, sre.AT):
                inner, empty = 0, True
            else:
                inner, empty = self._mask((operator, value)), operator is sre.GROUPREF
            mask |= inner
            if not empty:
                return mask, False
        return mask, True

    def _chars(self, nodes: Sequence[Node]) -> int:
        """All characters that a sequence may match anywhere."""
        mask = 0
        for operator, value in nodes:
            if operator in _REPEATS:
                mask |= self._chars(list(value[2]))
            elif operator is sre.SUBPATTERN:
                mask |= self._chars(list(value[3]))
            elif operator is sre.ATOMIC_GROUP:
                mask |= self._chars(list(value))
            elif operator is sre.BRANCH:
                for branch in value[1]:
                    mask |= self._chars(list(branch))
            elif operator not in (sre.ASSERT, sre.ASSERT_NOT, sre.AT):
                mask |= self._mask((operator, value))
        return mask

    def _mask(self, node: Node) -> int:
        operator = node[0]
        if operator is sre.ANY:
            return self.every if self.flags & re.DOTALL else self.every & ~self._newline
        if operator in (sre.GROUPREF, sre.GROUPREF_EXISTS):
            return self.every
        return self._of(_source(node))

    def _of(self, source: str) -> int:
        found = self._masks.get(source)
        if found is None:
            keep = re.ASCII | re.IGNORECASE
            one = re.compile(source, self.flags & keep & ~re.UNICODE)
            found = sum(1 << number for number, char in enumerate(self.alphabet) if one.fullmatch(char))
            self._masks[source] = found
        return found


def _long(high: int) -> bool:
    return bool(high > LONG)


def _spread(node: Node) -> int:
    low, high, _ = node[1]
    return int(min(high, LONG) - low)


_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_NOT_DIGIT: r"\D", sre.CATEGORY_SPACE: r"\s", sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w", sre.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def _source(node: Node) -> str:
    """A node of one character, written as a pattern."""
    operator, value = node
    if operator is sre.LITERAL:
        return re.escape(chr(value))
    if operator is sre.NOT_LITERAL:
        return f"[^{_in_class(value)}]"
    assert operator is sre.IN, operator
    parts = []
    for inner, given in value:
        if inner is sre.NEGATE:
            parts.append("^")
        elif inner is sre.LITERAL:
            parts.append(_in_class(given))
        elif inner is sre.RANGE:
            parts.append(f"{_in_class(given[0])}-{_in_class(given[1])}")
        else:
            parts.append(_CATEGORIES[given])
    return f"[{''.join(parts)}]"


def _in_class(code: int) -> str:
    return f"\\U{code:08x}"
