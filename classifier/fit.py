"""Fit the linear part of a topic model: shared weights, and where wanted house weights and log-count ratios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.svm import LinearSVC

from classifier import houses
from classifier.errors import TooLittleData
from classifier.features import Counts, Ints, Vocabulary, best_features, rows, vocabulary

Weights = NDArray[np.float64]
STYLE = 0.7
"""Length of the house-style half of a row; the half of the syllables has length 1."""
_HOUSE, _HOUSE_BIAS = 1.0, 0.5
_HOUSE_PENALTY, _RATIO_PENALTY = 0.3, 0.3
_INNER = 3
_ROUGH = 1e-2
_WIDE = 1e-3
"""Tolerance of LinearSVC where its answer is averaged or only guesses; its usual one takes twice as long."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One way of reading a text: its n-grams, and its house style where the model looks at that."""

    words: Counts
    style: Counts | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A copy to train on. `house` is -1 where the publisher is none of the model's houses."""

    copy: Copy
    label: int
    weight: float
    group: int
    house: int = -1
    guess_from: bool = True
    """Whether the guess of the house is trained on this copy too."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to fit. `balanced`: classes weigh alike; `ratio`: average in log-count-ratio weights (NB-SVM)."""

    labels: int
    houses: int
    penalty: float
    least_df: int
    least_style_df: int
    most_features: int
    balanced: bool
    ratio: bool
    seed: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """`coefficients` is (words + style, columns), `bias` (columns,), as `houses.columns` lays them out."""

    words: Vocabulary
    style: Vocabulary
    coefficients: Weights
    bias: Weights
    labels: int
    houses: int

    def scores(self, docs: Sequence[Copy]) -> Weights:
        outputs = np.asarray(matrix(docs, self.words, self.style) @ self.coefficients + self.bias)
        return houses.combined(outputs, self.labels, self.houses)


def matrix(docs: Sequence[Copy], words: Vocabulary, style: Vocabulary) -> csr_matrix:
    """Rows of TF-IDF: syllable n-grams, then house style at `STYLE`."""
    left = rows([doc.words for doc in docs], words)
    if not len(style.grams):
        return left
    right = rows([doc.style for doc in docs if doc.style is not None], style)
    return hstack([left, right * np.float32(STYLE)], format="csr")


def fit(items: Sequence[Item], recipe: Recipe) -> Fitted:
    """Fit on items; a label without an item here can never win. Raises `TooLittleData`."""
    docs = [item.copy for item in items]
    truth = np.array([item.label for item in items])
    weights = np.array([item.weight for item in items])
    syllables = [doc.words for doc in docs]
    words = vocabulary(syllables, recipe.least_df)
    words = words.pick(best_features(rows(syllables, words), truth, recipe.labels, recipe.most_features))
    shapes = [doc.style for doc in docs if doc.style is not None]
    style = vocabulary(shapes, recipe.least_style_df) if shapes else Vocabulary(words.grams[:0], words.idf[:0])
    if not len(words.grams) or len(set(truth.tolist())) < 2:
        raise TooLittleData(reason="the texts share too few words", least=10)
    grid = matrix(docs, words, style)
    shared, bias = _with_houses(grid, items, truth, weights, recipe)
    if recipe.ratio:
        more, offset = _ratio(grid, truth, weights, recipe)
        shared[:, : recipe.labels] += more
        bias[: recipe.labels] += offset
    return Fitted(words, style, shared, bias, recipe.labels, recipe.houses)


def _with_houses(
    grid: csr_matrix, items: Sequence[Item], truth: Ints, weights: Weights, recipe: Recipe
) -> tuple[Weights, Weights]:
    count = recipe.houses
    if not count:
        return linear_svc(grid, truth, weights, recipe.labels, recipe.penalty, recipe)
    share, guess, guess_bias = _guessed(grid, items, recipe)
    houses_grid = [diags((share[:, one] * _HOUSE).astype(np.float32)) @ grid for one in range(count)]
    for part in houses_grid:
        part.eliminate_zeros()
    wide = hstack([grid, *houses_grid, csr_matrix((share * _HOUSE_BIAS).astype(np.float32))], format="csr")
    del houses_grid
    coefficients, bias = linear_svc(wide, truth, weights, recipe.labels, recipe.penalty, recipe, _WIDE)
    width = grid.shape[1]
    by_house = [_HOUSE * coefficients[width * (one + 1) : width * (one + 2)] for one in range(count)]
    offsets = [bias, *(_HOUSE_BIAS * coefficients[width * (count + 1) + one] for one in range(count))]
    return np.hstack([coefficients[:width], *by_house, guess]), np.concatenate([*offsets, guess_bias])


