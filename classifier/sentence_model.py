"""What a sentence says, learnt from examples: log odds for each check that a list of phrases cannot settle.

Rules know phrases; a reader knows the fiftieth way to put the same thing. Two logistic regressions over TF-IDF of
syllable 1- and 2-grams speak for each check: one reads a sentence, the other the whole article, since the same sentence
means one thing in a crime report and another in a lesson of gymnastics. They never flag by themselves: each check
decides what the odds are worth beside its rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

from classifier import model_files
from classifier.text import Doc
from classifier.tokens import Hashes, hashes_of, ngrams
from classifier.views import lens

MAX_SENTENCES = 2_000
"""Sentences read of one field; the rest of a longer text is left to the rules."""
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
        sizes = [len(doc.sentences) for doc in docs]
        labels, count = len(self.labels), sum(sizes)
        out = np.full((count, labels), UNREAD, np.float32)
        grams, owner, single = grams_of(docs)
        place = self._places(grams)
        known = self._padded[place] == grams
        single = int(np.count_nonzero(known[:single]))
        place, owner = place[known], owner[known]
        if len(place):
            values = self.idf[place]
            norms = np.sqrt(np.bincount(owner, values * values, count)).astype(np.float32)
            weighted = self.weights[place, :labels] * (values / norms[owner])[:, None]
            alone = np.zeros((count, labels), np.float32)
            for part in (slice(0, single), slice(single, None)):
                starts = np.flatnonzero(np.diff(owner[part], prepend=-1))
                if len(starts):
                    alone[owner[part][starts]] += np.add.reduceat(weighted[part], starts, axis=0)
            every = _distinct(place, len(self.grams))
            values = self.idf[every]
            article = values @ self.weights[every, labels:] / np.sqrt(values @ values) + self.bias[labels:]
            said = norms > 0
            out[said] = alone[said] + (self.bias[:labels] + CONTEXT * article)
        return np.split(out, np.cumsum(sizes)[:-1])

    @cached_property
    def _padded(self) -> Hashes:
        return np.append(self.grams, np.full(1, 0xFFFFFFFF, np.uint32))

    @cached_property
    def _first(self) -> NDArray[np.int32]:
        """By the high bits of a hash, the first place in the vocabulary that may be its own."""
        edges = np.arange(1 << _BITS, dtype=np.uint64) << (32 - _BITS)
        return np.searchsorted(self.grams, edges.astype(np.uint32)).astype(np.int32)

    @cached_property
    def _steps(self) -> int:
        return int(np.diff(self._first, append=len(self.grams)).max())

    def _places(self, grams: Hashes) -> NDArray[np.int32]:
        """`np.searchsorted`, in a third of its time: hashes lie evenly, so the high bits all but tell the place."""
        place: NDArray[np.int32] = self._first[grams >> (32 - _BITS)]
        for _ in range(self._steps):
            place += self._padded[place] < grams
        return place


_BITS = 18


def grams_of(docs: Sequence[Doc]) -> tuple[Hashes, NDArray[np.intp], int]:
    """Hashes of n-grams, the sentence of each (counted through all docs), and how many of them are single syllables.

    The syllables stand first, then the pairs of syllables inside a sentence, both in the order of the text.
    """
    ones, owners, before = [], [], 0
    for doc in docs:
        spans, index = doc.sentences[:MAX_SENTENCES], lens(doc).index
        if spans:
            offsets = np.array(index.offsets)
            starts = offsets[:-1]
            owner = np.searchsorted(np.array([span.start for span in spans]), starts, side="right") - 1
            word = (np.diff(offsets) > 1) & (owner >= 0) & (starts < spans[-1].end)
            ones.append(hashes_of(index.parts)[word])
            owners.append(owner[word] + before)
        before += len(doc.sentences)
    if not ones:
        return np.zeros(0, np.uint32), np.zeros(0, np.intp), 0
    all_ones, owner = np.concatenate(ones), np.concatenate(owners)
    within = owner[1:] == owner[:-1]
    grams, single = ngrams(all_ones), len(all_ones)
    kept = np.concatenate((grams[:single], grams[single:][within]))
    return kept, np.concatenate((owner, owner[1:][within])), single


def _distinct(places: NDArray[np.intp], size: int) -> NDArray[np.intp]:
    """Each place once, in no special order: of equal ones the last writes its number, and knows it."""
    numbers = np.arange(len(places))
    last = np.empty(size, np.intp)
    last[places] = numbers
    kept: NDArray[np.intp] = places[last[places] == numbers]
    return kept


def scores(doc: Doc, label: str) -> NDArray[np.float32]:
    """Log odds of each of `doc.sentences` for one check, as its article was read (`Subject.odds`), else alone."""
    found: NDArray[np.float32] | None = doc.memo.get("odds")
    if found is None:
        found = doc.memo["odds"] = shipped().odds([doc])[0]
    return found[:, shipped().labels.index(label)]


@lru_cache(maxsize=1)
def shipped() -> SentenceModel:
    """The model that comes with the desk, read once. Raises like `SentenceModel.load`."""
    return SentenceModel.load(model_files.shipped("checks"))
