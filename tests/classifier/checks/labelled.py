"""Labelled cases (`cases/<check>.jsonl`) and how a check is measured against them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from classifier.checks import Flag, Subject
from classifier.text import nfc

Check = Callable[[Subject], Iterable[Flag]]

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled article: `evidence` holds the words that must be pointed at, by check."""

    id: str
    subject: Subject
    evidence: dict[str, tuple[str, ...]]
    forbidden: frozenset[str]
    held: bool

    def __str__(self) -> str:
        return self.id

    def flags(self, check: Check) -> list[Flag]:
        flags = list(check(self.subject))
        for flag in flags:
            field = dict(self.subject.docs)[flag.field].text
            assert field[flag.start : flag.end] == flag.quote
            assert flag.quote
        return flags

    def found(self, evidence: str, flags: Iterable[Flag]) -> bool:
        """Whether a flag overlaps the evidence."""
        wanted = nfc(evidence)
        for flag in flags:
            at = dict(self.subject.docs)[flag.field].text.find(wanted)
            if at >= 0 and flag.start < at + len(wanted) and at < flag.end:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Score:
    """Article-level precision and recall of one check, and the share of evidence overlapped."""

    precision: float
    recall: float
    evidence: float


@cache
def cases(name: str) -> tuple[Case, ...]:
    lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")
    return tuple(_case(json.loads(line)) for line in lines)


def _case(row: dict[str, object]) -> Case:
    expected = row["expect"]
    assert isinstance(expected, list)
    evidence: dict[str, tuple[str, ...]] = {}
    for item in expected:
        evidence[item["check"]] = (*evidence.get(item["check"], ()), item["evidence"])
    forbidden = row["forbid"]
    assert isinstance(forbidden, list)
    subject = Subject(
        title=str(row["title"]),
        text=str(row["text"]),
        published_at=datetime.fromisoformat(str(row["published_at"])),
        now=datetime.fromisoformat(str(row["now"])),
    )
    return Case(str(row["id"]), subject, evidence, frozenset(forbidden), bool(row["held"]))


def positives(name: str) -> list[Case]:
    """The open cases in which the check must fire."""
    return [case for case in cases(name) if not case.held and name in case.evidence]


def negatives(name: str, *files: str) -> list[Case]:
    """The open cases of these files in which the check must stay silent."""
    return [case for file in files for case in cases(file) if not case.held and name in case.forbidden]


def score(name: str, check: Check, *files: str) -> Score:
    """How the check does on the held cases of these files."""
    hit = missed = false = met = wanted = 0
    for case in (case for file in files for case in cases(file) if case.held):
        flags = case.flags(check)
        if name in case.evidence:
            hit += bool(flags)
            missed += not flags
            wanted += len(case.evidence[name])
            met += sum(case.found(evidence, flags) for evidence in case.evidence[name])
        elif name in case.forbidden:
            false += bool(flags)
    assert hit + missed >= 8
    return Score(hit / max(1, hit + false), hit / (hit + missed), met / wanted)
