"""Uploading before the intent: what dies or fails there was certainly not sent, however long it took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from pipeline import compose
from pipeline.model import Post, PostState
from pipeline.photos import Photo
from pipeline.publish import LEASE, Desk, Outcome, tick
from pipeline.publishers.facebook import Facebook
from tests.fakes.graph import FakeGraph, Fault, graph
from tests.pipeline.graph_page import NUMBER, facebook, picture
from tests.pipeline.support import NO_WORDS, PAGE, Room


class Killed(BaseException):
    """The process is gone: nothing of the desk catches this."""


@dataclass
class Uploads:
    """A desk with a post that has a picture. `meanwhile` happens whenever a picture is fetched or waited for."""

    room: Room
    fake: FakeGraph
    post_id: int = 0
    beats: list[float] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None
    publisher: Facebook = field(init=False)

    def __post_init__(self) -> None:
        world = self.fake.world
        self.publisher = facebook(
            self.fake.base, world.add_page(NUMBER), world.app_secret, photo=self.photo, sleep=self.sleep,
            monotonic=lambda: self.room.clock().timestamp(),
        )  # fmt: skip
        room = self.room
        article = room.approved_article()
        self.post_id = compose.create(
            room.store, room.collaborator, PAGE, article, "Chú thích", "https://bao.example.vn/a.jpg", "Cầu mới",
            room.clock(),
        )  # fmt: skip
        compose.approve(room.store, room.editor, PAGE, self.post_id, 1, room.clock())
        due = room.clock()
        room.store.posts.schedule(room.editor, self.post_id, 2, f"{due:%Y-%m-%dT%H:%M}", "UTC", due, due)

    def photo(self, _url: str) -> Photo:
        self.meanwhile()
        return picture()

    def sleep(self, _seconds: float) -> None:
        self.meanwhile()

    def tick(self, holder: str = "one") -> Outcome:
        desk = Desk(self.room.store, self.room.settings, {"outbox": self.publisher}, self.room.clock, holder)
        return tick(replace(desk, alive=lambda: self.beats.append(self.room.clock().timestamp())))

    @property
    def post(self) -> Post:
        return self.room.store.posts.get(self.post_id)

    @property
    def sent(self) -> int:
        return len(self.fake.calls("POST", "/feed"))

    @property
    def staged(self) -> int:
        return len(self.fake.calls("POST", "/photos"))


@pytest.fixture
def uploads(room: Room) -> Iterator[Uploads]:
    with graph(clock=lambda: room.clock().timestamp()) as fake:
        work = Uploads(room, fake)
        yield work
        work.publisher.client.close()


def test_the_picture_is_up_before_the_intent_is_committed(uploads: Uploads) -> None:
    seen: list[tuple[PostState, bool]] = []
    uploads.meanwhile = lambda: seen.append((uploads.post.state, uploads.post.intent_at is None))
    assert uploads.tick().published == [uploads.post_id]
    assert seen == [(PostState.PUBLISHING, True)]
    [shown] = uploads.fake.world.shown()
    assert shown.alts == ("Cầu mới",)
    assert (uploads.staged, uploads.sent) == (1, 1)


@pytest.mark.parametrize("uploaded", [False, True])
def test_a_process_that_dies_while_it_uploads_leaves_a_plain_new_attempt(uploads: Uploads, uploaded: bool) -> None:
    def die() -> None:
        raise Killed

    uploads.meanwhile = die
    if uploaded:
        # The upload arrived and its answer did not: the process dies while it waits to ask again.
        uploads.fake.faults.next("photos", Fault.ERROR_AFTER)
        uploads.publisher = replace(uploads.publisher, photo=lambda _url: picture())
    with pytest.raises(Killed):
        uploads.tick()
    assert (uploads.post.state, uploads.post.intent_at) == (PostState.PUBLISHING, None)
    assert len(uploads.fake.world.photos) == uploaded
    uploads.meanwhile = lambda: None
    outcome = uploads.tick("the next one")
    assert (outcome.published, outcome.unknown) == ([uploads.post_id], [])
    assert (len(uploads.fake.world.shown()), uploads.sent) == (1, 1)
    told = uploads.room.store.audit.of("post", uploads.post_id)
    assert "post.unknown" not in {event.kind for event in told}


def test_the_lease_of_a_long_upload_is_renewed_and_the_publisher_is_seen_to_live(uploads: Uploads) -> None:
    left: list[timedelta] = []

    def half_a_minute_later() -> None:
        uploads.room.clock.advance(seconds=30)
        assert uploads.post.lease_until is not None
        left.append(uploads.post.lease_until - uploads.room.clock())

    uploads.meanwhile = half_a_minute_later
    uploads.fake.faults.next("photos", Fault.ERROR_AFTER, Fault.RESET_BEFORE)
    begun = uploads.room.clock()
    assert uploads.tick().published == [uploads.post_id]
    assert uploads.room.clock() - begun > LEASE
    assert min(left) > timedelta(0)
    assert {round(beat - begun.timestamp()) for beat in uploads.beats} >= {0, 30, 60, 90}


def test_a_post_whose_article_is_withdrawn_during_the_upload_is_not_sent(uploads: Uploads) -> None:
    room = uploads.room

    def withdraw() -> None:
        room.store.articles.source_gone("bao", uploads.post.link, "removed", room.clock())
        [article] = room.store.verdicts.unchecked()
        room.store.verdicts.record_verdict(article.id, article.version, (), (), NO_WORDS, (), room.clock())

    uploads.meanwhile = withdraw
    assert not uploads.tick()
    uploads.meanwhile = lambda: None
    room.clock.advance(seconds=61)
    assert uploads.tick().failed == [uploads.post_id]
    assert (uploads.post.problem, uploads.sent) == ("not-cleared", 0)


def test_a_page_that_is_paused_during_the_upload_publishes_when_it_goes_on(uploads: Uploads) -> None:
    room = uploads.room
    uploads.meanwhile = lambda: room.store.pages.pause(PAGE.id, "Nghỉ", room.clock(), by=room.editor)
    assert not uploads.tick()
    uploads.meanwhile = lambda: None
    room.clock.advance(seconds=61)
    assert not uploads.tick()
    room.store.pages.resume(PAGE.id, room.clock(), by=room.editor)
    assert uploads.tick().published == [uploads.post_id]
    assert uploads.sent == 1


def test_what_is_too_late_after_its_upload_is_missed(uploads: Uploads) -> None:
    uploads.meanwhile = lambda: uploads.room.clock.advance(minutes=61)
    assert uploads.tick().missed == [uploads.post_id]
    assert (uploads.post.state, uploads.sent) == (PostState.MISSED, 0)


def test_an_upload_that_comes_to_nothing_puts_the_post_off(uploads: Uploads) -> None:
    uploads.fake.faults.always("photos", Fault.ERROR_BEFORE)
    assert uploads.tick().waiting == [uploads.post_id]
    assert (uploads.post.problem, uploads.post.intent_at, uploads.sent) == ("graph-unreachable", None, 0)
    uploads.fake.faults.clear()
    uploads.room.clock.advance(minutes=2)
    assert uploads.tick().published == [uploads.post_id]


def test_an_upload_that_is_put_off_past_the_lateness_limit_has_failed(uploads: Uploads) -> None:
    uploads.room.clock.advance(minutes=60)
    uploads.fake.faults.always("photos", Fault.ERROR_BEFORE)
    assert uploads.tick().failed == [uploads.post_id]
    assert (uploads.post.problem, uploads.sent) == ("rate-limit", 0)


@pytest.mark.parametrize(("code", "problem", "stops"), [(324, "graph-picture", False), (190, "graph-token", True)])
def test_an_upload_that_is_refused_fails_the_post(uploads: Uploads, code: int, problem: str, stops: bool) -> None:
    uploads.fake.faults.next("photos", f"code-{code}")
    assert uploads.tick().failed == [uploads.post_id]
    assert (uploads.post.state, uploads.post.problem, uploads.sent) == (PostState.FAILED, problem, 0)
    assert bool(uploads.room.store.pages.paused(uploads.room.clock())) is stops
