"""One source's visit: its lists first, then the articles they name, then known articles that are due."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar

from crawlers import articles, errors, urls
from crawlers.again import read_known, reading
from crawlers.errors import CrawlError
from crawlers.fetch import Fetcher, LeftAlone, Manners, Page, Stopped
from crawlers.items import Event, Listed, Memory, NotModified, OtherPage, Pending, Sink, Trouble, Validators, Visited
from crawlers.policy import HostPolicy
from crawlers.reading import Readers
from crawlers.reading_errors import NotAnArticle
from crawlers.sources import Kind, Source
from crawlers.spiders import feed, listing, sitemap
from crawlers.spiders.base import ListRead, ReadList

log = logging.getLogger(__name__)
_T = TypeVar("_T")

_READERS: dict[Kind, ReadList] = {"feed": feed.read, "sitemap": sitemap.read, "listing": listing.read}


class Broken(Exception):
    """A fault of this program, kept in `Run.failure`: the run ends, and `crawl` raises it."""


@dataclass
class Run:
    """What all sources of one `crawl` share."""

    memory: Memory
    sink: Sink
    fetcher: Fetcher
    readers: Readers
    now: Callable[[], datetime]
    allow_loopback: bool
    asked: set[str]
    """Articles asked for in this run: two sources may name one."""
    failure: BaseException | None = None

    def emit(self, event: Event) -> None:
        """Hand an event on. A sink that raises is a bug: the run stops and `crawl` raises it."""
        if self.failure is not None:
            raise Broken
        try:
            self.sink(event)
        except BaseException as error:
            self.fail(error)
            raise Broken from error

    def recall(self, question: Callable[..., _T], *args: object) -> _T:
        """Ask the memory. One that raises is a bug as well."""
        try:
            return question(*args)
        except Exception as error:
            self.fail(error)
            raise Broken from error

    async def guarded(self, work: Coroutine[None, None, None]) -> None:
        """Run a task to its end, to a stop, or to a fault that ends the run."""
        try:
            await work
        except (Stopped, Broken):
            return
        except Exception as error:
            self.fail(error)

    def fail(self, error: BaseException) -> None:
        """Remember the first fault of this program and stop the run."""
        if self.failure is None:
            self.failure = error
        self.fetcher.stopping.set()


class Visit:
    """Decides what is asked for, and turns failures into one `Trouble` each."""

    def __init__(self, run: Run, source: Source) -> None:
        self.run = run
        self.source = source
        self.policy: HostPolicy = source.policy(allow_loopback=run.allow_loopback)
        self._manners = Manners(source.delay_seconds, source.concurrency)
        self._ends_at = asyncio.get_running_loop().time() + run.fetcher.limits.visit_seconds
        self._told: set[str] = set()
        self._off_list: set[str] = set()
        self._passed_by: list[LeftAlone] = []
        self._queue: deque[Pending] = deque()
        self._taken = 0
        self._outcome = Visited(source.id)

    async def make(self) -> None:
        """The whole visit. Raises `Stopped`, and tells no `Visited`, when the run stops before its end."""
        left_over = self.run.recall(self.run.memory.pending, self.source.id)
        new = await self._lists()
        listed = {place.url for place in new}
        self._queue.extend(new)
        self._queue.extend(place for place in left_over if place.url not in listed)
        await self._articles()
        await self._known_articles()
        self._close()

    # --- lists

    async def _lists(self) -> list[Pending]:
        """What the source's lists name that nobody had heard of. `Listed` is told of each list."""
        places: dict[str, Pending] = {}
        await self._list(self.source.url, {}, places)
        return list(places.values())

    async def _list(self, url: str, seen: dict[str, None], places: dict[str, Pending]) -> bool:
        """Read a list and those that continue it; whether all of them could be read."""
        seen[url] = None
        try:
            page = await self._fetch(url, conditional=True)
        except CrawlError as error:
            return self._list_failed(url, url, error)
        except LeftAlone as left:
            return self._list_failed(url, url, left.error)
        at = urls.canonical(page.url)
        if len(seen) == 1 and page.moved_for_good:
            self._outcome = replace(self._outcome, moved_to=page.url)
        if articles.unchanged(page):
            self._emit(NotModified(self.source.id, at))
            return True
        try:
            articles.refuse(page)
            read = _READERS[self.source.kind](
                page,
                at,
                self.source,
                link=self._article_url,
                quiet=self._quiet_url,
                now=self.run.now(),
                max_bytes=self.run.fetcher.limits.max_bytes,
            )
        except CrawlError as error:
            return self._list_failed(url, page.url, error)
        except Exception as error:  # one hostile list must not end the visit, nor stay unseen
            log.exception("%s: reading %s failed", self.source.id, url)
            return self._list_failed(url, page.url, errors.ReaderFailed(url=url, problem=type(error).__name__))
        new = self._unknown(read.places, places)
        places |= {place.url: place for place in new}
        listed = Listed(self.source.id, at, read.entries, articles.validators(page), tuple(new), read.warnings)
        await self._more(listed, read, new, seen, places)
        return True

    async def _more(
        self, listed: Listed, read: ListRead, new: Sequence[Pending], seen: dict[str, None], places: dict[str, Pending]
    ) -> None:
        """Read what continues a list. Its validators hold only if all of that was read: a 304 hides the rest."""
        if read.index:
            # An unchanged index says nothing of its files.
            self._emit(replace(listed, validators=Validators()))
            if len(seen) > 1:
                return
            for url in read.more[: self.source.max_pages]:
                if url not in seen:
                    await self._list(url, seen, places)
            return
        whole = True
        for url in read.more:
            if new and url not in seen and len(seen) < self.source.max_pages:
                whole = await self._list(url, seen, places)
        self._emit(listed if whole else replace(listed, validators=Validators()))

    def _list_failed(self, asked: str, at: str, error: CrawlError) -> bool:
        if asked == self.source.url:
            closed = isinstance(error, errors.PageMissing) and error.fields["status"] == HTTPStatus.GONE
            self._outcome = replace(self._outcome, problem=error, closed=closed)
        self._failed(asked, at, error)
        return False

    def _unknown(self, listed: Iterable[Pending], already: dict[str, Pending]) -> list[Pending]:
        unique = {place.url: place for place in reversed(list(listed)) if place.url not in already}
        ordered = [unique[url] for url in reversed(unique)]
        known = self.run.recall(self.run.memory.known, self.source.id, [place.url for place in ordered])
        return [place for place in ordered if place.url not in known]

    # --- articles

    async def _articles(self) -> None:
        """Fetch what is queued, as many at a time as the source allows; reading goes on beside it."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self.source.concurrency):
                group.create_task(self.run.guarded(self._fetch_queued(group)))
        if self.run.fetcher.stopping.is_set():
            raise Stopped

    async def _fetch_queued(self, group: asyncio.TaskGroup) -> None:
        while self._queue and self._taken < self.source.max_new and not self._late():
            place = self._queue.popleft()
            if place.url in self.run.asked:
                continue
            release = await self.run.readers.room()
            try:
                self._taken += 1
                self.run.asked.add(place.url)
                page = await self._fetch(place.url, conditional=False)
            except CrawlError as error:
                release()
                self._failed(place.url, place.url, error)
            except LeftAlone as left:
                release()
                self._passed_by.append(left)
            except BaseException:
                release()
                raise
            else:
                group.create_task(self.run.guarded(self._read_new(page, place, release)))

    async def _read_new(self, page: Page, place: Pending, release: Callable[[], None]) -> None:
        try:
            articles.refuse(page)
            articles.led_elsewhere(page, self.source, place.url)
            article = await self.run.readers.read(
                reading(page, self.source, self.run.now(), may_be_other=place.may_be_other)
            )
            if isinstance(article, NotAnArticle):
                # Under every address that leads to it, so that none is asked for again.
                for url in dict.fromkeys((place.url, urls.canonical(page.url))):
                    self._emit(OtherPage(self.source.id, url))
                return
            if isinstance(article, CrawlError):
                raise article
            self._emit(articles.found(page, article, self.source, self.policy, place, self.run.now()))
        except CrawlError as error:
            self._failed(place.url, page.url, error)
        finally:
            release()

    async def _known_articles(self) -> None:
        for known in self.run.recall(self.run.memory.revisit, self.source.id):
            url = self._article_url(known, self.source.url)
            if url is None or url in self.run.asked or self._late():
                continue
            self.run.asked.add(url)
            try:
                page = await self._fetch(url, conditional=True)
                await self._read_known(page, url)
            except CrawlError as error:
                self._failed(url, url, error)
            except LeftAlone:
                continue

    async def _read_known(self, page: Page, asked: str) -> None:
        self._emit(await read_known(page, asked, self.source, self.policy, self.run.readers, self.run.now()))

    def _late(self) -> bool:
        return asyncio.get_running_loop().time() >= self._ends_at

    # --- asking and telling

    async def _fetch(self, url: str, *, conditional: bool) -> Page:
        recall = (lambda address: self.run.recall(self.run.memory.validators, address)) if conditional else None
        return await self.run.fetcher.get(url, self.policy, manners=self._manners, recall=recall)

    def _article_url(self, link: str, base: str) -> str | None:
        """The canonical address of a listed page; None, and one `Trouble`, when it may not be read."""
        return self._address(link, base, quiet=False)

    def _quiet_url(self, link: str, base: str) -> str | None:
        """The same for pages of links, where advertisements are no mistake of anybody's."""
        return self._address(link, base, quiet=True)

    def _address(self, link: str, base: str, *, quiet: bool) -> str | None:
        try:
            url = urls.canonical(link, base)
        except errors.AddressError as error:
            if not quiet:
                self._trouble(link, error)
            return None
        refusal = self.policy.refusal(url)
        if refusal is None:
            return url
        host = urls.parse(url).host
        if not quiet and host not in self._off_list:
            self._off_list.add(host)
            self._trouble(url, refusal)
        return None

    def _emit(self, event: Event) -> None:
        self.run.emit(event)

    def _trouble(self, url: str, error: CrawlError) -> None:
        self._emit(Trouble(self.source.id, url, error))

    def _failed(self, asked: str, at: str, error: CrawlError) -> None:
        """Report a failed request, once per cause: what the host itself is at fault for is told once."""
        host = self.run.fetcher.host(at)
        if host.left is None or isinstance(host.left, errors.HostGivenUp):
            self._trouble(asked, error)
        elif host.name not in self._told:
            self._told.add(host.name)
            self._trouble(asked, host.left)
        if isinstance(error, errors.Busy):
            self._outcome = replace(self._outcome, retry_after=_seconds(host.left))

    def _close(self) -> None:
        given_up = {left.host: left.error for left in self._passed_by if isinstance(left.error, errors.HostGivenUp)}
        for host, error in given_up.items():
            count = sum(left.host == host for left in self._passed_by)
            self._trouble(self.source.url, errors.HostGivenUp(**(error.fields | {"left": count})))
        waiting = sum(place.url not in self.run.asked for place in self._queue)
        self._emit(replace(self._outcome, left=waiting + len(self._passed_by)))


def _seconds(error: CrawlError | None) -> float | None:
    seconds = error.fields.get("seconds") if error is not None else None
    return seconds if isinstance(seconds, float) else None
