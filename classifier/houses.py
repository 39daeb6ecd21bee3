"""Scores that depend on which publisher a text is likely from.

Each publisher draws the border between its sections elsewhere: a trial is "politics and society" at one and "law" at
the next. The model keeps shared weights, weights of each house, and weights that guess the house; a text's score is
the shared one plus the houses' scores by their chances ("frustratingly easy" domain adaptation, Daumé III, ACL
2007, with the domain guessed). A model without houses has the shared weights only.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
SHARP = 2.5
"""What the house's scores (margins of about one) are multiplied by before the softmax."""
_SMALL = 0.1


def columns(labels: int, houses: int) -> int:
    """Columns of weights: shared, then `labels` for each house, then one guess for each house."""
    return labels + houses * labels + houses


def chances(guesses: Matrix) -> Matrix:
    """Which house each text is from, (texts, houses); chances under a tenth count as none."""
    raised = np.exp(SHARP * (guesses - guesses.max(axis=1, keepdims=True)))
    share = raised / raised.sum(axis=1, keepdims=True)
    share[share < _SMALL] = 0.0
    return np.asarray(share / share.sum(axis=1, keepdims=True))


def combined(outputs: Matrix, labels: int, houses: int) -> Matrix:
    """Scores (texts, labels) of outputs (texts, `columns(labels, houses)`)."""
    if not houses:
        return outputs
    share = chances(outputs[:, -houses:])
    parts = outputs[:, labels:-houses].reshape(len(outputs), houses, labels)
    return np.asarray(outputs[:, :labels] + (share[:, :, None] * parts).sum(axis=1))
