"""From new articles to clean or flagged ones: topics, checks, near copies, clusters.

Texts are judged apart from each other, on all cores; near copies are looked up and everything is stored here, in the
order of the articles' numbers, so the outcome does not depend on how many processes judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Protocol

from classifier.checks import NearCopy, Original
from classifier.duplicates import NEAR, Signature, compare, keys, signature
from classifier.topics import TopicModel
from pipeline.clock import Clock
from pipeline.copies import Near
from pipeline.errors import ArticleNotJudged
from pipeline.judge import Judged, with_near
from pipeline.labels import still_same
from pipeline.model import ArticleState
from pipeline.page_checks import reweigh
from pipeline.store import Store
from pipeline.store.verdicts import Unchecked
from pipeline.workers import Failed, judged

NEAREST = 12
"""At most so many near copies are kept of an article when it is judged."""


class Judging(Protocol):
    """Judges articles, in order (`pipeline.workers.judged` with its processes set)."""

    def __call__(
        self, model: TopicModel, articles: Iterator[Unchecked], clock: Clock
    ) -> Iterator[Judged | Failed[Unchecked]]: ...


def check_new(
    store: Store,
    model: TopicModel,
    clock: Clock,
    progress: Callable[[int], None] = lambda done: None,
    failed: Callable[[ArticleNotJudged], None] = lambda error: None,
    judging: Judging = judged,
) -> Counter[ArticleState]:
    """Judge every article in state `new`; counts by the state that each got. Can be stopped at any point.

    `failed` is told of an article that could not be judged; it stays `new` for the next time.
    """
    reweigh(store, clock)
    sign_anew(store)
    counts: Counter[ArticleState] = Counter()
    outcomes = judging(model, _pending(store), clock)
    with closing(outcomes):  # type: ignore[type-var]
        for outcome in outcomes:
            if isinstance(outcome, Failed):
                article = outcome.article
                failed(ArticleNotJudged(id=article.id, title=article.title, why=outcome.why))
                continue
            state = settle(store, outcome)
            if state is not None:
                counts[state] += 1
            progress(counts.total())
    return counts


def _pending(store: Store) -> Iterator[Unchecked]:
    last = 0
    while batch := store.verdicts.unchecked(after=last):
        yield from batch
        last = batch[-1].id


def settle(store: Store, done: Judged) -> ArticleState | None:
    """Find the near copies of a judged article and store the verdict; None when it changed meanwhile."""
    article = done.article
    near = find_near(store, article.id, done.signature)
    copies: tuple[NearCopy, ...] = ()
    original = None
    if near:
        copies = tuple(
            NearCopy(other.title, other.source_name, other.similarity, other.live_post)
            for other in store.clusters.neighbours(near)
        )
        first = store.clusters.original_among(article.id, near)
        original = Original(first.title, first.source_name, own=first.article_id == article.id)
    flags = with_near(done, copies, original)
    label = store.labels.judged_text(article.id)
    return store.verdicts.record_verdict(
        article.id,
        article.version,
        done.topics,
        flags,
        done.signature,
        near,
        done.at,
        keep_label=label is None or still_same(label, (article.title, article.text)),
        tags=done.tags,
    )


def find_near(store: Store, article_id: int, mark: Signature) -> tuple[Near, ...]:
    """The near copies of a wording among the other articles, closest first, at most `NEAREST`."""
    candidates = store.clusters.candidates(article_id, keys(mark))
    return nearest(mark, candidates)


def nearest(mark: Signature, candidates: Sequence[tuple[int, bytes]]) -> tuple[Near, ...]:
    """Those of the candidates (id, signature) that count as near copies, closest first, at most `NEAREST`."""
    likeness = compare(mark, [Signature.from_bytes(stored) for _, stored in candidates])
    close = [
        Near(other, like.similarity, like.length)
        for (other, _), like in zip(candidates, likeness, strict=True)
        if like.similarity >= NEAR
    ]
    return tuple(sorted(close, key=lambda near: (-near.similarity, near.article_id))[:NEAREST])


def sign_anew(store: Store) -> None:
    """Put the articles into the index that were judged before its form changed; their verdicts stay."""
    while batch := store.clusters.unsigned():
        for article in batch:
            mark = signature(article.title, article.text)
            store.clusters.sign(article, mark, find_near(store, article.id, mark))
