"""Search over the words of articles, by FTS5; with `base` and `migrations` the only place that knows it is SQLite.

A search walks the newest matches first and stops after a bounded number of them, so that no choice of words and filters
can hold a page up; where it stopped, the next page goes on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.clock import to_text
from pipeline.errors import SearchNameTaken, TooManySearches
from pipeline.finding import Query, Term, indexed
from pipeline.model import ArticleLine, ArticleState, User
from pipeline.store.articles import lines_of
from pipeline.store.base import Database
from pipeline.store.facets import Facet, narrowed

WALKED_AT_MOST = 10_000
COUNTED_AT_MOST = 1_000
MOST_SAVED = 30
_CHUNK = 1_000
_BEFORE_A_SEARCH = 200
_VERSIONS = 1_023


@dataclass(frozen=True, slots=True)
class Filter:
    """What else must hold; empty values are any. Published at `since` or later, before `until`."""

    facet: Facet = field(default_factory=Facet)
    states: tuple[ArticleState, ...] = ()
    source: str = ""
    check: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        return self != Filter()


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits, newest collected first. `older` is where the next page begins; None when there is none.

    With `complete` False the walk stopped before the page was full: there may be more further back.
    """

    lines: tuple[ArticleLine, ...]
    texts: tuple[str, ...]
    older: int | None
    complete: bool


@dataclass(frozen=True, slots=True)
class Saved:
    id: int
    name: str
    query: str


class Search:
    def __init__(self, database: Database) -> None:
        self._db = database

    # -- the index ----------------------------------------------------------------------------------

    def waiting(self) -> bool:
        """Whether articles wait to be indexed."""
        with self._db.read() as tx:
            return tx.execute("SELECT 1 FROM article_words_due LIMIT 1").fetchone() is not None

    def index(self, limit: int = 500) -> int:
        """Index some of the articles that wait, newest first; how many. Killed in between, the rest waits on."""
        with self._db.write() as tx:
            due = tx.execute(
                "SELECT a.id, a.version, a.title, a.text FROM article_words_due d"
                " JOIN articles a ON a.id = d.article_id ORDER BY d.article_id DESC LIMIT ?",
                (limit,),
            ).fetchall()
            tx.executemany(
                "INSERT INTO article_words (rowid, exact, folded) VALUES (?, ?, ?)",
                [(_row(each["id"], each["version"]), *indexed(f"{each['title']}\n{each['text']}")) for each in due],
            )
            tx.executemany("DELETE FROM article_words_due WHERE article_id = ?", [(each["id"],) for each in due])
            return len(due)

    def index_some(self) -> None:
        """Index a few of the articles that wait, if any do, so that a search that follows finds them."""
        if self.waiting():
            self.index(_BEFORE_A_SEARCH)

    def rebuild(self) -> None:
        """Empty the index and let every article wait for it. Searches find less until `index` is through."""
        with self._db.write() as tx:
            tx.execute("INSERT INTO article_words (article_words) VALUES ('delete-all')")
            tx.execute("INSERT OR IGNORE INTO article_words_due SELECT id FROM articles")

    def count_waiting(self) -> int:
        with self._db.read() as tx:
            return int(tx.execute("SELECT count(*) FROM article_words_due").fetchone()[0])

    # -- finding ------------------------------------------------------------------------------------

    def count(self, query: Query) -> int:
        """How many texts match, counted to `COUNTED_AT_MOST` + 1; older versions of a text count too."""
        if not query:
            return 0
        with self._db.read() as tx:
            row = tx.execute(
                "SELECT count(*) FROM (SELECT 1 FROM article_words WHERE article_words MATCH ? LIMIT ?)",
                (_expression(query), COUNTED_AT_MOST + 1),
            ).fetchone()
            return int(row[0])

    def find(self, query: Query, given: Filter = Filter(), before: int | None = None, limit: int = 30) -> Hits:
        """Articles that match, newest collected first. `before` is a former page's `older`.

        Without any word the filter alone decides; words that are all unwanted find nothing. At most `WALKED_AT_MOST`
        candidates are looked at.
        """
        if query.terms and not query:
            return Hits((), (), None, complete=True)
        conditions, values = _conditions(given)
        found: list[int] = []
        walked = 0
        with self._db.read() as tx:
            while walked < WALKED_AT_MOST:
                size = min(_CHUNK, max(2 * limit, walked))
                chunk = _candidates(tx, query, before, size)
                fits = _fitting(tx, chunk, conditions, values)
                found += [number for number in chunk if number in fits]
                if len(found) > limit:
                    return _hits(tx, found[:limit], found[limit - 1], complete=True)
                if len(chunk) < size:
                    return _hits(tx, found, None, complete=True)
                walked, before = walked + size, chunk[-1]
            return _hits(tx, found, before, complete=False)

    # -- searches that are kept -----------------------------------------------------------------------

    def saved(self, user: User) -> tuple[Saved, ...]:
        """A person's own searches, by name."""
        with self._db.read() as tx:
            return tuple(
                Saved(row["id"], row["name"], row["query"])
                for row in tx.execute("SELECT * FROM saved_searches WHERE user_id = ? ORDER BY name", (user.id,))
            )

    def save(self, user: User, name: str, query: str) -> None:
        """Keep a search. Raises `SearchNameTaken` or `TooManySearches`."""
        with self._db.write() as tx:
            count = tx.execute("SELECT count(*) FROM saved_searches WHERE user_id = ?", (user.id,)).fetchone()[0]
            if count >= MOST_SAVED:
                raise TooManySearches(count=MOST_SAVED)
            kept = tx.execute(
                "INSERT INTO saved_searches (user_id, name, query) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (user.id, name, query),
            )
            if kept.rowcount != 1:
                raise SearchNameTaken(name=name)

    def forget(self, user: User, saved_id: int) -> bool:
        """Drop one of a person's own searches; whether there was one."""
        with self._db.write() as tx:
            gone = tx.execute("DELETE FROM saved_searches WHERE id = ? AND user_id = ?", (saved_id, user.id))
            return gone.rowcount == 1


