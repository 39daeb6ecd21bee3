"""What an editor may type or choose by mistake: one clear sentence in Vietnamese, and the draft is kept."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from crawlers.items import Picture
from pipeline import amend, schedule
from pipeline.model import PostState
from pipeline.revisit import Revisits
from tests.crawlers.harness import Answer, Site, publisher
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded, list_source
from tests.review_ui.test_posts import caption_of, version

MB = 1024 * 1024
TYPED = "Lời đã gõ, chưa muốn mất"
DESCRIBED = "Đội múa khăn trên sân khấu"


@pytest.fixture
def site() -> Iterator[Site]:
    with publisher() as running:
        yield running


def told(response: Any) -> str:
    """The sentence at the head of the page."""
    (alert,) = re.findall(r'role="alert"[^>]*>.*?<p>(.*?)</p>', response.text, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", alert)).strip()


def is_one_clear_sentence(said: str) -> bool:
    """In Vietnamese, what is wrong and what to do: no code, no name of a class, no path of the program."""
    vietnamese = re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", said, re.IGNORECASE)
    return vietnamese is not None and len(said) < 300 and said.endswith(".") and "Error" not in said


# -- captions -----------------------------------------------------------------------------------------

ENDLESS = "ườ" * 50_000


def test_a_caption_of_100_000_characters_is_refused_and_stays_in_the_form(
    seeded: Seeded, collaborator: Visitor
) -> None:
    assert len(ENDLESS) == 100_000
    article = seeded.approved()
    refused = collaborator.post(f"/soan/{article}", {"caption": ENDLESS})
    assert refused.status_code == 422
    assert is_one_clear_sentence(told(refused))
    assert "5000" in told(refused).replace(".", "")
    assert caption_of(refused.text).strip() == ENDLESS.strip()
    assert seeded.store.posts.of_article(article) == ()


def test_a_draft_that_is_changed_so_keeps_its_text(seeded: Seeded, collaborator: Visitor) -> None:
    post = seeded.draft()
    before = seeded.store.posts.get(post)
    form = {"caption": ENDLESS, "version": version(collaborator.get(f"/bai-dang/{post}/sua").text)}
    refused = collaborator.post(f"/bai-dang/{post}/sua", form)
    assert refused.status_code == 422
    assert is_one_clear_sentence(told(refused))
    assert caption_of(refused.text).strip() == ENDLESS.strip()
    assert seeded.store.posts.get(post) == before


def test_a_correction_of_100_000_characters_is_refused_and_the_page_stays_as_it_is(
    seeded: Seeded, editor: Visitor
) -> None:
    post = seeded.published()
    form = {"caption": ENDLESS, "reason": "nguồn đính chính"}
    refused = editor.post(f"/bai-dang/{post}/dinh-chinh", form)
    assert refused.status_code == 422
    assert is_one_clear_sentence(told(refused))
    assert caption_of(refused.text).strip() == ENDLESS.strip()
    assert seeded.store.amendments.of_post(post) == ()
    assert amend.shown_caption(seeded.store.posts.get(post), ()) == seeded.store.posts.get(post).caption


# -- pictures -----------------------------------------------------------------------------------------


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def animation() -> bytes:
    frames = [Image.new("RGB", (40, 30), (n % 256, 0, 0)) for n in range(300)]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])


def animated_bomb() -> bytes:
    """A small file that says of itself that it has frames of 65,535 × 65,535 pixels."""
    data = bytearray(animation())
    data[6:10] = struct.pack("<HH", 65_535, 65_535)
    return bytes(data)


def square(side: int) -> bytes:
    """The head of a PNG picture of so many pixels by as many, and next to none of them."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
    return b"\x89PNG\r\n\x1a\n" + head + pixels + chunk(b"IEND", b"")


def flood(handler: BaseHTTPRequestHandler) -> None:
    """200 MB that look like a photograph at first and say nothing of their length."""
    handler.send_response(200)
    handler.send_header("Content-Type", "image/jpeg")
    handler.send_header("Connection", "close")
    handler.end_headers()
    try:
        handler.wfile.write(b"\xff\xd8\xff\xe0")
        for _ in range(200):
            handler.wfile.write(bytes(MB))
    except OSError:
        handler.close_connection = True


