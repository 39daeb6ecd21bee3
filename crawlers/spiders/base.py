"""What every kind of list has in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from crawlers.errors import CrawlError
from crawlers.fetch import Page
from crawlers.items import Pending
from crawlers.sources import Source

Link = Callable[[str, str], str | None]
"""A link as listed, and the address it is relative to → the canonical address of a page that may be read, or None
(and, if need be, a `Trouble`)."""


@dataclass(frozen=True, slots=True)
class ListRead:
    """One list: how many entries it has, the articles among them in the order of a visit, lists that continue it.

    `more` are read in order, up to the source's `max_pages` lists in all. With `index` the list names lists only: its
    own validators say nothing of them, so that it is read in full each time.
    """

    entries: int
    places: tuple[Pending, ...]
    more: tuple[str, ...] = ()
    index: bool = False
    warnings: tuple[CrawlError, ...] = ()


class ReadList(Protocol):
    """Reads one kind of list. `link` is for addresses of articles, `quiet` for links where others are no mistake."""

    def __call__(
        self, page: Page, url: str, source: Source, *, link: Link, quiet: Link, now: datetime, max_bytes: int
    ) -> ListRead:
        """Raises `CrawlError` when the page is no such list."""
