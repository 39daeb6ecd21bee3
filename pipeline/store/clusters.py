"""Near copies that stay known: the index to find them, the pairs, and the clusters that they form.

A cluster is named by the least number among its articles; an article alone has none. Who is the original is not
stored: an index keeps the order of `pipeline.copies.original`, so an article that its publisher removed gives its
place up at once. `articles.folded` says that an earlier article of the cluster stands in the same state; a trigger
keeps it, and lists show the rest.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from classifier import duplicates
from classifier.duplicates import Signature
from pipeline import copies
from pipeline.clock import from_text
from pipeline.copies import Near, Told
from pipeline.model import ArticleState
from pipeline.store.base import Database

MOST_CANDIDATES = 64
_OLDEST, _NEWEST = 8, 32
"""A key that many articles share (a stock phrase, a notice sent out daily) brings its oldest and its newest only."""
_MOST_REGROUPED = 300
"""A cluster of more is only added to: who copies what within it no longer matters."""

SAME_NEWS = (
    "(SELECT ? UNION SELECT other_id FROM near_copies WHERE article_id = ?"
    " UNION SELECT other.id FROM articles own JOIN articles other ON other.cluster_id = own.cluster_id"
    " WHERE own.id = ?)"
)
"""The article and its near copies, whether paired or of one cluster; its number is asked for three times."""
_RANK = "(removed_at IS NOT NULL), COALESCE(published_at, collected_at), id"
_TOLD = "id, COALESCE(published_at, collected_at) AS told_at, removed_at"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An article that says nearly the same; `similarity` from 0 to 1, `length` of it for one of the article's."""

    article_id: int
    title: str
    source_name: str
    similarity: float
    live_post: bool
    length: float = 1.0


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a cluster as a list shows it."""

    article_id: int
    title: str
    source_name: str
    published_at: datetime | None
    collected_at: datetime
    removed: bool
    state: ArticleState
    version: int = 1


@dataclass(frozen=True, slots=True)
class Cluster:
    """Near copies of one piece of news: the original, then the others in the order of publication.

    `others` are the first few; `count` is how many there are without the original.
    """

    original: Member
    others: tuple[Member, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A judged article whose signature is of an older form, or missing."""

    id: int
    version: int
    title: str
    text: str


