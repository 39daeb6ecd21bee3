"""A linear model over more n-grams and labels than it was fitted on: where both ways of teaching it anew begin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from classifier.features import Vocabulary
from classifier.tokens import Hashes

UNKNOWN = -1.0
"""Score that a model would give to a label that it does not have."""

_F = TypeVar("_F", np.float32, np.float64)


def widened(
    words: Vocabulary,
    weights: NDArray[_F],
    bias: NDArray[np.floating],
    new: Hashes,
    places: Sequence[int],
    labels: int,
) -> tuple[Vocabulary, NDArray[_F], NDArray[np.float64]]:
    """Vocabulary, weights (n-grams, labels) and bias with `new` n-grams, none of them known, and `labels` labels.

    `places` holds where the model's own labels stand among them. New n-grams weigh nothing, new labels score `UNKNOWN`.
    """
    grams = np.concatenate((words.grams, new))
    order = np.argsort(grams, kind="stable")
    # How rare a new n-gram is in the world is not known; as rare as one in the middle of the old ones is a fair guess.
    idf = np.concatenate((words.idf, np.full(len(new), np.median(words.idf), np.float32)))
    wide = np.zeros((len(grams), labels), weights.dtype)
    wide[: len(weights), list(places)] = weights
    scores = np.full(labels, UNKNOWN)
    scores[list(places)] = bias
    return Vocabulary(grams[order], idf[order]), wide[order], scores
