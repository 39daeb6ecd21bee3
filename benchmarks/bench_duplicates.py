"""Near copies: documents a second, recall by kind of copy, precision; datasketch beside it where it is installed.

    python benchmarks/bench_duplicates.py [--documents 5000] [--seed 7] [--data FILE.jsonl[.xz]]

Originals are synthetic (syllables drawn by Zipf's law, paragraphs of sentences) unless `--data` gives real ones with
`text` and perhaps `title`. Each original gets one labelled companion: a copy (retitled, reworded, cut, NFD, without
diacritics) or a follow-up that repeats a third of it, which must not match.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from classifier.duplicates import NEAR, bands, signature, similarity
from classifier.text import fold

Pairs = set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Document:
    """One text of the trial; `origin` is the document it was made from, `kind` how."""

    title: str
    text: str
    origin: int | None
    kind: str


def syllables(rng: random.Random) -> list[str]:
    onsets = "b c ch d đ g gh h k kh l m n ng nh ph qu r s t th tr v x".split()
    rimes = (
        "a an ang anh ay âm ân âu en ên iên in inh o oa oan on ong ôi ôn ông ơi ơn u uân uôi uôn ươi ương ưu y".split()
    )
    tones = ["", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"]
    made = {unicodedata.normalize("NFC", o + r + t) for o in onsets for r in rimes for t in tones}
    ordered = sorted(made)
    rng.shuffle(ordered)
    return ordered


def synthetic(rng: random.Random, count: int) -> list[tuple[str, str]]:
    vocabulary = syllables(rng)
    weights = [1 / (rank + 8) for rank in range(len(vocabulary))]

    def words(length: int) -> str:
        return " ".join(rng.choices(vocabulary, weights, k=length))

    return [
        (words(rng.randint(7, 14)), "\n\n".join(f"{words(rng.randint(40, 90))}." for _ in range(rng.randint(3, 7))))
        for _ in range(count)
    ]


def real(path: Path, count: int) -> list[tuple[str, str]]:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, count)]
    return [(row.get("title", ""), row["text"]) for row in rows]


def reword(text: str, rng: random.Random, share: float, vocabulary: Sequence[str]) -> str:
    words = text.split(" ")
    return " ".join(rng.choice(vocabulary) if rng.random() < share else word for word in words)


def companion(
    title: str, text: str, kind: str, rng: random.Random, other: str, vocabulary: Sequence[str]
) -> tuple[str, str]:
    if kind == "retitled":
        return reword(title, rng, 0.9, vocabulary), text
    if kind == "reworded 5 %":
        return title, reword(text, rng, 0.05, vocabulary)
    if kind == "cut by 25 %":
        return title, text[: int(len(text) * 0.75)]
    if kind == "NFD":
        return unicodedata.normalize("NFD", title), unicodedata.normalize("NFD", text)
    if kind == "no diacritics":
        return fold(title), fold(text)
    if kind == "follow-up":
        return reword(title, rng, 0.6, vocabulary), other[: len(other) // 2] + "\n\n" + text[: int(len(text) * 0.33)]
    raise ValueError(kind)


COPIES = ("retitled", "reworded 5 %", "cut by 25 %", "NFD", "no diacritics")
KINDS = (*COPIES, "follow-up")


def corpus(originals: list[tuple[str, str]], rng: random.Random) -> list[Document]:
    vocabulary = syllables(rng)
    documents = [Document(title, text, None, "original") for title, text in originals]
    for place, (title, text) in enumerate(originals):
        kind = KINDS[place % len(KINDS)]
        other = originals[(place + 1) % len(originals)][1]
        changed = companion(title, text, kind, rng, other, vocabulary)
        documents.append(Document(*changed, place, kind))
    return documents


def pairs_of(keys: Iterable[Sequence[Hashable]], similar: Callable[[int, int], bool]) -> Pairs:
    index: dict[Hashable, list[int]] = defaultdict(list)
    found: Pairs = set()
    for place, row in enumerate(keys):
        candidates = {other for key in row for other in index[key]}
        found.update((other, place) for other in candidates if similar(other, place))
        for key in row:
            index[key].append(place)
    return found


def ours(documents: list[Document]) -> tuple[Pairs, float]:
    began = time.process_time()
    signatures = [signature(document.title, document.text) for document in documents]
    pairs = pairs_of(
        (bands(made) for made in signatures),
        lambda left, right: similarity(signatures[left], signatures[right]) >= NEAR,
    )
    return pairs, time.process_time() - began


def with_datasketch(documents: list[Document]) -> tuple[Pairs, float] | None:
    try:
        from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        return None
    began = time.process_time()
    lsh = MinHashLSH(threshold=NEAR, num_perm=128)
    pairs: Pairs = set()
    made = []
    for place, document in enumerate(documents):
        words = fold(unicodedata.normalize("NFC", f"{document.title}\n{document.text}")).split()
        one = MinHash(num_perm=128)
        one.update_batch([" ".join(words[i : i + 3]).encode() for i in range(max(1, len(words) - 2))])
        pairs.update((int(other), place) for other in lsh.query(one) if made[int(other)].jaccard(one) >= NEAR)
        lsh.insert(str(place), one)
        made.append(one)
    return pairs, time.process_time() - began


def report(name: str, documents: list[Document], pairs: Pairs, seconds: float) -> None:
    wanted = dict.fromkeys(KINDS, 0)
    met = dict(wanted)
    for place, document in enumerate(documents):
        if document.origin is not None:
            wanted[document.kind] += 1
            met[document.kind] += (document.origin, place) in pairs
    true = sum(met[kind] for kind in COPIES)
    total = sum(wanted[kind] for kind in COPIES)
    print(f"{name}: {len(documents) / seconds:,.0f} documents/s of CPU, signing and look-up")
    print(f"  recall {true / max(1, total):.3f}, precision {true / max(1, len(pairs)):.3f} ({len(pairs)} pairs)")
    for kind in KINDS:
        label = "matched, should not be" if kind == "follow-up" else "found"
        print(f"  {kind:>14}: {met[kind]}/{wanted[kind]} {label}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=5000, help="documents in all, originals and companions")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, help="JSON lines with text and perhaps title, plain or xz")
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    count = max(len(KINDS), arguments.documents // 2)
    originals = real(arguments.data, count) if arguments.data else synthetic(rng, count)
    documents = corpus(originals, rng)
    report("anhduong (one-permutation MinHash, numpy + xxhash)", documents, *ours(documents))
    peer = with_datasketch(documents)
    if peer is None:
        print("datasketch: not installed (pip install datasketch to compare)")
    else:
        report("datasketch (MinHash, 128 permutations)", documents, *peer)


if __name__ == "__main__":
    main()
