"""How loud each check is for a page, and the form that changes it."""

from __future__ import annotations

from starlette.responses import Response

from pipeline import page_checks
from pipeline.errors import Conflict, DeskError, LevelReasonNeeded
from pipeline.i18n import describe
from pipeline.levels import ALWAYS_ASKED, Level
from pipeline.model import Page
from review_ui.rendering import page, redirect, status_of
from review_ui.site import Visit


def show(visit: Visit) -> Response:
    """The checks of one page of the desk. Raises `PageNotFound`."""
    name = visit.query("trang")
    return _page(visit, visit.settings.page(name) if name else visit.settings.pages[0])


def switch(visit: Visit) -> Response:
    """Set one level. Raises `PageNotFound` or `CheckNotFound`."""
    target = visit.settings.page(str(visit.request.path_params["page_id"]))
    check = str(visit.request.path_params["check"])
    level, before = _level(visit, "level"), _level(visit, "before")
    reason = visit.form.text("reason")
    clock = visit.site.clock
    try:
        page_checks.switch(visit.store, visit.user, target, check, level, reason, clock, before or level)
    except (Conflict, LevelReasonNeeded) as error:
        return _page(visit, target, error=error, check=check, level=level, reason=reason)
    page_checks.reweigh(visit.store, clock, batches=page_checks.BATCHES_AT_ONCE)
    return redirect("/kiem-tra", "muc-da-doi", trang=target.id)


def _level(visit: Visit, field: str) -> Level | None:
    try:
        return Level(visit.form.text(field))
    except ValueError:
        return None


def _page(
    visit: Visit,
    target: Page,
    *,
    error: DeskError | None = None,
    check: str = "",
    level: Level | None = None,
    reason: str = "",
) -> Response:
    return page(
        visit,
        "checks.html",
        status=200 if error is None else status_of(error),
        here="checks",
        target=target,
        pages=visit.settings.pages,
        switches=page_checks.switches_of(visit.store, target),
        levels=tuple(Level),
        always_asked=ALWAYS_ASKED,
        reason_limit=page_checks.REASON_LIMIT,
        left=visit.store.levels.left(),
        problem="" if error is None else describe(error),
        tried=check,
        tried_level=level,
        tried_reason=reason,
    )
