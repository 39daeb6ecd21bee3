"""Where the link of an invitation leads: the invited person makes their own account."""

from __future__ import annotations

from starlette.responses import Response

from pipeline import passwords, people
from pipeline.errors import DeskError, LoginInvalid, LoginTaken
from pipeline.i18n import describe
from pipeline.people_errors import NameMissing
from review_ui.rendering import page, status_of
from review_ui.site import Visit
from review_ui.views import login

_FIELDS: dict[type[DeskError], str] = {LoginInvalid: "login", LoginTaken: "login", NameMissing: "name"}


def show(visit: Visit) -> Response:
    """The form. Raises `InvitationGone`."""
    return _form(visit)


def accept(visit: Visit) -> Response:
    """Make the account and log in. Raises `InvitationGone`."""
    form = visit.form
    try:
        user = people.accept(
            visit.store,
            _token(visit),
            form.text("login"),
            form.text("name"),
            form.text("password"),
            form.text("again"),
            visit.now,
        )
    except DeskError as error:
        return _form(visit, error)
    return login.opened(visit, user, login.FIRST)


def _token(visit: Visit) -> str:
    return str(visit.request.path_params["token"])


def _form(visit: Visit, error: DeskError | None = None) -> Response:
    invitation = visit.store.invitations.by_token(passwords.hash_token(_token(visit)), visit.now)
    csrf, keep = login.visitor_token(visit)
    response = page(
        visit,
        "invited.html",
        status=200 if error is None else status_of(error),
        csrf=csrf,
        user=None,
        invitation=invitation,
        path=f"/loi-moi/{_token(visit)}",
        login=visit.form.text("login")[:64],
        name=visit.form.text("name")[: people.NAME_LIMIT],
        least=passwords.LEAST,
        name_limit=people.NAME_LIMIT,
        problem="" if error is None else describe(error),
        problem_field="" if error is None else _FIELDS.get(type(error), "password"),
    )
    keep(response)
    return response
