from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import feeds
from crawlers.reading_errors import FeedError

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 12, tzinfo=HANOI)


def rss(items: str, *, head: str = "", attributes: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{head}<rss version="2.0" {attributes}>'
        f"<channel><title>Báo Lào Cai</title><link>https://baolaocai.vn/</link>{items}</channel></rss>"
    ).encode()


def titles(body: bytes) -> list[str]:
    return [entry.title for entry in feeds.parse(body).entries]


def test_rss_of_a_vietnamese_newspaper() -> None:
    feed = feeds.parse(
        rss(
            """<item><title><![CDATA[Sa Pa đón 30.000 lượt khách]]></title><link>/sa-pa-post1.html?utm_source=rss</link>
            <guid isPermaLink="false">post1</guid><pubDate>Thứ Hai, 23/11/2026, 08:15 (GMT+7)</pubDate>
            <description><![CDATA[<a href="/x"><img src="https://cdn.baolaocai.vn/1.jpg" width="400"></a>
            <br/>Dịp cuối tuần, khách đến <b>Sa Pa</b> tăng &amp; giá phòng ổn định.]]></description></item>"""
        ),
        url="https://baolaocai.vn/rss/home.rss",
        now=NOW,
    )
    (entry,) = feed.entries
    assert (feed.format, feed.title, feed.warnings) == ("rss20", "Báo Lào Cai", ())
    assert entry.title == "Sa Pa đón 30.000 lượt khách"
    assert entry.url == "https://baolaocai.vn/sa-pa-post1.html?utm_source=rss"
    assert entry.guid == "post1"
    assert entry.published_at == datetime(2026, 11, 23, 8, 15, tzinfo=HANOI)
    assert entry.image == "https://cdn.baolaocai.vn/1.jpg"
    assert entry.summary == "Dịp cuối tuần, khách đến Sa Pa tăng & giá phòng ổn định."


def test_atom_links_by_relation_base_and_text_types() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://tinh.gov.vn/tin/"><title>Cổng tỉnh</title>
    <entry><id>tag:1</id><title type="html">Giá &lt;b&gt;điện&lt;/b&gt; &amp;amp; nước</title>
    <link rel="self" href="atom/1"/><link rel="alternate" type="text/html" href="1.html"/>
    <link rel="enclosure" type="image/jpeg" href="/anh.jpg"/><updated>2026-11-23T01:15:00Z</updated>
    <summary>Dùng &lt; 50 kWh</summary></entry></feed>"""
    (entry,) = feeds.parse(body.encode()).entries
    assert entry.title == "Giá điện & nước"
    assert entry.url == "https://tinh.gov.vn/tin/1.html"
    assert entry.image == "https://tinh.gov.vn/anh.jpg"
    assert entry.summary == "Dùng < 50 kWh"
    assert entry.published_at == datetime(2026, 11, 23, 1, 15, tzinfo=UTC)


def test_rdf_and_its_dublin_core_date() -> None:
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>T</title></channel>
    <item rdf:about="https://a.vn/1"><title>Một</title><link>https://a.vn/1</link>
    <dc:date>2026-11-23T08:15:00+07:00</dc:date></item></rdf:RDF>"""
    feed = feeds.parse(body.encode())
    assert feed.format == "rss10"
    assert feed.entries[0].url == feed.entries[0].guid == "https://a.vn/1"
    assert feed.entries[0].published_at == datetime(2026, 11, 23, 8, 15, tzinfo=HANOI)


