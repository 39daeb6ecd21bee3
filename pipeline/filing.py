"""Filing stored articles under beats and places, a batch at a time."""

from __future__ import annotations

from collections.abc import Callable

from classifier.beats import Beats
from pipeline.store import Store
from pipeline.store.facets import Filed
from pipeline.tags import tags

MOST = 2_000
"""So many articles a check files besides the new ones; the others wait for the next, or for `anhduong beats apply`."""


def file_waiting(store: Store, rules: Beats, most: int = MOST) -> int:
    """File articles that wait for it: whose topics a person chose, or which were judged without beats. How many."""

    def batch(after: int, left: int) -> tuple[Filed, ...]:
        return store.facets.unfiled(after, min(left, 200))

    return _file(store, rules, batch, most)


def file_all(store: Store, rules: Beats, progress: Callable[[int], None] = lambda done: None) -> int:
    """File every article that was not filed by these rules. Can be stopped; the next call goes on from there."""

    def batch(after: int, left: int) -> tuple[Filed, ...]:
        return store.facets.filed_otherwise(rules.digest, after)

    return _file(store, rules, batch, None, progress)


def _file(
    store: Store,
    rules: Beats,
    batch: Callable[[int, int], tuple[Filed, ...]],
    most: int | None,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    done = last = seen = 0
    while (most is None or seen < most) and (found := batch(last, 200 if most is None else most - seen)):
        last, seen = found[-1].id, seen + len(found)
        done += store.facets.refile(
            [(article, tags(rules, article.topics, article.title, article.text)) for article in found]
        )
        progress(done)
    return done
