"""Dates as publishers write them → aware instants.

Read are ISO 8601 (with the looseness seen in the field), RFC 822/2822 with named zones and `GMT+7`,
asctime and JavaScript's `Date` string, English and Vietnamese dates in words, and the numeric Vietnamese
forms with the time on either side. `None` is better than a wrong date, so a date that can be read in two ways
gives none: `11/12/2026 8:15 AM` is .NET's en-US form as often as it is a day-first date.

feedparser reads 4 of 22 Vietnamese forms right and 3 wrong, dateparser 20 and 1 wrong (its free search is what
goes wrong); this is why the grammar is our own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawlers.charset import nfc

MAX_AHEAD = timedelta(days=1)
_MAX_LENGTH = 160
_ZERO = date(1970, 1, 1)
_YEARS = range(1970, 2101)

# RFC 822, section 5.1, plus what news sites of the region and Europe write.
_NAMED_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "met": 60, "cest": 120,
    "mest": 120, "eet": 120, "eest": 180, "msk": 180, "ict": 420, "indochina time": 420, "wib": 420, "hkt": 480,
    "sgt": 480, "awst": 480, "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
    "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "akst": -540, "akdt": -480, "hst": -600, "giờ việt nam": 420, "giờ hà nội": 420, "giờ vn": 420,
    # Central, not China: RFC 822 says so, and Chinese feeds write +0800.
    "cst": -360,
}  # fmt: skip

_ENGLISH = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ENGLISH_LONG = "january february march april may june july august september october november december".split()
_VIETNAMESE = (
    ("một", "giêng", "1", "01"),
    ("hai", "2", "02"),
    ("ba", "3", "03"),
    ("tư", "bốn", "4", "04"),
    ("năm", "5", "05"),
    ("sáu", "6", "06"),
    ("bảy", "7", "07"),
    ("tám", "8", "08"),
    ("chín", "9", "09"),
    ("mười", "10"),
    ("mười một", "11"),
    ("mười hai", "chạp", "12"),
)
_WEEKDAYS = {
    **{name: i for i, name in enumerate("mon tue wed thu fri sat sun".split())},
    **{
        name: i
        for i, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
    },
    "tues": 1, "thur": 3, "thurs": 3,
    "thứ hai": 0, "thứ ba": 1, "thứ tư": 2, "thứ năm": 3, "thứ sáu": 4, "thứ bảy": 5, "thứ bẩy": 5,
    "chủ nhật": 6, "chúa nhật": 6, "cn": 6, "t2": 0, "t3": 1, "t4": 2, "t5": 3, "t6": 4, "t7": 5,
    "thứ 2": 0, "thứ 3": 1, "thứ 4": 2, "thứ 5": 3, "thứ 6": 4, "thứ 7": 5,
}  # fmt: skip

_MONTHS: dict[str, int] = {}
for _number, (_short, _long, _vi) in enumerate(zip(_ENGLISH, _ENGLISH_LONG, _VIETNAMESE, strict=True), 1):
    _MONTHS |= {_short: _number, _long: _number}
    _MONTHS |= {f"tháng {name}": _number for name in _vi}
_MONTHS |= {"sept": 9}


def _names(words: dict[str, int]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s{1,3}") for w in sorted(words, key=len, reverse=True))


_WEEKDAY = rf"(?P<weekday>{_names(_WEEKDAYS)})"
_EN_MONTH = rf"(?:{_names({k: v for k, v in _MONTHS.items() if not k.startswith('tháng')})})"
_VI_MONTH = rf"(?:{_names({k: v for k, v in _MONTHS.items() if k.startswith('tháng')})}|(?:thg|th)\.?\s?\d{{1,2}})"
_CLOCK = (
    r"(?P<hour>\d{1,2})"
    r"(?:\s?(?::|h|g|giờ)\s?(?P<minute>\d{2})(?:\s?(?::|'|ph|phút)\s?(?P<second>\d{2})(?:[.,]\d{1,9})?)?'?"
    r"(?:\s?phút)?|\s?(?:h|giờ)(?!\w))"
    r"(?:\s?(?P<half>am|pm|a\.m\.|p\.m\.|sa|ch|sáng|trưa|chiều|tối)(?!\w))?"
)
# Without "GMT" a sign needs two digits right behind it and no date after: "08:15 - 23/11/2026" has no offset.
_OFFSET = (
    r"(?:\(?\s?(?:(?P<gmt>gmt|utc)\s?(?P<sign>[+\-−])\s?(?P<oh>\d{1,2})(?::?(?P<om>\d{2}))?"
    r"|(?P<sign2>[+\-−])(?P<oh2>\d{2})(?::?(?P<om2>\d{2}))?)(?![\d/.:-])\s?\)?"
    rf"|\(?(?P<zone>{_names(_NAMED_ZONES)})(?!\w)\)?)"
    r"(?:\s?\([^()]{1,40}\))?"
)
_SEP = r"[\s,|;·•–—/-]{0,6}"
_GLUE = rf"{_SEP}(?:(?:lúc|vào lúc|vào|ngày|at|of|t(?=\d)){_SEP})?"
_YMD = r"(?P<year>\d{4})(?P<s>[-/.])(?P<month>\d{1,2})(?P=s)(?P<day>\d{1,2})"
_DMY = r"(?P<a>\d{1,2})\s?(?P<s>[-/.])\s?(?P<b>\d{1,2})\s?(?P=s)\s?(?P<year>\d{4})"
_TWO_OR_FOUR = r"(?P<year>\d{4}|\d{2}(?=\s\d{1,2}:))"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WORDS_DM = (
    rf"(?:ngày\s)?{_ORDINAL}[\s\-./,]{{0,3}}(?P<name>{_EN_MONTH}|{_VI_MONTH})\.?[\s\-./,]{{0,3}}"
    rf"(?:năm\s)?{_TWO_OR_FOUR}"
)
_WORDS_MD = rf"(?P<name>{_EN_MONTH}|{_VI_MONTH})\.?\s{_ORDINAL},?\s(?P<year>\d{{4}})"
_ASCTIME_DATE = rf"(?P<name>{_EN_MONTH})\s{{1,2}}(?P<day>\d{{1,2}})"

_HEAD = rf"(?:{_WEEKDAY}\.?{_SEP})?(?:ngày\s)?"


def _form(date: str, *, clock: str = "after") -> re.Pattern[str]:
    if clock == "after":
        body = rf"{_HEAD}{date}(?:{_GLUE}{_CLOCK})?(?:{_SEP}{_OFFSET})?"
    else:
        body = rf"(?:lúc\s)?{_CLOCK}(?:\s?{_OFFSET})?{_GLUE}{_HEAD}{date}(?:{_SEP}(?:\((?:gmt|utc)\s?\+\s?7\)))?"
    return re.compile(body, re.IGNORECASE)


# Time-first forms stand before date-first ones: a date-first form must not take the date and leave the time.
_FORMS = tuple(_form(date, clock=clock) for clock in ("before", "after") for date in (_YMD, _DMY, _WORDS_DM, _WORDS_MD))
_ASCTIME = re.compile(
    rf"(?:{_WEEKDAY}\.?{_SEP})?{_ASCTIME_DATE}\s{_CLOCK}(?:\s{_OFFSET})?\s(?P<year>\d{{4}})"
    rf"(?:\s{_OFFSET.replace('?P<', '?P<x')})?",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})"
    r"(?:[T\s]\s?(?P<hour>\d{2})(?::?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,:]\d{1,9})?)?)?"
    r"\s?(?:(?P<zulu>Z)|(?P<sign>[+\-−])(?P<oh>\d{1,2})(?::?(?P<om>\d{2}))?)?)?",
    re.IGNORECASE,
)
_RFC822 = re.compile(
    r"(?:[a-z]{3,9}\.?,?\s)?(?P<day>\d{1,2})[\s-](?P<name>[a-z]{3})[\s-](?P<year>\d{4}|\d{2})\s"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?:\s(?:(?:gmt|utc)?(?P<sign>[+-])(?P<oh>\d{2}):?(?P<om>\d{2})|(?P<zone>gmt|utc|z)))?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})")
_EPOCH = re.compile(r"\d{10}|\d{13}")
_RELATIVE = re.compile(
    r"(?:khoảng\s|cách đây\s)?(?P<n>\d{1,3})\s(?P<unit>giây|phút|giờ|tiếng|ngày)\s(?:trước|qua)", re.IGNORECASE
)
_RECENT = re.compile(
    rf"(?P<day>hôm nay|hôm qua){_GLUE}{_CLOCK}|{_CLOCK.replace('?P<', '?P<x')}{_GLUE}(?P<xday>hôm nay|hôm qua)",
    re.IGNORECASE,
)
_BRACKETS = str.maketrans("[]", "()")
_UNITS = {"giây": 1, "phút": 60, "giờ": 3600, "tiếng": 3600, "ngày": 86400}
_LABEL = re.compile(
    r"(?:(?:đăng|đã đăng|ngày đăng|ngày|xuất bản|ngày xuất bản|thời gian|cập nhật|ngày cập nhật|cập nhật lần cuối|"
    r"publish(?:ed)?|posted|updated|last updated|date)(?:\s(?:lúc|vào|vào lúc|ngày|on|at))?\s?:?\s|lúc\s)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as read: `at` is aware; `has_time` is false when the text gave a day only (then midnight);
    `zoned` is false when the zone is the publisher's by default."""

    at: datetime
    has_time: bool
    zoned: bool


