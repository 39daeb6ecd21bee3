"""The single keys of the review page: chosen, turned off, kept for each person."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import KeyInvalid, KeyTwice
from pipeline.review_keys import DEFAULTS, KeyAction, ReviewKeys, chosen
from tests.pipeline.support import Room


def test_at_first_every_action_has_a_letter_of_its_own() -> None:
    assert set(DEFAULTS) == set(KeyAction)
    assert len(set(DEFAULTS.values())) == len(KeyAction)


@given(st.permutations(string.ascii_letters[:26]), st.sets(st.sampled_from(list(KeyAction))), st.booleans())
def test_letters_are_taken_as_typed_and_empty_ones_are_off(
    letters: list[str], off: set[KeyAction], capital: bool
) -> None:
    typed = {
        action: "" if action in off else (f" {letter.upper()} " if capital else letter)
        for action, letter in zip(KeyAction, letters, strict=False)
    }
    keys = chosen(True, True, typed)
    for action in KeyAction:
        assert keys.of(action) == typed[action].strip().upper()
    assert len(keys.actions) == len(KeyAction) - len(off)


@given(st.text(min_size=1).filter(lambda text: text.strip() and not re.fullmatch("[a-z]", text.strip().lower())))
def test_anything_but_one_letter_is_refused(text: str) -> None:
    with pytest.raises(KeyInvalid):
        chosen(True, True, {KeyAction.SKIP: text})


def test_a_letter_stands_for_one_action() -> None:
    with pytest.raises(KeyTwice, match="“D”"):
        chosen(True, True, {KeyAction.SKIP: "d", KeyAction.APPROVE: "D"})


def test_keys_that_are_off_are_neither_shown_nor_heard() -> None:
    keys = ReviewKeys(on=False)
    assert (keys.actions, keys.of("approve"), keys.reasons) == ({}, "", False)
    assert ReviewKeys(digits=False).reasons is False


def test_each_person_has_keys_of_their_own(room: Room) -> None:
    mine = chosen(True, False, {KeyAction.APPROVE: "y"})
    room.store.personal.set_keys(room.collaborator, mine)
    assert room.store.personal.keys(room.collaborator.id) == mine
    assert room.store.personal.keys(room.editor.id) == ReviewKeys()
    room.store.personal.set_keys(room.collaborator, ReviewKeys(on=False))
    assert room.store.personal.keys(room.collaborator.id) == ReviewKeys(on=False)
