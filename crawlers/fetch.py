"""Fetching as a good guest: the allow-list, robots.txt, the pace of each host, retries, redirects.

What a reader of a publisher's site may rely on is here; what is asked for, and what the answers mean, is decided by
visits (`crawlers.visit`).
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self

from aiohttp.abc import AbstractResolver

from crawlers import errors, robots, urls
from crawlers.errors import CrawlError
from crawlers.failures import BUSY
from crawlers.hosts import Host, LeftAlone, Stopped
from crawlers.items import Validators
from crawlers.policy import HostPolicy
from crawlers.settings import PRODUCT, Limits
from crawlers.transport import Answer, Transport

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
_RETRIED = frozenset({500, 502, 503, 504, 520, 521, 522, 523, 524, 429})
_RETRIED_ERRORS = (errors.ConnectFailed, errors.ConnectionBroken, errors.DnsFailed, errors.FetchTimeout)
# After one of these, asking the same host again in this run can only bring the same answer.
_HOST_IS_DOWN = (
    errors.AddressRefused,
    errors.CertificateRefused,
    errors.ConnectFailed,
    errors.DnsFailed,
)


@dataclass(frozen=True, slots=True)
class Page:
    """What came of asking for an address: the last answer, whatever its status.

    `asked` is the address asked for, `url` the one that answered, `hops` (address, status) of each redirect followed;
    `conditional` tells whether the last request carried validators, without which a 304 means nothing.
    """

    asked: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    hops: tuple[tuple[str, int], ...] = ()
    conditional: bool = False

    @property
    def moved_for_good(self) -> bool:
        """Whether every redirect on the way was a permanent one, and there was one."""
        return bool(self.hops) and all(status in PERMANENT for _, status in self.hops)


@dataclass(frozen=True, slots=True)
class Manners:
    """How a source's hosts are asked: seconds between requests, and requests under way at a time."""

    delay: float = 1.0
    concurrency: int = 1


Recall = Callable[[str], Validators | None]


