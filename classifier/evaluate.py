"""How well a topic model does on labelled texts: macro-F1, each class, confusion, calibration, by source and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from classifier import medtop
from classifier.calibration import Bin, expected_calibration_error, reliability
from classifier.errors import UnknownLabel
from classifier.examples import Example
from classifier.topics import TopicModel


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """Precision, recall and F1 of one label; `support` counts its texts."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Totals over one group of texts. Macro-F1 is over the labels that occur there."""

    texts: int
    macro_f1: float
    accuracy: float
    ece: float
    sure_share: float
    sure_precision: float


@dataclass(frozen=True)
class Report:
    """All figures of one evaluation. `confusion[true][predicted]` counts texts."""

    overall: Figures
    per_class: dict[str, ClassFigures]
    confusion: dict[str, dict[str, int]]
    reliability: tuple[Bin, ...]
    by_source: dict[str, Figures]
    by_year: dict[str, Figures]

    def as_json(self) -> dict[str, Any]:
        """Plain dicts, lists and numbers."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One judged text: the label that counts as its true one, and the model's first answer."""

    true: str
    predicted: str
    probability: float
    sure: bool
    source: str = ""
    year: str = ""


def evaluate(model: TopicModel, examples: Iterable[Example], progress: Callable[[int], None] | None = None) -> Report:
    """Judge the model's first answer for each example; `progress` hears how many are done.

    With a medtop model, a native label that may mean several codes (`classifier.medtop.NATIVE`) counts as
    whichever of them was predicted, else as its usual one. Raises `UnknownLabel` for a label that the model
    can never give.
    """
    verdicts = []
    for done, example in enumerate(examples, start=1):
        accepted = _accepted(model, example)
        best = model.predict(example.title, example.text, limit=1)[0]
        verdicts.append(
            Verdict(
                true=best.code if best.code in accepted else accepted[0],
                predicted=best.code,
                probability=best.probability,
                sure=best.sure,
                source=example.source or "",
                year=str(example.year or ""),
            )
        )
        if progress and done % 500 == 0:
            progress(done)
    return report(verdicts)


def _accepted(model: TopicModel, example: Example) -> tuple[str, ...]:
    if example.label in model.labels:
        return (example.label,)
    target = medtop.mapped(example.label) if model.is_medtop else None
    if target is None:
        raise UnknownLabel(label=example.label, path=example.collection)
    return target.codes


def report(verdicts: Sequence[Verdict]) -> Report:
    """Count verdicts into a report; an empty sequence gives zeros."""
    return Report(
        overall=_figures(verdicts),
        per_class=per_class(verdicts),
        confusion=_confusion(verdicts),
        reliability=reliability([v.probability for v in verdicts], [v.true == v.predicted for v in verdicts]),
        by_source=_grouped(verdicts, lambda verdict: verdict.source),
        by_year=_grouped(verdicts, lambda verdict: verdict.year),
    )


def per_class(verdicts: Sequence[Verdict]) -> dict[str, ClassFigures]:
    """Figures of each label that occurs as true, sorted by label."""
    true = Counter(verdict.true for verdict in verdicts)
    given = Counter(verdict.predicted for verdict in verdicts)
    hits = Counter(verdict.true for verdict in verdicts if verdict.true == verdict.predicted)
    return {
        label: ClassFigures(
            precision=_share(hits[label], given[label]),
            recall=_share(hits[label], support),
            f1=_share(2 * hits[label], support + given[label]),
            support=support,
        )
        for label, support in sorted(true.items())
    }


def _figures(verdicts: Sequence[Verdict]) -> Figures:
    classes = per_class(verdicts)
    right = [verdict.true == verdict.predicted for verdict in verdicts]
    sure = [verdict for verdict in verdicts if verdict.sure]
    bars = reliability([verdict.probability for verdict in verdicts], right)
    return Figures(
        texts=len(verdicts),
        macro_f1=round(sum(c.f1 for c in classes.values()) / len(classes), 4) if classes else 0.0,
        accuracy=_share(sum(right), len(verdicts)),
        ece=round(expected_calibration_error(bars), 4),
        sure_share=_share(len(sure), len(verdicts)),
        sure_precision=_share(sum(v.true == v.predicted for v in sure), len(sure)),
    )


def _confusion(verdicts: Sequence[Verdict]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for (true, predicted), count in sorted(Counter((v.true, v.predicted) for v in verdicts).items()):
        table.setdefault(true, {})[predicted] = count
    return table


def _grouped(verdicts: Sequence[Verdict], key: Callable[[Verdict], str]) -> dict[str, Figures]:
    names = sorted({key(verdict) for verdict in verdicts} - {""})
    return {name: _figures([verdict for verdict in verdicts if key(verdict) == name]) for name in names}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
