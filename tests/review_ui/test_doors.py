"""Every door of the desk tried by the route table: forged forms, other people's things, hostile fields, redirects."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pyotp
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.routing import Route

from pipeline import people
from pipeline.model import Role
from pipeline.passwords import hash_token
from pipeline.secrets import new_key
from review_ui import views
from review_ui.addresses import local_path
from review_ui.views import find
from tests.fakes import oidc
from tests.review_ui.conftest import BASE, Filled, Visitor
from tests.review_ui.seed import LOGINS, Seeded
from tests.review_ui.test_account import turn_on
from tests.review_ui.test_oidc import configured, go, tie
from tests.review_ui.test_people_pages import NEW
from tests.review_ui.test_routes import FIELDS, address
from tests.review_ui.test_xss import CORPUS, assert_harmless

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ALL_AT_ONCE = "".join(CORPUS) + "\r\nSet-Cookie: x=1\x1b[31m\u202e"


def served(visitor: Visitor) -> list[tuple[str, str]]:
    """Each method and address of the application itself."""
    return sorted(
        (method, route.path)
        for route in visitor.app.routes
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    )


def contents(seeded: Seeded, beside: tuple[str, ...] = ("sqlite_",)) -> dict[str, list[str]]:
    """Every row of every table, but for those named: two that are equal say that nothing was written."""
    with sqlite3.connect(f"file:{seeded.settings.database}?mode=ro", uri=True) as found:
        names = [name for (name,) in found.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        looked_at = [name for name in names if not name.startswith(beside)]
        kept = {name: found.execute(f'SELECT * FROM "{name}"').fetchall() for name in looked_at}
    return {name: sorted(map(repr, rows)) for name, rows in kept.items()}


def names_read(kind: str) -> list[str]:
    """The names of the fields that the views read: of a form, or of an address."""
    (folder,) = views.__path__
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(folder).glob("*.py")))
    return sorted(set(re.findall(rf'{kind}\("([^"]+)"\)', source)))


FORM_FIELDS = names_read(r"form\.(?:text|number)")
QUERY_FIELDS = sorted({*names_read(r"query"), *find._FIELDS})


def test_the_names_of_the_fields_are_found() -> None:
    assert {"caption", "note", "next", "login", "wall_time", "back"} <= set(FORM_FIELDS)
    assert {"next", "ve", "bao", "q", "thang"} <= set(QUERY_FIELDS)


# --- forged forms --------------------------------------------------------------------------------------


def test_nothing_that_writes_can_be_sent_from_another_site(filled: Filled) -> None:
    """With the session's cookie and even with its token: the page that a browser was led to is not ours."""
    seeded = filled.seeded
    visitor = Visitor(seeded).enter(seeded.users[Role.ADMINISTRATOR])
    evil = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    writing = [(method, address(path, seeded, filled.ids)) for method, path in served(visitor) if method not in SAFE]
    assert len(writing) > 50
    before = contents(seeded)
    for method, where in writing:
        answer = visitor.client.request(method, where, data=FIELDS | {"_csrf": visitor.token}, headers=evil)
        assert answer.status_code in (401, 403), f"{method} {where}"
    assert contents(seeded) == before


