"""Near copies: documents a second, recall by kind of copy, precision and memory, beside datasketch and rensa.

    python benchmarks/bench_duplicates.py [--documents 100000] [--seed 7] [--data FILE.jsonl[.xz]] [--only NAME]

Originals are synthetic unless `--data` gives real ones; `near_copies.py` says which companions they get and what counts
as a copy. Every method runs in a process of its own over the same file, reads one document at a time, looks up the
earlier ones and adds the new one. Rates are CPU time of signing, look-up, comparison and insertion on one core; memory
is the peak of the process over what it had before the first document. The peers get our shingles' words (folded by us,
outside of their time) and their own threshold of .5. They come with `pip install -e .[bench]`.

Real texts repeat each other: agency news, notices, serials. So a found pair without a common original is looked at
again, with all shingles of both: as "repeats of the data" count those whose shorter text stands in the longer for
`NEAR` or more by exact count; the rest are errors. Precision is told without and with them.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import near_copies
from near_copies import COPIES, OTHERS, Document

from classifier.duplicates import NEAR, Signature, compare, keys, signature
from classifier.text import fold, nfc
from crawlers.items import Found
from pipeline.check import find_near
from pipeline.store import Store

Near = Callable[[int, Document], Iterable[int]]
"""The earlier documents that a method finds near a new one, which it then adds."""


def ours(folder: Path) -> Near:
    """Sketches with winnowed keys, all in memory."""
    index: dict[int, int | list[int]] = {}
    made: list[bytes] = []

    def near(number: int, document: Document) -> list[int]:
        mark = signature(document.title, document.text)
        shared: Counter[int] = Counter()
        for key in keys(mark):
            known = index.get(key)
            if known is None:
                index[key] = number
            elif isinstance(known, int):
                shared[known] += 1
                index[key] = [known, number]
            else:
                shared.update(known if len(known) <= 40 else known[:8] + known[-32:])
                known.append(number)
        made.append(bytes(mark))
        candidates = [other for other, _ in shared.most_common(64)]
        likeness = compare(mark, [Signature(made[other]) for other in candidates])
        return [other for other, like in zip(candidates, likeness, strict=True) if like.similarity >= NEAR]

    return near


def in_store(folder: Path) -> Near:
    """The same through the desk's store: looked up, clustered and committed one by one in SQLite."""
    store = Store.open(folder / "desk.db", durable=False)
    store.sources.sync([("bao", "Báo mẫu", "https://bao.example.vn/")])
    now = datetime(2026, 11, 23, tzinfo=UTC)

    def near(number: int, document: Document) -> list[int]:
        mark = signature(document.title, document.text)
        found = find_near(store, number + 1, mark)
        store.verdicts.record_verdict(number + 1, 1, (), (), mark, found, now)
        return [one.article_id - 1 for one in found]

    def prepare(number: int, document: Document) -> None:
        url = f"https://bao.example.vn/{number}"
        # Not part of what is measured: the collector stores articles.
        store.articles.upsert(Found("bao", url, url, document.title, f"{number}", now))

    near.prepare = prepare  # type: ignore[attr-defined]
    return near


def shingles(document: Document) -> list[str]:
    words = fold(nfc(f"{document.title}\n{document.text}")).split()
    return [" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))]


def with_datasketch(folder: Path) -> Near:
    """MinHash of 128 permutations, LSH at .5."""
    from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found,import-untyped,unused-ignore]

    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    made: list[Any] = []

    def near(number: int, document: Document) -> list[int]:
        mark = MinHash(num_perm=128)
        mark.update_batch([shingle.encode() for shingle in shingles(document)])
        found = [other for other in lsh.query(mark) if made[other].jaccard(mark) >= 0.5]
        lsh.insert(number, mark)
        made.append(mark)
        return found

    return near


def with_rensa(folder: Path) -> Near:
    """R-MinHash of 128 permutations, LSH of 32 bands at .5."""
    from rensa import RMinHash, RMinHashLSH  # type: ignore[import-not-found,import-untyped,unused-ignore]

    lsh = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    made: list[Any] = []

    def near(number: int, document: Document) -> list[int]:
        mark = RMinHash(num_perm=128, seed=42)
        mark.update(shingles(document))
        found = [other for other in lsh.query(mark) if made[other].jaccard(mark) >= 0.5]
        lsh.insert(number, mark)
        made.append(mark)
        return found

    return near


METHODS: dict[str, Callable[[Path], Near]] = {
    "anhduong": ours,
    "anhduong-store": in_store,
    "datasketch": with_datasketch,
    "rensa": with_rensa,
}


