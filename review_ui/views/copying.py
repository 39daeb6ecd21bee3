"""Copying a post to another page."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from pipeline import copying
from pipeline.cautions import say
from pipeline.errors import (
    AltTextNeeded,
    ArticleNotApproved,
    CaptionInvalid,
    DeskError,
    DuplicatePost,
    PageNotFound,
    PictureInvalid,
    TextTooLong,
    TooManyPictures,
)
from pipeline.i18n import describe
from pipeline.model import Page, Post
from pipeline.slots import asking_keys
from review_ui.page_marks import marks_of
from review_ui.rendering import page, redirect, status_of
from review_ui.site import Visit
from review_ui.views.scheduling import TIME_ERRORS
from review_ui.views.undoing import back_of

_TOLD = (
    AltTextNeeded,
    ArticleNotApproved,
    CaptionInvalid,
    DuplicatePost,
    PageNotFound,
    PictureInvalid,
    TextTooLong,
    TooManyPictures,
    *TIME_ERRORS,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A page of the form; `taken` is the number of its post of this article, 0 for none."""

    page: Page
    taken: int


@dataclass(frozen=True, slots=True)
class Ask:
    """What is told before it is copied, with the keys that “all the same” sends back."""

    page: Page
    choice: str
    cautions: tuple[str, ...]
    keys: str


def show(visit: Visit) -> Response:
    """The form; `trang` and `gio` in the address fill it, as a drop on another page's slot does."""
    return _form(visit, visit.store.posts.get(visit.number("post_id")), visit.query("trang"), visit.query("gio")[:16])


def copy(visit: Visit) -> Response:
    """Make the copy, or tell first what there is to know."""
    post = visit.store.posts.get(visit.number("post_id"))
    name, wall = visit.form.text("trang"), visit.form.text("wall_time")
    try:
        target = copying.weigh(visit.store, post, visit.settings.page(name), wall, visit.now)
        if target.open(visit.form.text("seen").split()):
            names = visit.settings.page_names
            said = tuple(say(caution, target.page, names) for caution in target.cautions)
            return _form(visit, post, name, wall, ask=Ask(target.page, wall, said, asking_keys(target.cautions)))
        made = copying.copy(visit.store, visit.user, post, target, visit.now)
    except _TOLD as error:
        return _form(visit, post, name, wall, error)
    return redirect(f"/bai-dang/{made}", "da-chep")


def _form(
    visit: Visit, post: Post, name: str, wall: str, error: DeskError | None = None, ask: Ask | None = None
) -> Response:
    live = {p.page_id: p.id for p in visit.store.posts.of_article(post.article_id) if p.state != "cancelled"}
    targets = tuple(Choice(one, live.get(one.id, 0)) for one in visit.settings.pages)
    open_ones = [one.page.id for one in targets if not one.taken]
    timed = isinstance(error, TIME_ERRORS)
    return page(
        visit,
        "copy.html",
        status=200 if error is None else 422 if timed or isinstance(error, PageNotFound) else status_of(error),
        here="posts",
        post=post,
        targets=targets,
        chosen=name or (open_ones[0] if len(open_ones) == 1 else ""),
        wall_time=wall,
        time_problem=timed,
        page_marks=marks_of(visit.settings),
        ask=ask,
        back=back_of(visit),
        problem="" if error is None else describe(error),
    )
