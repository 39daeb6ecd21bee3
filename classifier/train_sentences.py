"""Train the sentence model of the checks from labelled sentences; the same sentences give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from classifier import model_files
from classifier.features import Counts, Vocabulary, rows, vocabulary
from classifier.sentence_model import SentenceModel
from classifier.text import lower
from classifier.tokens import hashes_of, ngrams, strip_marks

import re

_SYLLABLE = re.compile(r"[^\W_]+|[%!?]")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One sentence; `says` are the checks whose matter it is, `not_` those it must not be taken for."""

    text: str
    says: frozenset[str]
    not_: frozenset[str]
    weight: float = 1.0


def _counts(text: str) -> Counts:
    words = _SYLLABLE.findall(lower(text))
    grams = np.unique(ngrams(hashes_of(words)))
    return Counts(grams, np.ones(len(grams), np.uint16))


def train_sentences(sentences: Sequence[Labelled], labels: Sequence[str], penalty: float = 10.0, least: int = 2) -> SentenceModel:
    """One logistic regression a label, over the sentences that say something of it; each is read with and without
    diacritics."""
    both = [one for one in sentences for _ in (0, 1)]
    docs = []
    for one in sentences:
        docs += [_counts(one.text), _counts(strip_marks(one.text))]
    words = vocabulary(docs, least)
    matrix = rows(docs, words)
    weights = np.zeros((len(words.grams), len(labels)))
    bias = np.zeros(len(labels))
    for column, label in enumerate(labels):
        known = np.array([label in one.says or label in one.not_ for one in both])
        truth = np.array([label in one.says for one in both])[known]
        model = LogisticRegression(C=penalty, class_weight="balanced", max_iter=400)
        model.fit(matrix[known], truth, sample_weight=np.array([one.weight for one in both])[known])
        weights[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    return SentenceModel(tuple(labels), words.grams, words.idf, weights.astype(np.float32), bias.astype(np.float32))
