"""Taking back the last step of a post in the calendar, by whoever did it and while nothing else has happened since."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import Conflict, DuplicatePost
from pipeline.model import PostState, User
from pipeline.plan_errors import StepNotUndoable
from pipeline.store import clearance, rows
from pipeline.store.base import Database
from pipeline.store.calendar import retime
from pipeline.store.posts import put_in_calendar, time_of
from pipeline.walltime import Moment

KINDS = ("post.scheduled", "post.moved", "post.unscheduled", "post.cancelled")


@dataclass(frozen=True, slots=True)
class Step:
    """The last thing that a person did to a post in the calendar; `was` is the wall time before, with its fold."""

    kind: str
    from_state: str
    was: str | None
    was_fold: int


class TakeBack:
    def __init__(self, database: Database) -> None:
        self._db = database

    def last(self, user: User, post_id: int) -> Step | None:
        """The post's last event, when it is one of `KINDS` and this person's."""
        with self._db.read() as tx:
            return _last(tx, user, post_id)

    def unschedule(self, user: User, post_id: int, version: int, now: datetime, kind: str = "post.unscheduled") -> None:
        """`scheduled → approved`: out of the calendar, its approvals stay. Raises `Conflict`."""
        with self._db.write() as tx:
            row = tx.execute("SELECT wall_time, zone, fold FROM posts WHERE id = ?", (post_id,)).fetchone()
            moved = tx.execute(
                "UPDATE posts SET state = 'approved', wall_time = NULL, zone = NULL, fold = 0, due_at = NULL,"
                " sort_at = created_at, version = version + 1 WHERE id = ? AND version = ? AND state = 'scheduled'",
                (post_id, version),
            )
            if moved.rowcount != 1:
                raise Conflict
            rows.record_event(
                tx, now, user, kind, "post", post_id, from_state="scheduled", to_state="approved",
                detail={"was": row["wall_time"], "was_fold": row["fold"]},
            )  # fmt: skip

    def put_back(self, user: User, post_id: int, version: int, moment: Moment, now: datetime) -> None:
        """Give a waiting post the time back that it had before. Raises `Conflict` or `StepNotUndoable`."""
        with self._db.write() as tx:
            if _last(tx, user, post_id) is None:
                raise StepNotUndoable
            retime(tx, post_id, version, moment.wall, moment.at, moment.fold)
            _record(tx, user, post_id, "scheduled", "scheduled", now, moment)

    def put_in(self, user: User, post_id: int, version: int, moment: Moment, now: datetime) -> None:
        """Put a post back that was taken out of the calendar.

        Raises `Conflict`, `StepNotUndoable`, or `NotCleared` where it may not leave any more.
        """
        with self._db.write() as tx:
            if _last(tx, user, post_id) is None:
                raise StepNotUndoable
            _schedule(tx, post_id, version, moment)
            _record(tx, user, post_id, "approved", "scheduled", now, moment)

    def revive(
        self, user: User, post_id: int, version: int, state: PostState, moment: Moment | None, now: datetime
    ) -> None:
        """`cancelled →` the state it was cancelled in; a scheduled one with its moment.

        Raises `Conflict`, `StepNotUndoable`, `NotCleared`, or `DuplicatePost` where the article has another post by
        now.
        """
        with self._db.write() as tx:
            step = _last(tx, user, post_id)
            if step is None or step.kind != "post.cancelled":
                raise StepNotUndoable
            other = tx.execute(
                "SELECT o.id FROM posts p JOIN posts o ON o.page_id = p.page_id AND o.article_id = p.article_id"
                " WHERE p.id = ? AND o.id <> p.id AND o.state <> 'cancelled'",
                (post_id,),
            ).fetchone()
            if other is not None:
                raise DuplicatePost(post_id=other["id"])
            first = PostState.APPROVED if state is PostState.SCHEDULED else state
            revived = tx.execute(
                "UPDATE posts SET state = ?, version = version + 1 WHERE id = ? AND version = ?"
                " AND state = 'cancelled'",
                (first, post_id, version),
            )
            if revived.rowcount != 1:
                raise Conflict
            if moment is not None:
                _schedule(tx, post_id, version + 1, moment)
            _record(tx, user, post_id, "cancelled", state, now, moment)


def _last(tx: sqlite3.Connection, user: User, post_id: int) -> Step | None:
    row = tx.execute(
        "SELECT kind, actor_id, from_state, detail FROM events WHERE subject = 'post' AND subject_id = ?"
        " ORDER BY id DESC LIMIT 1",
        (str(post_id),),
    ).fetchone()
    if row is None or row["actor_id"] != user.id or row["kind"] not in KINDS:
        return None
    detail = json.loads(row["detail"] or "{}")
    return Step(row["kind"], row["from_state"], detail.get("was"), detail.get("was_fold", 0))


def _schedule(tx: sqlite3.Connection, post_id: int, version: int, moment: Moment) -> None:
    clearance.require(tx, post_id)
    put_in_calendar(tx, post_id, version, time_of(moment), (PostState.APPROVED,))


def _record(
    tx: sqlite3.Connection, user: User, post_id: int, before: str, after: str, now: datetime, moment: Moment | None
) -> None:
    detail = None if moment is None else {"wall_time": moment.wall, "zone": moment.zone}
    rows.record_event(tx, now, user, "post.put-back", "post", post_id, from_state=before, to_state=after, detail=detail)
