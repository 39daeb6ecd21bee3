"""A picture that cannot be published is refused when the post is saved, not when its hour has come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from crawlers.items import Picture
from pipeline.photo_store import photos_of
from tests.apart import apart
from tests.crawlers.harness import Answer, Site, publisher
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded
from tests.review_ui.test_pictures import photograph


@pytest.fixture
def site() -> Iterator[Site]:
    with publisher() as made:
        made.routes["/anh.jpg"] = Answer(photograph(), type="image/jpeg")
        made.routes["/anh-2.jpg"] = Answer(photograph(colour="blue"), type="image/jpeg")
        yield made


def article(seeded: Seeded, site: Site) -> int:
    second = (Picture(site.url("/anh-2.jpg"), None, "Ảnh hai"),)
    return seeded.approved(image=Picture(site.url("/anh.jpg"), None, "Ảnh một"), pictures=second)


TYPED = {"caption": "Lời đã gõ", "picture": "1", "alt": "Một", "picture-2": "2", "alt-2": "Hai đã gõ"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer("<html>không có ảnh</html>", type="image/jpeg"), "HTML"),
        (Answer(photograph()[:3000], type="image/jpeg"), "hỏng"),
        (Answer(photograph((16_100, 20)), type="image/jpeg"), "16100"),
        (Answer("", type="image/jpeg"), "trống"),
        (Answer("không có", status=404), "anh-2.jpg"),
        (Answer(status=302, headers={"Location": "http://169.254.169.254/latest/"}), "169.254.169.254"),
    ],
    ids=["html", "cut", "long", "empty", "404", "elsewhere"],
)
def test_a_bad_picture_is_named_and_nothing_typed_is_lost(
    seeded: Seeded, site: Site, collaborator: Visitor, answer: Answer, said: str
) -> None:
    site.routes["/anh-2.jpg"] = answer
    number = article(seeded, site)
    collaborator.get(f"/soan/{number}")
    refused = collaborator.post(f"/soan/{number}", TYPED)
    assert refused.status_code == 422
    (alert,) = re.findall(r'role="alert".*?</div>', refused.text, re.DOTALL)
    assert "Ảnh 2" in alert
    assert said in unescape(alert)
    assert re.search(r'id="picture-2"[^>]*aria-invalid="true"', refused.text)
    assert not re.search(r'id="picture"[^>]*aria-invalid="true"', refused.text)
    assert "Lời đã gõ" in refused.text
    assert 'value="Hai đã gõ"' in refused.text
    assert seeded.store.posts.of_article(number) == ()
    assert collaborator.post(f"/soan/{number}", TYPED | {"picture-2": ""}).status_code == 303


def test_a_change_is_refused_too_and_the_post_stays_as_it_was(
    seeded: Seeded, site: Site, collaborator: Visitor
) -> None:
    number = article(seeded, site)
    collaborator.get(f"/soan/{number}")
    collaborator.post(f"/soan/{number}", TYPED | {"picture-2": ""})
    (post,) = seeded.store.posts.of_article(number)
    site.routes["/anh-2.jpg"] = Answer("x", status=503)
    refused = collaborator.post(f"/bai-dang/{post.id}/sua", TYPED | {"version": str(post.version), "caption": "Mới"})
    assert refused.status_code == 422
    assert seeded.store.posts.get(post.id) == post


def test_nobody_is_asked_for_pictures_of_a_form_that_is_wrong_anyway(
    seeded: Seeded, site: Site, collaborator: Visitor
) -> None:
    number = article(seeded, site)
    collaborator.get(f"/soan/{number}")
    assert collaborator.post(f"/soan/{number}", TYPED | {"alt": ""}).status_code == 422
    assert not site.seen


def test_what_is_uploaded_is_what_was_seen_when_the_post_was_saved(
    seeded: Seeded, site: Site, collaborator: Visitor
) -> None:
    number = article(seeded, site)
    collaborator.get(f"/soan/{number}")
    assert collaborator.post(f"/soan/{number}", TYPED).status_code == 303
    photos = photos_of(seeded.settings)
    before = apart(photos.photo, site.url("/anh.jpg"))
    site.routes["/anh.jpg"] = Answer("gone", status=410)
    assert apart(photos.photo, site.url("/anh.jpg")) == before
    for kept in photos.folder.iterdir():
        kept.write_bytes(kept.read_bytes()[:500])
    site.routes["/anh.jpg"] = Answer(photograph(colour="green"), type="image/jpeg")
    assert apart(photos.photo, site.url("/anh.jpg")) != before, "a damaged file is fetched anew"
