"""Beats (chuyên mục): the page's own headings, given by rules over topics, places, phrases. Pure.

A beat fits an article when every condition of `all` holds, one of `any` (where there are any), and none of `none`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Literal, Protocol

from classifier import gazetteer
from classifier.places import Mention
from classifier.spacy_doc import Phrases, Reading, read

Kind = Literal["topic", "place", "phrase"]


_ORDER = {"topic": 0, "place": 1, "phrase": 2}


class HasTopic(Protocol):
    """What a rule asks of a topic: `classifier.topics.Topic` and the desk's own label both have it."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def probability(self) -> float: ...


@dataclass(frozen=True)
class Condition:
    """One of `values` must be there.

    `values` are `medtop:` codes, gazetteer ids or phrases. A topic must reach `probability`. A place counts with all
    that lies in it. Phrases must stand there `times` times in all, with `title_only` in the title.
    """

    kind: Kind
    values: tuple[str, ...]
    probability: float = 0.5
    times: int = 1
    title_only: bool = False

    @cached_property
    def wanted(self) -> frozenset[str]:
        return frozenset(self.values)


@dataclass(frozen=True, slots=True)
class Beat:
    """One beat with its rule."""

    id: str
    name: str
    any: tuple[Condition, ...] = ()
    all: tuple[Condition, ...] = ()
    none: tuple[Condition, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return (*self.all, *self.any, *self.none)


@dataclass(frozen=True, slots=True)
class Why:
    """What made a condition hold: a topic's name with its probability, a place's title, or a phrase, and how often."""

    kind: Kind
    said: str
    number: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A beat that an article gets, and why."""

    beat: str
    name: str
    why: tuple[Why, ...]


@dataclass(frozen=True, eq=False)
class Beats:
    """The rules of a desk, ready to use; their phrases are sought together, in one pass over an article."""

    rules: tuple[Beat, ...]

    @cached_property
    def phrases(self) -> Phrases:
        listed = (
            phrase
            for beat in self.rules
            for condition in beat.conditions
            if condition.kind == "phrase"
            for phrase in condition.values
        )
        return Phrases(tuple(dict.fromkeys(listed)))

    @cached_property
    def digest(self) -> str:
        """Changes with the rules and with the gazetteer: what was tagged under another is to be tagged anew."""
        said = f"{self.rules!r}{gazetteer.digest()}"
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.rules,)


def beats(
    rules: Beats, topics: Sequence[HasTopic], places: Sequence[Mention], text: str | Reading, title: str = ""
) -> tuple[Hit, ...]:
    """The beats of an article, in the order of the rules. A `Reading` holds title and text already."""
    reading = read(title, text) if isinstance(text, str) else text
    facts = _Facts(rules, topics, places, reading)
    return tuple(Hit(beat.id, beat.name, why) for beat in rules.rules if (why := facts.fit(beat)))


class _Facts:
    def __init__(self, rules: Beats, topics: Sequence[HasTopic], places: Sequence[Mention], reading: Reading) -> None:
        self._topics = {topic.code: topic for topic in topics}
        self._places: Counter[str] = Counter()
        for mention in places:
            self._places[mention.id] += 1
        self._around = {place: gazetteer.around(place) for place in self._places}
        self._phrases: Counter[str] = Counter()
        self._titled: Counter[str] = Counter()
        for number, start, _end in rules.phrases.find(reading):
            phrase = rules.phrases.phrases[number]
            self._phrases[phrase] += 1
            if start < reading.body and reading.doc[start].idx < reading.body:
                self._titled[phrase] += 1

    def fit(self, beat: Beat) -> tuple[Why, ...]:
        """Why the beat fits; () when it does not."""
        every = [self._holds(condition) for condition in beat.all]
        if not all(every):
            return ()
        some = [why for condition in beat.any for why in self._holds(condition)]
        if (beat.any and not some) or any(self._holds(condition) for condition in beat.none):
            return ()
        # A phrase may stand in two conditions, the one of which asks for it in the title.
        found = {(why.kind, why.said): why for why in sorted([*chain(*every), *some], key=lambda why: why.number)}
        return tuple(sorted(found.values(), key=lambda why: (_ORDER[why.kind], -why.number)))

    def _holds(self, condition: Condition) -> list[Why]:
        match condition.kind:
            case "topic":
                return list(self._by_topic(condition))
            case "place":
                return list(self._by_place(condition))
            case "phrase":
                counted = self._titled if condition.title_only else self._phrases
                found = [Why("phrase", phrase, counted[phrase]) for phrase in counted if phrase in condition.wanted]
                return found if sum(why.number for why in found) >= condition.times else []

    def _by_topic(self, condition: Condition) -> Iterable[Why]:
        for code in condition.values:
            topic = self._topics.get(code)
            if topic is not None and topic.probability >= condition.probability:
                yield Why("topic", topic.name, round(topic.probability, 4))

    def _by_place(self, condition: Condition) -> Iterable[Why]:
        wanted = condition.wanted
        for place, times in self._places.items():
            if place in wanted or not wanted.isdisjoint(self._around[place]):
                yield Why("place", gazetteer.title(place), times)
