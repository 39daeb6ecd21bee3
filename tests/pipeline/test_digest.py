"""The week in figures."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import review
from pipeline.digest import Week, duration, figures, render_body, render_html
from pipeline.errors import WeekInvalid
from pipeline.model import RejectReason
from pipeline.publish import Desk, tick
from pipeline.publishers.outbox import Outbox
from tests.pipeline.support import FLAG, NOON, Room

ZONE = "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize("text", ["2026-47", "2026-W54", "2025-W53", "0000-W01", "W47", "2026-W47x", "", "9999-W53"])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(WeekInvalid):
        Week.parse(text)


@given(st.dates(date(1900, 1, 1), date(9000, 1, 1)))
def test_a_week_reads_back_and_holds_its_day(day: date) -> None:
    week = Week.of(day)
    assert Week.parse(str(week)) == week
    assert week.monday <= day < week.monday + timedelta(days=7)
    assert week.next.previous == week


def busy_week(room: Room) -> None:
    posted = room.scheduled_post(due_in=timedelta(0), title="Bài <script>đã</script> đăng")
    tick(Desk(room.store, room.settings, {"outbox": Outbox(room.settings.outbox)}, room.clock, "one"))
    assert room.store.posts.get(posted).published_at is not None
    flagged = room.article((FLAG,))
    room.clock.advance(minutes=30)
    review.reject(room.store, room.collaborator, flagged, 1, RejectReason.OUT_OF_DATE, "", room.clock())
    room.scheduled_post(due_in=timedelta(0))
    room.clock.advance(hours=2)
    tick(Desk(room.store, room.settings, {"outbox": Outbox(room.settings.outbox)}, room.clock, "one"))


def test_the_figures_count_what_the_desk_did(room: Room) -> None:
    busy_week(room)
    shown = figures(room.store, Week.parse("2026-W48"), ZONE)
    assert shown.collected == (3, 0, 0, 0, 0, 0, 0)
    assert shown.published == (1, 0, 0, 0, 0, 0, 0)
    assert (shown.counts.flagged, shown.counts.approved, shown.counts.rejected, shown.counts.missed) == (1, 2, 1, 1)
    assert dict(shown.counts.by_check) == {"stale": 1}
    assert dict(shown.counts.reject_reasons) == {"out-of-date": 1}
    assert dict(shown.counts.sources) == {"Báo mẫu": 3}
    assert shown.counts.deciders == (("Lan", 3),)
    assert shown.median_minutes == 0
    assert sorted(shown.counts.minutes_to_decision) == [0, 0, 30]


def test_another_week_is_empty(room: Room) -> None:
    busy_week(room)
    shown = figures(room.store, Week.parse("2026-W47"), ZONE)
    assert sum(shown.collected) == sum(shown.published) == shown.counts.approved == 0
    assert "–" in render_html(shown, "Văn phòng A", NOON)


def test_days_are_cut_at_midnight_of_the_zone(room: Room) -> None:
    room.clock.now = NOON + timedelta(hours=12, minutes=30)
    room.article()
    assert figures(room.store, Week.parse("2026-W48"), ZONE).collected[:2] == (0, 1)
    assert figures(room.store, Week.parse("2026-W48"), "UTC").collected[:2] == (1, 0)


def test_the_page_is_self_contained_and_escaped(room: Room) -> None:
    busy_week(room)
    shown = figures(room.store, Week.parse("2026-W48"), ZONE)
    html = render_html(shown, "Văn phòng <A>", NOON)
    assert "<script" not in html
    assert "Văn phòng &lt;A&gt;" in html
    assert not re.search(r"(?:src|href)=|url\(|@import", html)
    assert "Thứ Hai, 23/11/2026" in html


def test_the_body_brings_no_style_of_its_own(room: Room) -> None:
    busy_week(room)
    body = render_body(figures(room.store, Week.parse("2026-W48"), ZONE))
    assert "<style" not in body
    assert "style=" not in body


@pytest.mark.parametrize(("minutes", "said"), [(0.4, "0 phút"), (89, "89 phút"), (210, "3,5 giờ"), (4320, "3,0 ngày")])
def test_durations_are_said_plainly(minutes: float, said: str) -> None:
    assert duration(minutes) == said
