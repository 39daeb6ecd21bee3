"""The web application."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send

from pipeline.checkup import Checkup
from pipeline.clock import Clock, system_clock
from pipeline.errors import DeskError, StoreBroken, StoreBusy
from pipeline.metrics import Metrics
from pipeline.models import ModelInUse
from pipeline.oidc import Provider
from pipeline.pictures import Pictures
from pipeline.settings import Settings
from pipeline.store import Store
from review_ui import sessions
from review_ui.api.errors import AddressUnknown, MethodUnknown
from review_ui.api.gate import routes as api_routes
from review_ui.api.openapi import ALL
from review_ui.api.problems import problem
from review_ui.compression import Assets, Compressed
from review_ui.errors import MethodWrong, PathUnknown, ServerFault
from review_ui.gate import routes
from review_ui.rendering import bare_error, error_page
from review_ui.routes import RULES
from review_ui.security import API, BodyLimit, HostCheck, SameOrigin, SecurityHeaders, headers
from review_ui.site import Site, Visit
from review_ui.telemetry import Counted

_STATIC = Path(__file__).parent / "static"


def _for_scripts(scope: Scope) -> bool:
    """Whether the answer goes to a script, which reads no pages."""
    return bool(scope["type"] == "http" and scope["path"].startswith(API))


def create_app(
    store: Store,
    settings: Settings,
    clock: Clock = system_clock,
    *,
    secure_cookies: bool = False,
    hosts: Iterable[str] = (),
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    """The desk's pages over an open store, which stays the caller's to close.

    `secure_cookies` for a desk behind HTTPS. `hosts` are the names it answers under beside loopback and
    plain addresses.
    """
    checkup = Checkup(store, settings, clock)
    site = Site(
        store,
        settings,
        clock,
        secure_cookies,
        frozenset(name.lower() for name in hosts),
        Pictures(settings, store, clock),
        ModelInUse(store, settings.models),
        checkup,
        Metrics(checkup),
        oidc=None if settings.people.oidc is None else Provider(settings.people.oidc),
    )

    def refuse(status: int, error: DeskError) -> ASGIApp:
        async def refused(scope: Scope, receive: Receive, send: Send) -> None:
            # One for each request: whatever stands before this writes into the headers of the response itself.
            response = problem(error, status=status) if _for_scripts(scope) else bare_error(site, status, error)
            await response(scope, receive, send)

        return refused

    def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if _for_scripts(request.scope):
            told = problem(MethodUnknown() if error.status_code == 405 else AddressUnknown())
            told.headers.update(error.headers or {})
            return told
        now = clock()
        said = MethodWrong() if error.status_code == 405 else PathUnknown()
        try:
            response = error_page(Visit(site, request, now, sessions.current(site, request, now)), said)
        except (StoreBusy, StoreBroken):
            response = bare_error(site, error.status_code, said)
        for name, value in (error.headers or {}).items():
            response.headers[name] = value
        return response

    def fault(request: Request, _error: Exception) -> Response:
        """Starlette answers these outside of our middleware, and raises the error again for the log."""
        said = ServerFault()
        response = problem(said) if _for_scripts(request.scope) else bare_error(site, 500, said)
        response.headers.update(headers(site))
        return response

    return Starlette(
        routes=[
            *routes(site, RULES),
            *api_routes(site, ALL),
            Mount("/static", Assets(directory=_STATIC), name="static"),
        ],
        middleware=[
            Middleware(Counted, metrics=site.metrics),
            Middleware(SecurityHeaders, site=site),
            Middleware(Compressed),
            Middleware(HostCheck, site=site, refuse=refuse),
            Middleware(BodyLimit, refuse=refuse),
            Middleware(SameOrigin, refuse=refuse),
        ],
        exception_handlers={HTTPException: http_error, Exception: fault},
        lifespan=lifespan,
    )


__all__ = ["create_app"]
