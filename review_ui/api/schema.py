"""The part of JSON Schema 2020-12 that the API's own schemas use: checking a value, with a pointer to what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.i18n import _

Schema = Mapping[str, Any]
KEYWORDS = frozenset(
    "$ref type enum minimum maximum minLength maxLength pattern format items minItems maxItems properties required"
    " additionalProperties description examples default".split()
)
"""No schema of the API uses another one; a test holds it so."""
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def ref(name: str) -> Schema:
    """A schema of the document, by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def faults(schema: Schema, value: object, known: Mapping[str, Schema], at: str = "") -> Iterator[tuple[str, str]]:
    """(JSON pointer, sentence) of what does not fit, RFC 6901. `known` are the document's schemas by name."""
    if "$ref" in schema:
        yield from faults(known[str(schema["$ref"]).rpartition("/")[2]], value, known, at)
        return
    kinds = schema.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    if kinds and not any(_is(kind, value) for kind in kinds):
        yield at, _("This must be {kind}.").format(kind=_("{one} or {other}").format(
            one=kind_name(kinds[0]), other=kind_name(kinds[1])) if len(kinds) > 1 else kind_name(kinds[0]))  # fmt: skip
        return
    if "enum" in schema and value not in schema["enum"]:
        named = ", ".join(str(one) for one in schema["enum"] if one is not None)
        yield at, _("This must be one of: {values}.").format(values=named)
        return
    if isinstance(value, str):
        yield from _of_text(schema, value, at)
    elif isinstance(value, dict):
        yield from _of_object(schema, value, known, at)
    elif isinstance(value, list):
        yield from _of_list(schema, value, known, at)
    elif isinstance(value, int | float) and not isinstance(value, bool) and not _within(schema, value):
        yield at, _("This number is too small or too large.")


def kind_name(kind: str) -> str:
    """A type of JSON in words."""
    return {
        "object": _("an object"),
        "array": _("a list"),
        "string": _("text"),
        "integer": _("a whole number"),
        "number": _("a number"),
        "boolean": _("true or false"),
        "null": "null",
    }[kind]


def _is(kind: str, value: object) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _within(schema: Schema, value: float) -> bool:
    return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))


def _of_text(schema: Schema, value: str, at: str) -> Iterator[tuple[str, str]]:
    if len(value) < schema.get("minLength", 0):
        yield at, _("This must not be empty.")
    elif len(value) > schema.get("maxLength", len(value)):
        yield at, _("This has more than {limit} characters.").format(limit=schema["maxLength"])
    elif "pattern" in schema and not re.fullmatch(schema["pattern"].removeprefix("^").removesuffix("$"), value, re.A):
        yield at, _("This does not have the right form.")


def _of_object(
    schema: Schema, value: Mapping[str, object], known: Mapping[str, Schema], at: str
) -> Iterator[tuple[str, str]]:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{at}/{name}", _("This is missing.")
    for name, each in value.items():
        where = f"{at}/{name.replace('~', '~0').replace('/', '~1')[:80]}"
        if name in properties:
            yield from faults(properties[name], each, known, where)
        elif schema.get("additionalProperties") is False:
            yield where, _("There is no such field here.")


def _of_list(schema: Schema, value: list[object], known: Mapping[str, Schema], at: str) -> Iterator[tuple[str, str]]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield (
            at,
            _("The list must have {least} to {most} entries.").format(
                least=schema.get("minItems", 0), most=schema.get("maxItems", "∞")
            ),
        )
        return
    for number, each in enumerate(value):
        yield from faults(schema.get("items", {}), each, known, f"{at}/{number}")
