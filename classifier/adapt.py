"""Teach a topic model from a few labels of the texts it is used on, without forgetting what it knows.

A second linear model is stacked on the scores of the first and folded into it. With `s = W0'x + b0` of the old model,
the new scores are `s + A's + W1'x + b1`, all of it linear in the n-gram vector `x`, so that the outcome is a model of
the same form, size and speed. `A`, `W1` and `b1` are found by multinomial logistic regression with the old model as its
starting point: the penalty pulls towards the old answers, and its strength is chosen on held-out blocks of dates.
Stacking is the recipe of Wolpert (1992); a penalty towards a source model is that of Chelba and Acero (EMNLP 2004).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from classifier.calibration import Temperature, sure_threshold
from classifier.errors import TooFewLabels
from classifier.evaluate import Report, Verdict, report
from classifier.features import Counts, Ints, Vocabulary, count, near_copy_groups, rows
from classifier.tokens import Hashes, hashes, strip_marks
from classifier.topic_rules import LEAD
from classifier.topics import TopicModel
from classifier.widen import widened

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
"""Hears (step, done, of); the steps are `STEPS`."""

STEPS = ("read", "choose", "fit", "test")
ECE_TOLERANCE = 0.005
"""The calibration error may be so much greater and still count as no worse: on a few texts it is a rough figure."""
_SHORT = 80
_LOUDER = 10.0
"""A text's n-grams make a vector of length 1, its old scores one of 3 to 4: so both are penalised alike."""
_LONGEST_TEXT = 24_000


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the topics that a person gave it, main one first. `at` is when it was published."""

    id: str
    title: str
    text: str
    codes: tuple[str, ...]
    at: datetime
    source: str = ""


@dataclass(frozen=True, slots=True)
class AdaptConfig:
    """One text in `test_one_in` is frozen for testing, with its near copies.

    N-grams that the model does not know are taken in if they stand in `least_df` texts, the most frequent `most_new`.
    `penalties` are tried on `folds` blocks of dates. `read`: syllables of a text. `precision` is what "sure" promises.
    """

    test_one_in: int = 4
    least_train: int = 60
    least_test: int = 20
    least_of_new_topic: int = 8
    least_df: int = 2
    most_new: int = 100_000
    folds: int = 5
    penalties: tuple[float, ...] = (3.0, 10.0, 30.0, 100.0)
    read: int = 600
    precision: float = 0.95


@dataclass(frozen=True)
class Adapted:
    """The new model, and both models' figures on the frozen texts, which neither this model nor its thresholds saw."""

    model: TopicModel
    before: Report
    after: Report
    trained: int
    tested: int
    penalty: float

    @property
    def no_worse(self) -> bool:
        """Whether the new model may take the old one's place."""
        old, new = self.before.overall, self.after.overall
        return new.macro_f1 >= old.macro_f1 and new.ece <= old.ece + ECE_TOLERANCE


@dataclass(frozen=True, slots=True)
class _Text:
    example: Labelled
    truth: tuple[int, ...]
    length: int
    copies: tuple[Counts, ...]
    """Whole, lead, and both without diacritics; a short text has no leads of its own."""
    lengths: tuple[int, ...]


def adapt(
    model: TopicModel,
    examples: Sequence[Labelled],
    config: AdaptConfig,
    progress: Progress | None = None,
    present: TopicModel | None = None,
) -> Adapted:
    """A model that has learnt from the examples too. The same examples, in any order, give the same model.

    `model` must not have been trained on any of them. `present` is the one to be compared with, else `model` itself.
    Raises `TooFewLabels`, which says how many more are needed, and `ValueError` for a model with weights for single
    publishers (one trained with `--labels native`), whose scores are not linear in the text.
    """
    if model.houses or model.style is not None:
        raise ValueError("the model has weights for single publishers")
    hear = progress or (lambda _step, _done, _of: None)
    examples = sorted(examples, key=lambda one: (one.at, one.id))
    hear("read", 0, 1)
    ones = [hashes(f"{one.title}\n{one.text}"[:_LONGEST_TEXT], config.read) for one in examples]
    groups = near_copy_groups(ones)
    held = frozen(ones, groups, config.test_one_in)
    learnt = _labels(model, examples, held, config)
    place = {label: index for index, label in enumerate(learnt)}
    texts, blocks = [], []
    for number, (example, whole) in enumerate(zip(examples, ones, strict=True)):
        truth = tuple(place[code] for code in example.codes if code in place)
        if not held[number] and truth:
            texts.append(_prepared(example, whole, truth, config))
            blocks.append(int(groups[number]))
    tests = [example for number, example in enumerate(examples) if held[number]]
    _require(len(texts), len(tests), config)
    hear("read", 1, 1)

    base = _extended(model, learnt, texts, config)
    fold = _date_blocks(np.array(blocks), config.folds)
    tried = _out_of_fold(base, texts, fold, config.penalties, lambda done, of: hear("choose", done, of))
    slope = model.temperature.slope
    asked = {penalty: _asked(texts, scores) for penalty, scores in tried.items()}
    penalty = min(sorted(asked, reverse=True), key=lambda one: asked[one].level(slope)[1])
    hear("fit", 0, 1)
    temperature, threshold = _calibrated(asked[penalty], slope, config.precision)
    packed = _folded(base, _fit(base, texts, penalty), temperature, threshold)
    hear("fit", 1, 1)
    hear("test", 0, 1)
    before, after = judged(present or model, tests), judged(packed, tests)
    hear("test", 1, 1)
    about: dict[str, Any] = {
        "texts": len(texts),
        "tested": len(tests),
        "penalty": penalty,
        "config": asdict(config),
        "before": asdict(before.overall),
        "after": asdict(after.overall),
    }
    sure = {"precision": config.precision, "held-out": "corrections"}
    packed = replace(packed, about={**model.about, "adapted": about, "sure": sure})
    return Adapted(packed, before, after, len(texts), len(tests), penalty)


