"""A page on Facebook: a link post, or a post with pictures; read back by text and link when its fate is unknown.

Pictures are first uploaded unpublished, which nobody sees and which may be repeated (`prepare`). The one feed call
after them is the commit point. Graph has no idempotency key, so it is made once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, ClassVar

from crawlers.errors import CrawlError, TooLarge
from pipeline.compose import full_text
from pipeline.graph import GraphPage
from pipeline.graph.answers import UNREACHABLE_WAIT
from pipeline.graph.client import Client
from pipeline.graph.page_api import POST_ID, PageApi
from pipeline.lengths import FACEBOOK_LIMIT, utf16
from pipeline.model import Page, Post, PostPicture
from pipeline.publishers import NotNow, PageStopped, Receipt, Refused, Sending, Uncertain
from pipeline.store.insights import REACTIONS

if TYPE_CHECKING:
    from pipeline.photos import Photo

_ATTEMPTS = 3
_PAUSE = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Facebook:
    """Publishes on Facebook. `pages` by the page's id in desk.toml; `token` gives a page's token, `photo` a picture to
    upload by its address or raises a `CrawlError`; `sleep` takes seconds."""

    pages: Mapping[str, GraphPage]
    client: Client
    token: Callable[[str], str] = field(repr=False)
    photo: Callable[[str], Photo] = field(repr=False)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    repeatable: ClassVar[bool] = False

    def prepare(self, post: Post, page: Page, alive: Callable[[], None]) -> Sending:
        """Upload the post's pictures. Raises `Refused`, `PageStopped` or `NotNow`."""
        message = full_text(post)
        if utf16(message) > FACEBOOK_LIMIT:
            raise Refused("caption-too-long")
        api = self.api(page)
        staged = tuple(self._staged(api, photo, alt, alive) for photo, alt in self._photos(post, alive))

        def send() -> Receipt:
            post_id = api.publish(message, None if staged else post.outgoing_link, staged)
            return Receipt(post_id, _address(post_id))

        return send

    def deliver(self, post: Post, page: Page, now: datetime) -> Receipt:
        """Raises `Refused`, `PageStopped`, `NotNow`, or `Uncertain` after the feed call only."""
        return self.prepare(post, page, _nothing)()

    def find(self, post: Post, page: Page) -> Receipt | None:
        """Raises `Refused`, `PageStopped`, `NotNow` or `Uncertain` where the page could not be read to the end."""
        since = post.intent_at or post.due_at or post.created_at
        found = self.api(page).find(full_text(post), post.link, since)
        return None if found is None else Receipt(found.id, found.permalink or _address(found.id))

    def withdraw(self, post: Post, page: Page, now: datetime) -> None:
        """Raises `Refused`, also where a person told the desk the post's address and nobody its id; `Uncertain`."""
        self.api(page).delete(_id_of(post))

    def correct(self, post: Post, page: Page, now: datetime) -> None:
        """Raises what `withdraw` does."""
        self.api(page).edit(_id_of(post), full_text(post))

    def page_totals(self, page: Page) -> Mapping[str, int]:
        """Raises `Refused` or `Uncertain`."""
        told = self.api(page).page_insights()
        named = {
            "views": told.views,
            "viewers": told.viewers,
            "follows": told.follows,
            "engagements": told.engagements,
        }
        return {name: value for name, value in named.items() if value is not None}

    def post_totals(self, post: Post, page: Page) -> Mapping[str, int]:
        """Raises `Refused` or `Uncertain`. Kinds of reactions that the desk does not know are summed as `other`."""
        told = self.api(page).insights(_id_of(post))
        values = {name: value for name, value in (("views", told.views), ("clicks", told.clicks)) if value is not None}
        for kind, number in told.reactions:
            name = kind if kind in REACTIONS else "other"
            values[name] = values.get(name, 0) + number
        return values

    def api(self, page: Page) -> PageApi:
        """The page's calls, for what is not publishing: edit, delete, insights. Raises `PageStopped`."""
        graph_page = self.pages.get(page.id)
        if graph_page is None:
            raise PageStopped("facebook-not-set")
        return PageApi(self.client, graph_page, self.token)

    def _photos(self, post: Post, alive: Callable[[], None]) -> tuple[tuple[Photo, str], ...]:
        """All pictures, before the first is uploaded: a bad one ends the delivery with nothing sent."""
        return tuple((self._fetched(picture, alive), picture.alt) for picture in post.pictures)

    def _fetched(self, picture: PostPicture, alive: Callable[[], None]) -> Photo:
        for attempt in range(1, _ATTEMPTS + 1):
            alive()
            try:
                return self._cut(picture)
            except CrawlError as error:
                if attempt == _ATTEMPTS or not error.transient:
                    _log.warning("a picture cannot be published: %s", error)
                    code = "picture-too-large" if isinstance(error, TooLarge) else error.code
                    raise Refused(code if code.startswith("picture-") else "picture-unreachable") from error
            self.sleep(_PAUSE * attempt)
        raise AssertionError("unreachable")

    def _cut(self, picture: PostPicture) -> Photo:
        photo = self.photo(picture.url)
        if picture.crop is None:
            return photo
        # Here, because it brings Pillow, and most posts are cut nowhere.
        from pipeline.photos import cut

        return cut(photo, picture.crop)

    def _staged(self, api: PageApi, photo: Photo, alt: str, alive: Callable[[], None]) -> str:
        """The picture's id. Nothing is published by this, so where its fate is unknown it is sent again."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return api.stage((photo.name, _Read(photo.data, alive), photo.media_type), alt)
            except Uncertain as uncertain:
                _log.warning("uploading a picture, attempt %d: %s", attempt, uncertain)
            if attempt < _ATTEMPTS:
                self.sleep(_PAUSE * attempt)
        raise NotNow("graph-unreachable", UNREACHABLE_WAIT)


class _Read(BytesIO):
    """A file that tells of each piece that is read of it: an upload over a slow line takes minutes."""

    def __init__(self, data: bytes, alive: Callable[[], None]) -> None:
        super().__init__(data)
        self._alive = alive

    def read(self, size: int | None = -1, /) -> bytes:
        self._alive()
        return super().read(size)


def _nothing() -> None:
    """Nobody asks for signs of life."""


def _id_of(post: Post) -> str:
    if post.remote_id is None or not POST_ID.match(post.remote_id):
        raise Refused("way-cannot")
    return post.remote_id


def _address(post_id: str) -> str:
    return f"https://www.facebook.com/{post_id}"
