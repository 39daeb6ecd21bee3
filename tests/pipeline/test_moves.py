"""Moving all posts of a day: looked at first, then all of them or none."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import moves, schedule
from pipeline.cli import main
from pipeline.errors import Conflict, MoveImpossible, NotAllowed, NothingToMove, ShiftInvalid, TimeMissing, TimePast
from pipeline.model import Page, PostState
from pipeline.plans import Plan
from pipeline.walltime import resolve
from tests.pipeline.support import Room, make_room

MONDAY = date(2026, 11, 30)
BERLIN = "Europe/Berlin"
PLAN = Plan(slots=((time(7, 30), time(19, 30)),) * 7, gap_minutes=30, quiet=(time(22), time(6)))


def put(room: Room, *walls: str, page: Page | None = None) -> list[int]:
    """Approved posts, scheduled for these wall times (or choices) of the page's zone."""
    target = page or room.page
    made = []
    for wall in walls:
        post_id = room.scheduled_post()
        post = room.store.posts.get(post_id)
        schedule.schedule(room.store, room.editor, target, post_id, post.version, wall, room.clock())
        made.append(post_id)
    return made


def walls(room: Room, ids: list[int]) -> list[str | None]:
    return [room.store.posts.get(post_id).wall_time for post_id in ids]


def test_a_day_is_moved_by_hours_and_each_post_has_its_event(room: Room) -> None:
    ids = put(room, "2026-11-30T07:30", "2026-11-30T19:30")
    (other,) = put(room, "2026-12-01T07:30")
    seen = moves.preview(room.store, room.page, MONDAY, timedelta(hours=2), room.clock())
    assert [(one.post.post_id, one.moment and one.moment.wall) for one in seen.moves] == [
        (ids[0], "2026-11-30T09:30"),
        (ids[1], "2026-11-30T21:30"),
    ]
    assert walls(room, ids) == ["2026-11-30T07:30", "2026-11-30T19:30"]
    moves.move(room.store, room.editor, seen, room.clock())
    assert walls(room, ids) == ["2026-11-30T09:30", "2026-11-30T21:30"]
    assert walls(room, [other]) == ["2026-12-01T07:30"]
    moved = room.store.posts.get(ids[0])
    assert (moved.state, moved.due_at) == (PostState.SCHEDULED, datetime(2026, 11, 30, 2, 30, tzinfo=UTC))
    event = room.store.audit.of("post", ids[0])[-1]
    assert (event.kind, event.actor) == ("post.moved", room.editor.name)
    assert json.loads(event.detail or "") == {
        "wall_time": "2026-11-30T09:30",
        "was": "2026-11-30T07:30",
        "zone": "Asia/Ho_Chi_Minh",
    }
    with pytest.raises(Conflict):
        moves.move(room.store, room.editor, seen, room.clock())


def test_a_day_is_moved_to_another_at_the_same_times(room: Room) -> None:
    ids = put(room, "2026-11-30T07:30", "2026-11-30T19:30")
    seen = moves.preview(room.store, room.page, MONDAY, date(2026, 12, 2), room.clock())
    moves.confirm(room.store, room.editor, seen, seen.stamp, room.clock())
    assert walls(room, ids) == ["2026-12-02T07:30", "2026-12-02T19:30"]


def test_one_post_that_cannot_go_there_keeps_all_where_they_are(room: Room) -> None:
    # It is noon: what stands at 13:00 cannot go two hours back.
    ids = put(room, "2026-11-23T13:00", "2026-11-23T15:00")
    today = date(2026, 11, 23)
    seen = moves.preview(room.store, room.page, today, -timedelta(hours=2), room.clock())
    assert [type(one.problem) for one in seen.moves] == [TimePast, type(None)]
    assert not seen.possible
    with pytest.raises(MoveImpossible) as caught:
        moves.move(room.store, room.editor, seen, room.clock())
    assert f"#{ids[0]}" in str(caught.value)
    assert walls(room, ids) == ["2026-11-23T13:00", "2026-11-23T15:00"]


def test_what_was_possible_when_it_was_looked_at_may_be_past_when_it_is_done(room: Room) -> None:
    ids = put(room, "2026-11-23T15:00")
    seen = moves.preview(room.store, room.page, date(2026, 11, 23), -timedelta(hours=2), room.clock())
    room.clock.advance(hours=1)
    with pytest.raises(TimePast):
        moves.move(room.store, room.editor, seen, room.clock())
    assert walls(room, ids) == ["2026-11-23T15:00"]


