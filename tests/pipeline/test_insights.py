"""Totals once a day: when they are read, and that nothing but numbers of a closed list ever reaches the data file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import amend
from pipeline.delivery import Desk
from pipeline.digest import Week, figures, render_html
from pipeline.graph import GraphPage
from pipeline.graph.client import Client
from pipeline.insights import COUNTED, FROM_HOUR, RETRY, Gathering, due
from pipeline.model import Page, Post
from pipeline.photos import Photo
from pipeline.publish import tick
from pipeline.publishers import NotNow, PageStopped, Publisher, Receipt, Refused, Uncertain
from pipeline.publishers.facebook import Facebook
from pipeline.run import make_desk
from pipeline.store.insights import PAGE_METRICS, POST_METRICS, Read
from tests.fakes.graph import FakeGraph, graph
from tests.pipeline.support import NOON, PAGE, Room

ZONE = PAGE.zone
NUMBER = "100000000000001"
TOKEN = "EAAtokenOfThePage0123456789"
NAMES = ("Nguyễn Văn An", "nguyen_van_an", "comment", "Bài hay quá")

READS = st.none() | st.builds(
    lambda hours, done: Read(NOON - timedelta(hours=hours), done),
    st.floats(0, 100),
    st.none() | st.dates(date(2026, 11, 20), date(2026, 11, 23)),
)


@given(READS, st.integers(0, 47))
def test_totals_are_read_once_a_local_day_and_what_failed_again_after_an_hour(last: Read | None, hours: int) -> None:
    now = NOON + timedelta(hours=hours)
    local = now.astimezone(ZoneInfo(ZONE))
    if not due(last, ZONE, now):
        assert local.hour < FROM_HOUR or last is not None
        if last is not None and last.done != local.date():
            assert local.hour < FROM_HOUR or now - last.tried_at < RETRY
    else:
        assert local.hour >= FROM_HOUR
        assert last is None or last.done != local.date()
        assert not due(Read(now, None), ZONE, now + RETRY / 2)
        assert not due(Read(now, local.date()), ZONE, now + RETRY)


@dataclass
class Counted:
    """A page that counts, and says more than it was asked."""

    repeatable: ClassVar[bool] = False
    page: dict[str, int] = field(default_factory=dict)
    post: dict[str, int] = field(default_factory=dict)
    failure: Exception | None = None
    asked: list[int] = field(default_factory=list)

    def deliver(self, post: Post, page: Page, now: datetime) -> Receipt:
        return Receipt(post.key, f"/{post.id}")

    def find(self, post: Post, page: Page) -> Receipt | None:
        return None

    def withdraw(self, post: Post, page: Page, now: datetime) -> None:
        pass

    def page_totals(self, page: Page) -> Mapping[str, int]:
        return self.page

    def post_totals(self, post: Post, page: Page) -> Mapping[str, int]:
        self.asked.append(post.id)
        if self.failure is not None:
            raise self.failure
        return self.post


def desk_of(room: Room, way: Publisher) -> Desk:
    return replace(make_desk(room.store, room.settings, room.clock), publishers={"outbox": way})


def published(room: Room, way: Publisher) -> int:
    post = room.scheduled_post(due_in=timedelta(0))
    assert tick(desk_of(room, way)).published == [post]
    return post


def everything(room: Room) -> str:
    """All that the data file says, as text."""
    with closing(sqlite3.connect(room.settings.database)) as connection:
        return "\n".join(connection.iterdump())


def test_totals_of_the_page_and_its_posts_are_kept_by_day(room: Room) -> None:
    way = Counted({"views": 90, "follows": 1200}, {"views": 40, "clicks": 7, "like": 5, "anger": 1})
    post = published(room, way)
    gathering = Gathering(desk_of(room, way))
    assert gathering.gather() == 1
    assert gathering.gather() == 0, "once a day"
    totals = room.store.insights.of_post(post)
    assert totals is not None
    assert (totals.day, totals.values, totals.reactions) == (date(2026, 11, 23), way.post, 6)
    assert totals.metrics == ("views", "clicks", "like", "anger")
    room.clock.advance(days=1)
    way.post = {"views": 50}
    assert gathering.gather() == 1
    newest = room.store.insights.of_post(post)
    assert newest is not None
    assert (newest.day, newest.values, newest.reactions) == (date(2026, 11, 24), {"views": 50}, None)
    page = room.store.insights.of_page(PAGE.id)
    assert page is not None
    assert page.values == way.page
    assert room.store.insights.of_post(99) is None


def test_what_is_no_total_of_the_list_is_never_stored(room: Room) -> None:
    more = dict.fromkeys(NAMES, 1)
    broken: dict[str, object] = {"views": "40", "clicks": True, "like": -1, "love": 2**60, "wow": 1.5}
    way = Counted(more, {**more, **broken})  # type: ignore[dict-item]
    post = published(room, way)
    Gathering(desk_of(room, way)).gather()
    assert room.store.insights.of_post(post) is None
    said = everything(room)
    assert not any(name in said for name in NAMES)


@pytest.mark.parametrize("table", ["page_insights", "post_insights"])
def test_the_schema_takes_no_other_word(room: Room, table: str) -> None:
    post = published(room, Counted())
    subject = PAGE.id if table == "page_insights" else post
    with closing(sqlite3.connect(room.settings.database, isolation_level=None)) as connection:
        for metric in NAMES:
            with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
                connection.execute(f"INSERT INTO {table} VALUES (?, '2026-11-23', ?, 1)", (subject, metric))
        for metric in PAGE_METRICS if table == "page_insights" else POST_METRICS:
            connection.execute(f"INSERT INTO {table} VALUES (?, '2026-11-23', ?, 1)", (subject, metric))
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(f"INSERT INTO {table} VALUES (?, '2026-11-24', 'views', 'Nguyễn Văn An')", (subject,))


def test_old_and_withdrawn_posts_are_not_asked_for(room: Room) -> None:
    way = Counted()
    old = published(room, way)
    room.clock.advance(days=COUNTED.days + 1)
    withdrawn, standing = published(room, way), published(room, way)
    amend.withdraw(room.store, room.editor, PAGE, withdrawn, "Nguồn gỡ bài", room.clock())
    amend.carry_out(desk_of(room, way))
    Gathering(desk_of(room, way)).gather()
    assert way.asked == [standing]
    assert old not in way.asked


@pytest.mark.parametrize("failure", [NotNow("graph-limit", 60), PageStopped("graph-token"), Uncertain("time-out")])
def test_a_day_that_was_not_read_whole_is_tried_again_and_stops_no_page(room: Room, failure: Exception) -> None:
    way = Counted({}, {"views": 1}, failure)
    published(room, way)
    gathering = Gathering(desk_of(room, way))
    assert gathering.gather() == 0
    assert room.store.pages.paused(room.clock()) == {}
    way.failure = None
    assert gathering.gather() == 0
    room.clock.advance(minutes=61)
    assert gathering.gather() == 1


def test_a_post_that_is_gone_takes_no_other_with_it(room: Room) -> None:
    way = Counted({}, {}, Refused("graph-gone"))
    first, second = published(room, way), published(room, way)
    assert Gathering(desk_of(room, way)).gather() == 1
    assert set(way.asked) == {first, second}


def test_a_stopped_desk_asks_nothing(room: Room) -> None:
    way = Counted()
    published(room, way)
    gathering = Gathering(desk_of(room, way))
    gathering.stop()
    assert gathering.gather() == 0
    assert way.asked == []


def test_the_outbox_counts_nothing(room: Room) -> None:
    assert Gathering(make_desk(room.store, room.settings, room.clock)).gather() == 0


def test_the_digest_sums_the_posts_of_the_week(room: Room) -> None:
    way = Counted({}, {"views": 1000, "like": 3, "love": 2})
    published(room, way), published(room, way)
    week = Week.of(room.clock().astimezone(ZoneInfo(ZONE)).date())
    assert "Kết quả của các bài đăng" not in render_html(figures(room.store, week, ZONE), "A", NOON)
    Gathering(desk_of(room, way)).gather()
    ((name, posts, totals),) = figures(room.store, week, ZONE).totals
    assert (name, posts, totals.values["views"], totals.reactions) == ("Ánh Dương", 2, 2000, 10)
    html = render_html(figures(room.store, week, ZONE), "A", NOON)
    assert '<td class="number">2.000</td><td class="number">–</td><td class="number">10</td>' in html


# -- Facebook ---------------------------------------------------------------------------------------


@pytest.fixture
def fake() -> Iterator[FakeGraph]:
    with graph(clock=lambda: datetime(2026, 11, 23, 5, tzinfo=UTC).timestamp()) as server:
        server.world.add_page(NUMBER, token=TOKEN)
        yield server


@pytest.fixture
def facebook(fake: FakeGraph) -> Iterator[Facebook]:
    no_photo: Callable[[str], Photo] = {}.__getitem__
    with Client(lambda: fake.world.app_secret, timeout=5) as client:
        pages = {PAGE.id: GraphPage(PAGE.id, NUMBER, base=fake.base)}
        yield Facebook(pages, client, {PAGE.id: TOKEN}.__getitem__, no_photo, lambda _seconds: None)


def test_names_and_comments_in_an_answer_of_facebook_go_nowhere(
    room: Room, fake: FakeGraph, facebook: Facebook
) -> None:
    post = published(room, facebook)
    remote = room.store.posts.get(post).remote_id
    assert remote is not None
    reactions = {"like": 5, "sorry": 1, "nguyen_van_an": 4, "by": ["Nguyễn Văn An"], "comment": "Bài hay quá"}
    fake.world.metrics[remote] = {
        "post_media_view": 40,
        "post_clicks": 7,
        "post_reactions_by_type_total": reactions,
        "comments": [{"from": {"name": "Nguyễn Văn An"}, "message": "Bài hay quá"}],
    }
    fake.world.metrics[NUMBER] = {"page_media_view": 90, "page_follows": 1200, "page_fans": NAMES[0]}
    assert Gathering(desk_of(room, facebook)).gather() == 1
    totals = room.store.insights.of_post(post)
    assert totals is not None
    assert totals.values == {"views": 40, "clicks": 7, "like": 5, "sorry": 1, "other": 4}
    assert not any(name in everything(room) for name in NAMES)
    asked = [seen.path for seen in fake.seen]
    assert not any("comments" in path or "reactions?" in path for path in asked)
