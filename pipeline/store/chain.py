"""The chain of the event rows: each carries a hash of itself and of the hash before it.

A row that was changed no longer fits its hash; where one was taken out, put in or moved, the next no longer fits the
one before; what was cut from the end is missed by the head, which is kept in a table of its own. Whoever may write the
file may compute all of it anew: against that helps a head that was noted elsewhere (`anhduong audit verify --anchor`).
See `docs/decisions/0019-the-audit-chain.md`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from pipeline.store.base import Database

BEFORE_THE_FIRST = bytes(32)
"""What the first event has for the hash before it."""
_FORM = b"anhduong-event/1\n"
_FIELDS = ("id", "at", "actor_id", "kind", "subject", "subject_id", "from_state", "to_state", "detail", "demo")
COLUMNS = ", ".join((*_FIELDS, "prev_hash", "hash"))
_AT_A_TIME = 2_000
Values = tuple[object, ...]
"""The fields of a row in the order of the table: text, whole numbers or None."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the chain stood: the number of the last event and its hash, as `NUMBER:HEX`."""

    event_id: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.event_id}:{self.hash.hex()}"

    @classmethod
    def parse(cls, text: str) -> Anchor:
        """Raises `ValueError`."""
        number, _colon, digest = text.strip().partition(":")
        value = bytes.fromhex(digest)
        if len(value) != 32 or not (number.isascii() and number.isdecimal()):
            raise ValueError(text)
        return cls(int(number), value)


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row that does not fit. `changed`: its own content; `gap`: what stands before it; `cut`: it is the last
    one there, and the head knows of later ones or is gone; `added`: the head does not know it; `anchor`: it is not what
    was noted.
    """

    event_id: int
    why: Literal["changed", "gap", "cut", "added", "anchor"]


@dataclass(frozen=True, slots=True)
class Verified:
    """How many rows were read, where the chain ends, and the first that is wrong."""

    events: int
    head: Anchor
    broken: Broken | None


def hash_of(before: bytes, values: Values) -> bytes:
    """SHA-256 over the hash before and every field, each with its length in front of it: no two rows write alike."""
    parts = [_FORM, before]
    for value in values:
        if value is None:
            parts.append(b"-")
        else:
            written = str(value).encode()
            parts.append(b"%d:%b" % (len(written), written))
    return sha256(b"".join(parts)).digest()


def head(tx: sqlite3.Connection) -> Anchor:
    """Where the chain ends now; a head that somebody took away fits no event."""
    row = tx.execute("SELECT event_id, hash FROM event_head WHERE one = 1").fetchone()
    return Anchor(-1, b"") if row is None else Anchor(row[0], row[1])


def fits(row: sqlite3.Row) -> bool:
    """Whether a row of the events fits its own hash."""
    return bool(row["hash"] == hash_of(row["prev_hash"] or b"", tuple(row[name] for name in _FIELDS)))


def chain_all(tx: sqlite3.Connection) -> None:
    """Chain the rows of a file from before there was a chain, in their order. Within a migration only."""
    last, before = 0, BEFORE_THE_FIRST
    while rows := _rows(tx, last):
        links = []
        for row in rows:
            values = tuple(row)[:-2]
            digest = hash_of(before, values)
            links.append((before, digest, values[0]))
            before = digest
        tx.executemany("UPDATE events SET prev_hash = ?, hash = ? WHERE id = ?", links)
        last = links[-1][2]
    tx.execute("INSERT INTO event_head VALUES (1, ?, ?)", (last, before))


def verify(database: Database, anchor: Anchor | None = None, seen: Callable[[int], None] | None = None) -> Verified:
    """Read the whole chain, a few thousand rows at a time, so that nobody waits for it. `seen` is told how many so far.

    Raises `StoreBusy` or `StoreBroken`.
    """
    count, last = 0, Anchor(0, BEFORE_THE_FIRST)
    noted = anchor is None or anchor == last
    while True:
        with database.read() as tx:
            rows = _rows(tx, last.event_id)
            end = head(tx)
        for row, here, why in _links(rows, last.hash):
            if why is not None:
                return Verified(count, end, Broken(row, why))
            count += 1
            last = here
            if anchor is not None and here.event_id == anchor.event_id:
                if here != anchor:
                    return Verified(count, end, Broken(row, "anchor"))
                noted = True
        if seen is not None:
            seen(count)
        if len(rows) < _AT_A_TIME:
            break
    return Verified(count, end, _end(last, end, noted))


def _end(last: Anchor, end: Anchor, noted: bool) -> Broken | None:
    if last != end:
        cut = end.event_id > last.event_id or end.event_id < 0
        return Broken(last.event_id, "cut" if cut else "added")
    return None if noted else Broken(last.event_id, "anchor")


def _rows(tx: sqlite3.Connection, after: int) -> list[sqlite3.Row]:
    return tx.execute(f"SELECT {COLUMNS} FROM events WHERE id > ? ORDER BY id LIMIT ?", (after, _AT_A_TIME)).fetchall()


def _links(rows: list[sqlite3.Row], before: bytes) -> Iterator[tuple[int, Anchor, Literal["changed", "gap"] | None]]:
    for row in rows:
        *values, prev, digest = row
        why: Literal["changed", "gap"] | None = None
        if prev != before:
            why = "gap"
        elif hash_of(before, tuple(values)) != digest:
            why = "changed"
        yield values[0], Anchor(values[0], digest or b""), why
        before = digest
