"""Near copies on the pages: the original and the other places on the card, folded lists, the queue's order."""

from __future__ import annotations

import re

import pytest

from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded

FLAG = ("advertorial", "high", "40 người", "Lời mời mua hàng.")


@pytest.fixture
def copied(seeded: Seeded) -> tuple[int, int, int]:
    """An article with two copies; the second was published first."""
    first = seeded.article("Bài đầu", flags=[FLAG])
    original = seeded.article("Bài gốc", flags=[FLAG], near=[(first, 0.9)], source_id="cong-mau")
    last = seeded.article("Bài cuối", flags=[FLAG], near=[(first, 0.8)], published_at=seeded.clock())
    return first, original, last


def section(html: str) -> str:
    """What the card says of other places."""
    found = re.findall(r'aria-labelledby="elsewhere">(.*?)</section>', html, re.DOTALL)
    return re.sub(r"\s+", " ", found[0]) if found else ""


def test_a_copy_names_the_original_and_the_other_places(
    copied: tuple[int, int, int], seeded: Seeded, collaborator: Visitor
) -> None:
    first, original, last = copied
    told = section(collaborator.get(f"/tin/{first}").text)
    assert f'Bản gốc:</strong> <a href="/tin/{original}">Bài gốc</a>' in told
    assert "Cổng thông tin mẫu" in told
    assert "90 %" in told
    assert told.index("Các nơi khác cũng đăng") < told.index(f'href="/tin/{last}"')
    assert f'href="/tin/{first}"' not in told
    published = seeded.get(last).published_at
    assert published is not None
    assert published.isoformat() in told


def test_the_original_says_that_it_is_it(copied: tuple[int, int, int], collaborator: Visitor) -> None:
    first, original, last = copied
    told = section(collaborator.get(f"/tin/{original}").text)
    assert "Bài này là bản gốc" in told
    assert re.findall(r'href="/tin/(\d+)"', told) == [str(first), str(last)]


def test_a_near_copy_of_another_kind_is_listed_apart(seeded: Seeded, collaborator: Visitor) -> None:
    piece = seeded.article("Tin ngắn")
    digest = seeded.article("Điểm tin", near=[(piece, 1.0, 0.2)])
    html = collaborator.get(f"/tin/{digest}").text
    assert section(html) == ""
    assert re.search(rf'aria-labelledby="near">.*?href="/tin/{piece}"', html, re.DOTALL)


def test_an_article_alone_says_nothing_of_it(seeded: Seeded, collaborator: Visitor) -> None:
    assert "Các nơi khác" not in collaborator.get(f"/tin/{seeded.article()}").text


def test_the_queue_shows_the_original_first(copied: tuple[int, int, int], collaborator: Visitor) -> None:
    html = collaborator.get("/duyet").text
    assert re.findall(r'action="/duyet/(\d+)/duyet"', html) == [str(copied[1])]


def test_a_list_folds_copies_beneath_the_original(
    copied: tuple[int, int, int], seeded: Seeded, collaborator: Visitor
) -> None:
    first, original, last = copied
    other = seeded.approved("Tin khác")
    for article_id in (last, original):
        collaborator.post(f"/duyet/{article_id}/duyet", {"version": "1"})
    html = collaborator.get("/tin-da-duyet").text
    lines = re.findall(r'<span class="line-main"><a href="/tin/(\d+)"', html)
    assert sorted(lines) == sorted([str(original), str(other)])
    (folded,) = re.findall(r"<details class=\"copies\">(.*?)</details>", html, re.DOTALL)
    assert "+2 nơi khác đăng" in folded
    assert re.findall(r'href="/tin/(\d+)"', folded) == [str(first), str(last)]


def test_a_copy_stands_in_a_list_where_its_original_does_not(
    copied: tuple[int, int, int], collaborator: Visitor
) -> None:
    first, original, last = copied
    collaborator.post(f"/duyet/{last}/duyet", {"version": "1"})
    html = collaborator.get("/tin-da-duyet").text
    assert re.findall(r'<span class="line-main"><a href="/tin/(\d+)"', html) == [str(last)]
    (folded,) = re.findall(r"<details class=\"copies\">(.*?)</details>", html, re.DOTALL)
    assert re.findall(r'href="/tin/(\d+)"', folded) == [str(original), str(first)]
    assert "Bản gốc" in folded
