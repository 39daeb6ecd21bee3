"""A publisher's picture → one that a browser may be given: decoded within limits, encoded anew, nothing else in it.

Whatever a file carries beside its pixels (EXIF with places and names, XMP, comments, colour profiles, a second file
behind the first) is gone, because only pixels are taken over. What it is shows in its first bytes, never in its name.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

import numpy as np
from PIL import Image, ImageCms, ImageOps, features

from crawlers.reading_errors import (
    PictureBroken,
    PictureEmpty,
    PictureError,
    PictureMoves,
    PictureTooLarge,
    PictureTooLong,
    PictureTooManyPixels,
    PictureUnknown,
)

Format = Literal["JPEG", "PNG", "WEBP"]

MAX_SIDE = 1600
MAX_PIXELS = 40_000_000
MAX_BYTES = 15_000_000
_QUALITY = 85
_FEW_COLOURS = 4096

_OTHERS = (
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
    (b"BM", "BMP"),
    (b"\x00\x00\x01\x00", "ICO"),
    (b"\x00\x00\x02\x00", "CUR"),
    (b"%!PS", "EPS"),
    (b"\xc5\xd0\xd3\xc6", "EPS"),
    (b"%PDF", "PDF"),
    (b"8BPS", "PSD"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\xff\x0a", "JPEG XL"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"{", "JSON"),
)
_TRANSPARENT_MODES = frozenset({"RGBA", "LA", "PA", "La", "RGBa"})


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """Encoded pixels without metadata; `width` and `height` in pixels, as shown."""

    data: bytes
    format: Format
    width: int
    height: int

    @property
    def media_type(self) -> str:
        return {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}[self.format]

    @property
    def extension(self) -> str:
        return {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}[self.format]


def clean(
    data: bytes,
    *,
    max_side: int = MAX_SIDE,
    max_pixels: int = MAX_PIXELS,
    max_bytes: int = MAX_BYTES,
    max_length: int | None = None,
    moving: bool = True,
    transparent: bool = True,
) -> CleanPicture:
    """Decode JPEG, PNG, GIF, WebP or AVIF (of moving pictures the first frame) and encode it anew.

    At most `max_side` pixels wide and high, upright, in sRGB. Photographs become JPEG, drawings of few colours PNG;
    transparency that is used is kept, in PNG or WebP, or without `transparent` laid on white. At `max_pixels`, which
    the header is held to before anything is decoded, about 300 MB are needed. A side of more than `max_length` pixels
    is refused, and without `moving` a moving picture. Raises a `PictureError`.
    """
    if len(data) > max_bytes:
        raise PictureTooLarge(size=len(data), limit=max_bytes)
    if not data.strip(b"\x00 \t\r\n"):
        raise PictureEmpty()
    kind = sniff(data)
    try:
        bounds = _Bounds(max_side, max_pixels, max_length, moving)
        image = _decoded(data, kind, bounds)
        return _encoded(image if transparent else _on_white(image), kind)
    except PictureError:
        raise
    except Image.DecompressionBombError as error:
        raise PictureTooManyPixels(limit=max_pixels) from error
    except Image.DecompressionBombWarning as error:  # where warnings are errors
        raise PictureTooManyPixels(limit=max_pixels) from error
    except MemoryError as error:
        raise PictureTooManyPixels(limit=max_pixels) from error
    except Exception as error:
        # Pillow's decoders meet hostile bytes with exceptions of any class.
        raise PictureBroken(format=kind) from error


def sniff(data: bytes) -> str:
    """The format by its first bytes, as Pillow calls it. Raises `PictureUnknown` for any that is not decoded here."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        brand = data[8:12].decode("latin-1")
        if brand in ("avif", "avis") and features.check("avif"):
            return "AVIF"
        raise PictureUnknown(found=brand.strip().upper() if brand.isalnum() else "MP4")
    found = next((name for magic, name in _OTHERS if data.startswith(magic)), None)
    text = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if found is None and text.startswith(b"<"):
        found = "SVG" if b"<svg" in data[:4000].lower() else "HTML"
    raise PictureUnknown(found=found or data[:4].hex())


