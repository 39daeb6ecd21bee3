"""Sentences that the sentence model speaks for, beside what a check's own rules find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from classifier.checks import Field, Flag, Subject
from classifier.sentence_model import shipped
from classifier.stretches import sentence_index
from classifier.text import Doc, Span
from classifier.views import plain

_PLAIN = 1.0
"""What a text without diacritics must show more: many of its words are several words."""


def read(subject: Subject) -> None:
    """Have the article read as a whole, so that `sentence_model.scores` of one field knows the other."""
    _ = subject.odds


def reaches(subject: Subject, label: str, least: float) -> bool:
    """Whether any sentence of the article reaches so many log odds: where none does, no rule need be asked."""
    return subject.peaks[shipped().labels.index(label)] >= least


def over(subject: Subject, label: str, least: float) -> Iterator[tuple[Field, Doc, Span, float]]:
    """Sentences of an article whose log odds for a check reach `least`, with the odds."""
    column = shipped().labels.index(label)
    if subject.peaks[column] < least:
        return
    for (name, doc), odds in zip(subject.docs, subject.odds, strict=True):
        wanted = least + _PLAIN if plain(doc) else least
        for index in np.flatnonzero(odds[:, column] >= wanted).tolist():
            yield name, doc, doc.sentences[index], float(odds[index, column])


def within(subject: Subject, doc: Doc, label: str, least: float) -> Iterator[tuple[Span, float]]:
    """The same for one field of the article."""
    return ((span, odds) for _, own, span, odds in over(subject, label, least) if own is doc)


def unlike(subject: Subject, label: str, flags: Sequence[Flag], least: float) -> bool:
    """Whether no sentence that a rule flagged reaches `least`: a phrase met by chance, in another sort of article."""
    column = shipped().labels.index(label)
    for (name, doc), odds in zip(subject.docs, subject.odds, strict=True):
        for one in flags:
            if one.field != name:
                continue
            at = sentence_index(doc, one.start)
            while at < len(doc.sentences) and doc.sentences[at].start < one.end:
                if odds[at, column] >= least:
                    return False
                at += 1
    return True


def trimmed(doc: Doc, span: Span) -> Span:
    """A sentence without the full stop that ends it."""
    end = span.end
    while end > span.start + 1 and doc.text[end - 1] in ".;:":
        end -= 1
    return Span(span.start, end)