@pytest.mark.parametrize("which", [0, 1])
def test_a_post_that_changed_meanwhile_keeps_all_where_they_are(room: Room, which: int) -> None:
    ids = put(room, "2026-11-30T07:30", "2026-11-30T19:30")
    seen = moves.preview(room.store, room.page, MONDAY, timedelta(hours=1), room.clock())
    post = room.store.posts.get(ids[which])
    schedule.schedule(room.store, room.editor, room.page, post.id, post.version, "2026-11-30T12:00", room.clock())
    before = walls(room, ids)
    with pytest.raises(Conflict):
        moves.move(room.store, room.editor, seen, room.clock())
    assert walls(room, ids) == before
    assert "post.moved" not in [event.kind for post_id in ids for event in room.store.audit.of("post", post_id)]


def test_a_post_added_meanwhile_is_shown_before_anything_is_moved(room: Room) -> None:
    put(room, "2026-11-30T07:30")
    stamp = moves.preview(room.store, room.page, MONDAY, timedelta(hours=1), room.clock()).stamp
    ids = put(room, "2026-11-30T08:30")
    again = moves.preview(room.store, room.page, MONDAY, timedelta(hours=1), room.clock())
    with pytest.raises(Conflict):
        moves.confirm(room.store, room.editor, again, stamp, room.clock())
    assert walls(room, ids) == ["2026-11-30T08:30"]


def test_only_an_editor_moves_and_only_what_waits(room: Room) -> None:
    (gone,) = put(room, "2026-11-30T07:30")
    schedule.cancel(room.store, room.editor, gone, room.store.posts.get(gone).version, room.clock())
    empty = moves.preview(room.store, room.page, MONDAY, timedelta(hours=1), room.clock())
    with pytest.raises(NothingToMove):
        moves.move(room.store, room.editor, empty, room.clock())
    put(room, "2026-11-30T09:30")
    seen = moves.preview(room.store, room.page, MONDAY, timedelta(hours=1), room.clock())
    with pytest.raises(NotAllowed):
        moves.move(room.store, room.collaborator, seen, room.clock())


def test_a_preview_tells_what_there_is_to_know_of_the_new_times(room: Room) -> None:
    page = replace(room.page, plan=PLAN)
    put(room, "2026-11-30T19:30", "2026-11-30T19:50", "2026-12-01T22:00", page=page)
    seen = moves.preview(room.store, page, MONDAY, timedelta(hours=26, minutes=15), room.clock())
    told = [[caution.code for caution in one.cautions] for one in seen.moves]
    # 21:45 stands 15 minutes before what is there, and 20 before the other that moves with it.
    assert sorted(told[0]) == ["gap", "gap"]
    assert sorted(told[1]) == ["gap", "gap", "quiet"]
    assert seen.possible


def test_hours_keep_distances_and_days_keep_clocks_when_the_clocks_change(room: Room) -> None:
    page = Page(id=room.page.id, name="Trang", operator="A", zone=BERLIN)
    ids = put(room, "2027-03-28T00:30", "2027-03-28T08:00", page=page)
    spring = date(2027, 3, 28)
    by_hours = moves.preview(room.store, page, spring, timedelta(hours=2), room.clock())
    assert [one.moment and one.moment.wall for one in by_hours.moves] == ["2027-03-28T03:30", "2027-03-28T10:00"]
    moves.move(room.store, room.editor, by_hours, room.clock())
    back = moves.preview(room.store, page, spring, -timedelta(hours=2), room.clock())
    moves.move(room.store, room.editor, back, room.clock())
    assert walls(room, ids) == ["2027-03-28T00:30", "2027-03-28T08:00"]
    later = moves.preview(room.store, page, spring, date(2027, 3, 29), room.clock())
    assert [one.moment and one.moment.wall for one in later.moves] == ["2027-03-29T00:30", "2027-03-29T08:00"]


def test_a_day_whose_gap_holds_a_post_is_no_target(room: Room) -> None:
    page = Page(id=room.page.id, name="Trang", operator="A", zone=BERLIN)
    put(room, "2027-03-27T02:30", page=page)
    seen = moves.preview(room.store, page, date(2027, 3, 27), date(2027, 3, 28), room.clock())
    assert isinstance(seen.moves[0].problem, TimeMissing)
    assert seen.moves[0].problem.fields["choices"] == ("2027-03-28T01:59", "2027-03-28T03:00")


