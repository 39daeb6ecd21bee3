"""The portal's calendar: ages, date tokens in texts, and the ways a page and a feed write an instant."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

_AGE = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,3})h)?(?:(\d{1,3})m)?")
_TOKEN = re.compile(r"\{([dDwW])(?:([+-])(\d{1,4}))?\}")
_LIKE_TOKEN = re.compile(r"\{[A-Za-z]{1,2}(?:\s?[+-]\s?\d{0,5})?\}")


def parse_age(value: str) -> timedelta:
    """`"2d6h"`, `"3h"`, `"12d4h30m"` → time span. Raises `ValueError` for anything else, and for zero."""
    match = _AGE.fullmatch(value)
    days, hours, minutes = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    age = timedelta(days=days, hours=hours, minutes=minutes)
    if not age:
        raise ValueError(f'expected an age such as "2d6h" or "3h", found {value!r}')
    return age


def expand(text: str, now: datetime) -> str:
    """Date tokens filled in, relative to the portal's day.

    `{d-2}` is 21/11, `{D-2}` 21/11/2026, `{w+3}` thứ Năm, `{W+3}` Thứ Năm.
    """
    today = now.astimezone(ZONE).date()

    def written(match: re.Match[str]) -> str:
        kind, sign, days = match.groups()
        day = today + timedelta(days=int((sign or "") + (days or "0")))
        weekday = WEEKDAYS[day.weekday()]
        forms = {
            "d": f"{day:%d/%m}",
            "D": f"{day:%d/%m/%Y}",
            "w": weekday,
            "W": weekday[0].upper() + weekday[1:],
        }
        return forms[kind]

    return _TOKEN.sub(written, text)


def unknown_token(text: str) -> str | None:
    """The first thing that looks like a date token and is none, such as `{x-2}` or `{d - 2}`."""
    return next((m[0] for m in _LIKE_TOKEN.finditer(text) if not _TOKEN.fullmatch(m[0])), None)


def local(instant: datetime) -> datetime:
    """The instant in Vietnamese time, whole seconds."""
    return instant.astimezone(ZONE).replace(microsecond=0)


def long_date(instant: datetime) -> str:
    """`Thứ Hai, 23/11/2026, 08:15 (GMT+7)`."""
    at = local(instant)
    return f"{day_name(at)}, {at:%d/%m/%Y, %H:%M} (GMT+7)"


def day_name(instant: datetime) -> str:
    """`Thứ Hai`."""
    weekday = WEEKDAYS[local(instant).weekday()]
    return weekday[0].upper() + weekday[1:]


def short_date(instant: datetime) -> str:
    """`23/11/2026 08:15`."""
    return f"{local(instant):%d/%m/%Y %H:%M}"


def iso(instant: datetime) -> str:
    """RFC 3339 with the Vietnamese offset."""
    return local(instant).isoformat()


def rfc822(instant: datetime) -> str:
    """RFC 822 with the Vietnamese offset, as RSS 2.0 asks for."""
    return format_datetime(local(instant))


def http_date(instant: datetime) -> str:
    """IMF-fixdate of RFC 9110, section 5.6.7."""
    return format_datetime(instant.astimezone(UTC).replace(microsecond=0), usegmt=True)
