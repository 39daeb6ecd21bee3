"""The store's contract for articles, through its public methods only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from crawlers.items import Validators
from pipeline import compose, review
from pipeline.changes import WATCHED, change_kind, due_again
from pipeline.errors import Conflict, NotFound, NotUndoable, ReasonNeeded
from pipeline.model import ArticleState, PostState, RejectReason
from pipeline.store.articles import Stored
from pipeline.store.sources import Watched
from tests.pipeline.support import FLAG, NO_WORDS, NOON, Room


def test_an_article_is_stored_once(room: Room) -> None:
    found = room.found()
    assert room.store.articles.upsert(found) is Stored.NEW
    assert room.store.articles.upsert(found) is Stored.SAME
    assert len(room.store.verdicts.unchecked()) == 1


def test_spacing_alone_is_no_change(room: Room) -> None:
    found = room.found(text="Một đoạn.\n\nHai đoạn.")
    room.store.articles.upsert(found)
    assert room.store.articles.upsert(replace(found, text="Một  đoạn.\nHai đoạn.")) is Stored.SAME


def test_every_address_that_led_to_an_article_is_known(room: Room) -> None:
    found = room.found(aliases=("https://bao.example.vn/rss/tin-1",))
    room.store.articles.upsert(found)
    unknown = "https://bao.example.vn/khac"
    both = (found.canonical_url, "https://bao.example.vn/rss/tin-1")
    assert room.store.frontier.known([*both, unknown]) == frozenset(both)


def test_validators_come_back_verbatim(room: Room) -> None:
    found = room.found(validators=Validators('W/"a"', "Mon, 23 Nov 2026 01:00:00 GMT"))
    room.store.articles.upsert(found)
    assert room.store.sources.validators(found.url) == found.validators


def test_a_changed_text_is_a_new_version_and_reopens_the_decision(room: Room) -> None:
    article_id = room.approved_article()
    article = room.store.articles.get(article_id)
    room.clock.advance(hours=1)
    changed = room.found(
        canonical_url=article.url,
        url=article.url,
        title="Tin đã sửa",
        text="Số đúng.\n\nĐính chính: bản trước ghi sai.",
    )
    assert room.store.articles.upsert(changed) is Stored.CHANGED

    (unchecked,) = room.store.verdicts.unchecked()
    assert [change.kind for change in unchecked.changes] == ["corrected"]
    assert [version.title for version in room.store.articles.versions(article_id)] == [article.title, "Tin đã sửa"]
    assert room.store.articles.get(article_id).state is ArticleState.NEW


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("Số cũ.", "Số mới.", "edited"),
        ("Số cũ.", "Số mới.\n\n(Đính chính: số cũ sai.)", "corrected"),
        ("Số cũ.\n\nĐính chính: lần một.", "Số mới.\n\nĐính chính: lần một.", "edited"),
        ("Số cũ.", "Cơ quan đề nghị đính chính thông tin.", "edited"),
    ],
)
def test_a_correction_is_told_from_an_edit(before: str, after: str, kind: str) -> None:
    assert change_kind(before, after) == kind


def test_a_decision_settles_the_changes_before_it(room: Room) -> None:
    article_id = room.article()
    url = room.store.articles.get(article_id).url
    room.clock.advance(hours=1)
    room.store.articles.source_gone("bao", url, "removed", room.clock())
    room.store.verdicts.record_verdict(article_id, 1, (), (FLAG,), NO_WORDS, (), room.clock())
    room.clock.advance(hours=1)
    review.approve(room.store, room.collaborator, article_id, 1, room.clock())
    room.clock.advance(hours=1)
    room.store.articles.upsert(room.found(canonical_url=url, url=url, text="Bản mới."))
    (unchecked,) = room.store.verdicts.unchecked()
    assert [change.kind for change in unchecked.changes] == ["edited"]


def test_a_removed_page_is_told_once_and_comes_back(room: Room) -> None:
    article_id = room.article()
    article = room.store.articles.get(article_id)
    assert room.store.articles.source_gone("bao", article.url, "removed", room.clock())
    assert not room.store.articles.source_gone("bao", article.url, "removed", room.clock())
    assert not room.store.articles.source_gone("bao", "https://bao.example.vn/unknown", "removed", room.clock())
    assert room.store.articles.get(article_id).removed_at == room.clock()
    room.store.articles.upsert(
        room.found(canonical_url=article.url, url=article.url, title=article.title, text=article.text)
    )
    assert room.store.articles.get(article_id).removed_at is None


def test_a_change_at_the_source_takes_waiting_posts_back_to_a_person(room: Room) -> None:
    post_id = room.scheduled_post()
    post = room.store.posts.get(post_id)
    room.store.articles.source_gone("bao", post.link, "removed", room.clock())
    held = room.store.posts.get(post_id)
    assert held.state is PostState.DRAFT
    assert held.approvals == ()
    assert held.problem == "source-removed"


def test_a_change_at_the_source_says_when_the_article_was_published(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    room.store.publishing.claim(post_id, "h", room.clock() + timedelta(minutes=1), room.clock())
    room.store.publishing.intend(post_id, "h", room.clock())
    room.store.publishing.record_published(post_id, "h", "r", "u", room.clock())
    room.clock.advance(hours=1)
    room.store.articles.source_gone("bao", room.store.posts.get(post_id).link, "removed", room.clock())
    assert room.store.posts.get(post_id).state is PostState.PUBLISHED
    assert [change.posted for change in room.store.verdicts.unchecked()[0].changes] == [True]


def test_a_verdict_on_a_text_that_changed_meanwhile_is_dropped(room: Room) -> None:
    found = room.found()
    room.store.articles.upsert(found)
    (before,) = room.store.verdicts.unchecked()
    room.store.articles.upsert(replace(found, text="Một bản khác."))
    verdict = room.store.verdicts.record_verdict(before.id, before.version, (), (FLAG,), NO_WORDS, (), room.clock())
    assert verdict is None
    assert room.store.articles.get(before.id).flags == ()


def test_the_queue_gives_the_newest_first_and_skipped_ones_last(room: Room) -> None:
    old = room.article((FLAG,), published_at=room.clock() - timedelta(days=2))
    new = room.article((FLAG,), published_at=room.clock() - timedelta(days=1))

    def head() -> int:
        article = room.next_for(room.collaborator)
        assert article is not None
        return article.id

    assert head() == new
    review.skip(room.store, room.collaborator, new, room.clock())
    assert head() == old
    room.clock.advance(minutes=1)
    review.skip(room.store, room.collaborator, old, room.clock())
    assert head() == new, "the one skipped longest ago comes back first"
    other = room.next_for(room.editor)
    assert other is not None
    assert other.id == new, "a skip is one person's own"


def test_two_people_cannot_both_decide(room: Room) -> None:
    article_id = room.article((FLAG,))
    review.approve(room.store, room.collaborator, article_id, 1, room.clock())
    with pytest.raises(Conflict):
        review.reject(room.store, room.editor, article_id, 1, RejectReason.DAMAGED, "", room.clock())
    assert room.store.articles.get(article_id).decided_by == "Lan"


def test_a_decision_on_an_older_text_is_refused(room: Room) -> None:
    article_id = room.article()
    url = room.store.articles.get(article_id).url
    room.store.articles.upsert(room.found(canonical_url=url, url=url, text="Khác."))
    room.store.verdicts.record_verdict(article_id, 2, (), (FLAG,), NO_WORDS, (), room.clock())
    with pytest.raises(Conflict):
        review.approve(room.store, room.collaborator, article_id, 1, room.clock())


@pytest.mark.parametrize(("reason", "note"), [(None, "vì sao"), (RejectReason.OTHER, "   ")])
def test_a_rejection_needs_a_reason(room: Room, reason: RejectReason | None, note: str) -> None:
    article_id = room.article((FLAG,))
    with pytest.raises(ReasonNeeded):
        review.reject(room.store, room.collaborator, article_id, 1, reason, note, room.clock())
    assert room.store.articles.get(article_id).state is ArticleState.FLAGGED


def test_undo_takes_back_the_latest_own_decision(room: Room) -> None:
    first = room.article((FLAG,))
    second = room.article()
    review.approve(room.store, room.collaborator, first, 1, room.clock())
    room.clock.advance(seconds=1)
    review.reject(room.store, room.collaborator, second, 1, RejectReason.DUPLICATE, "", room.clock())
    with pytest.raises(NotUndoable):
        review.undo(room.store, room.editor, room.clock())
    assert review.undo(room.store, room.collaborator, room.clock()) == second
    assert room.store.articles.get(second).state is ArticleState.CLEAN
    assert review.undo(room.store, room.collaborator, room.clock()) == first
    assert room.store.articles.get(first).state is ArticleState.FLAGGED
    with pytest.raises(NotUndoable):
        review.undo(room.store, room.collaborator, room.clock())


def test_a_decision_with_a_post_cannot_be_undone(room: Room) -> None:
    article_id = room.approved_article()
    compose.create(room.store, room.collaborator, room.page, article_id, "Chú thích", None, None, room.clock())
    with pytest.raises(NotUndoable):
        review.undo(room.store, room.collaborator, room.clock())


def test_lists_page_by_key_without_gaps_or_repeats(room: Room) -> None:
    ids = {room.article(published_at=room.clock() - timedelta(minutes=n % 3)) for n in range(7)}
    seen: list[int] = []
    cursor = None
    while page := room.store.articles.lines([ArticleState.CLEAN], cursor, limit=3):
        seen += [line.id for line in page]
        cursor = page[-1].cursor
    assert sorted(seen) == sorted(ids)
    assert room.store.articles.count(ArticleState.CLEAN) == 7


def test_what_does_not_exist_is_said_so(room: Room) -> None:
    with pytest.raises(NotFound):
        room.store.articles.get(99)
    with pytest.raises(NotFound):
        review.approve(room.store, room.collaborator, 99, 1, room.clock())
    with pytest.raises(NotFound):
        review.skip(room.store, room.collaborator, 99, room.clock())


def test_visits_to_an_article_thin_out_and_end() -> None:
    visits = [NOON + timedelta(hours=1)]
    now = visits[0]
    while now < NOON + timedelta(days=40):
        now += timedelta(minutes=30)
        if due_again(NOON, visits[-1], now, approved=True):
            visits.append(now)
    rests = [later - earlier for earlier, later in pairwise(visits)]
    assert rests == sorted(rests)
    assert 15 <= len(visits) <= 25
    assert visits[-1] <= NOON + WATCHED


def test_only_articles_that_a_reader_could_meet_are_watched(room: Room) -> None:
    kept, removed, rejected = (room.article() for _ in range(3))
    room.store.articles.source_gone("bao", room.store.articles.get(removed).url, "removed", room.clock())
    review.reject(room.store, room.collaborator, rejected, 1, RejectReason.DAMAGED, "", room.clock())
    url = room.store.articles.get(kept).url
    later = room.clock() + timedelta(hours=1)
    room.store.sources.record_unchanged(url, later)
    assert room.store.sources.watched("bao", NOON) == (Watched(url, NOON, later, approved=False),)
    assert room.store.sources.watched("bao", NOON + timedelta(seconds=1)) == ()
