"""What needs no login: whether the desk works, for a process that watches it, and its icon."""

from __future__ import annotations

from starlette.responses import JSONResponse, RedirectResponse, Response

from pipeline.errors import StoreBroken, StoreBusy
from pipeline.model import ArticleState
from review_ui.rendering import asset
from review_ui.site import Visit


def show(visit: Visit) -> Response:
    """200 when the store answers, else 503. Says nothing of what it holds."""
    try:
        visit.store.articles.count(ArticleState.FLAGGED)
    except (StoreBusy, StoreBroken) as error:
        return JSONResponse({"status": error.code}, 503)
    return JSONResponse({"status": "ok"})


def icon(_visit: Visit) -> Response:
    """Browsers ask for it where a page names none, as a published one does."""
    return RedirectResponse(asset("icon.svg"), 303)
