"""Mutilation, blood and cruelty shown, against plain counts, surgery, cooking and figures of speech."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.checks import Flag, Subject
from classifier.checks.graphic import check
from tests.classifier.checks.labelled import Case, negatives, positives, score
from tests.classifier.checks.texts import ICT, holds_together, subjects

NAME = "graphic"
OTHERS = ("personal-data", "minor", "self-harm", "accusation")
_PIECES = (
    "máu",
    "phun",
    "ruột",
    "lòi ra",
    "óc",
    "văng",
    "thi thể",
    "cháy đen",
    "dao",
    "chặt",
    "bác sĩ",
    "phẫu thuật",
    "con mèo",
    "nước sôi",
    "\n",
    ". ",
    ",",
)
NOW = datetime(2026, 3, 11, 8, tzinfo=ICT)


def _read(text: str, title: str = "") -> list[Flag]:
    return list(check(Subject(title, text, NOW, NOW)))


@pytest.mark.parametrize("case", positives(NAME))
def test_fires_on_the_labelled_words(case: Case) -> None:
    flags = case.flags(check)
    assert [evidence for evidence in case.evidence[NAME] if not case.found(evidence, flags)] == []


@pytest.mark.parametrize("case", negatives(NAME, *OTHERS))
def test_stays_silent_on_hard_negatives(case: Case) -> None:
    assert case.flags(check) == []


def test_does_as_well_on_cases_kept_from_tuning() -> None:
    held = score(NAME, check, NAME, *OTHERS)
    assert held.precision >= 0.9
    assert held.recall >= 0.8
    assert held.evidence >= 0.8


@given(subjects)
@settings(deadline=None, max_examples=150)
def test_any_text_is_judged_without_error(subject: Subject) -> None:
    holds_together(check, subject, NAME)


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map(" ".join))
@settings(deadline=None, max_examples=150)
def test_its_own_words_in_any_order_are_judged_without_error(text: str) -> None:
    holds_together(check, Subject(text[:80], text, NOW, None), NAME)


def test_a_very_long_text_is_judged() -> None:
    unit = " ".join(_PIECES)
    holds_together(check, Subject("", unit * (200_000 // len(unit)), NOW, None), NAME)
    holds_together(check, Subject("", "a" * 300_000, NOW, None), NAME)


def test_one_mild_word_is_not_enough() -> None:
    assert not _read("Một người bị gãy tay, hiện trường có vết máu.")


def test_the_clauses_are_pointed_at_not_the_whole_text() -> None:
    text = "Sáng 2/3, xe tải gặp nạn. Ruột lòi ra ngoài, óc văng lên vỉa hè. Giao thông thông suốt sau hai giờ."
    assert [flag.quote for flag in _read(text)] == ["Ruột lòi ra ngoài, óc văng lên vỉa hè"]