def _hits(tx: sqlite3.Connection, found: Sequence[int], older: int | None, *, complete: bool) -> Hits:
    ids = [number >> 10 for number in found]
    rows = tx.execute(f"SELECT id, text FROM articles WHERE id IN ({', '.join('?' * len(ids))})", ids)
    texts = {row["id"]: row["text"] for row in rows}
    return Hits(lines_of(tx, ids), tuple(texts[id_] for id_ in ids), older, complete)


def _row(article_id: int, version: int) -> int:
    return (article_id << 10) | (version & _VERSIONS)


def _candidates(tx: sqlite3.Connection, query: Query, before: int | None, size: int) -> list[int]:
    """Row numbers of the index before one, greatest first."""
    if query:
        return [
            row["rowid"]
            for row in tx.execute(
                "SELECT rowid FROM article_words WHERE article_words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
                (_expression(query), 2**63 - 1 if before is None else before, size),
            )
        ]
    return [
        _row(row["id"], row["version"])
        for row in tx.execute(
            "SELECT id, version FROM articles WHERE id < ? ORDER BY id DESC LIMIT ?",
            (2**53 if before is None else before >> 10, size),
        )
    ]


def _fitting(tx: sqlite3.Connection, chunk: Sequence[int], conditions: str, values: Sequence[str]) -> set[int]:
    """Those of the candidates whose version is the present one and that the filter lets through."""
    ids = {number >> 10 for number in chunk}
    found = tx.execute(
        f"SELECT a.id, a.version FROM articles a WHERE a.id IN ({', '.join('?' * len(ids))}){conditions}",
        (*ids, *values),
    )
    return {_row(row["id"], row["version"]) for row in found}


def _conditions(given: Filter) -> tuple[str, list[str]]:
    _source, _key, conditions, values = narrowed(Facet(topic=given.facet.topic))
    for table, column, value in (
        ("article_places", "place", given.facet.place),
        ("article_beats", "beat", given.facet.beat),
    ):
        if value:
            conditions += f" AND EXISTS (SELECT 1 FROM {table} g WHERE g.article_id = a.id AND g.{column} = ?)"
            values.append(value)
    if given.states:
        conditions += f" AND a.state IN ({', '.join('?' * len(given.states))})"
        values += given.states
    if given.source:
        conditions += " AND a.source_id = ?"
        values.append(given.source)
    if given.check:
        conditions += " AND EXISTS (SELECT 1 FROM flags f WHERE f.article_id = a.id AND f.check_name = ?)"
        values.append(given.check)
    if given.since:
        conditions += " AND a.sort_at >= ?"
        values.append(to_text(given.since))
    if given.until:
        conditions += " AND a.sort_at < ?"
        values.append(to_text(given.until))
    return conditions, values


def _expression(query: Query) -> str:
    """The query in FTS5's language. Words are letters and digits only, so none can end the quotation."""
    wanted = " AND ".join(map(_term, query.wanted))
    return " NOT ".join([f"({wanted})", *(_term(term) for term in query.terms if not term.wanted)])


def _term(term: Term) -> str:
    return f'{"exact" if term.exact else "folded"} : "{" ".join(term.words)}"'
