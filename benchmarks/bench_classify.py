"""`anhduong classify --jsonl`: articles a second, memory of all its processes together, seconds to the first answer.

    python benchmarks/bench_classify.py [--articles 2000 20000] [--syllables 350] [--seed 7] [--data FILE.jsonl[.xz]]

Articles are drawn from `--data` (JSON lines with text and perhaps title), cut behind so many syllables, or made of
random ones. The command runs as a user runs it, on two cores; its peer is the same command in one process. A rate is
of the wall clock from the first answer to the last, "with start" from the start of the process. "CPU" is that of all
processes, start included, and says what a busy machine does not. Memory is the largest sum over all processes, looked
at 20 times a second: PSS, in which a page that several share is counted once, and RSS, in which it is counted for each.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import near_copies

NOW = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)
PUBLISHED = NOW - timedelta(days=1)
"""Earlier than now, so that what an article announces may be over, and is looked for."""
COMMAND = [sys.executable, "-m", "pipeline", "classify", "--jsonl"]
STARTS = 5


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds since the start of the process; CPU seconds and MB of all processes together."""

    first: float
    last: float
    cpu: float
    pss: float
    rss: float


def drawn(path: Path, count: int, rng: random.Random) -> list[near_copies.Text]:
    """`count` texts of the file, each as likely as any other (a reservoir)."""
    opener = lzma.open if path.suffix == ".xz" else open
    kept: list[near_copies.Text] = []
    with opener(path, "rt", encoding="utf-8") as lines:
        for seen, line in enumerate(lines):
            place = seen if seen < count else rng.randrange(seen + 1)
            if place < count:
                row = json.loads(line)
                kept[place : place + 1] = [(row.get("title") or "", row["text"])]
    return kept


def cut(text: str, syllables: int) -> str:
    """The text behind its first so many words, paragraphs kept."""
    match = re.match(rf"\s*(?:\S+\s+){{0,{syllables - 1}}}\S+", text)
    return match[0] if match else text


def write(path: Path, texts: list[near_copies.Text], count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            title, text = texts[number % len(texts)]
            row = {
                "id": number,
                "title": title,
                "text": text,
                "published_at": PUBLISHED.isoformat(),
                "now": NOW.isoformat(),
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from family(int(child))


class Memory(threading.Thread):
    """Watches a process and its children until `stop`."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.pss = self.rss = 0.0
        self._done = threading.Event()

    def run(self) -> None:
        while not self._done.wait(0.05):
            sums = {"Pss": 0, "Rss": 0}
            try:
                for pid in family(self.pid):
                    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
                    for name in sums:
                        found = re.search(rf"^{name}:\s+(\d+)", told, re.MULTILINE)
                        sums[name] += int(found[1]) if found else 0
            except OSError:
                continue
            self.pss, self.rss = max(self.pss, sums["Pss"] / 1024), max(self.rss, sums["Rss"] / 1024)

    def stop(self) -> None:
        self._done.set()
        self.join()


def two_cores() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])


def measure(source: Path, *options: str) -> Run:
    before = os.times()
    began = time.perf_counter()
    with source.open("rb") as stdin:
        process = subprocess.Popen([*COMMAND, *options], stdin=stdin, stdout=subprocess.PIPE, preexec_fn=two_cores)
        memory = Memory(process.pid)
        memory.start()
        assert process.stdout is not None
        first = 0.0
        for _ in process.stdout:
            first = first or time.perf_counter() - began
        last = time.perf_counter() - began
        memory.stop()
        if process.wait():
            raise SystemExit(f"classify ended with {process.returncode}")
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(first, last, cpu, memory.pss, memory.rss)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--syllables", type=int, default=350)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, help="JSON lines with text and perhaps title, plain or xz")
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    most = max(arguments.articles)
    writer = near_copies.Writer(rng)
    texts = drawn(arguments.data, most, rng) if arguments.data else [writer.article() for _ in range(min(most, 2_000))]
    texts = [(title, cut(text, arguments.syllables)) for title, text in texts]
    lengths = [len(text.split()) for _, text in texts]
    print(f"{len(texts)} different texts, {statistics.mean(lengths):.0f} syllables on average")
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "articles.jsonl"
        write(source, texts, 1)
        starts = sorted(measure(source).first for _ in range(STARTS))
        print(f"first answer to one line: {starts[STARTS // 2]:.2f} s (median of {STARTS}, longest {starts[-1]:.2f} s)")
        for count in arguments.articles:
            write(source, texts, count)
            for told, options in (("two cores", ()), ("one process", ("--workers", "0"))):
                run = measure(source, *options)
                print(
                    f"{count:6} articles, {told:11}: {count / (run.last - run.first):,.0f} articles/s"
                    f" ({count / run.last:,.0f} with start), {run.cpu / count * 1000:.2f} ms of CPU each,"
                    f" first answer {run.first:.2f} s, at most {run.pss:.0f} MB PSS, {run.rss:.0f} MB RSS",
                    flush=True,
                )


if __name__ == "__main__":
    main()
