"""One more look at the source before a post leaves: what it decides, and what it does on a real publisher."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import errors, reading_errors
from pipeline import compose, review, schedule
from pipeline.errors import Conflict, NotAllowed
from pipeline.model import ArticleState, PostState
from pipeline.publish import Outcome, tick
from pipeline.revisit import (
    AGAIN,
    AHEAD,
    FRESH,
    RETRY,
    VOUCHED,
    Revisits,
    Word,
    held_because,
    look_due,
    order,
    vouch,
    word,
)
from pipeline.run import make_desk
from pipeline.store.revisits import Coming, Look, Verdict
from tests.crawlers.harness import Answer, Seen, Site, page, publisher
from tests.pipeline.support import NO_WORDS, NOON, PAGE, Room, make_room

# -- decisions ----------------------------------------------------------------------------------------

LOOKS = st.none() | st.builds(
    lambda verdict, minutes: Look(NOON - timedelta(minutes=minutes), verdict),
    st.sampled_from(list(Verdict)),
    st.floats(0, 300),
)


@given(LOOKS, st.integers(-60, 60))
def test_a_post_leaves_only_on_a_fresh_look_and_every_other_leads_to_one(last: Look | None, minutes: int) -> None:
    due = NOON + timedelta(minutes=minutes)
    said = word(last, NOON)
    if said is Word.GO:
        assert last is not None
        assert NOON - last.at <= {Verdict.SAME: FRESH, Verdict.VOUCHED: VOUCHED}[last.verdict]
    elif due <= NOON and last is not None:
        # Never a dead end: within a minute somebody looks again.
        assert look_due(last, due, NOON + RETRY)
    if due > NOON + AHEAD:
        assert not look_due(last, due, NOON)


def test_a_punctual_post_does_not_wait_for_a_look() -> None:
    """Looks from ten minutes ahead on, each as soon as it is due: at its time the post's look is fresh."""
    due = NOON + timedelta(minutes=30)
    last, now, looks = None, NOON, 0
    while now <= due + timedelta(seconds=5):
        if look_due(last, due, now):
            last, looks = Look(now, Verdict.SAME), looks + 1
        if now >= due:
            assert word(last, now) is Word.GO
        now += timedelta(seconds=5)
    assert looks <= 3
    assert AGAIN < FRESH


def test_who_was_not_seen_for_longest_comes_first() -> None:
    def coming(post_id: int, last: Look | None) -> Coming:
        return Coming(post_id, NOON, "bao", f"https://bao.example.vn/{post_id}", last)

    old = Look(NOON - timedelta(minutes=9), Verdict.SAME)
    older = Look(NOON - timedelta(minutes=12), Verdict.UNREACHABLE)
    fresh = Look(NOON, Verdict.SAME)
    ordered = order([coming(1, old), coming(2, fresh), coming(3, None), coming(4, older)], NOON)
    assert [post.post_id for post in ordered] == [3, 4, 1]


@pytest.mark.parametrize(
    ("error", "because"),
    [
        (errors.RedirectRefused(url="u", target="t"), "source-elsewhere"),
        (errors.LeadsElsewhere(url="u", target="t"), "source-elsewhere"),
        (errors.AccessRefused(url="u", status=451), "source-withheld"),
        (errors.AccessRefused(url="u", status=403), None),
        (reading_errors.NoArticle(), "source-unreadable"),
        (reading_errors.BadSelector(selector="x", field="y"), None),
        (errors.ServerFailed(url="u", status=500), None),
        (errors.FetchTimeout(url="u", seconds=20), None),
        (errors.RobotsDisallowed(url="u"), None),
        (errors.ChallengePage(url="u", kind="D1N"), None),
        (errors.ReaderFailed(url="u", problem="p"), None),
    ],
)
def test_an_answer_about_the_article_holds_and_no_answer_waits(error: errors.CrawlError, because: str | None) -> None:
    assert held_because(error) == because


# -- on a publisher -----------------------------------------------------------------------------------


@dataclass
class Place:
    """A desk with one scheduled post of an article that a publisher on loopback has."""

    room: Room
    site: Site
    revisits: Revisits
    post: int

    def tick(self) -> Outcome:
        return tick(make_desk(self.room.store, self.room.settings, self.room.clock, self.revisits))

    def state(self) -> tuple[PostState, str | None]:
        post = self.room.store.posts.get(self.post)
        return post.state, post.problem

    def come(self) -> None:
        """Its time has come, the look is taken, and publishing ticks."""
        self.room.clock.now = self.room.store.posts.get(self.post).due_at or NOON
        self.revisits.look()
        self.tick()

    def verdict(self) -> Verdict | None:
        last = self.room.store.revisits.last(self.post)
        return None if last is None else last.verdict


