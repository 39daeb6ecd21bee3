"""The page of the log: what fits, page by page, and whether the log is as it was written."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from review_ui.words import event_name
from tests.review_ui.conftest import Filled, Visitor
from tests.review_ui.seed import Seeded

_ROW = re.compile(r"<tr><td.*?</tr>", re.DOTALL)


def rows(page: str) -> list[str]:
    return _ROW.findall(page)


def look(seeded: Seeded, query: str = "") -> str:
    response = Visitor(seeded).enter(seeded.collaborator).get(f"/nhat-ky{query}")
    assert response.status_code == 200
    return str(response.text)


def test_the_log_is_filtered_by_who_what_which_and_when(filled: Filled) -> None:
    seeded, ids = filled.seeded, filled.ids
    editor = seeded.editor
    by_editor = rows(look(seeded, f"?nguoi={editor.id}"))
    assert by_editor
    assert all(editor.name in row for row in by_editor)
    scheduled = rows(look(seeded, "?viec=post.scheduled"))
    assert scheduled
    assert all(event_name("post.scheduled") in row for row in scheduled)
    both = rows(look(seeded, f"?nguoi={editor.id}&viec=post.scheduled"))
    assert len(both) == len(scheduled)
    by_desk = rows(look(seeded, "?nguoi=ban-tin&viec=post.published"))
    assert len(by_desk) == 1
    one = rows(look(seeded, f"?loai=post&ma={ids['published']}"))
    assert one
    assert all(f'href="/bai-dang/{ids["published"]}"' in row for row in one)
    today = f"{(seeded.clock() + timedelta(hours=7)).date()}"
    assert rows(look(seeded, f"?tu={today}&den={today}"))
    assert rows(look(seeded, "?den=2020-01-01")) == []


def test_the_form_keeps_what_was_chosen_and_shows_the_way_back(filled: Filled) -> None:
    page = look(filled.seeded, "?viec=post.scheduled&loai=post&ma=%22%3E%3Cb%3E&tu=2026-11-20")
    assert '<option value="post.scheduled" selected>' in page
    assert '<option value="post" selected>' in page
    assert "&#34;&gt;&lt;b&gt;" in page
    assert 'value="2026-11-20"' in page
    assert "Không có dòng nào khớp" in page


def test_the_log_goes_on_page_by_page_within_what_was_chosen(seeded: Seeded) -> None:
    for n in range(60):
        seeded.store.pages.pause("trang-1", f"{n}", seeded.clock(), by=seeded.editor)
        seeded.store.pages.resume("trang-1", seeded.clock(), by=seeded.editor)
    query = f"?viec=page.paused&nguoi={seeded.editor.id}"
    first = look(seeded, query)
    assert len(rows(first)) == 50
    found = re.search(r'rel="next" href="([^"]+)"', first)
    assert found is not None
    second = look(seeded, found[1].replace("&amp;", "&").removeprefix("/nhat-ky"))
    assert len(rows(second)) == 10
    assert 'rel="next"' not in second
    assert "viec=page.paused" in second


@pytest.mark.parametrize(
    "query",
    [
        "?nguoi=abc&viec=khong-co&loai=x&ma=y&tu=hom-nay&den=9999-12-31&truoc=-1",
        "?nguoi=99999999999999999999&truoc=99999999999999999999",
        "?tu=0001-01-01&den=2026-02-30",
        "?tu=2026-W48",
        "?nguoi=%00&ma=%F0%9F%98%80&loai=post",
    ],
)
def test_what_cannot_be_read_is_as_if_not_there(filled: Filled, query: str) -> None:
    look(filled.seeded, query)


def test_whether_the_log_is_as_written_is_shown(seeded: Seeded) -> None:
    assert "Chưa đọc lại toàn bộ nhật ký" in look(seeded)
    seeded.store.audit.verify(seeded.clock())
    assert "Nhật ký còn nguyên như lúc ghi" in look(seeded)
    with closing(sqlite3.connect(seeded.settings.database)) as connection, connection:
        connection.execute("DROP TRIGGER events_are_kept_update")
        connection.execute("UPDATE events SET kind = 'user.password' WHERE id = 2")
    page = look(seeded)
    assert page.count("Dòng này đã bị sửa từ bên ngoài.") == 1, "a row shown is held against its hash at once"
    seeded.store.audit.verify(seeded.clock())
    assert "Nhật ký KHÔNG còn nguyên như lúc ghi. Dòng 2: nội dung đã bị sửa." in look(seeded)
    assert "Bị sửa từ bên ngoài ở dòng 2" in Visitor(seeded).enter(seeded.editor).get("/").text


def test_logging_in_and_out_is_in_the_log(seeded: Seeded, visitor: Visitor) -> None:
    assert visitor.log_in("lan").status_code == 303
    visitor.post("/dang-xuat")
    visitor.post("/dang-xuat")
    kinds = [event.kind for event in seeded.store.audit.of("user", seeded.collaborator.id)]
    assert kinds == ["user.added", "user.login", "user.logout"]
    (entered,) = [event for event in seeded.store.audit.latest() if event.kind == "user.login"]
    assert entered.actor == seeded.collaborator.name


def test_a_failed_login_leaves_nothing_that_was_typed(seeded: Seeded, visitor: Visitor) -> None:
    before = seeded.store.audit.latest(1)
    visitor.log_in("lan", "mot-mat-khau-sai")
    assert seeded.store.audit.latest(1) == before
