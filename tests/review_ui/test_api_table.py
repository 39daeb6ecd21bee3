"""Every operation of the API with its scope and the least role. A new operation fails here until it has a row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.access import Scope
from pipeline.model import Role
from review_ui.api.openapi import ALL, document, problems_of
from review_ui.api.schema import KEYWORDS, faults, ref
from review_ui.api.schemas import SCHEMAS
from review_ui.gate import reaches
from review_ui.routes import RULES
from tests.review_ui.conftest import Filled, Visitor
from tests.review_ui.scripts import API, Script, scopes_of
from tests.review_ui.seed import Seeded

STAFF, EDITOR = Role.COLLABORATOR, Role.EDITOR
READ, REVIEW, COMPOSE, SCHEDULE, MANAGE = Scope

TABLE: dict[tuple[str, str], tuple[Scope | None, Role]] = {
    ("GET", "/openapi.json"): (None, STAFF),
    ("GET", "/me"): (READ, STAFF),
    ("GET", "/articles"): (READ, STAFF),
    ("GET", "/articles/{article_id}"): (READ, STAFF),
    ("POST", "/articles/{article_id}/approve"): (REVIEW, STAFF),
    ("POST", "/articles/{article_id}/reject"): (REVIEW, STAFF),
    ("POST", "/articles/{article_id}/hold"): (REVIEW, STAFF),
    ("POST", "/articles/{article_id}/unhold"): (REVIEW, STAFF),
    ("POST", "/articles/{article_id}/skip"): (REVIEW, STAFF),
    ("POST", "/articles/{article_id}/take"): (REVIEW, STAFF),
    ("POST", "/articles/undo"): (REVIEW, STAFF),
    ("POST", "/articles/{article_id}/topics"): (REVIEW, STAFF),
    ("POST", "/articles/{article_id}/flags/{mark}"): (REVIEW, STAFF),
    ("POST", "/articles/many/preview"): (REVIEW, STAFF),
    ("POST", "/articles/many"): (REVIEW, STAFF),
    ("POST", "/articles/many/{bulk_id}/undo"): (REVIEW, STAFF),
    ("GET", "/posts"): (READ, STAFF),
    ("POST", "/posts"): (COMPOSE, STAFF),
    ("GET", "/posts/missed"): (READ, STAFF),
    ("POST", "/posts/missed"): (SCHEDULE, EDITOR),
    ("GET", "/posts/{post_id}"): (READ, STAFF),
    ("POST", "/posts/{post_id}/edit"): (COMPOSE, STAFF),
    ("POST", "/posts/{post_id}/approve"): (COMPOSE, STAFF),
    ("POST", "/posts/{post_id}/schedule"): (SCHEDULE, EDITOR),
    ("POST", "/posts/{post_id}/cancel"): (SCHEDULE, EDITOR),
    ("POST", "/posts/{post_id}/unschedule"): (SCHEDULE, EDITOR),
    ("POST", "/posts/{post_id}/undo"): (SCHEDULE, EDITOR),
    ("POST", "/posts/{post_id}/copy"): (COMPOSE, STAFF),
    ("GET", "/posts/{post_id}/versions"): (READ, STAFF),
    ("POST", "/posts/{post_id}/versions/{version_id}/restore"): (COMPOSE, STAFF),
    ("POST", "/posts/{post_id}/vouch"): (SCHEDULE, EDITOR),
    ("POST", "/posts/{post_id}/settle"): (SCHEDULE, EDITOR),
    ("POST", "/posts/{post_id}/withdraw"): (SCHEDULE, EDITOR),
    ("POST", "/posts/{post_id}/correct"): (SCHEDULE, EDITOR),
    ("POST", "/posts/{post_id}/amendments/{amendment_id}/approve"): (COMPOSE, STAFF),
    ("POST", "/posts/{post_id}/amendments/{amendment_id}/drop"): (SCHEDULE, EDITOR),
    ("GET", "/pages"): (READ, STAFF),
    ("GET", "/pages/{page_id}/slots"): (READ, STAFF),
    ("POST", "/pages/{page_id}/days/{day}/preview"): (SCHEDULE, EDITOR),
    ("POST", "/pages/{page_id}/days/{day}/move"): (SCHEDULE, EDITOR),
    ("POST", "/plan/preview"): (SCHEDULE, EDITOR),
    ("POST", "/plan"): (SCHEDULE, EDITOR),
    ("POST", "/pages/{page_id}/pause"): (MANAGE, EDITOR),
    ("POST", "/pages/{page_id}/resume"): (MANAGE, EDITOR),
    ("GET", "/pages/{page_id}/checks"): (READ, STAFF),
    ("POST", "/pages/{page_id}/checks/{check}"): (MANAGE, EDITOR),
    ("GET", "/calendar"): (READ, STAFF),
    ("GET", "/digest/{week}"): (READ, STAFF),
    ("GET", "/sources"): (READ, STAFF),
    ("POST", "/sources/{source_id}/visit"): (MANAGE, EDITOR),
}
PAGES: dict[str, str] = {
    "approveArticle": "/duyet/{article_id:int}/duyet",
    "rejectArticle": "/duyet/{article_id:int}/tu-choi",
    "holdArticle": "/duyet/{article_id:int}/giu",
    "unholdArticle": "/duyet/{article_id:int}/tra-lai",
    "skipArticle": "/duyet/{article_id:int}/bo-qua",
    "takeArticle": "/duyet/{article_id:int}/nhan",
    "undoDecision": "/duyet/hoan-tac",
    "createPost": "/soan/{article_id:int}",
    "editPost": "/bai-dang/{post_id:int}/sua",
    "approvePost": "/bai-dang/{post_id:int}/duyet",
    "schedulePost": "/bai-dang/{post_id:int}/hen-gio",
    "cancelPost": "/bai-dang/{post_id:int}/huy",
    "vouchForPost": "/bai-dang/{post_id:int}/da-xem-nguon",
    "settlePost": "/bai-dang/{post_id:int}/ket-qua",
    "withdrawPost": "/bai-dang/{post_id:int}/go",
    "correctPost": "/bai-dang/{post_id:int}/dinh-chinh",
    "approveCorrection": "/bai-dang/{post_id:int}/dinh-chinh/duyet",
    "dropAmendment": "/bai-dang/{post_id:int}/bo-yeu-cau",
    "rescheduleMissed": "/bai-dang/lo-gio",
    "correctTopics": "/duyet/{article_id:int}/chu-de",
    "answerFlag": "/duyet/{article_id:int}/tra-loi",
    "previewMany": "/duyet/loat/xem-truoc",
    "doMany": "/duyet/loat",
    "undoMany": "/duyet/loat/{bulk_id:int}/hoan-tac",
    "unschedulePost": "/bai-dang/{post_id:int}/bo-gio",
    "undoStep": "/bai-dang/{post_id:int}/hoan-tac",
    "copyPost": "/bai-dang/{post_id:int}/chep",
    "restoreVersion": "/bai-dang/{post_id:int}/ban",
    "previewDay": "/lich/ngay/{day}/doi",
    "moveDay": "/lich/ngay/{day}/doi",
    "previewPlan": "/lich/tep",
    "importPlan": "/lich/tep/nhap",
    "pausePage": "/trang/{page_id}/tam-dung",
    "resumePage": "/trang/{page_id}/tiep-tuc",
    "switchCheck": "/kiem-tra/{page_id}/{check}",
    "visitSource": "/nguon/{source_id}/ghe-lai",
}
"""What changes something by the API, and the form that does the same."""
BY_PERSONS_ONLY = {
    "/dang-": "a token is no login",
    "/loi-moi/": "a token is no login",
    "/tai-khoan": "no token changes who may do what",
    "/nguoi-dung": "no token changes who may do what",
    "/phim-tat": "keys are of the page",
    "/tim/giu": "kept searches are of the page",
    "/lich/dang-ky": "a secret address is given to a person",
    "/lich/chuyen": "dragging is schedulePost",
    "/lich/ngay/{day}/xep": "filling a slot is schedulePost",
    "/duyet/{article_id:int}/con-mo": "tells that the card is still open in a browser",
    "/soan/{article_id:int}/": "shows and keeps what is being typed",
    "/bai-dang/{post_id:int}/giu": "keeps what is being typed",
    "/bai-dang/{post_id:int}/bo-go": "drops what was being typed",
}
"""Forms that the API leaves to the pages: how their addresses begin, and why."""
BODIES: dict[str, dict[str, Any]] = {
    "correctTopics": {"main": "medtop:04000000"},
    "answerFlag": {"answer": "judged"},
    "previewMany": {"action": "approve", "items": [{"article_id": 1, "version": 1}]},
    "doMany": {"action": "approve", "items": [{"article_id": 1, "version": 1}]},
    "copyPost": {"page_id": "trang-1"},
    "previewDay": {"by": "2h"},
    "moveDay": {"by": "2h", "stamp": ""},
    "previewPlan": {"csv": "post,wall_time\n1,2026-11-30 08:15\n"},
    "importPlan": {"csv": "post,wall_time\n1,2026-11-30 08:15\n"},
    "pausePage": {"reason": "Chờ lãnh đạo"},
    "switchCheck": {"level": "low", "reason": "Trang chuyên về y tế"},
    "rejectArticle": {"reason": "advertising"},
    "createPost": {"article_id": 1, "page_id": "trang-1", "caption": "Lời"},
    "editPost": {"caption": "Lời khác"},
    "schedulePost": {"wall_time": "2026-11-30T08:15"},
    "settlePost": {"published": False},
    "withdrawPost": {"reason": "Sai tên"},
    "correctPost": {"reason": "Sai tên", "caption": "Lời đúng"},
    "rescheduleMissed": {"items": [{"post_id": 1, "version": 1, "wall_time": "2026-11-30T08:15"}]},
}


def test_the_table_is_the_one_agreed_on() -> None:
    assert {(one.method, one.path): (one.scope, one.least) for one in ALL} == TABLE


def test_the_api_asks_for_the_same_role_as_the_form() -> None:
    least = {rule.path: rule.least for rule in RULES if rule.method == "POST"}
    for one in ALL:
        if one.method == "POST":
            assert one.least == least[PAGES[one.name]], one.name


def test_what_the_forms_do_a_script_can_do_or_there_is_a_reason() -> None:
    forms = {rule.path for rule in RULES if rule.method == "POST"} - set(PAGES.values())
    assert {form for form in forms if not form.startswith(tuple(BY_PERSONS_ONLY))} == set()
    assert {each for each in BY_PERSONS_ONLY if not any(form.startswith(each) for form in forms)} == set()


def where(filled: Filled, path: str) -> str:
    return (
        path.replace("{article_id}", str(filled.ids["flagged"]))
        .replace("{post_id}", str(filled.ids["draft_of_another"]))
        .replace("{amendment_id}", "1")
        .replace("{page_id}", "trang-1")
        .replace("{week}", "2026-W48")
        .replace("{day}", "2026-11-24")
        .replace("{mark}", "0" * 32)
        .replace("{bulk_id}", "1")
        .replace("{check}", "health-claim")
        .replace("{version_id}", "1")
        .replace("{source_id}", filled.seeded.get(filled.ids["flagged"]).source_id)
    )


def ask(script: Script, one: Any, path: str) -> Any:
    if one.method == "GET":
        return script.get(path)
    body = dict(BODIES.get(one.name, {}))
    return script.post(path, body | ({"version": 1} if one.versioned else {}))


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_each_operation_asks_for_its_scope_and_role(filled: Filled, one: Any) -> None:
    seeded = filled.seeded
    path = where(filled, one.path)
    nobody = ask(Script(seeded, None), one, path)
    if one.scope is None:
        assert nobody.status_code == 200
        return
    assert nobody.status_code == 401
    assert nobody.headers["www-authenticate"].startswith("Bearer ")
    for role, user in seeded.users.items():
        others = [scope for scope in scopes_of(user) if scope is not one.scope]
        before = seeded.store.audit.latest(1)
        without = ask(Script(seeded, user, others, f"thiếu {role}"), one, path)
        assert without.status_code == 403
        assert without.json()["scope"] == one.scope.value
        assert 'error="insufficient_scope"' in without.headers["www-authenticate"]
        assert seeded.store.audit.latest(1)[0].kind == "user.token-made"
        assert len(before) == 1
        if one.scope in scopes_of(user) and reaches(user.role, one.least):
            status = ask(Script(seeded, user, [one.scope], f"đủ {role}"), one, path).status_code
            assert status in (200, 201, 409, 422), f"{role} got {status}"
            assert status < 400 or status in problems_of(one)


@pytest.mark.parametrize("one", [one for one in ALL if one.method == "GET"], ids=lambda one: one.name)
def test_each_reading_answers_as_its_schema_says(filled: Filled, one: Any) -> None:
    script = Script(filled.seeded, filled.seeded.editor)
    response = script.get(where(filled, one.path))
    assert response.status_code == 200
    assert list(faults(ref(one.answer), response.json(), SCHEMAS)) == []


@pytest.mark.parametrize("name", ["flagged", "held", "changed", "rejected", "approved"])
def test_articles_of_every_kind_answer_as_the_schema_says(filled: Filled, name: str) -> None:
    shown = Script(filled.seeded, filled.seeded.collaborator).get(f"/articles/{filled.ids[name]}").json()
    assert list(faults(ref("Article"), shown, SCHEMAS)) == []


@pytest.mark.parametrize("name", ["published", "missed", "draft", "approved_post", "scheduled"])
def test_posts_of_every_kind_answer_as_the_schema_says(filled: Filled, name: str) -> None:
    shown = Script(filled.seeded, filled.seeded.collaborator).get(f"/posts/{filled.ids[name]}").json()
    assert list(faults(ref("Post"), shown, SCHEMAS)) == []
    assert {"needs", "amendments"} <= set(shown)


# -- the document -----------------------------------------------------------------------------------


def test_the_document_says_what_the_routes_are(visitor: Visitor) -> None:
    served = {
        (method, route.path.removeprefix(API))
        for route in visitor.app.routes
        if getattr(route, "path", "").startswith("/api")
        for method in getattr(route, "methods", ())
        if method != "HEAD"
    }
    told = {(method.upper(), path.removeprefix(API)) for path, each in document()["paths"].items() for method in each}
    assert served == told == set(TABLE)


def test_the_document_has_the_shape_of_openapi_3_1(seeded: Seeded) -> None:
    response = Script(seeded, None).get("/openapi.json")
    told = response.json()
    assert told == json.loads(json.dumps(document()))
    assert told["openapi"] == "3.1.0"
    assert {"title", "version"} <= set(told["info"])
    names = [operation["operationId"] for each in told["paths"].values() for operation in each.values()]
    assert len(names) == len(set(names)) == len(ALL)
    for path, each in told["paths"].items():
        for method, operation in each.items():
            assert set(operation) <= {
                "operationId", "summary", "description", "tags", "responses", "parameters", "requestBody", "security",
            }  # fmt: skip
            parameters = operation.get("parameters", [])
            in_path = {one["name"] for one in parameters if one["in"] == "path"}
            assert in_path == set(re.findall(r"\{(\w+)\}", path))
            assert all(one["in"] != "path" or one["required"] for one in parameters)
            assert len({(one["name"], one["in"]) for one in parameters}) == len(parameters)
            assert method == "post" or "requestBody" not in operation
            for status, answer in operation["responses"].items():
                assert re.fullmatch(r"[2345]\d\d", status)
                assert answer["description"]


def schemas_within(value: object) -> Iterator[dict[str, Any]]:
    """Everything in the document that stands where a schema stands."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name == "schema":
                yield from every_schema(each)
            elif name == "schemas":
                for schema in each.values():
                    yield from every_schema(schema)
            else:
                yield from schemas_within(each)
    elif isinstance(value, list):
        for each in value:
            yield from schemas_within(each)


def every_schema(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for each in schema.get("properties", {}).values():
        yield from every_schema(each)
    if "items" in schema:
        yield from every_schema(schema["items"])


def test_the_schemas_use_only_what_the_checker_knows_and_name_only_what_is_there() -> None:
    found = list(schemas_within(json.loads(json.dumps(document()))))
    assert len(found) > 200
    for schema in found:
        assert set(schema) <= KEYWORDS
        if "$ref" in schema:
            assert set(schema) == {"$ref"}
            assert schema["$ref"].removeprefix("#/components/schemas/") in SCHEMAS
        assert set(schema.get("required", ())) <= set(schema.get("properties", ()))
        if "pattern" in schema:
            re.compile(schema["pattern"])


def test_a_schema_that_is_not_met_is_told() -> None:
    """The checker that the other tests lean on sees what is wrong."""
    sources = {"items": [{"id": 1}], "more": True}
    told = dict(faults(ref("Sources"), sources, SCHEMAS))
    assert {"/items/0/id", "/items/0/name", "/more"} <= set(told)
