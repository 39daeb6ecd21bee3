"""Pictures of publishers: what comes out holds pixels and nothing else, and hostile files end in one clear error."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin, features

from crawlers.pictures import CleanPicture, clean, sniff
from crawlers.reading_errors import (
    PictureBroken,
    PictureEmpty,
    PictureError,
    PictureTooLarge,
    PictureTooManyPixels,
    PictureUnknown,
)

SECRETS = (
    b"Nguyen Van An",
    b"GPS",
    b"Exif",
    b"http://ns.adobe.com",
    b"ICC_PROFILE",
    b"iCCP",
    b"eXIf",
    b"tEXt",
    b"XMP ",
)


def photograph(mode: str = "RGB", size: tuple[int, int] = (320, 200)) -> Image.Image:
    """A gradient with a red block in its upper left corner, so that turning shows."""
    image = Image.linear_gradient("L").resize(size)
    colour = Image.merge(
        "RGB", (image, image.transpose(Image.Transpose.FLIP_TOP_BOTTOM), image.rotate(90).resize(size))
    )
    ImageDraw.Draw(colour).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(250, 0, 0))
    return colour.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x013B] = "Nguyen Van An"
    data.get_ifd(0x8825).update({1: "N", 2: (22.0, 20.0, 12.5), 3: "E", 4: (103.0, 50.0, 1.0)})
    return data


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(picture: CleanPicture) -> Image.Image:
    image = Image.open(BytesIO(picture.data), formats=[picture.format])
    image.load()
    return image


SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">http://ns.adobe.com/xap/1.0/ Nguyen Van An</x:xmpmeta>'


def text_chunks() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Nguyen Van An")
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return info


def jpeg() -> bytes:
    return saved(photograph(), "JPEG", exif=exif(), icc_profile=SRGB, comment=b"Nguyen Van An", xmp=XMP)


def png() -> bytes:
    return saved(photograph(), "PNG", exif=exif(), icc_profile=SRGB, pnginfo=text_chunks())


def webp() -> bytes:
    return saved(photograph(), "WEBP", exif=exif(), icc_profile=SRGB, xmp=XMP)


def gif() -> bytes:
    frames = [photograph().rotate(angle) for angle in (0, 90, 180)]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:], comment=b"Nguyen Van An")


def avif() -> bytes:
    return saved(photograph(), "AVIF", exif=exif(), icc_profile=SRGB, xmp=XMP)


MAKERS: list[Callable[[], bytes]] = [jpeg, png, webp, gif, *([avif] if features.check("avif") else [])]
ALL = pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)


@ALL
def test_only_pixels_are_taken_over(make: Callable[[], bytes]) -> None:
    data = make()
    assert any(secret in data for secret in SECRETS)
    picture = clean(data)
    assert not [secret for secret in SECRETS if secret in picture.data]
    image = opened(picture)
    assert not image.getexif()
    assert not image.info.keys() & {"icc_profile", "exif", "xmp", "comment", "XML:com.adobe.xmp", "Author"}
    assert (image.size, picture.width, picture.height) == ((320, 200), 320, 200)
    red, green, blue = image.convert("RGB").getpixel((20, 20))  # type: ignore[misc]
    assert red > 200
    assert max(green, blue) < 60


@pytest.mark.parametrize(("orientation", "corner"), [(1, "ul"), (3, "lr"), (6, "ur"), (8, "ll"), (2, "ur"), (5, "ul")])
def test_the_orientation_is_applied(orientation: int, corner: str) -> None:
    image = opened(clean(saved(photograph(), "JPEG", exif=exif(orientation))))
    assert image.size == ((200, 320) if orientation in (5, 6, 8) else (320, 200))
    x = 15 if corner[1] == "l" else image.width - 15
    y = 15 if corner[0] == "u" else image.height - 15
    red, green, _ = image.getpixel((x, y))  # type: ignore[misc]
    assert red > 200 > 100 > green


@pytest.mark.parametrize(
    ("size", "expected"), [((4000, 1000), (1600, 400)), ((900, 3600), (400, 1600)), ((80, 60), (80, 60))]
)
def test_large_pictures_are_made_smaller_and_small_ones_left(size: tuple[int, int], expected: tuple[int, int]) -> None:
    picture = clean(saved(photograph(size=size), "JPEG"))
    assert (picture.width, picture.height) == expected


def test_transparency_that_is_used_is_kept_and_other_is_dropped() -> None:
    image = photograph("RGBA")
    opaque = clean(saved(image, "PNG"))
    assert opened(opaque).mode == "RGB"
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    assert opened(clean(saved(image, "PNG"))).getchannel("A").getextrema()[0] < 5
    assert clean(saved(image, "WEBP")).format == "WEBP"


def test_a_palette_with_a_transparent_colour_keeps_it() -> None:
    image = photograph().quantize(16)
    clear = image.getpixel((5, 5))
    shown = opened(clean(saved(image, "PNG", transparency=clear))).convert("RGBA")
    alpha = [shown.getpixel((x, 150))[3] for x in range(0, 320, 10)]  # type: ignore[index]
    assert alpha == [0 if image.getpixel((x, 150)) == clear else 255 for x in range(0, 320, 10)]
    assert shown.getpixel((5, 5))[3] == 0  # type: ignore[index]
    assert 255 in alpha


def test_sixteen_bits_of_grey_are_scaled() -> None:
    wide = Image.new("I;16", (64, 64), 0x8000)
    value = opened(clean(saved(wide, "PNG"))).convert("L").getpixel((9, 9))
    assert value in range(0x7E, 0x83)


def test_cmyk_comes_out_in_its_colours() -> None:
    red, green, blue = opened(clean(saved(photograph("CMYK"), "JPEG"))).convert("RGB").getpixel((20, 20))  # type: ignore[misc]
    assert red > 180
    assert max(green, blue) < 80


def test_another_profile_is_turned_into_srgb() -> None:
    """A profile that swaps nothing but brightness: linear light, where 128 means a much lighter grey in sRGB."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    # A profile of another colour space than the pixels cannot be theirs; the pixels stay as they are.
    same = opened(clean(saved(photograph(), "PNG", icc_profile=lab))).convert("RGB").getpixel((20, 20))
    assert same[0] > 240  # type: ignore[index]
    broken = opened(clean(saved(photograph(), "JPEG", icc_profile=b"no profile" * 20)))
    assert broken.size == (320, 200)


