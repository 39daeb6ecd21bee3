"""Train a topic model from labelled texts; the same texts, configuration and library give the same bytes.

Every text is trained on four times: whole, its first 60 syllables (what a headline with a lead looks like),
and both without diacritics. Classes weigh alike whatever their number of texts, since that number is an
accident of the collection.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from classifier import fit, medtop, relabel
from classifier.calibration import Temperature, fit_temperature, sure_threshold
from classifier.errors import TooLittleData, UnknownLabel
from classifier.evaluate import Report, Verdict, report
from classifier.examples import Example
from classifier.features import Ints, Vocabulary, count, counted, near_copy_groups
from classifier.fit import Copy, Fitted, Item, Recipe
from classifier.house_style import shape, style_hashes
from classifier.houses import columns
from classifier.relabel import Settled
from classifier.tokens import Hashes, canonical, hashes, hashes_of, lead_end, raw_syllables, strip_marks
from classifier.topic_rules import LEAD, RULES, RuleSet
from classifier.topics import Block, TopicModel

Labels = Literal["native", "medtop"]
Progress = Callable[[str, int, int], None]
"""Hears (step, done, of); the steps are `STEPS`."""

STEPS = ("read", "relabel", "cross-source", "in-domain", "fit")
LICENCES: Mapping[str, str] = {
    "vntc10_train": "MIT (duyvuleo/VNTC); Hoang, Dinh, Nguyen, Ngo, RIVF 2007",
    "vntc27": "MIT (duyvuleo/VNTC); Hoang, Dinh, Nguyen, Ngo, RIVF 2007",
    "baomoi2018": "GPL-3.0 (magizbox/underthesea.classification)",
}
_SHORT = 80
_ONLY_BY_RULE_BELOW = 150
_COPIES = ("whole", "lead", "whole-stripped", "lead-stripped")
Truth = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """`labels`: keep the data's own, or map onto Media Topics. `penalty` is LinearSVC's C.

    `read`: syllables of a text trained on. `least_texts` of a topic, `least_df` of an n-gram, `least_style_df` of
    a run of signs. `least_house`: texts from which on a publisher gets weights of its own (native labels
    only). `most_bytes` bounds the weights. `precision` is what "sure" promises on held-out texts.
    """

    labels: Labels = "medtop"
    seed: int = 0
    penalty: float = 0.5
    read: int = 600
    least_texts: int = 10
    least_df: int = 3
    least_style_df: int = 20
    least_house: int = 500
    most_features: int = 350_000
    most_bytes: int = 20_000_000
    precision: float = 0.95


@dataclass(frozen=True, slots=True)
class _Text:
    """One text ready to train on; `copies` in the order of `_COPIES`, without the leads where it is short."""

    example: Example
    code: str
    accepted: tuple[str, ...]
    weight: float
    group: int
    length: int
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class _HeldOut:
    """Scores of texts by models that did not see them, once for each kind of copy."""

    texts: list[_Text]
    scores: dict[str, NDArray[np.float64]]

    def joined(self, other: _HeldOut) -> _HeldOut:
        return _HeldOut(
            self.texts + other.texts,
            {kind: np.concatenate((mine, other.scores[kind])) for kind, mine in self.scores.items()},
        )


def train(examples: Sequence[Example], config: TrainConfig, progress: Progress | None = None) -> TopicModel:
    """A model with its held-out figures in `about`.

    Probabilities are calibrated, and the threshold of "sure" set, on held-out texts: of publishers not trained
    on where the labels are Media Topics (the desk reads others than the data has), else of the same ones.
    Raises `UnknownLabel` (medtop labels, and one that the table lacks) and `TooLittleData`.
    """
    hear = progress or (lambda _step, _done, _of: None)
    texts = _prepared(examples, config, hear)
    kept = _enough(Counter(text.code for text in texts), config)
    texts = [text for text in texts if text.code in kept]
    labels = tuple(sorted(kept))
    if len(labels) < 2:
        raise TooLittleData(reason=f"{len(labels)} topics with enough texts", least=config.least_texts)
    truth = {label: index for index, label in enumerate(labels)}

    folds = _source_folds(texts, config)
    other = _cross(texts, folds, labels, config, hear) if folds is not None else None
    hear("in-domain", 0, 1)
    same = _within(texts, labels, config)
    hear("in-domain", 1, 1)
    use_other = config.labels == "medtop" and other is not None
    basis = other if use_other and other is not None else same
    temperature, threshold = _calibrated(basis, truth, config)
    hear("fit", 0, 1)
    final = _fit(texts, labels, config)
    hear("fit", 1, 1)
    figures = {
        name: _figures(held, labels, temperature, threshold)
        for name, held in (("in-domain", same), ("cross-source", other))
        if held is not None
    }
    about = {
        "config": asdict(config),
        "sure": {"precision": config.precision, "held-out": "cross-source" if use_other else "in-domain"},
        "training": _training(examples, texts),
        "figures": {name: {kind: one.as_json() for kind, one in kinds.items()} for name, kinds in figures.items()},
    }
    return _packed(final, labels, temperature, threshold, RuleSet(RULES if config.labels == "medtop" else ()), about)


def _prepared(examples: Sequence[Example], config: TrainConfig, hear: Progress) -> list[_Text]:
    leads, wholes = [], []
    for done, example in enumerate(examples):
        raw = raw_syllables(f"{example.title}\n{example.text}", config.read)
        wholes.append(hashes_of(raw))
        leads.append([canonical(one) for one in raw[:LEAD]])
        if done % 1000 == 0:
            hear("read", done, len(examples))
    groups = near_copy_groups(wholes)
    hear("read", len(examples), len(examples))
    if config.labels == "native":
        chosen: list[Settled | None] = [Settled(example.label, 1.0) for example in examples]
        accepted: list[tuple[str, ...]] = [(example.label,) for example in examples]
    else:
        hear("relabel", 0, 1)
        targets = [_target(example) for example in examples]
        chosen = _settled(targets, leads, [hashed[:LEAD] for hashed in wholes], groups, config)
        accepted = [target.codes for target in targets]
        hear("relabel", 1, 1)
    texts = []
    for index, example in enumerate(examples):
        settled = chosen[index]
        if settled is None:
            continue
        copies = _copies_of(example, wholes[index], config)
        length = len(wholes[index])
        texts.append(_Text(example, settled.code, accepted[index], settled.weight, int(groups[index]), length, copies))
    return texts


def _copies_of(example: Example, whole: Hashes, config: TrainConfig) -> tuple[Copy, ...]:
    """The copies of `_COPIES`; of a short text the whole ones only. House style is that of the same stretch.

    Copies without diacritics are set on one line, since text that lost its marks has often lost its lines too.
    """
    full = f"{example.title}\n{example.text}"[:24_000]
    stripped = hashes(strip_marks(full), config.read)
    short = len(whole) <= _SHORT
    words = (whole, stripped) if short else (whole, whole[:LEAD], stripped, stripped[:LEAD])
    if config.labels == "medtop":
        return tuple(Copy(count(one)) for one in words)
    cut = lead_end(full, LEAD)
    shapes = (
        ((full, False), (full, True))
        if short
        else ((full, False), (full[:cut], False), (full, True), (full[:cut], True))
    )
    return tuple(
        Copy(count(one), counted(style_hashes(shape(text, one_line=flat))))
        for one, (text, flat) in zip(words, shapes, strict=True)
    )


def _target(example: Example) -> medtop.Mapped:
    target = medtop.mapped(example.label)
    if target is None:
        raise UnknownLabel(label=example.label, path=example.collection)
    return target


def _settled(
    targets: Sequence[medtop.Mapped],
    leads: Sequence[Sequence[str]],
    heads: Sequence[NDArray[np.uint32]],
    groups: Ints,
    config: TrainConfig,
) -> list[Settled | None]:
    """A code and a weight for each text; a first model, cross-fitted in two halves, helps to choose."""
    rules = RuleSet(RULES)
    seeds = [relabel.seed(target, rules.strengths(lead)) for target, lead in zip(targets, leads, strict=True)]
    chosen = [relabel.settle(target, seed, {}) for target, seed in zip(targets, seeds, strict=True)]
    if all(len(target.codes) == 1 and target.trust == "label" for target in targets):
        return chosen
    usable = np.array(
        [seed.code is not None and target.trust != "agreement" for seed, target in zip(seeds, targets, strict=True)]
    )
    docs = [Copy(count(head)) for head in heads]
    labels = sorted({seed.code for seed, use in zip(seeds, usable, strict=True) if use and seed.code})
    half = _shuffled(groups, config.seed) % 2
    for side in (0, 1):
        learn, ask = np.flatnonzero(usable & (half != side)), np.flatnonzero(half == side)
        codes = [str(seeds[index].code) for index in learn]
        if len(set(codes)) < 2 or not len(ask):
            continue
        items = [Item(docs[i], labels.index(code), 1.0, 0) for i, code in zip(learn, codes, strict=True)]
        first = fit.fit(items, _recipe(len(labels), 0, config))
        even = Temperature(1.1, 0.0).probabilities(
            first.scores([docs[i] for i in ask]), np.full(len(ask), 60, dtype=np.int64)
        )
        for index, row in zip(ask.tolist(), even, strict=True):
            chances = dict(zip(labels, row.tolist(), strict=True))
            chosen[index] = relabel.settle(targets[index], seeds[index], chances)
    return chosen


def _enough(found: Counter[str], config: TrainConfig) -> set[str]:
    ruled = {rule.code for rule in RULES} if config.labels == "medtop" else set()
    small = config.least_texts
    return {
        code
        for code, number in found.items()
        if number >= (max(small, _ONLY_BY_RULE_BELOW) if code in ruled and len(found) > 2 else small)
    }


def _shuffled(groups: Ints, seed: int) -> Ints:
    """A random number for each text, the same within a group."""
    return np.random.default_rng(seed).permutation(int(groups.max()) + 1)[groups]


def _source_folds(texts: Sequence[_Text], config: TrainConfig) -> Ints | None:
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
    dealt = _shuffled(np.array([text.group for text in texts]), config.seed) % 2 + 2
    return np.array([side.get(text.example.source or "", int(dealt[i])) for i, text in enumerate(texts)])


def _cross(texts: Sequence[_Text], folds: Ints, labels: Sequence[str], config: TrainConfig, hear: Progress) -> _HeldOut:
    parts = []
    for side in (0, 1):
        hear("cross-source", side, 2)
        fitted = _fit([text for text, fold in zip(texts, folds, strict=True) if fold % 2 != side], labels, config)
        parts.append(_held(fitted, [text for text, fold in zip(texts, folds, strict=True) if fold == side], config))
    hear("cross-source", 2, 2)
    return parts[0].joined(parts[1])


def _within(texts: Sequence[_Text], labels: Sequence[str], config: TrainConfig) -> _HeldOut:
    part = _shuffled(np.array([text.group for text in texts]), config.seed) % 5
    fitted = _fit([text for text, fold in zip(texts, part, strict=True) if fold != 0], labels, config)
    return _held(fitted, [text for text, fold in zip(texts, part, strict=True) if fold == 0], config)


def _held(fitted: Fitted, texts: list[_Text], config: TrainConfig) -> _HeldOut:
    if not texts:
        raise TooLittleData(reason="nothing to hold out: the texts are near copies", least=config.least_texts)

    def copy(text: _Text, kind: int) -> Copy:
        return text.copies[kind if len(text.copies) == len(_COPIES) else kind // 2]

    scores = {name: fitted.scores([copy(text, kind) for text in texts]) for kind, name in enumerate(_COPIES)}
    return _HeldOut(texts, scores)


def _fit(texts: Sequence[_Text], labels: Sequence[str], config: TrainConfig) -> Fitted:
    place = {label: index for index, label in enumerate(labels)}
    house = _houses(texts, config)
    items = [
        Item(
            doc,
            place[text.code],
            text.weight,
            text.group,
            house.get(text.example.source or "", -1),
            number in (0, last),
        )
        for text in texts
        for last in (len(text.copies) - 1,)
        for number, doc in enumerate(text.copies)
    ]
    return fit.fit(items, _recipe(len(labels), len(house), config))


def _houses(texts: Sequence[_Text], config: TrainConfig) -> dict[str, int]:
    """Publishers (and "" for texts without one) with enough texts for weights of their own, where there are two."""
    if config.labels == "medtop":
        return {}
    sizes = Counter(text.example.source or "" for text in texts)
    names = sorted(name for name, size in sizes.items() if size >= config.least_house)
    return {name: index for index, name in enumerate(names)} if len(names) > 1 else {}


def _recipe(labels: int, houses: int, config: TrainConfig) -> Recipe:
    native = config.labels == "native"
    return Recipe(
        labels=labels,
        houses=houses,
        penalty=config.penalty,
        least_df=config.least_df,
        least_style_df=config.least_style_df,
        most_features=min(config.most_features, config.most_bytes // (columns(labels, houses) + 10)),
        balanced=not native,
        ratio=native,
        seed=config.seed,
    )


def _calibrated(held: _HeldOut, place: Mapping[str, int], config: TrainConfig) -> tuple[Temperature, float]:
    """Temperature over whole texts and leads; threshold that keeps the stated precision over both."""
    kinds = ("whole", "lead")
    scores = np.concatenate([held.scores[kind] for kind in kinds])
    whole = np.array([text.length for text in held.texts])
    lengths = np.concatenate((whole, np.minimum(whole, LEAD)))
    truth = np.array([place[text.code] for text in held.texts] * 2)
    temperature = fit_temperature(scores, truth, lengths, np.array([text.weight for text in held.texts] * 2))
    chances = temperature.probabilities(scores, lengths)
    threshold = sure_threshold(chances.max(axis=1), chances.argmax(axis=1) == truth, config.precision)
    return temperature, threshold


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


def _training(examples: Sequence[Example], texts: Sequence[_Text]) -> list[dict[str, Any]]:
    given = Counter(example.collection for example in examples)
    used = Counter(text.example.collection for text in texts)
    return [
        {
            "collection": name,
            "licence": LICENCES.get(name, "not stated"),
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
