"""Selectors proposed for pages of many content systems: every article of the main list, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers import page_tree, urls
from crawlers.discover_listing import Proposal, propose
from crawlers.discover_selectors import links
from crawlers.policy import host_policy
from crawlers.reading_errors import ExtractError
from crawlers.sources import load_sources
from tests.crawlers import discover_pages
from tests.crawlers.discover_pages import PAGES, ListPage, document

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def proposed(html: str, url: str) -> Proposal | None:
    allowed = host_policy(url, url)
    root = page_tree.load(html.encode(), "text/html")
    return propose(root, url, allowed=lambda a: allowed.refusal(a) is None, zone="Asia/Ho_Chi_Minh", now=NOW)


@pytest.mark.parametrize("make", PAGES, ids=lambda make: make.__name__)
def test_the_selector_takes_the_main_list_and_nothing_else(make: Callable[[], ListPage]) -> None:
    page = make()
    found = proposed(page.html, page.url)
    assert found is not None
    assert [link.url for link in found.links] == [urls.canonical(page.absolute(path)) for path in page.wanted]
    # What the selector says about a tree is what a visit will follow.
    root = page_tree.load(page.html.encode(), "text/html")
    on_site = [u for u in links(root, found.article_link, page.url) if u.startswith(page.absolute("/"))]
    assert sorted(on_site) == sorted(link.url for link in found.links)


@pytest.mark.parametrize("make", PAGES, ids=lambda make: make.__name__)
def test_the_next_page_is_the_first_that_its_selector_names(make: Callable[[], ListPage]) -> None:
    page = make()
    found = proposed(page.html, page.url)
    assert found is not None
    if page.next_path is None:
        assert found.next_page is None
    else:
        assert found.next_page is not None
        first = next(iter(links(page_tree.load(page.html, None), found.next_page, page.url)))
        assert first == urls.canonical(page.absolute(page.next_path))


@pytest.mark.parametrize("make", PAGES, ids=lambda make: make.__name__)
def test_titles_are_the_headlines(make: Callable[[], ListPage]) -> None:
    page = make()
    found = proposed(page.html, page.url)
    assert found is not None
    assert [link.title for link in found.links] == discover_pages.HEADLINES[: len(page.wanted)]


@pytest.mark.parametrize("make", PAGES, ids=lambda make: make.__name__)
def test_the_source_list_accepts_the_selectors(make: Callable[[], ListPage], tmp_path: Path) -> None:
    page = make()
    found = proposed(page.html, page.url)
    assert found is not None
    entry = tmp_path / "sources.toml"
    lines = [
        "[[source]]",
        *('id = "a"', 'publisher = "A"', 'name = "A"', 'kind = "listing"', 'licence = "A"'),
        f"home = '{page.absolute('/')}'",
        f"url = '{page.url}'",
        "[source.selectors]",
        f"article_link = '{found.article_link}'",
        *([f"next_page = '{found.next_page}'"] if found.next_page else []),
    ]
    entry.write_text("\n".join(lines), encoding="utf-8")
    (source,) = load_sources(entry)
    assert source.selectors.article_link == found.article_link


def test_selectors_hold_when_the_articles_change() -> None:
    """Tomorrow's page has other articles under the same template."""
    page = discover_pages.story_boxes()
    found = proposed(page.html, page.url)
    assert found is not None
    later = page.html.replace("-post4102", "-post4377").replace("Khởi công", "Khánh thành")
    root = page_tree.load(later, None)
    assert len(links(root, found.article_link, page.url)) == len(page.wanted)


def test_a_time_beside_a_link_is_its_time() -> None:
    found = proposed(discover_pages.plain_list().html, discover_pages.plain_list().url)
    assert found is not None
    assert [link.published_at.date().day for link in found.links if link.published_at] == list(range(22, 10, -1))


@pytest.mark.parametrize(
    "body",
    [
        "<p>Trang đang bảo trì, xin quay lại sau.</p>",
        "<ul>" + "".join(f'<li><a href="/muc-{n}/">Mục {n}</a></li>' for n in range(20)) + "</ul>",
        '<nav><ul>' + "".join(f'<li><a href="/{discover_pages.slug(m)}/">{m}</a></li>' for m in
                              discover_pages.LONG_MENU) + "</ul></nav><form><input></form>",
        '<div id="root"></div><script src="/app.js"></script>',
        "<h2>Văn bản mới</h2><ul>" + "".join(
            f'<li><a href="/files/qd-{n}.pdf">Quyết định số {n} về việc ban hành quy chế làm việc</a></li>'
            for n in range(9)) + "</ul>",
        "<div>" + "".join(
            f'<h3><a href="https://bao-khac.example-bao.com/bai-so-{n}-cua-toa-soan-khac.html">Bài số {n} của một tòa '
            f"soạn khác trên trang khác</a></h3>" for n in range(9)) + "</div>",
    ],
    ids=["notice", "sections", "menu", "script", "files", "elsewhere"],
)  # fmt: skip
def test_a_page_without_a_list_gets_no_proposal(body: str) -> None:
    assert proposed(document("Trang", body), "https://a.example-bao.vn/") is None


_TAGS = st.sampled_from(["div", "ul", "li", "h3", "a", "td", "table", "span", "nav", "p", "article"])
_CLASSES = st.sampled_from(["", "menu", "tin", "title", "a:b", '"', "item-1", "css-9f8a7b", "phan-trang", "next", "é"])
_HREFS = st.sampled_from(
    [
        "/a",
        "/tin/bai-viet-so-mot-hai-ba-1234.html",
        "//[",
        "javascript:1",
        "?page=2",
        "",
        "a b",
        "http://",
        "#x",
        "/%zz",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(_TAGS, _CLASSES, _HREFS, st.text(max_size=40), st.booleans()), max_size=60),
    st.text(max_size=20),
)
def test_any_page_is_read_without_a_fault(parts: list[tuple[str, str, str, str, bool]], text: str) -> None:
    body = "".join(
        f"<{tag} class='{name}' href='{href}'>{words}" + ("" if left_open else f"</{tag}>")
        for tag, name, href, words, left_open in parts
    )
    try:
        found = proposed(document(text, body), "https://a.example-bao.vn/tin/")
    except ExtractError:
        return
    if found is not None:
        assert len(found.links) >= 3
