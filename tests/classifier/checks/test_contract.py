"""What every check on a text owes: its labelled cases, silence on the others, and an answer to any text."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.checks import Subject, registry
from tests.classifier.checks.labelled import Case, Score, cases, negatives, positives, score
from tests.classifier.checks.texts import NOW, holds_together, subjects

PEOPLE = ("personal-data", "minor", "self-harm", "graphic", "accusation")
COPY = ("advertorial", "health-claim", "stale", "suspect-link", "text-damage")


@dataclass(frozen=True)
class Floors:
    """The least that a check reaches on the cases marked `held`, which later rules may not undercut."""

    precision: float
    recall: float
    evidence: float


FLOORS = {
    "personal-data": Floors(0.9, 0.85, 0.85),
    "minor": Floors(0.9, 0.9, 0.9),
    "self-harm": Floors(0.9, 0.85, 0.8),
    "graphic": Floors(0.9, 0.8, 0.8),
    "accusation": Floors(0.9, 0.9, 0.85),
    "advertorial": Floors(0.9, 0.85, 0.85),
    "health-claim": Floors(0.9, 0.85, 0.8),
    "stale": Floors(0.9, 0.85, 0.85),
    "suspect-link": Floors(0.9, 0.9, 0.9),
    "text-damage": Floors(0.9, 0.9, 0.85),
}


def files(name: str) -> tuple[str, ...]:
    """The case files that were labelled with this check in mind, its own first."""
    return (name, *(other for other in (PEOPLE if name in PEOPLE else COPY) if other != name))


def own_words(name: str) -> list[str]:
    """Pieces of the words that the check points at in its cases, three syllables each."""
    words = [evidence.split() for case in cases(name) for evidence in case.evidence.get(name, ())]
    return [" ".join(line[at : at + 3]) for line in words for at in range(0, len(line), 3)]


@pytest.mark.parametrize(("name", "case"), [(name, case) for name in FLOORS for case in positives(name)])
def test_fires_on_the_labelled_words(name: str, case: Case) -> None:
    flags = case.flags(registry()[name])
    assert [evidence for evidence in case.evidence[name] if not case.found(evidence, flags)] == []


@pytest.mark.parametrize(("name", "case"), [(name, case) for name in FLOORS for case in negatives(name, *files(name))])
def test_stays_silent_on_hard_negatives(name: str, case: Case) -> None:
    assert case.flags(registry()[name]) == []


@pytest.mark.parametrize("name", FLOORS)
def test_does_no_worse_on_the_held_cases(name: str) -> None:
    held: Score = score(name, registry()[name], *files(name))
    assert held.precision >= FLOORS[name].precision
    assert held.recall >= FLOORS[name].recall
    assert held.evidence >= FLOORS[name].evidence


@pytest.mark.parametrize("name", FLOORS)
@given(subject=subjects)
@settings(deadline=None, max_examples=150)
def test_any_text_is_judged_without_error(name: str, subject: Subject) -> None:
    holds_together(registry()[name], subject, name)


@pytest.mark.parametrize("name", FLOORS)
@given(data=st.data())
@settings(deadline=None, max_examples=150)
def test_its_own_words_in_any_order_are_judged_without_error(name: str, data: st.DataObject) -> None:
    text = " ".join(data.draw(st.lists(st.sampled_from([*own_words(name), "\n", ". "]), max_size=30)))
    holds_together(registry()[name], Subject(text[:80], text, NOW, None), name)


@pytest.mark.parametrize("name", FLOORS)
def test_a_very_long_text_is_judged(name: str) -> None:
    unit = " ".join(own_words(name)[:20])
    holds_together(registry()[name], Subject("", f"{unit} " * (200_000 // len(unit)), NOW, None), name)
    holds_together(registry()[name], Subject("", "a" * 300_000, NOW, None), name)