def announced(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "image/jpeg")
    handler.send_header("Content-Length", str(200 * MB))
    handler.end_headers()
    handler.close_connection = True


BAD: dict[str, Callable[[], Answer]] = {
    "no picture": lambda: Answer("<!doctype html><p>Không có ảnh ở đây", type="image/jpeg"),
    "not there": lambda: Answer("không có", status=404),
    "200 MB": lambda: Answer(raw=announced),
    "200 MB without a word": lambda: Answer(raw=flood),
    "20,000 pixels on a side": lambda: Answer(encoded(Image.new("1", (20_000, 100)), "PNG"), type="image/png"),
    "20,000 pixels on both": lambda: Answer(square(20_000), type="image/png"),
    "animation": lambda: Answer(animation(), type="image/gif"),
    "animated bomb": lambda: Answer(animated_bomb(), type="image/gif"),
    "leads into the network": lambda: Answer(status=302, headers={"Location": "http://10.0.0.1/anh.jpg"}),
    "leads in a circle": lambda: Answer(status=302, headers={"Location": "/anh.jpg"}),
}


@pytest.fixture(params=BAD)
def bad(request: pytest.FixtureRequest, site: Site) -> Picture:
    """A picture of an article that its publisher serves so."""
    site.routes["/anh.jpg"] = BAD[request.param]()
    return Picture(site.url("/anh.jpg"), "Ảnh: Lan", None)


def test_a_bad_picture_is_refused_at_saving_and_nothing_typed_is_lost(
    seeded: Seeded, collaborator: Visitor, bad: Picture
) -> None:
    article = seeded.approved(image=bad)
    form = {"caption": TYPED, "picture": "1", "alt": DESCRIBED}
    refused = collaborator.post(f"/soan/{article}", form)
    assert refused.status_code == 422
    assert is_one_clear_sentence(told(refused)), told(refused)
    assert told(refused).startswith("Ảnh 1: ")
    assert caption_of(refused.text) == TYPED
    assert f'value="{DESCRIBED}"' in refused.text
    assert re.search(r'name="picture" value="1" checked aria-invalid="true"', refused.text)
    assert seeded.store.posts.of_article(article) == ()
    # Without the picture the same text is saved at once.
    assert collaborator.post(f"/soan/{article}", form | {"picture": ""}).status_code == 303


def test_a_draft_that_is_given_a_bad_picture_keeps_what_it_had(
    seeded: Seeded, collaborator: Visitor, bad: Picture
) -> None:
    article = seeded.approved(image=bad)
    collaborator.post(f"/soan/{article}", {"caption": "Lời cũ"})
    (before,) = seeded.store.posts.of_article(article)
    form = {"caption": TYPED, "picture": "1", "alt": DESCRIBED, "version": str(before.version)}
    refused = collaborator.post(f"/bai-dang/{before.id}/sua", form)
    assert refused.status_code == 422
    assert is_one_clear_sentence(told(refused))
    assert caption_of(refused.text) == TYPED
    assert seeded.store.posts.get(before.id) == before


def test_of_several_pictures_the_bad_one_is_named(seeded: Seeded, collaborator: Visitor, picture: str) -> None:
    with publisher() as site:
        site.routes["/anh.jpg"] = BAD["animation"]()
        more = (Picture(site.url("/anh.jpg"), None, None),)
        article = seeded.approved(image=Picture(picture, None, None), pictures=more)
        form = {"caption": TYPED, "picture": "2", "alt": "một", "picture-2": "1", "alt-2": "hai"}
        refused = collaborator.post(f"/soan/{article}", form)
    assert told(refused).startswith("Ảnh 2: ")
    assert re.findall(r'<select id="(picture[^"]*)"[^>]*aria-invalid', refused.text) == ["picture-2"]
    assert re.findall(r'<option value="(\d)" selected', refused.text) == ["2", "1"]


