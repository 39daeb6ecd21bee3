"""A person's own account, the second step of the login, and what a role asks for."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pyotp
import pytest

from pipeline import passwords
from pipeline.model import Role
from pipeline.secrets import new_key
from pipeline.settings_people import PeopleSettings
from review_ui import sessions, throttle
from tests.review_ui.conftest import Filled, Visitor
from tests.review_ui.seed import LOGINS, PASSWORD, Seeded

LOGIN = LOGINS[Role.COLLABORATOR]
KEY = new_key()
CODES = re.compile(r"<li><code>([a-z0-9-]{19})</code></li>")


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANHDUONG_KEY", KEY.reveal())


def code_of(page: str, visitor: Visitor) -> str:
    """The code that an app shows that has read the key of the page."""
    (typed,) = re.findall(r'class="key">([A-Z2-7 ]+)<', page)
    return pyotp.TOTP(typed.replace(" ", "")).at(visitor.seeded.clock())


def turn_on(visitor: Visitor) -> tuple[str, list[str]]:
    """Set the second step up in a browser; its secret and the recovery codes."""
    assert visitor.post("/tai-khoan/hai-buoc", {"password": PASSWORD}).status_code == 303
    page = visitor.get("/tai-khoan/hai-buoc").text
    (typed,) = re.findall(r'class="key">([A-Z2-7 ]+)<', page)
    done = visitor.post("/tai-khoan/hai-buoc/xac-nhan", {"code": code_of(page, visitor)})
    assert done.status_code == 200, done.text
    return typed.replace(" ", ""), CODES.findall(done.text)


def enter_code(visitor: Visitor, code: str, **other: str) -> Any:
    return visitor.post("/dang-nhap/ma", {"code": code, "next": "/", **other})


# --- setting it up -----------------------------------------------------------------------------------


def test_the_second_step_is_set_up_with_the_password_and_a_code(seeded: Seeded, collaborator: Visitor) -> None:
    first = collaborator.get("/tai-khoan/hai-buoc").text
    assert "<svg" not in first.split("<main")[1]
    wrong = collaborator.post("/tai-khoan/hai-buoc", {"password": "sai-mat-khau"})
    assert wrong.status_code == 422
    assert "<svg" in wrong.text.split('role="alert"')[1], "the sign of the alert"
    assert "otpauth" not in wrong.text
    collaborator.post("/tai-khoan/hai-buoc", {"password": PASSWORD})
    page = collaborator.get("/tai-khoan/hai-buoc")
    assert page.headers["content-security-policy"].count("unsafe") == 0
    picture = page.text.split('class="qr"')[1].split("</div>")[0]
    assert "<svg" in picture
    assert "style=" not in picture
    (address,) = re.findall(r'href="(otpauth:[^"]+)"', page.text)
    assert unescape(address).startswith("otpauth://totp/")
    failed = collaborator.post("/tai-khoan/hai-buoc/xac-nhan", {"code": "000000"})
    assert failed.status_code == 422
    assert 'aria-invalid="true"' in failed.text
    assert "otpauth" in failed.text, "the same picture again"
    done = collaborator.post("/tai-khoan/hai-buoc/xac-nhan", {"code": code_of(page.text, collaborator)})
    assert len(CODES.findall(done.text)) == 10
    assert "đang bật" in collaborator.get("/tai-khoan").text.lower()
    again = collaborator.post("/tai-khoan/hai-buoc/xac-nhan", {"code": code_of(page.text, collaborator)})
    assert again.status_code == 409
    assert CODES.findall(again.text) == []


def test_a_desk_without_a_key_says_what_to_do(seeded: Seeded, collaborator: Visitor, monkeypatch: Any) -> None:
    monkeypatch.delenv("ANHDUONG_KEY")
    collaborator.get("/tai-khoan/hai-buoc")
    told = collaborator.post("/tai-khoan/hai-buoc", {"password": PASSWORD})
    assert told.status_code == 422
    assert "anhduong key new" in told.text


def test_it_is_turned_off_with_the_password_only(seeded: Seeded, collaborator: Visitor) -> None:
    turn_on(collaborator)
    assert collaborator.post("/tai-khoan/hai-buoc/tat", {"password": "sai-mat-khau"}).status_code == 422
    assert seeded.store.second_factors.get(seeded.collaborator.id) is not None
    assert collaborator.post("/tai-khoan/hai-buoc/tat", {"password": PASSWORD}).status_code == 303
    assert seeded.store.second_factors.get(seeded.collaborator.id) is None
    assert collaborator.post("/tai-khoan/hai-buoc/tat", {"password": PASSWORD}).status_code == 409


def test_new_recovery_codes_need_the_password(seeded: Seeded, collaborator: Visitor) -> None:
    _secret, before = turn_on(collaborator)
    assert CODES.findall(collaborator.post("/tai-khoan/ma-du-phong", {"password": "sai"}).text) == []
    after = CODES.findall(collaborator.post("/tai-khoan/ma-du-phong", {"password": PASSWORD}).text)
    assert len(after) == 10
    assert not set(before) & set(after)


def test_who_guesses_the_password_of_an_open_screen_waits(seeded: Seeded, collaborator: Visitor) -> None:
    collaborator.get("/tai-khoan")
    for _n in range(throttle.PER_LOGIN):
        throttle.record_failure(seeded.store, throttle.again_keys(LOGIN), seeded.clock())
    for path in ("/tai-khoan/hai-buoc", "/tai-khoan/hai-buoc/tat", "/tai-khoan/ma-du-phong", "/tai-khoan/mat-khau"):
        assert collaborator.post(path, {"password": PASSWORD, "new": "x" * 12, "again": "x" * 12}).status_code == 429
    seeded.clock.forward(minutes=16)
    assert collaborator.post("/tai-khoan/hai-buoc", {"password": PASSWORD}).status_code == 303


# --- logging in with it ------------------------------------------------------------------------------


def test_the_password_alone_opens_nothing(seeded: Seeded, collaborator: Visitor) -> None:
    secret, _codes = turn_on(collaborator)
    visitor = Visitor(seeded)
    page = visitor.log_in(LOGIN)
    assert page.status_code == 200
    assert 'autocomplete="one-time-code"' in page.text
    assert "anhduong" not in visitor.client.cookies
    assert visitor.get("/").status_code == 303
    assert visitor.get("/dang-nhap/ma").status_code == 200
    wrong = enter_code(visitor, "000000")
    assert wrong.status_code == 422
    assert visitor.get("/").status_code == 303
    seeded.clock.forward(minutes=1)
    code = pyotp.TOTP(secret).at(seeded.clock())
    visitor.get("/dang-nhap/ma")
    assert enter_code(visitor, code).status_code == 303
    assert visitor.get("/").status_code == 200
    other = Visitor(seeded)
    other.log_in(LOGIN)
    assert enter_code(other, code).status_code == 422, "the same time step again"


def test_a_recovery_code_opens_once(seeded: Seeded, collaborator: Visitor) -> None:
    _secret, codes = turn_on(collaborator)
    visitor = Visitor(seeded)
    visitor.log_in(LOGIN)
    assert enter_code(visitor, codes[0]).status_code == 303
    again = Visitor(seeded)
    again.log_in(LOGIN)
    assert enter_code(again, codes[0]).status_code == 422
    assert enter_code(again, codes[1]).status_code == 303


def test_what_was_typed_and_where_it_led_is_kept_over_both_steps(filled: Filled) -> None:
    seeded = filled.seeded
    visitor = Visitor(seeded).enter(seeded.collaborator)
    visitor.get("/tai-khoan")
    _secret, codes = turn_on(visitor)
    path = f"/soan/{filled.ids['approved']}"
    visitor.get(path)
    seeded.clock.forward(hours=5)
    ended = visitor.post(path, {"caption": "Lời đã gõ", "trang": "trang-1", "action": "save"})
    fields = {n: unescape(v) for n, v in re.findall(r'name="(next|held|_csrf)" value="([^"]*)"', ended.text)}
    step = visitor.client.post("/dang-nhap", data=fields | {"login": LOGIN, "password": PASSWORD})
    fields = {n: unescape(v) for n, v in re.findall(r'name="(next|held|_csrf)" value="([^"]*)"', step.text)}
    wrong = visitor.client.post("/dang-nhap/ma", data=fields | {"code": "000000"})
    fields = {n: unescape(v) for n, v in re.findall(r'name="(next|held|_csrf)" value="([^"]*)"', wrong.text)}
    back = visitor.client.post("/dang-nhap/ma", data=fields | {"code": codes[0]})
    assert back.status_code == 200
    assert "Lời đã gõ" in back.text
    assert f'action="{path}"' in back.text


def test_between_password_and_code_there_are_five_minutes(seeded: Seeded, collaborator: Visitor) -> None:
    secret, _codes = turn_on(collaborator)
    visitor = Visitor(seeded)
    visitor.log_in(LOGIN)
    seeded.clock.forward(minutes=5, seconds=1)
    late = enter_code(visitor, pyotp.TOTP(secret).at(seeded.clock()))
    assert late.status_code == 401
    assert "/dang-nhap/ma" not in late.text
    assert visitor.get("/").status_code == 303
    assert visitor.get("/dang-nhap/ma").headers["location"] == "/dang-nhap"


def test_few_codes_can_be_tried(seeded: Seeded, collaborator: Visitor) -> None:
    secret, codes = turn_on(collaborator)
    seeded.clock.forward(minutes=1)
    visitor = Visitor(seeded)
    visitor.log_in(LOGIN)
    for _n in range(throttle.PER_CODE):
        assert enter_code(visitor, "000000").status_code == 422
    assert enter_code(visitor, pyotp.TOTP(secret).at(seeded.clock())).status_code == 429
    assert enter_code(visitor, codes[0]).status_code == 429
    another = Visitor(seeded)
    another.log_in(LOGIN)
    assert enter_code(another, codes[0]).status_code == 429, "a right password forgives no codes"
    seeded.clock.forward(minutes=16)
    another.log_in(LOGIN)
    assert enter_code(another, codes[0]).status_code == 303


def test_a_step_is_used_up_and_a_planted_one_is_worth_nothing(seeded: Seeded, collaborator: Visitor) -> None:
    _secret, codes = turn_on(collaborator)
    visitor = Visitor(seeded)
    visitor.log_in(LOGIN)
    step = visitor.client.cookies["anhduong-ma"]
    planted = "gia-mao-" + "a" * 40
    visitor.client.cookies.set("anhduong", planted)
    done = enter_code(visitor, codes[0])
    fresh = done.cookies["anhduong"]
    assert fresh not in (planted, step)
    replay = Visitor(seeded)
    replay.get("/dang-nhap")
    replay.client.cookies.set("anhduong-ma", step)
    assert enter_code(replay, codes[1]).status_code == 401
    replay.client.cookies.set("anhduong-ma", planted)
    assert enter_code(replay, codes[1]).status_code == 401
    assert seeded.store.second_factors.codes_left(seeded.collaborator.id) == 9


def test_a_half_login_ends_with_a_new_password_or_role(seeded: Seeded, collaborator: Visitor) -> None:
    _secret, codes = turn_on(collaborator)
    for act in (
        lambda: seeded.store.users.set_password(LOGIN, passwords.hash_password(PASSWORD), seeded.clock()),
        lambda: seeded.store.users.set_role(seeded.collaborator.id, Role.EDITOR, seeded.clock()),
        lambda: seeded.store.users.close(seeded.collaborator.id, seeded.clock()),
    ):
        visitor = Visitor(seeded)
        visitor.log_in(LOGIN)
        act()
        assert enter_code(visitor, codes[0]).status_code == 401


# --- a role that asks for it -------------------------------------------------------------------------


@pytest.fixture
def strict(seeded: Seeded) -> Seeded:
    people = PeopleSettings(totp_required_for=frozenset({Role.EDITOR}))
    return replace(seeded, settings=replace(seeded.settings, people=people))


def test_a_role_that_asks_for_it_opens_only_what_sets_it_up(strict: Seeded) -> None:
    visitor = Visitor(strict).enter(strict.editor)
    for path in ("/", "/duyet", "/bai-dang", "/nhat-ky"):
        assert visitor.get(path).headers["location"] == "/tai-khoan/hai-buoc"
    assert visitor.post("/duyet/hoan-tac").status_code == 403
    assert "bắt buộc" in visitor.get("/tai-khoan/hai-buoc").text
    assert visitor.get("/tai-khoan").status_code == 200
    turn_on(visitor)
    assert visitor.get("/duyet").status_code == 200
    assert visitor.post("/tai-khoan/hai-buoc/tat", {"password": PASSWORD}).status_code == 403
    assert strict.store.second_factors.get(strict.editor.id) is not None
    assert Visitor(strict).enter(strict.collaborator).get("/duyet").status_code == 200


# --- password and sessions ---------------------------------------------------------------------------


def change(visitor: Visitor, old: str, new: str, again: str) -> Any:
    return visitor.post("/tai-khoan/mat-khau", {"password": old, "new": new, "again": again})


def test_a_new_password_ends_all_sessions_but_begins_one_here(seeded: Seeded, collaborator: Visitor) -> None:
    elsewhere = Visitor(seeded).enter(seeded.collaborator)
    before = collaborator.client.cookies["anhduong"]
    assert change(collaborator, "sai-mat-khau", "mat-khau-moi-hon", "mat-khau-moi-hon").status_code == 422
    assert change(collaborator, PASSWORD, "mat-khau-moi-hon", "khac-hon-nua").status_code == 422
    assert change(collaborator, PASSWORD, "ngan", "ngan").status_code == 422
    assert elsewhere.get("/").status_code == 200
    done = change(collaborator, PASSWORD, "mat-khau-moi-hon", "mat-khau-moi-hon")
    assert done.headers["location"] == "/tai-khoan?bao=mat-khau-da-doi"
    assert elsewhere.get("/").status_code == 303
    fresh = done.cookies["anhduong"]
    assert fresh != before
    collaborator.client.cookies.clear()
    collaborator.client.cookies.set("anhduong", before)
    assert collaborator.get("/").status_code == 303
    collaborator.client.cookies.clear()
    collaborator.client.cookies.set("anhduong", fresh)
    assert collaborator.get("/tai-khoan").status_code == 200
    assert Visitor(seeded).log_in(LOGIN).status_code == 401
    assert Visitor(seeded).log_in(LOGIN, "mat-khau-moi-hon").status_code == 303


def test_sessions_are_shown_with_device_and_time_and_ended(seeded: Seeded) -> None:
    phone = Visitor(seeded)
    phone.client.headers["user-agent"] = "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36"
    phone.log_in(LOGIN)
    seeded.clock.forward(minutes=30)
    here = Visitor(seeded)
    here.client.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
    here.log_in(LOGIN)
    page = here.get("/tai-khoan").text
    assert page.index("Firefox trên Linux") < page.index("Chrome trên Android"), "the latest used first"
    assert "08:15" in page
    assert "08:45" in page
    (number,) = re.findall(r"/tai-khoan/phien/(\d+)", page)
    stranger = Visitor(seeded).enter(seeded.editor)
    assert stranger.post(f"/tai-khoan/phien/{number}").status_code == 303
    assert phone.get("/").status_code == 200, "another's session is not one's own"
    assert here.post(f"/tai-khoan/phien/{number}").status_code == 303
    assert phone.get("/").status_code == 303
    assert here.get("/").status_code == 200


def test_all_other_sessions_end_at_once(seeded: Seeded, collaborator: Visitor) -> None:
    others = [Visitor(seeded).enter(seeded.collaborator) for _n in range(3)]
    editor = Visitor(seeded).enter(seeded.editor)
    collaborator.post("/tai-khoan/phien-khac")
    assert [other.get("/").status_code for other in others] == [303, 303, 303]
    assert collaborator.get("/").status_code == 200
    assert editor.get("/").status_code == 200
    assert seeded.store.audit.of("user", seeded.collaborator.id)[-1].kind == "user.sessions-ended"


def test_a_session_that_has_idled_too_long_is_not_shown(seeded: Seeded, collaborator: Visitor) -> None:
    Visitor(seeded).enter(seeded.collaborator)
    seeded.clock.forward(hours=3)
    collaborator.get("/")
    seeded.clock.forward(hours=2)
    assert "/tai-khoan/phien/" not in collaborator.get("/tai-khoan").text


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "\u202eevil", "x" * 5000, "a\x7fb\x1b[31mc", ""])
def test_what_a_browser_calls_itself_is_only_text(seeded: Seeded, hostile: str) -> None:
    visitor = Visitor(seeded)
    visitor.get("/dang-nhap")
    fields = {"login": LOGIN, "password": PASSWORD}
    assert visitor.post("/dang-nhap", fields, headers={"user-agent": hostile.encode()}).status_code == 303
    page = visitor.get("/tai-khoan").text
    assert "<script>alert" not in page
    assert "\x1b" not in page
    assert max(len(one.device) for one in seeded.store.sessions.of(
        seeded.collaborator.id, seeded.clock(), seeded.clock())) <= 300  # fmt: skip


@pytest.mark.parametrize("path", ["/tai-khoan/mat-khau", "/tai-khoan/hai-buoc", "/tai-khoan/hai-buoc/xac-nhan"])
def test_passwords_and_codes_are_never_carried_over_a_login(seeded: Seeded, collaborator: Visitor, path: str) -> None:
    collaborator.get("/tai-khoan")
    seeded.clock.forward(hours=5)
    fields = {"password": "bi-mat-1", "new": "bi-mat-2", "again": "bi-mat-2", "code": "987654"}
    ended = collaborator.post(path, fields)
    assert ended.status_code == 401
    collaborator.enter(seeded.collaborator)
    collaborator.token = "of-another-session"
    stale = collaborator.post(path, fields)
    assert stale.status_code == 400
    for page in (ended.text, stale.text):
        assert not [secret for secret in set(fields.values()) if secret in page]


# --- throttling --------------------------------------------------------------------------------------


def test_nobody_is_kept_out_by_what_others_guess_elsewhere(seeded: Seeded) -> None:
    known, attacker = Visitor(seeded), Visitor(seeded)
    assert known.log_in(LOGIN).status_code == 303
    known.post("/dang-xuat")
    for _round in range(3):
        for _n in range(throttle.PER_LOGIN):
            throttle.record_failure(seeded.store, throttle.keys(LOGIN, "testclient"), seeded.clock())
        assert attacker.log_in(LOGIN).status_code == 429
        assert known.log_in(LOGIN).status_code == 303
        known.post("/dang-xuat")
        seeded.clock.forward(minutes=10)
    for _n in range(throttle.PER_LOGIN):
        throttle.record_failure(seeded.store, throttle.keys(LOGINS[Role.EDITOR], "x"), seeded.clock())
    assert known.log_in(LOGINS[Role.EDITOR]).status_code == 429, "known for one account only"


def test_a_known_browser_waits_for_what_it_guesses_itself(seeded: Seeded) -> None:
    visitor = Visitor(seeded)
    visitor.log_in(LOGIN)
    visitor.post("/dang-xuat")
    token = visitor.client.cookies["anhduong-may"]
    for _n in range(throttle.PER_LOGIN):
        counted = throttle.keys(LOGIN, "testclient", sessions.hash_token(token))
        throttle.record_failure(seeded.store, counted, seeded.clock())
    assert visitor.log_in(LOGIN).status_code == 429
    assert Visitor(seeded).log_in(LOGIN).status_code == 303


def test_a_browser_is_known_by_a_token_of_the_desk_only(seeded: Seeded) -> None:
    visitor = Visitor(seeded)
    visitor.client.cookies.set("anhduong-may", "gia-mao")
    response = visitor.log_in(LOGIN)
    assert response.cookies["anhduong-may"] != "gia-mao"
    assert not seeded.store.known_browsers.knows(sessions.hash_token("gia-mao"), seeded.clock() - sessions.KNOWN)
    token = response.cookies["anhduong-may"]
    data = seeded.settings.database.read_bytes() + seeded.settings.database.with_name("desk.db-wal").read_bytes()
    assert token.encode() not in data


def test_a_login_hashes_as_often_for_nobody_as_for_somebody(seeded: Seeded, monkeypatch: Any) -> None:
    """argon2id is what takes the time, so its runs are counted: seconds on a loaded machine say nothing."""
    runs: list[str] = []
    real = passwords._hasher

    class Counting:
        def hash(self, password: str) -> str:
            runs.append("hash")
            return real.hash(password)

        def verify(self, encoded: str, password: str) -> bool:
            runs.append(encoded.rsplit("$", 2)[0])
            return bool(real.verify(encoded, password))

    monkeypatch.setattr(passwords, "_hasher", Counting())
    seeded.store.users.add("da-dong", "Đã đóng", Role.EDITOR, real.hash(PASSWORD), seeded.clock())
    closed = seeded.store.users.by_login("da-dong")
    assert closed is not None
    seeded.store.users.close(closed[0].id, seeded.clock())
    counted = []
    for login, password in (
        ("khong-co", PASSWORD),
        (LOGIN, "sai-mat-khau"),
        ("da-dong", PASSWORD),
        ("x" * 400, PASSWORD),
        ("khong-co", "x" * 5000),
        (LOGIN, "x" * 5000),
    ):
        runs.clear()
        assert Visitor(seeded).log_in(login, password).status_code == 401
        counted.append(tuple(runs))
    assert counted == [(f"$argon2id$v=19$m={real.memory_cost},t={real.time_cost},p={real.parallelism}",)] * 6
