"""Teach a fitted model from a few texts of today, on top of what it learnt from many of yesterday.

A second linear model reads a text's n-grams and the first one's scores, and is folded into it: with `s = W0'x + b0`
the new scores are `s + A's + W1'x + b1`, which is linear in `x` again (stacked generalization, Wolpert 1992; a penalty
towards the model one starts from, Chelba and Acero, EMNLP 2004). Pooling old and new texts does worse: the old ones
drown the new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from classifier.features import Ints
from classifier.fit import Copy, Fitted, Item, Weights, matrix
from classifier.widen import widened

PENALTY = 1.0
"""Half of it is paid for each squared unit of change, beside the log loss summed over the texts."""
STEEP = 3.0
"""What scores of a fitted model are multiplied by before the softmax."""
LOUD = 20.0
"""A text's n-grams make a vector of length 1, its scores one of 3 to 4: so both are penalised alike."""
_LEAST_DF = 2
_STEPS = 80


def stacked(first: Fitted, places: Sequence[int], items: Sequence[Item], labels: int) -> Fitted:
    """`first` with the items learnt too, over `labels` labels; `places` holds where its own labels stand among them.

    The items' numbers mean the new labels. `first` must have no houses.
    """
    base = _widened(first, places, [item.copy for item in items], labels)
    grid = matrix([item.copy for item in items], base.words, base.style)
    old = np.asarray(grid @ base.coefficients + base.bias)
    columns = np.unique(grid.indices)
    parts = hstack((LOUD * grid[:, columns], csr_matrix(old), np.ones((len(items), 1))), format="csr")
    truth = np.zeros_like(old)
    truth[np.arange(len(items)), [item.label for item in items]] = 1
    change = _least_change(parts, old, truth, np.array([item.weight for item in items]))
    mix = np.eye(labels) + change[len(columns) : -1]
    coefficients = base.coefficients @ mix
    coefficients[columns] += LOUD * change[: len(columns)]
    return replace(base, coefficients=coefficients, bias=base.bias @ mix + change[-1])


def out_of_fold(
    first: Fitted,
    places: Sequence[int],
    items: Sequence[Item],
    part: Ints,
    asked: Sequence[Sequence[Copy]],
    asked_part: Ints,
    labels: int,
) -> list[Weights]:
    """For each list of copies, (texts, labels) scores by stacks on the items of the parts that a text is not in."""
    scores = [np.zeros((len(copies), labels)) for copies in asked]
    for side in np.unique(asked_part):
        learn = [item for item, one in zip(items, part, strict=True) if one != side]
        inside = np.flatnonzero(asked_part == side).tolist()
        taught = stacked(first, places, learn, labels)
        for found, copies in zip(scores, asked, strict=True):
            found[inside] = taught.scores([copies[index] for index in inside])
    return scores


def _least_change(parts: csr_matrix, old: Weights, truth: Weights, weights: Weights) -> Weights:
    """(columns of `parts`, labels) to add, of the least weighted log loss and penalty, by L-BFGS from no change."""
    back, shape = parts.T.tocsr(), (parts.shape[1], old.shape[1])

    def loss(flat: Weights) -> tuple[float, Weights]:
        raw = STEEP * (old + parts @ flat.reshape(shape))
        raw -= raw.max(axis=1, keepdims=True)
        chances = np.exp(raw)
        total = chances.sum(axis=1, keepdims=True)
        lost = float((weights * (np.log(total[:, 0]) - (truth * raw).sum(axis=1))).sum())
        slope = (back @ (STEEP * weights[:, None] * (chances / total - truth))).ravel()
        return lost + PENALTY / 2 * float(flat @ flat), slope + PENALTY * flat

    found = minimize(
        loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS, "maxcor": 5}
    )
    return np.asarray(found.x).reshape(shape)


def _widened(first: Fitted, places: Sequence[int], docs: Sequence[Copy], labels: int) -> Fitted:
    """With zero weights for n-grams of several texts, and `UNKNOWN` for labels, that `first` lacks."""
    grams, df = np.unique(np.concatenate([doc.words.grams for doc in docs]), return_counts=True)
    new = np.setdiff1d(grams[df >= _LEAST_DF], first.words.grams, assume_unique=True)
    words, coefficients, bias = widened(first.words, first.coefficients, first.bias, new, places, labels)
    return replace(first, words=words, coefficients=coefficients, bias=bias, labels=labels)
