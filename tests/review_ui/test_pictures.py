"""Pictures of articles come through the desk: fetched once, cleaned, kept, and never by a browser itself."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from crawlers.items import Picture
from pipeline.pictures import Pictures
from tests.apart import apart
from tests.crawlers.harness import Answer, Seen, Site, publisher
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded, list_source


def photograph(size: tuple[int, int] = (1600, 900), colour: str = "red") -> bytes:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "Nguyen Van An"
    Image.new("RGB", size, colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def site() -> Iterator[Site]:
    with publisher() as site:
        site.routes["/anh.jpg"] = Answer(photograph(), type="image/jpeg")
        yield site


@pytest.fixture
def desk(seeded: Seeded, site: Site) -> Seeded:
    """A desk whose one source is the publisher on loopback."""
    list_source(seeded, site.url("/"))
    return seeded


def article(desk: Seeded, url: str | None) -> int:
    return desk.article(image=Picture(url, None, "Một tấm ảnh") if url else None)


@pytest.fixture
def reader(desk: Seeded) -> Visitor:
    return Visitor(desk).enter(desk.collaborator)


def test_the_card_shows_the_picture_from_the_desk(desk: Seeded, site: Site, reader: Visitor) -> None:
    number = article(desk, site.url("/anh.jpg"))
    html = reader.get(f"/tin/{number}").text
    (address,) = re.findall(r'<img src="(/tin/[^"]+)"', html)
    assert not re.search(r'<img[^>]+src="https?:', html)
    answer = reader.client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in answer.headers["cache-control"]
    assert b"Nguyen Van An" not in answer.content
    assert Image.open(BytesIO(answer.content)).size == (1200, 675)
    again = reader.client.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert site.counts()["/anh.jpg"] == 1
    (kept,) = (desk.settings.data_dir / "pictures").glob("*.jpg")
    assert kept.read_bytes() == answer.content


def test_a_picture_that_is_kept_outlives_a_restart(desk: Seeded, site: Site, reader: Visitor) -> None:
    number = article(desk, site.url("/anh.jpg"))
    assert reader.client.get(f"/tin/{number}/anh").status_code == 200
    other = Visitor(desk).enter(desk.editor)
    assert other.client.get(f"/tin/{number}/anh").status_code == 200
    assert site.counts()["/anh.jpg"] == 1


def test_only_people_of_the_desk_see_it(desk: Seeded, site: Site) -> None:
    number = article(desk, site.url("/anh.jpg"))
    answer = Visitor(desk).client.get(f"/tin/{number}/anh")
    assert answer.status_code in (303, 401)
    assert not site.seen


@pytest.mark.parametrize(
    "answer",
    [
        Answer("<html>không có ảnh</html>"),
        Answer('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', type="image/svg+xml"),
        Answer(photograph()[:3000], type="image/jpeg"),
        Answer("không có", status=404),
        Answer("đợi đã", status=503),
        Answer(status=302, headers={"Location": "http://169.254.169.254/latest/"}),
    ],
    ids=["html", "svg", "cut", "404", "503", "elsewhere"],
)
def test_what_is_no_picture_is_404_and_not_asked_for_again_for_an_hour(
    desk: Seeded, site: Site, reader: Visitor, answer: Answer
) -> None:
    site.routes["/anh.jpg"] = answer
    number = article(desk, site.url("/anh.jpg"))
    shown = [reader.client.get(f"/tin/{number}/anh") for _ in range(3)]
    assert {one.status_code for one in shown} == {404}
    assert shown[0].headers["cache-control"] == "no-store"
    assert site.counts()["/anh.jpg"] == 1
    site.routes["/anh.jpg"] = Answer(photograph(), type="image/jpeg")
    desk.clock.forward(minutes=59)
    assert reader.client.get(f"/tin/{number}/anh").status_code == 404
    desk.clock.forward(minutes=2)
    reader.enter(desk.collaborator)
    assert reader.client.get(f"/tin/{number}/anh").status_code == 200


def test_robots_txt_holds_for_pictures_too(desk: Seeded, site: Site, reader: Visitor) -> None:
    site.routes["/robots.txt"] = Answer("User-agent: *\nDisallow: /anh.jpg\n", type="text/plain")
    number = article(desk, site.url("/anh.jpg"))
    assert reader.client.get(f"/tin/{number}/anh").status_code == 404
    assert site.paths() == ["/robots.txt"]


@pytest.mark.parametrize("url", ["https://anh.example-khac.vn/a.jpg", "http://10.0.0.1/a.jpg", "javascript:alert(1)"])
def test_only_hosts_of_the_source_are_asked(desk: Seeded, site: Site, reader: Visitor, url: str) -> None:
    assert reader.client.get(f"/tin/{article(desk, url)}/anh").status_code == 404
    assert not site.seen


def test_a_source_that_is_no_longer_listed_is_not_asked(desk: Seeded, site: Site, reader: Visitor) -> None:
    number = article(desk, site.url("/anh.jpg"))
    (desk.settings.data_dir / "sources.toml").unlink()
    assert reader.client.get(f"/tin/{number}/anh").status_code == 404
    assert not site.seen


def test_an_address_that_the_article_does_not_have_is_404(desk: Seeded, site: Site, reader: Visitor) -> None:
    number = article(desk, site.url("/anh.jpg"))
    assert reader.client.get(f"/tin/{number}/anh?v=0123456789abcdef").status_code == 404
    assert reader.client.get(f"/tin/{article(desk, None)}/anh").status_code == 404
    assert reader.client.get("/tin/99999/anh").status_code == 404
    assert not site.seen


def test_a_broken_index_or_a_lost_file_is_fetched_anew(desk: Seeded, site: Site, reader: Visitor) -> None:
    number = article(desk, site.url("/anh.jpg"))
    assert reader.client.get(f"/tin/{number}/anh").status_code == 200
    folder = desk.settings.data_dir / "pictures"
    (entry,) = (folder / "index").iterdir()
    for damage in ("", "[1]", '{"file": "../desk.toml", "tried_at": "2026-11-23T00:00:00+00:00"}'):
        entry.write_text(damage)
        assert reader.client.get(f"/tin/{number}/anh").headers["content-type"] == "image/jpeg"
    for kept in folder.glob("*.jpg"):
        kept.unlink()
    assert reader.client.get(f"/tin/{number}/anh").status_code == 200
    assert site.counts()["/anh.jpg"] == 5


def test_one_address_is_fetched_by_one_request_at_a_time(desk: Seeded, site: Site) -> None:
    def slow(_seen: Seen) -> Answer:
        time.sleep(0.3)
        return Answer(photograph(), type="image/jpeg")

    site.routes["/anh.jpg"] = slow
    shelf = Pictures(desk.settings, desk.store, desk.clock)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: shelf.show(site.url("/anh.jpg"), "bao-mau"), range(6)))
    assert len({kept.tag for kept in found if kept is not None}) == 1
    assert None not in found
    assert site.counts()["/anh.jpg"] == 1


def test_other_pages_are_served_while_pictures_are_awaited(desk: Seeded, site: Site, reader: Visitor) -> None:
    arrived, released = threading.Event(), threading.Event()

    def waits(_seen: Seen) -> Answer:
        arrived.set()
        released.wait(20)
        return Answer(photograph(), type="image/jpeg")

    site.routes["/anh.jpg"] = waits
    number = article(desk, site.url("/anh.jpg"))
    got: list[Any] = []
    with reader.client:
        asking = threading.Thread(target=lambda: got.append(reader.client.get(f"/tin/{number}/anh")))
        asking.start()
        assert arrived.wait(10)
        assert reader.get(f"/tin/{number}").status_code == 200
        assert not got
        released.set()
        asking.join(20)
    assert got[0].status_code == 200


def test_the_preview_of_a_post_shows_its_picture_from_the_desk(desk: Seeded, site: Site, tmp_path: Path) -> None:
    number = desk.approved(image=Picture(site.url("/anh.jpg"), None, "Một tấm ảnh"))
    editor = Visitor(desk).enter(desk.editor)
    (address,) = set(re.findall(r'<img src="(/tin/[^"]+)"', editor.get(f"/soan/{number}").text))
    assert editor.client.get(address).status_code == 200


def test_old_pictures_are_removed_and_fetched_again_when_wanted(desk: Seeded, site: Site) -> None:
    site.routes["/moi.jpg"] = Answer(photograph(colour="blue"), type="image/jpeg")
    old, fresh = site.url("/anh.jpg"), site.url("/moi.jpg")
    folder = desk.settings.data_dir / "pictures"
    first = Pictures(desk.settings, desk.store, desk.clock)
    apart(first.show, old, "bao-mau")
    desk.clock.forward(days=89)
    apart(first.show, fresh, "bao-mau")
    assert len(list(folder.glob("*.jpg"))) == 2
    desk.clock.forward(days=2)
    site.routes["/them.jpg"] = Answer(photograph(colour="green"), type="image/jpeg")
    apart(first.show, site.url("/them.jpg"), "bao-mau")
    assert len(list(folder.glob("*.jpg"))) == len(list((folder / "index").iterdir())) == 2
    site.forget()
    assert apart(first.show, old, "bao-mau") is not None
    assert apart(first.show, fresh, "bao-mau") is not None
    assert site.counts()["/anh.jpg"] == 1
    assert not site.counts()["/moi.jpg"]
