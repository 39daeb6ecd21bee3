"""The composer in a real Chromium: what follows the typing, the frame of a cutting, what is kept, two people."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from crawlers.items import Picture
from pipeline import compose
from pipeline.captions import CaptionTemplate
from pipeline.model import Crop
from tests.review_ui.conftest import Live, serving
from tests.review_ui.seed import PASSWORD, list_source, seed
from tests.review_ui.test_browser import DESKTOP, PHONE, Watched, assert_axe_clean, assert_fits, enter, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
FIRST_VIEW = 60 * 1024


@pytest.fixture
def desk(tmp_path: Path, picture: str) -> Iterator[Live]:
    made = seed(tmp_path, pages=2)
    first, second = made.settings.pages
    pages = (replace(first, hashtags=("#LàoCai",), publisher="facebook", utm=(("source", "facebook"),)), second)
    made.settings = replace(made.settings, pages=pages, templates=(CaptionTemplate("Chung", "{title}\n\n{lead}"),))
    list_source(made, picture)
    with serving(made) as served:
        yield served
    made.store.close()


def article(live: Live, picture: str, title: str = "Khánh thành cầu") -> int:
    second = (Picture(f"{picture}?2", None, "Bà con"),)
    return live.seeded.approved(title, image=Picture(picture, "Ảnh: Báo Mẫu", "Cây cầu"), pictures=second)


def opened(browser: Browser, live: Live, number: int) -> Watched:
    """The composer of an article on a desktop, as the collaborator opens it."""
    watched = enter(browser.new_context(viewport=DESKTOP, locale="vi-VN"), live, live.seeded.collaborator)
    watched.page.goto(f"{live.url}/soan/{number}")
    return watched


def until(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came to hold")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_each_preview_is_accessible_and_fits_with_all_panels_open(
    browser: Browser, desk: Live, picture: str, axe: str, viewport: Any, scheme: Any
) -> None:
    number = article(desk, picture)
    other = desk.seeded.store.typing
    other.keep(desk.seeded.editor, number, None, 0, {"caption": "Lời của người khác"}, desk.seeded.clock())
    context = browser.new_context(viewport=viewport, color_scheme=scheme, locale="vi-VN")
    watched = enter(context, desk, desk.seeded.collaborator)
    page = watched.page
    page.goto(f"{desk.url}/soan/{number}")
    for summary in page.locator("main summary").all():
        summary.click()
    page.locator("#picture-2").select_option("2")
    page.locator("#wanted").fill("2026-11-24T09:00")
    expect(page.locator("#told-of")).to_contain_text("Thứ Ba, 24/11/2026 09:00")
    for way in ("facebook", "outbox", "email", "rss"):
        page.locator(f"#xem-{way}").check()
        for screen in ("dien-thoai", "may-tinh"):
            page.locator(f"#xem-{screen}").check()
            expect(page.locator(f".as-{way}")).to_be_visible()
            assert page.locator(".as:visible").count() == 1
            assert_fits(page, f"{way}, {screen}")
        assert_axe_clean(page, axe, way)
    watched.calm()
    context.close()


def test_the_side_follows_the_typing_and_the_focus_stays(browser: Browser, desk: Live, picture: str) -> None:
    seeded = desk.seeded
    number = article(desk, picture)
    once = compose.create(
        seeded.store, seeded.editor, seeded.settings.pages[1], number, "Lời cũ", None, None, seeded.clock()
    )
    watched = opened(browser, desk, number)
    page = watched.page
    expect(page.locator("#told-of")).to_contain_text(f"Bài đăng số {once}")
    page.locator("#caption").fill("Chào 😀")
    expect(page.locator(".as-facebook .fb-text")).to_contain_text("Chào 😀")
    expect(page.locator(".as-facebook .fb-text")).to_contain_text("utm_source=facebook")
    expect(page.locator("#caption")).to_be_focused()
    page.locator("#trang").focus()
    page.locator("#trang").select_option("trang-2")
    expect(page.locator("#hashtags")).to_have_value("")
    expect(page.locator("#source-line")).not_to_contain_text("utm_source")
    expect(page.locator("#trang")).to_be_focused()
    page.locator("#hashtags").fill("#tôi")
    page.locator("#trang").select_option("trang-1")
    expect(page.locator("#source-line")).to_contain_text("utm_source")
    expect(page.locator("#hashtags")).to_have_value("#tôi")
    watched.calm()
    page.context.close()


def test_the_frame_and_the_fields_say_the_same(browser: Browser, desk: Live, picture: str) -> None:
    number = article(desk, picture)
    watched = opened(browser, desk, number)
    page = watched.page
    sides = [page.locator(f"#{side}") for side in ("trai", "tren", "rong", "cao")]
    page.locator(".crop summary").first.click()
    frame = page.locator(".crop-frame").first
    image = page.locator(".cropper img").first
    expect(image).to_have_js_property("complete", True)
    frame.scroll_into_view_if_needed()
    area = image.bounding_box()
    assert area is not None

    def drag(x1: float, y1: float, x2: float, y2: float) -> None:
        page.mouse.move(area["x"] + x1 * area["width"], area["y"] + y1 * area["height"])
        page.mouse.down()
        page.mouse.move(area["x"] + x2 * area["width"], area["y"] + y2 * area["height"], steps=5)
        page.mouse.up()

    drag(0.99, 0.98, 0.49, 0.48)
    assert [round(float(side.input_value())) for side in sides] == [0, 0, 50, 50]
    expect(page.locator(".as-facebook img").first).to_have_attribute("src", re.compile(r"cat=0-0-\d+-\d+"))
    drag(0.25, 0.25, 0.9, 0.5)
    assert [round(float(side.input_value())) for side in sides] == [50, 25, 50, 50], "it stays within the picture"
    sides[0].fill("10")
    sides[2].fill("20")
    box = frame.bounding_box()
    assert box is not None
    assert abs(box["x"] - area["x"] - 0.1 * area["width"]) < 2
    assert abs(box["width"] - 0.2 * area["width"]) < 2
    watched.calm()
    sides[2].fill("200")
    expect(frame).to_be_hidden()
    page.locator("button[value=save]").click()
    expect(page.locator(".alert")).to_contain_text("Phần cắt của ảnh 1")
    expect(page.locator("#rong")).to_have_value("200")
    page.locator("#rong").fill("20,5")
    page.locator("button[value=save]").click()
    page.wait_for_url("**/bai-dang/*")
    (post,) = desk.seeded.store.posts.of_article(number)
    kept = post.pictures[0].crop
    assert isinstance(kept, Crop)
    assert (kept.left, kept.width) == (100, 205)
    page.context.close()


def test_typing_is_kept_every_few_seconds_and_on_leaving(browser: Browser, desk: Live, picture: str) -> None:
    seeded = desk.seeded
    number = article(desk, picture)
    watched = opened(browser, desk, number)
    page = watched.page
    page.locator("#caption").fill("Đang gõ dở")
    expect(page.locator("#kept")).to_contain_text("Bàn tin đã giữ lúc 08:15:00")
    expect(page.locator("#caption")).to_be_focused()
    page.locator("#caption").fill("Gõ thêm rồi đi ngay")
    page.goto(f"{desk.url}/bai-dang")

    def arrived() -> bool:
        kept = seeded.store.typing.of(seeded.collaborator, number, None)
        return kept is not None and kept.fields["caption"] == "Gõ thêm rồi đi ngay"

    until(page, arrived)
    page.goto(f"{desk.url}/soan/{number}")
    expect(page.locator("#caption")).to_have_value("Gõ thêm rồi đi ngay")
    page.locator("button[value=save]").click()
    page.wait_for_url("**/bai-dang/*")
    page.wait_for_timeout(2500)
    assert seeded.store.typing.of(seeded.collaborator, number, None) is None
    watched.calm()
    page.context.close()


def test_two_people_at_one_post_see_each_other_and_keep_both_texts(browser: Browser, desk: Live) -> None:
    seeded = desk.seeded
    post = seeded.draft("Lịch tiêm")
    contexts = [browser.new_context(viewport=DESKTOP, locale="vi-VN") for _ in range(2)]
    mine, theirs = (
        enter(context, desk, user).page
        for context, user in zip(contexts, (seeded.collaborator, seeded.editor), strict=True)
    )
    for page in (mine, theirs):
        page.goto(f"{desk.url}/bai-dang/{post}/sua")
    mine.locator("#caption").fill("Của tôi")
    expect(mine.locator("#kept")).to_contain_text("đã giữ")
    theirs.locator("#caption").fill("Của người kia")
    expect(theirs.locator("#kept")).to_contain_text("Nguyễn Thị Lan cũng đang soạn")
    expect(theirs.locator("#composer-said")).to_contain_text("Nguyễn Thị Lan")
    theirs.locator("button[value=save]").click()
    theirs.wait_for_url(f"**/bai-dang/{post}?*")
    mine.locator("#caption").press_sequentially(" nữa")
    expect(mine.locator("#kept")).to_contain_text("có người đã lưu bài đăng này")
    mine.locator("button[value=save]").click()
    expect(mine.locator(".alert")).to_be_focused()
    expect(mine.locator(".both")).to_contain_text("Của người kia")
    typed = mine.locator("#caption").input_value()
    assert "Của tôi" in typed
    assert "nữa" in typed
    mine.locator("button[value=save]").click()
    mine.wait_for_url(f"**/bai-dang/{post}?*")
    assert [one.caption for one in seeded.store.versions.of_post(post)][:2] == [typed, "Của người kia"]
    for context in contexts:
        context.close()


def test_a_session_that_ends_leaves_the_text_on_the_page(browser: Browser, desk: Live) -> None:
    seeded = desk.seeded
    number = seeded.approved()
    page = opened(browser, desk, number).page
    seeded.clock.forward(hours=5)
    page.locator("#caption").fill("Chữ gõ khi phiên đã hết")
    expect(page.locator("#kept")).to_contain_text("Phiên làm việc đã hết")
    expect(page.locator("#composer-said")).to_contain_text("Phiên làm việc đã hết")
    expect(page.locator("#caption")).to_have_value("Chữ gõ khi phiên đã hết")
    page.locator("button[value=save]").click()
    page.locator("#login").fill("lan")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Gửi lại").click()
    page.wait_for_url("**/bai-dang/*")
    assert seeded.store.posts.of_article(number)[0].caption == "Chữ gõ khi phiên đã hết"
    page.context.close()


def test_the_whole_way_by_keyboard_alone(browser: Browser, desk: Live, picture: str) -> None:
    number = article(desk, picture)
    watched = opened(browser, desk, number)
    page = watched.page
    tab_to(page, page.locator(".crop summary").first)
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#rong"))
    page.keyboard.type("40")
    tab_to(page, page.locator("#xem-facebook"))
    page.keyboard.press("ArrowDown")
    expect(page.locator(".as-outbox")).to_be_visible()
    page.locator("#caption").focus()
    tab_to(page, page.locator("#hashtags"))
    page.keyboard.type(" #mới")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bai-dang/*")
    (post,) = desk.seeded.store.posts.of_article(number)
    assert post.hashtags.endswith("#mới"), "Enter saves, whatever other buttons there are"
    assert post.pictures[0].crop == Crop(0, 0, 400, 1000)
    watched.calm()
    page.context.close()


def test_all_but_the_live_parts_works_without_script(browser: Browser, desk: Live, picture: str) -> None:
    number = article(desk, picture)
    context = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = enter(context, desk, desk.seeded.collaborator).page
    page.goto(f"{desk.url}/soan/{number}")
    page.locator("#caption").fill("Lời không cần tập lệnh")
    page.locator("#picture-2").select_option("2")
    page.locator(".crop summary").nth(1).click()
    page.locator("#cao-2").fill("50")
    page.locator("#xem-email").check()
    expect(page.locator(".as-email")).to_be_visible()
    page.locator("button[value=preview]").click()
    expect(page.locator(".as-email .mail-text")).to_contain_text("Lời không cần tập lệnh")
    expect(page.locator("#xem-email")).to_be_checked()
    page.goto(f"{desk.url}/soan/{number}")
    expect(page.locator("#caption")).to_have_value("Lời không cần tập lệnh")
    page.locator("button[value=save]").click()
    page.wait_for_url("**/bai-dang/*")
    (post,) = desk.seeded.store.posts.of_article(number)
    assert post.pictures[1].crop == Crop(0, 0, 1000, 500)
    page.locator(f"a[href='/bai-dang/{post.id}/sua']").click()
    page.locator("#caption").fill("Lời thứ hai")
    page.locator("button[value=save]").click()
    page.locator(f"a[href='/bai-dang/{post.id}/ban']").click()
    page.get_by_role("button", name="Lấy lại bản 1").click()
    expect(page.locator(".preview-caption")).to_have_text("Lời không cần tập lệnh")
    context.close()


def test_the_first_view_is_small(browser: Browser, desk: Live, picture: str) -> None:
    number = article(desk, picture)
    context = browser.new_context(viewport=DESKTOP, locale="vi-VN")
    page = enter(context, desk, desk.seeded.collaborator).page
    sizes: dict[str, int] = {}

    def weigh(response: Any) -> None:
        if "/anh?" not in response.url:
            sizes[response.url] = len(gzip.compress(response.body()))

    page.on("response", weigh)
    page.goto(f"{desk.url}/soan/{number}", wait_until="networkidle")
    assert any("compose.js" in url for url in sizes)
    assert sum(sizes.values()) <= FIRST_VIEW, sizes
    context.close()
