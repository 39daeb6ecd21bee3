"""Every regular expression that the packages compile, gathered in a process of its own: `python -m tests.patterns`.

`re` is made to tell of each pattern before any of our modules is imported; then all modules are imported, patterns
that are compiled on first use are asked for, and the checks read texts with and without diacritics. Patterns that
stand as literals in calls (`re.sub(r"…", …)`) are read from the source, whether they were reached or not.
"""

from __future__ import annotations

import ast
import gc
import json
import pkgutil
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("classifier", "crawlers")


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pattern, its flags, and the module and function that had it compiled."""

    module: str
    function: str
    pattern: str
    flags: int
    binary: bool = False


@cache
def gathered() -> tuple[Compiled, ...]:
    """All patterns, each once. Takes some seconds: a process imports and reads everything."""
    done = subprocess.run([sys.executable, "-m", "tests.patterns"], cwd=ROOT, capture_output=True, check=True)
    return tuple(Compiled(**one) for one in json.loads(done.stdout))


def _gather() -> list[dict[str, object]]:
    found: dict[Compiled, None] = {}
    compile_ = re._compile  # type: ignore[attr-defined]

    def telling(pattern: str | bytes | re.Pattern[str], flags: int) -> object:
        result = compile_(pattern, flags)
        if isinstance(pattern, str | bytes):
            frame = sys._getframe(1)
            while frame.f_back is not None and frame.f_globals.get("__name__") == "re":
                frame = frame.f_back
            module = str(frame.f_globals.get("__name__"))
            if module.partition(".")[0] in PACKAGES:
                text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
                one = Compiled(module, frame.f_code.co_name, text, int(flags), isinstance(pattern, bytes))
                found[one] = None
        return result

    re._compile = telling  # type: ignore[attr-defined]
    for package in PACKAGES:
        folder = ROOT / package
        for _, name, is_package in pkgutil.walk_packages([str(folder)], f"{package}."):
            if not is_package and "__main__" not in name:
                import_module(name)
        for path in sorted(folder.rglob("*.py")):
            for one in _literals(path):
                found[one] = None
    _ask_for_all()
    return [
        {
            "module": one.module,
            "function": one.function,
            "pattern": one.pattern,
            "flags": one.flags,
            "binary": one.binary,
        }
        for one in found
    ]


def _literals(path: Path) -> list[Compiled]:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return [Compiled(module, f"line {call.lineno}", pattern, 0) for call in calls for pattern in _pattern_of(call)]


def _pattern_of(call: ast.Call) -> list[str]:
    """The pattern of `re.something("…")`."""
    function, first = call.func, call.args[0] if call.args else None
    of_re = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re"
    if of_re and isinstance(first, ast.Constant) and isinstance(first.value, str):
        return [first.value]
    return []


def _ask_for_all() -> None:
    """Have everything compiled that waits for its first use."""
    from classifier.checks import run
    from classifier.matching import Matcher
    from classifier.text import _too_many_marks, fold
    from crawlers.charset import _piled_marks
    from tests.classifier.checks.labelled import CASES, cases

    _too_many_marks(), _piled_marks()
    for one in [one for one in gc.get_objects() if isinstance(one, Matcher)]:
        one.whole  # noqa: B018
    for path in sorted(CASES.glob("*.jsonl")):
        for case in cases(path.stem)[:30]:
            given = case.subject
            run(given)
            run(replace(given, title=fold(given.title), text=fold(given.text)))


if __name__ == "__main__":
    print(json.dumps(_gather()))