class Fetcher:
    """Fetches pages; an async context manager. Hosts' pace and rules are shared by all that use it.

    `recall_robots` gives the robots.txt last read from an origin and when, `learned_robots` is told of what is read;
    `chance` draws from [0, 1) for the jitter of retries. Once `stopping` is set nothing more is asked: waiting
    callers get `Stopped`.
    """

    def __init__(
        self,
        *,
        contact: str,
        limits: Limits | None = None,
        allow_loopback: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        recall_robots: robots.Recall = lambda origin: None,
        learned_robots: Callable[[str, str], None] = lambda origin, text: None,
        resolver: AbstractResolver | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Raises `ContactMissing`."""
        self.limits = limits or Limits()
        self.stopping = asyncio.Event()
        self._now = now
        self._chance = chance
        self._robots = robots.Robots(recall_robots, learned_robots, now)
        self._hosts: dict[str, Host] = {}
        self._transport = Transport(
            contact=contact, limits=self.limits, allow_loopback=allow_loopback, resolver=resolver
        )

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.__aexit__(kind, error, trace)

    def host(self, url: str) -> Host:
        """The state of an address's host; another server on an odd port of it has a state of its own."""
        address = urls.parse(url)
        name = address.host if address.port in (80, 443) else f"{address.host}:{address.port}"
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = Host(name)
        return host

    async def get(
        self,
        url: str,
        policy: HostPolicy,
        *,
        manners: Manners | None = None,
        recall: Recall | None = None,
    ) -> Page:
        """The page at a normalised address, redirects followed within the allow-list.

        With `recall`, the GET is conditional by what it knows of each address on the way: validators belong to the
        address that gave them. Raises a `CrawlError` for what is refused or fails, `LeftAlone` where the host is not
        to be asked again in this run, `Stopped`.
        """
        return await self._follow(url, policy, manners or Manners(), recall, by_robots=True)

    async def _follow(
        self, url: str, policy: HostPolicy, manners: Manners, recall: Recall | None, *, by_robots: bool
    ) -> Page:
        hops: list[tuple[str, int]] = []
        here = url
        while True:
            refusal = policy.refusal(here)
            if refusal is not None:
                raise errors.RedirectRefused(url=hops[-1][0], target=here) if hops else refusal
            if by_robots:
                await self._obey(here, policy, manners)
            conditions = _conditions(recall(here) if recall else None)
            answer = await self._ask(here, conditions, manners)
            if by_robots and answer.status in BUSY:
                self.host(here).left = self._busy(answer)
            location = answer.headers.get("Location")
            if answer.status not in REDIRECTS or location is None:
                return Page(url, here, answer.status, answer.headers, answer.body, tuple(hops), bool(conditions))
            hops.append((here, answer.status))
            here = self._target(answer, location, hops)

    def _target(self, answer: Answer, location: str, hops: list[tuple[str, int]]) -> str:
        try:
            # Servers send the bytes of UTF-8; aiohttp hands on what cannot be decoded as surrogates.
            readable = location.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            target = str(urls.parse(readable, answer.url))
        except errors.AddressError as error:
            raise errors.RedirectBad(url=answer.url) from error
        if any(target == url for url, _ in hops) or len(hops) > self.limits.max_redirects:
            if "Set-Cookie" in answer.headers:
                raise errors.ChallengePage(url=answer.url, kind="cookie")
            raise errors.RedirectLoop(url=answer.url)
        return target

    async def _obey(self, url: str, policy: HostPolicy, manners: Manners) -> None:
        async def ask(address: str) -> Answer:
            page = await self._follow(address, policy, manners, None, by_robots=False)
            return Answer(page.url, page.status, page.headers, page.body)

        host = self.host(url)
        if host.left is not None:
            raise LeftAlone(host.name, host.left)
        try:
            rules = await self._robots.rules(urls.parse(url).origin, ask)
        except CrawlError as error:
            host.left = error
            raise
        if not rules.can_fetch(url, PRODUCT):
            raise errors.RobotsDisallowed(url=url)
        host.crawl_delay = max(host.crawl_delay, robots.crawl_delay(rules))

    async def _ask(self, url: str, conditions: Mapping[str, str], manners: Manners) -> Answer:
        """One address, a few times if need be; the whole host pauses in between."""
        host = self.host(url)
        host.widen(manners.concurrency)
        tries = 0
        while True:
            await host.enter(manners.delay, self.stopping)
            try:
                answer = await self._transport.get(url, conditions)
            except CrawlError as error:
                if not isinstance(error, _RETRIED_ERRORS) or not self._again(host, tries, None):
                    self._failed(host, error)
                    raise
            else:
                host.silent = 0
                if answer.status not in _RETRIED:
                    return answer
                wait = retry_after(answer.headers.get("Retry-After", ""), self._now())
                if not self._again(host, tries, wait):
                    return answer
            finally:
                host.leave()
            tries += 1

    def _busy(self, answer: Answer) -> errors.Busy:
        wait = retry_after(answer.headers.get("Retry-After", ""), self._now())
        return errors.Busy(url=answer.url, host=urls.parse(answer.url).host, status=answer.status, seconds=wait)

    def _again(self, host: Host, tries: int, wait: float | None) -> bool:
        if tries >= self.limits.retries or (wait or 0) > self.limits.max_retry_after:
            return False
        backoff = self.limits.backoff_seconds * 2**tries * (1 + self._chance() / 2)
        host.pause(max(wait or 0.0, backoff))
        return True

    def _failed(self, host: Host, error: CrawlError) -> None:
        if isinstance(error, errors.FetchTimeout):
            host.silent += 1
        if host.silent >= self.limits.max_silent:
            host.left = errors.HostGivenUp(host=host.name, count=host.silent, left=0)
        elif isinstance(error, _HOST_IS_DOWN):
            host.left = error


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


def _conditions(stored: Validators | None) -> dict[str, str]:
    """Headers of a conditional GET (RFC 9110, section 13.1), empty when nothing is stored."""
    stored = stored or Validators()
    headers = {"If-None-Match": stored.etag, "If-Modified-Since": stored.last_modified}
    return {name: value for name, value in headers.items() if value}


__all__ = ["PERMANENT", "Fetcher", "LeftAlone", "Manners", "Page", "Stopped", "retry_after"]
