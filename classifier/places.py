"""Which places and organisations of the province an article speaks of.

Names are found by spaCy's PhraseMatcher on syllables; then each is weighed, because "Kim Sơn" is also a district
elsewhere, "Thống Nhất" a word and "Vũ Linh" a person. What counts is the unit word before a name, what comes right
after it ("xã Tân An, huyện Vĩnh Cửu"), and whose province the article is about. Precision goes before recall: a name
that could be somebody else's is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from classifier import gazetteer
from classifier.gazetteer import Entry
from classifier.names import SURNAMES
from classifier.place_finds import MANY, Find, capital, finds, names_elsewhere
from classifier.place_names import HOME, Agency, Area, Elsewhere, Spot
from classifier.spacy_doc import Reading, key, read


@dataclass(frozen=True, slots=True)
class Mention:
    """A place or organisation at `[start, end)` of the NFC `field`. `name` is the gazetteer's, in full."""

    id: str
    kind: str
    name: str
    field: Literal["title", "text"]
    start: int
    end: int


def places(title: str, text: str) -> tuple[Mention, ...]:
    """Mentions in title and text, in reading order. Reads the first 100,000 characters of each."""
    return places_in(read(title, text))


def places_in(reading: Reading) -> tuple[Mention, ...]:
    """`places` of an article that was split into tokens already."""
    words = reading.words
    found = finds(reading)
    if all(isinstance(find.meaning, Elsewhere) for find in found):
        return ()
    context = _Context(reading, found)
    mentions = []
    for find in found:
        entry = context.entry(find)
        if entry is not None:
            start = reading.doc[find.opening].idx
            last = reading.doc[find.end - 1].idx + len(words[find.end - 1])
            field: Literal["title", "text"] = "text" if start >= reading.body else "title"
            shift = reading.body if field == "text" else 0
            mentions.append(Mention(entry.id, entry.kind, entry.title, field, start - shift, last - shift))
    return tuple(mentions)


# -- weighing -----------------------------------------------------------------------------------------

_WHERE = frozenset(
    "ở tại về đến tới thăm từ lên xuống qua vùng đất chợ ga thôn bản quanh gần "
    "o tai ve den toi tham tu len xuong".split()
)
_PEOPLE = frozenset("ông bà anh chị em cháu cô chú bác thầy cụ sĩ chí viên danh tên nhà mc ong".split())
_NEAR = 40
_WIDE_UNITS = frozenset(["huyện", "quận", "phố", "tỉnh", "Huyện", "Quận", "TP", "Tỉnh"])
_STOPS = frozenset(".!?:;…“”\"'()[]-–—•")


