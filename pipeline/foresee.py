"""What can be told of a post while it is written: other posts of the same news, and what it will be asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from classifier.duplicates import NEAR, Signature, compare, signature
from pipeline.levels import Seen
from pipeline.model import Article, ArticleState, Page, Post, PostPicture
from pipeline.store import Store
from pipeline.store.clearance import Need

Code = Literal["same-article", "near-copy", "same-words"]
_LEAST_WORDS = 8
"""Shorter captions are alike by chance."""
_LATEST = 80


@dataclass(frozen=True, slots=True)
class Related:
    """Another post, on whatever page of the operator, that a reader may take for the same."""

    code: Code
    post_id: int
    page_id: str
    title: str
    state: str


def related(store: Store, article_id: int, caption: str, but: int | None = None) -> tuple[Related, ...]:
    """Posts of the same article, of near copies of it, and of latest posts those that say nearly the same words."""
    kin = store.posts.kin(article_id, but)
    found = [_related("same-article" if post.article_id == article_id else "near-copy", post) for post in kin]
    known = {one.post_id for one in found}
    latest = [one for one in store.posts.latest_captions(_LATEST, but) if one.post_id not in known]
    if latest and len(caption.split()) >= _LEAST_WORDS:
        alike = compare(_signature(caption), [_signature(one.caption) for one in latest])
        found.extend(
            Related("same-words", one.post_id, one.page_id, one.title, one.state)
            for one, likeness in zip(latest, alike, strict=True)
            if likeness.similarity >= NEAR and len(one.caption.split()) >= _LEAST_WORDS
        )
    return tuple(found)


def needs(
    article: Article, page: Page, seen: Sequence[Seen], pictures: Sequence[PostPicture], *, fits: bool
) -> tuple[Need, ...]:
    """What will be asked before the post leaves (`store.clearance`), as what is typed now would answer it."""
    return (
        Need("source", bool(article.source_name.strip()) and article.url.startswith(("http://", "https://"))),
        Need("operator", bool(page.operator.strip())),
        Need("article", article.state is ArticleState.APPROVED and article.removed_at is None),
        Need("flags", not any(one.asks and one.severity == "high" for one in seen)),
        Need("alt-text", all(picture.alt for picture in pictures)),
        Need("length", fits),
        Need("approval", False),
    )


def _related(code: Code, post: Post) -> Related:
    return Related(code, post.id, post.page_id, post.article_title, post.state)


@lru_cache(maxsize=512)
def _signature(caption: str) -> Signature:
    return signature("", caption)
