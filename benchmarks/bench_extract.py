"""Extraction beside trafilatura: pages a second of one core, and F1 as article-extraction-benchmark scores it.

    python benchmarks/bench_extract.py                 # the project's own test pages
    python benchmarks/bench_extract.py --pages DIR     # DIR/ground-truth.json and DIR/html/*.html.gz, or DIR/*.html

`ground-truth.json` maps an id to `{"articleBody": …, "url": …}` as in scrapinghub/article-extraction-benchmark;
the score (shingles of four words, normalised a page, macro-averaged) follows its technical report.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import trafilatura

from crawlers.errors import CrawlError
from crawlers.extract import extract

OWN = Path(__file__).resolve().parents[1] / "tests" / "crawlers" / "pages"
_WORD = re.compile(r"\w+")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=Path, default=OWN, help="folder with ground-truth.json and the pages")
    arguments.add_argument("--repeat", type=int, default=1, help="read every page this many times for the rate")
    arguments.add_argument("--worst", type=int, default=0, help="name the N pages with the lowest F1 of ours")
    options = arguments.parse_args()
    truth = json.loads((options.pages / "ground-truth.json").read_text("utf-8"))
    pages = {key: _load(options.pages, key) for key in truth}
    print(f"{len(pages)} pages, {sum(map(len, pages.values())) / 1e6:.1f} MB")
    print(f"{'':34}{'F1':>7}{'prec.':>8}{'recall':>8}{'pages/s':>9}")
    readers: dict[str, Callable[[bytes, str | None], str]] = {
        "ours (title, dates, picture too)": _ours,
        "trafilatura default": lambda page, url: _theirs(page),
        "trafilatura fast": lambda page, url: _theirs(page, fast=True),
        "trafilatura favor_precision": lambda page, url: _theirs(page, favor_precision=True),
    }
    for name, reader in readers.items():
        texts: dict[str, str] = {}
        started = time.process_time()
        for _ in range(options.repeat):
            for key, page in pages.items():
                texts[key] = reader(page, truth[key].get("url"))
        spent = time.process_time() - started
        scores = {key: _score(truth[key].get("articleBody") or "", texts[key]) for key in truth}
        precision, recall, f1 = _macro(list(scores.values()))
        rate = options.repeat * len(pages) / spent
        print(f"{name:34}{f1:7.3f}{precision:8.3f}{recall:8.3f}{rate:9.0f}")
        if options.worst and reader is _ours:
            for key in sorted(scores, key=lambda k: scores[k][0])[: options.worst]:
                tp, fp, fn = scores[key]
                print(f"    {key[:60]:60} right {tp:.2f} extra {fp:.2f} missing {fn:.2f}")


def _load(folder: Path, key: str) -> bytes:
    for path in (folder / f"{key}.html", folder / "html" / f"{key}.html"):
        if path.exists():
            return path.read_bytes()
    return gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes())


def _ours(page: bytes, url: str | None) -> str:
    try:
        return extract(page, url=url).text
    except CrawlError:
        return ""


def _theirs(page: bytes, **settings: bool) -> str:
    return trafilatura.extract(page, include_comments=False, **settings) or ""


def _score(true: str, found: str) -> tuple[float, float, float]:
    """Shares of shingles that are right, extra and missing."""
    wanted, given = _shingles(true), _shingles(found)
    right = sum((wanted & given).values())
    extra, missing = sum((given - wanted).values()), sum((wanted - given).values())
    total = right + extra + missing
    return (right / total, extra / total, missing / total) if total else (0.0, 0.0, 0.0)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))


def _macro(scores: list[tuple[float, float, float]]) -> tuple[float, float, float]:
    precisions = [tp / (tp + fp) for tp, fp, _ in scores if tp + fp > 0]
    recalls = [tp / (tp + fn) for tp, _, fn in scores if tp + fn > 0]
    precision = sum(precisions) / max(1, len(precisions))
    recall = sum(recalls) / max(1, len(recalls))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


if __name__ == "__main__":
    main()
