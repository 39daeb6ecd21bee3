"""What becomes of a post that may be on the page, that the page put off, or that was never sent; over real HTTP."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from pipeline import page_control, schedule
from pipeline.delivery import READ_GAPS, next_read, not_before
from pipeline.errors import StoreBroken, StoreBusy, TooSoonToTell
from pipeline.missed import Choice, propose, reschedule
from pipeline.model import Page, Post, PostState
from pipeline.plans import Plan
from pipeline.publish import Desk, Outcome, tick
from pipeline.publishers import NotNow, Publisher, Receipt
from pipeline.publishers.facebook import Facebook
from pipeline.reconcile import readable
from pipeline.settle import found_there, not_there
from pipeline.store import Store, rows
from pipeline.store.base import Database
from pipeline.store.pages import Pause
from tests.fakes.graph import FakeGraph, Fault, graph
from tests.pipeline.graph_page import NUMBER, facebook
from tests.pipeline.many import many_posts
from tests.pipeline.support import NOON, PAGE, Room

READS = (5, 10, 30, 75, 180, 600)


@dataclass
class Work:
    """A desk and its page on the fake Graph API, on one clock."""

    room: Room
    fake: FakeGraph
    publisher: Facebook

    def tick(self, holder: str = "one", publisher: Publisher | None = None, store: Store | None = None) -> Outcome:
        ways = {"outbox": publisher or self.publisher}
        return tick(Desk(store or self.room.store, self.room.settings, ways, self.room.clock, holder))

    def post(self, post_id: int) -> Post:
        return self.room.store.posts.get(post_id)

    def seen(self) -> list[str | None]:
        return [shown.link for shown in self.fake.world.shown()]

    def calls(self, method: str) -> int:
        """Sendings (`POST`) or readings (`GET`) of the page so far."""
        return len(self.fake.calls(method, "/feed" if method == "POST" else "/published_posts"))

    def read_on(self) -> list[int]:
        """Tick at the time of each further read; how many reads there were by then."""
        counts = []
        for seconds in READS:
            self.room.clock.advance(seconds=seconds)
            self.tick()
            counts.append(self.calls("GET"))
        return counts


@pytest.fixture
def work(room: Room) -> Iterator[Work]:
    with graph(clock=lambda: room.clock().timestamp()) as fake:
        fake.silent_seconds = 3
        fake.world.regain_minutes = 1
        publisher = facebook(
            fake.base, fake.world.add_page(NUMBER), fake.world.app_secret,
            page_ids=(PAGE.id, "huong-sen"), timeout=1.5, monotonic=lambda: room.clock().timestamp(),
        )  # fmt: skip
        yield Work(room, fake, publisher)
        publisher.client.close()


AFTER = (Fault.ERROR_AFTER, Fault.RESET_AFTER, Fault.SILENT_AFTER, Fault.CUT_AFTER, Fault.GARBAGE_AFTER)


@pytest.mark.parametrize("fault", AFTER)
def test_what_was_accepted_without_an_answer_is_found_by_reading_back(work: Work, fault: Fault) -> None:
    post = work.room.scheduled_post(due_in=timedelta(0))
    work.fake.faults.next("feed", fault)
    assert work.tick().unknown == [post]
    assert not work.tick(), "the first read is 5 s later"
    work.room.clock.advance(seconds=5)
    assert work.tick().published == [post]
    assert (work.calls("POST"), len(work.seen())) == (1, 1)
    assert work.post(post).remote_id == work.fake.world.shown()[0].id


def test_a_post_that_is_listed_late_is_found_by_a_later_read(work: Work) -> None:
    post = work.room.scheduled_post(due_in=timedelta(0))
    work.fake.world.late_reads = len(READS) - 1
    work.fake.faults.next("feed", Fault.LATE_ERROR_AFTER)
    work.tick()
    assert work.read_on() == [1, 2, 3, 4, 5, 6]
    assert work.post(post).state is PostState.PUBLISHED
    assert work.calls("POST") == 1


@pytest.mark.parametrize("fault", [Fault.ERROR_BEFORE, Fault.RESET_BEFORE, Fault.SILENT_BEFORE])
def test_what_is_absent_after_the_last_read_waits_for_a_person_and_is_never_sent_again(
    work: Work, fault: Fault
) -> None:
    post = work.room.scheduled_post(due_in=timedelta(0))
    work.fake.faults.next("feed", fault)
    work.tick()
    assert work.read_on() == [1, 2, 3, 4, 5, 6]
    assert (work.post(post).state, work.post(post).problem) == (PostState.UNKNOWN, "absent")
    for _ in range(3):
        work.room.clock.advance(hours=5)
        assert not work.tick("another one")
    assert (work.calls("POST"), work.calls("GET"), work.seen()) == (1, 6, [])


def test_a_page_that_cannot_be_read_brings_the_post_no_nearer_to_a_person(work: Work) -> None:
    post = work.room.scheduled_post(due_in=timedelta(0))
    work.fake.faults.next("feed", Fault.ERROR_AFTER)
    work.tick()
    work.fake.faults.always("list", Fault.ERROR_BEFORE)
    for _ in range(10):
        work.room.clock.advance(minutes=1)
        work.tick()
    assert (work.post(post).state, work.post(post).reads, work.calls("GET")) == (PostState.UNKNOWN, 0, 10)
    work.fake.faults.clear()
    work.room.clock.advance(minutes=1)
    assert work.tick().published == [post]


def test_of_a_page_that_cannot_be_read_one_post_is_tried_at_a_time(work: Work) -> None:
    many_posts(work.room, 5, due_in=timedelta(0))
    work.fake.faults.always("feed", Fault.ERROR_AFTER)
    work.tick()
    work.fake.faults.always("list", Fault.RESET_BEFORE)
    work.room.clock.advance(seconds=5)
    work.tick()
    assert work.calls("GET") == 1


def test_a_page_that_asks_to_wait_gets_the_same_post_later_and_none_meanwhile(work: Work) -> None:
    first, second = (work.room.scheduled_post(due_in=timedelta(minutes=n)) for n in (0, 1))
    work.fake.faults.next("feed", "code-4")
    assert work.tick().waiting == [first]
    put_off = work.post(first)
    assert (put_off.state, put_off.intent_at) == (PostState.PUBLISHING, None)
    assert put_off.retry_at == work.room.clock() + timedelta(seconds=60)
    work.room.clock.advance(seconds=59)
    assert not work.tick()
    assert not work.tick("after a crash")
    work.room.clock.advance(minutes=1)
    assert work.tick("after a crash").published == [first, second]
    assert len(work.seen()) == 2


def test_what_is_put_off_past_the_lateness_limit_is_an_editors_at_once(work: Work) -> None:
    post = work.room.scheduled_post(due_in=timedelta(0))
    work.room.clock.advance(minutes=60)
    work.fake.faults.next("feed", "code-4")
    assert work.tick().failed == [post]
    assert work.post(post).problem == "rate-limit"


def test_what_was_put_off_and_came_too_late_by_downtime_has_failed(work: Work) -> None:
    post = work.room.scheduled_post(due_in=timedelta(0))
    work.fake.faults.next("feed", "code-4")
    work.tick()
    work.room.clock.advance(hours=3)
    assert work.tick().failed == [post]
    assert (work.post(post).problem, work.seen()) == ("rate-limit", [])


@pytest.mark.parametrize(
    ("asked", "waited"), [(-5.0, 1), (30.0, 30), (1e12, 86_400), (float("inf"), 86_400), (float("nan"), 1)]
)
def test_any_wait_asked_for_is_a_time(room: Room, asked: float, waited: int) -> None:
    assert not_before(room.clock(), NotNow("x", asked)) == room.clock() + timedelta(seconds=waited)


def test_a_dead_token_fails_the_post_and_pauses_the_page_until_a_person_acts(work: Work) -> None:
    first, second = (work.room.scheduled_post(due_in=timedelta(minutes=n)) for n in (0, 1))
    work.room.clock.advance(minutes=1)
    work.fake.faults.always("feed", "code-190")
    assert work.tick().failed == [first]
    assert work.room.store.pages.paused(work.room.clock())[PAGE.id].reason == "graph-token"
    work.fake.faults.clear()
    assert not work.tick()
    assert work.post(second).state is PostState.SCHEDULED
    work.room.store.pages.resume(PAGE.id, work.room.clock(), by=work.room.editor)
    assert work.tick().published == [second]


def test_a_paused_page_claims_nothing_and_what_comes_too_late_there_is_missed(work: Work) -> None:
    post = work.room.scheduled_post(due_in=timedelta(0))
    work.room.store.pages.pause(PAGE.id, "holiday", work.room.clock(), by=work.room.editor)
    now = work.room.clock()
    assert work.room.store.publishing.claim(post, "x", now, now) is None
    work.room.clock.advance(minutes=60)
    assert not work.tick()
    work.room.clock.advance(minutes=1)
    assert work.tick().missed == [post]


def test_a_page_paused_by_a_person_is_still_read_back_and_one_that_the_desk_paused_is_not(work: Work) -> None:
    post = work.room.scheduled_post(due_in=timedelta(0))
    work.fake.faults.next("feed", Fault.ERROR_AFTER)
    work.tick()
    work.room.clock.advance(seconds=5)
    work.room.store.pages.pause(PAGE.id, "token-dead", work.room.clock())
    assert not work.tick()
    assert work.calls("GET") == 0
    work.room.store.pages.resume(PAGE.id, work.room.clock())
    # As `anhduong page pause` does, which knows no person.
    page_control.pause(work.room.store, PAGE, "Chờ Ban biên tập", work.room.clock())
    assert work.tick().published == [post]


def test_what_stops_every_call_stops_the_reading_and_a_persons_words_do_not(room: Room) -> None:
    def may_be_read(reason: str, until: datetime | None = None) -> bool:
        return readable(Pause(PAGE.id, reason, room.clock(), until, None))

    assert not any(may_be_read(code) for code in ("token-dead", "graph-token", "graph-permission", "graph-version"))
    assert not may_be_read("graph-limit", room.clock() + timedelta(minutes=1))
    assert may_be_read("Nghỉ lễ")
    assert may_be_read("app-development"), "its posts are there, if only for the app's own people"


def test_a_post_without_an_intent_was_never_sent_and_goes_out_after_the_crash(work: Work) -> None:
    post = work.room.scheduled_post(due_in=timedelta(0))
    now = work.room.clock()
    assert work.room.store.publishing.claim(post, "dead", now + timedelta(minutes=1), now)
    assert work.tick("alive").published == [post]
    assert (work.calls("POST"), work.calls("GET")) == (1, 0)


def test_a_post_with_an_intent_is_read_back_after_the_crash_and_not_sent(work: Work) -> None:
    post = work.room.scheduled_post(due_in=timedelta(0))
    now = work.room.clock()
    claimed = work.room.store.publishing.claim(post, "dead", now + timedelta(minutes=1), now)
    assert claimed is not None
    assert work.room.store.publishing.intend(post, "dead", now)
    assert work.tick("alive").unknown == [post]
    work.read_on()
    assert (work.post(post).problem, work.calls("POST")) == ("absent", 0)


def test_a_posts_own_process_takes_it_up_only_when_its_lease_is_over(work: Work) -> None:
    post = work.room.scheduled_post(due_in=timedelta(0))
    now = work.room.clock()
    work.room.store.publishing.claim(post, "one", now + timedelta(minutes=1), now)
    assert not work.tick()
    work.room.clock.advance(seconds=61)
    assert work.tick().published == [post]


# -- a store that fails after the POST, for real ------------------------------------------------------


class ThenBreak:
    """Publishes, then does something to the data file before the desk records what came of it."""

    repeatable = False

    def __init__(self, publisher: Facebook, breaks: Any) -> None:
        self._publisher = publisher
        self._breaks = breaks

    def deliver(self, post: Post, page: Page, now: Any) -> Receipt:
        receipt = self._publisher.deliver(post, page, now)
        self._breaks()
        return receipt

    def find(self, post: Post, page: Page) -> Receipt | None:
        return self._publisher.find(post, page)


def test_a_database_locked_after_the_post_ends_in_unknown_and_no_second_post(work: Work) -> None:
    post = work.room.scheduled_post(due_in=timedelta(0))
    impatient = Store(Database(work.room.settings.database, busy_seconds=0.05))
    with closing(sqlite3.connect(work.room.settings.database, isolation_level=None)) as other:
        breaking = ThenBreak(work.publisher, lambda: other.execute("BEGIN IMMEDIATE"))
        with pytest.raises(StoreBusy):
            work.tick(publisher=breaking, store=impatient)
        with pytest.raises(StoreBusy):
            work.tick(publisher=breaking, store=impatient)
        other.execute("ROLLBACK")
    impatient.close()
    assert (work.post(post).state, len(work.seen())) == (PostState.PUBLISHING, 1)
    assert work.tick("the next run").unknown == [post]
    work.room.clock.advance(seconds=5)
    assert work.tick("the next run").published == [post]
    assert work.calls("POST") == 1


def fill_up(connection: sqlite3.Connection) -> None:
    for _ in range(10_000):
        rows.record_event(connection, NOON, None, "x", "x", "x")


def test_a_disk_full_after_the_post_ends_in_unknown_and_no_second_post(work: Work) -> None:
    first, second = (work.room.scheduled_post(due_in=timedelta(0)) for _ in range(2))
    database = Database(work.room.settings.database)
    full = Store(database)

    def fill() -> None:
        connection = database.connection()
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        # Whatever room the pages of the log have left is taken first.
        with pytest.raises(sqlite3.OperationalError, match="full"):
            fill_up(connection)

    with pytest.raises(StoreBroken, match="full"):
        work.tick(publisher=ThenBreak(work.publisher, fill), store=full)
    with pytest.raises(StoreBroken, match="full"):
        work.tick(store=full)
    assert (work.post(first).state, work.post(second).state) == (PostState.PUBLISHING, PostState.SCHEDULED)
    assert work.calls("POST") == 1
    full.close()
    outcome = work.tick("the next run")
    assert (outcome.unknown, outcome.published) == ([first], [second])
    work.room.clock.advance(seconds=5)
    assert work.tick("the next run").published == [first]
    assert work.calls("POST") == 2


# -- downtime -------------------------------------------------------------------------------------------


def test_after_three_hours_down_50_due_posts_are_missed_listed_and_rescheduled_at_once(work: Work) -> None:
    room = work.room
    many_posts(room, 50, due_in=timedelta(0), apart=timedelta(minutes=2))
    room.clock.advance(hours=3)
    outcome = work.tick()
    assert (len(outcome.missed), outcome.published) == (50, [])
    assert work.calls("POST") == 0
    listed = room.store.posts.list((PostState.MISSED,), limit=100)
    assert sorted(post.id for post in listed) == sorted(outcome.missed)
    proposals = propose(room.store, room.settings, room.clock())
    times = [one.due_at for one in proposals if one.due_at is not None]
    assert len(set(times)) == 50
    # 15:00 at the page when the desk is back; the first free half hour is the next one.
    assert proposals[0].wall_time == "2026-11-23T15:30"
    assert all("07:00" <= (one.wall_time or "")[-5:] <= "21:00" for one in proposals)
    assert [one.post.id for one in proposals] == sorted(outcome.missed)
    choices = [Choice(one.post.id, one.post.version, one.wall_time or "") for one in proposals]
    assert reschedule(room.store, room.settings, room.editor, choices, room.clock()) == (50, ())
    room.clock.now = max(times)
    assert len(work.tick().missed) == 47
    assert work.seen() == [one.post.link for one in proposals[-3:]], "those of the last hour are not too late"


def test_missed_posts_fall_on_the_pages_slots_and_then_on_half_hours_outside_its_quiet_hours(work: Work) -> None:
    room = work.room
    many_posts(room, 3, due_in=timedelta(0), apart=timedelta(minutes=2))
    room.clock.advance(hours=3)
    work.tick()
    evening = ((time(19, 30),), *((),) * 6)
    plan = Plan(slots=evening, gap_minutes=45, quiet=(time(15), time(18)))
    settings = replace(room.settings, pages=(replace(room.page, plan=plan),))
    proposals = propose(room.store, settings, room.clock())
    # Mondays alone have a slot, nine within the weeks that are searched: each post takes the next one.
    slots = ["2026-11-23T19:30", "2026-11-30T19:30", "2026-12-07T19:30"]
    assert [one.wall_time for one in proposals] == slots
    unslotted = replace(room.settings, pages=(replace(room.page, plan=replace(plan, slots=((),) * 7)),))
    walls = [one.wall_time for one in propose(room.store, unslotted, room.clock())]
    assert walls == ["2026-11-23T18:00", "2026-11-23T19:00", "2026-11-23T20:00"]


# -- a person's word ------------------------------------------------------------------------------------


def test_a_post_that_a_person_did_not_see_is_looked_for_before_it_is_sent_again(work: Work) -> None:
    """A person's "it is not there" may be wrong: the page listed it later still."""
    room = work.room
    post = room.scheduled_post(due_in=timedelta(0))
    work.fake.world.late_reads = len(READS)
    work.fake.faults.next("feed", Fault.LATE_ERROR_AFTER)
    work.tick()
    work.read_on()
    assert work.post(post).problem == "absent"
    not_there(room.store, room.editor, post, work.post(post).version, room.clock())
    schedule.schedule(room.store, room.editor, PAGE, post, work.post(post).version, "2026-11-23T15:00", room.clock())
    room.clock.now = work.post(post).due_at or room.clock.now
    work.fake.faults.next("list", Fault.ERROR_BEFORE)
    assert work.tick().waiting == [post], "what cannot be looked for is not sent"
    room.clock.advance(minutes=2)
    assert work.tick().published == [post]
    assert (work.calls("POST"), len(work.seen())) == (1, 1)


