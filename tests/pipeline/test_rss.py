"""The page's own feed: valid, whole, once, and gone again when a post is withdrawn."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from crawlers import feeds
from pipeline.compose import check_content
from pipeline.model import Post, PostPicture
from pipeline.publish import Desk, tick
from pipeline.publishers import GONE, PageStopped, Refused, atom
from pipeline.publishers.items import shown
from pipeline.publishers.rss import Feed, Rss
from pipeline.settings_ways import RssWay
from tests.pipeline.support import NOON, PAGE, Room

URL = "https://anhduong.example.vn/feed/anh-duong.xml"
RSS_PAGE = replace(PAGE, publisher="rss", url="https://anhduong.example.vn/")
ATOM = {"a": atom.ATOM}


@pytest.fixture
def way(room: Room) -> Rss:
    return Rss(room.settings.data_dir / "feeds", {PAGE.id: RssWay(URL)})


def a_post(room: Room, **changes: Any) -> Post:
    post = room.store.posts.get(room.scheduled_post(due_in=timedelta(0)))
    return replace(post, **changes)


def read(body: Feed | bytes | None) -> Any:
    """What feedparser makes of it; not well formed fails the test."""
    assert body is not None
    found = feedparser.parse(body.body if isinstance(body, Feed) else body)
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    return found


def test_a_due_post_is_in_the_feed_with_its_source(room: Room, way: Rss) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0), title="<b>Lễ hội</b> & chợ")
    desk = Desk(room.store, replace(room.settings, pages=(RSS_PAGE,)), {"rss": way}, room.clock, "one")
    assert tick(desk).published == [post_id]
    post = room.store.posts.get(post_id)
    found = read(way.feed(RSS_PAGE))
    assert (found.feed.title, found.feed.author) == ("Ánh Dương", "Văn phòng A")
    assert found.feed.link == RSS_PAGE.url
    assert found.feed.language == "vi"
    (entry,) = found.entries
    assert entry.id == post.remote_id == f"tag:anhduong.example.vn,2026-11-23:post:{post.key}"
    assert unescape(entry.title) == "<b>Lễ hội</b> & chợ"
    assert entry.link == post.link
    assert entry.summary == "Chú thích"
    assert entry.rights == f"Nguồn: Báo mẫu – {post.link}"
    assert entry.source.title == "Báo mẫu"
    assert post.link in entry.content[0].value
    assert entry.published == "2026-11-23T05:00:00.000000Z"
    assert post.remote_url == "/feed/anh-duong.xml"


def test_the_desks_own_reader_takes_it_for_a_clean_feed(room: Room, way: Rss) -> None:
    picture = "https://bao.example.vn/anh/le-hoi.jpg"
    post = a_post(room, image_url=picture, image_alt="Múa khăn “xòe”", image_credit="Ảnh: Lan")
    way.deliver(post, RSS_PAGE, NOON)
    feed = way.feed(RSS_PAGE)
    assert feed is not None
    body = feed.body
    found = feeds.parse(body, url=URL, content_type="application/atom+xml", now=NOON)
    assert found.format == "atom10"
    assert found.warnings == ()
    (entry,) = found.entries
    assert (entry.url, entry.title, entry.published_at) == (post.link, post.article_title, NOON)
    assert entry.image == picture
    (parsed,) = read(body).entries
    (enclosure,) = parsed.enclosures
    assert (enclosure.href, enclosure.type, enclosure.title) == (picture, "image/jpeg", "Múa khăn “xòe”")
    assert 'alt="Múa khăn “xòe”"' in parsed.content[0].value
    assert "Ảnh: Lan" in parsed.rights


def test_each_picture_is_enclosed_with_its_description_and_credited_once(room: Room, way: Rss) -> None:
    addresses = [f"https://bao.example.vn/anh/{number}.jpg" for number in range(3)]
    more = tuple(PostPicture(url, f"Ảnh số {url[-5]}", "Ảnh: Lan") for url in addresses[1:])
    post = a_post(room, image_url=addresses[0], image_alt="Ảnh số 0", image_credit="Ảnh: Lan", more_pictures=more)
    way.deliver(post, RSS_PAGE, NOON)
    (parsed,) = read(way.feed(RSS_PAGE)).entries
    assert [(one.href, one.title) for one in parsed.enclosures] == [
        (url, f"Ảnh số {number}") for number, url in enumerate(addresses)
    ]
    assert parsed.content[0].value.count("<img ") == 3
    assert parsed.rights.count("Ảnh: Lan") == 1


def test_an_item_from_before_a_post_had_several_pictures_is_read(room: Room, way: Rss) -> None:
    post = a_post(room, image_url="https://bao.example.vn/a.jpg", image_alt="Múa", image_credit=None)
    way.deliver(post, RSS_PAGE, NOON)
    (path,) = (way.root / PAGE.id).glob("post-*.json")
    record = json.loads(path.read_text())
    del record["pictures"]
    path.write_text(json.dumps(record))
    (parsed,) = read(way.feed(RSS_PAGE)).entries
    assert [one.title for one in parsed.enclosures] == ["Múa"]


def test_every_part_that_the_standard_asks_for_is_there(room: Room, way: Rss) -> None:
    way.deliver(a_post(room), RSS_PAGE, NOON)
    root = etree.fromstring((way.root / "anh-duong.xml").read_bytes())
    for name in ("id", "title", "updated", "author/a:name", "link[@rel='self']"):
        assert len(root.findall(f"a:{name}", ATOM)) == 1, name
    (entry,) = root.findall("a:entry", ATOM)
    for name in ("id", "title", "updated", "published", "summary", "content", "rights", "source/a:title"):
        assert len(entry.findall(f"a:{name}", ATOM)) == 1, name
    hrefs = [link.get("href") for link in root.iter(f"{{{atom.ATOM}}}link")]
    assert all(re.match(r"https?://", href) for href in hrefs)


def test_a_second_delivery_of_a_key_changes_nothing(room: Room, way: Rss) -> None:
    post = a_post(room)
    first = way.deliver(post, RSS_PAGE, NOON)
    again = way.deliver(replace(post, caption="Khác"), RSS_PAGE, NOON + timedelta(days=1))
    assert again == first == way.find(post, RSS_PAGE)
    (entry,) = read(way.feed(RSS_PAGE)).entries
    assert entry.summary == "Chú thích"


def test_the_feed_holds_the_posts_published_last(room: Room) -> None:
    way = Rss(room.settings.data_dir / "feeds", {PAGE.id: RssWay(URL, entries=2)})
    posts = [a_post(room) for _ in range(3)]
    # The one composed first leaves last.
    for minute, post in enumerate((posts[1], posts[2], posts[0])):
        way.deliver(post, RSS_PAGE, NOON + timedelta(minutes=minute))
    entries = read(way.feed(RSS_PAGE)).entries
    assert [entry.link for entry in entries] == [posts[0].link, posts[2].link]


def test_a_withdrawn_post_is_gone_and_may_be_withdrawn_again(room: Room, way: Rss) -> None:
    post, other = a_post(room), a_post(room)
    way.deliver(post, RSS_PAGE, NOON)
    way.deliver(other, RSS_PAGE, NOON)
    later = NOON + timedelta(hours=1)
    way.withdraw(post, RSS_PAGE, later)
    with pytest.raises(Refused, match=GONE):
        way.withdraw(post, RSS_PAGE, later)
    assert way.find(post, RSS_PAGE) is None
    found = read(way.feed(RSS_PAGE))
    assert [entry.link for entry in found.entries] == [other.link]
    assert found.feed.updated == "2026-11-23T06:00:00.000000Z"


def test_a_corrected_post_is_the_same_entry_with_other_words(room: Room, way: Rss) -> None:
    post = a_post(room)
    first = way.deliver(post, RSS_PAGE, NOON)
    corrected = replace(post, caption="Đã đính chính")
    way.correct(corrected, RSS_PAGE, NOON + timedelta(days=2))
    (entry,) = read(way.feed(RSS_PAGE)).entries
    assert (entry.id, entry.summary) == (first.remote_id, "Đã đính chính")
    assert (entry.published[:10], entry.updated[:10]) == ("2026-11-23", "2026-11-25")
    assert way.find(post, RSS_PAGE) == first
    with pytest.raises(Refused, match=GONE):
        way.correct(a_post(room), RSS_PAGE, NOON)


def test_a_feed_that_fell_behind_its_items_is_made_anew(room: Room, way: Rss, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed, or a full disk, between the item and the feed."""
    way.deliver(a_post(room), RSS_PAGE, NOON)
    post = a_post(room)
    with monkeypatch.context() as patch:
        patch.setattr(Rss, "_renew", lambda *_: None)
        way.deliver(post, RSS_PAGE, NOON)
    assert len(read(way.feed(RSS_PAGE)).entries) == 2
    file = way.root / "anh-duong.xml"
    assert len(read(file.read_bytes()).entries) == 1
    assert way.find(post, RSS_PAGE) is not None
    assert len(read(file.read_bytes()).entries) == 2


