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
    or a listing named it).
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
    published_at: datetime | None = None
    modified_at: datetime | None = None
    validators: Validators = field(default_factory=Validators)
    aliases: tuple[str, ...] = ()


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

    `warnings` are nobody's failure: what was read stands. A page that a sitemap names and that turns out to be no
    article (a section, say) is a list without entries, so that it is remembered.
    """

    source_id: str
    url: str
    entries: int
    validators: Validators = field(default_factory=Validators)
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


Event = Found | NotModified | Gone | Listed | OtherPage | Trouble


class Memory(Protocol):
    """What the crawler may ask of whoever remembers earlier visits. Called from the crawling thread."""

    def validators(self, url: str) -> Validators | None:
        """Validators stored for a URL that was read before, else None."""

    def knows(self, source_id: str, url: str) -> bool:
        """Whether an article at this URL (as listed, or canonical) is stored already."""

    def revisit(self, source_id: str) -> Sequence[str]:
        """Article URLs of the source that should be visited again on this run, conditionally."""


class Sink(Protocol):
    """Receives events one at a time, in the crawling thread, as they happen."""

    def __call__(self, event: Event, /) -> None: ...
