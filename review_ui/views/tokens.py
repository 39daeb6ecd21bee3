"""A person's own tokens for the API, and the page that tells how scripts use it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from pipeline import access
from pipeline.access import Scope
from pipeline.access_errors import TokenDaysInvalid
from pipeline.errors import DeskError
from pipeline.i18n import describe
from pipeline.people_errors import PasswordWrong
from review_ui.addresses import whole_number
from review_ui.api.gate import MOST_A_MINUTE, PREFIX
from review_ui.api.openapi import ALL, problems_of
from review_ui.api.problems import title_of
from review_ui.api.table import OPERATIONS
from review_ui.rendering import page, redirect, status_of
from review_ui.site import Visit
from review_ui.views.account import require_password


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form for a new token."""

    name: str = ""
    scopes: tuple[str, ...] = (Scope.READ.value,)
    days: str = str(access.USUAL_DAYS)


def show(visit: Visit) -> Response:
    """The tokens, those that are over too, and the form for another one."""
    return _page(visit, Typed())


def make(visit: Visit) -> Response:
    """A new token, after the password; it is shown this once."""
    form = visit.form
    typed = Typed(form.text("name")[:200], tuple(form.fields.get("scope", ())), form.text("days")[:10])
    days = whole_number(typed.days)
    scopes = {scope for scope in Scope if scope in typed.scopes}
    try:
        if days is None:
            raise TokenDaysInvalid(least=access.DAYS[0], most=access.DAYS[1])
        require_password(visit)
        made = access.make(visit.store, visit.user, typed.name, scopes, days, visit.now)
    except DeskError as error:
        return _page(visit, typed, error)
    return page(
        visit,
        "token.html",
        here="account",
        name=typed.name,
        secret=made.secret,
        expires_at=made.expires_at,
        example=f"curl -H 'Authorization: Bearer {made.secret}' {visit.base}{PREFIX}/me",
    )


def revoke(visit: Visit) -> Response:
    """End one of one's own tokens. Raises `AccessTokenNotFound` for another's number."""
    visit.store.access.revoke(visit.user.id, visit.number("token_id"), visit.now, visit.user)
    return redirect("/tai-khoan/ma-truy-cap", "ma-thu-hoi")


def manual(visit: Visit) -> Response:
    """How scripts use the API: every operation of the table, in a page."""
    return page(
        visit,
        "api.html",
        here="account",
        base=f"{visit.base}{PREFIX}",
        prefix=PREFIX,
        document=f"{PREFIX}/openapi.json",
        operations=OPERATIONS,
        scopes=tuple(Scope),
        statuses=tuple((status, title_of(status)) for status in sorted({s for one in ALL for s in problems_of(one)})),
        most=MOST_A_MINUTE,
    )


def _page(visit: Visit, typed: Typed, error: DeskError | None = None) -> Response:
    return page(
        visit,
        "tokens.html",
        status=200 if error is None else status_of(error),
        here="account",
        tokens=[(token, token.over(visit.now)) for token in visit.store.access.of(visit.user.id)],
        scopes=access.open_to(visit.user),
        typed=typed,
        name_limit=access.NAME_LIMIT,
        most_days=access.DAYS[1],
        problem="" if error is None else describe(error),
        wrong_password=isinstance(error, PasswordWrong),
    )
