"""A visit where nothing is new, beside feedparser and Scrapy: feeds a minute answered 304, and memory.

    python benchmarks/bench_unchanged.py                     # 10,000 feeds, one source each
    python benchmarks/bench_unchanged.py --feeds 500         # a first look

One site on loopback with N feeds, each with an ETag. Ours: a desk with N sources, `anhduong collect` once to read them,
then again: that second run is measured, from the start of the process to its end, with reading `sources.toml` and
recording each visit. Peers read all once, then ask again with what they kept: `feedparser.parse(url, etag=…)` in a
plain loop, and Scrapy with its HttpCache and the RFC 2616 policy. They keep no record of each source.

Scrapy is needed by its peer only: `.venv/bin/pip install 'scrapy>=2.19,<3'`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from site_server import Measured, Server, measure, running

from pipeline.templates import write_new_desk

PEERS = ("feedparser", "scrapy")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--feeds", type=int, default=10_000)
    arguments.add_argument("--repeat", type=int, default=2, help="visits that are measured; the best one is shown")
    arguments.add_argument("--peers", nargs="*", choices=PEERS, default=list(PEERS))
    arguments.add_argument("--peer", choices=PEERS, help=argparse.SUPPRESS)
    arguments.add_argument("--base", help=argparse.SUPPRESS)
    arguments.add_argument("--keep", type=Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.peer:
        _visit_as_peer(options.peer, options.base, options.feeds, options.keep)
        return
    peers = options.peers
    if "scrapy" in peers and importlib.util.find_spec("scrapy") is None:
        print("No Scrapy here, so not this peer: .venv/bin/pip install 'scrapy>=2.19,<3'")
        peers = [peer for peer in peers if peer != "scrapy"]
    with running(articles=20, feeds=options.feeds, size_kb=30) as server, tempfile.TemporaryDirectory() as folder:
        print(f"{options.feeds:,} feeds that did not change, one host, {os.cpu_count()} cores")
        print(f"{'':34}{'feeds/min':>10}{'s':>8}{'CPU s':>8}{'ms/feed':>9}{'peak MB':>9}{'(PSS)':>8}{'site CPU':>10}")
        desk = _desk(server, Path(folder), options.feeds)
        command = [sys.executable, "-m", "pipeline", "collect", "--json", "--dir", str(desk)]
        _visits(server, "anhduong collect", options, lambda: measure(command))
        for name in peers:
            theirs = [sys.executable, __file__, "--peer", name, "--base", server.base, "--feeds", str(options.feeds)]
            keep = Path(folder) / name
            _visits(server, name, options, lambda theirs=theirs, keep=keep: measure([*theirs, "--keep", str(keep)]))


def _desk(server: Server, folder: Path, feeds: int) -> Path:
    sources = "".join(
        f'[[source]]\nid = "muc-{n}"\npublisher = "Sở Thử nghiệm"\nname = "Chuyên mục {n}"\nhome = "{server.base}/"\n'
        f'kind = "feed"\nurl = "{server.base}/feeds/{n}.xml"\nlicence = "thử nghiệm"\ndelay_seconds = 0\n\n'
        for n in range(feeds)
    )
    desk = folder / "desk"
    write_new_desk(desk, operator="A", contact="a@example.vn", page_name="P", page_id="p", demo=True, sources=sources)
    return desk


def _visits(server: Server, name: str, options: argparse.Namespace, visit: Callable[[], Measured]) -> None:
    """The first visit, then the ones that are measured."""
    first, _ = _counted(server, visit)
    _tell(f"{name}, first visit", first, options.feeds)
    best: tuple[Measured, float] | None = None
    for _ in range(options.repeat):
        result, counts = _counted(server, visit)
        if counts["feeds 304"] != options.feeds or counts["feeds 200"]:
            print(f"{name}: not every feed was answered 304: {dict(counts)}")
        if best is None or result.wall < best[0].wall:
            best = result, counts["cpu"] / 1000 / result.wall
    assert best is not None
    _tell(f"{name}, nothing new", best[0], options.feeds, f"{best[1]:9.0%}")


def _counted(server: Server, visit: Callable[[], Measured]) -> tuple[Measured, Counter[str]]:
    """A visit and what the site counted meanwhile; `cpu` are its own milliseconds."""
    cpu, before = server.stats()
    result = visit()
    cpu_after, after = server.stats()
    counts = after - before
    counts["cpu"] = int((cpu_after - cpu) * 1000)
    return result, counts


def _tell(name: str, result: Measured, feeds: int, more: str = "") -> None:
    print(
        f"{name:34}{feeds / result.wall * 60:10,.0f}{result.wall:8.1f}{result.cpu:8.1f}{result.cpu / feeds * 1000:9.2f}"
        f"{result.peak_rss:9.0f}{result.peak_pss:8.0f}{more}",
        flush=True,
    )


# --- the peers


def _visit_as_peer(name: str, base: str, feeds: int, keep: Path) -> None:
    addresses = [f"{base}/feeds/{n}.xml" for n in range(feeds)]
    if name == "feedparser":
        _by_feedparser(addresses, keep)
    else:
        _by_scrapy(addresses, keep)


def _by_feedparser(addresses: list[str], keep: Path) -> None:
    import urllib.request

    import feedparser

    urllib.request.install_opener(urllib.request.build_opener())
    etags = json.loads(keep.read_text()) if keep.exists() else {}
    for address in addresses:
        found = feedparser.parse(address, etag=etags.get(address))
        if "etag" in found:
            etags[address] = found.etag
    keep.write_text(json.dumps(etags))


def _by_scrapy(addresses: list[str], keep: Path) -> None:
    import scrapy
    from scrapy.crawler import CrawlerProcess

    class Feeds(scrapy.Spider):
        name = "feeds"
        start_urls = addresses

        def parse(self, response: scrapy.http.Response) -> None:
            response.xpath("//item/link/text()").getall()

    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "CONCURRENT_ITEMS": 4,
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
            "HTTPCACHE_ENABLED": True,
            "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.RFC2616Policy",
            "HTTPCACHE_DIR": str(keep),
        }
    )
    process.crawl(Feeds)
    process.start()


if __name__ == "__main__":
    main()
