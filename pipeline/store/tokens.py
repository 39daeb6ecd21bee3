"""The pages' tokens: encrypted, with what is known of them in clear. Nothing here is of use without the desk's key."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from secrets import randbits

from pipeline.clock import from_text, to_text
from pipeline.errors import PageNotFound
from pipeline.model import User
from pipeline.secrets import Keyring, Secret
from pipeline.store import rows
from pipeline.store.base import Database
from pipeline.token_errors import NotConnected
from pipeline.token_facts import Mode, Problem, TokenFacts


@dataclass(frozen=True, slots=True)
class TokenStatus:
    """What is known of a page's token. `checked_at` is when Graph last told, `tried_at` when it was last asked.

    `serial` is a random number of this token of the page: a check of another one says nothing of it. `mode` is the
    app's, as Graph or else the person who connected the page said.
    """

    page_id: str
    facebook_id: str
    serial: int
    type: str
    app_id: str
    scopes: frozenset[str]
    expires_at: datetime | None
    data_access_expires_at: datetime | None
    mode: Mode
    connected_at: datetime
    connected_by: str | None
    checked_at: datetime
    tried_at: datetime
    problem: Problem | None

    @property
    def dies_at(self) -> datetime | None:
        """When the first of its two ends comes; None for never."""
        ends = [end for end in (self.expires_at, self.data_access_expires_at) if end is not None]
        return min(ends, default=None)


class Tokens:
    def __init__(self, database: Database) -> None:
        self._db = database

    def connect(
        self,
        page_id: str,
        facebook_id: str,
        token: Secret,
        keyring: Keyring,
        facts: TokenFacts,
        mode: Mode,
        problem: Problem | None,
        now: datetime,
        *,
        by: User | None = None,
    ) -> None:
        """Keep a page's token in the place of the one before. Raises `PageNotFound`."""
        with self._db.write() as tx:
            if tx.execute("SELECT 1 FROM pages WHERE id = ?", (page_id,)).fetchone() is None:
                raise PageNotFound(id=page_id)
            tx.execute(
                "INSERT OR REPLACE INTO page_tokens (page_id, facebook_id, serial, sealed, type, app_id, scopes,"
                " expires_at, data_access_expires_at, app_mode, connected_at, connected_by, checked_at, tried_at,"
                " problem) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    page_id,
                    facebook_id,
                    randbits(62),
                    keyring.seal(token, _place(page_id)),
                    facts.type,
                    facts.app_id,
                    " ".join(sorted(facts.scopes)),
                    _text(facts.expires_at),
                    _text(facts.data_access_expires_at),
                    mode,
                    to_text(now),
                    by and by.id,
                    to_text(now),
                    to_text(now),
                    problem,
                ),
            )
            rows.record_event(
                tx, now, by, "page.connected", "page", page_id,
                detail={"facebook_id": facebook_id, "scopes": sorted(facts.scopes), "mode": mode},
            )  # fmt: skip

    def token(self, page_id: str, what: str, keyring: Keyring) -> Secret:
        """The page's token in clear; `what` names it in errors. Raises `NotConnected`, `KeyWrong`, `SealBroken`."""
        with self._db.read() as tx:
            row = tx.execute("SELECT sealed FROM page_tokens WHERE page_id = ?", (page_id,)).fetchone()
        if row is None:
            raise NotConnected(id=page_id)
        return keyring.open(row["sealed"], _place(page_id), what)

    def statuses(self) -> tuple[TokenStatus, ...]:
        """What is known of every token, by page."""
        with self._db.read() as tx:
            found = tx.execute(f"{_SELECT} ORDER BY t.page_id").fetchall()
        return tuple(map(_status, found))

    def status(self, page_id: str) -> TokenStatus | None:
        with self._db.read() as tx:
            row = tx.execute(f"{_SELECT} WHERE t.page_id = ?", (page_id,)).fetchone()
        return None if row is None else _status(row)

    def asked(self, page_id: str, serial: int, now: datetime) -> bool:
        """Note that Graph is asked now, so that a check that ends badly is not made again at once.

        Whether this token is still the page's.
        """
        with self._db.write() as tx:
            return _changed(
                tx.execute(
                    "UPDATE page_tokens SET tried_at = ? WHERE page_id = ? AND serial = ?",
                    (to_text(now), page_id, serial),
                )
            )

    def told(
        self, page_id: str, serial: int, facts: TokenFacts, mode: Mode, problem: Problem | None, now: datetime
    ) -> bool:
        """Keep what Graph said of a token; whether it is still the page's. An event tells a change of problem."""
        with self._db.write() as tx:
            before = _of(tx, page_id, serial)
            if before is None:
                return False
            # An answer about a dead token leaves out what it once was.
            known = facts.type != ""
            tx.execute(
                "UPDATE page_tokens SET type = ?, app_id = ?, scopes = ?, expires_at = ?, data_access_expires_at = ?,"
                " app_mode = ?, checked_at = ?, tried_at = ? WHERE page_id = ? AND serial = ?",
                (
                    facts.type if known else before["type"],
                    facts.app_id if known else before["app_id"],
                    " ".join(sorted(facts.scopes)) if known else before["scopes"],
                    _text(facts.expires_at) if known else before["expires_at"],
                    _text(facts.data_access_expires_at) if known else before["data_access_expires_at"],
                    mode,
                    to_text(now),
                    to_text(now),
                    page_id,
                    serial,
                ),
            )
            _set_problem(tx, before, problem, now)
            return True

    def found_wanting(self, page_id: str, serial: int, problem: Problem, now: datetime) -> bool:
        """Keep a problem that showed without a check: a call that was refused, a key that does not fit."""
        with self._db.write() as tx:
            before = _of(tx, page_id, serial)
            if before is None:
                return False
            _set_problem(tx, before, problem, now)
            return True

    def forget(self, page_id: str, now: datetime, *, by: User | None = None) -> bool:
        """Take a page's token away; whether there was one."""
        with self._db.write() as tx:
            gone = _changed(tx.execute("DELETE FROM page_tokens WHERE page_id = ?", (page_id,)))
            if gone:
                rows.record_event(tx, now, by, "page.disconnected", "page", page_id)
            return gone

    def reseal(self, page_id: str, what: str, keyring: Keyring, now: datetime) -> bool:
        """Encrypt a page's token with the newest key; whether it was not yet. Raises what `token` does.

        One page a transaction: a rotation that is killed leaves every token readable with one of the keys.
        """
        with self._db.write() as tx:
            row = tx.execute("SELECT sealed FROM page_tokens WHERE page_id = ?", (page_id,)).fetchone()
            if row is None:
                raise NotConnected(id=page_id)
            if keyring.is_newest(row["sealed"]):
                return False
            secret = keyring.open(row["sealed"], _place(page_id), what)
            tx.execute(
                "UPDATE page_tokens SET sealed = ? WHERE page_id = ?", (keyring.seal(secret, _place(page_id)), page_id)
            )
            rows.record_event(tx, now, None, "page.resealed", "page", page_id)
            return True


