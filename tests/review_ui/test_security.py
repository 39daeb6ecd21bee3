"""What stands before every page: headers, Host, size, origin; and the files that are served."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.datastructures import Headers

from review_ui.security import BODY_LIMIT_KB, CAPTION_BODY_KB, host_name, known_host, same_origin
from tests.review_ui.conftest import BASE, Filled, Visitor
from tests.review_ui.seed import Seeded, seed

PAGES = (
    "/",
    "/duyet",
    "/duyet?hang=sach",
    "/tin-da-duyet",
    "/tin-da-duyet?loc=tu-choi",
    "/bai-dang",
    "/lich",
    "/tong-ket/2026-W48",
    "/nguon",
    "/nhat-ky",
    "/khong-co",
)


def directives(policy: str) -> dict[str, list[str]]:
    return {parts[0]: parts[1:] for part in policy.split(";") if (parts := part.split())}


@pytest.mark.parametrize("path", [*PAGES, "/dang-nhap", "/healthz", "/static/desk.css", "/static/khong-co"])
def test_every_answer_carries_the_headers(filled: Filled, path: str) -> None:
    response = Visitor(filled.seeded).enter(filled.seeded.editor).get(path)
    policy = directives(response.headers["content-security-policy"])
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == ["'self'"]
    assert policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert "unsafe" not in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["referrer-policy"] == "same-origin"
    assert response.headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in response.headers["permissions-policy"]


def test_pages_are_not_kept_by_caches_and_hashed_files_are(collaborator: Visitor) -> None:
    html = collaborator.get("/")
    assert html.headers["cache-control"] == "no-store"
    (stylesheet,) = re.findall(r'href="(/static/desk\.css\?v=[0-9a-f]{12})"', html.text)
    assert "immutable" in collaborator.get(stylesheet).headers["cache-control"]
    assert collaborator.get("/static/desk.css").headers["cache-control"] == "no-cache"


def test_a_page_of_the_desk_shows_pictures_from_the_desk_only(tmp_path: Path) -> None:
    for demo in (True, False):
        folder = tmp_path / str(demo)
        folder.mkdir()
        made = seed(folder, demo=demo)
        policy = directives(Visitor(made).get("/dang-nhap").headers["content-security-policy"])
        made.store.close()
        assert policy["img-src"] == ["'self'"]


@pytest.mark.parametrize("path", [*PAGES, "/dang-nhap"])
def test_no_page_holds_inline_script_style_or_handlers(filled: Filled, path: str) -> None:
    html = Visitor(filled.seeded).enter(filled.seeded.editor).get(path).text
    assert "<style" not in html
    assert not re.search(r"\sstyle\s*=", html)
    assert not re.search(r"\son[a-z]+\s*=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert "javascript:" not in html


# --- host ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8020", "localhost:8020", "[::1]:8020", "192.168.1.20", "ban-tin.example.vn", "BAN-TIN.example.vn:443"],
)
def test_a_known_name_or_an_address_is_answered(seeded: Seeded, host: str) -> None:
    visitor = Visitor(seeded, hosts=["Ban-Tin.example.vn"])
    assert visitor.get("/dang-nhap", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "[", "a@127.0.0.1@b"]
)
def test_another_name_is_refused(seeded: Seeded, host: str) -> None:
    response = Visitor(seeded, hosts=["ban-tin.example.vn"]).get("/dang-nhap", headers={"host": host})
    assert response.status_code == 400
    assert response.headers["x-frame-options"] == "DENY"


def test_the_name_in_a_host_header() -> None:
    assert host_name("Example.VN.:80") == "example.vn"
    assert host_name("[::1]:8020") == "::1"
    assert known_host(host_name("10.0.0.7:1"), frozenset())


# --- where a POST comes from ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:8021"},
        {"origin": "http://127.0.0.1:8021"},
        {"referer": "https://evil.example/a"},
        {"origin": "http://[", "sec-fetch-site": "none"},
        {"origin": BASE, "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {},
    ],
)
def test_a_post_from_elsewhere_does_nothing(filled: Filled, given: dict[str, str]) -> None:
    assert not same_origin(Headers({"host": "127.0.0.1:8020", **given}))
    visitor = Visitor(filled.seeded).enter(filled.seeded.collaborator)
    for name in ("origin", "sec-fetch-site"):
        del visitor.client.headers[name]
    article = filled.ids["flagged"]
    response = visitor.post(f"/duyet/{article}/duyet", {"version": "1"}, headers=given)
    assert response.status_code == 403
    assert filled.seeded.get(article).state == "flagged"


@pytest.mark.parametrize(
    "given",
    [
        {"origin": BASE, "sec-fetch-site": "same-origin"},
        {"origin": BASE},
        {"origin": "https://127.0.0.1:8020"},
        {"referer": BASE + "/duyet"},
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
    ],
)
def test_a_post_from_our_own_page_is_let_through(given: dict[str, str]) -> None:
    assert same_origin(Headers({"host": "127.0.0.1:8020", **given}))


# --- size and shape of a body --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "limit_kb"),
    [
        ("/duyet/hoan-tac", BODY_LIMIT_KB),
        ("/bai-dang/{draft}/duyet", BODY_LIMIT_KB),
        ("/soan/{approved}", CAPTION_BODY_KB),
        ("/bai-dang/{draft}/sua", CAPTION_BODY_KB),
    ],
)
def test_a_body_over_the_limit_is_refused_and_nothing_stored(filled: Filled, path: str, limit_kb: int) -> None:
    visitor = Visitor(filled.seeded).enter(filled.seeded.collaborator)
    before = filled.seeded.store.audit.latest(1)
    response = visitor.post(path.format(**filled.ids), {"caption": "a" * (limit_kb * 1024)})
    assert response.status_code == 413
    assert response.headers["content-security-policy"]
    assert filled.seeded.store.audit.latest(1) == before


def test_a_body_that_does_not_say_how_long_it_is_is_counted(collaborator: Visitor) -> None:
    def chunks() -> object:
        for _ in range(BODY_LIMIT_KB + 1):
            yield b"a" * 1024

    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert collaborator.client.post("/duyet/hoan-tac", content=chunks(), headers=kind).status_code == 413


@pytest.mark.parametrize("length", ["-1", "x", "²", "9" * 40])
def test_a_length_that_is_none_is_refused(collaborator: Visitor, length: str) -> None:
    response = collaborator.client.post("/duyet/hoan-tac", content=b"", headers={"content-length": length.encode()})
    assert response.status_code == 413


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"_csrf": "x"}'),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("application/x-www-form-urlencoded", b"\xff\xfe=1"),
        ("application/x-www-form-urlencoded", b"a=%ff"),
        ("application/x-www-form-urlencoded", b"a=1&" * 500),
        ("", b""),
    ],
)
def test_a_body_that_is_not_our_form_is_refused(collaborator: Visitor, kind: str, body: bytes) -> None:
    response = collaborator.client.post("/duyet/hoan-tac", content=body, headers={"content-type": kind})
    assert response.status_code == 400


# --- the outbox ----------------------------------------------------------------------------------


def test_a_published_page_is_shown_under_its_own_policy(filled: Filled) -> None:
    visitor = Visitor(filled.seeded).enter(filled.seeded.collaborator)
    remote = filled.seeded.store.posts.get(filled.ids["published"]).remote_url
    response = visitor.get(f"/outbox/{remote}")
    assert response.status_code == 200
    policy = directives(response.headers["content-security-policy"])
    assert "script-src" not in policy
    assert policy["form-action"] == ["'none'"]
    assert visitor.get("/outbox/outbox.css").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "../desk.db",
        "..%2fdesk.db",
        "%2e%2e/desk.db",
        "trang-1/../../desk.db",
        "trang-1/..%5c..%5cdesk.db",
        "%2fetc/passwd",
        "/etc/passwd",
        "trang-1/%00.html",
        ".an/x.html",
        "link.html",
        "trang-1",
        "",
        "desk.db",
    ],
)
def test_nothing_outside_of_the_outbox_is_served(filled: Filled, path: str) -> None:
    outbox = filled.seeded.settings.outbox
    (outbox.parent / "secret.html").write_text("secret")
    (outbox / ".an").mkdir()
    (outbox / ".an" / "x.html").write_text("secret")
    (outbox / "link.html").symlink_to(outbox.parent / "secret.html")
    response = Visitor(filled.seeded).enter(filled.seeded.collaborator).client.get(f"/outbox/{path}")
    assert response.status_code == 404
    assert "secret" not in response.text
