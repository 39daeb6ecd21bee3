"""The log is chained: what was changed, taken out, added or moved is found, and the first wrong row is named."""

from __future__ import annotations

import json
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.alerts import LOG_READ, read_log_daily
from pipeline.cli import main
from pipeline.errors import StoreBroken
from pipeline.model import Event
from pipeline.store import Store, chain, migrations, rows
from pipeline.store.audit import BY_THE_DESK, Filter
from pipeline.store.base import Database
from pipeline.templates import write_new_desk
from tests.pipeline.support import NOON, PAGE, Room, make_room

TRIGGERS = ("events_are_kept_update", "events_are_kept_delete", "events_are_chained", "event_head_is_kept")


def tell(room: Room, count: int = 1) -> None:
    """Two events each: a page is paused and goes on."""
    for _ in range(count):
        room.clock.advance(seconds=1)
        room.store.pages.pause(PAGE.id, "interrupted", room.clock(), by=room.editor)
        room.store.pages.resume(PAGE.id, room.clock())


@contextmanager
def tampering(room: Room) -> Iterator[sqlite3.Connection]:
    """Somebody with the file in an editor, who first takes the guards away."""
    with closing(sqlite3.connect(room.settings.database)) as connection, connection:
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        yield connection


def verify(room: Room, anchor: chain.Anchor | None = None) -> tuple[int, str] | None:
    broken = room.store.audit.verify(room.clock(), anchor).broken
    return None if broken is None else (broken.event_id, broken.why)


def test_the_log_is_as_it_was_written(room: Room) -> None:
    room.scheduled_post()
    tell(room, 5)
    found = room.store.audit.verify(room.clock())
    assert found.broken is None
    assert found.events == len(room.store.audit.latest(1000)) > 10
    assert found.head == room.store.audit.head()
    assert not any(event.altered for event in room.store.audit.latest(1000))


def test_an_empty_log_is_right(tmp_path: Path) -> None:
    with Store.open(tmp_path / "desk.db") as store:
        found = store.audit.verify(NOON)
    assert (found.events, found.broken) == (0, None)


CHANGES: dict[str, object] = {
    "at": "2026-11-20T00:00:00.000000Z",
    "actor_id": 1,
    "kind": "post.approved",
    "subject": "post",
    "subject_id": "7",
    "from_state": "x",
    "to_state": "x",
    "detail": '{"reason": "other"}',
    "demo": 1,
    "hash": bytes(range(32)),
}


@pytest.mark.parametrize("column", list(CHANGES))
def test_a_changed_row_is_named_whatever_was_changed(room: Room, column: str) -> None:
    tell(room, 5)
    with tampering(room) as connection:
        connection.execute(f"UPDATE events SET {column} = ? WHERE id = 7", (CHANGES[column],))
    assert verify(room) == (7, "changed")
    assert [event.id for event in room.store.audit.latest(100) if event.altered] == [7]


Tamper = Callable[[sqlite3.Connection], object]


def swap(connection: sqlite3.Connection) -> None:
    for old, new in ((5, -1), (6, 5), (-1, 6)):
        connection.execute("UPDATE events SET id = ? WHERE id = ?", (new, old))


def rewritten(connection: sqlite3.Connection, first: int) -> None:
    """The chain computed anew from a row on, the head too: who may write the file can do it."""
    columns = chain.COLUMNS
    before = connection.execute("SELECT hash FROM events WHERE id < ? ORDER BY id DESC LIMIT 1", (first,)).fetchone()[0]
    number = first
    found = connection.execute(f"SELECT {columns} FROM events WHERE id >= ? ORDER BY id", (first,)).fetchall()
    for row in found:
        digest = chain.hash_of(before, tuple(row[:-2]))
        connection.execute("UPDATE events SET prev_hash = ?, hash = ? WHERE id = ?", (before, digest, row[0]))
        before, number = digest, row[0]
    connection.execute("UPDATE event_head SET event_id = ?, hash = ?", (number, before))


