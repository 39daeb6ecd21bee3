"""Publishing once: what a tick does, and what becomes of a delivery that was cut off."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import run
from pipeline.errors import PublisherRunning, StoreBusy
from pipeline.lock import publisher_lock
from pipeline.model import Page, Post, PostState
from pipeline.publish import Desk, preview, tick
from pipeline.publishers import Publisher, Receipt, Refused, Uncertain
from pipeline.publishers.outbox import Outbox
from tests.pipeline.support import NOON, Room, make_room


@dataclass
class FakePage:
    """A page elsewhere that may fail after it has published; its ledger is what a reader would see."""

    repeatable: ClassVar[bool] = False
    ledger: list[int] = field(default_factory=list)
    before: Exception | None = None
    after: Exception | None = None

    def deliver(self, post: Post, page: Page, now: datetime) -> Receipt:
        if self.before is not None:
            raise self.before
        self.ledger.append(post.id)
        if self.after is not None:
            raise self.after
        return Receipt(post.key, f"/{post.id}")

    def find(self, post: Post, page: Page) -> Receipt | None:
        return Receipt(post.key, f"/{post.id}") if post.id in self.ledger else None


class KeyedPage(FakePage):
    """The same, but a second delivery of a post changes nothing."""

    repeatable: ClassVar[bool] = True

    def deliver(self, post: Post, page: Page, now: datetime) -> Receipt:
        return self.find(post, page) or super().deliver(post, page, now)


def desk(room: Room, publisher: Publisher, holder: str = "one") -> Desk:
    return Desk(room.store, room.settings, {"outbox": publisher}, room.clock, holder)


def test_a_due_post_goes_out_once(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(minutes=5))
    page = FakePage()
    assert not tick(desk(room, page))
    room.clock.advance(minutes=5)
    assert tick(desk(room, page)).published == [post_id]
    assert not tick(desk(room, page))
    assert page.ledger == [post_id]


class HangingPage(FakePage):
    """A page whose way out answers only when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.answer = threading.Event(), threading.Event()

    def deliver(self, post: Post, page: Page, now: datetime) -> Receipt:
        self.asked.set()
        assert self.answer.wait(60)
        return super().deliver(post, page, now)


def test_a_page_whose_way_out_hangs_holds_no_other_back(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "FIRST_ROUND_SECONDS", 0.01)
    monkeypatch.setattr(run, "PUBLISH_SECONDS", 0.05)
    second = replace(room.page, id="huong-sen", publisher="rss")
    room.settings = replace(room.settings, pages=(room.page, second))
    room.store.posts.sync_pages(room.settings.pages)
    hanging, other = HangingPage(), FakePage()
    ways = Desk(room.store, room.settings, {"outbox": hanging, "rss": other}, room.clock, "one")
    first = room.scheduled_post(due_in=timedelta(0))
    told: list[int] = []
    with run.ticking(ways, lambda outcome: told.extend(outcome.published)):
        assert hanging.asked.wait(60)
        later = replace(room, page=second)
        later._articles = 100
        due = [later.scheduled_post(due_in=timedelta(0)) for _ in range(2)]
        deadline = time.monotonic() + 60
        while set(told) != set(due) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert (other.ledger, hanging.ledger) == (due, [])
        hanging.answer.set()
    assert (other.ledger, hanging.ledger) == (due, [first])
    assert room.store.posts.get(first).state is PostState.PUBLISHED


def test_a_post_past_the_lateness_limit_is_missed_not_sent(room: Room) -> None:
    late = room.scheduled_post(due_in=timedelta(minutes=5))
    in_time = room.scheduled_post(due_in=timedelta(minutes=120))
    room.clock.advance(hours=3)
    page = FakePage()
    outcome = tick(desk(room, page))
    assert (outcome.missed, outcome.published) == ([late], [in_time])
    assert page.ledger == [in_time]