class Clusters:
    def __init__(self, database: Database) -> None:
        self._db = database

    # -- finding ------------------------------------------------------------------------------------

    def candidates(self, article_id: int, keys: Iterable[int]) -> tuple[tuple[int, bytes], ...]:
        """(id, signature) of the other articles that share most keys, at most `MOST_CANDIDATES` of them."""
        shared: Counter[int] = Counter()
        with self._db.read() as tx:
            for key in keys:
                shared.update(_holders(tx, key))
            shared.pop(article_id, None)
            best = sorted(shared, key=lambda other: (-shared[other], -other))[:MOST_CANDIDATES]
            marks = ", ".join("?" * len(best))
            found = tx.execute(
                f"SELECT article_id, signature FROM signatures WHERE article_id IN ({marks}) ORDER BY article_id", best
            )
            return tuple((row["article_id"], row["signature"]) for row in found)

    def neighbours(self, near: Sequence[Near]) -> tuple[Neighbour, ...]:
        """The named articles with what a flag says of them, in the order given."""
        with self._db.read() as tx:
            return tuple(_neighbour(tx, one.article_id, one.similarity, one.length) for one in near)

    def near(self, article_id: int, limit: int = 20) -> tuple[Neighbour, ...]:
        """Near copies of an article, closest first, in its cluster or not."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT other_id, similarity, length FROM near_copies WHERE article_id = ?"
                " ORDER BY similarity DESC, other_id LIMIT ?",
                (article_id, limit),
            ).fetchall()
            return tuple(_neighbour(tx, row["other_id"], row["similarity"], row["length"]) for row in found)

    # -- clusters -----------------------------------------------------------------------------------

    def of(self, article_id: int, limit: int = 20) -> Cluster | None:
        """The cluster of an article, with the first `limit` others; None when the article is alone."""
        with self._db.read() as tx:
            cluster = _cluster_id(tx, article_id)
            return None if cluster is None else _cluster(tx, cluster, limit)

    def of_many(self, article_ids: Sequence[int], limit: int = 20) -> dict[int, Cluster]:
        """The clusters of those articles that are not alone, by article."""
        with self._db.read() as tx:
            named = ((article_id, _cluster_id(tx, article_id)) for article_id in article_ids)
            return {article_id: _cluster(tx, cluster, limit) for article_id, cluster in named if cluster is not None}

    def original_among(self, article_id: int, near: Sequence[Near]) -> Member:
        """Who would be the original if the article joined the clusters of these near copies; perhaps itself."""
        ids = [article_id, *(one.article_id for one in near if copies.of_like_length(one.length))]
        with self._db.read() as tx:
            told: list[Told] = []
            for one in ids:
                cluster = None if one == article_id else _cluster_id(tx, one)
                told.append(_told(tx, one) if cluster is None else _first(tx, cluster))
            return _member(tx, copies.original(told).article_id)

    # -- signing anew -------------------------------------------------------------------------------

    def unsigned(self, limit: int = 100) -> tuple[Unsigned, ...]:
        """Judged articles that the index does not hold since its form changed, by number."""
        with self._db.read() as tx:
            return tuple(
                Unsigned(row["id"], row["version"], row["title"], row["text"])
                for row in tx.execute(
                    "SELECT a.id, a.version, a.title, a.text FROM unsigned u JOIN articles a ON a.id = u.article_id"
                    " ORDER BY u.article_id LIMIT ?",
                    (limit,),
                )
            )

    def sign(self, article: Unsigned, signature: Signature, near: Sequence[Near]) -> None:
        """Put a judged article into the index; its verdict stays. Does nothing when it changed meanwhile."""
        with self._db.write() as tx:
            same = tx.execute(
                "SELECT 1 FROM articles WHERE id = ? AND version = ? AND state <> 'new'", (article.id, article.version)
            ).fetchone()
            if same is None:
                tx.execute("DELETE FROM unsigned WHERE article_id = ?", (article.id,))
            else:
                record(tx, article.id, signature, near)


def record(tx: sqlite3.Connection, article_id: int, signature: Signature, near: Sequence[Near]) -> None:
    """Replace what the index knows of an article, and divide the clusters that it leaves and joins anew."""
    before = [
        row["other_id"]
        for row in tx.execute(
            "SELECT other_id FROM near_copies WHERE article_id = ? LIMIT ?", (article_id, _MOST_REGROUPED)
        )
    ]
    known = tx.execute("SELECT signature FROM signatures WHERE article_id = ?", (article_id,)).fetchone()
    if known is not None:
        tx.executemany(
            "DELETE FROM copy_keys WHERE key = ? AND article_id = ?",
            [(key, article_id) for key in duplicates.keys(Signature.from_bytes(known["signature"]))],
        )
        tx.execute("DELETE FROM near_copies WHERE article_id = ?", (article_id,))
        tx.execute("DELETE FROM near_copies WHERE other_id = ?", (article_id,))
    tx.execute("DELETE FROM unsigned WHERE article_id = ?", (article_id,))
    tx.execute(
        "INSERT INTO signatures (article_id, signature) VALUES (?, ?)"
        " ON CONFLICT (article_id) DO UPDATE SET signature = excluded.signature",
        (article_id, bytes(signature)),
    )
    tx.executemany(
        "INSERT INTO copy_keys (key, article_id) VALUES (?, ?)",
        [(key, article_id) for key in duplicates.keys(signature)],
    )
    tx.executemany(
        "INSERT INTO near_copies (article_id, other_id, similarity, length) VALUES (?, ?, ?, ?)",
        [
            row
            for one in near
            for row in (
                (article_id, one.article_id, one.similarity, one.length),
                (one.article_id, article_id, one.similarity, 1 / one.length),
            )
        ],
    )
    if before or near:
        _regroup(tx, article_id, {article_id, *before, *(one.article_id for one in near)}, near)


def _regroup(tx: sqlite3.Connection, article_id: int, touched: set[int], near: Sequence[Near]) -> None:
    members = set(touched)
    for cluster in {cluster for one in touched if (cluster := _cluster_id(tx, one)) is not None}:
        query = "SELECT id FROM articles WHERE cluster_id = ? LIMIT ?"
        members.update(row["id"] for row in tx.execute(query, (cluster, _MOST_REGROUPED + 1)))
        if len(members) > _MOST_REGROUPED:
            _leave(tx, article_id)
            _join(tx, article_id, near)
            return
    lengths = _lengths(tx, members)
    # Whether two pieces of an article are copies of each other, although neither belongs to these clusters.
    pieces = {other for (_, other), length in lengths.items() if length < copies.PART_LENGTH} - members
    lengths |= _lengths(tx, pieces)
    for group in copies.groups(members, lengths):
        _name(tx, group, min(group) if len(group) > 1 else None)


def _lengths(tx: sqlite3.Connection, article_ids: set[int]) -> dict[tuple[int, int], float]:
    query = "SELECT other_id, length FROM near_copies WHERE article_id = ? LIMIT ?"
    return {
        (one, row["other_id"]): row["length"]
        for one in sorted(article_ids)
        for row in tx.execute(query, (one, _MOST_REGROUPED))
    }


def _leave(tx: sqlite3.Connection, article_id: int) -> None:
    """Take an article out of a large cluster, which stays whole."""
    cluster = _cluster_id(tx, article_id)
    if cluster is None:
        return
    _name(tx, [article_id], None)
    rest = tx.execute("SELECT min(id), count(*) FROM articles WHERE cluster_id = ?", (cluster,)).fetchone()
    if cluster == article_id or rest[1] == 1:
        tx.execute(
            "UPDATE articles SET cluster_id = ? WHERE cluster_id = ?", (rest[0] if rest[1] > 1 else None, cluster)
        )


def _join(tx: sqlite3.Connection, article_id: int, near: Sequence[Near]) -> None:
    """Join an article, and the clusters of its near copies, without a look at the pairs within them."""
    like = [one.article_id for one in near if copies.of_like_length(one.length)]
    if not like:
        return
    clusters = {cluster for one in like if (cluster := _cluster_id(tx, one)) is not None}
    name = min(article_id, *like, *clusters)
    _name(tx, [article_id, *like], name)
    for cluster in clusters - {name}:
        tx.execute("UPDATE articles SET cluster_id = ? WHERE cluster_id = ?", (name, cluster))


def _name(tx: sqlite3.Connection, members: Iterable[int], cluster: int | None) -> None:
    tx.executemany(
        "UPDATE articles SET cluster_id = ? WHERE id = ? AND cluster_id IS NOT ?",
        [(cluster, member, cluster) for member in sorted(members)],
    )


def _holders(tx: sqlite3.Connection, key: int) -> list[int]:
    limit = _OLDEST + _NEWEST
    query = "SELECT article_id FROM copy_keys WHERE key = ? ORDER BY article_id"
    found = [row[0] for row in tx.execute(f"{query} LIMIT ?", (key, limit))]
    if len(found) < limit:
        return found
    newest = [row[0] for row in tx.execute(f"{query} DESC LIMIT ?", (key, _NEWEST))]
    return list({*found[:_OLDEST], *newest})


def _cluster_id(tx: sqlite3.Connection, article_id: int) -> int | None:
    row = tx.execute("SELECT cluster_id FROM articles WHERE id = ?", (article_id,)).fetchone()
    return None if row is None or row["cluster_id"] is None else int(row["cluster_id"])


def _as_told(row: sqlite3.Row) -> Told:
    return Told(row["id"], from_text(row["told_at"]), row["removed_at"] is not None)


def _told(tx: sqlite3.Connection, article_id: int) -> Told:
    return _as_told(tx.execute(f"SELECT {_TOLD} FROM articles WHERE id = ?", (article_id,)).fetchone())


def _first(tx: sqlite3.Connection, cluster: int) -> Told:
    return _as_told(
        tx.execute(f"SELECT {_TOLD} FROM articles WHERE cluster_id = ? ORDER BY {_RANK} LIMIT 1", (cluster,)).fetchone()
    )


def _cluster(tx: sqlite3.Connection, cluster: int, limit: int) -> Cluster:
    ids = [
        row["id"]
        for row in tx.execute(
            f"SELECT id FROM articles WHERE cluster_id = ? ORDER BY {_RANK} LIMIT ?", (cluster, limit + 1)
        )
    ]
    count = tx.execute("SELECT count(*) FROM articles WHERE cluster_id = ?", (cluster,)).fetchone()[0]
    first, *others = (_member(tx, one) for one in ids)
    return Cluster(first, tuple(others), count - 1)


def _member(tx: sqlite3.Connection, article_id: int) -> Member:
    row = tx.execute(
        "SELECT a.id, a.title, s.name AS source_name, a.published_at, a.collected_at, a.removed_at, a.state, a.version"
        " FROM articles a JOIN sources s ON s.id = a.source_id WHERE a.id = ?",
        (article_id,),
    ).fetchone()
    return Member(
        row["id"],
        row["title"],
        row["source_name"],
        None if row["published_at"] is None else from_text(row["published_at"]),
        from_text(row["collected_at"]),
        row["removed_at"] is not None,
        ArticleState(row["state"]),
        row["version"],
    )


def _neighbour(tx: sqlite3.Connection, article_id: int, similarity: float, length: float) -> Neighbour:
    row = tx.execute(
        "SELECT a.title, s.name, EXISTS (SELECT 1 FROM posts p WHERE p.article_id = a.id"
        " AND p.state NOT IN ('cancelled', 'draft', 'failed')) AS live"
        " FROM articles a JOIN sources s ON s.id = a.source_id WHERE a.id = ?",
        (article_id,),
    ).fetchone()
    return Neighbour(article_id, row["title"], row["name"], similarity, bool(row["live"]), length)
