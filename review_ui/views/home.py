"""Today: what waits for a person, what goes out, which sources are in trouble."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.responses import Response

from pipeline.health import failed
from pipeline.model import ArticleState, PostState
from review_ui.rendering import page
from review_ui.site import Visit


def show(visit: Visit) -> Response:
    """The first page after the login."""
    zone = ZoneInfo(visit.settings.zone)
    today = visit.now.astimezone(zone).date()
    start = datetime.combine(today, time(), zone)
    end = datetime.combine(today + timedelta(days=1), time(), zone)
    store = visit.store
    wrong = failed(visit.site.checkup.recent().items) if visit.user.may_schedule else ()
    return page(
        visit,
        "home.html",
        here="home",
        today=today,
        wrong=wrong,
        flagged=store.articles.count(ArticleState.FLAGGED),
        clean=store.articles.count(ArticleState.CLEAN),
        approved=store.articles.count(ArticleState.APPROVED),
        posts={state.value: store.posts.count(state) for state in PostState},
        going_out=store.posts.between(start, end),
        troubled=tuple(status for status in store.sources.statuses() if status.problem),
    )
