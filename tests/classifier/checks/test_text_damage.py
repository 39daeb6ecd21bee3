"""Damaged text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.checks import Subject
from classifier.checks.text_damage import check
from classifier.text import fold
from tests.classifier.checks.texts import NOW


def _quotes(text: str, title: str = "") -> list[str]:
    return [flag.quote for flag in check(Subject(title, text, NOW))]


CLEAN = "Người dân xã Nậm Lư phấn khởi đón điện lưới quốc gia. Đường về bản đã sáng đèn mỗi tối."


def test_clean_text_is_clean_in_nfd_too() -> None:
    assert _quotes(CLEAN) == []
    assert _quotes(unicodedata.normalize("NFD", CLEAN)) == []


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_utf8_read_as_a_western_encoding_is_seen(encoding: str) -> None:
    broken = CLEAN.encode().decode(encoding, "replace")
    (flag,) = (flag for flag in check(Subject("", broken, NOW)) if "bảng mã" in flag.reason)
    assert flag.severity == "high"
    assert len(flag.quote) > 0.8 * len(broken)


def test_one_word_of_mojibake_is_enough() -> None:
    assert _quotes("Ông Giàng nói với chúng tôi rằng NgÆ°á»\x9di dân rất mừng.") == ["NgÆ°á»\x9di"]


@given(st.permutations(CLEAN.replace(".", "").split()))
@settings(deadline=None)
def test_lost_diacritics_are_seen_and_kept_ones_are_not(words: list[str]) -> None:
    text = " ".join(words) + "."
    assert _quotes(fold(text)) == [fold(text)]
    assert _quotes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The rice terraces are the most beautiful I have ever seen, and we will come back next year.",
        "Nyob zoo, koj nyob li cas? Kuv nyob zoo. Ua tsaug ntau koj tuaj xyuas peb lub zos.",
        "Le café de la gare est fermé depuis le mois de mai, dit le patron.",
        "El niño comió una piña mañana por la mañana en España.",
    ],
)
def test_other_languages_are_not_damage(text: str) -> None:
    assert _quotes(text) == []


def test_each_leftover_is_pointed_at_by_itself() -> None:
    assert _quotes("<p>Cầu mới đã xong.</p>&nbsp;Bà con qua lại dễ dàng.") == ["<p>", "</p>", "&nbsp;"]


def test_a_script_is_one_leftover() -> None:
    assert _quotes("Cầu đã xong.\n<script>let a = '<b>';</script>") == ["<script>let a = '<b>';</script>"]


def test_a_lost_character_is_shown_with_its_word() -> None:
    assert _quotes("Bà con Nậm L\ufffd rất vui.") == ["L\ufffd"]


def test_lone_surrogates_count_as_lost() -> None:
    assert _quotes("Bà con vui\ud83d lắm.") == ["vui\ufffd"]


def test_a_text_that_stops_is_seen_only_where_prose_stops() -> None:
    assert _quotes("Cầu đã xong. Từ nay bà con hai bản đi lại với nhau dễ dàng hơn và") == [
        "Từ nay bà con hai bản đi lại với nhau dễ dàng hơn và"
    ]
    assert _quotes("Cầu đã xong. Từ nay bà con đi lại dễ dàng…") == []
    assert _quotes("Cầu đã xong.\nBài, ảnh: Hà Linh và Thanh Bình") == []


def test_leftovers_are_low_and_damage_is_high() -> None:
    assert {flag.severity for flag in check(Subject("", "Cầu đã xong.&nbsp;", NOW))} == {"low"}
    assert {flag.severity for flag in check(Subject("", "Cầu \ufffd xong.", NOW))} == {"high"}


@pytest.mark.parametrize(
    "text",
    [
        "Saìng nay, hôòi nghiò tôÒng kêìt công taìc phoÌng chôìng thiên tai; ngýõÌi dân phâìn khõÒi.",
        "Hôi nghi tô`ng kê´t công ta´c pho`ng chô´ng thiên tai, nhiê`u ha`nh kha´ch.",
    ],
)
def test_windows_1258_read_as_another_code_page_is_named(text: str) -> None:
    (found,) = check(Subject("", text, NOW))
    assert found.severity == "high"
    assert "windows-1258" in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "Però così è più bello: città, libertà, università, perché, già, lunedì, martedì, venerdì, più, giù.",
        "Nhạc sĩ D`Artagnan và ca sĩ Ba`o hát tại phiên chợ.",
    ],
)
def test_italian_and_a_stray_accent_are_not_windows_1258(text: str) -> None:
    assert not [f for f in check(Subject("", text, NOW)) if "1258" in f.reason]
