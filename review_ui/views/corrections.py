"""Correcting the machine: the topics of an article, and answers to its flags. The card stays where it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from starlette.responses import Response

from classifier import medtop
from pipeline import corrections
from pipeline.errors import AnswerNeeded, Conflict, TopicNeeded
from pipeline.i18n import describe
from pipeline.model import FlagAnswer
from review_ui.cards import Attempt
from review_ui.rendering import page, redirect, status_of
from review_ui.site import Visit
from review_ui.views.review import said_of, swap, values


def topics(visit: Visit) -> Response:
    """These are the article's topics."""
    article_id = visit.number("article_id")
    version = visit.form.number("version")
    main = visit.form.text("main")
    # One field a topic: a form that waits for a new login keeps one value of each name.
    also = tuple(code for code in medtop.CODES if visit.form.text(code))
    return _do(
        visit,
        article_id,
        "da-chon-chu-de",
        lambda: corrections.correct_topics(visit.store, visit.user, article_id, version, main, also, visit.now),
        Attempt(about="topics", main=main, also=also),
        "topics",
    )


def flag(visit: Visit) -> Response:
    """A flag is not so, because of something; or it is open again."""
    article_id = visit.number("article_id")
    version = visit.form.number("version")
    mark, note = visit.form.text("mark"), visit.form.text("note")
    if visit.form.text("withdraw"):
        return _do(
            visit,
            article_id,
            "da-mo-lai",
            lambda: corrections.withdraw_answer(visit.store, visit.user, article_id, version, mark, visit.now),
            Attempt(about="flag", mark=mark),
            mark,
        )
    answer = _answer(visit)
    return _do(
        visit,
        article_id,
        "da-tra-loi",
        lambda: corrections.answer_flag(visit.store, visit.user, article_id, version, mark, answer, note, visit.now),
        Attempt(about="flag", mark=mark, answer=answer, note=note),
        mark,
    )


def _do(visit: Visit, article_id: int, code: str, action: Callable[[], None], attempt: Attempt, focus: str) -> Response:
    try:
        action()
    except (Conflict, TopicNeeded, AnswerNeeded) as error:
        article = visit.store.articles.get(article_id)
        attempt = replace(attempt, problem=describe(error))
        if visit.by_htmx:
            return swap(visit, article, error=error, attempt=attempt)
        shown = values(visit, article, live=False, attempt=attempt, seen=visit.form.number("version"))
        return page(visit, "article.html", status=status_of(error), **shown)
    if not visit.by_htmx:
        return redirect(f"/tin/{article_id}", code, article_id)
    article = visit.store.articles.get(article_id)
    return swap(visit, article, said=said_of(visit, code, article_id), focus=focus)


def _answer(visit: Visit) -> FlagAnswer | None:
    try:
        return FlagAnswer(visit.form.text("answer"))
    except ValueError:
        return None
