"""`anhduong doctor`: what it says, and with which exit code."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.clock import system_clock
from pipeline.lock import publisher_lock
from pipeline.templates import write_new_desk
from tests.pipeline.support import Room, make_room


@pytest.fixture
def room(tmp_path: Path) -> Room:
    folder = tmp_path / "desk"
    write_new_desk(folder, operator="A", contact="a@example.vn", page_name="Ánh Dương", page_id="anh-duong")
    made = make_room(folder)
    made.clock.now = system_clock()
    return made


def doctor(room: Room, *flags: str) -> Result:
    return CliRunner().invoke(main, ["doctor", "--dir", str(room.settings.data_dir), *flags])


def test_a_desk_without_a_publisher_is_warned_of_it(room: Room) -> None:
    found = doctor(room, "--fast")
    assert found.exit_code == 1
    (line,) = [line for line in found.output.splitlines() if line.startswith("[cần để ý]")]
    assert line == (
        "[cần để ý] Bộ phận đăng bài: Không có bộ phận đăng bài nào đang chạy; 0 bài đã hẹn giờ. "
        "→ Hãy chạy `anhduong run`; không có nó thì không bài nào được đăng."
    )
    assert "[ổn] Ổ đĩa: Còn trống" in found.output
    assert "Mô hình" not in found.output


def test_a_desk_that_is_well_says_so(room: Room) -> None:
    with publisher_lock(room.settings.data_dir / "publisher.lock", "may:1:ab"):
        found = doctor(room)
    assert found.exit_code == 0, found.output
    assert all(line.startswith("[ổn] ") for line in found.output.splitlines())
    assert "[ổn] Mô hình: Đọc được." in found.output


def test_what_has_failed_is_in_words_and_in_json(room: Room) -> None:
    room.scheduled_post(due_in=timedelta(minutes=-6))
    room.store.pages.pause("anh-duong", "interrupted", room.clock())
    found = doctor(room, "--fast")
    assert found.exit_code == 2
    assert sum(line.startswith("[HỎNG] ") for line in found.output.splitlines()) == 3
    as_json = doctor(room, "--fast", "--json")
    assert as_json.exit_code == 2
    document = json.loads(as_json.output)
    assert document["level"] == "failed"
    wrong = {item["code"]: item for item in document["items"] if item["level"] == "failed"}
    assert set(wrong) == {"publisher-absent", "post-overdue", "page-paused"}
    assert wrong["page-paused"]["subject"] == "anh-duong"
    assert wrong["post-overdue"]["facts"]["n"] == 1
    assert all(item["said"] and item["advice"] for item in wrong.values())


@pytest.mark.parametrize(("version", "code"), [(3, "schema-old"), (99, "schema-newer")])
def test_a_data_file_of_another_version_is_looked_at_and_left_as_it_is(room: Room, version: int, code: str) -> None:
    room.store.close()
    with sqlite3.connect(room.settings.database) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    found = doctor(room, "--json")
    assert found.exit_code == 2
    assert code in {item["code"] for item in json.loads(found.output)["items"]}
    with sqlite3.connect(room.settings.database) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == version
    connection.close()


def test_a_desk_without_a_data_file_is_told_so(room: Room) -> None:
    room.store.close()
    for path in room.settings.data_dir.glob("desk.db*"):
        path.unlink()
    found = doctor(room)
    assert found.exit_code == 2
    assert "không có tệp này" in found.output
    assert not room.settings.database.exists()
