"""Topic model: start, speed, and macro-F1 beside plain peers, in one run.

    python -m benchmarks.bench_topics                           # the shipped model: start, speed, written headlines
    python -m benchmarks.bench_topics --data vntc10_train.jsonl.xz   # also train and compare on held-out texts
    python -m benchmarks.bench_topics --trial trial.jsonl       # the shipped model on texts labelled with medtop codes

With `--data` one part of five (`--folds` says how many of the five are run), whole near-copy groups, is held out; all
sides train on the rest with the files' own labels, and judge the same texts: whole, cut to a lead of 60 syllables, and
without diacritics.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from classifier import medtop
from classifier.evaluate import Figures, Verdict, evaluate, report
from classifier.examples import Example, read_all
from classifier.features import near_copy_groups
from classifier.tokens import hashes, lead_end, strip_marks
from classifier.topics import TopicModel
from classifier.train import TrainConfig, train
from crawlers.sample_portal.articles import load_articles

VNTC_TEST = {
    "Chinh tri Xa hoi": 7567,
    "Doi song": 2036,
    "Khoa hoc": 2096,
    "Kinh doanh": 5276,
    "Phap luat": 3788,
    "Suc khoe": 5417,
    "The gioi": 6716,
    "The thao": 6667,
    "Van hoa": 6250,
    "Vi tinh": 4560,
}
"""Texts of each class in VNTC's test part (README of duyvuleo/VNTC). Its mix differs from the training part's, and
macro-F1 with it: weighing a held-out part this way foretells a figure on the test part. Nothing is tuned by it."""
PUBLISHED = """Published, not run here:
  underthesea's recipe on VNTC's own test part: accuracy 0.927 (undertheseanlp/playground, plays/vntc/README.md)
  PhoBERT: its weights cannot be fetched here, and its authors give no figure on VNTC; on another set, titles with
  leads of UIT-ViON, a fine-tune has F1 0.806 (doi 10.3233/FAIA210036): not to be set beside the figures below"""
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
    _tell("written headlines", evaluate(TopicModel.load(), examples).overall)


def _tell(name: str, made: Figures) -> None:
    print(f"{name}: {made.texts} texts, macro-F1 {made.macro_f1:.3f}, accuracy {made.accuracy:.3f}, ", end="")
    print(f"ECE {made.ece:.3f}, sure of {made.sure_share:.2f} with precision {made.sure_precision:.3f}")


def sample_portal() -> None:
    """Print how the shipped model does on the sample portal's articles, several of which have several topics."""
    model = TopicModel.load()
    articles = [one for one in load_articles() if one.topics]
    verdicts, among = [], 0
    for one in articles:
        found = model.predict(one.title, one.body)
        best = found[0]
        true = best.code if best.code in one.topics else one.topics[0]
        verdicts.append(Verdict(true, best.code, best.probability, best.sure))
        among += one.topics[0] in {topic.code for topic in found}
    _tell("sample portal", report(verdicts).overall)
    print(f"  the main topic is among the first three for {among / len(articles):.2f}")


def trial(path: Path) -> None:
    """Print figures of the shipped model on a file of texts labelled with medtop codes."""
    made = evaluate(TopicModel.load(), read_all([path]))
    _tell(path.name, made.overall)
    for label, one in made.per_class.items():
        wrong = {other: n for other, n in made.confusion[label].items() if other != label}
        taken = ", ".join(f"{medtop.name(other)} {n}" for other, n in sorted(wrong.items(), key=lambda at: -at[1])[:3])
        print(f"  {medtop.name(label):34}F1 {one.f1:.2f} of {one.support:4}   taken for: {taken or '-'}")


