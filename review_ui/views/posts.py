"""Posts: the list, and one post with its state, its history and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from pipeline import compose, page_checks, planning, revisit, settle
from pipeline import schedule as scheduling
from pipeline.errors import (
    AddressInvalid,
    AddressTaken,
    ArticleNotApproved,
    Conflict,
    FourEyes,
    NotAllowed,
    NotCleared,
    TooSoonToTell,
)
from pipeline.i18n import describe
from pipeline.model import SCHEDULABLE, Page, Post, PostState
from review_ui.addresses import from_cursor, to_cursor
from review_ui.errors import PageGone
from review_ui.rendering import fragment, page, redirect, status_of
from review_ui.site import Visit
from review_ui.targets import page_of, require_page
from review_ui.views import amendments
from review_ui.views.scheduling import NOTHING, TIME_ERRORS, Asked, take, values
from review_ui.views.scheduling import told as in_words
from review_ui.views.undoing import after, back_of, undoable
from review_ui.words import composer_waits

EDITABLE = (PostState.DRAFT, *SCHEDULABLE)
_LIMIT = 30
_REFUSED = (
    AddressInvalid,
    AddressTaken,
    ArticleNotApproved,
    Conflict,
    FourEyes,
    NotAllowed,
    NotCleared,
    PageGone,
    TooSoonToTell,
    *TIME_ERRORS,
)


def index(visit: Visit) -> Response:
    """Posts with their states, by state and page."""
    try:
        states = [PostState(visit.query("trang-thai"))]
    except ValueError:
        states = list(PostState)
    page_id = visit.query("trang") if any(p.id == visit.query("trang") for p in visit.settings.pages) else None
    before = from_cursor(visit.query("truoc"))
    found = visit.store.posts.list(states, page_id, before, _LIMIT + 1)
    shown = found[:_LIMIT]
    return page(
        visit,
        "posts.html",
        here="posts",
        posts=shown,
        states=tuple(PostState),
        counts={state.value: visit.store.posts.count(state) for state in PostState},
        state=states[0].value if len(states) == 1 else "",
        page_id=page_id or "",
        pages=visit.settings.pages,
        names=visit.settings.page_names,
        older=to_cursor(visit.store.posts.cursor(shown[-1])) if len(found) > _LIMIT else "",
        first=before is None,
    )


def show(visit: Visit) -> Response:
    """One post."""
    return post_page(visit, visit.store.posts.get(visit.number("post_id")))


def approve(visit: Visit) -> Response:
    return _act(
        visit,
        "bai-da-duyet",
        lambda post, target, version: compose.approve(visit.store, visit.user, target, post.id, version, visit.now),
    )


def schedule(visit: Visit) -> Response:
    """Schedule, move or reschedule. A button with a time goes before what stands in the field."""
    choice = visit.form.text("quick") or visit.form.text("wall_time")
    return put(visit, visit.number("post_id"), visit.form.number("version"), choice, back_of(visit))


def put(visit: Visit, post_id: int, version: int, choice: str, back: str = "") -> Response:
    """Give a post a time and go `back`, else to the post; or show the post with what there is to say first."""
    post = visit.store.posts.get(post_id)
    try:
        proposal = take(visit, post, require_page(visit, post), version, choice)
    except _REFUSED as error:
        return post_page(visit, visit.store.posts.get(post.id), Asked(choice, error), back=back)
    if proposal is not None:
        return post_page(visit, post, Asked(choice, proposal=proposal), back=back)
    return redirect(back or f"/bai-dang/{post.id}", "da-hen", bai=post.id)


def weigh(visit: Visit) -> Response:
    """What is to be told of a time, while it is chosen. Schedules nothing."""
    post = visit.store.posts.get(visit.number("post_id"))
    target = require_page(visit, post)
    choice = visit.query("wall_time").strip()
    found, problem = None, ""
    if choice:
        try:
            found = in_words(visit, target, planning.propose(visit.store, target, post, choice, visit.now))
        except TIME_ERRORS as error:
            problem = describe(error)
    return fragment(visit, "parts/time-told.html", time=found, time_problem=problem)


def cancel(visit: Visit) -> Response:
    return _act(
        visit,
        "da-huy",
        lambda post, target, version: scheduling.cancel(visit.store, visit.user, post.id, version, visit.now),
    )


def vouch(visit: Visit) -> Response:
    """An editor has looked at the source that the desk cannot see."""
    return _act(
        visit, "da-xem-nguon", lambda post, target, version: revisit.vouch(visit.store, visit.user, post.id, visit.now)
    )


def settled(visit: Visit) -> Response:
    """An editor looked at the page: the post of which nobody knew is there, at this address, or it is not."""
    address = visit.form.text("address")

    def told(post: Post, _target: Page, version: int) -> None:
        if visit.form.text("answer") == "not-there":
            settle.not_there(visit.store, visit.user, post.id, version, visit.now)
        else:
            settle.found_there(visit.store, visit.user, post.id, version, address, visit.now)

    return _act(visit, "da-xac-nhan", told, address=address)


def can_copy(visit: Visit, post: Post) -> bool:
    """Whether there is, or may be, a page without a post of the article."""
    return len(visit.settings.pages) > 1 or post.state is PostState.CANCELLED


def _act(visit: Visit, code: str, action: Callable[[Post, Page, int], None], address: str = "") -> Response:
    post = visit.store.posts.get(visit.number("post_id"))
    try:
        action(post, require_page(visit, post), visit.form.number("version"))
    except _REFUSED as error:
        return post_page(visit, visit.store.posts.get(post.id), Asked(problem=error), address)
    return redirect(after(visit, post.id), code, bai=post.id)


def post_page(visit: Visit, post: Post, asked: Asked = NOTHING, address: str = "", back: str = "") -> Response:
    """One post; `back` is where its forms lead once they are done, when somebody came from the calendar."""
    target = page_of(visit, post)
    article = visit.store.articles.get(post.article_id)
    error = asked.problem
    status = 200 if error is None else 422 if asked.timed else status_of(error)
    editable = target is not None and post.state in EDITABLE
    amended = amendments.of_post(visit, post, target)
    return page(
        visit,
        "post.html",
        status=status,
        here="posts",
        post=post,
        article=article,
        seen=() if target is None else page_checks.as_seen(visit.store, article, target),
        target=target,
        typed=_as_read(post) | {"caption": amended["shown_caption"]},
        **amended,
        needs=visit.store.posts.needs(post.id) if post.state in EDITABLE else (),
        look=visit.store.revisits.last(post.id) if post.state is PostState.SCHEDULED else None,
        can_vouch=target is not None and visit.user.may_schedule,
        events=visit.store.audit.of("post", post.id),
        versions=len(visit.store.versions.of_post(post.id)),
        typed_before=visit.store.typing.of(visit.user, post.article_id, post.id),
        can_edit=editable,
        can_approve=target is not None and post.state is PostState.DRAFT,
        own=target is not None and composer_waits(target, post.composed_by, visit.user),
        can_copy=can_copy(visit, post),
        can_cancel=editable and visit.user.may_schedule,
        can_settle=target is not None and post.state is PostState.UNKNOWN and visit.user.may_schedule,
        reading=post.read_at is not None,
        address=address,
        back=back or back_of(visit),
        undo=undoable(visit),
        address_problem=isinstance(error, AddressInvalid | AddressTaken),
        problem="" if error is None else describe(error),
        **values(visit, post, target, asked),
    )


def _as_read(post: Post) -> dict[str, object]:
    """The post's content under the names that the preview reads."""
    return {
        "article_id": post.article_id,
        "caption": post.caption,
        "tags": post.hashtags,
        "pictures": post.pictures,
        "source": compose.source_line(post.source_name, post.outgoing_link),
    }
