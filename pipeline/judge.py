"""What can be said of one article by its text alone: topics, checks, signature. No store, so any process may do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from classifier.beats import Beats
from classifier.checks import NAMES, Flag, NearCopy, Original, Subject, in_order, run, run_many
from classifier.duplicates import Signature, signature
from classifier.text import Doc
from classifier.topics import TopicModel
from pipeline.model import TopicLabel
from pipeline.repair import repaired
from pipeline.store.verdicts import Unchecked
from pipeline.tags import Tags, tags

NEAR_CHECK = "near-duplicate"
_ALONE = tuple(name for name in NAMES if name != NEAR_CHECK)


@dataclass(frozen=True, slots=True)
class Judged:
    """An article with all that its own text tells; `flags` are without near copies. `at` is when it was judged."""

    article: Unchecked
    at: datetime
    topics: tuple[TopicLabel, ...]
    flags: tuple[Flag, ...]
    signature: Signature
    tags: Tags | None = None


def judge(model: TopicModel, article: Unchecked, now: datetime, rules: Beats | None = None) -> Judged:
    """Judge an article by itself, and with `rules` file it under places and beats. Pure.

    Topics are read of the repaired text, checks see it as it stands.
    """
    (judged,) = judge_many(model, [article], now, rules)
    return judged


def judge_many(
    model: TopicModel, articles: Sequence[Unchecked], now: datetime, rules: Beats | None = None
) -> list[Judged]:
    """`judge` for each article: the same outcomes, sooner."""
    subjects = [_subject(article, now) for article in articles]
    predicted = model.predict_docs([repaired_docs(subject) for subject in subjects])
    flagged = run_many(subjects, only=_ALONE)
    judged = []
    for article, topics, flags in zip(articles, predicted, flagged, strict=True):
        labels = tuple(TopicLabel(topic.code, topic.name, topic.probability, topic.sure) for topic in topics)
        filed = None if rules is None else tags(rules, labels, article.title, article.text)
        judged.append(Judged(article, now, labels, flags, signature(article.title, article.text), filed))
    return judged


def repaired_docs(subject: Subject) -> tuple[Doc, Doc]:
    """Title and text as topics are read of them: those of the checks, unless there is something to repair."""
    (_, title), (_, text) = subject.docs
    return _repaired(title), _repaired(text)


def _repaired(doc: Doc) -> Doc:
    text = repaired(doc.text)
    return doc if text == doc.text else Doc(text)


def with_near(judged: Judged, near: tuple[NearCopy, ...], original: Original | None) -> tuple[Flag, ...]:
    """All flags of an article, now that its near copies are known."""
    subject = replace(_subject(judged.article, judged.at), near=near, original=original)
    return in_order((*judged.flags, *run(subject, only=[NEAR_CHECK])))


def _subject(article: Unchecked, now: datetime) -> Subject:
    return Subject(
        title=article.title,
        text=article.text,
        now=now,
        published_at=article.published_at,
        changes=article.changes,
    )
