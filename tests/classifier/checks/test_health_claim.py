"""A cure promised without authority."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from classifier.checks import Flag, Subject
from classifier.checks.health_claim import check
from tests.classifier.checks.labelled import Case, negatives, positives, score
from tests.classifier.checks.texts import NOW, holds_together, subjects

NAME = "health-claim"
OTHERS = ("advertorial", "stale", "suspect-link", "text-damage")


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


def _read(title: str, text: str) -> list[Flag]:
    return list(check(Subject(title, text, NOW)))


def test_points_at_the_clause_and_asks_for_a_source() -> None:
    (flag,) = _read("Chuyện ở bản", "Bà con hái lá về sắc. Uống nước lá này thì viêm gan khỏi hẳn. Ai cũng mừng.")
    assert flag.quote == "Uống nước lá này thì viêm gan khỏi hẳn"
    assert flag.severity == "high"
    assert "y tế" in flag.reason


def test_a_hospital_may_say_that_patients_recovered() -> None:
    assert not _read("Tin y tế", "Bệnh viện tỉnh cho biết người bệnh uống thuốc theo phác đồ đã khỏi hẳn viêm phổi.")


def test_an_authority_named_beside_a_quack_does_not_excuse_him() -> None:
    assert _read("Bí quyết", "Được bác sĩ khuyên dùng, thần dược này uống mười ngày là tiểu đường khỏi hẳn.")
