"""What a sentence says, learnt from examples: log odds for each check that a list of phrases cannot settle.

Rules know phrases; a reader knows the fiftieth way to put the same thing. Two logistic regressions over TF-IDF of
syllable 1- and 2-grams speak for each check: one reads a sentence, the other the whole article, since the same sentence
means one thing in a crime report and another in a lesson of gymnastics. They never flag by themselves: each check
decides what the odds are worth beside its rules.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

from classifier import model_files
from classifier.hashed import HashedRows, add_runs, each_once
from classifier.text import Doc
from classifier.tokens import Hashes, ngrams
from classifier.views import lens, syllable_hashes

MAX_SENTENCES = 2_000
"""Sentences read of one field; the rest of a longer text is left to the rules."""
CONTEXT = 0.7
"""How much the article counts beside the sentence; .5 to 1 did alike on cases that were not trained on."""
PAD = 25.0
"""Weight of the n-gram that every sentence is given besides its own (they weigh 8 to 11 each): a sentence of four words
says little for certain, and without it stood at either end."""
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
        return self.odds_of_many([docs])[0]

    def odds_of_many(self, articles: Sequence[Sequence[Doc]]) -> list[list[NDArray[np.float32]]]:
        """`odds` of each article, the same numbers whatever the others; many at once take a fraction of the time."""
        docs = [doc for article in articles for doc in article]
        sizes = [sum(len(doc.sentences) for doc in article) for article in articles]
        labels, count = len(self.labels), sum(sizes)
        out = np.full((count, labels), UNREAD, np.float32)
        grams, owner, single = grams_of(docs)
        place, known = self._rows.find(grams)
        single = int(np.count_nonzero(known[:single]))
        place, owner = place[known], owner[known]
        if len(place):
            values = self.idf[place]
            squares = np.bincount(owner, values * values, count)
            norms = np.sqrt(squares + PAD * PAD).astype(np.float32)
            weighted = self._of_sentence.take(place, axis=0) * (values / norms[owner])[:, None]
            alone = np.zeros((count, labels), np.float32)
            for part in (slice(0, single), slice(single, None)):
                add_runs(alone, weighted[part], owner[part])
            article = np.repeat(np.arange(len(articles)), sizes)
            said = squares > 0
            about = self._about(place, article[owner], len(articles))[article[said]]
            out[said] = alone[said] + (self.bias[:labels] + CONTEXT * about)
        ends = np.cumsum([len(doc.sentences) for doc in docs])
        fields = iter(np.split(out, ends[:-1]) if docs else ())
        return [[next(fields) for _ in article] for article in articles]

    def _about(self, place: NDArray[np.intp], article: NDArray[np.intp], count: int) -> NDArray[np.float32]:
        """What each article as a whole speaks for, by each n-gram of it once; shape (articles, labels)."""
        article, place, _ = each_once(article, place, len(self.grams))
        values = self.idf[place]
        norms = np.sqrt(np.bincount(article, values * values, count)).astype(np.float32)
        sums = np.zeros((count, len(self.labels)), np.float32)
        add_runs(sums, self._of_article.take(place, axis=0) * values[:, None], article)
        norms[norms == 0] = 1
        about: NDArray[np.float32] = sums / norms[:, None] + self.bias[len(self.labels) :]
        return about

    @cached_property
    def _of_sentence(self) -> NDArray[np.float32]:
        return np.ascontiguousarray(self.weights[:, : len(self.labels)])

    @cached_property
    def _of_article(self) -> NDArray[np.float32]:
        return np.ascontiguousarray(self.weights[:, len(self.labels) :])

    @cached_property
    def _rows(self) -> HashedRows:
        return HashedRows(self.grams)


def grams_of(docs: Sequence[Doc]) -> tuple[Hashes, NDArray[np.intp], int]:
    """Hashes of n-grams, the sentence of each (counted through all docs), and how many of them are single syllables.

    The syllables stand first, then the pairs of syllables inside a sentence, both in the order of the text.
    """
    ones: list[Hashes] = []
    lengths: list[int] = []
    starts: list[int] = []
    numbers: list[int] = []
    before = number = 0
    for doc in docs:
        spans, index = doc.sentences, lens(doc).index
        last = len(index.parts) - 1
        hashes = syllable_hashes(doc)
        if len(spans) > MAX_SENTENCES:
            last = bisect_left(range(last), spans[MAX_SENTENCES - 1].end, key=index.offset)
            hashes = hashes[: sum(map(bool, index.parts[:last]))]
        ones.append(hashes)
        lengths += map(len, index.parts[:last])
        # All texts in a row, one mark apart.
        starts += [before + span.start for span in spans[:MAX_SENTENCES]]
        numbers += range(number, number + min(len(spans), MAX_SENTENCES))
        before += index.offset(last)
        number += len(spans)
    if not starts:
        return np.zeros(0, np.uint32), np.zeros(0, np.intp), 0
    sizes = np.array(lengths)
    places = (np.cumsum(sizes + 1) - sizes - 1)[sizes > 0]
    owner = np.array(numbers)[np.searchsorted(np.array(starts), places, side="right") - 1]
    singles = np.concatenate(ones)
    within = owner[1:] == owner[:-1]
    grams, single = ngrams(singles), len(singles)
    kept = np.concatenate((grams[:single], grams[single:][within]))
    return kept, np.concatenate((owner, owner[1:][within])), single


_ODDS = "odds"


def read(articles: Sequence[Sequence[Doc]]) -> None:
    """Have the log odds of every sentence found and kept with its field, each article read as a whole."""
    for article, found in zip(articles, shipped().odds_of_many(articles), strict=True):
        for doc, odds in zip(article, found, strict=True):
            doc.memo[_ODDS] = odds


def is_read(doc: Doc) -> bool:
    """Whether the field has been read, with its article or alone."""
    return _ODDS in doc.memo


def odds_of(doc: Doc) -> NDArray[np.float32]:
    """Log odds of shape (sentences, labels), as the field's article was read, else alone."""
    if not is_read(doc):
        read([[doc]])
    found: NDArray[np.float32] = doc.memo[_ODDS]
    return found


def scores(doc: Doc, label: str) -> NDArray[np.float32]:
    """`odds_of` for one check."""
    return odds_of(doc)[:, shipped().labels.index(label)]


@lru_cache(maxsize=1)
def shipped() -> SentenceModel:
    """The model that comes with the desk, read once. Raises like `SentenceModel.load`."""
    return SentenceModel.load(model_files.shipped("checks"))
