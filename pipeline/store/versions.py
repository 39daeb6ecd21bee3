"""Versions of a post: each content that it had, by whom and when. Written in the transaction of the change itself."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import from_text, to_text
from pipeline.errors import VersionNotFound
from pipeline.model import Crop, PostPicture, User
from pipeline.store.base import Database


@dataclass(frozen=True, slots=True)
class PostVersion:
    """A content of a post. `of` is the number of the version that was taken back, where one was."""

    number: int
    caption: str
    hashtags: str
    pictures: tuple[PostPicture, ...]
    by: str
    at: datetime
    of: int | None


class Versions:
    def __init__(self, database: Database) -> None:
        self._db = database

    def of_post(self, post_id: int) -> tuple[PostVersion, ...]:
        """All versions, the latest first."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT v.*, u.name AS user_name FROM post_versions v JOIN users u ON u.id = v.by_id"
                " WHERE v.post_id = ? ORDER BY v.number DESC",
                (post_id,),
            ).fetchall()
            return tuple(map(_version, found))

    def get(self, post_id: int, number: int) -> PostVersion:
        """Raises `VersionNotFound`."""
        found = next((version for version in self.of_post(post_id) if version.number == number), None)
        if found is None:
            raise VersionNotFound(number=number, post_id=post_id)
        return found


def record(
    tx: sqlite3.Connection,
    user: User,
    post_id: int,
    caption: str,
    hashtags: str,
    pictures: tuple[PostPicture, ...],
    now: datetime,
    of: int | None = None,
) -> None:
    """The next version of a post. One that says what the last says is no new one."""
    last = tx.execute(
        "SELECT number, caption, hashtags, pictures FROM post_versions WHERE post_id = ? ORDER BY number DESC LIMIT 1",
        (post_id,),
    ).fetchone()
    shown = json.dumps([_as_json(picture) for picture in pictures], ensure_ascii=False)
    if last is not None:
        same = (last["caption"], last["hashtags"], json.loads(last["pictures"])) == (
            caption,
            hashtags,
            json.loads(shown),
        )
        if same:
            return
    tx.execute(
        "INSERT INTO post_versions (post_id, number, caption, hashtags, pictures, by_id, at, of)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (post_id, 1 if last is None else last["number"] + 1, caption, hashtags, shown, user.id, to_text(now), of),
    )


def _as_json(picture: PostPicture) -> dict[str, object]:
    crop = None if picture.crop is None else str(picture.crop)
    return {"url": picture.url, "alt": picture.alt, "credit": picture.credit, "crop": crop}


def _version(row: sqlite3.Row) -> PostVersion:
    pictures = tuple(
        PostPicture(one["url"], one["alt"], one["credit"], Crop.read(one["crop"]))
        for one in json.loads(row["pictures"])
    )
    return PostVersion(
        row["number"], row["caption"], row["hashtags"], pictures, row["user_name"], from_text(row["at"]), row["of"]
    )
