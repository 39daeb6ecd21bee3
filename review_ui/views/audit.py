"""The audit log: who did what, when; and whether it is as it was written."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from pipeline.store.audit import BY_THE_DESK, Filter
from pipeline.walltime import day_bounds
from review_ui.addresses import whole_number
from review_ui.rendering import page
from review_ui.site import Visit
from review_ui.words import event_names, subject_names

_LIMIT = 50
_LONGEST_ID = 80
_DESK = "ban-tin"


def show(visit: Visit) -> Response:
    """The events that fit, latest first. What cannot be read in the address is as if it were not there."""
    chosen = {name: visit.query(name).strip() for name in ("nguoi", "viec", "loai", "ma", "tu", "den")}
    before = whole_number(visit.query("truoc"))
    events = visit.store.audit.find(_filter(visit, chosen), _LIMIT + 1, before)
    shown = events[:_LIMIT]
    return page(
        visit,
        "audit.html",
        here="audit",
        events=shown,
        older=shown[-1].id if len(events) > _LIMIT else "",
        first=before is None,
        chosen=chosen,
        filtered=any(chosen.values()),
        people=visit.store.users.all(),
        kinds=sorted(event_names().items(), key=lambda pair: pair[1]),
        subjects=subject_names().items(),
        checked=visit.store.audit.checked(),
    )


def _filter(visit: Visit, chosen: dict[str, str]) -> Filter:
    zone = visit.settings.zone
    first, last = _day(chosen["tu"]), _day(chosen["den"])
    person = BY_THE_DESK if chosen["nguoi"] == _DESK else whole_number(chosen["nguoi"])
    subject = chosen["loai"] if chosen["loai"] in subject_names() else None
    return Filter(
        person=person,
        kind=chosen["viec"] if chosen["viec"] in event_names() else None,
        subject=subject,
        subject_id=chosen["ma"][:_LONGEST_ID] if subject is not None and chosen["ma"] else None,
        start=None if first is None else day_bounds(first, 1, zone)[0],
        end=None if last is None else day_bounds(last, 1, zone)[1],
    )


def _day(text: str) -> date | None:
    """A day that a calendar of people has; the ends of Python's have no day after them."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 9000 else None
