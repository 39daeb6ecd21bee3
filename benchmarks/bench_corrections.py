"""What a few labels of a new publisher bring: macro-F1 on its other texts, ours stacked beside both of its parts.

    python -m benchmarks.bench_corrections --data vntc10_train.jsonl.xz                     # each publisher in turn
    python -m benchmarks.bench_corrections --data vntc10_train.jsonl.xz --publisher thanhnien.vn
    python -m benchmarks.bench_corrections --data vntc10_train.jsonl.xz --new baomoi2018.jsonl.xz

A model is trained with the files' own labels on all publishers but one (`--publisher`, by the field `source`), or on
all of `--data` with Media Topics, where `--new` is the new publisher (of its labels those that mean one topic). Of that
publisher's texts some are labelled and the rest, `--test` at most, are the test; near copies stay together. Three
models stand beside each other: the old one alone, one trained on the labels alone with the same recipe, and
`classifier.adapt`, which itself keeps a quarter of the labels for its own test. "kept": whether the desk would have
taken the new model into use. Takes some minutes a publisher.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from classifier import medtop
from classifier.adapt import AdaptConfig, Labelled, adapt, judged
from classifier.errors import TooFewLabels, TooLittleData
from classifier.evaluate import Figures
from classifier.examples import Example, read_all
from classifier.features import near_copy_groups
from classifier.tokens import hashes
from classifier.topics import TopicModel
from classifier.train import TrainConfig, train

_START = datetime(2026, 1, 1, tzinfo=UTC)
_NATIVE = TrainConfig(labels="native", least_house=10**9, least_style_df=10**9)
"""Without weights for single publishers: a desk's model has none."""


def labelled(examples: Sequence[Example], code_of: dict[str, str], seed: int) -> list[Labelled]:
    """The texts in a random order, in which they count as published, one an hour; near copies side by side."""
    groups = near_copy_groups([hashes(f"{one.title}\n{one.text}", 600) for one in examples])
    shuffled = np.random.default_rng(seed).permutation(int(groups.max()) + 1)[groups]
    order = np.argsort(shuffled, kind="stable").tolist()
    return [
        Labelled(
            examples[i].id,
            examples[i].title,
            examples[i].text,
            (code_of[examples[i].label],),
            _START + timedelta(hours=hour),
            examples[i].source or "",
        )
        for hour, i in enumerate(order)
    ]


def compare(old: TopicModel, texts: Sequence[Labelled], sizes: Sequence[int], most: int) -> None:
    """Print one line for each number of labels."""
    test = texts[max(sizes) :][:most]
    print(f"{len(test)} test texts, {len({text.codes for text in test})} topics")
    print(f"{'labels':>7}{'old alone':>11}{'in-domain alone':>17}{'stacked':>9}{'ECE old':>9}{'stacked':>9}", end="")
    print(f"{'sure, right: old':>21}{'stacked':>17}{'kept':>6}{'CPU s':>7}")
    before = judged(old, test).overall
    for size in sizes:
        shown: Figures | None = None
        alone, kept, began = "–", "–", time.process_time()
        if size:
            try:
                made = adapt(old, texts[:size], AdaptConfig())
                shown, kept = judged(made.model, test).overall, "yes" if made.no_worse else "no"
            except TooFewLabels as error:
                kept = f"-{error.fields['missing']}"
        spent = time.process_time() - began
        if size:
            alone = in_domain(texts[:size], test)
        after = shown or before
        print(
            f"{size:7}{before.macro_f1:11.3f}{alone:>17}{after.macro_f1:9.3f}{before.ece:9.3f}{after.ece:9.3f}"
            f"{before.sure_share:14.2f} {before.sure_precision:6.3f}"
            f"{after.sure_share:10.2f} {after.sure_precision:6.3f}"
            f"{kept:>6}{spent:7.1f}",
            flush=True,
        )


def in_domain(texts: Sequence[Labelled], test: Sequence[Labelled]) -> str:
    """Macro-F1 of a model that was trained on the labels alone."""
    known = [Example(one.id, one.title, one.text, one.codes[0]) for one in texts]
    try:
        model = train(known, replace(_NATIVE, least_texts=2, least_df=2))
    except TooLittleData:
        return "too few"
    return f"{judged(model, test).overall.macro_f1:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", type=Path, default=[], help="labelled JSON lines, plain or xz")
    parser.add_argument("--publisher", nargs="*", default=[], help="publishers to hold out; else all that are named")
    parser.add_argument("--new", type=Path, help="texts of a new publisher, instead of holding one out")
    parser.add_argument("--labels", nargs="+", type=int, default=[0, 100, 300, 600])
    parser.add_argument("--test", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    if not given.data:
        print("bench_corrections: nothing to do without --data (see --help)")
        return
    examples = read_all(given.data)
    if given.new:
        old = train(examples, TrainConfig())
        codes = {label: target.codes[0] for label, target in medtop.NATIVE.items() if len(target.codes) == 1}
        new = [one for one in read_all([given.new]) if one.label in codes]
        print(f"== {given.new.name}")
        compare(old, labelled(new, codes, given.seed), given.labels, given.test)
        return
    named = Counter(one.source for one in examples if one.source)
    for publisher in given.publisher or sorted(named):
        old = train([one for one in examples if one.source != publisher], _NATIVE)
        new = [one for one in examples if one.source == publisher]
        print(f"== {publisher}")
        compare(old, labelled(new, {one.label: one.label for one in new}, given.seed), given.labels, given.test)


if __name__ == "__main__":
    main()
