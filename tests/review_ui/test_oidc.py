"""Logging in by an OpenID provider, against a real one on loopback that can be made to lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from pipeline import second_factor
from pipeline.model import Role, User
from pipeline.secrets import Keyring, new_key
from pipeline.settings_people import OidcSettings, PeopleSettings
from tests.fakes import oidc
from tests.fakes.oidc import CLIENT_ID, CLIENT_SECRET, LIES, FakeProvider
from tests.review_ui.conftest import BASE, Visitor
from tests.review_ui.seed import LOGINS, PASSWORD, Seeded

LOGIN = LOGINS[Role.COLLABORATOR]


@pytest.fixture
def provider(seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    monkeypatch.setenv("ANHDUONG_OIDC_SECRET", CLIENT_SECRET)
    with oidc.running() as fake:
        fake.now = int(seeded.clock().astimezone(UTC).timestamp())
        yield fake


@pytest.fixture
def desk(seeded: Seeded, provider: FakeProvider) -> Seeded:
    return configured(seeded, provider)


def configured(seeded: Seeded, provider: FakeProvider, **other: Any) -> Seeded:
    settings = OidcSettings(provider.url, CLIENT_ID, "Cổng tỉnh", **other)
    return replace(seeded, settings=replace(seeded.settings, people=PeopleSettings(oidc=settings)))


def tie(desk: Seeded, user: User, subject: str = "nguoi-1") -> None:
    issuer = desk.settings.people.oidc.issuer  # type: ignore[union-attr]
    assert desk.store.identities.tie(user, issuer, subject, desk.clock())


def path_of(address: str) -> str:
    assert address.startswith(BASE)
    return address.removeprefix(BASE)


def go(visitor: Visitor, provider: FakeProvider, after: str = "/") -> Any:
    """From the login page to the provider and back; the answer of the desk."""
    away = visitor.get("/dang-nhap/oidc", params={"next": after})
    assert away.status_code == 303
    return visitor.get(path_of(provider.log_in(away.headers["location"])))


# --- the whole way -----------------------------------------------------------------------------------


def test_an_account_that_was_tied_opens_and_leads_where_it_was_wanted(desk: Seeded, provider: FakeProvider) -> None:
    visitor = Visitor(desk).enter(desk.collaborator)
    visitor.get("/tai-khoan")
    assert visitor.post("/tai-khoan/oidc", {"password": "sai-mat-khau"}).status_code == 422
    asked = visitor.post("/tai-khoan/oidc", {"password": PASSWORD})
    assert asked.status_code == 200
    address = asked.text.split('class="button primary" href="')[1].split('"')[0].replace("&amp;", "&")
    tied = visitor.get(path_of(provider.log_in(address)))
    assert tied.headers["location"] == "/tai-khoan?bao=oidc-noi"
    assert "Gỡ liên kết" in visitor.get("/tai-khoan").text

    other = Visitor(desk)
    assert "Đăng nhập bằng Cổng tỉnh" in other.get("/dang-nhap?next=%2Flich").text
    other.client.cookies.set("anhduong", "gia-mao-" + "a" * 40)
    done = go(other, provider, "/lich")
    assert (done.status_code, done.headers["location"]) == (303, "/lich")
    assert not done.cookies["anhduong"].startswith("gia-mao")
    assert other.client.get("/lich", headers={"cookie": f"anhduong={done.cookies['anhduong']}"}).status_code == 200

    visitor.get("/tai-khoan")
    assert visitor.post("/tai-khoan/oidc/bo").status_code == 303
    assert go(Visitor(desk), provider).status_code == 403
    kinds = [event.kind for event in desk.store.audit.of("user", desk.collaborator.id)]
    assert kinds.count("user.tied") == kinds.count("user.untied") == 1


def test_nobody_unknown_comes_in(desk: Seeded, provider: FakeProvider) -> None:
    provider.person = {
        "sub": "nguoi-la",
        "email": "lan@example.vn",
        "email_verified": True,
        "preferred_username": LOGIN,
    }
    before = desk.store.users.all()
    told = go(Visitor(desk), provider)
    assert told.status_code == 403
    assert "lời mời" in told.text
    assert "anhduong=" not in str(told.headers.get_list("set-cookie"))
    assert desk.store.users.all() == before


def test_a_closed_account_stays_closed(desk: Seeded, provider: FakeProvider) -> None:
    tie(desk, desk.collaborator)
    desk.store.users.close(desk.collaborator.id, desk.clock())
    assert go(Visitor(desk), provider).status_code == 403


def test_the_second_step_is_asked_for_here_too(desk: Seeded, provider: FakeProvider, monkeypatch: Any) -> None:
    key = new_key()
    monkeypatch.setenv("ANHDUONG_KEY", key.reveal())
    tie(desk, desk.collaborator)
    store, user, now = desk.store, desk.collaborator, desk.clock()
    session = Visitor(desk).enter(user) and store.sessions.of(user.id, now, now)[0].id
    keys = Keyring((key,))
    second_factor.begin(store, session, user, lambda: keys, now)
    _sealed, secret = second_factor.begun(store, session, user, lambda: keys, now)
    codes = second_factor.confirm(store, session, user, pyotp.TOTP(secret.reveal()).at(now), lambda: keys, now)
    visitor = Visitor(desk)
    step = go(visitor, provider, "/lich")
    assert step.headers["location"] == "/dang-nhap/ma?next=%2Flich"
    assert visitor.get("/").status_code == 303
    visitor.get(step.headers["location"])
    done = visitor.post("/dang-nhap/ma", {"code": codes[0], "next": "/lich"})
    assert done.headers["location"] == "/lich"


# --- what the provider may and may not say -----------------------------------------------------------


@pytest.mark.parametrize("lie", LIES)
def test_no_lie_opens_anything(desk: Seeded, provider: FakeProvider, lie: str) -> None:
    tie(desk, desk.collaborator)
    provider.lie = lie
    visitor = Visitor(desk)
    told = go(visitor, provider)
    assert told.status_code == 502, told.text
    assert 'role="alert"' in told.text
    assert CLIENT_SECRET not in told.text
    assert visitor.get("/").status_code == 303
    provider.lie = ""
    assert go(Visitor(desk), provider).status_code == 303, "and the truth still does"


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://ke-gia.example.vn"},
        {"token_endpoint": "http://ke-gia.example.vn/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
)
def test_a_document_that_leads_elsewhere_is_refused(
    desk: Seeded, provider: FakeProvider, document: dict[str, Any]
) -> None:
    provider.document = document
    told = Visitor(desk).get("/dang-nhap/oidc")
    assert told.status_code == 502
    assert "location" not in told.headers


def test_a_provider_that_is_away_is_told(seeded: Seeded, provider: FakeProvider) -> None:
    desk = configured(seeded, replace(provider, url="http://127.0.0.1:1"))
    told = Visitor(desk).get("/dang-nhap/oidc")
    assert told.status_code == 502
    assert "ConnectError" in told.text


def test_a_key_that_was_changed_is_read_again(desk: Seeded, provider: FakeProvider) -> None:
    tie(desk, desk.collaborator)
    visitor = Visitor(desk)
    assert go(visitor, provider).status_code == 303
    provider.rotate()
    visitor.client.cookies.clear()
    assert go(visitor, provider).status_code == 502, "not more than once a minute"
    desk.clock.forward(minutes=2)
    assert go(visitor, provider).status_code == 303
    assert provider.asked.count("/.well-known/openid-configuration") == 1


def test_a_wrong_secret_is_told_without_it(desk: Seeded, provider: FakeProvider, monkeypatch: Any) -> None:
    tie(desk, desk.collaborator)
    monkeypatch.setenv("ANHDUONG_OIDC_SECRET", "mot-bi-mat-sai")
    told = go(Visitor(desk), provider)
    assert told.status_code == 502
    assert "mot-bi-mat-sai" not in told.text
    monkeypatch.delenv("ANHDUONG_OIDC_SECRET")
    provider.secret = None
    assert go(Visitor(desk), provider).status_code == 303, "a public client"


def test_who_says_no_there_is_told_kindly(desk: Seeded, provider: FakeProvider) -> None:
    visitor = Visitor(desk)
    away = visitor.get("/dang-nhap/oidc")
    state = parse_qs(urlsplit(away.headers["location"]).query)["state"][0]
    told = visitor.get("/dang-nhap/oidc/ve", params={"error": "access_denied", "state": state})
    assert told.status_code == 401
    assert "access_denied" not in told.text


# --- where it began ----------------------------------------------------------------------------------


def test_an_answer_counts_once_and_in_its_own_browser_only(desk: Seeded, provider: FakeProvider) -> None:
    tie(desk, desk.collaborator)
    victim, attacker = Visitor(desk), Visitor(desk)
    back = path_of(provider.log_in(attacker.get("/dang-nhap/oidc").headers["location"]))
    assert victim.get(back).status_code == 400, "a login that somebody else began (login CSRF)"
    victim.get("/dang-nhap/oidc")
    assert victim.get(back).status_code == 400, "with a login of one's own under way"
    assert attacker.get(back).status_code == 303
    attacker.client.cookies.clear()
    assert attacker.get(back).status_code == 400
    late = Visitor(desk)
    back = path_of(provider.log_in(late.get("/dang-nhap/oidc").headers["location"]))
    desk.clock.forward(minutes=11)
    assert late.get(back).status_code == 400


@pytest.mark.parametrize(
    "change", [{"state": ""}, {"state": "khac"}, {"iss": "https://ke-gia.example.vn"}, {"code": ""}]
)
def test_an_answer_that_was_changed_on_its_way(desk: Seeded, provider: FakeProvider, change: dict[str, str]) -> None:
    tie(desk, desk.collaborator)
    visitor = Visitor(desk)
    back = urlsplit(provider.log_in(visitor.get("/dang-nhap/oidc").headers["location"]))
    answer = {name: values[0] for name, values in parse_qs(back.query).items()} | change
    assert visitor.get(back.path, params=answer).status_code in (400, 401, 502)
    assert visitor.get("/").status_code == 303


def test_a_tie_that_one_session_began_ends_in_no_other(desk: Seeded, provider: FakeProvider) -> None:
    visitor = Visitor(desk).enter(desk.collaborator)
    visitor.get("/tai-khoan")
    asked = visitor.post("/tai-khoan/oidc", {"password": PASSWORD})
    address = asked.text.split('class="button primary" href="')[1].split('"')[0].replace("&amp;", "&")
    visitor.enter(desk.editor)
    assert visitor.get(path_of(provider.log_in(address))).status_code == 400
    issuer = provider.url
    assert not desk.store.identities.has(desk.editor.id, issuer)
    assert not desk.store.identities.has(desk.collaborator.id, issuer)


def test_one_account_there_is_one_account_here(desk: Seeded, provider: FakeProvider) -> None:
    tie(desk, desk.collaborator)
    visitor = Visitor(desk).enter(desk.editor)
    visitor.get("/tai-khoan")
    asked = visitor.post("/tai-khoan/oidc", {"password": PASSWORD})
    address = asked.text.split('class="button primary" href="')[1].split('"')[0].replace("&amp;", "&")
    assert visitor.get(path_of(provider.log_in(address))).status_code == 409
    user = desk.store.identities.user(provider.url, "nguoi-1")
    assert user == desk.collaborator
    tie(desk, desk.collaborator, "nguoi-2")
    assert desk.store.identities.user(provider.url, "nguoi-1") is None


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_it_leads_nowhere_else(desk: Seeded, provider: FakeProvider, target: str) -> None:
    tie(desk, desk.collaborator)
    assert go(Visitor(desk), provider, target).headers["location"] == "/hom-nay"


# --- who may -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ({"email": "lan@example.vn", "email_verified": True}, 303),
        ({"email": "lan@EXAMPLE.vn", "email_verified": True}, 303),
        ({"email": "lan@example.vn", "email_verified": False}, 403),
        ({"email": "lan@example.vn", "email_verified": "true"}, 403),
        ({"email": "lan@example.vn"}, 403),
        ({"email": "lan@khac.example.vn", "email_verified": True}, 403),
        ({"email": "lan@example.vn@evil.example", "email_verified": True}, 403),
        ({"email": ["lan@example.vn"], "email_verified": True}, 403),
        ({}, 403),
    ],
)
def test_the_rule_of_domains(seeded: Seeded, provider: FakeProvider, person: dict[str, Any], status: int) -> None:
    desk = configured(seeded, provider, domains=frozenset({"example.vn"}))
    tie(desk, desk.collaborator)
    provider.person = {"sub": "nguoi-1", **person}
    assert go(Visitor(desk), provider).status_code == status


def test_the_rule_of_roles(seeded: Seeded, provider: FakeProvider) -> None:
    desk = configured(seeded, provider, roles=frozenset({Role.COLLABORATOR}))
    tie(desk, desk.collaborator)
    assert go(Visitor(desk), provider).status_code == 303
    desk.store.users.set_role(desk.collaborator.id, Role.EDITOR, desk.clock())
    assert go(Visitor(desk), provider).status_code == 403
    visitor = Visitor(desk).enter(desk.editor)
    visitor.get("/tai-khoan")
    asked = visitor.post("/tai-khoan/oidc", {"password": PASSWORD})
    address = asked.text.split('class="button primary" href="')[1].split('"')[0].replace("&amp;", "&")
    provider.person = {"sub": "nguoi-2"}
    assert visitor.get(path_of(provider.log_in(address))).status_code == 403


def test_a_desk_without_a_provider_knows_no_such_way(seeded: Seeded) -> None:
    visitor = Visitor(seeded)
    assert "oidc" not in visitor.get("/dang-nhap").text
    assert visitor.get("/dang-nhap/oidc").headers["location"] == "/dang-nhap"
    assert visitor.get("/dang-nhap/oidc/ve?code=1&state=2").status_code == 400
    member = visitor.enter(seeded.collaborator)
    assert "oidc" not in member.get("/tai-khoan").text
    assert member.post("/tai-khoan/oidc", {"password": PASSWORD}).status_code == 409
    assert member.post("/tai-khoan/oidc/bo").status_code == 409
