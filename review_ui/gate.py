"""The one place where a request becomes a visit: session, least role, form, CSRF token, errors to pages."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import parse_qsl

import anyio
from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.errors import DeskError, NotAllowed
from pipeline.model import Role
from pipeline.people_errors import SecondFactorRequired
from review_ui import memory, sessions
from review_ui.errors import FormBroken
from review_ui.masks import unmasked
from review_ui.rendering import error_page, redirect
from review_ui.site import Form, Site, Visit
from review_ui.telemetry import ROUTE
from review_ui.views import login

View = Callable[[Visit], Response]
CSRF_FIELD = "_csrf"
_MOST_FIELDS = 200
"""The composer has six a picture, and offers twenty."""
_RANK = {Role.COLLABORATOR: 1, Role.EDITOR: 2, Role.ADMINISTRATOR: 3}
_heavy = anyio.CapacityLimiter(2)
"""argon2id takes 64 MiB and a core for each login, so only two are judged at a time."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the route table. `least` is the least role, None for anybody, with or without a session.

    `unfinished`: also for those whose role asks for a second factor that they have not set up yet.
    """

    method: Literal["GET", "POST"]
    path: str
    view: View
    least: Role | None
    heavy: bool = False
    unfinished: bool = False
    upload: bool = False
    """Whether its form may carry files."""
    waits: bool = False
    """Whether it may wait for another server."""
    fields: int = _MOST_FIELDS
    """How many fields its form may have."""


def reaches(role: Role, least: Role) -> bool:
    """Whether a role may do what `least` may."""
    return _RANK[role] >= _RANK[least]


def routes(site: Site, rules: Sequence[Rule]) -> list[Route]:
    """One route an address, so that a wrong method is told the right ones."""
    by_path: dict[str, dict[str, Rule]] = {}
    for rule in rules:
        methods = by_path.setdefault(rule.path, {})
        assert rule.method not in methods, f"two rows for {rule.method} {rule.path}"
        methods[rule.method] = rule
    return [Route(path, _endpoint(site, path, methods), methods=list(methods)) for path, methods in by_path.items()]


def _endpoint(site: Site, path: str, methods: dict[str, Rule]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        request.scope[ROUTE] = path
        rule = methods["GET" if request.method == "HEAD" else request.method]
        fields = await _read_form(request, rule) if rule.method == "POST" else Form()
        limiter = _heavy if rule.heavy else memory.waiting if rule.waits else None
        return await run_sync(_answer, site, rule, request, fields, limiter=limiter)

    return endpoint


async def _read_form(request: Request, rule: Rule) -> Form | None:
    """The form's fields, or None for a body that is not a form. Its size was limited on the way here."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if rule.upload and kind == "multipart/form-data":
        return await _read_parts(request)
    body = await request.body()
    if kind != "application/x-www-form-urlencoded":
        return None
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=rule.fields, errors="strict")
    except ValueError:
        return None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return Form(fields)


async def _read_parts(request: Request) -> Form | None:
    fields: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    try:
        async with request.form(max_files=1, max_fields=_MOST_FIELDS) as parts:
            for name, value in parts.multi_items():
                if isinstance(value, str):
                    fields.setdefault(name, []).append(value)
                else:
                    files[name] = await value.read()
    except HTTPException:
        # Starlette's word for parts that are not well formed, or too many.
        return None
    return Form(fields, files)


def _answer(site: Site, rule: Rule, request: Request, form: Form | None) -> Response:
    now = site.clock()
    visit = Visit(site, request, now, None, form or Form())
    try:
        visit = replace(visit, session=sessions.current(site, request, now))
        if form is None:
            raise FormBroken
        if rule.least is None:
            if rule.method == "POST" and not _token_fits(
                visit, request.cookies.get(sessions.visitor_cookie_name(site))
            ):
                raise FormBroken
        elif visit.session is None:
            return login.needed(visit)
        elif not reaches(visit.user.role, rule.least):
            raise NotAllowed
        elif visit.needs_second and not rule.unfinished:
            if rule.method == "POST":
                raise SecondFactorRequired
            return redirect("/tai-khoan/hai-buoc")
        elif rule.method == "POST" and not _token_fits(visit, visit.session.csrf):
            return login.resume(visit, request.url.path, visit.form, status=409)
        return rule.view(visit)
    except DeskError as error:
        return error_page(visit, error)


def _token_fits(visit: Visit, expected: str | None) -> bool:
    given = visit.form.text(CSRF_FIELD)
    return bool(expected) and hmac.compare_digest((expected or "").encode(), unmasked(given))
