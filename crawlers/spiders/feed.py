"""Sources that publish a feed: RSS, Atom, RDF or JSON Feed."""

from __future__ import annotations

from datetime import datetime

from crawlers import feeds
from crawlers.errors import FeedOdd
from crawlers.fetch import Page
from crawlers.items import Pending
from crawlers.sources import Source
from crawlers.spiders.base import Link, ListRead


def read(page: Page, url: str, source: Source, *, link: Link, quiet: Link, now: datetime, max_bytes: int) -> ListRead:
    """The articles of one feed, in the feed's order. Raises a `FeedError`."""
    feed = feeds.parse(page.body, url=url, content_type=page.headers.get("Content-Type"), zone=source.zone, now=now)
    places = [
        Pending(address, entry.guid, entry.published_at, entry.image)
        for entry in feed.entries
        if entry.url and (address := link(entry.url, url)) is not None
    ]
    warnings = tuple(FeedOdd(url=url, problem=problem) for problem in feed.warnings)
    return ListRead(len(feed.entries), tuple(places), warnings=warnings)
