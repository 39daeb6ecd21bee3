"""Sitemaps (https://www.sitemaps.org/protocol.html): files and indexes, plain or gzipped, with news tags.

The protocol also allows a plain list of addresses, and a feed, in place of the XML.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from lxml import etree

from crawlers import charset, dates, feed_guard, feeds
from crawlers.errors import NotSitemap, SitemapEntities
from crawlers.reading_errors import FeedEntities, FeedError
from crawlers.unpack import inflated

MAX_ENTRIES = 50_000
"""The protocol's own limit for one file."""

_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_CHUNK = 65_536
# Tags and attributes of one place, which is kept in memory until it ends.
_MAX_WAITING = 100_000
_MAX_ADDRESS = 10_000
_UNREADABLE = "\ufffd"
_FEEDS = frozenset({"rss", "feed", "rdf:rdf"})


@dataclass(frozen=True, slots=True)
class Place:
    """One `<url>` or `<sitemap>`; `changed` is an aware instant. `published_at` comes from Google's news tags."""

    url: str
    changed: datetime | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Places in the order of a visit: latest change first, undated ones last as they stood."""

    kind: Literal["urlset", "sitemapindex"]
    places: tuple[Place, ...]


def parse(body: bytes, *, url: str, zone: str, max_bytes: int, now: datetime | None = None) -> Sitemap:
    """Read a sitemap file; damaged XML gives what can be recovered, at most `MAX_ENTRIES` places.

    Dates more than a day after `now` (aware) are left out. Raises `NotSitemap`, `SitemapEntities`,
    `DecompressionBomb`, `EncodingBroken`.
    """
    if body[:2] == b"\x1f\x8b":
        body = inflated(body, zlib.MAX_WBITS | 16, url=url, max_bytes=max_bytes)
    text, _ = charset.decode(body, None, "xml")
    text, _ = feed_guard.legal(text.lstrip("\ufeff \t\r\n"), _UNREADABLE)
    try:
        text, doctype = feed_guard.parted(text)
    except FeedEntities as error:
        raise SitemapEntities(url=url) from error
    except FeedError as error:
        raise NotSitemap(url=url) from error
    if "<!ENTITY" in doctype.upper():
        raise SitemapEntities(url=url)
    root = feed_guard.root(text).lower()
    kind = root.rpartition(":")[2]
    if kind == "urlset" or kind == "sitemapindex":
        places = _places(text, zone, now)
    elif root in _FEEDS:
        places = _of_feed(body, url, zone, now)
    else:
        places = _of_lines(text, url)
    oldest = datetime.min.replace(tzinfo=UTC)
    places.sort(key=lambda place: place.changed or place.published_at or oldest, reverse=True)
    return Sitemap("sitemapindex" if kind == "sitemapindex" else "urlset", tuple(places))


def w3c_datetime(text: str, zone: str) -> datetime | None:
    """An instant from a W3C datetime (https://www.w3.org/TR/NOTE-datetime), a naive one taken in `zone`."""
    text = text.strip()
    if len(text) in {4, 7}:
        text += "-01-01"[: 10 - len(text)] if len(text) == 4 else "-01"
    try:
        instant = datetime.fromisoformat(text)
        return instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        return None


def _places(text: str, zone: str, now: datetime | None) -> list[Place]:
    places: list[Place] = []
    for node in _nodes(text):
        address = _text(node, "{*}loc")
        # An address with a letter missing would be another one.
        if address is not None and len(address) <= _MAX_ADDRESS and _UNREADABLE not in address:
            changed = _instant(_text(node, "{*}lastmod"), zone, now)
            places.append(
                Place(address, changed, _instant(_text(node, f"{_NEWS}news/{_NEWS}publication_date"), zone, now))
            )
        if len(places) >= MAX_ENTRIES:
            break
        _release(node)
    return places


def _nodes(text: str) -> Iterator[etree._Element]:
    """The `<url>` and `<sitemap>` right below the root, as far as the XML can be recovered."""
    parser: Any = etree.XMLPullParser(
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    data = text.encode("utf-8", "replace")
    waiting = 0
    try:
        for at in range(0, len(data), _CHUNK):
            chunk = data[at : at + _CHUNK]
            parser.feed(chunk)
            waiting += chunk.count(b"<") + chunk.count(b"=") - chunk.count(b"<!--") - chunk.count(b"<?")
            for node in _top(parser):
                waiting = 0
                yield node
            if waiting > _MAX_WAITING:
                return
        parser.close()
        yield from _top(parser)
    except etree.XMLSyntaxError:
        return


def _top(parser: Any) -> Iterator[etree._Element]:
    for _, node in parser.read_events():
        parent = node.getparent()
        if parent is not None and parent.getparent() is None:
            yield node


def _release(node: etree._Element) -> None:
    node.clear()
    parent = node.getparent()
    while parent is not None and (previous := node.getprevious()) is not None:
        parent.remove(previous)


def _of_feed(body: bytes, url: str, zone: str, now: datetime | None) -> list[Place]:
    try:
        feed = feeds.parse(body, url=url, zone=zone, now=now)
    except FeedError as error:
        raise NotSitemap(url=url) from error
    return [Place(entry.url, published_at=entry.published_at) for entry in feed.entries if entry.url]


def _of_lines(text: str, url: str) -> list[Place]:
    """A plain list of addresses, one a line, and nothing else."""
    places: list[Place] = []
    for line in text.splitlines()[: MAX_ENTRIES * 2]:
        address = line.strip()
        if address and not address.startswith(("http://", "https://")):
            raise NotSitemap(url=url)
        if address and len(address) <= _MAX_ADDRESS and len(places) < MAX_ENTRIES:
            places.append(Place(address))
    if not places:
        raise NotSitemap(url=url)
    return places


def _instant(text: str | None, zone: str, now: datetime | None) -> datetime | None:
    if not text:
        return None
    instant = w3c_datetime(text, zone) or dates.parse(text, zone=zone)
    if instant is None or not 1970 <= instant.year <= 2100:
        return None
    return instant if now is None or instant <= now + dates.MAX_AHEAD else None


def _text(node: etree._Element, path: str) -> str | None:
    text = node.findtext(path)
    return text.strip() or None if text else None