def compare(paths: Sequence[Path], folds: int) -> None:
    """Train all sides and print macro-F1 and calibration error on held-out fifths."""
    examples = read_all(paths)
    groups = near_copy_groups([hashes(f"{one.title}\n{one.text}") for one in examples])
    part = np.random.default_rng(0).permutation(int(groups.max()) + 1)[groups] % 5
    print(PUBLISHED)
    rows: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    for fold in range(folds):
        learn = [one for one, side in zip(examples, part, strict=True) if side != fold]
        held = [one for one, side in zip(examples, part, strict=True) if side == fold]
        print(f"fold {fold + 1}: {len(learn)} texts to train on, {len(held)} held out", flush=True)
        ours = train(learn, TrainConfig(labels="native"))
        judges: dict[str, Callable[[Sequence[Example]], list[Verdict]]] = {
            "ours": lambda texts, model=ours: _ours(model, texts),
            "TF-IDF + LinearSVC": _plain(learn, min_df=3, sublinear_tf=True),
            "underthesea's recipe": _plain(learn, max_df=0.5),
        }
        for kind, texts in copies(held):
            for name, judge in judges.items():
                rows.setdefault((kind, name), []).append(_scores(judge(texts)))
    print(f"{'':24}{'':24}{'macro-F1':>16}{'as VNTC test':>16}{'ECE':>8}")
    for (kind, name), found in rows.items():
        mean, spread = np.mean(found, axis=0), np.std(found, axis=0)
        error = f"{mean[2]:8.3f}" if name == "ours" else f"{'-':>8}"
        print(f"{kind:24}{name:24}{mean[0]:9.4f} ±{spread[0]:.4f}{mean[1]:9.4f} ±{spread[1]:.4f}{error}")


def _ours(model: TopicModel, texts: Sequence[Example]) -> list[Verdict]:
    found = (model.predict(one.title, one.text, limit=1)[0] for one in texts)
    return [Verdict(one.label, best.code, best.probability, best.sure) for one, best in zip(texts, found, strict=True)]


def _plain(learn: Sequence[Example], **options: object) -> Callable[[Sequence[Example]], list[Verdict]]:
    """TF-IDF of syllable 1- and 2-grams and LinearSVC, with scikit-learn's own defaults where not given."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    words = TfidfVectorizer(ngram_range=(1, 2), **options)
    peer = LinearSVC().fit(
        words.fit_transform(f"{one.title}\n{one.text}" for one in learn), [one.label for one in learn]
    )

    def judge(texts: Sequence[Example]) -> list[Verdict]:
        given = peer.predict(words.transform(f"{one.title}\n{one.text}" for one in texts))
        return [Verdict(one.label, str(label), 0.0, sure=False) for one, label in zip(texts, given, strict=True)]

    return judge


def _scores(verdicts: Sequence[Verdict]) -> tuple[float, float, float]:
    """Macro-F1, the same with each class weighing what it weighs in VNTC's test part, and calibration error."""
    made = report(verdicts)
    size = Counter(one.true for one in verdicts)
    weight = {label: VNTC_TEST.get(label, size[label]) / size[label] for label in size}
    scores = []
    for label in size:
        hit = weight[label] * made.confusion[label].get(label, 0)
        given = sum(weight[true] * row.get(label, 0) for true, row in made.confusion.items())
        scores.append(2 * hit / (given + weight[label] * size[label]))
    return made.overall.macro_f1, float(np.mean(scores)), made.overall.ece


def copies(examples: Sequence[Example]) -> list[tuple[str, list[Example]]]:
    """The texts whole, as leads of 60 syllables, and both without diacritics."""
    whole = list(examples)
    full = [f"{one.title}\n{one.text}" for one in examples]
    leads = [replace(one, text=text[: lead_end(text, 60)], title="") for one, text in zip(examples, full, strict=True)]
    made = [("whole", whole), ("lead", leads)]
    for name, texts in tuple(made):
        bare = [replace(one, title=strip_marks(one.title), text=strip_marks(one.text)) for one in texts]
        made.append((f"{name}, no diacritics", bare))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", type=Path, default=[], help="labelled JSON lines, plain or xz")
    parser.add_argument("--folds", type=int, default=1, choices=range(1, 6), help="how many of five folds to run")
    parser.add_argument("--trial", nargs="+", type=Path, default=[], help="texts labelled with medtop codes")
    given = parser.parse_args()
    if given.data:
        texts = [(one.title, one.text) for one in read_all(given.data[:1])[:5000]]
    else:
        texts = [(f"Tin số {number}", _SAMPLE * 10) for number in range(2000)]
    start_and_speed(texts)
    written_headlines()
    sample_portal()
    for path in given.trial:
        trial(path)
    if given.data:
        compare(given.data, given.folds)


if __name__ == "__main__":
    main()
