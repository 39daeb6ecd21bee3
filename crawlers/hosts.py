"""The pace at which hosts are asked, and which are left alone: state that all sources of a run share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from crawlers.errors import CrawlError


class Stopped(Exception):
    """A request was not sent because the run is stopping."""


class LeftAlone(Exception):
    """A request was not sent because its host is left alone until the next visit; `error` was reported before."""

    def __init__(self, host: str, error: CrawlError) -> None:
        super().__init__(host)
        self.host = host
        self.error = error


@dataclass
class Host:
    """One host. Times are those of the running event loop, in seconds."""

    name: str
    crawl_delay: float = 0.0
    silent: int = 0
    """Time-outs in a row."""
    left: CrawlError | None = None
    """Why nothing more is asked of it in this run."""
    _width: int = 1
    _not_before: float = 0.0
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def widen(self, concurrency: int) -> None:
        """Allow so many requests under way at once, if that is more than before."""
        while self._width < concurrency:
            self._width += 1
            self._slots.release()

    async def enter(self, delay: float, stopping: asyncio.Event) -> None:
        """Wait for a free slot, then until `delay` seconds (or the host's Crawl-delay) after the last request.

        Raises `Stopped` or `LeftAlone`, with no slot taken; otherwise `leave` must follow.
        """
        await self._slots.acquire()
        try:
            async with self._turn:
                await self._wait(stopping)
                self._not_before = asyncio.get_running_loop().time() + max(delay, self.crawl_delay)
        except BaseException:
            self._slots.release()
            raise

    def leave(self) -> None:
        """Give the slot back."""
        self._slots.release()

    def pause(self, seconds: float) -> None:
        """Ask nothing for a while."""
        self._not_before = max(self._not_before, asyncio.get_running_loop().time() + seconds)

    async def _wait(self, stopping: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        while True:
            if stopping.is_set():
                raise Stopped
            if self.left is not None:
                raise LeftAlone(self.name, self.left)
            seconds = self._not_before - loop.time()
            if seconds <= 0:
                return
            try:
                await asyncio.wait_for(stopping.wait(), seconds)
            except TimeoutError:
                continue