def test_a_disk_that_takes_no_item_refuses_and_says_why(room: Room, way: Rss) -> None:
    way.root.write_text("a file stands where the folder should be")
    with pytest.raises(Refused, match="rss: "):
        way.deliver(a_post(room), RSS_PAGE, NOON)


def test_a_page_without_an_address_waits(room: Room, tmp_path: Path) -> None:
    way = Rss(tmp_path / "feeds", {})
    with pytest.raises(PageStopped, match="rss-not-set"):
        way.deliver(a_post(room), RSS_PAGE, NOON)
    assert way.feed(RSS_PAGE) is None
    assert not way.root.exists()


def test_a_feed_before_its_first_post_is_valid_and_empty(way: Rss) -> None:
    assert read(way.feed(RSS_PAGE)).entries == []


captions = st.text(max_size=300) | st.text(alphabet="<>&\"'\n\t ]]>\ufffe\ud7ffaăđ\U0001f600\x85\u2028", max_size=100)


@given(captions, captions, captions)
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gives_a_well_formed_feed_that_says_it_again(caption: str, title: str, credit: str) -> None:
    try:
        caption, image, alt = check_content(caption, "https://bao.example.vn/a.png", credit)
    except Exception:
        image, alt = None, None
    post = _bare(caption=caption, article_title=title, image_url=image, image_alt=alt, image_credit=credit)
    record = shown(post, RSS_PAGE, NOON) | {"id": atom.entry_id("example.vn", post.key, "2026-11-23")}
    body = atom.build(RSS_PAGE, URL, [record], record["published_at"])
    (entry,) = etree.fromstring(body).findall("a:entry", ATOM)
    assert entry.findtext("a:summary", None, ATOM) == legal(caption)
    assert entry.findtext("a:title", None, ATOM) == legal(title)
    html = entry.findtext("a:content", None, ATOM)
    assert html is not None
    shown_text = unescape(re.sub(r"<[^>]*>", "", html.replace("<br>", "\n")))
    assert shown_text.startswith(legal(caption).replace("\n\n", "\n"))
    assert read(body).entries[0].link == post.link
    assert feeds.parse(body, url=URL, now=NOON).entries[0].url == post.link


def legal(text: str) -> str:
    """What XML 1.0 can hold of a text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        c for c in text if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000"
    )


def _bare(**changes: Any) -> Post:
    values: dict[str, Any] = dict.fromkeys(Post.__dataclass_fields__)
    values |= {
        "more_pictures": (), "id": 1, "key": "k" * 32, "article_title": "Tin", "source_name": "Báo mẫu",
        "link": "https://bao.example.vn/tin/1.html?a=1&b=2", "caption": "Chú thích", "demo": False, "approvals": (),
    }  # fmt: skip
    return Post(**(values | changes))
