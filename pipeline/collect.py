"""From publishers to articles: what the crawler yields goes into the store, one event at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawlers.crawl import crawl
from crawlers.items import Event, Found, Gone, Listed, NotModified, OtherPage, Trouble, Validators
from crawlers.sources import Source
from pipeline.changes import WATCHED, due_again
from pipeline.clock import Clock
from pipeline.i18n import describe
from pipeline.store import Store
from pipeline.store.articles import Stored

Progress = Callable[["Summary"], None]
"""Told after each event how far the run is."""
Report = Callable[[str, str, str], None]
"""Told of a trouble or a warning as it comes: source id, URL, what a user reads."""


@dataclass(slots=True)
class Summary:
    """Counts of one run; `troubles` are (source id, URL, what a user reads)."""

    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    troubles: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Pages that were read, or found unchanged or gone."""
        return self.new + self.changed + self.same + self.gone

    def line(self) -> str:
        """One line that is the same in every language, for scripts and logs."""
        return f"{self.new} new, {self.changed} changed, {self.gone} gone, {len(self.troubles)} errors"


class StoreMemory:
    """What the crawler may know of earlier visits, from the store."""

    def __init__(self, store: Store, now: datetime) -> None:
        self._store = store
        self._now = now

    def validators(self, url: str) -> Validators | None:
        return self._store.sources.validators(url)

    def knows(self, source_id: str, url: str) -> bool:
        return self._store.sources.knows(url)

    def revisit(self, source_id: str) -> Sequence[str]:
        watched = self._store.sources.watched(source_id, self._now - WATCHED)
        return [url for url, collected, visited in watched if due_again(collected, visited, self._now)]


class Recorder:
    """The sink: stores each event as it comes, so that a crawl that is killed loses nothing it had.

    `lists` are the URLs of the feeds, sitemaps and listings: a source was read when its own was.
    """

    def __init__(self, store: Store, lists: Iterable[str], clock: Clock, report: Report, progress: Progress) -> None:
        self._lists = frozenset(lists)
        self.summary = Summary()
        self.read: set[str] = set()
        self.problems: dict[str, str] = {}
        self._warned: set[tuple[str, str]] = set()
        self._store = store
        self._clock = clock
        self._report = report
        self._progress = progress

    def __call__(self, event: Event, /) -> None:
        match event:
            case Found():
                self._found(event)
            case NotModified():
                if event.url in self._lists:
                    self.read.add(event.source_id)
                self._store.sources.record_unchanged(event.url, self._clock())
                self.summary.same += 1
            case Listed():
                self.read.add(event.source_id)
                self._store.sources.record_fetch(event.source_id, event.url, event.validators, self._clock())
                self._warn(event)
            case OtherPage():
                self._store.sources.record_fetch(event.source_id, event.url, Validators(), self._clock())
            case Gone():
                if self._store.articles.source_gone(event.source_id, event.url, event.kind, self._clock()):
                    self.summary.gone += 1
            case Trouble():
                said = describe(event.error)
                self.problems[event.source_id] = said
                self.summary.troubles.append((event.source_id, event.url, said))
                self._report(event.source_id, event.url, said)
        self._progress(self.summary)

    def _warn(self, listed: Listed) -> None:
        for warning in listed.warnings:
            said = describe(warning)
            if (listed.source_id, said) not in self._warned:
                self._warned.add((listed.source_id, said))
                self._report(listed.source_id, listed.url, said)

    def _found(self, found: Found) -> None:
        match self._store.articles.upsert(found):
            case Stored.NEW:
                self.summary.new += 1
            case Stored.CHANGED:
                self.summary.changed += 1
            case Stored.SAME:
                self.summary.same += 1


def due_sources(store: Store, sources: Sequence[Source], now: datetime) -> tuple[Source, ...]:
    """Sources whose poll interval has passed since their last visit."""
    due = []
    for source in sources:
        last = store.sources.last_visit(source.id)
        if last is None or now - last >= timedelta(minutes=source.poll_minutes):
            due.append(source)
    return tuple(due)


def collect(
    store: Store,
    sources: Sequence[Source],
    *,
    contact: str,
    clock: Clock,
    report: Report,
    progress: Progress = lambda summary: None,
    allow_loopback: bool = False,
) -> Summary:
    """Visit the sources once and store what they have. Blocks; once a process (Twisted's reactor).

    A source that fails is reported and recorded with what is wrong; the others go on.
    """
    store.sources.sync((source.id, source.name) for source in sources)
    recorder = Recorder(store, (source.url for source in sources), clock, report, progress)
    crawl(
        sources,
        memory=StoreMemory(store, clock()),
        sink=recorder,
        contact=contact,
        allow_loopback=allow_loopback,
        now=clock,
    )
    for source in sources:
        problem = None if source.id in recorder.read else recorder.problems.get(source.id)
        store.sources.record_visit(source.id, problem, clock())
    return recorder.summary
