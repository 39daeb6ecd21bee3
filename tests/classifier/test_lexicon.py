"""Patterns over text with and without diacritics, windows around key phrases, clauses."""

from __future__ import annotations

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.lexicon import Keys, Lexicon, clause, merge, plain, sentence, view
from classifier.text import Doc, Span


@pytest.mark.parametrize("text", ["Họ hủy hẹn.", "Họ huỷ hẹn.", "Ho huy hen."])
def test_one_pattern_reads_both_tone_placements_and_stripped_text(text: str) -> None:
    assert Lexicon("hủy hẹn").search(Doc(text)) is not None


def test_words_are_whole() -> None:
    assert Lexicon("cướp").search(Doc("Giá cướpx")) is None


def test_ambiguous_single_syllables_can_be_left_out_of_stripped_text() -> None:
    lexicon = Lexicon("sở|trung tâm", drop_single=True)
    assert lexicon.search(Doc("Ông đến sở.")) is not None
    assert lexicon.search(Doc("so dien thoai")) is None
    assert lexicon.search(Doc("den trung tam")) is not None


def test_stripped_text_with_a_dash_is_plain_and_vietnamese_is_not() -> None:
    assert plain(Doc("Cong an xa – nam 2026 – bat giu mot nguoi"))
    assert not plain(Doc("Công an xã bắt giữ một người"))


def test_keys_find_phrases_next_to_marks_and_give_windows_on_word_edges() -> None:
    doc = Doc("Mở đầu rất dài dòng. (Tự tử), một từ trong ngoặc; phần sau cũng dài dòng.")
    keys = Keys(("tự tử",))
    assert keys.within(doc)
    (window,) = keys.windows(doc, reach=4)
    assert window.of(doc.lower) == "dòng. (tự tử), một"
    assert not Keys(("tự vẫn",)).within(doc)


def test_a_clause_stops_at_commas_and_never_leaves_the_sentence() -> None:
    doc = Doc("Trời mưa. Sáng nay, anh Tỏ trộm trâu, rồi bán. Hết.")
    at = doc.text.index("trộm")
    assert clause(doc, at, at + 4).of(doc.text) == "anh Tỏ trộm trâu"


def test_touching_spans_are_joined_over_commas_only() -> None:
    text = "một, hai. ba"
    assert merge([Span(5, 8), Span(0, 3)], text) == [Span(0, 8)]
    assert merge([Span(5, 8), Span(10, 12)], text) == [Span(5, 8), Span(10, 12)]


@given(st.text(max_size=300), st.data())
def test_any_place_has_a_sentence_and_a_clause_around_it(text: str, data: st.DataObject) -> None:
    doc = Doc(text)
    start = data.draw(st.integers(0, len(doc.text)))
    end = data.draw(st.integers(start, len(doc.text)))
    span = clause(doc, start, end)
    assert 0 <= span.start <= start <= end <= span.end <= len(doc.text)
    whole = sentence(doc, start)
    assert 0 <= whole.start <= whole.end <= len(doc.text)
    assert len(view(doc)) == len(doc.text)


@pytest.mark.parametrize("module", ["accusation", "graphic", "minor", "personal_data", "self_harm"])
def test_every_pattern_of_the_checks_compiles_both_ways(module: str) -> None:
    words = import_module(f"classifier.checks._{module}_words")
    lexicons = [value for value in vars(words).values() if isinstance(value, Lexicon)]
    assert lexicons
    for lexicon in lexicons:
        for text in ("đủ dấu thanh điệu", "khong dau"):
            assert list(lexicon.finditer(Doc(text))) is not None
