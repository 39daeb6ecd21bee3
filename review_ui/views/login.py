"""Logging in and out; what was typed when a session ended is kept over the login."""

from __future__ import annotations

import json
from collections.abc import Callable

from starlette.responses import RedirectResponse, Response

from pipeline import passwords, second_factor
from pipeline.errors import DeskError
from pipeline.i18n import describe
from pipeline.model import User
from pipeline.people_errors import CodeWrong
from review_ui import sessions, throttle
from review_ui.addresses import local_path
from review_ui.errors import FormBroken, LoginFailed, LoginThrottled, SecretsNotKept, SessionOver, StepOver
from review_ui.masks import masked
from review_ui.rendering import page, redirect, status_of
from review_ui.site import Form, Site, Visit

FIRST = "/hom-nay"
"""Where a login leads when nothing else was wanted."""
SECRET_FIELDS = frozenset({"password", "new", "again", "code"})
"""Never kept over a login, and never shown again."""
_LONGEST_LOGIN = 64
_LONGEST_CODE = 64


def show(visit: Visit) -> Response:
    """The login form; who is logged in already goes on."""
    after = local_path(visit.query("next"), FIRST)
    if visit.session is not None:
        return RedirectResponse(after, 303)
    return form(visit, after)


def needed(visit: Visit) -> Response:
    """A page that needs a session: the login first. The fields of a form are carried along, secret ones never."""
    request = visit.request
    if request.method == "POST":
        if SECRET_FIELDS & visit.form.fields.keys():
            return form(visit, "/tai-khoan", error=SecretsNotKept())
        held = {name: list(values) for name, values in visit.form.fields.items() if name != "_csrf"}
        return form(visit, request.url.path, error=SessionOver(), held=json.dumps(held, ensure_ascii=False))
    after = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    return redirect("/dang-nhap", next="" if after in ("/", FIRST) else after)


def enter(visit: Visit) -> Response:
    """Judge a login. One answer, in the same time, for a wrong password and for an unknown login."""
    after = local_path(visit.form.text("next"), FIRST)
    held = visit.form.text("held")
    login = visit.form.text("login").strip().lower()
    known = sessions.known_browser(visit.site, visit.request, login, visit.now)
    counted = throttle.keys(login, visit.address, known)
    try:
        throttle.require_free(visit.store, counted, visit.now)
    except LoginThrottled as error:
        return form(visit, after, error=error, login=login, held=held)
    user = _identify(visit.site, login, visit.form.text("password"))
    if user is None:
        throttle.record_failure(visit.store, counted, visit.now)
        return form(visit, after, error=LoginFailed(), login=login, held=held)
    throttle.forget(visit.store, counted)
    if visit.store.second_factors.get(user.id) is None:
        return opened(visit, user, after, held)
    response = _code_form(visit, after, held=held)
    sessions.begin_step(visit.site, response, user, visit.now)
    return response


def ask_code(visit: Visit) -> Response:
    """The form for the code again, for a browser that was reloaded between the password and the code."""
    if sessions.step_user(visit.site, visit.request, visit.now) is None:
        return redirect("/dang-nhap")
    return _code_form(visit, local_path(visit.query("next"), FIRST))


def enter_code(visit: Visit) -> Response:
    """Judge the code after the password: of the app, or a recovery code."""
    after = local_path(visit.form.text("next"), FIRST)
    held = visit.form.text("held")
    user = sessions.step_user(visit.site, visit.request, visit.now)
    if user is None:
        return form(visit, after, error=StepOver(), held=held)
    counted = throttle.code_keys(user.login, visit.address)
    try:
        throttle.require_free(visit.store, counted, visit.now)
        typed = visit.form.text("code")[:_LONGEST_CODE]
        if not second_factor.passes(visit.store, user, typed, visit.site.keys, visit.now):
            throttle.record_failure(visit.store, counted, visit.now)
            raise CodeWrong
    except DeskError as error:
        return _code_form(visit, after, error=error, held=held)
    throttle.forget(visit.store, counted)
    if not sessions.take_step(visit.site, visit.request, visit.now):
        return form(visit, after, error=StepOver(), held=held)
    response = opened(visit, user, after, held)
    sessions.drop(visit.site, response, sessions.step_cookie_name(visit.site))
    return response


