"""Sentences that the sentence model speaks for, beside what a check's own rules find."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from classifier import sentence_model
from classifier.text import Doc, Span


def over(doc: Doc, label: str, least: float) -> Iterator[tuple[Span, float]]:
    """Sentences whose log odds for a check reach `least`, without closing marks, with the odds."""
    scores = sentence_model.scores(doc, label)
    for index in np.flatnonzero(scores >= least).tolist():
        yield doc.sentences[index], float(scores[index])


def trimmed(doc: Doc, span: Span) -> Span:
    """A sentence without the full stop that ends it."""
    end = span.end
    while end > span.start + 1 and doc.text[end - 1] in ".;:":
        end -= 1
    return Span(span.start, end)
