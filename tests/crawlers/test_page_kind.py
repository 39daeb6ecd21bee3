"""Which pages of a sitemap are articles. Every page is written for this test in the manner of a content system."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import page_kind
from crawlers.extract import extract
from crawlers.page_kind import PageKind, Signs
from crawlers.reading_errors import NoArticle, NotAnArticle

ZONE = "Asia/Ho_Chi_Minh"
SENTENCE = "Sáng nay, cán bộ xã cùng bà con các thôn ra đồng nạo vét kênh mương, chuẩn bị nước tưới cho vụ lúa xuân."
RUNNING = f"<p>{SENTENCE}</p>" * 5
NAV = "".join(f'<li><a href="/muc-{n}/">Chuyên mục số {n}</a></li>' for n in range(12))
WEBSITE = '<meta property="og:type" content="website">'
ARTICLE = '<meta property="og:type" content="article">'
DATED = '<meta property="article:published_time" content="2026-11-20T08:00:00+07:00">'
SHOWN = '<div class="ngay-dang">Thứ sáu, 20/11/2026 08:00</div>'
CARD = '<div class="tin"><h3><a href="/{n}">Tin số {n} về việc sửa đường liên thôn</a></h3><p>{text}</p></div>'
CARDS = "".join(CARD.format(n=n, text=SENTENCE) for n in range(15))
FLAT_CARDS = "".join(f'<h3><a href="/{n}">Tin số {n} về việc sửa đường</a></h3><p>{SENTENCE}</p>' for n in range(15))
BOXED_CARDS = "".join(
    f'<li><h3><a href="/{n}">Tin số {n} về việc sửa đường</a></h3><div class="desc"><p>{SENTENCE}</p></div></li>'
    for n in range(15)
)


def kind(body: str, head: str = "", title: str = "Bà con ra quân làm thủy lợi") -> PageKind:
    html = (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><ul>{NAV}</ul><h1>{title}</h1>{body}</body></html>"
    )
    return read(html)


def read(html: str | bytes, text_selector: str | None = None) -> PageKind:
    """What `extract` makes of a page that may be no article; one without any text is told apart by its error."""
    selectors = {"text": text_selector} if text_selector else None
    try:
        extract(html, zone=ZONE, selectors=selectors, may_be_other=True)
    except NotAnArticle:
        return PageKind.OTHER
    except NoArticle:
        return PageKind.UNCLEAR
    return PageKind.ARTICLE


def ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


NEWS = ld('{"@type":"NewsArticle","headline":"Bà con ra quân","datePublished":"2026-11-20T08:00:00+07:00"}')
LISTED = ld(
    '{"@type":"ItemList","itemListElement":['
    + ",".join(
        f'{{"@type":"ListItem","item":{{"@type":"NewsArticle","headline":"Tin {n}",'
        f'"datePublished":"2026-11-20T08:00:00+07:00"}}}}'
        for n in range(5)
    )
    + "]}"
)


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (RUNNING, ARTICLE),
        (RUNNING, DATED),
        (RUNNING, NEWS),
        (RUNNING, ""),
        (RUNNING, WEBSITE + DATED),
        (f"<p>{SENTENCE}</p>", ARTICLE),
        (f"{SHOWN}<p>{SENTENCE}</p>", ""),
        ("<div class=noidung>" + f"{SENTENCE}<br><br>" * 5 + "</div>", ""),
        ("<div class=noidung>" + f"<div><p><span>{SENTENCE}</span></p></div>" * 5 + "</div>", ""),
        (f'<form><table><tr><td id="ctl00_noidung">{RUNNING}</td></tr></table></form>', ""),
        (f"{RUNNING}<ul>" + "".join(f'<li><a href="/k{n}">Tin khác số {n}</a></li>' for n in range(9)) + "</ul>", ""),
        (f"<article>{RUNNING}</article><section><h2>Xem thêm</h2>{CARDS}</section>", ARTICLE + DATED),
    ],
)
def test_articles(body: str, head: str) -> None:
    assert kind(body, head) is PageKind.ARTICLE


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (CARDS, WEBSITE),
        (CARDS, ""),
        (CARDS, ARTICLE),
        (FLAT_CARDS, ""),
        (FLAT_CARDS, ARTICLE),
        (f"<ul>{BOXED_CARDS}</ul>", ""),
        (f"{SHOWN}<ul>{BOXED_CARDS}</ul>", ""),
        (CARDS, LISTED),
        (RUNNING, WEBSITE),
        (RUNNING, ld('{"@type":"AboutPage","name":"Về chúng tôi"}')),
        (CARDS, ld('{"@graph":[{"@type":["WebPage","CollectionPage"],"name":"Tin tức"}]}')),
        ("", WEBSITE),
        ("", ""),
    ],
)
def test_other_pages(body: str, head: str) -> None:
    assert kind(body, head) is PageKind.OTHER


@pytest.mark.parametrize("title", ["Giới thiệu chung", "Liên hệ", "Cơ cấu tổ chức", "Sơ đồ trang"])
def test_standing_pages_are_no_articles_unless_dated(title: str) -> None:
    assert kind(RUNNING, title=title) is PageKind.OTHER
    assert kind(RUNNING, DATED, title=f"{title} sách mới") is PageKind.ARTICLE
    assert kind(SHOWN + RUNNING, title=f"{title} sách mới") is PageKind.ARTICLE


def test_a_notice_says_nothing_of_the_page_behind_it() -> None:
    html = "<html><title>Thông báo</title><body><p>Hệ thống đang bảo trì, mời quay lại sau.</p></body></html>"
    assert read(html) is PageKind.UNCLEAR


def test_a_selector_that_finds_its_box_decides() -> None:
    html = f'<html>{WEBSITE}<body><div id="bai">{SENTENCE}</div><ul>{NAV}</ul></body></html>'.encode()
    assert read(html, "#bai") is PageKind.ARTICLE
    assert read(html, "#khac") is PageKind.OTHER


def test_the_menu_around_a_page_of_pictures_is_no_article() -> None:
    assert kind("<img src=/anh/1.jpg>", ARTICLE + DATED) is PageKind.UNCLEAR


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "pages").glob("*.html")), ids=lambda path: path.stem)
def test_articles_in_the_manner_of_content_systems(path: Path) -> None:
    assert read(path.read_bytes()) is PageKind.ARTICLE


SIGNS = st.builds(
    Signs,
    says_article=st.booleans(),
    says_other=st.booleans(),
    is_dated=st.booleans(),
    shows_date=st.booleans(),
    lists_articles=st.booleans(),
    running=st.sampled_from((0, 80, 399, 400, 5000)),
    cards=st.integers(0, 30),
    links=st.integers(0, 10),
)


@given(SIGNS)
def test_a_page_without_text_is_an_article_only_when_it_gives_its_date(signs: Signs) -> None:
    if signs.running == 0 and not signs.is_dated:
        assert page_kind.decide(signs) is not PageKind.ARTICLE
