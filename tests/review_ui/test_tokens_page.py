"""The page on which people make, see and revoke their tokens."""

from __future__ import annotations

import re

import pytest

from pipeline import access
from pipeline.access import Scope
from pipeline.i18n import _
from review_ui.api.openapi import ALL
from tests.review_ui.conftest import Visitor
from tests.review_ui.scripts import API
from tests.review_ui.seed import PASSWORD, Seeded

PAGE = "/tai-khoan/ma-truy-cap"
WANTED = {"name": "Bảng tuần", "scope": ["read", "review"], "days": "30", "password": PASSWORD}


def test_a_token_is_shown_once_works_and_is_revoked(seeded: Seeded) -> None:
    person = Visitor(seeded).enter(seeded.collaborator)
    person.get(PAGE)
    made = person.post(PAGE, WANTED)
    assert made.status_code == 200
    secret = re.search(r'value="(anhduong_[\w-]{43})"', made.text)
    assert secret is not None
    assert secret[1] not in person.get(PAGE).text
    assert secret[1].encode() not in seeded.settings.database.read_bytes()
    header = {"authorization": f"Bearer {secret[1]}"}
    told = person.client.get(f"{API}/me", headers=header).json()
    assert told["token"]["scopes"] == ["read", "review"]
    shown = person.get(PAGE).text
    number = re.search(rf"{PAGE}/(\d+)/thu-hoi", shown)
    assert number is not None
    assert "Bảng tuần" in shown
    assert person.post(f"{PAGE}/{number[1]}/thu-hoi").status_code == 303
    assert "đã thu hồi" in person.get(PAGE).text
    assert person.client.get(f"{API}/me", headers=header).status_code == 401
    kinds = [event.kind for event in seeded.store.audit.latest(2)]
    assert kinds == ["user.token-revoked", "user.token-made"]


def test_nobody_revokes_the_token_of_another(seeded: Seeded) -> None:
    made = access.make(seeded.store, seeded.editor, "của tôi", [Scope.READ], 30, seeded.clock())
    other = Visitor(seeded).enter(seeded.collaborator)
    other.get(PAGE)
    assert other.post(f"{PAGE}/{made.id}/thu-hoi").status_code == 404
    assert seeded.store.access.of(seeded.editor.id)[0].ended is None


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"password": "sai-mat-khau"}, 422, "Mật khẩu không đúng"),
        ({"name": "  "}, 422, "đặt tên"),
        ({"scope": []}, 422, "ít nhất một việc"),
        ({"scope": ["schedule"]}, 403, "không được hẹn giờ"),
        ({"days": "367"}, 422, "366"),
        ({"days": "x"}, 422, "366"),
        ({"name": "đã có"}, 422, "đã có"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    seeded: Seeded, change: dict[str, object], status: int, said: str
) -> None:
    access.make(seeded.store, seeded.collaborator, "đã có", [Scope.READ], 30, seeded.clock())
    person = Visitor(seeded).enter(seeded.collaborator)
    person.get(PAGE)
    told = person.post(PAGE, WANTED | change)
    assert told.status_code == status
    assert said in told.text
    assert str(change.get("name", WANTED["name"])) in told.text
    assert PASSWORD not in told.text
    assert len(seeded.store.access.of(seeded.collaborator.id)) == 1


def test_a_name_is_text_and_nothing_else(seeded: Seeded) -> None:
    access.make(seeded.store, seeded.editor, "<script>alert(1)</script>", [Scope.READ], 30, seeded.clock())
    person = Visitor(seeded).enter(seeded.editor)
    for path in (PAGE, "/nhat-ky"):
        assert "<script>alert" not in person.get(path).text


def test_the_page_for_scripts_tells_every_operation(collaborator: Visitor) -> None:
    shown = collaborator.get("/tai-khoan/api").text
    for one in ALL[1:]:
        assert f"{one.method} {API}{one.path}" in shown
        assert _(one.summary) in shown
    assert "<script src=" not in shown.replace('<script src="/static', "")
