"""Sources without a feed or sitemap: a page of links, followed by older pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.utils.response import get_base_url

from crawlers import urls
from crawlers.errors import ListingEmpty
from crawlers.spiders.base import SourceSpider, validators


class ListingSpider(SourceSpider):
    """Follows `next_page` up to `max_pages`, and no further than the first page with nothing new on it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages = {urls.canonical(self.visit.source.url)}

    def read_list(self, response: Response, url: str, *, page: int = 1, **kwargs: Any) -> Iterable[Request]:
        source = self.visit.source
        html = HtmlResponse(url, headers=response.headers, body=response.body)
        links = self._links(html, source.selectors.article_link)
        if not links and page == 1:
            raise ListingEmpty(url=url, selector=source.selectors.article_link)
        self.visit.listed(url, len(links), validators(response))
        new = [link for link in links if not self.visit.knows(link)]
        for link in new:
            yield from self.ask_article(link)
        if not new or page >= source.max_pages:
            return
        for link in self._links(html, source.selectors.next_page):
            if link not in self._pages:
                self._pages.add(link)
                yield self.ask_list(link, page=page + 1)
                return

    def _links(self, html: HtmlResponse, selector: str | None) -> list[str]:
        """Addresses on the allow-list that the selected elements, or the first link inside each, lead to."""
        if selector is None:
            return []
        base = get_base_url(html)
        found: dict[str, None] = {}
        for element in html.css(selector):
            # `a::attr(href)` selects the address itself.
            text = isinstance(element.root, str)
            link = element.get() if text else element.xpath("self::a/@href | .//a/@href").get()
            url = self.visit.article_url(link, base, quiet=True) if link else None
            if url is not None:
                found[url] = None
        return list(found)