def test_a_post_that_is_truly_not_there_goes_out_when_it_is_scheduled_again(work: Work) -> None:
    room = work.room
    post = room.scheduled_post(due_in=timedelta(0))
    work.fake.faults.next("feed", Fault.ERROR_BEFORE)
    work.tick()
    with pytest.raises(TooSoonToTell):
        not_there(room.store, room.editor, post, work.post(post).version, room.clock())
    work.read_on()
    not_there(room.store, room.editor, post, work.post(post).version, room.clock())
    schedule.schedule(room.store, room.editor, PAGE, post, work.post(post).version, "2026-11-23T15:00", room.clock())
    room.clock.now = work.post(post).due_at or room.clock.now
    assert work.tick().published == [post]
    assert len(work.seen()) == 1


def test_a_person_may_say_at_any_time_that_it_is_there(work: Work) -> None:
    room = work.room
    post = room.scheduled_post(due_in=timedelta(0))
    work.fake.faults.next("feed", Fault.ERROR_AFTER)
    work.tick()
    found_there(room.store, room.editor, post, work.post(post).version, " https://facebook.example/1 ", room.clock())
    room.clock.advance(hours=1)
    assert not work.tick()
    assert (work.post(post).state, work.post(post).remote_url) == (PostState.PUBLISHED, "https://facebook.example/1")


def test_each_read_follows_the_one_before_it_however_late_that_was(room: Room) -> None:
    assert tuple(gap.total_seconds() for gap in READ_GAPS) == READS
    now = room.clock()
    assert [next_read(n, now) for n in range(1, 7)] == [now + gap for gap in READ_GAPS[1:]] + [None]


def test_two_pages_take_turns_and_a_post_of_an_unlisted_page_waits(work: Work) -> None:
    """A page with much to send does not hold another one back."""
    room = work.room
    second = Page(id="huong-sen", name="Hương sen", operator="B")
    room.store.posts.sync_pages((PAGE, second))
    many_posts(room, 45, due_in=timedelta(0))
    own = replace(room, page=second)
    own._articles = 100
    other = own.scheduled_post(due_in=timedelta(minutes=1))
    room.clock.advance(minutes=1)
    assert len(work.tick().published) == 45
    room.settings = replace(room.settings, pages=(PAGE, second))
    many = [work.room.scheduled_post(due_in=timedelta(0)) for _ in range(25)]
    published = work.tick().published
    assert published.index(other) == 20
    assert sorted(published) == sorted([*many, other])
