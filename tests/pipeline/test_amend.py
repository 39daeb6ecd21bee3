"""Withdrawing and correcting what is out: asked by people, done once by the publisher, told whatever comes of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from click.testing import CliRunner

from pipeline import amend
from pipeline.cli import main
from pipeline.delivery import Desk
from pipeline.errors import (
    AmendmentOpen,
    AmendmentReasonNeeded,
    CaptionInvalid,
    Conflict,
    DeskError,
    FourEyes,
    NotAllowed,
    PostNotOut,
    WayCannotAmend,
)
from pipeline.i18n import describe
from pipeline.model import Page, Post
from pipeline.publish import tick
from pipeline.publishers import Correcting, NotNow, PageStopped, Receipt, Refused, Uncertain, Withdrawing
from pipeline.publishers.outbox import Outbox
from pipeline.run import make_desk
from pipeline.store.amendments import Amendment, Kind, Result
from pipeline.templates import write_new_desk
from pipeline.ways import ways_out
from tests.pipeline.support import PAGE, Room

WHY = "Nguồn đã đính chính"
NEW = "Lời đã đính chính"
ALONE = replace(PAGE, four_eyes=False)


@dataclass
class Elsewhere:
    """A page elsewhere whose posts can be amended, and that may fail before or after it has done so."""

    repeatable: ClassVar[bool] = False
    calls: list[tuple[str, str]] = field(default_factory=list)
    before: Exception | None = None
    after: Exception | None = None

    def deliver(self, post: Post, page: Page, now: datetime) -> Receipt:
        return Receipt(post.key, f"/{post.id}")

    def find(self, post: Post, page: Page) -> Receipt | None:
        return None

    def withdraw(self, post: Post, page: Page, now: datetime) -> None:
        self._done("withdraw", "")

    def correct(self, post: Post, page: Page, now: datetime) -> None:
        self._done("correct", post.caption)

    def _done(self, kind: str, text: str) -> None:
        if self.before is not None:
            raise self.before
        self.calls.append((kind, text))
        if self.after is not None:
            raise self.after


def desk_of(room: Room, way: Elsewhere | None = None) -> Desk:
    desk = make_desk(room.store, room.settings, room.clock)
    return desk if way is None else replace(desk, publishers={"outbox": way})


def published(room: Room, way: Elsewhere | None = None) -> int:
    post = room.scheduled_post(due_in=timedelta(0))
    assert tick(desk_of(room, way)).published == [post]
    return post


def last(room: Room, post: int) -> Amendment:
    return room.store.amendments.of_post(post)[-1]


def kinds(room: Room, post: int) -> list[str]:
    return [event.kind for event in room.store.audit.of("post", post)]


def sql(room: Room, statement: str) -> None:
    with closing(sqlite3.connect(room.settings.database, isolation_level=None)) as connection:
        connection.execute(statement)


def test_a_withdrawn_post_is_no_longer_to_be_read_and_its_record_stays(room: Room) -> None:
    post = published(room)
    room.clock.advance(hours=1)
    amend.withdraw(room.store, room.editor, PAGE, post, WHY, room.clock())
    assert amend.carry_out(desk_of(room)) == 1
    done = last(room, post)
    assert (done.result, done.reason, done.asked_by_name) == (Result.DONE, WHY, "Minh")
    folder = room.settings.outbox / PAGE.id
    (html,) = folder.glob("post-*.html")
    assert "Chú thích" not in html.read_text()
    assert "Bài này đã được gỡ" in html.read_text()
    assert html.name not in (folder / "index.html").read_text()
    (record,) = (json.loads(path.read_text()) for path in folder.glob("post-*.json"))
    assert record["withdrawn_at"] is not None
    assert record["caption"] == "Chú thích"
    assert kinds(room, post)[-2:] == ["post.withdraw-asked", "post.withdrawn"]
    with pytest.raises(PostNotOut):
        amend.correct(room.store, room.editor, ALONE, post, NEW, WHY, room.clock())


def test_a_corrected_post_says_so_and_keeps_its_source(room: Room) -> None:
    post = published(room)
    room.store.posts.sync_pages((ALONE,))
    amend.correct(room.store, room.editor, ALONE, post, f"  {NEW}\r\n", WHY, room.clock())
    assert amend.carry_out(desk_of(room)) == 1
    folder = room.settings.outbox / PAGE.id
    (html,) = folder.glob("post-*.html")
    text = html.read_text()
    assert NEW in text
    assert "Đã đính chính" in text
    assert "Báo mẫu" in text
    (record,) = (json.loads(path.read_text()) for path in folder.glob("post-*.json"))
    assert record["text"].endswith(f"Nguồn: Báo mẫu – {record['link']}")
    assert html.name in (folder / "index.html").read_text()
    stored = room.store.posts.get(post)
    assert stored.caption == "Chú thích", "the record of what was sent stays"
    assert amend.shown_caption(stored, room.store.amendments.of_post(post)) == NEW


def test_a_correction_is_approved_by_a_second_person_where_the_page_asks_for_it(room: Room) -> None:
    post = published(room)
    number = amend.correct(room.store, room.editor, PAGE, post, NEW, WHY, room.clock())
    assert last(room, post).waits_for_approval
    assert amend.carry_out(desk_of(room)) == 0
    with pytest.raises(FourEyes):
        room.store.amendments.approve(room.editor, number, room.clock())
    for forged in ("", ", approved_by = asked_by"):
        with pytest.raises(sqlite3.IntegrityError, match="not cleared: approval"):
            sql(room, f"UPDATE post_amendments SET intent_at = 'x'{forged}")
    room.store.amendments.approve(room.collaborator, number, room.clock())
    with pytest.raises(Conflict):
        room.store.amendments.approve(room.collaborator, number, room.clock())
    with pytest.raises(sqlite3.IntegrityError, match="keeps what was asked"):
        sql(room, "UPDATE post_amendments SET caption = 'Lời khác'")
    assert amend.carry_out(desk_of(room)) == 1
    assert last(room, post).result is Result.DONE


def test_who_may_ask_and_for_what(room: Room) -> None:
    post = published(room)
    now = room.clock()
    with pytest.raises(NotAllowed):
        amend.withdraw(room.store, room.collaborator, PAGE, post, WHY, now)
    for reason in ("", "  ", "x" * (amend.REASON_LIMIT + 1)):
        with pytest.raises(AmendmentReasonNeeded):
            amend.withdraw(room.store, room.editor, PAGE, post, reason, now)
    with pytest.raises(CaptionInvalid):
        amend.correct(room.store, room.editor, PAGE, post, " ", WHY, now)
    with pytest.raises(WayCannotAmend):
        amend.withdraw(room.store, room.editor, replace(PAGE, publisher="email"), post, WHY, now)
    with pytest.raises(PostNotOut):
        amend.withdraw(room.store, room.editor, PAGE, room.scheduled_post(), WHY, now)
    assert room.store.amendments.of_post(post) == ()
    with pytest.raises(sqlite3.IntegrityError, match="only a published post"):
        sql(
            room,
            "INSERT INTO post_amendments (post_id, kind, reason, asked_by, asked_at)"
            " SELECT id, 'withdraw', 'x', 1, 'x' FROM posts WHERE state = 'scheduled'",
        )


def test_one_request_at_a_time_and_it_can_be_dropped(room: Room) -> None:
    post = published(room)
    number = amend.correct(room.store, room.editor, PAGE, post, NEW, WHY, room.clock())
    with pytest.raises(AmendmentOpen):
        amend.withdraw(room.store, room.editor, PAGE, post, WHY, room.clock())
    room.store.amendments.drop(room.editor, number, room.clock())
    with pytest.raises(Conflict):
        room.store.amendments.approve(room.collaborator, number, room.clock())
    amend.withdraw(room.store, room.editor, PAGE, post, WHY, room.clock())
    assert amend.carry_out(desk_of(room)) == 1
    with pytest.raises(Conflict):
        room.store.amendments.drop(room.editor, last(room, post).id, room.clock())
    assert [one.result for one in room.store.amendments.of_post(post)] == [Result.DROPPED, Result.DONE]


@pytest.mark.parametrize(
    ("raised", "result", "problem"),
    [
        (Refused("graph-content"), Result.REFUSED, "graph-content"),
        (Refused("graph-gone"), Result.DONE, None),
        (PageStopped("graph-token"), Result.REFUSED, "graph-token"),
        (Uncertain("graph-timeout"), Result.UNKNOWN, "graph-timeout"),
    ],
)
def test_whatever_the_other_side_says_is_recorded_and_told(
    room: Room, raised: Exception, result: Result, problem: str | None
) -> None:
    way = Elsewhere(before=raised)
    post = published(room, way)
    amend.withdraw(room.store, room.editor, PAGE, post, WHY, room.clock())
    amend.carry_out(desk_of(room, way))
    assert (last(room, post).result, last(room, post).problem) == (result, problem)
    assert kinds(room, post)[-1] == ("post.withdrawn" if result is Result.DONE else f"post.withdraw-{result}")
    assert (PAGE.id in room.store.pages.paused(room.clock())) == isinstance(raised, PageStopped)
    assert room.store.amendments.withdrawn(post) == (result is Result.DONE)
    assert amend.carry_out(desk_of(room, way)) == 0, "nobody but a person asks again"
    if result is not Result.DONE:
        way.before = None
        amend.withdraw(room.store, room.editor, PAGE, post, WHY, room.clock())
        amend.carry_out(desk_of(room, way))
        assert room.store.amendments.withdrawn(post)


def test_a_correction_of_what_is_gone_is_not_done(room: Room) -> None:
    way = Elsewhere(before=Refused("graph-gone"))
    post = published(room, way)
    room.store.posts.sync_pages((ALONE,))
    amend.correct(room.store, room.editor, ALONE, post, NEW, WHY, room.clock())
    amend.carry_out(desk_of(room, way))
    assert last(room, post).result is Result.REFUSED


def test_one_that_was_put_off_is_done_later(room: Room) -> None:
    way = Elsewhere(before=NotNow("graph-limit", 120))
    post = published(room, way)
    amend.withdraw(room.store, room.editor, PAGE, post, WHY, room.clock())
    amend.carry_out(desk_of(room, way))
    assert last(room, post).intent_at is None
    way.before = None
    assert amend.carry_out(desk_of(room, way)) == 0
    room.clock.advance(minutes=3)
    assert amend.carry_out(desk_of(room, way)) == 1
    assert last(room, post).result is Result.DONE


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("after", [False, True])
def test_a_process_that_dies_in_the_call_is_followed_by_one_that_finishes_it(room: Room, after: bool) -> None:
    way = Elsewhere()
    post = published(room, way)
    amend.withdraw(room.store, room.editor, PAGE, post, WHY, room.clock())
    way.before, way.after = (None, Killed()) if after else (Killed(), None)
    with pytest.raises(Killed):
        amend.carry_out(desk_of(room, way))
    assert last(room, post).intent_at is not None
    assert last(room, post).result is None
    way.before = way.after = None
    assert amend.carry_out(desk_of(room, way)) == 1
    assert last(room, post).result is Result.DONE


def test_the_outbox_can_be_amended_twice(room: Room) -> None:
    post_id = published(room)
    post, outbox = room.store.posts.get(post_id), Outbox(room.settings.outbox)
    for _ in range(2):
        outbox.correct(replace(post, caption=NEW), PAGE, room.clock())
    for _ in range(2):
        outbox.withdraw(post, PAGE, room.clock())
    with pytest.raises(Refused):
        outbox.withdraw(replace(post, key="f" * 32), PAGE, room.clock())


def test_what_the_pages_are_told_of_a_way_is_so(room: Room) -> None:
    for name, way in ways_out(room.store, room.settings).items():
        told = amend.able(replace(PAGE, publisher=name))
        if told:
            assert isinstance(way, Withdrawing) == (Kind.WITHDRAW in told)
            assert isinstance(way, Correcting) == (Kind.CORRECT in told)


@pytest.fixture
def command(room: Room) -> Callable[..., tuple[int, str]]:
    """Runs `anhduong` over the room's desk; the exit code and all that was said."""
    folder = room.settings.data_dir
    write_new_desk(folder, operator=PAGE.operator, contact="a@example.vn", page_name=PAGE.name, page_id=PAGE.id)

    def run(*arguments: str, typed: str | bytes = "") -> tuple[int, str]:
        ran = CliRunner().invoke(main, [*arguments, "--dir", str(folder)], input=typed)
        assert ran.exception is None or isinstance(ran.exception, SystemExit)
        return ran.exit_code, ran.output

    return run


