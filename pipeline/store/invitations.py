"""Invitations: one account each, by a link whose token is kept only as a hash."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import from_text, to_text
from pipeline.model import Role, User
from pipeline.people_errors import InvitationGone, InvitationNotFound, TooManyInvitations
from pipeline.store import rows
from pipeline.store.base import Database
from pipeline.store.newcomers import insert_user

MOST_OPEN = 100
_OPEN = "used_at IS NULL AND revoked_at IS NULL AND expires_at > ?"


@dataclass(frozen=True, slots=True)
class Invitation:
    """`meant_for` is a note for administrators; `made_by` is None for one made by a command."""

    id: int
    role: Role
    meant_for: str
    made_by: str | None
    made_at: datetime
    expires_at: datetime


class Invitations:
    def __init__(self, database: Database) -> None:
        self._db = database

    def add(
        self, token_hash: str, role: Role, meant_for: str, now: datetime, expires_at: datetime, by: User | None = None
    ) -> int:
        """An invitation's number. Raises `TooManyInvitations`."""
        with self._db.write() as tx:
            count = tx.execute(f"SELECT count(*) FROM invitations WHERE {_OPEN}", (to_text(now),)).fetchone()[0]
            if count >= MOST_OPEN:
                raise TooManyInvitations(count=count)
            cursor = tx.execute(
                "INSERT INTO invitations (token_hash, role, meant_for, made_by, made_at, expires_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (token_hash, role, meant_for, None if by is None else by.id, to_text(now), to_text(expires_at)),
            )
            assert cursor.lastrowid is not None
            rows.record_event(
                tx, now, by, "invitation.made", "invitation", cursor.lastrowid,
                detail={"role": role, "meant_for": meant_for, "expires_at": to_text(expires_at)},
            )  # fmt: skip
            return cursor.lastrowid

    def open(self, now: datetime) -> tuple[Invitation, ...]:
        """Those that can still be used, the newest first."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT i.*, u.name AS made_by_name FROM invitations i LEFT JOIN users u ON u.id = i.made_by"
                f" WHERE {_OPEN} ORDER BY i.id DESC",
                (to_text(now),),
            )
            return tuple(map(_invitation, found))

    def by_token(self, token_hash: str, now: datetime) -> Invitation:
        """Raises `InvitationGone` for one that is used, revoked, too old or was never made."""
        with self._db.read() as tx:
            row = tx.execute(
                "SELECT i.*, u.name AS made_by_name FROM invitations i LEFT JOIN users u ON u.id = i.made_by"
                f" WHERE i.token_hash = ? AND {_OPEN}",
                (token_hash, to_text(now)),
            ).fetchone()
        if row is None:
            raise InvitationGone
        return _invitation(row)

    def accept(self, token_hash: str, login: str, name: str, password_hash: str, now: datetime) -> User:
        """The account, made with the use of the invitation. Raises `InvitationGone`, `LoginInvalid`, `LoginTaken`."""
        with self._db.write() as tx:
            row = tx.execute(
                f"SELECT * FROM invitations WHERE token_hash = ? AND {_OPEN}", (token_hash, to_text(now))
            ).fetchone()
            if row is None:
                raise InvitationGone
            user = insert_user(tx, login, name, Role(row["role"]), password_hash, now, invitation=row["id"])
            used = tx.execute(
                f"UPDATE invitations SET used_at = ?, used_by = ? WHERE id = ? AND {_OPEN}",
                (to_text(now), user.id, row["id"], to_text(now)),
            )
            if used.rowcount != 1:
                raise InvitationGone
            rows.record_event(tx, now, user, "invitation.used", "invitation", row["id"])
            return user

    def revoke(self, invitation_id: int, now: datetime, by: User | None = None) -> bool:
        """False for one that is over already. Raises `InvitationNotFound`."""
        with self._db.write() as tx:
            if tx.execute("SELECT 1 FROM invitations WHERE id = ?", (invitation_id,)).fetchone() is None:
                raise InvitationNotFound(id=invitation_id)
            return _revoke(tx, invitation_id, now, by)


def revoke_all_by(tx: sqlite3.Connection, user_id: int, now: datetime, by: User | None) -> None:
    """Open invitations of somebody who may not invite any more."""
    found = tx.execute(f"SELECT id FROM invitations WHERE made_by = ? AND {_OPEN}", (user_id, to_text(now))).fetchall()
    for row in found:
        _revoke(tx, row["id"], now, by)


def _revoke(tx: sqlite3.Connection, invitation_id: int, now: datetime, by: User | None) -> bool:
    moved = tx.execute(
        f"UPDATE invitations SET revoked_at = ? WHERE id = ? AND {_OPEN}",
        (to_text(now), invitation_id, to_text(now)),
    )
    if moved.rowcount == 1:
        rows.record_event(tx, now, by, "invitation.revoked", "invitation", invitation_id)
    return moved.rowcount == 1


def _invitation(row: sqlite3.Row) -> Invitation:
    return Invitation(
        row["id"],
        Role(row["role"]),
        row["meant_for"],
        row["made_by_name"],
        from_text(row["made_at"]),
        from_text(row["expires_at"]),
    )
