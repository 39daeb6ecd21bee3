"""From every released schema to the newest: nothing that was kept is lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from classifier.topics import TopicModel
from pipeline.check import check_new
from pipeline.model import ArticleState
from pipeline.store import Store, migrations
from tests.pipeline.support import FakeClock

FIRST_ROWS = """
INSERT INTO users VALUES (1, 'lan', 'Lan', 'editor', 'x', 0, '2026-11-20T00:00:00.000000Z');
INSERT INTO sources (id, name) VALUES ('bao', 'Báo mẫu'), ('cong', 'Cổng mẫu');
"""
ARTICLE = (
    "INSERT INTO articles (id, state, source_id, url, title, text, content_hash, published_at, collected_at, sort_at,"
    " verdict, decided_at, decided_by) VALUES (?, ?, ?, ?, 'Tin', ?, 'x', ?, ?, ?, ?, ?, ?)"
)
TEXT = "Sáng nay cây cầu mới của xã đã khánh thành trong niềm vui của bà con hai bên bờ suối sau nhiều năm chờ đợi. "
NOON = "2026-11-23T05:00:00.000000Z"


@pytest.fixture
def first_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data file as version 0.1.0 left it: two near copies, one of them approved, and one article not judged yet."""
    path = tmp_path / "desk.db"
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS[:1])
    Store.open(path).close()
    monkeypatch.undo()
    connection = sqlite3.connect(path)
    with connection:
        connection.executescript(FIRST_ROWS)
        for number, (state, source, text) in enumerate(
            [
                ("approved", "bao", TEXT),
                ("flagged", "cong", TEXT),
                ("new", "bao", "Tin khác."),
                ("clean", "bao", "Ba."),
            ],
            1,
        ):
            decided = (NOON, 1) if state == "approved" else (None, None)
            verdict = None if state == "new" else "clean"
            at = f"2026-11-23T0{number}:00:00.000000Z"
            row = (number, state, source, f"https://bao.example.vn/{number}", text, at, NOON, NOON, verdict, *decided)
            connection.execute(ARTICLE, row)
            connection.execute("INSERT INTO signatures VALUES (?, ?)", (number, b"x" * 512))
            connection.executemany("INSERT INTO bands VALUES (?, ?)", [(band, number) for band in range(32)])
        connection.execute("INSERT INTO near_copies VALUES (1, 2, 0.9), (2, 1, 0.9)")
    connection.close()
    return path


def test_the_first_release_moves_on_with_its_articles(first_release: Path) -> None:
    with Store.open(first_release) as store:
        kept = store.articles.lines(list(ArticleState))
        assert {line.id: line.state for line in kept} == {
            1: ArticleState.APPROVED, 2: ArticleState.FLAGGED, 3: ArticleState.NEW, 4: ArticleState.CLEAN,
        }  # fmt: skip
        assert store.articles.count(ArticleState.APPROVED) == 1
        assert store.clusters.of(1) is None


def test_the_next_check_signs_what_the_first_release_had_judged(first_release: Path) -> None:
    with Store.open(first_release) as store:
        assert [article.id for article in store.clusters.unsigned()] == [1, 2, 4]
        check_new(store, TopicModel.load(), FakeClock())
        assert store.clusters.unsigned() == ()
        found = store.clusters.of(2)
        assert found is not None
        assert found.original.article_id == 1
        assert store.articles.get(1).state is ArticleState.APPROVED
        assert store.articles.get(2).flags == (), "a verdict that stands is not touched"


def test_a_migrated_file_has_the_schema_of_a_fresh_one(first_release: Path, tmp_path: Path) -> None:
    Store.open(first_release).close()
    Store.open(tmp_path / "fresh.db").close()

    def schema(path: Path) -> list[tuple[str, str]]:
        connection = sqlite3.connect(path)
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
        connection.close()
        return found

    assert schema(first_release) == schema(tmp_path / "fresh.db")
