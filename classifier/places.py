"""Which places and organisations of the province an article speaks of.

Names are found by spaCy's PhraseMatcher on syllables; then each is weighed, because "Kim Sơn" is also a district
elsewhere, "Thống Nhất" a word and "Vũ Linh" a person. What counts is the unit word before a name, what comes right after
it ("xã Tân An, huyện Vĩnh Cửu"), and whose province the article is about. Precision goes before recall: a name that
could be somebody else's is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from classifier import gazetteer
from classifier.gazetteer import Entry
from classifier.names import SURNAMES
from classifier.place_names import HOME, UNITS, Agency, Area, Elsewhere, Meaning, Spot, names
from classifier.spacy_doc import Reading, key, read
from classifier.text import fold


@dataclass(frozen=True, slots=True)
class Mention:
    """A place or organisation at `[start, end)` of the NFC `field`. `name` is the gazetteer's, in full."""

    id: str
    kind: str
    name: str
    field: Literal["title", "text"]
    start: int
    end: int


@dataclass(slots=True, eq=False)
class _Find:
    """A name in the text: tokens `[start, end)`; `unit` is its unit word, `carried` when it stands earlier in a list.

    `opening` is where the unit word begins that stands right before, else `start`.

    `hint` is a district or province that the text names right after, `foreign` that one of elsewhere stands there.
    """

    start: int
    end: int
    meaning: Meaning
    opening: int = 0
    unit: str = ""
    carried: bool = False
    hint: Entry | None = None
    foreign: bool = False


def places(title: str, text: str) -> tuple[Mention, ...]:
    """Mentions in title and text, in reading order. Reads the first 100,000 characters of each."""
    return places_in(read(title, text))


def places_in(reading: Reading) -> tuple[Mention, ...]:
    """`places` of an article that was split into tokens already."""
    words = reading.words
    found = _finds(reading)
    if all(isinstance(find.meaning, Elsewhere) for find in found):
        return ()
    _look_around(reading, found)
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


# -- finding ------------------------------------------------------------------------------------------


def _finds(reading: Reading) -> list[_Find]:
    """Names as they must be written, the longer of two that overlap, in order."""
    known = names()
    words = reading.words
    candidates = []
    for number, start, end in known.phrases.find(reading):
        if all(_capital(words[start + at]) for at in known.capitals[number]):
            meaning = known.meanings[number]
            if not (reading.plain and isinstance(meaning, Area) and _shouting(words, start, end)):
                candidates.append(_Find(start, end, meaning))
    candidates.sort(key=lambda find: (find.start - find.end, not isinstance(find.meaning, Elsewhere), find.start))
    taken: set[int] = set()
    kept = []
    for find in candidates:
        tokens = range(find.start, find.end)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(find)
    return sorted(kept, key=lambda find: find.start)


def _capital(word: str) -> bool:
    return word[0].isupper()


def _shouting(words: Sequence[str], start: int, end: int) -> bool:
    """Capitals without diacritics: "BAN CAM KET" is no Bản Cầm, unless a unit word says so."""
    return all(word.isupper() for word in words[start:end]) and not _unit(words, start, True)


# -- what stands around -------------------------------------------------------------------------------

