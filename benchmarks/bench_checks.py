"""How the pre-publication checks do on labelled cases: precision, recall, F1, evidence met, articles a second.

    python benchmarks/bench_checks.py [--cases FILE_OR_DIR]… [--only CHECK]… [--misses]
        [--articles FILE]

A case is a JSON line `{id, title, text, published_at, now, expect: [{check, evidence}], forbid: [check], held?}`.
An article counts once for a check: it must fire (in `expect`), must not (in `forbid`), or is not scored. "Evidence"
is the share of expected evidence that some flag of that check overlaps, "where flagged" that in the articles that
fired. Whatever checks the registry has are run. Beside `personal-data` stands Presidio (`presidio_peer`, extra
`bench`), which knows fewer kinds of data; the cases with a number or an address of mail are also told apart. Last
come single sentences that training never sees (`held/*.txt`).
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import presidio_peer

from classifier.checks import NAMES, CheckFunction, Flag, Subject, registry
from classifier.text import nfc

DEFAULT = Path(__file__).resolve().parent.parent / "tests" / "classifier" / "checks" / "cases"
HELD = DEFAULT.parent / "held"


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled article."""

    id: str
    subject: Subject
    expect: dict[str, list[str]]
    forbid: frozenset[str]
    held: bool


@dataclass(slots=True)
class Tally:
    """Counts of one check over the cases."""

    hit: int = 0
    missed: int = 0
    false: int = 0
    silent: int = 0
    met: int = 0
    wanted: int = 0
    wanted_where_hit: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.hit / max(1, self.hit + self.false)

    @property
    def recall(self) -> float:
        return self.hit / max(1, self.hit + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def read(paths: Iterable[Path]) -> Iterator[Case]:
    """Cases of JSONL files and of the directories that hold them, in order of name."""
    for path in paths:
        for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
            with file.open(encoding="utf-8") as lines:
                for line in lines:
                    if line.strip():
                        yield _case(json.loads(line))


def _case(row: dict[str, object]) -> Case:
    expect: dict[str, list[str]] = {}
    for item in row["expect"]:  # type: ignore[attr-defined]
        expect.setdefault(item["check"], []).append(item["evidence"])
    published = row.get("published_at")
    return Case(
        id=str(row["id"]),
        subject=Subject(
            title=str(row["title"]),
            text=str(row["text"]),
            now=datetime.fromisoformat(str(row["now"])),
            published_at=datetime.fromisoformat(str(published)) if published else None,
        ),
        expect=expect,
        forbid=frozenset(row["forbid"]),  # type: ignore[call-overload]
        held=bool(row.get("held", False)),
    )


def overlaps(case: Case, evidence: str, flags: Iterable[Flag]) -> bool:
    """Whether a flag shares a character with the evidence, in the field where the evidence stands."""
    wanted = nfc(evidence)
    texts = {name: doc.text for name, doc in case.subject.docs}
    for flag in flags:
        at = texts[flag.field].find(wanted)
        if at >= 0 and flag.start < at + len(wanted) and at < flag.end:
            return True
    return False


def tally(name: str, check: CheckFunction, cases: Iterable[Case]) -> Tally:
    """Score one check over the cases; the time is CPU time of this check alone."""
    result = Tally()
    for case in cases:
        start = time.process_time()
        flags = list(check(case.subject))
        result.seconds += time.process_time() - start
        wanted = case.expect.get(name, [])
        met = sum(overlaps(case, evidence, flags) for evidence in wanted)
        result.met += met
        result.wanted += len(wanted)
        if wanted:
            result.hit += bool(flags)
            result.wanted_where_hit += len(wanted) if flags else 0
            result.missed += not flags
            if met < len(wanted):
                result.wrong.append(f"{case.id} met {met} of {len(wanted)}")
        elif name in case.forbid:
            result.false += bool(flags)
            result.silent += not flags
            result.wrong += [f"{case.id} must not: {flag.quote[:90]!r}" for flag in flags[:1]]
    return result


def load(names: Iterable[str]) -> dict[str, CheckFunction]:
    """The checks of the registry, or those of them that are there while others are still being written."""
    try:
        found = registry()
    except ImportError as error:
        print(f"the registry does not load as a whole: {error}", file=sys.stderr)
        from importlib import import_module
        from importlib.util import find_spec

        modules = {name: f"classifier.checks.{name.replace('-', '_')}" for name in NAMES}
        found = {name: import_module(module).check for name, module in modules.items() if find_spec(module)}
    return {name: check for name, check in found.items() if name in set(names)}


def table(title: str, checks: dict[str, CheckFunction], cases: list[Case]) -> dict[str, Tally]:
    print(f"\n{title}: {len(cases)} cases")
    print(
        f"{'check':16} {'pos':>4} {'neg':>5} {'prec':>6} {'recall':>6} {'F1':>6} {'evidence':>8} {'where flagged':>13}"
        f" {'µs/case':>8}"
    )
    tallies = {name: tally(name, check, cases) for name, check in checks.items()}
    scored = [t for t in tallies.values() if t.hit + t.missed]
    for name, t in tallies.items():
        if not (t.hit + t.missed):
            print(
                f"{name:16} {0:4} {t.false + t.silent:5} {'–':>6} {'–':>6} {'–':>6} {'–':>8} {'–':>13}"
                f" {_micro(t, cases):8.0f}"
            )
            continue
        print(
            f"{name:16} {t.hit + t.missed:4} {t.false + t.silent:5} {t.precision:6.3f} {t.recall:6.3f} {t.f1:6.3f}"
            f" {t.met / max(1, t.wanted):8.3f} {t.met / max(1, t.wanted_where_hit):13.3f} {_micro(t, cases):8.0f}"
        )
    if scored:
        met, wanted = sum(t.met for t in scored), sum(t.wanted for t in scored)
        where_hit = sum(t.wanted_where_hit for t in scored)
        print(
            f"{'macro':42} {sum(t.f1 for t in scored) / len(scored):6.3f} {met / wanted:8.3f}"
            f" {met / max(1, where_hit):13.3f}"
        )
    return tallies


def _micro(t: Tally, cases: list[Case]) -> float:
    return 1e6 * t.seconds / max(1, len(cases))


def peer(checks: dict[str, CheckFunction], cases: list[Case]) -> None:
    """Presidio beside ours on the cases of `personal-data`; on those with a number or an address of mail, apart."""
    name = "personal-data"
    try:
        found = presidio_peer.recogniser()
    except ImportError:
        print("\nNo Presidio here, so no peer of personal-data: pip install -c constraints.txt -e '.[bench]' brings it")
        return
    judged = [case for case in cases if name in case.expect or name in case.forbid]
    numbers = [
        case for case in judged if name in case.forbid or any(map(_NUMBER_OR_MAIL.search, case.expect.get(name, ())))
    ]
    for told, some in (("all kinds of data", judged), ("phones, other numbers and mail only", numbers)):
        print(f"\npersonal-data, {told}: {len(some)} cases")
        for title, check in (("ours", checks[name]), ("Presidio: phone (VN), e-mail, card, IBAN", found)):
            t = tally(name, check, some)
            print(
                f"  {title:42} precision {t.precision:.3f} recall {t.recall:.3f} F1 {t.f1:.3f}"
                f" evidence {t.met / max(1, t.wanted):.3f}"
            )


_NUMBER_OR_MAIL = re.compile(r"\d[\d .-]{7,}\d|@")


def sentences_held(checks: dict[str, CheckFunction], folder: Path) -> None:
    """Single sentences, each an article of its own: `+` says it, `-` must not be taken for it."""
    print("\nsingle sentences that training never saw (our own)")
    now = datetime.now(UTC)
    for path in sorted(folder.glob("*.txt")):
        check = checks.get(path.stem)
        lines = path.read_text(encoding="utf-8").splitlines() if check else []
        flagged = [bool(list(check(Subject("", line[2:], now, now)))) if check else False for line in lines]
        said = [line.startswith("+") for line in lines]
        t = Tally(
            hit=sum(f and s for f, s in zip(flagged, said, strict=True)),
            missed=sum(s and not f for f, s in zip(flagged, said, strict=True)),
            false=sum(f and not s for f, s in zip(flagged, said, strict=True)),
        )
        if lines:
            told = f"precision {t.precision:.3f} recall {t.recall:.3f} F1 {t.f1:.3f}"
            print(f"  {path.stem:16} {sum(said):3} that say it, {len(said) - sum(said):3} that do not: {told}")


def made_of(cases: list[Case], syllables: int) -> list[Subject]:
    """Articles of about `syllables` syllables put together from the cases."""
    articles: list[Subject] = []
    words: list[str] = []
    for case in cases:
        words += case.subject.text.split()
        if len(words) >= syllables:
            articles.append(Subject(case.subject.title, " ".join(words), case.subject.now, case.subject.published_at))
            words = []
    return articles


def news(path: Path, syllables: int, limit: int = 2000) -> list[Subject]:
    """The first `syllables` syllables of each article of a JSONL file, plain or xz, with a field `text`."""
    now = datetime.now(UTC)
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, limit)]
    return [Subject(row.get("title") or "", " ".join(row["text"].split()[:syllables]), now, now) for row in rows]


