"""Labels: the topics that people gave to articles, and their answers to flags. Kept with the text that was judged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from classifier.checks import Flag
from pipeline.clock import from_text, to_text
from pipeline.errors import ArticleNotFound, Conflict
from pipeline.labels import mark as mark_of
from pipeline.model import Answered, FlagAnswer, TopicLabel, User
from pipeline.store import rows
from pipeline.store.base import Database

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text as it was judged and the topics that a person gave it, main one first. `at`: published, else collected."""

    article_id: int
    version: int
    source_id: str
    title: str
    text: str
    codes: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class LabelledFlag:
    """A flag that a person answered, with the text that it was raised on."""

    article_id: int
    version: int
    title: str
    text: str
    check: str
    severity: str
    field: str
    start: int
    end: int
    answer: FlagAnswer


class Labels:
    def __init__(self, database: Database) -> None:
        self._db = database

    # -- topics -------------------------------------------------------------------------------------

    def correct_topics(
        self, user: User, article_id: int, version: int, topics: Sequence[TopicLabel], now: datetime
    ) -> None:
        """Replace what was said of this text. Raises `ArticleNotFound`, or `Conflict` for another version."""
        with self._db.write() as tx:
            _require(tx, article_id, version)
            before = [topic.code for topic in topics_of(tx, article_id)]
            tx.execute("DELETE FROM topic_labels WHERE article_id = ? AND version = ?", (article_id, version))
            tx.executemany(
                "INSERT INTO topic_labels VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (article_id, version, rank, topic.code, topic.name, to_text(now))
                    for rank, topic in enumerate(topics)
                ],
            )
            tx.execute("UPDATE articles SET labelled_version = ? WHERE id = ?", (version, article_id))
            rows.leave_unfiled(tx, article_id)
            rows.record_event(
                tx, now, user, "article.topics", "article", article_id,
                detail={"version": version, "topics": [topic.code for topic in topics], "before": before},
            )  # fmt: skip

    def judged_text(self, article_id: int) -> tuple[str, str] | None:
        """Title and text that the article's present label was given to; None where no label stands."""
        with self._db.read() as tx:
            row = tx.execute(
                "SELECT v.title, v.text FROM articles a JOIN article_versions v"
                " ON v.article_id = a.id AND v.version = a.labelled_version WHERE a.id = ?",
                (article_id,),
            ).fetchone()
            return None if row is None else (row["title"], row["text"])

    def count(self) -> int:
        """How many texts people gave topics to."""
        with self._db.read() as tx:
            row = tx.execute("SELECT count(*) FROM topic_labels WHERE rank = 0").fetchone()
            return int(row[0])

    def texts(self) -> Iterator[Labelled]:
        """Every text that a person gave topics to, by article and version; a few at a time are in memory."""
        last = (0, 0)
        while True:
            with self._db.read() as tx:
                found = tx.execute(
                    "SELECT v.article_id, v.version, v.title, v.text, a.source_id,"
                    " COALESCE(a.published_at, a.collected_at) AS at FROM topic_labels l"
                    " JOIN article_versions v ON v.article_id = l.article_id AND v.version = l.version"
                    " JOIN articles a ON a.id = l.article_id"
                    " WHERE l.rank = 0 AND (l.article_id, l.version) > (?, ?)"
                    " ORDER BY l.article_id, l.version LIMIT ?",
                    (*last, _BATCH),
                ).fetchall()
                batch = [_labelled(tx, row) for row in found]
            if not batch:
                return
            yield from batch
            last = (batch[-1].article_id, batch[-1].version)

    # -- flags --------------------------------------------------------------------------------------

    def answer_flag(
        self,
        user: User,
        article_id: int,
        version: int,
        mark: str,
        answer: FlagAnswer,
        note: str | None,
        now: datetime,
    ) -> None:
        """Answer a flag, or answer it otherwise. Raises `ArticleNotFound`, or `Conflict` when it is not there."""
        with self._db.write() as tx:
            _require(tx, article_id, version)
            flag = next((flag for flag in flags_of(tx, article_id) if mark_of(flag) == mark), None)
            if flag is None:
                raise Conflict
            tx.execute(
                "INSERT INTO flag_answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (article_id, version, mark) DO UPDATE"
                " SET answer = excluded.answer, note = excluded.note, at = excluded.at",
                (article_id, version, mark, flag.check, flag.severity, flag.field, flag.start, flag.end,
                 answer, note, to_text(now)),
            )  # fmt: skip
            rows.record_event(
                tx, now, user, "flag.answered", "article", article_id,
                detail={"version": version, "check": flag.check, "severity": flag.severity, "answer": answer},
            )  # fmt: skip

    def withdraw_answer(self, user: User, article_id: int, version: int, mark: str, now: datetime) -> None:
        """Open a flag again. Raises `ArticleNotFound`, or `Conflict` when it has no answer."""
        with self._db.write() as tx:
            _require(tx, article_id, version)
            key = (article_id, version, mark)
            where = "article_id = ? AND version = ? AND mark = ?"
            row = tx.execute(f"SELECT check_name, severity FROM flag_answers WHERE {where}", key).fetchone()
            if row is None:
                raise Conflict
            tx.execute(f"DELETE FROM flag_answers WHERE {where}", key)
            rows.record_event(
                tx, now, user, "flag.reopened", "article", article_id,
                detail={"version": version, "check": row["check_name"], "severity": row["severity"]},
            )  # fmt: skip

    def flags(self) -> tuple[LabelledFlag, ...]:
        """Every answered flag with its text, by article."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT f.*, v.title, v.text FROM flag_answers f JOIN article_versions v"
                " ON v.article_id = f.article_id AND v.version = f.version ORDER BY f.article_id, f.version, f.mark"
            )
            return tuple(
                LabelledFlag(
                    row["article_id"], row["version"], row["title"], row["text"], row["check_name"], row["severity"],
                    row["field"], row["start_at"], row["end_at"], FlagAnswer(row["answer"]),
                )
                for row in found
            )  # fmt: skip


def _require(tx: sqlite3.Connection, article_id: int, version: int) -> None:
    row = tx.execute("SELECT version FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        raise ArticleNotFound(id=article_id)
    if row["version"] != version:
        raise Conflict


def _labelled(tx: sqlite3.Connection, row: sqlite3.Row) -> Labelled:
    codes = tx.execute(
        "SELECT code FROM topic_labels WHERE article_id = ? AND version = ? ORDER BY rank",
        (row["article_id"], row["version"]),
    )
    return Labelled(
        row["article_id"], row["version"], row["source_id"], row["title"], row["text"],
        tuple(code["code"] for code in codes), from_text(row["at"]),
    )  # fmt: skip


# -- shared with the other repositories -----------------------------------------------------------------


def topics_of(tx: sqlite3.Connection, article_id: int) -> tuple[TopicLabel, ...]:
    """What the model said of the article, likeliest first; a person's label, where one stands, goes before it."""
    labelled = tx.execute(
        "SELECT l.code, l.name FROM articles a JOIN topic_labels l ON l.article_id = a.id"
        " AND l.version = a.labelled_version WHERE a.id = ? ORDER BY l.rank",
        (article_id,),
    ).fetchall()
    if labelled:
        return tuple(TopicLabel(row["code"], row["name"], 1.0, sure=True) for row in labelled)
    return judged_topics(tx, article_id)