def test_a_refusal_is_final_until_a_person_acts(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    page = FakePage(before=Refused("disk full"))
    assert tick(desk(room, page)).failed == [post_id]
    assert room.store.posts.get(post_id).problem == "disk full"
    page.before = None
    room.clock.advance(minutes=5)
    assert not tick(desk(room, page))


def test_an_unknown_outcome_is_read_back_and_never_sent_again(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    page = FakePage(after=Uncertain("500"))
    assert tick(desk(room, page)).unknown == [post_id]
    assert room.store.posts.get(post_id).state is PostState.UNKNOWN
    assert not tick(desk(room, page)), "reads are spaced"
    room.clock.advance(minutes=2)
    assert tick(desk(room, page)).published == [post_id]
    assert page.ledger == [post_id]


def test_an_unknown_post_that_is_absent_waits_for_a_person(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    page = FakePage(before=Uncertain("time-out"))
    tick(desk(room, page))
    page.before = None
    for _ in range(3):
        room.clock.advance(minutes=2)
        tick(desk(room, page))
    assert room.store.posts.get(post_id).state is PostState.UNKNOWN
    assert page.ledger == []


def test_a_keyed_page_gets_an_interrupted_post_once(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    room.store.publishing.claim(post_id, "dead", room.clock() + timedelta(minutes=1), room.clock())
    page = KeyedPage()
    assert tick(desk(room, page, "alive")).published == [post_id]
    assert page.ledger == [post_id]


def test_an_interrupted_post_is_not_completed_when_too_late_or_changed_at_the_source(room: Room) -> None:
    late = room.scheduled_post(due_in=timedelta(0))
    changed = room.scheduled_post(due_in=timedelta(hours=3))
    room.store.publishing.claim(late, "dead", room.clock() + timedelta(minutes=1), room.clock())
    room.clock.advance(hours=3)
    room.store.publishing.claim(changed, "dead", room.clock() + timedelta(minutes=1), room.clock())
    room.store.articles.source_gone("bao", room.store.posts.get(changed).link, "removed", room.clock())
    page = KeyedPage()
    outcome = tick(desk(room, page, "alive"))
    assert (outcome.missed, outcome.failed) == ([late], [changed])
    assert page.ledger == []


def test_a_store_that_fails_after_the_delivery_never_leads_to_a_second_one(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    page = FakePage()

    def busy(*_: object) -> None:
        raise StoreBusy

    with monkeypatch.context() as patch:
        patch.setattr(room.store.publishing, "record_published", busy)
        with pytest.raises(StoreBusy):
            tick(desk(room, page))
    room.clock.advance(minutes=2)
    # The first turn finds it in doubt, the read that follows finds it on the page.
    assert tick(desk(room, page)).unknown == [post_id]
    room.clock.advance(seconds=5)
    assert tick(desk(room, page)).published == [post_id]
    assert page.ledger == [post_id]


def test_a_post_whose_page_left_the_settings_stays(room: Room) -> None:
    room.scheduled_post(due_in=timedelta(0))
    elsewhere = replace(room.settings, pages=(Page(id="khac", name="Khác", operator="B"),))
    page = FakePage()
    shown = Desk(room.store, elsewhere, {"outbox": page}, room.clock, "one")
    assert not tick(shown)
    assert [plan for _, plan in preview(shown)] == ["no-page"]


def test_a_dry_run_tells_and_does_nothing(room: Room) -> None:
    soon = room.scheduled_post(due_in=timedelta(minutes=1))
    late = room.scheduled_post(due_in=timedelta(0))
    room.clock.advance(minutes=61)
    page = FakePage()
    assert [(post.id, plan) for post, plan in preview(desk(room, page))] == [(late, "miss"), (soon, "publish")]
    assert page.ledger == []


def test_only_one_publisher_holds_the_lock_and_the_second_is_told_who(tmp_path: Path) -> None:
    path = tmp_path / "publisher.lock"
    with publisher_lock(path, "host:1", lambda: NOON):
        with pytest.raises(PublisherRunning) as caught, publisher_lock(path, "host:2"):
            pass
        shown = f"{NOON.astimezone():%H:%M:%S %d/%m/%Y}"
        assert caught.value.fields == {"holder": "host:1", "started": shown, "heartbeat": shown}
    with publisher_lock(path, "host:2"):
        pass


def outbox_records(room: Room) -> list[dict[str, object]]:
    return [json.loads(path.read_text()) for path in sorted(room.settings.outbox.glob("*/post-*.json"))]


def test_the_outbox_shows_the_post_as_a_reader_sees_it(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0), title="<b>Tiêu đề</b> & dấu")
    tick(desk(room, Outbox(room.settings.outbox)))
    post = room.store.posts.get(post_id)
    assert post.remote_url is not None
    html = (room.settings.outbox / post.remote_url).read_text()
    assert "&lt;b&gt;Tiêu đề&lt;/b&gt; &amp; dấu" in html
    assert f'Báo mẫu – <a href="{post.link}"' in html
    assert "Văn phòng A" in html
    assert "<style" not in html
    assert "<script" not in html
    (record,) = outbox_records(room)
    assert record["source_line"] == f"Nguồn: Báo mẫu – {post.link}"
    assert record["approved_by"] == ["Minh"]
    index = (room.settings.outbox / "anh-duong" / "index.html").read_text()
    assert Path(post.remote_url).name in index
    assert not list(room.settings.outbox.rglob(".writing-*"))


def test_the_outbox_keeps_the_first_delivery_of_a_key(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    outbox = Outbox(room.settings.outbox)
    post = room.store.posts.get(post_id)
    first = outbox.deliver(post, room.page, room.clock())
    before = outbox_records(room)
    room.clock.advance(hours=1)
    assert outbox.deliver(post, room.page, room.clock()) == first == outbox.find(post, room.page)
    assert outbox_records(room) == before


def test_an_outbox_that_cannot_be_written_refuses_and_says_why(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    room.settings.outbox.write_text("a file stands where the folder should be")
    assert tick(desk(room, Outbox(room.settings.outbox))).failed == [post_id]
    assert (room.store.posts.get(post_id).problem or "").startswith("outbox: ")


Fault = Callable[[FakePage], None]
FAULTS: dict[str, Fault] = {
    "none": lambda page: None,
    "refused": lambda page: setattr(page, "before", Refused("no")),
    "lost before": lambda page: setattr(page, "before", Uncertain("reset")),
    "lost after": lambda page: setattr(page, "after", Uncertain("reset")),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(FAULTS)), st.integers(0, 90)), min_size=1, max_size=8))
def test_whatever_fails_nothing_is_published_twice_or_lost(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    room = make_room(tmp_path_factory.mktemp("room"))
    posts = [room.scheduled_post(due_in=timedelta(minutes=20 * n)) for n in range(3)]
    page = FakePage()
    for fault, minutes in steps:
        page.before = page.after = None
        FAULTS[fault](page)
        tick(desk(room, page))
        room.clock.advance(minutes=minutes)
    assert len(page.ledger) == len(set(page.ledger))
    for post_id in posts:
        state = room.store.posts.get(post_id).state
        assert state in set(PostState) - {PostState.PUBLISHING, PostState.CANCELLED}
        assert (state is not PostState.PUBLISHED) or post_id in page.ledger
        assert post_id not in page.ledger or state in (PostState.PUBLISHED, PostState.UNKNOWN)
    room.store.close()
