"""Places and organisations of the province of Lào Cai, before and after the mergers of 2025.

The tables beside this file state their sources and the day on which they were read; what could not be confirmed is
marked `unchecked` there. They name organisations and places, and no person.

`bare` says what a name may do without its unit word ("xã", "huyện"…), because many names are also names elsewhere,
names of people or plain words:

- `free`: nothing else in the country has it ("Tả Van").
- `home`: it counts where the article is about the province ("Bắc Hà").
- `cue`: it also needs a sign that a place is meant: "ở", an enumeration, or its unit word elsewhere ("Kim Sơn").
- `never`: only with its unit word, or after it stood with it ("Thống Nhất").

Which names have a namesake was counted in the General Statistics Office's lists of the whole country; which are plain
words or names of people was decided by hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Literal, cast, get_args

from classifier.text import fold

Kind = Literal["province", "district", "commune", "place", "agency"]
KINDS: tuple[str, ...] = get_args(Kind)
Bare = Literal["free", "home", "cue", "never"]
UNCHECKED = "unchecked"
_RANK = {"province": 0, "district": 1, "commune": 2, "place": 3, "agency": 4}


@dataclass(frozen=True, slots=True)
class Entry:
    """One place or organisation.

    `unit` is its kind of unit in Vietnamese, or "" where it is none; `name` is without it. `within` are the ids of what
    it lies in, of former districts too. `until` is set for what is no more: the last day as far as known (ISO 8601, or
    "."); `into` is then what took over. `source` is where it was checked, "unchecked" when it was not.
    """

    id: str
    kind: Kind
    unit: str
    name: str
    within: tuple[str, ...]
    until: str
    into: str
    bare: Bare
    aliases: tuple[str, ...]
    source: str

    @property
    def title(self) -> str:
        """As a reader meets it: "xã Tả Van", "Sở Y tế"."""
        return f"{self.unit} {self.name}" if self.unit else self.name


@cache
def entries() -> Mapping[str, Entry]:
    """Every entry by its id, from the province down."""
    found = [*_regions(), *_communes(), *_former(), *_places(), *_agencies()]
    return MappingProxyType({entry.id: entry for entry in found})


@lru_cache(maxsize=2000)
def around(entry_id: str) -> tuple[str, ...]:
    """What an entry lies in, nearest first, up to the province; () for an id that is not known."""
    found: dict[str, None] = {}
    entry = entries().get(entry_id)
    waiting = list(entry.within) if entry else []
    while waiting:
        each = waiting.pop(0)
        if each not in found:
            found[each] = None
            waiting += entries()[each].within
    return tuple(found)


def title(entry_id: str) -> str:
    """An entry's title; an id that is not in the tables is its own title."""
    entry = entries().get(entry_id)
    return entry_id if entry is None else entry.title


def by_title(text: str) -> tuple[Entry, ...]:
    """Entries that a person may mean by an id, a title or a name, in any case and with or without diacritics.

    What fits with diacritics goes before what fits without them.
    """
    wanted = " ".join(text.split())
    if wanted in entries():
        return (entries()[wanted],)
    exact = wanted.lower()
    found = [entry for entry in entries().values() if exact in _calls(entry)]
    if not found:
        plain = fold(wanted)
        found = [entry for entry in entries().values() if plain in map(fold, _calls(entry))]
    by_unit = [entry for entry in found if exact == entry.title.lower()]
    return tuple(sorted(by_unit or found, key=lambda entry: _RANK[entry.kind]))


def _calls(entry: Entry) -> set[str]:
    return {call.lower() for call in (entry.title, entry.name, *entry.aliases)}


@cache
def elsewhere() -> Mapping[str, bool]:
    """Names that are not of this province → whether an article of this province often carries them."""
    return MappingProxyType({row[0]: row[1:] == ["far"] for row in _table("elsewhere")})


@cache
def digest() -> str:
    """Changes with the tables."""
    said = "".join(_text(name) for name in ("regions", "communes", "former", "places", "agencies", "elsewhere"))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _regions() -> Iterator[Entry]:
    for row in _table("regions"):
        identity, unit, name, within, until, bare, aliases = _padded(row, 7)
        kind: Kind = "province" if unit == "tỉnh" else "district"
        into = "tinh-lao-cai" if identity == "tinh-yen-bai" else ""
        yield Entry(identity, kind, unit, name, _ids(within), until, into, _bare(bare), _split(aliases), "nq1673")


def _communes() -> Iterator[Entry]:
    for row in _table("communes"):
        identity, unit, name, _code, districts, bare, _clause = _padded(row, 7)
        yield Entry(identity, "commune", unit, name, _ids(districts), "", "", _bare(bare), (), "nq1673")


def _former() -> Iterator[Entry]:
    for row in _table("former"):
        identity, unit, name, district, into, _code, bare = _padded(row, 7)
        if identity != into:
            within = (into, district)
            yield Entry(identity, "commune", unit, name, within, "2025-06-30", into, _bare(bare), (), "nq1673")


def _places() -> Iterator[Entry]:
    for row in _table("places"):
        identity, name, within, bare, aliases, source = _padded(row, 6)
        yield Entry(identity, "place", "", name, _ids(within), "", "", _bare(bare), _split(aliases), source)


def _agencies() -> Iterator[Entry]:
    for row in _table("agencies"):
        identity, until, into, names, source = _padded(row, 5)
        name, *aliases = _split(names)
        yield Entry(identity, "agency", "", name, ("tinh-lao-cai",), until, into, "home", tuple(aliases), source)


def _table(name: str) -> Iterator[list[str]]:
    """Rows of a table without its comments and its header."""
    lines = [line for line in _text(name).splitlines() if line and not line.startswith("#")]
    for line in lines[1:]:
        yield line.split("\t")


def _text(name: str) -> str:
    return resources.files(__name__).joinpath(f"{name}.tsv").read_text(encoding="utf-8")


def _padded(row: list[str], length: int) -> list[str]:
    return row + [""] * (length - len(row))


def _ids(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _bare(text: str) -> Bare:
    return cast(Bare, text)
