"""Accounts and invitations: what holds whoever asks, and however many at once."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import compose, people
from pipeline.errors import FourEyes, LoginInvalid, LoginTaken, NotAllowed, PasswordWeak, UserNotFound
from pipeline.model import PostState, Role, User
from pipeline.passwords import hash_token, verify
from pipeline.people_errors import (
    AccountClosed,
    DaysInvalid,
    InvitationGone,
    InvitationNotFound,
    LastAdministrator,
    NameMissing,
    NotYourself,
    PasswordLong,
    PasswordsDiffer,
    PasswordWrong,
    SecondFactorOff,
    TooManyInvitations,
)
from pipeline.store import Store
from pipeline.store.invitations import MOST_OPEN
from tests.pipeline.support import NOON, Room

PASSWORD = "mat-khau-dai-dong"
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def boss(room: Room) -> User:
    return room.store.users.add("quan-tri", "Quản Trị", Role.ADMINISTRATOR, "x", NOON)


def kinds(store: Store, subject: str, number: int) -> list[str]:
    return [event.kind for event in store.audit.of(subject, number)]


def enter(store: Store, user: User, token: str = "phien") -> int:
    return store.sessions.create(user.id, hash_token(token), "csrf", NOON, NOON + timedelta(hours=14), "Firefox")


def at_once(*actions: Callable[[], object]) -> list[BaseException | None]:
    """Run each in a thread of its own, all at the same time; what each raised."""
    gate, outcomes = threading.Barrier(len(actions)), [None] * len(actions)

    def run(number: int, action: Callable[[], object]) -> None:
        gate.wait()
        try:
            action()
        except Exception as error:
            outcomes[number] = error  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=one) for one in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes  # type: ignore[return-value]


# --- the last administrator --------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COLLABORATOR, Role.EDITOR])
def test_the_last_administrator_keeps_the_role_and_the_account(room: Room, boss: User, role: Role) -> None:
    for by in (boss, None):
        with pytest.raises(LastAdministrator):
            people.set_role(room.store, by, boss.id, role, NOON)
        with pytest.raises(LastAdministrator):
            people.close(room.store, by, boss.id, NOON)
    assert room.store.users.get(boss.id).role is Role.ADMINISTRATOR
    assert room.store.users.by_login("quan-tri") is not None
    assert kinds(room.store, "user", boss.id) == ["user.added"]


def test_another_administrator_lets_the_first_go(room: Room, boss: User) -> None:
    people.set_role(room.store, boss, room.editor.id, Role.ADMINISTRATOR, NOON)
    people.close(room.store, boss, boss.id, NOON)
    with pytest.raises(LastAdministrator):
        people.set_role(room.store, None, room.editor.id, Role.EDITOR, NOON)
    people.reopen(room.store, None, boss.id, NOON)
    people.set_role(room.store, None, room.editor.id, Role.EDITOR, NOON)


def test_a_closed_administrator_and_the_demo_s_own_are_none(room: Room, boss: User) -> None:
    room.store.users.add("demo", "Bản trình diễn", Role.ADMINISTRATOR, "x", NOON, demo=True)
    second = room.store.users.add("pho", "Phó", Role.ADMINISTRATOR, "x", NOON)
    people.close(room.store, boss, second.id, NOON)
    with pytest.raises(LastAdministrator):
        people.close(room.store, boss, boss.id, NOON)


@pytest.mark.parametrize("act", ["close", "demote"])
def test_two_administrators_who_remove_each_other_at_once_leave_one(room: Room, boss: User, act: str) -> None:
    second = room.store.users.add("pho", "Phó", Role.ADMINISTRATOR, "x", NOON)

    def remove(by: User, other: User) -> Callable[[], object]:
        if act == "close":
            return lambda: people.close(room.store, by, other.id, NOON)
        return lambda: people.set_role(room.store, by, other.id, Role.EDITOR, NOON)

    outcomes = at_once(remove(boss, second), remove(second, boss))
    assert [type(one) for one in outcomes if one is not None] == [LastAdministrator]


def test_whoever_writes_to_the_file_meets_the_same_lock(room: Room, boss: User) -> None:
    room.store.close()
    connection = sqlite3.connect(room.settings.database)
    for statement in (
        "UPDATE users SET role = 'editor' WHERE login = 'quan-tri'",
        "UPDATE users SET closed_at = 'x' WHERE role = 'administrator'",
        "UPDATE users SET demo = 1",
        "DELETE FROM users WHERE login = 'quan-tri'",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)
    connection.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["close", "reopen", "role"]), st.integers(0, 3), st.sampled_from(list(Role))),
        max_size=25,
    )
)
def test_no_way_leads_to_a_desk_without_an_administrator(tmp_path: Path, steps: list[tuple[str, int, Role]]) -> None:
    path = tmp_path / f"{threading.get_ident()}-{abs(hash(tuple(steps)))}.db"
    path.unlink(missing_ok=True)
    with Store.open(path, durable=False) as store:
        staff = [
            store.users.add(f"nguoi-{n}", f"Người {n}", role, "x", NOON)
            for n, role in enumerate([Role.ADMINISTRATOR, Role.ADMINISTRATOR, Role.EDITOR, Role.COLLABORATOR])
        ]
        for act, number, role in steps:
            target = staff[number].id
            try:
                if act == "close":
                    people.close(store, None, target, NOON)
                elif act == "reopen":
                    people.reopen(store, None, target, NOON)
                else:
                    people.set_role(store, None, target, role, NOON)
            except (LastAdministrator, AccountClosed):
                pass
            left = [one for one in store.users.accounts(NOON) if one.user.role is Role.ADMINISTRATOR]
            assert any(one.closed_at is None for one in left)


# --- roles and closing -------------------------------------------------------------------------------


def test_another_role_ends_the_sessions_and_is_written_down(room: Room, boss: User) -> None:
    enter(room.store, room.collaborator)
    assert people.set_role(room.store, boss, room.collaborator.id, Role.EDITOR, LATER)
    assert room.store.sessions.get(hash_token("phien"), LATER) is None
    event = room.store.audit.of("user", room.collaborator.id)[-1]
    assert (event.kind, event.actor, event.from_state, event.to_state) == (
        "user.role", "Quản Trị", "collaborator", "editor",
    )  # fmt: skip
    assert not people.set_role(room.store, boss, room.collaborator.id, Role.EDITOR, LATER)
    assert room.store.audit.of("user", room.collaborator.id)[-1] == event


def test_a_closed_account_opens_nothing_and_comes_back_as_it_was(room: Room, boss: User) -> None:
    enter(room.store, room.editor)
    people.close(room.store, boss, room.editor.id, LATER)
    assert room.store.sessions.get(hash_token("phien"), LATER) is None
    assert room.store.users.by_login("minh") is None
    with pytest.raises(UserNotFound):
        enter(room.store, room.editor, "moi")
    for refused in (
        lambda: people.close(room.store, boss, room.editor.id, LATER),
        lambda: people.set_role(room.store, boss, room.editor.id, Role.COLLABORATOR, LATER),
        lambda: room.store.users.set_password("minh", "y", LATER),
    ):
        with pytest.raises(AccountClosed):
            refused()
    with pytest.raises(LoginTaken):
        room.store.users.add("minh", "Minh khác", Role.EDITOR, "x", LATER)
    assert people.reopen(room.store, boss, room.editor.id, LATER)
    assert not people.reopen(room.store, boss, room.editor.id, LATER)
    assert room.store.users.by_login("minh") == (room.editor, "x")
    assert kinds(room.store, "user", room.editor.id)[-2:] == ["user.closed", "user.reopened"]


def test_only_administrators_and_commands_may(room: Room, boss: User) -> None:
    number, _token = people.invite(room.store, boss, Role.EDITOR, "", 1, NOON)
    for by in (room.collaborator, room.editor):
        for refused in (
            lambda by=by: people.invite(room.store, by, Role.COLLABORATOR, "", 1, NOON),
            lambda by=by: people.revoke(room.store, by, number, NOON),
            lambda by=by: people.set_role(room.store, by, by.id, Role.ADMINISTRATOR, NOON),
            lambda by=by: people.close(room.store, by, boss.id, NOON),
            lambda by=by: people.reopen(room.store, by, boss.id, NOON),
            lambda by=by: people.end_sessions(room.store, by, boss.id, NOON),
            lambda by=by: people.reset_second_factor(room.store, by, boss.id, NOON),
        ):
            with pytest.raises(NotAllowed):
                refused()
    assert len(room.store.invitations.open(NOON)) == 1


def test_an_account_that_is_not_there(room: Room, boss: User) -> None:
    for refused in (people.close, people.reopen, people.end_sessions, people.reset_second_factor):
        with pytest.raises(UserNotFound):
            refused(room.store, boss, 999, NOON)
    with pytest.raises(UserNotFound):
        people.set_role(room.store, boss, 999, Role.EDITOR, NOON)


def test_nobody_takes_their_own_second_step_away_without_the_password(room: Room, boss: User) -> None:
    with pytest.raises(NotYourself):
        people.reset_second_factor(room.store, boss, boss.id, NOON)
    with pytest.raises(SecondFactorOff):
        people.reset_second_factor(room.store, boss, room.editor.id, NOON)


# --- invitations -------------------------------------------------------------------------------------


def accept(room: Room, token: str, login: str = "hoa", **other: object) -> User:
    given: dict[str, object] = {"name": "Hoa", "password": PASSWORD, "again": PASSWORD, "now": LATER} | other
    return people.accept(room.store, token, login, **given)  # type: ignore[arg-type]


def test_an_invitation_makes_one_account_with_its_role(room: Room, boss: User) -> None:
    number, token = people.invite(room.store, boss, Role.EDITOR, " chị  Hoa ", 3, NOON)
    (shown,) = room.store.invitations.open(NOON)
    assert (shown.id, shown.role, shown.meant_for, shown.made_by) == (number, Role.EDITOR, "chị Hoa", "Quản Trị")
    user = accept(room, token, " HOA.nt ", name="Nguyễn  Thị\u202e Hoa\n")
    assert (user.login, user.name, user.role) == ("hoa.nt", "Nguyễn Thị Hoa", Role.EDITOR)
    found = room.store.users.by_login("hoa.nt")
    assert found is not None
    assert verify(found[1], PASSWORD)
    with pytest.raises(InvitationGone):
        accept(room, token, "khac")
    assert room.store.invitations.open(NOON) == ()
    assert kinds(room.store, "invitation", number) == ["invitation.made", "invitation.used"]
    assert room.store.audit.of("invitation", number)[1].actor == "Nguyễn Thị Hoa"


def test_the_token_is_kept_only_as_a_hash(room: Room, boss: User) -> None:
    _number, token = people.invite(room.store, boss, Role.EDITOR, "", 3, NOON)
    assert len(token) >= 43
    room.store.close()
    data = room.settings.database.read_bytes()
    assert token.encode() not in data
    assert hash_token(token).encode() in data


def test_an_invitation_ends_by_age_and_by_being_taken_back(room: Room, boss: User) -> None:
    _old, aged = people.invite(room.store, boss, Role.EDITOR, "", 1, NOON)
    with pytest.raises(InvitationGone):
        accept(room, aged, now=NOON + timedelta(days=1))
    number, revoked = people.invite(room.store, boss, Role.EDITOR, "", 1, NOON)
    assert people.revoke(room.store, boss, number, NOON)
    assert not people.revoke(room.store, boss, number, NOON)
    with pytest.raises(InvitationGone):
        accept(room, revoked)
    with pytest.raises(InvitationGone):
        accept(room, "khong-co")
    with pytest.raises(InvitationNotFound):
        people.revoke(room.store, boss, 999, NOON)
    assert kinds(room.store, "invitation", number) == ["invitation.made", "invitation.revoked"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"login": "lan"}, LoginTaken),
        ({"login": "Có Dấu"}, LoginInvalid),
        ({"name": " \u200b "}, NameMissing),
        ({"name": "x" * 81}, NameMissing),
        ({"again": "khac-khac-khac"}, PasswordsDiffer),
        ({"password": "ngan", "again": "ngan"}, PasswordWeak),
        ({"password": "x" * 1025, "again": "x" * 1025}, PasswordLong),
    ],
)
def test_what_is_not_right_uses_no_invitation_up(
    room: Room, boss: User, given: dict[str, str], error: type[Exception]
) -> None:
    _number, token = people.invite(room.store, boss, Role.EDITOR, "", 3, NOON)
    with pytest.raises(error):
        accept(room, token, **({"login": "hoa"} | given))  # type: ignore[arg-type]
    assert accept(room, token).login == "hoa"


def test_two_who_use_one_invitation_at_once_make_one_account(room: Room, boss: User) -> None:
    _number, token = people.invite(room.store, boss, Role.EDITOR, "", 3, NOON)
    outcomes = at_once(lambda: accept(room, token, "hoa"), lambda: accept(room, token, "mai"))
    assert [type(one) for one in outcomes if one is not None] == [InvitationGone]
    assert len({user.login for user in room.store.users.all()} & {"hoa", "mai"}) == 1


@pytest.mark.parametrize("act", ["close", "demote"])
def test_invitations_of_somebody_who_may_not_invite_any_more_are_taken_back(room: Room, boss: User, act: str) -> None:
    second = room.store.users.add("pho", "Phó", Role.ADMINISTRATOR, "x", NOON)
    _one, theirs = people.invite(room.store, second, Role.ADMINISTRATOR, "", 3, NOON)
    _two, others = people.invite(room.store, boss, Role.EDITOR, "", 3, NOON)
    if act == "close":
        people.close(room.store, boss, second.id, NOON)
    else:
        people.set_role(room.store, boss, second.id, Role.COLLABORATOR, NOON)
    with pytest.raises(InvitationGone):
        accept(room, theirs)
    assert accept(room, others).role is Role.EDITOR


@pytest.mark.parametrize("days", [0, -1, 31])
def test_how_long_an_invitation_may_be_good(room: Room, boss: User, days: int) -> None:
    with pytest.raises(DaysInvalid):
        people.invite(room.store, boss, Role.EDITOR, "", days, NOON)


def test_there_is_an_end_to_open_invitations(room: Room, boss: User) -> None:
    for _n in range(MOST_OPEN):
        people.invite(room.store, boss, Role.EDITOR, "", 3, NOON)
    with pytest.raises(TooManyInvitations):
        people.invite(room.store, boss, Role.EDITOR, "", 3, NOON)
    people.invite(room.store, boss, Role.EDITOR, "", 3, NOON + timedelta(days=4))


# --- one's own password and sessions -----------------------------------------------------------------


def test_a_password_is_changed_with_the_old_one_and_ends_all_sessions(room: Room, boss: User) -> None:
    _number, token = people.invite(room.store, boss, Role.EDITOR, "", 3, NOON)
    user = accept(room, token)
    enter(room.store, user)
    for old, new, again, error in (
        ("sai-mat-khau", "mat-khau-moi-hon", "mat-khau-moi-hon", PasswordWrong),
        (PASSWORD, "mat-khau-moi-hon", "mat-khau-moi-hom", PasswordsDiffer),
        (PASSWORD, "ngan", "ngan", PasswordWeak),
        ("x" * 5000, "mat-khau-moi-hon", "mat-khau-moi-hon", PasswordWrong),
    ):
        with pytest.raises(error):
            people.change_password(room.store, user, old, new, again, LATER)
    assert room.store.sessions.get(hash_token("phien"), LATER) is not None
    people.change_password(room.store, user, PASSWORD, "mat-khau-moi-hon", "mat-khau-moi-hon", LATER)
    assert room.store.sessions.get(hash_token("phien"), LATER) is None
    people.require_password(room.store, user, "mat-khau-moi-hon")
    event = room.store.audit.of("user", user.id)[-1]
    assert (event.kind, event.actor) == ("user.password", "Hoa")


def test_sessions_are_ended_one_by_one_by_their_person_only(room: Room) -> None:
    store = room.store
    mine, another = enter(store, room.editor, "a"), enter(store, room.collaborator, "b")
    assert not store.sessions.end(room.editor, another, LATER)
    assert store.sessions.end(room.editor, mine, LATER)
    assert not store.sessions.end(room.editor, mine, LATER)
    assert store.sessions.get(hash_token("b"), LATER) is not None
    kept, _gone = enter(store, room.editor, "c"), enter(store, room.editor, "d")
    assert store.sessions.end_all(room.editor.id, LATER, room.editor, keep=kept) == 1
    assert [one.id for one in store.sessions.of(room.editor.id, LATER, NOON)] == [kept]
    assert kept > mine, "a number is never given twice"


# --- four eyes ---------------------------------------------------------------------------------------


def test_whoever_wrote_or_edited_last_is_not_the_only_approver(room: Room) -> None:
    store, page = room.store, room.page
    post_id = compose.create(store, room.collaborator, page, room.approved_article(), "Lời", None, None, NOON)

    def approve(user: User) -> None:
        compose.approve(store, user, page, post_id, store.posts.get(post_id).version, NOON)

    with pytest.raises(FourEyes):
        approve(room.collaborator)
    compose.edit(store, room.editor, page, post_id, store.posts.get(post_id).version, "Lời khác", None, None, NOON)
    with pytest.raises(FourEyes):
        approve(room.editor)
    stale = replace(page, four_eyes=False)
    with pytest.raises(FourEyes):
        compose.approve(store, room.editor, stale, post_id, store.posts.get(post_id).version, NOON)
    approve(room.collaborator)
    assert store.posts.get(post_id).state is PostState.APPROVED
    compose.edit(store, room.collaborator, page, post_id, store.posts.get(post_id).version, "Nữa", None, None, NOON)
    assert store.posts.get(post_id).approvals == ()
    with pytest.raises(FourEyes):
        approve(room.collaborator)
