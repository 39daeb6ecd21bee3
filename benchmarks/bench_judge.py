"""Judging: articles a second of `check_new` in one process, with one worker and with two, and its memory.

    python benchmarks/bench_judge.py [--articles 2000] [--seed 7] [--data FILE.jsonl[.xz]] [--workers 0 1 2]

Every run starts from a copy of the same desk, in which all articles wait, a sixth of them near copies of others. Rates
are of the wall clock, start of the processes included: compare them within one run on a machine that does nothing else.
"CPU" is that of all processes. There is no peer: what is compared is one process with several.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import near_copies

from classifier.topics import TopicModel
from crawlers.items import Found
from pipeline.check import check_new
from pipeline.store import Store
from pipeline.workers import judged

NOW = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)


def fill(path: Path, articles: int, seed: int, data: Path | None) -> None:
    rng = random.Random(seed)
    writer = near_copies.Writer(rng)
    texts = near_copies.real(data, articles) if data else [writer.article() for _ in range(articles)]
    with Store.open(path, durable=False) as store:
        store.sources.sync([("bao", "Báo mẫu", "https://bao.example.vn/")])
        for number in range(articles):
            title, text = texts[number % len(texts)]
            if number % 6 == 5:
                title, text = texts[rng.randrange(len(texts))]
                text = near_copies.reword(text, rng, 0.05, writer.vocabulary)
            url = f"https://bao.example.vn/{number}"
            store.articles.upsert(Found("bao", url, url, title or " ".join(text.split()[:10]), text, NOW))


def measure(path: Path, workers: int) -> None:
    model = TopicModel.load()
    began = time.perf_counter()
    with Store.open(path, durable=False) as store:
        counts = check_new(store, model, lambda: NOW, judging=partial(judged, workers=workers))
    seconds = time.perf_counter() - began
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in spent)
    status = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    memory = int(status[1]) / 1024 if status else 0
    print(
        f"{workers} workers: {counts.total() / seconds:,.0f} articles/s, {cpu / counts.total() * 1000:.1f} ms of CPU an"
        f" article, {memory:.0f} MB in the parent, {spent[1].ru_maxrss / 1024:.0f} MB in the largest worker"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, help="JSON lines with text and perhaps title, plain or xz")
    parser.add_argument("--workers", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        measure(arguments.measure, arguments.workers[0])
        return
    with tempfile.TemporaryDirectory() as name:
        desk = Path(name) / "desk.db"
        fill(desk, arguments.articles, arguments.seed, arguments.data)
        print(f"{arguments.articles} articles", flush=True)
        for workers in arguments.workers:
            copy = shutil.copy(desk, Path(name) / f"{workers}.db")
            command = [sys.executable, __file__, "--measure", str(copy), "--workers", str(workers)]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
