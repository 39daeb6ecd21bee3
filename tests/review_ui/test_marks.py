from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from classifier.checks import Flag
from review_ui.marks import SHOWN_FLAGS, number, paragraphs, pieces

TITLE = "Tin giả về mưa lũ"
TEXT = "Đoạn một có số 0912.\n\nĐoạn hai dài hơn.\n\nĐoạn ba."


def flag(start: int, end: int, field: Any = "text", severity: Any = "high") -> Flag:
    source = TITLE if field == "title" else TEXT
    return Flag("personal-data", severity, field, start, end, source[max(start, 0) : max(end, 0)], "Lý do.")


def test_a_span_is_one_piece_with_its_number_at_the_end() -> None:
    numbered = number([flag(15, 19)], TITLE, TEXT)
    first = paragraphs(TEXT, numbered)[0]
    assert [(p.text, p.flags, p.ends) for p in first] == [
        ("Đoạn một có số ", (), ()),
        ("0912", (1,), (1,)),
        (".", (), ()),
    ]


def test_overlapping_spans_are_cut_and_both_are_named() -> None:
    numbered = number([flag(0, 10), flag(5, 19, severity="low")], TITLE, TEXT)
    first = paragraphs(TEXT, numbered)[0]
    assert [(p.flags, p.ends, p.high) for p in first] == [
        ((1,), (), True),
        ((1, 2), (1,), True),
        ((2,), (2,), False),
        ((), (), False),
    ]


def test_a_span_over_two_paragraphs_is_numbered_once() -> None:
    numbered = number([flag(15, 30)], TITLE, TEXT)
    marked = [p for paragraph in paragraphs(TEXT, numbered) for p in paragraph if p.flags]
    assert len(marked) == 2
    assert [p.ends for p in marked] == [(), (1,)]


def test_a_flag_on_the_title_marks_the_title_only() -> None:
    numbered = number([flag(0, 7, "title")], TITLE, TEXT)
    assert pieces(TITLE, numbered, "title")[0].text == "Tin giả"
    assert not any(p.flags for paragraph in paragraphs(TEXT, numbered) for p in paragraph)


def test_a_flag_without_a_span_is_listed_but_marks_nothing() -> None:
    (only,) = number([flag(0, 0)], TITLE, TEXT)
    assert only.number == 1
    assert not only.marked
    assert not any(p.flags for paragraph in paragraphs(TEXT, (only,)) for p in paragraph)


def test_more_flags_than_are_read_are_not_marked() -> None:
    assert len(number([flag(0, 4)] * (SHOWN_FLAGS + 5), TITLE, TEXT)) == SHOWN_FLAGS


spans = st.tuples(st.integers(-5, 80), st.integers(-5, 80), st.sampled_from(["title", "text"]))


@given(st.lists(spans, max_size=12), st.text(alphabet="ab \n", max_size=60))
def test_no_letter_is_lost_or_doubled_whatever_the_offsets(given_spans: list[Any], text: str) -> None:
    flags = [Flag("stale", "low", field, start, end, "", "") for start, end, field in given_spans]
    numbered = number(flags, TITLE, text)
    assert "".join(p.text for p in pieces(TITLE, numbered, "title")) == TITLE
    shown = "\n\n".join("".join(p.text for p in paragraph) for paragraph in paragraphs(text, numbered))
    assert shown.replace("\n", "") == text.replace("\n", "")
    for paragraph in paragraphs(text, numbered):
        assert all(set(piece.ends) <= set(piece.flags) for piece in paragraph)
