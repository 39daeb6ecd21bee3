"""Flaws of a feed that was read all the same. Nobody's failure: what is handed on stands."""

from __future__ import annotations

from crawlers.errors import CrawlError


class FeedWarning(CrawlError):
    """The feed has a flaw."""

    code = "feed-warning"


class FeedRepaired(FeedWarning):
    """Its XML is damaged and was repaired; entries may be missing ({detail})."""

    code = "feed-repaired"


class FeedStopped(FeedWarning):
    """Reading stopped at damaged data; the entries before it were kept ({detail})."""

    code = "feed-stopped"


class FeedCharacters(FeedWarning):
    """Characters that XML forbids were removed."""

    code = "feed-characters"


class FeedCut(FeedWarning):
    """Only the first {limit} entries were read."""

    code = "feed-cut"


class FeedTextsCut(FeedWarning):
    """Titles far too long were cut: {count}."""

    code = "feed-texts-cut"


class FeedNoEntries(FeedWarning):
    """It is valid and has no entries."""

    code = "feed-no-entries"


class FeedNotEntries(FeedWarning):
    """Values in place of entries were left out: {count}."""

    code = "feed-not-entries"


class FeedNoAddress(FeedWarning):
    """Entries without the address of a web page cannot be collected: {count}."""

    code = "feed-no-address"


class FeedSharedAddress(FeedWarning):
    """Entries with different titles have one and the same address: {count}."""

    code = "feed-shared-address"


class FeedFuture(FeedWarning):
    """Dates more than a day ahead were dropped: {count}."""

    code = "feed-future"


class FeedDatesUnread(FeedWarning):
    """Dates that could not be read with certainty were dropped: {count}."""

    code = "feed-dates-unread"
