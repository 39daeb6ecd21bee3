"""Judging on all cores: texts go to processes of their own and come back judged, in the same order.

Only the parent knows the store and the streams. A text that takes too long, or takes its process down with it, comes
back as `Failed`, and a new process goes on with the rest. Ctrl-C reaches the parent only, which then ends the others;
where the parent is killed, the kernel (Linux) or a thread that watches the parent ends them.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any, Generic, Literal, TypeVar

from pebble import ProcessExpired, ProcessPool

from classifier.topics import TopicModel
from crawlers.processes import cores, end_with_parent
from pipeline.clock import Clock
from pipeline.i18n import _
from pipeline.judge import Judged, judge_many
from pipeline.store.verdicts import Unchecked

SECONDS = 20.0
"""A text may take so long, and a long one longer (`Processes.allowed`); a thousandth of it is usual."""
_SIZE_A_SECOND = 100_000
"""So slow, in characters, may a long text be beyond the seconds that every text has."""
FEW = 50
"""Fewer texts than this are judged in this process: others take longer to start than they would save."""
LONG = 20_000
"""A text of more characters goes to a process of its own in any case."""
AHEAD = 3
"""Chunks that wait for each process, so that none waits for its next one."""
_CHUNK = 16
_COLLECT_AFTER = 50_000
"""Judging leaves no cycles to collect; looking for them at Python's 700 new objects takes a tenth of the time."""

T = TypeVar("T")
R = TypeVar("R")
Judge = Callable[[TopicModel, Sequence[T], datetime], Sequence[R]]
"""Judges texts together, one outcome each; texts that it fails at together are given to it one by one."""


@dataclass(frozen=True, slots=True)
class Failed(Generic[T]):
    """A text that could not be judged: it took too long, ended its process (exit code) or met an error."""

    article: T
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


class Processes(Generic[T, R]):
    """Worker processes with a model each; `function` must be importable by name. Made by `processes`."""

    def __init__(self, pool: ProcessPool, number: int, seconds: float, size: Callable[[T], int]) -> None:
        self._pool = pool
        self._size = size
        self.number = number
        self.seconds = seconds

    def allowed(self, chunk: Sequence[T]) -> float:
        """Seconds that a chunk may take."""
        return self.seconds + sum(map(self._size, chunk)) // _SIZE_A_SECOND

    def send(self, chunk: Sequence[T], now: datetime) -> Future[list[R | Failed[T]]]:
        """Have a chunk judged; hand what comes back to `answers`."""
        future: Future[list[R | Failed[T]]] = self._pool.schedule(_many, args=[chunk, now], timeout=self.allowed(chunk))
        return future

    def answers(
        self, chunk: Sequence[T], future: Future[list[R | Failed[T]]], now: datetime
    ) -> Iterator[R | Failed[T]]:
        """The outcomes of a chunk that was sent, in order; waits for them."""
        try:
            yield from future.result()
        except (TimeoutError, ProcessExpired):
            # One of them is to blame; by itself each shows whether it was.
            for text, single in [(text, self.send([text], now)) for text in chunk]:
                yield from self._alone(text, single, self.allowed([text]))

    def _alone(self, text: T, future: Future[list[R | Failed[T]]], seconds: float) -> list[R | Failed[T]]:
        try:
            return future.result()
        except TimeoutError:
            return [Failed(text, "slow", f"{seconds:g}")]
        except ProcessExpired as error:
            return [Failed(text, "dead", str(error.exitcode))]


@contextmanager
def processes(
    model: TopicModel, function: Judge[T, R], number: int, seconds: float, size: Callable[[T], int]
) -> Iterator[Processes[T, R]]:
    """`number` processes, which end with the block; `size` says how many characters a text has."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPool(max_workers=number, initializer=_start, initargs=[model, function], context=context)
    try:
        with _ctrl_c_held_back():
            # The pool starts its threads with the first task, and these start the processes: all inherit the mask.
            pool.schedule(_ready).add_done_callback(lambda done: done.cancelled() or done.exception())
        yield Processes(pool, number, seconds, size)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def judged(
    model: TopicModel,
    articles: Iterable[Unchecked],
    clock: Clock,
    workers: int | None = None,
    function: Judge[Unchecked, Judged] = judge_many,
    seconds: float = SECONDS,
) -> Iterator[Judged | Failed[Unchecked]]:
    """Each article judged, in order; a few chunks are read ahead, so memory does not grow with their number.

    `workers` processes, by default one for each core and none for a few short articles; 0 keeps to this one. Close
    the iterator to end them early. `function` must be importable by name.
    """
    waiting = iter(articles)
    first = list(islice(waiting, FEW))
    few = len(first) < FEW and all(len(article.text) <= LONG for article in first)
    everything = chain(first, waiting)
    if workers == 0 or (workers is None and few):
        while chunk := tuple(islice(everything, _CHUNK)):
            yield from outcomes(function, model, chunk, clock())
        return
    with processes(model, function, workers or cores(), seconds, _length) as pool:
        ahead: deque[tuple[tuple[Unchecked, ...], Future[list[Judged | Failed[Unchecked]]]]] = deque()
        while True:
            while len(ahead) < pool.number * AHEAD and (chunk := tuple(islice(everything, _CHUNK))):
                ahead.append((chunk, pool.send(chunk, clock())))
            if not ahead:
                return
            yield from pool.answers(*ahead.popleft(), clock())


def _length(article: Unchecked) -> int:
    return len(article.text)


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
_tools: list[tuple[TopicModel, Judge[Any, Any]]] = []


def _start(model: TopicModel, function: Judge[Any, Any]) -> None:
    end_with_parent()
    _tools[:] = [(model, function)]
    # The first article loads word lists and compiles patterns for a while: that is not the article's fault.
    judge_many(model, [_WARM_UP], datetime(2026, 1, 1, tzinfo=UTC))
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)


def _ready() -> None:
    """Nothing to do."""


def _many(chunk: Sequence[Any], now: datetime) -> list[Any]:
    ((model, function),) = _tools
    return outcomes(function, model, chunk, now)


def outcomes(function: Judge[T, R], model: TopicModel, texts: Sequence[T], now: datetime) -> list[R | Failed[T]]:
    """The outcome for each of the texts, judged in this process."""
    try:
        return list(function(model, texts, now))
    except Exception as error:
        if len(texts) == 1:
            return [Failed(texts[0], "error", f"{type(error).__name__}: {error}")]
        return [outcome for text in texts for outcome in outcomes(function, model, [text], now)]
