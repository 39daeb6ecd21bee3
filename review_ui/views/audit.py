"""The audit log: who did what, when."""

from __future__ import annotations

from starlette.responses import Response

from review_ui.addresses import whole_number
from review_ui.rendering import page
from review_ui.site import Visit

_LIMIT = 50


def show(visit: Visit) -> Response:
    """The latest events, paged by id."""
    before = whole_number(visit.query("truoc"))
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
