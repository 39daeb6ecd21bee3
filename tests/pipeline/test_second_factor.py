"""The second step of a login: each code once, sealed and hashed, and what is left when a phone or a key is lost."""

from __future__ import annotations

import threading
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import people, second_factor
from pipeline.model import Role, User
from pipeline.passwords import hash_token
from pipeline.people_errors import CodeWrong, SecondFactorLapsed, SecondFactorOff, SecondFactorUnreadable
from pipeline.secret_errors import KeyWrong, SealBroken
from pipeline.secrets import Keyring, Secret, load_keyring, new_key
from tests.pipeline.support import NOON, Room

KEYS = Keyring((new_key(),))
STEP = timedelta(seconds=30)


def keys() -> Keyring:
    return KEYS


def enter(room: Room, user: User, token: str = "phien") -> int:
    return room.store.sessions.create(user.id, hash_token(token), "csrf", NOON, NOON + timedelta(hours=14))


def code(secret: Secret, after: timedelta = timedelta()) -> str:
    return pyotp.TOTP(secret.reveal()).at(NOON + after)


def set_up(room: Room, user: User | None = None, token: str = "phien") -> tuple[Secret, tuple[str, ...], int]:
    """Secret, recovery codes and the session of somebody whose second step is on."""
    user = user or room.editor
    session = enter(room, user, token)
    second_factor.begin(room.store, session, user, keys, NOON)
    _sealed, secret = second_factor.begun(room.store, session, user, keys, NOON)
    return secret, second_factor.confirm(room.store, session, user, code(secret), keys, NOON), session


def passes(room: Room, typed: str, after: timedelta = timedelta(minutes=5), user: User | None = None) -> bool:
    return second_factor.passes(room.store, user or room.editor, typed, keys, NOON + after)


def test_it_is_off_until_a_code_of_the_app_confirms_it(room: Room) -> None:
    session = enter(room, room.editor)
    second_factor.begin(room.store, session, room.editor, keys, NOON)
    _sealed, secret = second_factor.begun(room.store, session, room.editor, keys, NOON)
    assert room.store.second_factors.get(room.editor.id) is None
    wrong = str((int(code(secret)) + 1) % 1_000_000).zfill(6)
    for typed in (wrong, "", "12345", "abcdef", "１２３４５６"):
        with pytest.raises(CodeWrong):
            second_factor.confirm(room.store, session, room.editor, typed, keys, NOON)
    assert room.store.second_factors.get(room.editor.id) is None
    codes = second_factor.confirm(
        room.store, session, room.editor, f" {code(secret)[:3]} {code(secret)[3:]} ", keys, NOON
    )
    assert len(set(codes)) == 10
    assert room.store.sessions.get(hash_token("phien"), NOON).second  # type: ignore[union-attr]
    assert room.store.audit.of("user", room.editor.id)[-1].kind == "user.second-on"


def test_a_code_is_taken_once_whatever_the_window(room: Room) -> None:
    secret, _codes, _session = set_up(room)
    assert not passes(room, code(secret), timedelta()), "the one that confirmed it"
    at = timedelta(minutes=5)
    assert passes(room, code(secret, at), at)
    assert not passes(room, code(secret, at), at)
    assert not passes(room, code(secret, at), at + STEP), "still within the window, and used"
    assert not passes(room, code(secret, at - STEP), at), "older than one that was taken"
    assert passes(room, code(secret, at + STEP), at), "a clock half a minute ahead"
    assert not passes(room, code(secret, at + STEP), at + STEP)


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_half_a_minute_to_either_side_counts(room: Room, steps: int, taken: bool) -> None:
    secret, _codes, _session = set_up(room)
    at = timedelta(minutes=5)
    assert passes(room, code(secret, at + steps * STEP), at) is taken


