"""Make labelled texts ready to train on: pick their codes, count their n-grams in several copies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from classifier import fit, medtop, relabel
from classifier.calibration import Temperature
from classifier.errors import UnknownLabel
from classifier.examples import Example
from classifier.features import Ints, count, counted, near_copy_groups
from classifier.fit import Copy, Item, Recipe
from classifier.house_style import shape, style_hashes
from classifier.houses import columns
from classifier.relabel import Settled
from classifier.tokens import Hashes, canonicals, hashes, hashes_of, lead_end, raw_syllables, strip_marks
from classifier.topic_rules import LEAD, RULES, RuleSet

Labels = Literal["native", "medtop"]
Progress = Callable[[str, int, int], None]
"""Hears (step, done, of)."""

COPIES = ("whole", "lead", "whole-stripped", "lead-stripped")
_SHORT = 80


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
class Text:
    """One text ready to train on; `copies` in the order of `COPIES`, without the leads where it is short."""

    example: Example
    code: str
    accepted: tuple[str, ...]
    weight: float
    group: int
    length: int
    copies: tuple[Copy, ...]

    def copy(self, at: int) -> Copy:
        """The copy that stands for place `at` of `COPIES`."""
        return self.copies[at if len(self.copies) == len(COPIES) else at // 2]


WRITTEN = "written"
"""The `source` of texts that were written for training, in the manner of today; see `classifier.stack`."""


def prepared(examples: Sequence[Example], config: TrainConfig, hear: Progress) -> list[Text]:
    leads, wholes = [], []
    for done, example in enumerate(examples):
        raw = raw_syllables(f"{example.title}\n{example.text}", config.read)
        wholes.append(hashes_of(raw))
        leads.append(canonicals(raw[:LEAD]))
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
        mass = [example.source != WRITTEN for example in examples]
        chosen = _settled(targets, leads, [hashed[:LEAD] for hashed in wholes], groups, mass, config)
        accepted = [target.codes for target in targets]
        hear("relabel", 1, 1)
    texts = []
    for index, example in enumerate(examples):
        settled = chosen[index]
        if settled is None:
            continue
        copies = _copies_of(example, wholes[index], config)
        length = len(wholes[index])
        texts.append(Text(example, settled.code, accepted[index], settled.weight, int(groups[index]), length, copies))
    return texts


def _copies_of(example: Example, whole: Hashes, config: TrainConfig) -> tuple[Copy, ...]:
    """The copies of `COPIES`; of a short text the whole ones only. House style is that of the same stretch.

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
    mass: Sequence[bool],
    config: TrainConfig,
) -> list[Settled | None]:
    """A code and a weight for each text; a first model, cross-fitted in two halves, helps to choose."""
    rules = RuleSet(RULES)
    seeds = [relabel.seed(target, rules.strengths(lead)) for target, lead in zip(targets, leads, strict=True)]
    chosen = [relabel.settle(target, seed, {}) for target, seed in zip(targets, seeds, strict=True)]
    if all(len(target.codes) == 1 and target.trust == "label" for target in targets):
        return chosen
    usable = np.array(
        [
            seed.code is not None and target.trust != "agreement" and old
            for seed, target, old in zip(seeds, targets, mass, strict=True)
        ]
    )
    docs = [Copy(count(head)) for head in heads]
    labels = sorted({seed.code for seed, use in zip(seeds, usable, strict=True) if use and seed.code})
    half = shuffled(groups, config.seed) % 2
    for side in (0, 1):
        learn, ask = np.flatnonzero(usable & (half != side)), np.flatnonzero(half == side)
        codes = [str(seeds[index].code) for index in learn]
        if len(set(codes)) < 2 or not len(ask):
            continue
        items = [Item(docs[i], labels.index(code), 1.0, 0) for i, code in zip(learn, codes, strict=True)]
        first = fit.fit(items, replace(recipe(len(labels), 0, config), ratio=False))
        even = Temperature(1.1, 0.0).probabilities(
            first.scores([docs[i] for i in ask]), np.full(len(ask), 60, dtype=np.int64)
        )
        for index, row in zip(ask.tolist(), even, strict=True):
            chances = dict(zip(labels, row.tolist(), strict=True))
            chosen[index] = relabel.settle(targets[index], seeds[index], chances)
    return chosen


def recipe(labels: int, houses: int, config: TrainConfig) -> Recipe:
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


def shuffled(groups: Ints, seed: int) -> Ints:
    """A random number for each text, the same within a group."""
    return np.random.default_rng(seed).permutation(int(groups.max()) + 1)[groups]
