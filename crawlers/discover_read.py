"""One answer of a site → one way to collect from it, with what speaks for it and against it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from crawlers import discover_anchors, discover_listing, feeds, policy, sitemaps, urls
from crawlers.discover_errors import (
    DatesMissing,
    FeedNoEntries,
    FirstPageOnly,
    ListingNotFound,
    PagesOfAnyKind,
    SitemapNoEntries,
    SourceStale,
)
from crawlers.discover_listing import Link
from crawlers.errors import CrawlError, FeedOdd
from crawlers.page_tree import Element
from crawlers.policy import HostPolicy
from crawlers.sources import Kind

STALE_DAYS = 30
_MAX_LINKS = 200
_MAX_SITEMAP_BYTES = 50_000_000
_ROOT = re.compile(rb"<(?![?!])(?:[A-Za-z][\w.-]{0,30}:)?([A-Za-z]\w{0,30})")
_FEED_ROOTS = frozenset({b"rss", b"feed", b"rdf", b"channel"})
_SITEMAP_ROOTS = frozenset({b"urlset", b"sitemapindex"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to collect from a site.

    `links` are the articles it names, in its own order; `entries` how many it names in all. `error` is
    why the way is closed; a way without one has at least one link. `outside` counts links on hosts that the site's
    own name does not cover. `children` are the files of a sitemap index.
    """

    kind: Kind
    url: str
    links: tuple[Link, ...] = ()
    entries: int = 0
    article_link: str | None = None
    next_page: str | None = None
    is_news: bool = False
    outside: tuple[tuple[str, int], ...] = ()
    children: tuple[str, ...] = ()
    warnings: tuple[CrawlError, ...] = ()
    error: CrawlError | None = None

    @property
    def newest(self) -> datetime | None:
        return max((link.published_at for link in self.links if link.published_at), default=None)

    @property
    def dated(self) -> int:
        """How many of the links carry a time."""
        return sum(link.published_at is not None for link in self.links)


@dataclass(frozen=True, slots=True)
class Frame:
    """What reading needs to know: where, whose clock, and when."""

    allowed: HostPolicy
    zone: str
    now: datetime


