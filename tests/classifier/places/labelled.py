"""Labelled sentences (`cases.tsv`): which places stand in them. `benchmarks/bench_places.py` reads them too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_CASES = Path(__file__).with_name("cases.tsv")


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled article; `part` is "tune" or "held", `ids` those of the gazetteer."""

    part: str
    ids: frozenset[str]
    title: str
    text: str


def cases() -> Iterator[Case]:
    """All of them, in the order of the file."""
    lines = [line for line in _CASES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for line in lines[1:]:
        part, ids, title, text = line.split("\t")
        yield Case(part, frozenset(filter(None, ids.split(","))), title, text)
