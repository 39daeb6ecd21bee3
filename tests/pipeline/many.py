"""Many scheduled posts at once, for tests and figures of publishing. Copies of one that was made in the proper way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pipeline.clock import to_text
from pipeline.store.base import Database
from tests.pipeline.support import Room


def many_posts(room: Room, count: int, *, due_in: timedelta, apart: timedelta = timedelta(0)) -> None:
    """`count` approved and scheduled posts of as many articles; the first is due in `due_in`, the others `apart`."""
    first = room.store.posts.get(room.scheduled_post(due_in=due_in))
    due = room.clock() + due_in

    def copies() -> Iterator[tuple[int, int, str, str]]:
        for n in range(1, count):
            yield first.id + n, first.article_id + n, f"{first.link}?n={n}", to_text(due + n * apart)

    database = Database(room.settings.database, durable=False)
    with database.write() as tx:
        articles = [
            row["name"] for row in tx.execute("PRAGMA table_info(articles)") if row["name"] not in ("id", "url")
        ]
        posts = [
            row["name"]
            for row in tx.execute("PRAGMA table_info(posts)")
            if row["name"] not in ("id", "article_id", "link", "due_at", "sort_at", "key", "state")
        ]
        tx.execute("CREATE TEMP TABLE copies (id INTEGER PRIMARY KEY, article_id, link, due_at)")
        tx.executemany("INSERT INTO copies VALUES (?, ?, ?, ?)", copies())
        tx.execute(
            f"INSERT INTO articles (id, url, {', '.join(articles)})"
            f" SELECT c.article_id, c.link, {', '.join(f'a.{name}' for name in articles)}"
            " FROM copies c JOIN articles a ON a.id = ?",
            (first.article_id,),
        )
        tx.execute(
            f"INSERT INTO posts (id, article_id, link, due_at, sort_at, key, state, {', '.join(posts)})"
            " SELECT c.id, c.article_id, c.link, c.due_at, c.due_at, lower(hex(randomblob(16))), 'draft',"
            f" {', '.join(f'p.{name}' for name in posts)} FROM copies c JOIN posts p ON p.id = ?",
            (first.id,),
        )
        tx.execute(
            "INSERT INTO post_approvals SELECT c.id, o.user_id, o.at FROM copies c"
            " JOIN post_approvals o ON o.post_id = ?",
            (first.id,),
        )
        for state in ("approved", "scheduled"):
            tx.execute("UPDATE posts SET state = ? WHERE id IN (SELECT id FROM copies)", (state,))
        tx.execute("DROP TABLE copies")
    database.close()
