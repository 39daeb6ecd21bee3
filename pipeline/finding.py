"""What a person looks for: words, "phrases" and -exclusions to a query; and where they stand in a text. No store.

Both columns of the index hold NFC, lower case and today's placement of tones (hòa for hoà), because that is how the
same word is written by two publishers. The second column has no diacritics and đ as d: SQLite's own folding never
touches đ (`docs/decisions/0020-finding-articles.md`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from classifier.text import fold, lower, nfc
from classifier.tones import modern_tones

MOST_TERMS = 12
LONGEST = 200
_PART = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_QUOTES = str.maketrans("“”„«»", '"' * 5)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Term:
    """Words that follow one another. With `exact`, the marks count; `wanted` is False for what must not be there."""

    words: tuple[str, ...]
    exact: bool
    wanted: bool = True

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Where the words stand in a folded text."""
        words = r"[\W_]+".join(self.words)
        return re.compile(rf"(?<![^\W_]){words}(?![^\W_])")


@dataclass(frozen=True, slots=True)
class Query:
    """All wanted terms must be there, none of the others. Without a wanted term nothing is found."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return any(term.wanted for term in self.terms)

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.wanted)


def indexed(text: str) -> tuple[str, str]:
    """The two columns of a text, each its words and a space between them: with and without diacritics."""
    exact, plain = _foldings(text)
    return " ".join(_words(exact)), " ".join(_words(plain))


def parse(text: str) -> Query:
    """Words (all wanted), "words in a row", -unwanted. Any text gives a query; signs without letters mean nothing.

    A term written without any diacritics finds the word with and without them; one written with them finds just that.
    Terms beyond the twelfth and characters beyond the 200th are left out.
    """
    terms = []
    for sign, phrase, word in _PART.findall(nfc(text).translate(_QUOTES)[:LONGEST]):
        exact, plain = _foldings(phrase or word)
        words = tuple(_words(exact))
        if words:
            marked = exact != plain
            terms.append(Term(words if marked else tuple(_words(plain)), marked, not sign))
    return Query(tuple(terms[:MOST_TERMS]))


def spans(query: Query, text: str) -> tuple[tuple[int, int], ...]:
    """Where the wanted terms stand in a text, in order, without overlaps; offsets count characters of `nfc(text)`."""
    exact, plain = _foldings(text)
    found = [match.span() for term in query.wanted for match in term.pattern.finditer(exact if term.exact else plain)]
    found.sort()
    apart: list[tuple[int, int]] = []
    for start, end in found:
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return tuple(apart)


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    found: bool


def marked(query: Query, text: str) -> tuple[Piece, ...]:
    """A text cut at the words that were found."""
    text = nfc(text)
    pieces, last = [], 0
    for start, end in spans(query, text):
        pieces += [Piece(text[last:start], False), Piece(text[start:end], True)]
        last = end
    return tuple(piece for piece in (*pieces, Piece(text[last:], False)) if piece.text)


def excerpt(query: Query, text: str, around: int = 120) -> tuple[Piece, ...]:
    """The text around the first words found (its beginning where none stands in it), cut between words."""
    text = nfc(text)
    found = spans(query, text)
    start = max(0, found[0][0] - around) if found else 0
    end = min(len(text), (found[0][1] if found else 0) + 2 * around)
    if start:
        start = text.find(" ", start, start + 20) + 1 or start
    if end < len(text):
        end = text.rfind(" ", end - 20, end) if text.rfind(" ", end - 20, end) > start else end
    shown = marked(query, " ".join(text[start:end].split()))
    before = (Piece("… ", False),) if start else ()
    return (*before, *shown, *((Piece(" …", False),) if end < len(text) else ()))


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


class _Plain(dict[int, str]):
    """`fold` for `str.translate`, which asks once for each character that there is."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold(chr(code))
        return folded


_plain = _Plain()


def _foldings(text: str) -> tuple[str, str]:
    exact = modern_tones(lower(nfc(text)))
    return exact, exact.translate(_plain)


__all__ = ["Piece", "Query", "Term", "excerpt", "indexed", "marked", "parse", "spans"]
