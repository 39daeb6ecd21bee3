"""Reported suicide and self-harm, and what only sounds like it."""

from __future__ import annotations

from datetime import datetime

import pytest

from classifier.checks import Flag, Subject
from classifier.checks.self_harm import check
from tests.classifier.checks.texts import ICT

NOW = datetime(2026, 3, 11, 8, tzinfo=ICT)


def _read(text: str, title: str = "") -> list[Flag]:
    return list(check(Subject(title, text, NOW, NOW)))


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
