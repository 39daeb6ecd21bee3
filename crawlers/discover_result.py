"""What a trial of a site is made of: the answers it reads, the articles it tried, what it found."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from crawlers import discover_read, errors, failures, policy, urls
from crawlers.discover_entry import Publisher
from crawlers.discover_links import FeedLink
from crawlers.discover_listing import Link
from crawlers.discover_read import Candidate
from crawlers.errors import CrawlError
from crawlers.extract import Extracted
from crawlers.policy import HostPolicy


class Answer(Protocol):
    """One answer of a publisher, whatever its status (`crawlers.fetch.Page`)."""

    @property
    def url(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> bytes: ...


Fetch = Callable[[str, HostPolicy], Awaitable[Answer]]
"""Asks for an address within a policy. Raises a `CrawlError`."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One article that was tried: as read, or why not."""

    url: str
    article: Extracted | None = None
    error: CrawlError | None = None
    warnings: tuple[CrawlError, ...] = ()


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a trial found. `ways` are in order, the best first; `chosen` is the first of them that is open.

    `feeds` are all that the site names, `hosts` those to add to the entry, `requests` how many pages were asked for.
    """

    asked: str
    home: str
    publisher: Publisher
    ways: tuple[Candidate, ...]
    chosen: Candidate | None
    samples: tuple[Sample, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    hosts: tuple[str, ...] = ()
    warnings: tuple[CrawlError, ...] = ()
    requests: int = 0
    links: tuple[Link, ...] = ()

    @property
    def readable(self) -> bool:
        return any(sample.article is not None for sample in self.samples)


def refuse(url: str, *, path: object, allow_loopback: bool = False) -> urls.Address:
    """The address, normalised. Raises why no source may be there, as the source list at `path` would say it."""
    address = urls.parse(url)
    where = {"path": path, "source": address.host, "key": "url", "host": address.host}
    if policy.is_social(address.host):
        raise errors.SourceOnSocialNetwork(**where)
    if policy.is_local_name(address.host) and not (allow_loopback and policy.is_loopback(address.host)):
        raise errors.SourceHostLocal(**where)
    return address


def check(answer: Answer) -> None:
    """Raise what an answer's status, or a browser check in its place, amounts to."""
    kind = failures.challenge(answer.body, mitigated=answer.headers.get("cf-mitigated") == "challenge")
    if kind is not None and discover_read.kind_of(answer.body) == "page":
        raise errors.ChallengePage(url=answer.url, kind=kind)
    error = failures.of_status(answer.status, answer.url)
    if error is not None:
        raise error


def content_type(answer: Answer) -> str | None:
    return answer.headers.get("Content-Type")
