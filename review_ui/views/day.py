"""One day of the calendar: its posts, its free slots, and the moving of its posts together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.responses import Response

from pipeline import moves, planning, schedule
from pipeline.almanac import day_facts
from pipeline.cautions import say
from pipeline.digest import Week
from pipeline.errors import (
    Conflict,
    DayInvalid,
    DeskError,
    MoveImpossible,
    NothingToMove,
    PageNotFound,
    ShiftInvalid,
)
from pipeline.i18n import describe, format_date
from pipeline.model import Page, Post, PostState
from pipeline.moves import Preview, Target
from pipeline.schedule import Day
from pipeline.walltime import moment_of
from review_ui.addresses import versioned, with_query
from review_ui.errors import FormBroken
from review_ui.rendering import page, redirect, status_of
from review_ui.site import Visit
from review_ui.views.posts import put
from review_ui.views.scheduling import offer
from review_ui.views.undoing import undoable

_OFFERED = 50


def show(visit: Visit) -> Response:
    """A day: its posts, its free slots, and what moving its posts would do when that is asked. Raises `DayInvalid`."""
    chosen = _chosen(visit)
    if chosen is None or not (visit.query("gio") or visit.query("phut") or visit.query("sang")):
        return _day_page(visit, chosen)
    try:
        return _day_page(visit, chosen, moves.preview(visit.store, chosen, _day(visit), _asked(visit), visit.now))
    except (ShiftInvalid, DayInvalid) as error:
        return _day_page(visit, chosen, error=error)


def move(visit: Visit) -> Response:
    """Move the posts of a day, as they were looked at. Raises `DayInvalid`."""
    chosen = _chosen(visit)
    if chosen is None:
        raise PageNotFound(id=visit.form.text("trang"))
    moved = _day(visit)
    target = _target(visit.form.text("boi"), visit.form.text("sang"))
    again = moves.preview(visit.store, chosen, moved, target, visit.now)
    try:
        moves.confirm(visit.store, visit.user, again, visit.form.text("stamp"), visit.now)
    except (Conflict, MoveImpossible, NothingToMove) as error:
        fresh = moves.preview(visit.store, chosen, moved, target, visit.now)
        return _day_page(visit, chosen, fresh, error)
    landed = next((one.moment.day for one in again.moves if one.moment is not None), moved)
    return redirect(f"/lich/ngay/{landed}", "da-chuyen", trang=_page_query(visit, chosen))


def fill(visit: Visit) -> Response:
    """Put a post that has no time yet into a slot of the day."""
    try:
        post_id, version = versioned(visit.form.text("post"))
    except FormBroken as error:
        return _day_page(visit, _chosen(visit), error=error)
    back = with_query(f"/lich/ngay/{_day(visit)}", trang=visit.form.text("trang"))
    return put(visit, post_id, version, visit.form.text("wall_time"), back)


def _day_page(
    visit: Visit, chosen: Page | None, seen: Preview | None = None, error: DeskError | None = None
) -> Response:  # fmt: skip
    shown = _day(visit)
    zone = visit.settings.zone if chosen is None else chosen.zone
    (one,) = schedule.days(visit.store, zone, shown, 1, () if chosen is None else (chosen.id,))
    free = () if chosen is None else planning.free_by_day(visit.store, chosen, shown, 1, visit.now).get(shown, ())
    without_time: tuple[Post, ...] = ()
    if chosen is not None and free and visit.user.may_schedule:
        without_time = visit.store.posts.list((PostState.APPROVED, PostState.MISSED), chosen.id, limit=_OFFERED)
    names = visit.settings.page_names
    moving = [post for post in one.posts if post.state == PostState.SCHEDULED]
    return page(
        visit,
        "day.html",
        status=200 if error is None else 422 if isinstance(error, DayInvalid | FormBroken) else status_of(error),
        here="calendar",
        date=shown,
        before=_neighbour(shown, -1),
        after=_neighbour(shown, 1),
        month=f"{shown:%Y-%m}",
        week=str(Week.of(shown)),
        facts=day_facts(shown),
        posts=one.posts,
        undo=undoable(visit),
        quiet_posts=_quiet(one, chosen),
        slots=tuple(offer(slot.choice, zone) for slot in free),
        without_time=without_time,
        page_zone=zone,
        chosen=chosen,
        page_id="" if chosen is None else _page_query(visit, chosen),
        pages=visit.settings.pages,
        names=names,
        can_move=chosen is not None and bool(moving) and visit.user.may_schedule,
        moving=len(moving),
        seen=seen,
        lines=() if seen is None or chosen is None else _lines(seen, chosen, names),
        boi=_shift_text(seen),
        sang=seen.target.isoformat() if seen is not None and isinstance(seen.target, date) else visit.query("sang"),
        gio=visit.query("gio"),
        phut=visit.query("phut"),
        chieu=visit.query("chieu"),
        problem="" if error is None else describe(error),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A post of a preview, in words. `there` is empty where it cannot go."""

    post_id: int
    title: str
    here: str
    there: str
    problem: str
    cautions: tuple[str, ...]


def _lines(seen: Preview, chosen: Page, names: dict[str, str]) -> Sequence[Line]:
    lines = []
    for one in seen.moves:
        there = ""
        if one.moment is not None:
            same = one.moment.day == seen.day
            there = f"{one.moment.clock:%H:%M}" if same else f"{format_date(one.moment.day)} {one.moment.clock:%H:%M}"
        lines.append(
            Line(
                one.post.post_id,
                one.post.title,
                f"{moment_of(one.post.at, chosen.zone).clock:%H:%M}",
                there,
                "" if one.problem is None else describe(one.problem),
                tuple(say(caution, chosen, names) for caution in one.cautions),
            )
        )
    return lines


def _quiet(shown: Day, chosen: Page | None) -> frozenset[int]:
    if chosen is None:
        return frozenset()
    return frozenset(post.id for post in shown.posts if chosen.plan.is_quiet(moment_of(post.due_at, chosen.zone).clock))


def _chosen(visit: Visit) -> Page | None:
    """The page that is looked at: the one named, else the only one there is."""
    name = visit.query("trang") or visit.form.text("trang")
    pages = visit.settings.pages
    return next((one for one in pages if one.id == name), pages[0] if len(pages) == 1 else None)


def _page_query(visit: Visit, chosen: Page) -> str:
    return "" if len(visit.settings.pages) == 1 else chosen.id


def _day(visit: Visit) -> date:
    return schedule.parse_day(str(visit.request.path_params["day"]))


def _neighbour(shown: date, days: int) -> str:
    other = shown + timedelta(days=days)
    return other.isoformat() if schedule.FIRST_YEAR <= other.year <= schedule.LAST_YEAR else ""


def _asked(visit: Visit) -> Target:
    if visit.query("sang"):
        return schedule.parse_day(visit.query("sang"))
    sign = "-" if visit.query("chieu") == "som" else ""
    return moves.parse_shift(f"{sign}{visit.query('gio') or 0}h{visit.query('phut') or 0}m")


def _target(shift: str, day: str) -> Target:
    return schedule.parse_day(day) if day else moves.parse_shift(shift)


def _shift_text(seen: Preview | None) -> str:
    if seen is None or not isinstance(seen.target, timedelta):
        return ""
    minutes = int(seen.target.total_seconds()) // 60
    return f"{minutes}m"
