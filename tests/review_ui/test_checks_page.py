"""The page of a page's checks: who may change what, what is asked for, and what the other pages then show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.levels import Level
from pipeline.model import ArticleState
from pipeline.words import check_name
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded, seed

WHY = "Trang chuyên mục lịch sử"
STALE = ("stale", "low", "Chiều 22/11", "Hạn đã qua.")
ACCUSED = ("accusation", "high", "Hội chữ thập đỏ", "Chưa có bản án.")


@pytest.fixture
def two_pages(tmp_path: Path) -> Iterator[Seeded]:
    made = seed(tmp_path, pages=2)
    yield made
    made.store.close()


def set_level(
    visitor: Visitor, check: str, level: str, *, page: str = "trang-1", before: str = "normal", reason: str = WHY
) -> Any:
    visitor.get("/kiem-tra")
    return visitor.post(f"/kiem-tra/{page}/{check}", {"level": level, "before": before, "reason": reason})


def item(html: str, check: str) -> str:
    found = re.search(rf'<li id="{check}">(.*?)</li>', html, re.DOTALL)
    assert found is not None
    return found[1]


def test_all_twelve_checks_are_normal_to_begin_with(editor: Visitor) -> None:
    html = editor.get("/kiem-tra").text
    assert html.count('<span class="badge level-normal">') == 12
    assert check_name("personal-data") in item(html, "personal-data")


def test_an_editor_switches_a_check_with_a_reason(seeded: Seeded, editor: Visitor, collaborator: Visitor) -> None:
    article = seeded.article(flags=[STALE])
    response = set_level(editor, "stale", "off")
    assert response.status_code == 303
    html = editor.get(response.headers["location"]).text
    assert "Đã đặt mức" in html
    assert seeded.get(article).state is ArticleState.CLEAN
    shown = item(html, "stale")
    assert "level-off" in shown
    for said in (WHY, "Trần Văn Nam", "23/11/2026"):
        assert said in shown, "who, when and why"
    log = collaborator.get("/nhat-ky").text
    assert "Đã đặt mức của một mục kiểm tra" in log
    assert "Bình thường → Tắt" in log
    assert WHY in log
    assert "Tin được xếp lại" in log


def test_a_collaborator_sees_the_levels_and_cannot_set_them(seeded: Seeded, collaborator: Visitor) -> None:
    html = collaborator.get("/kiem-tra").text
    assert "<details" not in html.split("<main")[1]
    assert set_level(collaborator, "stale", "off").status_code == 403
    assert seeded.store.levels.of_pages() == {}


def test_without_a_reason_nothing_is_set_and_what_was_chosen_stays(seeded: Seeded, editor: Visitor) -> None:
    response = set_level(editor, "graphic", "low", reason=" ")
    assert response.status_code == 422
    shown = item(response.text, "graphic")
    assert "<details" in shown
    assert 'value="low" checked' in shown
    assert 'role="alert"' in response.text
    assert seeded.store.levels.of_pages() == {}


def test_a_colleague_who_was_quicker_is_told(seeded: Seeded, editor: Visitor) -> None:
    set_level(editor, "stale", "off")
    response = set_level(editor, "stale", "low", before="normal")
    assert response.status_code == 409
    assert seeded.store.levels.of_page("trang-1")["stale"].level is Level.OFF


@pytest.mark.parametrize("path", ["/kiem-tra/khong-co/stale", "/kiem-tra/trang-1/khong-co"])
def test_what_is_not_there_is_not_switched(editor: Visitor, path: str) -> None:
    editor.get("/kiem-tra")
    assert editor.post(path, {"level": "off", "before": "normal", "reason": WHY}).status_code == 404
    assert editor.get("/kiem-tra?trang=khong-co").status_code == 404


def test_a_level_that_is_none_is_refused(editor: Visitor) -> None:
    assert set_level(editor, "stale", "mute").status_code == 422
    assert set_level(editor, "stale", "off", before="").status_code == 409


def test_the_card_says_for_which_page_a_check_is_off(two_pages: Seeded) -> None:
    article = two_pages.article(flags=[STALE, ACCUSED])
    visitor = Visitor(two_pages).enter(two_pages.editor)
    set_level(visitor, "stale", "off", page="trang-2")
    set_level(visitor, "accusation", "low", page="trang-2")
    html = visitor.get(f"/tin/{article}").text
    assert "Tắt cho trang Hương sen Việt" in html
    assert "Hạ xuống nhẹ cho trang Hương sen Việt" in html
    assert "severity-high" in html, "the first page takes it as serious"
    set_level(visitor, "accusation", "low")
    assert "severity-high" not in visitor.get(f"/tin/{article}").text


def test_off_everywhere_is_said_in_place_of_a_severity(seeded: Seeded, editor: Visitor) -> None:
    article = seeded.article(flags=[STALE])
    set_level(editor, "stale", "off")
    html = editor.get(f"/tin/{article}").text
    assert "Tắt cho trang Ánh Dương" in html
    assert "level-off" in html
    assert "severity-low" not in html


def test_the_composer_shows_flags_as_the_chosen_page_sees_them(two_pages: Seeded) -> None:
    article = two_pages.article(flags=[STALE, ACCUSED])
    visitor = Visitor(two_pages).enter(two_pages.editor)
    set_level(visitor, "stale", "off", page="trang-2")
    set_level(visitor, "accusation", "low", page="trang-2")
    visitor.get(f"/tin/{article}")
    visitor.post(f"/duyet/{article}/duyet", {"version": "1"})
    first = visitor.get(f"/soan/{article}?trang=trang-1").text
    second = visitor.get(f"/soan/{article}?trang=trang-2").text
    assert "dấu nghiêm trọng" in first or "note strong" in first
    assert "Tắt cho trang này" not in first
    assert "note strong" not in second
    assert f"Hạ xuống nhẹ cho trang này: {check_name('accusation')}" in second
    assert f"Tắt cho trang này, nên không ai bị hỏi: {check_name('stale')}" in second
    made = visitor.post(f"/soan/{article}", {"trang": "trang-2", "caption": "Chú thích"})
    assert made.status_code == 303
    assert "Tắt cho trang này" in visitor.get(made.headers["location"]).text
