"""Verdicts: what the checks and the topic model said of an article, and its near copies."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from classifier.checks import Flag, SourceChange
from pipeline.clock import from_text, to_text
from pipeline.model import ArticleState, TopicLabel
from pipeline.store import rows
from pipeline.store.base import Database


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An article that says nearly the same; `similarity` from 0 to 1."""

    article_id: int
    title: str
    source_name: str
    similarity: float
    live_post: bool


@dataclass(frozen=True, slots=True)
class Unchecked:
    """What a check run needs of an article, with the changes at its source that nobody has judged yet."""

    id: int
    version: int
    title: str
    text: str
    published_at: datetime | None
    changes: tuple[SourceChange, ...]


class Verdicts:
    def __init__(self, database: Database) -> None:
        self._db = database

    def unchecked(self, after: int = 0, limit: int = 100) -> tuple[Unchecked, ...]:
        """Articles in state `new` with a greater id than `after`, by id."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT id, version, title, text, published_at, decided_at FROM articles WHERE state = 'new' AND id > ?"
                " ORDER BY id LIMIT ?",
                (after, limit),
            ).fetchall()
            return tuple(
                Unchecked(
                    row["id"],
                    row["version"],
                    row["title"],
                    row["text"],
                    rows.instant(row["published_at"]),
                    self._open_changes(tx, row["id"], row["decided_at"]),
                )
                for row in found
            )

    def _open_changes(
        self, tx: sqlite3.Connection, article_id: int, decided_at: str | None
    ) -> tuple[SourceChange, ...]:
        posted = tx.execute(
            "SELECT EXISTS (SELECT 1 FROM posts WHERE article_id = ? AND state IN ('published', 'unknown'))",
            (article_id,),
        ).fetchone()[0]
        changes = tx.execute(
            "SELECT kind, at FROM source_changes WHERE article_id = ? AND at > ? ORDER BY id",
            (article_id, decided_at or ""),
        )
        return tuple(SourceChange(row["kind"], from_text(row["at"]), bool(posted)) for row in changes)

    def candidates(self, article_id: int, bands: Iterable[int]) -> tuple[tuple[int, bytes], ...]:
        """(id, signature) of other articles that share at least one band."""
        keys = list(bands)
        marks = ", ".join("?" * len(keys))
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT s.article_id, s.signature FROM signatures s WHERE s.article_id IN"
                f" (SELECT article_id FROM bands WHERE band IN ({marks})) AND s.article_id <> ?",
                (*keys, article_id),
            )
            return tuple((row["article_id"], row["signature"]) for row in found)

    def neighbours(self, similarities: Sequence[tuple[int, float]]) -> tuple[Neighbour, ...]:
        """The named articles with what a flag says of them, in the order given."""
        with self._db.read() as tx:
            return tuple(neighbour(tx, other, similarity) for other, similarity in similarities)

    def record_verdict(
        self,
        article_id: int,
        version: int,
        topics: Sequence[TopicLabel],
        flags: Sequence[Flag],
        signature: bytes,
        bands: Iterable[int],
        near: Sequence[tuple[int, float]],
        now: datetime,
    ) -> ArticleState | None:
        """Replace an article's verdicts and move it `new → clean | flagged`.

        Returns None, and stores nothing, when the article changed since it was read.
        """
        state = ArticleState.FLAGGED if flags else ArticleState.CLEAN
        with self._db.write() as tx:
            moved = tx.execute(
                "UPDATE articles SET state = ?, verdict = ?, checked_at = ?"
                " WHERE id = ? AND version = ? AND state = 'new'",
                (state, state, to_text(now), article_id, version),
            )
            if moved.rowcount != 1:
                return None
            for table in ("topics", "flags", "bands", "signatures", "near_copies"):
                tx.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
            tx.executemany(
                "INSERT INTO topics VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (article_id, rank, topic.code, topic.name, topic.probability, int(topic.sure))
                    for rank, topic in enumerate(topics)
                ],
            )
            tx.executemany(
                "INSERT INTO flags (article_id, check_name, severity, field, start_at, end_at, quote, reason)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [(article_id, f.check, f.severity, f.field, f.start, f.end, f.quote, f.reason) for f in flags],
            )
            tx.execute("INSERT INTO signatures VALUES (?, ?)", (article_id, signature))
            tx.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, article_id) for band in bands])
            for other, similarity in near:
                tx.execute("INSERT OR REPLACE INTO near_copies VALUES (?, ?, ?)", (article_id, other, similarity))
                tx.execute("INSERT OR REPLACE INTO near_copies VALUES (?, ?, ?)", (other, article_id, similarity))
            rows.record_event(
                tx, now, None, "article.checked", "article", article_id, from_state="new", to_state=state,
                detail={"checks": sorted({f.check for f in flags})},
            )  # fmt: skip
        return state


def neighbour(tx: sqlite3.Connection, article_id: int, similarity: float) -> Neighbour:
    """What a flag says of one article."""
    row = tx.execute(
        "SELECT a.title, s.name, EXISTS (SELECT 1 FROM posts p WHERE p.article_id = a.id"
        " AND p.state NOT IN ('cancelled', 'draft', 'failed')) AS live"
        " FROM articles a JOIN sources s ON s.id = a.source_id WHERE a.id = ?",
        (article_id,),
    ).fetchone()
    return Neighbour(article_id, row["title"], row["name"], similarity, bool(row["live"]))
