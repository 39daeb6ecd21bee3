"""Run the visits: sites in parallel, one source per site at a time."""

from __future__ import annotations

import asyncio
import random
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType

from crawlers import policy, urls
from crawlers.fetch import Fetcher
from crawlers.items import Memory, RobotsRead, Sink
from crawlers.processes import cores
from crawlers.reading import Readers
from crawlers.settings import Limits
from crawlers.sources import Source
from crawlers.visit import Run, Visit

MAX_SITES = 16
"""Sites visited at the same time."""


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
    readers: int | None = None,
    chance: Callable[[], float] = random.random,
) -> None:
    """Visit every source once and hand each event to `sink`, in this thread; blocks until all is read.

    Sources on one site are visited one after another, so that the delay between requests holds for the site.
    `readers` is the number of worker processes that read pages (as many as there are cores by default; with 0 they
    are read in this process).
    Publishers' failures are `Trouble` events; an exception of `sink` or `memory`, or any other fault of this program,
    stops the crawl and is raised. On SIGINT or SIGTERM what is under way is finished, then the signal is raised again
    for the caller's own handler (KeyboardInterrupt by default); on a second one it is given up.

    Raises `ContactMissing` when `contact` is empty.
    """
    conductor = _Conductor(
        memory=memory,
        sink=sink,
        contact=contact,
        allow_loopback=allow_loopback,
        now=now,
        limits=limits or Limits(),
        readers=cores() if readers is None else readers,
        chance=chance,
    )
    caught = asyncio.run(conductor.conduct(sources))
    if caught is not None:
        signal.raise_signal(caught)


class _Conductor:
    def __init__(
        self,
        *,
        memory: Memory,
        sink: Sink,
        contact: str,
        allow_loopback: bool,
        now: Callable[[], datetime],
        limits: Limits,
        readers: int,
        chance: Callable[[], float],
    ) -> None:
        self.fetcher = Fetcher(
            contact=contact,
            limits=limits,
            allow_loopback=allow_loopback,
            now=now,
            recall_robots=lambda origin: self.run.recall(memory.robots, origin),
            learned_robots=lambda origin, text: self.run.emit(RobotsRead(origin, text)),
            chance=chance,
        )
        self.readers = Readers(readers, limits.read_seconds)
        self.run = Run(memory, sink, self.fetcher, self.readers, now, allow_loopback, asked=set())
        self.caught: int | None = None

    async def conduct(self, sources: Sequence[Source]) -> int | None:
        """The signal that stopped the run, if one did."""
        async with self.fetcher, self.readers:
            visits = asyncio.ensure_future(self._visit_all(sources))
            loop = asyncio.get_running_loop()
            with _signals(lambda number: loop.call_soon_threadsafe(self._on_signal, number, visits)):
                try:
                    await self._until_done(visits)
                except asyncio.CancelledError:
                    if self.caught is None:
                        raise
        if self.run.failure is not None:
            raise self.run.failure
        return self.caught

    async def _until_done(self, visits: asyncio.Future[None]) -> None:
        """Wait for the visits; once stopping, only for so long."""
        stopping = asyncio.ensure_future(self.fetcher.stopping.wait())
        stopping.add_done_callback(lambda _: asyncio.get_running_loop().call_later(seconds, visits.cancel))
        seconds = self.fetcher.limits.stop_seconds
        try:
            await visits
        finally:
            stopping.cancel()

    async def _visit_all(self, sources: Sequence[Source]) -> None:
        waiting = iter(by_site(sources))

        async def visit_sites() -> None:
            for site in waiting:
                for source in site:
                    if self.fetcher.stopping.is_set():
                        return
                    await self.run.guarded(Visit(self.run, source).make())

        async with asyncio.TaskGroup() as group:
            for _ in range(MAX_SITES):
                group.create_task(visit_sites())

    def _on_signal(self, number: int, visits: asyncio.Future[None]) -> None:
        if self.caught is not None:
            visits.cancel()
        self.caught = number
        self.fetcher.stopping.set()


def by_site(sources: Iterable[Source]) -> list[list[Source]]:
    """Sources grouped by the site they are read from, groups and members in the order given."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(policy.site_of(urls.parse(source.url).host), []).append(source)
    return list(groups.values())


@contextmanager
def _signals(handler: Callable[[int], object]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(number: int, _frame: FrameType | None) -> None:
        handler(number)

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
