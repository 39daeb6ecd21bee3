"""Well-formed feeds that mislead: links, GUIDs, dates, titles; and what is no feed at all."""

from __future__ import annotations

from tests.crawlers.hostile.case import GOOD, LEFT, Case, item, rss

_LEFT_URL = "https://bao.example.vn/con-lai.html"
_JPEG = "https://bao.example.vn/a.jpg"


def _link(name: str, link: str, url: str | None) -> Case:
    warnings = () if url else ("feed-no-address",)
    return Case(name, lambda: rss(item("A", link) + GOOD), titles=("A", LEFT), urls=(url, _LEFT_URL), warnings=warnings)


def _title(name: str, title: str, shown: str) -> Case:
    return Case(name, lambda: rss(item(title) + GOOD), titles=(shown, LEFT))


def _dated(*texts: str) -> bytes:
    return rss("".join(item(f"Tin {n}", f"/{n}.html", f"<pubDate>{text}</pubDate>") for n, text in enumerate(texts)))


def _with_guids(*pairs: tuple[str, str]) -> bytes:
    return rss("".join(item(f"Tin {n}", link, f"<guid>{guid}</guid>") for n, (link, guid) in enumerate(pairs)))


CONTENT = (
    _link("a link that is a script", "javascript:alert(document.cookie)", None),
    _link("a link that is a script with a tab in it", "java&#9;script:alert(1)", None),
    _link("a link that is a script in capitals", "  JaVaScRiPt:alert(1)", None),
    _link("a link that is Visual Basic", "vbscript:msgbox(1)", None),
    _link("a link that carries a page", "data:text/html;base64,PHNjcmlwdD4=", None),
    _link("a link to a file", "file:///etc/passwd", None),
    _link("a link with a password", "https://admin:mat-khau@bao.example.vn/1.html", None),
    _link("a link with a bad port", "https://bao.example.vn:99999/1.html", None),
    _link("a link to no host", "https:///1.html", "https://bao.example.vn/1.html"),
    _link(
        "a link with blanks and line ends",
        "\n https://bao.example.vn/tin\n/1.html \n",
        "https://bao.example.vn/tin/1.html",
    ),
    _link(
        "two addresses run together",
        "https://bao.example.vnhttps://bao.example.vn/1.html",
        "https://bao.example.vn/1.html",
    ),
    _link("a link without a scheme", "//bao.example.vn/1.html", "https://bao.example.vn/1.html"),
    _link("a relative link", "../tin/1.html", "https://bao.example.vn/tin/1.html"),
    _link("a link out of the root", "/../../etc/passwd", "https://bao.example.vn/etc/passwd"),
    Case(
        "a base that is a script",
        lambda: rss(item("A", "1.html"), attributes='xml:base="javascript:alert(1)//"'),
        titles=("A",),
        urls=("https://bao.example.vn/rss/1.html",),
    ),
    Case(
        "bases within bases",
        lambda: (
            b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://bao.example.vn/a/"><entry xml:base="b/">'
            b'<title>A</title><link href="1.html"/></entry></feed>'
        ),
        titles=("A",),
        urls=("https://bao.example.vn/a/b/1.html",),
    ),
    Case(
        "a picture that is a script",
        lambda: rss(
            item("A", more='<enclosure type="image/png" url="javascript:alert(1)"/>')
            + item("B", "/2.html", f'<enclosure type="image/png" url="data:image/png;base64,x"/><image>{_JPEG}</image>')
        ),
        titles=("A", "B"),
        images=(None, _JPEG),
    ),
    Case(
        "a podcast's picture",
        lambda: rss(
            item("A", more=f'<itunes:image href="{_JPEG}"/>')
            + item("B & C", "/2.html", f'<itunes:image href="{_JPEG}"/>'),
            attributes='xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
        ),
        titles=("A", "B & C"),
        images=(None, None),
        warnings=("feed-repaired",),
    ),
    Case(
        "one GUID for all",
        lambda: _with_guids(*((f"https://bao.example.vn/{n}.html", "1") for n in range(3))),
        titles=("Tin 0", "Tin 1", "Tin 2"),
        urls=tuple(f"https://bao.example.vn/{n}.html" for n in range(3)),
        guids=("1", "1", "1"),
    ),
    Case(
        "GUIDs that change for one article",
        lambda: rss(item("A", more="<guid>1</guid>") + item("A", more="<guid>2</guid>")),
        titles=("A", "A"),
        urls=("https://bao.example.vn/1.html",) * 2,
    ),
    Case(
        "one link for all, and addresses as GUIDs",
        lambda: _with_guids(*(("https://bao.example.vn/", f"https://bao.example.vn/{n}.html") for n in range(3))),
        titles=("Tin 0", "Tin 1", "Tin 2"),
        urls=tuple(f"https://bao.example.vn/{n}.html" for n in range(3)),
    ),
    Case(
        "one link for all, and nothing else",
        lambda: _with_guids(*(("https://bao.example.vn/", f"{n}") for n in range(3))),
        titles=("Tin 0", "Tin 1", "Tin 2"),
        warnings=("feed-shared-address",),
    ),
    Case(
        "GUIDs that are empty, or scripts",
        lambda: rss(item("A", None, "<guid/>") + item("B", None, "<guid>javascript:alert(1)</guid>")),
        titles=("A", "B"),
        urls=(None, None),
        guids=(None, "javascript:alert(1)"),
        warnings=("feed-no-address",),
    ),
    _title("a script in a title", "A&lt;script&gt;alert(1)&lt;/script&gt; B", "A B"),
    _title("a script in a title, in CDATA", "<![CDATA[A<script>alert(1)</script> B]]>", "A B"),
    _title("a picture that runs a script in a title", "<![CDATA[A <img src=x onerror=alert(1)> B</b>]]>", "A B"),
    _title("a title that turns its direction", "Tai\u202egpj.exe\u202c \u2066về\u2069", "Taigpj.exe về"),
    _title("a title of letters without width", "Sa\u200b \u2060Pa\ufeff", "Sa Pa"),
    _title("a title in loose marks", "Lao\u0300 Ca\u0302\u0301u", "Laò Cấu"),
    _title("a title escaped twice", "Mưa &amp;amp; gió", "Mưa & gió"),
    _title("a title that compares", "5 &lt; 7 và 7 &gt; 5", "5 < 7 và 7 > 5"),
    Case(
        "100,000 marks on one letter",
        lambda: rss(item("a" + "\u0301\u0323" * 50_000) + GOOD),
        count=2,
        titles=("ạ" + "\u0323" * 3 + "\u0301" * 4, LEFT),
    ),
    Case(
        "dates from 0001 to 9999",
        lambda: _dated(*(f"{year:04}-01-01T00:00:00Z" for year in (1, 1000, 1969, 2026, 2027, 2100, 9999))),
        count=7,
        dates=(None, None, None, "2026-01-01T00:00:00+00:00", None, None, None),
        warnings=("feed-future", "feed-dates-unread"),
    ),
    Case(
        "dates that nobody can read",
        lambda: _dated("hôm nào đó", "32/13/2026", "23/11/2026 25:61", "1e400", "-1", "9" * 5_000, "&#1633;&#1634;"),
        count=7,
        dates=(None,) * 7,
        warnings=("feed-dates-unread",),
    ),
    Case(
        "dates at the edges of the clock",
        lambda: _dated(
            "2026-11-23T23:59:60Z", "2026-11-23T24:00:00Z", "2026-11-23T00:00:00+14:00", "2026-11-23T00:00+15:00"
        ),
        count=4,
        dates=("2026-11-23T23:59:59+00:00", None, "2026-11-22T10:00:00+00:00", None),
        warnings=("feed-dates-unread",),
    ),
    Case(
        "the date of no date",
        lambda: _dated(
            "Thu, 01 Jan 1970 00:00:00 GMT", "0000-00-00 00:00:00", "0001-01-01T00:00:00", "01/01/1970 07:00"
        ),
        count=4,
        dates=(None,) * 4,
        warnings=("feed-dates-unread",),
    ),
    Case("a feed without items", lambda: rss(""), count=0, warnings=("feed-no-entries",)),
    Case(
        "a page",
        lambda: b"<!DOCTYPE html><html><body>Kh\xc3\xb4ng t\xc3\xacm th\xe1\xba\xa5y</body></html>",
        error="feed-is-page",
    ),
    Case(
        "a page in XHTML",
        lambda: b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
        error="feed-is-page",
    ),
    Case(
        "a page that asks for cookies",
        lambda: b'<script>document.cookie="D1N=1";location.reload()</script>',
        error="feed-is-page",
    ),
    Case("a page of 9 MB", lambda: b"<html><body>" + b"<p>x</p>" * 1_100_000, error="feed-is-page"),
    Case("a sitemap", lambda: b"<urlset><url><loc>https://bao.example.vn/</loc></url></urlset>", error="feed-unknown"),
    Case(
        "a picture in SVG", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', error="feed-unknown"
    ),
    Case(
        "a list of feeds (OPML)",
        lambda: b'<opml version="2.0"><body><outline xmlUrl="x"/></body></opml>',
        error="feed-unknown",
    ),
    Case("a SOAP fault", lambda: b"<soap:Envelope><soap:Body/></soap:Envelope>", error="feed-unknown"),
    Case("a PDF", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 4_000, error="feed-unknown"),
    Case("a ZIP", lambda: b"PK\x03\x04" + bytes(range(256)) * 4_000, error="feed-unknown"),
    Case("plain words", lambda: b"404 Not Found\n", error="feed-unknown"),
)
