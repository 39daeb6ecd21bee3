"""The single keys of the review page, as each person sets them (WCAG 2.1.4). Pure decisions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.errors import KeyInvalid, KeyTwice

_LETTER = re.compile(r"[a-z]\Z", re.ASCII)


class KeyAction(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    SKIP = "skip"
    HOLD = "hold"
    UNDO = "undo"
    TOPICS = "topics"


DEFAULTS: Mapping[KeyAction, str] = {
    KeyAction.APPROVE: "d",
    KeyAction.REJECT: "l",
    KeyAction.SKIP: "s",
    KeyAction.HOLD: "g",
    KeyAction.UNDO: "h",
    KeyAction.TOPICS: "t",
}
"""Duyệt, loại, để sau, giữ, hoàn tác, chủ đề."""


@dataclass(frozen=True, slots=True)
class ReviewKeys:
    """`letters` has one letter an action; an action without one has no key. `digits` choose a reason to reject."""

    on: bool = True
    digits: bool = True
    letters: Mapping[KeyAction, str] = field(default_factory=lambda: dict(DEFAULTS))

    def of(self, action: str) -> str:
        """The key of an action as it is shown, in capitals; empty when it has none or keys are off."""
        return self.letters.get(KeyAction(action), "").upper() if self.on else ""

    @property
    def reasons(self) -> bool:
        """Whether digits choose a reason to reject."""
        return self.on and self.digits

    @property
    def actions(self) -> dict[str, str]:
        """The action of each letter; empty when keys are off."""
        return {letter: action.value for action, letter in self.letters.items() if letter} if self.on else {}


def chosen(on: bool, digits: bool, letters: Mapping[KeyAction, str]) -> ReviewKeys:
    """Keys as a person typed them. Raises `KeyInvalid` or `KeyTwice`."""
    kept: dict[KeyAction, str] = {}
    for action, typed in letters.items():
        letter = typed.strip().lower()
        if not letter:
            continue
        if not _LETTER.match(letter):
            raise KeyInvalid(key=typed.strip()[:20])
        if letter in kept.values():
            raise KeyTwice(key=letter.upper())
        kept[action] = letter
    return ReviewKeys(on, digits, kept)
