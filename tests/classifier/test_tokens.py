from __future__ import annotations

import unicodedata
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.tokens import MAX_SYLLABLES, canonical, hashes, hashes_of, ngrams, raw_syllables, strip_marks, syllables


@pytest.mark.parametrize(
    ("new", "old"),
    [("hoà", "hòa"), ("thuý", "thúy"), ("khoẻ", "khỏe"), ("hoá", "hóa"), ("qúy", "quý"), ("loè", "lòe")],
)
def test_both_places_of_the_tone_mark_are_one_syllable(new: str, old: str) -> None:
    assert canonical(new) == canonical(old) == old
    assert hashes(new).tolist() == hashes(old).tolist()


@pytest.mark.parametrize("syllable", ["hoàn", "quý", "quà", "thuế", "đường", "nghiêng", "toán", "a", "ủy", "wi"])
def test_syllables_with_one_spelling_stay(syllable: str) -> None:
    assert canonical(syllable) == syllable


def test_numbers_keep_their_length_only() -> None:
    assert syllables("Năm 2025, 12 xã") == ["năm", "####", "##", "xã"]
    assert hashes("2025").tolist() == hashes("2026").tolist() != hashes("26").tolist()


def test_decomposed_and_upper_case_text_is_the_same_text() -> None:
    text = "Lào Cai: Hội nghị TỔNG KẾT"
    assert hashes(unicodedata.normalize("NFD", text)).tolist() == hashes(text.lower()).tolist()


def test_hashes_never_change_between_processes_and_releases() -> None:
    assert hashes("Lào Cai").tolist() == [zlib.crc32("lào".encode()), zlib.crc32(b"cai")]
    assert ngrams(hashes("Lào Cai")).tolist() == [4117941414, 3973323757, 2917850553]


def test_order_matters_for_pairs() -> None:
    one, other = ngrams(hashes("nhà nước")), ngrams(hashes("nước nhà"))
    assert sorted(one[:2]) == sorted(other[:2])
    assert one[2] != other[2]


@given(st.text(max_size=300))
def test_any_text_gives_an_answer(text: str) -> None:
    raw = raw_syllables(text)
    ones = hashes_of(raw)
    assert len(ones) == len(raw) <= len(text)
    assert len(ngrams(ones)) == max(0, 2 * len(ones) - 1)
    assert ngrams(ones).dtype == np.uint32


@given(st.lists(st.sampled_from(["lào", "cai", "hoà", "bình", "12", "đ"]), max_size=50))
def test_stripped_text_is_ascii_with_as_many_syllables(words: list[str]) -> None:
    text = " ".join(words)
    assert strip_marks(text).isascii()
    assert len(syllables(strip_marks(text))) == len(words)


def test_only_the_first_syllables_are_read() -> None:
    assert len(raw_syllables("xã " * 3_000_000)) == MAX_SYLLABLES
    assert len(raw_syllables("xã hội " * 100, 7)) == 7


def test_lone_surrogates_and_long_words() -> None:
    assert syllables("a\ud800b") == ["a", "b"]
    assert syllables("x" * 5_000_000) == ["#long"]
