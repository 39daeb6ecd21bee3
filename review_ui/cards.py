"""What the review page shows of one article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from pipeline.labels import main_topics
from pipeline.levels import Level, counting, loudest
from pipeline.model import Article, ArticleState, FlagAnswer, Page, Post, RejectReason, TopicLabel
from pipeline.models import ModelInUse
from pipeline.store import Store
from pipeline.store.clusters import Cluster, Member, Neighbour
from pipeline.store.reviewing import Held, Lease
from pipeline.tags import Tags
from review_ui import marks, reasons
from review_ui.diff import Change, changes
from review_ui.facets import mentioned
from review_ui.marks import Numbered, Piece
from review_ui.reasons import Why

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
class Elsewhere:
    """Where else an article's news stands. `original` is None when the article itself is the original.

    `others` are the rest, in the order of publication; `left_out` is how many more there are.
    """

    original: Member | None
    others: tuple[Member, ...]
    left_out: int

    @property
    def waiting(self) -> tuple[Member, ...]:
        """The copies on which nobody has decided; the original is none."""
        return tuple(member for member in self.others if member.state in DECIDABLE)


@dataclass(frozen=True, slots=True)
class Card:
    article: Article
    flags: tuple[Numbered, ...]
    flags_left_out: int
    title: tuple[Piece, ...]
    paragraphs: tuple[tuple[Piece, ...], ...]
    elsewhere: Elsewhere | None
    near: tuple[Neighbour, ...]
    """Near copies that are no version of the same text: a digest, a piece of it."""
    alike: Mapping[int, Neighbour]
    """Near copies by number."""
    revision: Revision | None
    posts: tuple[Post, ...]
    topics: tuple[TopicLabel, ...]
    """The article's topics; of the model's those that are likely enough."""
    further: tuple[TopicLabel, ...]
    """What else the model thought of."""
    why: Why
    tags: Tags
    held: Held | None
    """Set where somebody put it aside."""
    taken: Lease | None = None
    """Another person's lease."""

    @property
    def places(self) -> tuple[tuple[str, tuple[tuple[str, str, int], ...]], ...]:
        """Places, then organisations: (heading, (id, words, times mentioned)); what lies around is left out."""
        return mentioned(self.tags)

    @property
    def decidable(self) -> bool:
        return self.article.state in DECIDABLE

    @property
    def open_here(self) -> bool:
        """Whether this reader may decide: it waits, and nobody else has it open."""
        return self.decidable and self.taken is None


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a person typed into a decision that could not be done, and why it could not.

    `about` says into which form; `mark` names the flag that was to be answered.
    """

    problem: str = ""
    reason: RejectReason | None = None
    note: str = ""
    about: Literal["decision", "topics", "flag", "hold"] = "decision"
    main: str = ""
    also: tuple[str, ...] = ()
    mark: str = ""
    answer: FlagAnswer | None = None

    @property
    def rejects(self) -> bool:
        """Whether a rejection was begun, or something is wrong with a decision."""
        return self.about == "decision" and bool(self.problem or self.reason or self.note)


def with_problem(attempt: Attempt, problem: str) -> Attempt:
    """The same attempt, and why it could not be done."""
    return replace(attempt, problem=problem)


def build(
    store: Store,
    article: Article,
    seen: int | None = None,
    model: ModelInUse | None = None,
    pages: Sequence[Page] = (),
    taken: Lease | None = None,
) -> Card:
    """The card of an article. `seen` is the version that the reader has read, when an older one than now.

    `pages` are those whose levels of the checks count; `taken` is another person's lease of it.
    """
    flags = _by_level(
        store, article.id, marks.number(article.flags, article.title, article.text, article.answers), pages
    )
    topics = article.topics if article.corrected else main_topics(article.topics)
    shown = {topic.code for topic in topics}
    near = store.clusters.near(article.id)
    cluster = store.clusters.of(article.id)
    inside = set() if cluster is None else {member.article_id for member in (cluster.original, *cluster.others)}
    return Card(
        article=article,
        flags=flags,
        flags_left_out=len(article.flags) - len(flags),
        title=marks.pieces(article.title, flags, "title"),
        paragraphs=marks.paragraphs(article.text, flags),
        elsewhere=None if cluster is None else elsewhere(cluster, article.id),
        near=tuple(copy for copy in near if copy.article_id not in inside),
        alike={copy.article_id: copy for copy in near},
        revision=_revision(store, article, seen),
        posts=store.posts.of_article(article.id),
        topics=topics,
        further=tuple(topic for topic in article.judged if topic.code not in shown),
        why=Why() if model is None else reasons.why(model, article, topics),
        tags=store.facets.of(article.id),
        held=store.reviewing.held_one(article.id) if article.state in DECIDABLE else None,
        taken=taken,
    )


def _by_level(
    store: Store, article_id: int, flags: tuple[Numbered, ...], pages: Sequence[Page]
) -> tuple[Numbered, ...]:
    """The flags with what the pages make of their checks."""
    switches = store.levels.of_pages()
    if not switches or not flags:
        return flags
    met = store.levels.met(article_id)
    shown = []
    for one in flags:
        levels = [
            (page.name, counting(switches.get(page.id, {}), one.flag.check, met.get(page.id, ()))) for page in pages
        ]
        quieter = tuple((name, level) for name, level in levels if level is not Level.NORMAL)
        shown.append(replace(one, level=loudest([level for _name, level in levels]), quieter=quieter))
    return tuple(shown)


def elsewhere(cluster: Cluster, article_id: int) -> Elsewhere:
    """A cluster as seen from one of its articles."""
    others = tuple(member for member in cluster.others if member.article_id != article_id)
    original = None if cluster.original.article_id == article_id else cluster.original
    return Elsewhere(original, others, cluster.count - len(others) - (original is not None))


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
