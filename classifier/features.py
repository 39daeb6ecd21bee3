"""Training side of the topic features: n-gram counts, vocabulary, TF-IDF rows (needs scipy)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from classifier.tokens import Hashes, ngrams

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Counts:
    """Distinct n-gram hashes of one text, sorted, with how often each stands there."""

    grams: Hashes
    times: NDArray[np.uint16]


def count(ones: Hashes) -> Counts:
    """n-gram counts of a sequence of syllable hashes."""
    return counted(ngrams(ones))


def counted(hashed: Hashes) -> Counts:
    """Counts of hashes that are features already."""
    grams, times = np.unique(hashed, return_counts=True)
    return Counts(grams, np.minimum(times, 0xFFFF).astype(np.uint16))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Sorted n-gram hashes with their inverse document frequencies, `1 + ln((1 + n) / (1 + df))`."""

    grams: Hashes
    idf: Floats

    def pick(self, kept: Ints) -> Vocabulary:
        return Vocabulary(self.grams[kept], self.idf[kept])


def vocabulary(docs: Sequence[Counts], least: int) -> Vocabulary:
    """All n-grams that stand in at least `least` of the texts."""
    grams, df = np.unique(np.concatenate([doc.grams for doc in docs]), return_counts=True)
    kept = df >= least
    idf = 1 + np.log((1 + len(docs)) / (1 + df[kept]))
    return Vocabulary(grams[kept], idf.astype(np.float32))


def rows(docs: Sequence[Counts], words: Vocabulary, pad: float = 0.0) -> csr_matrix:
    """TF-IDF of shape (texts, vocabulary): `(1 + ln times) · idf`, each row of length 1 or 0.

    With `pad` a row is as long as if the text had a further n-gram of that weight, which nobody knows: so that a few
    words count less than many.
    """
    if not len(words.grams):
        return csr_matrix((len(docs), 0), dtype=np.float32)
    grams = np.concatenate([doc.grams for doc in docs])
    times = np.concatenate([doc.times for doc in docs])
    row = np.repeat(np.arange(len(docs), dtype=np.int32), [len(doc.grams) for doc in docs])
    place = np.minimum(np.searchsorted(words.grams, grams), len(words.grams) - 1).astype(np.int32)
    known = words.grams[place] == grams
    row, place = row[known], place[known]
    values = (1 + np.log(times[known].astype(np.float32))) * words.idf[place]
    norms = np.sqrt(np.bincount(row, values * values, len(docs)) + pad * pad)
    values /= np.where(norms > 0, norms, 1)[row]
    starts = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(docs)))))
    return csr_matrix((values, place, starts.astype(np.int32)), shape=(len(docs), len(words.grams)))


def best_features(matrix: csr_matrix, labels: NDArray[np.int64], classes: int, most: int) -> Ints:
    """Columns of the `most` highest chi-squared against the labels, in column order."""
    if matrix.shape[1] <= most:
        return np.arange(matrix.shape[1])
    member = csr_matrix(
        (np.ones(len(labels), np.float32), (labels, np.arange(len(labels)))), shape=(classes, len(labels))
    )
    observed = np.asarray((member @ matrix).todense(), dtype=np.float64)
    share = np.bincount(labels, minlength=classes) / len(labels)
    expected = np.outer(share, observed.sum(axis=0))
    expected[expected == 0] = 1
    chi2 = ((observed - expected) ** 2 / expected).sum(axis=0)
    order = np.argsort(-chi2, kind="stable")[:most]
    return np.sort(order)


def near_copy_groups(texts: Sequence[Hashes], shingle: int = 8, sketch: int = 4) -> Ints:
    """Group number of each text; texts that share one of their `sketch` least shingle hashes are one group.

    Bottom-k sketches (Broder 1997) of runs of `shingle` syllables. A group is named by its first text.
    """
    parent = list(range(len(texts)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    seen: dict[int, int] = {}
    for index, ones in enumerate(texts):
        if len(ones) < shingle:
            continue
        mixed = ones[: len(ones) - shingle + 1].copy()
        for step in range(1, shingle):
            mixed = mixed * np.uint32(0x9E3779B1) ^ ones[step : len(ones) - shingle + 1 + step]
        for value in np.unique(mixed)[:sketch].tolist():
            first, here = root(seen.setdefault(value, index)), root(index)
            if first != here:
                parent[max(first, here)] = min(first, here)
    return np.array([root(index) for index in range(len(texts))], dtype=np.int64)
