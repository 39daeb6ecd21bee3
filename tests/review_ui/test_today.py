"""Today: what waits for whom, one click to each, and pages that say what to do when nothing waits."""

from __future__ import annotations

import re

from pipeline.store.today import COUNTED_AT_MOST
from review_ui.views.today import Task
from tests.review_ui.conftest import Filled, Visitor
from tests.review_ui.seed import Seeded, visited


def tiles(html: str, section: str) -> dict[str, str]:
    """Address and number of each tile of a section."""
    part = html.partition(f'aria-labelledby="{section}"')[2].partition("</section>")[0]
    return dict(re.findall(r'<a href="([^"]+)"><span class="number">([^<]+)</span>', part))


def test_an_editor_sees_first_what_cannot_wait(filled: Filled) -> None:
    seeded = filled.seeded
    seeded.store.pages.pause(seeded.page.id, "token", seeded.clock())
    html = Visitor(seeded).enter(seeded.editor).get("/hom-nay").text
    assert tiles(html, "urgent") == {"/trang": "1", "/bai-dang/lo-gio": "1", "/nguon": "1"}
    mine = tiles(html, "waits")
    assert mine["/bai-dang?trang-thai=approved"] == "1"
    assert mine["/bai-dang?trang-thai=draft"] == "2"
    assert mine["/duyet/dang-giu"] == "1"
    assert "Việc chờ biên tập viên" not in html


def test_a_collaborator_sees_what_an_editor_has_to_do_apart(filled: Filled) -> None:
    seeded = filled.seeded
    html = Visitor(seeded).enter(seeded.collaborator).get("/hom-nay").text
    assert tiles(html, "urgent") == {}
    assert set(tiles(html, "waits")) == {
        "/duyet",
        "/duyet?hang=sach",
        "/bai-dang?trang-thai=draft",
        "/duyet/dang-giu",
    }
    assert tiles(html, "editors") == {
        "/bai-dang/lo-gio": "1",
        "/nguon": "1",
        "/bai-dang?trang-thai=approved": "1",
    }


def test_every_tile_leads_to_a_page_that_is_there(filled: Filled) -> None:
    seeded = filled.seeded
    seeded.store.pages.pause(seeded.page.id, "token", seeded.clock())
    for user in (seeded.collaborator, seeded.editor):
        visitor = Visitor(seeded).enter(user)
        for path in re.findall(r'<a href="([^"]+)"><span class="number">', visitor.get("/hom-nay").text):
            assert visitor.get(path).status_code == 200, path


def test_an_empty_desk_says_what_to_do(seeded: Seeded, collaborator: Visitor) -> None:
    html = collaborator.get("/hom-nay").text
    assert "Không còn việc nào chờ bạn." in html
    assert 'href="/nguon">Xem khi nào ghé các nguồn lần tới' in html
    assert 'href="/duyet">Hãy duyệt một tin trước' in html
    seeded.approved()
    html = collaborator.get("/hom-nay").text
    assert 'href="/tin-da-duyet">Soạn bài đăng từ một tin đã duyệt' in html


def test_the_work_of_the_day_begins_at_midnight_of_the_desk(seeded: Seeded, collaborator: Visitor) -> None:
    seeded.approved()
    assert "đã quyết định 1 tin" in collaborator.get("/hom-nay").text
    seeded.clock.forward(hours=3)
    assert "đã quyết định 1 tin" in collaborator.get("/hom-nay").text
    later = Visitor(seeded)
    seeded.clock.forward(hours=13)
    assert "đã quyết định 0 tin" in later.enter(seeded.collaborator).get("/hom-nay").text


def test_lists_and_counts_have_an_end(seeded: Seeded, collaborator: Visitor) -> None:
    seeded.store.sources.sync([(f"nguon-{n}", f"Nguồn {n}", f"https://n{n}.example.vn/rss") for n in range(14)])
    for n in range(14):
        visited(seeded, f"nguon-{n}", "Không đọc được.")
    html = collaborator.get("/hom-nay").text
    assert html.count("Không đọc được.") == 10
    assert "Còn nguồn nữa." in html
    assert tiles(html, "editors")["/nguon"] == "14"
    assert Task("/", COUNTED_AT_MOST + 1, "", "").shown == f"{COUNTED_AT_MOST}+"


def test_a_source_closed_for_good_is_in_trouble_too(seeded: Seeded, editor: Visitor) -> None:
    visited(seeded, "cong-mau", "Trang đã bị gỡ hẳn.", stop=True)
    assert tiles(editor.get("/hom-nay").text, "urgent") == {"/nguon": "1"}


def test_the_login_leads_to_the_day(visitor: Visitor) -> None:
    assert visitor.log_in("lan").headers["location"] == "/hom-nay"
    assert visitor.get("/hom-nay").status_code == 200
    assert visitor.get("/").status_code == 200
