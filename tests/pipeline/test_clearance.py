"""Nothing leaves without all that is asked of it: through the repositories or past them, by SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.checks import Flag
from pipeline import compose, page_checks, review, schedule
from pipeline.errors import NotCleared
from pipeline.i18n import describe
from pipeline.labels import mark
from pipeline.levels import Level
from pipeline.model import FlagAnswer, PostState, Role
from pipeline.publish import tick
from pipeline.run import make_desk
from pipeline.store.clearance import CODES
from tests.pipeline.support import NOON, PAGE, Room, make_room

HIGH = Flag("accusation", "high", "title", 0, 3, "Tin", "Chưa có bản án.")
TOMORROW = "2026-11-24T08:00"
LEASE = timedelta(minutes=1)


@contextmanager
def past_the_repositories(room: Room) -> Iterator[sqlite3.Connection]:
    """The data file as any other program opens it."""
    with closing(sqlite3.connect(room.settings.database, isolation_level=None)) as connection:
        yield connection


def sql(room: Room, statement: str, *values: object) -> None:
    with past_the_repositories(room) as connection:
        connection.execute(statement, values)


def approved_post(room: Room, flags: tuple[Flag, ...] = ()) -> int:
    article = room.article(flags)
    review.approve(room.store, room.collaborator, article, 1, room.clock())
    post = compose.create(room.store, room.collaborator, PAGE, article, "Chú thích", None, None, room.clock())
    compose.approve(room.store, room.editor, PAGE, post, 1, room.clock())
    return post


def plan(room: Room, post: int) -> None:
    version = room.store.posts.get(post).version
    schedule.schedule(room.store, room.editor, PAGE, post, version, TOMORROW, room.clock())


def answer(room: Room, post: int) -> None:
    article = room.store.articles.get(room.store.posts.get(post).article_id)
    room.store.labels.answer_flag(
        room.editor, article.id, article.version, mark(article.flags[0]), FlagAnswer.OFFICIAL, None, room.clock()
    )


def lacking(room: Room, post: int) -> tuple[str, ...]:
    return tuple(need.code for need in room.store.posts.needs(post) if not need.met)


def test_a_serious_flag_must_be_answered_first(room: Room) -> None:
    post = approved_post(room, (HIGH,))
    with pytest.raises(NotCleared) as caught:
        plan(room, post)
    assert "Mọi dấu mức cao" in describe(caught.value)
    assert room.store.posts.get(post).state is PostState.APPROVED
    answer(room, post)
    plan(room, post)
    assert room.store.posts.get(post).state is PostState.SCHEDULED


@pytest.mark.parametrize("level", [Level.LOW, Level.OFF])
def test_a_check_that_the_page_has_low_or_off_does_not_count(room: Room, level: Level) -> None:
    post = approved_post(room, (HIGH,))
    page_checks.switch(room.store, room.editor, PAGE, "accusation", level, "Trang lịch sử", room.clock)
    plan(room, post)


def test_an_answer_counts_for_its_flag_only(room: Room) -> None:
    """Another flag of the same check at the same place, as a later judge may raise, is open."""
    post = approved_post(room, (HIGH,))
    answer(room, post)
    other = replace(HIGH, reason="Lý do khác.")
    sql(room, "UPDATE flags SET mark = ?, reason = ?", mark(other), other.reason)
    assert lacking(room, post) == ("flags",)


def test_flags_from_before_marks_are_told_by_their_place(room: Room) -> None:
    post = approved_post(room, (HIGH,))
    answer(room, post)
    sql(room, "UPDATE flags SET mark = NULL")
    plan(room, post)
    sql(room, "UPDATE flags SET end_at = end_at + 1")
    assert lacking(room, post) == ("flags",)


def test_an_approval_by_the_demos_own_account_counts_in_the_demo_only(room: Room) -> None:
    robot = room.store.users.add("demo", "Demo", Role.EDITOR, "x", NOON, demo=True)
    post = compose.create(room.store, room.collaborator, PAGE, room.approved_article(), "Chữ", None, None, NOON)
    compose.approve(room.store, robot, PAGE, post, 1, room.clock())
    with pytest.raises(NotCleared):
        plan(room, post)
    room.store.posts.sync_pages((PAGE,), demo=True)
    plan(room, post)


def test_four_eyes_hold_by_the_settings_of_now(room: Room) -> None:
    alone = replace(PAGE, four_eyes=False)
    room.store.posts.sync_pages((alone,))
    post = compose.create(room.store, room.editor, alone, room.approved_article(), "Chữ", None, None, NOON)
    compose.approve(room.store, room.editor, alone, post, 1, room.clock())
    plan(room, post)
    room.store.posts.sync_pages((PAGE,))
    assert lacking(room, post) == ("approval",)


def test_what_is_missing_when_the_time_comes_is_held_for_a_person(room: Room) -> None:
    post = approved_post(room, (HIGH,))
    answer(room, post)
    plan(room, post)
    article = room.store.articles.get(room.store.posts.get(post).article_id)
    room.store.labels.withdraw_answer(room.editor, article.id, 1, mark(HIGH), room.clock())
    before = room.store.posts.get(post)
    assert before.state is PostState.SCHEDULED, "not before its time: the flag may be answered again"
    room.clock.now = before.due_at or room.clock.now
    assert not tick(make_desk(room.store, room.settings, room.clock)).published
    held = room.store.posts.get(post)
    assert (held.state, held.problem, held.approvals) == (PostState.DRAFT, "not-cleared", ())
    event = room.store.audit.of("post", post)[-1]
    assert (event.kind, event.from_state, event.to_state) == ("post.held", "scheduled", "draft")


def test_a_post_that_may_leave_needs_nothing(room: Room) -> None:
    post = room.scheduled_post()
    assert [need.code for need in room.store.posts.needs(post)] == list(CODES)
    assert lacking(room, post) == ()
    assert room.store.publishing.cleared(post)
    assert room.store.posts.needs(99) == ()
    assert not room.store.publishing.cleared(99)


# -- past the repositories ----------------------------------------------------------------------------

DUE = ", wall_time = '2026-11-23T12:00', zone = 'UTC', due_at = '2026-11-23T05:00:00.000000+00:00'"
CLAIM = ", claimed_by = 'x', lease_until = '9999-01-01T00:00:00.000000+00:00'"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (f"UPDATE posts SET state = 'scheduled'{DUE}", "a draft is approved first"),
        (f"UPDATE posts SET state = 'publishing'{DUE}{CLAIM}", "a draft is approved first"),
        (f"UPDATE posts SET state = 'unknown', intent_at = 'x'{DUE}", "never being published"),
        (
            f"UPDATE posts SET state = 'published', intent_at = 'x', published_at = 'x', remote_id = 'x'{DUE}",
            "never being published",
        ),
        (
            (
                "INSERT INTO posts (state, page_id, article_id, key, source_name, link, caption, composed_by,"
                " created_at, sort_at, wall_time, zone, due_at) SELECT 'scheduled', page_id, article_id + 1, 'k',"
                " source_name, link, caption, composed_by, created_at, sort_at, 'w', 'z', 'd' FROM posts"
            ),
            "begins as a draft",
        ),
    ],
)
def test_a_draft_does_not_leave_by_sql(room: Room, statement: str, said: str) -> None:
    article = room.approved_article()
    room.approved_article()
    compose.create(room.store, room.collaborator, PAGE, article, "Chữ", None, None, room.clock())
    with pytest.raises(sqlite3.IntegrityError, match=said):
        sql(room, statement)


@pytest.mark.parametrize(
    "rewrite",
    [
        "caption = 'Lời khác'",
        "link = 'https://khac.example.vn/'",
        "source_name = 'Báo khác'",
        "image_url = 'https://khac.example.vn/a.png', image_alt = 'Ảnh'",
        "composed_by = 2",
    ],
)
def test_what_a_person_approved_cannot_be_exchanged_by_sql(room: Room, rewrite: str) -> None:
    post = room.scheduled_post(due_in=timedelta(0))
    sql(room, f"UPDATE posts SET {rewrite}")
    assert lacking(room, post) == ("approval",)
    assert room.store.publishing.claim(post, "one", room.clock() + LEASE, room.clock()) is None
    with pytest.raises(sqlite3.IntegrityError, match="not cleared"):
        sql(room, f"UPDATE posts SET state = 'publishing'{CLAIM}")


@pytest.mark.parametrize("rewrite", ["caption = 'Lời khác'", "link = 'https://khac.example.vn/'", "composed_by = 2"])
def test_a_post_that_is_out_keeps_what_was_sent(room: Room, rewrite: str) -> None:
    room.scheduled_post(due_in=timedelta(0))
    tick(make_desk(room.store, room.settings, room.clock))
    with pytest.raises(sqlite3.IntegrityError, match="keeps what was sent"):
        sql(room, f"UPDATE posts SET {rewrite}")


Breach = Callable[[Room, int], None]
BREACHES: dict[str, Breach] = {
    "source": lambda room, post: sql(room, "UPDATE posts SET source_name = ' ' WHERE id = ?", post),
    "operator": lambda room, post: sql(room, "UPDATE pages SET operator = ' '"),
    "approval": lambda room, post: sql(room, "DELETE FROM post_approvals WHERE post_id = ?", post),
    "article": lambda room, post: sql(room, "UPDATE articles SET removed_at = 'x'"),
    "alt-text": lambda room, post: sql(
        room, "UPDATE posts SET image_url = 'https://example.vn/a.png', image_alt = ' ' WHERE id = ?", post
    ),
    "flags": lambda room, post: sql(room, "DELETE FROM flag_answers"),
}


def test_every_need_has_its_breach() -> None:
    assert set(BREACHES) == set(CODES)


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(CODES)), st.booleans())
def test_whatever_is_missing_is_named_and_nothing_moves(
    tmp_path_factory: pytest.TempPathFactory, breached: set[str], scheduled: bool
) -> None:
    """The words and the triggers agree: what `needs` names is what the data file refuses, and nothing else."""
    room = make_room(tmp_path_factory.mktemp("clearance") / "desk")
    try:
        post = approved_post(room, (HIGH,))
        answer(room, post)
        if scheduled:
            plan(room, post)
        for code in sorted(breached):
            BREACHES[code](room, post)
        # Another content is another post: whoever exchanges it takes the approval away with it.
        expected = breached | ({"approval"} if breached & {"source", "alt-text"} else set())
        assert set(lacking(room, post)) == expected
        attempts = [f"UPDATE posts SET state = 'scheduled'{DUE}"]
        attempts += [f"UPDATE posts SET state = 'publishing'{CLAIM}"] if scheduled else []
        for attempt in attempts:
            if not expected:
                sql(room, attempt)
                continue
            with pytest.raises(sqlite3.IntegrityError, match="not cleared") as refused:
                sql(room, attempt)
            assert str(refused.value).removeprefix("not cleared: ") in expected
        if expected:
            room.clock.advance(days=2)
            assert room.store.publishing.claim(post, "one", room.clock() + LEASE, room.clock()) is None
            assert not room.store.publishing.cleared(post)
    finally:
        room.store.close()
