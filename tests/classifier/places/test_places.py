"""Places and organisations in sentences: what is found, what is left alone, where it stands."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier import gazetteer
from classifier.places import Mention, places
from classifier.text import nfc
from tests.classifier.places.labelled import cases


def ids(text: str, title: str = "") -> list[str]:
    return [mention.id for mention in places(title, text)]


def test_the_labels_are_ids_and_a_third_is_held() -> None:
    known = gazetteer.entries()
    listed = list(cases())
    assert all(label in known for case in listed for label in case.ids)
    assert len(listed) >= 120
    assert sum(case.part == "held" for case in listed) * 3 >= len(listed)


@pytest.mark.parametrize(("part", "precision", "recall"), [("tune", 0.98, 0.98), ("held", 0.95, 0.95)])
def test_labelled_sentences(part: str, precision: float, recall: float) -> None:
    hit = false = missed = 0
    for case in cases():
        if case.part == part:
            found = {mention.id for mention in places(case.title, case.text)}
            hit += len(found & case.ids)
            false += len(found - case.ids)
            missed += len(case.ids - found)
    assert hit / (hit + false) >= precision
    assert hit / (hit + missed) >= recall


def test_a_mention_points_at_the_name_with_its_unit_word() -> None:
    title = unicodedata.normalize("NFD", "Lũ ở xã Tả Van")
    text = "“Sa Pa” và TP. Lào Cai; Sở Y tế tỉnh Lào Cai."
    fields = {"title": nfc(title), "text": nfc(text)}
    found = [(mention.id, fields[mention.field][mention.start : mention.end]) for mention in places(title, text)]
    assert found == [
        ("xa-ta-van", "xã Tả Van"),
        ("thi-xa-sa-pa", "Sa Pa"),
        ("thanh-pho-lao-cai", "TP. Lào Cai"),
        ("so-y-te", "Sở Y tế tỉnh Lào Cai"),
    ]
    assert places(title, text)[0] == Mention("xa-ta-van", "commune", "xã Tả Van", "title", 5, 14)


@pytest.mark.parametrize("name", ["Hòa Bình", "Kim Sơn", "Thống Nhất", "Tân An", "Hợp Thành"])
def test_an_ambiguous_name_alone_is_left_alone(name: str) -> None:
    assert ids(f"Đoàn công tác đã tới {name} vào sáng nay.") == []
    assert ids(f"Ông Nguyễn {name} phát biểu tại Lào Cai.") == ["tinh-lao-cai"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Sáng nay, xã Hợp Thành ra quân.", ["xa-hop-thanh"]),
        ("Tại Lào Cai, đoàn đã tới Kim Sơn.", ["tinh-lao-cai", "xa-kim-son"]),
        ("Đoàn tới Kim Sơn ở Ninh Bình rồi lên Lào Cai, qua Phú Thọ, Hà Giang.", ["tinh-lao-cai"]),
        ("Xã Thanh Bình, huyện Mường Khương", ["xa-thanh-binh-muong-khuong", "huyen-muong-khuong"]),
        ("Xã Thanh Bình, thị xã Sa Pa", ["xa-thanh-binh-sa-pa", "thi-xa-sa-pa"]),
        ("Xã Thanh Bình, huyện Chợ Mới, Bắc Kạn", []),
        ("Khu dân cư ở xã An Phú Tây, huyện Bình Chánh", []),
        ("Phường Nam Cường (thành phố Lào Cai)", ["phuong-nam-cuong-lao-cai", "thanh-pho-lao-cai"]),
        ("Phường Nam Cường, tỉnh Lào Cai", ["phuong-nam-cuong", "tinh-lao-cai"]),
    ],
)
def test_namesakes_are_told_apart_by_what_stands_around(text: str, wanted: list[str]) -> None:
    assert ids(text) == wanted


def test_the_two_places_of_a_tone_mark_are_alike() -> None:
    assert ids("xã Hoà Cuông và xã Sơn Thuỷ của Lào Cai") == ids("xã Hòa Cuông và xã Sơn Thủy của Lào Cai")
    assert len(ids("xã Hoà Cuông")) == 1


def test_text_without_diacritics_is_read_too() -> None:
    text = "Mua lon gay sat lo tai xa Ta Van, huyen Bac Ha. So Y te Lao Cai cu bac si len giup ba con."
    assert ids(text, "Tin mua lu") == ["xa-ta-van", "huyen-bac-ha", "so-y-te"]
    assert ids("BAN CAM KET CUA HOC SINH LOP CHIN TRUONG TRUNG HOC") == []


def test_without_capitals_a_word_is_a_word() -> None:
    assert ids("Hai bên thống nhất hợp thành một khối, tả van nước và bắc hà hơi.") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "Lào Cai" * 30_000,
        "xã " * 30_000,
        "Sa Pa, " * 20_000,
        "A" * 500_000,
        "\ud800Sa Pa\udfff",
        "\0",
        "😀 Sa Pa",
    ],
    ids=range(10),
)
def test_odd_texts_are_answered(text: str) -> None:
    for mention in places(text[:100], text):
        assert mention.id in gazetteer.entries()


NAMES = st.sampled_from(
    "Lào Cai|xã|huyện|Kim Sơn|Sa Pa|tỉnh|TP.|,|(|)|và|Bình Thuận|Hà Nội|các|-|Sở Y tế|Nguyễn|Khánh Hòa|Thanh Bình|quận"
    "|.|\n|“|Y Tý|thị|xa|Bac Ha|thành phố".split("|")
)


@given(st.lists(NAMES, max_size=40), st.sampled_from([" ", "", "\n"]))
def test_every_mention_is_in_order_and_in_the_text(parts: list[str], between: str) -> None:
    text = between.join(parts)
    found = places("", text)
    for mention in found:
        assert 0 <= mention.start < mention.end <= len(nfc(text))
    assert [mention.start for mention in found] == sorted(mention.start for mention in found)
