"""What keeps the desk running, for scripts: pauses of pages, the checks of a page, sources to be visited again."""

from __future__ import annotations

from pipeline import page_checks, page_control
from pipeline.levels import Level
from review_ui.api import showing
from review_ui.api.call import Call, Given
from review_ui.api.plans import pages, sources


def pause(call: Call) -> Given:
    """Nothing leaves for this page until a person lets it go on. Raises `PageNotFound` or `PauseReasonNeeded`."""
    page = call.settings.page(call.path["page_id"])
    page_control.pause(call.store, page, call.body["reason"], call.now, by=call.user)
    return pages(call)


def resume(call: Call) -> Given:
    """Let the page go on. Raises `PageNotFound` or `TokenHolds`."""
    page_control.resume(call.store, call.settings.page(call.path["page_id"]), call.now, by=call.user)
    return pages(call)


def checks(call: Call) -> Given:
    """How loud each check is for a page. Raises `PageNotFound`."""
    page = call.settings.page(call.path["page_id"])
    items = [
        {
            "check": one.check,
            "level": one.level.value,
            "reason": one.reason,
            "set_at": showing.instant(one.at),
            "set_by": one.by,
        }
        for one in page_checks.switches_of(call.store, page)
    ]
    return Given({"page_id": page.id, "items": items})


def switch(call: Call) -> Given:
    """Set one level. Raises `PageNotFound`, `CheckNotFound`, `LevelReasonNeeded` or `Conflict`."""
    page, body = call.settings.page(call.path["page_id"]), call.body
    before = Level(body["before"]) if "before" in body else None
    clock = call.site.clock
    page_checks.switch(
        call.store, call.user, page, call.path["check"], Level(body["level"]), body["reason"], clock, before
    )
    page_checks.reweigh(call.store, clock, batches=page_checks.BATCHES_AT_ONCE)
    return checks(call)


def visit_again(call: Call) -> Given:
    """Make a source due at once, stopped or failing or not. Raises `SourceNotFound`."""
    call.store.sources.resume(call.path["source_id"], call.user, call.now)
    return sources(call)
