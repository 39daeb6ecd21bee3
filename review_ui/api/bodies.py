"""The body of a request as JSON, without the freedoms that parsers take with it."""

from __future__ import annotations

import json
import math
from typing import NoReturn

from pipeline.i18n import _
from review_ui.api.errors import BodyNotJson, MediaTypeWrong

_DEEPEST = 20
_LARGEST = 2**63 - 1
"""The largest whole number that the data file holds."""


def read(content_type: str, body: bytes) -> object:
    """What the body says; an empty one is an empty object. Raises `MediaTypeWrong` or `BodyNotJson`.

    Refused beside what is no JSON: names that come twice, NaN, numbers beyond 64 bits, halves of surrogate pairs, more
    than `_DEEPEST` levels.
    """
    if not body:
        return {}
    kind, _semicolon, options = content_type.partition(";")
    if kind.strip().lower() != "application/json" or options.replace(" ", "").lower() not in ("", "charset=utf-8"):
        raise MediaTypeWrong
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BodyNotJson(why=_("it is not UTF-8")) from error
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_constant, parse_int=_whole, parse_float=_fraction
        )
    except RecursionError as error:
        raise BodyNotJson(why=_("it is nested too deeply")) from error
    except ValueError as error:
        raise BodyNotJson(why=_("its syntax is wrong")) from error
    _walk(value, 0)
    return value


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BodyNotJson(why=_("a name comes twice in one object"))
    return found


def _constant(_text: str) -> NoReturn:
    raise BodyNotJson(why=_("NaN and Infinity are not JSON"))


def _whole(text: str) -> int:
    if len(text) > 20 or abs(int(text)) > _LARGEST:
        raise BodyNotJson(why=_("a number is too large"))
    return int(text)


def _fraction(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise BodyNotJson(why=_("a number is too large"))
    return value


def _walk(value: object, depth: int) -> None:
    if depth > _DEEPEST:
        raise BodyNotJson(why=_("it is nested too deeply"))
    if isinstance(value, str):
        _whole_text(value)
    elif isinstance(value, dict):
        for name, each in value.items():
            _whole_text(name)
            _walk(each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            _walk(each, depth + 1)


def _whole_text(text: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise BodyNotJson(why=_("it holds half of a character (a lone surrogate)"))