def one_row_fits_again(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE events SET kind = 'post.edited' WHERE id = 5")
    row = connection.execute(f"SELECT {chain.COLUMNS} FROM events WHERE id = 5").fetchone()
    connection.execute("UPDATE events SET hash = ? WHERE id = 5", (chain.hash_of(row[-2], tuple(row[:-2])),))


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (lambda c: c.execute("DELETE FROM events WHERE id = 5"), (6, "gap")),
        (lambda c: c.execute("DELETE FROM events WHERE id = 1"), (2, "gap")),
        (swap, (5, "gap")),
        (lambda c: c.execute("UPDATE events SET id = 1000 WHERE id = 5"), (6, "gap")),
        (lambda c: c.execute("DELETE FROM events WHERE id > 8"), (8, "cut")),
        (lambda c: c.execute("DELETE FROM events"), (0, "cut")),
        (lambda c: c.execute("DELETE FROM event_head"), (12, "cut")),
        (lambda c: c.execute("UPDATE event_head SET event_id = 11"), (12, "added")),
        (lambda c: c.execute("UPDATE events SET prev_hash = zeroblob(32) WHERE id = 9"), (9, "gap")),
        (lambda c: c.execute("UPDATE events SET prev_hash = NULL, hash = NULL WHERE id = 9"), (9, "gap")),
        (one_row_fits_again, (6, "gap")),
    ],
)
def test_what_was_taken_out_moved_or_cut_is_named(room: Room, tamper: Tamper, said: tuple[int, str]) -> None:
    tell(room, 5)
    assert room.store.audit.head().event_id == 12
    with tampering(room) as connection:
        tamper(connection)
    assert verify(room) == said


def test_a_row_put_past_the_end_is_named(room: Room) -> None:
    tell(room, 5)
    with tampering(room) as connection:
        connection.execute("DROP TRIGGER events_move_the_head")
        before = connection.execute("SELECT hash FROM events WHERE id = 12").fetchone()[0]
        values = (13, "2026-11-23T05:00:00.000000Z", None, "post.approved", "post", "1", None, None, None, 0)
        marks = ", ".join("?" * 12)
        row = (*values, before, chain.hash_of(before, values))
        connection.execute(f"INSERT INTO events ({chain.COLUMNS}) VALUES ({marks})", row)
    assert verify(room) == (13, "added")


def test_a_log_written_anew_is_found_by_an_anchor_that_was_noted(room: Room) -> None:
    tell(room, 3)
    noted = room.store.audit.head()
    tell(room, 3)
    assert verify(room, noted) is None
    with tampering(room) as connection:
        connection.execute("DELETE FROM events WHERE id = 4")
        rewritten(connection, 5)
    assert verify(room) is None, "the chain alone cannot tell"
    assert verify(room, noted) == (8, "anchor")
    assert verify(room, chain.Anchor(99, bytes(32))) == (14, "anchor")
    checked = room.store.audit.checked()
    assert checked is not None
    assert checked.broken_id is None, "an anchor of another desk is no finding about this one"


def test_the_store_itself_takes_no_event_past_the_chain(room: Room) -> None:
    tell(room)
    with closing(sqlite3.connect(room.settings.database)) as connection:
        for statement in (
            "INSERT INTO events (at, kind, subject, subject_id) VALUES ('x', 'y', 'post', '1')",
            "INSERT INTO events (at, kind, subject, subject_id, hash) VALUES ('x', 'y', 'post', '1', zeroblob(32))",
            "UPDATE events SET kind = 'z' WHERE id = 1",
            "DELETE FROM events WHERE id = 1",
            "DELETE FROM event_head",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)


def test_what_is_rolled_back_leaves_the_chain_whole(room: Room) -> None:
    tell(room)
    database = Database(room.settings.database)
    head = room.store.audit.head()
    with suppress(RuntimeError), database.write() as tx:
        rows.record_event(tx, NOON, None, "post.edited", "post", 1)
        assert chain.head(tx) != head
        raise RuntimeError
    database.close()
    assert room.store.audit.head() == head
    tell(room)
    assert verify(room) is None


def test_many_at_once_write_one_chain(room: Room) -> None:
    def work(number: int) -> None:
        with Store.open(room.settings.database) as store:
            for n in range(25):
                store.pages.pause(PAGE.id, f"{number}-{n}", NOON)
                store.pages.resume(PAGE.id, NOON)

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = room.store.audit.verify(NOON)
    assert found.broken is None
    assert found.events > 50


@given(st.lists(st.none() | st.text(max_size=4) | st.integers(0, 99), min_size=10, max_size=10))
def test_a_hash_is_of_every_field_and_its_place(values: list[object]) -> None:
    digest = chain.hash_of(bytes(32), tuple(values))
    assert digest == chain.hash_of(bytes(32), tuple(values))
    for place in range(10):
        for other in (None, "x", "1:", ""):
            if other != values[place] and str(other) != str(values[place]):
                changed = [*values[:place], other, *values[place + 1 :]]
                assert chain.hash_of(bytes(32), tuple(changed)) != digest
    if values[0] != values[1]:
        assert chain.hash_of(bytes(32), (values[1], values[0], *values[2:])) != digest or str(values[0]) == str(
            values[1]
        )


