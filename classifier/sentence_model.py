"""What a sentence does, learnt from examples: a linear score for each check that words alone cannot settle.

Rules know phrases; a reader knows the fiftieth way to put the same thing. The model is logistic regression over
TF-IDF of syllable 1- and 2-grams of one sentence, one column a check. It never flags by itself: each check decides what a
score is worth beside its rules. All columns are computed in one pass over the text, once a `Doc`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

from classifier import model_files
from classifier.text import Doc
from classifier.tokens import Hashes, hashes_of, ngrams

_SYLLABLE = re.compile(r"[^\W_]+|[%!?]")
MAX_SENTENCES = 2_000
"""Sentences read of one field; a longer text's rest is left to the rules."""
_LONGEST = 400


@dataclass(frozen=True, eq=False)
class SentenceModel:
    """Shapes: `grams`, `idf` (features,), `weights` (features, labels), `bias` (labels,). `labels` are names of checks."""

    labels: tuple[str, ...]
    grams: Hashes
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def load(cls, folder: Traversable) -> SentenceModel:
        """The model in `folder`. Raises `ModelMissing`, `ModelFormat` and `ModelDamaged`."""
        arrays, config = model_files.read(folder, model_files.SENTENCES)
        return cls(
            tuple(config["labels"]),
            arrays["grams"],
            arrays["idf"].astype(np.float32),
            arrays["weights"].astype(np.float32) * arrays["scale"][:, None],
            arrays["bias"],
        )

    def scores(self, doc: Doc) -> NDArray[np.float32]:
        """Log odds of shape (sentences, labels), in the order of `doc.sentences`; unread ones are far below 0."""
        spans = doc.sentences
        out = np.full((len(spans), len(self.labels)), -20.0, np.float32)
        text = doc.lower
        read = [_SYLLABLE.findall(text, span.start, span.end)[:_LONGEST] for span in spans[:MAX_SENTENCES]]
        lengths = np.array([len(words) for words in read], dtype=np.int64)
        if not lengths.sum():
            return out
        ones = hashes_of([word for words in read for word in words])
        owner = np.repeat(np.arange(len(read)), lengths)
        # A pair of syllables counts only within its sentence.
        pairs = owner[1:] == owner[:-1]
        grams = ngrams(ones)
        kept = np.concatenate((np.ones(len(ones), bool), pairs))
        grams, owner = grams[kept], np.concatenate((owner, owner[1:][pairs]))
        place = np.minimum(np.searchsorted(self.grams, grams), len(self.grams) - 1)
        known = self.grams[place] == grams
        place, owner = place[known], owner[known]
        if not len(place):
            return out
        values = self.idf[place]
        norms = np.sqrt(np.bincount(owner, values * values, len(read)))
        weighted = self.weights[place] * (values / norms[owner])[:, None]
        order = np.argsort(owner, kind="stable")
        starts = np.flatnonzero(np.diff(owner[order], prepend=-1))
        out[owner[order][starts]] = np.add.reduceat(weighted[order], starts, axis=0) + self.bias
        return out


@lru_cache(maxsize=1)
def shipped() -> SentenceModel:
    """The model that comes with the desk, read once. Raises like `SentenceModel.load`."""
    return SentenceModel.load(model_files.shipped("checks"))


@lru_cache(maxsize=4)
def _all_scores(doc: Doc) -> NDArray[np.float32]:
    return shipped().scores(doc)


def scores(doc: Doc, label: str) -> NDArray[np.float32]:
    """Log odds of each of `doc.sentences` for one check; the last few documents are kept, since several checks ask."""
    return _all_scores(doc)[:, shipped().labels.index(label)]
