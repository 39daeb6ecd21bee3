"""Articles: one upsert per article, verdicts, decisions, near copies, changes at the source."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from crawlers.items import Found
from pipeline.changes import change_kind
from pipeline.clock import from_text, to_text
from pipeline.errors import ArticleNotFound
from pipeline.labels import main_topics, mark
from pipeline.model import (
    Article,
    ArticleLine,
    ArticleState,
)
from pipeline.store import labels, rows
from pipeline.store.base import Database
from pipeline.store.facets import Facet, narrowed

_SELECT = (
    "SELECT a.*, s.name AS source_name, u.name AS decided_by_name FROM articles a"
    " JOIN sources s ON s.id = a.source_id LEFT JOIN users u ON u.id = a.decided_by"
)
_LINE = (
    "SELECT a.id, a.state, s.name AS source_name, a.title, a.published_at, a.decided_at, a.sort_at, a.version,"
    " (SELECT count(*) FROM flags f WHERE f.article_id = a.id) AS flag_count, p.id AS post_id, p.state AS post_state"
)
_LINE_JOINS = (
    "JOIN sources s ON s.id = a.source_id LEFT JOIN posts p ON p.id ="
    " (SELECT max(q.id) FROM posts q WHERE q.article_id = a.id AND q.state <> 'cancelled')"
)
Cursor = tuple[str, int]


class Stored(StrEnum):
    """What an upsert did."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    version: int
    title: str
    text: str
    seen_at: datetime


def content_hash(title: str, text: str) -> str:
    """Identity of what a reader sees; spacing does not count, so that a cosmetic change reopens nothing."""
    folded = " ".join(f"{title}\n{text}".split())
    return hashlib.sha256(folded.encode()).hexdigest()


