"""Wall time and zone, the instant between them, and the month's grid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clock import from_text, to_text
from pipeline.errors import DayInvalid, TimeInvalid, TimeMissing, TimePast, TimeTooFar, TimeTwice, ZoneInvalid
from pipeline.schedule import HORIZON, choose, days, month, month_grid, parse_day
from tests.pipeline.support import NOON, Room


def test_the_instant_is_when_clocks_in_the_zone_show_the_time() -> None:
    due = choose("2026-11-24T08:15", "Asia/Ho_Chi_Minh", NOON).at
    assert due == datetime(2026, 11, 24, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "zone", "error"),
    [
        ("2026-11-24 08:15", "Asia/Ho_Chi_Minh", TimeInvalid),
        ("2026-02-30T08:15", "Asia/Ho_Chi_Minh", TimeInvalid),
        ("", "Asia/Ho_Chi_Minh", TimeInvalid),
        ("٢٠٢٦-11-24T08:15", "Asia/Ho_Chi_Minh", TimeInvalid),
        ("0001-01-01T00:00", "Asia/Ho_Chi_Minh", TimeInvalid),
        ("1970-01-01T00:00", "Asia/Ho_Chi_Minh", TimePast),
        ("2026-11-23T12:00", "Asia/Ho_Chi_Minh", TimePast),
        ("9999-12-31T23:59", "Asia/Ho_Chi_Minh", TimeTooFar),
        ("2027-12-01T08:00", "Asia/Ho_Chi_Minh", TimeTooFar),
        ("2026-11-24T08:15@3", "Asia/Ho_Chi_Minh", TimeInvalid),
        ("2026-11-24T08:15@", "Asia/Ho_Chi_Minh", TimeInvalid),
        ("2027-03-28T02:30", "Europe/Berlin", TimeMissing),
        ("2027-10-31T02:30", "Europe/Berlin", TimeTwice),
        ("2026-11-24T08:15", "Asia/Hanoi2", ZoneInvalid),
        ("2026-11-24T08:15", "../../etc/passwd", ZoneInvalid),
        ("2026-11-24T08:15", "", ZoneInvalid),
    ],
)
def test_a_time_that_cannot_be_is_refused(wall: str, zone: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        choose(wall, zone, NOON)


def test_in_an_overlap_the_editor_says_which() -> None:
    first = choose("2027-10-31T02:30@1", "Europe/Berlin", NOON)
    second = choose("2027-10-31T02:30@2", "Europe/Berlin", NOON)
    assert (first.at, first.fold) == (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), 0)
    assert (second.at, second.fold) == (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), 1)
    assert (first.wall, second.choice) == ("2027-10-31T02:30", "2027-10-31T02:30@2")


def test_which_of_two_is_meant_says_nothing_where_there_is_one() -> None:
    chosen = choose("2026-11-24T08:15@2", "Asia/Ho_Chi_Minh", NOON)
    assert (chosen.fold, chosen.choice) == (0, "2026-11-24T08:15")


@given(
    st.datetimes(datetime(2026, 11, 24), datetime(2027, 11, 20)),
    st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "UTC"]),
    st.sampled_from(["", "@1", "@2"]),
)
def test_the_instant_shows_the_wall_time_back(wall: datetime, zone: str, which: str) -> None:
    text = f"{wall:%Y-%m-%dT%H:%M}"
    try:
        due = choose(text + which, zone, NOON).at
    except (TimeMissing, TimeTwice):
        return
    assert f"{due.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}" == text
    assert NOON < due <= NOON + HORIZON


@pytest.mark.parametrize("text", ["", "2026-02-30", "1969-12-31", "2201-01-01", "9999-12-31", "20261130", "٢٠٢٦-11-30"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(DayInvalid):
        parse_day(text)


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)))
def test_stored_instants_come_back_and_sort_as_text(instant: datetime) -> None:
    assert from_text(to_text(instant)) == instant
    assert to_text(instant) < to_text(instant + timedelta(microseconds=1))


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        to_text(datetime(2026, 1, 1))


def test_posts_stand_on_the_day_of_their_zone(room: Room) -> None:
    evening = datetime(2026, 11, 30, 17, 30, tzinfo=UTC)
    post_id = room.scheduled_post(due_in=evening - NOON)
    shown = month(room.store, "Asia/Ho_Chi_Minh", 2026, 12)
    days = {day.date.isoformat(): [post.id for post in day.posts] for week in shown.weeks for day in week}
    assert days["2026-12-01"] == [post_id], "half past five in the evening in UTC is the next day in Vietnam"
    assert days["2026-11-30"] == []


def test_days_in_a_row_hold_the_posts_of_the_page_asked_for(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(days=1))
    first = parse_day("2026-11-23")
    shown = days(room.store, "Asia/Ho_Chi_Minh", first, 3)
    assert [[post.id for post in day.posts] for day in shown] == [[], [post_id], []]
    assert not any(day.posts for day in days(room.store, "Asia/Ho_Chi_Minh", first, 3, ("trang-khac",)))
    with pytest.raises(TimeInvalid):
        days(room.store, "UTC", first.replace(year=9999), 1)


@given(st.integers(1970, 2200), st.integers(1, 12))
def test_the_grid_covers_the_month_in_whole_weeks(year: int, number: int) -> None:
    shown = month_grid(year, number, (), "Asia/Ho_Chi_Minh")
    days = [day for week in shown.weeks for day in week]
    assert all(len(week) == 7 and week[0].date.weekday() == 0 for week in shown.weeks)
    assert sum(day.in_month for day in days) >= 28
    assert [day.date for day in days if day.in_month] == sorted(day.date for day in days if day.in_month)


@pytest.mark.parametrize(("year", "number"), [(0, 1), (2026, 0), (2026, 13), (9999, 12)])
def test_a_month_that_is_none_is_refused(year: int, number: int) -> None:
    with pytest.raises(TimeInvalid):
        month_grid(year, number, (), "UTC")
