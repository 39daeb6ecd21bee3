"""How well places and organisations are found in labelled sentences, beside two plain ways, and what it costs.

    python benchmarks/bench_places.py [--misses] [--articles FILE]

The sentences stand in `tests/classifier/places/cases.tsv`: `tune` was looked at while the rules were written, `held`
was not. An id counts once a sentence. Peers, with the same names: a plain search, the longest at each place; spaCy's
PhraseMatcher over its blank Vietnamese tokenizer (without pyvi, which it asks for by default).
`--articles` gives JSON lines with `text` (plain or xz) to time, of 300 to 420 words each; without it, texts made of the
sentences. Times are of this process's CPU, the least of five rounds.
"""

from __future__ import annotations

import argparse
import json
import lzma
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from classifier import gazetteer
from classifier.beats import beats
from classifier.beats_file import default_text, parse_beats
from classifier.places import places, places_in
from classifier.spacy_doc import read
from classifier.text import nfc
from tests.classifier.places.labelled import Case, cases

Finder = Callable[[str, str], set[str]]


def ours(title: str, text: str) -> set[str]:
    return {mention.id for mention in places(title, text)}


def surfaces() -> dict[str, str]:
    """Every name → the id that it most likely means: with its unit word, and bare, the widest first."""
    found: dict[str, str] = {}
    for entry in gazetteer.entries().values():
        for name in (entry.name, *entry.aliases):
            found.setdefault(name, entry.id)
            if entry.unit:
                found.setdefault(f"{entry.unit} {name}", entry.id)
    return found


def plain_search() -> Finder:
    names = sorted(surfaces().items(), key=lambda pair: -len(pair[0]))

    def find(title: str, text: str) -> set[str]:
        whole = nfc(f"{title}\n{text}")
        found = set()
        for name, identity in names:
            if name in whole:
                found.add(identity)
                whole = whole.replace(name, "\0" * len(name))
        return found

    return find


def blank_vi() -> Finder:
    import spacy
    from spacy.matcher import PhraseMatcher
    from spacy.util import filter_spans

    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    matcher = PhraseMatcher(nlp.vocab)
    listed = list(surfaces().items())
    for number, (name, _identity) in enumerate(listed):
        matcher.add(str(number), [nlp.make_doc(name)])

    def find(title: str, text: str) -> set[str]:
        spans = matcher(nlp.make_doc(nfc(f"{title}\n{text}")), as_spans=True)
        return {listed[int(span.label_)][1] for span in filter_spans(spans)}

    return find


def tell(name: str, find: Finder, wanted: Iterable[Case], show: bool) -> None:
    line = f"{name:34}"
    for part in ("tune", "held"):
        hit = false = missed = 0
        for case in wanted:
            if case.part != part:
                continue
            found = find(case.title, case.text)
            hit += len(found & case.ids)
            false += len(found - case.ids)
            missed += len(case.ids - found)
            if show and found != case.ids:
                print(f"  {part}: too much {sorted(found - case.ids)}, missing {sorted(case.ids - found)}: {case.text}")
        precision, recall = hit / max(1, hit + false), hit / max(1, hit + missed)
        line += f"  {part} P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / (precision + recall):.3f}"
    print(line)


def timed(texts: list[str], run: Callable[[str], object]) -> float:
    """CPU milliseconds a text, the least of five rounds."""
    for text in texts[:20]:
        run(text)
    rounds = []
    for _ in range(5):
        start = time.process_time()
        for text in texts:
            run(text)
        rounds.append((time.process_time() - start) / len(texts) * 1000)
    return min(rounds)


def articles(path: Path | None) -> list[str]:
    if path is None:
        whole = " ".join(case.text for case in cases()).split()
        return [" ".join((whole * 2)[at : at + 350]) for at in range(0, len(whole), 23)][:150]
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        texts = (json.loads(line)["text"] for line in lines)
        return list(islice((text for text in texts if 300 <= len(text.split()) <= 420), 150))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="also show what was found too much or missed, of `tune`")
    parser.add_argument("--articles", type=Path)
    options = parser.parse_args()
    labelled = list(cases())
    print(f"{len(labelled)} sentences, {sum(case.part == 'held' for case in labelled)} held; {len(surfaces())} names")
    tell("ours", ours, labelled, options.misses)
    peers = {"plain search": plain_search(), "spaCy blank vi + PhraseMatcher": blank_vi()}
    for name, find in peers.items():
        tell(name, find, labelled, show=False)
    texts = articles(options.articles)
    words = sum(len(text.split()) for text in texts) / len(texts)
    rules = parse_beats(default_text())
    print(f"\nCPU ms an article ({len(texts)} of {words:.0f} syllables)")
    print(f"{'ours: tokens':34}  {timed(texts, lambda text: read('', text)):.3f}")
    print(f"{'ours: places':34}  {timed(texts, lambda text: places('', text)):.3f}")

    def both(text: str) -> None:
        reading = read("", text)
        beats(rules, (), places_in(reading), reading)

    print(f"{'ours: places and beats':34}  {timed(texts, both):.3f}")
    for name, find in peers.items():
        print(f"{name:34}  {timed(texts, lambda text, find=find: find('', text)):.3f}")  # type: ignore[misc]
    load = "import time; s = time.process_time(); from classifier.places import places; places('', 'Sa Pa');"
    load += "import resource; print(f'{time.process_time() - s:.2f} s CPU, '"
    load += "f'{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB')"
    root = Path(__file__).resolve().parent.parent
    told = subprocess.run([sys.executable, "-c", load], cwd=root, capture_output=True, text=True, check=True)
    print(f"\nfirst answer in a new process, spaCy's import included: {told.stdout.strip()}")


if __name__ == "__main__":
    main()
