"""Articles for scripts: the list, one, and the decisions of the review page."""

from __future__ import annotations

from datetime import datetime

from pipeline import corrections, finding, review, schedule
from pipeline.model import ArticleState, FlagAnswer, RejectReason
from pipeline.store.facets import Facet
from pipeline.store.search import Filter
from pipeline.walltime import day_bounds
from review_ui.api import showing
from review_ui.api.call import Call, Given

_LIMIT = 30


def index(call: Call) -> Given:
    """Newest collected first, paged by key; words and filters as on the page that finds articles."""
    asked = call.query
    query = finding.parse(asked.get("q", ""))
    given = Filter(
        facet=Facet(asked.get("beat", ""), asked.get("place", ""), asked.get("topic", "")),
        states=(ArticleState(asked["state"]),) if "state" in asked else (),
        source=asked.get("source", ""),
        check=asked.get("check", ""),
        since=_day(call, "since")[0],
        until=_day(call, "until")[1],
    )
    if query:
        call.store.search.index_some()
    before = int(asked["cursor"]) if "cursor" in asked else None
    hits = call.store.search.find(query, given, before, asked.get("limit", _LIMIT))
    cursor = None if hits.older is None else str(hits.older)
    return Given(showing.page_of([showing.article_line(line) for line in hits.lines], cursor))


def show(call: Call) -> Given:
    return _article(call, call.number("article_id"))


def approve(call: Call) -> Given:
    article_id = call.number("article_id")
    review.approve(call.store, call.user, article_id, call.version, call.now)
    return _article(call, article_id)


def reject(call: Call) -> Given:
    article_id = call.number("article_id")
    reason = RejectReason(call.body["reason"])
    review.reject(call.store, call.user, article_id, call.version, reason, call.body.get("note", ""), call.now)
    return _article(call, article_id)


def hold(call: Call) -> Given:
    article_id = call.number("article_id")
    review.hold(call.store, call.user, article_id, call.version, call.body.get("note", ""), call.now)
    return _article(call, article_id)


def unhold(call: Call) -> Given:
    article_id = call.number("article_id")
    review.unhold(call.store, call.user, article_id, call.now)
    return _article(call, article_id)


def skip(call: Call) -> Given:
    article_id = call.number("article_id")
    review.skip(call.store, call.user, article_id, call.now)
    return _article(call, article_id)


def take(call: Call) -> Given:
    """Take the article over from whoever has it open."""
    article_id = call.number("article_id")
    call.store.reviewing.take_over(call.user, article_id, call.now)
    return _article(call, article_id)


def undo(call: Call) -> Given:
    """Take this person's latest action back."""
    return Given({"article_id": review.undo(call.store, call.user, call.now)})


def topics(call: Call) -> Given:
    """These are the article's topics."""
    article_id, body = call.number("article_id"), call.body
    main, also = body["main"], body.get("also", ())
    corrections.correct_topics(call.store, call.user, article_id, call.version, main, also, call.now)
    return _article(call, article_id)


def answer(call: Call) -> Given:
    """A flag is not so, because of something; or, without an answer, it is open again."""
    article_id, version, mark = call.number("article_id"), call.version, call.path["mark"]
    if call.body["answer"] is None:
        corrections.withdraw_answer(call.store, call.user, article_id, version, mark, call.now)
    else:
        said, note = FlagAnswer(call.body["answer"]), call.body.get("note", "")
        corrections.answer_flag(call.store, call.user, article_id, version, mark, said, note, call.now)
    return _article(call, article_id)


def _article(call: Call, article_id: int) -> Given:
    found = call.store.articles.get(article_id)
    return Given(showing.article(call, found), version=found.version)


def _day(call: Call, name: str) -> tuple[datetime | None, datetime | None]:
    """When a day that is asked for begins and ends. Raises `DayInvalid`."""
    if name not in call.query:
        return None, None
    return day_bounds(schedule.parse_day(call.query[name]), 1, call.settings.zone)
