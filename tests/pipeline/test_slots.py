"""Free slots of a page and what an editor is told of a time: pure decisions, and the same over a store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline import cautions, compose, planning, schedule, slots
from pipeline.errors import SettingsInvalid
from pipeline.model import Page
from pipeline.plans import Plan, Planned
from pipeline.settings import parse_settings
from pipeline.walltime import moment_of, resolve
from tests.pipeline.support import NOON, PAGE, Room

HANOI = "Asia/Ho_Chi_Minh"
DAILY = Plan(slots=((time(7, 30), time(11, 30), time(19, 30)),) * 7, gap_minutes=30, quiet=(time(22), time(6)))
ZONES = st.sampled_from([HANOI, "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"])
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
INSTANTS = st.datetimes(datetime(2027, 3, 25), datetime(2027, 4, 8)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)
PLANS = st.builds(
    Plan,
    slots=st.tuples(*[st.lists(CLOCKS, max_size=4, unique=True).map(lambda t: tuple(sorted(t)))] * 7),
    gap_minutes=st.sampled_from([0, 15, 45, 180]),
    quiet=st.none() | st.tuples(CLOCKS, CLOCKS).filter(lambda pair: pair[0] != pair[1]),
    most_a_day=st.integers(0, 4),
)


def planned(number: int, at: datetime, page_id: str = "anh-duong", article_id: int = 0) -> Planned:
    return Planned(number, 1, page_id, article_id or number, f"Tin {number}", "scheduled", at, "", HANOI)


def codes(found: tuple[slots.Caution, ...]) -> list[str]:
    return [caution.code for caution in found]


# --- pure -----------------------------------------------------------------------------------------


@given(PLANS, ZONES, INSTANTS, st.lists(INSTANTS, max_size=12), st.integers(1, 10))
def test_a_free_slot_has_nothing_against_it(
    plan: Plan, zone: str, now: datetime, times: list[datetime], days: int
) -> None:
    taken = [planned(n, at) for n, at in enumerate(times)]
    first = moment_of(now, zone).day
    found = slots.free(plan, zone, first, days, taken, now)
    assert list(found) == sorted(set(found))
    for slot in found:
        assert slot.at > now
        assert first <= slot.day < first + timedelta(days=days)
        assert slot.clock in plan.slots[slot.day.weekday()]
        assert slots.cautions(plan, slot, "anh-duong", taken) == ()


@given(PLANS, ZONES, INSTANTS, st.lists(INSTANTS, max_size=12))
def test_a_slot_that_is_not_offered_has_something_against_it(
    plan: Plan, zone: str, now: datetime, times: list[datetime]
) -> None:
    taken = [planned(n, at) for n, at in enumerate(times)]
    first = moment_of(now, zone).day
    offered = slots.free(plan, zone, first, 8, taken, now)
    for n in range(8):
        for slot in slots.of_day(plan, zone, first + timedelta(days=n)):
            if slot not in offered:
                assert slot.at <= now or slots.cautions(plan, slot, "anh-duong", taken)


@given(PLANS, ZONES, INSTANTS, st.lists(INSTANTS, max_size=12), st.integers(0, 9))
def test_the_next_free_ones_are_the_first_of_all(
    plan: Plan, zone: str, now: datetime, times: list[datetime], count: int
) -> None:
    taken = [planned(n, at) for n, at in enumerate(times)]
    first = moment_of(now, zone).day
    every = slots.free(plan, zone, first, 20, taken, now)
    assert slots.next_free(plan, zone, first, 20, taken, now, count) == every[:count]


@given(CLOCKS, CLOCKS)
def test_quiet_hours_are_one_stretch_of_the_day(start: time, end: time) -> None:
    assume(start != end)
    plan = Plan(quiet=(start, end))
    minutes = [n for n in range(24 * 60) if plan.is_quiet(time(n // 60, n % 60))]
    length = ((end.hour - start.hour) * 60 + end.minute - start.minute) % (24 * 60)
    assert len(minutes) == length
    assert plan.is_quiet(start)
    assert not plan.is_quiet(end)
    assert not Plan().is_quiet(start)


def test_a_slot_in_a_gap_is_not_there_and_one_in_an_overlap_is_once() -> None:
    plan = Plan(slots=((time(2, 30), time(8)),) * 7)
    spring = slots.of_day(plan, "Europe/Berlin", date(2027, 3, 28))
    assert [slot.wall[-5:] for slot in spring] == ["08:00"]
    autumn = slots.of_day(plan, "Europe/Berlin", date(2027, 10, 31))
    assert [slot.choice[-7:] for slot in autumn] == ["02:30@1", "1T08:00"]


def test_what_is_told_of_a_time() -> None:
    moment = resolve("2026-11-25T07:30", HANOI)
    near = planned(1, moment.at + timedelta(minutes=29, seconds=30))
    far = planned(2, moment.at - timedelta(minutes=30))
    same, elsewhere = planned(3, moment.at), planned(4, moment.at, "trang-2")
    close_elsewhere = planned(5, moment.at + timedelta(minutes=5), "trang-2")
    found = slots.cautions(DAILY, moment, "anh-duong", [near, far, same, elsewhere, close_elsewhere])
    assert codes(found) == ["gap", "same-time", "same-time-elsewhere"]
    assert found[0].number == 29
    assert [caution.asks for caution in found] == [True, True, False]
    assert codes(slots.cautions(DAILY, resolve("2026-11-25T22:00", HANOI), "anh-duong", [])) == ["quiet"]
    assert codes(slots.cautions(DAILY, resolve("2026-11-26T06:00", HANOI), "anh-duong", [])) == []
    assert codes(slots.cautions(DAILY, moment, "anh-duong", [], holidays=["Quốc khánh"])) == ["holiday"]


def test_a_day_is_full_when_no_slot_is_left_or_its_limit_is_reached() -> None:
    noon = resolve("2026-11-25T15:00", HANOI)
    three = [
        planned(n, resolve(f"2026-11-25T{clock}", HANOI).at) for n, clock in enumerate(("07:30", "11:40", "19:30"))
    ]
    assert codes(slots.cautions(DAILY, noon, "anh-duong", three)) == ["day-full"]
    assert codes(slots.cautions(DAILY, noon, "anh-duong", three[:2])) == []
    limited = replace(DAILY, slots=((),) * 7, most_a_day=2)
    assert codes(slots.cautions(limited, noon, "anh-duong", three[:2])) == ["day-full"]
    others = [replace(post, page_id="trang-2") for post in three]
    assert codes(slots.cautions(DAILY, noon, "anh-duong", others)) == []


@pytest.mark.parametrize(("days", "told"), [(13.9, True), (14, True), (14.1, False), (-14, True), (-15, False)])
def test_news_is_told_again_of_within_the_days_of_the_page(days: float, told: bool) -> None:
    moment = resolve("2026-11-25T07:30", HANOI)
    other = planned(9, moment.at + timedelta(days=days), "trang-2")
    for same, code in ((True, "same-article"), (False, "near-copy")):
        found = slots.cautions(DAILY, moment, "anh-duong", [], [{"post": other, "same": same}])
        assert codes(found) == ([code] if told else [])


def test_every_caution_has_words_of_its_own() -> None:
    post = planned(12, NOON, "trang-2")
    page = replace(PAGE, plan=DAILY)
    every = [
        slots.Caution(code, post, 5, "Quốc khánh")  # type: ignore[arg-type]
        for code in (
            "same-time", "gap", "quiet", "day-full", "holiday", "same-article", "near-copy", "same-time-elsewhere"
        )
    ]  # fmt: skip
    said = [cautions.say(caution, page, {"trang-2": "Hương sen Việt"}) for caution in every]
    assert len(set(said)) == len(every)
    assert not any("{" in text for text in said)
    assert "22:00–06:00" in said[2]
    assert "Hương sen Việt" in said[5]
    assert all(cautions.code_name(caution.code) != caution.code for caution in every if caution.asks)


# --- over a store ----------------------------------------------------------------------------------


def page_with(room: Room, page_id: str, plan: Plan = DAILY) -> Page:
    return Page(id=page_id, name=page_id, operator="Văn phòng A", plan=plan)


def post_of(room: Room, article_id: int, page: Page, wall: str | None) -> int:
    post_id = compose.create(room.store, room.collaborator, page, article_id, "Chú thích", None, None, room.clock())
    compose.approve(room.store, room.editor, page, post_id, 1, room.clock())
    if wall is not None:
        schedule.schedule(room.store, room.editor, page, post_id, 2, wall, room.clock())
    return post_id


def test_posts_that_go_out_hold_their_slot_and_others_do_not(room: Room) -> None:
    page = replace(room.page, plan=DAILY)

    def offered() -> list[str]:
        return [slot.wall for slot in planning.next_slots(room.store, page, room.clock(), 3)]

    assert offered() == ["2026-11-23T19:30", "2026-11-24T07:30", "2026-11-24T11:30"]
    first = post_of(room, room.approved_article(), page, "2026-11-23T19:30")
    post_of(room, room.approved_article(), page, "2026-11-24T07:50")
    assert offered() == ["2026-11-24T11:30", "2026-11-24T19:30", "2026-11-25T07:30"]
    schedule.cancel(room.store, room.editor, first, 3, room.clock())
    assert offered() == ["2026-11-23T19:30", "2026-11-24T11:30", "2026-11-24T19:30"]
    assert planning.next_slots(room.store, room.page, room.clock()) == ()
    by_day = planning.free_by_day(room.store, page, date(2026, 11, 23), 2, room.clock())
    assert {day.day: [slot.wall[-5:] for slot in found] for day, found in by_day.items()} == {
        23: ["19:30"],
        24: ["11:30", "19:30"],
    }


def test_the_next_free_slots_may_be_weeks_away(room: Room) -> None:
    page = replace(room.page, plan=replace(DAILY, slots=((time(7, 30),), *((),) * 6)))
    offered = [slot.day for slot in planning.next_slots(room.store, page, room.clock(), 20)]
    assert offered[:3] == [date(2026, 11, 30), date(2026, 12, 7), date(2026, 12, 14)]
    assert len(offered) == planning.SEARCHED_DAYS // 7 - 1 + (offered[-1] == date(2027, 1, 25))
    post_of(room, room.approved_article(), page, "2026-12-07T07:10")
    assert [slot.day.day for slot in planning.next_slots(room.store, page, room.clock(), 2)] == [30, 14]


def test_a_proposal_tells_of_the_same_article_on_another_page_and_of_the_holiday(room: Room) -> None:
    ours, other = page_with(room, "anh-duong"), page_with(room, "trang-2")
    room.store.posts.sync_pages((ours, other))
    article = room.approved_article()
    elsewhere = post_of(room, article, other, "2026-11-25T07:30")
    post = room.store.posts.get(post_of(room, article, ours, None))
    proposal = planning.propose(room.store, ours, post, "2026-11-24T11:30", room.clock())
    assert codes(proposal.cautions) == ["holiday", "same-article"]
    assert proposal.cautions[1].post is not None
    assert proposal.cautions[1].post.post_id == elsewhere
    keys = [caution.key for caution in proposal.cautions]
    assert proposal.open(keys) == ()
    assert [caution.code for caution in proposal.open(keys[:1])] == ["same-article"]
    later = planning.propose(room.store, ours, post, "2026-12-20T11:30", room.clock())
    assert later.cautions == ()
    at_once = planning.propose(room.store, ours, post, "2026-11-25T07:30", room.clock())
    assert codes(at_once.cautions) == ["same-time-elsewhere", "same-article"]


def test_what_the_editor_went_past_is_in_the_log(room: Room) -> None:
    page = page_with(room, "anh-duong")
    post = room.store.posts.get(post_of(room, room.approved_article(), page, None))
    proposal = planning.propose(room.store, page, post, "2026-11-24T23:00", room.clock())
    assert proposal.codes == ("quiet", "holiday")
    schedule.schedule(
        room.store, room.editor, page, post.id, post.version, "2026-11-24T23:00", room.clock(), proposal.codes
    )
    detail = room.store.audit.of("post", post.id)[-1].detail or ""
    assert '"warned": ["quiet", "holiday"]' in detail


# --- settings ---------------------------------------------------------------------------------------


def parsed(keys: dict[str, object]) -> Plan:
    table = {"id": "trang", "name": "Trang", "operator": "A"} | keys
    document = {"operator": "A", "contact": "a@example.vn", "page": [table]}
    return parse_settings(document, Path("desk.toml")).pages[0].plan


def test_slots_for_every_day_or_by_weekday() -> None:
    assert parsed({}) == Plan()
    assert parsed({"slots": ["19:30", "07:30", "07:30"]}).slots == ((time(7, 30), time(19, 30)),) * 7
    by_day = parsed({"slots": {"every": ["07:30"], "sat": [], "sun": ["09:00", "20:00"]}}).slots
    assert by_day == (*((time(7, 30),),) * 5, (), (time(9), time(20)))
    rest = parsed({"min_gap_minutes": 40, "quiet_hours": "22:00-06:00", "repeat_days": 3, "most_a_day": 4})
    assert (rest.gap, rest.quiet) == (timedelta(minutes=40), (time(22), time(6)))
    assert (rest.repeat_days, rest.most_a_day) == (3, 4)


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ({"slots": "07:30"}, "page[1].slots"),
        ({"slots": ["7:30"]}, "page[1].slots"),
        ({"slots": ["24:00"]}, "page[1].slots"),
        ({"slots": [730]}, "page[1].slots"),
        ({"slots": ["07:30"] * 49}, "page[1].slots"),
        ({"slots": {"monday": ["07:30"]}}, "page[1].slots.monday"),
        ({"slots": {"mon": ["25:00"]}}, "page[1].slots.mon"),
        ({"quiet_hours": "22-6"}, "page[1].quiet_hours"),
        ({"min_gap_minutes": -1}, "page[1].min_gap_minutes"),
        ({"repeat_days": True}, "page[1].repeat_days"),
        ({"most_a_day": 1000}, "page[1].most_a_day"),
    ],
)
def test_a_plan_that_is_not_right_is_told_with_its_key(keys: dict[str, object], named: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        parsed(keys)
    assert caught.value.fields["key"] == named
    assert caught.value.fields["fix"]


@given(st.dictionaries(st.sampled_from(["slots", "quiet_hours", "min_gap_minutes"]), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["mon", "every", "x"]), inner)
)))  # fmt: skip
def test_whatever_stands_there_is_read_or_told(keys: dict[str, object]) -> None:
    try:
        plan = parsed(keys)
    except SettingsInvalid:
        return
    assert len(plan.slots) == 7
    assert ZoneInfo(HANOI)
