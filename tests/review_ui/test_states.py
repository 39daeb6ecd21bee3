"""Every page in every state that it has, looked at once and for all: one load, then resized, darkened and enlarged.

A page without a row fails below, and so does a template that no row shows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pipeline.errors import StoreBusy
from pipeline.model import Role, User
from pipeline.secrets import new_key
from review_ui import rendering, throttle
from review_ui.routes import RULES
from tests.review_ui.conftest import Filled, Live, serving
from tests.review_ui.seed import PASSWORD, Seeded
from tests.review_ui.test_browser import Watched, addresses, enter
from tests.review_ui.test_missed import unknown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 360, "height": 740}
SMALLEST = {"width": 320, "height": 640}

FULL = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What can differ between light and dark."""

FOCUS = """() => {
  const told = [];
  const all = document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]');
  for (const one of all) {
    if (one.disabled || !one.checkVisibility()) continue;
    // What has the focus already would not be brought into sight.
    document.activeElement?.blur();
    one.focus();
    if (document.activeElement !== one) continue;
    const name = one.outerHTML.slice(0, 90);
    const seen = getComputedStyle(one);
    // A browser's own mark is called "auto", of whatever width.
    const marked = seen.outlineStyle === 'auto' || seen.outlineStyle !== 'none' && parseFloat(seen.outlineWidth) >= 2;
    if (!marked) told.push('no mark of the focus: ' + name);
    // The first line of a link that is broken over two.
    const box = one.getClientRects()[0];
    if (box.width < 2 || box.height < 2) continue;
    const places = [[.5, .5], [.1, .5], [.9, .5], [.5, .15], [.5, .85]].map(([x, y]) =>
      document.elementFromPoint(box.left + box.width * x, box.top + box.height * y));
    if (!places.some((place) => place && (one.contains(place) || place.contains(one) && place !== document.body
        && place !== document.documentElement && !place.matches('main, form'))))
      told.push('hidden while it has the focus: ' + name + ' under ' + places[0]?.outerHTML.slice(0, 60));
  }
  return told;
}"""


@dataclass
class Stage:
    """A browser before a desk, and what a row needs to bring a page into its state."""

    live: Live
    ids: dict[str, int]
    context: BrowserContext
    page: Page
    axe: str
    patched: pytest.MonkeyPatch
    complaints: list[str]

    @property
    def seeded(self) -> Seeded:
        return self.live.seeded

    def open(self, path: str) -> Page:
        self.page.goto(self.live.url + path)
        return self.page

    def be(self, user: User | None) -> None:
        self.context.clear_cookies()
        if user is not None:
            enter(self.context, self.live, user).page.close()

    def faults(self) -> list[str]:
        """What is wrong with the page as it is now, under every light, width and size of text."""
        page, told = self.page, []

        def look(under: str, options: dict[str, Any]) -> None:
            found = page.evaluate("async (options) => await axe.run(document, options)", options)
            told.extend(
                f"{under}: {one['id']} {[node['html'][:140] for node in one['nodes']][:3]}"
                for one in found["violations"]
            )

        def fit(under: str) -> None:
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                told.append(f"{under}: {wide} px too wide")

        page.evaluate(self.axe)
        kept = page.evaluate_handle("document.activeElement")
        for size, name in ((WIDE, "1280 px"), (NARROW, "360 px")):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            # At its end a page lies under nothing; elsewhere the bar with the buttons covers some of it.
            page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
            page.emulate_media(color_scheme="dark")
            look(f"{name}, dark", COLOURS)
            page.emulate_media(color_scheme="light")
            look(name, FULL)
            fit(name)
            page.keyboard.press("Shift")
            told.extend(f"{name}: {one}" for one in page.evaluate(FOCUS))
        page.set_viewport_size(SMALLEST)  # type: ignore[arg-type]
        fit("320 px")
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        fit("360 px, twice the text")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        look("360 px, twice the text", FULL)
        page.evaluate("document.documentElement.style.removeProperty('font-size')")
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        kept.evaluate("element => element.focus?.()")
        return told


# --- the rows ------------------------------------------------------------------------------------------

Go = Callable[[Stage], object]


def retitled(_stage: Stage) -> None:
    """Nothing more than the page itself."""


def rejecting(stage: Stage) -> None:
    stage.open("/duyet").keyboard.press("l")
    expect(stage.page.locator("[data-reject]")).to_have_attribute("open", "")


def reason_missing(stage: Stage) -> None:
    rejecting(stage)
    stage.page.keyboard.press("9")
    stage.page.keyboard.press("l")
    expect(stage.page.locator(".alert")).to_be_focused()


