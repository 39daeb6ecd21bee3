"""Counts of one period, for the digest. All of what the desk did, nothing of who wrote what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import from_text, to_text
from pipeline.store.base import Database


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened in [start, end). Pairs are (name, count), most first; days are per UTC instant."""

    collected_at: tuple[datetime, ...]
    published_at: tuple[datetime, ...]
    flagged: int
    by_check: tuple[tuple[str, int], ...]
    approved: int
    rejected: int
    reject_reasons: tuple[tuple[str, int], ...]
    deciders: tuple[tuple[str, int], ...]
    minutes_to_decision: tuple[float, ...]
    missed: int
    failed: int
    unknown: int
    topics: tuple[tuple[str, int], ...]
    sources: tuple[tuple[str, int], ...]
    beats: tuple[tuple[str, int], ...]
    places: tuple[tuple[str, int], ...]
    """Gazetteer ids of what articles mention, with how many do."""
    changed_at_source: int
    published_posts: tuple[tuple[datetime, str, str, str], ...]
    """(published at, page name, article title, source name)"""
    amended: int
    """Posts that were withdrawn or corrected after they were published."""
    demo: int
    """How many of the decisions and approvals the demo made by itself."""


class FigureQueries:
    def __init__(self, database: Database) -> None:
        self._db = database

    def counts(self, start: datetime, end: datetime) -> Counts:
        """Figures of the half-open period [start, end)."""
        period = (to_text(start), to_text(end))
        with self._db.read() as tx:

            def instants(sql: str) -> tuple[datetime, ...]:
                return tuple(from_text(row[0]) for row in tx.execute(sql, period))

            def pairs(sql: str) -> tuple[tuple[str, int], ...]:
                return tuple((row[0], row[1]) for row in tx.execute(sql, period))

            def event_count(kind: str) -> int:
                row = tx.execute(
                    "SELECT count(DISTINCT subject_id) FROM events WHERE at >= ? AND at < ? AND kind = ?",
                    (*period, kind),
                ).fetchone()
                return int(row[0])

            # The plus keeps the planner from going through all articles of a state: a week has few.
            def standing(state: str) -> int:
                row = tx.execute(
                    "SELECT count(*) FROM articles WHERE decided_at >= ? AND decided_at < ? AND +state = ?",
                    (*period, state),
                ).fetchone()
                return int(row[0])

            in_period = "FROM articles a {join} WHERE a.collected_at >= ? AND a.collected_at < ?"
            return Counts(
                collected_at=instants(f"SELECT a.collected_at {in_period.format(join='')} ORDER BY 1"),
                published_at=instants(
                    "SELECT published_at FROM posts WHERE published_at >= ? AND published_at < ? ORDER BY 1"
                ),
                flagged=int(
                    tx.execute(
                        "SELECT count(DISTINCT subject_id) FROM events WHERE at >= ? AND at < ?"
                        " AND kind = 'article.checked' AND to_state = 'flagged'",
                        period,
                    ).fetchone()[0]
                ),
                by_check=pairs(
                    "SELECT c.value, count(DISTINCT e.subject_id) FROM events e,"
                    " json_each(e.detail, '$.checks') c WHERE e.at >= ? AND e.at < ?"
                    " AND e.kind = 'article.checked' GROUP BY 1 ORDER BY 2 DESC, 1"
                ),
                approved=standing("approved"),
                rejected=standing("rejected"),
                reject_reasons=pairs(
                    "SELECT reject_reason, count(*) FROM articles WHERE decided_at >= ? AND decided_at < ?"
                    " AND +state = 'rejected' GROUP BY 1 ORDER BY 2 DESC, 1"
                ),
                deciders=pairs(
                    "SELECT u.name, count(*) FROM articles a JOIN users u ON u.id = a.decided_by"
                    " WHERE a.decided_at >= ? AND a.decided_at < ? AND +a.state IN ('approved', 'rejected')"
                    " GROUP BY u.id ORDER BY 2 DESC, 1"
                ),
                minutes_to_decision=tuple(
                    (from_text(row["decided_at"]) - from_text(row["checked_at"])).total_seconds() / 60
                    for row in tx.execute(
                        "SELECT checked_at, decided_at FROM articles WHERE decided_at >= ? AND decided_at < ?"
                        " AND checked_at IS NOT NULL ORDER BY decided_at",
                        period,
                    )
                ),
                missed=event_count("post.missed"),
                failed=event_count("post.failed"),
                unknown=event_count("post.unknown"),
                topics=pairs(
                    "SELECT COALESCE(l.name, t.name) AS topic, count(*) "
                    + in_period.format(
                        join="LEFT JOIN topic_labels l ON l.article_id = a.id AND l.version = a.labelled_version"
                        " AND l.rank = 0 LEFT JOIN topics t ON t.article_id = a.id AND t.rank = 0"
                    )
                    + " AND topic IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
                ),
                sources=pairs(
                    "SELECT s.name, count(*) "
                    + in_period.format(join="JOIN sources s ON s.id = a.source_id")
                    + " GROUP BY 1 ORDER BY 2 DESC, 1"
                ),
                beats=pairs(
                    "SELECT min(b.name), count(*) "
                    + in_period.format(join="JOIN article_beats b ON b.article_id = a.id")
                    + " GROUP BY b.beat ORDER BY 2 DESC, 1"
                ),
                places=pairs(
                    "SELECT p.place, count(*) "
                    + in_period.format(join="JOIN article_places p ON p.article_id = a.id AND p.times > 0")
                    + " GROUP BY 1 ORDER BY 2 DESC, 1"
                ),
                changed_at_source=int(
                    tx.execute(
                        "SELECT count(DISTINCT article_id) FROM source_changes WHERE at >= ? AND at < ?",
                        period,
                    ).fetchone()[0]
                ),
                published_posts=tuple(
                    (from_text(row[0]), row[1], row[2], row[3])
                    for row in tx.execute(
                        "SELECT p.published_at, g.name, a.title, p.source_name FROM posts p"
                        " JOIN pages g ON g.id = p.page_id JOIN articles a ON a.id = p.article_id"
                        " WHERE p.published_at >= ? AND p.published_at < ? ORDER BY 1",
                        period,
                    )
                ),
                amended=int(
                    tx.execute(
                        "SELECT count(DISTINCT subject_id) FROM events WHERE at >= ? AND at < ?"
                        " AND kind IN ('post.withdrawn', 'post.corrected')",
                        period,
                    ).fetchone()[0]
                ),
                demo=int(
                    tx.execute(
                        "SELECT count(*) FROM events WHERE at >= ? AND at < ? AND demo = 1"
                        " AND kind IN ('article.approved', 'article.rejected', 'post.approved')",
                        period,
                    ).fetchone()[0]
                ),
            )
