"""A person's own account: password, second factor, sessions."""

from __future__ import annotations

from markupsafe import Markup
from starlette.responses import Response

from pipeline import passwords, people, second_factor
from pipeline.errors import DeskError
from pipeline.i18n import _, describe
from pipeline.people_errors import CodeWrong, PasswordWrong, SecondFactorLapsed, SecondFactorOff, SecondFactorRequired
from review_ui import sessions, throttle
from review_ui.rendering import page, redirect, status_of
from review_ui.site import Visit

_LONGEST_CODE = 64


def show(visit: Visit) -> Response:
    """The account, its sessions, and what can be changed."""
    return page_with(visit)


def change_password(visit: Visit) -> Response:
    """A new password; all sessions end, and this browser gets another one."""
    form = visit.form
    try:
        _require_free(visit)
        people.change_password(
            visit.store, visit.user, form.text("password"), form.text("new"), form.text("again"), visit.now
        )
    except DeskError as error:
        _count(visit, error)
        return page_with(visit, error, "password")
    throttle.forget(visit.store, throttle.again_keys(visit.user.login))
    response = redirect("/tai-khoan", "mat-khau-da-doi")
    sessions.start(visit.site, visit.request, response, visit.user, visit.now)
    return response


def end_session(visit: Visit) -> Response:
    """End one of one's own sessions; the number of another's ends nothing."""
    visit.store.sessions.end(visit.user, visit.number("session_id"), visit.now)
    return redirect("/tai-khoan", "phien-da-het")


def end_others(visit: Visit) -> Response:
    """End all one's sessions but this one."""
    visit.store.sessions.end_all(visit.user.id, visit.now, visit.user, keep=visit.session_id)
    return redirect("/tai-khoan", "phien-khac-da-het")


def setup(visit: Visit) -> Response:
    """The QR code of the second factor that this session has begun, or the question for the password."""
    return _setup(visit)


def begin(visit: Visit) -> Response:
    """Begin to set up a second factor, after the password."""
    try:
        require_password(visit)
        second_factor.begin(visit.store, visit.session_id, visit.user, visit.site.keys, visit.now)
    except DeskError as error:
        return _setup(visit, error)
    return redirect("/tai-khoan/hai-buoc")


def confirm(visit: Visit) -> Response:
    """Turn it on by a code of the app; the recovery codes are shown this once."""
    typed = visit.form.text("code")[:_LONGEST_CODE]
    try:
        codes = second_factor.confirm(visit.store, visit.session_id, visit.user, typed, visit.site.keys, visit.now)
    except DeskError as error:
        return _setup(visit, error)
    return _codes(visit, codes, first=True)


def turn_off(visit: Visit) -> Response:
    """Do without a second factor from now on, after the password; not where the role asks for it."""
    try:
        require_password(visit)
        if visit.user.role in visit.settings.people.totp_required_for:
            raise SecondFactorRequired
        if not visit.store.second_factors.remove(visit.user.id, visit.now, visit.user, keep=visit.session_id):
            raise SecondFactorOff
    except DeskError as error:
        return page_with(visit, error, "second")
    return redirect("/tai-khoan", "hai-buoc-tat")


def new_codes(visit: Visit) -> Response:
    """Other recovery codes, after the password; they are shown this once."""
    try:
        require_password(visit)
        codes = second_factor.new_recovery_codes(visit.store, visit.user, visit.now)
    except DeskError as error:
        return page_with(visit, error, "second")
    return _codes(visit, codes, first=False)


def _require_free(visit: Visit) -> None:
    throttle.require_free(visit.store, throttle.again_keys(visit.user.login), visit.now)


def _count(visit: Visit, error: DeskError) -> None:
    if isinstance(error, PasswordWrong):
        throttle.record_failure(visit.store, throttle.again_keys(visit.user.login), visit.now)


def require_password(visit: Visit) -> None:
    """The password given anew. Raises `LoginThrottled` or `PasswordWrong`."""
    _require_free(visit)
    try:
        people.require_password(visit.store, visit.user, visit.form.text("password"))
    except PasswordWrong as error:
        _count(visit, error)
        raise
    throttle.forget(visit.store, throttle.again_keys(visit.user.login))


def page_with(visit: Visit, error: DeskError | None = None, about: str = "") -> Response:
    """The page of the account; `about` is the part that the error belongs to."""
    provider = visit.settings.people.oidc
    return page(
        visit,
        "account.html",
        status=200 if error is None else status_of(error),
        here="account",
        account=visit.store.users.account(visit.user.id, visit.now),
        sessions=visit.store.sessions.of(visit.user.id, visit.now, visit.now - sessions.IDLE),
        session_id=visit.session_id,
        required=visit.user.role in visit.settings.people.totp_required_for,
        least=passwords.LEAST,
        provider=None if provider is None else provider.name,
        tied=provider is not None and visit.store.identities.has(visit.user.id, provider.issuer),
        problem="" if error is None else describe(error),
        about=about,
    )


def _setup(visit: Visit, error: DeskError | None = None) -> Response:
    try:
        _sealed, secret = second_factor.begun(visit.store, visit.session_id, visit.user, visit.site.keys, visit.now)
    except SecondFactorLapsed:
        secret = None
    except DeskError as broken:
        secret, error = None, error or broken
    address = None if secret is None else second_factor.address(secret, visit.user, _("Ánh Dương Desk"))
    return page(
        visit,
        "second_factor.html",
        status=200 if error is None else status_of(error),
        here="account",
        # segno writes nothing into the picture but the modules of the code.
        picture=None if address is None else Markup(second_factor.qr_svg(address)),  # noqa: S704
        typed=None if secret is None else second_factor.grouped(secret),
        address=address,
        has_one=visit.session is not None and visit.session.second,
        required=visit.needs_second,
        problem="" if error is None else describe(error),
        wrong_code=isinstance(error, CodeWrong),
    )


def _codes(visit: Visit, codes: tuple[str, ...], *, first: bool) -> Response:
    return page(visit, "recovery_codes.html", here="account", codes=codes, first=first)
