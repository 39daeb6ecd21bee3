"""Pictures before they are uploaded: what is taken, what is refused in one sentence, what is fetched at all."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from crawlers.errors import AddressError, AddressRefused, CrawlError, TooLarge
from crawlers.reading_errors import (
    PictureBroken,
    PictureEmpty,
    PictureError,
    PictureMoves,
    PictureTooLarge,
    PictureTooLong,
    PictureTooManyPixels,
    PictureUnknown,
    PictureUnreachable,
)
from pipeline.i18n import describe
from pipeline.photos import Photo, fetch_photo, prepare
from tests.crawlers.harness import Answer, Site, publisher
from tests.crawlers.test_pictures import exif, photograph, saved

CONTACT = "toasoan@example.vn"


@pytest.fixture
def site() -> Iterator[Site]:
    with publisher() as made:
        yield made


def fetched(url: str) -> Photo:
    return fetch_photo(url, contact=CONTACT, allow_loopback=True)


def opened(photo: Photo) -> Image.Image:
    image = Image.open(BytesIO(photo.data))
    image.load()
    return image


def frames(kind: str, count: int) -> bytes:
    pictures = [Image.new("RGB", (40, 30), (n % 256, n // 256, 0)) for n in range(count)]
    return saved(pictures[0], kind, save_all=True, append_images=pictures[1:])


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG file with this header and these chunks, whatever they say."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rest = b"".join(chunk(*each) for each in chunks)
    return b"\x89PNG\r\n\x1a\n" + head + rest + chunk(b"IEND", b"")


def test_a_photograph_goes_upright_and_without_its_place() -> None:
    photo = prepare(saved(photograph(), "JPEG", exif=exif(orientation=6), quality=95))
    assert (photo.media_type, photo.width, photo.height, photo.name) == ("image/jpeg", 200, 320, "photo.jpg")
    assert b"Nguyen" not in photo.data
    assert b"Exif" not in photo.data
    red, green, _ = opened(photo).getpixel((190, 10))  # type: ignore[misc]
    assert red > 200 > green


def test_a_large_picture_is_made_smaller() -> None:
    photo = prepare(saved(photograph(size=(5000, 2500)), "JPEG"))
    assert (photo.width, photo.height) == (2048, 1024)
    assert opened(photo).size == (2048, 1024)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_turns_white(kind: str) -> None:
    image = photograph("RGBA")
    image.putalpha(0)
    photo = prepare(saved(image, kind))
    assert photo.media_type in ("image/png", "image/jpeg")
    assert min(opened(photo).convert("RGB").getpixel((10, 10))) > 250  # type: ignore[type-var]


def test_a_drawing_stays_sharp_unless_it_grows_too_large() -> None:
    assert prepare(saved(Image.new("RGB", (600, 400), "navy"), "PNG")).media_type == "image/png"
    noise = Image.effect_noise((1500, 1500), 80)
    assert prepare(saved(noise, "PNG")).media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (lambda: b"", PictureEmpty),
        (lambda: b"<!doctype html><p>no picture here", PictureUnknown),
        (lambda: b"\x00\x00\x00\x18ftypisom" + b"\x00" * 100, PictureUnknown),
        (lambda: b"%PDF-1.7", PictureUnknown),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", PictureUnknown),
        (lambda: b"\xff\xd8\xff" + b"\x00" * 15_000_000, PictureTooLarge),
        (lambda: saved(photograph(), "JPEG")[:2000], PictureBroken),
        (lambda: png(20_000, 20_000, (b"IDAT", zlib.compress(b"\x00" * 1000))), PictureTooManyPixels),
        (lambda: saved(Image.new("1", (20_000, 100)), "PNG"), PictureTooLong),
        (lambda: png(65_000, 65_000, (b"IDAT", zlib.compress(b"\x00" * 10_000_000))), PictureTooManyPixels),
        (lambda: png(10, 10, (b"zTXt", b"a\x00\x00" + zlib.compress(b"\x00" * 80_000_000))), PictureBroken),
        (lambda: frames("GIF", 300), PictureMoves),
        (lambda: frames("WEBP", 20), PictureMoves),
        (lambda: frames("PNG", 20), PictureMoves),
    ],
    ids="empty html video pdf svg large cut square long bomb text gif webp apng".split(),
)
def test_a_bad_picture_is_refused_in_a_sentence(data: Callable[[], bytes], error: type[PictureError]) -> None:
    with pytest.raises(error) as caught:
        prepare(data())
    sentence = describe(caught.value)
    assert sentence.count(".") + sentence.count(";") <= 3
    assert sentence != str(caught.value)  # it is in Vietnamese


def test_a_text_of_a_picture_is_not_kept() -> None:
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "Nguyen Van An")
    assert b"Nguyen" not in prepare(saved(photograph(), "PNG", pnginfo=note)).data


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=20),
    st.floats(0, 1),
)
def test_damage_is_an_error_of_ours_or_no_harm(kind: str, flips: list[tuple[float, int]], kept: float) -> None:
    data = bytearray(saved(photograph(size=(64, 48)), kind))
    for place, value in flips:
        data[int(place * (len(data) - 1))] = value
    try:
        photo = prepare(bytes(data[: 12 + int(kept * len(data))]))
    except PictureError:
        return
    assert opened(photo).size == (photo.width, photo.height)


def test_a_picture_is_fetched_over_redirects(site: Site) -> None:
    site.routes["/a"] = Answer(status=302, headers={"Location": "/b"})
    site.routes["/b"] = Answer(status=301, headers={"Location": site.url("/c.jpg")})
    site.routes["/c.jpg"] = Answer(saved(photograph(), "JPEG"), type="image/jpeg")
    assert fetched(site.url("/a")).width == 320
    assert CONTACT in site.last("/c.jpg").headers["User-Agent"]


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/latest/meta-data", "http://10.0.0.1/a.jpg", "http://[::ffff:10.0.0.1]/", "http://0/a.jpg"],
)
def test_a_redirect_into_a_network_is_not_followed(site: Site, target: str) -> None:
    site.routes["/a"] = Answer(status=302, headers={"Location": target})
    with pytest.raises(AddressRefused):
        fetched(site.url("/a"))


def test_this_machine_is_not_asked_for_pictures(site: Site) -> None:
    site.routes["/a.jpg"] = Answer(saved(photograph(), "JPEG"))
    for url in (site.url("/a.jpg"), site.url("/a.jpg").replace("127.0.0.1", "localhost")):
        with pytest.raises(AddressRefused):
            fetch_photo(url, contact=CONTACT)
    assert site.seen == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "data:image/png;base64,AAAA", "không phải địa chỉ", "http://"])
def test_only_the_web_is_asked(url: str) -> None:
    with pytest.raises(AddressError):
        fetched(url)


@pytest.mark.parametrize(
    ("route", "error"),
    [
        (Answer("không có", status=404), PictureUnreachable),
        (Answer("hỏng", status=500), PictureUnreachable),
        (Answer(status=302, headers={"Location": "/a"}), PictureUnreachable),
        (Answer(status=302, headers={"Location": "ftp://example.vn/a"}), PictureUnreachable),
        (Answer("<html>"), PictureUnknown),
        (Answer(b"", headers={"Content-Length": str(200 * 1024 * 1024)}), TooLarge),
        (Answer(b"\xff\xd8\xff" + b"\x00" * (16 * 1024 * 1024)), TooLarge),
        (Answer(zlib.compress(b"\x00" * 100_000_000), headers={"Content-Encoding": "deflate"}), CrawlError),
    ],
    ids="missing broken loop ftp page two-hundred-mb sixteen-mb bomb".split(),
)
def test_what_is_no_picture_there_is_said_in_a_sentence(site: Site, route: Answer, error: type[CrawlError]) -> None:
    site.routes["/a"] = route
    with pytest.raises(error) as caught:
        fetched(site.url("/a"))
    assert describe(caught.value) != str(caught.value)
