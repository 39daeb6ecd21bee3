"""Publishing: posts a second through claim, intent, POST and record, and how soon a due post is claimed.

    python benchmarks/bench_publish.py                                    # 2,000 posts; 100,000 scheduled rows
    python benchmarks/bench_publish.py --posts 300 --scheduled 3000 --due 10 --repeat 1

`anhduong run --no-collect` publishes on a page of the fake Graph API (`tests/fakes/graph.py`, a process of its own,
real HTTP over loopback) by the Facebook publisher, with a sealed token, the clearance of every post and the word of the
last look at its source, on a data file with `synchronous=FULL`. The publisher is held to one core; the fake has another
one, and then, as the harder case, the same.

Wanted: 100 posts a second, and a due post claimed within 2 s. Times are those of the desk's own events: the first claim
to the last post recorded, and a post's due time to its claim. In the end what the page shows is counted: each post
once. No peer is run: Postiz and Mixpost need services that are not on this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline.clock import from_text, to_text
from pipeline.secrets import new_key
from tests.fakes.graph import remote_ledger
from tests.pipeline.many import many_posts
from tests.pipeline.support import PAGE, Room, make_room

ROOT = Path(__file__).resolve().parents[1]
NUMBER, TOKEN = "100000000000001", "EAAtrangAnhDuong0123456789abcdefXYZ"
_LONGEST_WAIT, _IDLE = 600.0, 10.0
_CONFIG = """operator = "Văn phòng A"
contact = "a@example.vn"
demo = true
[[page]]
id = "{page}"
name = "Ánh Dương"
operator = "Văn phòng A"
publisher = "facebook"
lateness_minutes = 60
[page.facebook]
facebook_id = "{number}"
app_id = "{app}"
graph_url = "{base}"
"""


@dataclass(frozen=True)
class Passage:
    """One run over posts that were all due. `cpu_ms` is the publisher's own, a post."""

    cores: int
    posts: int
    seconds: float
    a_second: float
    cpu_ms: float


@dataclass(frozen=True)
class Waits:
    """Seconds from a post's due time to its claim, beside so many rows that are not due."""

    scheduled: int
    posts: int
    median: float
    longest: float
    idle_cpu_percent: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=2000, help="posts that are due at once")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each kind; the median is what counts")
    parser.add_argument("--scheduled", type=int, default=100_000, help="rows that are scheduled for later")
    parser.add_argument("--due", type=int, default=40, help="posts that become due one after the other")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    passages: list[Passage] = []
    if not options.json:
        print(f"{platform.machine()}, {len(cores)} cores, SQLite {sqlite3.sqlite_version}", flush=True)
    kinds: Sequence[Mapping[str, int]] = [
        {"publisher": cores[0], "fake": fake} for fake in dict.fromkeys((cores[-1], cores[0]))
    ]
    for kind in kinds:
        for _ in range(options.repeat):
            passages.append(passage(options.posts, **kind))
            if not options.json:
                one = passages[-1]
                held = "one core for both" if one.cores == 1 else "a core each"
                print(
                    f"{one.posts:,} posts, {held:18} {one.a_second:7.1f} posts/s {one.seconds:8.1f} s"
                    f" {one.cpu_ms:7.2f} ms CPU a post",
                    flush=True,
                )
    waits = claims(options.scheduled, options.due, publisher=cores[0], fake=cores[-1])
    if options.json:
        print(json.dumps({"passages": [asdict(one) for one in passages], "claims": asdict(waits)}, indent=2))
        return
    for number in sorted({one.cores for one in passages}, reverse=True):
        median = statistics.median(one.a_second for one in passages if one.cores == number)
        print(f"median with {number} core{'s' if number > 1 else ''}: {median:.1f} posts/s")
    print(
        f"{waits.scheduled:,} rows scheduled, {waits.posts} posts become due one by one: claimed after"
        f" {waits.median:.2f} s (median), {waits.longest:.2f} s (longest);"
        f" while nothing is due the publisher uses {waits.idle_cpu_percent:.1f} % of a core"
    )


def passage(posts: int, publisher: int, fake: int) -> Passage:
    """How fast so many posts that are due go out. `publisher` and `fake` are numbers of cores."""
    with fake_graph(fake) as about, desk_on(about) as (folder, room):
        many_posts(room, posts, due_in=timedelta(0))
        seen_as_before(folder)
        room.store.close()
        with running(folder, publisher) as process, closing(reading(folder)) as data:
            wait(lambda: count(data, "published") > 0, process)
            before = cpu_seconds(process.pid), count(data, "published")
            wait(partial(all_out, data, posts), process)
            after = cpu_seconds(process.pid)
            [first] = data.execute("SELECT min(at) FROM events WHERE kind = 'post.claimed'").fetchone()
            [last] = data.execute("SELECT max(at) FROM events WHERE kind = 'post.published'").fetchone()
        each_once(about["base"], posts)
    seconds = (from_text(last) - from_text(first)).total_seconds()
    cpu = (after - before[0]) / max(1, posts - before[1]) * 1000
    return Passage(len({publisher, fake}), posts, seconds, posts / seconds, cpu)


