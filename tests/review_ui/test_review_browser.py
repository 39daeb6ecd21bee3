"""Reviewing in a real Chromium: by keyboard alone, two people on one card, a changed article, a session that ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from pipeline import review
from pipeline.model import ArticleState
from pipeline.review_keys import KeyAction
from tests.review_ui.conftest import Live
from tests.review_ui.seed import PASSWORD, Seeded
from tests.review_ui.test_browser import (
    DESKTOP,
    FLAG,
    PHONE,
    TEXT,
    Watched,
    assert_axe_clean,
    assert_fits,
    assert_focus_is_seen,
    enter,
    tab_to,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def ids(live: Live) -> list[int]:
    """Five flagged articles in the order in which they come."""
    return [live.seeded.article(f"Tin thứ {n}", TEXT, [FLAG]) for n in range(5)]


@pytest.fixture
def watched(browser: Browser, live: Live, ids: list[int]) -> Iterator[Watched]:
    context = browser.new_context(viewport=DESKTOP, locale="vi-VN")
    made = enter(context, live, live.seeded.collaborator)
    made.page.goto(live.url + "/duyet")
    ahead_is_there(made.page)
    yield made
    context.close()


def ahead_is_there(page: Page) -> None:
    """Wait until the page has fetched the next card."""
    expect(page.locator("#card[data-ahead]")).to_be_attached()


def title_is(page: Page, number: int) -> None:
    expect(page.locator("#card-title")).to_have_text(f"Tin thứ {number}")


def change(seeded: Seeded, article: int, text: str) -> None:
    """The source edits the article; the desk reads and checks the new text."""
    known = seeded.get(article)
    seeded.store.articles.upsert(seeded.found(known.title, text, url=known.url, canonical_url=known.url))
    seeded.judge([("source-changed", "high", "0999", "Nguồn đã sửa.")])


# --- by keyboard ------------------------------------------------------------------------------------


def test_a_queue_is_worked_off_by_keyboard_alone(watched: Watched, live: Live, ids: list[int]) -> None:
    page, seeded = watched.page, live.seeded
    tab_to(page, page.locator("#card button[data-key=approve]"))
    assert_focus_is_seen(page)
    page.keyboard.press("d")
    title_is(page, 1)
    expect(page.locator("#card-title")).to_be_focused()
    expect(page.locator("#status")).to_contain_text("Đã duyệt: Tin thứ 0")
    page.keyboard.press("g")
    expect(page.locator("#hold-note")).to_be_focused()
    page.keyboard.type("chờ Sở Y tế d l s")
    page.keyboard.press("Enter")
    title_is(page, 2)
    expect(page.locator("#card-title")).to_be_focused()
    expect(page.locator("#status")).to_contain_text("Đã giữ lại: Tin thứ 1")
    expect(page.locator("#queues")).to_contain_text("Giữ lại 1")
    page.keyboard.press("4")
    page.keyboard.press("l")
    title_is(page, 3)
    page.keyboard.press("s")
    title_is(page, 4)
    expect(page.locator("#work")).to_contain_text("đã quyết định 2 tin")
    page.keyboard.press("h")
    title_is(page, 3)
    expect(page.locator("#card-title")).to_be_focused()
    page.keyboard.press("h")
    title_is(page, 2)
    page.keyboard.press("h")
    title_is(page, 1)
    expect(page.locator("#status")).to_contain_text("Đã hoàn tác: Tin thứ 1")
    assert [seeded.get(n).state.value for n in ids] == ["approved", *["flagged"] * 4]
    assert seeded.store.reviewing.held() == ()
    watched.calm()


def test_the_next_card_is_shown_before_the_answer_is_there(watched: Watched, live: Live, ids: list[int]) -> None:
    page = watched.page
    live.gate.closed = True
    page.keyboard.press("d")
    title_is(page, 1)
    expect(page.locator("#card-title")).to_be_focused()
    assert live.seeded.get(ids[0]).state is ArticleState.FLAGGED, "the desk has not heard of it yet"
    page.keyboard.press("d")
    title_is(page, 1)
    live.gate.closed = False
    title_is(page, 2)
    expect(page.locator("#status")).to_contain_text("Tin thứ 1")
    assert [live.seeded.get(n).state.value for n in ids[:3]] == ["approved", "approved", "flagged"]
    watched.calm()


def test_an_empty_queue_says_so_and_keeps_the_focus(watched: Watched, live: Live, ids: list[int]) -> None:
    page = watched.page
    for n in range(5):
        title_is(page, n)
        if n < 4:
            ahead_is_there(page)
        page.keyboard.press("d")
    expect(page.locator(".card-empty h2")).to_be_focused()
    expect(page.locator("#work")).to_contain_text("đã quyết định 5 tin")
    page.keyboard.press("h")
    title_is(page, 4)
    page.keyboard.press("h")
    title_is(page, 3)
    ahead_is_there(page)
    watched.calm()


def test_keys_are_set_for_each_person_and_kept(
    browser: Browser, watched: Watched, live: Live, ids: list[int], axe: str
) -> None:
    page, seeded = watched.page, live.seeded
    page.get_by_role("link", name="Phím của tôi").click()
    page.locator("#key-approve").fill("y")
    page.locator("#key-skip").fill("y")
    page.get_by_role("button", name="Lưu phím của tôi").click()
    expect(page.locator(".alert")).to_be_focused()
    expect(page.locator("#key-skip")).to_have_value("y")
    assert_axe_clean(page, axe, "keys, one twice")
    page.locator("#key-skip").fill("")
    page.get_by_role("button", name="Lưu phím của tôi").click()
    expect(page.locator("#status")).to_contain_text("Đã lưu")
    page.goto(live.url + "/duyet")
    expect(page.locator("[data-key=approve]")).to_have_attribute("aria-keyshortcuts", "Y")
    for silent in ("d", "s"):
        page.keyboard.press(silent)
    title_is(page, 0)
    page.keyboard.press("y")
    title_is(page, 1)
    assert seeded.store.personal.keys(seeded.collaborator.id).letters.get(KeyAction.SKIP) is None
    context = browser.new_context(viewport=DESKTOP, locale="vi-VN")
    other = enter(context, live, seeded.editor).page
    other.goto(live.url + "/duyet")
    expect(other.locator("[data-key=approve]")).to_have_attribute("aria-keyshortcuts", "D")
    context.close()


# --- two people ---------------------------------------------------------------------------------------


def test_two_browsers_on_one_card(browser: Browser, watched: Watched, live: Live, ids: list[int], axe: str) -> None:
    page, seeded = watched.page, live.seeded
    title_is(page, 0)
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    other = enter(context, live, seeded.editor).page
    other.goto(live.url + "/duyet")
    expect(other.locator("#card-title")).not_to_have_text("Tin thứ 0")

    other.goto(f"{live.url}/tin/{ids[0]}")
    expect(other.locator(".taken")).to_contain_text(seeded.collaborator.name)
    expect(other.locator("[data-key=approve]")).to_have_count(0)
    assert_axe_clean(other, axe, "a card that another has open")
    assert_fits(other, "a card that another has open")
    other.get_by_role("button", name="Nhận tin này về").click()
    expect(other.locator("#status")).to_contain_text("Đã nhận về: Tin thứ 0")

    page.keyboard.press("9")
    page.locator("#note").fill("chờ công an xác minh")
    page.locator("[data-key=reject]").click()
    expect(page.locator(".alert")).to_be_focused()
    expect(page.locator(".alert")).to_contain_text(seeded.editor.name)
    title_is(page, 0)
    expect(page.locator(".taken")).to_contain_text("chờ công an xác minh")
    assert seeded.get(ids[0]).state is ArticleState.FLAGGED
    page.get_by_role("button", name="Nhận tin này về").click()
    expect(page.locator("#note")).to_have_value("chờ công an xác minh")
    expect(page.locator("input[name=reason][value=other]")).to_be_checked()
    page.locator("[data-key=reject]").click()
    title_is(page, 1)
    expect(page.locator("#status")).to_contain_text("Đã loại: Tin thứ 0")
    assert seeded.get(ids[0]).reject_note == "chờ công an xác minh"

    other.locator("[data-key=approve]").click()
    expect(other.locator(".alert")).to_contain_text(seeded.collaborator.name)
    expect(other.locator("#card .note").first).to_contain_text("chờ công an xác minh")
    context.close()


def test_the_card_fetched_ahead_was_taken_by_another(watched: Watched, live: Live, ids: list[int]) -> None:
    page, seeded = watched.page, live.seeded
    seeded.store.reviewing.take_over(seeded.editor, ids[1], seeded.clock())
    page.keyboard.press("d")
    title_is(page, 2)
    expect(page.locator("#card-title")).to_be_focused()
    expect(page.locator("#status")).to_contain_text("Đã duyệt: Tin thứ 0")
    assert seeded.get(ids[0]).state is ArticleState.APPROVED
    assert seeded.store.reviewing.lease(ids[1], seeded.clock()).user_id == seeded.editor.id  # type: ignore[union-attr]
    watched.calm()


def test_the_card_fetched_ahead_changed_at_its_source(watched: Watched, live: Live, ids: list[int]) -> None:
    page, seeded = watched.page, live.seeded
    change(seeded, ids[1], "Liên hệ bà Mẫu, số 0999.")
    page.keyboard.press("d")
    expect(page.locator("#card .revision")).to_contain_text("0999")
    title_is(page, 1)
    page.keyboard.press("d")
    title_is(page, 2)
    expect(page.locator("#status")).to_contain_text("Đã duyệt: Tin thứ 1")
    assert seeded.get(ids[1]).state is ArticleState.APPROVED


# --- nothing typed is lost ----------------------------------------------------------------------------


def test_an_article_that_has_just_changed_is_decided_anew(watched: Watched, live: Live, ids: list[int]) -> None:
    page, seeded = watched.page, live.seeded
    page.keyboard.press("9")
    page.locator("#note").fill("số điện thoại người riêng")
    change(seeded, ids[0], "Liên hệ bà Mẫu, số 0999.")
    page.locator("[data-key=reject]").click()
    expect(page.locator(".alert")).to_be_focused()
    expect(page.locator(".alert")).to_contain_text("Nguồn đã sửa tin này")
    title_is(page, 0)
    expect(page.locator("#card .revision")).to_contain_text("0999")
    expect(page.locator("#note")).to_have_value("số điện thoại người riêng")
    assert seeded.get(ids[0]).state is ArticleState.FLAGGED
    page.locator("[data-key=reject]").click()
    title_is(page, 1)
    expect(page.locator("#status")).to_contain_text("Đã loại: Tin thứ 0")
    assert seeded.get(ids[0]).reject_note == "số điện thoại người riêng"


def test_a_session_that_ends_asks_for_the_login_and_goes_on(
    watched: Watched, live: Live, ids: list[int], axe: str
) -> None:
    page, seeded = watched.page, live.seeded
    page.keyboard.press("g")
    page.locator("#hold-note").fill("chờ văn bản của huyện")
    seeded.clock.forward(hours=5)
    page.keyboard.press("Enter")
    expect(page.locator("#login")).to_be_focused()
    expect(page.locator(".alert")).to_be_visible()
    assert_axe_clean(page, axe, "the login in the middle of a review")
    page.keyboard.type("lan")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".kept")).to_contain_text("chờ văn bản của huyện")
    page.locator("form[action$='/giu'] button").click()
    page.wait_for_url(re.compile(r"/duyet\?"))
    (held,) = seeded.store.reviewing.held()
    assert (held.article_id, held.note) == (ids[0], "chờ văn bản của huyện")


def test_without_network_the_card_comes_back_with_what_was_typed(watched: Watched, live: Live, ids: list[int]) -> None:
    page = watched.page
    page.keyboard.press("9")
    page.locator("#note").fill("đang gõ dở")
    page.context.set_offline(True)
    page.locator("[data-key=reject]").click()
    expect(page.locator("#status")).not_to_be_empty()
    title_is(page, 0)
    expect(page.locator("#note")).to_have_value("đang gõ dở")
    page.context.set_offline(False)
    page.locator("[data-key=reject]").click()
    title_is(page, 1)
    expect(page.locator("#status")).to_contain_text("Tin thứ 0")
    assert live.seeded.get(ids[0]).reject_note == "đang gõ dở"


def test_a_busy_desk_is_said_and_the_card_comes_back(
    watched: Watched, live: Live, ids: list[int], monkeypatch: Any
) -> None:
    page = watched.page

    def busy(route: Route) -> None:
        html = "<main><p class='error-code'>503</p><h1>x</h1><p>Kho dữ liệu đang bận.</p></main>"
        route.fulfill(status=503, content_type="text/html; charset=utf-8", body=html)

    page.route("**/duyet/*/duyet", busy)
    page.keyboard.press("d")
    expect(page.locator("#status")).to_contain_text("Kho dữ liệu đang bận.")
    title_is(page, 0)
    page.unroute("**/duyet/*/duyet")
    page.keyboard.press("d")
    title_is(page, 1)
    expect(page.locator("#status")).to_contain_text("Đã duyệt: Tin thứ 0")
    assert live.seeded.get(ids[0]).state is ArticleState.APPROVED


def test_who_lost_the_card_while_reading_is_told(watched: Watched, live: Live, ids: list[int]) -> None:
    page, seeded = watched.page, live.seeded
    page.clock.install()
    page.goto(live.url + "/duyet")
    seeded.store.reviewing.take_over(seeded.editor, ids[0], seeded.clock())
    page.clock.run_for(61_000)
    expect(page.locator("#status")).to_contain_text(seeded.editor.name)


def test_who_has_gone_from_the_screen_keeps_the_card_no_longer(watched: Watched, live: Live, ids: list[int]) -> None:
    page = watched.page
    page.clock.install()
    page.goto(live.url + "/duyet")
    signs: list[str] = []
    page.on("request", lambda request: signs.append(request.url) if request.url.endswith("/con-mo") else None)
    page.clock.run_for(20 * 60_000)
    assert signs == [f"{live.url}/duyet/{ids[0]}/con-mo"] * 5
    page.keyboard.press("Tab")
    page.clock.run_for(61_000)
    assert len(signs) == 6


# --- without script, many at once, and how it looks -----------------------------------------------------


def test_all_of_it_works_without_script(browser: Browser, live: Live, ids: list[int]) -> None:
    seeded = live.seeded
    context = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = enter(context, live, seeded.collaborator).page
    page.goto(live.url + "/duyet")
    page.locator("details.hold summary").click()
    page.locator("#hold-note").fill("chờ xác nhận")
    page.locator("[data-key=hold]").click()
    title_is(page, 1)
    page.goto(live.url + "/duyet/dang-giu")
    expect(page.locator(".lines")).to_contain_text("chờ xác nhận")
    page.get_by_role("button", name="Trả lại hàng chờ").click()
    assert seeded.store.reviewing.held() == ()

    seeded.store.reviewing.take_over(seeded.editor, ids[0], seeded.clock())
    page.goto(f"{live.url}/tin/{ids[0]}")
    page.get_by_role("button", name="Nhận tin này về").click()
    page.locator("[data-key=approve]").click()
    assert seeded.get(ids[0]).state is ArticleState.APPROVED

    page.goto(live.url + "/duyet/loat")
    page.get_by_label("Chọn: Tin thứ 1").check()
    page.get_by_label("Chọn: Tin thứ 2").check()
    page.get_by_label("Loại các tin này").check()
    page.get_by_role("button", name="Xem trước với các tin đã chọn").click()
    expect(page.locator(".alert")).to_be_visible()
    expect(page.get_by_label("Chọn: Tin thứ 2")).to_be_checked()
    page.locator("#bulk-reason").select_option("not-verified")
    page.get_by_role("button", name="Xem trước với các tin đã chọn").click()
    assert seeded.get(ids[1]).state is ArticleState.FLAGGED
    page.get_by_role("button", name="Làm với 2 tin").click()
    assert [seeded.get(n).state.value for n in ids[1:4]] == ["rejected", "rejected", "flagged"]
    page.get_by_role("button", name="Hoàn tác cả lượt").click()
    expect(page.locator("#status")).to_contain_text("Đã hoàn tác")
    assert seeded.get(ids[1]).state is ArticleState.FLAGGED

    page.goto(live.url + "/phim-tat")
    page.locator("#key-undo").fill("u")
    page.get_by_role("button", name="Lưu phím của tôi").click()
    assert seeded.store.personal.keys(seeded.collaborator.id).of("undo") == "U"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_states_of_the_review_are_accessible_and_fit_at_twice_the_text(
    browser: Browser, live: Live, ids: list[int], axe: str, viewport: Any, scheme: Any
) -> None:
    seeded = live.seeded
    seeded.article("Tin không dấu")
    context = browser.new_context(viewport=viewport, color_scheme=scheme, locale="vi-VN")
    watched = enter(context, live, seeded.collaborator)
    page = watched.page

    def check(what: str) -> None:
        # At its end the page lies under nothing: elsewhere the bar with the buttons covers some of it.
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        assert_axe_clean(page, axe, what)
        assert_fits(page, what)
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert_fits(page, f"{what}, twice the text")
        assert_axe_clean(page, axe, f"{what}, twice the text")
        page.evaluate("document.documentElement.style.removeProperty('font-size')")

    page.goto(live.url + "/hom-nay")
    check("today")
    page.goto(live.url + "/duyet")
    check("review")
    page.keyboard.press("g")
    check("put aside, open")
    page.keyboard.press("1")
    check("reject, open")
    review.hold(seeded.store, seeded.editor, ids[4], 1, "chờ", seeded.clock())
    page.goto(f"{live.url}/tin/{ids[4]}")
    check("put aside")
    page.goto(live.url + "/duyet/loat")
    page.locator("[data-tick-all]").check()
    expect(page.locator("[data-ticked]")).to_contain_text("5")
    check("many at once, ticked")
    page.get_by_label("Duyệt các tin này").check()
    page.get_by_role("button", name="Xem trước với mọi tin khớp").click()
    expect(page.locator("#left-out")).to_be_visible()
    check("preview, all left out")
    page.goto(live.url + "/duyet/loat?hang=sach")
    page.get_by_label("Duyệt các tin này").check()
    page.get_by_role("button", name="Xem trước với mọi tin khớp").click()
    expect(page.get_by_role("button", name="Làm với 1 tin")).to_be_visible()
    check("preview")
    page.get_by_role("button", name="Làm với 1 tin").click()
    expect(page.get_by_role("button", name="Hoàn tác cả lượt")).to_be_visible()
    check("done")
    watched.calm()
    context.close()
