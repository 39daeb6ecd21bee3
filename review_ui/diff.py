"""What changed between two texts, as a person reads it: paragraphs first, words inside a changed one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed"]
_PARAGRAPH = re.compile(r"\n{2,}")
_WORD = re.compile(r"\s+|[^\W_]+|[\W_]")
_MOST_PARAGRAPHS = 1_000
_MOST_WORDS = 4_000
"""Beyond these the matcher's quadratic worst case would hold the page up; the texts then stand whole."""

_LEAST_KEPT = 0.3
"""With fewer of its words kept, a paragraph was rewritten, and single words would be a patchwork."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that share a fate."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One paragraph as it changed, or `skipped` unchanged ones between two changes."""

    runs: tuple[Run, ...] = ()
    skipped: int = 0


def changes(before: str, after: str) -> tuple[Change, ...]:
    """Changed paragraphs in order, unchanged ones only counted. Empty when nothing but spacing changed."""
    old, new = _split(before), _split(after)
    if max(len(old), len(new)) > _MOST_PARAGRAPHS:
        old, new = ["\n\n".join(old)], ["\n\n".join(new)]
    result: list[Change] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            result.append(Change(skipped=i2 - i1))
            continue
        paired = min(i2 - i1, j2 - j1)
        result.extend(Change(_words(old[i1 + n], new[j1 + n])) for n in range(paired))
        result.extend(Change((Run("removed", text),)) for text in old[i1 + paired : i2])
        result.extend(Change((Run("added", text),)) for text in new[j1 + paired : j2])
    return tuple(result) if any(change.runs for change in result) else ()


def _split(text: str) -> list[str]:
    return [" ".join(part.split()) for part in _PARAGRAPH.split(text) if part.strip()]


def _words(before: str, after: str) -> tuple[Run, ...]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    whole = (Run("removed", before), Run("added", after))
    if max(len(old), len(new)) > _MOST_WORDS:
        return whole
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    kept = sum(not old[n].isspace() for i, _j, size in matcher.get_matching_blocks() for n in range(i, i + size))
    if kept < _LEAST_KEPT * max(1, sum(not word.isspace() for word in old)):
        return whole
    runs: list[Run] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            runs.append(Run("same", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            runs.append(Run("removed", "".join(old[i1:i2])))
        if j2 > j1:
            runs.append(Run("added", "".join(new[j1:j2])))
    return tuple(runs)
