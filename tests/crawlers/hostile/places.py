"""Sitemaps."""

from __future__ import annotations

import gzip

from tests.crawlers.hostile.case import Case, repeated
from tests.crawlers.hostile.sizes import gzip_bomb

_LEFT = "https://bao.example.vn/con-lai.html"
_OPEN = '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
_GOOD = f"<url><loc>{_LEFT}</loc></url>"


def _map(places: str, *, doctype: str = "") -> bytes:
    return f"{_OPEN}{places}</urlset>".replace("?>", f"?>{doctype}", 1).encode()


def _dated(*texts: str) -> bytes:
    return _map(
        "".join(f"<url><loc>https://bao.example.vn/{n}</loc><lastmod>{t}</lastmod></url>" for n, t in enumerate(texts))
    )


_LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'

PLACES = tuple(
    Case(name, build, kind="sitemap", **rest)
    for name, build, rest in (
        ("nothing, as a sitemap", lambda: b"", {"error": "not-sitemap"}),
        ("a page, as a sitemap", lambda: b"<!DOCTYPE html><html><body>404</body></html>", {"error": "not-sitemap"}),
        ("a feed of JSON, as a sitemap", lambda: b'{"items": []}', {"error": "not-sitemap"}),
        (
            "entities in a sitemap",
            lambda: _map("<url><loc>&b;</loc></url>", doctype=_LAUGHS),
            {"error": "sitemap-entities"},
        ),
        (
            "entities in a sitemap in UTF-16",
            lambda: (
                _map("<url><loc>&b;</loc></url>", doctype=_LAUGHS)
                .decode()
                .replace("UTF-8", "UTF-16", 1)
                .encode("utf-16")
            ),
            {"error": "sitemap-entities"},
        ),
        (
            "entities behind a long comment in a sitemap",
            lambda: b"<!--" + b"x" * 100_000 + b"-->" + _map(_GOOD, doctype=_LAUGHS).partition(b"?>")[2],
            {"error": "sitemap-entities"},
        ),
        (
            "an entity read from a file in a sitemap",
            lambda: _map("<url><loc>&a;</loc></url>", doctype='<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
            {"error": "sitemap-entities"},
        ),
        ("a gzip bomb of 1 GB, as a sitemap", lambda: gzip_bomb(1_000), {"error": "decompression-bomb"}),
        ("gzip that is none, as a sitemap", lambda: b"\x1f\x8b" + b"x" * 100, {"error": "encoding-broken"}),
        ("a gzipped sitemap", lambda: gzip.compress(_map(_GOOD)), {"urls": (_LEFT,)}),
        (
            "a gzipped sitemap cut off",
            lambda: gzip.compress(_map(_GOOD * 1000 + "<url/>" * 1000), mtime=0)[:-20],
            {"error": "encoding-broken"},
        ),
        (
            "1,000,000 places",
            lambda: repeated(_OPEN.encode(), b"<url><loc>/</loc></url>", 15_000_000),
            {"count": 50_000},
        ),
        ("100,000 places", lambda: _map(_GOOD * 100_000), {"count": 50_000}),
        ("1,000,000 empty places", lambda: _map(_GOOD + "<url/>" * 1_000_000), {"urls": (_LEFT,)}),
        (
            "one place of 1,000,000 pictures",
            lambda: repeated(f"{_OPEN}{_GOOD}<url>".encode(), b"<i:image/>", 12_000_000),
            {"urls": (_LEFT,)},
        ),
        (
            "deep nesting in a sitemap",
            lambda: repeated(f"{_OPEN}{_GOOD}<url>".encode(), b"<a>", 9_000_000),
            {"urls": (_LEFT,)},
        ),
        (
            "a sitemap cut off",
            lambda: _map(_GOOD + "<url><loc>https://bao.example.vn/2</loc></url>")[:-20],
            {"count": 2},
        ),
        (
            "a bare & in a sitemap",
            lambda: _map("<url><loc>https://bao.example.vn/?a=1&b=2</loc></url>" + _GOOD),
            {"count": 2},
        ),
        (
            "control characters in a sitemap",
            lambda: _map(f"<url><loc>https://bao.example.vn/\x01\x00a</loc></url>{_GOOD}"),
            {"urls": (_LEFT,)},
        ),
        ("half letters in a sitemap", lambda: _map(f"<url><loc>&#xD800;</loc></url>{_GOOD}"), {"urls": (_LEFT,)}),
        (
            "bad changes in a sitemap",
            lambda: _dated(
                "hôm qua", "0000-00-00", "9999-12-31", "2026-13-01", "2026-02-30", "", "-", "1" * 5_000, "2026-11-20"
            ),
            {"count": 9, "dates": ("2026-11-19T17:00:00+00:00",) + (None,) * 8},
        ),
        (
            "changes that come tomorrow and later",
            lambda: _dated("2026-11-24", "2027-01-01", "2026-11-23T08:15:00+07:00"),
            {"count": 3, "dates": ("2026-11-23T17:00:00+00:00", "2026-11-23T01:15:00+00:00", None)},
        ),
        (
            "a place with links of other kinds",
            lambda: _map("<url><loc>javascript:alert(1)</loc></url><url><loc>file:///etc/passwd</loc></url>" + _GOOD),
            {"count": 3},
        ),
        (
            "a place with a link of 5 MB",
            lambda: _map(f"<url><loc>https://a.vn/{'a' * 5_000_000}</loc></url>" + _GOOD),
            {"urls": (_LEFT,)},
        ),
        (
            "a list of addresses in plain text",
            lambda: f"\ufeff{_LEFT}\r\n\r\nhttps://bao.example.vn/2\n".encode(),
            {"urls": (_LEFT, "https://bao.example.vn/2")},
        ),
        ("10 MB of <, as a sitemap", lambda: b"<" * 9_900_000, {"error": "not-sitemap"}),
        ("10 MB of NUL, as a sitemap", lambda: b"\x00" * 9_900_000, {"error": "not-sitemap"}),
    )
)
