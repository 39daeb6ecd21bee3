"""Topic model: start, speed, and macro-F1 beside a plain TF-IDF + LinearSVC peer, in one run.

    python -m benchmarks.bench_topics                           # the shipped model: start, speed, written headlines
    python -m benchmarks.bench_topics --data vntc10_train.jsonl.xz   # also train and compare on held-out texts

With `--data` a fifth of the texts, whole near-copy groups, is held out; both sides train on the rest with the
files' own labels, and judge the same texts: whole, cut to a lead of 60 syllables, and without diacritics.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from classifier import medtop
from classifier.evaluate import Verdict, evaluate, report
from classifier.examples import Example, read_all
from classifier.features import near_copy_groups
from classifier.tokens import hashes, strip_marks
from classifier.topics import TopicModel
from classifier.train import TrainConfig, train

WRITTEN = Path(__file__).with_name("headlines_written.tsv")
_SAMPLE = (
    "Sáng nay, hội đồng nhân dân tỉnh họp phiên thường kỳ, nghe báo cáo về sản xuất nông nghiệp, y tế cơ sở và "
    "trường lớp vùng cao. Các đại biểu đề nghị sớm sửa chữa tuyến đường bị hư hỏng sau mùa mưa. "
)


def start_and_speed(texts: Sequence[tuple[str, str]]) -> None:
    """Print seconds from the start of Python to a first answer, seconds to load, texts a second on one core."""
    script = "from classifier.topics import TopicModel; TopicModel.load().predict('Tin', 'Trận đấu tối nay')"
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", script], check=True)
    print(f"first answer after start of Python   {time.perf_counter() - begun:8.2f} s")
    begun = time.perf_counter()
    model = TopicModel.load()
    print(f"load                                 {time.perf_counter() - begun:8.2f} s")
    begun = time.process_time()
    done = sum(1 for _ in model.predict_many(texts))
    characters = sum(len(text) for _title, text in texts) / len(texts)
    rate = done / (time.process_time() - begun)
    print(f"texts of {characters:5.0f} characters, a CPU-second {rate:8.0f}")


def written_headlines() -> None:
    """Print figures of the shipped model on headlines with a lead that were written for this file."""
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    examples = [
        Example(str(number), title, lead, medtop.code(int(topic))) for number, (topic, title, lead) in enumerate(rows)
    ]
    made = evaluate(TopicModel.load(), examples).overall
    print(f"written headlines: {made.texts} texts, macro-F1 {made.macro_f1:.3f}, ECE {made.ece:.3f}, ", end="")
    print(f"sure of {made.sure_share:.2f} with precision {made.sure_precision:.3f}")


def compare(paths: Sequence[Path]) -> None:
    """Train both sides and print macro-F1 and calibration error on the held-out fifth."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    examples = read_all(paths)
    groups = near_copy_groups([hashes(f"{one.title}\n{one.text}") for one in examples])
    part = np.random.default_rng(0).permutation(int(groups.max()) + 1)[groups] % 5
    learn = [one for one, fold in zip(examples, part, strict=True) if fold]
    held = [one for one, fold in zip(examples, part, strict=True) if not fold]
    print(f"{len(learn)} texts to train on, {len(held)} held out")
    ours = train(learn, TrainConfig(labels="native"))
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True)
    peer = LinearSVC().fit(
        words.fit_transform(f"{one.title}\n{one.text}" for one in learn), [one.label for one in learn]
    )
    print(f"{'':24}{'macro-F1':>10}{'ECE':>8}   {'peer macro-F1':>14}")
    for name, texts in copies(held):
        mine = evaluate(ours, texts).overall
        given = peer.predict(words.transform(f"{one.title}\n{one.text}" for one in texts))
        verdicts = [Verdict(one.label, str(label), 0.0, sure=False) for one, label in zip(texts, given, strict=True)]
        theirs = report(verdicts).overall
        print(f"{name:24}{mine.macro_f1:10.4f}{mine.ece:8.4f}   {theirs.macro_f1:14.4f}")


def copies(examples: Sequence[Example]) -> list[tuple[str, list[Example]]]:
    """The texts whole, as leads of 60 syllables, and both without diacritics."""
    whole = list(examples)
    leads = [replace(one, text=" ".join(f"{one.title}\n{one.text}".split()[:60]), title="") for one in examples]
    made = [("whole", whole), ("lead", leads)]
    for name, texts in tuple(made):
        bare = [replace(one, title=strip_marks(one.title), text=strip_marks(one.text)) for one in texts]
        made.append((f"{name}, no diacritics", bare))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", type=Path, default=[], help="labelled JSON lines, plain or xz")
    given = parser.parse_args()
    if given.data:
        texts = [(one.title, one.text) for one in read_all(given.data[:1])[:5000]]
    else:
        texts = [(f"Tin số {number}", _SAMPLE * 10) for number in range(2000)]
    start_and_speed(texts)
    written_headlines()
    if given.data:
        compare(given.data)


if __name__ == "__main__":
    main()
