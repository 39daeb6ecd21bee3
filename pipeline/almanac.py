"""What a day is in Vietnam: its lunar date, the public holidays, and the days that an office marks.

Public holidays are the `holidays` library's (Labour Code 2019, article 112, with the government's swaps of working days
as far as they were announced); the lunar date is `lunar-vn`'s, for Việt Nam's meridian, and known from 1900 to 2100.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipeline.i18n import _, language

_FIRST, _LAST = 1901, 2099
_COUNTED = re.compile(r"\A\d{2}(?= )")


@dataclass(frozen=True, slots=True)
class Lunar:
    """A day of the lunar calendar; `leap` for the second of two months of one number."""

    day: int
    month: int
    leap: bool = False

    def __str__(self) -> str:
        """As a wall calendar prints it: `15/8`, `1/6 nhuận`."""
        short = f"{self.day}/{self.month}"
        return _("{date} (leap)").format(date=short) if self.leap else short


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What a day is: `holidays` are days off, `marks` are days that an office marks and works."""

    lunar: Lunar | None
    holidays: tuple[str, ...]
    marks: tuple[str, ...]


def day_facts(day: date) -> DayFacts:
    """The facts of a day, with names in the language in use. Beyond the years known there are none."""
    return _facts(day, language())


@lru_cache(maxsize=4096)
def _facts(day: date, code: str) -> DayFacts:
    if not _FIRST <= day.year <= _LAST:
        return DayFacts(None, (), ())
    lunar = _lunar(day)
    # The library calls the day before New Year's Eve the 29th also in a year whose last month ends with it.
    days_off = tuple(_COUNTED.sub(str(lunar.day), name) for name in _holidays(day.year, code).get(day, ()))
    return DayFacts(lunar, days_off, _marks(day, lunar))


def _lunar(day: date) -> Lunar:
    from lunar_vn import solar_to_lunar

    found = solar_to_lunar(day)
    return Lunar(found.day, found.month, found.leap)


@lru_cache(maxsize=16)
def _holidays(year: int, code: str) -> Mapping[date, tuple[str, ...]]:
    # The library takes a fifth of a second to import: only those who ask for a day pay.
    from holidays import country_holidays

    found = country_holidays("VN", years=year, language="vi" if code == "vi" else "en_US")
    return {day: tuple(found.get_list(day)) for day in sorted(found)}


# The months of the lunar calendar and its way of counting days have names in Vietnamese only, so they stand here and
# not in the catalogue.
_MONTHS = ("Giêng", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Chạp")


def lunar_name(lunar: Lunar) -> str:
    """In words: `mồng 1 tháng Giêng`, `rằm tháng Tám`, `ngày 23 tháng Chạp`."""
    if language() != "vi":
        month = f"{lunar.month}{' (leap)' if lunar.leap else ''}"
        return f"day {lunar.day} of lunar month {month}"
    day = f"mồng {lunar.day}" if lunar.day <= 10 else "rằm" if lunar.day == 15 else f"ngày {lunar.day}"
    return f"{day} tháng {_MONTHS[lunar.month - 1]}{' nhuận' if lunar.leap else ''}"


def _marks(day: date, lunar: Lunar) -> tuple[str, ...]:
    found = [_solar_marks().get((day.day, day.month))]
    if not lunar.leap:
        found.append(_lunar_marks().get((lunar.day, lunar.month)))
    return tuple(name for name in found if name)


def _solar_marks() -> Mapping[tuple[int, int], str]:
    """(day, month) to name. Decree 145/2013/NĐ-CP, article 4, and the days that offices mark by custom or law."""
    return {
        (9, 1): _("Students' Day of Việt Nam"),
        (3, 2): _("Founding of the Communist Party of Việt Nam"),
        (27, 2): _("Doctors' Day of Việt Nam"),
        (8, 3): _("International Women's Day"),
        (26, 3): _("Founding of the Hồ Chí Minh Communist Youth Union"),
        (21, 4): _("Book and Reading Culture Day of Việt Nam"),
        (7, 5): _("Victory of Điện Biên Phủ"),
        (15, 5): _("Founding of the Hồ Chí Minh Young Pioneers"),
        (19, 5): _("Birthday of President Hồ Chí Minh"),
        (1, 6): _("International Children's Day"),
        (21, 6): _("Revolutionary Press Day of Việt Nam"),
        (28, 6): _("Family Day of Việt Nam"),
        (27, 7): _("War Invalids and Martyrs Day"),
        (19, 8): _("August Revolution; People's Public Security Day"),
        (10, 10): _("Liberation of the Capital; National Digital Transformation Day"),
        (13, 10): _("Entrepreneurs' Day of Việt Nam"),
        (20, 10): _("Women's Day of Việt Nam"),
        (9, 11): _("Law Day of Việt Nam"),
        (18, 11): _("Fatherland Front of Việt Nam; Day of National Unity"),
        (20, 11): _("Teachers' Day of Việt Nam"),
        (19, 12): _("National Resistance Day"),
        (22, 12): _("Founding of the Việt Nam People's Army; All-People Defence Day"),
    }


def _lunar_marks() -> Mapping[tuple[int, int], str]:
    """(day, month) of the lunar calendar to name."""
    return {
        (15, 1): _("First full moon of the year"),
        (15, 4): _("Buddha's Birthday"),
        (5, 5): _("Đoan Ngọ"),
        (15, 7): _("Vu Lan, full moon of the seventh month"),
        (15, 8): _("Mid-Autumn"),
        (23, 12): _("Kitchen Gods' Day"),
    }
