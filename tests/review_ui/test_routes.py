"""Every address with the least role that may use it. A new route fails here until it has a row."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from pipeline import people
from pipeline.checkup import Checkup
from pipeline.errors import StoreBusy
from pipeline.metrics import Metrics
from pipeline.model import Role
from pipeline.models import ModelInUse
from pipeline.passwords import hash_token
from pipeline.pictures import Pictures
from review_ui.api.gate import PREFIX
from review_ui.api.openapi import ALL
from review_ui.gate import Rule, reaches, routes
from review_ui.routes import RULES
from review_ui.site import Site, Visit
from tests.review_ui.conftest import BASE, Filled, Visitor
from tests.review_ui.seed import Seeded

ANYBODY = None
STAFF = Role.COLLABORATOR
EDITOR = Role.EDITOR
ADMIN = Role.ADMINISTRATOR

TABLE: dict[tuple[str, str], Role | None] = {
    ("GET", "/healthz"): ANYBODY,
    ("GET", "/metrics"): ANYBODY,
    ("GET", "/favicon.ico"): ANYBODY,
    ("GET", "/manifest.webmanifest"): None,
    ("GET", "/sw.js"): None,
    ("GET", "/ke-hoach"): STAFF,
    ("GET", "/feed/{page_id}.xml"): ANYBODY,
    ("GET", "/dang-nhap"): ANYBODY,
    ("POST", "/dang-nhap"): ANYBODY,
    ("GET", "/dang-nhap/ma"): ANYBODY,
    ("POST", "/dang-nhap/ma"): ANYBODY,
    ("GET", "/dang-nhap/oidc"): ANYBODY,
    ("GET", "/dang-nhap/oidc/ve"): ANYBODY,
    ("GET", "/loi-moi/{token}"): ANYBODY,
    ("POST", "/loi-moi/{token}"): ANYBODY,
    ("POST", "/dang-xuat"): STAFF,
    ("GET", "/tai-khoan"): STAFF,
    ("POST", "/tai-khoan/mat-khau"): STAFF,
    ("POST", "/tai-khoan/phien/{session_id:int}"): STAFF,
    ("POST", "/tai-khoan/phien-khac"): STAFF,
    ("GET", "/tai-khoan/hai-buoc"): STAFF,
    ("POST", "/tai-khoan/hai-buoc"): STAFF,
    ("POST", "/tai-khoan/hai-buoc/xac-nhan"): STAFF,
    ("POST", "/tai-khoan/hai-buoc/tat"): STAFF,
    ("POST", "/tai-khoan/ma-du-phong"): STAFF,
    ("GET", "/tai-khoan/ma-truy-cap"): STAFF,
    ("POST", "/tai-khoan/ma-truy-cap"): STAFF,
    ("POST", "/tai-khoan/ma-truy-cap/{token_id:int}/thu-hoi"): STAFF,
    ("GET", "/tai-khoan/api"): STAFF,
    ("POST", "/tai-khoan/oidc"): STAFF,
    ("POST", "/tai-khoan/oidc/bo"): STAFF,
    ("GET", "/nguoi-dung"): ADMIN,
    ("POST", "/nguoi-dung/loi-moi"): ADMIN,
    ("POST", "/nguoi-dung/loi-moi/{invitation_id:int}/thu-hoi"): ADMIN,
    ("GET", "/nguoi-dung/{user_id:int}"): ADMIN,
    ("POST", "/nguoi-dung/{user_id:int}/vai-tro"): ADMIN,
    ("POST", "/nguoi-dung/{user_id:int}/dong"): ADMIN,
    ("POST", "/nguoi-dung/{user_id:int}/mo-lai"): ADMIN,
    ("POST", "/nguoi-dung/{user_id:int}/hai-buoc"): ADMIN,
    ("POST", "/nguoi-dung/{user_id:int}/phien"): ADMIN,
    ("GET", "/"): STAFF,
    ("GET", "/hom-nay"): STAFF,
    ("GET", "/duyet/ke-tiep"): STAFF,
    ("GET", "/duyet/dang-giu"): STAFF,
    ("GET", "/duyet/loat"): STAFF,
    ("POST", "/duyet/loat"): STAFF,
    ("POST", "/duyet/loat/xem-truoc"): STAFF,
    ("GET", "/duyet/loat/{bulk_id:int}"): STAFF,
    ("POST", "/duyet/loat/{bulk_id:int}/hoan-tac"): STAFF,
    ("POST", "/duyet/{article_id:int}/giu"): STAFF,
    ("POST", "/duyet/{article_id:int}/tra-lai"): STAFF,
    ("POST", "/duyet/{article_id:int}/nhan"): STAFF,
    ("POST", "/duyet/{article_id:int}/con-mo"): STAFF,
    ("GET", "/phim-tat"): STAFF,
    ("POST", "/phim-tat"): STAFF,
    ("POST", "/phim-tat/bat-tat"): STAFF,
    ("GET", "/duyet"): STAFF,
    ("POST", "/duyet/hoan-tac"): STAFF,
    ("POST", "/duyet/{article_id:int}/duyet"): STAFF,
    ("POST", "/duyet/{article_id:int}/tu-choi"): STAFF,
    ("POST", "/duyet/{article_id:int}/bo-qua"): STAFF,
    ("POST", "/duyet/{article_id:int}/chu-de"): STAFF,
    ("POST", "/duyet/{article_id:int}/tra-loi"): STAFF,
    ("GET", "/tin/{article_id:int}"): STAFF,
    ("GET", "/tin/{article_id:int}/anh"): STAFF,
    ("GET", "/tin-da-duyet"): STAFF,
    ("GET", "/tim"): STAFF,
    ("POST", "/tim/giu"): STAFF,
    ("POST", "/tim/giu/{search_id:int}/bo"): STAFF,
    ("GET", "/soan/{article_id:int}"): STAFF,
    ("POST", "/soan/{article_id:int}"): STAFF,
    ("POST", "/soan/{article_id:int}/xem-truoc"): STAFF,
    ("POST", "/soan/{article_id:int}/giu"): STAFF,
    ("POST", "/soan/{article_id:int}/bo-go"): STAFF,
    ("GET", "/bai-dang"): STAFF,
    ("GET", "/bai-dang/{post_id:int}"): STAFF,
    ("GET", "/bai-dang/{post_id:int}/sua"): STAFF,
    ("POST", "/bai-dang/{post_id:int}/sua"): STAFF,
    ("POST", "/bai-dang/{post_id:int}/giu"): STAFF,
    ("POST", "/bai-dang/{post_id:int}/bo-go"): STAFF,
    ("GET", "/bai-dang/{post_id:int}/ban"): STAFF,
    ("POST", "/bai-dang/{post_id:int}/ban"): STAFF,
    ("GET", "/bai-dang/{post_id:int}/xem-gio"): EDITOR,
    ("POST", "/bai-dang/{post_id:int}/duyet"): STAFF,
    ("POST", "/bai-dang/{post_id:int}/hen-gio"): EDITOR,
    ("POST", "/bai-dang/{post_id:int}/huy"): EDITOR,
    ("POST", "/bai-dang/{post_id:int}/bo-gio"): EDITOR,
    ("POST", "/bai-dang/{post_id:int}/hoan-tac"): EDITOR,
    ("GET", "/bai-dang/{post_id:int}/chep"): STAFF,
    ("POST", "/bai-dang/{post_id:int}/chep"): STAFF,
    ("POST", "/bai-dang/{post_id:int}/da-xem-nguon"): EDITOR,
    ("GET", "/bai-dang/{post_id:int}/go"): EDITOR,
    ("POST", "/bai-dang/{post_id:int}/go"): EDITOR,
    ("GET", "/bai-dang/{post_id:int}/dinh-chinh"): EDITOR,
    ("POST", "/bai-dang/{post_id:int}/dinh-chinh"): EDITOR,
    ("POST", "/bai-dang/{post_id:int}/dinh-chinh/duyet"): STAFF,
    ("POST", "/bai-dang/{post_id:int}/bo-yeu-cau"): EDITOR,
    ("GET", "/bai-dang/lo-gio"): STAFF,
    ("POST", "/bai-dang/lo-gio"): EDITOR,
    ("POST", "/bai-dang/{post_id:int}/ket-qua"): EDITOR,
    ("GET", "/lich"): STAFF,
    ("GET", "/lich/ngay/{day}"): STAFF,
    ("POST", "/lich/ngay/{day}/doi"): EDITOR,
    ("POST", "/lich/ngay/{day}/xep"): EDITOR,
    ("GET", "/lich/bai/{post_id:int}"): STAFF,
    ("POST", "/lich/chuyen"): EDITOR,
    ("GET", "/lich/dang-ky"): STAFF,
    ("POST", "/lich/dang-ky"): STAFF,
    ("POST", "/lich/dang-ky/bo"): STAFF,
    ("GET", "/lich/ics/{token}.ics"): ANYBODY,
    ("GET", "/lich/tep"): EDITOR,
    ("POST", "/lich/tep"): EDITOR,
    ("GET", "/lich/tep/tai-ve"): EDITOR,
    ("POST", "/lich/tep/nhap"): EDITOR,
    ("GET", "/tong-ket"): STAFF,
    ("GET", "/tong-ket/{week}"): STAFF,
    ("GET", "/tong-ket/{week}/tai-ve"): STAFF,
    ("GET", "/nguon"): STAFF,
    ("POST", "/nguon/{source_id}/ghe-lai"): EDITOR,
    ("GET", "/kiem-tra"): STAFF,
    ("POST", "/kiem-tra/{page_id}/{check}"): EDITOR,
    ("GET", "/suc-khoe"): STAFF,
    ("GET", "/trang"): STAFF,
    ("POST", "/trang/{page_id}/tam-dung"): EDITOR,
    ("POST", "/trang/{page_id}/tiep-tuc"): EDITOR,
    ("GET", "/nhat-ky"): STAFF,
    ("GET", "/outbox/{path:path}"): STAFF,
}
PUBLIC_MOUNTS = {"/static"}
TOKEN = "A" * 43


def test_the_route_table_is_the_one_agreed_on() -> None:
    assert {(rule.method, rule.path): rule.least for rule in RULES} == TABLE


def test_the_application_serves_nothing_beside_the_table(visitor: Visitor) -> None:
    served: set[tuple[str, str]] = set()
    for route in visitor.app.routes:
        if isinstance(route, Mount):
            assert route.path in PUBLIC_MOUNTS
            continue
        assert isinstance(route, Route)
        served |= {(method, route.path) for method in route.methods or () if method != "HEAD"}
    of_the_api = {(one.method, PREFIX + one.path) for one in ALL}
    assert served == set(TABLE) | of_the_api


@pytest.mark.parametrize("least", list(Role))
def test_the_gate_itself_asks_for_the_role(seeded: Seeded, least: Role) -> None:
    """Without what the pipeline refuses by itself: two locks on one door."""
    reached: list[str] = []

    def view(visit: Visit) -> Response:
        reached.append(visit.user.login)
        return PlainTextResponse("ok")

    pictures = Pictures(seeded.settings, seeded.store, seeded.clock)
    model = ModelInUse(seeded.store, seeded.settings.models)
    checkup = Checkup(seeded.store, seeded.settings, seeded.clock)
    site = Site(
        seeded.store, seeded.settings, seeded.clock, False, frozenset(), pictures, model, checkup, Metrics(checkup)
    )
    app = Starlette(routes=routes(site, [Rule("GET", "/cua", view, least)]))
    for user in seeded.users.values():
        visitor = Visitor(seeded).enter(user)
        client = TestClient(app, base_url=BASE, cookies={"anhduong": visitor.client.cookies["anhduong"]})
        assert client.get("/cua").status_code == (200 if reaches(user.role, least) else 403)
    assert reached == [user.login for user in seeded.users.values() if reaches(user.role, least)]
    assert {Role.COLLABORATOR: 3, Role.EDITOR: 2, Role.ADMINISTRATOR: 1}[least] == len(reached)


def address(path: str, seeded: Seeded, ids: dict[str, int]) -> str:
    """A real address for a row."""
    remote = seeded.store.posts.get(ids["published"]).remote_url
    article = ids["approved"] if path.startswith("/soan") else ids["flagged"]
    post = ids["scheduled"] if path.endswith("/sua") else ids["draft_of_another"]
    assert seeded.second is not None
    token, invitation = TOKEN, 0
    if "/loi-moi" in path:
        invitation, token = people.invite(seeded.store, None, Role.EDITOR, "", 3, seeded.clock())
    elif "{token}" in path:
        seeded.store.calendar_links.make(seeded.editor, hash_token(TOKEN), seeded.clock())
    return (
        path.replace("{article_id:int}", str(article))
        .replace("{user_id:int}", str(seeded.second.id))
        .replace("{session_id:int}", "1")
        .replace("{token_id:int}", "1")
        .replace("{invitation_id:int}", str(invitation))
        .replace("{token}", token)
        .replace("{post_id:int}", str(post))
        .replace("{search_id:int}", "1")
        .replace("{bulk_id:int}", str(ids["bulk"]))
        .replace("{source_id}", "cong-mau")
        .replace("{page_id}", "trang-1")
        .replace("{check}", "stale")
        .replace("{week}", "2026-W48")
        .replace("{day}", "2026-11-25")
        .replace("{path:path}", str(remote))
    )


FIELDS = {"version": "1", "amendment": "1", "number": "1", "bai": "1.1", "dong": '[2, "1", "", "", "2026-11-30T07:30"]'}


def visit(visitor: Visitor, method: str, path: str) -> Any:
    return visitor.get(path) if method == "GET" else visitor.post(path, FIELDS)


@pytest.mark.parametrize(("method", "path"), sorted(TABLE))
def test_each_route_asks_for_its_role(filled: Filled, method: str, path: str) -> None:
    seeded = filled.seeded
    least = TABLE[(method, path)]
    where = address(path, seeded, filled.ids)
    nobody = visit(Visitor(seeded), method, where)
    if least is None:
        # A desk with posts and no publisher is not well; the figures are for who asks from the machine itself.
        told = {"/healthz": 503, "/metrics": 404}.get(path)
        assert nobody.status_code == told if told else nobody.status_code in (200, 303, 400)
        return
    if method == "GET":
        assert nobody.status_code == 303
        assert nobody.headers["location"].startswith("/dang-nhap")
    else:
        assert nobody.status_code == 401
    for role, user in seeded.users.items():
        visitor = Visitor(seeded).enter(user)
        status = visit(visitor, method, where).status_code
        if reaches(role, least):
            # The token of nobody, or of another person, is not there.
            told = (404,) if "{token_id" in path else (200, 204, 303, 409, 422)
            assert status in told, f"{role} got {status} from {where}"
        else:
            assert status == 403


@pytest.mark.parametrize(("method", "path"), sorted(key for key in TABLE if key[0] == "POST"))
def test_no_form_works_without_its_token(filled: Filled, method: str, path: str) -> None:
    seeded = filled.seeded
    visitor = Visitor(seeded).enter(seeded.users[ADMIN])
    where = address(path, seeded, filled.ids)
    before = seeded.store.audit.latest(1)
    visitor.token = "not-the-token"
    response = visit(visitor, method, where)
    assert response.status_code in (400, 409)
    assert seeded.store.audit.latest(1) == before


def test_a_wrong_method_is_told_so(collaborator: Visitor) -> None:
    response = collaborator.post("/lich")
    assert response.status_code == 405
    assert "GET" in response.headers["allow"]
    assert collaborator.client.delete("/duyet").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/khong-co",
        "/tin/999999",
        "/tin/99999999999999999999999999",
        "/bai-dang/0",
        "/soan/424242",
        "/tong-ket/2026-W60",
        "/tong-ket/tuan-nay",
        "/tong-ket/9999-W52",
        "/tong-ket/0001-W01",
        "/lich?thang=2026-13",
        "/lich?thang=abc",
        "/lich?tuan=2026-W60",
        "/lich?tuan=9999-W52",
        "/lich?tuan=0001-W01",
        "/lich/ngay/2026-02-30",
        "/lich/ngay/9999-12-31",
        "/lich/ngay/hom-nay",
        "/static/../app.py",
        "/static/khong-co.css",
        "/bai-dang/1/sua",
    ],
)
def test_what_is_not_there_is_said_in_a_page(collaborator: Visitor, path: str) -> None:
    response = collaborator.get(path)
    assert response.status_code == 404
    assert "text/html" in response.headers["content-type"]
    assert 'href="/"' in response.text


def test_a_fault_of_our_own_gives_a_page_with_all_headers(
    seeded: Seeded, collaborator: Visitor, monkeypatch: Any
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(seeded.store.sources, "statuses", broken)
    response = collaborator.get("/nguon")
    assert response.status_code == 500
    assert "a bug" not in response.text
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/", "/duyet", "/khong-co"])
def test_a_busy_store_is_said_and_tried_again_later(collaborator: Visitor, monkeypatch: Any, path: str) -> None:
    def busy(*_args: object) -> None:
        raise StoreBusy

    monkeypatch.setattr(collaborator.seeded.store.articles, "count", busy)
    monkeypatch.setattr(collaborator.seeded.store.sessions, "get", busy)
    response = collaborator.get(path)
    assert response.status_code == (404 if path == "/khong-co" else 503)
    assert 'href="/"' in response.text
