"""What stands between a spider and the network: the gate, redirects, retries, unpacking.

Every exception raised here is a `CrawlError`, reported by the spider's errback, or `Skipped`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawlers import errors, failures, urls
from crawlers.errors import CrawlError

if TYPE_CHECKING:
    from scrapy import Spider

    from crawlers.visit import Visit

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
_RETRIED = frozenset({500, 502, 503, 504, 520, 521, 522, 523, 524, 429})
_RETRIED_ERRORS = (errors.ConnectFailed, errors.ConnectionBroken, errors.DnsFailed, errors.FetchTimeout)


class HasVisit(Protocol):
    visit: Visit


def visit_of(crawler: Crawler) -> Visit:
    """The visit that a crawler's spider carries."""
    spider: HasVisit | Spider | None = crawler.spider
    visit: Visit = spider.visit  # type: ignore[union-attr]
    return visit


class _Middleware:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def visit(self) -> Visit:
        return visit_of(self.crawler)


class Guard(_Middleware):
    """Lets a request through only to a listed host, and only when that host may be asked now."""

    async def process_request(self, request: Request) -> None:
        refusal = self.visit.policy.refusal(request.url)
        if refusal is not None:
            raise refusal
        await self.visit.gate(request.url)


class Redirects(_Middleware):
    """Follows redirects within the allow-list; `meta["hops"]` holds (url, status) of each one followed."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        location = response.headers.get("Location")
        if response.status not in REDIRECTS or location is None:
            return response
        here = str(urls.parse(request.url))
        hops: list[tuple[str, int]] = [*request.meta.get("hops", ()), (here, response.status)]
        try:
            target = str(urls.parse(location.decode("utf-8", "replace"), here))
        except errors.AddressError as error:
            raise errors.RedirectBad(url=request.url) from error
        if self.visit.policy.refusal(target) is not None:
            raise errors.RedirectRefused(url=request.url, target=target)
        if any(target == url for url, _ in hops) or len(hops) > self.visit.run.limits.max_redirects:
            if response.headers.get("Set-Cookie") is not None:
                raise errors.ChallengePage(url=request.url, kind="cookie")
            raise errors.RedirectLoop(url=request.url)
        # The validators belong to the address that redirected, not to its target.
        headers = request.headers.copy()
        for name in ("If-None-Match", "If-Modified-Since"):
            headers.pop(name, None)
        if request.meta.get("conditional"):
            headers.update(self.visit.validators(target))
        meta = request.meta | {"hops": hops}
        meta.pop("download_slot", None)
        return request.replace(url=target, headers=headers, meta=meta, priority=request.priority + 1)


class Backoff(_Middleware):
    """Asks again a few times, ever later, and never sooner than `Retry-After` says.

    The whole host pauses meanwhile. Only failures that may pass are retried: no 4xx but 429.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if response.status not in _RETRIED:
            return response
        header = response.headers.get("Retry-After")
        wait = retry_after(header.decode("latin-1"), self.visit.run.now()) if header else None
        again = self._again(request, wait)
        if again is None and response.status in failures.BUSY:
            self.visit.leave(request.url)
        return again or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        if isinstance(exception, CrawlError):  # ours: a decision, or what came of robots.txt after its own retries
            return None
        limits = self.visit.run.limits
        error = failures.of_exception(
            exception, request.url, seconds=limits.timeout_seconds, max_bytes=limits.max_bytes
        )
        return self._again(request, None) if isinstance(error, _RETRIED_ERRORS) else None

    def _again(self, request: Request, wait: float | None) -> Request | None:
        limits = self.visit.run.limits
        tries: int = request.meta.get("tries", 0)
        if tries >= limits.retries or (wait or 0) > limits.max_retry_after:
            return None
        self.visit.pause(request.url, max(wait or 0.0, limits.backoff_seconds * 2**tries))
        return request.replace(meta=request.meta | {"tries": tries + 1}, priority=request.priority + 1)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds to wait by a `Retry-After` header (RFC 9110, section 10.2.3): delay or HTTP-date; None if neither."""
    value = value.strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    try:
        then = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return max(0.0, (then - now).total_seconds())


class Unpacking(HttpCompressionMiddleware):
    """Unpacks gzip, deflate, br and zstd within the size limit, and hands on plain bytes.

    A response with no text in it keeps Scrapy from guessing a charset of the packed body: 3–5 ms a page.
    """

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._crawler = crawler

    def process_response(self, request: Request, response: Response) -> Response:  # type: ignore[override]
        plain = Response(
            response.url,
            status=response.status,
            headers=response.headers,
            body=response.body,
            flags=response.flags,
            certificate=response.certificate,
            ip_address=response.ip_address,
            protocol=response.protocol,
        )
        limits = visit_of(self._crawler).run.limits
        try:
            unpacked = super().process_response(request, plain)
        except IgnoreRequest as error:
            size = failures.megabytes(limits.max_bytes)
            raise errors.DecompressionBomb(url=request.url, megabytes=size) from error
        except Exception as error:  # four codecs, each with exceptions of its own, over hostile bytes
            raise errors.EncodingBroken(url=request.url) from error
        assert isinstance(unpacked, Response)
        if unpacked.headers.get("Content-Encoding") and unpacked.body:
            raise errors.EncodingBroken(url=request.url)
        return unpacked


__all__ = ["PERMANENT", "Backoff", "CrawlError", "Guard", "Redirects", "Unpacking", "retry_after", "visit_of"]
