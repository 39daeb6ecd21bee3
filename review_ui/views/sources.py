"""How the sources fare."""

from __future__ import annotations

from starlette.responses import Response

from review_ui.rendering import page
from review_ui.site import Visit


def show(visit: Visit) -> Response:
    """Every source with its last visits; those in trouble first."""
    statuses = sorted(visit.store.sources.statuses(), key=lambda s: (s.problem is None, s.name))
    return page(
        visit,
        "sources.html",
        here="sources",
        statuses=statuses,
        troubled=sum(status.problem is not None for status in statuses),
    )
