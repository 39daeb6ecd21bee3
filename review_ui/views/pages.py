"""The pages that the desk publishes to: who runs them, whether they are paused, how their tokens fare."""

from __future__ import annotations

from starlette.responses import Response

from pipeline import page_control
from pipeline.errors import DeskError
from pipeline.i18n import describe
from pipeline.pages_shown import shown_pages
from pipeline.token_errors import PauseReasonNeeded, TokenHolds
from review_ui.rendering import page, redirect, status_of
from review_ui.site import Visit


def show(visit: Visit) -> Response:
    """Every page of the desk. Asks nobody but the store."""
    return _page(visit)


def pause(visit: Visit) -> Response:
    """Pause a page, with a reason. Raises `PageNotFound`."""
    target = visit.settings.page(str(visit.request.path_params["page_id"]))
    reason = visit.form.text("reason")
    try:
        done = page_control.pause(visit.store, target, reason, visit.now, by=visit.user)
    except PauseReasonNeeded as error:
        return _page(visit, error=error, tried=target.id, reason=reason)
    return redirect("/trang", "trang-dung" if done else "trang-da-dung")


def resume(visit: Visit) -> Response:
    """Let a page go on. Raises `PageNotFound`."""
    target = visit.settings.page(str(visit.request.path_params["page_id"]))
    try:
        page_control.resume(visit.store, target, visit.now, by=visit.user)
    except TokenHolds as error:
        return _page(visit, error=error, tried=target.id)
    return redirect("/trang", "trang-tiep")


def _page(visit: Visit, *, error: DeskError | None = None, tried: str = "", reason: str = "") -> Response:
    return page(
        visit,
        "pages.html",
        status=200 if error is None else status_of(error),
        here="pages",
        shown=shown_pages(visit.store, visit.settings, visit.now),
        reason_limit=page_control.REASON_LIMIT,
        problem="" if error is None else describe(error),
        needs_reason=isinstance(error, PauseReasonNeeded),
        tried=tried,
        tried_reason=reason,
    )