def test_both_hours_of_an_overlap_move_and_the_fold_moves_with_them(room: Room) -> None:
    page = Page(id=room.page.id, name="Trang", operator="A", zone=BERLIN)
    ids = put(room, "2027-10-31T01:30", "2027-10-31T02:30@1", page=page)
    autumn = date(2027, 10, 31)
    moves.move(
        room.store, room.editor, moves.preview(room.store, page, autumn, timedelta(hours=1), room.clock()), room.clock()
    )
    assert [(post.wall_time, post.fold) for post in map(room.store.posts.get, ids)] == [
        ("2027-10-31T02:30", 0),
        ("2027-10-31T02:30", 1),
    ]
    assert schedule.follow_rules(room.store, room.clock()) == ()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Room:
    return make_room(tmp_path_factory.mktemp("moves"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    st.lists(st.integers(0, 4 * 24 * 4), min_size=1, max_size=4, unique=True),
    st.integers(-40 * 60, 40 * 60).filter(bool),
    st.sampled_from([BERLIN, "Australia/Lord_Howe", "Asia/Ho_Chi_Minh"]),
)
def test_there_and_back_again(shared: Room, quarters: list[int], minutes: int, zone: str) -> None:
    page = Page(id=shared.page.id, name="Trang", operator="A", zone=zone)
    start = datetime(2027, 3, 26, 12, tzinfo=UTC)
    ids = []
    for quarter in quarters:
        post_id = shared.scheduled_post()
        at = (start + quarter * timedelta(minutes=15)).astimezone(ZoneInfo(zone))
        choice = f"{at:%Y-%m-%dT%H:%M}@{at.fold + 1}"
        version = shared.store.posts.get(post_id).version
        schedule.schedule(shared.store, shared.editor, page, post_id, version, choice, shared.clock())
        ids.append(post_id)
    days = {resolve(wall or "", zone, 0).day for wall in walls(shared, ids)}
    before = {post_id: shared.store.posts.get(post_id).due_at for post_id in ids}
    day = min(days)
    moving = [post.post_id for post in on_day(shared, page, day)]
    by = timedelta(minutes=minutes)
    seen = moves.preview(shared.store, page, day, by, shared.clock())
    moves.move(shared.store, None, seen, shared.clock())
    for post_id in ids:
        post = shared.store.posts.get(post_id)
        due = before[post_id]
        assert due is not None
        assert post.due_at == (due + by if post_id in moving else due)
        assert post.due_at == resolve(post.wall_time or "", zone, post.fold).at
    for post_id in ids:
        schedule.cancel(shared.store, shared.editor, post_id, shared.store.posts.get(post_id).version, shared.clock())


def on_day(room: Room, page: Page, day: date) -> tuple[moves.Planned, ...]:
    return tuple(one.post for one in moves.preview(room.store, page, day, timedelta(hours=1), room.clock()).moves)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("2h", 120), ("+2h", 120), ("-2h", -120), ("−90m", -90), (" 1h30m ", 90), ("336h", 336 * 60), ("-0h45m", -45)],
)
def test_lengths_of_time(text: str, minutes: int) -> None:
    assert moves.parse_shift(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "0h", "2", "h", "2d", "337h", "2h2h", "1.5h", "--2h", "٢h", "999999999999m"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(ShiftInvalid):
        moves.parse_shift(text)


# --- commands --------------------------------------------------------------------------------------

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    folder = tmp_path / "desk"
    runner = CliRunner()

    def anhduong(*args: str) -> Result:
        return runner.invoke(main, ["schedule", *args, "--dir", str(folder)], catch_exceptions=False)

    return anhduong


@pytest.fixture
def desk(tmp_path: Path, run: Run) -> Room:
    """A desk on the disk whose clock is the machine's: its posts stand a few days ahead."""
    folder = tmp_path / "desk"
    room = make_room(folder)
    (folder / "desk.toml").write_text(
        'operator = "A"\ncontact = "a@example.vn"\n[[page]]\nid = "anh-duong"\nname = "Ánh Dương"\noperator = "A"\n'
        'slots = ["07:30", "19:30"]\nmin_gap_minutes = 30\nquiet_hours = "22:00-06:00"\n',
        "utf-8",
    )
    room.clock.now = datetime.now(UTC)
    return room


def ahead(days: int) -> date:
    return (datetime.now(UTC) + timedelta(days=days)).date()


def test_the_command_shows_then_moves(desk: Room, run: Run) -> None:
    day = ahead(5)
    (post_id,) = put(desk, f"{day}T19:30")
    looked = run("move", "--page", "anh-duong", "--date", str(day), "--by", "3h", "--dry-run")
    assert looked.exit_code == 0
    assert f"#{post_id} {day}T19:30 → {day}T22:30" in looked.stdout
    assert "giờ yên lặng" in looked.stdout
    assert walls(desk, [post_id]) == [f"{day}T19:30"]
    done = run("move", "--page", "anh-duong", "--date", str(day), "--by", "-2h", "--json")
    document = json.loads(done.stdout)
    assert document["moved"] is True
    assert document["posts"][0]["to"] == f"{day}T17:30"
    assert walls(desk, [post_id]) == [f"{day}T17:30"]
    assert desk.store.audit.of("post", post_id)[-1].actor is None
    target = ahead(7)
    assert run("move", "--page", "anh-duong", "--date", str(day), "--to", str(target)).exit_code == 0
    assert walls(desk, [post_id]) == [f"{target}T17:30"]


def test_the_command_says_why_nothing_is_moved(desk: Room, run: Run) -> None:
    day = ahead(5)
    (post_id,) = put(desk, f"{day}T19:30")
    refused = run("move", "--page", "anh-duong", "--date", str(day), "--by", "-300h", "--json")
    assert refused.exit_code == 2
    assert json.loads(refused.stdout)["moved"] is False
    assert f"#{post_id}" in refused.stderr
    empty = run("move", "--page", "anh-duong", "--date", str(ahead(6)), "--by", "2h")
    assert (empty.exit_code, empty.stderr.count("\n")) == (2, 1)
    for wrong in (
        ("--page", "anh-duong", "--date", "1970-13-01", "--by", "2h"),
        ("--page", "anh-duong", "--date", "9999-01-01", "--by", "2h"),
        ("--page", "anh-duong", "--date", str(day), "--by", "soon"),
        ("--page", "anh-duong", "--date", str(day), "--to", "2026-02-30"),
        ("--page", "khong-co", "--date", str(day), "--by", "2h"),
        ("--page", "anh-duong", "--date", str(day)),
        ("--page", "anh-duong", "--date", str(day), "--by", "2h", "--to", str(day)),
    ):
        said = run("move", *wrong)
        assert said.exit_code == 2
        assert "Traceback" not in said.output
    assert walls(desk, [post_id]) == [f"{day}T19:30"]


def test_the_next_free_slots_and_the_list(desk: Room, run: Run) -> None:
    day = ahead(2)
    (post_id,) = put(desk, f"{day}T07:30")
    offered = json.loads(run("next", "--page", "anh-duong", "-n", "10", "--json").stdout)["slots"]
    assert len(offered) == 10
    assert f"{day}T07:30" not in [slot["wall_time"] for slot in offered]
    assert f"{day}T19:30" in [slot["wall_time"] for slot in offered]
    assert len(run("next", "--page", "anh-duong", "-n", "2").stdout.splitlines()) == 2
    listed = json.loads(run("list", "--from", str(day), "--days", "1", "--json").stdout)
    assert [post["id"] for post in listed["days"][0]["posts"]] == [post_id]
    assert listed["days"][0]["lunar"]["day"] in range(1, 31)
    assert f"07:30 #{post_id}" in run("list", "--from", str(day)).stdout
    assert "tháng" in run("list", "--days", "1").stdout
    assert run("list", "--from", "9999-12-31").exit_code == 2


def test_an_article_that_is_withdrawn_takes_its_post_out_of_the_move(room: Room) -> None:
    """A post held back for a person is a draft: the day goes on without it."""
    ids = put(room, "2026-11-30T07:30", "2026-11-30T19:30")
    article = room.store.articles.get(room.store.posts.get(ids[0]).article_id)
    assert article.version == 1
    changed = room.found(url=article.url, canonical_url=article.url, title="Tin đã sửa hẳn", text="Nội dung mới.")
    room.store.articles.upsert(changed)
    seen = moves.preview(room.store, room.page, MONDAY, timedelta(hours=1), room.clock())
    assert [one.post.post_id for one in seen.moves] == ids[1:]
