"""Logging in: sessions, throttling, where it leads, and what is kept over it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from pipeline import passwords
from pipeline.model import Role
from review_ui import sessions, throttle
from review_ui.masks import masked, unmasked
from tests.review_ui.conftest import Filled, Visitor
from tests.review_ui.seed import LOGINS, PASSWORD, Seeded

LOGIN = LOGINS[Role.COLLABORATOR]


def test_the_right_password_opens_a_session(visitor: Visitor) -> None:
    response = visitor.log_in(LOGIN)
    assert response.status_code == 303
    assert response.headers["location"] == "/hom-nay"
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert visitor.get("/").status_code == 200


def test_the_login_is_read_without_regard_to_case_and_space(visitor: Visitor) -> None:
    assert visitor.log_in(f" {LOGIN.upper()} ").status_code == 303


def test_behind_https_the_cookie_is_bound_to_it(seeded: Seeded) -> None:
    visitor = Visitor(seeded, secure_cookies=True)
    visitor.client.base_url = "https://127.0.0.1:8020"
    visitor.get("/dang-nhap")
    response = visitor.post("/dang-nhap", {"login": LOGIN, "password": PASSWORD})
    assert response.status_code == 303
    assert response.headers["set-cookie"].startswith("__Host-anhduong=")
    assert "Secure" in response.headers["set-cookie"]
    assert "max-age" in response.headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("login", "password"),
    [
        (LOGIN, "sai-mat-khau"),
        ("khong-co", PASSWORD),
        (LOGIN, ""),
        ("", ""),
        ("a" * 500, PASSWORD),
        (LOGIN, "x" * 5000),
        ("\0", "\0"),
    ],
)
def test_a_wrong_login_says_the_same_and_opens_nothing(visitor: Visitor, login: str, password: str) -> None:
    response = visitor.log_in(login, password)
    assert response.status_code == 401
    assert 'role="alert"' in response.text
    assert "anhduong" not in visitor.client.cookies
    assert visitor.get("/").status_code == 303


def test_an_unknown_login_costs_as_much_work_as_a_known_one(visitor: Visitor, monkeypatch: Any) -> None:
    checked: list[str] = []
    real = passwords.verify

    def counting(encoded: str, password: str) -> bool:
        checked.append(encoded)
        return real(encoded, password)

    monkeypatch.setattr(passwords, "verify", counting)
    visitor.log_in(LOGIN, "sai-mat-khau")
    visitor.log_in("khong-co", "sai-mat-khau")
    assert len(checked) == 2
    assert all(encoded.startswith("$argon2id$") for encoded in checked)


def test_only_the_hash_of_the_token_is_stored(seeded: Seeded, visitor: Visitor) -> None:
    visitor.log_in(LOGIN)
    token = visitor.client.cookies["anhduong"]
    assert len(token) >= 43
    data = seeded.settings.database.read_bytes() + seeded.settings.database.with_name("desk.db-wal").read_bytes()
    assert token.encode() not in data
    assert sessions.hash_token(token).encode() in data


def test_a_token_planted_before_the_login_is_never_taken_over(visitor: Visitor) -> None:
    visitor.client.cookies.set("anhduong", "gia-mao-" + "a" * 40)
    visitor.log_in(LOGIN)
    taken = [cookie.value for cookie in visitor.client.cookies.jar if cookie.name == "anhduong"]
    fresh = next(value for value in taken if value and not value.startswith("gia-mao-"))
    visitor.client.cookies.clear()
    visitor.client.cookies.set("anhduong", "gia-mao-" + "a" * 40)
    assert visitor.get("/").status_code == 303
    visitor.client.cookies.clear()
    visitor.client.cookies.set("anhduong", fresh)
    assert visitor.get("/").status_code == 200


def test_a_second_login_ends_the_first_session_of_the_browser(visitor: Visitor) -> None:
    visitor.log_in(LOGIN)
    first = visitor.client.cookies["anhduong"]
    first_csrf = unmasked(visitor.token)
    page = visitor.client.get("/dang-nhap")
    assert page.status_code == 303
    # The form is still there for a browser that opened it before.
    ticket = visitor.client.cookies["anhduong-vao"]
    response = visitor.client.post(
        "/dang-nhap", data={"_csrf": masked(ticket), "login": LOGINS[Role.EDITOR], "password": PASSWORD}
    )
    assert response.status_code == 303
    second = response.cookies["anhduong"]
    assert second != first
    visitor.get("/")
    assert unmasked(visitor.token) != first_csrf
    visitor.client.cookies.clear()
    visitor.client.cookies.set("anhduong", first)
    assert visitor.get("/").status_code == 303


def test_logging_out_ends_the_session_for_good(visitor: Visitor) -> None:
    visitor.log_in(LOGIN)
    token = visitor.client.cookies["anhduong"]
    response = visitor.post("/dang-xuat")
    assert response.headers["location"] == "/dang-nhap?bao=da-ra"
    visitor.client.cookies.set("anhduong", token)
    assert visitor.get("/").status_code == 303


def test_a_session_ends_when_it_idles(seeded: Seeded, collaborator: Visitor) -> None:
    seeded.clock.forward(hours=3, minutes=59)
    assert collaborator.get("/").status_code == 200
    seeded.clock.forward(hours=3, minutes=59)
    assert collaborator.get("/").status_code == 200
    seeded.clock.forward(hours=4, minutes=1)
    assert collaborator.get("/").status_code == 303


def test_a_session_ends_by_age_however_busy_it_is(seeded: Seeded, collaborator: Visitor) -> None:
    for _ in range(13):
        seeded.clock.forward(hours=1)
        assert collaborator.get("/").status_code == 200
    seeded.clock.forward(hours=1, minutes=1)
    assert collaborator.get("/").status_code == 303


def test_a_new_password_ends_the_sessions(seeded: Seeded, collaborator: Visitor) -> None:
    seeded.store.users.set_password(LOGIN, passwords.hash_password("mat-khau-moi-hon"), seeded.clock())
    assert collaborator.get("/").status_code == 303


# --- throttling ----------------------------------------------------------------------------------


def fail(seeded: Seeded, login: str, address: str, times: int) -> None:
    for _ in range(times):
        throttle.record_failure(seeded.store, throttle.keys(login, address), seeded.clock())


def test_after_too_many_failures_even_the_right_password_waits(seeded: Seeded, visitor: Visitor) -> None:
    fail(seeded, LOGIN, "203.0.113.5", throttle.PER_LOGIN)
    response = visitor.log_in(LOGIN)
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) == 900
    assert visitor.log_in(LOGINS[Role.EDITOR]).status_code == 303
    seeded.clock.forward(minutes=16)
    other = Visitor(seeded)
    assert other.log_in(LOGIN).status_code == 303


def test_an_address_that_tries_many_logins_waits(seeded: Seeded, visitor: Visitor) -> None:
    for n in range(throttle.PER_ADDRESS):
        fail(seeded, f"thu-{n}", "testclient", 1)
    assert visitor.log_in(LOGIN).status_code == 429


def test_failures_are_counted_from_the_form(seeded: Seeded, visitor: Visitor) -> None:
    fail(seeded, LOGIN, "203.0.113.5", throttle.PER_LOGIN - 1)
    assert visitor.log_in(LOGIN, "sai-mat-khau").status_code == 401
    assert visitor.log_in(LOGIN).status_code == 429


def test_a_success_forgives_the_account_but_not_the_address(seeded: Seeded, visitor: Visitor) -> None:
    fail(seeded, LOGIN, "testclient", throttle.PER_LOGIN - 1)
    assert visitor.log_in(LOGIN).status_code == 303
    since = seeded.clock() - throttle.WINDOW
    assert seeded.store.logins.recent(f"login:{LOGIN}", since) == 0
    assert seeded.store.logins.recent("address:testclient", since) == throttle.PER_LOGIN - 1


def test_an_ipv6_client_counts_by_its_network() -> None:
    assert throttle.network("2001:db8:1:2::1") == throttle.network("2001:db8:1:2:ffff::9")
    assert throttle.network("2001:db8:1:3::1") != throttle.network("2001:db8:1:2::1")
    assert throttle.network("203.0.113.5") == "203.0.113.5"


# --- where it leads, and what is kept -------------------------------------------------------------


def test_the_login_leads_back_to_the_page_that_was_asked_for(visitor: Visitor) -> None:
    asked = visitor.get("/lich?thang=2026-12")
    assert asked.headers["location"] == "/dang-nhap?next=%2Flich%3Fthang%3D2026-12"
    page = visitor.get(asked.headers["location"])
    (after,) = re.findall(r'name="next" value="([^"]+)"', page.text)
    response = visitor.post("/dang-nhap", {"login": LOGIN, "password": PASSWORD, "next": after})
    assert response.headers["location"] == "/lich?thang=2026-12"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_login_leads_nowhere_else(visitor: Visitor, target: str) -> None:
    page = visitor.get("/dang-nhap", params={"next": target})
    assert "evil" not in page.text
    assert "alert(1)" not in page.text
    response = visitor.post("/dang-nhap", {"login": LOGIN, "password": PASSWORD, "next": target})
    assert response.headers["location"] == "/hom-nay"


def test_what_was_typed_when_the_session_ended_is_kept_over_the_login(filled: Filled) -> None:
    seeded = filled.seeded
    visitor = Visitor(seeded).enter(seeded.collaborator)
    path = f"/soan/{filled.ids['approved']}"
    visitor.get(path)
    seeded.clock.forward(hours=5)
    typed = 'Lời "dài" đã gõ <b>\nhai dòng & một dấu'
    ended = visitor.post(path, {"caption": typed, "trang": "trang-1", "action": "save"})
    assert ended.status_code == 401
    fields = dict(re.findall(r'name="(next|held|_csrf)" value="([^"]*)"', ended.text))
    back = visitor.client.post(
        "/dang-nhap",
        data={name: unescape(value) for name, value in fields.items()} | {"login": LOGIN, "password": PASSWORD},
    )
    assert back.status_code == 200
    assert "&lt;b&gt;" in back.text
    hidden = {n: unescape(v) for n, v in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', back.text)}
    assert hidden["caption"] == typed
    (action,) = re.findall(r'<form method="post" action="(/soan/[0-9]+)"', back.text)
    assert action == path
    saved = visitor.client.post(
        action, data=hidden | {"_csrf": re.findall(r'name="_csrf" value="([^"]+)"', back.text)[-1]}
    )
    assert saved.status_code == 303
    post = seeded.store.posts.of_article(filled.ids["approved"])[0]
    assert post.caption == typed


def test_all_that_was_ticked_under_one_name_is_kept_over_the_login(seeded: Seeded, editor: Visitor) -> None:
    """Of missed posts and of rows of a plan several have one name: none is left behind."""
    chosen = ["1 4 2026-11-23T11:30", "2 4 2026-11-23T12:30", "3 4 2026-11-23T13:00"]
    seeded.clock.forward(hours=5)
    ended = editor.post("/bai-dang/lo-gio", {"post": chosen})
    assert ended.status_code == 401
    fields = {n: unescape(v) for n, v in re.findall(r'name="(next|held|_csrf)" value="([^"]*)"', ended.text)}
    back = editor.client.post("/dang-nhap", data=fields | {"login": LOGINS[Role.EDITOR], "password": PASSWORD})
    assert re.findall(r'<input type="hidden" name="post" value="([^"]+)"', back.text) == chosen
    stale = editor.client.post("/bai-dang/lo-gio", data={"_csrf": "x", "post": chosen})
    assert stale.status_code == 409
    assert re.findall(r'<input type="hidden" name="post" value="([^"]+)"', stale.text) == chosen


def test_a_form_of_an_older_session_is_shown_again_not_done(filled: Filled) -> None:
    seeded = filled.seeded
    visitor = Visitor(seeded).enter(seeded.collaborator)
    old_token = visitor.token
    visitor.client.cookies.clear()
    visitor.enter(seeded.collaborator)
    path = f"/duyet/{filled.ids['flagged']}/tu-choi"
    response = visitor.client.post(
        path, data={"_csrf": old_token, "version": "1", "reason": "other", "note": "ghi chú đã gõ"}
    )
    assert response.status_code == 409
    assert "ghi chú đã gõ" in response.text
    assert old_token not in response.text
    assert seeded.get(filled.ids["flagged"]).state == "flagged"


@pytest.mark.parametrize("held", ["[1]", "{", '{"a": {"b": 1}}', "null", "[" * 5000, '{"action": 5}', '{"a": [1]}'])
def test_a_kept_form_that_is_none_is_dropped(visitor: Visitor, held: str) -> None:
    visitor.get("/dang-nhap")
    response = visitor.post("/dang-nhap", {"login": LOGIN, "password": PASSWORD, "held": held})
    assert response.status_code == 303


def test_a_login_form_without_its_cookie_does_nothing(visitor: Visitor) -> None:
    visitor.get("/dang-nhap")
    visitor.client.cookies.clear()
    response = visitor.post("/dang-nhap", {"login": LOGIN, "password": PASSWORD})
    assert response.status_code == 400
