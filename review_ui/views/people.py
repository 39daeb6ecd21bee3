"""Accounts of the desk's staff and invitations, for administrators."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from pipeline import people
from pipeline.errors import DeskError, NotFound
from pipeline.i18n import describe
from pipeline.model import Role
from pipeline.people_errors import DaysInvalid, RoleMissing
from review_ui.rendering import page, redirect, status_of
from review_ui.site import Visit

_DAYS = (1, 3, 7, 14, 30)


def index(visit: Visit) -> Response:
    """All accounts and the invitations that are open."""
    return _index(visit)


def invite(visit: Visit) -> Response:
    """Make an invitation; its link is shown this once."""
    try:
        role = _role(visit)
        days = visit.form.text("days")
        if not (days.isascii() and days.isdigit() and len(days) < 4):
            raise DaysInvalid(least=people.DAYS[0], most=people.DAYS[1])
        _number, token = people.invite(
            visit.store, visit.user, role, visit.form.text("meant_for"), int(days), visit.now
        )
    except DeskError as error:
        return _index(visit, error)
    return page(
        visit, "invitation.html", here="people", shown_once=f"{visit.base}/loi-moi/{token}", role=role, days=int(days)
    )


def revoke(visit: Visit) -> Response:
    """Take an invitation back. Raises `InvitationNotFound`."""
    people.revoke(visit.store, visit.user, visit.number("invitation_id"), visit.now)
    return redirect("/nguoi-dung", "loi-moi-thu-hoi")


def show(visit: Visit) -> Response:
    """One account."""
    return _one(visit)


def set_role(visit: Visit) -> Response:
    return _act(visit, "vai-tro-da-doi", lambda user_id: people.set_role(
        visit.store, visit.user, user_id, _role(visit), visit.now))  # fmt: skip


def close(visit: Visit) -> Response:
    return _act(visit, "tai-khoan-dong", lambda user_id: people.close(visit.store, visit.user, user_id, visit.now))


def reopen(visit: Visit) -> Response:
    return _act(visit, "tai-khoan-mo", lambda user_id: people.reopen(visit.store, visit.user, user_id, visit.now))


def reset_second_factor(visit: Visit) -> Response:
    return _act(visit, "hai-buoc-xoa", lambda user_id: people.reset_second_factor(
        visit.store, visit.user, user_id, visit.now))  # fmt: skip


def end_sessions(visit: Visit) -> Response:
    return _act(visit, "phien-ho-het", lambda user_id: people.end_sessions(
        visit.store, visit.user, user_id, visit.now))  # fmt: skip


def _act(visit: Visit, code: str, action: Callable[[int], object]) -> Response:
    user_id = visit.number("user_id")
    try:
        action(user_id)
    except NotFound:
        raise
    except DeskError as error:
        return _one(visit, error)
    return redirect(f"/nguoi-dung/{user_id}", code)


def _role(visit: Visit) -> Role:
    try:
        return Role(visit.form.text("role"))
    except ValueError:
        raise RoleMissing from None


def _index(visit: Visit, error: DeskError | None = None) -> Response:
    return page(
        visit,
        "people.html",
        status=200 if error is None else status_of(error),
        here="people",
        accounts=visit.store.users.accounts(visit.now),
        invitations=visit.store.invitations.open(visit.now),
        roles=tuple(Role),
        days=_DAYS,
        usual_days=people.USUAL_DAYS,
        name_limit=people.NAME_LIMIT,
        tried_role=visit.form.text("role"),
        tried_for=visit.form.text("meant_for")[: people.NAME_LIMIT],
        tried_days=visit.form.text("days"),
        required=visit.settings.people.totp_required_for,
        problem="" if error is None else describe(error),
    )


def _one(visit: Visit, error: DeskError | None = None) -> Response:
    account = visit.store.users.account(visit.number("user_id"), visit.now)
    return page(
        visit,
        "person.html",
        status=200 if error is None else status_of(error),
        here="people",
        account=account,
        roles=tuple(Role),
        events=visit.store.audit.of("user", account.user.id)[-50:][::-1],
        problem="" if error is None else describe(error),
    )
