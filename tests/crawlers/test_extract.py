"""The pages under `pages/` are written for the project in the manner of the content systems in use in Vietnam."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers import extract as module
from crawlers.extract import Extracted, extract
from crawlers.reading_errors import ExtractError

PAGES = Path(__file__).parent / "pages"
TRUTH: dict[str, Any] = json.loads((PAGES / "ground-truth.json").read_text("utf-8"))
FACTS: dict[str, Any] = json.loads((PAGES / "facts.json").read_text("utf-8"))
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://tinh.gov.vn/tin/bai-1.html"

PARAGRAPHS = (
    "Sáng nay, Ủy ban nhân dân tỉnh tổ chức hội nghị tổng kết công tác phòng, chống thiên tai năm 2026.",
    "Theo báo cáo, trong năm trên địa bàn xảy ra 21 đợt thiên tai, nhiều công trình giao thông bị hư hỏng nặng.",
    "Các địa phương được yêu cầu rà soát những điểm có nguy cơ sạt lở và di dời các hộ dân trước mùa mưa tới.",
)
SOUP = (
    "<div>",
    "</div>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<p>",
    "<h1>",
    "<img src=/a.jpg>",
    "<figure>",
    "</figure>",
    "<ul>",
    "<li>",
    "<br>",
    "<form>",
    "<a href=/x>",
    "</a>",
    "<em>",
    '<div class="related share">',
)
ENGLISH = (
    "The northern province has opened a road that links three communes with the capital of the province.",
    "Work on the road began in March and cost nearly 600 billion dong, most of it from the central budget.",
)
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def page(
    *,
    head: str = "",
    before: str = "",
    body: str = BODY,
    after: str = "",
    title: str = "Tổng kết phòng, chống thiên tai",
) -> str:
    return (
        f'<html lang="vi"><head><meta charset="utf-8">{head}</head><body><h1>{title}</h1>{before}'
        f'<div class="detail-content">{body}</div>{after}</body></html>'
    )


def read(html: str | bytes, **settings: Any) -> Extracted:
    return extract(html, **({"url": URL, "now": NOW} | settings))


@pytest.mark.parametrize("name", TRUTH)
def test_text_of_each_page(name: str) -> None:
    found = read((PAGES / f"{name}.html").read_bytes(), url=TRUTH[name]["url"])
    assert found.text.split("\n\n") == TRUTH[name]["articleBody"].split("\n\n")


@pytest.mark.parametrize("name", TRUTH)
def test_facts_of_each_page(name: str) -> None:
    found = read((PAGES / f"{name}.html").read_bytes(), url=TRUTH[name]["url"])
    seen = {key: getattr(found, key) for key in FACTS[name]}
    for key in ("published_at", "modified_at"):
        if seen.get(key) is not None:
            seen[key] = seen[key].isoformat()
    assert seen == FACTS[name]


@pytest.mark.parametrize(
    "noise",
    [
        '<div class="related-news"><p>Mường Khương chủ động phòng, chống rét cho đàn gia súc vùng cao.</p></div>',
        '<p>&gt;&gt;&gt; Xem thêm: <a href="/x">Sa Pa đón hơn 30 nghìn lượt khách</a></p>',
        '<p><b>Tin liên quan:</b></p><ul><li><a href="/x">Sa Pa đón hơn 30 nghìn lượt khách</a></li></ul>',
        '<p><a href="/x">Sa Pa đón hơn 30 nghìn lượt khách dịp cuối tuần</a></p>',
        '<figure><img src="/a.jpg"><figcaption>Quang cảnh hội nghị. Ảnh: Thu Hà</figcaption></figure>',
        '<p align="center"><img src="/a.jpg"></p><p align="center"><em>Quang cảnh hội nghị.</em></p>',
        '<table class="picture"><tr><td><img src="/a.jpg"></td></tr><tr><td>Quang cảnh hội nghị</td></tr></table>',
        '<div class="social-share"><a>Chia sẻ</a><a>Zalo</a></div>',
        '<div class="author-box"><p>Thu Hà là phóng viên của báo từ năm 2010.</p></div>',
        '<div id="box_comment"><p>Bài viết rất hay và bổ ích cho bà con chúng tôi.</p></div>',
        '<div class="tags">Từ khóa: <a>thiên tai</a></div>',
        '<p style="display:none">Đoạn này người đọc không nhìn thấy trên trang bao giờ cả.</p>',
        "<script>var a = 'đây không phải là nội dung của bài viết';</script>",
    ],
)
def test_noise_inside_the_body_is_left_out(noise: str) -> None:
    middle = f"<p>{PARAGRAPHS[0]}</p>{noise}<p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>"
    assert read(page(body=middle)).text.split("\n\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "ending",
    [
        '<p style="text-align:right"><b>Thu Hà</b></p>',
        "<p>Bài, ảnh: Thu Hà</p>",
        "<p>© 2026 Báo của tỉnh. Ghi rõ nguồn khi phát hành lại.</p>",
        "<p>Theo TTXVN</p>",
    ],
)
def test_closing_lines_are_left_out(ending: str) -> None:
    assert read(page(body=BODY + ending)).text.split("\n\n") == list(PARAGRAPHS)


def test_lists_and_tables_are_kept_and_attachments_named() -> None:
    found = read(
        page(
            body=BODY + "<ul><li>Việc thứ nhất</li><li>Việc thứ hai</li></ul>"
            "<table><tr><th>Xã</th><th>Hộ</th></tr><tr><td>Bảo Hà</td><td>41</td></tr></table>"
            '<p><a href="/vb/412-kh.pdf">Kế hoạch số 412/KH-UBND ngày 20/11/2026</a></p>'
        )
    )
    assert "- Việc thứ nhất\n- Việc thứ hai" in found.text
    assert "Xã | Hộ\nBảo Hà | 41" in found.text
    assert found.text.endswith("Kế hoạch số 412/KH-UBND ngày 20/11/2026")


def test_sapo_outside_the_body_comes_first_once() -> None:
    sapo = "Năm 2026, thiên tai gây thiệt hại ước tính 320 tỷ đồng; tỉnh đặt mục tiêu cảnh báo sớm đến từng thôn."
    outside = read(page(before=f'<h2 class="sapo">{sapo}</h2>'))
    inside = read(page(before=f'<h2 class="sapo">{sapo}</h2>', body=f"<p>{sapo}</p>{BODY}"))
    assert outside.text == inside.text == "\n\n".join([sapo, *PARAGRAPHS])
    assert outside.lead == sapo


@pytest.mark.parametrize(
    ("head", "before", "published"),
    [
        (
            '<meta property="article:published_time" content="2026-11-23T08:15:00.000 +07:00">',
            "",
            "2026-11-23T08:15:00+07:00",
        ),
        ('<meta property="article:published_time" content="2026-11-23T08:15:00">', "", "2026-11-23T08:15:00+07:00"),
        ('<meta name="pubdate" content="2026-11-23T01:15:00Z">', "", "2026-11-23T01:15:00+00:00"),
        ("", '<time datetime="2026-11-23T08:15:00+07:00">23/11</time>', "2026-11-23T08:15:00+07:00"),
        ("", "<div><span>08:15</span> | <span>23/11/2026</span></div>", "2026-11-23T08:15:00+07:00"),
        ("", "<p>Đăng: 22/11/2026 07:00 - Cập nhật: 23/11/2026 08:15</p>", "2026-11-22T07:00:00+07:00"),
        ('<meta name="date" content="2026-11-23">', "<p>23/11/2026 08:15</p>", "2026-11-23T08:15:00+07:00"),
        ('<meta name="date" content="11/5/2026 8:15:00 AM">', "<p>05/11/2026 08:15</p>", "2026-11-05T08:15:00+07:00"),
        (
            '<meta property="article:published_time" content="2026-11-23T08:15:00Z">',
            "<p>23/11/2026 08:15</p>",
            "2026-11-23T08:15:00+07:00",
        ),
        ('<meta property="article:published_time" content="2026-12-23T08:15:00+07:00">', "", None),
    ],
)
def test_instant_of_publication(head: str, before: str, published: str | None) -> None:
    found = read(page(head=head, before=before))
    assert (found.published_at and found.published_at.isoformat()) == published


def test_todays_date_in_the_page_header_is_not_the_articles() -> None:
    html = page().replace(
        "<body>", '<body><div id="top"><span>Thứ Hai, 23/11/2026, 09:00</span></div><div><div><div>', 1
    )
    assert read(html).published_at is None


@pytest.mark.parametrize(
    "document",
    [
        {"@type": "NewsArticle", "headline": "X", "datePublished": "2026-11-23T08:15:00+07:00"},
        [{"@type": "WebSite", "name": "Y"}, {"@type": ["NewsArticle"], "datePublished": "2026-11-23T08:15:00+07:00"}],
        {"@graph": [{"@type": "BreadcrumbList"}, {"@type": "Article", "datePublished": "2026-11-23T08:15:00+07:00"}]},
        json.dumps({"@type": "NewsArticle", "datePublished": "2026-11-23T08:15:00+07:00"}),
    ],
    ids=["plain", "list", "graph", "a string of JSON"],
)
def test_json_ld_in_every_wrapping(document: object) -> None:
    script = f'<script type="application/ld+json">{json.dumps(document)}</script>'
    escaped = script.replace('"@', "&quot;@") if isinstance(document, dict) else script
    for head in (script, escaped if isinstance(document, str) else script.replace("}</s", ",}</s")):
        assert read(page(head=head)).published_at == datetime(2026, 11, 23, 8, 15, tzinfo=HANOI)


@pytest.mark.parametrize(
    "stated",
    [
        "Tổng kết phòng, chống thiên tai | Báo Lào Cai",
        "Tổng kết phòng, chống thiên tai - Cổng TTĐT tỉnh Lào Cai",
        "Trang chủ » Tổng kết phòng, chống thiên tai",
        "Báo Lào Cai điện tử - Tin tức - Tổng kết phòng, chống thiên tai",
    ],
)
def test_title_without_the_sites_name(stated: str) -> None:
    html = page(head=f"<title>{stated}</title>", title="Cổng thông tin").replace("<h1>Cổng thông tin</h1>", "")
    assert read(html).title == "Tổng kết phòng, chống thiên tai"


def test_a_dash_inside_a_title_stays() -> None:
    title = "Tuyến Lào Cai - Hà Nội thêm hai đôi tàu"
    assert read(page(head=f"<title>{title}</title>", title=title)).title == title


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("/tin/bai-chinh.html", "https://tinh.gov.vn/tin/bai-chinh.html"),
        ("https://tinh.gov.vn/", URL),
        ("https://khac.vn/bai.html", URL),
        ("javascript:void(0)", URL),
    ],
)
def test_canonical_address_only_when_sane(link: str, canonical: str) -> None:
    assert read(page(head=f'<link rel="canonical" href="{link}">')).canonical_url == canonical


@pytest.mark.parametrize("bad", ["/images/logo.png", "data:image/png;base64,AAAA", "/img/no-image.jpg", "/icon.svg"])
def test_lead_picture_is_never_a_logo(bad: str) -> None:
    figure = '<figure><img src="/anh/hoi-nghi.jpg"><figcaption>Quang cảnh (Ảnh: Thu Hà)</figcaption></figure>'
    found = read(page(head=f'<meta property="og:image" content="{bad}">', body=figure + BODY))
    assert found.image == "https://tinh.gov.vn/anh/hoi-nghi.jpg"
    assert found.image_credit == "Thu Hà"


def test_selectors_override() -> None:
    html = page(
        before='<div id="d">22/11/2026 06:30</div><b id="w">Thu Hà</b>',
        after=f'<div id="t"><p>{PARAGRAPHS[2] * 2}</p></div>',
    )
    found = read(html, selectors={"text": "#t", "date": "#d", "byline": "#w", "title": "h1"})
    assert found.text == PARAGRAPHS[2] * 2
    assert found.published_at == datetime(2026, 11, 22, 6, 30, tzinfo=HANOI)
    assert found.byline == "Thu Hà"
    with pytest.raises(ExtractError) as caught:
        read(html, selectors={"text": "p["})
    assert caught.value.code == "page-bad-selector"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_charsets(encoding: str) -> None:
    assert read(page().replace("utf-8", encoding).encode(encoding)).text.split("\n\n") == list(PARAGRAPHS)


def test_text_is_nfc_without_control_characters() -> None:
    found = read(page(body=BODY.replace("Ủy", "U\u0309y").replace("năm", "na\u0306m\x01\u200b")))
    assert found.text.split("\n\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "page-empty"),
        (b"  \n", "page-empty"),
        (b"%PDF-1.4 ...", "page-not-html"),
        (b"\x89PNG\r\n\x1a\n", "page-not-html"),
        (b'{"a": 1}', "page-not-html"),
        (b"just words", "page-not-html"),
        (b'<?xml version="1.0"?><rss><channel/></rss>', "page-not-html"),
        (b"<html><body><p>Short.</p></body></html>", "page-no-article"),
        (b"<div>" * 200_000, "page-too-deep"),
        (b"<p>x" * 300_000, "page-too-complex"),
        (b"<p " + b"a=1 b " * 20_000 + b">x", "page-too-complex"),
        (b"<p>" + b"x" * 10_000_000, "page-too-large"),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, code: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(body)
    assert caught.value.code == code


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_an_article_or_an_error(body: bytes) -> None:
    with suppress(ExtractError):
        read(b"<html>" + body)


@settings(deadline=None)
@given(st.lists(st.sampled_from([*SOUP, *PARAGRAPHS]), max_size=40))
def test_any_soup_gives_an_article_or_an_error(parts: list[str]) -> None:
    try:
        found = read("<html lang=vi><body>" + "".join(parts))
    except ExtractError:
        return
    assert found.text.strip()
    assert "<" not in found.text


@settings(deadline=None)
@given(st.lists(st.sampled_from([*SOUP, *ENGLISH]), max_size=40))
def test_any_english_soup_gives_an_article_or_an_error(parts: list[str]) -> None:
    with suppress(ExtractError):
        assert read("<html lang=en><body>" + "".join(parts)).text.strip()


def test_module_exports_the_contract() -> None:
    assert set(module.__all__) >= {"Extracted", "extract", "ExtractError"}
