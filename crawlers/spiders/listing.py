"""Sources without a feed or sitemap: a page of links, followed by older pages."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urljoin

from parsel import Selector

from crawlers import page_tree
from crawlers.errors import ListingEmpty
from crawlers.fetch import Page
from crawlers.items import Pending
from crawlers.sources import Source
from crawlers.spiders.base import Link, ListRead


def read(page: Page, url: str, source: Source, *, link: Link, quiet: Link, now: datetime, max_bytes: int) -> ListRead:
    """The articles one listing page links to, in its order, and its next page.

    Raises `ListingEmpty` for a page without any, or an `ExtractError` for one that is no HTML.
    """
    root = Selector(root=page_tree.load(page.body, page.headers.get("Content-Type")), type="html")
    base = _base(root, url)
    selectors = source.selectors
    assert selectors.article_link is not None
    links = _links(root, selectors.article_link, base, quiet)
    if not links and url == source.url:
        raise ListingEmpty(url=url, selector=selectors.article_link)
    onward = _links(root, selectors.next_page, base, quiet) if selectors.next_page else []
    return ListRead(len(links), tuple(map(Pending, links)), tuple(onward[:1]))


def _base(root: Selector, url: str) -> str:
    try:
        return urljoin(url, (root.xpath("//base/@href").get() or "").strip())
    except ValueError:
        return url


def _links(root: Selector, selector: str, base: str, link: Link) -> list[str]:
    """Addresses on the allow-list that the selected elements, or the first link inside each, lead to."""
    found: dict[str, None] = {}
    for element in root.css(selector):
        # `a::attr(href)` selects the address itself.
        text = isinstance(element.root, str)
        href = element.get() if text else element.xpath("self::a/@href | .//a/@href").get()
        url = link(href, base) if href else None
        if url is not None:
            found[url] = None
    return list(found)
