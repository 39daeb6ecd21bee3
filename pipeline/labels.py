"""Labels that people give: what they are tied to, how long they hold, which topics are shown. Pure decisions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from classifier.checks import Flag
from classifier.duplicates import NEAR, compare, signature
from pipeline.copies import PART_LENGTH
from pipeline.model import TopicLabel

ALSO = 0.35
"""A further topic is shown as one of the article's from this probability on: so three of five are right, by the topics
that stand with the sample portal's 61 articles; from 0.3 on only a third."""


def mark(flag: Flag) -> str:
    """What an answer is tied to: everything that the flag says, as a hash, so that no quote is kept apart."""
    said = (flag.check, flag.severity, flag.field, flag.start, flag.end, flag.quote, flag.reason)
    return hashlib.sha256("\x1f".join(map(str, said)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def still_same(before: tuple[str, str], after: tuple[str, str]) -> bool:
    """Whether a text (title, text) changed so little that what was said of its topics still holds.

    As near copies are told (`classifier.duplicates`), and neither a quarter shorter nor a third longer.
    """
    if before == after:
        return True
    like = compare(signature(*before), [signature(*after)])[0]
    return like.similarity >= NEAR and PART_LENGTH <= like.length <= 1 / PART_LENGTH


def main_topics(topics: Sequence[TopicLabel]) -> tuple[TopicLabel, ...]:
    """The topics to show of an article: the likeliest, and the others that are likely enough."""
    return tuple(topic for rank, topic in enumerate(topics) if rank == 0 or topic.probability >= ALSO)
