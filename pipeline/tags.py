"""What an article is filed under: its beats, and the places and organisations that it speaks of. No store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from classifier import gazetteer
from classifier.beats import Beats, HasTopic, Hit, beats
from classifier.places import places_in
from classifier.spacy_doc import read
from pipeline.repair import repaired


@dataclass(frozen=True, slots=True)
class PlaceTag:
    """A gazetteer id with how often it is mentioned; 0 for what only lies around a place that is."""

    place: str
    times: int


@dataclass(frozen=True, slots=True)
class Tags:
    """What an article is filed under; `rules` is the digest of the rules that said so."""

    beats: tuple[Hit, ...] = ()
    places: tuple[PlaceTag, ...] = ()
    rules: str = ""


def tags(rules: Beats, topics: Sequence[HasTopic], title: str, text: str) -> Tags:
    """File an article by the rules. Pure. The places mentioned most come first, then what lies around them.

    Like topics, tags are read of the repaired text.
    """
    reading = read(repaired(title), repaired(text))
    mentions = places_in(reading)
    times = Counter(mention.id for mention in mentions)
    around = dict.fromkeys(wider for place in times for wider in gazetteer.around(place) if wider not in times)
    found = [*(PlaceTag(place, count) for place, count in times.most_common()), *(PlaceTag(id_, 0) for id_ in around)]
    return Tags(beats(rules, topics, mentions, reading), tuple(found), rules.digest)
