"""Deciding on articles, with and without htmx; conflicts; nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pipeline import review
from pipeline.model import ArticleState, RejectReason
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded, visited

HTMX = {"hx-request": "true"}
FLAG = ("advertorial", "high", "40 người", "Lời mời mua hàng.")


def shown(html: str) -> int:
    """The number of the article on the card."""
    return int(re.findall(r'action="/duyet/(\d+)/duyet"', html)[0])


def test_the_card_shows_all_that_a_decision_needs(seeded: Seeded, collaborator: Visitor) -> None:
    other = seeded.article("Lớp sơ cứu ở phường bên")
    article = seeded.article(
        flags=[FLAG, ("stale", "low", "Chiều 22/11", "Đã qua.")], near=[(other, 0.86)], byline="PV"
    )
    html = collaborator.get("/duyet").text
    assert shown(html) == article
    assert '<mark class="high">40 người</mark>' in html
    assert "<mark>Chiều 22/11</mark>" in html
    assert 'href="#ly-do-1"' in html
    assert 'id="ly-do-1"' in html
    assert f'href="/tin/{other}"' in html
    assert "86 %" in html
    assert seeded.get(article).url in html
    assert "81 %" in html
    assert len(re.findall(r'<input[^>]*type="radio"[^>]*name="reason"', html)) == len(RejectReason)


def test_approving_leads_to_the_next_article(seeded: Seeded, collaborator: Visitor) -> None:
    seeded.article("Tin sau", flags=[FLAG])
    first = shown(collaborator.get("/duyet").text)
    seeded.article("Tin trước nữa", flags=[FLAG])
    response = collaborator.post(f"/duyet/{first}/duyet", {"version": "1"})
    assert response.status_code == 303
    following = collaborator.get(response.headers["location"])
    assert shown(following.text) != first
    assert seeded.get(first).title in re.findall(r'role="status">([^<]*)<', following.text)[0]
    assert seeded.get(first).state is ArticleState.APPROVED
    assert seeded.get(first).decided_by == seeded.collaborator.name


def test_with_htmx_the_next_card_and_a_message_come_back(seeded: Seeded, collaborator: Visitor) -> None:
    seeded.article("Tin sau", flags=[FLAG])
    first = seeded.article("Tin đầu", flags=[FLAG], published_at=seeded.clock())
    collaborator.get("/duyet")
    response = collaborator.post(f"/duyet/{first}/duyet", {"version": "1", "hang": "can-xem"}, headers=HTMX)
    assert response.status_code == 200
    assert "<html" not in response.text
    assert 'id="card"' in response.text
    assert "data-focus" in response.text
    assert re.search(r'id="status" hx-swap-oob="innerHTML">[^<]*Tin đầu', response.text)
    assert 'id="queues"' in response.text


def test_rejecting_stores_reason_and_note(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.article(flags=[FLAG])
    response = collaborator.post(
        f"/duyet/{article}/tu-choi", {"version": "1", "reason": "advertising", "note": "rao bán"}
    )
    assert response.status_code == 303
    stored = seeded.get(article)
    assert (stored.state, stored.reject_reason, stored.reject_note) == (
        ArticleState.REJECTED,
        RejectReason.ADVERTISING,
        "rao bán",
    )
    assert "rao bán" in collaborator.get(f"/tin/{article}").text


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("reason", ["", "khong-co-that", "other"])
def test_a_rejection_without_a_reason_keeps_what_was_typed(
    seeded: Seeded, collaborator: Visitor, reason: str, headers: dict[str, str]
) -> None:
    article = seeded.article(flags=[FLAG])
    note = "" if reason == "other" else "chờ <xác minh>"
    response = collaborator.post(
        f"/duyet/{article}/tu-choi", {"version": "1", "reason": reason, "note": note}, headers=headers
    )
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert re.search(r"<details class=\"reject\" data-reject open>", response.text)
    assert f'value="{note.replace("<", "&lt;").replace(">", "&gt;")}"' in response.text
    assert seeded.get(article).state is ArticleState.FLAGGED


def test_skipping_puts_the_article_last_for_this_person_only(seeded: Seeded, collaborator: Visitor) -> None:
    seeded.article("Tin sau", flags=[FLAG])
    first = seeded.article("Tin đầu", flags=[FLAG], published_at=seeded.clock())
    assert shown(collaborator.get("/duyet").text) == first
    collaborator.post(f"/duyet/{first}/bo-qua", {"version": "1"})
    assert shown(collaborator.get("/duyet").text) != first
    assert shown(Visitor(seeded).enter(seeded.editor).get("/duyet").text) == first


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_undo_brings_the_article_back(seeded: Seeded, collaborator: Visitor, headers: dict[str, str]) -> None:
    article = seeded.article(flags=[FLAG])
    collaborator.post(f"/duyet/{article}/duyet", {"version": "1"})
    response = collaborator.post("/duyet/hoan-tac", headers=headers)
    html = response.text if headers else collaborator.get(response.headers["location"]).text
    assert shown(html) == article
    assert seeded.get(article).state is ArticleState.FLAGGED


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_nothing_to_undo_is_said_and_the_queue_stays(
    seeded: Seeded, collaborator: Visitor, headers: dict[str, str]
) -> None:
    article = seeded.article(flags=[FLAG])
    response = collaborator.post("/duyet/hoan-tac", headers=headers)
    assert response.status_code == 409
    assert 'role="alert"' in response.text
    assert shown(response.text) == article


def test_the_clean_queue_is_its_own(seeded: Seeded, collaborator: Visitor) -> None:
    flagged = seeded.article(flags=[FLAG])
    clean = seeded.article("Tin sạch")
    assert shown(collaborator.get("/duyet").text) == flagged
    assert shown(collaborator.get("/duyet?hang=sach").text) == clean
    response = collaborator.post(f"/duyet/{clean}/duyet", {"version": "1", "hang": "sach"})
    assert "hang=sach" in response.headers["location"]
    assert "card-empty" in collaborator.get(response.headers["location"]).text


def test_an_empty_queue_says_what_to_do_next(collaborator: Visitor) -> None:
    html = collaborator.get("/duyet").text
    assert 'href="/tin-da-duyet"' in html
    assert 'data-key="undo"' in html


# --- conflicts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_somebody_else_decided_meanwhile(seeded: Seeded, collaborator: Visitor, headers: dict[str, str]) -> None:
    article = seeded.article(flags=[FLAG])
    collaborator.get("/duyet")
    seeded.store.reviewing.take_over(seeded.editor, article, seeded.clock())
    review.approve(seeded.store, seeded.editor, article, 1, seeded.clock())
    response = collaborator.post(f"/duyet/{article}/duyet", {"version": "1"}, headers=headers)
    assert response.status_code == 409
    assert 'role="alert"' in response.text
    assert seeded.editor.name in response.text
    assert seeded.get(article).decided_by == seeded.editor.name


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_article_changed_while_it_was_read(seeded: Seeded, collaborator: Visitor, headers: dict[str, str]) -> None:
    article = seeded.article(flags=[FLAG])
    changed_article(seeded, article, "Chiều 22/11, lớp sơ cứu có 75 người học.")
    response = collaborator.post(
        f"/duyet/{article}/tu-choi",
        {"version": "1", "reason": "not-verified", "note": "đã gõ dở"},
        headers=headers,
    )
    assert response.status_code == 409
    assert "<del>40</del>" in response.text
    assert "<ins>75</ins>" in response.text
    assert 'value="đã gõ dở"' in response.text
    assert re.search(r'value="not-verified"[^>]* checked', response.text)
    # The form now names the text that is on the page, so that the same decision can be sent again.
    assert 'name="version" value="2"' in response.text
    assert seeded.get(article).state is ArticleState.FLAGGED


def test_all_that_changed_since_it_was_read_is_shown(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.article(flags=[FLAG])
    changed_article(seeded, article, "Chiều 22/11, lớp sơ cứu có 75 người học.")
    changed_article(seeded, article, "Sáng 22/11, lớp sơ cứu có 75 người học.")
    assert "<del>40</del>" not in collaborator.get("/duyet").text
    response = collaborator.post(f"/duyet/{article}/duyet", {"version": "1"})
    assert response.status_code == 409
    assert "<del>40</del><ins>75</ins>" in response.text
    assert "<del>Chiều</del><ins>Sáng</ins>" in response.text


def changed_article(seeded: Seeded, article: int, text: str) -> None:
    url = seeded.get(article).url
    seeded.store.articles.upsert(seeded.found(seeded.get(article).title, text, url=url, canonical_url=url))
    seeded.judge([("source-changed", "high", "75 người", "Nguồn đã sửa.")])


def test_an_article_taken_away_at_its_source_says_so(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.article(flags=[FLAG])
    seeded.store.articles.source_gone("bao-mau", seeded.get(article).url, "removed", seeded.clock())
    seeded.judge([("source-changed", "high", "40 người", "Nguồn đã gỡ.")])
    html = collaborator.get("/duyet").text
    assert 'class="note strong"' in html


def test_a_decision_on_an_article_that_is_not_there(collaborator: Visitor) -> None:
    for what in ("duyet", "bo-qua", "tu-choi"):
        response = collaborator.post(f"/duyet/77/{what}", {"version": "1", "reason": "other", "note": "x"})
        assert response.status_code == 404


@pytest.mark.parametrize("version", ["", "abc", "-1", "1.5", "9" * 30, "١"])
def test_a_form_with_a_broken_version_does_nothing(seeded: Seeded, collaborator: Visitor, version: str) -> None:
    article = seeded.article(flags=[FLAG])
    assert collaborator.post(f"/duyet/{article}/duyet", {"version": version}).status_code == 400
    assert seeded.get(article).state is ArticleState.FLAGGED


# --- lists ---------------------------------------------------------------------------------------


def numbers(html: str) -> list[int]:
    return [int(n) for n in re.findall(r'<a href="/tin/(\d+)">', html)]


def test_the_list_of_approved_articles_is_paged_without_gap_or_overlap(seeded: Seeded, collaborator: Visitor) -> None:
    made = {seeded.approved(f"Tin số {n}") for n in range(65)}
    seen: list[int] = []
    path = "/tin-da-duyet"
    pages = 0
    while path:
        html = collaborator.get(path).text
        seen += numbers(html)
        pages += 1
        older = re.findall(r'rel="next" href="([^"]+)"', html)
        path = older[0].replace("&amp;", "&") if older else ""
    assert pages == 3
    assert len(seen) == 65
    assert set(seen) == made


def test_each_approved_article_offers_a_post_or_shows_it(seeded: Seeded, collaborator: Visitor) -> None:
    free = seeded.approved()
    post = seeded.draft()
    html = collaborator.get("/tin-da-duyet").text
    assert f'href="/soan/{free}"' in html
    assert f'href="/bai-dang/{post}"' in html


def test_rejected_articles_have_a_list(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.rejected()
    assert numbers(collaborator.get("/tin-da-duyet?loc=tu-choi").text) == [article]
    assert numbers(collaborator.get("/tin-da-duyet").text) == []


def test_the_log_is_paged(seeded: Seeded, collaborator: Visitor) -> None:
    for n in range(25):
        seeded.article(f"Tin {n}")
    first: Any = collaborator.get("/nhat-ky").text
    (older,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = collaborator.get(older).text
    rows = re.findall(r"<tr><td", first)
    assert len(rows) == 50
    assert re.findall(r"<tr><td", second)
    assert collaborator.get("/nhat-ky?truoc=abc").status_code == 200


def test_sources_in_trouble_come_first(seeded: Seeded, collaborator: Visitor) -> None:
    visited(seeded, "cong-mau", "Trang trả lời 500.")
    html = collaborator.get("/nguon").text
    assert html.index("Cổng thông tin mẫu") < html.index("Báo Mẫu Lào Cai")
    assert "Trang trả lời 500." in html
    assert "Trang trả lời 500." in collaborator.get("/").text


def test_an_editor_may_have_a_source_in_trouble_visited_again(
    seeded: Seeded, collaborator: Visitor, editor: Visitor
) -> None:
    visited(seeded, "bao-mau", None)
    visited(seeded, "cong-mau", "Trang đã bị gỡ hẳn.", stop=True)
    html = editor.get("/nguon").text
    assert html.count("/ghe-lai") == 1, "only the source in trouble has the button"
    assert "Đã dừng" in html
    assert "/ghe-lai" not in collaborator.get("/nguon").text
    answer = editor.post("/nguon/cong-mau/ghe-lai")
    assert "Nguồn sẽ được ghé" in editor.get(answer.headers["location"]).text
    (status,) = [each for each in seeded.store.sources.statuses() if each.id == "cong-mau"]
    assert (status.stopped_at, status.next_visit_at) == (None, None)
    (event,) = [each for each in seeded.store.audit.of("source", "cong-mau") if each.kind == "source.resumed"]
    assert event.actor == seeded.editor.name
    assert editor.post("/nguon/khong-co/ghe-lai").status_code == 404
