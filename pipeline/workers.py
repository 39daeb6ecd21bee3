"""Judging on all cores: articles go to processes of their own and come back judged, in the same order.

Only the parent knows the store. An article that takes too long, or takes its process down with it, comes back as
`Failed`, and a new process goes on with the rest. Ctrl-C reaches the parent only, which then ends the others; where the
parent is killed, the kernel (Linux) or a thread that watches the parent ends them.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Literal

from pebble import ProcessExpired, ProcessPool

from classifier.topics import TopicModel
from crawlers.processes import cores, end_with_parent
from pipeline.clock import Clock
from pipeline.i18n import _
from pipeline.judge import Judged, judge
from pipeline.store.verdicts import Unchecked

SECONDS = 20.0
"""An article may take so long; a thousandth of it is usual."""
FEW = 50
"""Fewer articles than this are judged in this process: others take longer to start than they would save."""
LONG = 20_000
"""A text of more characters goes to a process of its own in any case."""
_CHUNK = 16
_AHEAD = 3

Judge = Callable[[TopicModel, Unchecked, datetime], Judged]


@dataclass(frozen=True, slots=True)
class Failed:
    """An article that could not be judged: it took too long, ended its process (exit code) or met an error."""

    article: Unchecked
    kind: Literal["slow", "dead", "error"]
    detail: str

    @property
    def why(self) -> str:
        """The reason as a user reads it."""
        told = {
            "slow": _("it took more than {detail} seconds"),
            "dead": _("its process ended with code {detail}"),
            "error": _("an error in the desk, {detail}"),
        }
        return told[self.kind].format(detail=self.detail)


def judged(
    model: TopicModel,
    articles: Iterable[Unchecked],
    clock: Clock,
    workers: int | None = None,
    function: Judge = judge,
    seconds: float = SECONDS,
) -> Iterator[Judged | Failed]:
    """Each article judged, in order; a few chunks are read ahead, so memory does not grow with their number.

    `workers` processes, by default one for each core and none for a few short articles; 0 keeps to this one. Close
    the iterator to end them early. `function` must be importable by name.
    """
    waiting = iter(articles)
    first = list(islice(waiting, FEW))
    few = len(first) < FEW and all(len(article.text) <= LONG for article in first)
    everything = chain(first, waiting)
    if workers == 0 or (workers is None and few):
        for article in everything:
            yield _one(function, model, article, clock())
    else:
        yield from _in_processes(model, everything, clock, workers or cores(), function, seconds)


def _in_processes(
    model: TopicModel, articles: Iterator[Unchecked], clock: Clock, workers: int, function: Judge, seconds: float
) -> Iterator[Judged | Failed]:
    ahead: deque[tuple[tuple[Unchecked, ...], Future[list[Judged | Failed]]]] = deque()
    with _pool(workers, model, function) as pool:

        def send(chunk: Sequence[Unchecked]) -> Future[list[Judged | Failed]]:
            future: Future[list[Judged | Failed]] = pool.schedule(_many, args=[chunk, clock()], timeout=seconds)
            return future

        while True:
            while len(ahead) < workers * _AHEAD and (chunk := tuple(islice(articles, _CHUNK))):
                ahead.append((chunk, send(chunk)))
            if not ahead:
                return
            chunk, future = ahead.popleft()
            try:
                yield from future.result()
            except (TimeoutError, ProcessExpired):
                # One of them is to blame; by itself each shows whether it was.
                for article, single in [(article, send([article])) for article in chunk]:
                    yield from _alone(article, single, seconds)


def _alone(article: Unchecked, future: Future[list[Judged | Failed]], seconds: float) -> list[Judged | Failed]:
    try:
        return future.result()
    except TimeoutError:
        return [Failed(article, "slow", f"{seconds:g}")]
    except ProcessExpired as error:
        return [Failed(article, "dead", str(error.exitcode))]


@contextmanager
def _pool(workers: int, model: TopicModel, function: Judge) -> Iterator[ProcessPool]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPool(max_workers=workers, initializer=_start, initargs=[model, function], context=context)
    try:
        with _ctrl_c_held_back():
            # The pool starts its threads with the first task, and these start the processes: all inherit the mask.
            pool.schedule(_ready).add_done_callback(lambda done: done.cancelled() or done.exception())
        yield pool
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# -- in the other processes ---------------------------------------------------------------------------

_WARM_UP = Unchecked(0, 1, "Tin thử", "Ngày 1/1, xã mở hội. Gọi 0912 345 678.", None, ())
_tools: list[tuple[TopicModel, Judge]] = []


def _start(model: TopicModel, function: Judge) -> None:
    end_with_parent()
    _tools[:] = [(model, function)]
    # The first article loads word lists and compiles patterns for a second: that is not the article's fault.
    judge(model, _WARM_UP, datetime(2026, 1, 1, tzinfo=UTC))


def _ready() -> None:
    """Nothing to do."""


def _many(chunk: Sequence[Unchecked], now: datetime) -> list[Judged | Failed]:
    ((model, function),) = _tools
    return [_one(function, model, article, now) for article in chunk]


def _one(function: Judge, model: TopicModel, article: Unchecked, now: datetime) -> Judged | Failed:
    try:
        return function(model, article, now)
    except Exception as error:
        return Failed(article, "error", f"{type(error).__name__}: {error}")