def test_a_flood_is_read_no_further_than_the_limit(seeded: Seeded, collaborator: Visitor, site: Site) -> None:
    sent = 0

    def counted(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.send_header("Content-Type", "image/jpeg")
        handler.send_header("Connection", "close")
        handler.end_headers()
        try:
            for _ in range(200):
                handler.wfile.write(bytes(MB))
                sent += 1
        except OSError:
            handler.close_connection = True

    site.routes["/anh.jpg"] = Answer(raw=counted)
    article = seeded.approved(image=Picture(site.url("/anh.jpg"), None, None))
    assert collaborator.post(f"/soan/{article}", {"caption": TYPED, "picture": "1", "alt": "x"}).status_code == 422
    assert sent < 60


def test_a_picture_that_is_in_the_post_already_is_not_asked_for_again(
    seeded: Seeded, collaborator: Visitor, site: Site
) -> None:
    site.routes["/anh.jpg"] = Answer(encoded(Image.new("RGB", (64, 48), "navy"), "PNG"), type="image/png")
    article = seeded.approved(image=Picture(site.url("/anh.jpg"), None, None))
    form = {"caption": TYPED, "picture": "1", "alt": DESCRIBED}
    assert collaborator.post(f"/soan/{article}", form).status_code == 303
    (post,) = seeded.store.posts.of_article(article)
    del site.routes["/anh.jpg"]
    changed = form | {"caption": "Lời mới", "version": str(post.version)}
    assert collaborator.post(f"/bai-dang/{post.id}/sua", changed).status_code == 303
    assert seeded.store.posts.get(post.id).caption == "Lời mới"
    assert site.counts()["/anh.jpg"] == 1


# -- links --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target", ["https://khac.example.vn/tin.html", "http://10.0.0.1/", "/tin-khac.html", "/tin.html"]
)
def test_a_link_that_redirects_away_holds_the_post_for_a_person(
    seeded: Seeded, editor: Visitor, site: Site, target: str
) -> None:
    list_source(seeded, site.base)
    address = site.url("/tin.html")
    site.routes["/tin.html"] = Answer(status=302, headers={"Location": target})
    site.article("/tin-khac.html", "Tin khác của báo")
    post = seeded.approved_post("Khai mạc tuần lễ văn hóa", url=address, canonical_url=address)
    before = seeded.store.posts.get(post)
    wall = f"{seeded.clock() + timedelta(hours=7, minutes=5):%Y-%m-%dT%H:%M}"
    schedule.schedule(seeded.store, seeded.editor, seeded.page, post, before.version, wall, seeded.clock())
    assert Revisits(seeded.store, seeded.settings, seeded.clock).look() == 1
    after = seeded.store.posts.get(post)
    assert (after.state, after.problem) == (PostState.DRAFT, "source-elsewhere")
    assert (after.caption, after.link, after.pictures) == (before.caption, before.link, before.pictures)
    html = editor.get(f"/bai-dang/{post}").text
    (note,) = re.findall(r'<p class="note strong">.*?</svg>(.*?)</p>', html, re.DOTALL)
    assert is_one_clear_sentence(unescape(note).strip())


# -- times --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "chosen",
    [
        "1970-01-01T00:00",
        "9999-12-31T23:59",
        "9999-12-31T23:59@2",
        "0001-01-01T00:00",
        "10000-01-01T00:00",
        "2026-02-30T08:00",
        "2026-11-24T25:00",
        "hôm qua",
        "",
        "9" * 10_000,
    ],
)
def test_a_time_that_cannot_be_is_refused_and_the_post_stays_approved(
    seeded: Seeded, editor: Visitor, chosen: str
) -> None:
    post = seeded.approved_post()
    before = seeded.store.posts.get(post)
    form = {"version": version(editor.get(f"/bai-dang/{post}").text), "wall_time": chosen}
    refused = editor.post(f"/bai-dang/{post}/hen-gio", form)
    assert refused.status_code == 422
    assert is_one_clear_sentence(told(refused)), told(refused)
    assert seeded.store.posts.get(post) == before


@pytest.mark.parametrize("day", ["1970-01-01", "9999-12-31", "0001-01-01"])
def test_the_calendar_of_such_a_day_is_answered(seeded: Seeded, editor: Visitor, day: str) -> None:
    for path in (f"/lich/ngay/{day}", f"/lich?thang={day[:7]}", f"/lich?tuan={day}"):
        answer = editor.get(path)
        assert answer.status_code in (200, 303, 404, 422), path
        assert "Traceback" not in answer.text
