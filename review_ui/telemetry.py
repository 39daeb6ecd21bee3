"""What the web process tells of itself: each request counted by the template of its route."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.metrics import Metrics

ROUTE = "anhduong.route"
"""Where the gate leaves the template of the route in an ASGI scope."""


class Counted:
    """Counts every request with its status and how long it took. Stands before everything that may refuse one."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        other = "/static" if scope["path"].startswith("/static/") else "other"
        started = time.perf_counter()
        # What ends without a response is answered with 500 by Starlette, outside of the middleware.
        status = 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._metrics.request(scope["method"], scope.get(ROUTE, other), status, time.perf_counter() - started)
