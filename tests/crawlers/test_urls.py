from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from crawlers import urls
from crawlers.errors import AddressError, UrlBad, UrlSchemeRefused


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("HTTPS://BaoLaoCai.VN:443/Tin?b=2&a=1#top", "https://baolaocai.vn/Tin?b=2&a=1"),
        ("http://baolaocai.vn:80", "http://baolaocai.vn/"),
        ("http://baolaocai.vn:8080/x", "http://baolaocai.vn:8080/x"),
        ("https://báo.vn./a/./b/../c", "https://xn--bo-mia.vn/a/c"),
        ("https://h.vn/%7eha/%c3%a9/é x", "https://h.vn/~ha/%C3%A9/%C3%A9%20x"),
        ("https://h.vn/100%", "https://h.vn/100%25"),
        ("https://h.vn/a?utm_source=zalo&id=7&fbclid=x&ZarSrc=1&gclid=2", "https://h.vn/a?id=7"),
        ("https://h.vn/a?utm_medium=rss", "https://h.vn/a"),
        ("https://h.vn/a?id=7&amp;page=2&amp;utm_term=x", "https://h.vn/a?id=7&page=2"),
        ("  https://h.vn/a\n b ", "https://h.vn/a%20b"),
        (
            "https://vnanet.vnhttps://vnanet.vn/Frontend/TrackingView.aspx?IID=1",
            "https://vnanet.vn/Frontend/TrackingView.aspx?IID=1",
        ),
        ("https://vnanet.vn/https://vnanet.vn/x", "https://vnanet.vn/x"),
        ("https://h.vn/?next=https://h.vn/x", "https://h.vn/?next=https://h.vn/x"),
        ("https://web.archive.org/web/2020/https://h.vn/x", "https://web.archive.org/web/2020/https://h.vn/x"),
        ("https://evil.com\\@good.vn/", "https://evil.com/@good.vn/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://[0:0:0:0:0:0:0:1]/", "http://[::1]/"),
        ("http://%66acebook.com/", "http://facebook.com/"),
        ("http://ｆａｃｅｂｏｏｋ。com/", "http://facebook.com/"),
    ],
)
def test_one_spelling(given_: str, expected: str) -> None:
    assert urls.canonical(given_) == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/tin/1.html", "https://h.vn/tin/1.html"),
        ("2.html", "https://h.vn/a/2.html"),
        ("?trang=2", "https://h.vn/a/b.html?trang=2"),
        ("//cdn.h.vn/x", "https://cdn.h.vn/x"),
        ("", None),
    ],
)
def test_links_are_resolved(link: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(UrlBad):
            urls.canonical(link, "https://h.vn/a/b.html")
    else:
        assert urls.canonical(link, "https://h.vn/a/b.html") == expected


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVa\nScript:alert(1)", "data:text/html,x", "mailto:a@h.vn", "ftp://h.vn/"]
)
def test_only_web_pages(url: str) -> None:
    with pytest.raises(UrlSchemeRefused):
        urls.canonical(url, "https://h.vn/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "h.vn/x",
        "//h.vn/x",
        "http://",
        "http://user:secret@h.vn/",
        "http://h.vn:0/",
        "http://h.vn:99999/",
        "http://h.vn:x/",
        "http://a..b/",
        "http://-a.vn/x y/",
        "http://[::1/",
        "http://256.1.1.1/",
        "http://h_ .vn/",
        "https://h.vn/" + "a" * 3000,
        "https://" + "a" * 300 + ".vn/",
    ],
)
def test_what_names_no_page(url: str) -> None:
    with pytest.raises(UrlBad):
        urls.canonical(url)


_pieces = st.sampled_from(
    """http:// https:// http: / // \\ . .. %2e %25 % %zz %41 %c3%a9 ? & ; = # @ : :80 h.vn báo.vn utm_a=1 amp; a é +
    [::1] 0x7f 1""".split()
)


@given(st.lists(_pieces, max_size=14).map("".join).map(lambda tail: "http://h.vn" + tail) | st.text(max_size=60))
@example("http://h.vn/'%27?'%27")
@example("http://h.vn/%25%34%31")
@example("http://h.vn/?amp;amp;a&&utm_x")
def test_canonical_is_idempotent_and_plain(url: str) -> None:
    try:
        once = urls.canonical(url)
    except AddressError:
        return
    assert urls.canonical(once) == once
    parts = urlsplit(once)
    assert parts.scheme in {"http", "https"}
    assert not parts.fragment
    assert parts.username is None
    assert once.isascii()
    # What Scrapy sends is what we judged.
    assert safe_url_string(once) == once
    # Python's own parser, as used further down by Scrapy, must see the same host as we do.
    assert parts.hostname == urls.parse(once).host


def test_same_page() -> None:
    assert urls.same_page("http://www.h.vn/a/", "https://h.vn/a")
    assert urls.same_page("https://m.h.vn/a?x=1", "https://h.vn/a?x=1")
    assert not urls.same_page("https://h.vn/a", "https://h.vn/b")
    assert not urls.same_page("https://h.vn/a?id=1", "https://h.vn/a?id=2")


def test_front_page() -> None:
    assert urls.is_front_page("https://h.vn/")
    assert urls.is_front_page("https://h.vn/Default.aspx")
    assert not urls.is_front_page("https://h.vn/Default.aspx?id=4")
    assert not urls.is_front_page("https://h.vn/tin")
