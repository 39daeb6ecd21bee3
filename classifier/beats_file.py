"""`beats.toml`: the beats of a desk.

All mistakes are reported together, each naming file, beat, key and what to write instead.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, cast

from classifier import beats_errors as e
from classifier import gazetteer, medtop
from classifier.beats import Beat, Beats, Condition, Kind
from classifier.spacy_doc import split

NAME = "beats.toml"
_MOST_BYTES = 256 * 1024
_MOST_BEATS = 60
_MOST_PHRASES = 5_000
_LONGEST_PHRASE = 100
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\Z", re.ASCII)
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_GROUPS = ("any", "all", "none")
_KEYS = ("id", "name", *_GROUPS)
_KINDS = ("topic", "place", "phrase")
_CONDITION_KEYS = (*_KINDS, "probability", "times", "title")
_WANTED = {"probability": "topic", "times": "phrase", "title": "phrase"}
_EXAMPLES = {
    "id": 'id = "y-te"',
    "name": 'name = "Y tế"',
    "any": 'any = [{ phrase = "tiêm chủng" }]',
    "all": 'all = [{ place = "tinh-lao-cai" }]',
    "none": 'none = [{ phrase = "quảng cáo" }]',
    "topic": '{ topic = "medtop:07000000", probability = 0.6 }',
    "place": '{ place = ["Sa Pa", "xa-y-ty"] }',
    "phrase": '{ phrase = ["tiêm chủng", "trạm y tế"], times = 2 }',
    "probability": "probability = 0.6",
    "times": "times = 2",
    "title": "title = true",
}


def default_text() -> str:
    """The beats that `anhduong init` writes."""
    return resources.files("classifier").joinpath(NAME).read_text(encoding="utf-8")


def load_beats(path: Path) -> Beats:
    """The beats of a file; those that come with the desk when there is none.

    Raises `BeatsUnreadable`, `BeatsTooLarge`, `BeatsEncoding`, `BeatsSyntax`, or `BeatsInvalid`, which carries every
    mistake in `errors`.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return parse_beats(default_text(), Path(NAME))
    except OSError as error:
        raise e.BeatsUnreadable(path=path) from error
    if len(raw) > _MOST_BYTES:
        raise e.BeatsTooLarge(path=path, limit=_MOST_BYTES // 1024)
    try:
        return parse_beats(raw.decode("utf-8-sig"), path)
    except UnicodeDecodeError as error:
        raise e.BeatsEncoding(path=path) from error


def parse_beats(text: str, path: Path = Path(NAME)) -> Beats:
    """Beats from TOML; `path` is named in errors, which are those of `load_beats`."""
    document = _document(text, path)
    problems: list[e.BeatsError] = [e.BeatsKeyUnknown(path=path, key=_short(key)) for key in document if key != "beat"]
    tables = document.get("beat", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        problems.append(e.BeatsKeyUnknown(path=path, key="beat"))
        tables = []
    elif not tables:
        problems.append(e.BeatsEmpty(path=path))
    if len(tables) > _MOST_BEATS:
        problems.append(e.BeatsTooMany(path=path, limit=_MOST_BEATS, what="[[beat]]"))
    found: list[Beat] = []
    seen: set[str] = set()
    for number, table in enumerate(tables[:_MOST_BEATS], 1):
        reader = _Table(path, number, table)
        beat = reader.beat()
        if beat is not None and beat.id in seen:
            reader.problem(e.BeatDuplicate, "id")
        problems += reader.problems
        if beat is not None:
            seen.add(beat.id)
            found.append(beat)
    rules = Beats(tuple(found))
    if len(rules.phrases.phrases) > _MOST_PHRASES:
        problems.append(e.BeatsTooMany(path=path, limit=_MOST_PHRASES, what="phrase"))
    if problems:
        raise e.BeatsInvalid(path=path, errors=tuple(problems))
    return rules


def _document(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place else (text.count("\n") + 1, 1)
        raise e.BeatsSyntax(path=path, line=line, column=column) from error
    except (RecursionError, ValueError) as error:  # nested without end; a number of more than 4,300 digits
        raise e.BeatsSyntax(path=path, line=1, column=1) from error


def _short(value: object) -> str:
    """A value as an error may quote it: on one line, and not longer than one reads."""
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:59]}…"


class _Table:
    """Reads one `[[beat]]` table, gathering every mistake in `problems`."""

    def __init__(self, path: Path, number: int, table: Mapping[str, Any]) -> None:
        self.path = path
        self.table = table
        self.problems: list[e.BeatsError] = []
        identity = table.get("id")
        self.label = _short(identity) if isinstance(identity, str) and identity.strip() else f"#{number}"

    def problem(self, error: type[e.BeatError], key: str, **fields: object) -> None:
        shown = {name: _short(value) if name == "value" else value for name, value in fields.items()}
        self.problems.append(error(path=self.path, beat=self.label, key=_short(key), **shown))

    def beat(self) -> Beat | None:
        self.unknown_keys(self.table, _KEYS, "")
        identity = self.text("id")
        if identity is not None and not _ID.match(identity):
            self.problem(e.BeatIdBad, "id", example="y-te")
        name = self.text("name")
        groups = {group: self.conditions(group) for group in _GROUPS}
        if not self.problems and not groups["any"] and not groups["all"]:
            self.problem(e.BeatWithoutRule, "any", example=_EXAMPLES["phrase"])
        if self.problems or identity is None or name is None:
            return None
        return Beat(identity, name, **groups)

    def unknown_keys(self, table: Mapping[str, Any], known: tuple[str, ...], prefix: str) -> None:
        for key in table:
            if key in known:
                continue
            near = difflib.get_close_matches(key[:60], known, n=1, cutoff=0.6)
            if near:
                self.problem(e.BeatKeyMisspelt, f"{prefix}{key}", suggestion=near[0])
            else:
                self.problem(e.BeatKeyUnknown, f"{prefix}{key}", known=", ".join(known))

    def text(self, key: str) -> str | None:
        if key not in self.table:
            self.problem(e.BeatKeyMissing, key, example=_EXAMPLES[key])
            return None
        value = self.table[key]
        if not isinstance(value, str):
            self.problem(e.BeatTypeWrong, key, example=_EXAMPLES[key])
            return None
        if not value.strip() or len(value) > _LONGEST_PHRASE:
            self.problem(e.BeatTextEmpty if not value.strip() else e.BeatTypeWrong, key, example=_EXAMPLES[key])
            return None
        return " ".join(value.split())

    def conditions(self, group: str) -> tuple[Condition, ...]:
        tables = self.table.get(group, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.problem(e.BeatTypeWrong, group, example=_EXAMPLES[group])
            return ()
        found = [self.condition(f"{group}[{number}]", table) for number, table in enumerate(tables, 1)]
        return tuple(condition for condition in found if condition is not None)

    def condition(self, place: str, table: Mapping[str, Any]) -> Condition | None:
        before = len(self.problems)
        self.unknown_keys(table, _CONDITION_KEYS, f"{place}.")
        kinds = [kind for kind in _KINDS if kind in table]
        if len(kinds) != 1:
            self.problem(e.BeatConditionMixed, place, example=_EXAMPLES["phrase"])
            return None
        kind = kinds[0]
        for key, wanted in _WANTED.items():
            if key in table and kind != wanted:
                self.problem(e.BeatKeyMisplaced, f"{place}.{key}", wanted=wanted)
        values = self.values(f"{place}.{kind}", kind, table[kind])
        probability = self.number(place, table, "probability", 0.5, 0.0, 1.0)
        times = self.number(place, table, "times", 1, 1, 100)
        title_only = table.get("title", False)
        if not isinstance(title_only, bool):
            self.problem(e.BeatTypeWrong, f"{place}.title", example=_EXAMPLES["title"])
        if len(self.problems) > before:
            return None
        return Condition(cast(Kind, kind), values, float(probability), int(times), title_only)

    def number(self, place: str, table: Mapping[str, Any], key: str, default: float, low: float, high: float) -> float:
        value = table.get(key, default)
        kinds = (int, float) if key == "probability" else (int,)
        if not isinstance(value, kinds) or isinstance(value, bool):
            self.problem(e.BeatTypeWrong, f"{place}.{key}", example=_EXAMPLES[key])
            return default
        if not low <= value <= high:  # also turns away nan
            self.problem(e.BeatOutOfRange, f"{place}.{key}", value=value, low=low, high=high)
            return default
        return value

    def values(self, key: str, kind: str, value: object) -> tuple[str, ...]:
        listed = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
        if not listed or (isinstance(value, list) and len(listed) < len(value)):
            self.problem(e.BeatTypeWrong, key, example=_EXAMPLES[kind])
            return ()
        read = {"topic": self.topic, "place": self.place, "phrase": self.phrase}[kind]
        return tuple(dict.fromkeys(one for text in listed for one in read(key, " ".join(text.split()))))

    def topic(self, key: str, text: str) -> tuple[str, ...]:
        for topic in medtop.MEDIA_TOPICS:
            if text.lower() in (topic.code, topic.vietnamese.lower(), topic.english):
                return (topic.code,)
        known = ", ".join(f"{topic.code} ({topic.vietnamese})" for topic in medtop.MEDIA_TOPICS)
        self.problem(e.BeatTopicUnknown, key, value=text, known=known)
        return ()

    def place(self, key: str, text: str) -> tuple[str, ...]:
        found = tuple(entry.id for entry in gazetteer.by_title(text[:_LONGEST_PHRASE])) if text else ()
        if not found:
            titles = [entry.title for entry in gazetteer.entries().values()]
            near = difflib.get_close_matches(text[:60], titles, n=1, cutoff=0.75)
            if near:
                self.problem(e.BeatPlaceMisspelt, key, value=text, suggestion=near[0])
            else:
                self.problem(e.BeatPlaceUnknown, key, value=text)
        return found

    def phrase(self, key: str, text: str) -> tuple[str, ...]:
        if len(text) > _LONGEST_PHRASE or not any(word[0].isalnum() for word in split(text)[0]):
            self.problem(e.BeatTypeWrong if text else e.BeatTextEmpty, key, example=_EXAMPLES["phrase"])
            return ()
        return (text,)
