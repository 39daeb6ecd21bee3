"""The calendar in a calendar program: a secret address for each person, and what is read there."""

from __future__ import annotations

import re

from starlette.responses import Response

from pipeline import ics
from pipeline.passwords import hash_token, new_token
from review_ui import conditional
from review_ui.errors import PathUnknown
from review_ui.rendering import page, redirect
from review_ui.site import Visit

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z", re.ASCII)
_HEADERS = {
    "cache-control": "private, no-cache",
    "content-disposition": 'inline; filename="anh-duong.ics"',
    "x-robots-tag": "noindex",
    "referrer-policy": "no-referrer",
}


def show(visit: Visit) -> Response:
    """Whether this person has an address, and how to make or revoke one."""
    return _page(visit)


def make(visit: Visit) -> Response:
    """A new address. The answer shows it: only its hash is kept, so no later page can."""
    token = new_token()
    visit.store.calendar_links.make(visit.user, hash_token(token), visit.now)
    return _page(visit, f"{_base(visit)}/lich/ics/{token}.ics")


def drop(visit: Visit) -> Response:
    """Revoke it."""
    visit.store.calendar_links.drop(visit.user, visit.now)
    return redirect("/lich/dang-ky", "da-bo-dia-chi")


def read(visit: Visit) -> Response:
    """The calendar for whoever knows a secret address, or 304. Raises `PathUnknown` for any other."""
    token = str(visit.request.path_params["token"])
    link = visit.store.calendar_links.by_hash(hash_token(token)) if _TOKEN.match(token) else None
    if link is None:
        raise PathUnknown
    if link.used_at is None or link.used_at.date() != visit.now.date():
        visit.store.calendar_links.touch(link.user_id, visit.now)
    body = ics.subscription(visit.store, visit.settings, _base(visit), visit.now)
    # By its tag alone: a post that leaves the calendar leaves no date behind.
    return conditional.answer(visit.request, body, f"{ics.MEDIA_TYPE}; charset=utf-8", None, _HEADERS)


def _base(visit: Visit) -> str:
    scheme = "https" if visit.site.secure_cookies else visit.request.url.scheme
    return f"{scheme}://{visit.request.headers.get('host', '')}"


def _page(visit: Visit, address: str = "") -> Response:
    return page(
        visit,
        "subscription.html",
        here="calendar",
        address=address,
        webcal=address.replace("https://", "webcals://", 1).replace("http://", "webcal://", 1),
        made=visit.store.calendar_links.of(visit.user.id),
    )
