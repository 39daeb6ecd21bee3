"""State of one visit: what was asked, what failed, which hosts are left alone; and of the run they share."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from protego import Protego
from scrapy.exceptions import IgnoreRequest

from crawlers import errors, urls
from crawlers.errors import CrawlError
from crawlers.items import Event, Listed, Memory, Sink, Trouble, Validators
from crawlers.policy import HostPolicy
from crawlers.settings import Limits
from crawlers.sources import Source

_T = TypeVar("_T")

# After one of these, asking the same host again in this visit can only bring the same answer.
_HOST_IS_DOWN = (
    errors.AddressRefused,
    errors.Busy,
    errors.CertificateRefused,
    errors.ConnectFailed,
    errors.DnsFailed,
    errors.RobotsUnreachable,
)


class Skipped(IgnoreRequest):
    """A request not sent because of something already reported, or because the run is stopping."""


@dataclass
class Run:
    """What all sources of one `crawl` share."""

    memory: Memory
    sink: Sink
    now: Callable[[], datetime]
    limits: Limits = field(default_factory=Limits)
    allow_loopback: bool = False
    on_failure: Callable[[], None] = lambda: None
    failure: BaseException | None = None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    robots: dict[str, asyncio.Future[Protego | CrawlError]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def emit(self, event: Event) -> None:
        """Hand an event on. A sink that raises is a bug: the run stops and `crawl` raises it."""
        if self.failure is not None:
            return
        try:
            self.sink(event)
        except BaseException as error:  # whatever it is, it must not get lost in Scrapy's logging
            self.fail(error)

    def recall(self, question: Callable[..., _T], *args: str) -> _T:
        """Ask the memory. One that raises is a bug as well."""
        try:
            return question(*args)
        except Exception as error:
            self.fail(error)
            raise

    def fail(self, error: BaseException) -> None:
        """Remember the first fault of this program and stop the run."""
        if self.failure is None:
            self.failure = error
            self.on_failure()

    async def wait(self, seconds: float) -> None:
        """Sleep, unless the run is stopping: then raises `Skipped` at once."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return
        raise Skipped()


class Visit:
    """One source's visit. Decides what is asked for and turns failures into one `Trouble` each."""

    def __init__(self, run: Run, source: Source) -> None:
        self.run = run
        self.source = source
        self.policy: HostPolicy = source.policy(allow_loopback=run.allow_loopback)
        self.delay = source.delay_seconds
        self.incomplete = False
        self._closed: set[str] = set()
        self._down: set[str] = set()
        self._not_before: dict[str, float] = {}
        self._silent: Counter[str] = Counter()
        self._left: Counter[str] = Counter()
        self._off_list: set[str] = set()
        self._listed: list[Listed] = []
        self._taken = 0
        self._postponed = 0

    # --- asking

    def validators(self, url: str) -> dict[str, str]:
        """Headers of a conditional GET (RFC 9110, section 13.1), empty when nothing is stored."""
        stored = self.run.recall(self.run.memory.validators, url) or Validators()
        headers = {"If-None-Match": stored.etag, "If-Modified-Since": stored.last_modified}
        return {name: value for name, value in headers.items() if value}

    def knows(self, url: str) -> bool:
        return self.run.recall(self.run.memory.knows, self.source.id, url)

    def read_before(self, url: str) -> bool:
        """Whether an answer from this address is on record, whatever it was: an article, a list, another page."""
        return self.run.recall(self.run.memory.validators, url) is not None

    def due(self) -> Sequence[str]:
        """Known articles to be visited again."""
        return self.run.recall(self.run.memory.revisit, self.source.id)

    def take(self, url: str) -> bool:
        """Whether a new article should be fetched now: once in a run, and within the bounds of a visit."""
        if url in self.run.asked:
            return False
        limits = self.run.limits
        room = limits.max_new
        if self.delay > 0:
            room = min(room, max(1, int(limits.visit_seconds / self.delay)))
        if self._taken >= room:
            self._postponed += 1
            self.incomplete = True
            return False
        self._taken += 1
        self.run.asked.add(url)
        return True

    def article_url(self, link: str, base: str, *, quiet: bool = False) -> str | None:
        """The canonical address of a listed article; None, and one `Trouble`, when it may not be read.

        `quiet` is for pages of links, where advertisements are no mistake of anybody's.
        """
        try:
            url = urls.canonical(link, base)
        except errors.AddressError as error:
            if not quiet:
                self.trouble(link, error)
            return None
        refusal = self.policy.refusal(url)
        if refusal is None:
            return url
        host = urls.parse(url).host
        if not quiet and host not in self._off_list:
            self._off_list.add(host)
            self.trouble(url, refusal)
        return None

    # --- pacing

    async def gate(self, url: str) -> None:
        """Wait until the host may be asked again; raises `Skipped` when it is left alone."""
        host = urls.parse(url).host
        loop = asyncio.get_running_loop()
        while True:
            if self.run.stopping.is_set():
                raise Skipped()
            if host in self._closed:
                self._left[host] += 1
                self.incomplete = True
                raise Skipped()
            wait = self._not_before.get(host, 0.0) - loop.time()
            if wait <= 0:
                return
            await self.run.wait(wait)

    def pause(self, url: str, seconds: float) -> None:
        """Ask nothing of this host for a while."""
        host = urls.parse(url).host
        until = asyncio.get_running_loop().time() + seconds
        self._not_before[host] = max(until, self._not_before.get(host, 0.0))

    def leave(self, url: str) -> None:
        """Ask nothing more of this host in this visit."""
        self._closed.add(urls.parse(url).host)

    # --- reporting

    def emit(self, event: Event) -> None:
        self.run.emit(event)

    def answered(self, url: str) -> None:
        """A host answered: time-outs are counted in a row."""
        self._silent.pop(urls.parse(url).host, None)

    def trouble(self, url: str, error: CrawlError) -> None:
        """Report a failure on its own."""
        self.incomplete |= error.transient
        self.emit(Trouble(self.source.id, url, error))

    def failed(self, asked: str, url: str, error: CrawlError) -> bool:
        """Report a failed request for `asked` that ended at `url`, once per cause; True if the host answers."""
        host = urls.parse(url).host
        if host in self._down:
            self._left[host] += 1
            self.incomplete = True
            return False
        if isinstance(error, errors.FetchTimeout):
            self._silent[host] += 1
        if isinstance(error, _HOST_IS_DOWN) or self._silent[host] >= self.run.limits.max_silent:
            self._down.add(host)
            self._closed.add(host)
        self.trouble(asked, error)
        return host not in self._down

    def listed(self, url: str, entries: int, validators: Validators, warnings: Iterable[CrawlError] = ()) -> None:
        """Note that a list of articles was read; it is reported at the end of the visit."""
        self._listed.append(Listed(self.source.id, url, entries, validators, tuple(warnings)))

    def close(self, *, finished: bool) -> None:
        """Report what could only be known at the end.

        The validators of lists count only when everything they named was dealt with: after a 304 next
        time, an article that timed out today would never be asked for again.
        """
        for host, count in self._silent.items():
            if host in self._down:
                self.trouble(self.source.url, errors.HostGivenUp(host=host, count=count, left=self._left[host]))
        whole = finished and not self.incomplete
        for listed in self._listed:
            warnings = listed.warnings
            if self._postponed:
                warnings += (errors.ArticlesPostponed(count=self._postponed),)
            self.emit(replace(listed, validators=listed.validators if whole else Validators(), warnings=warnings))
