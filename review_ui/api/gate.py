"""Where a request of a script becomes a call: token, scope, role, body, version, idempotency key; and its errors."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline import passwords
from pipeline.errors import Conflict, DeskError, NotAllowed, NotFound
from pipeline.i18n import _
from pipeline.people_errors import SecondFactorRequired
from pipeline.store.access import Holder
from review_ui import memory, throttle
from review_ui.addresses import whole_number
from review_ui.api import bodies
from review_ui.api.call import Call, Given, Operation
from review_ui.api.errors import (
    FieldsWrong,
    IfMatchInvalid,
    KeyMalformed,
    KeyReused,
    KeyUnderway,
    ScopeMissing,
    TokenInvalid,
    TokenNeeded,
    TooManyRequests,
    VersionsDiffer,
)
from review_ui.api.problems import problem, status_of
from review_ui.api.schema import faults
from review_ui.api.schemas import SCHEMAS
from review_ui.gate import reaches
from review_ui.site import Site
from review_ui.telemetry import ROUTE

PREFIX = "/api/v1"
MOST_A_MINUTE = 300
"""Requests of one token; more are told to wait."""
WRONG_TOKENS = 30
"""Tokens that open nothing, from one network in 15 minutes; further ones are not looked up in vain."""
KEY_LIMIT = 200
_MINUTE = timedelta(minutes=1)
_BEARER = re.compile(r"Bearer ([A-Za-z0-9._~+/-]{1,200}=*)\Z", re.ASCII | re.IGNORECASE)
_SEEN = re.compile(r'"(\d{1,18})(?:-[0-9a-f]{32})?"\Z', re.ASCII)


class Pace:
    """Counts the requests of each token in this process."""

    def __init__(self, most: int = MOST_A_MINUTE) -> None:
        self._most = most
        self._times: dict[int, deque[datetime]] = {}
        self._lock = threading.Lock()

    def count(self, token_id: int, now: datetime) -> None:
        """Raises `TooManyRequests`."""
        with self._lock:
            times = self._times.setdefault(token_id, deque())
            while times and now - times[0] >= _MINUTE:
                times.popleft()
            if len(times) >= self._most:
                raise TooManyRequests(seconds=max(1, round((times[0] + _MINUTE - now).total_seconds())))
            times.append(now)


def routes(site: Site, operations: Sequence[Operation]) -> list[Route]:
    """One route an address, as for the pages."""
    pace = Pace()
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        methods = by_path.setdefault(operation.path, {})
        assert operation.method not in methods, f"two rows for {operation.method} {operation.path}"
        methods[operation.method] = operation
    return [
        Route(PREFIX + path, _endpoint(site, pace, path, methods), methods=list(methods))
        for path, methods in by_path.items()
    ]


def _endpoint(
    site: Site, pace: Pace, path: str, methods: Mapping[str, Operation]
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        request.scope[ROUTE] = PREFIX + path
        operation = methods["GET" if request.method == "HEAD" else request.method]
        body = await request.body() if operation.method == "POST" else b""
        return await run_sync(_answer, site, pace, operation, request, body, limiter=memory.scripts)

    return endpoint


def _answer(site: Site, pace: Pace, operation: Operation, request: Request, body: bytes) -> Response:
    call = Call(site, site.clock(), {name: str(value) for name, value in request.path_params.items()})
    try:
        if operation.scope is not None:
            call = replace(call, holder=_holder(site, pace, operation, request, call.now))
        call = replace(call, query=_query(operation, request), seen=_seen(operation, request))
        if operation.method == "GET":
            return _with_tag(operation.run(call), request)
        call = replace(call, body=_body(operation, request, body))
        if call.seen is not None and call.body.get("version", call.seen) != call.seen:
            raise VersionsDiffer
        return _write(operation, call, request)
    except DeskError as error:
        return _problem(operation, call, error)


# -- who ------------------------------------------------------------------------------------------


def _holder(site: Site, pace: Pace, operation: Operation, request: Request, now: datetime) -> Holder:
    """Whoever comes with the token, when token and role may do this."""
    given = request.headers.getlist("authorization")
    if not given:
        raise TokenNeeded
    match = _BEARER.match(given[0]) if len(given) == 1 else None
    holder = None if match is None else site.store.access.holder(passwords.hash_token(match[1]), now)
    if holder is None:
        # Good tokens never wait for bad ones of the same network, so this comes after the look.
        address = request.client.host if request.client else ""
        counted = ((f"api:{throttle.network(address)}", WRONG_TOKENS),)
        throttle.require_free(site.store, counted, now)
        throttle.record_failure(site.store, counted, now)
        raise TokenInvalid
    pace.count(holder.token.id, now)
    site.store.access.touch(holder.token, now)
    if operation.scope not in holder.token.scopes:
        raise ScopeMissing(scope=operation.scope)
    if not reaches(holder.user.role, operation.least):
        raise NotAllowed
    if not holder.second and holder.user.role in site.settings.people.totp_required_for:
        raise SecondFactorRequired
    return holder


# -- what was sent ----------------------------------------------------------------------------------


def _query(operation: Operation, request: Request) -> dict[str, Any]:
    known = {parameter.name: parameter for parameter in operation.query}
    found: dict[str, Any] = {}
    wrong: list[dict[str, str]] = []
    for name, text in request.query_params.multi_items():
        parameter = known.get(name)
        if parameter is None or name in found:
            wrong.append({"parameter": name[:80], "detail": _told("unknown" if parameter is None else "twice")})
            continue
        value: object = text
        if parameter.schema.get("type") == "integer":
            number = whole_number(text)
            value = text if number is None else number
        wrong += [{"parameter": name, "detail": said} for _at, said in faults(parameter.schema, value, SCHEMAS)]
        found[name] = value
    if wrong:
        raise FieldsWrong(wrong)
    return found


def _told(what: str) -> str:
    return {"unknown": _("There is no such parameter here."), "twice": _("This comes twice.")}[what]


def _body(operation: Operation, request: Request, body: bytes) -> Mapping[str, Any]:
    value = bodies.read(request.headers.get("content-type", ""), body)
    schema = operation.body or {"type": "object", "additionalProperties": False}
    wrong = [{"pointer": f"#{at}", "detail": said} for at, said in faults(schema, value, SCHEMAS)][:20]
    if wrong:
        raise FieldsWrong(wrong)
    assert isinstance(value, dict)
    return value


def _seen(operation: Operation, request: Request) -> int | None:
    """The version that If-Match names."""
    text = request.headers.get("if-match")
    if text is None or not operation.versioned:
        return None
    match = _SEEN.match(text.strip())
    if match is None:
        raise IfMatchInvalid
    return int(match[1])


# -- what is answered -------------------------------------------------------------------------------


def _json(content: Mapping[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _tag(given: Given, text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    return f'"{digest}"' if given.version is None else f'"{given.version}-{digest}"'


def _with_tag(given: Given, request: Request) -> Response:
    """The answer to a reading, or 304 where the script has it already."""
    text = _json(given.content)
    tag = _tag(given, text)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    known = request.headers.get("if-none-match", "")
    if known.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in known.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(text, given.status, headers, "application/json")


def _write(operation: Operation, call: Call, request: Request) -> Response:
    """Do it, once for each idempotency key."""
    key = request.headers.get("idempotency-key")
    if key is None:
        given = operation.run(call)
        return _written(given.status, _json(given.content), given.location, tag=_tag(given, _json(given.content)))
    if not 1 <= len(key) <= KEY_LIMIT or not all("!" <= character <= "~" for character in key):
        raise KeyMalformed(limit=KEY_LIMIT)
    access, user_id = call.store.access, call.user.id
    sent = json.dumps([request.method, request.url.path, call.body, call.seen], sort_keys=True)
    fingerprint = hashlib.sha256(sent.encode()).hexdigest()
    before = access.begin(user_id, key, fingerprint, call.now)
    if before is not None:
        if before.fingerprint != fingerprint:
            raise KeyReused
        if before.status is None:
            raise KeyUnderway
        return _written(before.status, before.body, before.location, replayed=True)
    try:
        try:
            given = operation.run(call)
        except DeskError as error:
            if status_of(error) >= 500:
                raise
            response = _problem(operation, call, error)
            access.keep(user_id, key, response.status_code, bytes(response.body).decode(), None)
            return response
    except BaseException:
        access.give_up(user_id, key)
        raise
    text = _json(given.content)
    access.keep(user_id, key, given.status, text, given.location)
    return _written(given.status, text, given.location, tag=_tag(given, text))


def _written(status: int, text: str, location: str | None, *, tag: str = "", replayed: bool = False) -> Response:
    response = Response(text, status, media_type="application/json" if status < 400 else "application/problem+json")
    if location is not None:
        response.headers["Location"] = location
    if tag:
        response.headers["ETag"] = tag
    if replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _problem(operation: Operation, call: Call, error: DeskError) -> Response:
    """A conflict tells what there is now; a version that If-Match named and that is stale is 412 (RFC 9110, 13.1.1)."""
    if not isinstance(error, Conflict) or operation.subject is None or call.holder is None:
        return problem(error)
    try:
        current = _current(operation, call)
    except NotFound:
        return problem(error)
    stale = call.seen is not None and call.seen != current["version"]
    return problem(error, {"current": current}, 412 if stale else None)


def _current(operation: Operation, call: Call) -> dict[str, object]:
    if operation.subject == "article":
        article = call.store.articles.get(call.number("article_id"))
        return {"version": article.version, "state": article.state.value}
    post = call.store.posts.get(call.number("post_id"))
    return {"version": post.version, "state": post.state.value}
