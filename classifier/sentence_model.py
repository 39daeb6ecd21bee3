"""What a sentence says, learnt from examples: log odds for each check that a list of phrases cannot settle.

Rules know phrases; a reader knows the fiftieth way to put the same thing. Two logistic regressions over TF-IDF of
syllable 1- and 2-grams speak for each check: one reads a sentence, the other the whole article, since the same sentence
means one thing in a crime report and another in a lesson of gymnastics. They never flag by themselves: each check
decides what the odds are worth beside its rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

from classifier import model_files
from classifier.text import Doc
from classifier.tokens import Hashes, hashes_of, ngrams

SYLLABLE = re.compile(r"[^\W_]+|[%!?]")
MAX_SENTENCES = 2_000
"""Sentences read of one field; the rest of a longer text is left to the rules."""
MAX_SYLLABLES = 400
"""Syllables read of one sentence."""
CONTEXT = 0.5
"""How much the article counts beside the sentence; .3 to 1 did alike on cases that were not trained on."""
UNREAD = -20.0


@dataclass(frozen=True, eq=False)
class SentenceModel:
    """Shapes: `grams`, `idf` (features,), `weights` (features, 2 · labels), `bias` (2 · labels,): sentence and article.

    `labels` are names of checks.
    """

    labels: tuple[str, ...]
    grams: Hashes
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def load(cls, folder: Traversable) -> SentenceModel:
        """The model in `folder`. Raises `ModelMissing`, `ModelFormat` and `ModelDamaged`."""
        arrays, config = model_files.read(folder, model_files.SENTENCES)
        columns: list[str] = config["labels"]
        return cls(
            tuple(columns[: len(columns) // 2]),
            arrays["grams"],
            arrays["idf"].astype(np.float32),
            arrays["weights"].astype(np.float32) * arrays["scale"][:, None],
            arrays["bias"],
        )

    def odds(self, docs: Sequence[Doc]) -> list[NDArray[np.float32]]:
        """Log odds of shape (sentences, labels) for each field of an article, in the order of `doc.sentences`."""
        read = [words for doc in docs for words in _read(doc)]
        counts = [min(len(doc.sentences), MAX_SENTENCES) for doc in docs]
        total = self._total(read)
        found, at = [], 0
        for doc, count in zip(docs, counts, strict=True):
            one = np.full((len(doc.sentences), len(self.labels)), UNREAD, np.float32)
            one[:count] = total[at : at + count]
            found.append(one)
            at += count
        return found

    def _total(self, read: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        labels = len(self.labels)
        out = np.full((len(read), labels), UNREAD, np.float32)
        lengths = np.array([len(words) for words in read], dtype=np.int64)
        if not lengths.sum():
            return out
        ones = hashes_of([word for words in read for word in words])
        owner = np.repeat(np.arange(len(read)), lengths)
        within = owner[1:] == owner[:-1]  # a pair of syllables counts only inside its sentence
        grams = ngrams(ones)[np.concatenate((np.ones(len(ones), bool), within))]
        owner = np.concatenate((owner, owner[1:][within]))
        place = np.minimum(np.searchsorted(self.grams, grams), len(self.grams) - 1)
        known = self.grams[place] == grams
        place, owner = place[known], owner[known]
        if not len(place):
            return out
        order = np.argsort(owner, kind="stable")
        place, owner = place[order], owner[order]
        values = self.idf[place]
        norms = np.sqrt(np.bincount(owner, values * values, len(read)))
        weighted = self.weights[place, :labels] * (values / norms[owner])[:, None]
        starts = np.flatnonzero(np.diff(owner, prepend=-1))
        alone = np.add.reduceat(weighted, starts, axis=0) + self.bias[:labels]
        every = np.unique(place)
        values = self.idf[every]
        article = values @ self.weights[every, labels:] / np.sqrt(values @ values) + self.bias[labels:]
        out[owner[starts]] = alone + CONTEXT * article
        return out


def _read(doc: Doc) -> list[list[str]]:
    return [SYLLABLE.findall(doc.lower, span.start, span.end)[:MAX_SYLLABLES] for span in doc.sentences[:MAX_SENTENCES]]


@lru_cache(maxsize=1)
def shipped() -> SentenceModel:
    """The model that comes with the desk, read once. Raises like `SentenceModel.load`."""
    return SentenceModel.load(model_files.shipped("checks"))
