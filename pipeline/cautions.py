"""Cautions about a time, and the two instants of an overlap, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from pipeline.i18n import _, format_datetime
from pipeline.model import Page
from pipeline.plans import Plan
from pipeline.slots import Caution
from pipeline.walltime import Moment, zone_info


def say(caution: Caution, page: Page, names: Mapping[str, str]) -> str:
    """A caution about a time on `page`; `names` are those of the pages."""
    plan, post = page.plan, caution.post
    sentences = {
        "same-time": _("At the same minute this page has post {n}, “{title}”."),
        "same-time-elsewhere": _("At the same minute {page} has post {n}, “{title}”."),
        "gap": _("Post {n}, “{title}”, goes out {minutes} min from it; this page leaves {gap} min between two posts."),
        "quiet": _("It lies in the quiet hours of this page ({hours})."),
        "day-full": _("The day is full: it has {count} posts of this page already."),
        "holiday": _("It is a public holiday: {name}."),
        "same-article": _("The same article is on {page} as post {n}, {when}."),
        "near-copy": _("{page} has a near copy of this article, post {n}, “{title}”, {when}."),
    }
    return sentences[caution.code].format(
        n="" if post is None else post.post_id,
        title="" if post is None else post.title,
        page="" if post is None else names.get(post.page_id, post.page_id),
        when="" if post is None else format_datetime(post.at, page.zone),
        minutes=caution.number,
        gap=plan.gap_minutes,
        hours=quiet_hours(plan),
        count=caution.number,
        name=caution.name,
    )


def quiet_hours(plan: Plan) -> str:
    """`22:00–06:00`, or nothing."""
    return "–".join(f"{at:%H:%M}" for at in plan.quiet or ())


def code_name(code: str) -> str:
    """What the log says of a caution that an editor went past."""
    names = {
        "same-time": _("same minute as another post"),
        "gap": _("closer than the least gap"),
        "quiet": _("in the quiet hours"),
        "day-full": _("the day was full"),
        "holiday": _("a public holiday"),
        "same-article": _("same article on a page"),
        "near-copy": _("near copy on a page"),
    }
    return names.get(code, code)


def offset_name(moment: Moment) -> str:
    """`UTC+7`, `UTC−3:30`: what tells two equal wall times apart."""
    offset = moment.at.astimezone(zone_info(moment.zone)).utcoffset() or timedelta()
    minutes = round(abs(offset) / timedelta(minutes=1))
    sign = "−" if offset < timedelta() else "+"
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")
