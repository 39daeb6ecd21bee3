"""Extraction beside its peers: F1 as article-extraction-benchmark scores it, facts right, pages a second of one core.

    python benchmarks/bench_extract.py                            # the project's own test pages
    python benchmarks/bench_extract.py --pages DIR --pages DIR2   # other corpora
    python benchmarks/bench_extract.py --heavy 160                # rate on the own pages, blown up to 160 KB each

A corpus is a folder with `ground-truth.json` and the pages, as *.html, html/*.html or html/*.html.gz. The file maps
an id to `{"articleBody": …, "url": …}` as in scrapinghub/article-extraction-benchmark; the score (shingles of four
words, normalised a page, macro-averaged) follows its technical report. Where truth has `title`, `published_at`,
`image` or `canonical_url`, ours is counted right when it says the same (an instant by value, a picture by its file).
With `"prefix": true` the truth is only the beginning: as many words of the answer are scored.
`--half tune` and `--half held` split a corpus by a hash of the ids: tune on one, report the other.

Peers beside trafilatura are measured when installed: pip install readability-lxml newspaper4k resiliparse
"""

from __future__ import annotations

import argparse
import gc
import gzip
import hashlib
import importlib.util
import json
import logging
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import trafilatura
from lxml import html as lxml_html

from crawlers.errors import CrawlError
from crawlers.extract import Extracted, extract

OWN = Path(__file__).resolve().parents[1] / "tests" / "crawlers" / "pages"
_WORD = re.compile(r"\w+")
_FACTS = ("title", "published_at", "image", "canonical_url")
Reader = Callable[[bytes, str | None], str]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=Path, action="append", help="folder with ground-truth.json and the pages")
    arguments.add_argument("--half", choices=("all", "tune", "held"), default="all", help="half of each corpus")
    arguments.add_argument("--repeat", type=int, default=1, help="read every page this many times for the rate")
    arguments.add_argument("--heavy", type=int, default=0, metavar="KB", help="blow every page up to this size")
    arguments.add_argument("--worst", type=int, default=0, help="name the N pages with the lowest F1 of ours")
    arguments.add_argument("--only", action="append", help="only readers whose name begins so")
    options = arguments.parse_args()
    logging.disable(logging.CRITICAL)
    for folder in options.pages or [OWN]:
        _corpus(folder, options)


def _corpus(folder: Path, options: argparse.Namespace) -> None:
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    if (facts := folder / "facts.json").exists():
        for key, known in json.loads(facts.read_text("utf-8")).items():
            truth[key] |= known
    truth = {key: known for key, known in truth.items() if options.half in ("all", _half(key))}
    pages = {key: _blown_up(_load(folder, key), options.heavy * 1000) for key in truth}
    half = "" if options.half == "all" else f", {options.half} half"
    print(f"\n{folder}{half}: {len(pages)} pages, {sum(map(len, pages.values())) / 1e6:.1f} MB")
    print(f"{'':34}{'F1':>7}{'prec.':>8}{'recall':>8}{'pages/s':>9}")
    for name, reader in _readers().items():
        if options.only and not any(name.startswith(wanted) for wanted in options.only):
            continue
        texts, rate = _read(reader, pages, truth, options.repeat)
        scores = {key: _score(truth[key], texts[key]) for key in truth}
        precision, recall, f1 = _macro(list(scores.values()))
        print(f"{name:34}{f1:7.3f}{precision:8.3f}{recall:8.3f}{rate:9.0f}")
        if options.worst and name == "ours":
            for key in sorted(scores, key=lambda k: scores[k][0])[: options.worst]:
                tp, fp, fn = scores[key]
                print(f"    {key[:60]:60} right {tp:.2f} extra {fp:.2f} missing {fn:.2f}")
    _facts(pages, truth, verbose=bool(options.worst))


def _half(key: str) -> str:
    return "tune" if hashlib.sha256(key.encode()).digest()[0] % 2 else "held"


def _load(folder: Path, key: str) -> bytes:
    for path in (folder / f"{key}.html", folder / "html" / f"{key}.html"):
        if path.exists():
            return path.read_bytes()
    return gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes())


def _blown_up(page: bytes, size: int) -> bytes:
    """The page with the menus, scripts and boxes of other articles that make real pages heavy."""
    if len(page) >= size:
        return page
    head, close, rest = page.rpartition(b"</body>")
    if not close:
        return page
    boxes: list[bytes] = []
    number = 0
    room = size - len(page)
    while room > 0:
        number += 1
        box = (
            f'<div class="box-category-item" data-id="{number}"><a class="box-category-link" href="/tin/{number}.html" '
            f'title="Item {number} of the list"><img class="lazy" data-src="/thumb/{number}.jpg" alt=""></a>'
            f'<h3 class="box-category-title"><a href="/tin/{number}.html">Item {number} of the list</a></h3></div>'
            f'<script>window.items=window.items||[];window.items.push({{"id":{number},"u":"{"x" * 300}"}});</script>'
        ).encode()
        boxes.append(box)
        room -= len(box)
    return head + b'<div class="footer-boxes">' + b"".join(boxes) + b"</div></body>" + rest


