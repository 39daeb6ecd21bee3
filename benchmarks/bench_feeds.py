"""Feeds beside feedparser: entries a second, agreement on foreign suites, Vietnamese dates, hostile files.

    python benchmarks/bench_feeds.py                             # rates, dates, hostile files
    python benchmarks/bench_feeds.py --suite DIR [--suite DIR …]   # also: agreement with feedparser on the feeds below
    python benchmarks/bench_feeds.py --suite DIR --show             # and every difference

A suite is any folder: `*.xml`, `*.rss`, `*.atom`, `*.rdf`, and the feeds in the raw strings of `*_test.go` (Miniflux
keeps its own so). No foreign file is part of this repository. feedparser's suite comes with its source distribution,
gofeed's and Miniflux's with Debian's source packages (golang-github-mmcdole-gofeed, miniflux).
fastfeedparser is measured too where it is installed: `pip install fastfeedparser`.
"""

from __future__ import annotations

import argparse
import html
import io
import json
import re
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import dateparser
import feedparser

from crawlers import dates, feeds
from crawlers.errors import CrawlError
from tests.crawlers.hostile import GROUPS

warnings.simplefilter("ignore", DeprecationWarning)

ROOT = Path(__file__).resolve().parents[1]

MORNING = datetime(2026, 11, 23, 8, 15, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MIDNIGHT = MORNING.replace(hour=0, minute=0)
FORMS: dict[str, datetime] = {
    "Thứ Hai, 23/11/2026, 08:15 (GMT+7)": MORNING,
    "Thứ hai, 23/11/2026 08:15": MORNING,
    "Thứ Hai, ngày 23/11/2026 - 08:15": MORNING,
    "Thứ 2, 23/11/2026 08:15": MORNING,
    "23/11/2026 08:15": MORNING,
    "23/11/2026 - 08:15": MORNING,
    "23-11-2026 08:15:00": MORNING,
    "23.11.2026 08:15": MORNING,
    "08:15 | 23/11/2026": MORNING,
    "08:15 - 23/11/2026": MORNING,
    "08:15, 23/11/2026": MORNING,
    "8h15 ngày 23/11/2026": MORNING,
    "23/11/2026 8:15 SA": MORNING,
    "23/11/2026 8:15:00 CH": MORNING.replace(hour=20),
    "08 giờ 15 phút, ngày 23 tháng 11 năm 2026": MORNING,
    "23 Tháng Mười Một, 2026": MIDNIGHT,
    "23 tháng 11, 2026 08:15": MORNING,
    "Cập nhật lúc 08:15, 23/11/2026": MORNING,
    "Mon, 23 Nov 2026 08:15:00 GMT+7": MORNING,
    "Mon, 23 Nov 2026 08:15:00 +07": MORNING,
    "11/23/2026 8:15:00 AM": MORNING,
    "2026-11-23 08:15:00": MORNING,
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--suite", type=Path, action="append", default=[], help="folder with a foreign test suite")
    arguments.add_argument("--show", action="store_true", help="print each difference from feedparser")
    options = arguments.parse_args()
    _rates()
    for folder in options.suite:
        _agreement(folder, options.show)
    _dates()
    _hostile()


def _feed(entries: int, body: int) -> bytes:
    text = "<p>Sáng 23/11, tại <b>Lào Cai</b>, Ủy ban nhân dân tỉnh tổ chức hội nghị tổng kết công tác năm.</p>" * 200
    items = "".join(
        f"<item><title><![CDATA[Hội nghị tổng kết số {n}]]></title><link>https://bao.example.vn/tin-{n}.html</link>"
        f"<guid>https://bao.example.vn/tin-{n}.html</guid><pubDate>Mon, 23 Nov 2026 08:15:00 +0700</pubDate>"
        f'<description><![CDATA[<a href="/tin-{n}.html"><img src="https://bao.example.vn/{n}.jpg"/></a>'
        f"{text[:body]}]]></description></item>"
        for n in range(entries)
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def _rates() -> None:
    peers: dict[str, Callable[[bytes], Any]] = {"feedparser": lambda body: _used(feedparser.parse(io.BytesIO(body)))}
    try:
        fast = import_module("fastfeedparser")
        peers["fastfeedparser"] = lambda body: _used(fast.parse(body))
    except ImportError:
        print("fastfeedparser is not installed and is left out")
    names = "".join(f"{name:>16}{'times':>7}" for name in peers)
    print(f"{'well-formed feeds, entries a CPU second':44}{'ours':>9}{names}")
    for name, body in (
        ("50 entries of 200 characters", _feed(50, 200)),
        ("50 entries of 8,000 characters", _feed(50, 8000)),
        ("1,000 entries of 1,000 characters", _feed(1000, 1000)),
    ):
        count = len(feeds.parse(body).entries)
        ours = _rate(partial(feeds.parse, body), count)
        theirs = [_rate(partial(read, body), count) for read in peers.values()]
        print(f"  {name:42}{ours:9,.0f}" + "".join(f"{rate:16,.0f}{ours / rate:7.1f}" for rate in theirs))


def _used(feed: Any) -> list[tuple[Any, ...]]:
    """What the desk takes of an entry: fastfeedparser reads an entry only when it is asked for."""
    return [
        tuple(entry.get(key) for key in ("title", "link", "id", "published", "description")) for entry in feed.entries
    ]


def _rate(read: Callable[[], Any], entries: int) -> float:
    """The best of three runs: whatever else the machine does only ever takes away."""
    read()
    best = 0.0
    for _ in range(3):
        rounds, started = 0, time.process_time()
        while (used := time.process_time() - started) < 0.5 or not rounds:
            read()
            rounds += 1
        best = max(best, rounds * entries / used)
    return best


_GO = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|`([^`]*)`""", re.DOTALL)
_GO_FOLDERS = frozenset("rss atom rdf parser encoding".split())


def _suite(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.suffix.lower() in (".xml", ".rss", ".atom", ".rdf") and path.is_file():
            yield name, path.read_bytes()
        elif path.name.endswith("_test.go") and path.parent.name in _GO_FOLDERS:
            for number, match in enumerate(_GO.finditer(path.read_text())):
                if match[1] and re.search(r"<(?:rss|feed|channel|\w+:RDF)\b", match[1]):
                    yield f"{name}, string {number}", match[1].encode()


def _agreement(folder: Path, show: bool) -> None:
    total = same_count = same_titles = 0
    refused: Counter[str] = Counter()
    for name, body in _suite(folder):
        reference = [_title(entry) for entry in feedparser.parse(io.BytesIO(body)).entries]
        try:
            found = [entry.title for entry in feeds.parse(body).entries]
        except CrawlError as error:
            found = []
            refused[error.code] += 1
        total += 1
        same_count += len(found) == len(reference)
        same_titles += found == reference
        if show and found != reference:
            pair = next(
                ((a, b) for a, b in zip(reference, found, strict=False) if a != b), (len(reference), len(found))
            )
            print(f"  {name}\n    feedparser {pair[0]!r:.150}\n    ours       {pair[1]!r:.150}")
    print(
        f"{folder}: as feedparser reads them, {total} files: entries {same_count / max(1, total):.2%}, "
        f"titles {same_titles / max(1, total):.2%}; refused {dict(refused)}"
    )


def _title(entry: Any) -> str:
    """feedparser's title as plain text: it says itself whether what it gives is text or HTML."""
    title, detail = entry.get("title", ""), entry.get("title_detail") or {}
    if detail.get("type") != "text/plain":
        title = html.unescape(re.sub(r"<[^>]*>", "", title))
    return " ".join(title.split())


def _dates() -> None:
    readers: dict[str, Callable[[str], datetime | None]] = {
        "ours": dates.parse,
        "feedparser": _by_feedparser,
        "dateparser": _by_dateparser,
    }
    for who, read in readers.items():
        counts = Counter(_verdict(read(text), instant) for text, instant in FORMS.items())
        shown = ", ".join(f"{counts[verdict]} {verdict}" for verdict in ("right", "wrong", "none"))
        print(f"Vietnamese date forms, {len(FORMS)}: {who} {shown}")


def _by_feedparser(text: str) -> datetime | None:
    read = feedparser.datetimes._parse_date(text)
    return None if read is None else datetime(*read[:6], tzinfo=ZoneInfo("UTC"))


def _by_dateparser(text: str) -> datetime | None:
    settings: Any = {"TIMEZONE": "Asia/Ho_Chi_Minh", "RETURN_AS_TIMEZONE_AWARE": True, "DATE_ORDER": "DMY"}
    return dateparser.parse(text, languages=["vi", "en"], settings=settings)


def _verdict(found: datetime | None, instant: datetime) -> str:
    return "none" if found is None else "right" if found == instant else "wrong"


def _hostile() -> None:
    """Every file of `tests/crawlers/hostile`, read in a process of its own."""
    results: list[dict[str, Any]] = []
    for group in GROUPS:
        command = [sys.executable, "-m", "tests.crawlers.hostile.runner", group]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        results += map(json.loads, done.stdout.splitlines())
    crashes = [result["name"] for result in results if "crash" in result]
    read = [result for result in results if "crash" not in result]
    errors = sum(bool(result.get("error")) for result in read)
    print(f"hostile files: {len(results)}, refused with one line {errors}, read in part or whole {len(read) - errors}")
    print(f"  ended by a limit, or by an error of ours: {crashes or 'none'}")
    print(f"  {'the slowest and the largest':42}{'s':>6}{'peak MB':>9}")
    worst = sorted(read, key=lambda result: -result["seconds"])[:6] + sorted(read, key=lambda r: -r["peak"])[:4]
    for result in worst:
        answer = result.get("error") or f"{result['count']} entries {' '.join(result['warnings'])}"
        print(f"  {result['name']:42}{result['seconds']:6.2f}{result['peak']:9.0f}  {answer}")


if __name__ == "__main__":
    main()
