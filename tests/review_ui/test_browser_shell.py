"""The frame of the pages in a real browser: the menu, and the desk on a phone that has lost its network."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from review_ui.routes import RULES
from tests.review_ui.conftest import Filled, Live, Visitor, serving
from tests.review_ui.test_browser import PHONE, Watched, enter


@pytest.fixture
def phone(browser: Browser, filled: Filled) -> Iterator[tuple[BrowserContext, Watched, Live]]:
    with serving(filled.seeded) as live:
        context = browser.new_context(viewport=PHONE, locale="vi-VN")
        yield context, enter(context, live, live.seeded.editor), live
        context.close()


def keep_the_plan(watched: Watched, live: Live) -> None:
    """Open the desk, and once more under its worker, until the plan is kept."""
    page = watched.page
    page.goto(f"{live.url}/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.goto(f"{live.url}/bai-dang")
    page.wait_for_function("() => caches.match('/ke-hoach').then((found) => found !== undefined)")


def kept(watched: Watched) -> bool:
    found: bool = watched.page.evaluate("() => caches.match('/ke-hoach').then((found) => found !== undefined)")
    return found


def test_a_phone_without_network_shows_the_plan_and_nothing_else(
    phone: tuple[BrowserContext, Watched, Live],
) -> None:
    context, watched, live = phone
    keep_the_plan(watched, live)
    planned = watched.page.request.get(f"{live.url}/ke-hoach").text()
    context.set_offline(True)
    for path in ("/", "/duyet"):
        watched.page.goto(f"{live.url}{path}")
        expect(watched.page.get_by_role("heading", level=1)).to_have_text("Kế hoạch hôm nay")
        expect(watched.page.locator("main")).to_contain_text("Bản lưu lúc Thứ Hai, 23/11/2026")
        shown = watched.page.evaluate("() => getComputedStyle(document.querySelector('.lines, .empty')).display")
        assert shown != "", "its style is kept too"
    for title in watched.page.locator(".line-main strong").all_inner_texts():
        assert title in planned
    context.set_offline(False)
    watched.page.goto(f"{live.url}/duyet")
    expect(watched.page.get_by_role("navigation", name="Chính")).to_be_visible()


def test_the_plan_is_forgotten_with_the_login(phone: tuple[BrowserContext, Watched, Live]) -> None:
    context, watched, live = phone
    keep_the_plan(watched, live)
    watched.page.get_by_role("button", name="Đăng xuất").click()
    watched.page.wait_for_url("**/dang-nhap*")
    watched.page.wait_for_function("() => caches.match('/ke-hoach').then((found) => found === undefined)")
    enter(context, live, live.seeded.editor)
    keep_the_plan(watched, live)
    context.clear_cookies()
    watched.page.goto(f"{live.url}/bai-dang")
    watched.page.wait_for_function("() => caches.match('/ke-hoach').then((found) => found === undefined)")
    assert not kept(watched)


def test_the_rarer_pages_open_by_key_and_the_menu_closes_where_it_was_opened(
    phone: tuple[BrowserContext, Watched, Live],
) -> None:
    _context, watched, live = phone
    page = watched.page
    page.goto(f"{live.url}/")
    menu = page.locator("details.menu")
    summary = menu.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Nhật ký")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(menu.get_by_role("link", name="Nhật ký")).to_be_hidden()
    page.keyboard.press("Enter")
    page.locator("footer").click()
    expect(menu.get_by_role("link", name="Nhật ký")).to_be_hidden()
    summary.click()
    menu.get_by_role("link", name="Nguồn tin").click()
    page.wait_for_url("**/nguon")
    expect(summary).to_have_attribute("aria-current", "true")
    watched.calm()


def test_the_manifest_names_what_a_browser_needs_to_install_the_desk(visitor: Visitor) -> None:
    response = visitor.get("/manifest.webmanifest")
    assert response.headers["content-type"].startswith("application/manifest+json")
    manifest = json.loads(response.text)
    assert (manifest["lang"], manifest["display"], manifest["start_url"]) == ("vi", "standalone", "/")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        assert visitor.get(icon["src"]).headers["content-type"] == icon["type"]


def test_the_worker_is_asked_for_anew_and_every_address_that_it_knows_is_there(visitor: Visitor) -> None:
    response = visitor.get("/sw.js")
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["content-type"].startswith("text/javascript")
    paths = {rule.path for rule in RULES}
    for known in ("/ke-hoach", "/dang-nhap", "/dang-xuat"):
        assert f'"{known}"' in response.text
        assert known in paths