def judged_topics(tx: sqlite3.Connection, article_id: int) -> tuple[TopicLabel, ...]:
    """What the model said of the article, whatever people said."""
    return tuple(
        TopicLabel(row["code"], row["name"], row["probability"], bool(row["sure"]))
        for row in tx.execute("SELECT * FROM topics WHERE article_id = ? ORDER BY rank", (article_id,))
    )


def flags_of(tx: sqlite3.Connection, article_id: int) -> tuple[Flag, ...]:
    """The flags of the article's latest verdict, in the order of the checks."""
    return tuple(
        Flag(
            row["check_name"], row["severity"], row["field"], row["start_at"], row["end_at"], row["quote"],
            row["reason"],
        )
        for row in tx.execute("SELECT * FROM flags WHERE article_id = ? ORDER BY id", (article_id,))
    )  # fmt: skip


def answers_of(tx: sqlite3.Connection, article_id: int, version: int) -> dict[str, Answered]:
    """Answers to the flags of this text, by the flag's mark. A new text opens every flag again."""
    return {
        row["mark"]: Answered(FlagAnswer(row["answer"]), row["note"], from_text(row["at"]))
        for row in tx.execute(
            "SELECT mark, answer, note, at FROM flag_answers WHERE article_id = ? AND version = ?",
            (article_id, version),
        )
    }
