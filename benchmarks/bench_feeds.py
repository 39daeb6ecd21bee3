"""Feeds beside feedparser: entries a second, agreement on a suite, Vietnamese dates, hostile files.

    python benchmarks/bench_feeds.py                   # rates, dates, hostile files
    python benchmarks/bench_feeds.py --suite DIR       # also: agreement with feedparser on every *.xml below DIR

feedparser's own suite comes with its source distribution; no foreign file is part of this repository.
"""

from __future__ import annotations

import argparse
import html
import io
import json
import multiprocessing
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import feedparser

from crawlers import dates, feeds
from crawlers.errors import CrawlError

warnings.simplefilter("ignore", DeprecationWarning)

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
    arguments.add_argument("--suite", type=Path, help="folder with feeds of a foreign test suite")
    options = arguments.parse_args()
    _rates()
    if options.suite:
        _agreement(options.suite)
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
    print(f"{'well-formed feeds, entries a CPU second':44}{'ours':>9}{'feedparser':>12}{'times':>7}")
    for name, body in (
        ("50 entries of 200 characters", _feed(50, 200)),
        ("50 entries of 8,000 characters", _feed(50, 8000)),
    ):
        ours = _rate(lambda body=body: feeds.parse(body), 50)
        theirs = _rate(lambda body=body: feedparser.parse(io.BytesIO(body)), 50)
        print(f"  {name:42}{ours:9,.0f}{theirs:12,.0f}{ours / theirs:7.1f}")


def _rate(read: object, entries: int) -> float:
    assert callable(read)
    read()
    rounds, started = 0, time.process_time()
    while time.process_time() - started < 1.5:
        read()
        rounds += 1
    return rounds * entries / (time.process_time() - started)


def _agreement(folder: Path) -> None:
    files = sorted(folder.rglob("*.xml"))
    same_count = same_titles = 0
    refused: Counter[str] = Counter()
    for path in files:
        body = path.read_bytes()
        reference = [_plain(entry.get("title", "")) for entry in feedparser.parse(io.BytesIO(body)).entries]
        try:
            found = [_plain(entry.title) for entry in feeds.parse(body).entries]
        except CrawlError as error:
            found = []
            refused[error.code] += 1
        same_count += len(found) == len(reference)
        same_titles += found == reference
    total = max(1, len(files))
    print(
        f"as feedparser reads them, {total} files: entries {same_count / total:.2%}, titles {same_titles / total:.2%}"
    )
    print(f"  refused: {dict(refused)}")


def _plain(title: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", title)).split())


def _dates() -> None:
    results: Counter[tuple[str, str]] = Counter()
    for text, instant in FORMS.items():
        ours = dates.parse(text)
        theirs = feedparser.datetimes._parse_date(text)
        results["ours", _verdict(ours, instant)] += 1
        read = None if theirs is None else datetime(*theirs[:6], tzinfo=ZoneInfo("UTC"))
        results["feedparser", _verdict(read, instant)] += 1
    for who in ("ours", "feedparser"):
        counts = ", ".join(f"{results[who, verdict]} {verdict}" for verdict in ("right", "wrong", "none"))
        print(f"Vietnamese date forms, {len(FORMS)}: {who} {counts}")


def _verdict(found: datetime | None, instant: datetime) -> str:
    return "none" if found is None else "right" if found == instant else "wrong"


def hostile() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of files made to exhaust a reader."""
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>'
    item = "<item><title>a</title><link>https://a.vn/1</link></item>"
    entities = "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 40))
    yield "300,000 items", (head + item * 150_000).encode()
    yield "1,000,000 empty items", (head + "<item/>" * 1_000_000).encode()
    yield "items with bare &", (head + "<item><title>a & b</title></item>" * 290_000).encode()
    yield "one item, 800,000 children", (head + "<item>" + "<link>x</link>" * 690_000).encode()
    yield "nested tags, 0.7 MB", (head + "<item><description>" + "<b>" * 230_000).encode()
    yield "nested escaped tags", (head + "<item><title>" + "&lt;b>" * 110_000 + "</title></item>").encode()
    yield (
        "unclosed scripts",
        (head + ("<item><description>" + "&lt;script>" * 2_000 + "</description></item>") * 400).encode(),
    )
    yield "entity bomb", f'<!DOCTYPE rss [<!ENTITY a0 "x">{entities}]><rss><channel>&a39;</channel></rss>'.encode()
    yield "100 MB title", (head + "<item><title>" + "x" * 100_000_000).encode()
    yield "9 MB title", (head + "<item><title>" + "x" * 9_000_000 + "</title></item></channel></rss>").encode()
    yield "500,000 attributes", (head + "<item " + " ".join(f'a{n}="1"' for n in range(500_000)) + "/>").encode()
    yield "nested JSON", b'{"items":' + b"[" * 5_000_000
    yield (
        "JSON, 3,000,000 items",
        b'{"version":"https://jsonfeed.org/version/1","items":[' + b"[]," * 3_000_000 + b"1]}",
    )
    yield "10 MB of <", b"<" * 9_900_000
    yield "10 MB of 0x00", b"\x00" * 9_900_000


def _hostile() -> None:
    print(f"{'hostile files (a process each)':34}{'s':>6}{'peak MB':>9}")
    context = multiprocessing.get_context("spawn")
    for name, body in hostile():
        with context.Pool(1) as pool:
            seconds, peak, answer = pool.apply(_measured, (body,))
        print(f"  {name:32}{seconds:6.2f}{peak:9.0f}  {answer}")


def _measured(body: bytes) -> tuple[float, float, str]:
    started = time.perf_counter()
    try:
        feed = feeds.parse(body)
        answer = json.dumps([len(feed.entries), *feed.warnings], ensure_ascii=False)
    except CrawlError as error:
        answer = error.code
    return time.perf_counter() - started, _peak(), answer[:80]


def _peak() -> float:
    """Megabytes; `ru_maxrss` would be the parent's where it was larger."""
    match = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(match[1]) / 1024 if match else float("nan")


if __name__ == "__main__":
    main()
