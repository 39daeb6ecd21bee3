"""Versions of a post: who wrote what and when, what changed, and taking one back."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from pipeline import compose
from pipeline.errors import Conflict, DeskError, PictureRefused, TextTooLong
from pipeline.i18n import describe
from pipeline.model import Post
from pipeline.photo_store import photos_of
from pipeline.store.versions import PostVersion
from review_ui.diff import Change, changes
from review_ui.rendering import page, redirect, status_of
from review_ui.site import Visit
from review_ui.targets import page_of, require_page
from review_ui.views.posts import EDITABLE


@dataclass(frozen=True, slots=True)
class Shown:
    """A version with what became other than in the one before it; nothing of that for the first."""

    version: PostVersion
    changes: tuple[Change, ...]
    tags: tuple[Change, ...]
    pictures: bool


def show(visit: Visit) -> Response:
    """All versions, the latest first."""
    return _page(visit, visit.store.posts.get(visit.number("post_id")))


def restore(visit: Visit) -> Response:
    """Give the post the content of an earlier version. It is a draft then, as after any change."""
    post = visit.store.posts.get(visit.number("post_id"))
    number, version = visit.form.number("number"), visit.form.number("version")
    try:
        target = require_page(visit, post)
        _require_editable(post)
        old = visit.store.versions.get(post.id, number)
        photos_of(visit.settings).require(picture.url for picture in old.pictures)
        compose.restore(visit.store, visit.user, target, post.id, version, number, visit.now)
    except (Conflict, PictureRefused, TextTooLong) as error:
        return _page(visit, visit.store.posts.get(post.id), error)
    return redirect(f"/bai-dang/{post.id}", "da-lay-lai")


def _require_editable(post: Post) -> None:
    """Raises `Conflict`."""
    if post.state not in EDITABLE:
        raise Conflict


def _page(visit: Visit, post: Post, error: DeskError | None = None) -> Response:
    found = visit.store.versions.of_post(post.id)
    return page(
        visit,
        "versions.html",
        status=200 if error is None else status_of(error),
        here="posts",
        post=post,
        versions=[_shown(one, before) for one, before in zip(found, [*found[1:], None], strict=True)],
        can_take=post.state in EDITABLE and page_of(visit, post) is not None,
        voids=post.state in ("approved", "scheduled"),
        problem="" if error is None else describe(error),
    )


def _shown(version: PostVersion, before: PostVersion | None) -> Shown:
    if before is None:
        return Shown(version, (), (), pictures=False)
    return Shown(
        version,
        changes(before.caption, version.caption),
        changes(before.hashtags, version.hashtags),
        before.pictures != version.pictures,
    )
