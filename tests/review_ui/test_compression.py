"""Answers under gzip: who gets them, what the headers say, and what a form's token looks like from outside."""

from __future__ import annotations

import gzip
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_ui.masks import masked, unmasked
from review_ui.rendering import asset
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded

TOKEN = re.compile(r'name="_csrf" value="([^"]+)"')
GZIP = {"accept_encoding": "gzip, deflate, br"}
PLAIN = {"accept_encoding": "identity"}
PAGE = "/lich"


def raw(visitor: Visitor, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and the bytes as they travel."""
    request = visitor.client.build_request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = visitor.client.send(request, stream=True)
    body = b"".join(answer.iter_raw())
    return answer.status_code, dict(answer.headers), body


def masks_away(page: bytes) -> bytes:
    return TOKEN.sub("", page.decode()).encode()


def test_a_page_travels_compressed_and_is_the_same_page(nam: Visitor) -> None:
    status, headers, body = raw(nam, PAGE, **GZIP)
    _, plain_headers, plain = raw(nam, PAGE, **PLAIN)
    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert int(headers["content-length"]) == len(body) < len(plain) / 3
    assert masks_away(gzip.decompress(body)) == masks_away(plain)
    assert "content-encoding" not in plain_headers
    assert "accept-encoding" in headers["vary"].lower()
    assert "accept-encoding" in plain_headers["vary"].lower()


@pytest.mark.parametrize("asked", ["", "identity", "br", "gzip;q=0", "gzip; q=0.0, identity", "x-gzipped"])
def test_who_does_not_take_gzip_gets_none(nam: Visitor, asked: str) -> None:
    for path in (PAGE, asset("desk.css")):
        status, headers, _ = raw(nam, path, accept_encoding=asked)
        assert status == 200
        assert "content-encoding" not in headers


@pytest.mark.parametrize("asked", ["gzip", "br, gzip;q=0.5", "gzip ; q=1"])
def test_who_takes_gzip_gets_it(nam: Visitor, asked: str) -> None:
    for path in (PAGE, asset("desk.css")):
        assert raw(nam, path, accept_encoding=asked)[1]["content-encoding"] == "gzip"


@pytest.mark.parametrize("path", [PAGE, "/lich/dang-ky", "/static/desk.css", "/static/icon-192.png", "/sw.js"])
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_head_says_what_get_sends_and_sends_nothing(nam: Visitor, path: str, coding: str) -> None:
    _, got, _ = raw(nam, path, accept_encoding=coding)
    status, said, body = raw(nam, path, "HEAD", accept_encoding=coding)
    assert (status, body) == (200, b"")
    wanted = ("content-type", "content-encoding", "etag", "vary", "cache-control")
    assert {name: said.get(name) for name in wanted} == {name: got.get(name) for name in wanted}


@pytest.mark.parametrize("name", ["desk.css", "desk.js", "review.js"])
def test_a_static_file_is_compressed_and_kept_for_good(nam: Visitor, name: str) -> None:
    status, headers, body = raw(nam, asset(name), **GZIP)
    _, _, plain = raw(nam, asset(name), **PLAIN)
    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == plain
    assert len(body) < len(plain) / 2
    assert "immutable" in headers["cache-control"]
    assert "accept-encoding" in headers["vary"].lower()
    assert raw(nam, f"/static/{name}", **GZIP)[1]["cache-control"] == "no-cache"


def test_both_forms_of_a_static_file_are_told_apart_and_known_again(nam: Visitor) -> None:
    _, packed, _ = raw(nam, "/static/desk.css", **GZIP)
    _, plain, _ = raw(nam, "/static/desk.css", **PLAIN)
    assert packed["etag"] == f"W/{plain['etag']}", "a strong tag is of one sequence of bytes"
    for tag in (packed["etag"], plain["etag"]):
        for coding in ("gzip", "identity"):
            status, headers, body = raw(nam, "/static/desk.css", accept_encoding=coding, if_none_match=tag)
            assert (status, body) == (304, b"")
            assert "content-encoding" not in headers
            assert "accept-encoding" in headers["vary"].lower()
    assert raw(nam, "/static/desk.css", if_none_match='"another"', **GZIP)[0] == 200
    assert raw(nam, "/static/desk.css", if_modified_since=packed["last-modified"], **GZIP)[0] == 304


def test_a_part_of_a_file_is_a_part_of_the_plain_one(nam: Visitor) -> None:
    _, _, plain = raw(nam, "/static/desk.css", **PLAIN)
    status, headers, body = raw(nam, "/static/desk.css", range="bytes=10-29", **GZIP)
    assert (status, body) == (206, plain[10:30])
    assert "content-encoding" not in headers


def test_a_picture_stays_as_it_is(nam: Visitor) -> None:
    for name in ("icon-192.png", "icon-512.png"):
        _, headers, body = raw(nam, f"/static/{name}", **GZIP)
        assert "content-encoding" not in headers
        assert body.startswith(b"\x89PNG")
        assert int(headers["content-length"]) == len(body)


def test_a_file_that_is_not_there(nam: Visitor) -> None:
    for path in ("/static/none.css", "/static/../app.py", "/static/%00"):
        assert raw(nam, path, **GZIP)[0] == 404


def test_a_calendar_subscription_is_compressed_and_known_again(nam: Visitor) -> None:
    nam.get("/lich/dang-ky")
    made = nam.post("/lich/dang-ky")
    found = re.search(r"/lich/ics/[\w-]+\.ics", made.text)
    assert found, made.text
    _, headers, body = raw(nam, found[0], **GZIP)
    _, _, plain = raw(nam, found[0], **PLAIN)
    assert (gzip.decompress(body) if headers.get("content-encoding") else body) == plain
    for coding in ("gzip", "identity"):
        status, again, nothing = raw(nam, found[0], accept_encoding=coding, if_none_match=headers["etag"])
        assert (status, nothing) == (304, b"")
        assert "accept-encoding" in again["vary"].lower()


@pytest.mark.parametrize("kind", ["csv", "ics", "json"])
def test_an_exported_plan_is_compressed_and_whole(desk: Seeded, nam: Visitor, kind: str) -> None:
    for hour in range(9, 17):
        desk.scheduled(f"Tin {hour}", f"2026-11-25T{hour:02}:00")
    path = f"/lich/tep/tai-ve?dang={kind}&tu=2026-11-23&den=2026-11-30"
    _, headers, body = raw(nam, path, **GZIP)
    _, _, plain = raw(nam, path, **PLAIN)
    assert headers["content-encoding"] == "gzip"
    assert headers["content-disposition"].startswith("attachment")
    assert int(headers["content-length"]) == len(body)
    assert gzip.decompress(body) == plain


def test_the_tags_of_the_api_stay_strong(nam: Visitor) -> None:
    """They come back in If-Match, where a weak one never matches (RFC 9110, section 13.1.1)."""
    _, headers, _ = raw(nam, "/api/v1/openapi.json", **GZIP)
    assert "content-encoding" not in headers
    assert not headers.get("etag", '"').startswith("W/")


def test_the_token_of_a_form_differs_in_each_page_and_every_one_of_them_fits(nam: Visitor) -> None:
    pages = [nam.get("/lich/dang-ky").text for _ in range(3)]
    tokens = [TOKEN.findall(page)[0] for page in pages]
    assert len(set(tokens)) == 3
    secret = {unmasked(token) for token in tokens}
    assert len(secret) == 1
    assert all(secret.copy().pop().decode() not in page for page in pages), "never bare"
    for token in tokens:
        assert nam.post("/lich/dang-ky", {"_csrf": token}).status_code == 200


def test_what_is_not_a_masked_token_of_this_session_does_not_fit(nam: Visitor) -> None:
    page = nam.get("/lich/dang-ky").text
    token = TOKEN.findall(page)[0]
    bare = unmasked(token).decode()
    swapped = token[:-1] + ("A" if token[-1] != "A" else "B")
    for wrong in ("", bare, token + token, token[2:], masked("x" * 43), masked(""), "é", "====", swapped.upper()):
        answer = nam.post("/lich/dang-ky", {"_csrf": wrong})
        assert answer.status_code == 409, wrong
        assert "/lich/ics/" not in answer.text


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_a_mask_comes_off_again(token: str) -> None:
    assert unmasked(masked(token)) == token.encode()


@given(st.text(max_size=60))
def test_any_text_can_be_asked_to_come_unmasked(text: str) -> None:
    assert isinstance(unmasked(text), bytes)