def speed(checks: dict[str, CheckFunction], articles: list[Subject], what: str, seconds: float) -> None:
    """All checks over fresh copies of the articles; one core, CPU time."""
    done, spent = 0, 0.0
    while articles and spent < seconds:
        for article in articles:
            subject = Subject(article.title, article.text, article.now, article.published_at)
            start = time.process_time()
            for check in checks.values():
                list(check(subject))
            spent += time.process_time() - start
            done += 1
    if done:
        print(f"\n{done / spent:.0f} articles a CPU second with {len(checks)} checks on ({what})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, action="append", help="a JSONL file or a directory of them")
    parser.add_argument("--only", action="append", choices=NAMES, help="run this check only (may be repeated)")
    parser.add_argument("--misses", action="store_true", help="name the cases that went wrong (never the held ones)")
    parser.add_argument("--articles", type=Path, help="JSONL (or .xz) of articles with `text` for the speed figure")
    parser.add_argument("--seconds", type=float, default=3.0, help="CPU seconds for the speed figure")
    options = parser.parse_args()
    checks = load(options.only or NAMES)
    cases = list(read(options.cases or [DEFAULT]))
    open_cases, held = [c for c in cases if not c.held], [c for c in cases if c.held]
    tallies = table("cases used in tuning" if held else "cases", checks, open_cases)
    if options.misses:
        for name, result in tallies.items():
            for wrong in result.wrong:
                print(f"  {name}: {wrong}")
    if held:
        table(
            "cases marked held (an upper bound: their authors wrote the rules too, and saw many of them later)",
            checks,
            held,
        )
    if "personal-data" in checks:
        peer(checks, cases)
    sentences_held(checks, HELD)
    if options.articles:
        speed(checks, news(options.articles, 350), f"{options.articles.name}, up to 350 syllables", options.seconds)
    else:
        what = "350 syllables, made of the cases, so nearly every article has something to find: a worst case"
        speed(checks, made_of(cases, 350), what, options.seconds)


if __name__ == "__main__":
    main()
