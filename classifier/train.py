"""Train a topic model from labelled texts; the same texts, configuration and library give the same bytes.

Every text is trained on four times: whole, its first 60 syllables (what a headline with a lead looks like),
and both without diacritics. Classes weigh alike whatever their number of texts, since that number is an
accident of the collection.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier import fit
from classifier.calibration import Temperature, fit_temperature, sure_threshold
from classifier.errors import TooLittleData
from classifier.evaluate import Report, Verdict, report
from classifier.examples import Example
from classifier.features import Ints, Vocabulary
from classifier.fit import Fitted, Item
from classifier.prepare import COPIES, WRITTEN, Progress, Text, prepared, recipe, shuffled
from classifier.prepare import TrainConfig as TrainConfig
from classifier.stack import out_of_fold, stacked
from classifier.topic_rules import LEAD, RULES, RuleSet
from classifier.topics import Block, TopicModel

STEPS = ("read", "relabel", "cross-source", "in-domain", "fit")
"""Steps that `train` tells its progress of."""
LICENCES: Mapping[str, str] = {
    "vntc10_train": "MIT (duyvuleo/VNTC); Hoang, Dinh, Nguyen, Ngo, RIVF 2007",
    "vntc27": "MIT (duyvuleo/VNTC); Hoang, Dinh, Nguyen, Ngo, RIVF 2007",
    "baomoi2018": "GPL-3.0 (magizbox/underthesea.classification)",
    "written": "Apache-2.0, written for this project (`classifier/written`)",
}
_ONLY_BY_RULE_BELOW = 150
_WRITTEN_LEAST = 8
_WRITTEN_PARTS = 5


@dataclass(frozen=True, slots=True)
class _HeldOut:
    """Scores of texts by models that did not see them, once for each kind of copy."""

    texts: list[Text]
    scores: dict[str, NDArray[np.float64]]

    def joined(self, other: _HeldOut) -> _HeldOut:
        return _HeldOut(
            self.texts + other.texts,
            {kind: np.concatenate((mine, other.scores[kind])) for kind, mine in self.scores.items()},
        )


@dataclass(frozen=True)
class _Task:
    """What is fitted: `first` labels from the mass of texts, then all `labels` from the written ones on top."""

    config: TrainConfig
    first: tuple[str, ...]
    labels: tuple[str, ...]
    written: list[Text]

    def fitted(self, texts: Sequence[Text]) -> Fitted:
        """A model of these texts, taught by all written ones."""
        first = self.first_of(texts)
        return stacked(first, self.places(), self.items(), len(self.labels)) if self.written else first

    def first_of(self, texts: Sequence[Text]) -> Fitted:
        place = {label: index for index, label in enumerate(self.first)}
        house = _houses(texts, self.config)
        items = [
            Item(copy, place[text.code], text.weight, text.group, house.get(text.example.source or "", -1), guess)
            for text in texts
            for copy, guess in zip(text.copies, _ends(len(text.copies)), strict=True)
        ]
        return fit.fit(items, recipe(len(self.first), len(house), self.config))

    def items(self) -> list[Item]:
        """The written texts' copies, each text weighing 1 together."""
        return [
            Item(copy, self.labels.index(text.code), 1 / len(text.copies), text.group)
            for text in self.written
            for copy in text.copies
        ]

    def places(self) -> list[int]:
        """Where the first labels stand among all."""
        return [self.labels.index(label) for label in self.first]


def train(examples: Sequence[Example], config: TrainConfig, progress: Progress | None = None) -> TopicModel:
    """A model with its held-out figures in `about`.

    Probabilities are calibrated, and the threshold of "sure" set, on held-out texts: of publishers not trained
    on, and written ones, where the labels are Media Topics (the desk reads others than the data has), else of the
    same publishers. Raises `UnknownLabel` (medtop labels, and one that the table lacks) and `TooLittleData`.
    """
    hear = progress or (lambda _step, _done, _of: None)
    texts, task = _task(prepared(examples, config, hear), config)
    place = {label: index for index, label in enumerate(task.labels)}

    folds = _source_folds(texts, config)
    other = _cross(texts, folds, task, hear) if folds is not None else None
    hear("in-domain", 0, 1)
    same = _within(texts, task)
    hear("in-domain", 1, 1)
    hear("fit", 0, 1)
    first = task.first_of(texts)
    final = stacked(first, task.places(), task.items(), len(task.labels)) if task.written else first
    held = {"in-domain": same, "cross-source": other, "written": _written(first, task) if task.written else None}
    hear("fit", 1, 1)
    basis = [name for name in ("cross-source", "written") if config.labels == "medtop" and held[name]] or ["in-domain"]
    temperature, threshold = _calibrated([one for name in basis if (one := held[name])], place, config)
    about = {
        "config": asdict(config),
        "sure": {"precision": config.precision, "held-out": " + ".join(basis)},
        "training": _training(examples, texts + task.written),
        "figures": {
            name: {kind: one.as_json() for kind, one in _figures(kept, task.labels, temperature, threshold).items()}
            for name, kept in held.items()
            if kept is not None
        },
    }
    rules = RuleSet(RULES if config.labels == "medtop" else ())
    return _packed(final, task.labels, temperature, threshold, rules, about)