class _Context:
    """Whose province the article is about, and which names it gives with their unit word."""

    def __init__(self, reading: Reading, found: list[Find]) -> None:
        self._words = reading.words
        self._found = found
        self._sure: dict[int, Entry] = {}
        anchors = [find for find in found if self._anchor(find)]
        near = [find for find in found if names_elsewhere(find)]
        titled = any(reading.doc[find.start].idx < reading.body for find in anchors)
        self._home = bool(anchors) and (titled or len(anchors) >= len(near))
        self._titled = titled
        self._anchors = [find.start for find in anchors]
        self._nobodys = not any(isinstance(find.meaning, Elsewhere) or names_elsewhere(find) for find in found)
        self._around = Counter(
            wider
            for find in anchors
            for entry in [self._sure[find.start]]
            for wider in (entry.id, *gazetteer.around(entry.id))
        )
        self._with_unit: dict[int, Entry] = {}
        for find in found:
            if isinstance(find.meaning, Area) and find.unit and not find.carried:
                entry = self._of_unit(find)
                if entry is not None:
                    self._with_unit.setdefault(id(find.meaning), entry)

    def entry(self, find: Find) -> Entry | None:
        """What a name means here, or None where it may be somebody else's."""
        match find.meaning:
            case Elsewhere():
                return None
            case Spot(entry):
                return entry if entry.bare == "free" or self._home else None
            case Agency(entry, named):
                if find.foreign or self._before(find) in MANY:
                    return None
                return entry if named or (self._home and self._near_home(find)) else None
        return self._of_unit(find) if find.unit else self._alone(find)

    def _anchor(self, find: Find) -> bool:
        """Whether the name is the province's whatever the article is about; notes what it is."""
        entry: Entry | None = None
        match find.meaning:
            case Spot(spot) if spot.bare == "free":
                entry = spot
            case Agency(agency, named) if named:
                entry = agency
            case Area(entries, bare) if not find.foreign:
                if find.unit:
                    fitting = _fitting(find)
                    entry = fitting[0] if fitting and bare in ("free", "home") else None
                elif bare == "free":
                    entry = entries[0]
        if entry is not None:
            self._sure[find.start] = entry
        return entry is not None

    def _of_unit(self, find: Find) -> Entry | None:
        """A name with its unit word, its own or that of its list."""
        assert isinstance(find.meaning, Area)
        if find.foreign:
            return None
        fitting = _fitting(find)
        if not fitting:
            if find.meaning.bare == "free" and not find.meaning.of_unit(find.unit):
                return find.meaning.entries[0]
            return None
        if find.meaning.bare in ("cue", "never"):
            if not (self._home or find.hint or (self._nobodys and self._nobodys_units)):
                return None
            if _goes_on(self._words, find.end):
                return None  # "xã An Phú Tây"
        return self._nearest(fitting)

    def _alone(self, find: Find) -> Entry | None:
        """A name without unit word."""
        assert isinstance(find.meaning, Area)
        area = find.meaning
        said = None if area.entries[0].kind == "province" else self._with_unit.get(id(area))
        if area.bare == "free":
            return said or area.entries[0]
        if not self._home or find.foreign or self._within_a_name(find):
            return None
        if area.bare == "home":
            return said or area.entries[0]
        where = self._before(find) in _WHERE
        if said is not None or (area.bare == "cue" and where):
            return said or self._nearest(area.entries)
        return None

    def _near_home(self, find: Find) -> bool:
        """Whether the province is named in the title or close by: "UBND tỉnh" may be any province's."""
        return self._titled or any(abs(find.start - anchor) < _NEAR for anchor in self._anchors)

    @cached_property
    def _nobodys_units(self) -> bool:
        """Whether no district or city is named that is not ours."""
        words = self._words
        ours = {find.start for find in self._found if not isinstance(find.meaning, Elsewhere)}
        for number, word in enumerate(words):
            if word in _WIDE_UNITS and number + 1 < len(words) and number + 1 not in ours:
                if word == "phố" and words[number - 1].lower() != "thành":
                    continue
                if capital(words[number + 1]) and not words[number + 1].isupper():
                    return False
        return True

    def _nearest(self, entries: Sequence[Entry]) -> Entry | None:
        """Of namesakes the one in a district that the article names, else the one that still is, else none."""
        if len(entries) == 1:
            return entries[0]
        near = {
            entry: max((self._around[wider] for wider in entry.within if wider != HOME), default=0) for entry in entries
        }
        most = max(near.values())
        closest = [entry for entry in entries if near[entry] == most]
        standing = [entry for entry in closest if not entry.until]
        if len(closest) == 1 or len(standing) != 1:
            return closest[0] if len(closest) == 1 else None
        return standing[0]

    def _before(self, find: Find) -> str:
        return self._words[find.start - 1].lower() if find.start else ""

    def _within_a_name(self, find: Find) -> bool:
        """Whether the syllables are part of a longer name, or a person's."""
        words = self._words
        if _goes_on(words, find.end):
            return True
        if not find.start:
            return False
        before = words[find.start - 1]
        if before.lower() in _PEOPLE:
            return True
        if not capital(before) or (before.isupper() and len(before) > 1):
            return False
        opening = find.start < 2 or words[find.start - 2] in _STOPS or words[find.start - 2].isspace()
        return not opening or key(before) in SURNAMES


def _goes_on(words: Sequence[str], end: int) -> bool:
    """Whether a capitalised syllable follows, so that the name may be longer."""
    return end < len(words) and capital(words[end]) and not words[end].isupper()


def _fitting(find: Find) -> tuple[Entry, ...]:
    """The entries that the unit word allows, and of them those in what is named right after."""
    assert isinstance(find.meaning, Area)
    entries = find.meaning.of_unit(find.unit)
    if find.hint is None:
        return entries
    inside = tuple(entry for entry in entries if find.hint.id in (entry.id, *gazetteer.around(entry.id)))
    return inside if inside or find.meaning.bare in ("cue", "never") else entries


def each_once(mentions: Sequence[Mention]) -> Iterator[tuple[str, int]]:
    """(id, how often) of what is mentioned, most first."""
    yield from Counter(mention.id for mention in mentions).most_common()
