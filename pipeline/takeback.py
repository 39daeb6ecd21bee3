"""Taking posts out of the calendar, and taking the last step back: what the calendar's “undo” does.

A step is taken back by whoever did it, while the post is as that step left it. A time that has passed meanwhile
does not come back.
"""

from __future__ import annotations

from datetime import datetime

from pipeline import schedule
from pipeline.errors import Conflict, DeskError, NotAllowed
from pipeline.model import Post, PostState, User
from pipeline.plan_errors import StepNotUndoable
from pipeline.store import Store
from pipeline.store.takeback import Step
from pipeline.walltime import Moment, resolve

_REVIVED = (PostState.DRAFT, PostState.APPROVED, PostState.FAILED, PostState.MISSED)


def unschedule(store: Store, user: User, post_id: int, version: int, now: datetime) -> None:
    """Take a waiting post out of the calendar; it stays approved. Raises `NotAllowed` or `Conflict`."""
    if not user.may_schedule:
        raise NotAllowed
    store.takeback.unschedule(user, post_id, version, now)


def possible(store: Store, user: User, post: Post, zone: str, now: datetime) -> bool:
    """Whether this person can take the last step of the post back now."""
    if not user.may_schedule:
        return False
    step = store.takeback.last(user, post.id)
    if step is None:
        return False
    try:
        _aim(step, post, zone, now)
    except StepNotUndoable:
        return False
    return True


def undo(store: Store, user: User, post_id: int, version: int, zone: str, now: datetime) -> None:
    """Take the last step back; `zone` is the page's.

    Raises `NotAllowed`, `Conflict`, `StepNotUndoable`, and what the store raises where the post may not go back.
    """
    if not user.may_schedule:
        raise NotAllowed
    post = store.posts.get(post_id)
    if post.version != version:
        raise Conflict
    step = store.takeback.last(user, post_id)
    if step is None:
        raise StepNotUndoable
    moment = _aim(step, post, zone, now)
    if step.kind == "post.cancelled":
        store.takeback.revive(user, post_id, version, PostState(step.from_state), moment, now)
    elif step.kind == "post.unscheduled" and moment is not None:
        store.takeback.put_in(user, post_id, version, moment, now)
    elif moment is not None:
        store.takeback.put_back(user, post_id, version, moment, now)
    else:
        store.takeback.unschedule(user, post_id, version, now, "post.put-back")


def _aim(step: Step, post: Post, zone: str, now: datetime) -> Moment | None:
    """Where the post goes back to: a moment still to come, or None for no time. Raises `StepNotUndoable`."""
    if step.kind == "post.cancelled":
        if post.state is not PostState.CANCELLED:
            raise StepNotUndoable
        if step.from_state in _REVIVED:
            return None
        return _to_come(post.wall_time, post.zone or zone, post.fold, now)
    if step.kind == "post.unscheduled":
        if post.state is not PostState.APPROVED:
            raise StepNotUndoable
        return _to_come(step.was, zone, step.was_fold, now)
    if post.state is not PostState.SCHEDULED or step.from_state not in (PostState.SCHEDULED, PostState.APPROVED):
        raise StepNotUndoable
    return _to_come(step.was, zone, step.was_fold, now) if step.from_state == PostState.SCHEDULED else None


def _to_come(wall: str | None, zone: str, fold: int, now: datetime) -> Moment:
    if wall is None:
        raise StepNotUndoable
    try:
        return schedule.in_time(resolve(wall, zone, fold), now)
    except DeskError as error:
        raise StepNotUndoable from error
