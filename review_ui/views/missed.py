"""Posts that missed their time: a new time for each, shown before anything is scheduled."""

from __future__ import annotations

from starlette.responses import Response

from pipeline import missed
from pipeline.errors import DeskError, NothingToReschedule
from pipeline.i18n import describe
from pipeline.model import PostState
from review_ui.errors import FormBroken
from review_ui.rendering import page, redirect
from review_ui.site import Visit

_LIMIT = 50
"""A form has at most so many posts; the rest gets its times after them."""


def show(visit: Visit) -> Response:
    """What would be scheduled when."""
    return _page(visit)


def reschedule(visit: Visit) -> Response:
    """Schedule what the editor saw and left ticked; what changed meanwhile is named and stays missed."""
    choices = [_choice(text) for text in visit.form.fields.get("post", ())]
    done, refused = missed.reschedule(visit.store, visit.settings, visit.user, choices, visit.now)
    if refused or not done:
        problem = None if done or refused else NothingToReschedule()
        return _page(visit, done=done, refused=refused, error=problem)
    return redirect("/bai-dang", "da-hen-lai", None, **{"trang-thai": PostState.SCHEDULED.value})


def _choice(text: str) -> missed.Choice:
    """`ID VERSION WALL-TIME`, as the page wrote it. Raises `FormBroken`."""
    numbers = text.split(" ")
    if len(numbers) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in numbers[:2]):
        raise FormBroken
    return missed.Choice(int(numbers[0]), int(numbers[1]), numbers[2])


def _page(
    visit: Visit,
    *,
    done: int = 0,
    refused: tuple[tuple[int, DeskError], ...] = (),
    error: DeskError | None = None,
) -> Response:
    proposals = missed.propose(visit.store, visit.settings, visit.now)
    shown = proposals[:_LIMIT]
    return page(
        visit,
        "missed.html",
        status=409 if refused or error else 200,
        here="posts",
        proposals=shown,
        left=len(proposals) - len(shown),
        targets={one.id: one for one in visit.settings.pages},
        done=done,
        refused=[(post_id, describe(problem)) for post_id, problem in refused],
        problem="" if error is None else describe(error),
        may_schedule=visit.user.may_schedule,
    )
