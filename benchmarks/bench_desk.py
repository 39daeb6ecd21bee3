"""The pages under load: server time of queue, search, calendar, post list and decision, with twenty people at work.

    python benchmarks/bench_desk.py [--articles 1000000] [--posts 100000] [--people 20] [--seconds 30] [--folder DIR]

Fills a data file with synthetic articles (words by Zipf's law), posts over ten years, fifty accounts; with `--folder`
it is kept and used again. Then `anhduong serve` runs as a process of its own, and people open one page after another
over loopback: one alone, then all together with a pause of `--pause` seconds on average between two pages, then all
without any pause. Times are from the request's first byte to the answer's last, so they hold the waiting for a core
too; memory is the server's peak resident set. No peer is run: Argilla, Postiz and Mixpost need services that are not on
this machine.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

import httpx2

from pipeline import passwords
from pipeline.clock import to_text
from pipeline.model import Page, Role
from pipeline.store import Store
from review_ui import sessions
from review_ui.masks import masked

_SYLLABLES = [a + b + c for a in "b c d g h kh l m n ph s t th tr v x".split() for b in "a ă â e ê i o ô ơ u ư".split()
              for c in ("", "n", "ng", "m", "t", "c", "i", "o", "p", "nh")]  # fmt: skip
_STATES = ("approved", "rejected", "clean", "flagged")
_WEIGHTS = (20, 70, 8, 2)
_DESK = 'operator = "A"\ncontact = "thu@example.vn"\n[[page]]\nid = "trang"\nname = "Trang"\noperator = "A"\n'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_folder(parser)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--pause", type=float, default=2.0)
    given = parser.parse_args()
    with filled(given) as folder:
        measure(folder, given.people, given.seconds, given.pause)


def add_folder(parser: argparse.ArgumentParser) -> None:
    """The options that `filled` reads."""
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)


@contextmanager
def filled(given: argparse.Namespace) -> Iterator[Path]:
    """A desk's folder with a filled data file: the one that was named, which is kept and used again, or a new one."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "filled").exists():
            fill(folder, given.articles, given.posts)
            (folder / "filled").touch()
        yield folder


def fill(folder: Path, articles: int, posts: int) -> None:
    """A data file as years of work leave it."""
    (folder / "desk.toml").write_text(_DESK, encoding="utf-8")
    now, chance = datetime.now(UTC), random.Random(7)
    begun = time.monotonic()
    with Store.open(folder / "desk.db", durable=False) as store:
        store.posts.sync_pages([Page("trang", "Trang", "Văn phòng thử")])
        store.sources.sync((f"nguon-{n}", f"Nguồn {n}", f"https://n{n}.example.vn/") for n in range(50))
        secret = passwords.hash_password("khong-ai-dung")
        for number in range(50):
            role = Role.EDITOR if number % 5 == 0 else Role.COLLABORATOR
            store.users.add(f"nguoi-{number}", f"Người {number}", role, secret, now)
        _fill_rows(folder / "desk.db", articles, posts, now, chance)
        print(f"rows filled in {time.monotonic() - begun:.0f} s", flush=True)
        while store.search.index(2000):
            pass
    size = (folder / "desk.db").stat().st_size / 1e6
    print(f"words indexed after {time.monotonic() - begun:.0f} s; data file {size:,.0f} MB", flush=True)


def _fill_rows(path: Path, articles: int, posts: int, now: datetime, chance: random.Random) -> None:
    words = chance.sample(_SYLLABLES, len(_SYLLABLES))
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")

    def text(count: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=count))

    def rows() -> Iterator[tuple[object, ...]]:
        for number in range(articles):
            at = to_text(now - timedelta(seconds=60 * (articles - number)))
            state = chance.choices(_STATES, _WEIGHTS)[0]
            decided = state in ("approved", "rejected")
            rare = f" hiếmgặp{number // 100}" if number % 100 == 0 else ""
            yield (
                state, f"nguon-{number % 50}", f"https://n{number % 50}.example.vn/{number}.html",
                f"{text(9)} {number}", f"{text(150)}{rare}.", str(number),
                at, at, at, at if decided else None, 1 if decided else None,
                "flagged" if state == "flagged" else "clean", "out-of-date" if state == "rejected" else None,
            )  # fmt: skip

    with connection:
        connection.executemany(
            "INSERT INTO articles (state, source_id, url, title, text, content_hash, published_at, collected_at,"
            " sort_at, decided_at, decided_by, verdict, reject_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows(),
        )
        connection.execute(
            "INSERT INTO flags (article_id, check_name, severity, field, start_at, end_at, quote, reason)"
            " SELECT id, 'accusation', 'high', 'text', 0, 3, substr(text, 1, 3), 'Vì sao.' FROM articles"
            " WHERE state = 'flagged'"
        )
        connection.execute(
            "INSERT INTO topics SELECT id, 0, 'medtop:11000000', 'Chính trị', .9, 1 FROM articles"
            " WHERE state <> 'rejected'"
        )
        chosen = connection.execute(
            "SELECT id FROM articles WHERE state = 'approved' ORDER BY id DESC LIMIT ?", (posts,)
        ).fetchall()
        for number, (article,) in enumerate(chosen):
            due = now + timedelta(days=30) - timedelta(minutes=52 * number)
            wall = (due + timedelta(hours=7)).strftime("%Y-%m-%dT%H:%M")
            done = due <= now + timedelta(hours=1)
            connection.execute(
                "INSERT INTO posts (id, page_id, article_id, key, source_name, link, caption, composed_by,"
                " created_at, sort_at, wall_time, zone, due_at, intent_at, published_at, remote_id)"
                " VALUES (?, 'trang', ?, ?, 'Nguồn', 'https://n.example.vn/', 'Chú thích.', 2, ?, ?, ?,"
                " 'Asia/Ho_Chi_Minh', ?, ?, ?, ?)",
                (
                    number + 1, article, f"{number:032x}", to_text(due - timedelta(days=3)), to_text(due), wall,
                    to_text(due), *((to_text(due), to_text(due), str(number)) if done else (None, None, None)),
                ),
            )  # fmt: skip
            connection.execute("INSERT INTO post_approvals VALUES (?, 1, ?)", (number + 1, to_text(due)))
            # The way of any post: the data file lets none be born further on.
            way = ("approved", "scheduled", "publishing", "published") if done else ("approved", "scheduled")
            for step in way:
                connection.execute(
                    "UPDATE posts SET state = ?, claimed_by = 'bench', lease_until = due_at WHERE id = ?",
                    (step, number + 1),
                )
    connection.close()


