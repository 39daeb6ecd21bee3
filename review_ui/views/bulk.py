"""One action on many waiting articles: a filtered list, a preview, the deed, its undo. And what is put aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from classifier.checks import NAMES
from pipeline import finding, review
from pipeline.errors import DeskError, NothingChosen, ReasonNeeded
from pipeline.i18n import describe
from pipeline.model import RejectReason
from pipeline.store.bulk import MOST, BulkKind, Chosen, Done
from pipeline.store.reviewing import held_cursor
from pipeline.store.search import Filter
from review_ui import facets
from review_ui.addresses import from_cursor, to_cursor, whole_number
from review_ui.errors import FormBroken
from review_ui.rendering import page, redirect, status_of
from review_ui.site import Visit
from review_ui.views.find import narrowed, query_of
from review_ui.views.review import QUEUES, reason_of

_LIMIT = 40
"""Lines of a page: each has a field of the form, and a form has at most sixty."""
_HELD = 50
_FIELDS = ("hang", "q", "chuyen-muc", "noi", "chu-de", "nguon", "kiem-tra")


def show(visit: Visit) -> Response:
    """Waiting articles that pass the filters, newest collected first, each to be ticked."""
    return _list(visit, {name: visit.query(name) for name in _FIELDS}, whole_number(visit.query("truoc")))


def preview(visit: Visit) -> Response:
    """What would be done to which. Nothing is changed."""
    asked = {name: visit.form.text(name) for name in _FIELDS}
    chosen = _all_that_fit(visit, asked) if visit.form.text("tat-ca") else _ticked(visit)
    try:
        return _preview(visit, asked, chosen)
    except (NothingChosen, ReasonNeeded) as error:
        before = whole_number(visit.form.text("truoc"))
        return _list(visit, asked, before, error, frozenset(one.article_id for one in chosen))


def do(visit: Visit) -> Response:
    """Do what the preview showed. What changed in between is left out and named."""
    chosen = _listed(visit.form.text("chon"))
    number, plan = review.do_many(
        visit.store, visit.user, _kind(visit), chosen, reason_of(visit), visit.form.text("note"), visit.now
    )
    if number is None:
        return _preview(visit, {name: visit.form.text(name) for name in _FIELDS}, chosen)
    left = len(plan.left) + plan.gone
    return redirect(f"/duyet/loat/{number}", "loat-da-lam", con=left or "")


def done(visit: Visit) -> Response:
    """An action that was done, with its articles."""
    return _done(visit, visit.store.bulk.get(visit.number("bulk_id")))


def undo(visit: Visit) -> Response:
    """Take an action back: one's own, or as an editor."""
    bulk_id = visit.number("bulk_id")
    taken = visit.store.bulk.undo(visit.user, bulk_id, visit.now)
    if taken is None:
        return redirect(f"/duyet/loat/{bulk_id}")
    back, stay = taken
    return redirect(f"/duyet/loat/{bulk_id}", "loat-hoan-tac", lai=back, o=stay or "")


def held(visit: Visit) -> Response:
    """What is put aside, by whom and why."""
    before = from_cursor(visit.query("truoc"))
    found = visit.store.reviewing.held(before, _HELD + 1)
    shown = found[:_HELD]
    return page(
        visit,
        "held.html",
        here="review",
        held=shown,
        older=to_cursor(held_cursor(shown[-1])) if len(found) > _HELD else "",
        first=before is None,
    )


def _list(
    visit: Visit,
    asked: dict[str, str],
    before: int | None,
    error: DeskError | None = None,
    ticked: frozenset[int] = frozenset(),
) -> Response:
    choices = facets.choices(visit.store)
    sources = visit.store.sources.names()
    given = _filter(asked, choices, dict(sources))
    visit.store.search.index_some()
    hits = visit.store.search.find(finding.parse(asked["q"]), given, before, _LIMIT)
    return page(
        visit,
        "bulk.html",
        status=200 if error is None else status_of(error),
        here="review",
        problem="" if error is None else describe(error),
        asked=asked,
        given=given,
        queue="sach" if asked["hang"] == "sach" else "can-xem",
        choices=choices,
        sources=sources,
        checks=NAMES,
        hits=hits,
        ticked=ticked,
        first=before is None,
        before=before,
        asked_query=query_of(asked),
        most=MOST,
        **_form(visit),
    )


def _preview(visit: Visit, asked: dict[str, str], chosen: Sequence[Chosen]) -> Response:
    kind, reason, note = _kind(visit), reason_of(visit), visit.form.text("note")
    plan = review.plan_many(visit.store, visit.user, kind, chosen, reason, note, visit.now)
    return page(
        visit,
        "bulk_preview.html",
        here="review",
        plan=plan,
        asked=asked,
        chosen=",".join(f"{one.article_id}:{one.version}" for one in plan.chosen),
        asked_query=query_of(asked),
        most=MOST,
        **_form(visit),
    )


def _done(visit: Visit, action: Done) -> Response:
    return page(
        visit,
        "bulk_done.html",
        here="review",
        action=action,
        may_undo=action.user_id == visit.user.id or visit.user.may_schedule,
        left=whole_number(visit.query("con")) or 0,
        back=whole_number(visit.query("lai")),
        stay=whole_number(visit.query("o")) or 0,
    )


def _form(visit: Visit) -> dict[str, Any]:
    return {
        "kinds": tuple(BulkKind),
        "kind": _kind(visit),
        "reasons": tuple(RejectReason),
        "reason": reason_of(visit),
        "note": visit.form.text("note"),
        "note_limit": review.NOTE_LIMIT,
    }


def _filter(asked: dict[str, str], choices: facets.Choices, sources: dict[str, str]) -> Filter:
    """What the fields ask for, of one queue."""
    return replace(narrowed(asked, choices, sources), states=(QUEUES.get(asked["hang"], QUEUES["can-xem"]),))


def _all_that_fit(visit: Visit, asked: dict[str, str]) -> tuple[Chosen, ...]:
    choices, sources = facets.choices(visit.store), dict(visit.store.sources.names())
    hits = visit.store.search.find(finding.parse(asked["q"]), _filter(asked, choices, sources), None, MOST)
    return tuple(Chosen(line.id, line.version) for line in hits.lines)


def _ticked(visit: Visit) -> tuple[Chosen, ...]:
    """The boxes that were ticked: `tin-NUMBER` with the version as its value. Raises `FormBroken`."""
    return _listed(
        ",".join(
            f"{name.removeprefix('tin-')}:{visit.form.text(name)}"
            for name in visit.form.fields
            if name.startswith("tin-")
        )
    )


def _listed(text: str) -> tuple[Chosen, ...]:
    """`NUMBER:VERSION,…`. Raises `FormBroken`."""
    chosen = []
    for part in text.split(",")[:MOST] if text else ():
        number, _colon, version = part.partition(":")
        article_id, seen = whole_number(number), whole_number(version)
        if article_id is None or seen is None:
            raise FormBroken
        chosen.append(Chosen(article_id, seen))
    return tuple(chosen)


def _kind(visit: Visit) -> BulkKind | None:
    try:
        return BulkKind(visit.form.text("viec"))
    except ValueError:
        return None