@dataclass(frozen=True, slots=True)
class _Bounds:
    side: int
    pixels: int
    length: int | None
    moving: bool

    def hold(self, size: tuple[int, int]) -> None:
        if size[0] * size[1] > self.pixels:
            raise PictureTooManyPixels(limit=self.pixels)
        if self.length is not None and max(size) > self.length:
            raise PictureTooLong(width=size[0], height=size[1], limit=self.length)


def _decoded(data: bytes, kind: str, bounds: _Bounds) -> Image.Image:
    if kind == "WEBP":
        # Pillow's WebP reader makes room for all pixels when it opens the file.
        bounds.hold(_webp_size(data))
    with Image.open(BytesIO(data), formats=[kind]) as opened:
        bounds.hold(opened.size)
        if not bounds.moving and getattr(opened, "is_animated", False):
            raise PictureMoves()
        if kind == "JPEG":
            # The decoder itself halves a photograph that is far too large, up to three times.
            opened.draft("RGB", (bounds.side, bounds.side))
        opened.load()
        profile = opened.info.get("icc_profile")
        image = _upright(opened)
    image = _eight_bits(image)
    image.thumbnail((bounds.side, bounds.side), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return _srgb(image, profile if isinstance(profile, bytes) else None)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(ground, image).convert("RGB")


def _webp_size(data: bytes) -> tuple[int, int]:
    """Canvas size from the first chunk (RFC 9649, sections 2.5 to 2.7)."""
    chunk, body = data[12:16], data[20:30]
    if chunk == b"VP8X" and len(body) == 10:
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if chunk == b"VP8L" and body[:1] == b"\x2f":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    raise PictureBroken(format="WEBP")


def _upright(image: Image.Image) -> Image.Image:
    """The picture as its EXIF orientation means it; damaged EXIF means nothing."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:
        return image.copy()


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey, RGB, RGBA or CMYK of eight bits a channel."""
    if image.mode.startswith("I"):
        # Sixteen bits of grey: Pillow's own conversion cuts off instead of scaling.
        values = np.clip(np.asarray(image, dtype=np.int64), 0, 0xFFFF)
        return Image.fromarray((values >> 8).astype(np.uint8))
    if image.mode in _TRANSPARENT_MODES or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in ("1", "L"):
        return image.convert("L")
    return image if image.mode == "CMYK" else image.convert("RGB")


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB, by its own profile where that can be read and fits; without one it is sRGB already."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha is not None else image
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            mode = {"RGB": "RGB", "CMYK": "CMYK", "GRAY": "L"}.get(own.profile.xcolor_space.strip(), "")
            if mode == colours.mode:
                srgb = ImageCms.createProfile("sRGB")
                colours = ImageCms.profileToProfile(colours, own, srgb, outputMode="RGB") or colours
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    if colours.mode == "CMYK":
        colours = colours.convert("RGB")
    if alpha is None or alpha.getextrema() == (255, 255):
        return colours
    result = colours.convert("RGBA")
    result.putalpha(alpha)
    return result


def _encoded(image: Image.Image, kind: str) -> CleanPicture:
    chosen: Format
    if image.mode == "RGBA":
        chosen = "PNG" if kind in ("PNG", "GIF") else "WEBP"
    elif kind in ("PNG", "GIF") and image.getcolors(_FEW_COLOURS) is not None:
        chosen = "PNG"
    else:
        chosen = "JPEG"
    # Writers take comments and profiles over from here.
    image.info = {}
    out = BytesIO()
    if chosen == "JPEG":
        image.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    elif chosen == "PNG":
        image.save(out, "PNG", optimize=True)
    else:
        image.save(out, "WEBP", quality=_QUALITY, method=4)
    return CleanPicture(out.getvalue(), chosen, image.width, image.height)
