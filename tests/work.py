"""How much work judging a text is, counted and not timed: `python -m tests.work < questions.json`.

In a process of its own, before any of our modules is imported, every compiled pattern is put behind one that counts
what it is given to read, and the texts of a document behind strings that count what is searched or cut of them. Added
to that are the lines of Python that run. So the figure is: characters that patterns read + characters that string
methods read + lines of Python. A pattern that reads the rest of a text again and again shows, and so does a loop.

What a pattern does at one character is not counted; `tests.regex_audit` sees to it that it is bounded. A search that
finds nothing counts its whole range, a match at a place what it took, or, where it failed, the most that it could take.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


class Counter:
    """Work so far."""

    patterns = 0
    strings = 0
    lines = 0

    @classmethod
    def total(cls) -> int:
        return cls.patterns + cls.strings + cls.lines


class CountedPattern:
    """A compiled pattern that counts the characters that it reads."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        self._pattern = pattern
        self._width = _widest(pattern)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pattern, name)

    def __hash__(self) -> int:
        return hash(self._pattern)

    def __eq__(self, other: object) -> bool:
        return self is other

    def _searched(self, start: int, end: int, found: re.Match[Any] | None) -> None:
        Counter.patterns += (end if found is None else max(found.end(), start)) - start + 1

    def search(self, text: Any, start: int = 0, end: int = sys.maxsize) -> Any:
        found = self._pattern.search(text, start, end)
        self._searched(start, max(start, min(end, len(text))), found)
        return found

    def _at(self, found: re.Match[Any] | None, text: Any, start: int, end: int) -> Any:
        rest = max(0, min(end, len(text)) - start)
        Counter.patterns += 1 + (min(rest, self._width) if found is None else found.end() - found.start())
        return found

    def match(self, text: Any, start: int = 0, end: int = sys.maxsize) -> Any:
        return self._at(self._pattern.match(text, start, end), text, start, end)

    def fullmatch(self, text: Any, start: int = 0, end: int = sys.maxsize) -> Any:
        return self._at(self._pattern.fullmatch(text, start, end), text, start, end)

    def finditer(self, text: Any, start: int = 0, end: int = sys.maxsize) -> Iterator[Any]:
        last, stop = start, max(start, min(end, len(text)))
        for found in self._pattern.finditer(text, start, end):
            Counter.patterns += found.end() - last + 1
            last = found.end()
            yield found
        Counter.patterns += stop - last + 1

    def findall(self, text: Any, start: int = 0, end: int = sys.maxsize) -> Any:
        Counter.patterns += max(0, min(end, len(text)) - start) + 1
        return self._pattern.findall(text, start, end)

    def split(self, text: Any, maxsplit: int = 0) -> Any:
        Counter.patterns += len(text) + 1
        return self._pattern.split(text, maxsplit)

    def sub(self, repl: Any, text: Any, count: int = 0) -> Any:
        Counter.patterns += len(text) + 1
        made = self._pattern.sub(repl, text, count)
        return CountedText(made) if isinstance(text, CountedText) else made


def _widest(pattern: re.Pattern[Any]) -> int:
    import re._parser as parser  # type: ignore[import-not-found]

    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, str) else pattern.flags
    return int(min(parser.parse(pattern.pattern, flags).getwidth()[1], sys.maxsize))


