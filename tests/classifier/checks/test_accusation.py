"""Named people shown as guilty before a final judgment."""

from __future__ import annotations

from datetime import datetime

from classifier.checks import Flag, Subject
from classifier.checks.accusation import check
from tests.classifier.checks.texts import ICT

NOW = datetime(2026, 3, 11, 8, tzinfo=ICT)


def _read(text: str, title: str = "") -> list[Flag]:
    return list(check(Subject(title, text, NOW, NOW)))


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