def test_whoever_is_refused_can_read_why_the_second_time_too(seeded: Seeded) -> None:
    """What is refused before it reaches a page goes through the same compression as all else, again and again."""
    for _ in range(3):
        visitor = Visitor(seeded)
        answers = [
            visitor.client.post(
                "/dang-xuat", headers={"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
            ),
            visitor.client.get("/dang-nhap", headers={"host": "evil.example"}),
            visitor.client.post("/duyet/hoan-tac", headers={"content-length": "999999999"}, content=b""),
        ]
        assert [answer.status_code for answer in answers] == [403, 400, 413]
        for answer in answers:
            assert "<h1" in answer.text


TOUCHED_BY_READING = (
    "sessions",
    "review_leases",
    "oidc_",
    "article_words",
    "calendar_links",
    "robots",
    "pictures",
    "sqlite_",
)
"""What reading may note: that somebody is there and which card is open; and the index that is built as it is used."""


def test_no_address_that_is_only_read_changes_anything(filled: Filled) -> None:
    """So that a link or a picture of another site does nothing."""
    seeded = filled.seeded
    visitor = Visitor(seeded).enter(seeded.users[Role.ADMINISTRATOR])
    reading = [address(path, seeded, filled.ids) for method, path in served(visitor) if method == "GET"]
    assert len(reading) > 40
    before = contents(seeded, TOUCHED_BY_READING)
    for where in reading:
        visitor.get(where)
        after = contents(seeded, TOUCHED_BY_READING)
        assert [name for name in after if after[name] != before[name]] == [], where


# --- fields --------------------------------------------------------------------------------------------


def fault(answer: Any, hostile: str) -> str:
    """What is wrong with an answer: a fault of the desk's own, a way off the desk, markup that was not the desk's."""
    location = answer.headers.get("location", "/")
    if answer.status_code >= 500:
        return str(answer.status_code)
    if local_path(location, "") != location or "x" in answer.cookies:
        return f"leads to {location!r}"
    # A digest that is saved brings its own style; it is looked at in test_xss.
    if "html" in answer.headers.get("content-type", "") and "content-disposition" not in answer.headers and answer.text:
        assert_harmless(answer.text, hostile)
    return ""


@pytest.mark.parametrize("hostile", [ALL_AT_ONCE, "//evil.example", "&" * 40, "9" * 400, "\0", "-1", "²", "[]"])
def test_no_field_of_any_form_breaks_the_desk_or_becomes_markup(filled: Filled, hostile: str) -> None:
    """Each address that takes a form, with all the fields that any view reads, and once with what identifies kept."""
    seeded = filled.seeded
    faults = {}
    for kept in ({}, FIELDS):
        visitor = Visitor(seeded).enter(seeded.users[Role.ADMINISTRATOR])
        for method, path in served(visitor):
            if method != "POST" or path.startswith("/api/") or path == "/dang-xuat":
                continue
            guest = Visitor(seeded) if path.startswith(("/dang-nhap", "/loi-moi")) else visitor
            if guest is not visitor:
                guest.get("/dang-nhap")
            answer = guest.post(address(path, seeded, filled.ids), dict.fromkeys(FORM_FIELDS, hostile) | kept)
            if said := fault(answer, hostile):
                faults[path] = said
    assert faults == {}


@pytest.mark.parametrize("hostile", [ALL_AT_ONCE, "//evil.example", "9" * 400, "\0", "-1", "²"])
def test_no_query_of_any_address_breaks_the_desk_or_becomes_markup(filled: Filled, hostile: str) -> None:
    seeded = filled.seeded
    visitor = Visitor(seeded).enter(seeded.users[Role.ADMINISTRATOR])
    faults = {}
    for method, path in served(visitor):
        if method != "GET" or path.startswith("/api/") or path == "/healthz":
            continue
        guest = Visitor(seeded) if path.startswith("/dang-nhap") else visitor
        answer = guest.get(address(path, seeded, filled.ids), params=dict.fromkeys(QUERY_FIELDS, hostile))
        if said := fault(answer, hostile):
            faults[path] = said
    assert faults == {}


# --- other people's things -----------------------------------------------------------------------------

WHOSE = {
    "article_id": "the desk's",
    "post_id": "the desk's",
    "source_id": "the desk's",
    "page_id": "the desk's",
    "check": "the desk's",
    "week": "the desk's",
    "day": "the desk's",
    "path": "the desk's",
    "amendment_id": "the desk's",
    "version_id": "the desk's",
    "mark": "the desk's",
    "bulk_id": "its maker's to take back",
    "session_id": "one's own",
    "search_id": "one's own",
    "token_id": "one's own",
    "user_id": "an administrator's",
    "invitation_id": "an administrator's",
    "token": "who has it",
}
"""Whose the thing is that an address names. A new name fails below until it has a row here, and a test."""


def test_whose_each_thing_is_that_an_address_names_is_known(visitor: Visitor) -> None:
    named = {name for _method, path in served(visitor) for name in re.findall(r"\{(\w+)[:}]", path)}
    assert named == set(WHOSE)
    for method, path in served(visitor):
        if "{user_id" in path or "{invitation_id" in path:
            assert (method, path.split("/")[1]) in (("GET", "nguoi-dung"), ("POST", "nguoi-dung"))


@pytest.mark.parametrize("role", [Role.COLLABORATOR, Role.EDITOR, Role.ADMINISTRATOR])
def test_what_is_one_persons_own_is_not_anothers(filled: Filled, role: Role) -> None:
    """Not even an administrator's, who ends another's sessions on that person's page, where the log tells of it."""
    seeded = filled.seeded
    owner = seeded.second
    assert owner is not None
    Visitor(seeded).enter(owner)
    session = seeded.store.sessions.of(owner.id, seeded.clock(), seeded.clock())[0].id
    seeded.store.search.save(owner, "của tôi", "q=tin")
    search = seeded.store.search.saved(owner)[0].id
    seeded.store.calendar_links.make(owner, hash_token("B" * 43), seeded.clock())
    end = seeded.clock() + timedelta(days=30)
    token = seeded.store.access.add(owner, hash_token("C" * 43), "máy của tôi", ["read"], seeded.clock(), end)
    visitor = Visitor(seeded).enter(seeded.users[role])
    before = contents(seeded)
    for path in (
        f"/tai-khoan/phien/{session}",
        f"/tim/giu/{search}/bo",
        "/lich/dang-ky/bo",
        f"/tai-khoan/ma-truy-cap/{token}/thu-hoi",
    ):
        visitor.post(path)
        # Of one's own session it is noted when it was last seen.
        assert contents(seeded) == before, path
    assert "của tôi" not in visitor.get("/tim").text
    theirs = Visitor(seeded).enter(owner)
    assert "của tôi" in theirs.get("/tim").text
    theirs.post(f"/tim/giu/{search}/bo")
    assert seeded.store.search.saved(owner) == ()
    theirs.post(f"/tai-khoan/phien/{session}")
    assert session not in {one.id for one in seeded.store.sessions.of(owner.id, seeded.clock(), seeded.clock())}


def test_a_bulk_action_is_taken_back_by_who_did_it(filled: Filled) -> None:
    seeded = filled.seeded
    path = f"/duyet/loat/{filled.ids['bulk']}/hoan-tac"
    assert seeded.second is not None
    other = Visitor(seeded).enter(seeded.second)
    before = contents(seeded)
    answer = other.post(path)
    assert answer.status_code in (403, 409)
    assert contents(seeded) == before
    assert Visitor(seeded).enter(seeded.collaborator).post(path).status_code == 303
    assert contents(seeded) != before


# --- sessions ------------------------------------------------------------------------------------------

NAMES = ("anhduong", "anhduong-vao", "anhduong-ma", "anhduong-may", "anhduong-oidc")
PLANTED = "gia-mao-" + "a" * 40


def by_password(seeded: Seeded, visitor: Visitor) -> Any:
    return visitor.log_in(LOGINS[Role.COLLABORATOR])


def by_code(seeded: Seeded, visitor: Visitor) -> Any:
    secret, _codes = turn_on(Visitor(seeded).enter(seeded.collaborator))
    seeded.clock.forward(minutes=2)
    half = visitor.log_in(LOGINS[Role.COLLABORATOR])
    assert half.status_code == 200
    assert "anhduong" not in half.cookies, "the password alone opens nothing"
    return visitor.post("/dang-nhap/ma", {"code": pyotp.TOTP(secret).at(seeded.clock()), "next": "/"})


def by_recovery_code(seeded: Seeded, visitor: Visitor) -> Any:
    _secret, codes = turn_on(Visitor(seeded).enter(seeded.collaborator))
    visitor.log_in(LOGINS[Role.COLLABORATOR])
    return visitor.post("/dang-nhap/ma", {"code": codes[0], "next": "/"})


def by_invitation(seeded: Seeded, visitor: Visitor) -> Any:
    _number, token = people.invite(seeded.store, None, Role.EDITOR, "", 3, seeded.clock())
    visitor.get(f"/loi-moi/{token}")
    return visitor.post(f"/loi-moi/{token}", NEW)


def by_provider(seeded: Seeded, visitor: Visitor) -> Any:
    with oidc.running() as fake:
        fake.now = int(seeded.clock().timestamp())
        desk = configured(seeded, fake)
        tie(desk, desk.collaborator)
        there = Visitor(desk)
        there.client.cookies = visitor.client.cookies
        return go(there, fake)


@pytest.mark.parametrize("way_in", [by_password, by_code, by_recovery_code, by_invitation, by_provider])
def test_no_way_in_makes_a_session_of_a_token_that_was_there_before(
    seeded: Seeded, way_in: Callable[[Seeded, Visitor], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANHDUONG_KEY", new_key().reveal())
    monkeypatch.setenv("ANHDUONG_OIDC_SECRET", oidc.CLIENT_SECRET)
    visitor = Visitor(seeded)
    for name in NAMES:
        visitor.client.cookies.set(name, PLANTED, domain="127.0.0.1", path="/")
    done = way_in(seeded, visitor)
    assert done.status_code == 303
    fresh = done.cookies["anhduong"]
    known = {cookie.value for cookie in visitor.client.cookies.jar if cookie.name != "anhduong"} | {PLANTED}
    assert fresh not in known
    planted = Visitor(seeded)
    for value in known:
        planted.client.cookies.clear()
        planted.client.cookies.set("anhduong", value or "")
        assert planted.get("/").status_code == 303
    planted.client.cookies.clear()
    planted.client.cookies.set("anhduong", fresh)
    assert planted.get("/").headers.get("location") != "/dang-nhap"


# --- redirects -----------------------------------------------------------------------------------------

TRICKS = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "/%09/evil.example", "/\t/evil.example",
    "\x00//evil.example", "/\r\n//evil.example", "https:evil.example", "https:/evil.example", "///evil.example",
    "/.//evil.example", "////evil.example/%2e%2e", "/%2f/evil.example", "http://127.0.0.1:8020@evil.example",
    "//127.0.0.1:8020@evil.example", "/\u2028/evil.example", "／／evil.example", "/lich//..//evil.example",
    "/lich\\..\\evil.example", "javascript:alert(1)", "data:text/html,x", " //evil.example",
    "/bai-dang\r\nLocation: //evil.example", "/lich@evil.example",
)  # fmt: skip


def as_a_browser_reads(address: str) -> str:
    """The host that a browser goes to from a page of the desk: control characters at the ends and line breaks anywhere
    go, a backslash is a slash (WHATWG URL, section 4.4)."""
    seen = address.strip("".join(map(chr, range(33)))).translate({9: None, 10: None, 13: None}).replace("\\", "/")
    return urlsplit(urljoin(BASE + "/dang-nhap", seen)).netloc


@given(st.text(st.sampled_from("/\\.:@?#%2fF09\t\n\r\x00\x0b\x7f\x85\u2028／＼ evil.a"), max_size=24))
@example("/\\evil")
def test_no_path_leads_a_browser_to_another_host(text: str) -> None:
    for default in ("/", ""):
        chosen = local_path(text, default)
        assert as_a_browser_reads(chosen) == "127.0.0.1:8020"
        assert not re.search(r"[\x00-\x20\x7f\\]", chosen)
    kept = local_path("/" + text.replace("\\", "").strip("/"), "")
    assert kept in ("", "/" + text.replace("\\", "").strip("/"))


def test_no_field_and_no_query_leads_off_the_desk(filled: Filled) -> None:
    """At each place where an address says where to go on: the login, its second step, and the way back of an action."""
    seeded = filled.seeded
    post, idle = filled.ids["scheduled"], filled.ids["approved_post"]
    visitor = Visitor(seeded).enter(seeded.editor)
    for trick in TRICKS:
        version = seeded.store.posts.get(post).version
        there = {"bai": f"{post}.{version}", "wall_time": "2026-11-27T08:00", "back": trick}
        answers = [
            visitor.get("/dang-nhap", params={"next": trick}),
            visitor.post("/lich/chuyen", there),
            visitor.post(f"/bai-dang/{post}/bo-gio?ve={quote(trick)}", {"version": str(version + 1)}),
        ]
        assert [answer.status_code for answer in answers] == [303] * 3, trick
        for answer in answers:
            assert as_a_browser_reads(answer.headers["location"]) == "127.0.0.1:8020", trick
        shown = visitor.get(f"/lich/bai/{idle}", params={"ve": trick})
        for link in re.findall(r'(?:href|action|value)="([^"]*evil[^"]*)"', shown.text):
            assert as_a_browser_reads(unescape(link)) == "127.0.0.1:8020", link


@pytest.mark.parametrize("path", ["//evil.example/lich/", "/lich//", "/\\evil.example/", "/lich/", "//evil.example"])
def test_an_address_with_a_slash_too_many_leads_to_no_other_host(editor: Visitor, path: str) -> None:
    answer = editor.client.get(f"{BASE}{path}")
    assert urlsplit(answer.headers.get("location", "/")).netloc in ("", "127.0.0.1:8020")


# --- the name of the host ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["x-forwarded-host", "forwarded", "x-host", "x-original-url", "x-rewrite-url"])
def test_what_a_proxy_would_say_makes_no_address(seeded: Seeded, name: str) -> None:
    """A secret link must not be made with a host that whoever asks has chosen."""
    given = {name: "host=evil.example" if name == "forwarded" else "evil.example", "x-forwarded-proto": "gopher"}
    visitor = Visitor(seeded).enter(seeded.users[Role.ADMINISTRATOR])
    invited = visitor.post("/nguoi-dung/loi-moi", {"role": "editor", "days": "3", "meant_for": "Hoa"}, headers=given)
    assert f'value="{BASE}/loi-moi/' in invited.text
    subscribed = visitor.post("/lich/dang-ky", headers=given)
    assert f'value="{BASE}/lich/ics/' in subscribed.text
    assert "evil.example" not in invited.text + subscribed.text
