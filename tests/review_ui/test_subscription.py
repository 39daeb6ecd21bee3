"""The secret calendar address: made, shown once, read by programs, revoked."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from icalendar import Calendar

from pipeline.model import Role
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded

ADDRESS = re.compile(r'value="(http://127\.0\.0\.1:8020(/lich/ics/([\w-]{43})\.ics))"')


def make(visitor: Visitor) -> tuple[str, str]:
    """Path and secret of a new address."""
    found = ADDRESS.search(unescape(visitor.post("/lich/dang-ky").text))
    assert found
    return found[2], found[3]


@pytest.fixture
def lan(seeded: Seeded) -> Visitor:
    return Visitor(seeded).enter(seeded.collaborator)


def test_an_address_is_shown_once_and_kept_as_a_hash(seeded: Seeded, lan: Visitor) -> None:
    path, secret = make(lan)
    assert secret not in lan.get("/lich/dang-ky").text
    kept = b"".join(file.read_bytes() for file in Path(seeded.settings.data_dir).glob("desk.db*"))
    assert secret.encode() not in kept
    log = Visitor(seeded).enter(seeded.editor).get("/nhat-ky").text
    assert "Tạo địa chỉ lịch bí mật" in log
    assert secret not in log
    assert secret not in repr(seeded.store.calendar_links.of(seeded.collaborator.id))
    assert Visitor(seeded).get(path).status_code == 200


def test_who_has_it_reads_without_a_session_and_others_read_nothing(seeded: Seeded, lan: Visitor) -> None:
    seeded.scheduled("Hướng dẫn đổi căn cước tại xã", "2026-11-25T16:00")
    path, secret = make(lan)
    answer = Visitor(seeded).get(path)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "set-cookie" not in answer.headers
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["summary"] == "Ánh Dương: Hướng dẫn đổi căn cước tại xã"
    assert str(event["url"]).startswith("http://127.0.0.1:8020/bai-dang/")
    for wrong in ("A" * 43, secret[:-1], secret.swapcase(), "..", "%00", "A" * 5000):
        refused = Visitor(seeded).get(f"/lich/ics/{wrong}.ics")
        assert refused.status_code in (400, 404), wrong
        assert "BEGIN" not in refused.text
    assert Visitor(seeded).post(path).status_code == 405


def test_a_program_that_has_it_gets_304_until_something_changes(seeded: Seeded, lan: Visitor) -> None:
    post = seeded.scheduled("Tin", "2026-11-25T16:00")
    path, _secret = make(lan)
    program = Visitor(seeded)
    tag = program.get(path).headers["etag"]
    seeded.clock.forward(minutes=40)
    again = program.get(path, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    sent = {"version": str(seeded.version(post))}
    editor = Visitor(seeded).enter(seeded.editor)
    editor.get("/")
    assert editor.post(f"/bai-dang/{post}/bo-gio", sent).status_code == 303
    gone = program.get(path, headers={"if-none-match": tag})
    assert gone.status_code == 200
    assert b"VEVENT" not in gone.content


def test_a_new_address_ends_the_old_one_and_revoking_ends_all(seeded: Seeded, lan: Visitor) -> None:
    old, _ = make(lan)
    new, _ = make(lan)
    program = Visitor(seeded)
    assert (program.get(old).status_code, program.get(new).status_code) == (404, 200)
    assert "Đọc lần cuối" in lan.get("/lich/dang-ky").text
    other, _ = make(Visitor(seeded).enter(seeded.users[Role.ADMINISTRATOR]))
    done = lan.post("/lich/dang-ky/bo")
    assert "Đã thu hồi" in lan.get(done.headers["location"]).text
    assert (program.get(new).status_code, program.get(other).status_code) == (404, 200)


def test_the_address_of_a_closed_account_opens_nothing(seeded: Seeded, lan: Visitor) -> None:
    path, _secret = make(lan)
    seeded.store.users.close(seeded.collaborator.id, seeded.clock())
    assert Visitor(seeded).get(path).status_code == 404
    seeded.store.users.reopen(seeded.collaborator.id, seeded.clock())
    assert Visitor(seeded).get(path).status_code == 200
