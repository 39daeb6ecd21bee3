"""Run the visits: one reactor, one spider per source, hosts in parallel, one source per host at a time."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawlers import policy, urls
from crawlers.items import Memory, Sink
from crawlers.settings import Limits, scrapy_settings
from crawlers.sources import Source
from crawlers.spiders.base import SourceSpider
from crawlers.spiders.feed import FeedSpider
from crawlers.spiders.listing import ListingSpider
from crawlers.spiders.sitemap import SitemapSpider
from crawlers.visit import Run, Visit

MAX_SITES = 8
"""Sites visited at the same time."""

_SPIDERS: dict[str, type[SourceSpider]] = {"feed": FeedSpider, "sitemap": SitemapSpider, "listing": ListingSpider}
_LOUD = ("scrapy", "twisted")

_started = False


def _utc_now() -> datetime:
    return datetime.now(UTC)


def crawl(
    sources: Sequence[Source],
    *,
    memory: Memory,
    sink: Sink,
    contact: str,
    allow_loopback: bool = False,
    now: Callable[[], datetime] = _utc_now,
    limits: Limits | None = None,
) -> None:
    """Visit every source once and hand each event to `sink`, in this thread; blocks until all is read.

    Sources on one site are visited one after another, so that the delay between requests holds for the
    site. Publishers' failures are `Trouble` events; an exception of `sink` or `memory`, or any other fault
    of this program, stops the crawl and is raised. On SIGINT or SIGTERM requests under way are finished,
    then the signal is raised again for the caller's own handler (KeyboardInterrupt by default).

    May be called once in a process, because a Twisted reactor cannot start twice; a second call raises
    `RuntimeError`. Raises `ContactMissing` when `contact` is empty.
    """
    global _started
    limits = limits or Limits()
    base = scrapy_settings(contact=contact, limits=limits, allow_loopback=allow_loopback)
    if not sources:
        return
    if _started:
        raise RuntimeError("crawl() can run once in a process; start another process for the next visit")
    _started = True
    run = Run(memory=memory, sink=sink, now=now, limits=limits, allow_loopback=allow_loopback)
    with _quiet_logging():
        process = AsyncCrawlerProcess(base)
        _hush()
        caught = _Conductor(process, run, sources, contact).conduct()
    if run.failure is not None:
        raise run.failure
    if caught is not None:
        signal.raise_signal(caught)


class _Conductor:
    def __init__(self, process: AsyncCrawlerProcess, run: Run, sources: Sequence[Source], contact: str) -> None:
        from twisted.internet import reactor  # the process has just installed the right one

        self.reactor: Any = reactor
        self.process = process
        self.run = run
        self.sources = sources
        self.contact = contact
        self.caught: int | None = None
        self.tasks: set[asyncio.Task[None]] = set()
        run.on_failure = self.stop

    def conduct(self) -> int | None:
        """Run the reactor until all is read, or stopped; the signal that stopped it, if one did."""
        loop = asyncio.get_event_loop()
        visits = loop.create_task(self._visit_all())
        visits.add_done_callback(lambda _: self._stop_reactor())
        try:
            with _signals(self._on_signal):
                self.process.start(stop_after_crawl=False, install_signal_handlers=False)
            if visits.done() and self.run.failure is None:
                self.run.failure = visits.exception()
        finally:
            _close(loop)
        return self.caught

    async def _visit_all(self) -> None:
        room = asyncio.Semaphore(MAX_SITES)
        await asyncio.gather(*(self._visit_site(site, room) for site in by_site(self.sources)))

    async def _visit_site(self, sources: Iterable[Source], room: asyncio.Semaphore) -> None:
        async with room:
            for source in sources:
                if not self.run.stopping.is_set():
                    await self._visit(source)

    async def _visit(self, source: Source) -> None:
        own = scrapy_settings(
            contact=self.contact,
            delay_seconds=source.delay_seconds,
            limits=self.run.limits,
            allow_loopback=self.run.allow_loopback,
        )
        # The process lays its own settings over those of equal priority (`create_crawler`).
        settings = Settings()
        settings.setdict(own, priority="spider")
        crawler = Crawler(_SPIDERS[source.kind], settings)
        crawler.signals.connect(self._on_spider_error, signals.spider_error)
        await self.process.crawl(crawler, visit=Visit(self.run, source))

    def _on_spider_error(self, failure: Failure) -> None:
        if failure.value is not None:
            self.run.fail(failure.value)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        first = self.caught is None
        self.caught = number
        self.reactor.callFromThread(self.stop if first else self._stop_reactor)

    def stop(self) -> None:
        """Let requests under way end, for a while; ask nothing more."""
        if self.run.stopping.is_set():
            return
        self.run.stopping.set()
        loop = asyncio.get_running_loop()
        self.tasks.add(loop.create_task(self.process.stop()))
        loop.call_later(self.run.limits.stop_seconds, self._stop_reactor)

    def _stop_reactor(self) -> None:
        if self.reactor.running:
            self.reactor.stop()


def by_site(sources: Iterable[Source]) -> list[list[Source]]:
    """Sources grouped by the site they are read from, groups and members in the order given."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(policy.site_of(urls.parse(source.url).host), []).append(source)
    return list(groups.values())


def _close(loop: asyncio.AbstractEventLoop) -> None:
    """End what a forced stop left under way, as `asyncio.run` does."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    asyncio.set_event_loop(None)
    loop.close()


@contextmanager
def _signals(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


@contextmanager
def _quiet_logging() -> Iterator[None]:
    """Undo at the end what Scrapy does to logging; `_hush` undoes the rest once it has done it."""
    loggers = [logging.getLogger(name) for name in _LOUD]
    levels = [logger.level for logger in loggers]
    show = warnings.showwarning
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        if warnings.showwarning is not show:
            logging.captureWarnings(False)


def _hush() -> None:
    # All that matters comes as events or exceptions.
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL)
