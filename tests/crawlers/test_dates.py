from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import dates

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2026, 11, 23, 8, 15, tzinfo=HANOI)


@pytest.mark.parametrize(
    "text",
    [
        "Thứ Hai, 23/11/2026, 08:15 (GMT+7)",
        "Thứ hai, 23/11/2026 08:15",
        "Thứ Hai, ngày 23/11/2026 - 08:15",
        "Thứ 2, 23/11/2026 08:15",
        "T2, 23/11/2026 08:15",
        "23/11/2026 08:15",
        "23/11/2026 - 08:15",
        "23/11/2026 lúc 08:15",
        "23-11-2026 08:15:00",
        "23.11.2026 08:15",
        "23/11/2026 8:15 SA",
        "23/11/2026 08h15",
        "23/11/2026 08:15 GMT+7",
        "23/11/2026T08:15:00+07:00",
        "08:15 | 23/11/2026",
        "08:15 - 23/11/2026",
        "08:15, 23/11/2026",
        "08:15 Thứ Hai, 23/11/2026",
        "8h15 ngày 23/11/2026",
        "lúc 08:15 ngày 23/11/2026",
        "08 giờ 15 phút, ngày 23 tháng 11 năm 2026",
        "23 Tháng Mười Một, 2026 08:15",
        "23 tháng 11, 2026 08:15",
        "23 Th11, 2026 8:15 SA",
        "Cập nhật lúc 08:15, 23/11/2026",
        "Thứ Hai, 23/11/2026 | 08:15:00 [GMT +7]",
        "11/23/2026 8:15:00 AM",
        "23-11-2026 08:15:00 SA",
        "8 giờ 15 ngày 23 tháng 11 năm 2026",
        "8h15' ngày 23-11-2026",
        "8g15 sáng 23/11/2026",
        "THỨ HAI, 23/11/2026, 08:15 (GMT+7)",
        "Thứ Hai,23/11/2026 08:15 (giờ Việt Nam)",
        "Thứ hai, ngày 23 tháng mười một năm 2026, 08:15",
        "23 Thg 11 2026 08:15",
        "Đăng ngày 23/11/2026 lúc 8 giờ 15 phút",
        "Xuất bản: Thứ Hai, 23/11/2026 – 08:15",
        "23/11/2026\xa0•\xa008:15",
        "Mon, 11/23/2026 - 08:15",
        "Mon, 23 Nov 2026 8:15:00 SA GMT+7",
        "Mon, 23 Nov 2026 08:15:00 SE Asia Standard Time",
        "/Date(1795396500000+0700)/",
    ],
)
def test_vietnamese_forms_name_the_instant(text: str) -> None:
    assert dates.parse(text) == MORNING


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("Mon, 23 Nov 2026 08:15:00 GMT+7", MORNING),
        ("Mon, 23 Nov 2026 08:15:00 GMT+07:00", MORNING),
        ("Mon, 23 Nov 2026 08:15:00 +0700", MORNING),
        ("Mon, 23 Nov 2026 01:15:00 GMT", MORNING),
        ("Mon, 23 Nov 26 08:15:00 ICT", MORNING),
        ("Sun, 22 Nov 2026 20:15:00 EST", MORNING),
        ("Mon Nov 23 2026 08:15:00 GMT+0700 (Indochina Time)", MORNING),
        ("Mon Nov 23 08:15:00 2026", MORNING),
        ("2026-11-23T08:15:00.000 +07:00", MORNING),
        ("2026-11-23T01:15:00Z", MORNING),
        ("2026-11-23T08:15", MORNING),
        ("20261123T011500Z", MORNING),
        ("20261123081500", MORNING),
        (str(int(MORNING.timestamp())), MORNING),
        ("November 23, 2026 8:15 AM", MORNING),
        ("23/11/2026", datetime(2026, 11, 23, tzinfo=HANOI)),
        ("23/11/2026 12:15 CH", datetime(2026, 11, 23, 12, 15, tzinfo=HANOI)),
        ("23/11/2026 8:15 CH", datetime(2026, 11, 23, 20, 15, tzinfo=HANOI)),
    ],
)
def test_other_forms(text: str, instant: datetime) -> None:
    assert dates.parse(text) == instant


@pytest.mark.parametrize(
    "text",
    [
        "05/11/2026 8:15:00 AM",  # 5 November to an editor, 11 May to .NET
        "23/11/26 08:15",
        "31/02/2026 08:15",
        "23/11/2026 25:15",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59Z",
        "2026",
        "2026-11",
        "23/11/2026 13:15 SA",  # one of the two is wrong
        "23/11/2026 0:15 PM",
        "12 giờ đêm 23/11/2026",  # of which day?
        "Thứ Hai",
        "08:15",
        "23/11",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Mon, 23 Nov 2026 08:15:00 +1500",
        "2026-11-23T24:00:00",
        "9" * 400,
        "1e400",
        "Số 123/2024/NĐ-CP",
        "hôm nào đó",
        "",
        None,
    ],
)
def test_none_rather_than_a_guess(text: str | None) -> None:
    assert dates.parse(text) is None


def test_the_weekday_decides_which_number_is_the_day() -> None:
    assert dates.parse("Thứ Hai, 05/10/2026 08:15") == datetime(2026, 10, 5, 8, 15, tzinfo=HANOI)
    assert dates.parse("Sunday, 05/10/2026 08:15") == datetime(2026, 5, 10, 8, 15, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("8:15 chiều 23/11/2026", 20),
        ("23/11/2026 8:15 tối", 20),
        ("10:15 đêm 23/11/2026", 22),
        ("2 giờ 15 đêm 23/11/2026", 2),
        ("1 giờ 15 trưa ngày 23/11/2026", 13),
        ("11:15 trưa 23/11/2026", 11),
        ("12:15 CH 23/11/2026", 12),
        ("12:15 SA 23/11/2026", 0),
        ("20:15 CH 23/11/2026", 20),
        ("Nov. 23, 2026, 8:15 p.m.", 20),
    ],
)
def test_halves_of_the_day(text: str, hour: int) -> None:
    assert dates.parse(text) == MORNING.replace(hour=hour)


