"""The outbox: each post as a page on disk, as a reader would see it, and as JSON.

The JSON file is the commit point (`pipeline.publishers.items`). The HTML page and the index are derived from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline import files
from pipeline.clock import to_text
from pipeline.compose import full_text
from pipeline.i18n import _, format_datetime, language
from pipeline.model import Page, Post
from pipeline.publishers import GONE, Receipt, Refused
from pipeline.publishers.cuttings import Fetch, cutting
from pipeline.publishers.items import Items, pictures_of, shown

if TYPE_CHECKING:
    from pipeline.photos import Photo

_INDEX_POSTS = 50
_AMENDED: dict[str, object] = {"withdrawn_at": None, "corrected_at": None, "hashtags": ""}


@dataclass(frozen=True, slots=True)
class Outbox:
    """Publishes into a folder; `remote_url` is the HTML page's path below it."""

    root: Path
    photo: Fetch | None = None
    """Gives a picture of which a part was chosen; that part is then a file beside the post."""
    repeatable: ClassVar[bool] = True

    def deliver(self, post: Post, page: Page, now: datetime) -> Receipt:
        """Raises `Refused` when the disk does not take the file."""
        items = self._items(page)
        parts = [cutting(picture, self.photo) for picture in post.pictures]
        record = _record(post, page, now)
        try:
            items.folder.mkdir(parents=True, exist_ok=True)
            _write_parts(items.folder, items.stem(post), parts, record["pictures"])
            files.replace(self.root / "outbox.css", _stylesheet())
            page_file = items.folder / f"{items.stem(post)}.html"
            files.replace(page_file, _render("post.html", post=record, zone=page.zone))
            items.add(post, record)
            self._write_index(page)
        except OSError as error:
            found = self.find(post, page)
            if found is None:
                raise Refused(f"outbox: {error.strerror or error}") from error
            return found
        return self._receipt(post, page)

    def find(self, post: Post, page: Page) -> Receipt | None:
        return self._receipt(post, page) if self._items(page).has(post) else None

    def _items(self, page: Page) -> Items:
        return Items(self.root / page.id)

    def withdraw(self, post: Post, page: Page, now: datetime) -> None:
        """The post's page says that it was withdrawn, its record stays. Raises `Refused`."""
        self._rewrite(post, page, {"withdrawn_at": to_text(now)}, "withdrawn.html")

    def correct(self, post: Post, page: Page, now: datetime) -> None:
        """The post's page shows the new text and says that it was corrected. Raises `Refused`."""
        said: dict[str, object] = {"caption": post.caption, "text": full_text(post), "corrected_at": to_text(now)}
        self._rewrite(post, page, said, "post.html")

    def _rewrite(self, post: Post, page: Page, changes: dict[str, object], template: str) -> None:
        items = self._items(page)
        try:
            before = items.read(post)
            if before is None:
                raise Refused(GONE)
            record = _full(before) | changes
            # The record first, as on publishing: the pages are made from it, and may be made again.
            items.replace(post, record)
            files.replace(items.folder / f"{items.stem(post)}.html", _render(template, post=record, zone=page.zone))
            self._write_index(page)
        except OSError as error:
            raise Refused(f"outbox: {error.strerror or error}") from error
        except ValueError as error:
            raise Refused("outbox-record") from error

    def _write_index(self, page: Page) -> None:
        items = self._items(page)
        standing = [one for one in map(_full, items.newest(_INDEX_POSTS)) if one["withdrawn_at"] is None]
        files.replace(items.folder / "index.html", _render("index.html", page=page, posts=standing, zone=page.zone))

    @staticmethod
    def _receipt(post: Post, page: Page) -> Receipt:
        return Receipt(post.key, f"{page.id}/{Items.stem(post)}.html")


def _write_parts(folder: Path, stem: str, parts: list[Photo | None], shown: list[dict[str, Any]]) -> None:
    for number, (part, picture) in enumerate(zip(parts, shown, strict=True), start=1):
        if part is not None:
            picture["file"] = f"{stem}-{number}.{'png' if part.media_type == 'image/png' else 'jpg'}"
            files.replace(folder / picture["file"], part.data)


def _record(post: Post, page: Page, now: datetime) -> dict[str, Any]:
    return (
        _AMENDED
        | shown(post, page, now)
        | {
            "id": post.id,
            "due_at": None if post.due_at is None else to_text(post.due_at),
            "approved_by": [approval.name for approval in post.approvals],
        }
    )


def _full(record: dict[str, object]) -> dict[str, object]:
    """A record with all that today's hold: earlier versions knew one picture, no amendments and no hashtags."""
    return _AMENDED | record | {"pictures": pictures_of(record)}


@cache
def _environment() -> Environment:
    environment = Environment(loader=PackageLoader("pipeline.publishers"), autoescape=True, undefined=StrictUndefined)
    environment.globals.update(_=_, language=language, local_time=_local_time)
    return environment


def _local_time(text: str, zone: str) -> str:
    return format_datetime(datetime.fromisoformat(text), zone)


def _render(template: str, **values: object) -> str:
    return _environment().get_template(template).render(**values)


@cache
def _stylesheet() -> str:
    return (resources.files("pipeline.publishers") / "templates" / "outbox.css").read_text(encoding="utf-8")
