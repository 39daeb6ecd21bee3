"""Looking at the desk: the effects behind `pipeline.health`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from threading import Lock

from classifier.errors import ClassifierError
from pipeline import lock
from pipeline.clock import Clock, system_clock
from pipeline.errors import ModelUnknown, StoreBroken, StoreBusy
from pipeline.graph.versions import version_end
from pipeline.health import OVERDUE_LIMIT, Disk, Examined, GraphEnd, Item, Jump, Level, Snapshot, Token, judge, worst
from pipeline.i18n import describe
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.store.health import Figures, newest_schema
from pipeline.store.pages import Pause

KEPT_SECONDS = 5.0
"""How long `recent` answers with what it saw: a monitor that asks a hundred times a second costs one look."""
Steady = Callable[[], float]
"""Seconds from any beginning, which nobody sets: a clock to hold the wall clock against."""


def steady_seconds() -> float:
    """Seconds since the machine started. Unlike `time.monotonic` it goes on while a Linux machine sleeps."""
    source = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if source is None else time.clock_gettime(source)


@dataclass(frozen=True, slots=True)
class Report:
    """What was seen and what is to be said of it."""

    snapshot: Snapshot
    items: tuple[Item, ...]

    @property
    def level(self) -> Level:
        return worst(self.items)


class Checkup:
    """Looks at one desk. Safe to share between threads. Remembers the clocks, so that a jump is seen."""

    def __init__(self, store: Store, settings: Settings, clock: Clock, steady: Steady | None = None) -> None:
        """`steady` is the machine's own where the clock is; a clock that a test moves is held against nothing."""
        self._store = store
        self._settings = settings
        self._clock = clock
        self._steady = steady_seconds if steady is None and clock is system_clock else steady
        self._lock = Lock()
        self._last: tuple[float, float] | None = None
        self._jump: Jump | None = None
        self._kept: tuple[float, Report] | None = None

    def recent(self) -> Report:
        """A report that is at most `KEPT_SECONDS` old."""
        with self._lock:
            now = (self._steady or time.monotonic)()
            if self._kept is None or not 0 <= now - self._kept[0] < KEPT_SECONDS:
                self._kept = (now, self._look())
            return self._kept[1]

    def look(self) -> Report:
        """A report of now."""
        with self._lock:
            return self._look()

    def examine(self, *, integrity: bool = True) -> Report:
        """A report of now with what takes its time: the whole data file is read, and the models."""
        examined = Examined(_damage(self._store) if integrity else None, _model_problem(self._store, self._settings))
        snapshot = replace(self.look().snapshot, examined=examined)
        return Report(snapshot, judge(snapshot))

    def _look(self) -> Report:
        now = self._clock()
        self._watch_clock(now.timestamp())
        figures: Figures | None = None
        paused: tuple[Pause, ...] = ()
        tokens: tuple[Token, ...] = ()
        problem, schema = None, newest_schema()
        try:
            schema = self._store.health.schema()
            figures = self._store.health.figures(now - OVERDUE_LIMIT)
            paused = tuple(self._store.pages.paused(now).values())
            tokens = _tokens(self._store, self._settings)
        except (StoreBusy, StoreBroken) as error:
            problem = describe(error)
        snapshot = Snapshot(
            now=now,
            figures=figures,
            holder=_holder(self._settings),
            disk=disk_of(self._settings),
            schema=schema,
            newest_schema=newest_schema(),
            store_problem=problem,
            paused=paused,
            tokens=tokens,
            graph_ends=_graph_ends(self._settings, now.date()),
            jump=self._jump,
        )
        return Report(snapshot, judge(snapshot))

    def _watch_clock(self, wall: float) -> None:
        if self._steady is None:
            return
        steady = self._steady()
        if self._last is not None:
            moved = (wall - self._last[0]) - (steady - self._last[1])
            if abs(moved) > 1:
                self._jump = self._larger(Jump(moved, self._clock()))
        self._last = (wall, steady)

    def _larger(self, jump: Jump) -> Jump:
        """A small correction right after a great jump does not hide it."""
        before = self._jump
        if before is None or jump.at - before.at > timedelta(minutes=15) or abs(jump.seconds) >= abs(before.seconds):
            return jump
        return before


def look_without_store(settings: Settings, now: datetime, schema: int) -> Report:
    """What can be seen of a desk whose data file has another form than this program's."""
    snapshot = Snapshot(
        now=now,
        figures=None,
        holder=_holder(settings),
        disk=disk_of(settings),
        schema=schema,
        newest_schema=newest_schema(),
    )
    return Report(snapshot, judge(snapshot))


def _tokens(store: Store, settings: Settings) -> tuple[Token, ...]:
    """Of the pages on Facebook that the settings name. A problem that stops nothing is for the page of pages."""
    kept = {status.page_id: status for status in store.tokens.statuses()}
    found = []
    for page in settings.pages:
        if page.publisher != "facebook":
            continue
        status = kept.get(page.id)
        if status is None:
            found.append(Token(page.id, None, missing=True))
        else:
            stops = status.problem is not None and status.problem.stops
            found.append(Token(page.id, status.dies_at, status.problem if stops else None))
    return tuple(found)


def _graph_ends(settings: Settings, today: date) -> tuple[GraphEnd, ...]:
    used = sorted({page.facebook.graph_version for page in settings.pages if page.facebook is not None})
    ends = (version_end(version, today) for version in used)
    return tuple(GraphEnd(end.version, end.last_day) for end in ends if end is not None)


def _holder(settings: Settings) -> lock.Holder | None:
    try:
        return lock.read_holder(settings.data_dir / "publisher.lock")
    except OSError:
        return None


def disk_of(settings: Settings) -> Disk:
    """The disk of the desk's folder; one that cannot be asked counts as not writable."""
    try:
        found = os.statvfs(settings.data_dir)
    except OSError:
        return Disk(0, 0, False)
    return Disk(
        free=found.f_bavail * found.f_frsize,
        total=found.f_blocks * found.f_frsize,
        writable=os.access(settings.data_dir, os.W_OK) and not found.f_flag & os.ST_RDONLY,
        inodes=found.f_favail if found.f_files else None,
    )


def _damage(store: Store) -> str | None:
    try:
        return store.health.quick_check()
    except (StoreBusy, StoreBroken) as error:
        return describe(error)


def _model_problem(store: Store, settings: Settings) -> str | None:
    from classifier.sentence_model import shipped
    from pipeline.models import in_use

    try:
        in_use(store, settings.models)
        shipped()
    except (ClassifierError, ModelUnknown) as error:
        return describe(error)
    except (StoreBusy, StoreBroken):
        return None
    return None
