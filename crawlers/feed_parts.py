"""What every reader of feeds hands on: texts as published, before dates and addresses are understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crawlers.feed_warnings import FeedWarning

MAX_ENTRIES = 5_000
# Of a body sent along whole, the beginning is enough for a summary.
SUMMARY_SOURCE = 3_000


@dataclass(slots=True)
class Part:
    """One entry as read. `title` and `summary` are plain text already; addresses may be relative to `base`."""

    guid: str | None = None
    guid_is_link: bool = False
    links: list[str] = field(default_factory=list)
    title: str = ""
    dates: list[str] = field(default_factory=list)
    summary: str | None = None
    images: list[str] = field(default_factory=list)
    base: str | None = None


@dataclass(slots=True)
class Parts:
    """A feed as read. `format` is feedparser's name for it, or `json1`."""

    format: str
    title: str | None
    link: str | None
    entries: Sequence[Part]
    warnings: list[FeedWarning] = field(default_factory=list)


def readable(detail: object) -> str:
    """What a library says of a flaw, short and printable: it quotes the file."""
    return "".join(char for char in str(detail)[:120] if char.isprintable())