PATH = "/tin-1.html"
TITLE = "Lào Cai khánh thành cầu mới"


@pytest.fixture
def site() -> Iterator[Site]:
    with publisher() as running:
        running.article(PATH, TITLE, ETag='"mot"')
        yield running


@pytest.fixture
def place(tmp_path: Path, site: Site) -> Iterator[Place]:
    made = make_room(tmp_path / "desk")
    made.settings = replace(made.settings, demo=True)
    made.settings.sources_file.write_text(source_table("bao", site), encoding="utf-8")
    yield Place(made, site, Revisits(made.store, made.settings, made.clock, seconds=3.0), planned(made, site))
    made.store.close()


def source_table(source_id: str, site: Site) -> str:
    return (
        f'[[source]]\nid = "{source_id}"\npublisher = "Sở Thử"\nname = "Báo mẫu"\nhome = "{site.url("/")}"\n'
        f'kind = "feed"\nurl = "{site.url("/rss.xml")}"\nlicence = "thử"\ndelay_seconds = 0\n'
    )


def planned(room: Room, site: Site, path: str = PATH, source: str = "bao") -> int:
    """The article as a visit found it, approved by people, with a post in an hour."""
    from crawlers.again import Again, Place
    from crawlers.items import Found

    again = Again(
        contact="a@example.vn",
        validators=lambda url: None,
        recall_robots=lambda origin: None,
        learned_robots=lambda origin, text: None,
        now=room.clock,
        allow_loopback=True,
    )
    found = again.look([Place(site.source(id=source), site.url(path))])[site.url(path)]
    assert isinstance(found, Found)
    room.store.articles.upsert(found)
    (waiting,) = room.store.verdicts.unchecked()
    room.store.verdicts.record_verdict(waiting.id, waiting.version, (), (), NO_WORDS, (), room.clock())
    review.approve(room.store, room.collaborator, waiting.id, 1, room.clock())
    post = compose.create(room.store, room.collaborator, PAGE, waiting.id, "Chú thích", None, None, room.clock())
    compose.approve(room.store, room.editor, PAGE, post, 1, room.clock())
    schedule.schedule(room.store, room.editor, PAGE, post, 2, "2026-11-23T13:00", room.clock())
    site.forget()
    return post


def test_an_article_that_stands_as_it_was_is_published(place: Place) -> None:
    place.come()
    assert place.state() == (PostState.PUBLISHED, None)
    assert place.site.counts()[PATH] == 1


def test_it_is_asked_conditionally(place: Place) -> None:
    def unchanged(seen: Seen) -> Answer:
        assert seen.headers.get("If-None-Match") == '"mot"'
        return Answer(status=304)

    place.site.routes[PATH] = unchanged
    place.come()
    assert place.state() == (PostState.PUBLISHED, None)


def test_without_a_look_nothing_leaves(place: Place) -> None:
    place.room.clock.now = place.room.store.posts.get(place.post).due_at or NOON
    assert not place.tick()
    assert place.state() == (PostState.SCHEDULED, None)
    assert place.site.seen == [], "publishing itself asks no publisher"


def test_nobody_is_asked_before_the_last_ten_minutes(place: Place) -> None:
    assert place.revisits.look() == 0
    place.room.clock.advance(minutes=51)
    assert place.revisits.look() == 1
    assert place.revisits.look() == 0, "what was seen just now is fresh"
    place.room.clock.advance(minutes=5)
    assert place.revisits.look() == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_withdrawn_article_takes_the_post_back(place: Place, status: int) -> None:
    place.site.routes[PATH] = Answer("không còn", status=status)
    place.come()
    assert place.state() == (PostState.DRAFT, "source-removed")
    post = place.room.store.posts.get(place.post)
    assert post.approvals == ()
    article = place.room.store.articles.get(post.article_id)
    assert article.removed_at is not None
    assert article.state is ArticleState.NEW, "the check raises it, as after any other visit"


def test_a_changed_text_takes_the_post_back_and_is_seen_as_a_new_version(place: Place) -> None:
    place.site.article(PATH, f"Đính chính: {TITLE}")
    place.come()
    state, problem = place.state()
    assert state is PostState.DRAFT
    assert problem in ("source-edited", "source-corrected")
    assert place.room.store.articles.get(place.room.store.posts.get(place.post).article_id).version == 2
    assert place.verdict() is Verdict.HELD


