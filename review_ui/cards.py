"""What the review page shows of one article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.model import Article, ArticleState, Post, RejectReason
from pipeline.store import Store
from pipeline.store.clusters import Neighbour
from review_ui import marks
from review_ui.diff import Change, changes
from review_ui.marks import Numbered, Piece

DECIDABLE = (ArticleState.FLAGGED, ArticleState.CLEAN)


@dataclass(frozen=True, slots=True)
class Revision:
    """How the text differs from an earlier one. `seen_at` is when the desk read the newer text."""

    before: int
    after: int
    seen_at: datetime
    title: tuple[Change, ...]
    text: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Card:
    article: Article
    flags: tuple[Numbered, ...]
    flags_left_out: int
    title: tuple[Piece, ...]
    paragraphs: tuple[tuple[Piece, ...], ...]
    near: tuple[Neighbour, ...]
    revision: Revision | None
    posts: tuple[Post, ...]

    @property
    def decidable(self) -> bool:
        return self.article.state in DECIDABLE


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a person typed into a decision that could not be done, and why it could not."""

    problem: str = ""
    reason: RejectReason | None = None
    note: str = ""


def build(store: Store, article: Article, seen: int | None = None) -> Card:
    """The card of an article. `seen` is the version that the reader has read, when an older one than now."""
    flags = marks.number(article.flags, article.title, article.text)
    return Card(
        article=article,
        flags=flags,
        flags_left_out=len(article.flags) - len(flags),
        title=marks.pieces(article.title, flags, "title"),
        paragraphs=marks.paragraphs(article.text, flags),
        near=store.clusters.near(article.id),
        revision=_revision(store, article, seen),
        posts=store.posts.of_article(article.id),
    )


def _revision(store: Store, article: Article, seen: int | None) -> Revision | None:
    if article.version < 2:
        return None
    versions = {version.version: version for version in store.articles.versions(article.id)}
    after = versions.get(article.version)
    base = seen if seen is not None and seen < article.version else article.version - 1
    before = versions.get(base)
    if before is None or after is None:
        return None
    return Revision(
        before.version,
        after.version,
        after.seen_at,
        changes(before.title, after.title),
        changes(before.text, after.text),
    )
