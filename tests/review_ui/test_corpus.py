"""Hostile text in every field that a publisher, a setting or a person fills, looked at in the DOM of a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from crawlers.items import Picture
from pipeline import people, review
from pipeline.captions import CaptionTemplate
from pipeline.model import RejectReason, Role
from tests.review_ui.conftest import Live, Visitor, serving
from tests.review_ui.seed import PASSWORD, Seeded, password_hash, seed, visited
from tests.review_ui.test_browser import enter
from tests.review_ui.test_xss import CORPUS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

LONG = "".join(CORPUS[:10] + CORPUS[11:])
SHORT = '"><img data-xss src=x onerror=window.xss=1>'

WATCH = """
  window.broken = [];
  document.addEventListener('securitypolicyviolation',
    (event) => window.broken.push(event.violatedDirective + ' ' + event.blockedURI));
  for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => { window.xss = 1; };
"""


def marked(name: str, payload: str = LONG) -> str:
    """A field's text: its name, by which it is found on the pages again, and what must stay text."""
    return f"⟦{name}⟧{payload}"


SHOWN = {
    "title", "lead", "text", "byline", "credit", "alt", "source", "trouble", "reason", "quote", "note", "held",
    "writer", "caption", "template", "search", "invited", "token", "page", "operator", "paused",
}  # fmt: skip
"""Every field that is filled below. Each must be seen on some page, or this test would look at nothing."""


def poisoned(made: Seeded) -> Seeded:
    """Through the desk's own forms where a person fills a field, else through the store."""
    page = replace(made.page, name=marked("page", SHORT), operator=marked("operator", SHORT), hashtags=("#the",))
    templates = (CaptionTemplate(marked("template", SHORT), "{lead} " + LONG.replace("{", "(").replace("}", ")")),)
    made.settings = replace(made.settings, pages=(page,), operator=marked("operator"), templates=templates)
    store, now = made.store, made.clock
    store.sources.sync([("bao-mau", marked("source"), LONG), ("cong-mau", LONG, LONG)])
    visited(made, "cong-mau", marked("trouble"))
    picture = Picture("https://bao.example.vn/a.png", marked("credit"), marked("alt", SHORT))
    fields = {"lead": marked("lead"), "byline": marked("byline"), "section": LONG, "image": picture}
    text = f"Một {marked('text')} hai.\n\n{marked('quote', SHORT)} ba"
    flags = [("advertorial", "high", marked("quote", SHORT), marked("reason"))]
    made.article(marked("title"), text, flags, **fields)  # type: ignore[arg-type]
    writer = store.users.add("doc", marked("writer", SHORT), Role.EDITOR, password_hash(), now())
    made.users[Role.EDITOR] = writer
    rejected = made.article("Loại", text, **fields)  # type: ignore[arg-type]
    review.reject(store, writer, rejected, 1, RejectReason.OTHER, marked("note"), now())
    put_aside = made.article("Giữ", text, flags, **fields)  # type: ignore[arg-type]
    review.hold(store, writer, put_aside, 1, marked("held"), now())

    person = Visitor(made).enter(writer)
    approved = made.approved("Soạn", **{**fields, "image": None})
    person.get(f"/soan/{approved}")
    typed = {"caption": marked("caption"), "hashtags": "#the", "trang": page.id, "action": "save"}
    assert person.post(f"/soan/{approved}", typed).status_code == 303
    store.pages.pause(page.id, marked("paused", SHORT), now(), by=writer)
    assert person.post("/tim/giu", {"query": "q=tin", "name": marked("search", SHORT)}).status_code == 303
    token = {"name": marked("token", SHORT), "scope": "read", "days": "30", "password": PASSWORD}
    assert person.post("/tai-khoan/ma-truy-cap", token).status_code == 200
    people.invite(store, None, Role.EDITOR, marked("invited", SHORT), 3, now())
    return made


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    made = poisoned(seed(tmp_path))
    with serving(made) as served:
        yield served
    made.store.close()


