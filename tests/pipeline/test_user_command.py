"""`anhduong user` as somebody at the desk's own machine meets it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from pipeline import people, second_factor
from pipeline.clock import system_clock
from pipeline.model import Role
from pipeline.secrets import Keyring, new_key
from pipeline.store import Store
from tests.pipeline.test_cli import anhduong


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("user") / "desk"
    anhduong("init", "--dir", folder, "--operator", "Văn phòng A", "--contact", "a@example.vn", "--page", "Ánh Dương")
    for login, role in (("quan-tri", "administrator"), ("lan.nt", "editor")):
        anhduong("user", "add", login, "--name", f"Tên {login}", "--role", role, "--dir", folder)
    return folder


def user(desk: Path, *arguments: str, expect: int = 0) -> str:
    finished = anhduong("user", *arguments, "--dir", desk, expect=expect)
    return finished.stdout + finished.stderr


def test_the_last_administrator_stays_by_command_too(desk: Path) -> None:
    for arguments in (("role", "quan-tri", "--role", "editor"), ("close", "quan-tri")):
        assert "quản trị viên cuối cùng" in user(desk, *arguments, expect=2)
    assert "quan-tri\tTên quan-tri\tQuản trị viên\tchưa có xác thực hai bước" in user(desk, "list")


def test_an_account_is_closed_opened_and_given_another_role(desk: Path) -> None:
    assert "đã đóng" in user(desk, "close", "lan.nt")
    assert "đóng từ" in user(desk, "list")
    assert "đã đóng" in user(desk, "password", "lan.nt", expect=2)
    assert "đang mở" in user(desk, "reopen", "lan.nt")
    assert "Cộng tác viên" in user(desk, "role", "lan.nt", "--role", "collaborator")
    assert "Số phiên đã kết thúc: 0" in user(desk, "logout", "lan.nt")
    assert "không bật xác thực hai bước" in user(desk, "reset-totp", "lan.nt", expect=2)
    assert "khong-co" in user(desk, "close", "khong-co", expect=2)
    with Store.open(desk / "desk.db") as store:
        found = store.users.by_login("lan.nt")
        assert found is not None
        told = [(event.kind, event.actor) for event in store.audit.of("user", found[0].id)]
    assert told == [(f"user.{kind}", None) for kind in ("added", "closed", "reopened", "role")]


def test_an_invitation_is_made_listed_and_taken_back(desk: Path) -> None:
    made = user(desk, "invite", "--role", "editor", "--for", "chị Hoa", "--url", "https://ban-tin.example.vn/")
    found = re.search(r"số (\d+).*: https://ban-tin\.example\.vn/loi-moi/(\S{43})\n", made)
    assert found is not None
    number, token = found.groups()
    assert re.search(rf"^{number}\tBiên tập viên\tđến .+\tchị Hoa$", user(desk, "invitations"), re.MULTILINE)
    with Store.open(desk / "desk.db") as store:
        accepted = people.accept(store, token, "hoa", "Hoa", "mat-khau-cua-hoa", "mat-khau-cua-hoa", system_clock())
        assert accepted.role is Role.EDITOR
    assert "hết tác dụng" in user(desk, "uninvite", number)
    again = re.search(r"số (\d+)", user(desk, "invite", "--role", "collaborator"))
    assert again is not None
    assert "Đã thu hồi" in user(desk, "uninvite", again[1])
    assert user(desk, "invitations") == ""
    assert "999" in user(desk, "uninvite", "999", expect=2)
    assert "từ 1 đến 30 ngày" in user(desk, "invite", "--role", "editor", "--days", "60", expect=2)


def test_a_new_key_takes_the_second_step_along(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, fresh = new_key(), new_key()
    keys, now = Keyring((old,)), system_clock()
    with Store.open(desk / "desk.db") as store:
        found = store.users.by_login("quan-tri")
        assert found is not None
        person = found[0]
        session = store.sessions.create(person.id, "x" * 64, "csrf", now, now + timedelta(hours=1))
        second_factor.begin(store, session, person, lambda: keys, now)
        _sealed, secret = second_factor.begun(store, session, person, lambda: keys, now)
        code = pyotp.TOTP(secret.reveal()).at(now)
        second_factor.confirm(store, session, person, code, lambda: keys, now)
    monkeypatch.setenv("ANHDUONG_KEY", f"{fresh.reveal()} {old.reveal()}")
    assert "Số bí mật đã mã hóa lại: 1" in anhduong("key", "rotate", "--dir", desk).stdout
    assert "Số bí mật đã mã hóa lại: 0" in anhduong("key", "rotate", "--dir", desk).stdout
    later = now + timedelta(minutes=2)
    with Store.open(desk / "desk.db") as store:
        code = pyotp.TOTP(secret.reveal()).at(later)
        assert second_factor.passes(store, person, code, lambda: Keyring((fresh,)), later)
    assert "có xác thực hai bước" in user(desk, "list")
    assert "không cần bước thứ hai" in user(desk, "reset-totp", "quan-tri")


def test_a_desk_whose_logins_cannot_work_is_not_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "desk"
    anhduong("init", "--dir", folder, "--operator", "A", "--contact", "a@example.vn", "--page", "B")
    plain = (folder / "desk.toml").read_text()
    monkeypatch.delenv("ANHDUONG_KEY", raising=False)
    (folder / "desk.toml").write_text(plain + '[people]\ntotp_required_for = ["administrator"]\n')
    assert "anhduong key new" in anhduong("serve", "--dir", folder, expect=2).stderr
    provider = '[people.oidc]\nissuer = "https://id.example.vn"\nclient_id = "a"\nname = "A"\n'
    (folder / "desk.toml").write_text(plain + provider)
    monkeypatch.setenv("ANHDUONG_OIDC_SECRET_FILE", str(tmp_path / "khong-co"))
    assert "ANHDUONG_OIDC_SECRET_FILE" in anhduong("serve", "--dir", folder, expect=2).stderr
