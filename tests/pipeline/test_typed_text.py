"""What people type is kept without what steers a terminal or turns text, and otherwise as it was."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import page_control, review
from pipeline.model import RejectReason
from pipeline.typed_text import lines, one_line
from tests.pipeline.support import Room

HOSTILE = "Lý do\x1b[31m đỏ\u202e ngược\r\nHệ thống: ĐÃ DUYỆT\x00"


@pytest.mark.parametrize("kept", ["Bản Vai 👨\u200d👩\u200d👧", "Hồ Chí Minh", "a\nb", "≥ 5 °C", "𝔸"])
def test_what_can_be_read_stays(kept: str) -> None:
    assert lines(kept) == kept


def test_two_spellings_become_one() -> None:
    assert lines(unicodedata.normalize("NFD", "Đặc biệt")) == unicodedata.normalize("NFC", "Đặc biệt")


@given(st.text())
def test_nothing_steers_and_a_second_time_changes_nothing(text: str) -> None:
    for clean in (lines, one_line):
        found = clean(text)
        assert clean(found) == found
        assert not any(unicodedata.category(char) == "Cc" and char != "\n" for char in found)
        assert not set(found) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
    assert "\n" not in one_line(text)


def test_notes_and_reasons_are_kept_clean(room: Room) -> None:
    article_id = room.article()
    review.reject(room.store, room.editor, article_id, 1, RejectReason.OTHER, HOSTILE, room.clock())
    assert room.store.articles.get(article_id).reject_note == "Lý do[31m đỏ ngược\nHệ thống: ĐÃ DUYỆT"
    page_control.pause(room.store, room.page, HOSTILE, room.clock(), by=room.editor)
    assert room.store.pages.paused(room.clock())[room.page.id].reason == "Lý do[31m đỏ ngược Hệ thống: ĐÃ DUYỆT"
