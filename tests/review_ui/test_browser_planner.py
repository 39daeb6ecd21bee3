"""The calendar in a real Chromium: dragging, the same by keyboard and without script, several pages, a printed week."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.model import PostState
from tests.review_ui.conftest import Live, serving
from tests.review_ui.seed import planning
from tests.review_ui.test_browser import (
    DESKTOP,
    PHONE,
    assert_axe_clean,
    assert_fits,
    assert_focus_is_seen,
    enter,
    tab_to,
)
from tests.review_ui.test_planner import on_second_page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WEEK = "/lich?tuan=2026-W48"


@pytest.fixture
def live(tmp_path: Path) -> Iterator[tuple[Live, dict[str, int]]]:
    """Two pages with posts in a week, and one of each page that has no time yet."""
    made = planning(tmp_path, pages=2)
    ids = {
        "first": made.scheduled("Giải chạy bán chuyên qua đèo: phân luồng giao thông", "2026-11-25T08:20"),
        "second": on_second_page(made, "Phiên chợ vùng cao cuối tháng", "2026-11-26T18:00"),
        "waiting": made.approved_post("Kế hoạch trồng cây mùa xuân"),
        "waiting_two": on_second_page(made, "Lễ hội hoa"),
    }
    with serving(made) as served:
        yield served, ids
    made.store.close()


def drag(page: Page, what: str, where: str) -> None:
    page.locator(what).drag_to(page.locator(where), target_position={"x": 8, "y": 8})


def of(ids: dict[str, int], name: str) -> str:
    return f"[data-post^='{ids[name]}.']"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_calendar_of_several_pages_is_accessible_calm_and_fits(
    browser: Browser, live: tuple[Live, dict[str, int]], axe: str, viewport: Any, scheme: Any
) -> None:
    served, ids = live
    context = browser.new_context(viewport=viewport, color_scheme=scheme, locale="vi-VN")
    watched = enter(context, served, served.seeded.editor)
    page = watched.page
    for what, path in {
        "month": "/lich",
        "month of one page": "/lich?trang=trang-1",
        "week": WEEK,
        "list": "/lich?danh-sach=2026-11-20",
        "list, empty": "/lich?danh-sach=2026-07-06&trang=trang-1",
        "sheet": f"/lich/bai/{ids['first']}?ve={WEEK}",
        "sheet without a time": f"/lich/bai/{ids['waiting']}",
        "copy": f"/bai-dang/{ids['first']}/chep",
        "after a move": f"{WEEK}&bao=da-hen&bai={ids['first']}",
        "secret address": "/lich/dang-ky",
        "file": "/lich/tep",
    }.items():
        page.goto(served.url + path)
        assert_axe_clean(page, axe, what)
        assert_fits(page, what)
        watched.calm()
    page.goto(served.url + "/lich/dang-ky")
    page.get_by_role("button", name="Tạo địa chỉ bí mật").click()
    expect(page.locator("#secret")).to_have_value(re.compile(r"/lich/ics/[\w-]{43}\.ics$"))
    assert_axe_clean(page, axe, "secret address, made")
    assert_fits(page, "secret address, made")
    page.goto(served.url + "/lich/tep")
    text = f"post,wall_time\n{ids['waiting']},2026-11-24T23:00\n{ids['first']},2026-11-27T09:00\n99,x\n"
    page.locator("#tep").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.locator("form[enctype] button").click()
    expect(page.locator(".plan-seen .note")).to_be_focused()
    assert_axe_clean(page, axe, "file, looked at")
    assert_fits(page, "file, looked at")
    page.get_by_role("button", name="Làm những việc làm được").click()
    expect(page.locator(".plan-seen .note")).to_contain_text("Đã làm: 1")
    assert_axe_clean(page, axe, "file, done")
    assert served.seeded.store.posts.get(ids["first"]).wall_time == "2026-11-27T09:00"
    watched.calm()
    context.close()


def test_posts_are_dragged_to_days_and_slots_and_taken_back(
    browser: Browser, live: tuple[Live, dict[str, int]], axe: str
) -> None:
    served, ids = live
    store = served.seeded.store
    context = browser.new_context(viewport={"width": 1280, "height": 1400}, locale="vi-VN")
    watched = enter(context, served, served.seeded.editor)
    page = watched.page
    page.goto(served.url + WEEK)
    expect(page.locator("[data-drag-hint]")).to_be_visible()

    # A day keeps the time of day.
    drag(page, of(ids, "first"), "td[data-drop-day='2026-11-27']")
    expect(page.locator("#status")).to_contain_text("xếp lịch")
    assert store.posts.get(ids["first"]).wall_time == "2026-11-27T08:20"
    assert "tuan=2026-W48" in page.url
    page.get_by_role("button", name="Hoàn tác việc này").click()
    expect(page.locator("#status")).to_contain_text("Đã hoàn tác")
    assert store.posts.get(ids["first"]).wall_time == "2026-11-25T08:20"

    # From the tray into a slot of its page.
    drag(page, of(ids, "waiting"), "[data-drop-wall='2026-11-26T11:30'][data-page='trang-1']")
    expect(page.locator("#status")).to_contain_text("xếp lịch")
    assert store.posts.get(ids["waiting"]).wall_time == "2026-11-26T11:30"

    # Where it asks, the question comes first; leaving it leads back.
    drag(page, of(ids, "first"), "td[data-drop-day='2026-11-24']")
    expect(page.locator(".ask")).to_be_focused()
    expect(page.locator(".ask")).to_contain_text("Ngày Văn hóa Việt Nam")
    assert store.posts.get(ids["first"]).wall_time == "2026-11-25T08:20"
    page.get_by_role("link", name="Giữ như cũ").click()
    page.wait_for_url("**/lich?tuan=2026-W48")

    # Another page's slot is a copy, told as one.
    drag(page, of(ids, "first"), "[data-drop-wall='2026-11-28T07:30'][data-page='trang-2']")
    page.wait_for_url("**/chep?**")
    expect(page.locator("#wall_time")).to_have_value("2026-11-28T07:30")
    expect(page.get_by_role("radio", name="Hương sen Việt")).to_be_checked()
    page.get_by_role("button", name="Chép bài").click()
    expect(page.locator(".ask")).to_be_focused()
    assert_axe_clean(page, axe, "copy, asked back")
    page.get_by_role("button", name="Vẫn chép").click()
    expect(page.locator("#status")).to_contain_text("Đã chép")
    watched.calm()
    context.close()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_is_dragged_is_done_by_keyboard_too(
    browser: Browser, live: tuple[Live, dict[str, int]], viewport: Any
) -> None:
    served, ids = live
    store = served.seeded.store
    context = browser.new_context(viewport=viewport, locale="vi-VN")
    watched = enter(context, served, served.seeded.editor)
    page = watched.page
    page.goto(served.url + WEEK)
    more = page.locator(f"{of(ids, 'first')} .slot-more")
    tab_to(page, more)
    assert_focus_is_seen(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/lich/bai/**")
    tab_to(page, page.locator("button[value='2026-11-23T19:30']"))
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("xếp lịch")
    assert store.posts.get(ids["first"]).wall_time == "2026-11-23T19:30"
    undo = page.get_by_role("button", name="Hoàn tác việc này")
    tab_to(page, undo)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("Đã hoàn tác")
    # The tray's next free slot, and cancelling with a way back.
    tab_to(page, page.locator(f"{of(ids, 'waiting')} button"))
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("xếp lịch")
    assert store.posts.get(ids["waiting"]).wall_time == "2026-11-23T11:30"
    tab_to(page, page.locator(f"{of(ids, 'second')} .slot-more"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".confirm summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".confirm button"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/lich?**")
    assert store.posts.get(ids["second"]).state is PostState.CANCELLED
    tab_to(page, page.get_by_role("button", name="Hoàn tác việc này"))
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("Đã hoàn tác")
    assert store.posts.get(ids["second"]).state is PostState.SCHEDULED
    watched.calm()
    context.close()


def test_the_calendar_works_without_script(browser: Browser, live: tuple[Live, dict[str, int]]) -> None:
    served, ids = live
    store = served.seeded.store
    context = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = enter(context, served, served.seeded.editor).page
    page.goto(served.url + WEEK)
    page.get_by_label("Hương sen Việt").uncheck()
    page.get_by_role("button", name="Xem các trang này").click()
    expect(page.locator(of(ids, "second"))).to_have_count(0)
    page.locator(f"{of(ids, 'first')} .slot-more").click()
    page.locator("#ngay").fill("2026-11-27")
    page.locator("form:has(#ngay) button").click()
    page.wait_for_url("**/lich?tuan=2026-W48&trang=trang-1**")
    assert store.posts.get(ids["first"]).wall_time == "2026-11-27T08:20"
    page.get_by_role("button", name="Hoàn tác việc này").click()
    expect(page.locator("#status")).to_contain_text("Đã hoàn tác")
    page.goto(served.url + "/lich/tep")
    text = f"post;wall_time\n{ids['waiting']};28/11/2026 09:00\n".encode("utf-8-sig")
    page.locator("#tep").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": text})
    page.locator("form[enctype] button").click()
    page.get_by_role("button", name="Làm những việc làm được").click()
    assert store.posts.get(ids["waiting"]).wall_time == "2026-11-28T09:00"
    context.close()


@pytest.mark.parametrize("posts", [3, 9, 20])
def test_a_week_prints_on_one_sheet(browser: Browser, live: tuple[Live, dict[str, int]], posts: int) -> None:
    served, _ids = live
    for n in range(posts):
        title = f"Tuần lễ văn hóa các dân tộc, hoạt động thứ {n + 1} với nhiều trò chơi dân gian và ẩm thực vùng cao"
        served.seeded.scheduled(title, f"2026-11-27T{7 + n // 2:02}:{n % 2 * 30:02}")
    context = browser.new_context(viewport=DESKTOP, locale="vi-VN")
    page = enter(context, served, served.seeded.editor).page
    page.goto(served.url + WEEK)
    made = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == 1
    (box,) = re.findall(rb"/MediaBox\s*\[0 0 (\d+)[.\d]* (\d+)", made)
    assert (int(box[0]), int(box[1])) == (841, 594), "A4, lying"
    page.emulate_media(media="print")
    shown = page.locator("td[data-drop-day='2026-11-27'] .slot")
    expect(shown).to_have_count(posts)
    expect(shown.last).to_be_visible()
    for gone in (".top", ".tray", ".slot-more >> nth=0", ".page-filter"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator(".print-only")).to_contain_text("in lúc")
    context.close()