def _task(texts: list[Text], config: TrainConfig) -> tuple[list[Text], _Task]:
    """The mass of texts whose topics have enough of them, and what is to be fitted."""
    late = [text for text in texts if config.labels == "medtop" and text.example.source == WRITTEN]
    mass = [text for text in texts if text.example.source != WRITTEN] if late else texts
    if not mass:
        late, mass = [], texts
    kept = _enough(Counter(text.code for text in mass), config)
    mass = [text for text in mass if text.code in kept]
    if len(kept) < 2:
        raise TooLittleData(reason=f"{len(kept)} topics with enough texts", least=config.least_texts)
    told = {code for code, number in Counter(text.code for text in late).items() if number >= _WRITTEN_LEAST}
    written = [text for text in late if text.code in told]
    return mass, _Task(config, tuple(sorted(kept)), tuple(sorted(kept | told)), written)


def _ends(count: int) -> list[bool]:
    """True for the first and the last: the guess of a house needs no more copies of a text."""
    return [number in (0, count - 1) for number in range(count)]


def _written(first: Fitted, task: _Task) -> _HeldOut | None:
    """Scores of the written texts by models taught by the others; None where they are near copies of each other."""
    part = shuffled(np.array([text.group for text in task.written]), task.config.seed) % _WRITTEN_PARTS
    codes = [
        {text.code for text, one in zip(task.written, part, strict=True) if one != side} for side in np.unique(part)
    ]
    if min(map(len, codes)) < 2:
        return None
    item_part = np.repeat(part, [len(text.copies) for text in task.written])
    asked = [[text.copy(at) for text in task.written] for at in range(len(COPIES))]
    scores = out_of_fold(first, task.places(), task.items(), item_part, asked, part, len(task.labels))
    return _HeldOut(task.written, dict(zip(COPIES, scores, strict=True)))


def _enough(found: Counter[str], config: TrainConfig) -> set[str]:
    ruled = {rule.code for rule in RULES} if config.labels == "medtop" else set()
    small = config.least_texts
    return {
        code
        for code, number in found.items()
        if number >= (max(small, _ONLY_BY_RULE_BELOW) if code in ruled and len(found) > 2 else small)
    }


def _source_folds(texts: Sequence[Text], config: TrainConfig) -> Ints | None:
    """Two folds with each publisher whole in one; None with fewer than two publishers that can be held out.

    A publisher with over a third of the texts, or a text without one, is dealt out by near-copy group, and
    marked by adding 2: it is trained on but not counted among texts of unseen publishers.
    """
    sizes = Counter(text.example.source for text in texts if text.example.source)
    whole = [(size, name) for name, size in sizes.items() if 20 <= size <= len(texts) / 3]
    if len(whole) < 2:
        return None
    weight, side = [0, 0], {}
    for size, name in sorted(whole, reverse=True):
        lighter = int(weight[1] < weight[0])
        weight[lighter] += size
        side[name] = lighter
    dealt = shuffled(np.array([text.group for text in texts]), config.seed) % 2 + 2
    return np.array([side.get(text.example.source or "", int(dealt[i])) for i, text in enumerate(texts)])


def _cross(texts: Sequence[Text], folds: Ints, task: _Task, hear: Progress) -> _HeldOut:
    parts = []
    for side in (0, 1):
        hear("cross-source", side, 2)
        fitted = task.fitted([text for text, fold in zip(texts, folds, strict=True) if fold % 2 != side])
        parts.append(_held(fitted, [text for text, fold in zip(texts, folds, strict=True) if fold == side]))
    hear("cross-source", 2, 2)
    return parts[0].joined(parts[1])


def _within(texts: Sequence[Text], task: _Task) -> _HeldOut:
    part = shuffled(np.array([text.group for text in texts]), task.config.seed) % 5
    asked = [text for text, fold in zip(texts, part, strict=True) if fold == 0]
    if not asked:
        raise TooLittleData(reason="nothing to hold out: the texts are near copies", least=task.config.least_texts)
    return _held(task.fitted([text for text, fold in zip(texts, part, strict=True) if fold != 0]), asked)


