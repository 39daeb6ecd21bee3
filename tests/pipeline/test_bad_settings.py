"""Settings, dates and keys that are wrong: one clear sentence in Vietnamese by command, and no draft is touched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline import compose
from pipeline.cli import main
from pipeline.clock import system_clock
from pipeline.model import Post, PostState
from pipeline.pages_shown import pause_reason_name
from pipeline.publish import Outcome, tick
from pipeline.publishers.facebook import Facebook
from pipeline.run import make_desk
from pipeline.secrets import new_key
from pipeline.words import problem_name
from tests.pipeline.graph_desk import PAGE, TOKEN, GraphDesk, desk
from tests.pipeline.support import Room, make_room

__all__ = ["desk"]


def is_one_clear_sentence(said: str) -> bool:
    """In Vietnamese, what is wrong and what to do: one line, no name of a class."""
    vietnamese = re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", said, re.IGNORECASE)
    return vietnamese is not None and said.count("\n") == 1 and len(said) < 420 and "Error" not in said


def write_settings(folder: Path, **page: str | None) -> None:
    """`desk.toml` with one page; a value is written as it is given, and None leaves its key out."""
    values: dict[str, str | None] = {"id": '"anh-duong"', "name": '"Ánh Dương"', "operator": '"Văn phòng A"'} | page
    lines = [f"{key} = {value}\n" for key, value in values.items() if value is not None]
    head = 'operator = "Văn phòng A"\ncontact = "a@example.vn"\n[[page]]\n'
    (folder / "desk.toml").write_text(head + "".join(lines))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A desk with a draft, and an approved post that has its time."""
    made = make_room(tmp_path / "desk")
    write_settings(made.settings.data_dir)
    made.clock.now = system_clock()
    made.scheduled_post(due_in=timedelta(days=2))
    compose.create(made.store, made.editor, made.page, made.approved_article(), "Lời thảo", None, None, made.clock())
    yield made
    made.store.close()


def every_post(room: Room) -> tuple[Post, ...]:
    found = room.store.posts.list(limit=10)
    assert {post.state for post in found} == {PostState.DRAFT, PostState.SCHEDULED}
    return tuple(found)


Command = Callable[..., tuple[int, str]]


@pytest.fixture
def command(room: Room) -> Command:
    def run(*arguments: str) -> tuple[int, str]:
        ran = CliRunner().invoke(main, [*arguments, "--dir", str(room.settings.data_dir)], catch_exceptions=False)
        return ran.exit_code, ran.output

    return run


COMMANDS = (("publish",), ("schedule", "list"), ("posts", "missed"), ("doctor", "--fast"), ("page", "list"))


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("operator", None),
        ("operator", '"  "'),
        ("operator", "7"),
        ("zone", '"Asia/Ha_Noi"'),
        ("zone", '"../../etc/passwd"'),
        ("zone", '""'),
        ("zone", "7"),
    ],
)
def test_a_page_that_is_not_set_up_right_stops_every_command_with_a_sentence(
    room: Room, command: Command, arguments: tuple[str, ...], key: str, value: str | None
) -> None:
    before = every_post(room)
    write_settings(room.settings.data_dir, **{key: value})
    code, said = command(*arguments)
    assert code == 2, said
    assert is_one_clear_sentence(said), said
    assert f"page[1].{key}" in said
    assert every_post(room) == before
    write_settings(room.settings.data_dir)
    assert command("schedule", "list")[0] == 0


def test_the_pages_do_not_open_on_it_either(room: Room, command: Command) -> None:
    write_settings(room.settings.data_dir, operator=None)
    for process in ("serve", "run"):
        code, said = command(process)
        assert code == 2, said
        assert is_one_clear_sentence(said), said