def test_drawings_stay_sharp_and_photographs_small() -> None:
    drawing = Image.new("RGB", (400, 400), "white")
    ImageDraw.Draw(drawing).ellipse((50, 50, 350, 350), fill="blue")
    assert clean(saved(drawing, "PNG")).format == "PNG"
    noise = Image.effect_noise((400, 400), 90).convert("RGB")
    coloured = Image.merge("RGB", (noise.getchannel(0), *(Image.effect_noise((400, 400), 90) for _ in range(2))))
    assert clean(saved(coloured, "PNG")).format == "JPEG"


def test_of_moving_pictures_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        data = saved(frames[0], kind, save_all=True, append_images=frames[1:])
        red, _, blue = opened(clean(data)).convert("RGB").getpixel((20, 20))  # type: ignore[misc]
        assert red > 200 > 100 > blue, kind


# --- hostile files


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def gif_of(width: int, height: int) -> bytes:
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", width, height, 0x80, 0, 0)
        + b"\0\0\0\xff\xff\xff"
        + (b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x44\x01\x00;")
    )


def webp_of(width: int, height: int) -> bytes:
    body = (
        b"VP8X"
        + struct.pack("<I", 10)
        + b"\x00" * 4
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little")
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def jpeg_of(width: int, height: int) -> bytes:
    """A small photograph whose frame header tells other dimensions (ITU-T T.81, B.2.2)."""
    data = bytearray(saved(photograph(), "JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        png_of(50_000, 50_000), png_of(10_000, 10_000), png_of(7_000, 6_000), gif_of(65_000, 65_000),
        webp_of(16_000_000, 16_000_000), webp_of(16_383, 16_383), jpeg_of(65_000, 65_000), jpeg_of(9_000, 9_000),
    ],
    ids=["png", "png-100M", "png-42M", "gif", "webp-huge", "webp", "jpeg", "jpeg-81M"],
)  # fmt: skip
@pytest.mark.parametrize("action", ["error", "ignore"])
def test_bombs_are_refused_by_their_header(data: bytes, action: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter(action)  # type: ignore[arg-type]
        with pytest.raises(PictureTooManyPixels):
            clean(data)


def test_limits_of_bytes_and_pixels_hold() -> None:
    data = jpeg()
    with pytest.raises(PictureTooLarge):
        clean(data, max_bytes=len(data) - 1)
    with pytest.raises(PictureTooManyPixels):
        clean(data, max_pixels=320 * 200 - 1)
    assert clean(data, max_bytes=len(data), max_pixels=320 * 200).width == 320


def test_a_text_bomb_in_a_png_is_not_unpacked() -> None:
    bomb = chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(b"a" * 50_000_000, 9))
    data = png()
    with pytest.raises(PictureBroken):
        clean(data[:33] + bomb + data[33:])


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG"),
        (b"<svg onload=alert(1)>", "SVG"),
        (b"<!doctype html><title>404</title>", "HTML"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "EPS"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x00\x00\x01\x00\x01\x00\x10\x10", "ICO"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "HEIC"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00", "ISOM"),
        (b"\x01\x02\x03\x04", "01020304"),
    ],
)
def test_other_formats_are_refused_by_what_they_are(data: bytes, found: str) -> None:
    with pytest.raises(PictureUnknown) as caught:
        clean(data)
    assert caught.value.fields["found"] == found


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "ICO", "PPM", "TGA", "PCX"])
def test_formats_that_pillow_could_read_are_refused_too(kind: str) -> None:
    with pytest.raises(PictureUnknown):
        clean(saved(photograph(size=(64, 64)), kind))


