"""Known articles looked at once more, within seconds: what stands at their addresses now."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from crawlers import articles, errors, policy, urls
from crawlers.errors import CrawlError
from crawlers.fetch import Fetcher, LeftAlone, Manners, Page
from crawlers.items import Found, Gone, NotModified, Pending, Trouble, Validators
from crawlers.policy import HostPolicy
from crawlers.reading import Readers, Task
from crawlers.robots import Recall
from crawlers.settings import Limits
from crawlers.sources import Source

Sight = Found | Gone | NotModified | Trouble
"""What one look at a known article amounts to."""


@dataclass(frozen=True, slots=True)
class Place:
    """A known article: its address, as stored, and the source under whose policy it is asked for."""

    source: Source
    url: str


class Again:
    """Looks at known articles, sites side by side, one request at a time to a site.

    `seconds` bounds the look at one site: an article that is under way then has timed out, and those after it were not
    looked at. `validators` are what earlier answers allow to ask conditionally; `recall_robots` and `learned_robots`
    as with `Fetcher`. One look at a time; `stop` may be called from any thread.
    """

    def __init__(
        self,
        *,
        contact: str,
        validators: Callable[[str], Validators | None],
        recall_robots: Recall,
        learned_robots: Callable[[str, str], None],
        now: Callable[[], datetime],
        seconds: float = 20.0,
        allow_loopback: bool = False,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._contact = contact
        self._validators = validators
        self._recall_robots = recall_robots
        self._learned_robots = learned_robots
        self._now = now
        self._seconds = seconds
        self._allow_loopback = allow_loopback
        self._chance = chance
        self._lock = threading.Lock()
        self._stopped = False
        self._cancel: Callable[[], object] = lambda: None

    def look(self, places: Sequence[Place]) -> dict[str, Sight]:
        """What stands at each address, by the address; one that is missing was not looked at. Blocks.

        Raises `ContactMissing`. Never raises for what a publisher does.
        """
        seen: dict[str, Sight] = {}
        with suppress(asyncio.CancelledError):
            asyncio.run(self._look(places, seen))
        return seen

    def stop(self) -> None:
        """End a look that is under way, and let no other begin."""
        with self._lock:
            self._stopped = True
            self._cancel()

    async def _look(self, places: Sequence[Place], seen: dict[str, Sight]) -> None:
        # Nothing is asked twice: whoever wants to know asks again after a while.
        limits = Limits(timeout_seconds=self._seconds, retries=0, max_silent=1, read_seconds=self._seconds)
        fetcher = Fetcher(
            contact=self._contact,
            limits=limits,
            allow_loopback=self._allow_loopback,
            now=self._now,
            recall_robots=self._recall_robots,
            learned_robots=self._learned_robots,
            chance=self._chance,
        )
        loop = asyncio.get_running_loop()
        looking = asyncio.current_task()
        assert looking is not None
        with self._lock:
            if self._stopped:
                return
            self._cancel = lambda: loop.call_soon_threadsafe(looking.cancel)
        try:
            async with fetcher, Readers(1, limits.read_seconds) as readers, asyncio.TaskGroup() as group:
                for site in _by_site(places):
                    group.create_task(self._site(site, fetcher, readers, seen))
        finally:
            with self._lock:
                self._cancel = lambda: None

    async def _site(self, places: Sequence[Place], fetcher: Fetcher, readers: Readers, seen: dict[str, Sight]) -> None:
        under_way = places[0]
        try:
            async with asyncio.timeout(self._seconds):
                for under_way in places:
                    seen[under_way.url] = await self._one(under_way, fetcher, readers)
        except TimeoutError:
            late = errors.FetchTimeout(url=under_way.url, seconds=self._seconds)
            seen[under_way.url] = Trouble(under_way.source.id, under_way.url, late)

    async def _one(self, place: Place, fetcher: Fetcher, readers: Readers) -> Sight:
        source = place.source
        rules = source.policy(allow_loopback=self._allow_loopback)
        try:
            page = await fetcher.get(place.url, rules, manners=Manners(source.delay_seconds), recall=self._validators)
            return await read_known(page, place.url, source, rules, readers, self._now())
        except CrawlError as error:
            return Trouble(source.id, place.url, error)
        except LeftAlone as left:
            return Trouble(source.id, place.url, left.error)


async def read_known(
    page: Page, asked: str, source: Source, rules: HostPolicy, readers: Readers, now: datetime
) -> Found | Gone | NotModified:
    """What the answer for a known article amounts to, read where need be. Raises a `CrawlError`."""
    settled = articles.settled(page, source, asked)
    if settled is not None:
        return settled
    articles.refuse(page)
    article = await readers.read(reading(page, source, now))
    if isinstance(article, CrawlError):
        raise article
    return articles.known(page, articles.found(page, article, source, rules, Pending(asked), now), asked)


def reading(page: Page, source: Source, now: datetime, *, may_be_other: bool = False) -> Task:
    """The work of reading a page of a source as an article."""
    return Task(
        page.body,
        url=urls.canonical(page.url),
        content_type=page.headers.get("Content-Type"),
        zone=source.zone,
        selectors=source.selectors.overrides(),
        now=now,
        may_be_other=may_be_other,
    )


def _by_site(places: Sequence[Place]) -> list[list[Place]]:
    """Places grouped by site; another server on an odd port of it is a site of its own, as for `Fetcher`."""
    sites: dict[tuple[str, int], list[Place]] = {}
    for place in places:
        address = urls.parse(place.url)
        port = 0 if address.port in (80, 443) else address.port
        sites.setdefault((policy.site_of(address.host), port), []).append(place)
    return list(sites.values())
