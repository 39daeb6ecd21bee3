"""The gazetteer's names as phrases: what each may mean, and how it must be written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from classifier import gazetteer
from classifier.gazetteer import Entry
from classifier.spacy_doc import Phrases, key, split

HOME = "tinh-lao-cai"
PROVINCES = ("Lào Cai", "Yên Bái")
UNITS = ("xã", "phường", "thị trấn", "huyện", "thị xã", "thành phố", "tỉnh")

# Units that a place had before, of which the tables tell only the last.
_OTHER_UNITS = {
    "thi-xa-sa-pa": ("huyện",),
    "phuong-sa-pa": ("thị trấn",),
    "phuong-sa-pa-2": ("xã",),
    "thanh-pho-lao-cai": ("thị xã",),
    "thanh-pho-yen-bai": ("thị xã",),
    "phuong-cam-duong": ("thị xã",),
    "xa-y-ty": ("khu du lịch",),
}
# Spellings of communes that the press uses beside the resolution's.
_SPELLINGS = {
    "xa-y-ty": ("Ý Tý",),
    "phuong-sa-pa": ("Sapa",),
    "phuong-phan-si-pang": ("Phan-si-păng", "Phan-Si-Păng", "Phan Xi Păng"),
    "phuong-o-quy-ho": ("Ô Quy Hồ",),
    "xa-tam-duong": ("Thẩm Dương",),
    "xa-ta-xi-lang": ("Tà Si Láng",),
    "xa-mu-cang-chai": ("Mù Căng Chải",),
    "thi-tran-mu-cang-chai": ("Mù Căng Chải",),
    "xa-si-ma-cai": ("Simacai", "Si-ma-cai"),
    "thi-tran-si-ma-cai": ("Simacai", "Si-ma-cai"),
    "xa-tang-loong": ("Tằng Lỏong", "Tằng Loong"),
    "thi-tran-tang-loong": ("Tằng Lỏong", "Tằng Loong"),
    "thi-tran-nong-truong-phong-hai": ("Phong Hải",),
    "thi-tran-nong-truong-lien-son": ("Liên Sơn",),
    "thi-tran-nong-truong-tran-phu": ("Trần Phú",),
}


@dataclass(frozen=True, eq=False)
class Area:
    """A name of provinces, districts or communes: the entries that bear it, the widest first.

    `elsewhere` when another province bears it too.
    """

    entries: tuple[Entry, ...]
    bare: str
    elsewhere: bool = False

    @cached_property
    def _by_unit(self) -> dict[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for unit in (entry.unit, *_OTHER_UNITS.get(entry.id, ())):
                found.setdefault(unit, []).append(entry)
        return {unit: tuple(entries) for unit, entries in found.items()}

    def of_unit(self, unit: str) -> tuple[Entry, ...]:
        return self._by_unit.get(unit, ())


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that is no unit."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Agency:
    """An organisation of the province; `named` when the province's name is part of what is written."""

    entry: Entry
    named: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A name of another province; `far` when articles of this one often carry it."""

    far: bool


Meaning = Area | Spot | Agency | Elsewhere


@dataclass(frozen=True, slots=True)
class Names:
    """All phrases, and what each means; `capitals` are the tokens of each that must begin with a capital letter."""

    phrases: Phrases
    meanings: tuple[Meaning, ...]
    capitals: tuple[tuple[int, ...], ...]


@cache
def names() -> Names:
    listed: dict[tuple[str, ...], tuple[str, Meaning]] = {}
    for name, far in gazetteer.elsewhere().items():
        _list(listed, name, Elsewhere(far))
    for name, entries in _by_name().items():
        _list(listed, name, Area(entries, _freedom(entries)))
    for entry in gazetteer.entries().values():
        if entry.kind == "place":
            for name in (entry.name, *entry.aliases):
                _list(listed, name, Spot(entry))
        elif entry.kind == "agency":
            for name, named in _agency_names(entry):
                _list(listed, name, Agency(entry, named))
    written = [name for name, _meaning in listed.values()]
    meanings = tuple(meaning for _name, meaning in listed.values())
    capitals = tuple(_capitals(name, meaning) for name, meaning in listed.values())
    return Names(Phrases(written), meanings, capitals)


def _list(listed: dict[tuple[str, ...], tuple[str, Meaning]], name: str, meaning: Meaning) -> None:
    """A province elsewhere and a commune here may share a name ("Bình Thuận"): the commune's reading knows of both."""
    spelt = tuple(map(key, split(name)[0]))
    known = listed.get(spelt)
    if known is not None and isinstance(known[1], Elsewhere) and isinstance(meaning, Area):
        meaning = replace(meaning, elsewhere=not known[1].far)
    if known is not None and known[1] == meaning and sum(map(str.isupper, known[0])) < sum(map(str.isupper, name)):
        return  # "sân bay Sa Pa" also covers "Sân bay Sa Pa"
    listed[spelt] = (name, meaning)


def _by_name() -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for entry in gazetteer.entries().values():
        if entry.unit:
            for name in (entry.name, *entry.aliases, *_SPELLINGS.get(entry.id, ())):
                found.setdefault(name, []).append(entry)
    # One spelling of the two places of a tone mark, as the phrases have.
    merged: dict[str, tuple[str, list[Entry]]] = {}
    for name, entries in found.items():
        merged.setdefault(" ".join(map(key, split(name)[0])), (name, []))[1].extend(entries)
    return {name: tuple(dict.fromkeys(entries)) for name, entries in merged.values()}


def _freedom(entries: Sequence[Entry]) -> str:
    """What the name may do alone: as its widest area may, among communes as the one that may least."""
    if entries[0].kind != "commune":
        return entries[0].bare
    return max((entry.bare for entry in entries), key=("free", "home", "cue", "never").index)


def _agency_names(entry: Entry) -> Iterable[tuple[str, bool]]:
    for name in (entry.name, *entry.aliases):
        short = name.removesuffix(" tỉnh")
        yield name, False
        if short == name:
            yield f"{name} tỉnh", False
        for province in PROVINCES:
            yield f"{short} {province}", True
            yield f"{short} tỉnh {province}", True


def _capitals(name: str, meaning: Meaning) -> tuple[int, ...]:
    words = split(name)[0]
    capitals = tuple(number for number, word in enumerate(words) if word[0].isupper())
    # "Sở Nông nghiệp và môi trường": within the name of an agency the press is free.
    return capitals[:1] if isinstance(meaning, Agency) else capitals
