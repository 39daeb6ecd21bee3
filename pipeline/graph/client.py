"""One HTTP request to Graph: the token in a header, `appsecret_proof`, limits of time and size, no redirect, no retry.

Nothing that comes out of here holds the token: an exception of the HTTP library carries the request, so none leaves.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType
from typing import IO, Any, Literal, Self

import httpx2

from pipeline.graph import GraphPage
from pipeline.graph.answers import Answer, Broken
from pipeline.graph.usage import parse_usage

Method = Literal["GET", "POST", "DELETE"]
File = tuple[str, bytes | IO[bytes], str]
"""Name, content, media type."""

_MAX_BODY = 4 * 1024 * 1024
_TOTAL_SECONDS = 60.0
_TIMEOUT = httpx2.Timeout(30.0, connect=10.0, pool=5.0)
# A connection kept for long may be closed by the other side just when a post is written to it: was it taken?
_LIMITS = httpx2.Limits(max_connections=16, max_keepalive_connections=4, keepalive_expiry=2.0)
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.LocalProtocolError)
_USAGE_HEADERS = ("x-app-usage", "x-business-use-case-usage")
_log = logging.getLogger(__name__)


def appsecret_proof(token: str, app_secret: str) -> str:
    """HMAC-SHA256 of the token under the app's secret, in hex (Graph API, "Securing API requests")."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


class _NoQuery(logging.Filter):
    """Takes queries out of what the HTTP library logs: proofs stand there, and tokens that are asked about."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                str(arg.copy_with(query=None)) if isinstance(arg, httpx2.URL) else arg for arg in record.args
            )
        return True


_no_query = _NoQuery()


class Client:
    """Calls to Graph. Thread-safe; `close` it, or use it as a context manager.

    `app_secret` gives the app's secret whenever it is needed. `timeout` is per step, in seconds; `monotonic` a clock.
    """

    def __init__(
        self,
        app_secret: Callable[[], str],
        *,
        timeout: httpx2.Timeout | float = _TIMEOUT,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app_secret = app_secret
        self._monotonic = monotonic
        self._guard = threading.Lock()
        self._rest_until: dict[str, float] = {}
        # addFilter adds the same filter once.
        logging.getLogger("httpx2").addFilter(_no_query)
        # Not the environment: a .netrc there would replace the Authorization header.
        self._http = httpx2.Client(timeout=timeout, limits=_LIMITS, trust_env=False, follow_redirects=False)
        self._http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def rest(self, page: GraphPage) -> float:
        """Seconds for which the page is to be left alone, by the usage that its last answers told; 0 for none."""
        with self._guard:
            return max(0.0, self._rest_until.get(page.facebook_id, 0.0) - self._monotonic())

    def call(
        self,
        page: GraphPage,
        method: Method,
        path: str,
        token: str,
        values: Mapping[str, str] | None = None,
        *,
        file: File | None = None,
    ) -> Answer | Broken:
        """One request to `/{version}{path}`, once. Raises nothing of the HTTP library's.

        `values` go into the body of a POST, else into the query; `file` is its `source`.
        """
        sent = {**(values or {}), "appsecret_proof": appsecret_proof(token, self._app_secret())}
        request = self._http.build_request(
            method,
            f"{page.base}/{page.version}{path}",
            headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"},
            params=None if method == "POST" else sent,
            data=sent if method == "POST" else None,
            files=None if file is None else {"source": file},
        )
        answer = self._send(request)
        if isinstance(answer, Answer):
            self._learn(page, answer)
        return answer

    def _send(self, request: httpx2.Request) -> Answer | Broken:
        try:
            return self._read(request)
        except _NOT_SENT:
            return Broken("graph-unreachable", sent=False)
        except httpx2.TimeoutException:
            return Broken("graph-timeout", sent=True)
        except (httpx2.HTTPError, httpx2.StreamError):
            return Broken("graph-cut-off", sent=True)

    def _read(self, request: httpx2.Request) -> Answer | Broken:
        deadline = self._monotonic() + _TOTAL_SECONDS
        response = self._http.send(request, stream=True)
        body = bytearray()
        try:
            for chunk in response.iter_raw():
                body += chunk
                if len(body) > _MAX_BODY:
                    return Broken("graph-too-large", sent=True)
                if self._monotonic() > deadline:
                    return Broken("graph-timeout", sent=True)
        finally:
            response.close()
        headers = {name: response.headers[name] for name in _USAGE_HEADERS if name in response.headers}
        return Answer(response.status_code, _json(bytes(body)), headers)

    def _learn(self, page: GraphPage, answer: Answer) -> None:
        wait = parse_usage(answer.headers).wait
        if wait:
            with self._guard:
                self._rest_until[page.facebook_id] = self._monotonic() + wait
            _log.warning("page %s has nearly used up its calls to Graph; it rests for %.0f s", page.page_id, wait)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