def test_fields_do_not_run_into_each_other() -> None:
    def of(*values: object) -> bytes:
        return chain.hash_of(bytes(32), values)

    written = {
        of("ab", "c"),
        of("a", "bc"),
        of("abc", ""),
        of("abc", None),
        of("1:a", ""),
        of("a", "1:"),
        of(None, "a"),
    }
    assert len(written) == 7


def filled(path: Path, count: int) -> Store:
    """A store with that many events, by the store's own way of writing them."""
    store = Store.open(path, durable=False)
    database = Database(path, durable=False)
    with database.write() as tx:
        for n in range(count):
            rows.record_event(tx, NOON + timedelta(seconds=n), None, "article.checked", "article", n, to_state="clean")
    database.close()
    return store


def test_a_long_log_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    peaks = []
    for count in (5_000, 25_000):
        with filled(tmp_path / f"{count}.db", count) as store:
            tracemalloc.start()
            assert store.audit.verify(NOON).events == count
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]


@pytest.mark.parametrize("killed_after", ["CREATE TABLE incidents", "CREATE TABLE event_head"])
def test_events_from_before_the_chain_are_chained_by_the_migration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_after: str
) -> None:
    path = tmp_path / "desk.db"
    steps = migrations.STEPS
    last = next(n for n, step in enumerate(steps) if killed_after in step)
    monkeypatch.setattr(migrations, "STEPS", steps[: last + 1])
    Store.open(path).close()
    monkeypatch.undo()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO events (at, kind, subject, subject_id, detail) VALUES (?, 'post.edited', 'post', ?, ?)",
            [(f"2026-11-20T00:00:{n % 60:02}.000000Z", str(n), '{"lý do": "số"}') for n in range(4_321)],
        )
    with Store.open(path) as store:
        found = store.audit.verify(NOON)
        assert (found.events, found.broken) == (4_321, None)
        store.posts.sync_pages([PAGE])
        store.pages.pause(PAGE.id, "x", NOON)
        found = store.audit.verify(NOON)
        assert (found.events, found.broken) == (4_322, None)
        assert [event.id for event in store.audit.of("post", 17)] == [18]


# --- reading it once a day


def test_it_is_read_once_a_day_and_what_was_found_is_kept(room: Room) -> None:
    tell(room, 4)
    read_log_daily(room.store, NOON)
    first = room.store.audit.checked()
    assert first is not None
    assert (first.at, first.events, first.broken_id) == (NOON, 10, None)
    with tampering(room) as connection:
        connection.execute("UPDATE events SET kind = 'post.edited' WHERE id = 5")
    read_log_daily(room.store, NOON + LOG_READ - timedelta(seconds=1))
    assert room.store.audit.checked() == first
    read_log_daily(room.store, NOON + LOG_READ)
    later = room.store.audit.checked()
    assert later is not None
    assert (later.broken_id, later.why, later.events) == (5, "changed", 4)
    figures = room.store.health.figures(NOON)
    assert figures.chain == later


# --- the command


def command(room: Room, *flags: str) -> Result:
    return CliRunner().invoke(main, ["audit", "verify", "--dir", str(room.settings.data_dir), *flags])


@pytest.fixture
def desk(tmp_path: Path) -> Room:
    folder = tmp_path / "desk"
    write_new_desk(folder, operator="A", contact="a@example.vn", page_name="Ánh Dương", page_id="anh-duong")
    made = make_room(folder)
    tell(made, 4)
    return made


def test_the_command_says_that_it_is_right_and_prints_an_anchor(desk: Room) -> None:
    ran = command(desk)
    assert ran.exit_code == 0
    anchor = str(desk.store.audit.head())
    assert ran.output.splitlines() == [
        "Nhật ký còn nguyên như lúc ghi: 10 dòng.",
        f"Dấu neo, hãy chép vào nơi khác: {anchor}",
    ]
    assert command(desk, "--anchor", anchor).exit_code == 0
    assert json.loads(command(desk, "--json").output) == {
        "intact": True, "events": 10, "anchor": anchor, "broken": None,
    }  # fmt: skip


def test_the_command_names_the_first_wrong_row(desk: Room) -> None:
    with tampering(desk) as connection:
        connection.execute("UPDATE events SET kind = 'post.edited' WHERE id IN (5, 8)")
    ran = command(desk)
    assert ran.exit_code == 2
    assert "KHÔNG còn nguyên như lúc ghi. Dòng 5: nội dung đã bị sửa." in ran.output
    document = json.loads(command(desk, "--json").output)
    assert (document["intact"], document["broken"]) == (False, {"event": 5, "why": "changed"})


