"""What is done to one post from the calendar: another time by dragging or by form, and the sheet that offers it."""

from __future__ import annotations

from starlette.responses import Response

from pipeline import planning, schedule
from pipeline.errors import DeskError
from pipeline.i18n import format_date
from pipeline.model import SCHEDULABLE, Page, Post, PostState
from pipeline.plan_errors import DayHasNoSlot, NoFreeSlot
from pipeline.walltime import moment_of
from review_ui.addresses import versioned
from review_ui.page_marks import marks_of
from review_ui.rendering import page
from review_ui.site import Visit
from review_ui.targets import page_of, require_page
from review_ui.views.posts import can_copy, post_page, put
from review_ui.views.scheduling import NOTHING, Asked, values
from review_ui.views.undoing import back_of, undoable

NEXT = "ke-tiep"
"""What a form sends instead of a time for the page's next free slot, which is looked for when it arrives."""


def sheet(visit: Visit) -> Response:
    """All that can be done with a post in the calendar, without a mouse."""
    post = visit.store.posts.get(visit.number("post_id"))
    target = page_of(visit, post)
    editor = visit.user.may_schedule and target is not None
    return page(
        visit,
        "sheet.html",
        status=200,
        here="calendar",
        post=post,
        target=target,
        page_marks=marks_of(visit.settings),
        back=back_of(visit) or "/lich",
        undo=undoable(visit),
        can_move=editor and post.state in SCHEDULABLE,
        can_unschedule=editor and post.state is PostState.SCHEDULED,
        can_copy=can_copy(visit, post),
        can_cancel=editor and post.state in (*SCHEDULABLE, PostState.DRAFT),
        next_word=NEXT,
        day=None if post.due_at is None or target is None else moment_of(post.due_at, target.zone).day,
        **values(visit, post, target, NOTHING),
    )


def move(visit: Visit) -> Response:
    """Give the post `bai` another time: `wall_time` as a form of the post has it or `NEXT`, or `ngay` for another day.

    What there is to say of that time is asked on the post's page, as from everywhere else.
    """
    post_id, version = versioned(visit.form.text("bai"))
    post = visit.store.posts.get(post_id)
    target = require_page(visit, post)
    try:
        choice = _choice(visit, post, target)
    except DeskError as error:
        return post_page(visit, post, Asked(problem=error), back=back_of(visit))
    return put(visit, post.id, version, choice, back_of(visit))


def _choice(visit: Visit, post: Post, target: Page) -> str:
    """The wall time that is meant. Raises `NoFreeSlot`, `DayHasNoSlot`, `DayInvalid`."""
    wanted = visit.form.text("wall_time")
    if wanted == NEXT:
        found = planning.next_slots(visit.store, target, visit.now, 1)
        if not found:
            raise NoFreeSlot(page=target.name)
        return found[0].choice
    if not visit.form.text("ngay"):
        return wanted
    day = schedule.parse_day(visit.form.text("ngay"))
    if post.due_at is not None:
        return f"{day}T{moment_of(post.due_at, target.zone).clock:%H:%M}"
    free = planning.free_by_day(visit.store, target, day, 1, visit.now).get(day, ())
    if not free:
        raise DayHasNoSlot(day=format_date(day), page=target.name)
    return free[0].choice
