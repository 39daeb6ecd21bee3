"""The page's own Atom feed, for the organisation's portal to embed.

Published means: the post's item is committed (`pipeline.publishers.items`). `<data folder>/feeds/<page>/` holds the
items, `<data folder>/feeds/<page>.xml` the feed made from them. A feed that is older than its items, after a full disk
or a kill between the two, is made anew for whoever asks (`Rss.feed`) and with the next post.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from pipeline import files
from pipeline.clock import to_text
from pipeline.i18n import language
from pipeline.model import Page, Post
from pipeline.publishers import GONE, PageStopped, Receipt, Refused, atom
from pipeline.publishers.items import Items, shown
from pipeline.settings_ways import RssWay

_BEFORE_THE_FIRST = "1970-01-01T00:00:00Z"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's bytes, and when it changed last; None before its first post."""

    body: bytes
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Rss:
    """Publishes into feeds below `root`. `remote_id` is the entry's tag URI, `remote_url` the feed's path here."""

    root: Path
    ways: Mapping[str, RssWay]
    repeatable: ClassVar[bool] = True

    def deliver(self, post: Post, page: Page, now: datetime) -> Receipt:
        """Raises `PageStopped` where the feed has no address, `Refused` when the disk does not take the item."""
        way = self.ways.get(page.id)
        if way is None:
            raise PageStopped("rss-not-set")
        items = self._items(page)
        host = urlsplit(way.url).hostname or ""
        record = shown(post, page, now) | {"id": atom.entry_id(host, post.key, to_text(now)[:10])}
        try:
            items.add(post, record)
        except OSError as error:
            if not items.has(post):
                raise Refused(f"rss: {error.strerror or error}") from error
        self._renew(page, way, to_text(now))
        return self._receipt(items.read(post) or record, page)

    def find(self, post: Post, page: Page) -> Receipt | None:
        record = self._items(page).read(post)
        if record is None:
            return None
        way = self.ways.get(page.id)
        if way is not None and self._is_old(page):
            self._renew(page, way)
        return self._receipt(record, page)

    def withdraw(self, post: Post, page: Page, now: datetime) -> None:
        """Take a post out of the feed. Raises `Refused`, with `GONE` where it is not there."""
        try:
            was_there = self._items(page).remove(post)
        except OSError as error:
            raise Refused(f"rss: {error.strerror or error}") from error
        way = self.ways.get(page.id)
        if way is not None:
            self._renew(page, way, to_text(now))
        if not was_there:
            raise Refused(GONE)

    def correct(self, post: Post, page: Page, now: datetime) -> None:
        """The same entry of the feed, with what the post says now. Raises as `withdraw` does."""
        items = self._items(page)
        try:
            before = items.read(post)
            if before is None:
                raise Refused(GONE)
            kept = {key: before[key] for key in ("id", "published_at")}
            items.replace(post, shown(post, page, now) | kept | {"updated_at": to_text(now)})
        except OSError as error:
            raise Refused(f"rss: {error.strerror or error}") from error
        except ValueError as error:
            raise Refused("outbox-record") from error
        way = self.ways.get(page.id)
        if way is not None:
            self._renew(page, way, to_text(now))

    def feed(self, page: Page) -> Feed | None:
        """The page's feed as it is now, without entries before the first post; None for a page without a feed."""
        way = self.ways.get(page.id)
        if way is None:
            return None
        try:
            body = None if self._is_old(page) else self._path(page).read_bytes()
        except FileNotFoundError:
            body = None
        changes = [changed for changed in map(_changed_at, (self._items(page).folder, self._path(page))) if changed]
        return Feed(self._built(page, way) if body is None else body, max(changes, default=None))

    def _is_old(self, page: Page) -> bool:
        """Whether an item was added, changed or removed after the feed was made."""
        try:
            return self._items(page).folder.stat().st_mtime_ns > self._path(page).stat().st_mtime_ns
        except FileNotFoundError:
            return True

    def _renew(self, page: Page, way: RssWay, changed_at: str | None = None) -> None:
        try:
            files.replace(self._path(page), self._built(page, way, changed_at))
        except OSError:
            _log.exception("the feed of page %s was not written; it is made anew when it is asked for", page.id)

    def _built(self, page: Page, way: RssWay, changed_at: str | None = None) -> bytes:
        entries = self._items(page).newest(way.entries)
        changed_at = changed_at or max((entry["published_at"] for entry in entries), default=_BEFORE_THE_FIRST)
        return atom.build(page, way.url, entries, changed_at, language())

    def _path(self, page: Page) -> Path:
        return self.root / f"{page.id}.xml"

    def _items(self, page: Page) -> Items:
        return Items(self.root / page.id)

    @staticmethod
    def _receipt(record: Mapping[str, str], page: Page) -> Receipt:
        return Receipt(record["id"], f"/feed/{page.id}.xml")


def _changed_at(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