def test_no_hostile_text_becomes_more_than_text_on_any_page(browser: Browser, live: Live) -> None:
    seeded = live.seeded
    context = browser.new_context(locale="vi-VN")
    asked: list[str] = []
    context.route(
        re.compile(r"https?://(?!127\.0\.0\.1)"), lambda route: (asked.append(route.request.url), route.abort())
    )
    context.add_init_script(WATCH)
    boss = replace(seeded.users[Role.ADMINISTRATOR])
    seen: set[str] = set()

    def look(user: object, paths: list[str]) -> None:
        context.clear_cookies()
        page = enter(context, live, user).page  # type: ignore[arg-type]
        page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
        for path in paths:
            page.goto(live.url + path)
            page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
            assert page.evaluate("window.xss") is None, path
            assert page.evaluate("window.broken") == [], path
            assert page.locator("[data-xss]").count() == 0, path
            assert (
                page.evaluate("document.querySelectorAll('main iframe, main style, main base, main script').length")
                == 0
            )
            held = page.evaluate(
                "document.body.innerText + [...document.querySelectorAll('input, textarea, option')]"
                ".map((one) => one.value + one.textContent + (one.title ?? '')).join(' ')"
                " + [...document.querySelectorAll('img')].map((one) => one.alt).join(' ')"
            )
            seen.update(re.findall(r"⟦(\w+)⟧", held))
        page.close()

    numbers = range(1, 6)
    everybody = [
        "/hom-nay", "/duyet", "/duyet?hang=sach", "/duyet/dang-giu", "/duyet/loat", "/tin-da-duyet", "/tim?q=tin",
        "/bai-dang",
        "/tin-da-duyet?loc=tu-choi", "/lich", "/lich?tuan=2026-W48", "/lich?danh-sach=2026-11-20",
        "/lich/ngay/2026-11-25",
        "/tong-ket/2026-W48", "/nguon", "/kiem-tra", "/trang", "/suc-khoe", "/nhat-ky", "/ke-hoach", "/tai-khoan",
        "/tai-khoan/ma-truy-cap", "/lich/tep", "/lich/dang-ky", "/phim-tat", "/bai-dang/lo-gio",
        *(f"/tin/{n}" for n in numbers), "/soan/4", "/bai-dang/1", "/bai-dang/1/sua", "/bai-dang/1/ban", "/lich/bai/1",
        "/bai-dang/1/chep",
    ]  # fmt: skip
    look(seeded.editor, everybody)
    look(boss, ["/nguoi-dung", f"/nguoi-dung/{seeded.editor.id}", "/nhat-ky", "/trang", "/duyet"])
    context.close()
    assert asked == []
    assert SHOWN - seen == set(), "not seen on any page"


def test_cells_of_a_file_stay_text(browser: Browser, live: Live) -> None:
    context = browser.new_context(locale="vi-VN")
    context.add_init_script(WATCH)
    page = enter(context, live, live.seeded.editor).page
    page.goto(live.url + "/lich/tep")
    quoted = marked("cell").replace('"', '""').replace("\u2028", " ")
    text = f'post,page,wall_time\n"{quoted}","{quoted}","{quoted}"\n1,"{quoted}",2026-11-30T08:00\n'
    page.locator("#tep").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.locator("form[enctype] button").click()
    page.wait_for_load_state()
    assert "⟦cell⟧" in page.content()
    assert page.evaluate("window.xss") is None
    assert page.evaluate("window.broken") == []
    assert page.locator("[data-xss]").count() == 0
    context.close()


def test_the_desk_is_shown_in_no_frame_of_another_site(browser: Browser, live: Live) -> None:
    context = browser.new_context(locale="vi-VN")
    page = enter(context, live, live.seeded.editor).page
    other = live.url.replace("127.0.0.1", "localhost")
    frames = f"<iframe src='{live.url}/hom-nay'></iframe><iframe src='{other}/dang-nhap'></iframe>"
    page.route("https://khac.example.vn/", lambda route: route.fulfill(content_type="text/html", body=frames))
    page.goto("https://khac.example.vn/")
    page.wait_for_timeout(500)
    for frame in page.frames[1:]:
        assert "Ánh Dương" not in frame.content()
        assert not frame.url.startswith((live.url, other))
    assert len(page.frames) == 3
    context.close()
