"""Withdrawing and correcting a post that is out, on its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.responses import Response

from pipeline import amend, compose
from pipeline.errors import (
    AmendmentOpen,
    AmendmentReasonNeeded,
    CaptionInvalid,
    Conflict,
    DeskError,
    FourEyes,
    NotAllowed,
    PostNotOut,
    WayCannotAmend,
)
from pipeline.i18n import describe
from pipeline.model import Page, Post, PostState
from pipeline.store.amendments import Kind
from review_ui.errors import PageGone
from review_ui.rendering import page, redirect, status_of
from review_ui.site import Visit
from review_ui.targets import require_page

_SAID = (
    AmendmentOpen,
    AmendmentReasonNeeded,
    CaptionInvalid,
    Conflict,
    FourEyes,
    NotAllowed,
    PageGone,
    PostNotOut,
    WayCannotAmend,
)


def of_post(visit: Visit, post: Post, target: Page | None) -> dict[str, object]:
    """What the post's page shows of it: all that was asked, and what can be asked now."""
    amendments = visit.store.amendments.of_post(post.id)
    out = post.state is PostState.PUBLISHED and not any(
        one.kind is Kind.WITHDRAW and one.result == "done" for one in amendments
    )
    pending = next((one for one in amendments if one.result is None), None)
    free = out and target is not None and pending is None and visit.user.may_schedule
    return {
        "totals": visit.store.insights.of_post(post.id) if post.state is PostState.PUBLISHED else None,
        "amendments": amendments,
        "amending": pending,
        "shown_caption": amend.shown_caption(post, amendments),
        "out": out,
        "able": amend.able(target) if free and target is not None else frozenset(),
        "asks_elsewhere": free and target is not None and not amend.able(target),
        "may_approve_amendment": pending is not None
        and pending.waits_for_approval
        and pending.asked_by != visit.user.id,
    }


def show(visit: Visit) -> Response:
    """The page that asks for the reason and, of a correction, the text: the step before anything is done."""
    kind = _kind(visit)
    return _form(visit, kind)


def ask(visit: Visit) -> Response:
    """Withdraw or correct, after the form was confirmed."""
    kind = _kind(visit)
    post = visit.store.posts.get(visit.number("post_id"))
    try:
        target = require_page(visit, post)
        reason = visit.form.text("reason")
        if kind is Kind.WITHDRAW:
            amend.withdraw(visit.store, visit.user, target, post.id, reason, visit.now)
        else:
            amend.correct(visit.store, visit.user, target, post.id, visit.form.text("caption"), reason, visit.now)
    except _SAID as error:
        return _form(visit, kind, error=error)
    return redirect(f"/bai-dang/{post.id}", "se-go" if kind is Kind.WITHDRAW else "se-dinh-chinh")


def approve(visit: Visit) -> Response:
    """A second person approves a correction."""
    return _on_pending(
        visit, "dinh-chinh-da-duyet", lambda number: visit.store.amendments.approve(visit.user, number, visit.now)
    )


def drop(visit: Visit) -> Response:
    """Take back what was asked and not sent."""
    return _on_pending(
        visit, "da-bo-yeu-cau", lambda number: visit.store.amendments.drop(visit.user, number, visit.now)
    )


def _on_pending(visit: Visit, code: str, action: Callable[[int], None]) -> Response:
    post = visit.store.posts.get(visit.number("post_id"))
    number = visit.form.number("amendment")
    if number not in {one.id for one in visit.store.amendments.of_post(post.id)}:
        raise Conflict
    action(number)
    return redirect(f"/bai-dang/{post.id}", code)


def _form(visit: Visit, kind: Kind, *, error: DeskError | None = None) -> Response:
    post = visit.store.posts.get(visit.number("post_id"))
    if error is None and (post.state is not PostState.PUBLISHED or visit.store.amendments.withdrawn(post.id)):
        raise PostNotOut
    amendments = visit.store.amendments.of_post(post.id)
    fields: Mapping[type[DeskError], str] = {AmendmentReasonNeeded: "reason", CaptionInvalid: "caption"}
    return page(
        visit,
        "amend.html",
        status=200 if error is None else status_of(error),
        here="posts",
        post=post,
        kind=kind.value,
        reason=visit.form.text("reason"),
        caption=visit.form.text("caption") if error is not None else amend.shown_caption(post, amendments),
        limit=compose.CAPTION_LIMIT,
        reason_limit=amend.REASON_LIMIT,
        second=kind is Kind.CORRECT and require_page(visit, post).four_eyes,
        problem="" if error is None else describe(error),
        problem_field="" if error is None else fields.get(type(error), ""),
    )


def _kind(visit: Visit) -> Kind:
    return Kind.WITHDRAW if visit.request.url.path.endswith("/go") else Kind.CORRECT
