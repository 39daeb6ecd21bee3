"""A picture as it may be uploaded: fetched from a public address, decoded within limits, encoded anew.

What a file carries beside its pixels (place, names, a second file) stays behind; see `crawlers.pictures`.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from crawlers import failures, pictures, urls
from crawlers.errors import AddressError, CrawlError, FetchError, RedirectBad, RedirectLoop, TooLarge
from crawlers.fetch import REDIRECTS
from crawlers.reading_errors import PictureUnreachable
from crawlers.settings import Limits
from crawlers.transport import Transport

LONGEST_SIDE = 2048
"""Pixels; what Facebook keeps of a larger picture it scales down by itself, less well."""
LONGEST_TAKEN = 16_000
"""Pixels of a side from which a picture is refused: nobody sees anything of it on a page."""
SECONDS = 20.0
_MAX_PNG = 1_000_000
"""Bytes; Facebook compresses larger PNG files until they look bad."""
_QUALITY = 88
_MAX_REDIRECTS = 5
_AT_A_TIME = 4
_ROOM = threading.BoundedSemaphore(_AT_A_TIME)
"""A picture being decoded may take 300 MB."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG or PNG file without metadata, upright, in sRGB, opaque; sizes in pixels."""

    data: bytes = field(repr=False)
    media_type: str
    width: int
    height: int

    @property
    def name(self) -> str:
        return "photo.png" if self.media_type == "image/png" else "photo.jpg"


def fetch_photo(url: str, *, contact: str, allow_loopback: bool = False) -> Photo:
    """The picture at an address, ready for upload. Blocks, `SECONDS` at most for the fetching.

    Raises `PictureUnreachable`, `TooLarge`, an `AddressError` or another `PictureError`: each one sentence for a user.
    """
    return prepare(fetch(url, contact=contact, allow_loopback=allow_loopback))


def problems(urls: Sequence[str], *, contact: str, allow_loopback: bool = False) -> dict[str, CrawlError]:
    """What keeps pictures from being uploaded, by address; one that could be uploaded now is left out. Blocks."""

    def problem(url: str) -> CrawlError | None:
        with _ROOM:
            try:
                fetch_photo(url, contact=contact, allow_loopback=allow_loopback)
            except CrawlError as error:
                return error
        return None

    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        found = zip(urls, pool.map(problem, urls), strict=True)
        return {url: error for url, error in found if error is not None}


def fetch(url: str, *, contact: str, allow_loopback: bool = False) -> bytes:
    """What stands at an address, from public hosts only. Raises as `fetch_photo` does."""
    limits = Limits(timeout_seconds=SECONDS, retries=0, max_bytes=pictures.MAX_BYTES)
    try:
        return asyncio.run(asyncio.wait_for(_got(url, contact, limits, allow_loopback), SECONDS))
    except (FetchError, TimeoutError) as error:
        if isinstance(error, TooLarge):
            raise
        raise PictureUnreachable(url=url[:200]) from error


async def _got(url: str, contact: str, limits: Limits, allow_loopback: bool) -> bytes:
    """Each step of a redirect is asked for like the first: its address is looked at before it is connected to."""
    address = str(urls.parse(url))
    async with Transport(contact=contact, limits=limits, allow_loopback=allow_loopback) as transport:
        for _ in range(_MAX_REDIRECTS + 1):
            answer = await transport.get(address, {"Accept": "image/*"})
            target = answer.headers.get("Location")
            if answer.status not in REDIRECTS or target is None:
                refusal = failures.of_status(answer.status, address)
                if refusal is not None:
                    raise refusal
                return answer.body
            try:
                address = str(urls.parse(target, address))
            except AddressError as error:
                raise RedirectBad(url=address) from error
    raise RedirectLoop(url=url)


def prepare(data: bytes) -> Photo:
    """A picture file as Facebook takes it. Raises a `PictureError`."""
    clean = pictures.clean(data, max_side=LONGEST_SIDE, max_length=LONGEST_TAKEN, moving=False, transparent=False)
    photo = Photo(clean.data, clean.media_type, clean.width, clean.height)
    return _as_jpeg(photo) if clean.format == "PNG" and len(clean.data) > _MAX_PNG else photo


def _as_jpeg(photo: Photo) -> Photo:
    out = BytesIO()
    with Image.open(BytesIO(photo.data), formats=["PNG"]) as image:
        image.convert("RGB").save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return Photo(out.getvalue(), "image/jpeg", photo.width, photo.height)
