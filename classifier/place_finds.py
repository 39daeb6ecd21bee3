"""Names of the gazetteer where they stand in a text, with what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classifier.gazetteer import Entry
from classifier.place_names import UNITS, Area, Elsewhere, Meaning, names
from classifier.spacy_doc import Reading
from classifier.text import fold


@dataclass(slots=True, eq=False)
class Find:
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
    plural: bool = False
    hint: Entry | None = None
    foreign: bool = False


def finds(reading: Reading) -> list[Find]:
    """Names as they must be written, the longer of two that overlap, in order, with what stands around them."""
    known = names()
    words = reading.words
    candidates = []
    for number, start, end in known.phrases.find(reading):
        if all(capital(words[start + at]) for at in known.capitals[number]):
            meaning = known.meanings[number]
            if not (reading.plain and isinstance(meaning, Area) and _shouting(words, start, end)):
                candidates.append(Find(start, end, meaning))
    candidates.sort(key=lambda find: (find.start - find.end, not isinstance(find.meaning, Elsewhere), find.start))
    taken: set[int] = set()
    kept = []
    for find in candidates:
        tokens = range(find.start, find.end)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(find)
    kept.sort(key=lambda find: find.start)
    _look_around(reading, kept)
    return kept


def capital(word: str) -> bool:
    return word[0].isupper()


def _shouting(words: Sequence[str], start: int, end: int) -> bool:
    """Capitals without diacritics: "BAN CAM KET" is no Bản Cầm, unless a unit word says so."""
    return all(word.isupper() for word in words[start:end]) and not _unit(words, start, True)


# -- what stands around -------------------------------------------------------------------------------

_SHORT_UNITS = {
    "tp": "thành phố",
    "tx": "thị xã",
    "tt": "thị trấn",
    "p": "phường",
    "x": "xã",
    "h": "huyện",
    "t": "tỉnh",
}
_UNITS = {unit: unit for unit in (*UNITS, "quận")}
_UNITS_PLAIN = _UNITS | {fold(unit): unit for unit in _UNITS}
_UNIT_OPENINGS = frozenset(_SHORT_UNITS) | {unit.split()[0] for unit in _UNITS_PLAIN}
_DESCRIBING = frozenset(
    "vùng cao biên giới sâu xa miền núi thấp mới nghèo đặc biệt khó khăn trọng điểm lúa của cũ anh hùng".split()
)
_JOINTS = frozenset([",", ";", "và", "va", "hay", "hoặc", "hoac", "-", "–", "đến", "/"])
_AFTER = frozenset([",", "(", "-", "–", "—", ")", "thuộc", "thuoc", "cũ", "cu", "/"])
_LONGEST_GAP = 12
MANY = frozenset("các những nhiều hai ba bốn năm sáu bảy cac nhung nhieu bon sau bay".split())


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
    two = words[start - 1] == "." or (" " in unit and words[start - 1].lower() not in _SHORT_UNITS)
    return start - (2 if two else 1)


def _described_unit(words: Sequence[str], start: int, plain: bool) -> str:
    """Like `_unit`, over words such as in "xã vùng cao Tả Phời"."""
    at = start
    while at > 0 and start - at < 4 and words[at - 1].lower() in _DESCRIBING:
        at -= 1
    return _unit(words, at, plain) if at < start else ""


def _look_around(reading: Reading, found: list[Find]) -> None:
    """Notes unit words, enumerations ("các xã A, B và C") and what is named right after."""
    words = reading.words
    at = {find.start: find for find in found}
    before: Find | None = None
    for find in found:
        find.opening = find.start
        if isinstance(find.meaning, Area):
            unit = _unit(words, find.start, reading.plain)
            find.opening = _unit_opening(words, find.start, unit)
            unit = unit or _described_unit(words, find.start, reading.plain)
            if unit:
                find.unit = unit
            elif before is not None and before.unit and _carries(words, before, find):
                find.unit, find.carried, find.plural = before.unit, True, before.plural
            if unit:
                find.plural = _several(words, find.opening)
            before = find
    after: Find | None = None
    for find in reversed(found):
        if after is not None and after.carried:
            find.hint, find.foreign = after.hint, after.foreign
        elif not isinstance(find.meaning, Elsewhere):
            find.hint, find.foreign = _named_after(reading, find, at)
        after = find


def _carries(words: Sequence[str], before: Find, find: Find) -> bool:
    """Whether a unit word counts for the next name too: "các xã A, B", not "xã A, Văn Chấn" with its district."""
    assert isinstance(find.meaning, Area)
    wide = find.meaning.entries[0].kind != "commune"
    return (before.plural or not wide) and _joined(words, before.end, find.start)


def _several(words: Sequence[str], opening: int) -> bool:
    return opening > 0 and (words[opening - 1].lower() in MANY or words[opening - 1].isdigit())


def _joined(words: Sequence[str], start: int, end: int) -> bool:
    """Whether only commas, "và" and other names stand between two names."""
    if not start < end <= start + _LONGEST_GAP:
        return False
    between = words[start:end]
    return any(word in _JOINTS for word in between) and all(
        word in _JOINTS or (capital(word) and not word.isupper()) for word in between
    )


def _named_after(reading: Reading, find: Find, at: dict[int, Find]) -> tuple[Entry | None, bool]:
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
        if isinstance(other.meaning, Area) and not find.plural and other.meaning.entries[0].kind != "commune":
            return other.meaning.entries[0], False
    if place > find.end and _named_on(words, place, at):
        return None, True
    unit, name_at = _unit_at(words, place, reading.plain)
    if unit in ("", "xã", "phường", "thị trấn") or name_at >= len(words) or not capital(words[name_at]):
        return None, False
    other = at.get(name_at)
    if other is None or isinstance(other.meaning, Elsewhere):
        # "tỉnh Lào Cai" is ours; "tỉnh Đoàn" or "huyện Vĩnh Cửu" is somebody else's.
        return None, True
    if isinstance(other.meaning, Area):
        ours = [entry for entry in other.meaning.of_unit(unit) if entry.kind != "commune"]
        return (ours[0], False) if ours else (None, True)
    return None, False


def _named_on(words: Sequence[str], place: int, at: dict[int, Find]) -> bool:
    """Whether a name that is not ours stands there, in brackets or with its province: "(Kỳ Sơn)"."""
    end = place
    while end < len(words) and end - place < 4 and end not in at and capital(words[end]):
        end += 1
    if not place < end < len(words) or end in at:
        return False
    if words[end] == ")":
        return words[place - 1] == "("
    if words[end] not in (",", "-", "–"):
        return False
    other = at.get(end + 1)
    return other is not None and isinstance(other.meaning, Elsewhere)


def _is_area(find: Find) -> bool:
    return isinstance(find.meaning, Area)


def _unit_at(words: Sequence[str], place: int, plain: bool) -> tuple[str, int]:
    """(unit word that begins at a token, the token after it)."""
    if place >= len(words) or words[place].lower() not in _UNIT_OPENINGS:
        return "", place
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


def names_elsewhere(find: Find) -> bool:
    """Whether the name says that the article is about another province."""
    match find.meaning:
        case Elsewhere(far):
            return not far
        case Area(elsewhere=True):
            return find.unit in ("", "tỉnh")
    return False