def test_another_declared_address_is_still_the_same_article(place: Place) -> None:
    place.site.article("/khac.html", TITLE)
    text = page(TITLE).replace("</head>", f'<link rel="canonical" href="{place.site.url("/khac.html")}"></head>')
    place.site.routes[PATH] = Answer(text)
    place.come()
    assert place.state() == (PostState.PUBLISHED, None)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(status=302, headers={"Location": "http://khac.example.vn/tin"}), "source-elsewhere"),
        (Answer(status=302, headers={"Location": "http://169.254.169.254/latest"}), "source-elsewhere"),
        (Answer("hạn chế", status=451), "source-withheld"),
        (Answer("<html><body><p>Không tìm thấy bài viết.</p></body></html>"), "source-unreadable"),
    ],
)
def test_an_address_that_leads_elsewhere_or_to_nothing_holds_the_post(
    place: Place, answer: Answer, problem: str
) -> None:
    place.site.routes[PATH] = answer
    place.come()
    assert place.state() == (PostState.DRAFT, problem)
    assert place.room.store.audit.of("post", place.post)[-1].kind == "post.held"


@pytest.mark.parametrize("status", [500, 503, 403])
def test_a_source_that_does_not_say_is_asked_again_and_then_a_person_is(place: Place, status: int) -> None:
    place.site.routes[PATH] = Answer("hỏng", status=status)
    place.come()
    assert place.state() == (PostState.SCHEDULED, None)
    assert place.verdict() is Verdict.UNREACHABLE
    for _ in range(2):
        place.room.clock.advance(minutes=2)
        place.revisits.look()
        place.tick()
    told = [event.kind for event in place.room.store.audit.of("post", place.post)]
    assert told.count("post.waits") == 1, "an incident is told once"
    place.room.clock.advance(minutes=PAGE.lateness_minutes)
    place.tick()
    assert place.state() == (PostState.MISSED, "source-unreachable")


def test_a_source_that_comes_back_in_time_lets_the_post_go(place: Place) -> None:
    place.site.routes[PATH] = Answer("bận", status=503)
    place.come()
    place.site.article(PATH, TITLE)
    place.room.clock.advance(minutes=2)
    place.revisits.look()
    assert place.tick().published == [place.post]


def test_an_editor_who_has_looked_lets_the_post_go(place: Place) -> None:
    place.site.routes["/robots.txt"] = Answer("User-agent: *\nDisallow: /\n", type="text/plain")
    place.room.store.frontier.record_robots(place.site.base, "User-agent: *\nDisallow: /\n", place.room.clock())
    place.come()
    assert place.verdict() is Verdict.UNREACHABLE
    room = place.room
    with pytest.raises(NotAllowed):
        vouch(room.store, room.collaborator, place.post, room.clock())
    vouch(room.store, room.editor, place.post, room.clock())
    assert place.tick().published == [place.post]
    event = next(e for e in room.store.audit.of("post", place.post) if e.kind == "post.vouched")
    assert event.actor == "Minh"
    with pytest.raises(Conflict):
        vouch(room.store, room.editor, place.post, room.clock())


def test_a_source_that_left_the_list_is_not_asked(place: Place) -> None:
    place.room.settings.sources_file.write_text("", encoding="utf-8")
    place.come()
    assert place.state() == (PostState.SCHEDULED, None)
    assert place.verdict() is Verdict.UNREACHABLE
    assert place.site.seen == []


def test_a_source_that_never_answers_holds_up_nobody_elses_post(place: Place) -> None:
    held = threading.Event()
    room = place.room

    def hang(_handler: object) -> None:
        held.wait(30)

    try:
        with publisher() as other:
            other.article("/nhanh.html", "Tin của báo nhanh")
            room.store.sources.sync([("nhanh", "Báo nhanh", other.url("/rss.xml"))])
            with room.settings.sources_file.open("a", encoding="utf-8") as file:
                file.write(source_table("nhanh", other))
            second = planned(room, other, "/nhanh.html", source="nhanh")
            place.site.routes[PATH] = Answer(raw=hang)
            began = time.monotonic()
            place.come()
            assert time.monotonic() - began < 15, "three seconds are given to a site"
            assert place.state() == (PostState.SCHEDULED, None)
            assert place.verdict() is Verdict.UNREACHABLE
            assert room.store.posts.get(second).state is PostState.PUBLISHED
    finally:
        held.set()


def test_a_look_can_be_stopped(place: Place) -> None:
    held = threading.Event()

    def hang(_handler: object) -> None:
        held.wait(30)

    place.site.routes[PATH] = Answer(raw=hang)
    slow = Revisits(place.room.store, place.room.settings, place.room.clock, seconds=60.0)
    place.room.clock.advance(minutes=55)
    looking = threading.Thread(target=slow.look)
    looking.start()
    try:
        while PATH not in place.site.paths():
            assert place.site.arrived.wait(10)
            time.sleep(0.01)
        slow.stop()
        looking.join(10)
        assert not looking.is_alive()
        assert slow.look() == 0, "a stopped desk asks nobody"
    finally:
        held.set()
        looking.join(40)