def opened(visit: Visit, user: User, after: str, held: str = "") -> Response:
    """A new session; what was typed before it is shown, else the browser goes where it wanted."""
    fields = _held_fields(held)
    response: Response = RedirectResponse(after, 303)
    session = sessions.start(visit.site, visit.request, response, user, visit.now)
    if fields:
        entered = Visit(visit.site, visit.request, visit.now, session)
        cookies = response.headers.getlist("set-cookie")
        response = resume(entered, after, Form(fields))
        for cookie in cookies:
            response.headers.append("set-cookie", cookie)
    return response


def leave(visit: Visit) -> Response:
    """End the session."""
    sessions.log_out(visit.site, visit.request, visit.now)
    response = redirect("/dang-nhap", "da-ra")
    sessions.drop_cookie(visit.site, response)
    return response


def resume(visit: Visit, path: str, form: Form, *, status: int = 200) -> Response:
    """What was typed before the session changed, to be sent again by the person who now looks at it.

    Raises `FormBroken` where passwords or codes are among it, which are not shown.
    """
    if SECRET_FIELDS & form.fields.keys():
        raise FormBroken
    fields = [(name, value) for name, values in form.fields.items() if name != "_csrf" for value in values]
    return page(visit, "resume.html", status=status, path=path, fields=fields)


def _identify(site: Site, login: str, password: str) -> User | None:
    known = site.store.users.by_login(login) if len(login) <= _LONGEST_LOGIN else None
    if len(password) > passwords.MOST:
        password = ""
    if known is None:
        passwords.verify_dummy(password)
        return None
    user, encoded = known
    return user if passwords.verify(encoded, password) else None


def _held_fields(text: str) -> dict[str, list[str]]:
    """Fields carried over the login; anything else than lists of texts by name is dropped."""
    try:
        document = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(document, dict):
        return {}
    return {
        name: values
        for name, values in document.items()
        if isinstance(values, list) and all(isinstance(value, str) for value in values)
    }


def form(visit: Visit, after: str, *, error: DeskError | None = None, login: str = "", held: str = "") -> Response:
    """The login form."""
    return _asked(
        visit,
        "login.html",
        error,
        login=login[:_LONGEST_LOGIN],
        after=after,
        held=held,
        left=visit.query("bao") == "da-ra",
        provider=None if visit.settings.people.oidc is None else visit.settings.people.oidc.name,
    )


def _code_form(visit: Visit, after: str, *, error: DeskError | None = None, held: str = "") -> Response:
    return _asked(visit, "login_code.html", error, after=after, held=held)


def _asked(visit: Visit, template: str, error: DeskError | None, **values: object) -> Response:
    """A form for somebody without a session."""
    csrf, keep = visitor_token(visit)
    status = 200 if error is None else status_of(error)
    problem = "" if error is None else describe(error)
    response = page(visit, template, status=status, problem=problem, csrf=csrf, user=None, **values)
    keep(response)
    if isinstance(error, LoginThrottled):
        response.headers["Retry-After"] = str(round(throttle.WINDOW.total_seconds()))
    return response


def visitor_token(visit: Visit) -> tuple[str, Callable[[Response], None]]:
    """What ties a form to the browser of somebody without a session, masked, and a way to set its cookie."""
    name = sessions.visitor_cookie_name(visit.site)
    token = visit.request.cookies.get(name) or sessions.new_token()

    def keep(response: Response) -> None:
        response.set_cookie(
            name, token, path="/", secure=visit.site.secure_cookies, httponly=True, samesite="lax", max_age=86_400
        )

    return masked(token), keep