@pytest.mark.parametrize(
    "text", ["", "12", "x:00", "-1:" + "0" * 64, "1:" + "0" * 63, "1:" + "zz" * 32, "²:" + "0" * 64]
)
def test_what_is_no_anchor_is_refused(desk: Room, text: str) -> None:
    ran = command(desk, "--anchor", text)
    assert ran.exit_code == 2
    assert "không phải là dấu neo" in ran.output + ran.stderr


# --- finding in it

KINDS = ("post.edited", "post.approved", "page.paused")
recorded = st.tuples(
    st.sampled_from(KINDS),
    st.sampled_from(["post", "page"]),
    st.integers(1, 3),
    st.sampled_from([None, 1, 2]),
    st.integers(-3, 3),
)
filters = st.builds(
    Filter,
    person=st.sampled_from([None, BY_THE_DESK, 1, 2]),
    kind=st.sampled_from([None, *KINDS]),
    subject=st.sampled_from([None, "post", "page"]),
    subject_id=st.none() | st.integers(1, 3).map(str),
    start=st.none() | st.integers(-3, 3).map(lambda hours: NOON + timedelta(hours=hours)),
    end=st.none() | st.integers(-3, 3).map(lambda hours: NOON + timedelta(hours=hours)),
)


def fits(event: Event, person: int | None, wanted: Filter) -> bool:
    return (
        (wanted.person is None or wanted.person == (person or BY_THE_DESK))
        and (wanted.kind is None or wanted.kind == event.kind)
        and (wanted.subject is None or wanted.subject == event.subject)
        and (wanted.subject_id is None or wanted.subject_id == event.subject_id)
        and (wanted.start is None or event.at >= wanted.start)
        and (wanted.end is None or event.at < wanted.end)
    )


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(recorded, max_size=25), st.lists(filters, min_size=1, max_size=6))
def test_what_fits_is_found_in_order_and_page_by_page(
    tmp_path_factory: pytest.TempPathFactory,
    events: list[tuple[str, str, int, int | None, int]],
    wanted: list[Filter],
) -> None:
    room = make_room(tmp_path_factory.mktemp("log") / "desk")
    people = {1: room.collaborator, 2: room.editor, None: None}
    database = Database(room.settings.database)
    with database.write() as tx:
        for kind, subject, number, person, hours in events:
            rows.record_event(tx, NOON + timedelta(hours=hours), people[person], kind, subject, number)
    database.close()
    by_name = {room.collaborator.name: 1, room.editor.name: 2, None: None}
    everything = sorted(room.store.audit.latest(1000), key=lambda event: (event.at, event.id), reverse=True)
    for one in wanted:
        expected = [event for event in everything if fits(event, by_name[event.actor], one)]
        found: list[Event] = []
        while page := room.store.audit.find(one, 4, found[-1].id if found else None):
            found += page
        assert found == expected
    room.store.close()


def plan(path: Path, wanted: Filter) -> str:
    """How SQLite would look for it."""
    statements: list[str] = []
    with Store.open(path) as store:
        connection = store._database.connection()
        connection.set_trace_callback(statements.append)
        store.audit.find(wanted, before=3)
        connection.set_trace_callback(None)
        select = next(text for text in statements if "LEFT JOIN users" in text)
        return " / ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {select}"))


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Filter(), "events_by_time (at<?)"),
        (Filter(start=NOON, end=NOON), "events_by_time (at>? AND at<?)"),
        (Filter(person=2), "events_by_person (actor_id=? AND at<?)"),
        (Filter(person=BY_THE_DESK), "events_by_person (actor_id=? AND at<?)"),
        (Filter(kind="post.edited"), "events_by_kind (kind=? AND at<?)"),
        (Filter(person=BY_THE_DESK, kind="post.edited", start=NOON), "events_by_kind (kind=? AND at>? AND at<?)"),
        (Filter(person=2, kind="post.edited", subject="post"), "events_by_person (actor_id=? AND at<?)"),
        (Filter(subject="post"), "events_by_time (at<?)"),
    ],
)
def test_what_is_looked_for_is_read_in_order_from_an_index(room: Room, wanted: Filter, index: str) -> None:
    tell(room)
    said = plan(room.settings.database, wanted)
    assert index in said
    assert "TEMP B-TREE" not in said
    assert "SCAN e" not in said


def test_one_thing_is_found_by_its_index(room: Room) -> None:
    said = plan(room.settings.database, Filter(subject="post", subject_id="3", kind="post.edited"))
    assert "events_by_subject (subject=? AND subject_id=?" in said


def test_a_broken_file_is_said_as_such(room: Room) -> None:
    with tampering(room) as connection:
        connection.execute("DROP TABLE event_head")
    with pytest.raises(StoreBroken):
        room.store.audit.verify(datetime.now(NOON.tzinfo))
