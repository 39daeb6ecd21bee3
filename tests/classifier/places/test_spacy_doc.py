"""Texts as spaCy documents: nothing lost, offsets of the NFC text, our own punctuation rules."""

from __future__ import annotations

import pickle
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier import spacy_doc
from classifier.spacy_doc import Phrases, doc, key, read, split
from classifier.text import nfc

ROOT = Path(__file__).resolve().parents[3]
PIECES = st.sampled_from(
    [*"aAđ ,.-/'’_\n\t“”()&19é\u0301\u200b😀\0", "Lào", "Cai", "TP.", "H'Mông", "12/3", "1.200", "  "]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join))


@given(TEXTS)
def test_a_document_is_its_text_and_tokens_stand_where_they_say(text: str) -> None:
    made = doc(text)
    assert made.text == nfc(text)
    for token in made:
        assert made.text[token.idx : token.idx + len(token)] == token.text


@given(st.text(st.characters(categories=["Cs", "Ll"]), max_size=20))
def test_lone_surrogates_do_no_harm(text: str) -> None:
    assert doc(text).text == nfc(text)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Người H'Mông, H’Mông", ["Người", "H'Mông", ",", "H’Mông"]),
        ("ngày 12/3 có 1.200 người, 3,5 %", ["ngày", "12/3", "có", "1.200", "người", ",", "3,5", "%"]),
        ("ở TP.HCM và TP.Lào Cai", ["ở", "TP.HCM", "và", "TP", ".", "Lào", "Cai"]),
        ("số 17-ĐA/TU, đ/c Th.S", ["số", "17-ĐA/TU", ",", "đ/c", "Th.S"]),
        ("Nội Bài-Lào Cai, Phan-xi-păng", ["Nội", "Bài", "-", "Lào", "Cai", ",", "Phan-xi-păng"]),
        ("“Sa Pa”, 'Y Tý' (Bát Xát)…", [*"“ Sa Pa ” , ' Y Tý ' ( Bát Xát ) …".split()]),
        ("Sa Pa,Bắc Hà.UBND", ["Sa", "Pa", ",", "Bắc", "Hà", ".", "UBND"]),
        ("Sở VH,TT&DL", ["Sở", "VH", ",", "TT", "&", "DL"]),
        ("", []),
    ],
)
def test_marks_inside_stay_and_all_others_stand_alone(text: str, tokens: list[str]) -> None:
    assert [token.text for token in doc(text)] == tokens


def test_decomposed_text_is_counted_in_its_composed_form() -> None:
    made = doc(unicodedata.normalize("NFD", "Tỉnh Lào Cai"))
    assert [(token.text, token.idx) for token in made] == [("Tỉnh", 0), ("Lào", 5), ("Cai", 9)]


@pytest.mark.parametrize(
    ("one", "other"), [("Hoà", "hòa"), ("THUỶ", "thủy"), ("Mỹ", "mĩ"), ("Quý", "quí"), ("Tý", "tí"), ("Sỹ", "Sĩ")]
)
def test_spellings_of_one_syllable_share_a_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("thúy", "thúi"), ("hoa", "hòa"), ("tay", "tai"), ("thu", "thư"), ("y", "i")]
)
def test_other_syllables_do_not(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize("piece", ["a", " ", "a.", "H'", "-A", "1/", "_", "Aa-"])
def test_the_number_of_tokens_grows_with_the_length_and_none_is_huge(piece: str) -> None:
    counts = []
    for times in (10_000, 20_000, 40_000):
        words, spaces = split(piece * times)
        assert "".join(word + space for word, space in zip(words, spaces, strict=True)) == piece * times
        assert max(map(len, split("a" * 200_000)[0])) <= 64
        counts.append(len(words))
    assert counts[2] <= 4.1 * counts[0]


def test_of_a_very_long_text_the_beginning_is_read() -> None:
    reading = read("Tít", "chữ " * 100_000)
    assert reading.doc.text.startswith("Tít\n\nchữ chữ")
    assert len(reading.doc.text) <= 2 * spacy_doc.LONGEST


def test_phrases_are_found_in_every_spelling_and_without_diacritics() -> None:
    phrases = Phrases(["hoà bình", "kỹ thuật số", "hòa bình"])
    marked = read("", "Hòa bình và HOÀ BÌNH; kĩ thuật số, không phải hoa bình.")
    assert sorted(phrases.find(marked)) == [(0, 1, 3), (0, 4, 6), (1, 7, 10), (2, 1, 3), (2, 4, 6)]
    plain = read("", "hoa binh va ki thuat so cho moi nguoi dan trong vung")
    assert {phrase for phrase, _start, _end in phrases.find(plain)} == {0, 1, 2}
    assert pickle.loads(pickle.dumps(phrases)).find(marked) == phrases.find(marked)
    assert Phrases([]).find(marked) == []


def test_a_full_vocabulary_is_replaced_and_phrases_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    phrases = Phrases(["Sa Pa"])
    before = spacy_doc.vocabulary()
    assert len(phrases.find(read("", "lên Sa Pa"))) == 1
    monkeypatch.setattr(spacy_doc, "_MOST_STRINGS", 5)
    after = spacy_doc.vocabulary()
    monkeypatch.undo()
    assert after is not before
    assert len(phrases.find(read("", "lên Sa Pa"))) == 1


def test_commands_that_need_no_places_do_not_load_spacy() -> None:
    code = (
        "import sys; import pipeline.cli, classifier.places, classifier.beats_file, review_ui.app;"
        "from classifier.beats_file import load_beats; from pathlib import Path; load_beats(Path('none'));"
        "sys.exit('spacy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
