"""The review queue between people: leases, putting aside, undo, many at once, a person's day."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier.checks import Flag
from pipeline import corrections, review
from pipeline.errors import (
    ArticleChanged,
    ArticleDecided,
    ArticleTaken,
    BulkNotFound,
    Conflict,
    NotAllowed,
    NotFound,
    NothingChosen,
    NotUndoable,
    ReasonNeeded,
)
from pipeline.labels import mark
from pipeline.model import ArticleState, FlagAnswer, RejectReason, Role, User
from pipeline.store.bulk import BulkKind, Chosen, Left
from pipeline.store.reviewing import LEASE, Work
from tests.pipeline.support import FLAG, NO_WORDS, Room, make_room

HIGH = Flag("personal-data", "high", "text", 0, 3, "Nội", "Có dữ liệu cá nhân.")


def articles(room: Room, count: int = 3) -> list[int]:
    """Flagged articles in the order in which the queue gives them."""
    return [room.article((FLAG,), published_at=room.clock() - timedelta(hours=n)) for n in range(count)]


def head(room: Room, user: User) -> int | None:
    article = room.next_for(user)
    return None if article is None else article.id


def change(room: Room, article_id: int) -> None:
    """The source edits the text; the new one is judged."""
    article = room.store.articles.get(article_id)
    room.store.articles.upsert(room.found(canonical_url=article.url, url=article.url, text="Nội dung khác."))
    room.store.verdicts.record_verdict(article_id, article.version + 1, (), (FLAG,), NO_WORDS, (), room.clock())


# -- leases ---------------------------------------------------------------------------------------------


def test_two_people_are_given_different_articles(room: Room) -> None:
    first, second, third = articles(room)
    assert head(room, room.collaborator) == first
    room.store.reviewing.open(room.collaborator, first, room.clock(), only=True)
    assert head(room, room.editor) == second
    room.store.reviewing.reserve(room.collaborator, second, room.clock())
    assert head(room, room.editor) == third
    assert head(room, room.collaborator) == first, "one's own stays where it is"


def test_a_reserved_article_is_given_when_nothing_else_is_left_and_refuses_nobody(room: Room) -> None:
    (only,) = articles(room, 1)
    room.store.reviewing.reserve(room.collaborator, only, room.clock())
    assert head(room, room.editor) == only
    lease = room.store.reviewing.open(room.editor, only, room.clock())
    assert lease is not None
    assert lease.user_id == room.editor.id
    review.approve(room.store, room.editor, only, 1, room.clock())


def test_whoever_opens_what_another_has_open_is_told_the_name_and_refused(room: Room) -> None:
    (only,) = articles(room, 1)
    room.store.reviewing.open(room.collaborator, only, room.clock())
    standing = room.store.reviewing.open(room.editor, only, room.clock())
    assert standing is not None
    assert (standing.name, standing.until) == ("Lan", room.clock() + LEASE)
    assert head(room, room.editor) == only, "nothing else is left, so it is shown with the name"
    for decide in (
        lambda: review.approve(room.store, room.editor, only, 1, room.clock()),
        lambda: review.reject(room.store, room.editor, only, 1, RejectReason.DAMAGED, "", room.clock()),
        lambda: review.hold(room.store, room.editor, only, 1, "", room.clock()),
    ):
        with pytest.raises(ArticleTaken, match="Lan"):
            decide()
    assert room.store.articles.get(only).state is ArticleState.FLAGGED


def test_a_lease_runs_out_and_is_renewed_while_the_page_is_open(room: Room) -> None:
    (only,) = articles(room, 1)
    room.store.reviewing.open(room.collaborator, only, room.clock())
    room.clock.advance(seconds=LEASE.total_seconds() - 1)
    kept = room.store.reviewing.renew(room.collaborator, only, room.clock())
    assert kept is not None
    assert kept.until == room.clock() + LEASE
    room.clock.advance(seconds=LEASE.total_seconds() - 1)
    with pytest.raises(ArticleTaken):
        review.approve(room.store, room.editor, only, 1, room.clock())
    room.clock.advance(seconds=2)
    assert room.store.reviewing.lease(only, room.clock()) is None
    review.approve(room.store, room.editor, only, 1, room.clock())


def test_taking_over_is_an_event_and_turns_the_lease_round(room: Room) -> None:
    (only,) = articles(room, 1)
    room.store.reviewing.open(room.collaborator, only, room.clock())
    room.store.reviewing.take_over(room.editor, only, room.clock())
    with pytest.raises(ArticleTaken, match="Minh"):
        review.approve(room.store, room.collaborator, only, 1, room.clock())
    told = room.store.reviewing.renew(room.collaborator, only, room.clock())
    assert told is not None
    assert told.name == "Minh"
    (event,) = [one for one in room.store.audit.of("article", only) if one.kind == "article.taken-over"]
    assert (event.actor, event.detail) == ("Minh", '{"from": "Lan"}')
    review.approve(room.store, room.editor, only, 1, room.clock())
    with pytest.raises(Conflict):
        room.store.reviewing.take_over(room.collaborator, only, room.clock())
    with pytest.raises(NotFound):
        room.store.reviewing.take_over(room.collaborator, 99, room.clock())


def test_one_queue_page_has_one_article_open(room: Room) -> None:
    first, second = articles(room, 2)
    room.store.reviewing.open(room.collaborator, first, room.clock(), only=True)
    room.store.reviewing.open(room.collaborator, second, room.clock(), only=True)
    assert room.store.reviewing.lease(first, room.clock()) is None
    assert head(room, room.editor) == first


def test_a_decided_article_is_nobodys(room: Room) -> None:
    (only,) = articles(room, 1)
    room.store.reviewing.open(room.collaborator, only, room.clock())
    review.approve(room.store, room.collaborator, only, 1, room.clock())
    assert room.store.reviewing.lease(only, room.clock()) is None
    assert room.store.reviewing.open(room.editor, only, room.clock()) is None
    assert room.store.reviewing.renew(room.editor, only, room.clock()) is None


def test_a_refusal_says_what_happened(room: Room) -> None:
    changed, decided = articles(room, 2)
    change(room, changed)
    with pytest.raises(ArticleChanged):
        review.approve(room.store, room.collaborator, changed, 1, room.clock())
    review.approve(room.store, room.editor, decided, 1, room.clock())
    with pytest.raises(ArticleDecided, match="Minh"):
        review.approve(room.store, room.collaborator, decided, 1, room.clock())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["open", "take", "decide", "skip", "hold", "undo", "wait"])))
)
def test_at_most_one_person_can_decide_on_an_open_article(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str]]
) -> None:
    room = make_room(tmp_path_factory.mktemp("leases"))
    articles(room, 2)
    try:
        people = (room.collaborator, room.editor)
        for who, what in steps:
            user, other = people[who], people[1 - who]
            article_id = head(room, user)
            if article_id is None:
                break
            if what == "open":
                room.store.reviewing.open(user, article_id, room.clock())
            elif what == "take":
                room.store.reviewing.take_over(user, article_id, room.clock())
            elif what == "wait":
                room.clock.advance(minutes=2)
            elif what == "skip":
                review.skip(room.store, user, article_id, room.clock())
            elif what == "undo":
                with contextlib.suppress(NotUndoable):
                    review.undo(room.store, user, room.clock())
            else:
                lease = room.store.reviewing.lease(article_id, room.clock())
                theirs = lease is not None and lease.user_id == other.id
                try:
                    if what == "decide":
                        review.approve(room.store, user, article_id, 1, room.clock())
                    else:
                        review.hold(room.store, user, article_id, 1, "", room.clock())
                except ArticleTaken:
                    assert theirs
                else:
                    assert not theirs
    finally:
        room.store.close()


# -- put aside, undo ------------------------------------------------------------------------------------


def test_what_is_put_aside_is_given_to_nobody_until_it_is_given_back(room: Room) -> None:
    first, second = articles(room, 2)
    review.hold(room.store, room.collaborator, first, 1, "  chờ xác nhận  ", room.clock())
    assert [head(room, user) for user in (room.collaborator, room.editor)] == [second, second]
    (held,) = room.store.reviewing.held()
    assert (held.article_id, held.by, held.note, held.state) == (first, "Lan", "chờ xác nhận", ArticleState.FLAGGED)
    assert room.store.reviewing.count_held() == {ArticleState.FLAGGED: 1}
    with pytest.raises(Conflict):
        review.hold(room.store, room.editor, first, 1, "", room.clock())
    assert review.unhold(room.store, room.editor, first, room.clock())
    assert not review.unhold(room.store, room.editor, first, room.clock())
    assert head(room, room.collaborator) == first


def test_a_decision_or_a_change_at_the_source_ends_it(room: Room) -> None:
    decided, changed = articles(room, 2)
    for article_id in (decided, changed):
        review.hold(room.store, room.collaborator, article_id, 1, "", room.clock())
    review.approve(room.store, room.editor, decided, 1, room.clock())
    change(room, changed)
    assert room.store.reviewing.held() == ()
    assert head(room, room.collaborator) == changed


def test_undo_takes_back_whatever_was_done_last(room: Room) -> None:
    first, second, third, fourth = articles(room, 4)
    review.approve(room.store, room.collaborator, first, 1, room.clock())
    review.skip(room.store, room.collaborator, second, room.clock())
    review.hold(room.store, room.collaborator, third, 1, "", room.clock())
    review.skip(room.store, room.editor, fourth, room.clock())
    back = []
    while True:
        try:
            back.append(review.undo(room.store, room.collaborator, room.clock()))
        except NotUndoable:
            break
    assert back == [third, second, first]
    assert [room.store.articles.get(one).state for one in (first, second, third)] == [ArticleState.FLAGGED] * 3
    assert head(room, room.collaborator) == first
    assert room.store.reviewing.work_of(room.collaborator.id, room.clock()) == Work()


def test_undo_passes_over_what_others_have_changed_since(room: Room) -> None:
    (only,) = articles(room, 1)
    review.hold(room.store, room.collaborator, only, 1, "", room.clock())
    review.unhold(room.store, room.editor, only, room.clock())
    room.clock.advance(seconds=1)
    review.hold(room.store, room.editor, only, 1, "", room.clock())
    with pytest.raises(NotUndoable):
        review.undo(room.store, room.collaborator, room.clock())


def test_the_work_of_a_day_is_ones_own_and_of_the_day(room: Room) -> None:
    ids = articles(room, 5)
    review.approve(room.store, room.collaborator, ids[0], 1, room.clock())
    room.clock.advance(days=1)
    today = room.clock()
    review.reject(room.store, room.collaborator, ids[1], 1, RejectReason.DAMAGED, "", room.clock())
    review.approve(room.store, room.editor, ids[2], 1, room.clock())
    review.skip(room.store, room.collaborator, ids[3], room.clock())
    review.hold(room.store, room.collaborator, ids[4], 1, "", room.clock())
    work = room.store.reviewing.work_of(room.collaborator.id, today)
    assert (work, work.decided) == (Work(0, 1, 1, 1), 1)


# -- many at once ---------------------------------------------------------------------------------------


def chosen(room: Room, *ids: int) -> list[Chosen]:
    return [Chosen(one, room.store.articles.get(one).version) for one in ids]


def test_a_preview_says_which_are_left_out_and_why_and_changes_nothing(room: Room) -> None:
    plain, decided, changed, held, opened = articles(room, 5)
    serious = room.article((HIGH,))
    seen = [*chosen(room, plain, decided, changed, held, opened, serious), Chosen(999, 1)]
    review.approve(room.store, room.editor, decided, 1, room.clock())
    change(room, changed)
    review.hold(room.store, room.editor, held, 1, "", room.clock())
    room.store.reviewing.open(room.editor, opened, room.clock())
    before = room.store.audit.latest(1)
    plan = review.plan_many(room.store, room.collaborator, BulkKind.APPROVE, seen, None, "", room.clock())
    assert [line.id for line in plan.fits] == [plain]
    assert {line.id: why for line, why in plan.left} == {
        decided: Left.DECIDED,
        changed: Left.CHANGED,
        held: Left.HELD,
        opened: Left.OPEN_ELSEWHERE,
        serious: Left.SERIOUS,
    }
    assert plan.gone == 1
    assert room.store.audit.latest(1) == before
    rejecting = review.plan_many(
        room.store, room.collaborator, BulkKind.REJECT, seen, RejectReason.DAMAGED, "", room.clock()
    )
    assert [line.id for line in rejecting.fits] == [plain, serious], "a serious flag stops nobody from rejecting"


def test_an_answered_flag_does_not_stop_an_approval(room: Room) -> None:
    serious = room.article((HIGH,))
    corrections.answer_flag(room.store, room.collaborator, serious, 1, mark(HIGH), FlagAnswer.CONSENT, "", room.clock())
    plan = review.plan_many(
        room.store, room.collaborator, BulkKind.APPROVE, chosen(room, serious), None, "", room.clock()
    )
    assert [line.id for line in plan.fits] == [serious]


@pytest.mark.parametrize("kind", list(BulkKind))
def test_many_are_done_at_once_and_taken_back_at_once(room: Room, kind: BulkKind) -> None:
    ids = articles(room, 4)
    number, plan = review.do_many(
        room.store, room.collaborator, kind, chosen(room, *ids[:3]), RejectReason.ADVERTISING, "ghi chú", room.clock()
    )
    assert number is not None
    assert len(plan.fits) == 3
    done = room.store.bulk.get(number)
    assert (done.by, done.kind, [line.id for line in done.lines]) == ("Lan", kind, sorted(ids[:3]))
    assert head(room, room.editor) == ids[3]
    with pytest.raises(NotUndoable):
        review.undo(room.store, room.collaborator, room.clock())
    assert room.store.bulk.undo(room.collaborator, number, room.clock()) == (3, 0)
    assert room.store.bulk.undo(room.collaborator, number, room.clock()) is None
    assert {room.store.articles.get(one).state for one in ids} == {ArticleState.FLAGGED}
    assert room.store.reviewing.held() == ()
    assert room.store.reviewing.work_of(room.collaborator.id, room.clock()) == Work()


def test_what_something_came_after_stays_when_the_rest_is_taken_back(room: Room) -> None:
    ids = articles(room, 2)
    number, _plan = review.do_many(
        room.store, room.collaborator, BulkKind.APPROVE, chosen(room, *ids), None, "", room.clock()
    )
    assert number is not None
    room.store.posts.create(room.collaborator, room.page, ids[0], "Chú thích", None, None, room.clock())
    assert room.store.bulk.undo(room.editor, number, room.clock()) == (1, 1)
    assert [room.store.articles.get(one).state.value for one in ids] == ["approved", "flagged"]


def test_many_need_a_choice_a_reason_and_ones_own_number(room: Room) -> None:
    ids = articles(room, 1)
    for kind, what in ((None, chosen(room, *ids)), (BulkKind.HOLD, [])):
        with pytest.raises(NothingChosen):
            review.plan_many(room.store, room.collaborator, kind, what, None, "", room.clock())
    for do in (review.plan_many, review.do_many):
        with pytest.raises(ReasonNeeded):
            do(room.store, room.collaborator, BulkKind.REJECT, chosen(room, *ids), None, "", room.clock())
    change(room, ids[0])
    nothing = review.do_many(room.store, room.collaborator, BulkKind.HOLD, [Chosen(ids[0], 1)], None, "", room.clock())
    assert nothing[0] is None
    number, _plan = review.do_many(room.store, room.editor, BulkKind.HOLD, chosen(room, *ids), None, "", room.clock())
    assert number is not None
    with pytest.raises(NotAllowed):
        room.store.bulk.undo(room.collaborator, number, room.clock())
    with pytest.raises(BulkNotFound):
        room.store.bulk.get(number + 1)


# -- the first page -------------------------------------------------------------------------------------


def test_drafts_wait_for_everybody_but_their_writer(room: Room) -> None:
    other = room.store.users.add("hoa", "Hoa", Role.COLLABORATOR, "x", room.clock())
    article_id = room.approved_article()
    room.store.posts.create(room.collaborator, room.page, article_id, "Chú thích", None, None, room.clock())
    count = room.store.today.drafts_for
    assert [count(user.id, ()) for user in (room.collaborator, other)] == [0, 1]
    assert count(room.collaborator.id, (room.page.id,)) == 1, "a page without four eyes"


def test_a_list_of_the_day_has_an_end(room: Room) -> None:
    for n in range(3):
        room.scheduled_post(due_in=timedelta(minutes=5 + n), url=f"https://bao.example.vn/{n}",
                            canonical_url=f"https://bao.example.vn/{n}")  # fmt: skip
    day = (room.clock() - timedelta(hours=1), room.clock() + timedelta(hours=1))
    assert len(room.store.posts.between(*day, limit=2)) == 2
    assert room.store.today.troubles(5) == ()
