"""Accounts of the desk's own staff. They are closed, never deleted: the log names them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import to_text
from pipeline.errors import UserNotFound
from pipeline.model import Role, User
from pipeline.people_errors import AccountClosed, LastAdministrator
from pipeline.store import invitations, rows
from pipeline.store.base import Database
from pipeline.store.newcomers import insert_user, shut_out

_AN_ADMINISTRATOR_STAYS = (
    "(role <> 'administrator' OR EXISTS (SELECT 1 FROM users o WHERE o.id <> users.id AND o.role = 'administrator'"
    " AND o.closed_at IS NULL AND o.demo = 0))"
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account as administrators see it. `seen_at` is the last sign of life of its present sessions.

    `codes_left` counts its unused recovery codes, 0 without a second factor.
    """

    user: User
    created_at: datetime
    closed_at: datetime | None
    second_factor: bool
    codes_left: int
    sessions: int
    seen_at: datetime | None


class Users:
    def __init__(self, database: Database) -> None:
        self._db = database

    # -- reading ------------------------------------------------------------------------------------

    def get(self, user_id: int) -> User:
        """Raises `NotFound`."""
        with self._db.read() as tx:
            row = tx.execute("SELECT * FROM users WHERE id = ?", (user_id,)).fetchone()
        if row is None:
            raise UserNotFound(id=user_id)
        return rows.user(row)

    def by_login(self, login: str) -> tuple[User, str] | None:
        """The account and its password hash; None for one that is closed."""
        with self._db.read() as tx:
            row = tx.execute("SELECT * FROM users WHERE login = ? AND closed_at IS NULL", (login,)).fetchone()
        return None if row is None else (rows.user(row), row["password_hash"])

    def password_hash(self, user_id: int) -> str:
        """Raises `NotFound`."""
        with self._db.read() as tx:
            row = tx.execute("SELECT password_hash FROM users WHERE id = ?", (user_id,)).fetchone()
        if row is None:
            raise UserNotFound(id=user_id)
        return str(row["password_hash"])

    def all(self) -> tuple[User, ...]:
        """Closed ones too."""
        with self._db.read() as tx:
            return tuple(rows.user(row) for row in tx.execute("SELECT * FROM users ORDER BY id"))

    def accounts(self, now: datetime) -> tuple[Account, ...]:
        """All accounts: open ones first, by name of the login."""
        with self._db.read() as tx:
            found = tx.execute(f"{_ACCOUNTS} ORDER BY u.closed_at IS NOT NULL, u.login", {"now": to_text(now)})
            return tuple(map(_account, found))

    def account(self, user_id: int, now: datetime) -> Account:
        """Raises `NotFound`."""
        with self._db.read() as tx:
            row = tx.execute(f"{_ACCOUNTS} WHERE u.id = :id", {"now": to_text(now), "id": user_id}).fetchone()
        if row is None:
            raise UserNotFound(id=user_id)
        return _account(row)

    # -- writing ------------------------------------------------------------------------------------

    def add(self, login: str, name: str, role: Role, password_hash: str, now: datetime, *, demo: bool = False) -> User:
        """Raises `LoginInvalid` or `LoginTaken`."""
        with self._db.write() as tx:
            return insert_user(tx, login, name, role, password_hash, now, demo=demo)

    def set_password(self, login: str, password_hash: str, now: datetime, by: User | None = None) -> None:
        """Replace a password and end the account's sessions. Raises `NotFound` or `AccountClosed`."""
        with self._db.write() as tx:
            row = tx.execute("SELECT * FROM users WHERE login = ?", (login,)).fetchone()
            if row is None:
                raise UserNotFound(id=login)
            if row["closed_at"] is not None:
                raise AccountClosed(login=login)
            tx.execute("UPDATE users SET password_hash = ? WHERE id = ?", (password_hash, row["id"]))
            shut_out(tx, row["id"])
            rows.record_event(tx, now, by, "user.password", "user", row["id"])

    def set_role(self, user_id: int, role: Role, now: datetime, by: User | None = None) -> bool:
        """Another role, with which the account logs in anew. False where it has it already.

        Whoever is an administrator no more takes their open invitations along. Raises `NotFound`, `AccountClosed` or
        `LastAdministrator`.
        """
        with self._db.write() as tx:
            row = _open_row(tx, user_id)
            if row["role"] == role:
                return False
            moved = tx.execute(
                "UPDATE users SET role = ? WHERE id = ? AND role = ? AND closed_at IS NULL"
                f" AND {_AN_ADMINISTRATOR_STAYS}",
                (role, user_id, row["role"]),
            )
            if moved.rowcount != 1:
                raise LastAdministrator
            if row["role"] == Role.ADMINISTRATOR:
                invitations.revoke_all_by(tx, user_id, now, by)
            tx.execute("DELETE FROM sessions WHERE user_id = ?", (user_id,))
            tx.execute("DELETE FROM login_steps WHERE user_id = ?", (user_id,))
            rows.record_event(tx, now, by, "user.role", "user", user_id, from_state=row["role"], to_state=role)
            return True

    def close(self, user_id: int, now: datetime, by: User | None = None) -> None:
        """The account opens nothing from now on; what it did stays. Raises as `set_role` does."""
        with self._db.write() as tx:
            _open_row(tx, user_id)
            moved = tx.execute(
                f"UPDATE users SET closed_at = ? WHERE id = ? AND closed_at IS NULL AND {_AN_ADMINISTRATOR_STAYS}",
                (to_text(now), user_id),
            )
            if moved.rowcount != 1:
                raise LastAdministrator
            invitations.revoke_all_by(tx, user_id, now, by)
            shut_out(tx, user_id)
            rows.record_event(tx, now, by, "user.closed", "user", user_id)

    def reopen(self, user_id: int, now: datetime, by: User | None = None) -> bool:
        """Open a closed account again, with its role, password and second factor. False for one that is open.

        Raises `NotFound`.
        """
        with self._db.write() as tx:
            if tx.execute("SELECT 1 FROM users WHERE id = ?", (user_id,)).fetchone() is None:
                raise UserNotFound(id=user_id)
            moved = tx.execute("UPDATE users SET closed_at = NULL WHERE id = ? AND closed_at IS NOT NULL", (user_id,))
            if moved.rowcount == 1:
                rows.record_event(tx, now, by, "user.reopened", "user", user_id)
            return moved.rowcount == 1


_ACCOUNTS = (
    "SELECT u.*, EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id) AS second_factor,"
    " (SELECT count(*) FROM recovery_codes c WHERE c.user_id = u.id AND c.used_at IS NULL) AS codes_left,"
    " (SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND s.expires_at > :now) AS sessions,"
    " (SELECT max(s.seen_at) FROM sessions s WHERE s.user_id = u.id AND s.expires_at > :now) AS seen_at FROM users u"
)


def _account(row: sqlite3.Row) -> Account:
    made, closed = rows.instant(row["created_at"]), rows.instant(row["closed_at"])
    assert made is not None
    return Account(
        rows.user(row),
        made,
        closed,
        bool(row["second_factor"]),
        row["codes_left"],
        row["sessions"],
        rows.instant(row["seen_at"]),
    )


def _open_row(tx: sqlite3.Connection, user_id: int) -> sqlite3.Row:
    row: sqlite3.Row | None = tx.execute("SELECT * FROM users WHERE id = ?", (user_id,)).fetchone()
    if row is None:
        raise UserNotFound(id=user_id)
    if row["closed_at"] is not None:
        raise AccountClosed(login=row["login"])
    return row
