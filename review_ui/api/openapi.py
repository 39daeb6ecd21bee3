"""The OpenAPI 3.1 document, made from the table, so that it says what the routes do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from typing import Any

from pipeline.access import Scope
from pipeline.i18n import _, language
from pipeline.model import Role
from review_ui.api.call import Call, Given, Operation
from review_ui.api.gate import KEY_LIMIT, PREFIX
from review_ui.api.schema import ref
from review_ui.api.schemas import SCHEMAS
from review_ui.api.table import OPERATIONS

_PLACE = re.compile(r"\{(\w+)\}")
_PROBLEM = {"application/problem+json": {"schema": ref("Problem")}}
_SAID = {
    400: "The request cannot be read.",
    401: "No token, or one that opens nothing.",
    403: "The token lacks the scope, or the person the right.",
    404: "There is no such thing.",
    409: "It is no longer as it was seen; `current` says how it is.",
    412: "If-Match names a version that is stale; `current` says the present one.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "Something does not fit; `errors` says what and where.",
    428: "The version that was seen is missing.",
    429: "Too many requests; Retry-After says how long to wait.",
    503: "The data store is busy; Retry-After says how long to wait.",
}
_ABOUT = "The actions of the desk's pages for scripts, with personal tokens."
_NOT_CHANGED = "As it was when the ETag in If-None-Match was given."
_ONE_KEY = "One for each thing to be done; the answer is kept for 24 hours and given again for the same request."
_SEEN = "The ETag or the version that was seen, instead of `version`."


def sentences() -> Iterator[str]:
    """What the document says in words, for the catalogue."""
    for operation in ALL:
        yield operation.summary
        yield from (one.summary for one in operation.query)
    yield from (*_SAID.values(), _NOT_CHANGED, _ONE_KEY, _SEEN, _ABOUT)


def document() -> dict[str, Any]:
    """The whole document, in the desk's language."""
    return _document(language())


@cache
def _document(_language: str) -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for operation in ALL:
        paths.setdefault(PREFIX + operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Ánh Dương Desk",
            "version": version("anhduong-desk"),
            "summary": _(_ABOUT),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A personal token with scopes: " + ", ".join(Scope) + ".",
                }
            },
        },
    }


def serve(_call: Call) -> Given:
    """The document itself, which is nobody's secret."""
    return Given(document())


def problems_of(operation: Operation) -> tuple[int, ...]:
    """The statuses of problems that an operation may answer with."""
    if operation.scope is None:
        return (422, 503)
    found = {401, 403, 422, 429, 503}
    if _PLACE.search(operation.path):
        found.add(404)
    if operation.query:
        found.add(404)
    if operation.method == "POST":
        found |= {400, 404, 409, 413, 415}
    if operation.versioned:
        found |= {412, 428}
    return tuple(sorted(found))


def _operation(operation: Operation) -> dict[str, Any]:
    content = {"application/json": {"schema": ref(operation.answer)}}
    answers: dict[str, Any] = {str(operation.status): {"description": _(operation.summary), "content": content}}
    if operation.method == "GET":
        answers["304"] = {"description": _(_NOT_CHANGED)}
    for status in problems_of(operation):
        answers[str(status)] = {"description": _(_SAID[status]), "content": _PROBLEM}
    made: dict[str, Any] = {
        "operationId": operation.name,
        "summary": _(operation.summary),
        "tags": [operation.path.split("/")[1].removesuffix(".json")],
        "responses": answers,
    }
    if operation.scope is None:
        made["security"] = []
    else:
        least = "" if operation.least is Role.COLLABORATOR else f", role: {operation.least.value} or above"
        made["description"] = f"Scope: {operation.scope.value}{least}."
        made["security"] = [{"token": [operation.scope.value]}]
    parameters = _parameters(operation)
    if parameters:
        made["parameters"] = parameters
    if operation.body is not None:
        required = bool(operation.body.get("required"))
        made["requestBody"] = {"required": required, "content": {"application/json": {"schema": operation.body}}}
    return made


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 1}
            if name.endswith("_id") and name not in ("page_id", "source_id")
            else _TEXT,
        }
        for name in _PLACE.findall(operation.path)
    ]
    found += [
        {"name": one.name, "in": "query", "description": _(one.summary), "schema": one.schema}
        for one in operation.query
    ]
    if operation.method == "GET":
        found.append({"name": "If-None-Match", "in": "header", "description": "An ETag.", "schema": _TEXT})
    else:
        schema = {"type": "string", "minLength": 1, "maxLength": KEY_LIMIT}
        found.append({"name": "Idempotency-Key", "in": "header", "description": _(_ONE_KEY), "schema": schema})
    if operation.versioned:
        found.append({"name": "If-Match", "in": "header", "description": _(_SEEN), "schema": _TEXT})
    return found


_TEXT = {"type": "string"}
_NUMBER = {"type": "integer", "minimum": 1}
_WORDS = ("page_id", "source_id")
ALL: tuple[Operation, ...] = (
    Operation(
        "GET", "/openapi.json", "openapi", "This document", None, Role.COLLABORATOR, serve, "Document"
    ),
    *OPERATIONS,
)  # fmt: skip
