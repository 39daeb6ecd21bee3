"""The audit log: who did what, when."""

from __future__ import annotations

from starlette.responses import Response

from review_ui.rendering import page
from review_ui.site import Visit

_LIMIT = 50


def show(visit: Visit) -> Response:
    """The latest events, paged by id."""
    text = visit.query("truoc")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    events = visit.store.audit.latest(_LIMIT + 1, before)
    shown = events[:_LIMIT]
    return page(
        visit,
        "audit.html",
        here="audit",
        events=shown,
        older=shown[-1].id if len(events) > _LIMIT else "",
        first=before is None,
    )
