"""Train the sentence model of the checks; the same examples give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from classifier import model_files
from classifier.features import Counts, rows, vocabulary
from classifier.sentence_model import PAD, SentenceModel, grams_of
from classifier.text import Doc, nfc
from classifier.tokens import strip_marks

PENALTY = 10.0
"""Inverse strength of regularisation; 3 to 30 did alike."""
LEAST = 2
"""Sentences that an n-gram must stand in."""
WRITTEN_WEIGHT, NEWS_WEIGHT = 1.0, 0.3


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence or an article; `says` are the checks whose matter it is, `not_` those it must not be taken for.

    Of a check that stands in neither nothing is known. `weight` is relative.
    """

    text: str
    says: frozenset[str]
    not_: frozenset[str]
    weight: float = WRITTEN_WEIGHT


def sentences_of(title: str, text: str, evidence: dict[str, list[str]], forbidden: frozenset[str]) -> Iterator[Example]:
    """The sentences of a labelled article: those that meet a check's evidence say it.

    Where a check has evidence, the article's other sentences are left out for it: they may say it too.
    """
    for field in (title, text):
        doc = Doc(field)
        places = [
            (check, at, at + len(words))
            for check, quotes in evidence.items()
            for words in map(nfc, quotes)
            if (at := doc.text.find(words)) >= 0
        ]
        for span in doc.sentences:
            says = frozenset(check for check, start, end in places if start < span.end and span.start < end)
            yield Example(doc.text[span.start : span.end], says, forbidden - says)


def train_sentences(sentences: Sequence[Example], articles: Sequence[Example], labels: Sequence[str]) -> SentenceModel:
    """Two logistic regressions a label over one vocabulary; every text is read with and without diacritics."""
    words = vocabulary([_counts(text) for one in sentences for text in _both(one.text)], LEAST)
    matrices = [
        rows([_counts(text) for one in examples for text in _both(one.text)], words, pad)
        for examples, pad in ((sentences, PAD), (articles, 0.0))
    ]
    columns = [
        _fitted(matrix, examples, label)
        for matrix, examples in zip(matrices, (sentences, articles), strict=True)
        for label in labels
    ]
    return SentenceModel(
        tuple(labels),
        words.grams,
        words.idf,
        np.stack([weights for weights, _ in columns], axis=1).astype(np.float32),
        np.array([bias for _, bias in columns], dtype=np.float32),
    )


def packed(model: SentenceModel, least: float = 0.05) -> tuple[model_files.Arrays, dict[str, list[str]]]:
    """Arrays and configuration for `model_files.write`: int8 weights, n-grams that weigh under `least` left out."""
    most = np.abs(model.weights).max(axis=1)
    kept = most > least
    scale = (most[kept] / 127).astype(np.float32)
    arrays: model_files.Arrays = {
        "grams": model.grams[kept],
        "idf": model.idf[kept],
        "scale": scale,
        "weights": np.round(model.weights[kept] / scale[:, None]),
        "bias": model.bias,
    }
    return arrays, {"labels": [*model.labels, *(f"{label}, article" for label in model.labels)]}


def _both(text: str) -> tuple[str, str]:
    return text, strip_marks(text)


def _counts(text: str) -> Counts:
    grams = np.unique(grams_of([Doc(text)])[0])
    return Counts(grams, np.ones(len(grams), np.uint16))


def _fitted(matrix: csr_matrix, examples: Sequence[Example], label: str) -> tuple[NDArray[np.float64], float]:
    known = np.repeat([label in one.says or label in one.not_ for one in examples], 2)
    truth = np.repeat([label in one.says for one in examples], 2)[known]
    weights = np.repeat([one.weight for one in examples], 2)[known]
    model = LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=400)
    model.fit(matrix[known], truth, sample_weight=weights)
    return model.coef_[0], float(model.intercept_[0])
