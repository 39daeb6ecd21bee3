"""Children made identifiable are pointed at; groups, adults and heroes of the past are let pass."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.checks import Flag, Subject
from classifier.checks.minor import check
from tests.classifier.checks.labelled import Case, negatives, positives, score
from tests.classifier.checks.texts import ICT, holds_together, subjects

NAME = "minor"
OTHERS = ("personal-data", "self-harm", "graphic", "accusation")
_PIECES = (
    "cháu",
    "em",
    "Giàng Thị Chía",
    "6 tuổi",
    "sinh năm 2016",
    "lớp 5A",
    "học sinh",
    "Trường Tiểu học Kim Tân",
    "Mới 9 tuổi,",
    "(",
    "),",
    "và",
    "cô giáo",
    "\n",
    ". ",
    "tuổi",
    "lớp 99",
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
    assert held.recall >= 0.9
    assert held.evidence >= 0.9


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


@pytest.mark.parametrize(("age", "fires"), [("15", True), ("16", False), ("9", True), ("61", False), ("mười", True)])
def test_a_child_is_under_sixteen(age: str, fires: bool) -> None:
    assert bool(_read(f"Em Giàng Thị Chía, {age} tuổi, trú xã Hạnh Phúc.")) is fires


@pytest.mark.parametrize(("born", "fires"), [(2012, True), (2010, False), (1979, False), (2025, True)])
def test_a_birth_year_is_counted_from_now(born: int, fires: bool) -> None:
    assert bool(_read(f"Trong số này có Sùng A Tủa (sinh năm {born}).")) is fires


def test_harm_is_high_and_an_award_is_low() -> None:
    assert _read("Cháu Giàng Thị Chía (6 tuổi) bị tai nạn.")[0].severity == "high"
    assert _read("Em Giàng Thị Chía, học sinh lớp 5A, đoạt giải Nhất.")[0].severity == "low"


def test_a_changed_name_is_let_pass() -> None:
    assert not _read("Cháu Giàng Thị Chía (6 tuổi) được cứu. Tên cháu bé đã được thay đổi.")
