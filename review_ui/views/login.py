"""Logging in and out; what was typed when a session ended is kept over the login."""

from __future__ import annotations

import json

from starlette.responses import RedirectResponse, Response

from pipeline import passwords
from pipeline.errors import DeskError
from pipeline.i18n import describe
from pipeline.model import User
from review_ui import sessions, throttle
from review_ui.addresses import local_path
from review_ui.errors import LoginFailed, LoginThrottled, SessionOver
from review_ui.rendering import page, redirect, status_of
from review_ui.site import Form, Site, Visit

_FIRST = "/hom-nay"
_LONGEST_PASSWORD = 1_024
_LONGEST_LOGIN = 64


def show(visit: Visit) -> Response:
    """The login form; who is logged in already goes on."""
    after = local_path(visit.query("next"), _FIRST)
    if visit.session is not None:
        return RedirectResponse(after, 303)
    return _form(visit, after)


def needed(visit: Visit) -> Response:
    """A page that needs a session: the login first. The fields of a form are carried along."""
    request = visit.request
    if request.method == "POST":
        held = {name: values[-1] for name, values in visit.form.fields.items() if name != "_csrf"}
        return _form(visit, request.url.path, error=SessionOver(), held=json.dumps(held, ensure_ascii=False))
    after = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    return redirect("/dang-nhap", next="" if after in ("/", _FIRST) else after)


def enter(visit: Visit) -> Response:
    """Judge a login. One answer, in the same time, for a wrong password and for an unknown login."""
    after = local_path(visit.form.text("next"), _FIRST)
    held = visit.form.text("held")
    login = visit.form.text("login").strip().lower()
    address = visit.request.client.host if visit.request.client else ""
    try:
        throttle.require_free(visit.store, login, address, visit.now)
    except LoginThrottled as error:
        return _form(visit, after, error=error, login=login, held=held)
    user = _identify(visit.site, login, visit.form.text("password"))
    if user is None:
        throttle.record_failure(visit.store, login, address, visit.now)
        return _form(visit, after, error=LoginFailed(), login=login, held=held)
    throttle.forget(visit.store, login, address)
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
    """What was typed before the session changed, to be sent again by the person who now looks at it."""
    fields = [(name, values[-1]) for name, values in form.fields.items() if name != "_csrf" and values]
    return page(visit, "resume.html", status=status, path=path, fields=fields)


def _identify(site: Site, login: str, password: str) -> User | None:
    known = site.store.users.by_login(login) if len(login) <= _LONGEST_LOGIN else None
    if len(password) > _LONGEST_PASSWORD:
        password = ""
    if known is None:
        passwords.verify_dummy(password)
        return None
    user, encoded = known
    return user if passwords.verify(encoded, password) else None


def _held_fields(text: str) -> dict[str, list[str]]:
    """Fields carried over the login; anything else than a flat object of texts is dropped."""
    try:
        document = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(document, dict):
        return {}
    return {name: [value] for name, value in document.items() if isinstance(value, str)}


def _form(visit: Visit, after: str, *, error: DeskError | None = None, login: str = "", held: str = "") -> Response:
    name = sessions.visitor_cookie_name(visit.site)
    token = visit.request.cookies.get(name) or sessions.new_token()
    response = page(
        visit,
        "login.html",
        status=200 if error is None else status_of(error),
        problem="" if error is None else describe(error),
        ended=isinstance(error, SessionOver),
        login=login[:_LONGEST_LOGIN],
        after=after,
        held=held,
        csrf=token,
        left=visit.query("bao") == "da-ra",
    )
    response.set_cookie(
        name, token, path="/", secure=visit.site.secure_cookies, httponly=True, samesite="lax", max_age=86_400
    )
    if isinstance(error, LoginThrottled):
        response.headers["Retry-After"] = str(round(throttle.WINDOW.total_seconds()))
    return response