def holding(stage: Stage) -> None:
    stage.open("/duyet").keyboard.press("g")


def locked(stage: Stage) -> None:
    seeded = stage.seeded
    seeded.store.reviewing.take_over(seeded.collaborator, stage.ids["flagged"], seeded.clock())
    stage.open(f"/tin/{stage.ids['flagged']}")
    expect(stage.page.locator(".taken")).to_be_visible()


def menu_open(stage: Stage) -> None:
    stage.open("/hom-nay").locator("details.menu summary").click()


def all_open(path: str) -> Go:
    def go(stage: Stage) -> None:
        stage.open(path.format(**stage.ids))
        stage.page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")

    return go


def alt_missing(stage: Stage) -> None:
    stage.open(f"/soan/{stage.ids['approved']}").locator("#alt").fill("")
    stage.page.locator("button[value=save]").click()
    expect(stage.page.locator(".alert")).to_be_focused()


def own_draft(stage: Stage) -> None:
    """Of the four eyes two are here: the writer may not approve."""
    stage.be(stage.seeded.collaborator)
    stage.open(f"/bai-dang/{stage.ids['draft']}")
    assert stage.page.locator(f"form[action='/bai-dang/{stage.ids['draft']}/duyet']").count() == 0


def outcome_unknown(stage: Stage) -> None:
    stage.open(f"/bai-dang/{unknown(stage.seeded)}")


def page_paused(stage: Stage) -> None:
    seeded = stage.seeded
    seeded.store.pages.pause(seeded.page.id, "asked", seeded.clock(), by=seeded.editor)
    stage.open("/trang")


def bad_time(stage: Stage) -> None:
    stage.open(f"/bai-dang/{stage.ids['approved_post']}")
    stage.page.locator("#wall_time").evaluate("one => { one.type = 'text'; one.value = '2020-01-01T08:00'; }")
    stage.page.locator(".schedule button.primary").click()
    expect(stage.page.locator(".alert")).to_be_visible()


def bulk_looked_at(stage: Stage) -> None:
    stage.open("/duyet/loat?hang=sach").get_by_label("Duyệt các tin này").check()
    stage.page.get_by_role("button", name="Xem trước với mọi tin khớp").click()


def key_twice(stage: Stage) -> None:
    stage.open("/phim-tat").locator("#key-approve").fill("s")
    stage.page.get_by_role("button", name="Lưu phím của tôi").click()
    expect(stage.page.locator(".alert")).to_be_visible()


def bad_file(stage: Stage) -> None:
    stage.open("/lich/tep").locator("#tep").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": b"PK\x03\x04" + bytes(200)}
    )
    stage.page.locator("form[enctype] button").click()
    expect(stage.page.locator(".alert")).to_be_visible()


def nameless_search(stage: Stage) -> None:
    stage.open("/tim?q=tin")
    stage.page.evaluate("document.querySelector('form[action=\"/tim/giu\"]').noValidate = true")
    stage.page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    stage.page.locator("form[action='/tim/giu'] button").click()
    expect(stage.page.locator(".alert")).to_be_visible()


def withdraw_nameless(stage: Stage) -> None:
    stage.open(f"/bai-dang/{stage.ids['published']}/go")
    stage.page.evaluate("for (const one of document.forms) one.noValidate = true")
    stage.page.locator("main form button").first.click()
    expect(stage.page.locator(".alert")).to_be_visible()


def secret_made(stage: Stage) -> None:
    stage.open("/lich/dang-ky").get_by_role("button", name="Tạo địa chỉ bí mật").click()
    expect(stage.page.locator("#secret")).to_be_visible()


def token_made(stage: Stage) -> None:
    page = stage.open("/tai-khoan/ma-truy-cap")
    page.locator("main [name=name]").fill("máy của tôi")
    page.locator("main [type=checkbox]").first.check()
    page.locator("main [name=password]").fill(PASSWORD)
    page.locator("main form:has([name=password]) button").first.click()
    page.wait_for_load_state()


def administering(path: str) -> Go:
    def go(stage: Stage) -> None:
        stage.be(stage.seeded.users[Role.ADMINISTRATOR])
        stage.open(path.format(person=stage.seeded.collaborator.id))
        stage.page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")

    return go


def invited(stage: Stage) -> None:
    administering("/nguoi-dung")(stage)
    stage.page.get_by_role("button", name="Tạo liên kết").click()
    expect(stage.page.locator("#link")).to_be_visible()


