"""Dates as Vietnamese news writes them, resolved to instants.

The grammar covers clock times ("17 giờ", "19h30"), days ("ngày 9/9", "28/2/2027", "ngày 5 tháng 9"), lists and
ranges ("17, 18 và 19/7", "từ 13 giờ ngày 18/8 đến 7 giờ ngày 19/8"), deadlines ("trước ngày", "đến hết",
"chậm nhất"), weekdays ("Chủ nhật này", "thứ Bảy tuần sau"), days told from the day of publication ("sáng mai",
"cuối tuần này", "trong 24 giờ tới", "từ nay đến cuối tuần"), durations ("trong 15 ngày kể từ ngày 2/3", "… kể từ
ngày đăng thông báo này"), months and quarters ("tháng 10/2026", "quý IV"), and days of the lunar calendar that are
told as such ("rằm tháng Bảy", "23 tháng Chạp", "mùng 6 Tết", "ngày 10/3 âm lịch").

A day without a year is the one nearest to the anchor (the publication time): news speaks of what is near. Times
are those of Việt Nam, UTC+7 without summer time since 1975 (IANA `Asia/Ho_Chi_Minh`). Lunar days are those of
the Vietnamese calendar, reckoned at UTC+7; "mùng 2 tháng 9" and "mùng 8 tháng Ba" may be of either calendar, and are
not read as lunar without "âm lịch".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import Literal

from lunar_vn import LunarDate, lunar_to_solar, solar_to_lunar

from classifier.phrases import Lens, Phrase
from classifier.text import fold

ICT = timezone(timedelta(hours=7), "ICT")

Role = Literal["at", "from", "until", "span"]


@dataclass(frozen=True, slots=True)
class When:
    """A time told at characters [start, end) of the text.

    `begins` is None for a deadline ("trước ngày 28/2"), `ends` is None for an open start ("từ ngày 1/7"); both are
    aware. `ends` is the first instant after it. `relative` tells that it was counted from the anchor;
    `coarse` that it is a month, a quarter or longer; `loose` that only the sentence tells whether the coming one is
    meant: a weekday without "này" or "tới", a lunar day.
    """

    start: int
    end: int
    begins: datetime | None
    ends: datetime | None
    role: Role
    relative: bool = False
    coarse: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True)
class _Clock:
    """Minutes after midnight; `last` where a range is told."""

    start: int
    end: int
    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class _Day:
    start: int
    end: int
    first: date
    last: date
    part: str = ""
    relative: bool = False
    coarse: bool = False
    loose: bool = False


_SEPARATOR = r"\s?(?:,|và|đến|tới|-|–)\s?"
_CLOCK = Phrase(
    r"(?P<h>\d{1,2})(?:\s?giờ|h|g)(?:\s?(?P<m>\d{2})(?:\s?phút)?)?"
    r"(?:\s?(?:đến|tới|-|–)\s?(?P<h2>\d{1,2})(?:\s?giờ|h|g)(?:\s?(?P<m2>\d{2})(?:\s?phút)?)?)?"
)
_NUMERIC = re.compile(
    r"(?<![\d/.,])(?P<d>\d{1,2})(?:/(?P<m>\d{1,2})(?:/(?P<y>(?:19|20)\d\d))?"
    r"|(?P<s>[.-])(?P<m2>\d{1,2})(?P=s)(?P<y2>(?:19|20)\d\d))(?![\w/]|[.,-]\d)"
)
_LONG = Phrase(r"(?P<d>\d{1,2})\s?tháng\s?(?P<m>\d{1,2})(?:(?:\s?năm\s?|/)(?P<y>(?:19|20)\d\d))?")
_EARLIER = Phrase(
    rf"(?<![\d/.,])(?P<d>\d{{1,2}})(?:\s?(?:,|và)\s?\d{{1,2}}){{0,3}}{_SEPARATOR}(?:hết\s)?(?:ngày\s)?$", whole=False
)
_DAY_LEAD = Phrase(
    r"(?:ngày|hôm|sáng|trưa|chiều|tối|đêm|khuya|trước|sau|đến|tới|từ|hết|hạn|mùng|vào|và|nhật|hai|ba|tư|năm|sáu|bảy"
    r"|giờ"
    r"|phút|\d[hg]\d{0,2}|nhất|chót|cuối|dịp|mồng)[,:]?\s?\(?(?:ngày\s)?$|[(,–-]\s?$",
    whole=False,
)
_NOT_DAY = Phrase(
    r"\s(?:số|diện tích|tổng|hộ|dân số|người|thành viên|đại biểu|trận|quãng|chặng|giờ|phiếu)", whole=False
)
_LUNAR = Phrase(r"\s?\(?(?:âm lịch|al\))", whole=False)
_MOON = Phrase(
    r"(?:(?P<full>rằm)|(?:(?:mùng|mồng)\s)?(?P<d>\d{1,2}))\stháng\s(?P<m>giêng|chạp|\d{1,2}"
    r"|mười(?:\s(?:một|hai))?|một|hai|ba|tư|năm|sáu|bảy|tám|chín)"
    r"(?P<al>\s?\(?(?:âm lịch|al)(?!\w))?(?:\snăm\s(?P<y>20\d\d))?",
    r"(?:(?:mùng|mồng)\s)?(?P<td>\d{1,2})\stết(?!\s(?:dương|tây|độc lập|thiếu nhi|đoan ngọ|trung thu))",
    r"(?<![\d/.,])(?P<nd>\d{1,2})/(?P<nm>\d{1,2})(?:/(?P<ny>20\d\d))?\s?\(?(?:âm lịch|al)",
)
_MOON_EARLIER = Phrase(
    r"(?:(?:mùng|mồng)\s)?(?<![\d/.,])(?P<d>\d{1,2})\s?(?:,|và|đến|tới|-|–)\s?(?:hết\s)?(?:ngày\s)?$", whole=False
)
_MOON_MONTHS = {
    fold(name): value
    for value, names in enumerate(
        "giêng|một,hai,ba,tư,năm,sáu,bảy,tám,chín,mười,mười một,chạp|mười hai".split(","), start=1
    )
    for name in names.split("|")
}
_MONTH = Phrase(r"tháng\s(?P<m>\d{1,2})(?:(?:/|\snăm\s|-)(?P<y>(?:19|20)\d\d))?(?![/\d])")
_THIS_MONTH = Phrase(r"tháng (?P<w>này|sau|tới)")
_QUARTER = Phrase(r"quý\s(?P<q>iv|i{1,3}|[1-4])(?:(?:/|\snăm\s|-)(?P<y>(?:19|20)\d\d))?")
_WEEKDAY = Phrase(
    r"(?P<day>thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật),? (?P<w>tuần này|tuần tới|tuần sau|này|tới|sau)"
)
_RELATIVE = Phrase(
    r"(?P<part>rạng sáng|sáng|trưa|chiều|tối|đêm)\s(?:ngày\s|hôm\s)?(?P<w>nay|mai|mốt|kia)"
    r"|(?:hôm|ngày)\s(?P<w2>nay|mai|mốt|kia)"
)
# A weekday alone is mostly one that is past; beside hours or a part of the day it may be the coming one.
_BARE_WEEKDAY = Phrase(
    r"(?:(?P<part>rạng sáng|sáng|trưa|chiều|tối|đêm)\s(?:ngày\s)?)?"
    r"(?P<day>thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
    r"(?!,?\s\(?(?:\d|h[ằà]ng|mỗi|tuần|này|nay|tới|sau|trước|vừa|qua|rồi|đầu|cuối|thứ|chủ"
    r"|(?:và|đến|tới|hoặc|-|–)\s(?:(?:sáng|chiều|tối|ngày)\s)?(?:thứ|chủ|\d)))"
)
_HOURS_LEAD = Phrase(r"\d{1,2}\s?(?:giờ|h|g)(?:\s?\d{2})?(?:\sphút)?\s(?:ngày\s)?$", whole=False)
_EVERY_LEAD = Phrase(r"(?:mỗi|các|những|h[ằà]ng|vào|và)\s(?:(?:buổi|ngày)\s)?$", whole=False)
_WEEK = Phrase(r"(?P<e>cuối\s)?tuần\s(?P<w>này|tới|sau)")
_AHEAD = Phrase(
    r"(?:(?:trong|khoảng)\s){0,2}(?:vòng\s)?(?:\d{1,2}\s?(?:đến|tới|-|–)\s?)?(?P<n>\d{1,3}|một|hai|ba|bốn|năm|sáu"
    r"|bảy|mười)"
    r"\s?(?P<u>giờ|tiếng|ngày|tuần)\s(?:tới|tiếp theo|sắp tới|(?<!giờ )(?<!tiếng )nữa)",
    r"còn\s(?:đúng\s|vẻn vẹn\s)?(?P<n2>\d{1,2}|hai|ba|bốn|năm|sáu|bảy|mười)\s(?P<u2>ngày|hôm|tuần)(?=\s(?:để|là|cuối))",
)
# "từ nay đến cuối tuần", "đến hết tuần".
_TILL = Phrase(
    r"từ\s(?:hôm\s)?nay\s(?:cho\s)?(?:đến|tới)\s(?:hết\s|cuối\s){0,2}(?P<u>tuần|tháng)(?!\s(?:\d|tới|sau|[a-z]+/))",
    r"(?:đến|tới)\s(?:hết|cuối)\s(?P<u2>tuần)(?!\s(?:tới|sau|trước|qua|trăng|thứ|đầu|lễ|\d))",
)
# "trong vòng 15 ngày kể từ ngày đăng thông báo này" is counted from the day of publication.
_NOTICE = Phrase(
    r"(?P<n>\d{1,3}|một|hai|ba|bốn|năm|sáu|bảy|mười)\s(?P<u>ngày|tuần|tháng)(?P<w>\slàm việc)?[\s,(]{1,3}"
    r"(?:kể|tính)\stừ\s(?:(?:ngày|khi|lúc|thời điểm)\s)?(?:hôm\snay|đăng\s(?:tin|bài|tải|thông báo)(?:\snày)?"
    r"|(?:đăng|ra|phát|niêm yết|công bố|thông báo)(?:\s(?:công khai|tin|bài|thông báo|dự thảo|danh sách)){0,3}\snày)"
)
_PART = Phrase(r"(rạng sáng|sáng|trưa|chiều|tối|đêm|khuya)(?:\scác|\strong|\shai|\sba)?(?:\sngày)?[\s,]*$", whole=False)
_CLOCK_GAP = Phrase(
    r"[\s,(]*(?:(?:rạng sáng|sáng|trưa|chiều|tối|đêm|ngày|các ngày|vào|của|cùng|thứ|hai|ba|tư|năm|sáu|bảy"
    r"|chủ nhật)[\s,(]*){0,5}",
    whole=False,
)
_CLOCK_AFTER = Phrase(r"[\s,(]*(?:(?:từ|lúc|vào|hồi|vào lúc|bắt đầu|khoảng)\s){0,3}", whole=False)
_JOIN = Phrase(r"\s?[-–]\s?(?:(?:rạng sáng|sáng|trưa|chiều|tối|đêm)\s)?(?:ngày\s)?", whole=False)
_GAP = Phrase(r"[\s,]{0,3}(?:và\s)?(?:kéo dài\s|cho\s|diễn ra\s)?", whole=False)
_CLOSES = Phrase(r"(?:đến|tới|hết|cho đến|kết thúc)")
_LIST = Phrase(r"\s?(?:,|và)\s?(?:(?:sáng|chiều|tối)\s)?(?:ngày\s)?", whole=False)
_FROM = Phrase(
    r"(?:từ|kể từ|bắt đầu từ)(?:\s(?:nay|lúc|hồi|ngày|các ngày|rạng sáng|sáng|trưa|chiều|tối|đêm|đầu)){0,3}\s?$"
)
_UNTIL = Phrase(
    r"(?:đến|tới|hết|trước|chậm nhất|muộn nhất|hạn (?:chót|cuối)(?:\s[^\W\d]{1,12}){0,4}|hạn|kết thúc|cho đến"
    r"|(?:đóng|đóng cổng|khép lại)(?=\s(?:vào|lúc|hồi|trước)))"
    r"(?:\s(?:là|vào|trong|hết|lúc|hồi|đến|ngày|cuối|thời điểm|sáng|trưa|chiều|tối|đêm)){0,4}[\s:]{0,2}$"
)
_PART_HOURS = {
    "rạng sáng": (0, 6),
    "sáng": (5, 12),
    "trưa": (11, 14),
    "chiều": (12, 18),
    "tối": (18, 24),
    "đêm": (19, 30),
    "khuya": (22, 24),
}
_PLAIN_PARTS = {fold(part): part for part in _PART_HOURS}
_DAYS_AHEAD = {"nay": 0, "mai": 1, "mốt": 2, "mot": 2, "kia": 2}
_WEEKDAYS = {name: index for index, name in enumerate("hai ba tư năm sáu bảy".split())} | {
    name: index for index, name in enumerate("hai ba tu nam sau bay".split())
}
_NUMBERS = {
    fold(name): value
    for name, value in zip("một hai ba bốn năm sáu bảy mười".split(), (1, 2, 3, 4, 5, 6, 7, 10), strict=True)
}
# "trong 10 ngày, kể từ ngày 2/3" ends ten days on.
_LASTING = Phrase(
    r"(?:trong|thời (?:gian|hạn)(?:\s[^\W\d]{1,12}){0,6}:?|kéo dài|diễn ra)\s(?:(?:vòng|là)\s)?"
    r"(?P<n>\d{1,3}|một|hai|ba|bốn|năm|sáu|bảy|mười)\s(?P<u>ngày|tuần|tháng)(?P<w>\slàm việc)?"
    r"[\s,(]{1,3}(?:tính\s|bắt đầu\s)?$",
    whole=False,
)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_LOOK_BACK = 40
_WORTH_READING = Phrase(r"\d|nhật|thứ|nay|mai|mốt|kia|tuần|này|quý|rằm", whole=False)


def find(view: Lens, anchor: datetime, start: int = 0, end: int | None = None, relative: bool = True) -> list[When]:
    """Times told in [start, end) of a text, left to right, not overlapping.

    `anchor` is aware: the time of publication. With `relative=False` what is counted from it ("sáng mai") is left
    out, for an article whose time of publication is not known. Raises nothing on any text.
    """
    stop = len(view.text) if end is None else end
    if not _WORTH_READING.search(view, start, stop):
        return []
    local = anchor.astimezone(ICT)
    clocks = list(_clocks(view, start, stop))
    whens = [_resolve(view, day, clocks, start) for day in _days(view, local, start, stop, relative)]
    if relative:
        whens.extend(_ahead(view, local, start, stop))
        whens.extend(_from_publication(view, local, start, stop))
        whens.sort(key=lambda when: when.start)
    return _join(view, whens)


def _clocks(view: Lens, start: int, stop: int) -> Iterator[_Clock]:
    for match in _CLOCK.finditer(view, start, stop):
        first = _minutes(match["h"], match["m"])
        last = _minutes(match["h2"], match["m2"]) if match["h2"] else None
        if first is not None:
            yield _Clock(match.start(), match.end(), first, last)


def _minutes(hour: str, minute: str | None) -> int | None:
    value = int(hour) * 60 + int(minute or 0)
    return value if value <= 24 * 60 and int(minute or 0) < 60 else None


def _days(view: Lens, local: datetime, start: int, stop: int, relative: bool) -> list[_Day]:
    today = local.date()
    found = list(_calendar_days(view, today, start, stop))
    found.extend(_moon_days(view, today, start, stop))
    found.extend(_months(view, today, start, stop))
    if relative:
        found.extend(_relative_days(view, today, start, stop))
    found.sort(key=lambda day: (day.start, -day.end))
    kept: list[_Day] = []
    for day in found:
        if not kept or day.start >= kept[-1].end:
            kept.append(day)
    return kept


def _calendar_days(view: Lens, today: date, start: int, stop: int) -> Iterator[_Day]:
    for match in _NUMERIC.finditer(view.text, start, stop):
        year = match["y"] or match["y2"]
        if _LUNAR.at(view, match.end()) or not (year or _is_day(view, match, start)):
            continue
        day = _date(match["d"], match["m"] or match["m2"], year, today)
        if day is not None:
            yield _with_list(view, match.start(), match.end(), day, start)
    for match in _LONG.finditer(view, start, stop):
        day = None if _LUNAR.at(view, match.end()) else _date(match["d"], match["m"], match["y"], today)
        if day is not None:
            yield _with_list(view, match.start(), match.end(), day, start)


def _is_day(view: Lens, match: re.Match[str], start: int) -> bool:
    lead = _DAY_LEAD.search(view, max(start, match.start() - _LOOK_BACK), match.start())
    if lead is None:
        return False
    told_as_day = "ngày" in lead[0] or "ngay" in lead[0]
    return told_as_day or not (match[0] == "24/7" or _NOT_DAY.at(view, match.end()))


def _with_list(view: Lens, at: int, end: int, day: date, start: int) -> _Day:
    earlier = _EARLIER.search(view, max(start, at - _LOOK_BACK), at)
    if earlier and 1 <= int(earlier["d"]) < day.day:
        return _Day(earlier.start(), end, day.replace(day=int(earlier["d"])), day)
    return _Day(at, end, day, day)


def _date(day: str, month: str, year: str | None, today: date) -> date | None:
    candidates: list[date] = []
    for candidate in [int(year)] if year else [today.year - 1, today.year, today.year + 1]:
        try:
            candidates.append(date(candidate, int(month), int(day)))
        except ValueError:
            continue
    return min(candidates, key=lambda value: abs(value - today), default=None)


def _moon_days(view: Lens, today: date, start: int, stop: int) -> Iterator[_Day]:
    for match in _MOON.finditer(view, start, stop):
        told = _moon_of(match)
        if told is None:
            continue
        number, month, year = told
        day = _moon_date(number, month, year, today)
        if day is None:
            continue
        at, first = match.start(), day
        earlier = _MOON_EARLIER.search(view, max(start, at - _LOOK_BACK), at)
        if earlier and 1 <= int(earlier["d"]) < number:
            at, first = earlier.start(), day - timedelta(days=number - int(earlier["d"]))
        yield _Day(at, match.end(), first, day, loose=True)


def _moon_of(match: re.Match[str]) -> tuple[int, int, str | None] | None:
    """Day, month and year of a lunar day; None where the words may as well tell a solar one."""
    if match["nd"]:
        return int(match["nd"]), int(match["nm"]), match["ny"]
    if match["td"]:
        number = int(match["td"])
        # "29 Tết" is the eve, "mùng 6 Tết" the sixth day.
        return (number, 12 if number > 20 else 1, None) if number <= 10 or 23 <= number <= 30 else None
    name = match["m"]
    month = int(name) if name.isdigit() else _MOON_MONTHS[fold(name)]
    if not (match["full"] or match["al"] or name in ("giêng", "gieng", "chạp", "chap")):
        return None
    return (15 if match["full"] else int(match["d"])), month, match["y"]


def _moon_date(day: int, month: int, year: str | None, today: date) -> date | None:
    candidates: list[date] = []
    for candidate in [int(year)] if year else [today.year - 1, today.year, today.year + 1]:
        try:
            found = lunar_to_solar(LunarDate(day, month, candidate))
            # A month of 29 days has no 30th: what is called so is its last day.
            candidates.append(found if solar_to_lunar(found).day == day else found - timedelta(days=1))
        except ValueError:
            continue
    return min(candidates, key=lambda value: abs(value - today), default=None)


def _months(view: Lens, today: date, start: int, stop: int) -> Iterator[_Day]:
    for match in _MONTH.finditer(view, start, stop):
        middle = None if _LUNAR.at(view, match.end()) else _date("15", match["m"], match["y"], today)
        if middle is not None:
            yield _Day(match.start(), match.end(), middle.replace(day=1), _month_end(middle), coarse=True)
    for match in _QUARTER.finditer(view, start, stop):
        quarter = _QUARTERS.get(match["q"]) or int(match["q"])
        middle = _date("15", str(quarter * 3 - 1), match["y"], today)
        if middle is not None:
            first, last = middle.replace(month=quarter * 3 - 2, day=1), middle.replace(month=quarter * 3)
            yield _Day(match.start(), match.end(), first, _month_end(last), coarse=True)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _relative_days(view: Lens, today: date, start: int, stop: int) -> Iterator[_Day]:
    for match in _RELATIVE.finditer(view, start, stop):
        day = today + timedelta(days=_DAYS_AHEAD[match["w"] or match["w2"]])
        yield _Day(match.start(), match.end(), day, day, _part(match["part"]), relative=True)
    monday = today - timedelta(days=today.weekday())
    for match in _WEEKDAY.finditer(view, start, stop):
        day = _weekday(match["day"], match["w"], today, monday)
        yield _Day(match.start(), match.end(), day, day, relative=True)
    for match in _BARE_WEEKDAY.finditer(view, start, stop):
        at = match.start()
        lead = max(start, at - _LOOK_BACK)
        if (match["part"] or _HOURS_LEAD.search(view, lead, at)) and not _EVERY_LEAD.search(view, lead, at):
            day = _weekday(match["day"], "nay", today, monday)
            yield _Day(at, match.end(), day, day, _part(match["part"]), relative=True, loose=True)
    for match in _WEEK.finditer(view, start, stop):
        week = monday if match["w"] in ("này", "nay") else monday + timedelta(days=7)
        first = week + timedelta(days=5) if match["e"] else max(week, today)
        yield _Day(match.start(), match.end(), first, week + timedelta(days=6), relative=True, coarse=not match["e"])
    for match in _THIS_MONTH.finditer(view, start, stop):
        first = today if match["w"] in ("này", "nay") else _month_end(today) + timedelta(days=1)
        yield _Day(match.start(), match.end(), first, _month_end(first), relative=True, coarse=True)


def _weekday(name: str, which: str, today: date, monday: date) -> date:
    index = _WEEKDAYS.get(name.rpartition(" ")[2])
    if index is None:
        last = name[-1]
        index = int(last) - 2 if last.isdigit() else 6
    if which in ("tuần này", "tuan nay"):
        return monday + timedelta(days=index)
    if which in ("này", "nay", "tới", "toi"):
        ahead = (index - today.weekday()) % 7
        return today + timedelta(days=ahead or (0 if which in ("này", "nay") else 7))
    return monday + timedelta(days=7 + index)


def _ahead(view: Lens, local: datetime, start: int, stop: int) -> Iterator[When]:
    for match in _AHEAD.finditer(view, start, stop):
        unit = match["u"] or match["u2"]
        count = _count(match["n"] or match["n2"])
        hours = count if unit in ("giờ", "gio", "tiếng", "tieng") else count * (168 if unit[0] == "t" else 24)
        yield When(match.start(), match.end(), local, local + timedelta(hours=hours), "span", relative=True)


def _from_publication(view: Lens, local: datetime, start: int, stop: int) -> Iterator[When]:
    today = local.date()
    for match in _TILL.finditer(view, start, stop):
        last = _month_end(today) if match["u"] in ("tháng", "thang") else today + timedelta(days=6 - today.weekday())
        yield When(match.start(), match.end(), local, _at(last, 24 * 60), "span", relative=True)
    for match in _NOTICE.finditer(view, start, stop):
        ends = _at(today + timedelta(days=_lasting_days(match)), 24 * 60)
        yield When(match.start(), match.end(), None, ends, "until", relative=True)


def _lasting_days(match: re.Match[str]) -> int:
    """Days of a duration, never too few: a month has 31 days, and a week of work is seven."""
    unit = match["u"]
    days = _count(match["n"]) * (1 if unit[0] == "n" else 7 if unit[1] == "u" else 31)
    return days + 2 * (days // 5 + 1) if match["w"] else days


def _count(told: str) -> int:
    return int(told) if told.isdigit() else _NUMBERS[fold(told)]


def _part(name: str | None) -> str:
    return _PLAIN_PARTS.get(fold(name), "") if name else ""


def _resolve(view: Lens, day: _Day, clocks: list[_Clock], floor: int) -> When:
    clock = _clock_of(view, day, clocks)
    start = min(day.start, clock.start) if clock else day.start
    end = max(day.end, clock.end) if clock else day.end
    part = day.part or _part_between(view, start, day.start, floor)
    if until := _UNTIL.search(view, max(floor, start - _LOOK_BACK), start):
        role: Role = "until"
        start = until.start()
    elif since := _FROM.search(view, max(floor, start - _LOOK_BACK), start):
        role, start = "from", since.start()
    else:
        role = "span" if day.first != day.last or (clock and clock.last is not None) else "at"
    begins, ends = _bounds(day, clock, part, role)
    lasting = _LASTING.search(view, max(floor, start - 2 * _LOOK_BACK), start) if role == "from" else None
    if lasting:
        role, start = "span", lasting.start()
        ends = _at(day.first + timedelta(days=_lasting_days(lasting)), 0)
    elif role == "from" and (day.first != day.last or (clock and clock.last is not None)):
        role = "span"
    return When(
        start,
        end,
        None if role == "until" else begins,
        None if role == "from" else ends,
        role,
        day.relative,
        day.coarse,
        day.loose,
    )


def _clock_of(view: Lens, day: _Day, clocks: list[_Clock]) -> _Clock | None:
    index = bisect_right(clocks, day.start, key=lambda clock: clock.end)
    if index:
        before = clocks[index - 1]
        if day.start - before.end <= _LOOK_BACK and _CLOCK_GAP.fills(view, before.end, day.start):
            return before
    index = bisect_left(clocks, day.end, key=lambda clock: clock.start)
    if index < len(clocks):
        after = clocks[index]
        if after.start - day.end <= _LOOK_BACK and _CLOCK_AFTER.fills(view, day.end, after.start):
            return after
    return None


def _part_between(view: Lens, start: int, day_start: int, floor: int) -> str:
    match = _PART.search(view, start, day_start) or _PART.search(view, max(floor, start - _LOOK_BACK), start)
    return _part(match[1]) if match else ""


def _bounds(day: _Day, clock: _Clock | None, part: str, role: Role) -> tuple[datetime, datetime]:
    opens, closes = (hour * 60 for hour in _PART_HOURS.get(part, (0, 24)))
    if clock is None:
        return _at(day.first, opens), _at(day.last, closes)
    # "8 giờ tối" is 20:00.
    shift = 12 * 60 if clock.first < 12 * 60 and opens >= 12 * 60 else 0
    first = clock.first + shift
    if clock.last is not None:
        last = clock.last + (shift if clock.last + shift <= 24 * 60 else 0)
    else:
        last = first if role == "until" else max(closes, first)
    return _at(day.first, first), _at(day.last, last)


def _at(day: date, minutes: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ICT) + timedelta(minutes=minutes)


def _join(view: Lens, whens: list[When]) -> list[When]:
    joined: list[When] = []
    for when in whens:
        last = joined[-1] if joined else None
        if last is not None and when.start < last.end:
            continue
        if last is not None and _belongs(view, last, when):
            joined[-1] = replace(last, end=when.end, ends=when.ends, role="span", coarse=last.coarse and when.coarse)
        else:
            joined.append(when)
    return joined


def _belongs(view: Lens, last: When, when: When) -> bool:
    if last.begins is None or when.ends is None or when.ends < last.begins:
        return False
    if when.role == "until":
        return bool(_CLOSES.at(view, when.start)) and bool(_GAP.fills(view, last.end, when.start))
    return bool(_JOIN.fills(view, last.end, when.start) or _LIST.fills(view, last.end, when.start))
