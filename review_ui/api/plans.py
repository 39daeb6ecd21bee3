"""Pages, free slots, the calendar, the digest, sources, and whose token it is, for scripts."""

from __future__ import annotations

from typing import Any

from pipeline import digest, planning, schedule
from pipeline.almanac import day_facts
from pipeline.clock import to_text
from pipeline.digest import Week
from pipeline.errors import WeekInvalid
from pipeline.pages_shown import PageShown, shown_pages
from pipeline.walltime import moment_of
from review_ui.api import showing
from review_ui.api.call import Call, Given

_SLOTS = 6
_DAYS = 7


def me(call: Call) -> Given:
    """Whose token it is, and what it may do."""
    assert call.holder is not None
    user, token = call.user, call.holder.token
    return Given(
        {
            "login": user.login,
            "name": user.name,
            "role": user.role.value,
            "token": {"name": token.name, "scopes": list(token.scopes), "expires_at": to_text(token.expires_at)},
        }
    )


def pages(call: Call) -> Given:
    return Given({"items": [_page(one) for one in shown_pages(call.store, call.settings, call.now)]})


def _page(shown: PageShown) -> dict[str, Any]:
    page, pause = shown.page, shown.pause
    return {
        "id": page.id,
        "name": page.name,
        "operator": page.operator,
        "publisher": page.publisher,
        "zone": page.zone,
        "four_eyes": page.four_eyes,
        "url": page.url,
        "well": shown.well,
        "problems": list(shown.problems),
        "pause": None
        if pause is None
        else {
            "reason": pause.reason,
            "since": to_text(pause.since),
            "until": showing.instant(pause.until),
            "by": pause.by,
        },
    }


def slots(call: Call) -> Given:
    """The page's next free slots. Raises `PageNotFound`."""
    page = call.settings.page(call.path["page_id"])
    found = planning.next_slots(call.store, page, call.now, call.query.get("count", _SLOTS))
    items = [{"wall_time": one.choice, "at": to_text(one.at)} for one in found]
    return Given({"page_id": page.id, "zone": page.zone, "items": items})


def calendar(call: Call) -> Given:
    """Days with what is due on them; today and the six after it unless others are asked for.

    Raises `DayInvalid` or `PageNotFound`.
    """
    page = call.settings.page(call.query["page"]) if "page" in call.query else None
    zone = call.settings.zone if page is None else page.zone
    asked = call.query.get("from")
    first = moment_of(call.now, zone).day if asked is None else schedule.parse_day(asked)
    days = schedule.days(call.store, zone, first, call.query.get("days", _DAYS), () if page is None else (page.id,))
    shown = [
        {
            "date": day.date.isoformat(),
            "holidays": list(day_facts(day.date).holidays),
            "posts": [showing.planned(one) for one in day.posts],
        }
        for day in days
    ]
    return Given({"zone": zone, "days": shown})


def week(call: Call) -> Given:
    """The figures of a week. Raises `WeekInvalid`."""
    asked = Week.parse(call.path["week"])
    if not 1970 <= asked.year <= 2200:
        raise WeekInvalid(text=call.path["week"])
    found = digest.figures(call.store, asked, call.settings.zone)
    counts = found.counts
    return Given(
        {
            "week": str(found.week),
            "zone": found.zone,
            "collected": list(found.collected),
            "published": list(found.published),
            "flagged": counts.flagged,
            "approved": counts.approved,
            "rejected": counts.rejected,
            "missed": counts.missed,
            "failed": counts.failed,
            "unknown": counts.unknown,
            "changed_at_source": counts.changed_at_source,
            "median_minutes": found.median_minutes,
            "by_check": showing.counted(counts.by_check),
            "reject_reasons": showing.counted(counts.reject_reasons),
            "topics": showing.counted(found.topics),
            "beats": showing.counted(found.beats),
            "places": showing.counted(found.places),
            "sources": showing.counted(found.sources),
            "posts": [
                {"published_at": to_text(at), "page": page, "title": title, "source": source}
                for at, page, title, source in counts.published_posts
            ],
        }
    )


def sources(call: Call) -> Given:
    return Given(
        {
            "items": [
                {
                    "id": one.id,
                    "name": one.name,
                    "url": one.url,
                    "articles": one.articles,
                    "waiting": one.waiting,
                    "last_visit_at": showing.instant(one.last_visit_at),
                    "last_ok_at": showing.instant(one.last_ok_at),
                    "next_visit_at": showing.instant(one.next_visit_at),
                    "failing_since": showing.instant(one.failing_since),
                    "stopped_at": showing.instant(one.stopped_at),
                    "moved_to": one.moved_to,
                    "problem": one.problem,
                }
                for one in call.store.sources.statuses()
            ]
        }
    )
