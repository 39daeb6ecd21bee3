"""robots.txt as RFC 9309 has it, where Scrapy's own middleware does otherwise.

Unreachable (5xx, no answer) means nothing may be fetched, unavailable (4xx) means everything may;
`Crawl-delay`, which the RFC does not know but publishers use, slows the visit down.
"""

from __future__ import annotations

import asyncio
import math
from http import HTTPStatus

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawlers import errors, failures, urls
from crawlers.errors import CrawlError
from crawlers.middlewares import visit_of
from crawlers.settings import PRODUCT
from crawlers.visit import Visit

_MAX_PARSED = 500 * 1024
"""RFC 9309, section 2.5: at least this much must be parsed."""
_MAX_DELAY = 3600.0
# These say more than "robots.txt could not be read", and hold for every page of the host.
_NO_HOST = (errors.AddressRefused, errors.CertificateRefused, errors.ConnectFailed, errors.DnsFailed)


class Robots:
    """Raises `RobotsDisallowed` or `RobotsUnreachable` for what may not be fetched."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        return cls(crawler)

    @property
    def visit(self) -> Visit:
        return visit_of(self.crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("robots"):
            return
        rules = await self._rules(urls.parse(request.url).origin)
        if isinstance(rules, CrawlError):
            raise rules
        if not rules.can_fetch(request.url, PRODUCT):
            raise errors.RobotsDisallowed(url=request.url)
        self._slow_down(request, crawl_delay(rules))

    async def _rules(self, origin: str) -> Protego | CrawlError:
        known = self.visit.run.robots
        if origin in known:
            return await asyncio.shield(known[origin])
        known[origin] = asyncio.get_running_loop().create_future()
        unreachable = errors.RobotsUnreachable(host=urls.parse(origin).host)
        try:
            rules = await self._fetch(origin)
        except IgnoreRequest:
            known.pop(origin).set_result(unreachable)
            raise
        except BaseException:
            known[origin].set_result(unreachable)
            raise
        known[origin].set_result(rules)
        return rules

    async def _fetch(self, origin: str) -> Protego | CrawlError:
        url = f"{origin}/robots.txt"
        request = Request(url, callback=NO_CALLBACK, meta={"robots": True})
        unreachable = errors.RobotsUnreachable(host=urls.parse(origin).host)
        limits = self.visit.run.limits
        try:
            response = await self.crawler.engine.download_async(request)
        except IgnoreRequest:
            raise
        except Exception as error:
            cause = failures.of_exception(error, url, seconds=limits.timeout_seconds, max_bytes=limits.max_bytes)
            if cause is None:
                raise
            unreachable.__cause__ = error
            return cause if isinstance(cause, _NO_HOST) else unreachable
        if response.status == HTTPStatus.OK:
            return Protego.parse(response.body[:_MAX_PARSED].decode("utf-8-sig", "ignore"))
        if 400 <= response.status < 500 and response.status != HTTPStatus.TOO_MANY_REQUESTS:
            return Protego.parse("")
        return unreachable

    def _slow_down(self, request: Request, delay: float) -> None:
        if delay <= self.visit.delay:
            return
        self.visit.delay = delay
        downloader = self.crawler.engine.downloader
        key = downloader.get_slot_key(request)
        # For the slot in use, and for the one made anew after a minute's silence.
        downloader.per_slot_settings[key] = {"delay": delay}
        if key in downloader.slots:
            downloader.slots[key].delay = delay


def crawl_delay(rules: Protego) -> float:
    """The `Crawl-delay` for us in seconds, 0 when there is none or it is no sensible number."""
    delay = rules.crawl_delay(PRODUCT)
    if delay is None or not math.isfinite(delay) or delay < 0:
        return 0.0
    return min(float(delay), _MAX_DELAY)
