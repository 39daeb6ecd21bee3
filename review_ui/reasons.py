"""For the topics of a card: the words of the text that spoke for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from classifier.errors import ClassifierError
from pipeline.errors import ModelUnknown
from pipeline.i18n import describe
from pipeline.model import Article, TopicLabel
from pipeline.models import ModelInUse

_WORDS = 6


@dataclass(frozen=True, slots=True)
class Word:
    """Words that spoke for a topic. `rule` says that they are a keyword of the topic's rule."""

    text: str
    rule: bool


@dataclass(frozen=True, slots=True)
class Why:
    """Words by topic, strongest first; or, in `problem`, why there are none: the model in use cannot be read."""

    words: Mapping[str, tuple[Word, ...]] = field(default_factory=dict)
    problem: str = ""


def why(model: ModelInUse, article: Article, topics: Sequence[TopicLabel]) -> Why:
    """What the model in use finds in the text for each of these topics. A card is shown even if it cannot be read."""
    try:
        judge = model.get()
    except (ClassifierError, ModelUnknown) as error:
        return Why(problem=describe(error))
    found: dict[str, tuple[Word, ...]] = {}
    for topic in topics:
        known = topic.code in judge.labels
        said = judge.explain(article.title, article.text, topic.code, _WORDS) if known else ()
        found[topic.code] = tuple(Word(reason.words, reason.rule) for reason in said)
    return Why(found)
