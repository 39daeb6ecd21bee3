"""Bodies that mean harm: always a problem in JSON, never a fault, and nothing is done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.review_ui.scripts import API, Script, checked
from tests.review_ui.seed import Seeded, seed

JSON = {"content-type": "application/json"}
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
NAMES = ("version", "caption", "pictures", "article_id", "page_id", "reason", "note", "wall_time", "accept", "items")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Seeded, Script, list[str]]]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    seeded = seed(folder)
    article_id, post_id = seeded.article(), seeded.draft()
    paths = [
        f"/articles/{article_id}/reject",
        f"/posts/{post_id}/edit",
        f"/posts/{post_id}/schedule",
        "/posts",
        "/posts/missed",
        f"/posts/{post_id}/settle",
    ]
    yield seeded, Script(seeded, seeded.editor), paths
    seeded.store.close()


def send(script: Script, path: str, body: bytes, **headers: str) -> int:
    """The status; the clock moves, so that the pace of a token is not what is tested."""
    return int(checked(script.client.post(API + path, content=body, headers=JSON | headers)).status_code)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"1",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b'{"version": 1, "version": 2, "caption": "x"}',
        b'{"version": NaN, "caption": "x"}',
        b'{"version": Infinity, "caption": "x"}',
        b'{"version": 1e999, "caption": "x"}',
        b'{"version": ' + b"9" * 5000 + b', "caption": "x"}',
        b'{"version": 9223372036854775808, "caption": "x"}',
        b'{"version": -1, "caption": "x"}',
        b'{"version": 1.5, "caption": "x"}',
        b'{"version": true, "caption": "x"}',
        b'{"version": "1", "caption": "x"}',
        b'{"version": 1, "caption": "\\ud800"}',
        b'{"version": 1, "\\udfff": "x", "caption": "x"}',
        b'{"version": 1, "caption": null}',
        b'{"version": 1, "caption": "x", "state": "published"}',
        b"[" * 30000,
        b'{"a":' * 10000,
        b"[" * 25 + b"]" * 25,
        b'{"version": 1, "caption": "' + b"x" * 40000 + b'"}',
        b'{"version": 1, "caption": "x", "pictures": [' + b"{}," * 5000 + b"{}]}",
    ],
)
def test_a_body_that_means_harm_is_refused(desk: tuple[Seeded, Script, list[str]], body: bytes) -> None:
    seeded, script, paths = desk
    seeded.clock.forward(seconds=61)
    before = seeded.store.audit.latest(1)
    for path in paths:
        assert send(script, path, body) in (400, 422)
    assert seeded.store.audit.latest(1) == before


def test_a_body_that_is_too_large_is_refused(desk: tuple[Seeded, Script, list[str]]) -> None:
    seeded, script, paths = desk
    seeded.clock.forward(seconds=61)
    assert send(script, paths[0], b'{"note": "' + b"x" * 70000 + b'"}') == 413

    def pieces() -> Iterator[bytes]:
        for _n in range(70):
            yield b" " * 1024

    response = checked(script.client.post(API + paths[0], content=pieces(), headers=JSON))
    assert response.status_code == 413


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "multipart/form-data"],
)
def test_a_body_of_another_kind_is_refused(desk: tuple[Seeded, Script, list[str]], kind: str) -> None:
    seeded, script, paths = desk
    seeded.clock.forward(seconds=61)
    assert send(script, paths[0], b'{"version": 1, "reason": "advertising"}', **{"content-type": kind}) == 415


@settings(deadline=None, max_examples=80)
@given(body=st.binary(max_size=300))
def test_any_bytes_get_a_problem(desk: tuple[Seeded, Script, list[str]], body: bytes) -> None:
    seeded, script, paths = desk
    seeded.clock.forward(seconds=61)
    assert send(script, paths[1], body) in (400, 422)


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_any_json_gets_an_answer_and_never_a_fault(desk: tuple[Seeded, Script, list[str]], data: st.DataObject) -> None:
    seeded, script, paths = desk
    seeded.clock.forward(seconds=61)
    path = data.draw(st.sampled_from(paths))
    body = data.draw(values | st.dictionaries(st.sampled_from(NAMES), values, max_size=6))
    assert send(script, path, json.dumps(body).encode()) in (400, 404, 409, 415, 422, 428, 200, 201)


@settings(deadline=None, max_examples=80)
@given(
    query=st.dictionaries(
        st.sampled_from(("q", "state", "limit", "cursor", "since", "until", "topic", "place", "page")),
        st.text(),
        max_size=4,
    )
)
def test_any_query_gets_an_answer(desk: tuple[Seeded, Script, list[str]], query: dict[str, str]) -> None:
    seeded, script, _paths = desk
    seeded.clock.forward(seconds=61)
    for path in ("/articles", "/posts"):
        encodable = {name: text.encode("utf-8", "replace").decode() for name, text in query.items()}
        assert script.get(path, params=encodable).status_code in (200, 404, 422)


@settings(deadline=None, max_examples=60)
@given(name=st.sampled_from(("if-match", "if-none-match", "idempotency-key", "authorization")), text=st.text(
    st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60))  # fmt: skip
def test_any_header_gets_an_answer(desk: tuple[Seeded, Script, list[str]], name: str, text: str) -> None:
    seeded, script, paths = desk
    seeded.clock.forward(minutes=16)
    headers = {name: text.encode("latin-1")}
    checked(script.client.get(f"{API}/posts", headers=headers))
    checked(script.client.post(f"{API}{paths[1]}", json={"caption": "x"}, headers=headers))
