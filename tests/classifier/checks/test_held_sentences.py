"""Single sentences that training never sees: `+` must be flagged, `-` must not; see `benchmarks/bench_checks.py`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from classifier.checks import Subject, run

HELD = Path(__file__).parent / "held"
WRITTEN = Path(__file__).parents[3] / "classifier" / "written"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
LEAST_RECALL = {"minor": 0.8, "health-claim": 0.8, "personal-data": 0.45, "accusation": 0.55, "advertorial": 0.4}


def _lines(check: str) -> list[tuple[bool, str]]:
    lines = (HELD / f"{check}.txt").read_text(encoding="utf-8").splitlines()
    return [(line.startswith("+"), line[2:]) for line in lines]


@pytest.mark.parametrize("check", LEAST_RECALL)
def test_meets_sentences_that_were_held_back(check: str) -> None:
    lines = _lines(check)
    flagged = [bool(run(Subject("", text, NOW, NOW), only=[check])) for _, text in lines]
    said = [says for says, _ in lines]
    hits = sum(said[i] and flagged[i] for i in range(len(lines)))
    assert hits >= LEAST_RECALL[check] * sum(said)
    assert hits >= 0.85 * sum(flagged)


@pytest.mark.parametrize("check", LEAST_RECALL)
def test_training_does_not_see_them(check: str) -> None:
    written = (WRITTEN / f"{check}.txt").read_text(encoding="utf-8")
    assert not [text for _, text in _lines(check) if text in written]
