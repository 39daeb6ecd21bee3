"""The calendar of posts: a month, a week, or a list of days; of one page or of several at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from starlette.responses import Response

from pipeline import planning, schedule
from pipeline.almanac import DayFacts, day_facts
from pipeline.digest import Week
from pipeline.errors import TimeInvalid
from pipeline.i18n import _
from pipeline.model import SCHEDULABLE, Page, Post, PostState
from pipeline.plans import Entry
from pipeline.schedule import Day
from pipeline.walltime import Moment, moment_of
from pipeline.words import post_state_name
from review_ui.addresses import with_query
from review_ui.page_marks import marks_of
from review_ui.rendering import page
from review_ui.site import Visit
from review_ui.views.scheduling import Offer, offer
from review_ui.views.undoing import undoable

_MONTH = re.compile(r"(\d{4})-(\d{2})\Z", re.ASCII)
LIST_DAYS = 14
_IN_CELL = 5
"""So many posts of a day stand in a month's cell; the others are on the day's own page."""
_IN_COLUMN = 20
_TRAY = 12


@dataclass(frozen=True, slots=True)
class Span:
    """The weeks shown, with the addresses before and after. `view` is "month", "week" or "list"."""

    view: str
    name: str
    weeks: tuple[tuple[Day, ...], ...]
    previous: str
    next: str
    key: str
    """The query parameter that `previous`, `next` and `at` are values of."""
    at: str
    first: date


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as the calendar draws it. `clock` is that of the calendar's zone."""

    id: int
    version: int
    state: str
    title: str
    page_id: str
    clock: str
    movable: bool


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day of the calendar; `more` posts of it are not shown."""

    date: date
    within: bool
    facts: DayFacts
    posts: tuple[Shown, ...]
    more: int
    free: tuple[tuple[str, tuple[Moment, ...]], ...]
    """Free slots by page."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An approved post without a time, with the next free slot of its page."""

    post: Post
    slot: Offer | None


def show(visit: Visit) -> Response:
    """A month, the present one unless `thang=2026-11`, a week `tuan=2026-W48` or a list of days
    `danh-sach=2026-11-23` is named; of the pages named by `trang`, else of all.

    Raises `TimeInvalid`, `WeekInvalid`, `DayInvalid`.
    """
    pages = selected(visit)
    (zone,) = {one.zone for one in pages} if len({one.zone for one in pages}) == 1 else {visit.settings.zone}
    today = moment_of(visit.now, zone).day
    some = len(pages) < len(visit.settings.pages)
    ids = tuple(one.id for one in pages) if some else ()
    span = _span(visit, zone, ids, today)
    days = [day for week in span.weeks for day in week]
    free = _free(visit, pages, span, days)
    shown = tuple(tuple(_day(day, span, zone, free, visit.user.may_schedule) for day in week) for week in span.weeks)
    flat = [day for week in shown for day in week]
    chosen = pages[0] if len(pages) == 1 else None
    back = with_query("/lich", **{span.key: span.at}, trang=",".join(ids))
    return page(
        visit,
        "calendar.html",
        here="calendar",
        span=span,
        weeks=shown,
        # On a phone a month is a list of these days.
        worth={day.date for day in flat if _worth(day, span, today)},
        today=today,
        this_week=str(Week.of(today)),
        page_zone=zone,
        chosen=chosen,
        trang=",".join(ids),
        ids=frozenset(one.id for one in pages),
        some=some,
        pages=visit.settings.pages,
        page_marks=marks_of(visit.settings),
        many=len(visit.settings.pages) > 1,
        count=sum(len(day.posts) for day in days if day.in_month),
        tray=_tray(visit, pages) if visit.user.may_schedule else (),
        back=back,
        undo=undoable(visit),
        state_names={state.value: post_state_name(state) for state in PostState},
        more_words=_("Move, copy or cancel post {n}"),
        week_of=lambda day: str(Week.of(day)),
        printed=visit.now,
        density=_density(flat),
    )


def selected(visit: Visit) -> tuple[Page, ...]:
    """The pages that the address names, by several `trang` or one with commas; all when it names none that is there."""
    names = {name for value in visit.request.query_params.getlist("trang") for name in value.split(",")}
    found = tuple(one for one in visit.settings.pages if one.id in names)
    return found or visit.settings.pages


def _span(visit: Visit, zone: str, ids: Sequence[str], today: date) -> Span:
    if visit.query("tuan"):
        return _week(visit, zone, ids)
    if visit.query("danh-sach"):
        return _list(visit, zone, ids)
    return _month(visit, zone, ids, today)


