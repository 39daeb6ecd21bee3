"""A plan as a file: downloading the posts of some days, and importing a CSV that was looked at first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.responses import Response

from pipeline import plan_export, plan_file, plan_import, schedule
from pipeline.cautions import say
from pipeline.errors import DayInvalid, DeskError, PageNotFound
from pipeline.i18n import describe, format_date
from pipeline.plan_errors import PlanColumns, PlanTooLong, PlanUnreadable
from pipeline.plan_file import Row
from pipeline.plan_import import Done, Line
from pipeline.plan_words import action_name
from pipeline.walltime import moment_of
from review_ui.errors import FileMissing, FormBroken, PathUnknown
from review_ui.page_marks import marks_of
from review_ui.rendering import page
from review_ui.site import Visit

MOST_ROWS = 200
"""A plan goes back with its form, whose size is limited; longer files are imported by the command."""
_MOST_DAYS = 366
_KINDS = ("does", "asks", "same", "bad", "done", "held")
_FORMATS: dict[str, plan_export.Format] = {one: one for one in plan_export.FORMATS}


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the page shows it. `kind` is "does", "asks", "same", "bad" or, once it is over, "done" or "held"."""

    line: int
    kind: str
    said: str
    title: str
    post_id: int | None
    page_id: str
    when: str
    cautions: tuple[str, ...]
    keys: str
    packed: str


def show(visit: Visit) -> Response:
    """The forms."""
    return _page(visit)


def download(visit: Visit) -> Response:
    """The posts from `tu` to `den`, of the pages named by `trang` or of all. Raises `DayInvalid`, `PageNotFound`."""
    format_ = _FORMATS.get(visit.query("dang") or "csv")
    if format_ is None:
        raise PathUnknown
    try:
        first, days = _span(visit)
        made = plan_export.export(
            visit.store,
            visit.settings,
            format_,
            first,
            days,
            _pages(visit),
            excel=visit.query("excel") == "1",
            base_url=f"{visit.request.url.scheme}://{visit.request.headers.get('host', '')}",
        )
    except (DayInvalid, PageNotFound) as error:
        return _page(visit, error=error)
    name = f"lich-dang-{first}-{days}-ngay.{format_}"
    media = f"{plan_export.MEDIA_TYPES[format_]}; charset=utf-8"
    return Response(made, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})


def _span(visit: Visit) -> tuple[date, int]:
    """The first day and how many. Raises `DayInvalid`."""
    first, last = schedule.parse_day(visit.query("tu")), schedule.parse_day(visit.query("den"))
    days = (last - first).days + 1
    if not 1 <= days <= _MOST_DAYS:
        raise DayInvalid(text=visit.query("den")[:40])
    return first, days


def upload(visit: Visit) -> Response:
    """Look at a plan: what each row would do. Nothing is done."""
    data = visit.form.files.get("tep", b"")
    if not data:
        return _page(visit, error=FileMissing())
    try:
        rows = plan_file.read(data, MOST_ROWS)
    except (PlanUnreadable, PlanColumns, PlanTooLong) as error:
        return _page(visit, error=error)
    lines = plan_import.look(visit.store, visit.settings, rows, visit.now)
    return _page(visit, looked=tuple(_looked(visit, line) for line in lines))


def carry_out(visit: Visit) -> Response:
    """Do the rows that were looked at; those that ask, where their box is ticked. Raises `FormBroken`."""
    rows = _unpack(visit.form.fields.get("dong", ()))
    accepted: dict[int, tuple[str, ...]] = {}
    for text in visit.form.fields.get("di-tiep", ()):
        line, _, keys = text.partition("|")
        if line.isascii() and line.isdigit():
            accepted[int(line[:9])] = tuple(keys.split())
    lines = plan_import.look(visit.store, visit.settings, rows, visit.now)
    results = plan_import.carry_out(visit.store, visit.settings, visit.user, lines, accepted, visit.now)
    return _page(visit, over=tuple(_over(visit, one) for one in results))


def _looked(visit: Visit, line: Line) -> Shown:
    kind = "bad" if line.problem else "same" if line.action == "same" else "asks" if line.asks else "does"
    return _shown(visit, line, kind, "" if line.post is None else str(line.post.id))


def _over(visit: Visit, one: Done) -> Shown:
    kind = "bad" if one.line.problem else "done" if one.done else "held" if one.held else "same"
    return _shown(visit, one.line, kind, "" if one.post_id is None else str(one.post_id), held=one.held)


def _shown(visit: Visit, line: Line, kind: str, post: str, *, held: bool = False) -> Shown:
    names = visit.settings.page_names
    target = line.page
    row = line.row
    said = action_name(line.action, held=held) if line.problem is None else describe(line.problem)
    when = row.wall_time
    if line.moment is not None:
        when = f"{format_date(line.moment.day)} {line.moment.clock:%H:%M}"
    return Shown(
        row.line,
        kind,
        said,
        line.title,
        int(post) if post else None if line.post is None else line.post.id,
        "" if target is None else target.id,
        when,
        () if target is None else tuple(say(caution, target, names) for caution in line.cautions),
        line.keys,
        _pack(row) if kind in ("does", "asks") else "",
    )


def _pack(row: Row) -> str:
    return json.dumps([row.line, row.post, row.article, row.page, row.wall_time], ensure_ascii=False)


def _unpack(texts: Sequence[str]) -> tuple[Row, ...]:
    """Raises `FormBroken`."""
    rows = []
    for text in texts:
        try:
            line, *cells = json.loads(text)
        except (ValueError, TypeError, RecursionError) as error:
            raise FormBroken from error
        if not isinstance(line, int) or len(cells) != 4 or not all(isinstance(cell, str) for cell in cells):
            raise FormBroken
        rows.append(Row(line, *cells))
    if not rows:
        raise FormBroken
    return tuple(rows)


def _pages(visit: Visit) -> tuple[str, ...]:
    given = (name for value in visit.request.query_params.getlist("trang") for name in value.split(","))
    return tuple(name for name in given if name)


def _page(
    visit: Visit,
    *,
    looked: Sequence[Shown] = (),
    over: Sequence[Shown] = (),
    error: DeskError | None = None,
) -> Response:
    first = _day(visit.query("tu")) or moment_of(visit.now, visit.settings.zone).day
    last = _day(visit.query("den")) or first + timedelta(days=30)
    rows = tuple(looked or over)
    return page(
        visit,
        "plan_files.html",
        status=200 if error is None else 422,
        here="calendar",
        first=first,
        last=last,
        pages=visit.settings.pages,
        ids=frozenset(_pages(visit)),
        page_marks=marks_of(visit.settings),
        rows=rows,
        looked=bool(looked),
        over=bool(over),
        counts={
            kind: sum(row.kind == kind for row in rows) for kind in ("does", "asks", "same", "bad", "done", "held")
        },
        most=MOST_ROWS,
        problem="" if error is None else describe(error),
        file_problem=error is not None and not isinstance(error, DayInvalid | PageNotFound),
    )


def _day(text: str) -> date | None:
    try:
        return schedule.parse_day(text)
    except DayInvalid:
        return None