def kind_of(body: bytes) -> Literal["feed", "sitemap", "page"]:
    """What a body is by its own first words; servers name the type of feeds in any way."""
    if body[:2] == b"\x1f\x8b":
        return "sitemap"
    head = body[:20_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\x00", b"")
    if head[:1] == b"{":
        return "feed" if b'"items"' in head or b"jsonfeed.org" in head else "page"
    root = _ROOT.search(re.sub(rb"<!--.{0,5000}?-->", b"", head, flags=re.DOTALL))
    name = root[1].lower() if root else b""
    return "feed" if name in _FEED_ROOTS else "sitemap" if name in _SITEMAP_ROOTS else "page"


def read_feed(body: bytes, url: str, content_type: str | None, frame: Frame) -> Candidate:
    """A feed as a way to collect; what cannot be read becomes its `error`."""
    try:
        feed = feeds.parse(body, url=url, content_type=content_type, zone=frame.zone, now=frame.now)
    except CrawlError as error:
        return Candidate("feed", url, error=error)
    named = [(entry.url, entry.title, entry.published_at) for entry in feed.entries if entry.url]
    links, outside = _sorted_out(named, frame.allowed)
    if not links:
        return Candidate("feed", url, entries=len(feed.entries), error=FeedNoEntries(url=url))
    warnings = tuple(FeedOdd(url=url, problem=problem) for problem in feed.warnings)
    found = Candidate("feed", url, links, len(feed.entries), outside=outside, warnings=warnings)
    return _with_age(found, frame)


def read_sitemap(body: bytes, url: str, frame: Frame) -> Candidate:
    """A sitemap or an index of sitemaps as a way to collect; an index has `children` and no links."""
    try:
        found = sitemaps.parse(body, url=url, zone=frame.zone, max_bytes=_MAX_SITEMAP_BYTES)
    except CrawlError as error:
        return Candidate("sitemap", url, error=error)
    if found.kind == "sitemapindex":
        children = tuple(place.url for place in found.places)
        empty = None if children else SitemapNoEntries(url=url)
        return Candidate("sitemap", url, entries=len(children), children=children, error=empty)
    is_news = any(place.published_at for place in found.places)
    likely = [p for p in found.places if p.published_at or _is_page_of_one_thing(p.url)]
    named = [(place.url, "", place.published_at or place.changed) for place in likely or found.places]
    links, outside = _sorted_out(named, frame.allowed)
    if not links:
        return Candidate("sitemap", url, entries=len(found.places), error=SitemapNoEntries(url=url))
    warnings = () if is_news else (PagesOfAnyKind(url=url),)
    way = Candidate("sitemap", url, links, len(found.places), is_news=is_news, outside=outside, warnings=warnings)
    return _with_age(way, frame)


def _is_page_of_one_thing(url: str) -> bool:
    try:
        return "A" in discover_anchors.shape(url)
    except CrawlError:
        return False


def read_listing(root: Element, url: str, frame: Frame) -> Candidate:
    """A page of links as a way to collect."""
    found = discover_listing.propose(
        root, url, allowed=lambda link: frame.allowed.refusal(link) is None, zone=frame.zone, now=frame.now
    )
    if found is None:
        return Candidate("listing", url, error=ListingNotFound(url=url))
    warnings: tuple[CrawlError, ...] = () if found.next_page else (FirstPageOnly(url=url),)
    way = Candidate(
        "listing", url, found.links, len(found.links), found.article_link, found.next_page, warnings=warnings
    )
    return _with_age(way, frame)


def _sorted_out(
    named: Iterable[tuple[str, str, datetime | None]], allowed: HostPolicy
) -> tuple[tuple[Link, ...], tuple[tuple[str, int], ...]]:
    """Links in order without doubles, front pages and refused hosts; and the hosts that the site does not cover."""
    links: dict[str, Link] = {}
    outside: Counter[str] = Counter()
    for link, title, at in named:
        try:
            url = urls.canonical(link)
        except CrawlError:
            continue
        if url in links or urls.is_front_page(url):
            continue
        if allowed.refusal(url) is not None:
            host = urls.parse(url).host
            if policy.is_social(host) or policy.is_local_name(host):
                continue
            outside[host] += 1
        links[url] = Link(url, title, at)
        if len(links) == _MAX_LINKS:
            break
    return tuple(links.values()), tuple(outside.most_common(5))


def _with_age(found: Candidate, frame: Frame) -> Candidate:
    warnings = list(found.warnings)
    if found.newest is None:
        warnings.append(DatesMissing(url=found.url))
    elif (age := frame.now - found.newest) > timedelta(days=STALE_DAYS):
        warnings.append(SourceStale(url=found.url, days=age.days))
    return replace(found, warnings=tuple(warnings))


_KIND_POINTS = {"feed": 12.0, "sitemap": 0.0, "listing": 6.0}


def score(way: Candidate, now: datetime, tried: int = 0, read: int = 0) -> float:
    """How good a way is, from 0 to about 100; of the articles `tried`, `read` could be read.

    Half is what could be read; the rest how many articles it names, how new and how well dated they are, and the
    kind: a feed says most in the fewest requests, a sitemap of news comes near, a general one names much else.
    """
    if way.error is not None or not way.links:
        return 0.0
    points = _KIND_POINTS[way.kind] + (10.0 if way.is_news else 0.0)
    points += 15.0 * min(len(way.links), 15) / 15
    points += 8.0 * way.dated / len(way.links)
    if way.newest is not None:
        days = (now - way.newest) / timedelta(days=1)
        points += 15.0 if days <= 3 else 12.0 if days <= 7 else 6.0 if days <= STALE_DAYS else -10.0
    else:
        points += 4.0
    return points + (50.0 * read / tried if tried else 25.0)


def ranked(ways: Sequence[Candidate], now: datetime) -> list[Candidate]:
    """The best way first."""
    return sorted(ways, key=lambda way: -score(way, now))
