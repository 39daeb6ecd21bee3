"""From scores to probabilities that mean what they say: temperature scaling, thresholds, reliability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
BINS = 15
_USUAL = 60.0
_SHORTEST, _LONGEST = 8, 600


@dataclass(frozen=True, slots=True)
class Temperature:
    """Softmax sharpness `exp(level + slope · ln(n / 60))` for a text of `n` syllables.

    One temperature (Guo et al., ICML 2017) leaves short texts too sure and long ones not sure enough;
    the slope over length mends that with one more number.
    """

    level: float
    slope: float

    def steepness(self, lengths: NDArray[np.int64]) -> Matrix:
        """What scores are multiplied by before the softmax, for each text; `lengths` counts syllables."""
        bounded = np.minimum(np.maximum(lengths, _SHORTEST), _LONGEST)
        return np.asarray(np.exp(self.level + self.slope * np.log(bounded / _USUAL)))

    def probabilities(self, scores: Matrix, lengths: NDArray[np.int64]) -> Matrix:
        """Softmax over the labels; `scores` is (texts, labels), `lengths` counts syllables."""
        scaled = scores * self.steepness(lengths)[:, None]
        raised = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def fit_temperature(
    scores: Matrix, truth: NDArray[np.int64], lengths: NDArray[np.int64], weights: NDArray[np.float64]
) -> Temperature:
    """Level and slope of the least weighted log loss on held-out scores."""
    from scipy.optimize import minimize

    rows = np.arange(len(truth))

    def loss(point: NDArray[np.float64]) -> float:
        chosen = Temperature(point[0], point[1]).probabilities(scores, lengths)[rows, truth]
        return float(-(weights * np.log(np.maximum(chosen, 1e-12))).sum() / weights.sum())

    found = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-6})
    return Temperature(round(float(found.x[0]), 4), round(float(found.x[1]), 4))


def sure_threshold(best: Matrix, right: NDArray[np.bool_], precision: float) -> float:
    """Least probability from which on held-out answers are right at least `precision` of the time.

    1.01, which no answer reaches, when no threshold does with at least 20 answers.
    """
    order = np.argsort(-best, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero((share >= precision) & (np.arange(len(order)) >= 19))
    if not len(good):
        return 1.01
    return float(np.ceil(best[order][good[-1]] * 1000) / 1000)


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability picture: answers with `low < probability ≤ high`."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def reliability(best: Sequence[float] | Matrix, right: Sequence[bool] | NDArray[np.bool_]) -> tuple[Bin, ...]:
    """Fifteen bars of equal width over the probability of the best answer; empty ones are left out."""
    sure, hits = np.asarray(best, dtype=np.float64), np.asarray(right, dtype=np.float64)
    place = np.clip(np.ceil(sure * BINS).astype(np.int64) - 1, 0, BINS - 1)
    bars = []
    for index in range(BINS):
        inside = place == index
        if inside.any():
            bars.append(
                Bin(
                    round(index / BINS, 4),
                    round((index + 1) / BINS, 4),
                    int(inside.sum()),
                    round(float(sure[inside].mean()), 4),
                    round(float(hits[inside].mean()), 4),
                )
            )
    return tuple(bars)


def expected_calibration_error(bars: Sequence[Bin]) -> float:
    """Mean gap between confidence and accuracy over the bars, weighted by count (Naeini et al. 2015)."""
    total = sum(bar.count for bar in bars)
    return sum(bar.count * abs(bar.confidence - bar.accuracy) for bar in bars) / total if total else 0.0
