"""`anhduong collect` beside a plain Scrapy spider that runs trafilatura, over one site on loopback: pages a second.

    python benchmarks/bench_collect.py                      # 20,000 articles of 180 KB; takes a while
    python benchmarks/bench_collect.py --articles 1000      # a first look
    python benchmarks/bench_collect.py --kind feed --gzip --peers default-fast

Ours: a new desk, `collect` again and again until nothing is new and every article is `clean` or `flagged` in the
store: fetched, extracted, compared with all others, checked, sorted by topic, stored. The peers fetch, extract with
metadata, and write JSON lines; robots.txt is read by both. All on the same site, whose own CPU time is shown apart.
Wall and CPU time hold from the start of a process to its end. The site runs on the same cores: rates of wall time are
lower than on a network, and the same for all.

Scrapy is needed by the peers only: `.venv/bin/pip install 'scrapy>=2.19,<3'`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from site_server import Measured, Server, measure, running

from crawlers.sources import Source
from pipeline.model import ArticleState
from pipeline.settings import load_settings
from pipeline.store import Store
from pipeline.templates import write_new_desk

PEERS: dict[str, tuple[dict[str, Any], bool]] = {
    "items4": ({"CONCURRENT_ITEMS": 4}, False),
    "items4-fast": ({"CONCURRENT_ITEMS": 4}, True),
    "default": ({}, False),
    "default-fast": ({}, True),
}
"""Name → (settings besides robots.txt, trafilatura's `fast`)."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=int, default=20_000)
    arguments.add_argument("--size-kb", type=int, default=180)
    arguments.add_argument("--kind", choices=("sitemap", "feed"), default="sitemap", help="what names the articles")
    arguments.add_argument("--gzip", action="store_true", help="the site packs its pages")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--peers", nargs="*", choices=tuple(PEERS), default=["items4", "items4-fast", "default"])
    arguments.add_argument(
        "--max-new", type=int, help="articles a visit; by default all, where sources.toml has the key"
    )
    arguments.add_argument("--spider", choices=tuple(PEERS), help=argparse.SUPPRESS)
    arguments.add_argument("--base", help=argparse.SUPPRESS)
    arguments.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.spider:
        _crawl_as_peer(options.base, options.kind, options.out, *PEERS[options.spider])
        return
    peers = options.peers
    if peers and importlib.util.find_spec("scrapy") is None:
        print("No Scrapy here, so no peers: .venv/bin/pip install 'scrapy>=2.19,<3'")
        peers = []
    with (
        running(articles=options.articles, size_kb=options.size_kb, seed=options.seed, gzip=options.gzip) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        print(f"{options.articles:,} articles of {options.size_kb} KB by {options.kind}, {os.cpu_count()} cores")
        print(f"{'':34}{'pages/s':>9}{'s':>8}{'CPU s':>8}{'ms/page':>9}{'peak MB':>9}{'(PSS)':>8}{'site CPU':>10}")
        ours = _timed(server, "anhduong collect", options.articles, lambda: _ours(server, Path(folder), options))
        for name in peers:
            out = Path(folder) / f"{name}.jsonl"
            label = f"Scrapy, {name.replace('-', ', ')}"
            peer = _timed(server, label, options.articles, lambda out=out, name=name: _peer(server, name, out, options))
            print(f"{'':34}ours: {peer.wall / ours.wall:.2f} of its pages/s, {peer.cpu / ours.cpu:.2f} a CPU second")


def _timed(server: Server, name: str, articles: int, run: Callable[[], Measured]) -> Measured:
    """Run, and print one line of the table."""
    before, counts = server.stats()
    result = run()
    after, counts_after = server.stats()
    asked = counts_after - counts
    print(
        f"{name:34}{articles / result.wall:9.1f}{result.wall:8.1f}{result.cpu:8.1f}{result.cpu / articles * 1000:9.1f}"
        f"{result.peak_rss:9.0f}{result.peak_pss:8.0f}{(after - before) / result.wall:9.0%}"
        f"   {result.runs} runs, {result.processes} processes; site: {_told(asked)}",
        flush=True,
    )
    return result


def _told(asked: Any) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in sorted(asked.items()))


def _ours(server: Server, folder: Path, options: argparse.Namespace) -> Measured:
    desk = folder / "desk"
    has_key = "max_new" in Source.__dataclass_fields__
    max_new = options.max_new or options.articles
    url = "/sitemap.xml" if options.kind == "sitemap" else "/rss.xml"
    source = (
        f'[[source]]\nid = "bao"\npublisher = "Sở Thử nghiệm"\nname = "Báo Thử"\nhome = "{server.base}/"\n'
        f'kind = "{options.kind}"\nurl = "{server.base}{url}"\nlicence = "thử nghiệm"\ndelay_seconds = 0\n'
        f"max_pages = 100\n{f'max_new = {max_new}' if has_key else ''}\n"
    )
    write_new_desk(desk, operator="A", contact="a@example.vn", page_name="P", page_id="p", demo=True, sources=source)
    total = Measured()
    while True:
        once = measure([sys.executable, "-m", "pipeline", "collect", "--json", "--dir", str(desk)])
        total.add(once)
        said = json.loads(once.output.strip().splitlines()[-1])
        if said["errors"]:
            raise SystemExit(f"errors: {said['errors'][:5]}")
        with Store.open(load_settings(desk).database) as store:
            done = sum(store.articles.count(state) for state in (ArticleState.CLEAN, ArticleState.FLAGGED))
        if done >= options.articles:
            return total
        if said["new"] == 0:
            raise SystemExit(f"{done} of {options.articles} articles are in the store, and nothing is new")


# --- the peer


def _peer(server: Server, name: str, out: Path, options: argparse.Namespace) -> Measured:
    command = [sys.executable, __file__, "--spider", name, "--base", server.base]
    result = measure([*command, "--kind", options.kind, "--out", str(out)])
    with out.open(encoding="utf-8") as lines:
        written = sum(bool(json.loads(line)["text"]) for line in lines)
    if written != options.articles:
        raise SystemExit(f"{name}: {written} of {options.articles} articles have a text\n{result.output[-2000:]}")
    return result


def _crawl_as_peer(base: str, kind: str, out: Path, settings: dict[str, Any], fast: bool) -> None:
    """What one writes in an afternoon: a spider, trafilatura in its callback, the JSON lines exporter."""
    import trafilatura
    from scrapy.crawler import CrawlerProcess
    from scrapy.http import Response
    from scrapy.spiders import SitemapSpider, XMLFeedSpider

    def read(response: Response) -> dict[str, Any]:
        text = trafilatura.extract(response.body, url=response.url, output_format="json", with_metadata=True, fast=fast)
        return json.loads(text) if text else {"url": response.url, "text": ""}

    class BySitemap(SitemapSpider):
        name = "peer"
        sitemap_urls = (f"{base}/sitemap.xml",)

        def parse(self, response: Response, **kwargs: Any) -> Any:
            yield read(response)

    class ByFeed(XMLFeedSpider):
        name = "peer"
        start_urls = (f"{base}/rss.xml",)
        itertag = "item"

        def parse_node(self, response: Response, node: Any) -> Any:
            yield response.follow(node.xpath("link/text()").get(), self.on_article)

        def on_article(self, response: Response) -> Any:
            yield read(response)

    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
            "FEEDS": {str(out): {"format": "jsonlines", "encoding": "utf-8"}},
            **settings,
        }
    )
    process.crawl(BySitemap if kind == "sitemap" else ByFeed)
    process.start()


if __name__ == "__main__":
    main()
