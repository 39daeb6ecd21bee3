"""Accounts of an OpenID provider that are tied to accounts of the desk, and logins that are under way there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import to_text
from pipeline.model import User
from pipeline.store import rows
from pipeline.store.base import Database


@dataclass(frozen=True, slots=True)
class Underway:
    """A browser that was sent to the provider. `session_id` is set where it is to be tied, not logged in."""

    state: str
    nonce: str
    verifier: str
    after: str
    session_id: int | None


class Identities:
    def __init__(self, database: Database) -> None:
        self._db = database

    def begin(self, token_hash: str, underway: Underway, now: datetime, expires_at: datetime) -> None:
        with self._db.write() as tx:
            tx.execute("DELETE FROM oidc_underway WHERE expires_at < ?", (to_text(now),))
            tx.execute(
                "INSERT INTO oidc_underway VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    token_hash,
                    underway.state,
                    underway.nonce,
                    underway.verifier,
                    underway.after,
                    underway.session_id,
                    to_text(expires_at),
                ),
            )

    def take(self, token_hash: str, now: datetime) -> Underway | None:
        """What the browser was sent away with; it is gone with that."""
        with self._db.write() as tx:
            row = tx.execute(
                "SELECT * FROM oidc_underway WHERE token_hash = ? AND expires_at > ?", (token_hash, to_text(now))
            ).fetchone()
            tx.execute("DELETE FROM oidc_underway WHERE token_hash = ?", (token_hash,))
        if row is None:
            return None
        return Underway(row["state"], row["nonce"], row["verifier"], row["after"], row["session_id"])

    def user(self, issuer: str, subject: str) -> User | None:
        """Whose account it is; None for a closed one."""
        with self._db.read() as tx:
            row = tx.execute(
                "SELECT u.* FROM identities i JOIN users u ON u.id = i.user_id"
                " WHERE i.issuer = ? AND i.subject = ? AND u.closed_at IS NULL",
                (issuer, subject),
            ).fetchone()
        return None if row is None else rows.user(row)

    def has(self, user_id: int, issuer: str) -> bool:
        with self._db.read() as tx:
            found = tx.execute("SELECT 1 FROM identities WHERE user_id = ? AND issuer = ?", (user_id, issuer))
            return found.fetchone() is not None

    def tie(self, user: User, issuer: str, subject: str, now: datetime) -> bool:
        """Tie it to the account, in place of another of the same provider. False where it is somebody else's."""
        with self._db.write() as tx:
            taken = tx.execute(
                "SELECT 1 FROM identities WHERE issuer = ? AND subject = ? AND user_id <> ?", (issuer, subject, user.id)
            ).fetchone()
            if taken is not None:
                return False
            tx.execute("DELETE FROM identities WHERE user_id = ? AND issuer = ?", (user.id, issuer))
            tx.execute("INSERT INTO identities VALUES (?, ?, ?, ?)", (issuer, subject, user.id, to_text(now)))
            rows.record_event(tx, now, user, "user.tied", "user", user.id, detail={"issuer": issuer})
            return True

    def untie(self, user_id: int, issuer: str, now: datetime, by: User | None) -> bool:
        """False where none was tied."""
        with self._db.write() as tx:
            gone = tx.execute("DELETE FROM identities WHERE user_id = ? AND issuer = ?", (user_id, issuer))
            if gone.rowcount == 1:
                rows.record_event(tx, now, by, "user.untied", "user", user_id, detail={"issuer": issuer})
            return gone.rowcount == 1
