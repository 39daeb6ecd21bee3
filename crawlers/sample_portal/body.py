"""The body of an article file as blocks: paragraphs, headings, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_BLANK = re.compile(r"\n[ \t]*\n")
_CELL = re.compile(r" \| ")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or heading has `text`; a table has `rows`, the first of which is its head."""

    kind: Literal["p", "h2", "table"]
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def parse_body(body: str) -> tuple[Block, ...]:
    """Blocks parted by blank lines; single line breaks inside a paragraph are spaces."""
    return tuple(_block(part.strip()) for part in _BLANK.split(body.strip()) if part.strip())


def _block(part: str) -> Block:
    lines = part.split("\n")
    if len(lines) == 1 and part.startswith("## "):
        return Block("h2", part[3:].strip())
    if len(lines) > 1 and all(" | " in line for line in lines):
        rows = [tuple(cell.strip() for cell in _CELL.split(line)) for line in lines]
        width = max(map(len, rows))
        return Block("table", rows=tuple(row + ("",) * (width - len(row)) for row in rows))
    return Block("p", " ".join(line.strip() for line in lines))
