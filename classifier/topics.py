"""Which topics a text is about, and how sure that is.

A linear model over syllable 1- and 2-grams gives each learnt topic a calibrated probability; keyword rules
that travel with the model may raise a topic to their stated probability. Reading a model and sorting with
it need numpy only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier import medtop, model_files
from classifier.calibration import Temperature
from classifier.errors import ModelDamaged, ModelLabels
from classifier.explain import Reason, placed, reasons
from classifier.hashed import HashedRows, add_runs, each_once
from classifier.house_style import shape, style_hashes
from classifier.houses import chances, combined
from classifier.text import Doc
from classifier.tokens import MAX_SYLLABLES, Hashes, canonicals, hashes_of, ngrams, raw_syllables
from classifier.topic_rules import LEAD, Rule, RuleSet
from classifier.views import lens, syllable_hashes


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


_Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Block:
    """Weights of one kind of feature: `grams` (sorted), `idf`, `scale` (features,), `weights` (features, columns)."""

    grams: Hashes
    idf: NDArray[np.float32]
    scale: NDArray[np.float32]
    weights: NDArray[np.int8]

    def values(self, grams: Hashes) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Rows of the known ones among `grams`, and their TF-IDF, scaled to length 1, times `scale`."""
        grams = np.sort(grams)
        place = np.searchsorted(self.grams, grams)
        place[place == len(self.grams)] = 0
        known, times = _runs(place[self.grams[place] == grams])
        values = (1 + np.log(times)) * self.idf[known]
        return known, values * self.scale[known] / (math.sqrt(float(values @ values)) or 1.0)

    def outputs(self, grams: Hashes, owner: NDArray[np.intp], count: int) -> tuple[NDArray[np.float32], _Flags]:
        """Numbers of shape (texts, columns), and of which of the `count` texts a gram is known; `owner` tells whose."""
        place, known = self._rows.find(grams)
        owner, place, times = each_once(owner[known], place[known], len(self.grams))
        values = (1 + np.log(times.astype(np.float32))) * self.idf[place]
        norms = np.sqrt(np.bincount(owner, values * values, count)).astype(np.float32)
        values *= self.scale[place] / np.where(norms > 0, norms, np.float32(1))[owner]
        sums = np.zeros((count, self.weights.shape[1]), np.float32)
        add_runs(sums, self.weights.take(place, axis=0) * values[:, None], owner)
        return sums, norms > 0

    @cached_property
    def _rows(self) -> HashedRows:
        return HashedRows(self.grams)