def frozen(ones: Sequence[Hashes], groups: Ints, one_in: int) -> NDArray[np.bool_]:
    """Which texts are kept for testing: those whose near-copy group has one whose hash says so.

    It asks the words alone, so a text that is frozen stays so whatever labels come later.
    """
    own = np.array([_chance(hashed, one_in) for hashed in ones], dtype=np.bool_)
    chosen = {int(group) for group, held in zip(groups, own, strict=True) if held}
    return np.array([int(group) in chosen for group in groups], dtype=np.bool_)


def _chance(ones: Hashes, one_in: int) -> bool:
    # The least hash of a text's syllable pairs is mostly the same in its near copies.
    pairs = ones[:-1] * np.uint32(0x9E3779B1) ^ ones[1:] * np.uint32(0x85EBCA77) if len(ones) > 1 else ones
    least = int(pairs.min()) if len(pairs) else 0
    return int.from_bytes(hashlib.sha256(least.to_bytes(4, "little")).digest()[:4], "little") % one_in == 0


def judged(model: TopicModel, examples: Sequence[Labelled]) -> Report:
    """Figures of the model's first answer, rules included; an answer among a text's topics is right."""
    verdicts = []
    for one in examples:
        best = model.predict(one.title, one.text, limit=1)[0]
        true = best.code if best.code in one.codes else one.codes[0]
        verdicts.append(Verdict(true, best.code, best.probability, best.sure, one.source, str(one.at.year)))
    return report(verdicts)


def _labels(
    model: TopicModel, examples: Sequence[Labelled], held: NDArray[np.bool_], config: AdaptConfig
) -> tuple[str, ...]:
    """The old model's learnt labels, and those that have enough examples now; a rule alone had those before."""
    old = model.labels[: len(model.bias)]
    found: dict[str, int] = {}
    for example, frozen_one in zip(examples, held, strict=True):
        for code in example.codes if not frozen_one else ():
            found[code] = found.get(code, 0) + 1
    return (*old, *sorted(code for code, n in found.items() if code not in old and n >= config.least_of_new_topic))


def _require(train: int, test: int, config: AdaptConfig) -> None:
    share = 1 / config.test_one_in
    missing = max(
        math.ceil((config.least_train - train) / (1 - share)), math.ceil((config.least_test - test) / share), 0
    )
    if missing:
        raise TooFewLabels(have=train + test, missing=missing)


def _prepared(example: Labelled, whole: Hashes, truth: tuple[int, ...], config: AdaptConfig) -> _Text:
    bare = hashes(strip_marks(f"{example.title}\n{example.text}"[:_LONGEST_TEXT]), config.read)
    ones = (whole, bare) if len(whole) <= _SHORT else (whole, whole[:LEAD], bare, bare[:LEAD])
    return _Text(example, truth, len(whole), tuple(map(count, ones)), tuple(map(len, ones)))


@dataclass(frozen=True)
class _Base:
    """The old model over the new vocabulary and labels."""

    model: TopicModel
    labels: tuple[str, ...]
    words: Vocabulary
    weights: NDArray[np.float32]
    bias: Floats


def _extended(model: TopicModel, labels: tuple[str, ...], texts: Sequence[_Text], config: AdaptConfig) -> _Base:
    """The old weights, with zeros for n-grams and labels that the old model did not know."""
    grams, df = np.unique(np.concatenate([text.copies[0].grams for text in texts]), return_counts=True)
    frequent = np.flatnonzero(df >= config.least_df)
    frequent = frequent[np.argsort(-df[frequent], kind="stable")]
    known = np.isin(grams[frequent], model.grams, assume_unique=True)
    new = np.sort(grams[frequent[~known][: config.most_new]])
    old = model.weights.astype(np.float32) * model.scale[:, None]
    words, weights, bias = widened(
        Vocabulary(model.grams, model.idf), old, model.bias, new, range(len(model.bias)), len(labels)
    )
    return _Base(model, labels, words, weights, bias)