_SHORT_UNITS = {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn", "p": "phường", "x": "xã", "h": "huyện", "t": "tỉnh"}
_UNITS = {unit: unit for unit in (*UNITS, "quận")}
_UNITS_PLAIN = _UNITS | {fold(unit): unit for unit in _UNITS}
_DESCRIBING = frozenset(
    "vùng cao biên giới sâu xa miền núi thấp mới nghèo đặc biệt khó khăn trọng điểm lúa của cũ anh hùng".split()
)
_JOINTS = frozenset([",", ";", "và", "va", "hay", "hoặc", "hoac", "-", "–", "đến", "/"])
_AFTER = frozenset([",", "(", "-", "–", "—", ")", "thuộc", "thuoc", "cũ", "cu", "/"])
_LONGEST_GAP = 12


def _unit(words: Sequence[str], start: int, plain: bool) -> str:
    """The unit word that ends right before a token: "xã", "thành phố", also for "TP.", in plain text "xa"; else ""."""
    if start < 1:
        return ""
    units = _UNITS_PLAIN if plain else _UNITS
    one = words[start - 1].lower()
    if start >= 2:
        before = words[start - 2].lower()
        if one == "." and before in _SHORT_UNITS:
            return _SHORT_UNITS[before]
        two = units.get(f"{before} {one}")
        if two is not None:
            return two
    return _SHORT_UNITS[one] if one in ("tp", "tx", "tt") else units.get(one, "")


def _unit_opening(words: Sequence[str], start: int, unit: str) -> int:
    if not unit:
        return start
    two = words[start - 1] == "." or (" " in unit and len(words[start - 1]) > 2)
    return start - (2 if two else 1)


def _described_unit(words: Sequence[str], start: int, plain: bool) -> str:
    """Like `_unit`, over words such as in "xã vùng cao Tả Phời"."""
    at = start
    while at > 0 and start - at < 4 and words[at - 1].lower() in _DESCRIBING:
        at -= 1
    return _unit(words, at, plain) if at < start else ""


def _look_around(reading: Reading, finds: list[_Find]) -> None:
    """Notes unit words, enumerations ("các xã A, B và C") and what is named right after."""
    words = reading.words
    at = {find.start: find for find in finds}
    before: _Find | None = None
    for find in finds:
        find.opening = find.start
        if isinstance(find.meaning, Area):
            unit = _unit(words, find.start, reading.plain)
            find.opening = _unit_opening(words, find.start, unit)
            unit = unit or _described_unit(words, find.start, reading.plain)
            if unit:
                find.unit = unit
            elif before is not None and before.unit and _joined(words, before.end, find.start):
                find.unit, find.carried = before.unit, True
            before = find
    after: _Find | None = None
    for find in reversed(finds):
        if after is not None and after.carried:
            find.hint, find.foreign = after.hint, after.foreign
        elif not isinstance(find.meaning, Elsewhere):
            find.hint, find.foreign = _named_after(reading, find, at)
        after = find


def _joined(words: Sequence[str], start: int, end: int) -> bool:
    """Whether only commas, "và" and other names stand between two names."""
    if not start < end <= start + _LONGEST_GAP:
        return False
    between = words[start:end]
    return any(word in _JOINTS for word in between) and all(
        word in _JOINTS or (_capital(word) and not word.isupper()) for word in between
    )


def _named_after(reading: Reading, find: _Find, at: dict[int, _Find]) -> tuple[Entry | None, bool]:
    """The unit that a name is said to lie in: (ours, whether it is one of elsewhere)."""
    words = reading.words
    place = find.end
    while place < len(words) and place - find.end < 3 and words[place].lower() in _AFTER:
        place += 1
    other = at.get(place)
    if other is not None and (place > find.end or not _is_area(find)):
        if isinstance(other.meaning, Elsewhere):
            return None, not other.meaning.far or not _is_area(find) or words[place - 1] == "("
        if isinstance(other.meaning, Area) and other.meaning.elsewhere and not find.carried:
            return None, words[place - 1] == "("
    unit, name_at = _unit_at(words, place, reading.plain)
    if unit in ("", "xã", "phường", "thị trấn") or name_at >= len(words) or not _capital(words[name_at]):
        return None, False
    other = at.get(name_at)
    if other is None or isinstance(other.meaning, Elsewhere):
        # "tỉnh Lào Cai" is ours; "tỉnh Đoàn" or "huyện Vĩnh Cửu" is somebody else's.
        return None, True
    if isinstance(other.meaning, Area):
        ours = [entry for entry in other.meaning.of_unit(unit) if entry.kind != "commune"]
        return (ours[0], False) if ours else (None, True)
    return None, False


def _is_area(find: _Find) -> bool:
    return isinstance(find.meaning, Area)


def _unit_at(words: Sequence[str], place: int, plain: bool) -> tuple[str, int]:
    """(unit word that begins at a token, the token after it)."""
    for length in (2, 1):
        end = place + length
        if end <= len(words):
            unit = _unit(words, end, plain)
            whole = _unit(words[place:end], length, plain)
            if unit and whole == unit:
                if words[end - 1].lower() in _SHORT_UNITS and end < len(words) and words[end] == ".":
                    end += 1
                return unit, end
    return "", place


# -- weighing -----------------------------------------------------------------------------------------

_WHERE = frozenset("ở tại về đến từ lên xuống qua vùng đất chợ ga thôn bản quanh gần o tai ve den tu len xuong".split())
_PEOPLE = frozenset("ông bà anh chị em cháu cô chú bác thầy cụ sĩ chí viên danh tên nhà mc ong".split())
_MANY = frozenset("các những nhiều một cac nhung nhieu mot".split())
_STOPS = frozenset(".!?:;…“”\"'()[]-–—•")


class _Context:
    """Whose province the article is about, and which names it gives with their unit word."""

    def __init__(self, reading: Reading, found: list[_Find]) -> None:
        self._words = reading.words
        self._found = found
        self._sure: dict[int, Entry] = {}
        anchors = [find for find in found if self._anchor(find)]
        near = [find for find in found if _elsewhere(find)]
        titled = any(reading.doc[find.start].idx < reading.body for find in anchors)
        self._home = bool(anchors) and (titled or len(anchors) >= len(near))
        self._nobodys = not near
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

    def entry(self, find: _Find) -> Entry | None:
        """What a name means here, or None where it may be somebody else's."""
        match find.meaning:
            case Elsewhere():
                return None
            case Spot(entry):
                return entry if entry.bare == "free" or self._home else None
            case Agency(entry, named):
                if find.foreign or self._before(find) in _MANY:
                    return None
                return entry if named or self._home else None
        return self._of_unit(find) if find.unit else self._alone(find)

    def _anchor(self, find: _Find) -> bool:
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

    def _of_unit(self, find: _Find) -> Entry | None:
        """A name with its unit word, its own or that of its list."""
        assert isinstance(find.meaning, Area)
        if find.foreign:
            return None
        fitting = _fitting(find)
        if not fitting:
            if find.meaning.bare == "free" and not find.meaning.of_unit(find.unit):
                return find.meaning.entries[0]
            return None
        if find.meaning.bare in ("cue", "never") and not (self._home or self._nobodys or find.hint):
            return None
        return self._nearest(fitting)

    def _alone(self, find: _Find) -> Entry | None:
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

    def _nearest(self, entries: Sequence[Entry]) -> Entry | None:
        """Of namesakes the one in a district that the article names, else the one that still is, else none."""
        if len(entries) == 1:
            return entries[0]
        near = {entry: max((self._around[wider] for wider in entry.within if wider != HOME), default=0) for entry in entries}
        most = max(near.values())
        closest = [entry for entry in entries if near[entry] == most]
        standing = [entry for entry in closest if not entry.until]
        if len(closest) == 1 or len(standing) != 1:
            return closest[0] if len(closest) == 1 else None
        return standing[0]

    def _before(self, find: _Find) -> str:
        return self._words[find.start - 1].lower() if find.start else ""

    def _within_a_name(self, find: _Find) -> bool:
        """Whether the syllables are part of a longer name, or a person's."""
        words = self._words
        if find.end < len(words) and _capital(words[find.end]) and not words[find.end].isupper():
            return True
        if not find.start:
            return False
        before = words[find.start - 1]
        if before.lower() in _PEOPLE:
            return True
        if not _capital(before) or (before.isupper() and len(before) > 1):
            return False
        opening = find.start < 2 or words[find.start - 2] in _STOPS or words[find.start - 2].isspace()
        return not opening or key(before) in SURNAMES


def _elsewhere(find: _Find) -> bool:
    """Whether the name says that the article is about another province."""
    match find.meaning:
        case Elsewhere(far):
            return not far
        case Area(elsewhere=True):
            return find.unit in ("", "tỉnh")
    return False


def _fitting(find: _Find) -> tuple[Entry, ...]:
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
