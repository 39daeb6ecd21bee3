"""Each hostile file gives its one clear line, or what survives of it, within the limits of `hostile.runner`."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.crawlers.hostile import GROUPS
from tests.crawlers.hostile.case import Case
from tests.crawlers.hostile.runner import MEMORY

ROOT = Path(__file__).resolve().parents[2]


@cache
def answers(group: str) -> dict[str, dict[str, Any]]:
    """What became of the files of a group, by name; one process for all of them."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crawlers.hostile.runner", group],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}


def _params() -> list[Any]:
    return [
        pytest.param(group, case, id=case.name, marks=pytest.mark.xdist_group(f"hostile {group}"))
        for group, cases in GROUPS.items()
        for case in cases
    ]


def test_there_are_enough_of_them_and_no_two_of_one_name() -> None:
    names = [case.name for cases in GROUPS.values() for case in cases]
    assert len(names) == len(set(names)) >= 80


@pytest.mark.parametrize(("group", "case"), _params())
def test_hostile_file(group: str, case: Case) -> None:
    found = answers(group)[case.name]
    assert "crash" not in found, found["crash"]
    assert found["peak"] * 1e6 <= MEMORY
    assert found.get("error") == case.error, found
    if case.error is not None:
        assert "ãy " in found["said"], "the line says what to do"
        return
    assert found["warnings"] == list(case.warnings)
    assert found["count"] == (case.count if case.count is not None else len(case.titles or case.urls or ()))
    for field in ("titles", "urls", "guids", "images", "dates"):
        expected = getattr(case, field)
        if expected is not None:
            assert found[field][: len(expected)] == list(expected)
