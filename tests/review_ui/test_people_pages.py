"""The pages of administrators: accounts and invitations; and the page where an invitation leads."""

from __future__ import annotations

import re
from typing import Any

import lxml.html
import pytest

from pipeline import people
from pipeline.model import Role
from tests.review_ui.conftest import BASE, Visitor
from tests.review_ui.seed import PASSWORD, Seeded
from tests.review_ui.test_xss import CORPUS

NEW = {"name": "Hoàng Thị Hoa", "login": "hoa.ht", "password": "mat-khau-cua-hoa", "again": "mat-khau-cua-hoa"}


@pytest.fixture
def boss(seeded: Seeded) -> Visitor:
    visitor = Visitor(seeded).enter(seeded.users[Role.ADMINISTRATOR])
    visitor.get("/nguoi-dung")
    return visitor


def invite(boss: Visitor, role: str = "editor", **other: str) -> str:
    """The path of a new invitation."""
    made = boss.post("/nguoi-dung/loi-moi", {"role": role, "days": "3", "meant_for": "chị Hoa", **other})
    assert made.status_code == 200, made.text
    (link,) = re.findall(r'id="link" value="([^"]+)"', made.text)
    assert link.startswith(f"{BASE}/loi-moi/")
    return str(link.removeprefix(BASE))


def follow(seeded: Seeded, path: str, **other: str) -> tuple[Visitor, Any]:
    visitor = Visitor(seeded)
    visitor.get(path)
    return visitor, visitor.post(path, NEW | other)


# --- invitations -------------------------------------------------------------------------------------


def test_an_invited_person_chooses_name_and_password_and_is_in(seeded: Seeded, boss: Visitor) -> None:
    path = invite(boss)
    assert "chị Hoa" in boss.get("/nguoi-dung").text
    assert path not in boss.get("/nguoi-dung").text, "the link is shown once"
    visitor, done = follow(seeded, path)
    assert done.status_code == 303
    assert visitor.get("/").status_code == 200
    found = seeded.store.users.by_login("hoa.ht")
    assert found is not None
    assert (found[0].name, found[0].role) == ("Hoàng Thị Hoa", Role.EDITOR)
    assert visitor.post("/dang-xuat").status_code == 303
    assert visitor.log_in("hoa.ht", "mat-khau-cua-hoa").status_code == 303
    _other, again = follow(seeded, path, login="khac")
    assert again.status_code in (400, 404)
    assert Visitor(seeded).get(path).status_code == 404


def test_an_invitation_that_is_taken_back_or_too_old_opens_nothing(seeded: Seeded, boss: Visitor) -> None:
    path, late = invite(boss), invite(boss)
    visitor = Visitor(seeded)
    visitor.get(path)
    number = seeded.store.invitations.open(seeded.clock())[1].id
    assert boss.post(f"/nguoi-dung/loi-moi/{number}/thu-hoi").status_code == 303
    assert visitor.post(path, NEW).status_code == 404
    visitor.get(late)
    seeded.clock.forward(days=3)
    told = visitor.post(late, NEW)
    assert told.status_code == 404
    assert "quản trị viên" in told.text
    assert seeded.store.users.by_login("hoa.ht") is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"login": "nam"}, "login"),
        ({"login": "Có Dấu"}, "login"),
        ({"name": " "}, "name"),
        ({"again": "khac-mat-khau"}, "password"),
        ({"password": "ngan", "again": "ngan"}, "password"),
    ],
)
def test_what_is_not_right_is_told_and_what_was_typed_stays(
    seeded: Seeded, boss: Visitor, given: dict[str, str], field: str
) -> None:
    path = invite(boss)
    _visitor, told = follow(seeded, path, **given)
    assert told.status_code == 422
    assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', told.text)
    typed = NEW | given
    assert f'value="{typed["login"]}"' in told.text
    assert "mat-khau" not in told.text
    assert follow(seeded, path)[1].status_code == 303


def test_whoever_is_logged_in_makes_the_account_of_another_and_becomes_it(seeded: Seeded, boss: Visitor) -> None:
    path = invite(boss)
    visitor = Visitor(seeded).enter(seeded.collaborator)
    before = visitor.client.cookies["anhduong"]
    visitor.get(path)
    assert visitor.post(path, NEW).cookies["anhduong"] != before
    stale = Visitor(seeded)
    stale.client.cookies.set("anhduong", before)
    assert stale.get("/").status_code == 303


@pytest.mark.parametrize(
    "given", [{"role": ""}, {"role": "owner"}, {"days": "0"}, {"days": "99"}, {"days": "x"}, {"days": "²"}]
)
def test_an_invitation_needs_a_role_and_some_days(seeded: Seeded, boss: Visitor, given: dict[str, str]) -> None:
    told = boss.post("/nguoi-dung/loi-moi", {"role": "editor", "days": "3", "meant_for": "chị Hoa"} | given)
    assert told.status_code == 422
    assert 'role="alert"' in told.text
    assert 'value="chị Hoa"' in told.text
    assert seeded.store.invitations.open(seeded.clock()) == ()


