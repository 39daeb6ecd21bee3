"""Patterns tried only where a text has the words that they open with: the same matches as `re` with all of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.lexicon import Lexicon
from classifier.matching import Index, Matcher
from classifier.openings import Anything, branches, openings
from classifier.phrases import Phrase, lens
from classifier.text import Doc, Span

BEFORE, AFTER = r"(?<!\w)", r"(?!\w)"
WORDS = ["giá", "gốc", "sốc", "vé", "12", "3k", "hòa", "bình", "x"]
SIGNS = [" ", " ", " ", ", ", "-", "\n", "  ", "_", "(", "%"]

atoms = st.sampled_from(
    [*WORDS[:5], r"\d{1,2}", r"\w{1,8}", r"[^\s,]{1,9}", "(?:giá|vé)", "(?:hòa|gốc) bình", "[xv]é", "k?", "[13]k"]
)
joints = st.sampled_from([" ", " ", " ", "(?: giá)?", "(?: [^\\s]{1,6}){0,3}? ", ",? ", "[ -]", "(?! sốc) ", "", "/"])


@st.composite
def alternative(draw: st.DrawFn) -> str:
    source = draw(st.sampled_from(["", "", "(?<!vé )", "(?:giá |vé ){0,2}", "(?:x )?", "(?=g)"])) + draw(atoms)
    for _ in range(draw(st.integers(0, 3))):
        source += draw(joints) + draw(atoms)
    return source


sources = st.lists(alternative(), min_size=1, max_size=6).map("|".join)
texts = st.lists(st.sampled_from([*WORDS, *SIGNS, *SIGNS]), max_size=40).map("".join)


@given(sources, texts)
def test_finds_what_the_pattern_as_a_whole_finds(source: str, text: str) -> None:
    whole = re.compile(f"{BEFORE}(?:{source}){AFTER}")
    matcher, index = Matcher(source, BEFORE, AFTER), Index(text)
    assert [m.span() for m in matcher.finditer(text, index)] == [m.span() for m in whole.finditer(text)]
    first, expected = matcher.search(text, index), whole.search(text)
    assert (first and first.span()) == (expected and expected.span())


@given(sources, texts, st.data())
def test_finds_the_same_within_stretches_that_end_between_words(source: str, text: str, data: st.DataObject) -> None:
    whole = re.compile(f"{BEFORE}(?:{source}){AFTER}")
    matcher, index = Matcher(source, BEFORE, AFTER), Index(text)
    edges = [0, *(at for at in range(1, len(text) + 1) if not (text[at - 1].isalnum() and text[at : at + 1].isalnum()))]
    cuts = sorted(data.draw(st.sets(st.sampled_from(edges), max_size=6)))
    spans = [Span(low, high) for low, high in zip(cuts[::2], cuts[1::2], strict=False)]
    expected = [(n, m.span()) for n, span in enumerate(spans) for m in whole.finditer(text, span.start, span.end)]
    assert [(n, m.span()) for n, m in matcher.each(text, index, spans)] == expected
    one_by_one = [(n, m.span()) for n, s in enumerate(spans) for m in matcher.finditer(text, index, s.start, s.end)]
    assert one_by_one == expected


@given(texts)
def test_an_index_tells_where_each_word_stands(text: str) -> None:
    index = Index(text)
    told = sorted((index.offset(n), word) for word, numbers in index.words.items() for n in numbers)
    assert told == [(m.start(), m[0]) for m in re.finditer(r"[^\W_]+", text)]


def test_a_long_text_is_read_like_a_short_one() -> None:
    text = "giá gốc, vé 12 " * 30_000
    matcher, index = Matcher(r"giá gốc|vé|\d{2}", BEFORE, AFTER), Index(text)
    found = [m[0] for m in matcher.finditer(text, index)]
    assert found == ["giá gốc", "vé", "12"] * 30_000
    last = matcher.search(text, index, len(text) - 6)
    assert last is not None
    assert last.span() == (len(text) - 6, len(text) - 4)


def test_groups_keep_their_names_and_numbers() -> None:
    doc = Doc("Vé 12 nghìn")
    match = Phrase(r"giá (?P<first>\d+)|vé (?P<second>\d+)").search(lens(doc))
    assert match is not None
    assert match["second"] == "12"
    match = Phrase(r"giá (\d+)|vé (\d+)").search(lens(doc))
    assert match is not None
    assert match[2] == "12"


def test_a_pattern_that_may_stand_inside_a_word_is_found_there() -> None:
    assert Phrase(r"\d|nhật", whole=False).search(lens(Doc("đường QL4D"))) is not None


@pytest.mark.parametrize("text", ["Toà án xử", "Tòa án xử"])
def test_a_pattern_written_with_either_tone_placement_finds_both(text: str) -> None:
    assert Lexicon("tòa án").search(Doc(text)) is not None


@pytest.mark.parametrize("source", ["toà án", "(?:to|t)(?:à|òa) án"])
def test_the_old_placement_in_a_pattern_finds_the_old_one(source: str) -> None:
    assert Lexicon(source).search(Doc("Toà án xử")) is not None


@pytest.mark.parametrize(
    ("source", "whole", "pairs", "begun"),
    [
        ("giá gốc", set(), {"giá gốc"}, set()),
        ("giá|vé", {"giá", "vé"}, set(), set()),
        ("giá(?: gốc)?", {"giá"}, {"giá gốc"}, set()),
        ("(?:mua|bán) (?:rẻ|đắt)", set(), {"mua rẻ", "mua đắt", "bán rẻ", "bán đắt"}, set()),
        ("h[ằà]ng năm", set(), {"hằng năm", "hàng năm"}, set()),
        (r"u\d", set(), set(), {"u"}),
        ("(?!giá sốc)giá-gốc", {"giá"}, set(), set()),
        (r"giá \w{1,8}", {"giá"}, set(), set()),
        ("(?:đã |đang ){0,2}bán", {"đã", "đang", "bán"}, set(), set()),
    ],
)
def test_openings_of_a_pattern(source: str, whole: set[str], pairs: set[str], begun: set[str]) -> None:
    found = openings(source)
    assert (found.whole, found.pairs, found.begun, found.digit) == (whole, pairs, begun, False)


@pytest.mark.parametrize("source", [r"\w{1,8} gốc", "", "giá|", r"[(] ?\d", "(?:giá )?", r".{0,3}giá"])
def test_openings_that_cannot_be_listed(source: str) -> None:
    with pytest.raises(Anything):
        openings(source)


def test_branches_are_those_of_the_outer_level() -> None:
    assert branches(r"a(?:b|c)|[|)]d|\||e") == ["a(?:b|c)", "[|)]d", r"\|", "e"]
