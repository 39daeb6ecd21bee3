"""`anhduong key …`: new keys, and changing from one to another, also when that is cut off."""

from __future__ import annotations

import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.clock import system_clock
from pipeline.secret_errors import KeyWrong
from pipeline.secrets import Keyring, Secret, load_keyring, new_key, parse_keys
from pipeline.token_facts import Mode, TokenFacts
from tests.pipeline.graph_desk import FACEBOOK_ID, PAGE, TOKEN, GraphDesk, config, desk

__all__ = ["desk"]
FACTS = TokenFacts(True, "PAGE", "700000000000001", FACEBOOK_ID, frozenset())


def key(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, ["key", *arguments], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def test_a_key_is_printed_or_written_where_only_you_read_it(tmp_path: Path) -> None:
    printed = key("new").strip()
    assert len(parse_keys(Secret(printed), "X").keys) == 1
    path = tmp_path / "khoa"
    said = key("new", "--out", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().strip() not in said
    assert load_keyring({"ANHDUONG_KEY_FILE": str(path)}).keys[0] != Secret(printed)


def test_a_key_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "khoa"
    key("new", "--out", str(path))
    before = path.read_text()
    assert "--add" in key("new", "--out", str(path), code=2)
    assert path.read_text() == before
    key("new", "--out", str(path), "--add")
    new, old = load_keyring({"ANHDUONG_KEY_FILE": str(path)}).keys
    assert before.strip() == old.reveal()
    assert new != old
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["khoa"]


def test_a_file_that_holds_no_keys_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "khac"
    path.touch(0o600)
    path.write_text("không phải khóa\n")
    key("new", "--out", str(path), "--add", code=2)
    assert path.read_text() == "không phải khóa\n"
    key("new", "--out", str(tmp_path / "khong-co" / "khoa"), code=2)


def test_a_rotation_moves_every_token_to_the_new_key(desk: GraphDesk) -> None:
    desk.connect()
    old = load_keyring()
    key("new", "--out", str(desk.key_file), "--add")
    assert desk.token().reveal() == TOKEN, "the old key still opens"
    assert "1" in desk.run("key", "rotate")
    new = load_keyring()
    desk.key_file.write_text(f"{new.keys[0].reveal()}\n")
    assert desk.token().reveal() == TOKEN
    with desk.store() as store, pytest.raises(KeyWrong):
        store.tokens.token(PAGE, PAGE, old)
    assert "0" in desk.run("key", "rotate"), "nothing is left to do"


def test_a_token_that_cannot_be_opened_is_named_and_the_others_are_moved(desk: GraphDesk) -> None:
    pages = ((PAGE, FACEBOOK_ID), ("trang-hai", "100000000000002"))
    (desk.folder / "desk.toml").write_text(config(desk.fake, pages=pages))
    desk.connect()
    with desk.store() as store:
        lost = Keyring((new_key(),))
        store.tokens.connect("trang-hai", "100000000000002", Secret("x"), lost, FACTS, Mode.LIVE, None, system_clock())
    key("new", "--out", str(desk.key_file), "--add")
    said = desk.run("key", "rotate", code=1)
    assert "trang-hai" in said
    desk.key_file.write_text(f"{load_keyring().keys[0].reveal()}\n")
    assert desk.token().reveal() == TOKEN


def test_a_rotation_that_is_killed_leaves_every_token_readable(desk: GraphDesk) -> None:
    numbers = [str(100_000_000_000_100 + n) for n in range(150)]
    (desk.folder / "desk.toml").write_text(config(desk.fake, pages=[(f"trang-{n}", n) for n in numbers]))
    with desk.store() as store:
        for number in numbers:
            store.tokens.connect(
                f"trang-{number}",
                number,
                Secret(f"ma-{number}"),
                load_keyring(),
                FACTS,
                Mode.LIVE,
                None,
                system_clock(),
            )
    left = len(numbers)
    for _turn in range(8):
        key("new", "--out", str(desk.key_file), "--add")
        newest = load_keyring()
        command = [sys.executable, "-m", "pipeline", "key", "rotate", "--dir", str(desk.folder)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _wait_until_begun(desk, newest)
        process.send_signal(signal.SIGKILL)
        code = process.wait(30)
        with desk.store() as store:
            for number in numbers:
                assert store.tokens.token(f"trang-{number}", number, newest).reveal() == f"ma-{number}"
            left = sum(not newest.is_newest(sealed) for sealed in _sealed(desk))
        if code == -signal.SIGKILL and 0 < left < len(numbers):
            break
    assert 0 < left < len(numbers), "no kill met a rotation half-way"
    desk.run("key", "rotate")
    assert all(newest.is_newest(sealed) for sealed in _sealed(desk))


def _wait_until_begun(desk: GraphDesk, newest: Keyring) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if any(newest.is_newest(sealed) for sealed in _sealed(desk)):
            return
    raise TimeoutError("the rotation did not begin")


def _sealed(desk: GraphDesk) -> list[bytes]:
    connection = sqlite3.connect(desk.folder / "desk.db", timeout=30)
    found = [row[0] for row in connection.execute("SELECT sealed FROM page_tokens")]
    connection.close()
    return found
