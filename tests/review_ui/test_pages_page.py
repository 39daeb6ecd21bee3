"""The page of the desk's pages: what it tells, who may pause, and what the log keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.model import Page
from pipeline.secrets import Keyring, Secret, new_key
from pipeline.settings_facebook import FacebookPage
from pipeline.token_facts import NEEDED, Mode, Problem, TokenFacts
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded, seed

TOKEN = "EAAtrangAnhDuong0123456789abcdefXYZ"
FACTS = TokenFacts(True, "PAGE", "700000000000001", "100000000000001", frozenset((*NEEDED, "read_insights")))


@pytest.fixture
def on_facebook(tmp_path: Path) -> Iterator[Seeded]:
    made = seed(tmp_path)
    first = made.settings.pages[0]
    page = replace(first, publisher="facebook", facebook=FacebookPage("100000000000001", "700000000000001"))
    made.settings = replace(made.settings, pages=(page,))
    yield made
    made.store.close()


def connect(seeded: Seeded, facts: TokenFacts = FACTS, problem: Problem | None = None) -> None:
    seeded.store.tokens.connect(
        seeded.page.id, facts.owner, Secret(TOKEN), Keyring((new_key(),)), facts, Mode.LIVE, problem, seeded.clock(),
        by=seeded.editor,
    )  # fmt: skip


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def pause(visitor: Visitor, page: Page, reason: str) -> int:
    visitor.get("/trang")
    return int(visitor.post(f"/trang/{page.id}/tam-dung", {"reason": reason}).status_code)


def test_it_tells_who_runs_a_page_and_how_its_token_fares(on_facebook: Seeded) -> None:
    visitor = Visitor(on_facebook).enter(on_facebook.collaborator)
    said = text(visitor.get("/trang").text)
    assert on_facebook.page.operator in said
    assert "anhduong page connect trang-1" in said
    assert "Cần xem" in said
    connect(on_facebook)
    said = text(visitor.get("/trang").text)
    assert "còn hiệu lực" in said
    assert "Cần xem" not in said
    connect(on_facebook, replace(FACTS, expires_at=on_facebook.clock() + timedelta(days=3)))
    assert "Hãy nối lại trang trước lúc ấy" in text(visitor.get("/trang").text)
    connect(on_facebook, problem=Problem.EXPIRED)
    assert "đã hết hạn" in text(visitor.get("/trang").text)
    for path in ("/trang", "/nhat-ky", "/"):
        assert TOKEN not in visitor.get(path).text


def test_an_editor_pauses_and_lets_go_on_and_the_log_says_who(seeded: Seeded, editor: Visitor) -> None:
    assert pause(editor, seeded.page, "Chờ Ban biên tập") == 303
    shown = text(editor.get("/trang").text)
    assert "Chờ Ban biên tập" in shown
    assert seeded.editor.name in shown
    assert "Tạm dừng từ" in shown
    assert pause(editor, seeded.page, "Lần nữa") == 303
    assert "Lần nữa" not in text(editor.get("/trang").text)
    assert editor.post(f"/trang/{seeded.page.id}/tiep-tuc").status_code == 303
    assert seeded.store.pages.paused(seeded.clock()) == {}
    kinds = [(event.kind, event.actor) for event in seeded.store.audit.of("page", seeded.page.id)]
    assert kinds == [("page.paused", seeded.editor.name), ("page.resumed", seeded.editor.name)]
    assert "Chờ Ban biên tập" in text(editor.get("/nhat-ky").text)


def test_a_pause_without_a_reason_is_asked_for_one(seeded: Seeded, editor: Visitor) -> None:
    for reason in ("", " ", "a" * 201):
        assert pause(editor, seeded.page, reason) == 422
        again = editor.post(f"/trang/{seeded.page.id}/tam-dung", {"reason": reason}).text
        assert 'role="alert"' in again
        assert 'aria-invalid="true"' in again
        assert '<details class="answer" open>' in again
    assert seeded.store.pages.paused(seeded.clock()) == {}


def test_a_collaborator_reads_but_does_not_pause(seeded: Seeded, collaborator: Visitor) -> None:
    shown = collaborator.get("/trang").text
    assert '<form method="post" action="/trang' not in shown
    assert pause(collaborator, seeded.page, "Vì sao") == 403
    assert collaborator.post(f"/trang/{seeded.page.id}/tiep-tuc").status_code == 403


def test_a_page_with_a_dead_token_does_not_go_on_by_a_button(on_facebook: Seeded) -> None:
    visitor = Visitor(on_facebook).enter(on_facebook.editor)
    connect(on_facebook, problem=Problem.DEAD)
    on_facebook.store.pages.pause(on_facebook.page.id, "token-dead", on_facebook.clock())
    visitor.get("/trang")
    answer = visitor.post(f"/trang/{on_facebook.page.id}/tiep-tuc")
    assert answer.status_code == 422
    assert "anhduong page connect" in text(answer.text)
    assert on_facebook.page.id in on_facebook.store.pages.paused(on_facebook.clock())


def test_what_a_person_wrote_is_shown_as_text(seeded: Seeded, editor: Visitor) -> None:
    assert pause(editor, seeded.page, "<script>alert(1)</script>") == 303
    assert "<script>alert" not in editor.get("/trang").text


def test_an_unknown_page_is_not_found(editor: Visitor) -> None:
    editor.get("/trang")
    assert editor.post("/trang/khong-co/tam-dung", {"reason": "Vì sao"}).status_code == 404
    assert editor.post("/trang/khong-co/tiep-tuc").status_code == 404