@pytest.mark.parametrize("data", [b"", b"\x00" * 100, b" \r\n"])
def test_an_empty_answer_is_said_to_be_empty(data: bytes) -> None:
    with pytest.raises(PictureEmpty):
        clean(data)


@ALL
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_what_is_cut_off_is_broken_or_whole(make: Callable[[], bytes], share: float) -> None:
    data = make()
    cut = data[: int(len(data) * share)]
    if make is gif and share > 0.3:
        assert clean(cut).width == 320  # its first frame is whole
        return
    with pytest.raises(PictureBroken):
        clean(cut)


@ALL
def test_a_second_file_behind_the_picture_is_gone(make: Callable[[], bytes]) -> None:
    tail = b"PK\x03\x04<script>alert('polyglot')</script>%PDF-1.7"
    assert b"polyglot" not in clean(make() + tail).data


def test_a_page_within_a_comment_is_gone() -> None:
    data = saved(photograph(), "JPEG", comment=b"*/<script>alert(1)</script>")
    assert b"<script>" in data
    assert b"<script>" not in clean(data).data


@cache
def specimens() -> tuple[bytes, ...]:
    small = photograph(size=(48, 32))
    palette = small.quantize(8)
    return (
        saved(small, "JPEG", exif=exif(6), icc_profile=SRGB, comment=b"x"),
        saved(small, "JPEG", progressive=True),
        saved(small.convert("CMYK"), "JPEG"),
        saved(small, "PNG", exif=exif(3), icc_profile=SRGB, pnginfo=text_chunks()),
        saved(palette, "PNG", transparency=bytes(range(0, 256, 32))),
        saved(Image.new("I;16", (20, 20), 777), "PNG"),
        saved(small, "GIF", save_all=True, append_images=[small.rotate(90)]),
        saved(small, "WEBP", exif=exif(8), icc_profile=SRGB),
        saved(small.convert("RGBA"), "WEBP", lossless=True),
        *([saved(small, "AVIF", exif=exif(6), icc_profile=SRGB)] if features.check("avif") else []),
    )


@settings(max_examples=600, deadline=None)
@given(st.data())
def test_damaged_files_end_in_a_clean_picture_or_one_clear_error(draw: st.DataObject) -> None:
    data = bytearray(draw.draw(st.sampled_from(specimens())))
    for _ in range(draw.draw(st.integers(1, 8))):
        at = draw.draw(st.integers(0, len(data) - 1))
        what = draw.draw(st.sampled_from(["set", "cut", "double", "fill"]))
        if what == "set":
            data[at] = draw.draw(st.integers(0, 255))
        elif what == "cut":
            del data[at : at + draw.draw(st.integers(1, 40))]
        elif what == "double":
            data[at:at] = data[at : at + 30]
        else:
            data[at : at + 4] = b"\xff\xff\xff\xff"
        if not data:
            break
    try:
        picture = clean(bytes(data), max_side=64, max_pixels=1_000_000)
    except PictureError:
        return
    assert opened(picture).size == (picture.width, picture.height)
    assert max(picture.width, picture.height) <= 64
    assert not [secret for secret in SECRETS if secret in picture.data]


MAGIC = [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x1cftypavif"]


@given(st.binary(max_size=200), st.sampled_from(MAGIC))
def test_any_bytes_end_in_a_picture_error(rest: bytes, magic: bytes) -> None:
    with pytest.raises(PictureError):
        clean(magic + rest)


def test_formats_are_told_apart_by_content() -> None:
    assert [sniff(make()) for make in MAKERS] == ["JPEG", "PNG", "WEBP", "GIF", "AVIF"][: len(MAKERS)]
