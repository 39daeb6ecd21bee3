"""Sitemaps (https://www.sitemaps.org/protocol.html): files and indexes, plain or gzipped, with news tags."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from lxml import etree

from crawlers.errors import DecompressionBomb, EncodingBroken, NotSitemap, SitemapEntities
from crawlers.unpack import megabytes

_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"

MAX_ENTRIES = 50_000
"""The protocol's own limit for one file."""


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


def parse(body: bytes, *, url: str, zone: str, max_bytes: int) -> Sitemap:
    """Read a sitemap file; damaged XML gives what can be recovered.

    Raises `NotSitemap`, `SitemapEntities`, `DecompressionBomb`, `EncodingBroken`.
    """
    if body[:2] == b"\x1f\x8b":
        body = _gunzip(body, url, max_bytes)
    if b"<!ENTITY" in body[:65536]:
        raise SitemapEntities(url=url)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError):
        root = None
    kind = _local(root) if root is not None else ""
    if root is None or kind not in {"urlset", "sitemapindex"}:
        raise NotSitemap(url=url)
    nodes = islice(root.iterchildren("{*}url", "{*}sitemap"), MAX_ENTRIES)
    places = [place for place in (_place(node, zone) for node in nodes) if place is not None]
    oldest = datetime.min.replace(tzinfo=UTC)
    places.sort(key=lambda place: place.changed or place.published_at or oldest, reverse=True)
    return Sitemap("urlset" if kind == "urlset" else "sitemapindex", tuple(places))


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


def _place(node: etree._Element, zone: str) -> Place | None:
    url = _text(node, "{*}loc")
    if url is None:
        return None
    return Place(
        url,
        w3c_datetime(_text(node, "{*}lastmod") or "", zone),
        w3c_datetime(_text(node, f"{_NEWS}news/{_NEWS}publication_date") or "", zone),
    )


def _text(node: etree._Element, path: str) -> str | None:
    try:
        text = node.findtext(path)
    except UnicodeDecodeError:  # "&#xD800;", recovered as bytes that are no UTF-8
        return None
    return text.strip() or None if text else None


def _local(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _gunzip(body: bytes, url: str, max_bytes: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unpacker.decompress(body, max_bytes + 1)
    except zlib.error as error:
        raise EncodingBroken(url=url) from error
    if len(plain) > max_bytes:
        raise DecompressionBomb(url=url, megabytes=megabytes(max_bytes))
    return plain
