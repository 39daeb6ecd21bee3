"""Tokens of the API in the store, and by command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import access, passwords
from pipeline.access import Scope
from pipeline.access_errors import (
    AccessTokenNotFound,
    ScopeAboveRole,
    ScopeNeeded,
    TokenDaysInvalid,
    TokenNameless,
    TokenNameTaken,
    TooManyTokens,
)
from pipeline.model import Role, User
from pipeline.store import Store
from pipeline.store.access import MOST_TOKENS
from tests.pipeline.test_cli import anhduong

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "desk.db") as opened:
        yield opened


@pytest.fixture
def person(store: Store) -> User:
    return store.users.add("lan", "Nguyễn Thị Lan", Role.COLLABORATOR, "x", NOW)


def make(store: Store, person: User, name: str = "máy", days: int = 30, *scopes: Scope) -> access.Made:
    return access.make(store, person, name, scopes or (Scope.READ,), days, NOW)


def test_what_cannot_be_a_token_is_refused(store: Store, person: User) -> None:
    for name in ("", " \n ", "x" * 61):
        with pytest.raises(TokenNameless):
            make(store, person, name)
    for days in (0, -1, 367):
        with pytest.raises(TokenDaysInvalid):
            make(store, person, days=days)
    with pytest.raises(ScopeNeeded):
        access.make(store, person, "máy", (), 30, NOW)
    with pytest.raises(ScopeAboveRole):
        make(store, person, "máy", 30, Scope.SCHEDULE)
    assert store.access.of(person.id) == ()


def test_names_are_taken_while_a_token_lives_and_there_are_not_endless_ones(store: Store, person: User) -> None:
    first = make(store, person)
    with pytest.raises(TokenNameTaken):
        make(store, person, " máy ")
    assert store.access.revoke(person.id, first.id, NOW, person)
    assert not store.access.revoke(person.id, first.id, NOW, person)
    for n in range(MOST_TOKENS):
        make(store, person, f"máy {n}")
    with pytest.raises(TooManyTokens):
        make(store, person, "thêm")
    with pytest.raises(AccessTokenNotFound):
        store.access.revoke(person.id, 10_000, NOW, person)


def test_a_token_is_good_until_its_last_moment_and_marked_once_a_minute(store: Store, person: User) -> None:
    made = make(store, person, days=1)
    hashed = passwords.hash_token(made.secret)
    just = NOW + timedelta(days=1) - timedelta(seconds=1)
    assert store.access.holder(hashed, just) is not None
    assert store.access.holder(hashed, just + timedelta(seconds=1)) is None
    for seconds, seen in ((0, 0), (30, 0), (60, 60)):
        (token,) = store.access.of(person.id)
        store.access.touch(token, NOW + timedelta(seconds=seconds))
        assert store.access.of(person.id)[0].used_at == NOW + timedelta(seconds=seen)


def test_a_promotion_ends_nothing(store: Store, person: User) -> None:
    store.users.set_role(person.id, Role.EDITOR, NOW)
    make(store, store.users.get(person.id), "máy", 30, Scope.SCHEDULE)
    store.users.set_role(person.id, Role.ADMINISTRATOR, NOW)

    assert store.access.of(person.id)[0].ended is None


def test_tokens_are_made_listed_and_revoked_by_command(tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    anhduong("init", "--dir", desk, "--operator", "Văn phòng A", "--contact", "a@example.vn", "--page", "Ánh Dương")
    anhduong("user", "add", "lan.nt", "--name", "Lan", "--role", "collaborator", "--dir", desk)
    wanted = ("--name", "Bảng tuần", "--scope", "read", "--scope", "review", "--days", "10", "--dir", desk)
    made = anhduong("user", "token", "add", "lan.nt", *wanted).stdout
    secret = re.search(r"anhduong_[\w-]{43}", made)
    assert secret is not None
    assert secret[0].encode() not in (desk / "desk.db").read_bytes()
    shown = anhduong("user", "token", "list", "lan.nt", "--dir", desk).stdout
    assert shown.startswith("1\tBảng tuần\tread review\tđến ")
    assert "chưa dùng" in shown
    assert "đã thu hồi" in anhduong("user", "token", "revoke", "lan.nt", "1", "--dir", desk).stdout.lower()
    assert "hết hiệu lực" in anhduong("user", "token", "revoke", "lan.nt", "1", "--dir", desk).stdout
    told = anhduong("user", "token", "add", "lan.nt", "--name", "x", "--scope", "schedule", "--dir", desk, expect=2)
    assert "không được hẹn giờ" in told.stderr
    anhduong("user", "close", "lan.nt", "--dir", desk)
    anhduong("user", "token", "add", "lan.nt", "--name", "x", "--scope", "read", "--dir", desk, expect=2)
