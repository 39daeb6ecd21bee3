"""Levels of checks by page: what waits, what a page sees, what the log keeps, and what is never switched off."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.checks import NAMES, Flag
from pipeline import compose, page_checks, publish, review
from pipeline.copies import Near
from pipeline.errors import ArticleNotApproved, CheckNotFound, Conflict, LevelReasonNeeded, PageNotFound
from pipeline.levels import ALWAYS_ASKED, Level, Switch, counting, loudest, softened
from pipeline.model import ArticleState, Page, RejectReason
from pipeline.page_checks import as_seen, reweigh, switch, switches_of
from pipeline.run import make_desk
from pipeline.store import Store
from tests.pipeline.support import FLAG, NO_WORDS, PAGE, Room, make_room
from tests.pipeline.test_cli import anhduong, desk  # noqa: F401

SECOND = Page(id="huong-sen", name="Hương sen Việt", operator="Văn phòng A")
HIGH = Flag("accusation", "high", "title", 0, 3, "Tin", "Chưa có bản án.")
WHY = "Trang chuyên mục lịch sử"


@pytest.fixture
def two_pages(room: Room) -> Room:
    room.settings = replace(room.settings, pages=(PAGE, SECOND))
    room.store.posts.sync_pages(room.settings.pages)
    return room


def set_level(room: Room, page: Page, check: str, level: Level) -> int:
    switch(room.store, room.editor, page, check, level, WHY, room.clock)
    return reweigh(room.store, room.clock)


def state(room: Room, article_id: int) -> ArticleState:
    return room.store.articles.get(article_id).state


def test_a_check_that_is_off_asks_nobody_and_comes_back_without_judging_again(room: Room) -> None:
    article = room.article((FLAG,))
    checked_at = room.store.articles.get(article).flags
    room.clock.advance(minutes=1)
    assert set_level(room, PAGE, "stale", Level.OFF) == 1
    assert state(room, article) is ArticleState.CLEAN
    assert room.store.articles.get(article).flags == checked_at, "what was found is kept"
    assert set_level(room, PAGE, "stale", Level.NORMAL) == 1
    assert state(room, article) is ArticleState.FLAGGED
    assert room.store.articles.count(ArticleState.FLAGGED) == 1


def test_low_keeps_the_article_waiting_and_shows_its_flag_as_minor(room: Room) -> None:
    article = room.article((HIGH,))
    assert set_level(room, PAGE, "accusation", Level.LOW) == 0
    assert state(room, article) is ArticleState.FLAGGED
    (seen,) = as_seen(room.store, room.store.articles.get(article), PAGE)
    assert (seen.severity, seen.level, seen.asks) == ("low", Level.LOW, True)


def test_an_article_waits_as_long_as_one_page_would_look_at_it(two_pages: Room) -> None:
    article = two_pages.article((FLAG, HIGH))
    other = two_pages.article((HIGH,))
    set_level(two_pages, PAGE, "stale", Level.OFF)
    set_level(two_pages, PAGE, "accusation", Level.OFF)
    assert state(two_pages, article) is ArticleState.FLAGGED
    set_level(two_pages, SECOND, "accusation", Level.OFF)
    assert state(two_pages, article) is ArticleState.FLAGGED, "the second page still looks at what is stale"
    assert state(two_pages, other) is ArticleState.CLEAN
    found = two_pages.store.articles.get(article)
    assert [seen.severity for seen in as_seen(two_pages.store, found, PAGE)] == [None, None]
    assert [seen.severity for seen in as_seen(two_pages.store, found, SECOND)] == ["low", None]


def test_a_verdict_goes_by_the_levels_of_its_moment(room: Room) -> None:
    set_level(room, PAGE, "stale", Level.OFF)
    room.store.articles.upsert(room.found())
    (waiting,) = room.store.verdicts.unchecked()
    got = room.store.verdicts.record_verdict(waiting.id, waiting.version, (), (FLAG,), NO_WORDS, (), room.clock())
    assert got is ArticleState.CLEAN is state(room, waiting.id)
    event = room.store.audit.latest(1)[0]
    assert (event.kind, event.to_state) == ("article.checked", "clean")
    assert "stale" in (event.detail or ""), "the log says what was found"


def test_decided_articles_stay_and_one_taken_back_waits_by_the_levels_of_now(room: Room) -> None:
    approved, rejected = room.article((FLAG,)), room.article((FLAG,))
    review.approve(room.store, room.editor, approved, 1, room.clock())
    room.clock.advance(seconds=1)
    review.reject(room.store, room.collaborator, rejected, 1, RejectReason.OUT_OF_DATE, "", room.clock())
    assert set_level(room, PAGE, "stale", Level.OFF) == 0
    assert (state(room, approved), state(room, rejected)) == (ArticleState.APPROVED, ArticleState.REJECTED)
    assert review.undo(room.store, room.collaborator, room.clock()) == rejected
    assert state(room, rejected) is ArticleState.CLEAN


def test_the_log_keeps_who_when_why_and_the_articles_that_moved(room: Room) -> None:
    article = room.article((FLAG,))
    set_level(room, PAGE, "stale", Level.OFF)
    (event,) = room.store.audit.of("page", PAGE.id)
    assert (event.kind, event.actor, event.from_state, event.to_state) == ("check.level", "Minh", "normal", "off")
    assert WHY in (event.detail or "")
    moved = room.store.audit.of("article", article)[-1]
    assert (moved.kind, moved.actor, moved.from_state, moved.to_state) == (
        "article.reweighed", None, "flagged", "clean",
    )  # fmt: skip
    assert not switch(room.store, room.editor, PAGE, "stale", Level.OFF, WHY, room.clock), "it is so already"
    assert len(room.store.audit.of("page", PAGE.id)) == 1


def test_the_levels_of_a_page_tell_who_set_them(room: Room) -> None:
    set_level(room, PAGE, "graphic", Level.LOW)
    switch(room.store, None, PAGE, "minor", Level.OFF, "qua lệnh", room.clock)
    shown = {one.check: one for one in switches_of(room.store, PAGE)}
    assert tuple(shown) == NAMES
    assert shown["graphic"] == Switch(PAGE.id, "graphic", Level.LOW, WHY, room.clock(), "Minh")
    assert shown["minor"].by is None
    assert shown["stale"] == Switch(PAGE.id, "stale")


@pytest.mark.parametrize("reason", ["", "   ", "x" * (page_checks.REASON_LIMIT + 1)])
def test_a_reason_is_asked_for(room: Room, reason: str) -> None:
    with pytest.raises(LevelReasonNeeded):
        switch(room.store, room.editor, PAGE, "stale", Level.OFF, reason, room.clock)
    assert room.store.levels.of_pages() == {}


def test_what_is_not_there_cannot_be_switched(room: Room) -> None:
    with pytest.raises(CheckNotFound):
        switch(room.store, room.editor, PAGE, "sentiment", Level.OFF, WHY, room.clock)
    with pytest.raises(PageNotFound):
        switch(room.store, room.editor, SECOND, "stale", Level.OFF, WHY, room.clock)


def test_two_people_who_switch_at_once_do_not_overwrite_each_other(room: Room) -> None:
    seen = Level.NORMAL
    switch(room.store, room.editor, PAGE, "stale", Level.OFF, WHY, room.clock, seen)
    with pytest.raises(Conflict):
        switch(room.store, room.editor, PAGE, "stale", Level.LOW, WHY, room.clock, seen)
    assert room.store.levels.of_page(PAGE.id)["stale"].level is Level.OFF


def test_a_page_that_comes_or_goes_weighs_again(room: Room) -> None:
    article = room.article((FLAG,))
    set_level(room, PAGE, "stale", Level.OFF)
    assert state(room, article) is ArticleState.CLEAN
    room.store.posts.sync_pages((PAGE, SECOND))
    assert reweigh(room.store, room.clock) == 1
    assert state(room, article) is ArticleState.FLAGGED
    room.store.posts.sync_pages((PAGE,))
    assert reweigh(room.store, room.clock) == 1
    assert state(room, article) is ArticleState.CLEAN
    room.store.posts.sync_pages((PAGE,))
    assert room.store.levels.left() == 0, "the same pages weigh nothing again"


def test_a_big_change_goes_in_batches_and_survives_a_stop(room: Room) -> None:
    articles = [room.article((FLAG,)) for _ in range(7)]
    switch(room.store, room.editor, PAGE, "stale", Level.OFF, WHY, room.clock)
    assert room.store.levels.left() == 7
    first = room.store.levels.reweigh(room.clock(), limit=3)
    assert first is not None
    assert (first.moved, first.left) == (3, 4)
    room.store.close()
    with Store.open(room.settings.database) as again:
        told: list[int] = []
        assert reweigh(again, room.clock, progress=told.append) == 4
        assert told[-1] == 0
        assert {again.articles.get(one).state for one in articles} == {ArticleState.CLEAN}
        assert again.levels.reweigh(room.clock()) is None


# -- what is out already ------------------------------------------------------------------------------


def published(room: Room) -> int:
    post = room.scheduled_post(due_in=timedelta(minutes=1))
    room.clock.advance(minutes=2)
    publish.tick(make_desk(room.store, room.settings, room.clock))
    assert room.store.posts.get(post).state == "published"
    return room.store.posts.get(post).article_id


def test_a_change_at_the_source_of_a_published_post_is_raised_whatever_the_level(room: Room) -> None:
    set_level(room, PAGE, "source-changed", Level.OFF)
    article = published(room)
    found = room.store.articles.get(article)
    room.store.articles.source_gone("bao", found.url, "removed", room.clock())
    (waiting,) = room.store.verdicts.unchecked()
    flag = Flag("source-changed", "high", "title", 0, 3, "Tin", "Nguồn đã gỡ bài.")
    room.store.verdicts.record_verdict(waiting.id, waiting.version, (), (flag,), NO_WORDS, (), room.clock())
    assert state(room, article) is ArticleState.FLAGGED
    (seen,) = as_seen(room.store, room.store.articles.get(article), PAGE)
    assert (seen.severity, seen.level) == ("low", Level.LOW)


def test_a_copy_of_what_a_page_has_published_is_raised_whatever_the_level(two_pages: Room) -> None:
    room = two_pages
    for page in (PAGE, SECOND):
        set_level(room, page, "near-duplicate", Level.OFF)
    first = published(room)
    unpublished = room.article()
    flag = Flag("near-duplicate", "low", "title", 0, 3, "Tin", "Giống bài đã có.")
    states = {}
    for other in (first, unpublished):
        room.store.articles.upsert(room.found())
        (waiting,) = room.store.verdicts.unchecked()
        near = (Near(other, 0.9),)
        room.store.verdicts.record_verdict(waiting.id, waiting.version, (), (flag,), NO_WORDS, near, room.clock())
        states[other] = waiting.id
    assert state(room, states[first]) is ArticleState.FLAGGED
    assert state(room, states[unpublished]) is ArticleState.CLEAN
    copy = room.store.articles.get(states[first])
    assert [seen.severity for seen in as_seen(room.store, copy, PAGE)] == ["low"]
    assert [seen.severity for seen in as_seen(room.store, copy, SECOND)] == [None], "its readers have not seen it"


def test_switching_a_check_lets_nothing_out_that_nobody_approved(room: Room) -> None:
    for check in NAMES:
        set_level(room, PAGE, check, Level.OFF)
    article = _clean_by_level(room)
    with pytest.raises(ArticleNotApproved):
        compose.create(room.store, room.collaborator, PAGE, article, "Chú thích", None, None, room.clock())


def _clean_by_level(room: Room) -> int:
    room.store.articles.upsert(room.found())
    (waiting,) = room.store.verdicts.unchecked()
    room.store.verdicts.record_verdict(waiting.id, waiting.version, (), (HIGH,), NO_WORDS, (), room.clock())
    return waiting.id


# -- any order of switches ----------------------------------------------------------------------------

CHECKS = ("stale", "accusation", "near-duplicate")
STEPS = st.lists(st.tuples(st.sampled_from((PAGE, SECOND)), st.sampled_from(CHECKS), st.sampled_from(list(Level))))


@settings(max_examples=30, deadline=None)
@given(STEPS, st.lists(st.booleans(), max_size=12))
def test_waiting_articles_always_wait_as_the_levels_have_it(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Page, str, Level]], partly: list[bool]
) -> None:
    room = make_room(tmp_path_factory.mktemp("levels") / "desk")
    try:
        room.store.posts.sync_pages((PAGE, SECOND))
        combinations = [kinds for n in range(3) for kinds in itertools.combinations(CHECKS, n)]
        flags = {name: Flag(name, "low", "title", 0, 3, "Tin", "Vì thế.") for name in CHECKS}
        articles = {room.article(tuple(flags[kind] for kind in kinds)): kinds for kinds in combinations}
        levels = {(page.id, check): Level.NORMAL for page in (PAGE, SECOND) for check in CHECKS}
        for number, (page, check, level) in enumerate(steps):
            switch(room.store, room.editor, page, check, level, WHY, room.clock)
            levels[page.id, check] = level
            if number < len(partly) and partly[number]:
                room.store.levels.reweigh(room.clock(), limit=1)
        reweigh(room.store, room.clock)
        for article, kinds in articles.items():
            asked = any(levels[page.id, kind] is not Level.OFF for kind in kinds for page in (PAGE, SECOND))
            assert state(room, article) is (ArticleState.FLAGGED if asked else ArticleState.CLEAN)
        assert room.store.articles.count(ArticleState.FLAGGED) + room.store.articles.count(ArticleState.CLEAN) == len(
            articles
        )
    finally:
        room.store.close()


def test_levels_are_simple_arithmetic() -> None:
    off = {name: Switch("a", name, Level.OFF) for name in NAMES}
    assert {name for name in NAMES if counting(off, name, ALWAYS_ASKED) is Level.LOW} == set(ALWAYS_ASKED)
    assert counting(off, "near-duplicate", ()) is Level.OFF
    assert counting({}, "stale", ()) is Level.NORMAL
    assert (softened("high", Level.NORMAL), softened("high", Level.LOW), softened("low", Level.OFF)) == (
        "high", "low", None,
    )  # fmt: skip
    assert loudest([Level.OFF, Level.LOW]) is Level.LOW
    assert loudest([]) is Level.NORMAL


def test_a_store_from_before_has_every_check_normal(tmp_path: Path) -> None:
    room = make_room(tmp_path / "desk")
    assert {one.level for one in switches_of(room.store, PAGE)} == {Level.NORMAL}
    room.store.close()


# -- the command line ---------------------------------------------------------------------------------


def test_the_command_sets_lists_and_refuses(desk: Path) -> None:  # noqa: F811
    done = anhduong("checks", "set", "trang-chinh", "stale", "low", "--reason", WHY, "--dir", desk).stdout
    assert "nhẹ" in done
    listed = anhduong("checks", "list", "--dir", desk).stdout
    line = next(line for line in listed.splitlines() if line.strip().startswith("stale"))
    assert "Nhẹ" in line
    assert WHY in line
    assert "bằng dòng lệnh" in line
    assert sum(name in listed for name in NAMES) == len(NAMES)
    anhduong("checks", "set", "khong-co", "stale", "low", "--reason", WHY, "--dir", desk, expect=2)
    anhduong("checks", "set", "trang-chinh", "khong-co", "low", "--reason", WHY, "--dir", desk, expect=2)
    anhduong("checks", "set", "trang-chinh", "stale", "low", "--dir", desk, expect=2)
    anhduong("checks", "set", "trang-chinh", "stale", "off", "--reason", " ", "--dir", desk, expect=2)