def _storable(found: Found) -> Found:
    """The same with halves of a surrogate pair, as JSON may hold them, as U+FFFD: no data file can hold them."""
    broken: dict[str, Any] = {
        one.name: value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        for one in fields(found)
        if isinstance(value := getattr(found, one.name), str) and not _encodable(value)
    }
    return replace(found, **broken) if broken else found


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Articles:
    def __init__(self, database: Database) -> None:
        self._db = database

    # -- collecting ---------------------------------------------------------------------------------

    def upsert(self, found: Found) -> Stored:
        """Store an article once by its canonical URL; a text that changed makes a new version."""
        found = _storable(found)
        digest = content_hash(found.title, found.text)
        with self._db.write() as tx:
            known = tx.execute(
                "SELECT id, content_hash, text, version, removed_at FROM articles WHERE url = ?",
                (found.canonical_url,),
            ).fetchone()
            if known is None:
                article_id = self._insert(tx, found, digest)
                rows.record_event(
                    tx, found.fetched_at, None, "article.collected", "article", article_id, to_state="new"
                )
                outcome = Stored.NEW
            else:
                article_id = int(known["id"])
                outcome = Stored.SAME
                if known["content_hash"] != digest:
                    self._new_version(tx, known, found, digest)
                    outcome = Stored.CHANGED
                elif known["removed_at"] is not None:
                    tx.execute("UPDATE articles SET removed_at = NULL WHERE id = ?", (article_id,))
                    rows.record_event(tx, found.fetched_at, None, "article.restored", "article", article_id)
            tx.executemany(
                "INSERT INTO article_urls (url, article_id) VALUES (?, ?) ON CONFLICT (url) DO NOTHING",
                [(url, article_id) for url in {found.url, found.canonical_url, *found.aliases}],
            )
            for url in {found.url, found.canonical_url}:
                rows.record_fetch(tx, found.source_id, url, found.validators, found.fetched_at)
            self._replace_links(tx, article_id, found)
            rows.leave_frontier(tx, {found.url, found.canonical_url, *found.aliases})
        return outcome

    def _insert(self, tx: sqlite3.Connection, found: Found, digest: str) -> int:
        published = None if found.published_at is None else to_text(found.published_at)
        image = found.image
        cursor = tx.execute(
            "INSERT INTO articles (source_id, url, guid, title, text, content_hash, lead, byline, section,"
            " lang, image_url, image_credit, image_alt, published_at, modified_at, collected_at, sort_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                found.source_id,
                found.canonical_url,
                found.guid,
                found.title,
                found.text,
                digest,
                found.lead,
                found.byline,
                found.section,
                found.lang,
                image and image.url,
                image and image.credit,
                image and image.alt,
                published,
                None if found.modified_at is None else to_text(found.modified_at),
                to_text(found.fetched_at),
                published or to_text(found.fetched_at),
            ),
        )
        assert cursor.lastrowid is not None
        tx.execute(
            "INSERT INTO article_versions VALUES (?, 1, ?, ?, ?)",
            (cursor.lastrowid, found.title, found.text, to_text(found.fetched_at)),
        )
        return cursor.lastrowid

    def _replace_links(self, tx: sqlite3.Connection, article_id: int, found: Found) -> None:
        tx.execute("DELETE FROM article_links WHERE article_id = ?", (article_id,))
        links = [
            *((n, "picture", each.url, each.alt, each.credit, None) for n, each in enumerate(found.pictures)),
            *((n, "attachment", each.url, each.title, None, each.kind) for n, each in enumerate(found.attachments)),
        ]
        tx.executemany(
            "INSERT INTO article_links (article_id, rank, kind, url, title, credit, format)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(article_id, *link) for link in links],
        )

    def _new_version(self, tx: sqlite3.Connection, known: sqlite3.Row, found: Found, digest: str) -> None:
        article_id, version = int(known["id"]), int(known["version"]) + 1
        tx.execute(
            "UPDATE articles SET version = ?, title = ?, text = ?, content_hash = ?, lead = ?, byline = ?,"
            " image_url = ?, image_credit = ?, image_alt = ?, modified_at = ?, removed_at = NULL WHERE id = ?",
            (
                version,
                found.title,
                found.text,
                digest,
                found.lead,
                found.byline,
                found.image and found.image.url,
                found.image and found.image.credit,
                found.image and found.image.alt,
                None if found.modified_at is None else to_text(found.modified_at),
                article_id,
            ),
        )
        tx.execute(
            "INSERT INTO article_versions VALUES (?, ?, ?, ?, ?)",
            (article_id, version, found.title, found.text, to_text(found.fetched_at)),
        )
        self._source_changed(tx, article_id, change_kind(known["text"], found.text), found.fetched_at)

    def source_gone(self, source_id: str, url: str, kind: str, at: datetime) -> bool:
        """Record that a stored article's page was removed or moved away; True the first time only."""
        with self._db.write() as tx:
            row = tx.execute(
                "SELECT a.id, a.removed_at FROM article_urls u JOIN articles a ON a.id = u.article_id"
                " WHERE u.url = ? AND a.source_id = ?",
                (url, source_id),
            ).fetchone()
            if row is None or row["removed_at"] is not None:
                return False
            tx.execute("UPDATE articles SET removed_at = ? WHERE id = ?", (to_text(at), row["id"]))
            self._source_changed(tx, int(row["id"]), kind, at)
            return True

    def _source_changed(self, tx: sqlite3.Connection, article_id: int, kind: str, at: datetime) -> None:
        """Reopen the article, and take its posts that have not left yet back to a person."""
        state = tx.execute("SELECT state FROM articles WHERE id = ?", (article_id,)).fetchone()["state"]
        tx.execute(
            "INSERT INTO source_changes (article_id, kind, at) VALUES (?, ?, ?)",
            (article_id, kind, to_text(at)),
        )
        tx.execute("UPDATE articles SET state = 'new', checked_at = NULL WHERE id = ?", (article_id,))
        rows.record_event(tx, at, None, f"source.{kind}", "article", article_id, from_state=state, to_state="new")
        held = tx.execute(
            "SELECT id, state FROM posts WHERE article_id = ?"
            " AND state IN ('draft', 'approved', 'scheduled', 'missed', 'failed')",
            (article_id,),
        ).fetchall()
        for post in held:
            tx.execute("DELETE FROM post_approvals WHERE post_id = ?", (post["id"],))
            tx.execute(
                "UPDATE posts SET state = 'draft', version = version + 1, problem = ? WHERE id = ?",
                (f"source-{kind}", post["id"]),
            )
            rows.record_event(
                tx, at, None, "post.held", "post", post["id"], from_state=post["state"], to_state="draft",
                detail={"because": f"source-{kind}"},
            )  # fmt: skip

    # -- reviewing ----------------------------------------------------------------------------------

    def get(self, article_id: int) -> Article:
        """Raises `NotFound`."""
        with self._db.read() as tx:
            row = tx.execute(f"{_SELECT} WHERE a.id = ?", (article_id,)).fetchone()
            if row is None:
                raise ArticleNotFound(id=article_id)
            return self._full(tx, row)

    def at(self, url: str) -> int | None:
        """The number of the article that was found at an address."""
        with self._db.read() as tx:
            row = tx.execute("SELECT article_id FROM article_urls WHERE url = ?", (url,)).fetchone()
        return None if row is None else int(row["article_id"])

    def _full(self, tx: sqlite3.Connection, row: sqlite3.Row) -> Article:
        flags = labels.flags_of(tx, row["id"])
        answers = labels.answers_of(tx, row["id"], row["version"])
        links = tx.execute("SELECT * FROM article_links WHERE article_id = ? ORDER BY kind, rank", (row["id"],))
        return rows.article(
            row,
            labels.topics_of(tx, row["id"]),
            labels.judged_topics(tx, row["id"]),
            flags,
            tuple(answers.get(mark(flag)) for flag in flags),
            links.fetchall(),
        )

    def count(self, state: ArticleState) -> int:
        with self._db.read() as tx:
            return rows.counter(tx, f"article:{state}")

    def lines(
        self,
        states: Sequence[ArticleState],
        before: Cursor | None = None,
        limit: int = 50,
        *,
        fold: bool = False,
        facet: Facet = Facet(),  # noqa: B008 - frozen
    ) -> tuple[ArticleLine, ...]:
        """Articles newest first, paged by key: `before` is the `cursor` of the last line seen.

        `fold` leaves out near copies of an earlier article in the same state (`store.clusters.of_many` has them).
        `facet` narrows the list to a beat, a place, a topic.
        """
        source, key, narrower, values = narrowed(facet)
        order = ", ".join(f"{column} DESC" for column in key.split(", "))
        marks = ", ".join("?" * len(states))
        with self._db.read() as tx:
            found = tx.execute(
                f"{_LINE} FROM {source} {_LINE_JOINS}"
                f" WHERE a.state IN ({marks}) {'AND a.folded = 0' if fold else ''}{narrower}"
                f" AND ({key}) < (?, ?) ORDER BY {order} LIMIT ?",
                (*states, *values, *(before or ("~", 0)), limit),
            )
            return tuple(_line(tx, row) for row in found)

    def versions(self, article_id: int) -> tuple[ArticleVersion, ...]:
        """Every text seen at the source, oldest first."""
        with self._db.read() as tx:
            return tuple(
                ArticleVersion(row["version"], row["title"], row["text"], from_text(row["seen_at"]))
                for row in tx.execute(
                    "SELECT * FROM article_versions WHERE article_id = ? ORDER BY version", (article_id,)
                )
            )


def lines_of(tx: sqlite3.Connection, ids: Sequence[int]) -> tuple[ArticleLine, ...]:
    """Articles as a list shows them, in the order of `ids`."""
    marks = ", ".join("?" * len(ids))
    found = tx.execute(f"{_LINE} FROM articles a {_LINE_JOINS} WHERE a.id IN ({marks})", tuple(ids))
    by_id = {row["id"]: _line(tx, row) for row in found}
    return tuple(by_id[id_] for id_ in ids)


def _line(tx: sqlite3.Connection, row: sqlite3.Row) -> ArticleLine:
    topics = tuple(topic.name for topic in main_topics(labels.topics_of(tx, row["id"])))
    high = [flag for flag in labels.flags_of(tx, row["id"]) if flag.severity == "high"] if row["flag_count"] else []
    answers = labels.answers_of(tx, row["id"], row["version"]) if high else {}
    return rows.article_line(row, topics, sum(mark(flag) not in answers for flag in high))
