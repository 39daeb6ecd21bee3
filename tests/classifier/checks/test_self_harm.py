"""Reported suicide and self-harm, and what only sounds like it."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.checks import Flag, Subject
from classifier.checks.self_harm import check
from tests.classifier.checks.labelled import Case, negatives, positives, score
from tests.classifier.checks.texts import ICT, holds_together, subjects

NAME = "self-harm"
OTHERS = ("personal-data", "minor", "graphic", "accusation")
_PIECES = (
    "tự tử",
    "treo cổ",
    "nhảy",
    "xuống sông",
    "lá ngón",
    "ăn",
    "uống",
    "thuốc sâu",
    "thắt cổ chai",
    "trầm cảm",
    "cái chết",
    "đẹp",
    "phòng, chống",
    "\n",
    ". ",
    "tu tu",
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
    assert held.recall >= 0.85
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


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("Người đàn ông gieo mình xuống hồ thủy điện.", "high"),
        ("Cô gái tự tử bằng thuốc diệt cỏ.", "high"),
        ("Tổng đài tư vấn cho người có ý định tự tử.", "low"),
        ("Bệnh viện tập huấn phòng, chống tự tử cho giáo viên.", "low"),
    ],
)
def test_method_and_place_are_high_prevention_is_low(text: str, severity: str) -> None:
    assert [flag.severity for flag in _read(text)] == [severity]


def test_both_placements_of_the_tone_mark_are_read() -> None:
    new, old = "Anh ấy tự hủy hoại bản thân.", "Anh ấy tự huỷ hoại bản thân."
    assert [flag.quote for flag in _read(new)] == [new[:-1]]
    assert [flag.quote for flag in _read(old)] == [old[:-1]]


def test_from_slow_to_suicide_without_diacritics() -> None:
    assert not _read("Xe di tu tu qua cau, moi nguoi tu tu len bo.")
    assert _read("Nguoi dan ong tu tu bang thuoc chuot tai nha.")
