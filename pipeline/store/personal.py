"""What a person set for themselves."""

from __future__ import annotations

import json

from pipeline.model import User
from pipeline.review_keys import KeyAction, ReviewKeys
from pipeline.store.base import Database


class Personal:
    def __init__(self, database: Database) -> None:
        self._db = database

    def keys(self, user_id: int) -> ReviewKeys:
        """The single keys of the review page; as they come where the person set none."""
        with self._db.read() as tx:
            row = tx.execute("SELECT * FROM review_keys WHERE user_id = ?", (user_id,)).fetchone()
        if row is None:
            return ReviewKeys()
        letters = json.loads(row["letters"])
        return ReviewKeys(
            bool(row["enabled"]),
            bool(row["digits"]),
            {action: letters[action] for action in KeyAction if action in letters},
        )

    def set_keys(self, user: User, keys: ReviewKeys) -> None:
        with self._db.write() as tx:
            tx.execute(
                "INSERT INTO review_keys (user_id, enabled, digits, letters) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (user_id) DO UPDATE SET enabled = excluded.enabled, digits = excluded.digits,"
                " letters = excluded.letters",
                (user.id, int(keys.on), int(keys.digits), json.dumps(dict(keys.letters), sort_keys=True)),
            )
