"""A page's feed, for whoever asks: no login, conditional GET, the newest state."""

from __future__ import annotations

import feedparser
import pytest

from pipeline.ways import feeds_of
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded

PATH = "/feed/trang-1.xml"


@pytest.fixture
def published(seeded: Seeded) -> Seeded:
    post = seeded.store.posts.get(seeded.published())
    feeds_of(seeded.settings).deliver(post, seeded.page, seeded.clock())
    return seeded


def test_anybody_reads_the_feed(published: Seeded) -> None:
    response = Visitor(published).get(PATH)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=300"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in response.headers
    found = feedparser.parse(response.content)
    assert not found.bozo
    assert [entry.title for entry in found.entries] == ["Cảnh báo rét đậm ở vùng cao"]


def test_who_has_it_already_gets_no_second_copy(published: Seeded) -> None:
    visitor = Visitor(published)
    first = visitor.get(PATH)
    etag, changed = first.headers["etag"], first.headers["last-modified"]
    for headers in (
        {"if-none-match": etag},
        {"if-none-match": f'"other", {etag}'},
        {"if-none-match": etag.removeprefix("W/")},
        {"if-none-match": "*"},
        {"if-modified-since": changed},
        {"if-none-match": etag, "if-modified-since": "Mon, 01 Jan 2001 00:00:00 GMT"},
    ):
        response = visitor.get(PATH, headers=headers)
        assert (response.status_code, response.content) == (304, b""), headers
        assert response.headers["etag"] == etag
    for headers in (
        {"if-none-match": '"other"', "if-modified-since": changed},
        {"if-modified-since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"if-modified-since": "yesterday"},
        {"if-modified-since": "Mon, 01 Jan 2001 00:00:00 -0000"},
    ):
        assert visitor.get(PATH, headers=headers).status_code == 200, headers
    assert visitor.client.head(PATH).headers["etag"] == etag


def test_a_withdrawn_post_is_gone_at_once(published: Seeded) -> None:
    visitor = Visitor(published)
    etag = visitor.get(PATH).headers["etag"]
    (post,) = published.store.posts.of_article(1)
    feeds_of(published.settings).withdraw(post, published.page, published.clock())
    response = visitor.get(PATH, headers={"if-none-match": etag})
    assert response.status_code == 200
    assert feedparser.parse(response.content).entries == []


def test_a_feed_without_posts_is_there_and_empty(visitor: Visitor) -> None:
    response = visitor.get(PATH)
    assert response.status_code == 200
    assert not feedparser.parse(response.content).bozo
    assert visitor.get(PATH, headers={"if-none-match": response.headers["etag"]}).status_code == 304
    assert visitor.get(PATH, headers={"if-modified-since": "Mon, 01 Jan 2029 00:00:00 GMT"}).status_code == 200


@pytest.mark.parametrize("path", ["/feed/trang-2.xml", "/feed/..xml", "/feed/%2e%2e%2fdesk.xml", "/feed/.xml"])
def test_no_other_file_is_served(published: Seeded, path: str) -> None:
    assert Visitor(published).get(path).status_code == 404