def measure(folder: Path, people: int, seconds: float, pause: float) -> None:
    """Let so many people work for so long, and print the times by kind of page."""
    cookies = _log_in(folder, people)
    with served(folder) as (base, process):
        _memory(process, "just started")
        for who, wait in ((cookies[:1], 0.0), (cookies, pause), (cookies, 0.0)):
            _report(_work(base, who, seconds, wait), len(who), wait)
            _memory(process, f"after {len(who)} at work")


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int]]:
    """`anhduong serve` as a process of its own: its address and process number."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pipeline", "serve", "--dir", str(folder), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(base)
        yield base, server.pid
    finally:
        server.terminate()
        server.wait()


def _memory(process: int, when: str) -> None:
    status = Path(f"/proc/{process}/status").read_text()
    now, peak = (int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024 for name in ("VmRSS", "VmHWM"))  # type: ignore[index]
    print(f"server's memory {when}: {now:.0f} MB, peak {peak:.0f} MB", flush=True)


def _log_in(folder: Path, people: int) -> list[tuple[str, str]]:
    now = datetime.now(UTC)
    made = []
    with Store.open(folder / "desk.db") as store:
        for number in range(people):
            token, csrf = sessions.new_token(), sessions.new_token()
            store.sessions.create(number + 1, sessions.hash_token(token), csrf, now, now + sessions.LONGEST)
            made.append((token, csrf))
    return made


def _wait(base: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if httpx2.get(f"{base}/healthz").status_code in (200, 503):
                return
        except httpx2.HTTPError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def _work(base: str, cookies: list[tuple[str, str]], seconds: float, pause: float) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = defaultdict(list)
    end = time.monotonic() + seconds

    def person(number: int, cookie: tuple[str, str]) -> None:
        chance = random.Random(number)
        token, csrf = cookie
        # People do not all sit down in the same instant.
        time.sleep(chance.uniform(0, 2 * pause))
        with httpx2.Client(base_url=base, cookies={"anhduong": token}, headers={"origin": base}, timeout=60) as client:

            def timed(kind: str, ask: Callable[[], httpx2.Response]) -> httpx2.Response:
                begun = time.perf_counter()
                answer = ask()
                taken[kind].append((time.perf_counter() - begun) * 1000)
                time.sleep(chance.expovariate(1 / pause) if pause else 0)
                assert answer.status_code in (200, 303, 409), (kind, answer.status_code, answer.text[:300])
                return answer

            while time.monotonic() < end:
                common = " ".join(chance.sample(_common(), 2))
                timed("search, common words", lambda: client.get("/tim", params={"q": common}))  # noqa: B023
                rare = f"hiếmgặp{chance.randrange(0, 100) * 97}"
                timed("search, rare word", lambda: client.get("/tim", params={"q": rare}))  # noqa: B023
                timed("calendar month", lambda: client.get("/lich"))
                timed("post list", lambda: client.get("/bai-dang"))
                queue = timed("queue", lambda: client.get("/duyet?hang=sach"))
                form = re.search(r'action="/duyet/(\d+)/duyet"', queue.text)
                version = re.search(r'name="version" value="(\d+)"', queue.text)
                if form and version:
                    data = {"_csrf": masked(csrf), "version": version[1], "hang": "sach"}
                    timed("decision", lambda: client.post(f"/duyet/{form[1]}/duyet", data=data))  # noqa: B023

    threads = [threading.Thread(target=person, args=pair) for pair in enumerate(cookies)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def _common() -> list[str]:
    return random.Random(7).sample(_SYLLABLES, len(_SYLLABLES))[:60]


def _report(taken: dict[str, list[float]], people: int, pause: float) -> None:
    print(f"\n{people} at work, pause {pause:g} s: {sum(map(len, taken.values()))} pages")
    for kind, times in sorted(taken.items()):
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [times[0]] * 99
        print(
            f"  {kind:22} n={len(times):5}  median {cuts[49]:7.1f} ms  p95 {cuts[94]:7.1f} ms  p99 {cuts[98]:7.1f} ms"
        )
    print(json.dumps({kind: round(statistics.quantiles(t, n=100)[94], 1) for kind, t in taken.items() if len(t) > 1}))


if __name__ == "__main__":
    main()
