"""Today: what waits for whom, what goes out, which sources are in trouble."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from pipeline.health import failed
from pipeline.i18n import _
from pipeline.model import ArticleState, PostState
from pipeline.store.today import COUNTED_AT_MOST
from pipeline.walltime import day_bounds, moment_of
from review_ui.rendering import page
from review_ui.site import Visit
from review_ui.views.review import work_today

_POSTS = 30
_SOURCES = 10


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits. `urgent` is what readers or posts suffer from while it waits."""

    path: str
    count: int
    name: str
    advice: str
    urgent: bool = False

    @property
    def shown(self) -> str:
        """The count as a person reads it; counting stops somewhere."""
        return f"{COUNTED_AT_MOST}+" if self.count > COUNTED_AT_MOST else str(self.count)


def show(visit: Visit) -> Response:
    """The first page after the login."""
    today = moment_of(visit.now, visit.settings.zone).day
    going_out = visit.store.posts.between(*day_bounds(today, 1, visit.settings.zone), limit=_POSTS + 1)
    troubles = visit.store.today.troubles(COUNTED_AT_MOST + 1)
    for_me, for_editors = _tasks(visit, len(troubles))
    return page(
        visit,
        "today.html",
        here="home",
        today=today,
        wrong=failed(visit.site.checkup.recent().items) if visit.user.may_schedule else (),
        urgent=tuple(task for task in for_me if task.urgent and task.count),
        tasks=tuple(task for task in for_me if not task.urgent),
        for_editors=tuple(task for task in for_editors if task.count),
        going_out=going_out[:_POSTS],
        more_goes_out=len(going_out) > _POSTS,
        troubles=troubles[:_SOURCES],
        more_troubles=len(troubles) > _SOURCES,
        work=work_today(visit),
        approved=visit.store.articles.count(ArticleState.APPROVED),
    )


def _tasks(visit: Visit, troubles: int) -> tuple[tuple[Task, ...], tuple[Task, ...]]:
    """What waits for the visitor, and what waits for an editor where the visitor is none."""
    store = visit.store
    held = store.reviewing.count_held()
    alone = [one.id for one in visit.settings.pages if not one.four_eyes]

    def posts(state: PostState) -> int:
        return store.posts.count(state)

    for_all = (
        Task(
            "/duyet",
            max(0, store.articles.count(ArticleState.FLAGGED) - held.get(ArticleState.FLAGGED, 0)),
            _("Flagged articles"),
            _("Read what the checks marked, then decide."),
        ),
        Task(
            "/duyet?hang=sach",
            max(0, store.articles.count(ArticleState.CLEAN) - held.get(ArticleState.CLEAN, 0)),
            _("Clean articles"),
            _("Nothing was marked; a glance is enough."),
        ),
        Task(
            "/bai-dang?trang-thai=draft",
            store.today.drafts_for(visit.user.id, alone),
            _("Drafts to approve"),
            _("Another person than the writer approves."),
        ),
        Task(
            "/duyet/dang-giu",
            sum(held.values()),
            _("Articles put aside"),
            _("Give them back once what they wait for is known."),
        ),
    )
    for_editors = (
        Task(
            "/bai-dang?trang-thai=unknown",
            posts(PostState.UNKNOWN),
            _("Outcome unknown"),
            _("Look at the page itself before anything else."),
            urgent=True,
        ),
        Task(
            "/trang",
            len(store.pages.paused(visit.now)),
            _("Paused pages"),
            _("Nothing leaves from them until somebody lets them go on."),
            urgent=True,
        ),
        Task(
            "/bai-dang/lo-gio",
            posts(PostState.MISSED),
            _("Missed posts"),
            _("Choose a new time, or cancel them."),
            urgent=True,
        ),
        Task(
            "/bai-dang?trang-thai=failed",
            posts(PostState.FAILED),
            _("Failed posts"),
            _("See what was wrong, then choose a new time."),
            urgent=True,
        ),
        Task(
            "/nguon",
            troubles,
            _("Sources in trouble"),
            _("See what each says, and have it visited again."),
            urgent=True,
        ),
        Task(
            "/bai-dang?trang-thai=approved",
            posts(PostState.APPROVED),
            _("Posts without a time"),
            _("An editor chooses when they go out."),
        ),
    )
    return ((*for_all, *for_editors), ()) if visit.user.may_schedule else (for_all, for_editors)