class CountedText(str):
    """A text that counts what is searched, cut or made of it."""

    def _range(self, start: int | None, end: int | None) -> int:
        low, high, _ = slice(start, end).indices(len(self))
        return max(0, high - low)

    def find(self, part: str, start: int | None = None, end: int | None = None) -> int:  # type: ignore[override]
        at = super().find(part, start, end)
        Counter.strings += 1 + (self._range(start, end) if at < 0 else at - (start or 0))
        return at

    def rfind(self, part: str, start: int | None = None, end: int | None = None) -> int:  # type: ignore[override]
        at = super().rfind(part, start, end)
        stop = len(self) if end is None else min(end, len(self))
        Counter.strings += 1 + (self._range(start, end) if at < 0 else stop - at)
        return at

    def count(self, part: str, start: int | None = None, end: int | None = None) -> int:  # type: ignore[override]
        Counter.strings += 1 + self._range(start, end)
        return super().count(part, start, end)

    def __contains__(self, part: object) -> bool:
        return self.find(part) >= 0  # type: ignore[arg-type]

    def __getitem__(self, key: Any) -> str:
        made = super().__getitem__(key)
        Counter.strings += len(made) + 1
        return made

    def lower(self) -> CountedText:
        Counter.strings += len(self)
        return CountedText(super().lower())

    def split(self, *given: Any) -> list[str]:  # type: ignore[override]
        Counter.strings += len(self)
        return super().split(*given)


def _rest_again_and_again(text: str) -> None:
    for at in range(0, len(text), 50):
        text[at:]


def _searches_from_each_place(text: str) -> None:
    pattern = CountedPattern(re.compile("z"))
    for at in range(0, len(text), 50):
        pattern.search(text, at)


def _looks_at_all_pairs(text: str) -> None:
    places = range(0, len(text), 100)
    for one in places:
        for other in places:
            assert one + other >= 0


def _finds_nothing_behind_each_place(text: str) -> None:
    for at in range(0, len(text), 50):
        text.find("z", at)


PLANTED = {
    "rest": _rest_again_and_again,
    "search": _searches_from_each_place,
    "pairs": _looks_at_all_pairs,
    "find": _finds_nothing_behind_each_place,
}
"""Quadratic on purpose, to see that the counter sees it."""


def _count_line(frame: FrameType, event: str, _: object) -> Any:
    if event == "line":
        Counter.lines += 1
    return _count_line


def _install() -> None:
    compile_ = re._compile  # type: ignore[attr-defined]

    def counting(pattern: Any, flags: int) -> Any:
        if isinstance(pattern, CountedPattern):
            return pattern
        frame = sys._getframe(1)
        while frame.f_back is not None and frame.f_globals.get("__name__") == "re":
            frame = frame.f_back
        made = compile_(pattern, flags)
        return CountedPattern(made) if str(frame.f_globals.get("__name__")).startswith("classifier") else made

    re._compile = counting  # type: ignore[attr-defined]
    from classifier import text

    for name in ("nfc", "lower", "fold"):
        setattr(text, name, _wrapped(getattr(text, name)))


def _wrapped(function: Any) -> Any:
    def made(given: str) -> CountedText:
        Counter.strings += len(given)
        return CountedText(function(str(given)))

    return made


def counts(questions: Sequence[tuple[str, str, list[int]]]) -> list[list[int]]:
    """Work for each question: what is asked ("checks", "topics", "signature" or a check), a unit, lengths (characters).

    The text is the unit again and again, cut at the length.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.work"], cwd=ROOT, input=json.dumps(questions), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [list(one) for one in json.loads(done.stdout)]


def _main() -> None:
    _install()
    from classifier.checks import NAMES, Subject, registry
    from classifier.duplicates import signature
    from classifier.topics import TopicModel
    from tests.classifier.checks.texts import NOW

    model = TopicModel.load()

    def ask(what: str, text: str) -> None:
        if what in PLANTED:
            PLANTED[what](CountedText(text))
        elif what == "topics":
            model.predict(text, text)
        elif what == "signature":
            signature("", text)
        else:
            subject = Subject("", text, NOW)
            for name in NAMES if what == "checks" else (what,):
                list(registry()[name](subject))

    answers = []
    for what, unit, lengths in json.load(sys.stdin):
        ask(what, (unit * lengths[0])[: lengths[0]])
        answer = []
        for length in lengths:
            text = (unit * (length // len(unit) + 1))[:length]
            before = Counter.total()
            sys.settrace(_count_line)
            ask(what, text)
            sys.settrace(None)
            answer.append(Counter.total() - before)
        answers.append(answer)
    print(json.dumps(answers))


if __name__ == "__main__":
    _main()