@lru_cache(maxsize=32)
def zone_of(name: str) -> tzinfo:
    """The zone with this IANA name. Raises `ValueError` for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"unknown time zone {name!r}") from error


def parse(text: str | None, *, zone: str = "Asia/Ho_Chi_Minh", now: datetime | None = None) -> datetime | None:
    """The instant that `text` (the whole of it) names, aware, or `None` when unsure.

    A naive time is wall time in `zone`. With `now` (aware), an instant more than a day after it is refused and
    "2 giờ trước" is understood.
    """
    found = moment(text, zone=zone, now=now)
    return None if found is None else found.at


def moment(text: str | None, *, zone: str = "Asia/Ho_Chi_Minh", now: datetime | None = None) -> Moment | None:
    """Like `parse`, and says how precise the text was."""
    if not text or len(text) > _MAX_LENGTH:
        return None
    clean = _clean(text)
    found = _read(clean, zone_of(zone), now)
    return found if found is not None and _plausible(found.at, now) else None


def search(text: str, *, zone: str = "Asia/Ho_Chi_Minh", now: datetime | None = None) -> Moment | None:
    """The first date inside a short line such as "Xã hội | Thứ Hai, 23/11/2026 - 08:15 | 1.234 lượt xem"."""
    clean = _clean(text[:_MAX_LENGTH])
    best: tuple[int, int, Moment] | None = None
    for form in _FORMS:
        for match in form.finditer(clean):
            if _touches_digits(clean, match):
                continue
            found = _from_match(match, zone_of(zone))
            if found is not None and _plausible(found.at, now):
                key = (0 if found.has_time else 1, match.start())
                if best is None or key < best[:2]:
                    best = (*key, found)
                break
    return None if best is None else best[2]


def _clean(text: str) -> str:
    flat = " ".join(nfc(text).translate(_BRACKETS).split()).strip(" .,;|-–—")
    return flat[1:-1].strip() if flat.startswith("(") and flat.endswith(")") else flat


def _touches_digits(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    return before.isdigit() or before in ("/", "-") or after.isdigit() or after == "/"


def _plausible(at: datetime, now: datetime | None) -> bool:
    # What a counter at zero shows is no date.
    return at.date() != _ZERO and (now is None or at <= now + MAX_AHEAD)


def _read(text: str, default: tzinfo, now: datetime | None) -> Moment | None:
    if _EPOCH.fullmatch(text):
        return _epoch(int(text))
    if match := _COMPACT.fullmatch(text):
        return _from_match(match, default)
    if match := _ISO.fullmatch(text) or _RFC822.fullmatch(text):
        return _from_match(match, default)
    label = _LABEL.match(text)
    for candidate in (text, text[label.end() :]) if label else (text,):
        for form in _FORMS:
            if match := form.fullmatch(candidate):
                return _from_match(match, default)
        if match := _ASCTIME.fullmatch(candidate):
            return _from_match(match, default)
        if now is not None and (found := _relative(candidate, default, now)):
            return found
    return None


def _epoch(number: int) -> Moment | None:
    seconds = number / 1000 if number >= 10**12 else float(number)
    at = datetime.fromtimestamp(seconds, UTC)
    return Moment(at, has_time=True, zoned=True) if at.year in range(1995, 2101) else None


def _relative(text: str, default: tzinfo, now: datetime) -> Moment | None:
    if match := _RELATIVE.fullmatch(text):
        unit = match["unit"].lower()
        at = now - timedelta(seconds=int(match["n"]) * _UNITS[unit])
        return Moment(at.astimezone(default), has_time=unit != "ngày", zoned=True)
    if match := _RECENT.fullmatch(text):
        groups = {k.removeprefix("x"): v for k, v in match.groupdict().items() if v is not None}
        clock = _clock(groups)
        if clock is None:
            return None
        day = now.astimezone(default) - timedelta(days=groups["day"].lower() == "hôm qua")
        at = day.replace(hour=clock[0], minute=clock[1], second=clock[2], microsecond=0)
        return Moment(at, has_time=True, zoned=False)
    return None


def _from_match(match: re.Match[str], default: tzinfo) -> Moment | None:
    groups = {k.removeprefix("x").removesuffix("2"): v for k, v in match.groupdict().items() if v is not None}
    day = _day(groups)
    if day is None:
        return None
    has_time = "hour" in groups
    clock = _clock(groups) if has_time else (0, 0, 0)
    if clock is None:
        return None
    offset = _offset(groups)
    if offset is None and ("sign" in groups or "zone" in groups):
        return None
    try:
        at = datetime(*day, *clock, tzinfo=offset or default)
    except ValueError:
        return None
    return Moment(at, has_time=has_time, zoned=offset is not None)


def _day(groups: dict[str, str]) -> tuple[int, int, int] | None:
    year = int(groups["year"])
    if len(groups["year"]) == 2:
        year += 2000 if year < 70 else 1900
    if year not in _YEARS:
        return None
    if "a" in groups:
        day_month = _day_month(int(groups["a"]), int(groups["b"]), year, groups)
        if day_month is None:
            return None
        day, month = day_month
    else:
        day = int(groups["day"])
        month = _month(groups["name"]) if "name" in groups else int(groups["month"])
    return (year, month, day) if _exists(year, month, day) else None


def _month(name: str) -> int:
    words = " ".join(name.lower().split())
    if words in _MONTHS:
        return _MONTHS[words]
    digits = re.search(r"\d{1,2}", words)
    return int(digits[0]) if digits else 0


def _day_month(a: int, b: int, year: int, groups: dict[str, str]) -> tuple[int, int] | None:
    """Day first, as Vietnam writes, unless that is no date or the weekday named says otherwise."""
    if b > 12:
        return (b, a)
    if a > 12 or a == b:
        return (a, b)
    if "weekday" in groups:
        weekday = _WEEKDAYS.get(" ".join(groups["weekday"].lower().split()))
        day_first, month_first = _weekday(year, b, a) == weekday, _weekday(year, a, b) == weekday
        if month_first and not day_first:
            return (b, a)
        return (a, b)
    if groups.get("half", "").lower() in ("am", "pm") and groups["s"] == "/":
        return None
    return (a, b)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return False
    return True


def _weekday(year: int, month: int, day: int) -> int | None:
    return datetime(year, month, day, tzinfo=UTC).weekday() if _exists(year, month, day) else None


def _clock(groups: dict[str, str]) -> tuple[int, int, int] | None:
    hour, minute, second = (int(groups.get(k, "0")) for k in ("hour", "minute", "second"))
    half = groups.get("half", "").lower().replace(".", "")
    if half in ("pm", "ch", "chiều", "tối") and 1 <= hour < 12:
        hour += 12
    elif half in ("am", "sa") and hour == 12:
        hour = 0
    # ISO 8601 and POSIX allow a leap second; `datetime` does not.
    second = 59 if second == 60 else second
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _offset(groups: dict[str, str]) -> tzinfo | None:
    if "zulu" in groups:
        return UTC
    if "sign" in groups:
        minutes = int(groups["oh"]) * 60 + int(groups.get("om", "0"))
        if minutes > 14 * 60:
            return None
        return timezone(timedelta(minutes=minutes if groups["sign"] == "+" else -minutes))
    if "zone" in groups:
        return timezone(timedelta(minutes=_NAMED_ZONES[" ".join(groups["zone"].lower().split())]))
    return None
