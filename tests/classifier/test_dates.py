"""Vietnamese dates resolved to instants."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lunar_vn import solar_to_lunar

from classifier.dates import ICT, When, find
from classifier.phrases import lens
from classifier.text import Doc, fold

# A Wednesday.
AT = datetime(2026, 5, 13, 8, tzinfo=ICT)


def _read(text: str, anchor: datetime = AT, *, relative: bool = True) -> list[When]:
    return find(lens(Doc(text)), anchor, relative=relative)


def _told(text: str, anchor: datetime = AT) -> list[tuple[str, str, str | None, str | None]]:
    return [
        (
            text[when.start : when.end],
            when.role,
            when.begins and f"{when.begins:%Y-%m-%d %H:%M}",
            when.ends and f"{when.ends:%Y-%m-%d %H:%M}",
        )
        for when in _read(text, anchor)
    ]


@pytest.mark.parametrize(
    ("text", "words", "role", "begins", "ends"),
    [
        ("Khoảng 17 giờ ngày 9/6, mưa", "17 giờ ngày 9/6", "at", "2026-06-09 17:00", "2026-06-10 00:00"),
        ("vào 19h30 ngày 9/6", "19h30 ngày 9/6", "at", "2026-06-09 19:30", "2026-06-10 00:00"),
        ("Sáng 9/6, mưa", "9/6", "at", "2026-06-09 05:00", "2026-06-09 12:00"),
        ("lúc 8 giờ tối 9/6", "8 giờ tối 9/6", "at", "2026-06-09 20:00", "2026-06-10 00:00"),
        ("ngày 5 tháng 9 năm 2027", "5 tháng 9 năm 2027", "at", "2027-09-05 00:00", "2027-09-06 00:00"),
        ("ký 08/10/2026", "08/10/2026", "at", "2026-10-08 00:00", "2026-10-09 00:00"),
        ("ký 08.10.2026", "08.10.2026", "at", "2026-10-08 00:00", "2026-10-09 00:00"),
        ("nộp trước ngày 28/2/2027.", "trước ngày 28/2/2027", "until", None, "2027-03-01 00:00"),
        ("trước 12 giờ ngày 10/6/2026", "trước 12 giờ ngày 10/6/2026", "until", None, "2026-06-10 12:00"),
        ("đến hết ngày 31/5.", "đến hết ngày 31/5", "until", None, "2026-06-01 00:00"),
        ("chậm nhất vào ngày 20/5", "chậm nhất vào ngày 20/5", "until", None, "2026-05-21 00:00"),
        ("hạn chót 17 giờ ngày 20/5", "hạn chót 17 giờ ngày 20/5", "until", None, "2026-05-20 17:00"),
        ("đến 24 giờ ngày 15/5", "đến 24 giờ ngày 15/5", "until", None, "2026-05-16 00:00"),
        ("có hiệu lực từ ngày 1/7", "từ ngày 1/7", "from", "2026-07-01 00:00", None),
        (
            "từ 13 giờ ngày 18/5 đến 7 giờ ngày 19/5, nước",
            "từ 13 giờ ngày 18/5 đến 7 giờ ngày 19/5",
            "span",
            "2026-05-18 13:00",
            "2026-05-19 07:00",
        ),
        (
            "từ đêm 9/6 đến hết ngày 11/6",
            "từ đêm 9/6 đến hết ngày 11/6",
            "span",
            "2026-06-09 19:00",
            "2026-06-12 00:00",
        ),
        ("Từ ngày 30/8 đến 2/9,", "Từ ngày 30/8 đến 2/9", "span", "2026-08-30 00:00", "2026-09-03 00:00"),
        ("(30/8 - 2/9)", "30/8 - 2/9", "span", "2026-08-30 00:00", "2026-09-03 00:00"),
        ("ba ngày 17, 18 và 19/7", "17, 18 và 19/7", "span", "2026-07-17 00:00", "2026-07-20 00:00"),
        ("từ 16 đến 18/10", "từ 16 đến 18/10", "span", "2026-10-16 00:00", "2026-10-19 00:00"),
        ("ngày 11 và 12/6", "11 và 12/6", "span", "2026-06-11 00:00", "2026-06-13 00:00"),
        (
            "từ 6 giờ đến 11 giờ Chủ nhật này",
            "từ 6 giờ đến 11 giờ Chủ nhật này",
            "span",
            "2026-05-17 06:00",
            "2026-05-17 11:00",
        ),
        (
            "Ngày 21/5, từ 7 giờ đến 16 giờ, cắt",
            "21/5, từ 7 giờ đến 16 giờ",
            "span",
            "2026-05-21 07:00",
            "2026-05-21 16:00",
        ),
        ("Thứ Bảy tuần này", "Thứ Bảy tuần này", "at", "2026-05-16 00:00", "2026-05-17 00:00"),
        ("thứ Hai tuần sau", "thứ Hai tuần sau", "at", "2026-05-18 00:00", "2026-05-19 00:00"),
        ("Chủ nhật tới", "Chủ nhật tới", "at", "2026-05-17 00:00", "2026-05-18 00:00"),
        ("thứ Tư tới", "thứ Tư tới", "at", "2026-05-20 00:00", "2026-05-21 00:00"),
        ("thứ 7 này", "thứ 7 này", "at", "2026-05-16 00:00", "2026-05-17 00:00"),
        ("Sáng mai, xã", "Sáng mai", "at", "2026-05-14 05:00", "2026-05-14 12:00"),
        ("19 giờ 30 tối nay", "19 giờ 30 tối nay", "at", "2026-05-13 19:30", "2026-05-14 00:00"),
        ("trong ngày mai", "ngày mai", "at", "2026-05-14 00:00", "2026-05-15 00:00"),
        ("cuối tuần này", "cuối tuần này", "span", "2026-05-16 00:00", "2026-05-18 00:00"),
        ("cuối tuần tới", "cuối tuần tới", "span", "2026-05-23 00:00", "2026-05-25 00:00"),
        ("trong 24 giờ tới", "trong 24 giờ tới", "span", "2026-05-13 08:00", "2026-05-14 08:00"),
        ("Trong 3 đến 6 giờ tới", "Trong 3 đến 6 giờ tới", "span", "2026-05-13 08:00", "2026-05-13 14:00"),
        ("trong tháng 10/2026", "tháng 10/2026", "span", "2026-10-01 00:00", "2026-11-01 00:00"),
        ("tháng 2 năm 2028", "tháng 2 năm 2028", "span", "2028-02-01 00:00", "2028-03-01 00:00"),
        ("trong quý III", "quý III", "span", "2026-07-01 00:00", "2026-10-01 00:00"),
        ("ngày 27/7 âm lịch", "27/7 âm lịch", "at", "2026-09-08 00:00", "2026-09-09 00:00"),
        ("5 tháng 5 âm lịch", "5 tháng 5 âm lịch", "at", "2026-06-19 00:00", "2026-06-20 00:00"),
        ("mở mùng 8 tháng Giêng", "mùng 8 tháng Giêng", "at", "2026-02-24 00:00", "2026-02-25 00:00"),
        ("vào rằm tháng Bảy", "rằm tháng Bảy", "at", "2026-08-27 00:00", "2026-08-28 00:00"),
        ("đến hết ngày 23 tháng Chạp", "đến hết ngày 23 tháng Chạp", "until", None, "2026-02-11 00:00"),
        ("sáng mùng 6 Tết", "mùng 6 Tết", "at", "2026-02-22 05:00", "2026-02-22 12:00"),
        ("30 Tết", "30 Tết", "at", "2026-02-16 00:00", "2026-02-17 00:00"),
        (
            "từ mùng 6 đến mùng 10 tháng Giêng",
            "từ mùng 6 đến mùng 10 tháng Giêng",
            "span",
            "2026-02-22 00:00",
            "2026-02-27 00:00",
        ),
        ("rằm tháng 7 năm 2027", "rằm tháng 7 năm 2027", "at", "2027-08-16 00:00", "2027-08-17 00:00"),
        ("sáng Chủ nhật, xã họp", "sáng Chủ nhật", "at", "2026-05-17 05:00", "2026-05-17 12:00"),
        (
            "Từ 2 giờ đến 11 giờ Chủ nhật, cấm",
            "Từ 2 giờ đến 11 giờ Chủ nhật",
            "span",
            "2026-05-17 02:00",
            "2026-05-17 11:00",
        ),
        ("Từ nay đến cuối tuần, nắng", "Từ nay đến cuối tuần", "span", "2026-05-13 08:00", "2026-05-18 00:00"),
        ("từ nay đến hết tháng", "từ nay đến hết tháng", "span", "2026-05-13 08:00", "2026-06-01 00:00"),
        (
            "trong vòng 15 ngày kể từ ngày đăng thông báo này",
            "15 ngày kể từ ngày đăng thông báo này",
            "until",
            None,
            "2026-05-29 00:00",
        ),
        (
            "Thời hạn tiếp nhận: 30 ngày, tính từ ngày 5/8/2026",
            "Thời hạn tiếp nhận: 30 ngày, tính từ ngày 5/8/2026",
            "span",
            "2026-08-05 00:00",
            "2026-09-04 00:00",
        ),
        ("cổng đóng lúc 24 giờ ngày 15/5", "đóng lúc 24 giờ ngày 15/5", "until", None, "2026-05-16 00:00"),
        ("khép lại lúc 17 giờ ngày 20/5", "khép lại lúc 17 giờ ngày 20/5", "until", None, "2026-05-20 17:00"),
        ("Hạn chót nhận bài là ngày 20/5", "Hạn chót nhận bài là ngày 20/5", "until", None, "2026-05-21 00:00"),
        ("quý IV/2026", "quý IV/2026", "span", "2026-10-01 00:00", "2027-01-01 00:00"),
    ],
)
def test_reads(text: str, words: str, role: str, begins: str | None, ends: str | None) -> None:
    assert _told(text) == [(words, role, begins, ends)]


@pytest.mark.parametrize(
    "text",
    [
        "chiếm 2/3 số hộ trong xã",
        "phục vụ 24/7",
        "Quyết định số 12/2024/NĐ-CP",
        "61/2026/QĐ-UBND",
        "số nhà 5/12, tổ 6",
        "tăng 7.5 điểm",
        "ngày 31/2",
        "mùng 8 tháng Ba",
        "ngày 31/7 âm lịch",
        "ngày 5/13 âm lịch",
        "tháng 5 âm lịch",
        "11 Tết",
        "mùng 1 Tết Dương lịch",
        "sáng Chủ nhật hằng tuần",
        "từ 7 giờ đến 11 giờ thứ Hai đến thứ Sáu",
        "Chủ nhật, xã họp",
        "trong 15 ngày kể từ ngày nhận hồ sơ",
        "tháng 13/2026",
        "mở cửa từ 7 giờ đến 17 giờ",
        "họp thứ Ba hằng tuần",
        "3 tháng qua",
        "quý khách",
        "tỷ lệ 1/500",
        "99 giờ",
    ],
)
def test_leaves_alone(text: str) -> None:
    assert _told(text) == []


@pytest.mark.parametrize(
    ("anchor", "text", "year"),
    [
        (datetime(2026, 12, 4, tzinfo=ICT), "ngày 28/2", 2027),
        (datetime(2026, 12, 4, tzinfo=ICT), "ngày 30/11", 2026),
        (datetime(2027, 1, 3, tzinfo=ICT), "ngày 30/12", 2026),
        (datetime(2026, 11, 1, tzinfo=ICT), "tháng 2", 2027),
        (datetime(2027, 1, 3, tzinfo=ICT), "quý IV", 2026),
        (datetime(2027, 6, 1, tzinfo=ICT), "ngày 29/2", 2028),
    ],
)
def test_a_day_without_a_year_is_the_nearest(anchor: datetime, text: str, year: int) -> None:
    (when,) = _read(text, anchor)
    assert when.begins is not None
    assert when.begins.year == year


def test_the_anchor_is_read_on_the_vietnamese_calendar() -> None:
    late_evening_in_utc = datetime.fromisoformat("2026-05-12T23:30:00+00:00")
    (when,) = _read("sáng mai", late_evening_in_utc)
    assert when.begins == datetime(2026, 5, 14, 5, tzinfo=ICT)


def test_relative_days_can_be_left_out() -> None:
    assert _read("Sáng mai, cuối tuần này, trong 24 giờ tới, Chủ nhật này", relative=False) == []
    assert len(_read("Sáng mai và ngày 20/5", relative=False)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "đăng ký trước ngày 25/5",
        "tối nay 19 giờ",
        "Chủ nhật này",
        "từ 7 giờ đến 9 giờ ngày 20/5",
        "quý IV",
        "chiều mai",
    ],
)
def test_reads_the_same_without_diacritics(text: str) -> None:
    assert _read(fold(text)) == _read(text)


def test_several_times_come_in_order_and_apart() -> None:
    whens = _read("Sáng 20/5 họp, chiều 21/5 tập, đến hết ngày 30/5 nộp bài.")
    assert [when.role for when in whens] == ["at", "at", "until"]
    assert all(left.end <= right.start for left, right in pairwise(whens))


@given(st.integers(0, 23), st.dates(AT.date() - timedelta(days=150), AT.date() + timedelta(days=150)))
@settings(deadline=None)
def test_any_near_day_is_read_back(hour: int, day: datetime) -> None:
    (when,) = _read(f"lúc {hour} giờ ngày {day.day}/{day.month}")
    assert when.begins == datetime(day.year, day.month, day.day, hour, tzinfo=ICT)


@given(st.dates(AT.date() - timedelta(days=150), AT.date() + timedelta(days=150)))
@settings(deadline=None)
def test_any_near_lunar_day_is_read_back(day: date) -> None:
    told = solar_to_lunar(day)
    (when,) = _read(f"ngày {told.day}/{told.month} âm lịch")
    assert when.begins == datetime(day.year, day.month, day.day, tzinfo=ICT)


@given(st.integers(1, 180), st.sampled_from(["ngày", "tuần"]))
@settings(deadline=None)
def test_a_duration_is_counted_from_its_day(count: int, unit: str) -> None:
    days = timedelta(days=count if unit == "ngày" else count * 7)
    (when,) = _read(f"Thời hạn: {count} {unit}, kể từ ngày 20/5/2026")
    assert when.ends == datetime(2026, 5, 20, tzinfo=ICT) + days
    (when,) = _read(f"trong {count} {unit} kể từ ngày đăng thông báo này")
    assert when.ends == datetime(2026, 5, 14, tzinfo=ICT) + days


_PIECES = (
    "ngày 1/1 31/2 9/9/2026 từ đến hết trước giờ 25 7h30 sáng mai thứ hai này tuần tới quý IV tháng 13 - – , ( 99 0/0"
    " rằm mùng Giêng Chạp tháng Mười Một âm lịch Tết năm 2099 kể từ đăng này nay cuối chủ nhật chiều đóng lúc"
).split(" ")


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(_PIECES), max_size=30).map(" ".join)),
    st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1), timezones=st.just(ICT)),
)
@settings(deadline=None, max_examples=300)
def test_any_text_is_read_without_error(text: str, anchor: datetime) -> None:
    doc = Doc(text)
    for when in find(lens(doc), anchor):
        assert 0 <= when.start < when.end <= len(doc.text)
        assert when.begins is not None or when.ends is not None


def test_reading_a_part_keeps_to_it() -> None:
    text = "Trước ngày 1/6. Họp ngày 2/6. Sau ngày 3/6."
    start, end = text.index("Họp"), text.index(" Sau")
    (when,) = find(lens(Doc(text)), AT, start, end)
    assert text[when.start : when.end] == "2/6"