def accepting(stage: Stage) -> None:
    invited(stage)
    link = stage.page.locator("#link").input_value()
    stage.be(None)
    stage.page.goto(link)


def not_allowed(stage: Stage) -> None:
    stage.be(stage.seeded.collaborator)
    stage.open("/nguoi-dung")


def form_of_an_older_session(stage: Stage) -> None:
    stage.open(f"/soan/{stage.ids['approved']}")
    stage.page.locator("#caption").fill("Lời đã gõ")
    stage.page.evaluate("for (const one of document.querySelectorAll('#compose [name=_csrf]')) one.value = 'x'")
    stage.page.locator("button[value=save]").click()
    expect(stage.page.locator(".kept")).to_contain_text("Lời đã gõ")


def method_wrong(stage: Stage) -> None:
    stage.open("/dang-xuat")


def body_too_large(stage: Stage) -> None:
    stage.open("/phim-tat")
    stage.page.evaluate(
        "() => { const field = document.querySelector('#key-undo'); field.removeAttribute('maxlength');"
        " field.value = 'a'.repeat(70000); field.form.noValidate = true; field.form.requestSubmit(); }"
    )
    expect(stage.page.locator(".error-code")).to_have_text("413")


def desk_broken(stage: Stage) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("a bug")

    with stage.patched.context() as patched:
        patched.setattr(stage.seeded.store.sources, "statuses", broken)
        stage.open("/nguon")
    expect(stage.page.locator(".error-code")).to_have_text("500")


def desk_busy(stage: Stage) -> None:
    def busy(*_args: object) -> None:
        raise StoreBusy

    with stage.patched.context() as patched:
        patched.setattr(stage.seeded.store.articles, "count", busy)
        stage.open("/hom-nay")
    expect(stage.page.locator(".error-code")).to_have_text("503")


def log_in(stage: Stage, login: str, password: str) -> None:
    stage.be(None)
    page = stage.open("/dang-nhap")
    page.locator("#login").fill(login)
    page.locator("#password").fill(password)
    page.locator("button.primary").click()
    page.wait_for_load_state()


def login_failed(stage: Stage) -> None:
    log_in(stage, "ai-do", "sai-mat-khau")
    expect(stage.page.locator(".alert")).to_be_visible()


def login_throttled(stage: Stage) -> None:
    for _ in range(throttle.PER_LOGIN):
        throttle.record_failure(stage.seeded.store, throttle.keys("ai-do", "203.0.113.5"), stage.seeded.clock())
    with stage.page.expect_response("**/dang-nhap") as answer:
        log_in(stage, "ai-do", "sai-mat-khau")
    assert answer.value.status in (200, 429)
    expect(stage.page.locator(".alert")).to_be_visible()


def session_over(stage: Stage) -> None:
    stage.open(f"/soan/{stage.ids['approved']}")
    stage.page.locator("#caption").fill("Lời đã gõ")
    stage.be(None)
    stage.page.locator("button[value=save]").click()
    expect(stage.page.locator("#login")).to_be_visible()


