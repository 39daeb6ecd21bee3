"""What people say of the machine's judgments: the right topics of an article, and of a flag "not so, because…".

Both are kept as labels with the version of the text that was judged, so that the text can be had again for training.
They hold no names: who said it stands in the audit log.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from classifier import medtop
from pipeline.errors import AnswerNeeded, TopicNeeded
from pipeline.model import FlagAnswer, TopicLabel, User
from pipeline.store import Store
from pipeline.typed_text import lines

NOTE_LIMIT = 300
MOST_TOPICS = 5


def correct_topics(
    store: Store, user: User, article_id: int, version: int, main: str, also: Sequence[str], now: datetime
) -> None:
    """These are the article's topics from now on. `version` is the text that the person saw.

    Raises `TopicNeeded`, `NotFound`, or `Conflict` when the text changed meanwhile.
    """
    store.labels.correct_topics(user, article_id, version, chosen(main, also), now)


def chosen(main: str, also: Sequence[str]) -> tuple[TopicLabel, ...]:
    """The topics that a person chose, main one first. Raises `TopicNeeded`."""
    codes = [code for code in dict.fromkeys((main, *also)) if code in medtop.BY_CODE]
    if main not in medtop.BY_CODE or len(codes) > MOST_TOPICS:
        raise TopicNeeded(most=MOST_TOPICS)
    return tuple(TopicLabel(code, medtop.name(code), 1.0, sure=True) for code in codes)


def answer_flag(
    store: Store,
    user: User,
    article_id: int,
    version: int,
    mark: str,
    answer: FlagAnswer | None,
    note: str,
    now: datetime,
) -> None:
    """The flag with this mark (`pipeline.labels.mark`) is not so, because of `answer`; it stays, as answered.

    Raises `AnswerNeeded` (`OTHER` needs a note), `NotFound`, or `Conflict` when that flag is not there any more.
    """
    note = lines(note)[:NOTE_LIMIT]
    if answer is None or (answer is FlagAnswer.OTHER and not note):
        raise AnswerNeeded
    store.labels.answer_flag(user, article_id, version, mark, answer, note or None, now)


def withdraw_answer(store: Store, user: User, article_id: int, version: int, mark: str, now: datetime) -> None:
    """The flag is open again. Raises `NotFound`, or `Conflict` when it has no such answer any more."""
    store.labels.withdraw_answer(user, article_id, version, mark, now)
