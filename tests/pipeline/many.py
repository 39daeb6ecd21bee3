"""Many scheduled posts at once, for tests and figures of publishing. Copies of one that was made in the proper way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pipeline.clock import to_text
from pipeline.store.base import Database
from tests.pipeline.support import Room

PICTURE = "https://bao.example.vn/anh.jpg"
OWN = ("id", "article_id", "link", "due_at", "sort_at", "wall_time", "key", "state", "image_url", "image_alt")


def many_posts(
    room: Room, count: int, *, due_in: timedelta, apart: timedelta = timedelta(0), pictures: int = 0
) -> None:
    """`count` approved and scheduled posts of as many articles; the first is due in `due_in`, the others `apart`.

    Every `pictures`-th one has a picture, none for 0.
    """
    first = room.store.posts.get(room.scheduled_post(due_in=due_in))
    due = room.clock() + due_in

    def copies() -> Iterator[tuple[int, int, str, str, str, str | None]]:
        for n in range(1, count):
            picture = PICTURE if pictures and n % pictures == 0 else None
            at = due + n * apart
            wall = f"{at:%Y-%m-%dT%H:%M}"
            yield first.id + n, first.article_id + n, f"{first.link}?n={n}", to_text(at), wall, picture

    database = Database(room.settings.database, durable=False)
    with database.write() as tx:
        articles = [
            row["name"] for row in tx.execute("PRAGMA table_info(articles)") if row["name"] not in ("id", "url")
        ]
        posts = [row["name"] for row in tx.execute("PRAGMA table_info(posts)") if row["name"] not in OWN]
        tx.execute("CREATE TEMP TABLE copies (id INTEGER PRIMARY KEY, article_id, link, due_at, wall, picture)")
        tx.executemany("INSERT INTO copies VALUES (?, ?, ?, ?, ?, ?)", copies())
        tx.execute(
            f"INSERT INTO articles (id, url, {', '.join(articles)})"
            f" SELECT c.article_id, c.link, {', '.join(f'a.{name}' for name in articles)}"
            " FROM copies c JOIN articles a ON a.id = ?",
            (first.article_id,),
        )
        tx.execute(
            f"INSERT INTO posts ({', '.join(OWN)}, {', '.join(posts)})"
            " SELECT c.id, c.article_id, c.link, c.due_at, c.due_at, c.wall, lower(hex(randomblob(16))), 'draft',"
            " c.picture, CASE WHEN c.picture IS NOT NULL THEN 'Cây cầu mới' END,"
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
