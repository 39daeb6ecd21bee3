"""Lunar dates, public holidays and marked days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import i18n
from pipeline.almanac import Lunar, day_facts, lunar_name


@pytest.fixture
def english() -> Iterator[None]:
    before = i18n.language()
    i18n.activate("en")
    yield
    i18n.activate(before)


@pytest.mark.parametrize(
    "day",
    # First days of the year as Việt Nam kept them; 1985 and 2007 are not China's.
    [date(1985, 1, 21), date(2007, 2, 17), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2030, 2, 2)],
)
def test_the_new_year_is_that_of_viet_nam(day: date) -> None:
    facts = day_facts(day)
    assert facts.lunar == Lunar(1, 1)
    assert lunar_name(Lunar(1, 1)) == "mồng 1 tháng Giêng"
    assert any("Tết Nguyên" in name for name in facts.holidays)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 1, 1), "Tết Dương lịch"),
        (date(2027, 2, 5), "Giao thừa"),
        (date(2027, 4, 16), "Giỗ Tổ Hùng Vương"),
        (date(2027, 4, 30), "Ngày Chiến thắng"),
        (date(2027, 5, 1), "Quốc tế Lao động"),
        (date(2027, 9, 2), "Quốc khánh"),
    ],
)
def test_days_off_have_their_vietnamese_names(day: date, name: str) -> None:
    facts = day_facts(day)
    assert any(name in holiday for holiday in facts.holidays)


@pytest.mark.parametrize("day", [date(2025, 1, 27), date(2027, 2, 4), date(2028, 1, 24)])
def test_days_before_the_new_year_are_counted_as_the_lunar_calendar_counts_them(day: date) -> None:
    facts = day_facts(day)
    assert facts.lunar is not None
    assert facts.holidays == (f"{facts.lunar.day} Tết",)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 2, 3), "Đảng Cộng sản"),
        (date(2027, 5, 19), "Hồ Chí Minh"),
        (date(2027, 7, 27), "Thương binh – Liệt sĩ"),
        (date(2026, 11, 20), "Nhà giáo"),
        (date(2026, 12, 22), "Quân đội nhân dân"),
        (date(2027, 9, 15), "Trung thu"),
        (date(2027, 1, 30), "ông Táo"),
    ],
)
def test_marked_days_are_told_and_are_no_days_off(day: date, name: str) -> None:
    facts = day_facts(day)
    assert any(name in mark for mark in facts.marks)
    assert facts.holidays == ()


@given(st.dates(date(1901, 1, 2), date(2099, 12, 31)))
def test_lunar_days_follow_each_other(day: date) -> None:
    before, after = day_facts(day - timedelta(days=1)).lunar, day_facts(day).lunar
    assert before is not None
    assert after is not None
    if after.day == 1:
        assert before.day in (29, 30)
        assert after.month in (before.month % 12 + 1, before.month)
        assert after.leap == (after.month == before.month)
    else:
        assert after == Lunar(before.day + 1, before.month, before.leap)


def test_words_of_lunar_days(english: None) -> None:
    assert str(Lunar(1, 6, leap=True)) == "1/6 (leap)"
    assert lunar_name(Lunar(1, 6, leap=True)) == "day 1 of lunar month 6 (leap)"
    assert day_facts(date(2027, 9, 2)).holidays == ("National Day",)
    i18n.activate("vi")
    assert str(Lunar(1, 6, leap=True)) == "1/6 nhuận"
    assert lunar_name(Lunar(1, 6, leap=True)) == "mồng 1 tháng Sáu nhuận"
    assert lunar_name(Lunar(15, 8)) == "rằm tháng Tám"
    assert lunar_name(Lunar(23, 12)) == "ngày 23 tháng Chạp"


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1900, 12, 31), date(2100, 1, 1), date(9999, 12, 31)])
def test_beyond_the_years_known_there_is_nothing_to_tell(day: date) -> None:
    facts = day_facts(day)
    assert (facts.lunar, facts.holidays, facts.marks) == (None, (), ())