def _date_blocks(groups: Ints, folds: int) -> Ints:
    """Blocks of dates of like size, each near-copy group whole in the block of its first text. By date come in."""
    _names, first, number = np.unique(groups, return_index=True, return_inverse=True)
    return np.minimum(first[number] * folds // len(groups), folds - 1).astype(np.int64)


@dataclass(frozen=True)
class _Rows:
    """Copies of texts as the regression sees them; `columns` are the n-grams that occur."""

    matrix: csr_matrix
    columns: Ints
    scores: Floats
    steep: Floats
    target: Floats
    weight: Floats


def _rows(base: _Base, texts: Sequence[_Text], least: int = 1) -> _Rows:
    """`least`: copies that an n-gram must occur in to be a column."""
    docs = [doc for text in texts for doc in text.copies]
    matrix = rows(docs, base.words)
    scores = np.asarray(matrix @ base.weights, dtype=np.float64) + base.bias
    lengths = np.array([length for text in texts for length in text.lengths])
    target = np.zeros((len(docs), len(base.labels)))
    weight = np.zeros(len(docs))
    at = 0
    for text in texts:
        for _copy in text.copies:
            target[at, list(text.truth)] = 1 / len(text.truth)
            weight[at] = 1 / len(text.copies)
            at += 1
    columns = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]) >= least)
    return _Rows(matrix[:, columns], columns, scores, _steepness(base.model.temperature, lengths), target, weight)


def _steepness(temperature: Temperature, lengths: Ints) -> Floats:
    return np.asarray(temperature.steepness(lengths), dtype=np.float64)


@dataclass(frozen=True)
class _Change:
    """What is added to the old model: `words` (columns, labels), `scores` (labels, labels) and `bias`."""

    columns: Ints
    words: Floats
    scores: Floats
    bias: Floats

    def of(self, seen: _Rows) -> Floats:
        """The new scores of rows of any texts."""
        _both, here, there = np.intersect1d(seen.columns, self.columns, assume_unique=True, return_indices=True)
        spread = np.zeros((len(seen.columns), len(self.bias)))
        spread[here] = self.words[there]
        return np.asarray(seen.scores + seen.scores @ self.scores + seen.matrix @ spread + self.bias)


class _Problem:
    """Multinomial logistic regression over the change, with the old scores as they are when nothing changes."""

    def __init__(self, seen: _Rows) -> None:
        self._seen = seen
        self._matrix = hstack(
            (_LOUDER * seen.matrix, csr_matrix(seen.scores), np.ones((len(seen.weight), 1))), format="csr"
        )
        self._back = self._matrix.T.tocsr()
        self._shape = (self._matrix.shape[1], seen.scores.shape[1])
        self._lever = (seen.weight * seen.steep)[:, None]
        self._flat = np.zeros(self._shape).ravel()
        self._at: tuple[Floats, float, Floats] | None = None

    def _chances(self, flat: Floats) -> tuple[float, Floats]:
        """Log loss and probabilities; the last answer is kept, since loss, slope and curvature ask for the same."""
        if self._at is None or (self._at[0] is not flat and not np.array_equal(self._at[0], flat)):
            seen = self._seen
            raw = seen.steep[:, None] * (seen.scores + self._matrix @ flat.reshape(self._shape))
            raw -= raw.max(axis=1, keepdims=True)
            raised = np.exp(raw)
            total = raised.sum(axis=1, keepdims=True)
            lost = float((seen.weight * (np.log(total[:, 0]) - (seen.target * raw).sum(axis=1))).sum())
            self._at = (flat.copy(), lost, raised / total)
        return self._at[1], self._at[2]

    def solve(self, penalty: float) -> _Change:
        """Least weighted log loss plus `penalty / 2` times the squared change; starts from the last solution."""
        from scipy.optimize import minimize

        def loss(flat: Floats) -> float:
            return self._chances(flat)[0] + penalty / 2 * float(flat @ flat)

        def slope(flat: Floats) -> Floats:
            missed = self._lever * (self._chances(flat)[1] - self._seen.target)
            return np.asarray((self._back @ missed).ravel() + penalty * flat)

        def curve(flat: Floats, way: Floats) -> Floats:
            chances = self._chances(flat)[1]
            moved = self._seen.steep[:, None] * (self._matrix @ way.reshape(self._shape))
            bent = chances * (moved - (chances * moved).sum(axis=1, keepdims=True))
            return np.asarray((self._back @ (self._lever * bent)).ravel() + penalty * way)

        found = minimize(
            loss, self._flat, method="Newton-CG", jac=slope, hessp=curve, options={"xtol": 1e-6, "maxiter": 20}
        )
        self._flat = np.asarray(found.x)
        whole = self._flat.reshape(self._shape)
        words, labels = len(self._seen.columns), self._shape[1]
        return _Change(self._seen.columns, _LOUDER * whole[:words], whole[words : words + labels], whole[-1])


