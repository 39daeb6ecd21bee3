"""The event rows as an audit log: who did what, when. Append-only, by triggers; chained, by `pipeline.store.chain`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import from_text, to_text
from pipeline.model import Event
from pipeline.store import chain, rows
from pipeline.store.base import Database

_SELECT = "SELECT e.*, u.name AS actor FROM events e LEFT JOIN users u ON u.id = e.actor_id"
BY_THE_DESK = 0
"""The number, in a filter, of who is nobody."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which events: all that is not None must hold. `start` is within, `end` is not; `person` 0 is the desk itself."""

    person: int | None = None
    kind: str | None = None
    subject: str | None = None
    subject_id: str | None = None
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What the last reading of the whole chain found."""

    at: datetime
    events: int
    broken_id: int | None
    why: str | None


class Audit:
    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, subject: str, subject_id: object) -> tuple[Event, ...]:
        """What happened to one thing, oldest first."""
        with self._db.read() as tx:
            found = tx.execute(
                f"{_SELECT} WHERE e.subject = ? AND e.subject_id = ? ORDER BY e.id",
                (subject, str(subject_id)),
            )
            return tuple(map(rows.event, found))

    def latest(self, limit: int = 50) -> tuple[Event, ...]:
        """What happened, newest first."""
        with self._db.read() as tx:
            return tuple(map(rows.event, tx.execute(f"{_SELECT} ORDER BY e.id DESC LIMIT ?", (limit,))))

    def find(self, wanted: Filter, limit: int = 50, before: int | None = None) -> tuple[Event, ...]:
        """What fits, latest time first; `before` is the number of the last event seen."""
        clause, values = _where(wanted)
        with self._db.read() as tx:
            if before is not None:
                seen = tx.execute("SELECT at, id FROM events WHERE id = ?", (before,)).fetchone()
                clause += " AND (e.at, e.id) < (?, ?)"
                values += tuple(seen or ("", 0))
            found = tx.execute(f"{_SELECT} WHERE {clause} ORDER BY e.at DESC, e.id DESC LIMIT ?", (*values, limit))
            return tuple(map(rows.event, found))

    # -- the chain ----------------------------------------------------------------------------------

    def head(self) -> chain.Anchor:
        """Where the chain ends, to be noted elsewhere."""
        with self._db.read() as tx:
            return chain.head(tx)

    def verify(
        self, now: datetime, anchor: chain.Anchor | None = None, seen: Callable[[int], None] | None = None
    ) -> chain.Verified:
        """Read the whole chain and keep what was found, but for an anchor that does not fit: it may be another desk's.

        Raises `StoreBusy` or `StoreBroken`.
        """
        found = chain.verify(self._db, anchor, seen)
        broken = found.broken
        if broken is not None and broken.why == "anchor":
            return found
        with self._db.write() as tx:
            tx.execute(
                "INSERT INTO chain_checks VALUES (1, ?, ?, ?, ?) ON CONFLICT (one) DO UPDATE SET at = excluded.at,"
                " events = excluded.events, broken_id = excluded.broken_id, why = excluded.why",
                (to_text(now), found.events, broken and broken.event_id, broken and broken.why),
            )
        return found

    def checked(self) -> ChainCheck | None:
        """What the last `verify` found, None before the first."""
        with self._db.read() as tx:
            return checked(tx)


def checked(tx: sqlite3.Connection) -> ChainCheck | None:
    row = tx.execute("SELECT * FROM chain_checks WHERE one = 1").fetchone()
    return None if row is None else ChainCheck(from_text(row["at"]), row["events"], row["broken_id"], row["why"])


def _where(wanted: Filter) -> tuple[str, tuple[object, ...]]:
    """One condition leads, by whose index the rows come in the order of time; the `+` keeps the others from leading.

    https://www.sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_
    """
    lead = _lead(wanted)
    terms: list[str] = ["1"]
    values: list[object] = []

    def add(name: str, column: str, value: object) -> None:
        if value is not None:
            terms.append(f"{'' if name == lead else '+'}e.{column} = ?")
            values.append(value)

    add("subject", "subject", wanted.subject)
    add("subject", "subject_id", wanted.subject_id)
    add("kind", "kind", wanted.kind)
    if wanted.person == BY_THE_DESK:
        terms.append(f"{'' if lead == 'person' else '+'}e.actor_id IS NULL")
    else:
        add("person", "actor_id", wanted.person)
    for bound, sign in ((wanted.start, ">="), (wanted.end, "<")):
        if bound is not None:
            terms.append(f"e.at {sign} ?")
            values.append(to_text(bound))
    return " AND ".join(terms), tuple(values)


def _lead(wanted: Filter) -> str | None:
    """What leaves the fewest rows to be passed over."""
    if wanted.subject is not None and wanted.subject_id is not None:
        return "subject"
    if wanted.person:
        return "person"
    if wanted.kind is not None:
        return "kind"
    return "person" if wanted.person == BY_THE_DESK else None
