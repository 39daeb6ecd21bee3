"""The review queue: one article at a time, decided by button or key.

The page may show the next card, fetched ahead (`following`), before the decision has arrived. It then says which one it
shows (`X-Card-Shown`), and gets it anew only where it is no longer the right one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from classifier import medtop
from pipeline import corrections, review
from pipeline.errors import ArticleTaken, Conflict, DeskError, NotUndoable, ReasonNeeded
from pipeline.i18n import describe
from pipeline.model import Article, ArticleState, FlagAnswer, RejectReason
from pipeline.store.reviewing import Lease, Work
from pipeline.walltime import day_bounds, moment_of
from review_ui import cards
from review_ui.addresses import whole_number
from review_ui.cards import Attempt
from review_ui.rendering import article_title, fragment, page, redirect, status_of
from review_ui.site import Visit
from review_ui.words import notice

QUEUES = {"can-xem": ArticleState.FLAGGED, "sach": ArticleState.CLEAN}
_DEFAULT = "can-xem"
_SHOWN = "x-card-shown"


def show(visit: Visit) -> Response:
    """The next article of the queue."""
    return _queue_page(visit)


def following(visit: Visit) -> Response:
    """The card after the one with the number `sau`, kept for this person; 204 where there is none."""
    beside = whole_number(visit.query("sau"))
    _name, state = _queue(visit)
    article_id = visit.store.reviewing.next(visit.user.id, state, visit.now, beside=() if beside is None else (beside,))
    lease = None if article_id is None else visit.store.reviewing.lease(article_id, visit.now)
    if article_id is None or (lease is not None and lease.user_id != visit.user.id):
        return Response(status_code=204)
    visit.store.reviewing.reserve(visit.user, article_id, visit.now)
    article = visit.store.articles.get(article_id)
    return fragment(visit, "parts/card.html", **values(visit, article, live=True, opened=False))


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
    reason = reason_of(visit)
    return _decide(
        visit,
        article_id,
        "da-tu-choi",
        lambda: review.reject(visit.store, visit.user, article_id, version, reason, visit.form.text("note"), visit.now),
        _typed(visit),
    )


def skip(visit: Visit) -> Response:
    article_id = visit.number("article_id")
    review.skip(visit.store, visit.user, article_id, visit.now)
    return _next(visit, "da-bo-qua", article_id)


def hold(visit: Visit) -> Response:
    """Put the article aside for everybody, with a note."""
    article_id = visit.number("article_id")
    version = visit.form.number("version")
    note = visit.form.text("note")
    return _decide(
        visit,
        article_id,
        "da-giu",
        lambda: review.hold(visit.store, visit.user, article_id, version, note, visit.now),
        Attempt(about="hold", note=note),
    )


def unhold(visit: Visit) -> Response:
    """Give it back to the queue."""
    article_id = visit.number("article_id")
    done = review.unhold(visit.store, visit.user, article_id, visit.now)
    code = "da-tra-lai" if done else ""
    if visit.by_htmx:
        return swap(visit, visit.store.articles.get(article_id), said=said_of(visit, code, article_id))
    path = "/duyet/dang-giu" if visit.form.text("ve") == "danh-sach" else f"/tin/{article_id}"
    return redirect(path, code, article_id)


def take(visit: Visit) -> Response:
    """Take the article over from whoever has it open. What was typed for it comes back with the card."""
    article_id = visit.number("article_id")
    try:
        visit.store.reviewing.take_over(visit.user, article_id, visit.now)
    except Conflict as error:
        return _refused(visit, article_id, error, _typed(visit))
    attempt = _typed(visit)
    if visit.by_htmx:
        said = said_of(visit, "da-nhan", article_id)
        return swap(visit, visit.store.articles.get(article_id), said=said, attempt=attempt)
    if not attempt.rejects and not attempt.note:
        return redirect(f"/tin/{article_id}", "da-nhan", article_id)
    article = visit.store.articles.get(article_id)
    return page(visit, "article.html", **values(visit, article, live=False, attempt=attempt))


def still_open(visit: Visit) -> Response:
    """The page still shows the article: 204, or 409 with the sentence that says who has taken it."""
    lease = visit.store.reviewing.renew(visit.user, visit.number("article_id"), visit.now)
    if lease is None or lease.user_id == visit.user.id:
        return Response(status_code=204)
    return Response(describe(ArticleTaken(name=lease.name)), 409, media_type="text/plain")


def undo(visit: Visit) -> Response:
    """Take the latest action back and show its article again."""
    try:
        article_id = review.undo(visit.store, visit.user, visit.now)
    except NotUndoable as error:
        if visit.by_htmx:
            return swap(visit, _head(visit), error=error)
        return _queue_page(visit, error)
    if not visit.by_htmx:
        return redirect(f"/tin/{article_id}", "da-hoan-tac", article_id)
    return swap(visit, visit.store.articles.get(article_id), said=said_of(visit, "da-hoan-tac", article_id))


def _decide(
    visit: Visit, article_id: int, code: str, action: Callable[[], None], attempt: Attempt | None = None
) -> Response:
    try:
        action()
    except (Conflict, ReasonNeeded) as error:
        return _refused(visit, article_id, error, attempt or Attempt())
    return _next(visit, code, article_id)


def _refused(visit: Visit, article_id: int, error: DeskError, attempt: Attempt) -> Response:
    """The card again, with what was wrong and all that was typed."""
    article = visit.store.articles.get(article_id)
    attempt = cards.with_problem(attempt, describe(error))
    if visit.by_htmx:
        return swap(visit, article, error=error, attempt=attempt)
    seen = whole_number(visit.form.text("version"))
    shown = values(visit, article, live=False, attempt=attempt, seen=seen)
    return page(visit, "article.html", status=status_of(error), **shown)


def _next(visit: Visit, code: str, article_id: int) -> Response:
    name, state = _queue(visit)
    if not visit.by_htmx:
        return redirect("/duyet", code, article_id, hang=name if name != _DEFAULT else "")
    said = said_of(visit, code, article_id)
    if _shown_is_right(visit, state):
        response = fragment(visit, "parts/beside.html", said=said, **around(visit))
        response.headers["x-card"] = "kept"
        return response
    return swap(visit, _head(visit), said=said)


def _shown_is_right(visit: Visit, state: ArticleState) -> bool:
    """Whether the page shows a card that may stay, which is this person's from now on."""
    number, _colon, version = visit.request.headers.get(_SHOWN, "").partition(":")
    article_id = whole_number(number)
    if article_id is None or visit.store.reviewing.held_one(article_id) is not None:
        return False
    lease = visit.store.reviewing.open(visit.user, article_id, visit.now, only=True)
    if lease is None or lease.user_id != visit.user.id:
        return False
    article = visit.store.articles.get(article_id)
    return article.state is state and str(article.version) == version


