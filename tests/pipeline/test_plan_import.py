"""Carrying out a plan: looked at first, the same rules as in the pages, the same file twice changes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import time, timedelta
from itertools import pairwise

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar

from pipeline import compose, ics, plan_import, schedule
from pipeline.captions import CaptionTemplate
from pipeline.cli import main
from pipeline.errors import (
    ArticleNotApproved,
    NotAllowed,
    PageNotFound,
    PostNotFound,
    TextTooLong,
    TimeInvalid,
    TimePast,
)
from pipeline.model import PostState
from pipeline.plan_errors import RowArticle, RowOtherPage, RowOver, RowPost, RowTwice, RowUnnamed
from pipeline.plan_file import Row
from pipeline.plan_import import Done, Line
from pipeline.plans import Plan
from tests.pipeline.support import Room

PLAN = Plan(slots=((time(7, 30), time(19, 30)),) * 7, gap_minutes=30, quiet=(time(22), time(6)))


@pytest.fixture(autouse=True)
def planned(room: Room) -> None:
    room.page = replace(room.page, plan=PLAN)
    room.settings = replace(room.settings, pages=(room.page,))


def approved(room: Room) -> int:
    article = room.approved_article()
    post = compose.create(room.store, room.collaborator, room.page, article, "Chú thích", None, None, room.clock())
    compose.approve(room.store, room.editor, room.page, post, 1, room.clock())
    return post


def rows(*given: tuple[str | int, str], page: str = "") -> tuple[Row, ...]:
    """Rows by post number or article address, and wall time, from line 2 on."""
    return tuple(
        Row(n, "" if str(what).startswith("http") else str(what), str(what) if str(what).startswith("http") else "",
            page, wall)
        for n, (what, wall) in enumerate(given, start=2)
    )  # fmt: skip


def look(room: Room, plan: tuple[Row, ...]) -> tuple[Line, ...]:
    return plan_import.look(room.store, room.settings, plan, room.clock())


def carry_out(room: Room, plan: tuple[Row, ...], accepted: dict[int, list[str]] | None = None) -> tuple[Done, ...]:
    lines = look(room, plan)
    return plan_import.carry_out(
        room.store, room.settings, room.editor, lines, {} if accepted is None else accepted, room.clock()
    )


def state(room: Room) -> list[tuple[object, ...]]:
    return [(p.id, p.version, p.state, p.wall_time) for p in room.store.posts.list(limit=100)]


def test_posts_are_scheduled_moved_and_left_and_a_second_time_changes_nothing(room: Room) -> None:
    new, old, kept = approved(room), approved(room), approved(room)
    for post, wall in ((old, "2026-11-25T07:30"), (kept, "2026-11-25T19:30")):
        schedule.schedule(room.store, room.editor, room.page, post, 2, wall, room.clock())
    plan = rows((new, "2026-11-26T07:30"), (old, "2026-11-26T19:30"), (kept, "2026-11-25T19:30"))
    before = state(room)
    assert [line.action for line in look(room, plan)] == ["schedule", "move", "same"]
    assert state(room) == before, "a look changes nothing"
    assert [one.done for one in carry_out(room, plan)] == [True, True, False]
    walls = [room.store.posts.get(post).wall_time for post in (new, old, kept)]
    assert walls == ["2026-11-26T07:30", "2026-11-26T19:30", "2026-11-25T19:30"]
    after, events = state(room), room.store.audit.latest(1)
    assert [line.action for line in look(room, plan)] == ["same"] * 3
    carry_out(room, plan)
    assert (state(room), room.store.audit.latest(1)) == (after, events)


def test_an_article_without_a_post_gets_a_draft_that_keeps_its_time(room: Room) -> None:
    article = room.approved_article()
    url = room.store.articles.get(article).url
    plan = rows((url, "2026-11-26T07:30"), page=room.page.id)
    (done,) = carry_out(room, plan)
    draft = room.store.posts.get(done.post_id or 0)
    assert (draft.state, draft.wall_time, draft.article_id) == (PostState.DRAFT, "2026-11-26T07:30", article)
    assert [line.action for line in look(room, plan)] == ["same"]
    later = rows((url, "2026-11-27T07:30"), page=room.page.id)
    assert [line.action for line in look(room, later)] == ["wish"]
    carry_out(room, later)
    assert room.store.posts.get(draft.id).wall_time == "2026-11-27T07:30"
    assert room.store.posts.get(draft.id).state is PostState.DRAFT, "it still waits for another person"
    # Approved, the very same plan schedules it.
    compose.approve(room.store, room.collaborator, room.page, draft.id, 2, room.clock())
    assert [line.action for line in look(room, later)] == ["schedule"]
    carry_out(room, later)
    assert room.store.posts.get(draft.id).state is PostState.SCHEDULED


def test_each_bad_row_says_why_and_the_good_ones_are_done(room: Room) -> None:
    good, gone = approved(room), approved(room)
    schedule.cancel(room.store, room.editor, gone, 2, room.clock())
    waiting = room.store.articles.get(room.article()).url
    at = "2026-11-26T07:30"
    plan = (
        Row(2, str(good), "", "", at),
        Row(3, "999", "", "", at),
        Row(4, "một", "", "", at),
        Row(5, "", "", "", at),
        Row(6, "", "https://khong.example.vn/", room.page.id, at),
        Row(7, "", waiting, room.page.id, at),
        Row(8, "", waiting, "khong-co", at),
        Row(9, str(gone), "", "", "2026-11-28T07:30"),
        Row(10, str(good), "", "", "2026-11-28T07:30"),
        Row(11, str(good), "", "khac", at),
        Row(12, str(approved(room)), "", "", "hôm nay"),
        Row(13, str(approved(room)), "", "", "2020-01-01T07:30"),
    )
    lines = look(room, plan)
    assert [type(line.problem) for line in lines] == [
        type(None), PostNotFound, RowPost, RowUnnamed, RowArticle, ArticleNotApproved, PageNotFound, RowOver, RowTwice,
        RowOtherPage, TimeInvalid, TimePast,
    ]  # fmt: skip
    assert [one.done for one in carry_out(room, plan)] == [True, *[False] * 11]
    assert room.store.posts.get(good).wall_time == at


def test_a_row_that_asks_waits_for_somebody_to_go_past_it(room: Room) -> None:
    post = approved(room)
    plan = rows((post, "2026-11-24T23:00"))
    (line,) = look(room, plan)
    assert [caution.code for caution in line.cautions] == ["quiet", "holiday"]
    (held,) = carry_out(room, plan)
    assert (held.done, held.held) == (False, True)
    assert room.store.posts.get(post).state is PostState.APPROVED
    (half,) = carry_out(room, plan, {2: ["quiet"]})
    assert half.held
    (done,) = carry_out(room, plan, {2: ["quiet", "holiday"]})
    assert done.done
    event = room.store.audit.of("post", post)[-1]
    assert json.loads(event.detail or "")["warned"] == ["quiet", "holiday"]


def test_the_rows_of_a_plan_see_each_other_where_they_will_be(room: Room) -> None:
    first, second = approved(room), approved(room)
    schedule.schedule(room.store, room.editor, room.page, first, 2, "2026-11-26T07:30", room.clock())
    close = look(room, rows((first, "2026-11-26T19:30"), (second, "2026-11-26T19:40")))
    assert [[c.code for c in line.cautions if c.asks] for line in close] == [["gap"], ["gap"]]
    # What moves away in the same plan is no longer in the way.
    apart = look(room, rows((first, "2026-11-27T19:30"), (second, "2026-11-26T07:30")))
    assert [[c.code for c in line.cautions if c.asks] for line in apart] == [[], []]


def test_a_draft_of_a_plan_begins_as_in_the_composer(room: Room) -> None:
    page = replace(room.page, hashtags=("#LàoCai",), utm=(("source", "trang"),))
    room.settings = replace(room.settings, pages=(page,), templates=(CaptionTemplate("Chung", "Tin: {title}"),))
    article = room.store.articles.get(room.approved_article())
    (done,) = carry_out(room, rows((article.url, "2026-11-26T07:30"), page=page.id))
    draft = room.store.posts.get(done.post_id or 0)
    assert (draft.caption, draft.hashtags, draft.campaign) == (f"Tin: {article.title}", "#LàoCai", "utm_source=trang")
    short = replace(page, most_characters=20)
    room.settings = replace(room.settings, pages=(short,))
    other = room.store.articles.get(room.approved_article())
    (refused,) = carry_out(room, rows((other.url, "2026-11-26T19:30"), page=page.id))
    assert isinstance(refused.line.problem, TextTooLong)
    assert room.store.posts.of_article(other.id) == ()


def test_a_post_whose_source_is_gone_is_a_draft_again_and_is_not_scheduled(room: Room) -> None:
    post = approved(room)
    url = room.store.articles.get(room.store.posts.get(post).article_id).url
    assert room.store.articles.source_gone("bao", url, "removed", room.clock())
    plan = rows((post, "2026-11-26T07:30"))
    carry_out(room, plan)
    assert room.store.posts.get(post).state is PostState.DRAFT
    other = rows((url, "2026-11-26T07:30"), page="anh-duong")
    assert [line.action for line in look(room, other)] == ["same"]


def test_what_changed_since_the_look_is_a_conflict_of_that_row(room: Room) -> None:
    first, second = approved(room), approved(room)
    lines = look(room, rows((first, "2026-11-26T07:30"), (second, "2026-11-26T19:30")))
    schedule.schedule(room.store, room.editor, room.page, first, 2, "2026-11-25T07:30", room.clock())
    done = plan_import.carry_out(room.store, room.settings, room.editor, lines, {}, room.clock())
    assert [one.done for one in done] == [False, True]
    assert room.store.posts.get(first).wall_time == "2026-11-25T07:30"
    with pytest.raises(NotAllowed):
        plan_import.carry_out(room.store, room.settings, room.collaborator, lines, {}, room.clock())


# --- the commands -----------------------------------------------------------------------------------


@pytest.fixture
def desk(room: Room) -> Room:
    (room.settings.data_dir / "desk.toml").write_text(
        'operator = "Văn phòng A"\ncontact = "a@example.vn"\n[[page]]\nid = "anh-duong"\nname = "Ánh Dương"\n'
        'operator = "Văn phòng A"\nquiet_hours = "22:00-06:00"\n',
        "utf-8",
    )
    return room


def run(desk: Room, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--dir", str(desk.settings.data_dir)])


def soon(days: int, clock: str = "09:00") -> str:
    """A day that the real clock has ahead: the commands ask it."""
    from pipeline.clock import system_clock

    return f"{(system_clock() + timedelta(days=days)).date()}T{clock}"


def test_a_plan_is_imported_by_command_after_a_look(desk: Room) -> None:
    post, asks = approved(desk), approved(desk)
    file = desk.settings.data_dir / "plan.csv"
    file.write_text(f"post,wall_time\n{post},{soon(40)}\n{asks},{soon(41, '23:00')}\n77,{soon(40)}\n", "utf-8")
    seen = run(desk, "schedule", "import", str(file), "--dry-run")
    assert seen.exit_code == 1
    assert f"Dòng 2: xếp lịch – #{post}" in seen.output
    assert "Dòng 3: cần hỏi trước" in seen.output
    assert "giờ yên lặng" in seen.output
    assert "Dòng 4: " in seen.output
    assert desk.store.posts.get(post).state is PostState.APPROVED
    assert run(desk, "schedule", "import", str(file)).exit_code == 2, "who decides has to be named"
    done = run(desk, "schedule", "import", str(file), "--as", desk.editor.login, "--json")
    found = json.loads(done.output)
    assert [(one["line"], one["done"], one["held"]) for one in found["rows"]] == [
        (2, True, False), (3, False, True), (4, False, False),
    ]  # fmt: skip
    assert desk.store.posts.get(post).state is PostState.SCHEDULED
    went = run(desk, "schedule", "import", str(file), "--as", desk.editor.login, "--go-on")
    assert "Đã làm: 1; đã đúng sẵn: 1; cần hỏi trước: 0; không làm được: 1." in went.output
    refused = run(desk, "schedule", "import", str(file), "--as", desk.collaborator.login)
    assert refused.exit_code == 2
    assert run(desk, "schedule", "import", str(file.parent / "none.csv"), "--dry-run").exit_code != 0


def test_posts_are_exported_by_command_in_three_formats(desk: Room) -> None:
    post = approved(desk)
    schedule.schedule(desk.store, desk.editor, desk.page, post, 2, "2026-11-26T07:30", desk.clock())
    span = ("--from", "2026-11-20", "--days", "10")
    plain = run(desk, "export", "csv", *span)
    assert plain.output.splitlines()[1].startswith(f"{post},anh-duong,2026-11-26T07:30,Asia/Ho_Chi_Minh,scheduled,")
    document = json.loads(run(desk, "export", "json", *span, "--page", "anh-duong").output)
    assert document["posts"][0]["due_at"] == "2026-11-26T00:30:00Z"
    file = desk.settings.data_dir / "out.csv"
    assert run(desk, "export", "csv", *span, "--excel", "-o", str(file)).exit_code == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbfpost;")
    events = Calendar.from_ical(run(desk, "export", "ics", *span).stdout_bytes).walk("VEVENT")
    assert len(events) == 1
    assert run(desk, "export", "csv", "--page", "khong-co").exit_code == 2
    assert run(desk, "export", "json", "--excel").exit_code == 2
    # What was exported, imported: nothing to do.
    again = run(desk, "schedule", "import", str(file), "--as", desk.editor.login)
    assert again.exit_code == 0
    assert "đã đúng sẵn: 1" in again.output


# --- iCalendar --------------------------------------------------------------------------------------


def events_of(room: Room) -> dict[str, object]:
    made = ics.subscription(room.store, room.settings, "https://desk.example.vn", room.clock())
    assert all(len(line) <= 75 for line in made.split(b"\r\n")), "RFC 5545, section 3.1"
    return {str(event["uid"]): event for event in Calendar.from_ical(made).walk("VEVENT")}


def test_an_event_keeps_its_uid_and_its_sequence_grows(room: Room) -> None:
    post = approved(room)
    schedule.schedule(room.store, room.editor, room.page, post, 2, "2026-11-26T07:30", room.clock())
    ((uid, first),) = events_of(room).items()
    assert first["dtstart"].dt.isoformat() == "2026-11-26T07:30:00+07:00"  # type: ignore[index]
    assert first["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"  # type: ignore[index]
    assert first["status"] == "CONFIRMED"  # type: ignore[index]
    room.clock.advance(minutes=5)
    schedule.schedule(room.store, room.editor, room.page, post, 3, "2026-11-26T08:30", room.clock())
    moved = events_of(room)[uid]
    assert moved["sequence"] > first["sequence"]  # type: ignore[index]
    assert moved["last-modified"].dt == room.clock()  # type: ignore[index]
    schedule.cancel(room.store, room.editor, post, 4, room.clock())
    gone = events_of(room)[uid]
    assert (gone["status"], gone["sequence"]) == ("CANCELLED", 5)  # type: ignore[index]
    assert str(gone["summary"]).startswith("(Đã hủy)")  # type: ignore[index]


def test_the_second_of_two_equal_hours_is_the_second_in_the_file_too(room: Room) -> None:
    berlin = replace(room.page, zone="Europe/Berlin")
    for n, choice in enumerate(("2027-10-31T02:30@1", "2027-10-31T02:30@2", "2027-10-31T04:00")):
        schedule.schedule(room.store, room.editor, berlin, approved(room), 2, choice, room.clock())
        assert len(events_of(room)) == n + 1
    starts = sorted(event["dtstart"].dt.astimezone().timestamp() for event in events_of(room).values())  # type: ignore[index]
    assert [later - earlier for earlier, later in pairwise(starts)] == [3600.0, 5400.0]


def test_a_hostile_title_stays_one_line_of_the_file(room: Room) -> None:
    article = room.approved_article(title="Tin\r\nBEGIN:VEVENT; có, dấu \\n")
    post = compose.create(room.store, room.collaborator, room.page, article, "x", None, None, room.clock())
    compose.approve(room.store, room.editor, room.page, post, 1, room.clock())
    schedule.schedule(room.store, room.editor, room.page, post, 2, "2026-11-26T07:30", room.clock())
    (event,) = events_of(room).values()
    assert "BEGIN:VEVENT; có, dấu" in str(event["summary"])  # type: ignore[index]
