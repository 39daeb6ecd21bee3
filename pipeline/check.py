"""From new articles to clean or flagged ones: topics, checks, near copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from classifier.checks import NearCopy, Subject, run
from classifier.duplicates import NEAR, Signature, bands, signature, similarity
from classifier.topics import TopicModel
from pipeline.clock import Clock
from pipeline.model import ArticleState, TopicLabel
from pipeline.store import Store
from pipeline.store.verdicts import Unchecked

NEAREST = 5
"""At most so many near copies are named at an article."""


def check_new(
    store: Store,
    model: TopicModel,
    clock: Clock,
    progress: Callable[[int], None] = lambda done: None,
) -> Counter[ArticleState]:
    """Judge every article in state `new`; counts by the state that each got. Can be stopped at any point."""
    counts: Counter[ArticleState] = Counter()
    for article in _pending(store):
        state = check_one(store, model, article, clock)
        if state is not None:
            counts[state] += 1
        progress(counts.total())
    return counts


def _pending(store: Store) -> Iterator[Unchecked]:
    last = 0
    while batch := store.verdicts.unchecked(after=last):
        yield from batch
        last = batch[-1].id


def check_one(store: Store, model: TopicModel, article: Unchecked, clock: Clock) -> ArticleState | None:
    """Judge one article and store the verdict; None when it changed meanwhile (it is then judged again)."""
    now = clock()
    mark = signature(article.title, article.text)
    keys = bands(mark)
    near = nearest(mark, store.verdicts.candidates(article.id, keys))
    neighbours = store.verdicts.neighbours(near)
    subject = Subject(
        title=article.title,
        text=article.text,
        now=now,
        published_at=article.published_at,
        near=tuple(NearCopy(n.title, n.source_name, n.similarity, n.live_post) for n in neighbours),
        changes=article.changes,
    )
    topics = tuple(
        TopicLabel(topic.code, topic.name, topic.probability, topic.sure)
        for topic in model.predict(article.title, article.text)
    )
    return store.verdicts.record_verdict(
        article.id, article.version, topics, run(subject), bytes(mark), keys, near, now
    )


def nearest(mark: Signature, candidates: tuple[tuple[int, bytes], ...]) -> tuple[tuple[int, float], ...]:
    """(id, similarity) of the candidates that count as near copies, closest first."""
    scored = ((other, similarity(mark, Signature.from_bytes(stored))) for other, stored in candidates)
    close = [pair for pair in scored if pair[1] >= NEAR]
    return tuple(sorted(close, key=lambda pair: (-pair[1], pair[0]))[:NEAREST])
