"""The store's contract for posts: nothing unapproved leaves, nothing leaves twice, every move has its event."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline import compose, schedule
from pipeline.errors import (
    AltTextNeeded,
    ArticleNotApproved,
    CaptionInvalid,
    Conflict,
    DuplicatePost,
    FourEyes,
    NotAllowed,
    NotFound,
    PictureInvalid,
)
from pipeline.model import Page, PostState
from tests.pipeline.support import Room

LEASE = timedelta(minutes=1)


def draft(room: Room) -> int:
    return compose.create(
        room.store, room.collaborator, room.page, room.approved_article(), "Chú thích", None, None, room.clock()
    )


def test_only_an_approved_article_becomes_a_post(room: Room) -> None:
    with pytest.raises(ArticleNotApproved):
        compose.create(room.store, room.collaborator, room.page, room.article(), "Chú thích", None, None, room.clock())


def test_one_live_post_for_an_article_on_a_page(room: Room) -> None:
    post_id = draft(room)
    article_id = room.store.posts.get(post_id).article_id
    with pytest.raises(DuplicatePost) as caught:
        compose.create(room.store, room.editor, room.page, article_id, "Lần hai", None, None, room.clock())
    assert caught.value.fields == {"post_id": post_id}
    schedule.cancel(room.store, room.editor, post_id, 1, room.clock())
    again = compose.create(room.store, room.editor, room.page, article_id, "Lần hai", None, None, room.clock())
    assert room.store.posts.get(again).key != room.store.posts.get(post_id).key


@pytest.mark.parametrize(
    ("caption", "image_url", "image_alt", "error"),
    [
        ("  \n ", None, None, CaptionInvalid),
        ("x" * 100_000, None, None, CaptionInvalid),
        ("Ảnh", "https://example.vn/a.png", "  ", AltTextNeeded),
        ("Ảnh", "javascript:alert(1)", "Cầu", PictureInvalid),
        ("Ảnh", "data:image/png;base64,AA", "Cầu", PictureInvalid),
        ("Ảnh", "http://[", "Cầu", PictureInvalid),
        ("Ảnh", "https://example.vn/" + "a" * 3000, "Cầu", PictureInvalid),
    ],
)
def test_bad_content_is_refused_and_nothing_is_stored(
    room: Room, caption: str, image_url: str | None, image_alt: str | None, error: type[Exception]
) -> None:
    article_id = room.approved_article()
    with pytest.raises(error):
        compose.create(room.store, room.editor, room.page, article_id, caption, image_url, image_alt, room.clock())
    assert room.store.posts.of_article(article_id) == ()


def test_the_source_line_is_no_part_of_the_caption_and_always_there(room: Room) -> None:
    post = room.store.posts.get(draft(room))
    assert "Nguồn" not in post.caption
    assert compose.full_text(post).endswith(f"Nguồn: Báo mẫu – {post.link}")


def test_the_composer_cannot_be_the_only_approver(room: Room) -> None:
    post_id = draft(room)
    with pytest.raises(FourEyes):
        compose.approve(room.store, room.collaborator, room.page, post_id, 1, room.clock())
    compose.approve(room.store, room.editor, room.page, post_id, 1, room.clock())
    assert [approval.name for approval in room.store.posts.get(post_id).approvals] == ["Minh"]


def test_a_page_may_switch_four_eyes_off_and_the_log_says_so(room: Room) -> None:
    alone = Page(id="anh-duong", name="Ánh Dương", operator="Văn phòng A", four_eyes=False)
    room.store.posts.sync_pages((alone,))
    post_id = draft(room)
    compose.approve(room.store, room.collaborator, alone, post_id, 1, room.clock())
    approved = [event for event in room.store.audit.of("post", post_id) if event.kind == "post.approved"]
    assert [event.detail for event in approved] == ['{"four_eyes": false}']


def test_an_edit_voids_the_approval(room: Room) -> None:
    post_id = room.scheduled_post()
    version = room.store.posts.get(post_id).version
    compose.edit(room.store, room.editor, room.page, post_id, version, "Chữ khác", None, None, room.clock())
    post = room.store.posts.get(post_id)
    assert (post.state, post.approvals, post.composed_by_name) == (PostState.DRAFT, (), "Minh")
    with pytest.raises(Conflict):
        compose.edit(room.store, room.editor, room.page, post_id, version, "Muộn", None, None, room.clock())


def test_a_collaborator_does_not_schedule(room: Room) -> None:
    post_id = draft(room)
    compose.approve(room.store, room.editor, room.page, post_id, 1, room.clock())
    with pytest.raises(NotAllowed):
        schedule.schedule(room.store, room.collaborator, room.page, post_id, 2, "2026-11-24T08:00", room.clock())
    with pytest.raises(NotAllowed):
        schedule.cancel(room.store, room.collaborator, post_id, 2, room.clock())


def test_a_draft_is_not_scheduled(room: Room) -> None:
    post_id = draft(room)
    with pytest.raises(Conflict):
        schedule.schedule(room.store, room.editor, room.page, post_id, 1, "2026-11-24T08:00", room.clock())


def test_a_schedule_keeps_wall_time_and_zone(room: Room) -> None:
    post_id = draft(room)
    compose.approve(room.store, room.editor, room.page, post_id, 1, room.clock())
    schedule.schedule(room.store, room.editor, room.page, post_id, 2, "2026-11-24T08:00", room.clock())
    post = room.store.posts.get(post_id)
    assert (post.wall_time, post.zone) == ("2026-11-24T08:00", "Asia/Ho_Chi_Minh")
    assert post.due_at is not None
    assert post.due_at.isoformat() == "2026-11-24T01:00:00+00:00"


def test_a_post_is_claimed_by_one_holder_once(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    assert room.store.publishing.claim(post_id, "one", room.clock() + LEASE, room.clock()) is not None
    assert room.store.publishing.claim(post_id, "two", room.clock() + LEASE, room.clock()) is None
    assert not room.store.publishing.intend(post_id, "two", room.clock())
    assert room.store.publishing.intend(post_id, "one", room.clock())
    assert not room.store.publishing.intend(post_id, "one", room.clock()), "the intent is committed once"


def test_a_post_is_not_claimed_before_its_time(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(minutes=5))
    assert room.store.publishing.due(room.clock()) == ()
    assert room.store.publishing.claim(post_id, "one", room.clock() + LEASE, room.clock()) is None


def test_a_publishing_post_cannot_be_cancelled_edited_or_moved(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    claimed = room.store.publishing.claim(post_id, "one", room.clock() + LEASE, room.clock())
    assert claimed is not None
    for act in (
        lambda: schedule.cancel(room.store, room.editor, post_id, claimed.version, room.clock()),
        lambda: compose.edit(
            room.store, room.editor, room.page, post_id, claimed.version, "Chữ", None, None, room.clock()
        ),
        lambda: schedule.schedule(
            room.store, room.editor, room.page, post_id, claimed.version, "2026-11-24T08:00", room.clock()
        ),
    ):
        with pytest.raises(Conflict):
            act()


def test_an_outcome_belongs_to_the_holder_and_is_final(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    room.store.publishing.claim(post_id, "one", room.clock() + LEASE, room.clock())
    room.store.publishing.intend(post_id, "one", room.clock())
    with pytest.raises(Conflict):
        room.store.publishing.record_published(post_id, "two", "r", "u", room.clock())
    room.store.publishing.record_published(post_id, "one", "r", "u", room.clock())
    with pytest.raises(Conflict):
        room.store.publishing.record_failed(post_id, "one", "late", room.clock())
    assert room.store.posts.get(post_id).state is PostState.PUBLISHED


def test_a_missed_post_is_scheduled_again_by_a_person_only(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    room.clock.advance(hours=3)
    assert room.store.publishing.miss(room.page.id, room.clock() - timedelta(hours=1), room.clock()) == (post_id,)
    missed = room.store.posts.get(post_id)
    assert room.store.publishing.due(room.clock()) == ()
    schedule.schedule(room.store, room.editor, room.page, post_id, missed.version, "2026-11-24T08:00", room.clock())
    assert room.store.posts.get(post_id).state is PostState.SCHEDULED


def test_every_move_has_its_event(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    room.store.publishing.claim(post_id, "one", room.clock() + LEASE, room.clock())
    room.store.publishing.intend(post_id, "one", room.clock())
    room.store.publishing.record_unknown(post_id, "one", "time-out", room.clock() + LEASE, room.clock())
    room.store.publishing.record_published(post_id, "one", "r", "u", room.clock())
    moves = [(event.actor, event.from_state, event.to_state) for event in room.store.audit.of("post", post_id)]
    assert moves == [
        ("Lan", None, "draft"),
        ("Minh", "draft", "approved"),
        ("Minh", "approved", "scheduled"),
        (None, "scheduled", "publishing"),
        (None, None, None),
        (None, "publishing", "unknown"),
        (None, "unknown", "published"),
    ]


def test_lists_and_calendar_find_posts_by_time(room: Room) -> None:
    late = room.scheduled_post(due_in=timedelta(days=2))
    soon = room.scheduled_post(due_in=timedelta(hours=1))
    listed = room.store.posts.list()
    assert [post.id for post in listed] == [late, soon]
    assert [post.id for post in room.store.posts.list(before=room.store.posts.cursor(listed[0]))] == [soon]
    day = room.store.posts.between(room.clock(), room.clock() + timedelta(days=1))
    assert [post.id for post in day] == [soon]
    assert room.store.posts.count(PostState.SCHEDULED) == 2
    with pytest.raises(NotFound):
        room.store.posts.get(99)
