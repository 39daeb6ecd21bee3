"""robots.txt as RFC 9309 has it.

Unreachable (5xx, no answer) means nothing may be fetched, unavailable (4xx) means everything may. A copy serves for a
day (section 2.4), and for a month while the file cannot be reached (section 2.3.1.4). `Crawl-delay`, which the RFC
does not know but publishers use, slows the visit down.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from http import HTTPStatus

from protego import Protego

from crawlers import errors, urls
from crawlers.errors import CrawlError
from crawlers.settings import PRODUCT
from crawlers.transport import Answer

FRESH = timedelta(days=1)
USABLE = timedelta(days=30)
_MAX_PARSED = 500 * 1024
"""RFC 9309, section 2.5: at least this much must be parsed."""
_MAX_DELAY = 3600.0
# These say more than "robots.txt could not be read", and hold for every page of the host.
_NO_HOST = (errors.AddressRefused, errors.CertificateRefused, errors.ConnectFailed, errors.DnsFailed)

Ask = Callable[[str], Awaitable[Answer]]
Recall = Callable[[str], tuple[str, datetime] | None]


class Robots:
    """The rules of each origin, read once in a run.

    `ask` fetches an address, `recall` knows the text read before and when, `learned` is told of (origin, text).
    """

    def __init__(self, recall: Recall, learned: Callable[[str, str], None], now: Callable[[], datetime]) -> None:
        self._recall = recall
        self._learned = learned
        self._now = now
        self._rules: dict[str, asyncio.Future[Protego | CrawlError | None]] = {}

    async def rules(self, origin: str, ask: Ask) -> Protego:
        """Raises `RobotsUnreachable`, or why the host itself cannot be reached."""
        while True:
            known = self._rules.get(origin)
            rules = await (self._first(origin, ask) if known is None else asyncio.shield(known))
            if isinstance(rules, CrawlError):
                raise rules
            if rules is not None:
                return rules

    async def _first(self, origin: str, ask: Ask) -> Protego | CrawlError:
        known = self._rules[origin] = asyncio.get_running_loop().create_future()
        try:
            rules = await self._read(origin, ask)
        except BaseException:
            # A stop, or a fault of this program: whoever waits for the same rules must ask for themselves.
            del self._rules[origin]
            known.set_result(None)
            raise
        known.set_result(rules)
        return rules

    async def _read(self, origin: str, ask: Ask) -> Protego | CrawlError:
        copy = self._recall(origin)
        age = self._now() - copy[1] if copy else USABLE
        if copy and timedelta(0) <= age < FRESH:
            return Protego.parse(copy[0])
        found = await self._fetched(origin, ask)
        if isinstance(found, CrawlError):
            return Protego.parse(copy[0]) if copy and timedelta(0) <= age < USABLE else found
        self._learned(origin, found)
        return Protego.parse(found)

    async def _fetched(self, origin: str, ask: Ask) -> str | CrawlError:
        unreachable = errors.RobotsUnreachable(host=urls.parse(origin).host)
        try:
            answer = await ask(f"{origin}/robots.txt")
        except CrawlError as error:
            return error if isinstance(error, _NO_HOST) else unreachable
        if answer.status == HTTPStatus.OK:
            return answer.body[:_MAX_PARSED].decode("utf-8-sig", "ignore")
        if 400 <= answer.status < 500 and answer.status != HTTPStatus.TOO_MANY_REQUESTS:
            return ""
        return unreachable


def crawl_delay(rules: Protego) -> float:
    """The `Crawl-delay` for us in seconds, 0 when there is none or it is no sensible number."""
    delay = rules.crawl_delay(PRODUCT)
    if delay is None or not math.isfinite(delay) or delay < 0:
        return 0.0
    return min(float(delay), _MAX_DELAY)
