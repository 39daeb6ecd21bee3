"""Where a page says that its site's feeds and sitemaps are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawlers import page_meta, policy, urls
from crawlers.errors import CrawlError
from crawlers.page_facts import fold
from crawlers.page_tree import Element, words_of

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_ALMOST_FEED_TYPES = ("application/json", "application/xml", "text/xml")
_FEED_FILE = re.compile(
    r"\.(?:rss|rdf|atom)$|/(?:rss|atom|feed|index|home\w{0,10})\.(?:xml|json)$|/rss/.{1,200}|/feed/?$|/feeds?/.{1,200}"
    r"|homerss\.html?$",
    re.IGNORECASE,
)
_FEED_PAGE = re.compile(r"/(?:rss|rss-?feeds?|kenh-rss|trang-rss)(?:\.(?:html?|aspx|php|epi|jsp))?/?$", re.IGNORECASE)
_NO_FEED = re.compile(r"/comments?/feed|oembed|wp-json|\.(?:css|js|png|jpe?g|gif|svg|ico|pdf)$", re.IGNORECASE)
_WHOLE_SITE = frozenset(
    "home index rss feed all tinmoinhat tinmoi trangchu latest tinmoinhathomnay rss2 homerss".split()
)
_SITEMAP_LINE = re.compile(rb"^[ \t]{0,20}sitemap[ \t]{0,20}:[ \t]{0,20}(\S{1,2000})", re.IGNORECASE | re.MULTILINE)
_MAX_LINKS = 3_000
_MAX_SITEMAPS = 20

GUESSES = ("/rss/home.rss", "/feed/", "/rss")
"""Feed addresses tried where a page names none; the first is that of most Vietnamese newspapers' systems."""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A link to what should be a feed. `is_page` marks a page that lists feeds instead (`/rss.html`)."""

    url: str
    title: str = ""
    is_page: bool = False


def feeds_on(root: Element, url: str) -> tuple[FeedLink, ...]:
    """The feeds that a page at `url` names, the one most like the page itself first, pages of feeds last.

    Comments' feeds and social networks' hosts are left out.
    """
    base = base_of(root, url)
    found: dict[str, FeedLink] = {}
    for link in (*_alternates(root, base), *_anchors(root, base)):
        if link.url not in found and not _NO_FEED.search(link.url) and not urls.same_page(link.url, url):
            found[link.url] = link
    return tuple(sorted(found.values(), key=lambda link: (link.is_page, -_fit(link, url))))


def guesses(url: str, root: Element) -> tuple[FeedLink, ...]:
    """Addresses where a site that names no feed may still have one, the likeliest first."""
    origin = urls.parse(url).origin
    made_by = (page_meta.gather(root).first("generator") or "").lower()
    paths = sorted(GUESSES, key=lambda path: path != "/feed/") if "wordpress" in made_by else GUESSES
    return tuple(FeedLink(origin + path) for path in paths)


def sitemaps_in(robots: bytes) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names (https://www.sitemaps.org/protocol.html#submit_robots), news first."""
    found: dict[str, None] = {}
    for match in _SITEMAP_LINE.finditer(robots[:500_000]):
        try:
            found[str(urls.parse(match[1].decode("utf-8", "replace")))] = None
        except CrawlError:
            continue
        if len(found) == _MAX_SITEMAPS:
            break
    return tuple(sorted(found, key=sitemap_rank))


def sitemap_rank(url: str) -> int:
    """Order in which sitemaps are looked at: those of news, of articles, plain ones, those of other things."""
    name = urls.parse(url).path.lower()
    if "news" in name:
        return 0
    if re.search(r"post|article|tin-?tuc|bai-?viet", name):
        return 1
    if re.search(r"categor|chuyen-?muc|tag|author|tac-?gia|image|video|page|menu|topic|event|product", name):
        return 3
    return 2


def base_of(root: Element, url: str) -> str:
    """The address that relative links on a page resolve against (HTML, section 4.2.3)."""
    for element in root.iter("base"):
        if element.get("href"):
            try:
                return str(urls.parse(element.get("href") or "", url))
            except CrawlError:
                return url
    return url


def _alternates(root: Element, base: str) -> Iterator[FeedLink]:
    for element in root.iter("link"):
        relations = (element.get("rel") or "").lower().split()
        kind = (element.get("type") or "").lower().partition(";")[0].strip()
        named = kind in _FEED_TYPES or "feed" in relations
        address = element.get("href") or ""
        if not named and not (kind in _ALMOST_FEED_TYPES and _FEED_FILE.search(address)):
            continue
        if "alternate" not in relations and "feed" not in relations:
            continue
        url = _address(address, base)
        if url is not None:
            yield FeedLink(url, " ".join((element.get("title") or "").split()))


def _anchors(root: Element, base: str) -> Iterator[FeedLink]:
    for number, element in enumerate(root.iter("a")):
        if number == _MAX_LINKS:
            return
        href = element.get("href")
        url = _address(href, base) if href else None
        if url is None:
            continue
        path = urls.parse(url).path
        text = words_of(element)
        if _FEED_PAGE.search(path):
            yield FeedLink(url, text, is_page=True)
        elif _FEED_FILE.search(path) or (fold(text) == "rss" and not urls.is_front_page(url)):
            yield FeedLink(url, text, is_page=not _FEED_FILE.search(path))


def _address(href: str, base: str) -> str | None:
    try:
        address = urls.parse(href, base)
    except CrawlError:
        return None
    return None if policy.is_social(address.host) else urls.canonical(str(address))


def _fit(link: FeedLink, url: str) -> int:
    """How well a feed suits the page that it was found for: a section's own, else the whole site's."""
    page = urls.parse(url)
    names = {fold(re.sub(r"\.\w{2,5}$", "", part)) for part in page.path.split("/") if part} - {"", "vi", "vn"}
    own = [fold(re.sub(r"\.\w{2,5}$", "", part)) for part in urls.parse(link.url).path.split("/") if part]
    if names and any(_alike(name, part) for name in names for part in own):
        return 3
    same_site = policy.is_under(urls.parse(link.url).host, policy.site_of(page.host))
    whole = not own or own[-1] in _WHOLE_SITE
    return (2 if whole else 0) + same_site


def _alike(name: str, part: str) -> bool:
    return len(name) >= 4 and (part == name or part.startswith(name) or (name.startswith(part) and len(part) >= 6))