def test_one_code_that_is_sent_twice_at_once_counts_once(room: Room) -> None:
    secret, recovery, _session = set_up(room)
    for typed in (code(secret, timedelta(minutes=5)), recovery[0]):
        gate, outcomes = threading.Barrier(4), list[bool]()

        def send(typed: str = typed, gate: threading.Barrier = gate, outcomes: list[bool] = outcomes) -> None:
            gate.wait()
            outcomes.append(passes(room, typed))

        threads = [threading.Thread(target=send) for _n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sorted(outcomes) == [False, False, False, True]


def test_each_recovery_code_opens_once_however_it_is_typed(room: Room) -> None:
    _secret, recovery, _session = set_up(room)
    assert passes(room, recovery[0])
    assert not passes(room, recovery[0])
    assert passes(room, f" {recovery[1].upper().replace('-', ' ')} ")
    assert passes(room, recovery[2].replace("-", ""))
    assert not passes(room, recovery[3][:-1])
    assert not passes(room, recovery[3], user=room.collaborator), "another's"
    assert room.store.second_factors.codes_left(room.editor.id) == 7
    used = [event for event in room.store.audit.of("user", room.editor.id) if event.kind == "user.recovery-used"]
    assert [event.detail for event in used] == ['{"left": 9}', '{"left": 8}', '{"left": 7}']


def test_new_recovery_codes_end_those_before(room: Room) -> None:
    _secret, before, _session = set_up(room)
    after = second_factor.new_recovery_codes(room.store, room.editor, NOON)
    assert not set(before) & set(after)
    assert not passes(room, before[0])
    assert passes(room, after[0])
    with pytest.raises(SecondFactorOff):
        second_factor.new_recovery_codes(room.store, room.collaborator, NOON)


def test_neither_secret_nor_codes_stand_in_the_data_file(room: Room) -> None:
    secret, recovery, _session = set_up(room)
    room.store.close()
    data = room.settings.database.read_bytes()
    assert secret.reveal().encode() not in data
    assert pyotp.TOTP(secret.reveal()).byte_secret() not in data
    for one in recovery:
        assert one.encode() not in data
        assert one.replace("-", "").encode() not in data


def test_what_was_sealed_for_one_person_opens_for_no_other(room: Room) -> None:
    set_up(room)
    kept = room.store.second_factors.get(room.editor.id)
    assert kept is not None
    with pytest.raises(SealBroken):
        KEYS.open(kept.sealed, f"second-factor:{room.collaborator.id}", "x")


def test_without_the_key_recovery_codes_still_open(room: Room) -> None:
    secret, recovery, _session = set_up(room)

    def lost() -> Keyring:
        return load_keyring({})

    def another() -> Keyring:
        return Keyring((new_key(),))

    at = NOON + timedelta(minutes=5)
    with pytest.raises(SecondFactorUnreadable):
        second_factor.passes(room.store, room.editor, code(secret, timedelta(minutes=5)), lost, at)
    with pytest.raises(SecondFactorUnreadable):
        second_factor.passes(room.store, room.editor, code(secret, timedelta(minutes=5)), another, at)
    assert second_factor.passes(room.store, room.editor, recovery[0], lost, at)


def test_a_new_key_takes_over_and_the_old_one_may_go(room: Room) -> None:
    secret, _codes, _session = set_up(room)
    fresh = new_key()
    both, alone = Keyring((fresh, *KEYS.keys)), Keyring((fresh,))
    at = timedelta(minutes=5)
    with pytest.raises(KeyWrong):
        second_factor.reseal(room.store, room.editor, alone)
    assert second_factor.reseal(room.store, room.editor, both)
    assert not second_factor.reseal(room.store, room.editor, both)
    assert not second_factor.reseal(room.store, room.collaborator, both)
    assert second_factor.passes(room.store, room.editor, code(secret, at), lambda: alone, NOON + at)


def test_what_one_session_began_no_other_confirms(room: Room) -> None:
    session, other = enter(room, room.editor), enter(room, room.editor, "khac")
    second_factor.begin(room.store, session, room.editor, keys, NOON)
    _sealed, secret = second_factor.begun(room.store, session, room.editor, keys, NOON)
    with pytest.raises(SecondFactorLapsed):
        second_factor.confirm(room.store, other, room.editor, code(secret), keys, NOON)
    late = NOON + second_factor.SETUP_TIME + timedelta(seconds=1)
    with pytest.raises(SecondFactorLapsed):
        second_factor.confirm(room.store, session, room.editor, pyotp.TOTP(secret.reveal()).at(late), keys, late)
    second_factor.confirm(room.store, session, room.editor, code(secret), keys, NOON)
    with pytest.raises(SecondFactorLapsed):
        second_factor.confirm(room.store, session, room.editor, code(secret, STEP), keys, NOON)


def test_turning_it_on_ends_the_other_sessions(room: Room) -> None:
    enter(room, room.editor, "noi-khac")
    enter(room, room.collaborator, "nguoi-khac")
    set_up(room)
    assert room.store.sessions.get(hash_token("noi-khac"), NOON) is None
    assert room.store.sessions.get(hash_token("phien"), NOON) is not None
    assert room.store.sessions.get(hash_token("nguoi-khac"), NOON) is not None


def test_a_new_phone_takes_the_place_of_the_old_one(room: Room) -> None:
    old, recovery, session = set_up(room)
    at = NOON + timedelta(minutes=10)
    second_factor.begin(room.store, session, room.editor, keys, at)
    _sealed, fresh = second_factor.begun(room.store, session, room.editor, keys, at)
    later = timedelta(minutes=11)
    assert passes(room, code(old, later), later), "until the new one is confirmed"
    second_factor.confirm(room.store, session, room.editor, pyotp.TOTP(fresh.reveal()).at(at), keys, at)
    later = timedelta(minutes=20)
    assert not passes(room, code(old, later), later)
    assert not passes(room, recovery[0], later)
    assert passes(room, code(fresh, later), later)


def test_an_administrator_takes_it_away_for_a_new_beginning(room: Room) -> None:
    boss = room.store.users.add("quan-tri", "Quản Trị", Role.ADMINISTRATOR, "x", NOON)
    _secret, recovery, _session = set_up(room)
    people.reset_second_factor(room.store, boss, room.editor.id, NOON)
    assert room.store.second_factors.get(room.editor.id) is None
    assert not passes(room, recovery[0])
    assert room.store.sessions.get(hash_token("phien"), NOON) is None
    told = [(event.kind, event.actor) for event in room.store.audit.of("user", room.editor.id)]
    assert ("user.second-reset", "Quản Trị") in told


def test_the_address_for_the_app_says_who_and_where(room: Room) -> None:
    secret = Secret("JBSWY3DPEHPK3PXPJBSWY3DP")
    parts = urlsplit(second_factor.address(secret, room.editor, "Bàn tin Ánh Dương"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parse_qs(parts.query) == {"secret": ["JBSWY3DPEHPK3PXPJBSWY3DP"], "issuer": ["Bàn tin Ánh Dương"]}
    assert second_factor.grouped(secret) == "JBSW Y3DP EHPK 3PXP JBSW Y3DP"
    picture = second_factor.qr_svg(parts.geturl())
    assert picture.startswith("<svg")
    assert "style" not in picture


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_a_code(typed: str) -> None:
    digits = second_factor._digits(typed)
    assert digits == "" or (len(digits) == 6 and digits.isascii() and digits.isdigit())
    assert len(second_factor._hash(User(1, "a", "A", Role.EDITOR), typed)) == 64