def test_behind_https_the_link_says_so(seeded: Seeded) -> None:
    visitor = Visitor(seeded, secure_cookies=True)
    visitor.enter(seeded.users[Role.ADMINISTRATOR])
    visitor.client.cookies.set("__Host-anhduong", visitor.client.cookies["anhduong"])
    visitor.get("/nguoi-dung")
    made = visitor.post("/nguoi-dung/loi-moi", {"role": "editor", "days": "3"})
    assert 'value="https://127.0.0.1:8020/loi-moi/' in made.text


# --- accounts ----------------------------------------------------------------------------------------


def test_a_role_is_set_and_the_person_logs_in_anew(seeded: Seeded, boss: Visitor) -> None:
    them = Visitor(seeded).enter(seeded.collaborator)
    where = f"/nguoi-dung/{seeded.collaborator.id}"
    assert boss.post(f"{where}/vai-tro", {"role": "editor"}).headers["location"] == f"{where}?bao=vai-tro-da-doi"
    assert them.get("/").status_code == 303
    assert seeded.store.users.get(seeded.collaborator.id).role is Role.EDITOR
    assert "Cộng tác viên → Biên tập viên" in boss.get(where).text
    assert boss.post(f"{where}/vai-tro", {"role": "owner"}).status_code == 422


def test_the_last_administrator_is_told_so(seeded: Seeded, boss: Visitor) -> None:
    where = f"/nguoi-dung/{seeded.users[Role.ADMINISTRATOR].id}"
    for act, fields in (("vai-tro", {"role": "editor"}), ("dong", {})):
        told = boss.post(f"{where}/{act}", fields)
        assert told.status_code == 409
        assert "quản trị viên cuối cùng" in told.text
    assert boss.get("/nguoi-dung").status_code == 200


def test_an_account_is_closed_and_opened_again(seeded: Seeded, boss: Visitor) -> None:
    them = Visitor(seeded).enter(seeded.editor)
    where = f"/nguoi-dung/{seeded.editor.id}"
    boss.post(f"{where}/dong")
    assert them.get("/").status_code == 303
    assert Visitor(seeded).log_in("nam").status_code == 401
    page = boss.get(where).text
    assert f'action="{where}/mo-lai"' in page
    assert f'action="{where}/dong"' not in page
    boss.post(f"{where}/mo-lai")
    assert Visitor(seeded).log_in("nam", PASSWORD).status_code == 303


def test_all_sessions_of_an_account_are_ended(seeded: Seeded, boss: Visitor) -> None:
    them = [Visitor(seeded).enter(seeded.editor) for _n in range(2)]
    boss.post(f"/nguoi-dung/{seeded.editor.id}/phien")
    assert [one.get("/").status_code for one in them] == [303, 303]
    assert boss.get("/").status_code == 200


def test_an_administrator_s_own_second_step_is_not_taken_away_here(seeded: Seeded, boss: Visitor) -> None:
    own = seeded.users[Role.ADMINISTRATOR].id
    assert boss.post(f"/nguoi-dung/{own}/hai-buoc").status_code == 403
    assert boss.post(f"/nguoi-dung/{seeded.editor.id}/hai-buoc").status_code == 409


@pytest.mark.parametrize("act", ["", "/vai-tro", "/dong", "/mo-lai", "/hai-buoc", "/phien"])
@pytest.mark.parametrize("number", ["999", "99999999999999999999999999"])
def test_an_account_that_is_not_there(boss: Visitor, act: str, number: str) -> None:
    path = f"/nguoi-dung/{number}{act}"
    response = boss.post(path, {"role": "editor"}) if act else boss.get(path)
    assert response.status_code == 404


def test_only_administrators_see_the_way_to_the_people(seeded: Seeded, boss: Visitor) -> None:
    assert 'href="/nguoi-dung"' in boss.get("/").text
    for user in (seeded.collaborator, seeded.editor):
        assert 'href="/nguoi-dung"' not in Visitor(seeded).enter(user).get("/").text


@pytest.mark.parametrize("payload", CORPUS)
def test_names_and_notes_are_only_text(seeded: Seeded, boss: Visitor, payload: str) -> None:
    boss.post("/nguoi-dung/loi-moi", {"role": "editor", "days": "3", "meant_for": payload})
    path = invite(boss)
    visitor, _done = follow(seeded, path, name=f"Tên {payload}"[: people.NAME_LIMIT], login="xss")
    found = seeded.store.users.by_login("xss")
    pages = [boss.get("/nguoi-dung").text, boss.get("/nhat-ky").text]
    if found is not None:
        pages += [boss.get(f"/nguoi-dung/{found[0].id}").text, visitor.get("/tai-khoan").text]
    for page in pages:
        assert not lxml.html.fromstring(page).xpath("//*[@data-xss]")
