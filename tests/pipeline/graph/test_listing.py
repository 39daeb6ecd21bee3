"""Telling the post that was sent among those that the page shows."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.graph.listing import Listed, find_post, is_same, parse_listing

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
LINK = "https://bao.example.vn/tin/1.html"
TEXT = f"Khánh thành cầu Đông Trù\n\nNguồn: Báo mẫu – {LINK}"


def listed(message: str = TEXT, *links: str, created: datetime | None = NOON, number: int = 1) -> Listed:
    return Listed(f"1_{number}", message, created, None, links)


@pytest.mark.parametrize(
    "post",
    [
        listed(TEXT, LINK),
        listed(TEXT),
        listed(unicodedata.normalize("NFD", TEXT), LINK),
        listed(TEXT.replace("\n\n", "\n"), LINK),
        listed("\u200b" + TEXT.replace(" cầu", "\u00a0cầu") + " \n", LINK),
        listed(TEXT.replace(LINK, LINK + "?fbclid=IwAR0&utm_source=fb"), LINK + "?fbclid=IwAR0"),
        listed(TEXT, LINK.replace("https://", "http://m.")),
        listed(TEXT, "https://bao.example.vn/tin-tuc/mot-trang-khac"),
        listed(TEXT.replace(LINK, ""), LINK + "#x"),
        listed(TEXT.replace(LINK, "").rstrip()),
    ],
)
def test_what_facebook_does_to_a_post_does_not_hide_it(post: Listed) -> None:
    assert is_same(post, TEXT, LINK)


@pytest.mark.parametrize(
    "post",
    [
        listed(TEXT.replace("Đông Trù", "Nhật Tân"), LINK),
        listed(TEXT + "\n\nMời bà con xem.", LINK),
        listed("", LINK),
        listed(TEXT.replace("/1.html", "/2.html"), LINK.replace("/1.html", "/2.html")),
        listed(TEXT.replace(LINK, ""), LINK + "?id=2"),
    ],
)
def test_another_post_is_not_taken_for_it(post: Listed) -> None:
    assert not is_same(post, TEXT, LINK)


def test_an_older_post_with_the_same_words_is_not_it() -> None:
    before, after, late = (NOON + timedelta(hours=hours) for hours in (-24, 0, 5))
    posts = [
        listed(created=late, number=3),
        listed(created=after, number=2),
        listed(created=before, number=1),
        listed(created=None, number=4),
    ]
    found = find_post(posts, TEXT, LINK, NOON)
    assert found is not None
    assert found.id == "1_2"
    assert find_post(posts[2:3], TEXT, LINK, NOON) is None
    assert find_post(posts[3:], TEXT, LINK, NOON) == posts[3]


@given(st.text(min_size=1), st.text(min_size=1))
def test_only_the_same_words_match(one: str, other: str) -> None:
    def words(text: str) -> str:
        shown = (
            c for c in unicodedata.normalize("NFC", text) if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf")
        )
        return unicodedata.normalize("NFC", " ".join("".join(shown).split()))

    assert is_same(listed(one), one, LINK)
    if "http" not in (one + other).lower():
        assert is_same(listed(one), other, LINK) == (words(one) == words(other))


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["data", "id", "message", "attachments", "url", "paging", "cursors", "next", "created_time"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(json)
def test_any_json_is_read_or_refused(body: Any) -> None:
    listing = parse_listing(body)
    if listing is not None:
        for post in listing[0]:
            is_same(post, TEXT, LINK)


def test_a_listing_is_read() -> None:
    shim = "https://l.facebook.com/l.php?u=https%3A%2F%2Fbao.example.vn%2Ftin%2F1.html&h=AT0"
    body = {
        "data": [
            {"id": "1_1", "message": "Tin", "created_time": "2026-11-23T05:00:00+0000",
             "permalink_url": "https://www.facebook.com/1/posts/1", "attachments": {"data": [{"url": shim}]}},
            {"id": "1_2", "permalink_url": "https://facebook.com.evil.example/1",
             "attachments": {"data": [{"media_type": "photo", "url": "https://www.facebook.com/photo.php?fbid=9"}]}},
        ],
        "paging": {"next": "https://graph.facebook.com/x?access_token=EAA", "cursors": {"after": "abc"}},
    }  # fmt: skip
    assert parse_listing(body) == (
        (
            Listed("1_1", "Tin", NOON, "https://www.facebook.com/1/posts/1", (LINK,)),
            Listed("1_2", "", None, None, ()),
        ),
        "abc",
    )
    del body["paging"]["cursors"]  # type: ignore[attr-defined]
    assert parse_listing(body) is None
