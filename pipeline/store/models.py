"""Which topic model the desk uses: a pile of names, so that the one before is one command away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import from_text, to_text
from pipeline.errors import NoOlderModel
from pipeline.model import User
from pipeline.store import rows
from pipeline.store.base import Database

SHIPPED = "shipped"
"""The name of the model that comes with the desk."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A model in use, or one that was, since `at`."""

    name: str
    at: datetime | None


class ChosenModels:
    def __init__(self, database: Database) -> None:
        self._db = database

    def current(self) -> str:
        """The name of the model in use."""
        return self.pile()[0].name

    def pile(self) -> tuple[Chosen, ...]:
        """The model in use, then those before it; the shipped one is at the bottom."""
        with self._db.read() as tx:
            found = tx.execute("SELECT name, at FROM chosen_models ORDER BY rank DESC").fetchall()
        return (*(Chosen(row["name"], from_text(row["at"])) for row in found), Chosen(SHIPPED, None))

    def use(self, name: str, now: datetime, why: str, user: User | None = None) -> bool:
        """Use this model from now on; False when it is in use already. `why` is a code for the audit log."""
        with self._db.write() as tx:
            row = tx.execute("SELECT rank, name FROM chosen_models ORDER BY rank DESC LIMIT 1").fetchone()
            before = SHIPPED if row is None else row["name"]
            if before == name:
                return False
            rank = 0 if row is None else row["rank"] + 1
            tx.execute("INSERT INTO chosen_models VALUES (?, ?, ?)", (rank, name, to_text(now)))
            rows.record_event(
                tx, now, user, "model.used", "model", name, from_state=before, to_state=name, detail={"because": why}
            )
        return True

    def back(self, now: datetime, user: User | None = None) -> str:
        """Go back to the model before; returns its name. Raises `NoOlderModel`."""
        with self._db.write() as tx:
            found = tx.execute("SELECT rank, name FROM chosen_models ORDER BY rank DESC LIMIT 2").fetchall()
            if not found:
                raise NoOlderModel
            name = found[1]["name"] if len(found) > 1 else SHIPPED
            tx.execute("DELETE FROM chosen_models WHERE rank = ?", (found[0]["rank"],))
            rows.record_event(
                tx, now, user, "model.used", "model", name, from_state=found[0]["name"], to_state=name,
                detail={"because": "back"},
            )  # fmt: skip
        return str(name)
