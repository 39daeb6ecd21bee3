"""The single keys of the review page, as the visitor wants them."""

from __future__ import annotations

from starlette.responses import Response

from pipeline import review_keys
from pipeline.errors import KeyInvalid, KeyTwice
from pipeline.i18n import describe
from pipeline.review_keys import KeyAction, ReviewKeys
from review_ui.rendering import page, redirect, status_of
from review_ui.site import Visit


def show(visit: Visit) -> Response:
    """Each action with its key."""
    return _page(visit, visit.store.personal.keys(visit.user.id))


def save(visit: Visit) -> Response:
    """Set, change, switch off, or go back to what they were at first."""
    do = visit.form.text("lam")
    if do == "mac-dinh":
        visit.store.personal.set_keys(visit.user, ReviewKeys())
        return redirect("/phim-tat", "phim-mac-dinh")
    on, digits = bool(visit.form.text("bat")), bool(visit.form.text("so"))
    letters = {action: visit.form.text(f"phim-{action}") for action in KeyAction}
    try:
        keys = review_keys.chosen(on, digits, letters)
    except (KeyInvalid, KeyTwice) as error:
        typed = ReviewKeys(on, digits, {action: letter.strip()[:20] for action, letter in letters.items()})
        return _page(visit, typed, error)
    visit.store.personal.set_keys(visit.user, keys)
    return redirect("/phim-tat", "phim-da-luu")


def switch(visit: Visit) -> Response:
    """All of them on or off, from the review page."""
    keys = visit.store.personal.keys(visit.user.id)
    on = visit.form.text("bat") == "1"
    visit.store.personal.set_keys(visit.user, ReviewKeys(on, keys.digits, keys.letters))
    return redirect("/duyet", "phim-bat" if on else "phim-tat", hang=visit.form.text("hang"))


def _page(visit: Visit, keys: ReviewKeys, error: KeyInvalid | KeyTwice | None = None) -> Response:
    return page(
        visit,
        "keys.html",
        status=200 if error is None else status_of(error),
        here="keys",
        keys=keys,
        actions=tuple(KeyAction),
        defaults=review_keys.DEFAULTS,
        problem="" if error is None else describe(error),
    )