def _fit(base: _Base, texts: Sequence[_Text], penalty: float) -> _Change:
    return _Problem(_rows(base, texts, least=2)).solve(penalty)


def _out_of_fold(
    base: _Base, texts: Sequence[_Text], fold: Ints, penalties: Sequence[float], hear: Callable[[int, int], None]
) -> dict[float, list[Floats]]:
    """For each penalty, scores of each text's copies by a change that was fitted on the other blocks of dates."""
    scores = {penalty: [np.zeros((0, 0))] * len(texts) for penalty in penalties}
    blocks = sorted(set(fold.tolist()))
    for number, block in enumerate(blocks):
        hear(number, len(blocks))
        problem = _Problem(_rows(base, [text for text, own in zip(texts, fold, strict=True) if own != block], least=2))
        inside = [place for place, own in enumerate(fold.tolist()) if own == block]
        asked = _rows(base, [texts[place] for place in inside])
        cuts = np.cumsum([len(texts[place].copies) for place in inside])[:-1]
        for penalty in sorted(penalties, reverse=True):
            for place, made in zip(inside, np.split(problem.solve(penalty).of(asked), cuts), strict=True):
                scores[penalty][place] = made
    hear(len(blocks), len(blocks))
    return scores


@dataclass(frozen=True)
class _Asked:
    """Out-of-fold scores of whole texts and leads, with what was right. Shapes: (rows, labels), else (rows,)."""

    scores: Floats
    right: NDArray[np.bool_]
    lengths: Ints
    weight: Floats

    def level(self, slope: float) -> tuple[float, float]:
        """The temperature's level of the least log loss, and that loss."""
        from scipy.optimize import minimize_scalar

        def loss(level: float) -> float:
            chances = Temperature(level, slope).probabilities(self.scores, self.lengths)
            # Of several right topics any will do: what counts is the probability of the first answer.
            hit = np.where(self.right, chances, 0.0).max(axis=1)
            return float(-(self.weight * np.log(np.maximum(hit, 1e-12))).sum() / self.weight.sum())

        found = minimize_scalar(loss, bounds=(-2.0, 4.0), method="bounded")
        return round(float(found.x), 4), float(found.fun)


def _asked(texts: Sequence[_Text], scores: Sequence[Floats]) -> _Asked:
    chosen, right = [], []
    lengths: list[int] = []
    weight: list[float] = []
    for text, made in zip(texts, scores, strict=True):
        kinds = max(1, len(text.copies) // 2)
        chosen.append(made[:kinds])
        lengths += text.lengths[:kinds]
        weight += [1 / kinds] * kinds
        row = np.zeros((kinds, made.shape[1]), dtype=np.bool_)
        row[:, list(text.truth)] = True
        right.append(row)
    return _Asked(np.concatenate(chosen), np.concatenate(right), np.array(lengths), np.array(weight))


def _calibrated(asked: _Asked, slope: float, precision: float) -> tuple[Temperature, float]:
    """Temperature and threshold on out-of-fold answers. The slope over length stays the old model's."""
    temperature = Temperature(asked.level(slope)[0], slope)
    chances = temperature.probabilities(asked.scores, asked.lengths)
    best = chances.argmax(axis=1)
    hits = asked.right[np.arange(len(best)), best]
    return temperature, sure_threshold(chances.max(axis=1), hits, precision)


def _folded(base: _Base, change: _Change, temperature: Temperature, threshold: float) -> TopicModel:
    """Both models as one; weights as int8, each off by at most half a 127th of its feature's largest."""
    mix = np.eye(len(base.labels)) + change.scores
    weights = (base.weights @ mix).astype(np.float32)
    weights[change.columns] += change.words.astype(np.float32)
    scale = np.abs(weights).max(axis=1) / 127
    useful = scale > 0
    scale = scale[useful]
    rules_only = tuple(code for code in base.model.labels if code not in base.labels)
    return replace(
        base.model,
        labels=(*base.labels, *rules_only),
        grams=base.words.grams[useful],
        idf=base.words.idf[useful].astype(np.float16).astype(np.float32),
        scale=scale.astype(np.float32),
        weights=np.round(weights[useful] / scale[:, None]).astype(np.int8),
        bias=(base.bias @ mix + change.bias).astype(np.float32),
        temperature=temperature,
        threshold=threshold,
    )
