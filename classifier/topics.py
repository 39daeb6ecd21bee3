"""Which topics a text is about, and how sure that is.

A linear model over syllable 1- and 2-grams gives each learnt topic a calibrated probability; keyword rules
that travel with the model may raise a topic to their stated probability. Reading a model and sorting with
it need numpy only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier import medtop, model_files
from classifier.calibration import Temperature
from classifier.errors import ModelDamaged, ModelLabels
from classifier.explain import Reason, placed, reasons
from classifier.tokens import Hashes, canonical, hashes_of, ngrams, raw_syllables
from classifier.topic_rules import LEAD, Rule, RuleSet


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of a text. `code` is a `medtop:` code (or the native label), `name` its Vietnamese name.

    `probability` is that the text is about this topic; those of several topics need not sum to 1.
    `sure` holds where the learnt probability reaches the model's threshold of stated precision.
    """

    code: str
    name: str
    probability: float
    sure: bool


@dataclass(frozen=True, eq=False)
class TopicModel:
    """A topic model in memory. Shapes: `grams`, `idf`, `scale` (features,), `weights` (features, learnt)."""

    labels: tuple[str, ...]
    grams: Hashes
    idf: NDArray[np.float32]
    scale: NDArray[np.float32]
    weights: NDArray[np.int8]
    bias: NDArray[np.float32]
    temperature: Temperature
    threshold: float
    rules: RuleSet
    about: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None = None, *, require_medtop: bool = False) -> TopicModel:
        """The model in the folder `path`; None is the one that comes with the desk.

        Raises `ModelMissing`, `ModelFormat`, `ModelDamaged`, and with `require_medtop` `ModelLabels` for a
        model that sorts into anything but IPTC Media Topics.
        """
        folder = model_files.shipped() if path is None else path
        arrays, config = model_files.read(folder)
        learnt: list[str] = config["labels"]
        if require_medtop and not medtop.is_medtop(tuple(learnt)):
            raise ModelLabels(path=folder, labels=", ".join(learnt[:3]) + ("…" if len(learnt) > 3 else ""))
        try:
            rules = RuleSet(
                [Rule(str(r["code"]), float(r["probability"]), tuple(map(str, r["phrases"]))) for r in config["rules"]]
            )
            temperature = Temperature(float(config["temperature"]["level"]), float(config["temperature"]["slope"]))
            threshold = float(config["sure"]["probability"])
        except (KeyError, TypeError, ValueError) as error:
            raise ModelDamaged(path=folder, reason=f"model.json lacks or garbles {error}") from error
        if not all(map(math.isfinite, (temperature.level, temperature.slope, threshold))):
            raise ModelDamaged(path=folder, reason="the calibration is no number")
        only_rules = [rule.code for rule in rules.rules if rule.code not in learnt]
        return cls(
            labels=(*learnt, *only_rules),
            grams=arrays["grams"],
            idf=arrays["idf"].astype(np.float32),
            scale=arrays["scale"],
            weights=arrays["weights"],
            bias=arrays["bias"],
            temperature=temperature,
            threshold=threshold,
            rules=rules,
            about=config,
        )

    def save(self, folder: Path) -> None:
        """Write the model; `load` of the folder gives it back. Raises `OSError`."""
        arrays: model_files.Arrays = {
            name: getattr(self, name) for name in ("grams", "idf", "scale", "weights", "bias")
        }
        config = {
            **self.about,
            "labels": list(self.labels[: len(self.bias)]),
            "temperature": {"level": self.temperature.level, "slope": self.temperature.slope},
            "rules": [
                {"code": rule.code, "probability": rule.probability, "phrases": list(rule.phrases)}
                for rule in self.rules.rules
            ],
        }
        config["sure"] = {**self.about.get("sure", {}), "probability": self.threshold}
        for name in ("format", "version", "sha256"):
            config.pop(name, None)
        model_files.write(folder, arrays, config)

    @property
    def is_medtop(self) -> bool:
        """Whether the labels are top-level IPTC Media Topics."""
        return medtop.is_medtop(self.labels)

    def predict(self, title: str, text: str, limit: int = 3) -> tuple[Topic, ...]:
        """The `limit` likeliest topics, best first. Any two strings give an answer.

        Reads the first `tokens.MAX_SYLLABLES` syllables. A text in which the model knows nothing gets every
        learnt topic at the same low probability, and is sure of none.
        """
        raw = raw_syllables(f"{title[:2000]}\n{text[:_LONGEST_TEXT]}")
        learnt = self._learnt(raw)
        found = dict.fromkeys(self.labels, 0.0) | dict(zip(self.labels, learnt.tolist(), strict=False))
        sure = {code for code, probability in found.items() if probability >= self.threshold}
        for code, probability in self.rules.fire([canonical(one) for one in raw[:LEAD]]).items():
            found[code] = max(found.get(code, 0.0), probability)
        ranked = sorted(found, key=lambda code: -found[code])[:limit]
        return tuple(Topic(code, medtop.name(code), round(found[code], 4), code in sure) for code in ranked)

    def predict_many(self, texts: Iterable[tuple[str, str]], limit: int = 3) -> Iterator[tuple[Topic, ...]]:
        """`predict` for each (title, text), in order, one at a time: memory does not grow with their number."""
        for title, text in texts:
            yield self.predict(title, text, limit)

    def explain(self, title: str, text: str, code: str, limit: int = 6) -> tuple[Reason, ...]:
        """The words that spoke most for `code` against the runner-up, strongest first, rules' phrases before all.

        Of overlapping pieces the longest stands. Empty where nothing spoke for it. Raises `KeyError` for a
        code that the model does not have.
        """
        if code not in self.labels:
            raise KeyError(code)
        syllables = placed(title, text)
        raw = [syllable.raw for syllable in syllables]
        lead = [canonical(one) for one in raw[:LEAD]]
        probability = self.rules.fire(lead).get(code, 0.0)
        phrases = [(start, count) for topic, start, count in self.rules.matches(lead) if topic == code and probability]
        singles, pairs = self._spoke(raw, self.labels.index(code))
        return reasons(title, text, syllables, singles, pairs, phrases, probability, limit)

    def _spoke(self, raw: Sequence[str], label: int) -> tuple[list[float], list[float]]:
        """For each syllable, and for each one with its next: log odds that the n-gram adds to `label`."""
        grams = ngrams(hashes_of(raw))
        if label >= len(self.bias) or not len(grams):
            return [0.0] * len(raw), [0.0] * len(raw)
        distinct, spread, times = np.unique(grams, return_inverse=True, return_counts=True)
        place = np.minimum(np.searchsorted(self.grams, distinct), len(self.grams) - 1)
        values = np.where(self.grams[place] == distinct, (1 + np.log(times)) * self.idf[place], 0.0)
        length = math.sqrt(float(values @ values)) or 1.0
        parts = (values * self.scale[place] / length)[:, None] * self.weights[place].astype(np.float64)
        totals = parts.sum(axis=0) + self.bias
        totals[label] = -np.inf
        steep = self.temperature.steepness(np.array([len(raw)]))[0]
        spoke = (steep * (parts[:, label] - parts[:, int(totals.argmax())]))[spread]
        return spoke[: len(raw)].tolist(), [*spoke[len(raw) :].tolist(), 0.0]

    def _learnt(self, raw: Sequence[str]) -> NDArray[np.float64]:
        grams = np.sort(ngrams(hashes_of(raw)))
        place = np.searchsorted(self.grams, grams)
        place[place == len(self.grams)] = 0
        known, times = _runs(place[self.grams[place] == grams])
        if not len(known):
            return np.full(len(self.bias), 1 / len(self.bias))
        values = (1 + np.log(times)) * self.idf[known]
        values *= self.scale[known] / math.sqrt(float(values @ values))
        scores = values.astype(np.float32) @ self.weights[known].astype(np.float32) + self.bias
        length = np.array([len(raw)])
        return self.temperature.probabilities(scores.astype(np.float64)[None, :], length).ravel()


_LONGEST_TEXT = 24_000


def _runs(ordered: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Distinct values of a sorted array and how often each stands there."""
    if not len(ordered):
        return ordered, np.zeros(0, np.float32)
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return ordered[starts], np.diff(np.append(starts, len(ordered))).astype(np.float32)
