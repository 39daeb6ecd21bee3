"""The month's calendar of posts."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from starlette.responses import Response

from pipeline import schedule
from pipeline.errors import TimeInvalid
from review_ui.rendering import page
from review_ui.site import Visit

_MONTH = re.compile(r"(\d{4})-(\d{2})\Z", re.ASCII)


def show(visit: Visit) -> Response:
    """One month, the present one unless `thang=2026-11` names another. Raises `TimeInvalid`."""
    chosen = next((p for p in visit.settings.pages if p.id == visit.query("trang")), None)
    zone = visit.settings.zone if chosen is None else chosen.zone
    today = visit.now.astimezone(ZoneInfo(zone)).date()
    text = visit.query("thang")
    match = _MONTH.match(text)
    if text and match is None:
        raise TimeInvalid(text=text[:20])
    year, number = (today.year, today.month) if match is None else (int(match[1]), int(match[2]))
    month = schedule.month(visit.store, zone, year, number, None if chosen is None else chosen.id)
    return page(
        visit,
        "calendar.html",
        here="calendar",
        month=month,
        today=today,
        page_zone=zone,
        page_id="" if chosen is None else chosen.id,
        pages=visit.settings.pages,
        names={p.id: p.name for p in visit.settings.pages},
        # On a phone the month is a list of these days.
        shown={day.date for week in month.weeks for day in week if day.in_month and (day.posts or day.date == today)},
        count=sum(len(day.posts) for week in month.weeks for day in week if day.in_month),
    )
