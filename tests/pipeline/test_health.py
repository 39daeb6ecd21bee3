"""What is said of a desk: pure decisions over a snapshot, and what a look at a real desk sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import amend, health_words
from pipeline.checkup import Checkup, disk_of
from pipeline.graph.versions import LAST_DAYS
from pipeline.health import (
    BUILT,
    Disk,
    Examined,
    GraphEnd,
    Item,
    Jump,
    Level,
    Snapshot,
    Token,
    Topic,
    failed,
    incidents,
    judge,
    nearly_full,
    worst,
)
from pipeline.lock import Holder, publisher_lock
from pipeline.publish import tick
from pipeline.run import make_desk
from pipeline.secrets import Secret, new_key, parse_keys
from pipeline.settings_facebook import FacebookPage
from pipeline.store.health import Figures
from pipeline.store.pages import Pause
from pipeline.token_facts import NEEDED, Mode, Problem, TokenFacts
from tests.pipeline.support import NOON, PAGE, Room

GB = 1_000_000_000
HOLDER = Holder("may:1:ab", "may", 1, NOON - timedelta(hours=3), NOON - timedelta(seconds=2))
FIGURES = Figures(
    posts={"scheduled": 3},
    articles={},
    outcomes={},
    alerts={},
    overdue=0,
    overdue_since=None,
    unknown=0,
    unknown_since=None,
    newest_event=NOON - timedelta(minutes=1),
    last_collect=NOON - timedelta(minutes=20),
    sources_in_trouble=(),
)
WELL = Snapshot(
    now=NOON,
    figures=FIGURES,
    holder=HOLDER,
    disk=Disk(50 * GB, 200 * GB, True, 1_000_000),
    schema=9,
    newest_schema=9,
    examined=Examined(),
)
FREE = Pause("trang", "rate-limit", NOON, NOON + timedelta(minutes=20), None)


def figures(**changes: Any) -> Snapshot:
    return replace(WELL, figures=replace(FIGURES, **changes))


def wrong(snapshot: Snapshot) -> list[tuple[str, Level, str]]:
    return [(item.code, item.level, item.subject) for item in judge(snapshot) if item.level is not Level.OK]


def test_all_is_well_and_every_topic_says_so() -> None:
    items = judge(WELL)
    assert worst(items) is Level.OK
    assert {item.topic for item in items} == set(Topic)


def beat(seconds: float) -> Snapshot:
    return replace(WELL, holder=replace(HOLDER, heartbeat=NOON - timedelta(seconds=seconds)))


@pytest.mark.parametrize(
    ("snapshot", "code", "level"),
    [
        (beat(31), "publisher-dead", Level.FAILED),
        (beat(-31), "publisher-dead", Level.FAILED),
        (replace(beat(31), figures=replace(FIGURES, posts={})), "publisher-dead", Level.FAILED),
        (replace(WELL, holder=None), "publisher-absent", Level.FAILED),
        (replace(WELL, holder=None, figures=replace(FIGURES, posts={})), "publisher-absent", Level.WARNING),
        (figures(overdue=2, overdue_since=NOON - timedelta(minutes=9)), "post-overdue", Level.FAILED),
        (figures(unknown=1, unknown_since=NOON), "post-unknown", Level.FAILED),
        (figures(amendments_late=1, amendments_late_since=NOON), "amendment-late", Level.FAILED),
        (figures(amendments_failed=1, amendments_failed_since=NOON), "amendment-failed", Level.FAILED),
        (replace(WELL, paused=(replace(FREE, until=None),)), "page-paused", Level.FAILED),
        (replace(WELL, paused=(replace(FREE, until=NOON + timedelta(days=1)),)), "page-paused", Level.FAILED),
        (replace(WELL, paused=(FREE,)), "page-waits", Level.WARNING),
        (replace(WELL, tokens=(Token("trang", NOON + timedelta(days=7)),)), "token-ends", Level.FAILED),
        (replace(WELL, tokens=(Token("trang", NOON),)), "token-dead", Level.FAILED),
        (replace(WELL, tokens=(Token("trang", None, "invalid"),)), "token-dead", Level.FAILED),
        (replace(WELL, tokens=(Token("trang", None, missing=True),)), "token-missing", Level.WARNING),
        (replace(WELL, graph_ends=(GraphEnd("v20.0", NOON.date()),)), "graph-ends", Level.WARNING),
        (replace(WELL, graph_ends=(GraphEnd("v20.0", date(2026, 11, 22)),)), "graph-ended", Level.FAILED),
        (replace(WELL, graph_ends=(GraphEnd("v2.0", None),)), "graph-ended", Level.FAILED),
        (replace(WELL, disk=Disk(499_000_000, 8 * GB, True)), "disk-full", Level.FAILED),
        (replace(WELL, disk=Disk(50 * GB, 200 * GB, False)), "disk-read-only", Level.FAILED),
        (replace(WELL, now=datetime(2020, 1, 1, tzinfo=UTC)), "clock-before-build", Level.FAILED),
        (figures(newest_event=NOON + timedelta(minutes=2)), "clock-behind", Level.FAILED),
        (replace(WELL, jump=Jump(3600, NOON - timedelta(minutes=14))), "clock-jumped", Level.FAILED),
        (replace(WELL, jump=Jump(-90, NOON)), "clock-jumped", Level.FAILED),
        (figures(sources_in_trouble=("Báo A", "Báo B")), "sources-in-trouble", Level.WARNING),
        (figures(last_collect=NOON - timedelta(hours=25)), "collect-stalled", Level.WARNING),
        (replace(WELL, schema=8), "schema-old", Level.FAILED),
        (replace(WELL, schema=10), "schema-newer", Level.FAILED),
        (replace(WELL, examined=Examined("row 3 missing")), "store-damaged", Level.FAILED),
        (replace(WELL, examined=Examined(None, "hỏng")), "models-unreadable", Level.FAILED),
        (replace(WELL, figures=None, store_problem="đầy"), "store-unusable", Level.FAILED),
    ],
)
def test_what_is_wrong_is_named(snapshot: Snapshot, code: str, level: Level) -> None:
    found = [one for one in wrong(snapshot) if one[0] == code]
    assert [(one[0], one[1]) for one in found] == [(code, level)]
    assert worst(judge(snapshot)) is level or level is Level.WARNING


@pytest.mark.parametrize(
    "snapshot",
    [
        beat(30),
        beat(-30),
        replace(WELL, tokens=(Token("trang", NOON + timedelta(days=7, seconds=1)), Token("khac", None))),
        replace(WELL, jump=Jump(3600, NOON - timedelta(minutes=16))),
        replace(WELL, jump=Jump(59, NOON)),
        figures(newest_event=NOON + timedelta(seconds=5)),
        figures(newest_event=None, last_collect=None),
        replace(WELL, disk=Disk(30 * GB, 4_000 * GB, True)),
        replace(WELL, disk=Disk(30 * GB, 0, True)),
    ],
)
def test_what_is_within_its_limit_is_not_told(snapshot: Snapshot) -> None:
    assert wrong(snapshot) == []


@pytest.mark.parametrize(
    ("disk", "full"),
    [
        (Disk(500_000_000, 8 * GB, True), False),
        (Disk(700_000_000, 40 * GB, True), True),
        (Disk(5 * GB, 400 * GB, True), False),
        (Disk(50 * GB, 200 * GB, True, inodes=999), True),
        (Disk(50 * GB, 200 * GB, True, inodes=1_000), False),
    ],
)
def test_a_disk_is_full_by_bytes_by_share_and_by_places(disk: Disk, full: bool) -> None:
    assert nearly_full(disk) is full


moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
maybe = st.none() | moments
snapshots = st.builds(
    Snapshot,
    now=moments,
    figures=st.none()
    | st.builds(
        Figures,
        posts=st.dictionaries(st.sampled_from(["scheduled", "draft"]), st.integers(0, 5)),
        articles=st.just({}),
        outcomes=st.just({}),
        alerts=st.just({}),
        overdue=st.integers(0, 3),
        overdue_since=moments,
        unknown=st.integers(0, 3),
        unknown_since=moments,
        amendments_late=st.integers(0, 3),
        amendments_late_since=moments,
        amendments_failed=st.integers(0, 3),
        amendments_failed_since=moments,
        newest_event=maybe,
        last_collect=maybe,
        sources_in_trouble=st.lists(st.text(max_size=5), max_size=8).map(tuple),
    ),
    holder=st.none() | st.builds(Holder, st.text(), st.text(), st.integers(), moments, moments),
    disk=st.builds(Disk, st.integers(0, 10**13), st.integers(0, 10**13), st.booleans(), st.none() | st.integers(0)),
    schema=st.integers(0, 20),
    newest_schema=st.integers(0, 20),
    store_problem=st.none() | st.text(),
    paused=st.lists(st.builds(Pause, st.text(), st.text(), moments, maybe, st.none()), max_size=3).map(tuple),
    tokens=st.lists(st.builds(Token, st.text(), maybe, st.none() | st.text()), max_size=3).map(tuple),
    graph_ends=st.lists(st.builds(GraphEnd, st.text(), st.none() | st.dates()), max_size=2).map(tuple),
    jump=st.none() | st.builds(Jump, st.floats(-1e9, 1e9), moments),
    examined=st.none() | st.builds(Examined, st.none() | st.text(), st.none() | st.text()),
)


@given(snapshots)
def test_every_snapshot_is_judged_and_every_item_can_be_read(snapshot: Snapshot) -> None:
    items = judge(snapshot)
    assert len({(item.code, item.subject) for item in items if item.level is Level.OK}) == sum(
        item.level is Level.OK for item in items
    )
    for item in items:
        said = health_words.sentence(item, "Asia/Ho_Chi_Minh")
        assert said != item.code, f"{item.code} has no sentence"
        assert item.topic != health_words.topic_name(item.topic), "a topic has no name"
        if item.level is not Level.OK:
            assert health_words.advice(item.code), f"{item.code} says not what to do"
        if item.level is Level.FAILED:
            assert health_words.incident_name(item.code) != item.code, f"{item.code} has no name for a mail"


# --- a look at a real desk


def look(room: Room, **given: Any) -> tuple[Item, ...]:
    return Checkup(room.store, room.settings, room.clock, **given).look().items


def codes(items: tuple[Item, ...]) -> set[str]:
    return {item.code for item in items if item.level is not Level.OK}


def test_a_publisher_is_seen_while_it_holds_the_lock_and_missed_when_it_stops_beating(room: Room) -> None:
    room.scheduled_post()
    assert codes(look(room)) == {"publisher-absent"}
    with publisher_lock(room.settings.data_dir / "publisher.lock", "may:1:ab", room.clock):
        assert codes(look(room)) == set()
        room.clock.advance(seconds=31)
        assert codes(look(room)) == {"publisher-dead"}
    assert codes(look(room)) == {"publisher-absent"}


def test_a_late_post_a_paused_page_and_a_post_in_doubt_are_seen(room: Room) -> None:
    room.scheduled_post(due_in=timedelta(minutes=1))
    room.store.pages.pause(room.page.id, "token", room.clock())
    room.clock.advance(minutes=6)
    assert codes(look(room)) == {"publisher-absent", "page-paused"}
    room.clock.advance(seconds=1)
    items = {item.code: item for item in look(room)}
    assert items["post-overdue"].facts == {"n": 1, "since": NOON + timedelta(minutes=1)}
    assert items["page-paused"].subject == room.page.id


def test_a_claim_that_nobody_works_on_is_late_too(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    now = room.clock()
    assert room.store.publishing.claim(post_id, "may:1:ab", now + timedelta(seconds=60), now) is not None
    room.clock.advance(minutes=7)
    assert "post-overdue" in codes(look(room))


@pytest.mark.parametrize("last", [False, True])
def test_an_unknown_outcome_is_told_once_it_is_a_persons(room: Room, last: bool) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    now = room.clock()
    store = room.store.publishing
    assert store.claim(post_id, "may:1:ab", now + timedelta(seconds=60), now) is not None
    assert store.intend(post_id, "may:1:ab", now)
    store.record_unknown(post_id, "may:1:ab", "time-out", now + timedelta(seconds=20), now)
    if last:
        post = room.store.posts.get(post_id)
        assert store.begin_read(post, "may:1:ab", now + timedelta(seconds=60), now + timedelta(seconds=60), now)
        store.absent(post_id, "may:1:ab", None, now)
    assert ("post-unknown" in codes(look(room))) is last


def codes_later(room: Room, **by: float) -> set[str]:
    room.clock.advance(**by)
    return codes(look(room)) - {"publisher-absent"}


def test_a_withdrawal_that_is_not_made_is_seen_until_it_is(room: Room) -> None:
    post = room.scheduled_post(due_in=timedelta(0))
    desk = make_desk(room.store, room.settings, room.clock)
    assert tick(desk).published == [post]
    amend.withdraw(room.store, room.editor, PAGE, post, "nguồn đã gỡ", room.clock())
    assert codes_later(room, minutes=5) == set()
    assert codes_later(room, seconds=1) == {"amendment-late"}
    assert amend.carry_out(desk) == 1
    assert codes(look(room)) - {"publisher-absent"} == set()


def test_a_correction_that_waits_for_a_person_is_not_late(room: Room) -> None:
    post = room.scheduled_post(due_in=timedelta(0))
    assert tick(make_desk(room.store, room.settings, room.clock)).published == [post]
    amend.correct(room.store, room.editor, PAGE, post, "Lời mới", "nguồn đính chính", room.clock())
    assert codes_later(room, hours=2) == set()


def test_a_withdrawal_that_failed_is_told_for_a_day_or_until_it_is_asked_for_anew(room: Room) -> None:
    post = room.scheduled_post(due_in=timedelta(0))
    desk = make_desk(room.store, room.settings, room.clock)
    assert tick(desk).published == [post]
    (record,) = (room.settings.outbox / PAGE.id).glob("post-*.json")
    whole = record.read_text()
    record.write_text("{")
    for again in range(2):
        amend.withdraw(room.store, room.editor, PAGE, post, "nguồn đã gỡ", room.clock())
        amend.carry_out(desk)
        assert codes(look(room)) - {"publisher-absent"} == {"amendment-failed"}, again
    assert codes_later(room, hours=23, minutes=59) == {"amendment-failed"}
    assert codes_later(room, minutes=7) == set()
    amend.withdraw(room.store, room.editor, PAGE, post, "nguồn đã gỡ", room.clock())
    record.write_text(whole)
    amend.carry_out(desk)
    assert codes(look(room)) - {"publisher-absent"} == set()


@pytest.fixture
def on_facebook(room: Room) -> Room:
    facebook = FacebookPage("100000000000001", "700000000000001", "v24.0")
    page = replace(room.page, publisher="facebook", facebook=facebook)
    room.settings = replace(room.settings, pages=(page,))
    return room


def connect(room: Room, expires_at: datetime | None, problem: Problem | None = None) -> None:
    facts = TokenFacts(True, "PAGE", "700000000000001", "100000000000001", frozenset(NEEDED), None, expires_at)
    keyring = parse_keys(new_key(), "KEY")
    room.store.tokens.connect(
        room.page.id, "100000000000001", Secret("EAAtrangThu0123456789"), keyring, facts, Mode.LIVE, problem, NOON
    )


@pytest.mark.parametrize(
    ("days", "problem", "said"),
    [
        (None, None, set()),
        (8, None, set()),
        (7, None, {"token-ends"}),
        (-1, None, {"token-dead"}),
        (None, Problem.USER, {"token-dead"}),
        (None, Problem.INSIGHTS, set()),
    ],
)
def test_a_token_that_dies_is_seen(
    on_facebook: Room, days: int | None, problem: Problem | None, said: set[str]
) -> None:
    connect(on_facebook, None if days is None else NOON + timedelta(days=days), problem)
    assert codes(look(on_facebook)) - {"publisher-absent"} == said


def test_a_page_that_was_never_connected_is_seen_and_another_kind_is_not_asked(on_facebook: Room) -> None:
    assert "token-missing" in codes(look(on_facebook))
    on_facebook.settings = replace(on_facebook.settings, pages=(on_facebook.page,))
    assert "token-missing" not in codes(look(on_facebook))


def test_a_graph_version_is_told_sixty_days_before_its_end(on_facebook: Room) -> None:
    connect(on_facebook, None)
    last = LAST_DAYS["v24.0"]
    for day, said in ((61, None), (60, "graph-ends"), (0, "graph-ends"), (-1, "graph-ended")):
        on_facebook.clock.now = datetime(last.year, last.month, last.day, 5, tzinfo=UTC) - timedelta(days=day)
        found = [item for item in look(on_facebook) if item.topic is Topic.GRAPH]
        assert [item.code for item in found] == [said or "graph-ok"]


def test_a_dead_token_and_the_pause_it_brings_are_one_incident() -> None:
    shot = replace(
        WELL,
        paused=(replace(FREE, until=None), replace(FREE, page_id="khac", until=None)),
        tokens=(Token("trang", None, "token-dead"),),
    )
    items = judge(shot)
    assert {item.code for item in failed(items)} == {"page-paused", "token-dead"}
    assert [(item.code, item.subject) for item in incidents(items)] == [
        ("page-paused", "khac"),
        ("token-dead", "trang"),
    ]


def test_a_clock_behind_the_log_is_seen_until_the_log_has_gone_on(room: Room) -> None:
    room.store.pages.pause(room.page.id, "x", NOON + timedelta(days=3))
    assert "clock-behind" in codes(look(room))
    room.clock.now = NOON + timedelta(days=3)
    assert "clock-behind" not in codes(look(room))


class Steady:
    """The machine's uptime, which a test moves by itself."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_clock_that_is_set_is_seen_and_forgotten(room: Room) -> None:
    steady = Steady()
    checkup = Checkup(room.store, room.settings, room.clock, steady)
    checkup.look()
    room.clock.advance(seconds=500)
    steady.seconds += 500
    assert "clock-jumped" not in codes(checkup.look().items)
    room.clock.advance(hours=2)
    steady.seconds += 10
    (jumped,) = [item for item in checkup.look().items if item.code == "clock-jumped"]
    assert jumped.facts["n"] == 7190
    # A small correction right afterwards does not hide it.
    room.clock.advance(seconds=12)
    steady.seconds += 10
    assert "clock-jumped" in codes(checkup.look().items)
    room.clock.advance(minutes=16)
    steady.seconds += 16 * 60
    assert "clock-jumped" not in codes(checkup.look().items)


