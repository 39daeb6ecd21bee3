"""Pick one Media Topic for each text of a collection whose labels are wider than, or unlike, the scheme.

Two steps, both stated in the model card. First the label and the keyword rules alone (`seed`); then, with
the probabilities of a first model trained on those seeds and asked only about texts it did not see
(`settle`). A text that stays without support is left out of training.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from classifier.medtop import Mapped
from classifier.topic_rules import FIRES

MOVE = 0.6
"""The first model must be this sure to move a trusted label to one of its other codes."""
SUPPORT = 0.5
"""The first model must be this sure to admit a text of a noisy label that no rule supports."""
AGREE = 0.2
"""The first model must give a text's label at least this much to let it in by agreement."""


NOISY_WEIGHT = 0.5
"""Weight in training of a text from a noisy collection that was let in."""
UNSUPPORTED_WEIGHT = 0.3
"""Weight of a text that carries the usual code of a wide label for want of anything better."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The code that a text is trained under, and its weight."""

    code: str
    weight: float


@dataclass(frozen=True, slots=True)
class Seed:
    """A first choice; `code` is None where nothing speaks for one, `fixed` where a rule decided."""

    code: str | None
    fixed: bool = False


def seed(target: Mapped, strengths: Mapping[str, int]) -> Seed:
    """First choice by the label and by how strongly the rules speak in the lead."""
    ranked = sorted(
        ((strength, code) for code, strength in strengths.items() if strength >= FIRES and code in target.codes),
        reverse=True,
    )
    usual = target.codes[0]
    if len(target.codes) == 1:
        return Seed(usual)
    if ranked and (len(ranked) == 1 or ranked[0][0] > ranked[1][0]):
        return Seed(ranked[0][1], fixed=True)
    if target.trust in ("evidence", "wide") and strengths.get(usual, 0) == 0:
        return Seed(None)
    return Seed(usual)


def settle(target: Mapped, first: Seed, probability: Mapping[str, float]) -> Settled | None:
    """Final choice, or None to leave the text out; `probability` is the first model's, by code."""
    weight = NOISY_WEIGHT if target.trust in ("evidence", "agreement") else 1.0
    if first.fixed and first.code is not None:
        return Settled(first.code, weight)
    usual = target.codes[0]
    if target.trust == "agreement":
        return Settled(usual, weight) if probability.get(usual, 0.0) >= AGREE else None
    best = max(target.codes, key=lambda code: probability.get(code, 0.0))
    if target.trust == "label":
        return Settled(best if probability.get(best, 0.0) > MOVE else usual, weight)
    if first.code is not None and probability.get(first.code, 0.0) >= AGREE:
        return Settled(first.code, weight)
    if probability.get(best, 0.0) > SUPPORT:
        return Settled(best, weight)
    return Settled(usual, UNSUPPORTED_WEIGHT) if target.trust == "wide" else None
