"""The pages in a real Chromium: the whole way by keyboard, axe, no console error, 360 px, light and dark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from pipeline import review
from pipeline.model import ArticleState, PostState, User
from review_ui import sessions
from tests.review_ui.conftest import Filled, Live, serving
from tests.review_ui.seed import PASSWORD, Seeded, seed
from tests.review_ui.test_xss import CORPUS, PATHS, poison

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
FLAG = ("personal-data", "high", "0912 345 678", "Có số điện thoại của một người riêng.")
TEXT = "Liên hệ bà Nguyễn Thị Mẫu, số 0912 345 678.\n\nLớp học mở vào tối thứ Sáu."


FOCUS_KEPT = """
  let before = null;
  const somewhere = () => document.activeElement && document.activeElement !== document.body;
  document.addEventListener('htmx:beforeSwap', () => { before = somewhere(); });
  document.addEventListener('htmx:afterSettle', () => requestAnimationFrame(() => requestAnimationFrame(() => {
    if (before && !somewhere()) console.error('the focus was lost in a swap');
  })));
"""


class Watched:
    """A page with what its console and its scripts complained of, and whether a swap lost the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_init_script(FOCUS_KEPT)
        self.complaints: list[str] = []
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def calm(self) -> None:
        assert self.complaints == []


def enter(context: BrowserContext, live: Live, user: User) -> Watched:
    """A page of somebody who is logged in."""
    token, csrf = sessions.new_token(), sessions.new_token()
    now = live.seeded.clock()
    live.seeded.store.sessions.create(user.id, sessions.hash_token(token), csrf, now, now + sessions.LONGEST)
    context.add_cookies([{"name": "anhduong", "value": token, "url": live.url, "httpOnly": True, "sameSite": "Lax"}])
    return Watched(context.new_page())


@pytest.fixture
def live_filled(filled: Filled) -> Iterator[tuple[Live, dict[str, int]]]:
    with serving(filled.seeded) as served:
        yield served, filled.ids


# `test_states` looks at each of these, and at what they become once something is done.
def addresses(seeded: Seeded, ids: dict[str, int]) -> dict[str, str]:
    remote = seeded.store.posts.get(ids["published"]).remote_url
    return {
        "today": "/hom-nay",
        "put aside": "/duyet/dang-giu",
        "put aside, its card": f"/tin/{ids['held']}",
        "many at once": "/duyet/loat",
        "many at once, none": "/duyet/loat?q=khongcotunay",
        "many at once, done": f"/duyet/loat/{ids['bulk']}",
        "keys": "/phim-tat",
        "review": "/duyet",
        "clean": "/duyet?hang=sach",
        "changed": f"/tin/{ids['changed']}",
        "decided": f"/tin/{ids['rejected']}",
        "approved": "/tin-da-duyet",
        "find": "/tim?q=tin&trang-thai=approved",
        "rejected": "/tin-da-duyet?loc=tu-choi",
        "compose": f"/soan/{ids['approved']}",
        "change": f"/bai-dang/{ids['scheduled']}/sua",
        "posts": "/bai-dang",
        "posts, none": "/bai-dang?trang-thai=failed",
        "draft": f"/bai-dang/{ids['draft']}",
        "versions": f"/bai-dang/{ids['draft']}/ban",
        "approved post": f"/bai-dang/{ids['approved_post']}",
        "scheduled": f"/bai-dang/{ids['scheduled']}",
        "missed": f"/bai-dang/{ids['missed']}",
        "published": f"/bai-dang/{ids['published']}",
        "withdraw": f"/bai-dang/{ids['published']}/go",
        "correct": f"/bai-dang/{ids['published']}/dinh-chinh",
        "calendar": "/lich",
        "calendar, empty": "/lich?thang=2026-08",
        "calendar, week": "/lich?tuan=2026-W48",
        "calendar, day": "/lich/ngay/2026-11-25",
        "calendar, list": "/lich?danh-sach=2026-11-20",
        "calendar, a post": f"/lich/bai/{ids['scheduled']}",
        "calendar, copy": f"/bai-dang/{ids['scheduled']}/chep",
        "calendar, secret address": "/lich/dang-ky",
        "calendar, file": "/lich/tep",
        "digest": "/tong-ket/2026-W48",
        "digest, empty": "/tong-ket/2026-W30",
        "sources": "/nguon",
        "health": "/suc-khoe",
        "pages": "/trang",
        "plan": "/ke-hoach",
        "log": "/nhat-ky",
        "account": "/tai-khoan",
        "tokens": "/tai-khoan/ma-truy-cap",
        "API": "/tai-khoan/api",
        "second step, password": "/tai-khoan/hai-buoc",
        "outbox": f"/outbox/{remote}",
    }