def _head(visit: Visit) -> Article | None:
    article_id = visit.store.reviewing.next(visit.user.id, _queue(visit)[1], visit.now)
    return None if article_id is None else visit.store.articles.get(article_id)


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
    seen = whole_number(visit.form.text("version")) if isinstance(error, Conflict) else None
    status = 200 if error is None else status_of(error)
    shown = values(visit, article, live=True, attempt=attempt, seen=seen, focus=focus)
    return fragment(visit, "parts/swap.html", status=status, said=said, **shown)


def _queue_page(visit: Visit, error: DeskError | None = None) -> Response:
    attempt = Attempt("" if error is None else describe(error))
    status = 200 if error is None else status_of(error)
    return page(visit, "review.html", status=status, **values(visit, _head(visit), live=True, attempt=attempt))


def values(
    visit: Visit,
    article: Article | None,
    *,
    live: bool,
    attempt: Attempt | None = None,
    seen: int | None = None,
    focus: str = "title",
    opened: bool = True,
) -> dict[str, Any]:
    """What the card's templates need. `live` cards are swapped in place by htmx; one `opened` is this person's now.

    `focus` is where the focus goes: the title, the topics, or the flag with this mark.
    """
    taken: Lease | None = None
    if article is not None and opened and article.state in cards.DECIDABLE:
        lease = visit.store.reviewing.open(visit.user, article.id, visit.now, only=live)
        taken = lease if lease is not None and lease.user_id != visit.user.id else None
    return around(visit) | {
        "here": "review" if live else "article",
        "card": None
        if article is None
        else cards.build(visit.store, article, seen, visit.site.model, visit.settings.pages, taken),
        "attempt": attempt or Attempt(),
        "reasons": tuple(RejectReason),
        "note_limit": review.NOTE_LIMIT,
        "answers": tuple(FlagAnswer),
        "answer_limit": corrections.NOTE_LIMIT,
        "media_topics": medtop.MEDIA_TOPICS,
        "most_topics": corrections.MOST_TOPICS,
        "focus": focus,
        "live": live,
        "keys": visit.store.personal.keys(visit.user.id),
    }


def around(visit: Visit) -> dict[str, Any]:
    """What stands around the card: the queues with how much waits in each, the person's work of the day."""
    held = visit.store.reviewing.count_held()
    return {
        "queue": _queue(visit)[0],
        "left": {
            name: max(0, visit.store.articles.count(state) - held.get(state, 0)) for name, state in QUEUES.items()
        },
        "held_count": sum(held.values()),
        "work": work_today(visit),
    }


def work_today(visit: Visit) -> Work:
    """What the visitor did since midnight, by the desk's zone."""
    zone = visit.settings.zone
    midnight, _end = day_bounds(moment_of(visit.now, zone).day, 1, zone)
    return visit.store.reviewing.work_of(visit.user.id, midnight)


def _queue(visit: Visit) -> tuple[str, ArticleState]:
    name = visit.form.text("hang") or visit.query("hang")
    return (name, QUEUES[name]) if name in QUEUES else (_DEFAULT, QUEUES[_DEFAULT])


def _typed(visit: Visit) -> Attempt:
    """What the form holds of a rejection, or of a note to put the article aside with."""
    about = "hold" if visit.form.text("ve") == "giu" else "decision"
    return Attempt(about=about, reason=reason_of(visit), note=visit.form.text("note"))  # type: ignore[arg-type]


def reason_of(visit: Visit) -> RejectReason | None:
    try:
        return RejectReason(visit.form.text("reason"))
    except ValueError:
        return None


def said_of(visit: Visit, code: str, article_id: int) -> str:
    return notice(code, article_title(visit, str(article_id))) or ""