def test_json_feed() -> None:
    body = json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "T",
            "items": [{"id": "1", "url": "/1", "title": "Một", "content_html": "<p>A<img src='/a.png'></p>",
                       "date_published": "2026-11-23T08:15:00+07:00"}, "rác"],
        }
    )  # fmt: skip
    feed = feeds.parse(body.encode(), url="https://a.vn/feed.json")
    (entry,) = feed.entries
    assert (feed.format, entry.url, entry.summary, entry.image) == (
        "json11",
        "https://a.vn/1",
        "A",
        "https://a.vn/a.png",
    )


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("Mưa &amp; gió", "Mưa & gió"),
        ("<![CDATA[Mưa &amp; gió]]>", "Mưa & gió"),
        ("<![CDATA[Mưa <b>to</b>]]>", "Mưa to"),
        ("1 &lt; 2", "1 < 2"),
        ("AT&amp;T tuyển dụng", "AT&T tuyển dụng"),
        ("Tin&#10;  hai   dòng", "Tin hai dòng"),
        ("<![CDATA[A<br>B]]>", "A B"),
        ("Tho&#769;c lúa".replace("&#769;", "\u0301"), "Thóc lúa"),
        ("<b>Đậm</b> nhạt", "Đậm nhạt"),
    ],
)
def test_titles_are_plain_text(xml: str, text: str) -> None:
    assert titles(rss(f"<item><title>{xml}</title></item>")) == [text]


@pytest.mark.parametrize(
    "body",
    [
        rss("<item><title>A & B</title></item><item><title>C</title></item>"),
        rss("<item><title>A & B</title></item><item><title>C</title></item>")[:-20],
        b"\n\n  " + rss("<item><title>A &amp; B</title></item><item><title>C&nbsp;</title></item>"),
        rss("<item><title>A &amp; B\x0b</title></item><item><title>C&#x1f;</title></item>"),
    ],
    ids=["bare ampersand", "cut off", "white space and entity", "control characters"],
)
def test_damaged_xml_still_gives_its_entries(body: bytes) -> None:
    assert titles(body) == ["A & B", "C"]


def _as(text: str, encoding: str) -> bytes:
    return text.encode(encoding)


def codes(feed: feeds.Feed) -> list[str]:
    return [warning.code for warning in feed.warnings]


VIETNAMESE = "Hội nghị tổng kết công tác năm 2026"


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8-sig", "utf-8", None),
        ("utf-16", "utf-16", None),
        ("utf-8", "iso-8859-1", None),
        ("utf-8", "windows-1252", "text/xml; charset=ISO-8859-1"),
        ("utf-8", "us-ascii", "application/rss+xml"),
    ],
)
def test_charset_by_mark_header_declaration_or_content(encoding: str, declared: str, header: str | None) -> None:
    xml = rss(f"<item><title>{VIETNAMESE}</title></item>").decode().replace('"utf-8"', f'"{declared}"', 1)
    feed = feeds.parse(_as(xml, encoding), content_type=header)
    assert [entry.title for entry in feed.entries] == [VIETNAMESE]


def test_dates_too_far_ahead_are_dropped_with_a_warning() -> None:
    body = rss("<item><title>A</title><pubDate>Wed, 25 Nov 2026 12:00:00 +0700</pubDate></item>")
    feed = feeds.parse(body, now=NOW)
    assert feed.entries[0].published_at is None
    assert codes(feed) == ["feed-future", "feed-no-address"]


def test_addresses_that_are_no_web_pages_are_left_out() -> None:
    body = rss(
        """<item><title>A</title><link>javascript:alert(1)</link><guid isPermaLink="false">x y</guid></item>
        <item><title>B</title><guid>https://a.vn/b</guid></item>
        <item><title>C</title><link>data:text/html,x</link>
        <enclosure type="image/png" url="data:image/png;base64,x"/></item>"""
    )
    assert [(e.url, e.image) for e in feeds.parse(body).entries] == [
        (None, None),
        ("https://a.vn/b", None),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("media", "image"),
    [
        (
            '<media:content url="https://a.vn/v.mp4" type="video/mp4"/><media:thumbnail url="/t.jpg"/>',
            "https://baolaocai.vn/t.jpg",
        ),
        ('<media:group><media:content url="https://a.vn/1.jpg" medium="image"/></media:group>', "https://a.vn/1.jpg"),
        ('<enclosure url="https://a.vn/e.jpg" type="image/jpeg" length="1"/>', "https://a.vn/e.jpg"),
        (
            '<description>&lt;img src="/p.gif" width="1" height="1"&gt;&lt;img src="/b.jpg"&gt;</description>',
            "https://baolaocai.vn/b.jpg",
        ),
    ],
)
def test_picture_of_an_entry(media: str, image: str) -> None:
    body = rss(f"<item><title>A</title>{media}</item>", attributes='xmlns:media="http://search.yahoo.com/mrss/"')
    assert feeds.parse(body, url="https://baolaocai.vn/rss").entries[0].image == image


