"""The portal as a pure function: pages, feeds, sitemaps, conditional requests, the two editions."""

from __future__ import annotations

import gzip
import io
import json
import re
import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from urllib.parse import urlsplit

import feedparser
import lxml.etree
import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from protego import Protego

from crawlers.sample_portal import Edition, Portal, PortalArticle, SecondVisit, sources_toml
from crawlers.sources import load_sources

BASE = "http://127.0.0.1:8021"
NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)  # Monday 09:15 in Vietnam
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def article(number: int, **changes: object) -> PortalArticle:
    values: dict[str, object] = {
        "slug": f"bai-so-{number}",
        "id": number,
        "section": "tin-tuc",
        "title": f"Bài số {number} về thời tiết",
        "body": f"Sapo của bài {number}.\n\nĐoạn hai, ngày {{D-2}}.\n\nĐoạn ba.\n\nĐoạn bốn.\n\nĐoạn năm bài {number}.",
        "age": timedelta(hours=number),
        "byline": "Ban Biên tập",
        "picture": "bridge",
        "credit": "Ảnh: Cổng thông tin mẫu",
        "caption": "Cầu mới.",
    }
    return PortalArticle(**(values | changes))  # type: ignore[arg-type]


CORRECTED = article(
    101,
    title="Cầu Bản Vai dài 87 m",
    body="Sapo.\n\nCầu dài 87 m.\n\nĐoạn cuối.",
    second_visit=SecondVisit("corrected", "Đính chính: cầu dài 78 m.", (("87 m", "78 m"),)),
)
WITHDRAWN = article(102, section="doi-song", second_visit=SecondVisit("withdrawn"))
TABLE = article(
    103,
    section="doi-song",
    picture=None,
    attachment="bang-gia.pdf",
    body="Sapo có bảng.\n\n## Bảng giá\n\nMục | Giá\nNước | 7.000\n\nTrang chủ | Tin tức",
)
ARTICLES = (
    *(article(number) for number in range(1, 24)),
    CORRECTED,
    WITHDRAWN,
    TABLE,
    article(104, section="doi-song", syndicated_from=103, attachment="phieu.docx"),
    article(105, section="doi-song", attachment="danh-muc.xlsx"),
)
FIRST = Portal(ARTICLES, NOW, BASE)
SECOND = Portal(ARTICLES, NOW, BASE, "second")


def get(path: str, portal: Portal = FIRST, **headers: str) -> bytes:
    response = portal.respond("GET", path, {name.replace("_", "-"): value for name, value in headers.items()})
    assert response.status == 200, (path, response.status)
    return response.body


def page(path: str, portal: Portal = FIRST) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(get(path, portal).decode())


def path_of(number: int, portal: Portal = FIRST) -> str:
    return next(story.path for story in portal.stories.live if story.id == number)


def news_article(path: str, portal: Portal = FIRST) -> dict[str, object]:
    blocks = [json.loads(node.text) for node in page(path, portal).xpath("//script[@type='application/ld+json']")]
    return next(block for block in blocks if block["@type"] == "NewsArticle")


def locations(path: str, portal: Portal = FIRST) -> list[str]:
    body = get(path, portal)
    if path.endswith(".gz"):
        body = gzip.decompress(body)
    found = lxml.etree.fromstring(body).xpath("//s:loc/text()", namespaces=SITEMAP)
    return [urlsplit(str(url)).path for url in found]


def sitemap_paths(portal: Portal) -> set[str]:
    return {path for child in locations("/sitemap.xml", portal) for path in locations(child, portal)}


