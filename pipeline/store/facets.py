"""Facets: the beats and places that articles are filed under, for lists, cards and re-filing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from classifier.beats import Hit, Why
from pipeline.model import TopicLabel
from pipeline.store import labels
from pipeline.store.base import Database
from pipeline.tags import PlaceTag, Tags


@dataclass(frozen=True, slots=True)
class Facet:
    """What a list is narrowed to: a beat's id, a gazetteer id with all that lies in it, a topic's code. "" is any."""

    beat: str = ""
    place: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """A stored article with what its filing needs, and the beats that it has now."""

    id: int
    version: int
    title: str
    text: str
    topics: tuple[TopicLabel, ...]
    beats: tuple[str, ...]


def narrowed(facet: Facet) -> tuple[str, str, str, list[str]]:
    """SQL for a list of articles `a`: (a join before the others, the sort key, conditions, their values).

    The list is driven by the place or the beat, whose indexes are in the list's order, so a page of a rare place is
    found without walking over all the other articles.
    """
    join, key, conditions = "", "a.sort_at, a.id", ""
    values: list[str] = []
    for table, column, value in (("article_places", "place", facet.place), ("article_beats", "beat", facet.beat)):
        if not value:
            continue
        if not join:
            join, key = f"{table} f JOIN articles a ON a.id = f.article_id", "f.sort_at, f.article_id"
            conditions += f" AND f.{column} = ?"
        else:
            conditions += f" AND EXISTS (SELECT 1 FROM {table} g WHERE g.article_id = a.id AND g.{column} = ?)"
        values.append(value)
    if facet.topic:
        conditions += (
            " AND CASE WHEN a.labelled_version IS NULL"
            " THEN EXISTS (SELECT 1 FROM topics t WHERE t.article_id = a.id AND t.rank = 0 AND t.code = ?)"
            " ELSE EXISTS (SELECT 1 FROM topic_labels l WHERE l.article_id = a.id"
            " AND l.version = a.labelled_version AND l.code = ?) END"
        )
        values += [facet.topic, facet.topic]
    return join or "articles a", key, conditions, values


def record(tx: sqlite3.Connection, article_id: int, tags: Tags) -> None:
    """Replace an article's tags."""
    for table in ("article_places", "article_beats", "article_tagged", "unfiled"):
        tx.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
    sort_at = tx.execute("SELECT sort_at FROM articles WHERE id = ?", (article_id,)).fetchone()["sort_at"]
    tx.executemany(
        "INSERT INTO article_places (article_id, place, times, sort_at) VALUES (?, ?, ?, ?)",
        [(article_id, tag.place, tag.times, sort_at) for tag in tags.places],
    )
    tx.executemany(
        "INSERT INTO article_beats (article_id, beat, rank, name, why, sort_at) VALUES (?, ?, ?, ?, ?, ?)",
        [(article_id, hit.beat, rank, hit.name, _why_text(hit.why), sort_at) for rank, hit in enumerate(tags.beats)],
    )
    tx.execute("INSERT INTO article_tagged (article_id, rules) VALUES (?, ?)", (article_id, tags.rules))