def _readers() -> dict[str, Reader]:
    readers: dict[str, Reader] = {
        "ours": _ours,
        "trafilatura default": lambda page, url: _theirs(page),
        "trafilatura fast": lambda page, url: _theirs(page, fast=True),
        "trafilatura favor_precision": lambda page, url: _theirs(page, favor_precision=True),
    }
    if importlib.util.find_spec("readability"):
        readers["readability-lxml"] = _readability
    if importlib.util.find_spec("newspaper"):
        readers["newspaper4k"] = _newspaper
    if importlib.util.find_spec("resiliparse"):
        readers["resiliparse"] = _resiliparse
    return readers


def _read(
    reader: Reader, pages: Mapping[str, bytes], truth: Mapping[str, Any], repeat: int
) -> tuple[dict[str, str], float]:
    """Texts, and pages a second of processor time, the fastest of `repeat` rounds: the others were disturbed."""
    texts: dict[str, str] = {}
    best = float("inf")
    for key in list(pages)[:2]:
        reader(pages[key], truth[key].get("url"))
    for _ in range(repeat):
        gc.collect()
        started = time.process_time()
        for key, page in pages.items():
            texts[key] = reader(page, truth[key].get("url"))
        best = min(best, time.process_time() - started)
    return texts, len(pages) / best


def _extracted(page: bytes, url: str | None) -> Extracted | None:
    try:
        return extract(page, url=url)
    except CrawlError:
        return None


def _ours(page: bytes, url: str | None) -> str:
    found = _extracted(page, url)
    return found.text if found else ""


def _theirs(page: bytes, **settings: bool) -> str:
    return trafilatura.extract(page, include_comments=False, **settings) or ""


def _readability(page: bytes, url: str | None) -> str:
    from readability import Document

    try:
        summary = lxml_html.fromstring(Document(page.decode("utf-8", "replace")).summary())
    except Exception:
        return ""
    return " ".join(summary.itertext())


def _newspaper(page: bytes, url: str | None) -> str:
    import newspaper

    try:
        article = newspaper.Article(url or "http://example.org/a", fetch_images=False)
        article.download(input_html=page.decode("utf-8", "replace"))
        article.parse()
    except Exception:
        return ""
    return str(article.text)


def _resiliparse(page: bytes, url: str | None) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page.decode("utf-8", "replace"), main_content=True, alt_texts=False))


def _facts(pages: Mapping[str, bytes], truth: Mapping[str, Any], *, verbose: bool) -> None:
    known: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for key, page in pages.items():
        found = _extracted(page, truth[key].get("url"))
        for fact in _FACTS:
            if fact not in truth[key]:
                continue
            known[fact] += 1
            given = getattr(found, fact, None)
            if _agrees(fact, truth[key][fact], given):
                right[fact] += 1
            elif verbose:
                print(f"    {key[:40]} {fact}: {given} instead of {truth[key][fact]}")
    if known:
        print("ours right: " + ", ".join(f"{fact} {right[fact]}/{known[fact]}" for fact in _FACTS if known[fact]))


def _agrees(fact: str, wanted: str | None, given: object) -> bool:
    if wanted is None or given is None:
        return wanted is None and given is None
    if fact == "published_at":
        instant = datetime.fromisoformat(wanted)
        if not isinstance(given, datetime):
            return False
        return given == instant if instant.tzinfo else given.replace(tzinfo=None) == instant
    if fact == "title":
        return _WORD.findall(unicodedata.normalize("NFC", wanted)) == _WORD.findall(str(given))
    if fact == "image":
        return wanted.partition("?")[0].rpartition("/")[2] == str(given).partition("?")[0].rpartition("/")[2]
    return wanted.rstrip("/") == str(given).rstrip("/")


def _score(known: Mapping[str, Any], found: str) -> tuple[float, float, float]:
    """Shares of shingles that are right, extra and missing."""
    wanted, given = _WORD.findall(known.get("articleBody") or ""), _WORD.findall(found)
    if known.get("prefix"):
        given = given[: len(wanted)]
    wanted_shingles, given_shingles = _shingles(wanted), _shingles(given)
    right = sum((wanted_shingles & given_shingles).values())
    extra = sum((given_shingles - wanted_shingles).values())
    missing = sum((wanted_shingles - given_shingles).values())
    total = right + extra + missing
    return (right / total, extra / total, missing / total) if total else (0.0, 0.0, 0.0)


def _shingles(words: list[str]) -> Counter[tuple[str, ...]]:
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
