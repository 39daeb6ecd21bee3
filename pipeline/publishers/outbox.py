"""The outbox: each post as a page on disk, as a reader would see it, and as JSON.

The JSON file is the commit point. It is written in full beside its place and then linked into it, which
fails if the name is taken (link(2)): a post is there whole or not at all, and never twice. The HTML page
and the index are derived from it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import ClassVar

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline import files
from pipeline.clock import to_text
from pipeline.compose import full_text, source_line
from pipeline.i18n import _, format_datetime, language
from pipeline.model import Page, Post
from pipeline.publishers import Receipt, Refused

_INDEX_POSTS = 50
_RECORD_NOW: dict[str, object] = {"withdrawn_at": None, "corrected_at": None}
"""What records of earlier versions do not hold."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """Publishes into a folder; `remote_url` is the HTML page's path below it."""

    root: Path
    repeatable: ClassVar[bool] = True

    def deliver(self, post: Post, page: Page, now: datetime) -> Receipt:
        """Raises `Refused` when the disk does not take the file."""
        folder = self.root / page.id
        record = _record(post, page, now)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            files.replace(self.root / "outbox.css", _stylesheet())
            files.replace(folder / f"{_stem(post)}.html", _render("post.html", post=record, zone=page.zone))
            files.create(folder / f"{_stem(post)}.json", json.dumps(record, ensure_ascii=False, indent=2))
            self._write_index(folder, page)
        except OSError as error:
            found = self.find(post, page)
            if found is None:
                raise Refused(f"outbox: {error.strerror or error}") from error
            return found
        return self._receipt(post, page)

    def find(self, post: Post, page: Page) -> Receipt | None:
        there = (self.root / page.id / f"{_stem(post)}.json").exists()
        return self._receipt(post, page) if there else None

    def withdraw(self, post: Post, page: Page, now: datetime) -> None:
        """The post's page says that it was withdrawn, its record stays. Raises `Refused`."""
        self._rewrite(post, page, {"withdrawn_at": to_text(now)}, "withdrawn.html")

    def correct(self, post: Post, page: Page, now: datetime) -> None:
        """The post's page shows the new text and says that it was corrected. Raises `Refused`."""
        said = {"caption": post.caption, "text": full_text(post), "corrected_at": to_text(now)}
        self._rewrite(post, page, said, "post.html")

    def _rewrite(self, post: Post, page: Page, changes: Mapping[str, object], template: str) -> None:
        folder = self.root / page.id
        path = folder / f"{_stem(post)}.json"
        try:
            before = json.loads(path.read_text(encoding="utf-8"))
            one = [before] if before["image"] else []
            record = _RECORD_NOW | {"pictures": one} | before | changes
            # The record first, as on publishing: the pages are made from it, and may be made again.
            files.replace(path, json.dumps(record, ensure_ascii=False, indent=2))
            files.replace(folder / f"{_stem(post)}.html", _render(template, post=record, zone=page.zone))
            self._write_index(folder, page)
        except OSError as error:
            raise Refused(f"outbox: {error.strerror or error}") from error
        except ValueError as error:
            raise Refused("outbox-record") from error

    @staticmethod
    def _receipt(post: Post, page: Page) -> Receipt:
        return Receipt(post.key, f"{page.id}/{_stem(post)}.html")

    @staticmethod
    def _write_index(folder: Path, page: Page) -> None:
        newest = sorted(folder.glob("post-*.json"), reverse=True)[:_INDEX_POSTS]
        records = [
            _RECORD_NOW | json.loads(path.read_text(encoding="utf-8")) | {"file": f"{path.stem}.html"}
            for path in newest
        ]
        records.sort(key=lambda record: record["published_at"], reverse=True)
        standing = [record for record in records if record["withdrawn_at"] is None]
        files.replace(folder / "index.html", _render("index.html", page=page, posts=standing, zone=page.zone))


def _stem(post: Post) -> str:
    return f"post-{post.id:06d}-{post.key[:12]}"


def _record(post: Post, page: Page, now: datetime) -> dict[str, object]:
    return _RECORD_NOW | {
        "id": post.id,
        "key": post.key,
        "page": page.name,
        "operator": page.operator,
        "article": post.article_title,
        "caption": post.caption,
        "text": full_text(post),
        "source": post.source_name,
        "source_line": source_line(post.source_name, post.link),
        "link": post.link,
        "image": post.image_url,
        "image_alt": post.image_alt,
        "image_credit": post.image_credit,
        "pictures": [{"image": p.url, "image_alt": p.alt, "image_credit": p.credit} for p in post.pictures],
        "due_at": None if post.due_at is None else to_text(post.due_at),
        "published_at": to_text(now),
        "approved_by": [approval.name for approval in post.approvals],
        "demo": post.demo,
    }


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
