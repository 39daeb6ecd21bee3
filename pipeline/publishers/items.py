"""Posts as JSON files in a folder, and what is derived from them: what the outbox and the feed have in common.

The JSON file is the commit point. It is written in full beside its place and then linked into it, which
fails if the name is taken (link(2)): a post is there whole or not at all, and never twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline import files
from pipeline.clock import to_text
from pipeline.compose import full_text, source_line
from pipeline.model import Page, Post, PostPicture

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Items:
    """The items of one page. Every method raises `OSError` where the disk does not do it."""

    folder: Path

    @staticmethod
    def stem(post: Post) -> str:
        """The name of a post's files: its number for people, its key because a new data file counts from 1 again."""
        return f"post-{post.id:06d}-{post.key[:12]}"

    def add(self, post: Post, record: Record) -> None:
        """Commit a post's item; one that is there already is left as it is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        files.create(self._path(post), json.dumps(record, ensure_ascii=False, indent=2))

    def has(self, post: Post) -> bool:
        return self._path(post).exists()

    def read(self, post: Post) -> dict[str, Any] | None:
        """A post's item, None where there is none."""
        try:
            record: dict[str, Any] = json.loads(self._path(post).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return record

    def replace(self, post: Post, record: Record) -> None:
        """Put another record in the place of a post's item, at once."""
        files.replace(self._path(post), json.dumps(record, ensure_ascii=False, indent=2))

    def remove(self, post: Post) -> bool:
        """Take a post's item away, for good; whether it was there."""
        try:
            self._path(post).unlink()
        except FileNotFoundError:
            return False
        files.sync_folder(self.folder)
        return True

    def newest(self, most: int) -> list[dict[str, Any]]:
        """The items published last, the latest first, each with its `stem`."""
        # By the files' own times, so that a feed of fifty does not read ten thousand.
        latest = sorted(self.folder.glob("post-*.json"), key=lambda path: (path.stat().st_mtime_ns, path.name))[-most:]
        records = [json.loads(path.read_text(encoding="utf-8")) | {"stem": path.stem} for path in latest]
        return sorted(records, key=lambda record: str(record["published_at"]), reverse=True)

    def _path(self, post: Post) -> Path:
        return self.folder / f"{self.stem(post)}.json"


def pictures_of(record: Record) -> list[Record]:
    """The pictures of a record, each with `image`, `image_alt` and `image_credit`; earlier versions knew one only."""
    pictures: list[Record] | None = record.get("pictures")
    if pictures is None:
        return [record] if record["image"] else []
    return pictures


def _picture(picture: PostPicture) -> Record:
    """`crop` is left, top, width and height in thousandths of the picture, for whoever shows it from its address."""
    shown = {"image": picture.url, "image_alt": picture.alt, "image_credit": picture.credit}
    return shown if picture.crop is None else shown | {"crop": list(picture.crop)}


def shown(post: Post, page: Page, now: datetime) -> dict[str, Any]:
    """What a reader of the page sees of a post, as JSON values; instants in UTC. Names no member of the staff."""
    return {
        "key": post.key,
        "page": page.name,
        "operator": page.operator,
        "article": post.article_title,
        "caption": post.caption,
        "text": full_text(post),
        "source": post.source_name,
        "source_line": source_line(post.source_name, post.outgoing_link),
        "link": post.outgoing_link,
        "hashtags": post.hashtags,
        "image": post.image_url,
        "image_alt": post.image_alt,
        "image_credit": post.image_credit,
        "pictures": [_picture(one) for one in post.pictures],
        "published_at": to_text(now),
        "demo": post.demo,
    }