def claims(scheduled: int, due: int, publisher: int, fake: int) -> Waits:
    """How long posts wait that become due at odd moments, while so many others wait for their day."""
    with fake_graph(fake) as about, desk_on(about) as (folder, room):
        if scheduled:
            many_posts(room, scheduled, due_in=timedelta(days=30), apart=timedelta(minutes=1))
        room.clock.now = datetime.now(UTC)
        begin = timedelta(seconds=20)
        many_posts(room, due, due_in=begin, apart=timedelta(seconds=0.73))
        seen_as_before(folder)
        room.store.close()
        with running(folder, publisher) as process, closing(reading(folder)) as data:
            time.sleep(5)
            cpu, begun = cpu_seconds(process.pid), time.monotonic()
            time.sleep(_IDLE)
            idle = (cpu_seconds(process.pid) - cpu) / (time.monotonic() - begun)
            wait(partial(all_out, data, due), process)
            found = data.execute(
                "SELECT e.at, p.due_at FROM events e JOIN posts p ON p.id = e.subject_id"
                " WHERE e.subject = 'post' AND e.kind = 'post.claimed'"
            ).fetchall()
        each_once(about["base"], due)
    waited = [(from_text(at) - from_text(due_at)).total_seconds() for at, due_at in found]
    return Waits(scheduled, due, statistics.median(waited), max(waited), idle * 100)


# --- the parts


@contextmanager
def fake_graph(core: int) -> Iterator[dict[str, Any]]:
    """The fake in a process of its own, held to a core; what it says of itself."""
    command = [sys.executable, "-m", "tests.fakes.graph", "--page", f"{NUMBER}={TOKEN}"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, preexec_fn=lambda: os.sched_setaffinity(0, {core})
    )
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate()


@contextmanager
def desk_on(about: Mapping[str, Any]) -> Iterator[tuple[Path, Room]]:
    """A desk whose page is connected to the fake; its clock shows the time."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "desk"
        room = make_room(folder, durable=False)
        room.clock.now = datetime.now(UTC)
        (folder / "desk.toml").write_text(
            _CONFIG.format(page=PAGE.id, number=NUMBER, app=about["app_id"], base=about["base"]), encoding="utf-8"
        )
        (folder / "sources.toml").write_text("", encoding="utf-8")
        os.environ |= {"ANHDUONG_KEY": new_key().reveal(), "ANHDUONG_APP_SECRET": about["app_secret"]}
        connect = ["page", "connect", PAGE.id, "--token-file", "-", "--app-live", "--dir", str(folder)]
        subprocess.run(
            [sys.executable, "-m", "pipeline", *connect],
            input=f"{TOKEN}\n", text=True, check=True, cwd=ROOT, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        yield folder, room


def seen_as_before(folder: Path) -> None:
    """Every post's source was looked at just now, so that publishing asks the store and waits for no look."""
    with closing(sqlite3.connect(folder / "desk.db")) as data, data:
        now = to_text(datetime.now(UTC))
        data.execute("INSERT OR REPLACE INTO revisits (post_id, at, verdict) SELECT id, ?, 'same' FROM posts", (now,))


@contextmanager
def running(folder: Path, core: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "pipeline", "run", "--no-collect", "--dir", str(folder)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, preexec_fn=lambda: os.sched_setaffinity(0, {core})
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def reading(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{folder / 'desk.db'}?mode=ro", uri=True, isolation_level=None)


def count(data: sqlite3.Connection, state: str) -> int:
    row = data.execute("SELECT value FROM counters WHERE name = ?", (f"post:{state}",)).fetchone()
    return 0 if row is None else int(row[0])


def all_out(data: sqlite3.Connection, posts: int) -> bool:
    return count(data, "published") == posts


def wait(done: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _LONGEST_WAIT
    while not done():
        if process.poll() is not None or time.monotonic() > end:
            raise SystemExit("the publisher has ended, or does not come to an end")
        time.sleep(0.05)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def each_once(base: str, posts: int) -> None:
    shown = [post["message"] for post in remote_ledger(base)["posts"]]
    if len(shown) != posts or len(set(shown)) != posts:
        raise SystemExit(
            f"{posts} posts were due, and the page shows {len(shown)}, {len(set(shown))} of them different"
        )


if __name__ == "__main__":
    main()
