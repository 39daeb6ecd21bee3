"""Vietnamese personal names in running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.names import people


def _names(text: str, *, plain: bool = False) -> list[str]:
    return [person.name for person in people(text, plain=plain)]


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn An", "Giàng Thị Chía", "Vàng A Khua", "Sùng Seo Vảng", "Thào A Páo", "Tẩn Láo Tả", "Lù Văn Thức",
        "Nông Thị Vẻ", "Vừ A Dính", "Tráng Seo Pao", "Hầu Mí Dình", "Mùa A Thắng", "Lò Thị Hiên", "Cà Văn Ún",
        "Quàng Thị Ín", "Chảo Láo Lở", "Phàn Tả Mẩy", "Đặng Mùi Ghển", "Chẩu Văn Nhất", "Lê Thị Ngọc Bích",
    ],
)  # fmt: skip
def test_names_of_the_north_west_are_read(name: str) -> None:
    assert _names(f"Sáng nay, {name} đi chợ.") == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Trường THCS Lê Quý Đôn khai giảng.",
        "Nhà ở đường Trần Hưng Đạo.",
        "Từ Hà Nội lên Lào Cai, qua Yên Bái.",
        "Đoàn Lào Cai có 9 giải.",
        "Thành phố Hồ Chí Minh mưa to.",
        "Người ta mong mưa thuận gió hòa.",
    ],
)
def test_places_and_institutions_are_no_people(text: str) -> None:
    assert _names(text) == []


def test_a_form_of_address_leads_the_name() -> None:
    text = "Theo cháu Giàng Thị Chía kể"
    (person,) = people(text)
    assert (person.title, person.given, person.full) == ("cháu", "Chía", True)
    assert text[person.lead : person.end] == "cháu Giàng Thị Chía"


def test_capitals_and_text_without_diacritics_are_read() -> None:
    assert _names("SA LƯỚI TÊN CƯỚP TIỆM VÀNG ĐỖ VĂN PHÁN") == ["ĐỖ VĂN PHÁN"]
    assert _names("Cong an bat giu Truong Van Lap hom nay", plain=True) == ["Truong Van Lap"]


def test_initials_are_no_name() -> None:
    assert _names("Cháu G.T.M và chị Vũ Thị S. đã về.") == []


@given(st.text() | st.lists(st.sampled_from(["Nguyễn", "Văn", "A", "ông", "THỊ", ".", "\n", "Đ"])).map(" ".join))
def test_any_text_gives_names_that_stand_in_it(text: str) -> None:
    end = 0
    for person in people(text):
        assert end <= person.lead <= person.start < person.end <= len(text)
        assert text[person.start : person.end] == person.name
        end = person.end
