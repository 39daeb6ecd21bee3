"""A private person's data is pointed at; offices, codes and officials are let pass."""

from __future__ import annotations

from datetime import datetime

import pytest

from classifier.checks import Flag, Subject
from classifier.checks.personal_data import check
from tests.classifier.checks.texts import ICT

NOW = datetime(2026, 3, 11, 8, tzinfo=ICT)


def _read(text: str, title: str = "") -> list[Flag]:
    return list(check(Subject(title, text, NOW, NOW)))


@pytest.mark.parametrize(
    "number", ["0394 556 677", "0916.113.224", "+84 986 123 457", "0904-118-552", "(+84) 912 345 678", "0376482915"]
)
def test_every_way_of_writing_a_mobile_number_is_read(number: str) -> None:
    flags = _read(f"Ai cần xin gọi cho ông Sịch: {number}.")
    assert [flag.severity for flag in flags] == ["high"]
    assert flags[0].quote.endswith(number)
    assert flags[0].quote.startswith("gọi cho ông Sịch")


@pytest.mark.parametrize(
    "text",
    [
        "Người dân báo tin theo số trực ban 0916 113 224.",
        "Gọi tổng đài 1900 9095 hoặc 111.",
        "Liên hệ Công an xã, điện thoại 0986 123 457.",
        "Xin gọi đồng chí Lò Văn Tấm, Chủ tịch UBND xã, 0986 123 457.",
        "Văn bản số 0986/QĐ-UBND ngày 12/3/2026 phê duyệt 104.512.000.000 đồng.",
        "Điện thoại cơ quan 0214 3840 222.",
    ],
)
def test_offices_and_document_numbers_are_let_pass(text: str) -> None:
    assert _read(text) == []


def test_the_nearest_owner_of_a_number_decides() -> None:
    assert _read("Ai gặp bà xin báo Công an xã hoặc gọi con trai bà theo số 0344 718 206.")
    assert not _read("Gia đình bà Vẻ nhờ bà con báo cho Công an xã theo số 0344 718 206.")


def test_each_kind_has_its_own_sentence() -> None:
    flags = _read(
        "Anh Lò Văn Tấm, số nhà 12, ngõ 5, đường Hòa Bình, bị ung thư phổi. "
        "Giúp anh qua tài khoản 8801205123456, chủ tài khoản Lò Văn Tấm."
    )
    assert len({flag.reason for flag in flags}) == 3
