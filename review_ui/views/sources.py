"""How the sources fare, and a way to visit one again."""

from __future__ import annotations

from starlette.responses import Response

from review_ui.rendering import page, redirect
from review_ui.site import Visit


def show(visit: Visit) -> Response:
    """Every source with its last visits; those in trouble first."""
    statuses = sorted(visit.store.sources.statuses(), key=lambda s: (not s.in_trouble, s.name))
    return page(
        visit,
        "sources.html",
        here="sources",
        statuses=statuses,
        troubled=sum(status.in_trouble for status in statuses),
    )


def resume(visit: Visit) -> Response:
    """Make a source that was stopped, or is failing, due at once. Raises `SourceNotFound`."""
    visit.store.sources.resume(str(visit.request.path_params["source_id"]), visit.user, visit.now)
    return redirect("/nguon", "ghe-lai")
