"""Named people shown as guilty before a final judgment."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.checks import Flag, Subject
from classifier.checks.accusation import check
from tests.classifier.checks.labelled import Case, negatives, positives, score
from tests.classifier.checks.texts import ICT, holds_together, subjects

NAME = "accusation"
OTHERS = ("personal-data", "minor", "self-harm", "graphic")
_PIECES = (
    "đối tượng",
    "Đỗ Văn Phán",
    "Phán",
    "đã trộm",
    "khởi tố",
    "bắt",
    "kẻ",
    "tên cướp",
    "chính là",
    "bản án",
    "có hiệu lực pháp luật",
    "ông",
    "cho biết",
    "(24 tuổi)",
    "\n",
    ". ",
    "ĐỖ VĂN PHÁN",
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
    assert held.evidence >= 0.85


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


def test_asserted_guilt_is_high_neutral_procedure_is_low() -> None:
    assert _read("Kẻ cướp tiệm vàng Đỗ Văn Phán sa lưới.")[0].severity == "high"
    assert _read("Cơ quan điều tra khởi tố bị can đối với Đỗ Văn Phán (24 tuổi).")[0].severity == "low"


def test_a_final_judgment_clears_the_text_a_pending_one_does_not() -> None:
    story = "Đối tượng Đỗ Văn Phán đã trộm cắp tài sản. "
    assert not _read(story + "Bản án tuyên phạt Phán 3 năm tù đã có hiệu lực pháp luật.")
    assert _read(story + "Bản án sơ thẩm chưa có hiệu lực pháp luật.")


def test_initials_are_no_name() -> None:
    assert not _read("Công an bắt giữ đối tượng Đ.V.P. (24 tuổi) về hành vi trộm cắp.")


def test_what_follows_by_the_given_name_is_pointed_at() -> None:
    quotes = [flag.quote for flag in _read("Công an bắt giữ Lù Văn Tỏ. Người dân phấn khởi. Tỏ đã trộm 12 con trâu.")]
    assert quotes == ["bắt giữ Lù Văn Tỏ", "Tỏ đã trộm 12 con trâu"]