def test_a_recent_report_is_kept_for_five_seconds(room: Room) -> None:
    steady = Steady()
    checkup = Checkup(room.store, room.settings, room.clock, steady)
    first = checkup.recent()
    room.store.pages.pause(room.page.id, "x", room.clock())
    steady.seconds += 4.9
    assert checkup.recent() is first
    steady.seconds += 0.2
    assert "page-paused" in {item.code for item in checkup.recent().items}


def test_a_store_that_does_not_answer_is_said(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.store.close()
    path = room.settings.database
    path.write_bytes(b"not a data file, and long enough to be read as one" * 100)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    report = Checkup(room.store, room.settings, room.clock).look()
    assert [item.code for item in failed(report.items)] == ["store-unusable"]
    assert report.snapshot.figures is None


def test_a_folder_that_cannot_be_asked_counts_as_not_writable(room: Room) -> None:
    assert disk_of(room.settings).writable
    gone = replace(room.settings, data_dir=room.settings.data_dir / "khong-co")
    assert disk_of(gone) == Disk(0, 0, False)


def test_the_examination_reads_the_data_file_and_the_models(room: Room) -> None:
    report = Checkup(room.store, room.settings, room.clock).examine()
    assert report.snapshot.examined == Examined(None, None)
    # A model that was chosen and has gone from the disk.
    room.store.models.use("topics-20261101-1", room.clock(), "thử")
    report = Checkup(room.store, room.settings, room.clock).examine()
    assert "models-unreadable" in codes(report.items)


def test_a_damaged_page_is_found_by_the_examination_alone(room: Room) -> None:
    text = "Đoạn dài. " * 3000
    room.article(text=text)
    room.store.close()
    path = room.settings.database
    data = bytearray(path.read_bytes())
    # An overflow page of the text begins with the number of the next one (https://www.sqlite.org/fileformat2.html).
    words = "Đoạn dài. ".encode() * 100
    number = next(
        n for n in range(0, len(data), 4096) if words in data[n + 4 : n + 4096] and data[n : n + 2] == b"\0\0"
    )
    data[number : number + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    checkup = Checkup(room.store, room.settings, room.clock)
    assert codes(checkup.look().items) == {"publisher-absent"}
    assert codes(checkup.examine().items) == {"publisher-absent", "store-damaged"}


def test_the_day_of_the_build_is_not_in_the_future() -> None:
    assert datetime.now(UTC).date() >= BUILT


def test_looking_reads_by_counters_and_indexes(room: Room) -> None:
    """However many posts, articles and events there are: no table of theirs is read through."""
    room.scheduled_post()
    statements: list[str] = []
    connection = room.store.health._db.connection()
    connection.set_trace_callback(statements.append)
    room.store.health.figures(NOON)
    connection.set_trace_callback(None)
    selects = [text for text in statements if text.startswith("SELECT")]
    assert len(selects) >= 8
    for select in selects:
        for row in connection.execute(f"EXPLAIN QUERY PLAN {select}"):
            table = row[3].split()[1] if row[3].startswith("SCAN") else ""
            assert table not in ("posts", "articles", "events"), select
            assert "TEMP B-TREE" not in row[3] or "sources" in select, select