_SELECT = "SELECT t.*, u.name AS by_name FROM page_tokens t LEFT JOIN users u ON u.id = t.connected_by"


def _place(page_id: str) -> str:
    return f"page-token:{page_id}"


def _of(tx: sqlite3.Connection, page_id: str, serial: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = tx.execute(
        "SELECT * FROM page_tokens WHERE page_id = ? AND serial = ?", (page_id, serial)
    ).fetchone()
    return row


def _set_problem(tx: sqlite3.Connection, before: sqlite3.Row, problem: Problem | None, now: datetime) -> None:
    if before["problem"] == problem:
        return
    tx.execute("UPDATE page_tokens SET problem = ? WHERE page_id = ?", (problem, before["page_id"]))
    if problem is None:
        rows.record_event(tx, now, None, "page.token-well", "page", before["page_id"])
    else:
        rows.record_event(tx, now, None, "page.token-problem", "page", before["page_id"], detail={"problem": problem})


def _changed(cursor: sqlite3.Cursor) -> bool:
    return cursor.rowcount == 1


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else to_text(instant)


def _status(row: sqlite3.Row) -> TokenStatus:
    return TokenStatus(
        page_id=row["page_id"],
        facebook_id=row["facebook_id"],
        serial=row["serial"],
        type=row["type"],
        app_id=row["app_id"],
        scopes=frozenset(row["scopes"].split()),
        expires_at=rows.instant(row["expires_at"]),
        data_access_expires_at=rows.instant(row["data_access_expires_at"]),
        mode=Mode(row["app_mode"]),
        connected_at=from_text(row["connected_at"]),
        connected_by=row["by_name"],
        checked_at=from_text(row["checked_at"]),
        tried_at=from_text(row["tried_at"]),
        problem=None if row["problem"] is None else Problem(row["problem"]),
    )
