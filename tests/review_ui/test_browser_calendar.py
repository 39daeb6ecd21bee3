"""Planning a week in a real Chromium: by keyboard, without script, accessible, on a phone, at twice the text size."""

from __future__ import annotations

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

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

DAY = "/lich/ngay/2026-11-25"


@pytest.fixture
def live(tmp_path: Path) -> Iterator[tuple[Live, int]]:
    """A desk with a week begun and one approved post that has no time yet."""
    made = planning(tmp_path)
    made.scheduled("Giải chạy bán chuyên qua đèo: phân luồng giao thông", "2026-11-25T07:30")
    made.scheduled("Phiên chợ vùng cao cuối tháng", "2026-11-25T21:30")
    post = made.approved_post("Kế hoạch trồng cây mùa xuân")
    with serving(made) as served:
        yield served, post
    made.store.close()


@pytest.fixture
def berlin(tmp_path: Path) -> Iterator[tuple[Live, int]]:
    made = planning(tmp_path, zone="Europe/Berlin")
    post = made.approved_post()
    with serving(made) as served:
        yield served, post
    made.store.close()


def choose(page: Page, wall: str) -> None:
    page.locator("#wall_time").fill(wall)
    page.locator(".schedule button.primary").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_planning_is_accessible_calm_and_fits(
    browser: Browser, live: tuple[Live, int], axe: str, viewport: Any, scheme: Any
) -> None:
    served, post = live
    context = browser.new_context(viewport=viewport, color_scheme=scheme, locale="vi-VN")
    watched = enter(context, served, served.seeded.editor)
    page = watched.page
    for what, path in {
        "month": "/lich",
        "Tết": "/lich?thang=2027-02",
        "week": "/lich?tuan=2026-W48",
        "day": DAY,
        "day off": "/lich/ngay/2026-11-24",
        "what would be moved": f"{DAY}?chieu=muon&gio=2",
        "what cannot be moved": f"{DAY}?chieu=som&gio=200",
        "a length that is none": f"{DAY}?gio=999",
        "post with free slots": f"/bai-dang/{post}",
    }.items():
        page.goto(served.url + path)
        assert_axe_clean(page, axe, what)
        assert_fits(page, what)
        if "none" not in what:
            watched.calm()
        watched.complaints.clear()
    page.goto(f"{served.url}/bai-dang/{post}")
    choose(page, "2026-11-24T22:15")
    expect(page.locator(".ask")).to_be_focused()
    assert_axe_clean(page, axe, "asked back")
    assert_fits(page, "asked back")
    watched.calm()
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    if viewport == DESKTOP:
        assert_fits(page, "asked back at twice the size")
        page.goto(served.url + DAY)
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert_fits(page, "day at twice the size")
    context.close()


def test_the_two_hours_of_an_overlap_are_told_apart(browser: Browser, berlin: tuple[Live, int], axe: str) -> None:
    served, post = berlin
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    page = enter(context, served, served.seeded.editor).page
    page.goto(f"{served.url}/bai-dang/{post}")
    choose(page, "2027-10-31T02:30")
    expect(page.locator(".alert")).to_be_focused()
    assert_axe_clean(page, axe, "overlap")
    assert_fits(page, "overlap")
    page.get_by_role("button", name="lần sau").click()
    page.locator(".ask button.primary").click()
    expect(page.locator("#status")).not_to_be_empty()
    stored = served.seeded.store.posts.get(post)
    assert (stored.wall_time, stored.fold) == ("2027-10-31T02:30", 1)
    context.close()


def test_a_week_is_planned_by_keyboard_alone(browser: Browser, live: tuple[Live, int]) -> None:
    served, post = live
    store = served.seeded.store
    context = browser.new_context(viewport=DESKTOP, locale="vi-VN")
    watched = enter(context, served, served.seeded.editor)
    page = watched.page
    page.goto(served.url + "/lich")
    tab_to(page, page.get_by_role("link", name="Xem theo tuần"))
    page.keyboard.press("Enter")
    day = page.locator(f"a[href='{DAY}']")
    tab_to(page, day)
    assert_focus_is_seen(page)
    page.keyboard.press("Enter")

    # The approved post goes into the free slot …
    slot = page.locator("button[name=wall_time]", has_text="11:30")
    tab_to(page, slot)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{DAY}?**")
    assert store.posts.get(post).wall_time == "2026-11-25T11:30"

    # … and the whole day an hour later, looked at first.
    tab_to(page, page.locator("#gio"))
    page.keyboard.press("Control+A")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.locator(".moves")).to_be_focused()
    expect(page.locator(".moves li")).to_have_count(3)
    expect(page.locator(".moves")).to_contain_text("giờ yên lặng")
    assert store.posts.get(post).wall_time == "2026-11-25T11:30"
    tab_to(page, page.locator(".ask-move button.primary"))
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("Đã dời")
    assert store.posts.get(post).wall_time == "2026-11-25T12:30"
    watched.calm()
    context.close()


def test_planning_works_without_script(browser: Browser, live: tuple[Live, int]) -> None:
    served, post = live
    store = served.seeded.store
    context = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = enter(context, served, served.seeded.editor).page
    page.goto(f"{served.url}/bai-dang/{post}")
    page.locator("#wall_time").fill("2026-11-26T22:30")
    page.locator(".schedule button.primary").click()
    expect(page.get_by_role("status").filter(has_text="giờ yên lặng")).to_be_visible()
    assert store.posts.get(post).state is PostState.APPROVED
    page.locator(".offers button").first.click()
    expect(page.locator("#status")).not_to_be_empty()
    assert store.posts.get(post).state is PostState.SCHEDULED
    page.goto(served.url + DAY)
    page.locator("#sang").fill("2026-12-02")
    page.locator("form:has(#sang) button").click()
    page.locator(".ask-move button.primary").click()
    expect(page.locator("h1")).to_contain_text("02/12/2026")
    expect(page.locator("#status")).to_contain_text("Đã dời")
    context.close()
