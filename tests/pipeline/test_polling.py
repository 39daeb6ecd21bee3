"""When a source is visited next: by how often it publishes, within bounds, outside quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.hours import parse_quiet_hours
from pipeline.polling import History, Polling, after_quiet, again_at, interval, is_quiet, next_visit

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 09:00 in Vietnam
WEEK = timedelta(days=7)
ZONE = "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize(
    ("published", "minutes"),
    [(7 * 24 * 60, 15), (7 * 48, 15), (7 * 24, 30), (7 * 12, 60), (14, 360), (1, 720), (0, 720)],
)
def test_half_the_mean_gap_within_the_bounds(published: int, minutes: int) -> None:
    assert interval(History(published, WEEK), Polling(15, 720)) == timedelta(minutes=minutes)


def test_a_source_of_which_nothing_is_known_is_visited_in_an_hour() -> None:
    assert interval(History(0, timedelta(0)), Polling()) == timedelta(hours=1)


def test_a_feed_that_holds_one_day_only_counts_by_that_day() -> None:
    assert interval(History(24, timedelta(days=1)), Polling()) == timedelta(minutes=30)


def test_a_fixed_interval_is_kept_whatever_the_bounds() -> None:
    for minutes in (5, 60, 10080):
        assert interval(History(500, WEEK), Polling(15, 720), minutes) == timedelta(minutes=minutes)


def test_failures_double_the_rest_up_to_the_longest() -> None:
    rests = [interval(History(7 * 24, WEEK, failures=n), Polling(15, 720)) for n in range(8)]
    assert [rest / timedelta(minutes=1) for rest in rests] == [30, 60, 120, 240, 480, 720, 720, 720]


def due(history: History, **changes: object) -> datetime:
    options: dict[str, object] = {"fixed_minutes": 60, "quiet": None, "zone": ZONE, "chance": lambda: 0.5}
    return next_visit(history, Polling(), NOW, **(options | changes))  # type: ignore[arg-type]


def test_what_the_host_asks_for_goes_before_our_own_pace_but_for_a_day_at_most() -> None:
    assert due(History(10, WEEK, retry_after=7200.0)) == NOW + timedelta(hours=2)
    assert due(History(10, WEEK, retry_after=10.0)) == NOW + timedelta(hours=1)
    assert due(History(10, WEEK, retry_after=1e9)) == NOW + timedelta(days=1)


@given(st.floats(0, 1, exclude_max=True))
def test_jitter_is_ten_per_cent_and_for_failures_only(chance: float) -> None:
    assert due(History(10, WEEK), chance=lambda: chance) == NOW + timedelta(hours=1)
    failed = due(History(10, WEEK, failures=1), chance=lambda: chance) - NOW
    assert timedelta(minutes=108) <= failed <= timedelta(minutes=132)


def test_quiet_hours_put_a_visit_off_to_their_end() -> None:
    night = (time(22), time(5))
    assert due(History(10, WEEK), quiet=night) == NOW + timedelta(hours=1)
    evening = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # 22:30
    assert after_quiet(evening, night, ZONE) == datetime(2026, 11, 23, 22, tzinfo=UTC)  # 05:00
    assert after_quiet(evening + timedelta(hours=3), night, ZONE) == datetime(2026, 11, 23, 22, tzinfo=UTC)
    assert is_quiet(evening, night, ZONE)
    assert not is_quiet(NOW, night, ZONE)
    assert not is_quiet(NOW, None, ZONE)


TIMES = st.times(min_value=time(0), max_value=time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), TIMES, TIMES)
def test_nothing_is_due_in_quiet_hours(at: datetime, start: time, end: time) -> None:
    if start == end:
        return
    instant = at.replace(tzinfo=UTC)
    later = after_quiet(instant, (start, end), ZONE)
    assert instant <= later <= instant + timedelta(days=1)
    assert not is_quiet(later, (start, end), ZONE)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("23:00-05:00", (time(23), time(5))),
        ("7:30 – 8:15", (time(7, 30), time(8, 15))),
        ("05:00-05:00", None),
        ("24:00-05:00", None),
        ("23-5", None),
        ("", None),
    ],
)
def test_quiet_hours_as_written(text: str, hours: object) -> None:
    assert parse_quiet_hours(text) == hours


def test_an_article_that_fails_is_tried_ever_later_and_then_given_up() -> None:
    waits = [again_at(n, transient=True, now=NOW) for n in range(1, 7)]
    assert [wait and (wait - NOW) / timedelta(hours=1) for wait in waits] == [0.25, 1, 4, 16, 24, None]
    assert again_at(2, transient=False, now=NOW) is not None
    assert again_at(3, transient=False, now=NOW) is None
