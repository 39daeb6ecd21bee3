"""Train `models/checks`: the sentence model that stands beside the rules of eight checks.

    python scripts/train_checks.py --data vntc10_train.jsonl.xz baomoi2018.jsonl.xz [--out models/checks]

Learns from what we wrote ourselves (`classifier/written/*.txt`; the cases in `tests/classifier/checks/cases` that are
not marked held) and, as examples of what is *not* meant, from real news that is given (JSON lines with text and perhaps
title, plain or xz; nothing of it is kept but weights of n-grams). Of the news, what a check's rules flag is left out
for that check. The same files give the same bytes. About a minute on one core.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from classifier import model_files
from classifier.checks import Subject as Article
from classifier.checks import _learnt, registry
from classifier.examples import read_all
from classifier.train_sentences import NEWS_WEIGHT, Example, packed, sentences_of, train_sentences

ROOT = Path(__file__).resolve().parent.parent
LABELS = (
    "self-harm",
    "graphic",
    "advertorial",
    "health-claim",
    "suspect-link",
    "accusation",
    "minor",
    "personal-data",
)
SENTENCES, ARTICLES, LONGEST = 30_000, 7_000, 2_500
THEN = datetime(2006, 6, 1, tzinfo=UTC)


def written(folder: Path) -> Iterator[Example]:
    """`+ sentence` says it, `- sentence` must not be taken for it; one file a check."""
    for label in LABELS:
        for line in (folder / f"{label}.txt").read_text(encoding="utf-8").splitlines():
            mark, text = line[:1], line[2:].strip()
            if text:
                one = frozenset([label])
                yield Example(text, one if mark == "+" else frozenset(), one if mark == "-" else frozenset())


def cases(files: list[Path]) -> tuple[list[Example], list[Example]]:
    """Sentences and whole articles of labelled cases; held ones are passed by."""
    sentences: list[Example] = []
    articles: list[Example] = []
    for path in files:
        for line in path.read_text(encoding="utf-8").split("\n"):
            row = json.loads(line) if line.strip() else {"held": True}
            if row.get("held"):
                continue
            evidence: dict[str, list[str]] = {}
            for item in row["expect"]:
                evidence.setdefault(item["check"], []).append(item["evidence"])
            forbidden = frozenset(row["forbid"])
            sentences += sentences_of(row["title"], row["text"], evidence, forbidden)
            articles.append(Example(f"{row['title']}\n{row['text']}", frozenset(evidence), forbidden))
    return sentences, articles


def news(paths: list[Path], seed: int = 0) -> tuple[list[Example], list[Example]]:
    """Sentences and articles of real news, each as an example of no check whose rules leave it alone."""
    rng = random.Random(seed)
    examples = read_all(paths)
    picked = rng.sample(examples, min(ARTICLES, len(examples)))
    checks = registry()
    sentences: list[Example] = []
    articles: list[Example] = []
    for one in picked:
        article = Article(one.title, one.text[:LONGEST], THEN, THEN)
        flags = [flag for label in LABELS for flag in checks[label](article)]
        silent = frozenset(LABELS) - {flag.check for flag in flags}
        articles.append(Example(f"{article.title}\n{article.text}", frozenset(), silent, NEWS_WEIGHT))
        for name, doc in article.docs:
            for span in doc.sentences:
                hit = {f.check for f in flags if f.field == name and f.start < span.end and span.start < f.end}
                sentences.append(
                    Example(doc.text[span.start : span.end], frozenset(), frozenset(LABELS) - hit, NEWS_WEIGHT)
                )
    rng.shuffle(sentences)
    return sentences[:SENTENCES], articles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", type=Path, required=True, help="real news, JSON lines, plain or xz")
    parser.add_argument("--cases", nargs="*", type=Path, help="case files; by default those of the tests")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "checks")
    given = parser.parse_args()
    files = given.cases or sorted((ROOT / "tests" / "classifier" / "checks" / "cases").glob("*.jsonl"))
    # Only the rules may say what is left out of the news, not the model that stands there now.
    _learnt.over = lambda *_: iter(())
    _learnt.likely = lambda subject, _label, _least, rules: rules(subject)
    _learnt.unlike = lambda *_: False
    print("news…", file=sys.stderr, flush=True)
    news_sentences, news_articles = news(given.data)
    own_sentences, own_articles = cases(files)
    print(
        f"{len(own_articles)} cases, {len(news_articles)} articles and {len(news_sentences)} sentences of news",
        file=sys.stderr,
        flush=True,
    )
    model = train_sentences(
        [*own_sentences, *written(ROOT / "classifier" / "written"), *news_sentences],
        [*own_articles, *news_articles],
        LABELS,
    )
    arrays, config = packed(model)
    model_files.write(given.out, arrays, config, model_files.SENTENCES)
    print(f"written: {given.out} ({len(arrays['grams'])} n-grams)")


if __name__ == "__main__":
    main()