class Facets:
    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, article_id: int) -> Tags:
        """What an article is filed under; empty for one that is not filed yet."""
        with self._db.read() as tx:
            hits = tuple(
                Hit(row["beat"], row["name"], _why(row["why"]))
                for row in tx.execute(
                    "SELECT beat, name, why FROM article_beats WHERE article_id = ? ORDER BY rank", (article_id,)
                )
            )
            places = tuple(
                PlaceTag(row["place"], row["times"])
                for row in tx.execute(
                    "SELECT place, times FROM article_places WHERE article_id = ? ORDER BY times DESC, place",
                    (article_id,),
                )
            )
            row = tx.execute("SELECT rules FROM article_tagged WHERE article_id = ?", (article_id,)).fetchone()
            return Tags(hits, places, "" if row is None else row["rules"])

    def beats_of(self, article_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The names of the beats of several articles."""
        marks = ", ".join("?" * len(article_ids))
        found: dict[int, tuple[str, ...]] = {}
        with self._db.read() as tx:
            for row in tx.execute(
                f"SELECT article_id, name FROM article_beats WHERE article_id IN ({marks}) ORDER BY article_id, rank",
                tuple(article_ids),
            ):
                found[row["article_id"]] = (*found.get(row["article_id"], ()), row["name"])
        return found

    def places_in_use(self) -> tuple[str, ...]:
        """Every place that an article is filed under. Steps from one to the next in the index; no article is read."""
        with self._db.read() as tx:
            return tuple(row["id"] for row in tx.execute(_EACH_PLACE))

    def beats_in_use(self) -> tuple[tuple[str, str], ...]:
        """(id, name) of every beat that an article is filed under, with the name that it got last."""
        with self._db.read() as tx:
            return tuple(
                (row["id"], row["name"])
                for row in tx.execute(
                    f"WITH RECURSIVE {_EACH_BEAT} SELECT id, (SELECT name FROM article_beats b WHERE b.beat = ids.id"
                    " ORDER BY b.sort_at DESC, b.article_id DESC LIMIT 1) AS name FROM ids WHERE id IS NOT NULL"
                )
            )

    def filed_otherwise(self, rules: str, after: int = 0, limit: int = 200) -> tuple[Filed, ...]:
        """Judged articles with a greater id than `after` that were not filed by these rules, by id."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT a.id, a.version, a.title, a.text FROM articles a"
                " LEFT JOIN article_tagged d ON d.article_id = a.id LEFT JOIN unfiled u ON u.article_id = a.id"
                f" WHERE a.id > ? AND {_OTHERWISE} ORDER BY a.id LIMIT ?",
                (after, rules, limit),
            ).fetchall()
            return tuple(self._filed(tx, row) for row in found)

    def unfiled(self, after: int = 0, limit: int = 200) -> tuple[Filed, ...]:
        """Judged articles with a greater id than `after` that wait to be filed, by id."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT a.id, a.version, a.title, a.text FROM unfiled u JOIN articles a ON a.id = u.article_id"
                " WHERE u.article_id > ? AND a.state <> 'new' ORDER BY u.article_id LIMIT ?",
                (after, limit),
            ).fetchall()
            return tuple(self._filed(tx, row) for row in found)

    def count_filed_otherwise(self, rules: str) -> int:
        """How many articles `filed_otherwise` would go through."""
        with self._db.read() as tx:
            row = tx.execute(
                "SELECT count(*) FROM articles a LEFT JOIN article_tagged d ON d.article_id = a.id"
                f" LEFT JOIN unfiled u ON u.article_id = a.id WHERE {_OTHERWISE}",
                (rules,),
            ).fetchone()
            return int(row[0])

    def latest(self, limit: int) -> tuple[Filed, ...]:
        """The articles judged that were collected last, newest first."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT id, version, title, text FROM articles WHERE state <> 'new' ORDER BY id DESC LIMIT ?", (limit,)
            ).fetchall()
            return tuple(self._filed(tx, row) for row in found)

    def refile(self, filed: Sequence[tuple[Filed, Tags]]) -> int:
        """Store new tags, all or none; how many. An article whose text or topics changed meanwhile is left alone."""
        count = 0
        with self._db.write() as tx:
            for article, tags in filed:
                same = tx.execute(
                    "SELECT 1 FROM articles WHERE id = ? AND version = ? AND state <> 'new'",
                    (article.id, article.version),
                ).fetchone()
                if same is not None and labels.topics_of(tx, article.id) == article.topics:
                    record(tx, article.id, tags)
                    count += 1
        return count

    def _filed(self, tx: sqlite3.Connection, row: sqlite3.Row) -> Filed:
        topics = labels.topics_of(tx, row["id"])
        beats = tuple(
            b["beat"]
            for b in tx.execute("SELECT beat FROM article_beats WHERE article_id = ? ORDER BY rank", (row["id"],))
        )
        return Filed(row["id"], row["version"], row["title"], row["text"], topics, beats)


def _each(table: str, column: str) -> str:
    return (
        f"ids (id) AS (SELECT min({column}) FROM {table} UNION ALL"
        f" SELECT (SELECT min({column}) FROM {table} WHERE {column} > ids.id) FROM ids WHERE ids.id IS NOT NULL)"
    )


_OTHERWISE = "a.state <> 'new' AND (d.rules IS NULL OR d.rules <> ? OR u.article_id IS NOT NULL)"
_EACH_BEAT = _each("article_beats", "beat")
_EACH_PLACE = f"WITH RECURSIVE {_each('article_places', 'place')} SELECT id FROM ids WHERE id IS NOT NULL"


def _why_text(why: Sequence[Why]) -> str:
    return json.dumps([asdict(one) for one in why], ensure_ascii=False)


def _why(text: str) -> tuple[Why, ...]:
    return tuple(Why(one["kind"], one["said"], one["number"]) for one in json.loads(text))