def setting_up(stage: Stage) -> str:
    stage.be(stage.seeded.second)
    page = stage.open("/tai-khoan/hai-buoc")
    page.locator("main [name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator(".key")).to_be_visible()
    return page.locator(".key").inner_text().replace(" ", "")


def codes_shown(stage: Stage) -> None:
    secret = setting_up(stage)
    stage.page.locator("main [name=code]").fill(pyotp.TOTP(secret).at(stage.seeded.clock()))
    stage.page.get_by_role("button", name="Bật").click()
    expect(stage.page.locator(".codes")).to_be_visible()


def code_asked(stage: Stage) -> None:
    log_in(stage, "minh", PASSWORD)
    expect(stage.page.locator("[name=code]")).to_be_visible()


def code_wrong(stage: Stage) -> None:
    code_asked(stage)
    stage.page.locator("[name=code]").fill("000000")
    stage.page.locator("button.primary").click()
    expect(stage.page.locator(".alert")).to_be_visible()


def guest(path: str) -> Go:
    def go(stage: Stage) -> None:
        stage.be(None)
        stage.open(path)

    return go


AFTER: dict[str, tuple[str, Go]] = {
    "review, rejecting": ("review.html", rejecting),
    "review, reason missing": ("review.html", reason_missing),
    "review, holding": ("review.html", holding),
    "review, all panels open": ("review.html", all_open("/duyet")),
    "changed, all panels open": ("article.html", all_open("/tin/{changed}")),
    "menu open": ("today.html", menu_open),
    "locked card": ("article.html", locked),
    "compose, all panels open": ("compose.html", all_open("/soan/{approved}")),
    "compose, alt text missing": ("compose.html", alt_missing),
    "post, its writer waits for another": ("post.html", own_draft),
    "post, all panels open": ("post.html", all_open("/bai-dang/{scheduled}")),
    "post, a time that cannot be": ("post.html", bad_time),
    "missed posts": ("missed.html", lambda stage: stage.open("/bai-dang/lo-gio")),
    "checks, all panels open": ("checks.html", all_open("/kiem-tra")),
    "many at once, preview": ("bulk_preview.html", bulk_looked_at),
    "keys, one twice": ("keys.html", key_twice),
    "find, all panels open": ("find.html", all_open("/tim?q=tin")),
    "find, nothing": ("find.html", lambda stage: stage.open("/tim?q=khongcotunay")),
    "find, no name": ("find.html", nameless_search),
    "file, no plan": ("plan_files.html", bad_file),
    "withdraw, no reason": ("amend.html", withdraw_nameless),
    "calendar, secret address made": ("subscription.html", secret_made),
    "calendar, a post, all panels open": ("sheet.html", all_open("/lich/bai/{scheduled}")),
    "day, all panels open": ("day.html", all_open("/lich/ngay/2026-11-25")),
    "account, all panels open": ("account.html", all_open("/tai-khoan")),
    "log, filtered to nothing": ("audit.html", lambda stage: stage.open("/nhat-ky?tu=2030-01-01")),
    "token made": ("token.html", token_made),
    "older session": ("resume.html", form_of_an_older_session),
    "404": ("error.html", lambda stage: stage.open("/khong-co")),
    "405": ("error.html", method_wrong),
    "413": ("error.html", body_too_large),
    "500": ("error.html", desk_broken),
    "503": ("error.html", desk_busy),
    "session over": ("login.html", session_over),
    "403": ("error.html", not_allowed),
    "people": ("people.html", administering("/nguoi-dung")),
    "person": ("person.html", administering("/nguoi-dung/{person}")),
    "invitation made": ("invitation.html", invited),
    "invited": ("invited.html", accepting),
    "invitation gone": ("error.html", guest("/loi-moi/khong-co")),
    "login": ("login.html", guest("/dang-nhap")),
    "login failed": ("login.html", login_failed),
    "429": ("login.html", login_throttled),
    "second step, picture": ("second_factor.html", setting_up),
    "recovery codes": ("recovery_codes.html", codes_shown),
    "code asked": ("login_code.html", code_asked),
    "code wrong": ("login_code.html", code_wrong),
    "outcome unknown": ("post.html", outcome_unknown),
    "unknown, in the list": ("missed.html", lambda stage: stage.open("/bai-dang/lo-gio")),
    "page paused": ("pages.html", page_paused),
    "today, page paused": ("today.html", lambda stage: stage.open("/hom-nay")),
    "post of a paused page": ("post.html", lambda stage: stage.open(f"/bai-dang/{stage.ids['scheduled']}")),
}
"""States beside the addresses of `test_browser.addresses`: what is shown, and how it comes to be. In this order, of one
desk: some leave something behind that the next ones show."""

EMPTY = (
    "/hom-nay", "/duyet", "/duyet?hang=sach", "/duyet/dang-giu", "/duyet/loat", "/tin-da-duyet", "/tim",
    "/bai-dang", "/bai-dang/lo-gio", "/lich", "/lich?tuan=2026-W48", "/lich?danh-sach=2026-11-20",
    "/tong-ket/2026-W48", "/nguon", "/suc-khoe", "/nhat-ky", "/ke-hoach", "/tai-khoan/ma-truy-cap",
)  # fmt: skip
"""Where a desk on its first day has nothing to show yet."""
ELSEWHERE = {"oidc_go.html": "test_browser_people.test_the_way_by_a_provider_in_a_browser"}
"""Templates that need a desk of their own, and the test that looks at them."""
NO_PAGES = {
    "/healthz", "/metrics", "/favicon.ico", "/manifest.webmanifest", "/sw.js", "/feed/{page_id}.xml",
    "/lich/ics/{token}.ics", "/tin/{article_id:int}/anh", "/tong-ket/{week}/tai-ve", "/lich/tep/tai-ve",
    "/", "/tong-ket", "/duyet/ke-tiep", "/bai-dang/{post_id:int}/xem-gio", "/dang-nhap/oidc", "/dang-nhap/oidc/ve",
}  # fmt: skip
"""What is read and is no whole page of its own: pictures, feeds, files, parts of pages, ways to elsewhere."""


@pytest.fixture
def stage(browser: Browser, filled: Filled, axe: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("ANHDUONG_KEY", new_key().reveal())
    with serving(filled.seeded) as live:
        context = browser.new_context(viewport=WIDE, locale="vi-VN", reduced_motion="reduce")  # type: ignore[arg-type]
        watched = Watched(context.new_page())
        page = watched.page
        page.on("dialog", lambda dialog: dialog.accept())
        yield Stage(live, filled.ids, context, page, axe, monkeypatch, watched.complaints)
        context.close()


def assert_clean(faults: dict[str, list[str]]) -> None:
    found = {what: said for what, said in faults.items() if said}
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)


@pytest.mark.parametrize("part", range(3))
def test_every_page_is_clean_under_every_light_width_and_size_of_text(stage: Stage, part: int) -> None:
    stage.be(stage.seeded.editor)
    rows = list(addresses(stage.seeded, stage.ids).items())[part::3]
    faults = {}
    for what, path in rows:
        stage.open(path)
        faults[what] = stage.faults() + stage.complaints
        stage.complaints.clear()
    assert_clean(faults)


@pytest.mark.parametrize("part", range(3))
def test_every_state_is_clean_under_every_light_width_and_size_of_text(stage: Stage, part: int) -> None:
    shown: list[str] = []
    real = rendering.environment().get_template

    def noting(name: str, *args: Any, **given: Any) -> Any:
        shown.append(name)
        return real(name, *args, **given)

    stage.patched.setattr(rendering.environment(), "get_template", noting)
    rows = list(AFTER.items())
    size = -(-len(rows) // 3)
    faults = {}
    for what, (template, go) in rows[part * size : (part + 1) * size]:
        stage.be(stage.seeded.editor)
        shown.clear()
        go(stage)
        assert template in shown, f"{what} shows {shown}"
        faults[what] = stage.faults()
    assert_clean(faults)


def test_a_desk_on_its_first_day_is_clean_too(browser: Browser, seeded: Seeded, axe: str) -> None:
    with serving(seeded) as live:
        context = browser.new_context(viewport=WIDE, locale="vi-VN", reduced_motion="reduce")  # type: ignore[arg-type]
        enter(context, live, seeded.editor).page.close()
        stage = Stage(live, {}, context, context.new_page(), axe, pytest.MonkeyPatch(), [])
        faults = {}
        for path in EMPTY:
            stage.open(path)
            faults[path] = stage.faults()
        context.close()
    assert_clean(faults)


def pattern_of(path: str) -> re.Pattern[str]:
    """Of a route: what the addresses look like that it answers."""
    named = {":int}": r"\d+", ":path}": ".+", "}": "[^/]+"}
    return re.compile(re.sub(r"\{\w+(:int\}|:path\}|\})", lambda found: named[found[1]], path))


def test_no_page_and_no_template_is_without_a_row(filled: Filled) -> None:
    paths = [path.partition("?")[0] for path in addresses(filled.seeded, filled.ids).values()]
    shown = {template for template, _go in AFTER.values()}
    folder = Path(rendering.__file__).parent / "templates"
    source = "".join(path.read_text(encoding="utf-8") for path in (folder.parent / "views").glob("*.py"))
    of_page = {rule.path for rule in RULES if rule.method == "GET"} - NO_PAGES
    reached = {path for path in of_page if any(pattern_of(path).fullmatch(one) for one in paths)}
    beside = {"/bai-dang/lo-gio", "/kiem-tra", "/tim", "/nguoi-dung", "/nguoi-dung/{user_id:int}", "/dang-nhap",
              "/dang-nhap/ma", "/loi-moi/{token}"}  # fmt: skip
    assert of_page - reached - beside == set(), "a page without a row"
    whole = {path.name for path in folder.glob("*.html")} - {"layout.html"} - set(ELSEWHERE)
    by_address = {name for name in whole if name in source} - shown
    assert {name for name in whole if name not in source and name != "error.html"} == set()
    assert by_address <= BY_ADDRESS, "a template that no row shows"


BY_ADDRESS = {
    "api.html", "articles.html", "bulk.html", "bulk_done.html", "calendar.html", "copy.html", "digest.html",
    "health.html", "held.html", "plan.html", "posts.html", "sources.html", "tokens.html", "versions.html",
}  # fmt: skip
"""Templates of pages that `addresses` opens."""
