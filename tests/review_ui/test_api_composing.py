"""Composing by the API goes the composer's way: template, hashtags, cuttings, limits, pictures, wish, versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from crawlers.items import Picture
from pipeline.captions import CaptionTemplate
from pipeline.photo_store import photos_of
from tests.crawlers.harness import Answer, Site, publisher
from tests.review_ui.scripts import Script
from tests.review_ui.seed import Seeded
from tests.review_ui.test_pictures import photograph

CUT = {"left": 100, "top": 0, "width": 500, "height": 1000}


@pytest.fixture
def site() -> Iterator[Site]:
    with publisher() as made:
        made.routes["/anh.jpg"] = Answer(photograph(), type="image/jpeg")
        made.routes["/anh-2.jpg"] = Answer("<html>không có ảnh</html>", type="image/jpeg")
        yield made


@pytest.fixture
def desk(seeded: Seeded) -> Seeded:
    page = replace(seeded.page, hashtags=("#LàoCai",), utm=(("source", "trang"),), most_characters=400)
    seeded.settings = replace(seeded.settings, pages=(page,), templates=(CaptionTemplate("Chung", "Tin: {title}"),))
    return seeded


@pytest.fixture
def script(desk: Seeded) -> Script:
    return Script(desk, desk.editor)


def new(desk: Seeded, site: Site) -> dict[str, Any]:
    """What asks for a post of an article with a good and a bad picture."""
    second = (Picture(site.url("/anh-2.jpg"), None, "Hai"),)
    number = desk.approved("Khánh thành cầu", image=Picture(site.url("/anh.jpg"), None, "Một"), pictures=second)
    return {"article_id": number, "page_id": "trang-1"}


def test_what_is_not_sent_the_template_and_the_page_give(desk: Seeded, site: Site, script: Script) -> None:
    made = script.post("/posts", new(desk, site)).json()
    assert (made["caption"], made["hashtags"], made["pictures"]) == ("Tin: Khánh thành cầu", ["#LàoCai"], [])
    assert made["text"].startswith("Tin: Khánh thành cầu\n\n#LàoCai\n\nNguồn: ")
    assert made["text"].endswith("utm_source=trang")
    assert "utm_" not in made["link"]
    assert made["wall_time"] is None


def test_hashtags_cuttings_and_the_wish_stay_until_others_are_sent(desk: Seeded, site: Site, script: Script) -> None:
    picture = {"url": site.url("/anh.jpg"), "alt": "Cầu"}
    asked = new(desk, site) | {
        "caption": "Một",
        "hashtags": ["#a", "b"],
        "pictures": [picture | {"crop": CUT}],
        "wall_time": "2026-11-25T08:00",
    }
    made = script.post("/posts", asked).json()
    assert (made["hashtags"], made["pictures"][0]["crop"], made["state"]) == (["#a", "#b"], CUT, "draft")
    assert (made["wall_time"], made["zone"]) == ("2026-11-25T08:00", desk.page.zone)
    path = f"/posts/{made['id']}"
    kept = script.post(f"{path}/edit", {"version": 1, "caption": "Hai", "pictures": [picture]}).json()
    assert [kept[name] for name in ("hashtags", "pictures", "wall_time")] == [
        made[name] for name in ("hashtags", "pictures", "wall_time")
    ]
    bare = {"caption": "Hai", "hashtags": [], "pictures": [picture | {"crop": None}], "wall_time": None}
    other = script.post(f"{path}/edit", bare | {"version": 2}).json()
    assert (other["hashtags"], other["pictures"][0]["crop"], other["wall_time"]) == ([], None, None)
    versions = script.get(f"{path}/versions").json()["items"]
    assert [(one["number"], one["caption"], one["hashtags"]) for one in versions] == [
        (3, "Hai", []),
        (2, "Hai", ["#a", "#b"]),
        (1, "Một", ["#a", "#b"]),
    ]
    back = script.post(f"{path}/versions/1/restore", {"version": 3}).json()
    assert (back["caption"], back["pictures"]) == ("Một", made["pictures"])
    assert script.get(f"{path}/versions").json()["items"][0]["restored"] == 1
    assert script.post(f"{path}/versions/1/restore", {"version": 3}).status_code == 409
    assert script.post(f"{path}/versions/9/restore", {"version": 4}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "code", "pointer"),
    [
        ({"caption": "a" * 400}, "text-too-long", "#/caption"),
        ({"hashtags": ["#1"]}, "hashtag-invalid", "#/hashtags"),
        ({"hashtags": [f"#a{n}" for n in range(16)]}, "too-many-hashtags", "#/hashtags"),
        ({"wall_time": "2020-01-01T08:00"}, "time-past", "#/wall_time"),
        ({"pictures": [("/anh.jpg", CUT | {"left": 600})]}, "crop-invalid", "#/pictures/0/crop"),
        ({"pictures": [("/anh.jpg", None), ("/anh-2.jpg", None)]}, "picture-refused", "#/pictures/1/url"),
    ],
)
def test_what_the_composer_refuses_is_refused_at_its_field(
    desk: Seeded, site: Site, script: Script, wrong: dict[str, Any], code: str, pointer: str
) -> None:
    if "pictures" in wrong:
        wrong = {"pictures": [{"url": site.url(path), "alt": "Ảnh", "crop": crop} for path, crop in wrong["pictures"]]}
    asked = new(desk, site) | {"caption": "Lời"}
    told = script.post("/posts", asked | wrong)
    assert (told.status_code, told.json()["code"]) == (422, code), told.text
    assert told.json()["errors"][0]["pointer"] == pointer
    assert desk.store.posts.of_article(asked["article_id"]) == ()


def test_the_picture_of_a_post_is_kept_as_it_was_seen(desk: Seeded, site: Site, script: Script) -> None:
    url = site.url("/anh.jpg")
    asked = new(desk, site) | {"pictures": [{"url": url, "alt": "Cầu"}]}
    assert script.post("/posts", asked).status_code == 201
    site.routes["/anh.jpg"] = Answer("gone", status=404)
    assert photos_of(desk.settings).photo(url).media_type == "image/jpeg"
