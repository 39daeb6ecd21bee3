"""Verdicts: what the checks and the topic model said of an article, and its near copies."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from classifier.checks import Flag, SourceChange
from classifier.duplicates import Signature
from pipeline.clock import from_text, to_text
from pipeline.copies import Near
from pipeline.labels import mark
from pipeline.model import ArticleState, TopicLabel
from pipeline.store import clusters, facets, labels, levels, rows
from pipeline.store.base import Database
from pipeline.tags import Tags


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

    def record_verdict(
        self,
        article_id: int,
        version: int,
        topics: Sequence[TopicLabel],
        flags: Sequence[Flag],
        signature: Signature,
        near: Sequence[Near],
        now: datetime,
        *,
        keep_label: bool = True,
        tags: Tags | None = None,
    ) -> ArticleState | None:
        """Replace an article's verdicts and move it `new → clean | flagged`, in and out of clusters.

        It is flagged when at least one page would have a person look at one of its flags (`store.levels`).

        With `keep_label` unset the topics that a person chose no longer stand: the text is another one now. The label
        itself is kept with the text that it was given to. Without `tags` those of an earlier version stay, and as
        with topics that a person chose, the article waits to be filed (`store.facets.unfiled`).

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
            for table in ("topics", "flags"):
                tx.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
            tx.executemany(
                "INSERT INTO topics VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (article_id, rank, topic.code, topic.name, topic.probability, int(topic.sure))
                    for rank, topic in enumerate(topics)
                ],
            )
            tx.executemany(
                "INSERT INTO flags (article_id, check_name, severity, field, start_at, end_at, quote, reason,"
                " mark) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(article_id, f.check, f.severity, f.field, f.start, f.end, f.quote, f.reason, mark(f)) for f in flags],
            )
            clusters.record(tx, article_id, signature, near)
            if flags and levels.waiting_state(tx, article_id) is ArticleState.CLEAN:
                # Every page has switched off what was found.
                state = ArticleState.CLEAN
                tx.execute("UPDATE articles SET state = ?, verdict = ? WHERE id = ?", (state, state, article_id))
            if not keep_label:
                tx.execute("UPDATE articles SET labelled_version = NULL WHERE id = ?", (article_id,))
                rows.record_event(
                    tx, now, None, "article.topics-lapsed", "article", article_id, detail={"version": version}
                )
            if tags is not None:
                facets.record(tx, article_id, tags)
            if tags is None or labels.topics_of(tx, article_id) != tuple(topics):
                rows.leave_unfiled(tx, article_id)
            rows.record_event(
                tx, now, None, "article.checked", "article", article_id, from_state="new", to_state=state,
                detail={"checks": sorted({f.check for f in flags})},
            )  # fmt: skip
        return state
