"""A corpus of markup through every field that a publisher or a user fills, and through addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import lxml.html
import pytest

from crawlers.items import Picture
from pipeline import review
from pipeline.model import Page, RejectReason, Role
from pipeline.store.bulk import BulkKind, Chosen
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded, password_hash, seed, visited

# `data-xss` marks what must never become an element or an attribute of one.
CORPUS = (
    "<script data-xss>window.xss=1</script>",
    '"><img data-xss src=x onerror=window.xss=1>',
    "'><svg data-xss onload=window.xss=1>",
    "</textarea><iframe data-xss srcdoc='<script>parent.xss=1</script>'></iframe>",
    "</title><style data-xss>*{display:none}</style>",
    '<div data-xss hx-post="/dang-xuat" hx-trigger="load"></div>',
    '<button data-xss data-key="approve" autofocus>x</button>',
    '" autofocus onfocus=window.xss=1 data-xss x="',
    "<a data-xss href='javascript:window.xss=1'>x</a>",
    "{{ 7*7 }}{% include 'layout.html' %}<b data-xss>",
    "<!--<b data-xss>--!><base data-xss href=//evil.example>",
    "\u2028<b data-xss>\u202e\ufffe",
    "&lt;b data-xss&gt; <b data-xss>",
)


@pytest.fixture(params=CORPUS)
def payload(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def poisoned(tmp_path: Path, payload: str) -> Iterator[Seeded]:
    made = poison(seed(tmp_path), payload)
    yield made
    made.store.close()


def poison(made: Seeded, payload: str) -> Seeded:
    """A desk in which every field that comes from outside holds the payload."""
    made.store.sources.sync([("bao-mau", f"Báo {payload}", payload), ("cong-mau", payload, payload)])
    visited(made, "cong-mau", f"trả lời {payload}")
    picture = Picture(f"https://bao.example.vn/a.png?{payload}", f"Ảnh {payload}", f"Mô tả {payload}")
    fields = {"lead": payload, "byline": payload, "section": payload, "image": picture}
    text = f"Một {payload} hai.\n\nBa {payload}"
    near = made.article(f"Gần {payload}", text, **fields)
    flags = [
        ("advertorial", "high", payload, f"Lý do {payload}"),
        (f"khac {payload}", "low", "Một", payload),
    ]
    article = made.article(f"Tít {payload}", text, flags, near=[(near, 0.9)], **fields)
    url = made.get(article).url
    made.store.articles.upsert(
        made.found(f"Tít mới {payload}", f"{text}\n\nThêm {payload}", url=url, canonical_url=url, **fields)
    )
    made.judge(flags)
    user = made.store.users.add("doc", f"Tên {payload}", Role.COLLABORATOR, password_hash(), made.clock())
    made.users[Role.COLLABORATOR] = user
    made.draft(f"Soạn {payload}", **fields)
    made.approved(f"Duyệt {payload}", **fields)
    rejected = made.article(f"Loại {payload}", text, **fields)
    review.reject(made.store, user, rejected, 1, RejectReason.OTHER, f"ghi chú {payload}", made.clock())
    held = made.article(f"Giữ {payload}", text, flags, **fields)
    review.hold(made.store, user, held, 1, f"chờ {payload}", made.clock())
    many = [Chosen(made.article(f"Loạt {payload}", text, **fields), 1)]
    review.do_many(made.store, user, BulkKind.REJECT, many, RejectReason.OTHER, f"ghi chú {payload}", made.clock())
    made.scheduled(f"Hẹn {payload}")
    made.published(f"Đăng {payload}")
    return made


def assert_harmless(html: str, payload: str) -> None:
    document = lxml.html.document_fromstring(html.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    for element in document.iter(lxml.etree.Element):
        attributes = dict(element.attrib)
        assert "data-xss" not in attributes, f"{payload!r} became <{element.tag}>"
        assert not any(name.startswith("on") or name in ("style", "srcdoc") for name in attributes)
        assert element.tag not in ("iframe", "object", "embed", "base", "style")
        if element.tag == "script":
            assert attributes["src"].startswith("/static/")
            assert not (element.text or "").strip()
        for name in ("href", "src", "action", "formaction", "hx-post", "hx-get"):
            if name in attributes:
                place = urlsplit(attributes[name])
                # A calendar's own address is opened by the program that has calendars.
                assert place.scheme in ("", "http", "https", "webcal"), f"{name}={attributes[name]!r}"
                assert place.netloc != "evil.example"
    assert "49" not in (document.findtext(".//h1") or "")


PATHS = (
    "/",
    "/hom-nay",
    "/duyet/dang-giu",
    "/duyet/loat",
    "/duyet/loat?hang=sach",
    "/duyet/loat/1",
    "/duyet/ke-tiep?sau=1",
    "/phim-tat",
    "/duyet",
    "/duyet?hang=sach",
    "/tin/1",
    "/tin/2",
    "/tin/4",
    "/tin/5",
    "/tin-da-duyet",
    "/tin-da-duyet?loc=tu-choi",
    "/soan/4",
    "/bai-dang",
    "/bai-dang/1",
    "/bai-dang/1/sua",
    "/bai-dang/2",
    "/bai-dang/3",
    "/lich",
    "/tong-ket/2026-W48",
    "/nguon",
    "/trang",
    "/nhat-ky",
)


def test_no_field_of_a_publisher_or_a_user_becomes_markup(poisoned: Seeded, payload: str) -> None:
    visitor = Visitor(poisoned).enter(poisoned.collaborator)
    shown = 0
    for path in PATHS:
        response = visitor.get(path)
        assert response.status_code == 200, path
        assert_harmless(response.text, payload)
        shown += "data-xss" in response.text
    assert shown > len(PATHS) // 2, "the corpus did not reach the pages"
    remote = poisoned.store.posts.list(limit=50)
    published = next(post for post in remote if post.remote_url)
    assert_harmless(visitor.get(f"/outbox/{published.remote_url}").text, payload)


def test_no_form_field_is_reflected_as_markup(poisoned: Seeded, payload: str) -> None:
    visitor = Visitor(poisoned).enter(poisoned.collaborator)
    flagged = 2
    version = str(poisoned.get(flagged).version)
    answers = [
        visitor.post(f"/duyet/{flagged}/tu-choi", {"version": version, "reason": payload, "note": payload}),
        visitor.post(f"/duyet/{flagged}/tu-choi", {"version": "1", "reason": "other", "note": payload}),
        visitor.post("/soan/4", {"caption": payload, "alt": payload, "picture": "1", "action": "preview"}),
        visitor.post("/soan/4", {"caption": "", "alt": payload, "trang": "trang-1"}),
        visitor.post("/bai-dang/1/sua", {"caption": payload, "version": "99"}),
        visitor.post("/bai-dang/1/hen-gio", {"version": "1", "wall_time": payload}),
    ]
    editor = Visitor(poisoned).enter(poisoned.editor)
    answers.append(editor.post("/bai-dang/2/hen-gio", {"version": "1", "wall_time": payload}))
    stranger = Visitor(poisoned)
    stranger.get("/dang-nhap")
    answers.append(stranger.post("/dang-nhap", {"login": payload, "password": "x", "next": payload, "held": payload}))
    answers.append(stranger.post("/soan/4", {"caption": payload, payload: payload}))
    visitor.token = "old"
    answers.append(visitor.post("/soan/4", {"caption": payload, payload: payload}))
    for response in answers:
        assert response.status_code in (200, 401, 403, 409, 422)
        assert_harmless(response.text, payload)


def test_no_address_is_reflected_as_markup(poisoned: Seeded, payload: str) -> None:
    visitor = Visitor(poisoned).enter(poisoned.collaborator)
    inert = quote(payload, safe="")
    for path in (
        f"/duyet?hang={inert}&bao={inert}&so={inert}",
        f"/tin-da-duyet?loc={inert}&truoc={inert}",
        f"/bai-dang?trang-thai={inert}&trang={inert}&truoc={inert}",
        f"/lich?thang={inert}&trang={inert}",
        f"/tong-ket?tuan={inert}",
        f"/tong-ket/{inert}",
        f"/nhat-ky?truoc={inert}",
        f"/soan/4?trang={inert}",
        f"/outbox/{inert}",
        f"/{inert}",
    ):
        assert_harmless(visitor.get(path).text, payload)
    assert_harmless(Visitor(poisoned).get(f"/dang-nhap?next={inert}").text, payload)
    assert_harmless(
        visitor.get("/", headers={"host": f"evil{payload.encode('ascii', 'ignore').decode()}"}).text, payload
    )


def test_a_page_name_is_text_too(tmp_path: Path, payload: str) -> None:
    made = seed(tmp_path)
    article = made.approved()
    pages = (replace(made.page, name=payload, operator=payload), Page("khac", payload, payload))
    hostile = replace(made, settings=replace(made.settings, pages=pages, operator=payload))
    visitor = Visitor(hostile).enter(made.collaborator)
    for path in ("/", f"/soan/{article}", "/bai-dang", "/lich"):
        assert_harmless(visitor.get(path).text, payload)
    made.store.close()


def test_an_address_of_an_article_that_is_no_web_address_is_not_linked(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.article(url="javascript:window.xss=1", canonical_url="javascript:window.xss=1")
    assert_harmless(collaborator.get(f"/tin/{article}").text, "javascript:")
