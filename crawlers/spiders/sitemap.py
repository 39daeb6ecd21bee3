"""Sources that publish a sitemap, or an index of sitemaps."""

from __future__ import annotations

from datetime import datetime

from crawlers import sitemaps
from crawlers.articles import is_no_article
from crawlers.fetch import Page
from crawlers.items import Pending
from crawlers.sources import Source
from crawlers.spiders.base import Link, ListRead


def read(page: Page, url: str, source: Source, *, link: Link, quiet: Link, now: datetime, max_bytes: int) -> ListRead:
    """The pages of a sitemap, latest first; or the files of an index, last changed first.

    A sitemap names every page of a site. Front pages are left out; of the others only articles will be taken.
    Raises `SitemapError`, `DecompressionBomb`, `EncodingBroken`.
    """
    sitemap = sitemaps.parse(page.body, url=url, zone=source.zone, max_bytes=max_bytes, now=now)
    listed = [(place, address) for place in sitemap.places if (address := link(place.url, url)) is not None]
    if sitemap.kind == "sitemapindex":
        return ListRead(len(sitemap.places), (), tuple(address for _, address in listed), index=True)
    places = [
        # Google's news tags are for articles only.
        Pending(address, published_at=place.published_at, may_be_other=place.published_at is None)
        for place, address in listed
        if not is_no_article(address, source)
    ]
    return ListRead(len(sitemap.places), tuple(places))
