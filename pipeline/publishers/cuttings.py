"""What is cut out of a picture, for ways that would otherwise only name the picture's address."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from crawlers.errors import CrawlError
from pipeline.model import PostPicture
from pipeline.publishers import Refused

if TYPE_CHECKING:
    from pipeline.photos import Photo

Fetch = Callable[[str], "Photo"]
"""The picture at an address; raises a `CrawlError`."""


def cutting(picture: PostPicture, fetch: Fetch | None) -> Photo | None:
    """The chosen part of a picture, None for one of which all is shown. Raises `Refused`: all of it was not chosen."""
    if picture.crop is None:
        return None
    # Here, because it brings Pillow, and most posts are cut nowhere.
    from pipeline.photos import cut

    if fetch is None:
        raise Refused("picture-unreachable")
    try:
        return cut(fetch(picture.url), picture.crop)
    except CrawlError as error:
        raise Refused(error.code if error.code.startswith("picture-") else "picture-unreachable") from error
