"""The log and the health of a large desk: what a chained event costs, reading the whole chain, finding in it, one look.

    python benchmarks/bench_audit.py [--events 1000000] [--posts 100000]

Events are written by the store's own function, a hundred a transaction, in the proportion of a desk: one in ten by one
of fifty people. Posts are copied by SQL from one that the desk scheduled. The memory of the reading is the peak of
Python's own allocations (tracemalloc), taken on a second reading. Times are wall time on this machine.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline.checkup import Checkup
from pipeline.model import Role, User
from pipeline.store import rows
from pipeline.store.audit import BY_THE_DESK, Filter
from pipeline.store.base import Database
from tests.pipeline.support import NOON, Room, make_room

DESK_KINDS = ("article.collected", "article.checked", "post.claimed", "post.intended", "post.published")
PEOPLE_KINDS = (
    "article.approved",
    "article.rejected",
    "post.composed",
    "post.edited",
    "post.approved",
    "post.scheduled",
)
A_TRANSACTION = 100
TRIES = 200


def p95(work: Callable[[], object], tries: int = TRIES) -> float:
    """Milliseconds."""
    took = []
    for _ in range(tries):
        started = time.perf_counter()
        work()
        took.append((time.perf_counter() - started) * 1000)
    return quantiles(took, n=20)[-1]


def write_events(room: Room, people: list[User], count: int) -> float:
    """Microseconds an event, of the writing alone."""
    database = Database(room.settings.database, durable=False)
    started = time.perf_counter()
    for start in range(0, count, A_TRANSACTION):
        with database.write() as tx:
            for n in range(start, min(start + A_TRANSACTION, count)):
                by = people[n // 10 % len(people)] if n % 10 == 0 else None
                kinds = DESK_KINDS if by is None else PEOPLE_KINDS
                kind = kinds[n // 3 % len(kinds)]
                rows.record_event(
                    tx, NOON + timedelta(seconds=n), by, kind, kind.split(".")[0],
                    n // 7, from_state="new", to_state="clean", detail={"checks": ["stale"]} if n % 5 == 0 else None,
                )  # fmt: skip
    took = time.perf_counter() - started
    database.close()
    return took / count * 1e6


def copy_posts(path: Path, count: int) -> None:
    """Scheduled posts over the days to come, each of an article of its own."""
    with sqlite3.connect(path) as connection:
        for table, own in (("articles", {"url": "url || '?' || n.value"}), ("posts", {})):
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
            if table == "posts":
                own = {
                    "key": "hex(randomblob(16))",
                    "article_id": "n.value + 1",
                    "due_at": "strftime('%Y-%m-%dT%H:%M:%f000Z', '2026-11-24', '+' || n.value || ' minutes')",
                }
            chosen = ", ".join(own.get(name, f"o.{name}") for name in names)
            connection.execute(
                f"INSERT INTO {table} ({', '.join(names)}) WITH RECURSIVE n (value) AS"
                f" (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < {count})"
                f" SELECT {chosen} FROM {table} o, n WHERE o.id = 1"
            )
            if table == "posts":
                connection.execute("INSERT INTO post_approvals SELECT id, 2, '2026-11-23' FROM posts WHERE id > 1")
    connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--posts", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        room = make_room(Path(folder) / "desk")
        room.scheduled_post()
        people = [room.store.users.add(f"nguoi{n}", f"Người {n}", Role.EDITOR, "x", NOON) for n in range(50)]
        print(
            f"writing an event, in transactions of {A_TRANSACTION}: {write_events(room, people, given.events):.0f} µs"
        )
        started = time.perf_counter()
        found = room.store.audit.verify(NOON)
        took = time.perf_counter() - started
        assert found.broken is None
        print(f"reading the chain of {found.events:,} events: {took:.1f} s ({found.events / took:,.0f} a second)")
        tracemalloc.start()
        room.store.audit.verify(NOON)
        print(f"  peak of memory while reading: {tracemalloc.get_traced_memory()[1] / 1e6:.1f} MB")
        tracemalloc.stop()
        last = NOON + timedelta(seconds=given.events)
        for name, wanted in {
            "everything": Filter(),
            "one person": Filter(person=people[7].id),
            "one kind": Filter(kind="post.scheduled"),
            "one person and one kind": Filter(person=people[7].id, kind="post.scheduled"),
            "a kind that the person never did": Filter(person=people[7].id, kind="post.published"),
            "by the desk, one kind, one day": Filter(BY_THE_DESK, "post.published", start=last - timedelta(days=1)),
            "one post": Filter(subject="post", subject_id="4242"),
        }.items():
            print(f"  finding {name}: p95 {p95(lambda w=wanted: room.store.audit.find(w)):.1f} ms")
        copy_posts(room.settings.database, given.posts)
        checkup = Checkup(room.store, room.settings, room.clock)
        print(f"one look, with {given.posts:,} scheduled posts: p95 {p95(checkup.look):.2f} ms")
        room.clock.now = NOON + timedelta(days=365)
        print(f"one look, with all of them overdue: p95 {p95(checkup.look):.2f} ms")
        room.store.close()


if __name__ == "__main__":
    main()
