"""A picture as it may be uploaded: fetched from a public address, decoded within limits, encoded anew.

What a file carries beside its pixels (place, names, a second file) stays behind; see `crawlers.pictures`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from crawlers import failures, pictures, urls
from crawlers.errors import AddressError, FetchError, RedirectBad, RedirectLoop, TooLarge
from crawlers.fetch import REDIRECTS
from crawlers.reading_errors import PictureUnreachable
from crawlers.settings import Limits
from crawlers.transport import Transport
from pipeline.model import WHOLE, Crop

LONGEST_SIDE = 2048
"""Pixels; what Facebook keeps of a larger picture it scales down by itself, less well."""
LONGEST_TAKEN = 16_000
"""Pixels of a side from which a picture is refused: nobody sees anything of it on a page."""
SECONDS = 20.0
_MAX_PNG = 1_000_000
"""Bytes; Facebook compresses larger PNG files until they look bad."""
_QUALITY = 88
_CUT_QUALITY = 92
"""A second encoding loses again, so it is given more."""
_MAX_REDIRECTS = 5


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


def cut(photo: Photo, crop: Crop) -> Photo:
    """The part of a picture that was chosen, in the picture's own format; at least one pixel each way."""
    return read_photo(cut_file(photo.data, crop)[0])


def cut_file(data: bytes, crop: Crop) -> tuple[bytes, str]:
    """The same of any file that the desk keeps, with its media type. Raises `ValueError` for one that is damaged."""
    out = BytesIO()
    try:
        with Image.open(BytesIO(data), formats=["JPEG", "PNG", "WEBP"]) as image:
            kind = "PNG" if image.format in ("PNG", "WEBP") else "JPEG"
            part = image.crop(box_of(crop, image.width, image.height))
            part.info = {}
            if kind == "PNG":
                part.save(out, "PNG", optimize=True)
            else:
                part.convert("RGB").save(out, "JPEG", quality=_CUT_QUALITY, optimize=True, progressive=True)
    except Exception as error:
        # Pillow's decoders meet damaged bytes with exceptions of any class.
        raise ValueError("not a kept picture") from error
    return out.getvalue(), f"image/{kind.lower()}"


def box_of(crop: Crop, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, upper, right and lower edge in pixels of a picture of this size."""
    left = min(crop.left * width // WHOLE, width - 1)
    top = min(crop.top * height // WHOLE, height - 1)
    right = max(left + 1, min(width, round((crop.left + crop.width) * width / WHOLE)))
    bottom = max(top + 1, min(height, round((crop.top + crop.height) * height / WHOLE)))
    return left, top, right, bottom


def read_photo(data: bytes) -> Photo:
    """A file that `prepare` made. Raises `ValueError` for any other."""
    try:
        with Image.open(BytesIO(data), formats=["JPEG", "PNG"]) as image:
            image.load()
            return Photo(data, "image/png" if image.format == "PNG" else "image/jpeg", image.width, image.height)
    except Exception as error:
        # Pillow's decoders meet damaged bytes with exceptions of any class.
        raise ValueError("not a kept picture") from error


def _as_jpeg(photo: Photo) -> Photo:
    out = BytesIO()
    with Image.open(BytesIO(photo.data), formats=["PNG"]) as image:
        image.convert("RGB").save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return Photo(out.getvalue(), "image/jpeg", photo.width, photo.height)
