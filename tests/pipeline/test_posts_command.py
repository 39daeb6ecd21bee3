"""`anhduong posts`: what missed its time gets new times at one word, and what is unknown is settled."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.model import PostState
from pipeline.publish import Desk, tick
from pipeline.publishers.outbox import Outbox
from tests.pipeline.many import many_posts
from tests.pipeline.support import PAGE, FakeClock, Room, make_room

GAP = timedelta(minutes=45)
DESK = f"""operator = "Văn phòng A"
contact = "a@example.vn"
[[page]]
id = "{PAGE.id}"
name = "{PAGE.name}"
operator = "{PAGE.operator}"
slots = ["08:00", "12:00", "19:30"]
min_gap_minutes = {GAP.seconds // 60}
"""


@pytest.fixture
def room(tmp_path: Path) -> Room:
    folder = tmp_path / "desk"
    made = make_room(folder, durable=False)
    (folder / "desk.toml").write_text(DESK, encoding="utf-8")
    (folder / "sources.toml").write_text("", encoding="utf-8")
    # Whole minutes, as posts are scheduled; the commands go by the clock of the machine.
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    return replace(made, clock=FakeClock(now - timedelta(hours=3)))


def anhduong(room: Room, *arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, [*arguments, "--dir", str(room.settings.data_dir)], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def back_after_three_hours(room: Room) -> None:
    room.clock.now = datetime.now(UTC)
    outcome = tick(Desk(room.store, room.settings, {"outbox": Outbox(room.settings.outbox)}, room.clock, "one"))
    assert (len(outcome.missed), outcome.published) == (50, [])


def test_one_command_puts_all_that_was_missed_on_free_slots(room: Room) -> None:
    many_posts(room, 50, due_in=timedelta(0), apart=timedelta(minutes=2))
    back_after_three_hours(room)
    tomorrow = room.clock.now.astimezone(ZoneInfo(PAGE.zone)).date() + timedelta(days=1)
    taken = datetime.combine(tomorrow, datetime.min.time().replace(hour=12), ZoneInfo(PAGE.zone))
    own = replace(room, _articles=1000)
    own.scheduled_post(due_in=taken - room.clock.now)

    shown = anhduong(room, "posts", "missed")
    assert len(re.findall(r"^#\d+ ", shown, re.MULTILINE)) == 50
    assert room.store.posts.count(PostState.MISSED) == 50, "nothing happens before the word"

    anhduong(room, "posts", "missed", "--reschedule", "--as", "minh")
    assert room.store.posts.count(PostState.MISSED) == 0
    posts = room.store.posts.list((PostState.SCHEDULED,), limit=100)
    times = sorted(post.due_at for post in posts if post.due_at is not None)
    assert len(times) == 51
    assert all(later - earlier >= GAP for earlier, later in pairwise(times))
    assert {f"{time.astimezone(ZoneInfo(PAGE.zone)):%H:%M}" for time in times} == {"08:00", "12:00", "19:30"}
    assert anhduong(room, "posts", "missed").count("#") == 0


def test_without_a_name_or_by_a_collaborator_nothing_is_rescheduled(room: Room) -> None:
    many_posts(room, 50, due_in=timedelta(0), apart=timedelta(minutes=2))
    back_after_three_hours(room)
    assert "--as" in anhduong(room, "posts", "missed", "--reschedule", code=2)
    assert len(anhduong(room, "posts", "missed", "--reschedule", "--as", "lan", code=2).splitlines()) == 51
    assert room.store.posts.count(PostState.MISSED) == 50


def unknown(room: Room) -> int:
    post = room.scheduled_post(due_in=timedelta(0))
    now = room.clock()
    store = room.store.publishing
    assert store.claim(post, "one", now, now)
    assert store.intend(post, "one", now)
    store.record_unknown(post, "one", "graph-timeout", now, now)
    return post


@pytest.mark.parametrize(
    ("word", "state"),
    [(("--there", "https://facebook.example/1"), PostState.PUBLISHED), (("--not-there",), PostState.FAILED)],
)
def test_an_editors_word_settles_what_nobody_knew(room: Room, word: tuple[str, ...], state: PostState) -> None:
    post = unknown(room)
    assert f"#{post} " in anhduong(room, "posts", "unknown")
    anhduong(room, "posts", "settle", str(post), *word, "--as", "minh")
    assert room.store.posts.get(post).state is state
    assert "#" not in anhduong(room, "posts", "unknown")


def test_half_a_word_settles_nothing(room: Room) -> None:
    post = unknown(room)
    assert "--there" in anhduong(room, "posts", "settle", str(post), "--as", "minh", code=2)
    assert "--as" in anhduong(room, "posts", "settle", str(post), "--not-there", code=2)
    anhduong(room, "posts", "settle", str(post), "--not-there", "--as", "lan", code=2)
    assert room.store.posts.get(post).state is PostState.UNKNOWN