def peak(*, anew: bool = False) -> float:
    """Most memory that this process had, in MB; `anew` counts from now on (Linux)."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def measure(name: str, corpus: Path, folder: Path) -> None:
    """Run one method over the corpus and print what it found as JSON."""
    near = METHODS[name](folder)
    prepare = getattr(near, "prepare", lambda number, document: None)
    before, spent, pairs = peak(anew=True), 0.0, []
    for number, document in enumerate(near_copies.load(corpus)):
        prepare(number, document)
        began = time.process_time()
        found = near(number, document)
        spent += time.process_time() - began
        pairs += [(other, number) for other in found]
    size = sum(path.stat().st_size for path in folder.iterdir()) / 2**20
    print(json.dumps({"seconds": spent, "memory": peak() - before, "pairs": pairs, "file": size}))


@dataclass(frozen=True, slots=True)
class Truth:
    documents: list[Document]
    originals: dict[int, int]
    """Group to the place of its original."""

    @classmethod
    def of(cls, documents: list[Document]) -> Truth:
        return cls(documents, {d.groups[0]: place for place, d in enumerate(documents) if d.kind == "original"})

    def is_copy(self, left: int, right: int) -> bool:
        return bool(set(self.documents[left].groups) & set(self.documents[right].groups))


def wording(document: Document) -> set[tuple[str, ...]]:
    folded = fold(nfc(f"{document.title}\n{document.text}"))
    words = "".join(char if char.isalnum() else " " for char in folded).split()
    return {tuple(words[i : i + 2]) for i in range(max(1, len(words) - 1))}


def repeats(truth: Truth, pairs: Iterable[tuple[int, int]]) -> int:
    """How many of the pairs repeat each other by exact count of shingles."""
    count = 0
    for left, right in pairs:
        one, two = wording(truth.documents[left]), wording(truth.documents[right])
        count += len(one & two) >= NEAR * min(len(one), len(two))
    return count


def report(name: str, what: str, truth: Truth, result: dict[str, Any]) -> None:
    found = {(left, right) for left, right in result["pairs"]}
    wanted: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for place, document in enumerate(truth.documents):
        if document.origin is None:
            continue
        for group in document.groups if document.kind in COPIES else (document.origin,):
            other = truth.originals[group]
            wanted[document.kind] += 1
            met[document.kind] += (min(place, other), max(place, other)) in found
    wrong = [pair for pair in found if not truth.is_copy(*pair)]
    by_kind: dict[str, int] = defaultdict(int)
    for left, right in wrong:
        kinds = {truth.documents[left].kind, truth.documents[right].kind} & set(OTHERS)
        by_kind[min(kinds) if kinds else "others"] += 1
    real = repeats(truth, wrong)
    recall = sum(met[kind] for kind in COPIES) / max(1, sum(wanted[kind] for kind in COPIES))
    strict, fair = (1 - len(wrong) / max(1, len(found)), 1 - (len(wrong) - real) / max(1, len(found)))
    print(f"{name}: {what}")
    print(
        f"  {len(truth.documents) / result['seconds']:,.0f} documents/s of CPU, {result['memory']:.0f} MB over start"
        + (f", file {result['file']:.0f} MB" if result["file"] else "")
    )
    print(
        f"  recall {recall:.4f}, precision {strict:.4f}; {fair:.4f} with the {real} repeats of the data"
        f" ({len(found)} pairs)"
    )
    for kind in (*COPIES, *OTHERS):
        label = "found" if kind in COPIES else "matched, should not be"
        print(f"  {kind:>26}: {met[kind]}/{wanted[kind]} {label}")
    print(f"  wrong pairs: {dict(by_kind)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000, help="documents in all, originals and companions")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, help="JSON lines with text and perhaps title, plain or xz")
    parser.add_argument("--only", action="append", choices=METHODS)
    parser.add_argument("--measure", nargs=2, metavar=("NAME", "CORPUS"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.measure:
            measure(arguments.measure[0], Path(arguments.measure[1]), folder)
            return
        documents = near_copies.corpus(arguments.documents, arguments.seed, arguments.data)
        near_copies.save(documents, folder / "corpus.jsonl")
        print(f"{len(documents)} documents, {sum(d.kind == 'original' for d in documents)} originals", flush=True)
        truth = Truth.of(documents)
        for method in arguments.only or METHODS:
            command = [sys.executable, __file__, "--measure", method, str(folder / "corpus.jsonl")]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"{method}: not run; pip install -e .[bench] brings the peers\n{done.stderr[-300:]}")
                continue
            report(method, (METHODS[method].__doc__ or "").strip(), truth, json.loads(done.stdout))


if __name__ == "__main__":
    main()
