"""Personal tokens of the API, by the hash of each, and the answers that were given under an idempotency key."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.access_errors import AccessTokenNotFound, TokenNameTaken, TooManyTokens
from pipeline.clock import from_text, to_text
from pipeline.model import User
from pipeline.store import rows
from pipeline.store.base import Database

MOST_TOKENS = 20
"""Live tokens of one person."""
_TOUCH = timedelta(minutes=1)
"""A token is marked as used at most this often, so that reading does not write."""
KEPT = timedelta(hours=24)
_LONGEST = timedelta(minutes=5)
"""A request that is under way for longer has died with its process."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """`ended` is `revoked`, `closed` or `role` for one that opens nothing before its time is over."""

    id: int
    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    ended: str | None

    def over(self, now: datetime) -> str | None:
        """Why it opens nothing, None for one that is good."""
        return self.ended or ("expired" if now >= self.expires_at else None)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever comes with a token: `user` carries its name into the log. `second`: the account has a second factor."""

    user: User
    token: AccessToken
    second: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered under a key before. `status` is None while that request is under way."""

    fingerprint: str
    status: int | None
    body: str
    location: str | None


class Access:
    def __init__(self, database: Database) -> None:
        self._db = database

    def add(
        self, user: User, token_hash: str, name: str, scopes: Sequence[str], now: datetime, expires_at: datetime
    ) -> int:
        """A new token and its event. Raises `TokenNameTaken` or `TooManyTokens`."""
        with self._db.write() as tx:
            live = [token for token in _of(tx, user.id) if token.over(now) is None]
            if any(token.name == name for token in live):
                raise TokenNameTaken(name=name)
            if len(live) >= MOST_TOKENS:
                raise TooManyTokens(count=len(live))
            made = tx.execute(
                "INSERT INTO access_tokens (token_hash, user_id, name, scopes, made_at, expires_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (token_hash, user.id, name, " ".join(scopes), to_text(now), to_text(expires_at)),
            )
            assert made.lastrowid is not None
            rows.record_event(
                tx, now, user, "user.token-made", "user", user.id,
                detail={"made": name, "scopes": list(scopes), "until": to_text(expires_at)},
            )  # fmt: skip
            return made.lastrowid

    def of(self, user_id: int) -> tuple[AccessToken, ...]:
        """A person's tokens, the newest first; those that are over too."""
        with self._db.read() as tx:
            return _of(tx, user_id)

    def revoke(self, user_id: int, token_id: int, now: datetime, by: User | None) -> bool:
        """End one token of this person; False for one that has ended. Raises `AccessTokenNotFound`."""
        with self._db.write() as tx:
            found = next((token for token in _of(tx, user_id) if token.id == token_id), None)
            if found is None:
                raise AccessTokenNotFound(id=token_id)
            done = tx.execute("UPDATE access_tokens SET ended = 'revoked' WHERE id = ? AND ended IS NULL", (token_id,))
            if done.rowcount == 1:
                rows.record_event(tx, now, by, "user.token-revoked", "user", user_id, detail={"revoked": found.name})
            return done.rowcount == 1

    def holder(self, token_hash: str, now: datetime) -> Holder | None:
        """Who comes with a token; None for one that is over, and for an account that is closed."""
        with self._db.read() as tx:
            row = tx.execute(
                "SELECT t.id AS token_id, t.name AS token_name, t.scopes, t.made_at, t.expires_at, t.used_at, t.ended,"
                " u.*, EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id) AS second"
                " FROM access_tokens t JOIN users u ON u.id = t.user_id"
                " WHERE t.token_hash = ? AND u.closed_at IS NULL",
                (token_hash,),
            ).fetchone()
        if row is None:
            return None
        token = _token(row, row["token_id"], row["token_name"])
        if token.over(now) is not None:
            return None
        return Holder(replace(rows.user(row), token=token.name), token, bool(row["second"]))

    def touch(self, token: AccessToken, now: datetime) -> None:
        """Note that it was used, at most once a minute."""
        if token.used_at is not None and now - token.used_at < _TOUCH:
            return
        with self._db.write() as tx:
            tx.execute("UPDATE access_tokens SET used_at = ? WHERE id = ?", (to_text(now), token.id))

    # -- idempotency keys ---------------------------------------------------------------------------

    def begin(self, user_id: int, key: str, fingerprint: str, now: datetime) -> Answer | None:
        """Take the key for a request: None where it is the first, else what is known of the first one."""
        with self._db.write() as tx:
            tx.execute("DELETE FROM api_answers WHERE begun_at < ?", (to_text(now - KEPT),))
            tx.execute(
                "DELETE FROM api_answers WHERE user_id = ? AND key = ? AND fingerprint = ? AND status IS NULL"
                " AND begun_at < ?",
                (user_id, key, fingerprint, to_text(now - _LONGEST)),
            )
            taken = tx.execute(
                "INSERT INTO api_answers (user_id, key, fingerprint, begun_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (user_id, key, fingerprint, to_text(now)),
            )
            if taken.rowcount == 1:
                return None
            row = tx.execute("SELECT * FROM api_answers WHERE user_id = ? AND key = ?", (user_id, key)).fetchone()
            return Answer(row["fingerprint"], row["status"], row["body"] or "", row["location"])

    def keep(self, user_id: int, key: str, status: int, body: str, location: str | None) -> None:
        """Keep the answer of the request that took the key."""
        with self._db.write() as tx:
            tx.execute(
                "UPDATE api_answers SET status = ?, body = ?, location = ? WHERE user_id = ? AND key = ?",
                (status, body, location, user_id, key),
            )

    def give_up(self, user_id: int, key: str) -> None:
        """Free the key: nothing was done, so the same request may come again."""
        with self._db.write() as tx:
            tx.execute("DELETE FROM api_answers WHERE user_id = ? AND key = ? AND status IS NULL", (user_id, key))


def _of(tx: sqlite3.Connection, user_id: int) -> tuple[AccessToken, ...]:
    found = tx.execute("SELECT * FROM access_tokens WHERE user_id = ? ORDER BY id DESC", (user_id,))
    return tuple(_token(row, row["id"], row["name"]) for row in found)


def _token(row: sqlite3.Row, number: int, name: str) -> AccessToken:
    return AccessToken(
        number,
        name,
        tuple(row["scopes"].split()),
        from_text(row["made_at"]),
        from_text(row["expires_at"]),
        rows.instant(row["used_at"]),
        row["ended"],
    )
