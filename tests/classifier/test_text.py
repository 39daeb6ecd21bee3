"""Text as the judges see it: foldings that keep offsets, sentences, syllables; and phrases in two views."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.phrases import Phrase, Words, is_plain, lens, modern_tones
from classifier.text import Doc, Span, fold, lower, nfc, sentences, syllables


def _sentences(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


def _syllables(text: str) -> list[str]:
    return [span.of(text) for span in syllables(text)]


@given(st.text())
def test_foldings_keep_the_length(text: str) -> None:
    stored = nfc(text)
    assert len(fold(stored)) == len(stored)
    assert len(lower(stored)) == len(stored)
    assert len(modern_tones(lower(stored))) == len(stored)


@given(st.text())
def test_nfc_can_always_be_encoded_and_is_stable(text: str) -> None:
    stored = nfc(text)
    stored.encode()
    assert nfc(stored) == stored


@given(st.text(st.characters(codec="utf-16", categories=None)) | st.just("\ud800a\udfff"))
def test_lone_surrogates_become_replacement_characters(text: str) -> None:
    assert not any("\ud800" <= char <= "\udfff" for char in nfc(text))


def test_a_lone_surrogate_is_shown_as_lost() -> None:
    assert nfc("a\ud83d") == "a\ufffd"
    assert nfc("\ud83d\ude0a") == "😊"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường lên đỉnh Fansipan", "duong len dinh fansipan"),
        ("ẵ Ự ỹ ơ Ư", "a u y o u"),
        ("İß", "iß"),
        ("H'Mông 12/3", "h'mong 12/3"),
    ],
)
def test_folds_to_bare_lower_case(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(nfc(text))
    assert fold(once) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trời mưa. Đường trơn! Ai đi? Không…", ["Trời mưa.", "Đường trơn!", "Ai đi?", "Không…"]),
        ("Ông ở TP. Lào Cai. Bà cũng vậy.", ["Ông ở TP. Lào Cai.", "Bà cũng vậy."]),
        ("Th.S. Nguyễn Văn An và PGS.TS. Lê B. đến dự.", ["Th.S. Nguyễn Văn An và PGS.TS. Lê B. đến dự."]),
        ("Đồng chí (đ/c. Minh) nói. Rồi về.", ["Đồng chí (đ/c. Minh) nói.", "Rồi về."]),
        ("Giá 1.200.000 đồng. Hết.", ["Giá 1.200.000 đồng.", "Hết."]),
        ('Anh nói: "Tôi về." Rồi anh đi.', ['Anh nói: "Tôi về."', "Rồi anh đi."]),
        ("Dòng một\nDòng hai\n\n  Dòng ba  ", ["Dòng một", "Dòng hai", "Dòng ba"]),
        ("Xem laocai.gov.vn nhé. Vâng.", ["Xem laocai.gov.vn nhé.", "Vâng."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, expected: list[str]) -> None:
    assert _sentences(text) == expected


@given(st.text(st.sampled_from('aĐ .!?…\n"”TP(')))
def test_sentences_cover_every_word_once_and_in_order(text: str) -> None:
    spans = sentences(text)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Người H'Mông ở Sa Pa.", ["Người", "H'Mông", "ở", "Sa", "Pa"]),
        ("Ngày 12/3, giá 1.200 đồng/kg", ["Ngày", "12/3", "giá", "1.200", "đồng/kg"]),
        ("“Mận” (hậu), _x_", ["Mận", "hậu", "x"]),
        ("17-ĐA/TU", ["17-ĐA/TU"]),
    ],
)
def test_syllables_leave_quotes_and_keep_inner_marks(text: str, expected: list[str]) -> None:
    assert _syllables(text) == expected


def test_a_span_is_half_open() -> None:
    assert Span(1, 3).of("abcd") == "bc"


def test_a_doc_stores_nfc_and_its_views_agree() -> None:
    doc = Doc(unicodedata.normalize("NFD", "Đường về bản. Xa lắm."))
    assert doc.text == "Đường về bản. Xa lắm."
    assert (len(doc.lower), len(doc.folded)) == (len(doc.text), len(doc.text))
    assert [span.of(doc.text) for span in doc.sentences] == ["Đường về bản.", "Xa lắm."]
    assert len(doc.syllables) == 5


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hoà thuận", "hòa thuận"),
        ("thuỷ chung", "thủy chung"),
        ("khoẻ", "khỏe"),
        ("quý hoàng toàn", "quý hoàng toàn"),
        ("xoè ô", "xòe ô"),
    ],
)
def test_old_tone_marks_are_moved_only_where_they_are_old(old: str, new: str) -> None:
    assert modern_tones(old) == new


@pytest.mark.parametrize("text", ["Sức khoẻ là vàng", "Sức khỏe là vàng", "SUC KHOE LA VANG"])
def test_a_phrase_is_found_in_either_view(text: str) -> None:
    match = Phrase("sức khỏe").search(lens(Doc(text)))
    assert match is not None
    assert match.span() == (0, 8)


def test_text_with_diacritics_is_not_read_without_them() -> None:
    assert Phrase("thứ hai").search(lens(Doc("Thu hai vụ lúa ở bản Mường Hum"))) is None
    assert Words("thứ").plain == ("thu",)
    assert not lens(Doc("thu mua ở chợ phiên")).has(Words("thứ"))


def test_a_whole_phrase_does_not_match_inside_a_word() -> None:
    view = lens(Doc("Hạn hán ở bản"))
    assert Phrase("hạn").search(view) is not None
    assert Phrase("hạ").search(view) is None
    assert Phrase("hạ", whole=False).search(view) is not None


def test_plain_means_almost_no_marks() -> None:
    assert is_plain("Nguoi dan phan khoi")
    assert is_plain("")
    assert not is_plain("Người dân phấn khởi")


def test_a_heap_of_combining_marks_is_cut_before_it_is_ordered() -> None:
    heap = "a" + "\u0323\u0301" * 200_000 + " cầu"
    cleaned = nfc(heap)
    assert len(cleaned) < 40
    assert cleaned.endswith(" cầu")
    assert nfc("a" + "\u0323\u0301") == nfc(nfc("a" + "\u0323\u0301"))


_ALTERNATIVES = (
    "mua (?:hai|ba) tặng",
    "(?:giảm|trừ) ngay",
    r"\d{1,3}%",
    "giá (?:sốc|chỉ(?: từ)?)",
    "m?ua",
    "gọi|giữ chỗ",
    "[gh]ọi vui",
)


@given(
    st.lists(
        st.sampled_from("mua hai ba tặng giảm trừ ngay 50% giá sốc chỉ từ ua gọi giữ chỗ họi vui xa".split()),
        max_size=12,
    )
)
def test_gathering_alternatives_changes_no_place(words: list[str]) -> None:
    text = " ".join(words) + " ở bản Mường"
    view = lens(Doc(text))
    plain = re.compile(r"(?<!\w)(?:" + "|".join(_ALTERNATIVES) + r")(?!\w)")
    assert [m.start() for m in Phrase(*_ALTERNATIVES).finditer(view)] == [m.start() for m in plain.finditer(view.text)]