def test_a_post_is_withdrawn_by_command(room: Room, command: Callable[..., tuple[int, str]]) -> None:
    post = str(published(room))
    assert command("posts", "withdraw", post, "--reason", WHY, "--as", "lan") == (2, _told(NotAllowed()))
    code, _said = command("posts", "withdraw", post, "--reason", " ", "--as", "minh")
    assert code == 2
    code, said = command("posts", "withdraw", post, "--reason", WHY, "--as", "minh")
    assert (code, said.count("\n")) == (0, 1)
    assert command("posts", "withdraw", post, "--reason", WHY, "--as", "minh") == (2, _told(AmendmentOpen()))
    assert amend.carry_out(desk_of(room)) == 1
    (asked,) = (e for e in room.store.audit.of("post", int(post)) if e.kind == "post.withdraw-asked")
    assert (asked.actor, json.loads(asked.detail or "")) == ("Minh", {"why": WHY})
    assert command("posts", "withdraw", post, "--reason", WHY, "--as", "minh") == (2, _told(PostNotOut()))


def test_a_correction_by_command_waits_for_another_person(
    room: Room, command: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    post = str(published(room))
    text = tmp_path / "moi.txt"
    text.write_text(f"{NEW}\n")
    assert command("posts", "correct", post, "--approve", "--as", "lan")[0] == 2, "nothing waits yet"
    assert command("posts", "correct", post, "--text", str(text), "--reason", WHY, "--as", "minh")[0] == 0
    assert amend.carry_out(desk_of(room)) == 0
    assert command("posts", "correct", post, "--approve", "--as", "minh") == (2, _told(FourEyes()))
    assert command("posts", "correct", post, "--approve", "--as", "lan")[0] == 0
    assert amend.carry_out(desk_of(room)) == 1
    assert amend.shown_caption(room.store.posts.get(int(post)), room.store.amendments.of_post(int(post))) == NEW


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        (("--approve", "--reason", WHY), ""),
        (("--reason", WHY), ""),
        (("--text", "-"), NEW),
        (("--text", "-", "--reason", WHY), NEW.encode("utf-16")),
        (("--text", "-", "--reason", WHY), "x" * 100_000),
        (("--text", "-", "--reason", WHY), ""),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused_in_words(
    room: Room, command: Callable[..., tuple[int, str]], arguments: tuple[str, ...], typed: str | bytes
) -> None:
    post = str(published(room))
    code, said = command("posts", "correct", post, *arguments, "--as", "minh", typed=typed)
    assert code == 2
    assert "Traceback" not in said
    assert room.store.amendments.of_post(int(post)) == ()


def test_a_record_that_cannot_be_read_refuses_and_holds_nothing_else_up(room: Room) -> None:
    post = published(room)
    (record,) = (room.settings.outbox / PAGE.id).glob("post-*.json")
    record.write_text("{")
    amend.withdraw(room.store, room.editor, PAGE, post, WHY, room.clock())
    assert amend.carry_out(desk_of(room)) == 1
    assert (last(room, post).result, last(room, post).problem) == (Result.REFUSED, "outbox-record")


def _told(error: DeskError) -> str:
    return f"Lỗi: {describe(error)}\n"