def _held(fitted: Fitted, texts: list[Text]) -> _HeldOut:
    return _HeldOut(texts, {kind: fitted.scores([text.copy(at) for text in texts]) for at, kind in enumerate(COPIES)})


def _houses(texts: Sequence[Text], config: TrainConfig) -> dict[str, int]:
    """Publishers (and "" for texts without one) with enough texts for weights of their own, where there are two."""
    if config.labels == "medtop":
        return {}
    sizes = Counter(text.example.source or "" for text in texts)
    names = sorted(name for name, size in sizes.items() if size >= config.least_house)
    return {name: index for index, name in enumerate(names)} if len(names) > 1 else {}


def _calibrated(bases: Sequence[_HeldOut], place: Mapping[str, int], config: TrainConfig) -> tuple[Temperature, float]:
    """Temperature over whole texts and leads of all bases alike; threshold that keeps the precision on each."""
    scores, lengths, truth, weights = [], [], [], []
    for held in bases:
        whole = np.array([text.length for text in held.texts])
        share = np.array([text.weight for text in held.texts] * 2)
        scores.append(np.concatenate([held.scores[kind] for kind in ("whole", "lead")]))
        lengths.append(np.concatenate((whole, np.minimum(whole, LEAD))))
        truth.append(np.array([place[text.code] for text in held.texts] * 2))
        weights.append(share / share.sum())
    temperature = fit_temperature(*map(np.concatenate, (scores, truth, lengths, weights)))
    thresholds = []
    for score, length, true in zip(scores, lengths, truth, strict=True):
        chances = temperature.probabilities(score, length)
        right = chances.argmax(axis=1) == true
        thresholds.append(sure_threshold(chances.max(axis=1), right, config.precision))
    return temperature, max(thresholds)


def _figures(held: _HeldOut, labels: Sequence[str], temperature: Temperature, threshold: float) -> dict[str, Report]:
    """Figures of the learnt part alone, without rules, for each kind of copy."""
    whole = np.array([text.length for text in held.texts])
    reports = {}
    for kind, scores in held.scores.items():
        lengths = np.minimum(whole, LEAD) if kind.startswith("lead") else whole
        chances = temperature.probabilities(scores, lengths)
        verdicts = []
        for text, row in zip(held.texts, chances, strict=True):
            best = labels[int(row.argmax())]
            true = best if best in text.accepted else text.code
            sure = bool(row.max() >= threshold)
            verdicts.append(Verdict(true, best, float(row.max()), sure, text.example.source or ""))
        reports[kind] = report(verdicts)
    return reports


def _training(examples: Sequence[Example], texts: Sequence[Text]) -> list[dict[str, Any]]:
    given = Counter(example.collection for example in examples)
    used = Counter(text.example.collection for text in texts)
    return [
        {
            "collection": name,
            "licence": LICENCES.get(WRITTEN if name.startswith(WRITTEN) else name, "not stated"),
            "texts": given[name],
            "used": used[name],
            "labels": dict(sorted(Counter(t.code for t in texts if t.example.collection == name).items())),
        }
        for name in sorted(given)
    ]


def _packed(
    fitted: Fitted,
    labels: tuple[str, ...],
    temperature: Temperature,
    threshold: float,
    rules: RuleSet,
    about: dict[str, Any],
) -> TopicModel:
    """Weights as int8 with one scale a feature: each is off by at most half a 127th of the row's largest."""
    only_rules = tuple(rule.code for rule in rules.rules if rule.code not in labels)
    split = len(fitted.words.grams)
    words = _block(fitted.words, fitted.coefficients[:split])
    return TopicModel(
        labels=(*labels, *only_rules),
        grams=words.grams,
        idf=words.idf,
        scale=words.scale,
        weights=words.weights,
        bias=fitted.bias.astype(np.float32),
        temperature=temperature,
        threshold=threshold,
        rules=rules,
        about=about,
        houses=fitted.houses,
        style=_block(fitted.style, fitted.coefficients[split:] * fit.STYLE) if len(fitted.style.grams) else None,
    )


def _block(words: Vocabulary, coefficients: NDArray[np.float64]) -> Block:
    scale = np.abs(coefficients).max(axis=1, initial=0.0) / 127
    useful = np.flatnonzero(scale > 0)
    words, scale = words.pick(useful), scale[useful]
    return Block(
        grams=words.grams,
        idf=words.idf.astype(np.float16).astype(np.float32),
        scale=scale.astype(np.float32),
        weights=np.round(coefficients[useful] / scale[:, None]).astype(np.int8),
    )
