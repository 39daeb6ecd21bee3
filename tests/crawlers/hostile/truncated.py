"""Feeds cut off at every interesting place: what came whole before it stays."""

from __future__ import annotations

from tests.crawlers.hostile.case import CLOSE, GOOD, LEFT, OPEN, Case

_WHOLE = (
    OPEN
    + GOOD
    + "<!-- hết mục đầu -->"
    + '<item id="2"><title>Tin thứ &amp; hai</title><link>https://bao.example.vn/2.html</link>'
    + "<description><![CDATA[<p>Nội dung</p>]]></description></item>"
    + CLOSE
)


def _cut(name: str, after: str, titles: tuple[str, ...], *, inside: int = 0, linked: bool = True) -> Case:
    """`_WHOLE` cut off behind `after` and `inside` bytes more."""
    body = _WHOLE.encode()
    end = body.index(after.encode()) + len(after.encode()) + inside
    warnings = ("feed-repaired",) if linked else ("feed-repaired", "feed-no-address")
    return Case(f"cut off {name}", lambda: body[:end], titles=titles, warnings=warnings)


TRUNCATED = (
    Case("cut off in the declaration", lambda: b'<?xml version="1.', error="feed-unknown"),
    Case("cut off in the document type", lambda: b'<?xml version="1.0"?><!DOCTYPE rss PUBL', error="feed-broken"),
    Case("cut off in the root", lambda: b'<?xml version="1.0"?><rss versi', error="feed-unknown"),
    _cut("behind the first item", "</item>", (LEFT,)),
    _cut("in a comment", "<!-- hết", (LEFT,)),
    _cut("in an opening tag", '<item id="', (LEFT,)),
    _cut("in a title", "<title>Tin thứ", (LEFT, ""), linked=False),
    _cut("in a letter", "<title>Tin th", (LEFT, ""), inside=1, linked=False),
    _cut("in a reference", "Tin thứ &am", (LEFT, ""), linked=False),
    _cut("in a closing tag", "hai</tit", (LEFT, ""), linked=False),
    _cut("in a link", "bao.example.vn/2", (LEFT, "Tin thứ & hai"), linked=False),
    _cut("in CDATA", "<![CDATA[<p>Nội", (LEFT, "Tin thứ & hai")),
    _cut("at the end of CDATA", "</p>]", (LEFT, "Tin thứ & hai")),
    _cut("behind the channel", "</channel>", (LEFT, "Tin thứ & hai")),
)
