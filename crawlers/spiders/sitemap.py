"""Sources that publish a sitemap, or an index of sitemaps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawlers import sitemaps
from crawlers.items import Validators
from crawlers.spiders.base import Hint, SourceSpider, validators


class SitemapSpider(SourceSpider):
    """Reads a sitemap, or the `max_pages` last changed ones of an index, latest articles first.

    A sitemap names every page of a site. Front pages are not asked for; of the others only articles are taken
    (`page_kind`), and a page found to be none is not asked for again.
    """

    def read_list(self, response: Response, url: str, *, depth: int = 0, **kwargs: Any) -> Iterable[Request]:
        source = self.visit.source
        sitemap = sitemaps.parse(response.body, url=url, zone=source.zone, max_bytes=self.visit.run.limits.max_bytes)
        if sitemap.kind == "urlset":
            self.visit.listed(url, len(sitemap.places), validators(response))
            for place in sitemap.places:
                link = self.visit.article_url(place.url, url)
                if link is None or self.is_no_article(link) or self.visit.read_before(link):
                    continue
                # Google's news tags are for articles only.
                may_be_other = place.published_at is None
                yield from self.ask_article(link, Hint(published_at=place.published_at, may_be_other=may_be_other))
            return
        # An unchanged index says nothing of its files: no validators, so that it is read in full next time.
        self.visit.listed(url, len(sitemap.places), Validators())
        if depth:
            return
        for place in sitemap.places[: source.max_pages]:
            link = self.visit.article_url(place.url, url)
            if link is not None:
                yield self.ask_list(link, depth=depth + 1)
