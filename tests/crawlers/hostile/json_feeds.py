"""JSON feeds, and JSON that is none."""

from __future__ import annotations

import json
from typing import Any

from tests.crawlers.hostile.case import LEFT, Case, repeated

_GOOD = {"id": "1", "title": LEFT, "url": "https://bao.example.vn/con-lai.html"}
_VERSION = "https://jsonfeed.org/version/1.1"


def _feed(*items: Any, **more: Any) -> bytes:
    return json.dumps({"version": _VERSION, "title": "Báo", **more, "items": items}).encode()


_WHOLE = _feed(_GOOD, {**_GOOD, "title": "Tin thứ hai", "url": "/2.html"})

JSON_FEEDS = (
    Case("JSON of nested lists", lambda: b'{"items":' + b"[" * 9_000_000, error="feed-broken"),
    Case(
        "JSON of 100,000 nested lists",
        lambda: b'{"items":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        error="feed-too-deep",
    ),
    Case("JSON of nested objects", lambda: b'{"items":[' + b'{"a":' * 100_000, error="feed-too-deep"),
    Case(
        "JSON of 3,000,000 items",
        lambda: repeated(b'{"version":"jsonfeed","items":[', b"[],", 9_000_000, b"1]}"),
        error="feed-broken",
    ),
    Case("a JSON feed of 20,000 items", lambda: _feed(*[_GOOD] * 20_000), count=5_000, warnings=("feed-cut",)),
    Case(
        "a JSON feed cut off in an item",
        lambda: _WHOLE[: _WHOLE.index(b"Tin th")],
        titles=(LEFT,),
        warnings=("feed-stopped",),
    ),
    Case("a JSON feed cut off in its head", lambda: _WHOLE[:30], error="feed-broken"),
    Case(
        "a JSON feed with a comma too many",
        lambda: _WHOLE.replace(b"}]", b"},]"),
        titles=(LEFT, "Tin thứ hai"),
        warnings=("feed-stopped",),
    ),
    Case(
        "a JSON feed with rubbish behind it",
        lambda: _WHOLE + b"<script>x()</script>",
        titles=(LEFT, "Tin thứ hai"),
        warnings=("feed-stopped",),
    ),
    Case(
        "a JSON feed with raw line ends in a text",
        lambda: _feed(_GOOD).replace(b'"id": "1"', b'"id": "1\n\t2"'),
        titles=(LEFT,),
        guids=("1 2",),
    ),
    Case(
        "numbers of 100,000 digits",
        lambda: _feed(_GOOD, x=0).replace(b'"x": 0', b'"x": ' + b"9" * 100_000),
        titles=(LEFT,),
    ),
    Case(
        "numbers past every limit",
        lambda: _feed(_GOOD, x=0).replace(b'"x": 0', b'"x": [1e999999, -0, NaN, Infinity]'),
        titles=(LEFT,),
    ),
    Case("a number as an id", lambda: _feed({**_GOOD, "id": 10**30}), titles=(LEFT,), guids=(str(10**30),)),
    Case("one key many times", lambda: _feed(_GOOD).replace(b'"id"', b'"title": "A", "id"'), titles=(LEFT,)),
    Case(
        "values of other types",
        lambda: _feed(
            {"id": [], "title": {}, "url": 5, "date_published": True, "content_html": ["x"], "image": None}, _GOOD
        ),
        count=2,
        guids=(None, "1"),
        warnings=("feed-no-address",),
    ),
    Case(
        "values in place of items",
        lambda: _feed(None, 1, "x", [], _GOOD),
        titles=(LEFT,),
        warnings=("feed-not-entries",),
    ),
    Case(
        "items that are no list",
        lambda: json.dumps({"version": _VERSION, "items": {"0": _GOOD}}).encode(),
        error="feed-unknown",
    ),
    Case(
        "items that are null", lambda: json.dumps({"version": _VERSION, "items": None}).encode(), error="feed-unknown"
    ),
    Case(
        "NUL and half letters",
        lambda: _feed({**_GOOD, "id": "a\x00b\ud800c", "title": "Tin\x00\ud800 mới"}),
        titles=("Tin mới",),
        guids=("abc",),
    ),
    Case(
        "a script as a link",
        lambda: _feed({**_GOOD, "url": "javascript:alert(1)"}, _GOOD),
        titles=(LEFT, LEFT),
        urls=(None, "https://bao.example.vn/con-lai.html"),
        warnings=("feed-no-address",),
    ),
    Case(
        "a script in a text",
        lambda: _feed({**_GOOD, "title": "Tin <script>alert(1)</script>"}),
        titles=("Tin <script>alert(1)</script>",),
    ),
    Case("nested tags in a text", lambda: _feed({**_GOOD, "content_html": "<div>" * 1_000_000}), titles=(LEFT,)),
    Case("a JSON feed behind a mark", lambda: b"\xef\xbb\xbf" + _feed(_GOOD), titles=(LEFT,)),
    Case("a JSON feed in UTF-16", lambda: _feed(_GOOD).decode().encode("utf-16"), titles=(LEFT,)),
    Case("a JSON feed without items", lambda: _feed(), count=0, warnings=("feed-no-entries",)),
    Case("an answer in JSON that is no feed", lambda: b'{"error": {"code": 404}}', error="feed-unknown"),
    Case("items of an API that is no feed", lambda: b'{"items": [{"id": 1}]}', error="feed-unknown"),
    Case("a list in JSON", lambda: b'[{"title": "x"}]', error="feed-unknown"),
    Case("JSON behind a guard", lambda: b")]}'\n" + _feed(_GOOD), error="feed-unknown"),
    Case("an opening brace", lambda: b"{", error="feed-broken"),
)
