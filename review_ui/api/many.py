"""One action on many waiting articles, for scripts: looked at first, done, taken back."""

from __future__ import annotations

from typing import Any

from pipeline import review
from pipeline.model import RejectReason
from pipeline.store.bulk import BulkKind, Chosen, Plan
from review_ui.api import showing
from review_ui.api.call import Call, Given


def preview(call: Call) -> Given:
    """What it would do to which; nothing is changed."""
    plan = review.plan_many(call.store, call.user, *_asked(call), call.now)
    return Given(_plan(plan))


def do(call: Call) -> Given:
    """Do it to all that still fit, in one transaction; the others are named with the reason."""
    number, plan = review.do_many(call.store, call.user, *_asked(call), call.now)
    return Given({"id": number, **_plan(plan)})


def undo(call: Call) -> Given:
    """Take it back: one's own, or as an editor."""
    taken = call.store.bulk.undo(call.user, call.number("bulk_id"), call.now)
    back, stay = taken or (0, 0)
    return Given({"back": back, "stay": stay})


def _asked(call: Call) -> tuple[BulkKind, tuple[Chosen, ...], RejectReason | None, str]:
    body = call.body
    chosen = tuple(Chosen(one["article_id"], one["version"]) for one in body["items"])
    reason = RejectReason(body["reason"]) if "reason" in body else None
    return BulkKind(body["action"]), chosen, reason, body.get("note", "")


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "fits": [showing.article_line(line) for line in plan.fits],
        "left": [{"article": showing.article_line(line), "why": why.value} for line, why in plan.left],
        "gone": plan.gone,
    }
