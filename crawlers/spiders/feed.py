"""Sources that publish a feed: RSS, Atom, RDF or JSON Feed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawlers import feeds
from crawlers.errors import FeedOdd
from crawlers.spiders.base import Hint, SourceSpider, validators


class FeedSpider(SourceSpider):
    """Reads one feed and the articles in it that are not known, in the feed's order."""

    def read_list(self, response: Response, url: str, **kwargs: Any) -> Iterable[Request]:
        content_type = response.headers.get("Content-Type")
        feed = feeds.parse(
            response.body,
            url=url,
            content_type=content_type.decode("latin-1") if content_type else None,
            zone=self.visit.source.zone,
            now=self.visit.run.now(),
        )
        warnings = [FeedOdd(url=url, problem=problem) for problem in feed.warnings]
        self.visit.listed(url, len(feed.entries), validators(response), warnings)
        for entry in feed.entries:
            link = self.visit.article_url(entry.url, url) if entry.url else None
            if link is not None:
                yield from self.ask_article(link, Hint(entry.guid, entry.published_at, entry.image))