def test_naive_times_are_wall_time_of_the_publishers_zone() -> None:
    assert dates.parse("2026-11-23 08:15", zone="Europe/Paris") == datetime(2026, 11, 23, 7, 15, tzinfo=UTC)
    with pytest.raises(ValueError, match="Mars"):
        dates.parse("2026-11-23 08:15", zone="Mars/Olympus")


def test_more_than_a_day_ahead_is_refused() -> None:
    now = MORNING
    assert dates.parse("24/11/2026 08:15", now=now) is not None
    assert dates.parse("24/11/2026 08:16", now=now) is None


def test_relative_forms_need_a_now() -> None:
    assert dates.parse("2 giờ trước") is None
    assert dates.parse("2 giờ trước", now=MORNING) == MORNING - timedelta(hours=2)
    assert dates.parse("Hôm qua, 21:30", now=MORNING) == datetime(2026, 11, 22, 21, 30, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("line", "has_time"),
    [
        ("Xã hội | Thứ Hai, 23/11/2026 - 08:15 | 1.234 lượt xem", True),
        ("Thu Hà - 08:15 23/11/2026", True),
        ("Ngày đăng: 23/11/2026 Lượt xem: 12:30", False),
    ],
)
def test_search_finds_the_date_in_a_line(line: str, has_time: bool) -> None:
    found = dates.search(line)
    assert found is not None
    assert found.has_time is has_time
    assert found.at.date() == MORNING.date()
    assert not has_time or found.at == MORNING


@given(st.datetimes(datetime(1971, 1, 2), datetime(2099, 1, 1)), st.sampled_from(["iso", "rfc", "dmy", "first"]))
def test_what_is_written_is_read_back(naive: datetime, form: str) -> None:
    at = naive.replace(microsecond=0, tzinfo=HANOI)
    texts = {
        "iso": at.isoformat(),
        "rfc": f"{at.day} {at:%b %Y %H:%M:%S} {at:%z}",
        "dmy": f"{at:%d/%m/%Y %H:%M:%S}",
        "first": f"{at:%H:%M:%S} | {at:%d/%m/%Y}",
    }
    assert dates.parse(texts[form]) == at


# Sài Gòn was at +08:00 until June 1975.
INSTANTS = st.datetimes(datetime(1976, 1, 1), datetime(2099, 1, 1)).map(
    lambda naive: naive.replace(second=0, microsecond=0, tzinfo=HANOI)
)
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


def _twelve(at: datetime, morning: str, evening: str) -> str:
    return f"{at.hour % 12 or 12}:{at:%M} {morning if at.hour < 12 else evening}"


@given(INSTANTS)
def test_every_vietnamese_form_of_every_instant_is_read_back(at: datetime) -> None:
    weekday = WEEKDAYS[at.weekday()]
    for text in (
        f"{weekday}, {at:%d/%m/%Y, %H:%M} (GMT+7)",
        f"{weekday}, ngày {at.day}/{at.month}/{at.year} - {at:%H:%M}",
        f"{at:%d/%m/%Y} {_twelve(at, 'SA', 'CH')}",
        f"{_twelve(at, 'SA', 'CH')} {weekday}, {at:%d-%m-%Y}",
        f"{at.hour} giờ {at:%M} phút, ngày {at.day} tháng {at.month} năm {at.year}",
        f"{at.hour}h{at:%M} ngày {at:%d.%m.%Y}",
        f"Cập nhật lúc {at:%H:%M | %d/%m/%Y}",
        f"{at.day} Tháng {at.month}, {at.year} {at:%H:%M}",
    ):
        assert dates.parse(text) == at, text


@given(INSTANTS)
def test_american_forms_are_read_right_or_not_at_all(at: datetime) -> None:
    date = f"{at.month}/{at.day}/{at.year}"
    for text in (
        f"{date} {_twelve(at, 'AM', 'PM')}",
        f"{at:%a}, {at:%m/%d/%Y - %H:%M}",
        f"{at:%A}, {date} {_twelve(at, 'AM', 'PM')}",
    ):
        assert dates.parse(text) in (at, None), text
    assert dates.parse(f"{at:%B} {at.day}, {at.year} {_twelve(at, 'AM', 'PM')}") == at


@given(INSTANTS, st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Paris", "America/New_York", "UTC"]))
def test_a_zone_written_has_precedence_over_the_publishers(at: datetime, zone: str) -> None:
    for text in (at.isoformat(), f"{at:%d/%m/%Y %H:%M} (GMT+7)", f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"):
        assert dates.parse(text, zone=zone) == at


@given(INSTANTS, st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_nothing_is_ever_more_than_a_day_ahead(at: datetime, since: timedelta) -> None:
    found = dates.parse(f"{at:%d/%m/%Y %H:%M}", now=at + since)
    assert found == (at if since >= timedelta(days=-1) else None)


@given(st.text(alphabet="0123456789/:-., |TthứhaingàytămGMT+()ZapmNov\u0300\xa0", max_size=80))
def test_any_text_gives_an_aware_instant_or_none(text: str) -> None:
    for found in (dates.moment(text, now=MORNING), dates.search(text, now=MORNING)):
        assert found is None or (found.at.tzinfo is not None and found.at <= MORNING + timedelta(days=1))
