"""Taking a step in the calendar back, right after it was done."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from pipeline import takeback
from pipeline.errors import NotFound
from review_ui.addresses import local_path, whole_number, with_query
from review_ui.rendering import redirect
from review_ui.site import Visit
from review_ui.targets import require_page

DONE = frozenset({"da-hen", "da-huy", "da-bo-gio"})
"""Notices after which “undo” is offered."""


@dataclass(frozen=True, slots=True)
class Undo:
    """What the button needs: the post as the step left it, and where to go afterwards."""

    post_id: int
    version: int
    back: str


def back_of(visit: Visit) -> str:
    """Where an action came from in the calendar or the posts, else nothing."""
    path = local_path(visit.form.text("back") or visit.query("ve"), "")
    return path if path.startswith(("/lich", "/bai-dang")) else ""


def after(visit: Visit, post_id: int) -> str:
    """Where to go once something is done with a post."""
    return back_of(visit) or f"/bai-dang/{post_id}"


def undoable(visit: Visit) -> Undo | None:
    """The step that was done just now, when the page says so and it can be taken back."""
    number = whole_number(visit.query("bai"))
    if number is None or visit.query("bao") not in DONE or not visit.user.may_schedule:
        return None
    try:
        post = visit.store.posts.get(number)
        zone = visit.settings.page(post.page_id).zone
    except NotFound:
        return None
    if not takeback.possible(visit.store, visit.user, post, zone, visit.now):
        return None
    back = visit.request.url.path
    for name, value in visit.request.query_params.multi_items():
        if name not in ("bao", "bai", "so"):
            back = with_query(back, **{name: value})
    return Undo(post.id, post.version, back)


def undo(visit: Visit) -> Response:
    """Take the last step back. Raises what `pipeline.takeback.undo` does."""
    post = visit.store.posts.get(visit.number("post_id"))
    zone = require_page(visit, post).zone
    takeback.undo(visit.store, visit.user, post.id, visit.form.number("version"), zone, visit.now)
    return redirect(after(visit, post.id), "da-hoan-lai", bai=post.id)


def unschedule(visit: Visit) -> Response:
    """Take a post out of the calendar. Raises `Conflict`."""
    post = visit.store.posts.get(visit.number("post_id"))
    takeback.unschedule(visit.store, visit.user, post.id, visit.form.number("version"), visit.now)
    return redirect(after(visit, post.id), "da-bo-gio", bai=post.id)