# -- dates --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["1970-01-01", "9999-12-31", "0001-01-01", "10000-01-01", "2026-02-30", "hôm qua"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("schedule", "list", "--days", "366", "--from"),
        ("schedule", "move", "--page", "anh-duong", "--by", "2h", "--date"),
        ("schedule", "move", "--page", "anh-duong", "--date", "2026-11-30", "--to"),
        ("digest", "--week"),
    ],
    ids=["list", "move", "move to", "digest"],
)
def test_a_day_that_cannot_be_is_refused_in_a_sentence(
    room: Room, command: Command, arguments: tuple[str, ...], day: str
) -> None:
    before = every_post(room)
    code, said = command(*arguments, day)
    if (arguments[1], day) == ("list", "1970-01-01"):
        # A day of the calendar like any other, with nothing on it.
        assert (code, said.count("\n")) == (0, 366)
        return
    assert code == 2, said
    assert is_one_clear_sentence(said), said
    assert every_post(room) == before


@pytest.mark.parametrize("length", ["1e9h", "999999h", "-0", "2 giờ", "", "9" * 4_000])
def test_a_length_of_time_that_cannot_be_is_refused_in_a_sentence(room: Room, command: Command, length: str) -> None:
    before = every_post(room)
    day = f"{before[0].created_at:%Y-%m-%d}"
    code, said = command("schedule", "move", "--page", "anh-duong", "--date", day, f"--by={length}")
    assert code == 2, said
    assert is_one_clear_sentence(said), said
    assert every_post(room) == before


# -- keys ---------------------------------------------------------------------------------------------


def expire(desk: GraphDesk) -> None:
    desk.fake.world.change_token(TOKEN, expires_at=round((system_clock() - timedelta(days=1)).timestamp()))


def sentences(said: str) -> list[str]:
    return [line.strip() for line in said.splitlines() if line.strip()]


def test_an_expired_token_is_refused_when_a_page_is_connected(desk: GraphDesk) -> None:
    expire(desk)
    said = desk.connect(code=2)
    assert is_one_clear_sentence(sentences(said)[-1] + "\n"), said
    assert "hết hạn" in said
    assert TOKEN not in said
    with desk.store() as store:
        assert store.tokens.statuses() == ()


@pytest.fixture
def due(desk: GraphDesk) -> Iterator[tuple[Room, Post]]:
    """A connected page on Facebook, and a post of it that is due now."""
    desk.connect()
    made = make_room(desk.folder)
    made.settings = desk.settings
    made.clock.now = system_clock()
    yield made, made.store.posts.get(made.scheduled_post(due_in=timedelta(0)))
    made.store.close()


def publish(room: Room) -> Outcome:
    made = make_desk(room.store, room.settings, room.clock)
    facebook = made.publishers["facebook"]
    assert isinstance(facebook, Facebook)
    with facebook.client:
        return tick(made)


def assert_kept(room: Room, before: Post) -> str:
    """The post waits for a person as it was; why, in words."""
    after = room.store.posts.get(before.id)
    assert (after.caption, after.link, after.approvals) == (before.caption, before.link, before.approvals)
    assert after.state is PostState.FAILED
    said = problem_name(after.problem or "")
    assert is_one_clear_sentence(f"{said}\n"), after.problem
    return said


def test_a_token_that_has_expired_keeps_the_post_for_a_person(desk: GraphDesk, due: tuple[Room, Post]) -> None:
    room, post = due
    expire(desk)
    assert publish(room).failed == [post.id]
    assert_kept(room, post)
    (pause,) = room.store.pages.paused(room.clock()).values()
    assert is_one_clear_sentence(f"{pause_reason_name(pause.reason)}\n"), pause.reason
    assert desk.fake.world.shown() == []
    said = desk.run("page", "check", PAGE, code=1)
    assert "hết hạn" in said
    assert TOKEN not in said


@pytest.mark.parametrize("key", ["another", "none", "no key at all"])
def test_a_key_of_the_desk_that_no_longer_fits_is_told_and_the_post_waits(
    desk: GraphDesk, due: tuple[Room, Post], monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    room, post = due
    if key == "none":
        monkeypatch.delenv("ANHDUONG_KEY_FILE")
    else:
        desk.key_file.write_text(f"{new_key().reveal() if key == 'another' else 'abc'}\n")
    assert publish(room).failed == [post.id]
    assert_kept(room, post)
    assert desk.fake.world.shown() == []
    said = desk.run("page", "check", PAGE, code=1)
    assert is_one_clear_sentence(f"{sentences(said)[-1]}\n"), said
    assert TOKEN not in said