def _guessed(grid: csr_matrix, items: Sequence[Item], recipe: Recipe) -> tuple[Weights, Weights, Weights]:
    """Chances of the houses for each item, by models that did not see its group; then weights of all items."""
    house = np.array([item.house for item in items])
    usable = (house >= 0) & np.array([item.guess_from for item in items])
    groups = np.array([item.group for item in items])
    part = np.random.default_rng(recipe.seed + 1).permutation(int(groups.max()) + 1)[groups] % _INNER
    share = np.zeros((len(items), recipe.houses))
    even = np.ones(len(items))
    plain = Recipe(recipe.houses, 0, _HOUSE_PENALTY, 1, 1, 0, balanced=False, ratio=False, seed=recipe.seed)
    for side in range(_INNER):
        learn, ask = np.flatnonzero(usable & (part != side)), np.flatnonzero(part == side)
        weight, bias = linear_svc(grid[learn], house[learn], even[learn], recipe.houses, _HOUSE_PENALTY, plain, _ROUGH)
        share[ask] = houses.chances(np.asarray(grid[ask] @ weight + bias))
    learn = np.flatnonzero(usable)
    return share, *linear_svc(grid[learn], house[learn], even[learn], recipe.houses, _HOUSE_PENALTY, plain, _ROUGH)


def linear_svc(
    grid: csr_matrix, truth: Ints, weights: Weights, labels: int, penalty: float, recipe: Recipe, exact: float = 1e-4
) -> tuple[Weights, Weights]:
    model = LinearSVC(
        C=penalty,
        class_weight="balanced" if recipe.balanced else None,
        random_state=recipe.seed,
        max_iter=4000,
        tol=exact,
    )
    model.fit(grid, truth, sample_weight=weights)
    return _spread(model, grid.shape[1], labels)


def _spread(model: Any, width: int, labels: int) -> tuple[Weights, Weights]:
    coefficients, bias = np.zeros((width, labels)), np.full(labels, -10.0)
    if len(model.classes_) == 2:  # liblinear keeps one row for two classes
        no, yes = model.classes_
        coefficients[:, yes], coefficients[:, no] = model.coef_[0], -model.coef_[0]
        bias[yes], bias[no] = model.intercept_[0], -model.intercept_[0]
    else:
        coefficients[:, model.classes_] = model.coef_.T
        bias[model.classes_] = model.intercept_
    return coefficients, bias


def _ratio(grid: csr_matrix, truth: Ints, weights: Weights, recipe: Recipe) -> tuple[Weights, Weights]:
    """Weights of a linear SVM on rows scaled by log-count ratios (Wang and Manning, ACL 2012), folded back.

    A label's ratio is ln of how much likelier an n-gram stands in its texts than in others; the SVM's weight
    times the ratio is a weight of the unscaled row.
    """
    marks = csr_matrix((np.ones_like(grid.data), grid.indices, grid.indptr), shape=grid.shape)
    member = csr_matrix(
        (np.ones(len(truth), np.float32), (truth, np.arange(len(truth)))), shape=(recipe.labels, len(truth))
    )
    inside = np.asarray((member @ marks).todense(), dtype=np.float64)
    total = inside.sum(axis=0)
    coefficients, bias = np.zeros((grid.shape[1], recipe.labels)), np.zeros(recipe.labels)
    for label in range(recipe.labels):
        if not (truth == label).any():
            continue
        mine, others = inside[label] + 1, total - inside[label] + 1
        ratio = np.log(mine / mine.sum()) - np.log(others / others.sum())
        scaled = grid @ diags(ratio.astype(np.float32))
        model = LinearSVC(
            C=_RATIO_PENALTY,
            class_weight="balanced" if recipe.balanced else None,
            random_state=recipe.seed,
            max_iter=4000,
            tol=_ROUGH,
        )
        model.fit(scaled, truth == label, sample_weight=weights)
        coefficients[:, label], bias[label] = model.coef_[0] * ratio, model.intercept_[0]
    return coefficients, bias
