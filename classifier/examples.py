"""Labelled texts from JSON lines, plain or compressed with xz."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from classifier.errors import TrainingData, TrainingFile

_XZ_MAGIC = b"\xfd7zXZ\x00"
_MAX_LINE = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its label; `source` is its publisher where known, `year` that of its publication."""

    id: str
    title: str
    text: str
    label: str
    source: str | None = None
    year: int | None = None
    collection: str = ""


def read_examples(path: Path) -> Iterator[Example]:
    """Examples of one file, in its order; `collection` is the file's name without its endings.

    Lines are objects with `text` and `label`, and may have `id`, `title`, `source`, and `year` or
    `published_at`. Raises `TrainingFile` for a file that cannot be read, `TrainingData` for a bad line.
    """
    collection = path.name.split(".")[0]
    number = 0
    try:
        with _open(path) as lines:
            while line := lines.readline(_MAX_LINE):
                number += 1
                if line.strip():
                    yield _example(line, path, number, collection)
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise TrainingFile(path=path, reason=str(error)) from error


def read_all(paths: Iterable[Path]) -> list[Example]:
    """Examples of several files, one after another."""
    return [example for path in paths for example in read_examples(path)]


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as probe:
        compressed = probe.read(len(_XZ_MAGIC)) == _XZ_MAGIC
    return lzma.open(path, "rb") if compressed else path.open("rb")


def _example(line: bytes, path: Path, number: int, collection: str) -> Example:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise TrainingData(path=path, line=number, reason=f"not JSON ({error})") from error
    if not isinstance(record, dict):
        raise TrainingData(path=path, line=number, reason="not an object")
    text, label, title = record.get("text"), record.get("label"), record.get("title") or ""
    if not isinstance(text, str) or not isinstance(title, str) or not (text + title).strip():
        raise TrainingData(path=path, line=number, reason='no text under "text"')
    if not isinstance(label, str) or not label.strip():
        raise TrainingData(path=path, line=number, reason='no topic under "label"')
    source = record.get("source")
    return Example(
        id=str(record.get("id") or f"{collection}-{number}"),
        title=title,
        text=text,
        label=label.strip(),
        source=source if isinstance(source, str) and source else None,
        year=_year(record),
        collection=collection,
    )


def _year(record: dict[str, object]) -> int | None:
    given = record.get("year") or record.get("published_at")
    digits = str(given)[:4] if given else ""
    return int(digits) if digits.isdecimal() and len(digits) == 4 else None
