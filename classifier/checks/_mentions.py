"""Who a text speaks of: full names read once, and the shorter ways in which it goes on speaking of them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from classifier.lexicon import plain
from classifier.names import ADDRESS, ADDRESS_PLAIN, LETTER, UPPER, Person, people
from classifier.stretches import sentence_index
from classifier.text import Doc, Span

_TITLE = (
    r"[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Ee]m|[Cc]háu|[Bb]é|[Cc]ụ|[Cc]ô|[Cc]hú|[Bb]ác|[Cc]ậu|[Tt]hầy|"
    r"[Cc]on gái|[Cc]on trai|[Ee]m gái|[Ee]m trai"
)
_TITLE_PLAIN = r"[Oo]ng|[Bb]a|[Aa]nh|[Cc]hi|[Ee]m|[Cc]hau|[Bb]e|[Cc]u|[Cc]o|[Cc]hu|[Bb]ac"
_SYLLABLE = rf"[{UPPER}][{LETTER}]{{1,7}}"
# "cháu Thào Thị D.": whoever is hidden behind an initial is not named.
_NO_INITIAL = rf"(?![^\W_]|[ ]?[{UPPER}](?![{LETTER}]))"
_CALLED = re.compile(rf"(?<![^\W_])(?P<title>{_TITLE}) (?P<name>{_SYLLABLE}(?: {_SYLLABLE}){{0,2}}+){_NO_INITIAL}")
_CALLED_PLAIN = re.compile(
    rf"(?<![^\W_])(?P<title>{_TITLE_PLAIN}) (?P<name>{_SYLLABLE}(?: {_SYLLABLE}){{0,2}}+){_NO_INITIAL}"
)
_GIVEN = re.compile(rf"(?<![^\W_]){_SYLLABLE}(?![^\W_])")

_LEADS = ADDRESS | ADDRESS_PLAIN | frozenset("gái trai con sinh trò nhí nhi tên gai ten".split())


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where the text speaks of somebody: `text[lead:end]` with the title, `who` as first named in full."""

    lead: int
    start: int
    end: int
    title: str
    who: Person | None


@lru_cache(maxsize=4)
def everyone(doc: Doc) -> tuple[Person, ...]:
    """All personal names of a field in order; read once for all checks."""
    text = doc.text
    return tuple(
        person
        for person in people(text, plain=plain(doc))
        if not (text[person.end - 2] == " " and text.startswith(".", person.end))
    )


@lru_cache(maxsize=4)
def _starts(doc: Doc) -> list[int]:
    return [person.start for person in everyone(doc)]


def named(doc: Doc, start: int, end: int) -> tuple[Person, ...]:
    """Names that lie between two offsets."""
    at = _starts(doc)
    found = everyone(doc)[bisect_left(at, start) : bisect_right(at, end)]
    return tuple(person for person in found if person.end <= end)


@lru_cache(maxsize=4)
def full_by_given(doc: Doc) -> dict[str, Person]:
    """The first full name of each given name."""
    found: dict[str, Person] = {}
    for person in everyone(doc):
        if person.full:
            found.setdefault(person.given, person)
    return found


def called(doc: Doc, start: int, end: int) -> list[Mention]:
    """ "chị Sua", "cháu Gia Bách": a form of address with the given name; `who` where the full name stands anywhere."""
    known = full_by_given(doc)
    inside = named(doc, start, end)
    taken = [(person.start, person.end) for person in inside]
    out: list[Mention] = []
    for match in (_CALLED_PLAIN if plain(doc) else _CALLED).finditer(doc.text, start, end):
        at = match.start("name")
        if any(low <= at < high for low, high in taken):
            continue
        name = match["name"]
        who = known.get(name.rsplit(" ", 1)[-1])
        if who is not None and " " in name and not who.name.endswith(name):
            who = None
        out.append(Mention(match.start(), at, match.end(), match["title"].lower(), who))
    return out


def bare(doc: Doc, start: int, end: int) -> list[Mention]:
    """ "Ly hiện học…": the given name alone of somebody whose full name stands anywhere in the field."""
    known = full_by_given(doc)
    taken = [(person.start, person.end) for person in named(doc, max(0, start - 40), end + 40)]
    out: list[Mention] = []
    for match in _GIVEN.finditer(doc.text, start, end) if known else ():
        who = known.get(match[0])
        if who is None or any(low <= match.start() < high for low, high in taken):
            continue
        out.append(Mention(match.start(), match.start(), match.end(), "", who))
    return out


def mentions(doc: Doc, start: int, end: int) -> list[Mention]:
    """Everybody spoken of by name between two offsets, in order: full names, titled and bare given names."""
    out = [Mention(p.lead, p.start, p.end, p.title, p) for p in named(doc, start, end) if p.full or p.title in _LEADS]
    titled = called(doc, start, end)
    out += titled
    covered = [(m.lead, m.end) for m in out]
    out += [m for m in bare(doc, start, end) if not any(low <= m.start < high for low, high in covered)]
    return sorted(out, key=lambda m: m.start)


def before(doc: Doc, at: int, count: int = 1) -> Span | None:
    """The `count` sentences before the one that holds an offset."""
    index = sentence_index(doc, at)
    if not doc.sentences or index == 0:
        return None
    first = doc.sentences[max(0, index - count)]
    return Span(first.start, doc.sentences[index - 1].end)