def assert_axe_clean(page: Page, axe: str, what: str) -> None:
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate(
        """async () => await axe.run(document, {
            runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}
        })"""
    )
    told = [f"{v['id']}: {[n['html'][:160] for n in v['nodes']]}" for v in found["violations"]]
    assert told == [], f"{what}: {json.dumps(told, ensure_ascii=False, indent=1)}"


def assert_fits(page: Page, what: str) -> None:
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{what} is {wide} px too wide"


def test_folded_copies_open_by_key_and_are_accessible(
    browser: Browser, live_filled: tuple[Live, dict[str, int]], axe: str
) -> None:
    live, _ids = live_filled
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    page = enter(context, live, live.seeded.collaborator).page
    page.goto(live.url + "/tin-da-duyet")
    folded = page.locator(".copies", has_text="+2 nơi khác đăng")
    link = folded.get_by_role("link").first
    expect(link).to_be_hidden()
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    assert_axe_clean(page, axe, "folded copies, open")
    assert_fits(page, "folded copies, open")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tin/*")
    expect(page.locator("#elsewhere + .near a, #elsewhere ~ .near a").first).to_be_visible()
    assert_axe_clean(page, axe, "an article with an original")
    context.close()


def test_states_after_an_action_are_accessible_too(
    browser: Browser, live_filled: tuple[Live, dict[str, int]], axe: str
) -> None:
    live, ids = live_filled
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    page = enter(context, live, live.seeded.collaborator).page
    page.goto(live.url + "/duyet")
    page.keyboard.press("l")
    assert_axe_clean(page, axe, "reject panel")
    page.keyboard.press("9")
    page.keyboard.press("l")
    expect(page.locator(".alert")).to_be_focused()
    assert_axe_clean(page, axe, "reason missing")
    page.goto(f"{live.url}/soan/{ids['approved']}")
    page.locator("#alt").fill("")
    page.locator("button[value=save]").click()
    expect(page.locator(".alert")).to_be_focused()
    assert_axe_clean(page, axe, "alt text missing")
    page.goto(live.url + "/khong-co")
    assert_axe_clean(page, axe, "not found")
    context.clear_cookies()
    page.goto(live.url + "/dang-nhap")
    page.locator("#login").fill("ai-do")
    page.locator("#password").fill("sai-mat-khau")
    page.keyboard.press("Enter")
    expect(page.locator(".alert")).to_be_visible()
    assert_axe_clean(page, axe, "login failed")
    context.close()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_topics_and_flags_are_corrected_by_keyboard(
    browser: Browser, live_filled: tuple[Live, dict[str, int]], axe: str, viewport: Any
) -> None:
    live, ids = live_filled
    seeded = live.seeded
    context = browser.new_context(viewport=viewport, locale="vi-VN")
    watched = enter(context, live, seeded.collaborator)
    page = watched.page
    page.goto(live.url + "/duyet")
    article = int(page.locator("[data-correct] form").get_attribute("action").split("/")[2])  # type: ignore[union-attr]

    # Why, then the right topics, without a mouse.
    tab_to(page, page.locator(".why summary"))
    assert_focus_is_seen(page)
    page.keyboard.press("Enter")
    expect(page.locator(".why dl")).to_be_visible()
    page.keyboard.press("t")
    expect(page.locator("#main-topic")).to_be_focused()
    page.keyboard.type("Giáo")
    tab_to(page, page.locator("[data-correct] input[type=checkbox]").nth(8))
    page.keyboard.press("Space")
    assert_axe_clean(page, axe, "why and correct, open")
    assert_fits(page, "why and correct, open")
    tab_to(page, page.locator("[data-correct] button"))
    page.keyboard.press("Enter")
    expect(page.locator("#topics")).to_be_focused()
    expect(page.locator(".topics")).to_contain_text("Giáo dục")
    assert seeded.get(article).topics[0].name == "Giáo dục"
    assert "Lao động, việc làm" in [topic.name for topic in seeded.get(article).topics]

    # An answer to a flag; the focus stays with it.
    tab_to(page, page.locator(".answer summary").first)
    page.keyboard.press("Enter")
    answer = page.locator("select[name=answer]").first
    tab_to(page, answer)
    page.keyboard.press("ArrowDown")
    assert_axe_clean(page, axe, "answer, open")
    assert_fits(page, "answer, open")
    page.keyboard.press("Escape")
    expect(page.locator(".answer summary").first).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".answer button").first)
    page.keyboard.press("Enter")
    expect(page.locator(".answered .reason-head").first).to_be_focused()
    assert_axe_clean(page, axe, "answered")
    assert seeded.get(article).answers[0] is not None
    assert seeded.get(article).state is ArticleState.FLAGGED
    watched.calm()
    context.close()
    assert ids


def test_topics_and_flags_are_corrected_without_script(browser: Browser, live: Live) -> None:
    seeded = live.seeded
    article = seeded.article("Tin thứ nhất", TEXT, [FLAG])
    context = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = enter(context, live, seeded.collaborator).page
    page.goto(live.url + "/duyet")
    page.locator(".correct summary").click()
    page.locator("#main-topic").select_option(label="Y tế, sức khỏe")
    page.locator("[data-correct] button").click()
    expect(page.locator(".topics")).to_contain_text("người chọn")
    page.locator(".answer summary").click()
    page.locator("select[name=answer]").select_option("consent")
    page.locator(".answer button").click()
    expect(page.locator(".answered")).to_contain_text("đã đồng ý")
    assert seeded.get(article).open_high == ()
    page.locator("button[name=withdraw]").click()
    expect(page.locator(".answered")).to_have_count(0)
    assert seeded.get(article).open_high
    context.close()


# --- the whole way --------------------------------------------------------------------------------


def tab_to(page: Page, target: Locator, most: int = 80) -> None:
    """Press Tab until the target has the focus, as a person without a mouse does."""
    for _ in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} cannot be reached by Tab")


def assert_focus_is_seen(page: Page) -> None:
    width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
    assert width >= 2


def log_in(page: Page, live: Live, login: str) -> None:
    page.goto(live.url + "/")
    expect(page.locator("#login")).to_be_focused()
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(live.url + "/hom-nay")


def test_the_whole_way_by_keyboard_alone(browser: Browser, live: Live) -> None:
    seeded = live.seeded
    article = seeded.article("Lớp xóa mù chữ mở tại xã vùng cao", TEXT, [FLAG])
    context = browser.new_context(viewport=DESKTOP, locale="vi-VN")
    writer = Watched(context.new_page())
    page = writer.page

    # A collaborator logs in, reads the flagged article and decides.
    log_in(page, live, "lan")
    tab_to(page, page.locator("a[href='/duyet']").first)
    assert_focus_is_seen(page)
    page.keyboard.press("Enter")
    expect(page.locator("mark.high")).to_have_text("0912 345 678")
    expect(page.locator("#ly-do-1")).to_contain_text("Có số điện thoại")
    tab_to(page, page.locator(".answer summary").first)
    page.keyboard.press("Enter")
    tab_to(page, page.locator("select[name=answer]").first)
    page.keyboard.press("ArrowDown")
    tab_to(page, page.locator(".answer button").first)
    page.keyboard.press("Enter")
    expect(page.locator(".answered .reason-head").first).to_be_focused()
    page.keyboard.press("d")
    expect(page.locator("#status")).to_contain_text("Lớp xóa mù chữ")
    expect(page.locator("#card h2")).to_be_focused()
    assert seeded.get(article).state is ArticleState.APPROVED

    # … writes a post …
    tab_to(page, page.locator("#card a[href='/tin-da-duyet']"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator(f"a[href='/soan/{article}']"))
    page.keyboard.press("Enter")
    caption = page.locator("#caption")
    tab_to(page, caption)
    page.keyboard.press("Control+A")
    page.keyboard.type("Lớp xóa mù chữ ở vùng cao mở vào tối thứ Sáu.")
    expect(page.locator("#preview .preview-caption")).to_have_text("Lớp xóa mù chữ ở vùng cao mở vào tối thứ Sáu.")
    expect(page.locator("[data-count-for=caption]")).to_contain_text("45")
    expect(caption).to_be_focused()
    tab_to(page, page.locator("button[value=save]"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/bai-dang/\d+"))
    post = int(page.url.split("/bai-dang/")[1].split("?")[0])
    assert page.locator(f"form[action='/bai-dang/{post}/duyet']").count() == 0
    writer.calm()
    context.close()

    # … another person approves it and chooses a time …
    context = browser.new_context(viewport=DESKTOP, locale="vi-VN")
    approver = Watched(context.new_page())
    page = approver.page
    log_in(page, live, "nam")
    tab_to(page, page.locator("a[href='/bai-dang?trang-thai=draft']"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator(f"a[href='/bai-dang/{post}']"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator(f"form[action='/bai-dang/{post}/duyet'] button"))
    page.keyboard.press("Enter")
    quick = page.locator("button[name=quick]").first
    expect(quick).to_be_visible()
    assert seeded.store.posts.get(post).state is PostState.APPROVED
    tab_to(page, quick)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).not_to_be_empty()
    assert seeded.store.posts.get(post).state is PostState.SCHEDULED
    tab_to(page, page.locator("a[href='/lich']"))
    page.keyboard.press("Enter")
    expect(page.locator(f".slot[href='/bai-dang/{post}']")).to_contain_text("09:00")

    # … takes it out again, which is said, and thinks better of it …
    tab_to(page, page.locator(f".slot[href='/bai-dang/{post}']"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".confirm summary"))
    assert_focus_is_seen(page)
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".confirm button"))
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("hủy")
    assert seeded.store.posts.get(post).state is PostState.CANCELLED
    tab_to(page, page.get_by_role("button", name="Hoàn tác việc này"))
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("hoàn tác")
    assert seeded.store.posts.get(post).state is PostState.SCHEDULED
    tab_to(page, page.locator("a[href='/lich']"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/lich")

    # … the publisher ticks, and the post is there, with its source named …
    seeded.clock.forward(minutes=46)
    assert seeded.tick().published == [post]
    tab_to(page, page.locator(f".slot[href='/bai-dang/{post}']"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("a[href^='/outbox/']"))
    page.keyboard.press("Enter")
    expect(page.locator("article")).to_contain_text("Lớp xóa mù chữ ở vùng cao mở vào tối thứ Sáu.")
    expect(page.locator(".source")).to_contain_text("Báo Mẫu Lào Cai")

    # … and stands in the digest of the week.
    page.go_back()
    tab_to(page, page.locator("a[href='/tong-ket']"))
    page.keyboard.press("Enter")
    page.wait_for_url(live.url + "/tong-ket/2026-W48")
    expect(page.locator(".digest .published")).to_contain_text("Lớp xóa mù chữ mở tại xã vùng cao")
    approver.calm()
    context.close()


# --- the review queue by keys ----------------------------------------------------------------------


@pytest.fixture
def queue(browser: Browser, live: Live) -> Iterator[tuple[Watched, list[int]]]:
    """Four flagged articles in the order in which they come."""
    ids = [live.seeded.article(f"Tin thứ {n}", TEXT, [FLAG]) for n in range(4)]
    context = browser.new_context(viewport=DESKTOP, locale="vi-VN")
    watched = enter(context, live, live.seeded.collaborator)
    watched.page.goto(live.url + "/duyet")
    yield watched, ids
    context.close()


def test_keys_decide_and_the_focus_goes_to_the_next_card(queue: tuple[Watched, list[int]], live: Live) -> None:
    watched, ids = queue
    page, seeded = watched.page, live.seeded
    title = page.locator("#card-title")
    expect(title).to_have_text("Tin thứ 0")
    page.keyboard.press("d")
    expect(title).to_have_text("Tin thứ 1")
    expect(title).to_be_focused()
    page.keyboard.press("3")
    expect(page.locator("input[name=reason][data-digit='3']")).to_be_checked()
    page.keyboard.press("l")
    expect(title).to_have_text("Tin thứ 2")
    expect(page.locator("#status")).to_contain_text("Tin thứ 1")
    page.keyboard.press("s")
    expect(title).to_have_text("Tin thứ 3")
    page.keyboard.press("h")
    expect(title).to_have_text("Tin thứ 2")
    page.keyboard.press("h")
    expect(title).to_have_text("Tin thứ 1")
    expect(title).to_be_focused()
    assert [seeded.get(n).state.value for n in ids] == ["approved", "flagged", "flagged", "flagged"]
    expect(page.locator("#queues a").first).to_contain_text("3")
    watched.calm()


def test_keys_write_letters_in_a_field_and_can_be_switched_off(queue: tuple[Watched, list[int]], live: Live) -> None:
    watched, ids = queue
    page = watched.page
    page.keyboard.press("l")
    note = page.locator("#note")
    note.focus()
    page.keyboard.type("dslh 3")
    expect(note).to_have_value("dslh 3")
    page.keyboard.press("Escape")
    expect(page.locator("details.reject")).not_to_have_attribute("open", "")
    page.locator("[data-keys-switch]").click()
    expect(page.locator("#status")).not_to_be_empty()
    expect(page.locator("#card kbd")).to_have_count(0)
    page.locator("#card-title").focus()
    page.keyboard.press("d")
    page.reload()
    page.keyboard.press("d")
    page.keyboard.press("Control+d")
    expect(page.locator("#card-title")).to_have_text("Tin thứ 0")
    assert live.seeded.get(ids[0]).state is ArticleState.FLAGGED
    page.locator("[data-keys-switch]").click()
    expect(page.locator("#card kbd").first).to_be_visible()
    page.locator("#card-title").focus()
    page.keyboard.press("d")
    expect(page.locator("#card-title")).to_have_text("Tin thứ 1")


def test_a_key_held_down_decides_once(queue: tuple[Watched, list[int]], live: Live) -> None:
    watched, ids = queue
    page = watched.page
    page.keyboard.down("d")
    page.keyboard.down("d")
    page.keyboard.down("d")
    page.keyboard.up("d")
    expect(page.locator("#card-title")).to_have_text("Tin thứ 1")
    assert [live.seeded.get(n).state.value for n in ids].count("approved") == 1


def test_another_person_was_faster(queue: tuple[Watched, list[int]], live: Live) -> None:
    watched, ids = queue
    page, seeded = watched.page, live.seeded
    seeded.store.reviewing.take_over(seeded.editor, ids[0], seeded.clock())
    review.approve(seeded.store, seeded.editor, ids[0], 1, seeded.clock())
    page.keyboard.press("1")
    page.keyboard.press("l")
    expect(page.locator(".alert")).to_be_focused()
    expect(page.locator("#card .note").first).to_contain_text(seeded.editor.name)
    assert seeded.get(ids[0]).state is ArticleState.APPROVED


def test_a_session_that_ends_while_deciding_asks_for_the_login_and_keeps_the_note(
    queue: tuple[Watched, list[int]], live: Live
) -> None:
    watched, ids = queue
    page = watched.page
    page.keyboard.press("9")
    page.locator("#note").fill("chờ cơ quan xác nhận")
    live.seeded.clock.forward(hours=5)
    page.locator("[data-key=reject]").click()
    page.locator("#login").fill("lan")
    page.locator("#password").fill(PASSWORD)
    page.locator("button.primary").click()
    expect(page.locator(".kept")).to_contain_text("chờ cơ quan xác nhận")
    page.locator("form[action$='/tu-choi'] button").click()
    page.wait_for_url(re.compile(r"/duyet\?"))
    assert live.seeded.get(ids[0]).reject_note == "chờ cơ quan xác nhận"


def test_a_desk_that_cannot_be_reached_says_so_and_keeps_the_card(queue: tuple[Watched, list[int]]) -> None:
    watched, _ids = queue
    page = watched.page
    page.context.set_offline(True)
    page.keyboard.press("d")
    expect(page.locator("#status")).not_to_be_empty()
    expect(page.locator("#card-title")).to_have_text("Tin thứ 0")


def test_everything_works_without_script(browser: Browser, live: Live) -> None:
    seeded = live.seeded
    first = seeded.article("Tin thứ nhất", TEXT, [FLAG])
    second = seeded.article("Tin thứ hai", TEXT, [FLAG])
    context = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = enter(context, live, seeded.collaborator).page
    page.goto(live.url + "/duyet")
    page.locator("[data-key=approve]").click()
    expect(page.locator("#status")).to_contain_text("Tin thứ nhất")
    page.locator("details.reject summary").click()
    page.locator("input[value=damaged]").check()
    page.locator("[data-key=reject]").click()
    assert seeded.get(second).state is ArticleState.REJECTED
    page.locator("[data-key=undo]").click()
    expect(page.locator("#card-title")).to_have_text("Tin thứ hai")
    page.goto(f"{live.url}/soan/{first}")
    page.locator("#caption").fill("Lời bài đăng")
    page.locator("button[value=preview]").click()
    expect(page.locator("#preview .preview-caption")).to_have_text("Lời bài đăng")
    page.locator("button[value=save]").click()
    expect(page.locator(".preview-caption")).to_have_text("Lời bài đăng")
    context.close()


@pytest.mark.parametrize("payload", [CORPUS[0], CORPUS[1], CORPUS[5], CORPUS[6], CORPUS[7]])
def test_hostile_text_runs_nothing_in_a_real_browser(browser: Browser, tmp_path: Any, payload: str) -> None:
    made = poison(seed(tmp_path), payload)
    with serving(made) as live:
        context = browser.new_context(locale="vi-VN")
        context.route("https://**", lambda route: route.abort())
        page = enter(context, live, made.collaborator).page
        for path in PATHS:
            page.goto(live.url + path)
            assert page.evaluate("window.xss") is None, path
            assert page.locator("[data-xss]").count() == 0
        assert page.url.endswith(PATHS[-1])
        context.close()
    made.store.close()
