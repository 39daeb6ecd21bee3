"""From publishers to articles: what the crawler yields goes into the store, one event at a time."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crawlers.crawl import crawl
from crawlers.errors import ArticlesPostponed
from crawlers.items import (
    Event,
    Found,
    Gone,
    Listed,
    NotModified,
    OtherPage,
    Pending,
    RobotsRead,
    Trouble,
    Validators,
    Visited,
)
from crawlers.sources import Source
from pipeline.changes import LEAST_REST, WATCHED, due_again
from pipeline.clock import Clock
from pipeline.errors import SourceClosed, SourceMoved
from pipeline.i18n import describe
from pipeline.polling import WINDOW, History, Polling, again_at, is_quiet, next_visit
from pipeline.store import Store
from pipeline.store.articles import Stored
from pipeline.store.sources import Plan, VisitResult

_LEAST_SPAN = timedelta(hours=1)


@dataclass(slots=True)
class SourceSummary:
    """What one source brought; `ended` once its visit is over."""

    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    errors: int = 0
    ended: bool = False


@dataclass(slots=True)
class Summary:
    """What a run has brought so far; `troubles` are (source id, URL, what a user reads)."""

    sources: dict[str, SourceSummary] = field(default_factory=dict)
    troubles: list[tuple[str, str, str]] = field(default_factory=list)
    listed: int = 0
    """Articles that were to be read in this run, as far as known."""
    tried: int = 0
    """Those of them that were read, or failed."""

    @property
    def new(self) -> int:
        return sum(source.new for source in self.sources.values())

    @property
    def changed(self) -> int:
        return sum(source.changed for source in self.sources.values())

    @property
    def gone(self) -> int:
        return sum(source.gone for source in self.sources.values())

    @property
    def ended(self) -> int:
        """How many visits are over."""
        return sum(source.ended for source in self.sources.values())

    def line(self) -> str:
        """One line that is the same in every language, for scripts and logs."""
        return f"{self.new} new, {self.changed} changed, {self.gone} gone, {len(self.troubles)} errors"


Progress = Callable[[Summary, Event], None]
"""Told after each event how far the run is."""
Report = Callable[[str, str, str], None]
"""Told of a trouble or a warning as it comes: source id, URL, what a user reads."""


class StoreMemory:
    """What the crawler may know of earlier visits, from the store.

    `eager`: what a rest is only there to spare the publisher is asked for all the same, as when a person asks.
    """

    def __init__(self, store: Store, sources: Iterable[Source], now: datetime, *, eager: bool) -> None:
        self._store = store
        self._now = now
        self._eager = eager
        self._max_new = {source.id: source.max_new for source in sources}

    def validators(self, url: str) -> Validators | None:
        return self._store.sources.validators(url)

    def known(self, source_id: str, urls: Sequence[str]) -> frozenset[str]:
        return self._store.frontier.known(urls)

    def pending(self, source_id: str) -> Sequence[Pending]:
        return self._store.frontier.waiting(source_id, self._max_new[source_id], None if self._eager else self._now)

    def revisit(self, source_id: str) -> Sequence[str]:
        least = timedelta(0) if self._eager else LEAST_REST
        return [
            article.url
            for article in self._store.sources.watched(source_id, self._now - WATCHED)
            if due_again(article.collected_at, article.visited_at, self._now, approved=article.approved, least=least)
        ]

    def robots(self, origin: str) -> tuple[str, datetime] | None:
        return self._store.frontier.robots(origin)


class Recorder:
    """The sink: stores each event as it comes, so that a crawl that is killed loses nothing it had."""

    def __init__(
        self,
        store: Store,
        sources: Iterable[Source],
        plans: Mapping[str, Plan],
        polling: Polling,
        clock: Clock,
        report: Report,
        progress: Progress,
        chance: Callable[[], float],
    ) -> None:
        self.summary = Summary()
        self._store = store
        self._sources = {source.id: source for source in sources}
        self._plans = plans
        self._polling = polling
        self._clock = clock
        self._report = report
        self._progress = progress
        self._chance = chance
        self._warned: set[tuple[str, str]] = set()
        self._retried: Counter[str] = Counter()

    def __call__(self, event: Event, /) -> None:
        match event:
            case Found():
                self._found(event)
            case NotModified():
                self._store.sources.record_unchanged(event.url, self._clock())
                self._of(event.source_id).same += 1
            case Listed():
                self._store.frontier.record_listed(event, self._clock())
                self.summary.listed += len(event.pending)
                for warning in event.warnings:
                    self._warn(event.source_id, event.url, describe(warning))
            case OtherPage():
                self._store.frontier.record_other(event.source_id, event.url, self._clock())
                self.summary.tried += 1
            case Gone():
                if self._store.articles.source_gone(event.source_id, event.url, event.kind, self._clock()):
                    self._of(event.source_id).gone += 1
            case Trouble():
                self._trouble(event)
            case RobotsRead():
                self._store.frontier.record_robots(event.origin, event.text, self._clock())
            case Visited():
                self._visited(event)
        self._progress(self.summary, event)

    def _of(self, source_id: str) -> SourceSummary:
        return self.summary.sources.setdefault(source_id, SourceSummary())

    def _warn(self, source_id: str, url: str, said: str) -> None:
        if (source_id, said) not in self._warned:
            self._warned.add((source_id, said))
            self._report(source_id, url, said)

    def _found(self, found: Found) -> None:
        self.summary.tried += 1
        match self._store.articles.upsert(found):
            case Stored.NEW:
                self._of(found.source_id).new += 1
            case Stored.CHANGED:
                self._of(found.source_id).changed += 1
            case Stored.SAME:
                self._of(found.source_id).same += 1

    def _trouble(self, trouble: Trouble) -> None:
        said = describe(trouble.error)
        self._of(trouble.source_id).errors += 1
        self.summary.troubles.append((trouble.source_id, trouble.url, said))
        self._report(trouble.source_id, trouble.url, said)
        tries = self._store.frontier.tries(trouble.url)
        if tries is not None:
            self.summary.tried += 1
            now = self._clock()
            again = again_at(tries + 1, transient=trouble.error.transient, now=now)
            self._store.frontier.record_failure(trouble.url, again, now)
        else:
            # A known article that fails rests like one that was read.
            self._store.sources.record_unchanged(trouble.url, self._clock())

    def _visited(self, visited: Visited) -> None:
        source, plan = self._sources[visited.source_id], self._plans.get(visited.source_id, Plan())
        now = self._clock()
        problem = None if visited.problem is None else describe(visited.problem)
        if visited.closed:
            problem = describe(SourceClosed(url=source.url, source=source.id))
            self._report(source.id, source.url, problem)
        if visited.moved_to and visited.problem is None:
            self._warn(source.id, source.url, describe(SourceMoved(source=source.id, target=visited.moved_to)))
        if visited.left:
            waiting = self._store.frontier.count(source.id)
            self._warn(source.id, source.url, describe(ArticlesPostponed(count=waiting)))
        count, first = self._store.sources.publishing(source.id, now - WINDOW)
        history = History(
            published=count,
            seen_for=max(_LEAST_SPAN, now - first) if first else timedelta(0),
            failures=plan.failures + 1 if visited.problem else 0,
            retry_after=visited.retry_after,
        )
        due = next_visit(
            history,
            self._polling,
            now,
            fixed_minutes=source.poll_minutes,
            quiet=source.quiet_hours,
            zone=source.zone,
            chance=self._chance,
        )
        brought = self._of(source.id)
        brought.ended = True
        self._store.sources.record_visit(
            VisitResult(
                source.id,
                problem,
                due,
                new=brought.new,
                errors=brought.errors,
                moved_to=visited.moved_to if visited.problem is None else None,
                stop=visited.closed,
            ),
            now,
        )


def due_sources(store: Store, sources: Sequence[Source], polling: Polling, now: datetime) -> tuple[Source, ...]:
    """Sources whose next visit is due, and that are neither stopped nor in their quiet hours."""
    take_over(store, sources)
    plans = store.sources.plans()
    return tuple(source for source in sources if _is_due(source, plans.get(source.id, Plan()), polling, now))


def _is_due(source: Source, plan: Plan, polling: Polling, now: datetime) -> bool:
    if plan.stopped_at is not None or is_quiet(now, source.quiet_hours or polling.quiet_hours, source.zone):
        return False
    return plan.next_visit_at is None or plan.next_visit_at <= now


def take_over(store: Store, sources: Sequence[Source]) -> None:
    """Note the sources of the sources file in the store: a corrected URL makes a source due."""
    store.sources.sync((source.id, source.name, source.url) for source in sources)


def collect(
    store: Store,
    sources: Sequence[Source],
    *,
    contact: str,
    clock: Clock,
    report: Report,
    progress: Progress = lambda summary, event: None,
    polling: Polling | None = None,
    eager: bool = True,
    allow_loopback: bool = False,
    chance: Callable[[], float] = random.random,
) -> Summary:
    """Visit the sources once and store what they have. Blocks.

    A source that fails is reported and recorded with what is wrong; the others go on. Stopped ones are not visited.
    With `eager`, articles that failed before are tried whether or not their rest is over.
    """
    take_over(store, sources)
    store.frontier.forget_given_up(clock())
    plans = store.sources.plans()
    visited = [_at_its_address(source, plans[source.id]) for source in sources if plans[source.id].stopped_at is None]
    recorder = Recorder(store, visited, plans, polling or Polling(), clock, report, progress, chance)
    for source in sources:
        if plans[source.id].stopped_at is not None:
            report(source.id, source.url, describe(SourceClosed(url=source.url, source=source.id)))
    crawl(
        visited,
        memory=StoreMemory(store, visited, clock(), eager=eager),
        sink=recorder,
        contact=contact,
        allow_loopback=allow_loopback,
        now=clock,
        chance=chance,
    )
    return recorder.summary


def _at_its_address(source: Source, plan: Plan) -> Source:
    """The source as its publisher moved it (301), within what its own entry allows."""
    if plan.moved_to is None or source.policy(allow_loopback=True).refusal(plan.moved_to) is not None:
        return source
    return replace(source, url=plan.moved_to)
