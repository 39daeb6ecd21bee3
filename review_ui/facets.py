"""What lists of articles can be narrowed to: beat, place or organisation, topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from classifier import gazetteer, medtop
from classifier.text import fold
from pipeline.i18n import _
from pipeline.store import Store
from pipeline.store.facets import Facet
from pipeline.tags import Tags
from pipeline.words import place_kind_name, place_name
from review_ui.site import Visit


@dataclass(frozen=True, slots=True)
class Choices:
    """(value, words) of what may be chosen; places by the heading that they stand under."""

    beats: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    topics: tuple[tuple[str, str], ...]


def choices(store: Store) -> Choices:
    """Beats and places that articles are filed under, and every topic."""
    return Choices(
        tuple(sorted(store.facets.beats_in_use(), key=lambda beat: fold(beat[1]))),
        _places(store.facets.places_in_use()),
        tuple((topic.code, topic.vietnamese) for topic in medtop.MEDIA_TOPICS),
    )


def _places(ids: tuple[str, ...]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    known = gazetteer.entries()

    def rank(place: str) -> int:
        return gazetteer.KINDS.index(known[place].kind) if place in known else len(gazetteer.KINDS)

    ordered = sorted(ids, key=lambda place: (rank(place), fold(place_name(place))))
    return tuple(
        (
            place_kind_name(gazetteer.KINDS[number]) if number < len(gazetteer.KINDS) else "–",
            tuple((place, place_name(place)) for place in group),
        )
        for number, group in groupby(ordered, key=rank)
    )


def asked(visit: Visit, known: Choices) -> Facet:
    """What the address asks for; a value that cannot be chosen counts as none."""
    return chosen(visit.query("chuyen-muc"), visit.query("noi"), visit.query("chu-de"), known)


def chosen(beat: str, place: str, topic: str, known: Choices) -> Facet:
    """The facet of these values; one that cannot be chosen counts as none."""
    return Facet(
        beat if beat in dict(known.beats) else "",
        place if any(place in dict(group) for _heading, group in known.places) else "",
        topic if topic in medtop.BY_CODE else "",
    )


def query(facet: Facet) -> Mapping[str, str]:
    """The facet as values of an address."""
    return {"chuyen-muc": facet.beat, "noi": facet.place, "chu-de": facet.topic}


def mentioned(tags: Tags) -> tuple[tuple[str, tuple[tuple[str, str, int], ...]], ...]:
    """What an article mentions, for its card: (heading, (id, words, times)), places before organisations."""
    known = gazetteer.entries()
    places: list[tuple[str, str, int]] = []
    agencies: list[tuple[str, str, int]] = []
    for tag in tags.places:
        if tag.times:
            is_agency = tag.place in known and known[tag.place].kind == "agency"
            (agencies if is_agency else places).append((tag.place, place_name(tag.place), tag.times))
    found = ((_("Places"), tuple(places)), (place_kind_name("agency"), tuple(agencies)))
    return tuple((heading, group) for heading, group in found if group)
