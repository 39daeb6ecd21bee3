"""Several pictures of a post: in their order, each described and credited, and void of approval once exchanged."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from crawlers.items import Picture
from pipeline import compose
from pipeline.errors import AltTextNeeded, PictureInvalid, TooManyPictures
from pipeline.model import PostPicture, PostState
from pipeline.publish import tick
from pipeline.run import make_desk
from tests.pipeline.support import PAGE, Room

LEAD, SECOND, THIRD = (f"https://bao.example.vn/anh-{n}.jpg" for n in range(1, 4))
FOUND = {
    "image": Picture(LEAD, "Ảnh: Lan", "Cầu mới"),
    "pictures": (Picture(SECOND, "Ảnh: Minh", "Người dân"), Picture(THIRD, None, None)),
}


def draft(room: Room, *pictures: tuple[str, str]) -> int:
    first, *more = pictures or ((None, None),)
    return compose.create(
        room.store, room.collaborator, PAGE, room.approved_article(**FOUND), "Chú thích", *first, room.clock(),
        [(url or "", alt or "") for url, alt in more],
    )  # fmt: skip


def sql(room: Room, statement: str) -> None:
    with closing(sqlite3.connect(room.settings.database, isolation_level=None)) as connection:
        connection.execute(statement)


def test_pictures_stand_in_the_order_chosen_with_the_credits_of_the_source(room: Room) -> None:
    post = room.store.posts.get(draft(room, (SECOND, "Dân"), (LEAD, "Cầu"), (THIRD, "Hoa"), (SECOND, "lần hai")))
    assert post.pictures == (
        PostPicture(SECOND, "Dân", "Ảnh: Minh"),
        PostPicture(LEAD, "Cầu", "Ảnh: Lan"),
        PostPicture(THIRD, "Hoa", None),
    )
    assert post.image_url == SECOND
    assert "Ảnh: Minh\n\nẢnh: Lan\n\nNguồn:" in compose.full_text(post)


def test_a_post_without_pictures_has_none(room: Room) -> None:
    assert room.store.posts.get(draft(room)).pictures == ()


@pytest.mark.parametrize(
    ("pictures", "error"),
    [
        ([(LEAD, "Cầu"), (SECOND, "  ")], AltTextNeeded),
        ([(LEAD, "Cầu"), ("javascript:alert(1)", "x")], PictureInvalid),
        ([(LEAD, "Cầu"), *((f"https://bao.example.vn/{n}", "x") for n in range(10))], TooManyPictures),
        ([(None, None), (SECOND, "x")], PictureInvalid),
    ],
)
def test_every_picture_is_described_and_may_be_shown(
    room: Room, pictures: list[tuple[str, str]], error: type[Exception]
) -> None:
    with pytest.raises(error):
        draft(room, *pictures)
    assert room.store.posts.list() == ()


def test_an_edit_exchanges_them(room: Room) -> None:
    post = draft(room, (LEAD, "Cầu"), (SECOND, "Dân"))
    compose.approve(room.store, room.editor, PAGE, post, 1, room.clock())
    compose.edit(room.store, room.editor, PAGE, post, 2, "Chữ", THIRD, "Hoa", room.clock(), [(LEAD, "Cầu")])
    edited = room.store.posts.get(post)
    assert [picture.url for picture in edited.pictures] == [THIRD, LEAD]
    assert (edited.state, edited.approvals) == (PostState.DRAFT, ())
    compose.edit(room.store, room.editor, PAGE, post, 3, "Chữ", None, None, room.clock())
    assert room.store.posts.get(post).pictures == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE post_pictures SET url = 'https://khac.example.vn/a.jpg'",
        "DELETE FROM post_pictures",
        "INSERT INTO post_pictures SELECT post_id, 9, 'https://khac.vn/a.jpg', 'x', NULL, NULL FROM post_pictures",
    ],
)
def test_other_pictures_are_another_post_and_what_was_sent_stays(room: Room, statement: str) -> None:
    post = draft(room, (LEAD, "Cầu"), (SECOND, "Dân"))
    compose.approve(room.store, room.editor, PAGE, post, 1, room.clock())
    due = room.clock() + timedelta(minutes=5)
    room.store.posts.schedule(room.editor, post, 2, "2026-11-23T05:05", "UTC", due, room.clock())
    with pytest.raises(sqlite3.IntegrityError):
        sql(room, "UPDATE post_pictures SET alt = ' '")
    with closing(sqlite3.connect(room.settings.database, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute(statement)
        assert connection.execute("SELECT count(*) FROM post_approvals").fetchone()[0] == 0
        connection.execute("ROLLBACK")
    room.clock.now = due
    assert tick(make_desk(room.store, room.settings, room.clock)).published == [post]
    with pytest.raises(sqlite3.IntegrityError, match="keeps what was sent"):
        sql(room, statement)


def test_the_outbox_shows_them_all(room: Room) -> None:
    post = draft(room, (LEAD, "Cầu"), (SECOND, "Dân"))
    compose.approve(room.store, room.editor, PAGE, post, 1, room.clock())
    room.store.posts.schedule(room.editor, post, 2, "2026-11-23T05:00", "UTC", room.clock(), room.clock())
    tick(make_desk(room.store, room.settings, room.clock))
    folder = room.settings.outbox / PAGE.id
    (html,) = (path.read_text() for path in folder.glob("post-*.html"))
    assert html.index(f'src="{LEAD}" alt="Cầu"') < html.index(f'src="{SECOND}" alt="Dân"')
    (record,) = (json.loads(path.read_text()) for path in folder.glob("post-*.json"))
    assert [picture["image"] for picture in record["pictures"]] == [LEAD, SECOND]