class Outline(HTMLParser):
    """Checks that every element that is opened is closed in order, and gathers ids."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids.update(str(value) for name, value in attrs if name == "id")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, tag


def all_pages(portal: Portal) -> dict[str, bytes]:
    """Every page that a visitor reaches from the home page and the sitemap, by path."""
    seen: dict[str, bytes] = {}
    waiting = ["/", *sitemap_paths(portal)]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        response = portal.respond("GET", path, {})
        assert response.status == 200, path
        seen[path] = response.body
        if response.headers["Content-Type"].startswith("text/html"):
            document = lxml.html.document_fromstring(response.body.decode())
            for link in document.xpath("//@href | //img/@src | //script/@src | //meta[@property='og:image']/@content"):
                parts = urlsplit(str(link))
                if parts.scheme in ("", "http") and parts.netloc in ("", "127.0.0.1:8021"):
                    waiting += [parts.path] if parts.path != "/quan-tri/" else []
    return seen


def test_every_link_of_the_site_leads_somewhere_and_every_story_is_reached() -> None:
    pages = all_pages(FIRST)
    assert {story.path for story in FIRST.stories.live} <= set(pages)
    assert {"/rss/home.rss", "/atom/doi-song.xml", "/tai-lieu/bang-gia.pdf", "/anh/bridge.png"} <= set(pages)


@pytest.mark.parametrize("portal", [FIRST, SECOND], ids=["first", "second"])
def test_every_html_page_is_well_formed_and_accessible_in_the_plain_things(portal: Portal) -> None:
    for path, body in all_pages(portal).items():
        if not body.startswith(b"<!DOCTYPE html>"):
            continue
        outline = Outline()
        outline.feed(body.decode())
        assert outline.open == [], path
        assert [name for name, count in outline.ids.items() if count > 1] == [], path
        document = lxml.html.document_fromstring(body.decode())
        assert document.get("lang") == "vi"
        assert len(document.xpath("//h1")) == 1, path
        assert document.xpath("//img[not(@alt)]") == []
        assert len(document.xpath("//link[@rel='canonical']")) == 1, path
        assert "trang mẫu để trình diễn" in document.xpath("string(//footer)")


def test_article_page_carries_what_a_real_one_does() -> None:
    path = path_of(1)
    document = page(path)
    assert document.xpath("string(//h1)") == "Bài số 1 về thời tiết"
    assert "Thứ Hai, 23/11/2026, 08:15 (GMT+7)" in document.xpath("string(//main)")
    assert document.xpath("string(//link[@rel='canonical']/@href)") == BASE + path
    data = news_article(path)
    assert data["datePublished"] == data["dateModified"] == "2026-11-23T08:15:00+07:00"
    assert data["author"] == {"@type": "Organization", "name": "Ban Biên tập"}
    assert data["image"] == [f"{BASE}/anh/bridge.png"]
    properties = {meta.get("property"): meta.get("content") for meta in document.xpath("//meta[@property]")}
    assert properties["og:image"] == f"{BASE}/anh/bridge.png"
    assert properties["article:published_time"] == "2026-11-23T08:15:00+07:00"
    caption = document.xpath("string(//figure/figcaption)")
    assert "Cầu mới." in caption
    assert "Ảnh: Cổng thông tin mẫu" in caption
    paragraphs = [node.text_content() for node in document.xpath("//div[@class='noi-dung']/p")]
    assert paragraphs == [
        "Sapo của bài 1.",
        "Đoạn hai, ngày 21/11/2026.",
        "Đoạn ba.",
        "Đoạn bốn.",
        "Đoạn năm bài 1.",
        "Ban Biên tập",
    ]


def test_headings_and_tables_are_markup_but_a_single_barred_line_is_text() -> None:
    document = page(path_of(103))
    assert document.xpath("//div[@class='noi-dung']/h2/text()") == ["Bảng giá"]
    assert document.xpath("//table//th/text()") == ["Mục", "Giá"]
    assert document.xpath("//table//td/text()") == ["Nước", "7.000"]
    assert document.xpath("//div[@class='noi-dung']/p[text()='Trang chủ | Tin tức']")
    assert document.xpath("//figure") == []
    assert "image" not in news_article(path_of(103))


def test_related_links_never_name_the_story_or_its_copy() -> None:
    links = page(path_of(104)).xpath(
        "//section[@class='xem-them']//a/@href | //aside[contains(@class,'trong-bai')]//a/@href"
    )
    assert links
    assert not {path_of(103), path_of(104)} & set(links)


@pytest.mark.parametrize(
    ("path", "kind", "start"),
    [
        ("/tai-lieu/bang-gia.pdf", "application/pdf", b"%PDF-1.4"),
        ("/tai-lieu/phieu.docx", "application/vnd.openxmlformats", b"PK\x03\x04"),
        ("/tai-lieu/danh-muc.xlsx", "application/vnd.openxmlformats", b"PK\x03\x04"),
        ("/anh/terraces.svg", "image/svg+xml; charset=utf-8", b"<svg"),
        ("/anh/terraces.png", "image/png", b"\x89PNG"),
        ("/static/portal.css", "text/css; charset=utf-8", b":root"),
        ("/rss/tin-tuc.rss", "application/rss+xml; charset=utf-8", b"<?xml"),
        ("/atom/doi-song.xml", "application/atom+xml; charset=utf-8", b"<?xml"),
        ("/sitemap.xml", "application/xml; charset=utf-8", b"<?xml"),
        ("/sitemap-doi-song.xml.gz", "application/gzip", b"\x1f\x8b"),
        ("/robots.txt", "text/plain; charset=utf-8", b"User-agent"),
    ],
)
def test_files_have_their_type_and_length(path: str, kind: str, start: bytes) -> None:
    response = FIRST.respond("GET", path, {})
    assert response.headers["Content-Type"].startswith(kind)
    assert response.headers["Content-Length"] == str(len(response.body))
    assert response.body.startswith(start)
    head = FIRST.respond("HEAD", path, {})
    assert (head.status, head.body, head.headers) == (200, b"", response.headers)


def test_picture_is_of_the_size_that_the_page_says() -> None:
    with Image.open(io.BytesIO(get("/anh/horse.png"))) as image:
        assert image.size == (1200, 675)
        assert len(set(image.resize((60, 34)).convert("RGB").get_flattened_data())) > 50


def test_rss_lists_the_newest_of_its_section_with_offset_dates_and_pictures() -> None:
    feed = feedparser.parse(get("/rss/tin-tuc.rss"))
    assert not feed.bozo
    assert feed.version == "rss20"
    assert [entry.link for entry in feed.entries] == [BASE + s.path for s in FIRST.stories.of("tin-tuc")[:20]]
    first = feed.entries[0]
    assert first.published == "Mon, 23 Nov 2026 08:15:00 +0700"
    assert first.guid == "cong-mau-anh-duong-1"
    assert first.media_content[0]["url"] == f"{BASE}/anh/bridge.png"
    assert "<p>Sapo của bài 1.</p>" in first.summary


def test_atom_lists_its_section() -> None:
    feed = feedparser.parse(get("/atom/doi-song.xml"))
    assert not feed.bozo
    assert feed.version == "atom10"
    assert {entry.id.rpartition("-")[2] for entry in feed.entries} == {"102", "103", "104", "105"}
    assert all(entry.updated.endswith("+07:00") for entry in feed.entries)


def test_sitemaps_name_every_story_and_the_news_map_only_the_fresh() -> None:
    assert {story.path for story in FIRST.stories.live} <= sitemap_paths(FIRST)
    fresh = {story.path for story in FIRST.stories.live if FIRST.now0 - story.published <= timedelta(days=2)}
    assert fresh < {story.path for story in FIRST.stories.live}
    assert set(locations("/sitemap-news.xml")) == fresh


def test_the_sitemap_of_articles_names_articles_and_nothing_else() -> None:
    children = locations("/sitemap-bai-viet.xml")
    assert set(children) < set(locations("/sitemap.xml"))
    named = {path for child in children for path in locations(child)}
    assert named == {story.path for story in FIRST.stories.live}
    assert {"/", "/tin-tuc/"} <= sitemap_paths(FIRST)


def test_robots_closes_the_back_door_and_names_the_sitemap() -> None:
    robots = Protego.parse(get("/robots.txt").decode())
    assert not robots.can_fetch(f"{BASE}/quan-tri/dang-nhap", "AnhDuongDesk")
    assert robots.can_fetch(f"{BASE}/tin-tuc/", "AnhDuongDesk")
    assert robots.crawl_delay("AnhDuongDesk") == 0.1
    assert list(robots.sitemaps) == [f"{BASE}/sitemap.xml"]
    assert FIRST.respond("GET", "/quan-tri/dang-nhap", {}).status == 403


def test_listing_pages_follow_each_other_and_name_every_story_once() -> None:
    path, links = "/tin-tuc/", []
    visited = []
    while path:
        visited.append(path)
        document = page(path)
        links += document.xpath("//h3[@class='tin-tieu-de']/a/@href")
        path = document.xpath("string(//main//a[@rel='next']/@href)")
        assert bool(path) == bool(document.xpath("//head/link[@rel='next']"))
    assert visited == ["/tin-tuc/", "/tin-tuc/trang-2.html", "/tin-tuc/trang-3.html"]
    assert links == [story.path for story in FIRST.stories.of("tin-tuc")]


@pytest.mark.parametrize("path", ["/", "/tin-tuc/", "/rss/home.rss", "/sitemap.xml", "/anh/tea.svg", "/robots.txt"])
def test_conditional_get_is_honoured(path: str) -> None:
    full = FIRST.respond("GET", path, {}).headers
    etag, modified = full["ETag"], full["Last-Modified"]
    hits = [etag, f"W/{etag}", f'"other", W/{etag}', f'W/"x",{etag} , "y"', "*", " * "]
    for value in hits:
        response = FIRST.respond("GET", path, {"If-None-Match": value})
        assert (response.status, response.body) == (304, b""), value
        assert response.headers["ETag"] == etag
        assert "Content-Type" not in response.headers
    for value in ['"other"', etag.strip('"'), "", f'"x{etag[1:]}']:
        assert FIRST.respond("GET", path, {"if-none-match": value}).status == 200, value
    assert FIRST.respond("HEAD", path, {"IF-MODIFIED-SINCE": modified}).status == 304
    earlier = parsedate_to_datetime(modified) - timedelta(seconds=1)
    for value in [earlier.strftime("%a, %d %b %Y %H:%M:%S GMT"), "yesterday", "", "Mon, 99 Nov 2026 99:00:00 GMT"]:
        assert FIRST.respond("GET", path, {"If-Modified-Since": value}).status == 200, value
    both = {"If-None-Match": '"other"', "If-Modified-Since": modified}
    assert FIRST.respond("GET", path, both).status == 200, "If-None-Match goes before If-Modified-Since"


def test_a_restart_with_the_same_clock_changes_nothing() -> None:
    again = Portal(ARTICLES, NOW.astimezone(FIRST.now0.tzinfo), BASE + "/")
    for path in all_pages(FIRST):
        assert again.respond("GET", path, {}).headers == FIRST.respond("GET", path, {}).headers, path


def test_the_second_visit_finds_the_correction() -> None:
    before, after = path_of(101), path_of(101, SECOND)
    assert before == after, "a corrected title does not move the page"
    text = page(after, SECOND).xpath("string(//article)")
    assert "Cầu Bản Vai dài 78 m" in text
    assert "87 m" not in text
    assert "Đính chính: cầu dài 78 m." in text
    assert "Đính chính" not in page(before).xpath("string(//article)")
    data = news_article(after, SECOND)
    assert data["datePublished"] == news_article(before)["datePublished"]
    assert data["dateModified"] == "2026-11-23T09:15:00+07:00"
    old = FIRST.respond("GET", before, {}).headers
    for condition in ({"If-None-Match": old["ETag"]}, {"If-Modified-Since": old["Last-Modified"]}):
        assert SECOND.respond("GET", after, condition).status == 200


def test_the_second_visit_finds_the_withdrawn_story_nowhere() -> None:
    path = path_of(102)
    response = SECOND.respond("GET", path, {"If-None-Match": "*"})
    assert response.status == 410
    assert "ETag" not in response.headers
    for reached, body in all_pages(SECOND).items():
        assert path.encode() not in (gzip.decompress(body) if reached.endswith(".gz") else body), reached
    for listing in ("/doi-song/", "/atom/doi-song.xml", "/sitemap-doi-song.xml.gz"):
        old = FIRST.respond("GET", listing, {}).headers
        assert SECOND.respond("GET", listing, {"If-None-Match": old["ETag"]}).status == 200
        assert SECOND.respond("GET", listing, {"If-Modified-Since": old["Last-Modified"]}).status == 200


def test_pages_that_say_the_same_on_both_visits_answer_304() -> None:
    same = [path_of(1), path_of(2), "/tin-tuc/", "/anh/bridge.png", "/tai-lieu/bang-gia.pdf"]
    for path in same:
        old = FIRST.respond("GET", path, {}).headers
        assert SECOND.respond("GET", path, {"If-None-Match": old["ETag"]}).status == 304, path
        assert SECOND.respond("GET", path, {"If-Modified-Since": old["Last-Modified"]}).status == 304, path


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/tin-tuc", "/tin-tuc/"),
        ("/tin-tuc/trang-1.html", "/tin-tuc/"),
        ("/tu-khoa/thoi-tiet", "/tu-khoa/thoi-tiet/"),
        ("/index.html", "/"),
        ("/tin-tuc/ten-cu-1.html", "/tin-tuc/bai-so-1-1.html"),
        ("/doi-song/bai-so-1-1.html?utm_source=rss", "/tin-tuc/bai-so-1-1.html"),
    ],
)
def test_old_addresses_lead_to_the_canonical_one(path: str, target: str) -> None:
    response = FIRST.respond("GET", path, {})
    assert (response.status, response.headers["Location"]) == (301, BASE + target)


@pytest.mark.parametrize(
    "path",
    [
        "",
        *"/khong-co.html /tin-tuc/bai-so-999-999.html /static/../server.py /static/%2e%2e/site.py".split(),
        *"/anh/x.png /anh/tea.gif * // tin-tuc/ /tin-tuc/trang-99.html /tin-tuc/trang-2 /tu-khoa/khong-co/".split(),
    ],
)
def test_what_is_not_there_is_404_with_a_page(path: str) -> None:
    response = FIRST.respond("GET", path, {})
    assert response.status == 404
    assert "Không tìm thấy trang" in response.body.decode()
    assert "ETag" not in response.headers
    head = FIRST.respond("HEAD", path, {})
    assert (head.status, head.body) == (404, b"")
    assert head.headers == response.headers


def test_query_strings_do_not_matter() -> None:
    assert get(path_of(1) + "?utm_source=zalo&x=1#top") == get(path_of(1))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_reading_is_allowed(method: str) -> None:
    response = FIRST.respond(method, "/", {})
    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")


@given(
    path=st.one_of(st.text(max_size=80), st.from_regex(r"/[a-z./%-]{0,30}[0-9]{0,12}(\.html)?", fullmatch=True)),
    none_match=st.text(max_size=60),
    since=st.text(max_size=40),
)
def test_no_request_breaks_the_portal(path: str, none_match: str, since: str) -> None:
    response = FIRST.respond("GET", path, {"If-None-Match": none_match, "If-Modified-Since": since})
    assert response.status in (200, 301, 304, 403, 404)
    since_only = FIRST.respond("GET", "/", {"If-Modified-Since": since})
    assert since_only.status in (200, 304)


def test_hostile_text_stays_text() -> None:
    nasty = "</script><script>alert(1)</script> ]]> & <b>đậm</b> \ufffd \"'"
    portal = Portal([article(1, title=nasty, body=f"{nasty}\n\n{nasty}", byline=nasty, caption=nasty)], NOW, BASE)
    path = path_of(1, portal)
    document = page(path, portal)
    assert document.xpath("string(//h1)") == nasty
    assert not document.xpath("//script[contains(text(), 'alert(1)')][not(@type)]")
    assert news_article(path, portal)["headline"] == nasty
    for feed in ("/rss/home.rss", "/atom/tin-tuc.xml"):
        assert nasty in lxml.etree.fromstring(get(feed, portal)).xpath(
            "//*[local-name()='title'][parent::*[local-name()='item' or local-name()='entry']]/text()"
        )
    assert lxml.etree.fromstring(get("/sitemap-news.xml", portal)) is not None


def test_a_portal_without_articles_still_answers() -> None:
    portal = Portal([], NOW, BASE)
    assert {"/tin-tuc/", "/doi-song/"} <= set(sitemap_paths(portal))
    assert feedparser.parse(get("/rss/home.rss", portal)).entries == []
    assert b"<updated>2026-11-23T09:15:00+07:00</updated>" in get("/atom/home.xml", portal)


def test_a_naive_clock_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Portal(ARTICLES, datetime(2026, 11, 23), BASE)


def test_edition_by_name_or_member() -> None:
    assert Portal([], NOW, BASE, Edition.SECOND).edition is Portal([], NOW, BASE, "second").edition


def test_sources_cover_every_story_and_are_read_by_the_desk(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "sources.toml"
    file.write_text(sources_toml(BASE + "/"), encoding="utf-8")
    sources = load_sources(file, allow_loopback=True)
    assert [(source.id, source.kind) for source in sources] == [
        ("cong-mau-tin-tuc", "feed"),
        ("cong-mau-doi-song", "listing"),
        ("cong-mau-toan-trang", "sitemap"),
    ]
    assert {source.publisher for source in sources} == {"Cổng thông tin mẫu Ánh Dương"}
    for source in sources:
        assert FIRST.respond("GET", urlsplit(source.url).path, {}).status == 200
    listing = tomllib.loads(file.read_text(encoding="utf-8"))["source"][1]
    document = page(urlsplit(listing["url"]).path)
    links = document.cssselect(listing["selectors"]["article_link"])
    assert [link.get("href") for link in links] == [story.path for story in FIRST.stories.of("doi-song")]
    following = page("/tin-tuc/").cssselect(listing["selectors"]["next_page"])
    assert {link.get("href") for link in following} == {"/tin-tuc/trang-2.html"}


def test_pdf_carries_the_vietnamese_letters_for_who_copies_the_text() -> None:
    body = get("/tai-lieu/bang-gia.pdf")
    spans = re.findall(rb"/ActualText <FEFF([0-9A-F]+)>", body)
    text = "\n".join(bytes.fromhex(span.decode()).decode("utf-16-be") for span in spans)
    assert "Bài số 103 về thời tiết" in text
    assert "Sapo có bảng." in text
    start = int(body.rpartition(b"startxref\n")[2].split()[0])
    offsets = re.findall(rb"(\d{10}) 00000 n", body[start:])
    for number, offset in enumerate(offsets, 1):
        assert body[int(offset) :].startswith(b"%d 0 obj" % number)