def _month(visit: Visit, zone: str, ids: Sequence[str], today: date) -> Span:
    text = visit.query("thang")
    match = _MONTH.match(text)
    if text and match is None:
        raise TimeInvalid(text=text[:20])
    year, number = (today.year, today.month) if match is None else (int(match[1]), int(match[2]))
    month = schedule.month(visit.store, zone, year, number, ids)
    before, after = (f"{y:04}-{m:02}" for y, m in (month.previous, month.next))
    name = f"{number:02}/{year}"
    return Span("month", name, month.weeks, before, after, "thang", f"{year:04}-{number:02}", date(year, number, 1))


def _week(visit: Visit, zone: str, ids: Sequence[str]) -> Span:
    week = Week.parse(visit.query("tuan"))
    try:
        before, after = str(week.previous), str(week.next)
    except (ValueError, OverflowError) as error:
        raise TimeInvalid(text=str(week)) from error
    days = schedule.days(visit.store, zone, week.monday, 7, ids)
    return Span("week", _from_to(week.monday, 7), (days,), before, after, "tuan", str(week), week.monday)


def _list(visit: Visit, zone: str, ids: Sequence[str]) -> Span:
    first = schedule.parse_day(visit.query("danh-sach"))
    days = schedule.days(visit.store, zone, first, LIST_DAYS, ids)
    before, after = (first + timedelta(days=n) for n in (-LIST_DAYS, LIST_DAYS))
    return Span(
        "list", _from_to(first, LIST_DAYS), (days,), before.isoformat(), after.isoformat(), "danh-sach",
        first.isoformat(), first,
    )  # fmt: skip


def _from_to(first: date, days: int) -> str:
    return f"{first:%d/%m} – {first + timedelta(days=days - 1):%d/%m/%Y}"


def _free(
    visit: Visit, pages: Sequence[Page], span: Span, days: Sequence[Day]
) -> Mapping[date, tuple[tuple[str, tuple[Moment, ...]], ...]]:
    """Free slots by day. In a month's narrow cells those of several pages would crowd out the posts."""
    if span.view == "month" and len(pages) > 1:
        return {}
    found: dict[date, list[tuple[str, tuple[Moment, ...]]]] = {}
    for one in pages:
        for day, slots in planning.free_by_day(visit.store, one, days[0].date, len(days), visit.now).items():
            found.setdefault(day, []).append((one.id, slots))
    return {day: tuple(slots) for day, slots in found.items()}


def _day(
    day: Day, span: Span, zone: str, free: Mapping[date, tuple[tuple[str, tuple[Moment, ...]], ...]], may_move: bool
) -> ShownDay:
    most = _IN_CELL if span.view == "month" else _IN_COLUMN
    # One more takes no more room than the line that says so.
    cut = len(day.posts) if len(day.posts) <= most + 1 else most
    tz = ZoneInfo(zone)
    return ShownDay(
        day.date,
        day.in_month,
        day_facts(day.date),
        tuple(_shown(post, tz, may_move) for post in day.posts[:cut]),
        len(day.posts) - cut,
        free.get(day.date, ()),
    )


def _shown(post: Entry, tz: ZoneInfo, may_move: bool) -> Shown:
    return Shown(
        post.id,
        post.version,
        post.state,
        post.article_title,
        post.page_id,
        f"{post.due_at.astimezone(tz):%H:%M}",
        may_move and post.state in SCHEDULABLE,
    )


def _worth(day: ShownDay, span: Span, today: date) -> bool:
    """Whether a day is shown where days stand one below the other."""
    if not day.within:
        return False
    if span.view == "week":
        return True
    facts = bool(day.facts.holidays) or (span.view == "list" and bool(day.facts.marks))
    return bool(day.posts) or day.date == today or facts


def _tray(visit: Visit, pages: Sequence[Page]) -> tuple[Waiting, ...]:
    """Approved posts of the pages that have no time, each with the next free slot."""
    states = (PostState.APPROVED,)
    if len(pages) == len(visit.settings.pages):
        found = visit.store.posts.list(states, limit=_TRAY)
    else:
        found = tuple(post for one in pages for post in visit.store.posts.list(states, one.id, limit=_TRAY))[:_TRAY]
    slots: dict[str, Offer | None] = {}
    for one in pages:
        if any(post.page_id == one.id for post in found):
            slot = next(iter(planning.next_slots(visit.store, one, visit.now, 1)), None)
            slots[one.id] = None if slot is None else offer(slot.choice, one.zone)
    return tuple(Waiting(post, slots.get(post.page_id)) for post in found)


def _density(days: Sequence[ShownDay]) -> str:
    """How small a printed week has to be written for its fullest day to fit the sheet."""
    most = max((len(day.posts) + len(day.facts.holidays) for day in days), default=0)
    return "dense-3" if most > 10 else "dense-2" if most > 6 else "dense-1"
