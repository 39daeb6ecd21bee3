"""The review queue: one article at a time, decided by button or key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from classifier import medtop
from pipeline import corrections, review
from pipeline.errors import Conflict, DeskError, NotUndoable, ReasonNeeded
from pipeline.i18n import describe
from pipeline.model import Article, ArticleState, FlagAnswer, RejectReason
from review_ui import cards
from review_ui.cards import Attempt
from review_ui.rendering import article_title, fragment, page, redirect, status_of
from review_ui.site import Visit
from review_ui.words import notice

QUEUES = {"can-xem": ArticleState.FLAGGED, "sach": ArticleState.CLEAN}
_DEFAULT = "can-xem"


def show(visit: Visit) -> Response:
    """The next article of the queue."""
    return _queue_page(visit)


def one(visit: Visit) -> Response:
    """A certain article, whatever its state."""
    article = visit.store.articles.get(visit.number("article_id"))
    return page(visit, "article.html", **values(visit, article, live=False))


def approve(visit: Visit) -> Response:
    article_id = visit.number("article_id")
    version = visit.form.number("version")
    return _decide(
        visit,
        article_id,
        "da-duyet",
        lambda: review.approve(visit.store, visit.user, article_id, version, visit.now),
    )


def reject(visit: Visit) -> Response:
    article_id = visit.number("article_id")
    version = visit.form.number("version")
    reason = _reason(visit)
    return _decide(
        visit,
        article_id,
        "da-tu-choi",
        lambda: review.reject(visit.store, visit.user, article_id, version, reason, visit.form.text("note"), visit.now),
    )


def skip(visit: Visit) -> Response:
    article_id = visit.number("article_id")
    review.skip(visit.store, visit.user, article_id, visit.now)
    return _next(visit, "da-bo-qua", article_id)


def undo(visit: Visit) -> Response:
    """Take the latest decision back and show its article again."""
    try:
        article_id = review.undo(visit.store, visit.user, visit.now)
    except NotUndoable as error:
        if visit.by_htmx:
            return swap(visit, visit.store.articles.next_in_queue(visit.user.id, _queue(visit)[1]), error=error)
        return _queue_page(visit, error)
    if not visit.by_htmx:
        return redirect(f"/tin/{article_id}", "da-hoan-tac", article_id)
    return swap(visit, visit.store.articles.get(article_id), said=said_of(visit, "da-hoan-tac", article_id))


def _decide(visit: Visit, article_id: int, code: str, action: Callable[[], None]) -> Response:
    try:
        action()
    except (Conflict, ReasonNeeded) as error:
        article = visit.store.articles.get(article_id)
        attempt = Attempt(describe(error), _reason(visit), visit.form.text("note"))
        if visit.by_htmx:
            return swap(visit, article, error=error, attempt=attempt)
        return page(
            visit,
            "article.html",
            status=status_of(error),
            **values(visit, article, live=False, attempt=attempt, seen=visit.form.number("version")),
        )
    return _next(visit, code, article_id)


def _next(visit: Visit, code: str, article_id: int) -> Response:
    name, state = _queue(visit)
    if not visit.by_htmx:
        return redirect("/duyet", code, article_id, hang=name if name != _DEFAULT else "")
    article = visit.store.articles.next_in_queue(visit.user.id, state)
    return swap(visit, article, said=said_of(visit, code, article_id))


def swap(
    visit: Visit,
    article: Article | None,
    *,
    said: str = "",
    error: DeskError | None = None,
    attempt: Attempt | None = None,
    focus: str = "title",
) -> Response:
    """The next card, and what was done, for htmx."""
    attempt = attempt or Attempt("" if error is None else describe(error))
    seen = visit.form.number("version") if isinstance(error, Conflict) else None
    status = 200 if error is None else status_of(error)
    shown = values(visit, article, live=True, attempt=attempt, seen=seen, focus=focus)
    return fragment(visit, "parts/swap.html", status=status, said=said, **shown)


def _queue_page(visit: Visit, error: DeskError | None = None) -> Response:
    _name, state = _queue(visit)
    article = visit.store.articles.next_in_queue(visit.user.id, state)
    attempt = Attempt("" if error is None else describe(error))
    status = 200 if error is None else status_of(error)
    return page(visit, "review.html", status=status, **values(visit, article, live=True, attempt=attempt))


def values(
    visit: Visit,
    article: Article | None,
    *,
    live: bool,
    attempt: Attempt | None = None,
    seen: int | None = None,
    focus: str = "title",
) -> dict[str, Any]:
    """What the card's templates need. `live` cards are swapped in place by htmx.

    `focus` is where the focus goes: the title, the topics, or the flag with this mark.
    """
    return {
        "here": "review" if live else "article",
        "queue": _queue(visit)[0],
        "left": {name: visit.store.articles.count(state) for name, state in QUEUES.items()},
        "card": None
        if article is None
        else cards.build(visit.store, article, seen, visit.site.model, visit.settings.pages),
        "attempt": attempt or Attempt(),
        "reasons": tuple(RejectReason),
        "note_limit": review.NOTE_LIMIT,
        "answers": tuple(FlagAnswer),
        "answer_limit": corrections.NOTE_LIMIT,
        "media_topics": medtop.MEDIA_TOPICS,
        "most_topics": corrections.MOST_TOPICS,
        "focus": focus,
        "live": live,
    }


def _queue(visit: Visit) -> tuple[str, ArticleState]:
    name = visit.form.text("hang") or visit.query("hang")
    return (name, QUEUES[name]) if name in QUEUES else (_DEFAULT, QUEUES[_DEFAULT])


def _reason(visit: Visit) -> RejectReason | None:
    try:
        return RejectReason(visit.form.text("reason"))
    except ValueError:
        return None


def said_of(visit: Visit, code: str, article_id: int) -> str:
    return notice(code, article_title(visit, str(article_id))) or ""
