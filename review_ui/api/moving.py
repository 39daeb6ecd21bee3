"""Whole days and whole plans, for scripts: what would become of each post, and the doing of what was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline import moves, plan_file, plan_import, schedule
from pipeline.cautions import say
from pipeline.i18n import describe
from pipeline.model import Page
from pipeline.moves import Preview
from pipeline.plan_import import Done, Line
from pipeline.slots import Caution
from review_ui.api import showing
from review_ui.api.call import Call, Given
from review_ui.views.plan_files import MOST_ROWS


def look_at_day(call: Call) -> Given:
    """What moving a page's waiting posts of a day would do; nothing is changed.

    Raises `PageNotFound`, `DayInvalid` or `ShiftInvalid`.
    """
    return _day(call, _asked(call))


def move_day(call: Call) -> Given:
    """Move them as they were looked at, all or none.

    Raises what `look_at_day` does, `NothingToMove`, `MoveImpossible`, and `Conflict` for a stamp that is not true now.
    """
    seen = _asked(call)
    moves.confirm(call.store, call.user, seen, call.body["stamp"], call.now)
    return _day(call, seen)


def _asked(call: Call) -> Preview:
    page = call.settings.page(call.path["page_id"])
    body = call.body
    target = schedule.parse_day(body["to"]) if "to" in body else moves.parse_shift(body.get("by", ""))
    return moves.preview(call.store, page, schedule.parse_day(call.path["day"]), target, call.now)


def _day(call: Call, seen: Preview) -> Given:
    items = [
        {
            "post_id": one.post.post_id,
            "title": one.post.title,
            "at": showing.instant(one.post.at),
            "wall_time": None if one.moment is None else one.moment.wall,
            "cautions": told(call, seen.page, one.cautions),
            "problem": None if one.problem is None else describe(one.problem),
        }
        for one in seen.moves
    ]
    return Given({"possible": seen.possible, "stamp": seen.stamp, "items": items})


def look_at_plan(call: Call) -> Given:
    """What each row of a CSV would do; nothing is changed. Raises `PlanUnreadable`, `PlanColumns` or `PlanTooLong`."""
    return Given({"items": [_row(call, line) | {"done": False, "asks": line.asks} for line in _looked(call)]})


def carry_out_plan(call: Call) -> Given:
    """Do each row by itself; one that asks, where the keys of its cautions are sent. Raises as `look_at_plan` does."""
    accepted = {one["line"]: one["keys"] for one in call.body.get("accept", ())}
    results = plan_import.carry_out(call.store, call.settings, call.user, _looked(call), accepted, call.now)
    return Given({"items": [_done(call, one) for one in results]})


def _looked(call: Call) -> Sequence[Line]:
    rows = plan_file.read(call.body["csv"].encode(), MOST_ROWS)
    return plan_import.look(call.store, call.settings, rows, call.now)


def _done(call: Call, one: Done) -> dict[str, Any]:
    shown = _row(call, one.line) | {"done": one.done, "asks": one.held}
    return shown if one.post_id is None else shown | {"post_id": one.post_id}


def _row(call: Call, line: Line) -> dict[str, Any]:
    return {
        "line": line.row.line,
        "action": line.action,
        "title": line.title,
        "post_id": None if line.post is None else line.post.id,
        "page_id": None if line.page is None else line.page.id,
        "wall_time": line.row.wall_time if line.moment is None else line.moment.wall,
        "cautions": [] if line.page is None else told(call, line.page, line.cautions),
        "problem": None if line.problem is None else describe(line.problem),
    }


def told(call: Call, page: Page, cautions: Sequence[Caution]) -> list[dict[str, object]]:
    """Cautions with what they say, for `page`."""
    names = call.settings.page_names
    return [{"key": one.key, "code": one.code, "asks": one.asks, "text": say(one, page, names)} for one in cautions]
