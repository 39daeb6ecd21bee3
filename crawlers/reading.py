"""Reading pages in worker processes: extraction takes twenty times the CPU time of fetching.

A worker that hangs or dies over one hostile page costs that page only.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pebble import ProcessExpired, ProcessPool

from crawlers.errors import CrawlError, ReaderFailed, ReaderTooSlow
from crawlers.processes import end_with_parent

if TYPE_CHECKING:
    from crawlers.extract import Extracted

_WAITING = 8
"""Pages under way besides two for each worker: being fetched, or waiting to be read."""


@dataclass(frozen=True, slots=True)
class Task:
    """A page to be read as an article; see `crawlers.extract.extract` for the fields."""

    body: bytes = field(repr=False)
    url: str
    content_type: str | None
    zone: str
    selectors: Mapping[str, str]
    now: datetime
    may_be_other: bool = False


def read(task: Task) -> Extracted | CrawlError:
    """The article of a page, or why there is none. An error is returned, so that it crosses processes as a value."""
    # Half a second and 60 MB that a visit without news, and so most visits, need not spend.
    from crawlers.extract import extract

    try:
        return extract(
            task.body,
            url=task.url,
            content_type=task.content_type,
            zone=task.zone,
            selectors=task.selectors,
            now=task.now,
            may_be_other=task.may_be_other,
        )
    except CrawlError as error:
        return error
    except Exception as error:  # a reader that stumbles over one hostile page must not end the visit
        return ReaderFailed(url=task.url, problem=type(error).__name__)


class Readers:
    """Reads pages, in `workers` processes or, with 0, in this one. An async context manager.

    The processes start with the first page. They end with this one, however it ends.
    """

    def __init__(self, workers: int, seconds: float) -> None:
        self._workers = workers
        self._seconds = seconds
        self._pool: ProcessPool | None = None
        self._room = asyncio.Semaphore(2 * workers + _WAITING)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            await asyncio.to_thread(self._pool.join)

    async def room(self) -> Callable[[], None]:
        """Wait until a further page may be held in memory; the result gives its place back."""
        await self._room.acquire()
        return self._room.release

    async def read(self, task: Task) -> Extracted | CrawlError:
        """The article of a page, or why there is none."""
        if not self._workers:
            return read(task)
        if self._pool is None:
            self._pool = _pool(self._workers)
        try:
            return await asyncio.wrap_future(self._pool.schedule(read, args=(task,), timeout=self._seconds))
        except TimeoutError:
            return ReaderTooSlow(url=task.url, seconds=self._seconds)
        except (ProcessExpired, CancelledError) as error:
            return ReaderFailed(url=task.url, problem=type(error).__name__)


def _pool(workers: int) -> ProcessPool:
    # A fork of a process with an event loop and threads may hang; a fork server has neither.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crawlers.reading", "crawlers.extract"])
    return ProcessPool(max_workers=workers, initializer=_begin, context=context)


def _begin() -> None:
    # Ctrl-C goes to the whole group of processes; the parent decides what becomes of pages under way.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent(forked=True)
