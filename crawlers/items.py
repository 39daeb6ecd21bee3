"""What a visit to a publisher yields: frozen values, no knowledge of the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from crawlers.errors import CrawlError


@dataclass(frozen=True, slots=True)
class Picture:
    """A lead picture by reference; the desk never hosts a publisher's file."""

    url: str
    credit: str | None = None
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that an article links to. `title` is the link's text, `kind` the file's ending, lower case ("pdf")."""

    url: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional GET sends back (RFC 9110, section 13): both kept verbatim."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One article as read from its own page.

    `text` is NFC, paragraphs parted by one blank line. Instants are aware. `url` is the address that
    answered, `canonical_url` the identity of the article, `aliases` the addresses that led here (as a feed
    or a listing named it). `pictures` are those in the text besides the lead one, `attachments` the documents that it
    links to.
    """

    source_id: str
    url: str
    canonical_url: str
    title: str
    text: str
    fetched_at: datetime
    guid: str | None = None
    lead: str | None = None
    byline: str | None = None
    section: str | None = None
    lang: str | None = None
    image: Picture | None = None
    pictures: tuple[Picture, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    validators: Validators = field(default_factory=Validators)
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pending:
    """An article that a list named and that has not been read yet: one place in the frontier.

    What the list says of it counts where its own page says nothing. `may_be_other`: the list names pages of any
    kind, so that the page itself must show that it is an article.
    """

    url: str
    guid: str | None = None
    published_at: datetime | None = None
    image: str | None = None
    may_be_other: bool = False


@dataclass(frozen=True, slots=True)
class NotModified:
    """304: the page at `url` is what it was at the last visit."""

    source_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A page that the desk knows is no longer there (404 or 410), or now leads elsewhere."""

    source_id: str
    url: str
    kind: Literal["removed", "moved"]
    status: int
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed, sitemap or listing page was read: its new validators and how many entries it named.

    `pending` are the articles it names that nobody had heard of. Whoever keeps the validators must keep these in the
    same breath: after a 304 next time, the list will not name them again. `warnings` are nobody's failure.
    """

    source_id: str
    url: str
    entries: int
    validators: Validators = field(default_factory=Validators)
    pending: tuple[Pending, ...] = ()
    warnings: tuple[CrawlError, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherPage:
    """A page that a list names and that is no article. Remembered as read, it is not asked for again."""

    source_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """One URL could not be read; the rest of the visit went on."""

    source_id: str
    url: str
    error: CrawlError


@dataclass(frozen=True, slots=True)
class RobotsRead:
    """The robots.txt of an origin, as it may be used for a day (RFC 9309, section 2.4); "" where there is none."""

    origin: str
    text: str


@dataclass(frozen=True, slots=True)
class Visited:
    """The end of a visit, the last event of its source; a visit cut short by a stop has none.

    `problem` is why no list of the source could be read, None when one was. `left` counts articles that stay in the
    frontier for the next visit. `moved_to` is the address that the source's own list was redirected to for good
    (301, 308), `retry_after` the seconds that its host asks for, `closed` whether the list is gone for good (410).
    """

    source_id: str
    problem: CrawlError | None = None
    left: int = 0
    moved_to: str | None = None
    retry_after: float | None = None
    closed: bool = False


Event = Found | NotModified | Gone | Listed | OtherPage | RobotsRead | Trouble | Visited


class Memory(Protocol):
    """What the crawler may ask of whoever remembers earlier visits. Called from the crawling thread."""

    def validators(self, url: str) -> Validators | None:
        """Validators stored for a URL that was read before, else None."""

    def known(self, source_id: str, urls: Sequence[str]) -> frozenset[str]:
        """Those of the URLs that need not be listed again: read before, whatever was there, or in the frontier."""

    def pending(self, source_id: str) -> Sequence[Pending]:
        """Articles of the source that are in the frontier and may be tried now."""

    def revisit(self, source_id: str) -> Sequence[str]:
        """Article URLs of the source that should be visited again on this run, conditionally."""

    def robots(self, origin: str) -> tuple[str, datetime] | None:
        """The robots.txt last read from an origin, and when."""


class Sink(Protocol):
    """Receives events one at a time, in the crawling thread, as they happen."""

    def __call__(self, event: Event, /) -> None: ...