@dataclass(frozen=True, eq=False)
class TopicModel:
    """A topic model in memory. Shapes: `grams`, `idf`, `scale` (features,), `weights` (features, columns).

    There is one column for each learnt label; the labels after those come from rules alone. Only a model of one
    collection's own sections has `houses`, with further columns as `classifier.houses` lays them out, and `style`.
    """

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
    houses: int = 0
    style: Block | None = None

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
            houses=(len(arrays["bias"]) - len(learnt)) // (len(learnt) + 1),
            style=_style(arrays),
        )

    def save(self, folder: Path) -> None:
        """Write the model; `load` of the folder gives it back. Raises `OSError`."""
        arrays: model_files.Arrays = {"bias": self.bias}
        for prefix, block in (("", self._words), ("style_", self.style)):
            if block is not None:
                arrays |= {prefix + name: getattr(block, name) for name in ("grams", "idf", "scale", "weights")}
        config = {
            **self.about,
            "labels": list(self.labels[: self.learnt]),
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
        return self._predict([(title, text)], limit)[0]

    def predict_many(self, texts: Iterable[tuple[str, str]], limit: int = 3) -> Iterator[tuple[Topic, ...]]:
        """`predict` for each (title, text), in order: the same answers, in a fraction of the time.

        A few texts are read ahead, so memory does not grow with their number.
        """
        waiting = iter(texts)
        while chunk := list(islice(waiting, _AT_ONCE)):
            yield from self._predict(chunk, limit)

    def predict_docs(self, articles: Sequence[tuple[Doc, Doc]], limit: int = 3) -> list[tuple[Topic, ...]]:
        """`predict` for titles and texts that are read for other judges too: their words are found once."""
        return self._ranked_all([_read(title, text) for title, text in articles], limit)

    def _predict(self, texts: Sequence[tuple[str, str]], limit: int) -> list[tuple[Topic, ...]]:
        return self._ranked_all([_Read.of(_lead(title, text)) for title, text in texts], limit)

    def _ranked_all(self, texts: Sequence[_Read], limit: int) -> list[tuple[Topic, ...]]:
        return [
            self._ranked(learnt, canonicals(one.lead), limit)
            for learnt, one in zip(self._probabilities(texts).tolist(), texts, strict=True)
        ]

    def _ranked(self, learnt: Sequence[float], lead: Sequence[str], limit: int) -> tuple[Topic, ...]:
        """The likeliest topics by the learnt probabilities and the rules."""
        found = dict.fromkeys(self.labels, 0.0) | dict(zip(self.labels, learnt, strict=False))
        sure = {code for code, probability in found.items() if probability >= self.threshold}
        for code, probability in self.rules.fire(lead).items():
            found[code] = max(found.get(code, 0.0), probability)
        ranked = sorted(found, key=lambda code: -found[code])[:limit]
        return tuple(Topic(code, medtop.name(code), round(found[code], 4), code in sure) for code in ranked)

    def explain(self, title: str, text: str, code: str, limit: int = 6) -> tuple[Reason, ...]:
        """The words that spoke most for `code` against the runner-up, strongest first, rules' phrases before all.

        Of overlapping pieces the longest stands. Empty where nothing spoke for it. Raises `KeyError` for a
        code that the model does not have.
        """
        if code not in self.labels:
            raise KeyError(code)
        syllables = placed(title, text)
        raw = [syllable.raw for syllable in syllables]
        lead = canonicals(raw[:LEAD])
        probability = self.rules.fire(lead).get(code, 0.0)
        phrases = [(start, count) for topic, start, count in self.rules.matches(lead) if topic == code and probability]
        singles, pairs = self._spoke(raw, f"{title}\n{text}"[:_LONGEST_TEXT], self.labels.index(code))
        return reasons(title, text, syllables, singles, pairs, phrases, probability, limit)

    def _spoke(self, raw: Sequence[str], full: str, label: int) -> tuple[list[float], list[float]]:
        """For each syllable, and for each one with its next: log odds that the n-gram adds to `label`."""
        grams = ngrams(hashes_of(raw))
        outputs, any_known = self._outputs([_Read(hashes_of(raw), raw[:LEAD], full)])
        if label >= self.learnt or not any_known[0]:
            return [0.0] * len(raw), [0.0] * len(raw)
        scores = combined(outputs, self.learnt, self.houses)[0]
        scores[label] = -np.inf
        other = int(scores.argmax())
        known, values = self._words.values(grams)
        parts = values[:, None] * self.weights[known]
        if self.houses:
            share = chances(outputs[:, -self.houses :])[0]
            by_house = parts[:, self.learnt : -self.houses].reshape(len(parts), self.houses, self.learnt)
            parts = parts[:, : self.learnt] + (share[None, :, None] * by_house).sum(axis=1)
        spoke = np.zeros(len(self.grams) + 1)
        spoke[known] = self.temperature.steepness(np.array([len(raw)]))[0] * (parts[:, label] - parts[:, other])
        place = np.searchsorted(self.grams, grams)
        hit = self.grams[np.minimum(place, len(self.grams) - 1)] == grams
        each = spoke[np.where(hit, place, len(self.grams))]
        return each[: len(raw)].tolist(), [*each[len(raw) :].tolist(), 0.0]

    @cached_property
    def _words(self) -> Block:
        return Block(self.grams, self.idf, self.scale, self.weights)

    @property
    def learnt(self) -> int:
        """How many of the labels are learnt; they come first."""
        return (len(self.bias) - self.houses) // (self.houses + 1)

    def _outputs(self, texts: Sequence[_Read]) -> tuple[NDArray[np.float64], _Flags]:
        """Numbers of shape (texts, columns), and of which texts the model knows anything."""
        owner = np.repeat(np.arange(len(texts)), [len(one.hashes) for one in texts])
        grams = ngrams(np.concatenate([one.hashes for one in texts]))
        within = np.concatenate((np.ones(len(owner), bool), owner[1:] == owner[:-1]))
        outputs, known = self._words.outputs(grams[within], np.concatenate((owner, owner[1:]))[within], len(texts))
        if self.style is not None:
            marks = [style_hashes(shape(one.full)) for one in texts]
            owner = np.repeat(np.arange(len(texts)), [len(one) for one in marks])
            outputs += self.style.outputs(np.concatenate(marks), owner, len(texts))[0]
        return np.asarray(outputs + self.bias, dtype=np.float64), known

    def _probabilities(self, texts: Sequence[_Read]) -> NDArray[np.float64]:
        """Shape (texts, learnt); a text in which the model knows nothing gets all alike."""
        if not texts:
            return np.zeros((0, self.learnt))
        outputs, known = self._outputs(texts)
        scores = combined(outputs, self.learnt, self.houses)
        found = self.temperature.probabilities(scores, np.array([len(one.hashes) for one in texts]))
        found[~known] = 1 / self.learnt
        return found


@dataclass(frozen=True, eq=False, slots=True)
class _Read:
    """What the model reads of a text: hashes of its first syllables, the first `LEAD` as spelled, and all of it."""

    hashes: Hashes
    lead: Sequence[str]
    full: str

    @classmethod
    def of(cls, full: str) -> _Read:
        raw = raw_syllables(full)
        return cls(hashes_of(raw), raw[:LEAD], full)


def _lead(title: str, text: str) -> str:
    return f"{title[:_LONGEST_TITLE]}\n{text[:_LONGEST_TEXT]}"


def _read(title: Doc, text: Doc) -> _Read:
    full = _lead(title.text, text.text)
    # In a text read without diacritics a few words may still have had some.
    whole = len(title.text) <= _LONGEST_TITLE and len(text.text) <= _LONGEST_TEXT
    if not whole or any(doc.text and lens(doc).plain for doc in (title, text)):
        return _Read.of(full)
    lead = [part for doc in (title, text) for part in islice(filter(None, lens(doc).index.parts), LEAD)]
    hashes = np.concatenate((syllable_hashes(title), syllable_hashes(text)))
    return _Read(hashes[:MAX_SYLLABLES], lead[:LEAD], full)


def _style(arrays: model_files.Arrays) -> Block | None:
    if "style_grams" not in arrays:
        return None
    idf = arrays["style_idf"].astype(np.float32)
    return Block(arrays["style_grams"], idf, arrays["style_scale"], arrays["style_weights"])


_LONGEST_TITLE, _LONGEST_TEXT = 2_000, 24_000
_AT_ONCE = 16


def _runs(ordered: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Distinct values of a sorted array and how often each stands there."""
    if not len(ordered):
        return ordered, np.zeros(0, np.float32)
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return ordered[starts], np.diff(np.append(starts, len(ordered))).astype(np.float32)
