"""The calendar of posts as iCalendar (RFC 5545), for calendar programs that read it and write nothing.

A post is a moment; it stands for `_MINUTES` so that programs draw it, and keeps nobody busy (TRANSP). Its UID is of the
desk's own making and stays for good, SEQUENCE is the post's version, which only grows, and what is cancelled is told
as such: programs then take it away. Only what an article's publisher and the desk say openly is in it: no captions, no
names of people.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.i18n import _
from pipeline.model import PostState
from pipeline.plans import Entry, Touched
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.walltime import instants, parse_wall, zone_info
from pipeline.words import post_state_name

if TYPE_CHECKING:
    from icalendar import Event

BEFORE, AHEAD = timedelta(days=31), timedelta(days=366)
"""How far back and ahead a subscription reads."""
MEDIA_TYPE = "text/calendar"
_MINUTES = 15
_SPACE = uuid.UUID("1d0f7f2e-6f3a-4a4e-9a55-0d6d1c7d5b11")
_STATUS = {
    PostState.SCHEDULED: "CONFIRMED",
    PostState.PUBLISHING: "CONFIRMED",
    PostState.PUBLISHED: "CONFIRMED",
    PostState.CANCELLED: "CANCELLED",
}
_PLAIN = (PostState.SCHEDULED, PostState.PUBLISHED)


def subscription(store: Store, settings: Settings, base_url: str, now: datetime) -> bytes:
    """What a calendar program reads: all pages, from `BEFORE` until `AHEAD`; `base_url` is where the desk is."""
    # By whole days, so that the file changes with its posts and not with the minute it is asked for.
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return feed(settings, store.calendar.touched(today - BEFORE, today + AHEAD), base_url)


def feed(settings: Settings, posts: Sequence[Touched], base_url: str = "") -> bytes:
    """Posts as one iCalendar file."""
    # A fifth of a second to import: only those who ask for a calendar pay.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Anh Duong Desk//anhduong//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    name = _("Posts of {operator}").format(operator=settings.operator)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.zone)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    names = settings.page_names
    for one in posts:
        calendar.add_component(_event(one, names.get(one.post.page_id, one.post.page_id), base_url))
    calendar.add_missing_timezones()
    body: bytes = calendar.to_ical()
    return body


def _event(one: Touched, page_name: str, base_url: str) -> Event:
    from icalendar import Event

    post = one.post
    state = post_state_name(post.state)
    title = f"{page_name}: {post.article_title}"
    event = Event()
    event.add("uid", f"{uuid.uuid5(_SPACE, one.key)}@anhduong")
    event.add("dtstamp", one.at)
    event.add("last-modified", one.at)
    start = _start(post)
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=_MINUTES))
    event.add("sequence", post.version)
    event.add("status", _STATUS.get(PostState(post.state), "TENTATIVE"))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("summary", title if post.state in _PLAIN else f"({state}) {title}")
    said = _("State: {state}. Page: {page}. Post {n}.").format(state=state, page=page_name, n=post.id)
    event.add("description", said)
    event.add("categories", [page_name])
    if base_url:
        event.add("url", f"{base_url}/bai-dang/{post.id}")
    return event


def _start(post: Entry) -> datetime:
    """The wall time in its zone. In UTC where the zone's clocks show it twice: RFC 5545, section 3.3.5, takes the
    first of the two, whichever is meant."""
    tz = zone_info(post.zone)
    if len(instants(parse_wall(post.wall_time), tz)) != 1:
        return post.due_at.astimezone(UTC).replace(microsecond=0)
    return post.due_at.astimezone(tz).replace(microsecond=0)