def test_valid_feed_without_items_warns() -> None:
    feed = feeds.parse(rss(""))
    assert feed.entries == ()
    assert codes(feed) == ["feed-no-entries"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "feed-empty"),
        (b" \n", "feed-empty"),
        (b"<!doctype html><html><body>Not found</body></html>", "feed-is-page"),
        (b"<urlset><url><loc>https://a.vn</loc></url></urlset>", "feed-unknown"),
        (b'{"error": "x"}', "feed-unknown"),
        (b"[" * 100_000, "feed-too-deep"),
        (b"%PDF-1.7", "feed-unknown"),
        (rss("<item><description>" + "<b>" * 100_000), "feed-too-deep"),
        (rss("<item><title>" + "x" * 10_000_000 + "</title></item>"), "feed-too-large"),
        (rss("", head='<!DOCTYPE rss [<!ENTITY a "aaa"><!ENTITY b "&a;&a;&a;">]>'), "feed-entities"),
        (rss("", head='<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "feed-entities"),
        (rss("", head='<!DOCTYPE rss [<!ENTITY % a "x"> %a;]>'), "feed-entities"),
        (rss("&a;" * 20_000, head=f'<!DOCTYPE rss [<!ENTITY a "{"x" * 5000}">]>'), "feed-entities"),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, code: str) -> None:
    with pytest.raises(FeedError) as caught:
        feeds.parse(body)
    assert caught.value.code == code


def test_harmless_entities_are_understood() -> None:
    body = rss("<item><title>caf&e;</title></item>", head='<!DOCTYPE rss [<!ENTITY e "&#233;">]>')
    assert titles(body) == ["café"]


@pytest.mark.parametrize("item", ["<item/>", "<item><title>a</title></item>", "<item><title>a & b</title></item>"])
def test_endless_feeds_are_cut_with_a_warning(item: str) -> None:
    feed = feeds.parse(rss(item * 200_000))
    assert len(feed.entries) == 5_000
    assert "feed-cut" in codes(feed)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_feed_or_a_feed_error(body: bytes) -> None:
    with suppress(FeedError):
        feeds.parse(body)


@given(st.text(alphabet="<>/!?[]&;\"'= abitemrssentryl:1\n", max_size=200))
def test_any_markup_gives_a_feed_or_a_feed_error(text: str) -> None:
    with suppress(FeedError):
        feeds.parse(rss(text))


@pytest.mark.parametrize("reference", ["&#xD800;", "&#xdfff;", "&#55296;", "&#57343;", "&#xFFFE;", "&#65535;"])
@pytest.mark.parametrize("damage", ["", "<br>"])
def test_references_to_no_character_are_dropped(reference: str, damage: str) -> None:
    item = f"<item><title>Tin{reference} mới</title>{damage}<link>https://a.vn/1{reference}</link></item>"
    (entry,) = feeds.parse(rss(item)).entries
    assert (entry.title, entry.url) == ("Tin mới", "https://a.vn/1")


@pytest.mark.parametrize("reference", ["&amp;#xD800;", "&amp;#99999999999;", "&#99999999999;", "&#x110000;"])
def test_references_that_feedparser_stumbles_over(reference: str) -> None:
    item = (
        f'<item><title type="html">Tin {reference} mới</title><link>https://a.vn/1</link>'
        f"<description>Một &lt;b&gt;hai&lt;/b&gt; {reference}</description></item>"
    )
    body = rss(item + "<item><title>Tin khác<link>https://a.vn/2</item>")
    assert feeds.parse(body).entries[0].url == "https://a.vn/1"


def test_a_namespace_that_is_no_address() -> None:
    body = b'<rdf:RDF xmlns:rdf="a}b/22-rdf-syntax-ns#"><channel><item><title>Tin</title></item></channel></rdf:RDF>'
    with suppress(FeedError):
        assert feeds.parse(body).entries[0].title == "Tin"
