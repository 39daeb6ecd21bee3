"""The schema, as append-only steps: the files of `steps/`, by number. A step that was released is never edited.

Each step runs in one transaction with the new `user_version`, so a killed migration leaves the old schema. No step may
add an event: those are chained by `rows.record_event`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from importlib import resources

from pipeline.errors import StoreTooNew
from pipeline.store import chain
from pipeline.store.base import Database


def _read_steps() -> tuple[str, ...]:
    """The statements of each step. Two that were numbered alike in parallel would be a guess, so they are an error."""
    files = sorted(resources.files(__package__).joinpath("steps").iterdir(), key=lambda file: file.name)
    steps = [file for file in files if file.name.endswith(".sql")]
    numbers = [int(file.name.partition("_")[0]) for file in steps]
    if numbers != list(range(1, len(steps) + 1)):
        raise AssertionError(f"the steps of the schema are not numbered from 1 on: {numbers}")
    return tuple(file.read_text(encoding="utf-8") for file in steps)


STEPS = _read_steps()
_BEFORE: dict[int, Callable[[sqlite3.Connection], None]] = {19: chain.chain_all}
"""What a step does before its statements and in their transaction, where SQL cannot say it."""


def migrate(database: Database) -> int:
    """Bring the file to the newest schema and return its version.

    Raises `StoreTooNew` when a newer desk wrote the file.
    """
    with database.write() as tx:
        version = int(tx.execute("PRAGMA user_version").fetchone()[0])
    if version > len(STEPS):
        raise StoreTooNew(path=database.path)
    for number, step in enumerate(STEPS[version:], start=version + 1):
        with database.write() as tx:
            if int(tx.execute("PRAGMA user_version").fetchone()[0]) >= number:
                continue
            if number in _BEFORE:
                _BEFORE[number](tx)
            for statement in _statements(step):
                tx.execute(statement)
            tx.execute(f"PRAGMA user_version = {number:d}")
    return len(STEPS)


def _statements(script: str) -> list[str]:
    """Single statements: `executescript` would commit the transaction that holds the step."""
    statements: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if pending.strip() and sqlite3.complete_statement(pending):
            statements.append(pending.strip())
            pending = ""
    return statements
