"""Publishing once, as rows: due, claim, intent, outcome, reading back, and a person's word where reading told nothing.

Every move is one guarded UPDATE under `BEGIN IMMEDIATE`, its event in the same transaction. `holder` is the publisher
process that makes it; a claim is another's from the moment that another holder took the post over.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from pipeline.clock import to_text
from pipeline.errors import AddressTaken, Conflict, TooSoonToTell
from pipeline.model import Post, PostState, User
from pipeline.store import clearance, rows
from pipeline.store.base import Database
from pipeline.store.clearance import CLEARED
from pipeline.store.posts import Cursor, get_post, select_posts

_NOT_PAUSED = (
    "NOT EXISTS (SELECT 1 FROM page_pauses q WHERE q.page_id = posts.page_id AND (q.until IS NULL OR q.until > ?))"
)
BATCH = 100
"""Rows that one reading returns at most: a tick goes on in pages, whatever is due."""


class Publishing:
    def __init__(self, database: Database) -> None:
        self._db = database

    # -- before the POST ----------------------------------------------------------------------------

    def due(
        self, now: datetime, page_id: str | None = None, after: Cursor | None = None, limit: int = BATCH
    ) -> tuple[Post, ...]:
        """Scheduled posts whose time has come, earliest first, at most `limit` after the one that `after` names.

        Without a page, those of all pages, also of pages that the settings no longer name.
        """
        of_page, values = ("", ()) if page_id is None else (" AND p.page_id = ?", (page_id,))
        with self._db.read() as tx:
            return select_posts(
                tx,
                f"WHERE p.state = 'scheduled' AND p.due_at <= ?{of_page} AND (p.due_at, p.id) > (?, ?)"
                " ORDER BY p.due_at, p.id LIMIT ?",
                (to_text(now), *values, *(after or ("", 0)), limit),
            )

    @staticmethod
    def after(post: Post) -> Cursor:
        """Where `due` goes on after this post."""
        assert post.due_at is not None
        return (to_text(post.due_at), post.id)

    def miss(self, page_id: str, due_before: datetime, now: datetime, limit: int = BATCH) -> tuple[int, ...]:
        """`scheduled → missed` for posts of a page that were due before `due_before`, the oldest first; their ids."""
        with self._db.write() as tx:
            found = tx.execute(
                "SELECT id FROM posts WHERE state = 'scheduled' AND page_id = ? AND due_at < ?"
                " ORDER BY due_at, id LIMIT ?",
                (page_id, to_text(due_before), limit),
            ).fetchall()
            for row in found:
                tx.execute(
                    "UPDATE posts SET state = 'missed', version = version + 1, problem = CASE WHEN EXISTS"
                    " (SELECT 1 FROM revisits r WHERE r.post_id = posts.id AND r.verdict = 'unreachable'"
                    " AND r.at >= posts.due_at) THEN 'source-unreachable' ELSE 'missed' END"
                    " WHERE id = ? AND state = 'scheduled'",
                    (row["id"],),
                )
                rows.record_event(
                    tx, now, None, "post.missed", "post", row["id"], from_state="scheduled", to_state="missed"
                )
            return tuple(row["id"] for row in found)

    def claim(self, post_id: int, holder: str, lease_until: datetime, now: datetime) -> Post | None:
        """`scheduled → publishing` for one holder, or None when it is not due, not cleared, not free or paused."""
        with self._db.write() as tx:
            claimed = tx.execute(
                "UPDATE posts SET state = 'publishing', claimed_by = ?, lease_until = ?, intent_at = NULL,"
                " retry_at = NULL, reads = 0, read_at = NULL, version = version + 1"
                " WHERE id = ? AND state = 'scheduled' AND due_at <= ?"
                f" AND {CLEARED} AND {_NOT_PAUSED} RETURNING id",
                (holder, to_text(lease_until), post_id, to_text(now), to_text(now)),
            ).fetchall()
            if not claimed:
                clearance.hold_uncleared(tx, post_id, now)
                return None
            rows.record_event(
                tx, now, None, "post.claimed", "post", post_id, from_state="scheduled", to_state="publishing",
                detail={"holder": holder},
            )  # fmt: skip
            return get_post(tx, post_id)

    def claim_again(self, post: Post, holder: str, lease_until: datetime, now: datetime) -> Post | None:
        """Take over a post in `publishing` that has no intent, and so was never sent.

        None when it moved on meanwhile, is not cleared any more, or its page is paused.
        """
        with self._db.write() as tx:
            claimed = tx.execute(
                "UPDATE posts SET claimed_by = ?, lease_until = ?, retry_at = NULL, version = version + 1"
                " WHERE id = ? AND version = ? AND state = 'publishing' AND intent_at IS NULL"
                f" AND {CLEARED} AND {_NOT_PAUSED} RETURNING id",
                (holder, to_text(lease_until), post.id, post.version, to_text(now)),
            ).fetchall()
            if not claimed:
                return None
            rows.record_event(
                tx, now, None, "post.claimed", "post", post.id, from_state="publishing", to_state="publishing",
                detail={"holder": holder, "before": post.claimed_by},
            )  # fmt: skip
            return get_post(tx, post.id)

    def drop_unsent(self, post: Post, to: PostState, problem: str, now: datetime) -> bool:
        """`publishing → missed | failed` for a post without an intent: it was never sent, and may not be any more."""
        assert to in (PostState.MISSED, PostState.FAILED)
        with self._db.write() as tx:
            moved = tx.execute(
                "UPDATE posts SET state = ?, problem = ?, retry_at = NULL, version = version + 1"
                " WHERE id = ? AND version = ? AND state = 'publishing' AND intent_at IS NULL",
                (to, problem, post.id, post.version),
            )
            if moved.rowcount == 1:
                rows.record_event(
                    tx, now, None, f"post.{to}", "post", post.id, from_state="publishing", to_state=to,
                    detail={"problem": problem},
                )  # fmt: skip
            return moved.rowcount == 1

    def cleared(self, post_id: int) -> bool:
        """Whether the post may leave now."""
        with self._db.read() as tx:
            return tx.execute(f"SELECT 1 FROM posts WHERE id = ? AND {CLEARED}", (post_id,)).fetchone() is not None

    def renew(self, post_id: int, holder: str, lease_until: datetime) -> bool:
        """A longer lease for a post that is being prepared; False when the claim is another's."""
        with self._db.write() as tx:
            moved = tx.execute(
                "UPDATE posts SET lease_until = ? WHERE id = ? AND state = 'publishing' AND claimed_by = ?"
                " AND intent_at IS NULL",
                (to_text(lease_until), post_id, holder),
            )
            return moved.rowcount == 1

    def intend(self, post_id: int, holder: str, now: datetime) -> bool:
        """Commit the intent to send, once: False when it stands already or the claim is another's.

        False, too, when the post may not leave any more or its page is paused: preparing it may have taken minutes.
        """
        with self._db.write() as tx:
            moved = tx.execute(
                "UPDATE posts SET intent_at = ? WHERE id = ? AND state = 'publishing' AND claimed_by = ?"
                f" AND intent_at IS NULL AND {CLEARED} AND {_NOT_PAUSED}",
                (to_text(now), post_id, holder, to_text(now)),
            )
            if moved.rowcount == 1:
                rows.record_event(tx, now, None, "post.intended", "post", post_id)
            return moved.rowcount == 1

    # -- after it -----------------------------------------------------------------------------------

    def put_off(self, post_id: int, holder: str, retry_at: datetime, problem: str, now: datetime) -> None:
        """The other side asks to wait and has not published: the intent is taken back. Raises `Conflict`."""
        with self._db.write() as tx:
            moved = tx.execute(
                "UPDATE posts SET intent_at = NULL, retry_at = ?, problem = ?, version = version + 1"
                " WHERE id = ? AND claimed_by = ? AND state = 'publishing'",
                (to_text(retry_at), problem, post_id, holder),
            )
            if moved.rowcount != 1:
                raise Conflict
            rows.record_event(
                tx, now, None, "post.put-off", "post", post_id,
                detail={"problem": problem, "until": to_text(retry_at)},
            )  # fmt: skip

    def record_published(self, post_id: int, holder: str, remote_id: str, remote_url: str, now: datetime) -> None:
        """`publishing | unknown → published`. Raises `Conflict` when the claim is another's."""
        self._outcome(post_id, holder, PostState.PUBLISHED, now, remote_id=remote_id, remote_url=remote_url)

    def record_failed(self, post_id: int, holder: str, problem: str, now: datetime) -> None:
        """`publishing | unknown → failed`: certainly not published. Raises `Conflict`."""
        self._outcome(post_id, holder, PostState.FAILED, now, problem=problem)

    def record_unknown(self, post_id: int, holder: str, problem: str, read_at: datetime, now: datetime) -> None:
        """`publishing → unknown`: it may have gone out; the page is read back at `read_at`. Raises `Conflict`."""
        self._outcome(post_id, holder, PostState.UNKNOWN, now, problem=problem, read_at=read_at)

    def _outcome(
        self,
        post_id: int,
        holder: str,
        state: PostState,
        now: datetime,
        *,
        remote_id: str | None = None,
        remote_url: str | None = None,
        problem: str | None = None,
        read_at: datetime | None = None,
    ) -> None:
        with self._db.write() as tx:
            before = get_post(tx, post_id).state
            moved = tx.execute(
                "UPDATE posts SET state = ?, remote_id = ?, remote_url = ?, problem = ?, read_at = ?, retry_at = NULL,"
                " lease_until = ?, published_at = CASE WHEN ? = 'published' THEN ? END, version = version + 1"
                " WHERE id = ? AND claimed_by = ? AND intent_at IS NOT NULL"
                " AND (state = 'publishing' OR (state = 'unknown' AND ? <> 'unknown'))",
                (
                    state,
                    remote_id,
                    remote_url,
                    problem,
                    None if read_at is None else to_text(read_at),
                    to_text(now),
                    state,
                    to_text(now),
                    post_id,
                    holder,
                    state,
                ),
            )
            if moved.rowcount != 1:
                raise Conflict
            rows.record_event(
                tx, now, None, f"post.{state}", "post", post_id, from_state=before, to_state=state,
                detail={"problem": problem} if problem else None,
            )  # fmt: skip

    # -- what was cut off, and reading back -----------------------------------------------------------

    def interrupted(self, holder: str, now: datetime, page_id: str | None = None) -> tuple[Post, ...]:
        """Posts in `publishing` whose lease ran out or whose holder is gone, and those put off whose time has come; of
        one page or of all.

        Only the process that holds the publisher's lock may ask: any other holder is then a dead one.
        """
        of_page, values = ("", ()) if page_id is None else (" AND p.page_id = ?", (page_id,))
        with self._db.read() as tx:
            return select_posts(
                tx,
                f"WHERE p.state = 'publishing'{of_page} AND CASE WHEN p.retry_at IS NOT NULL THEN p.retry_at <= ?"
                " ELSE p.claimed_by <> ? OR p.lease_until < ? END ORDER BY p.due_at, p.id",
                (*values, to_text(now), holder, to_text(now)),
            )

    def doubt(self, post: Post, holder: str, read_at: datetime, now: datetime) -> bool:
        """`publishing → unknown` for an interrupted post with an intent; False when it moved on meanwhile."""
        with self._db.write() as tx:
            moved = tx.execute(
                "UPDATE posts SET state = 'unknown', claimed_by = ?, lease_until = ?, read_at = ?, retry_at = NULL,"
                " problem = 'interrupted', version = version + 1"
                " WHERE id = ? AND version = ? AND state = 'publishing' AND intent_at IS NOT NULL",
                (holder, to_text(now), to_text(read_at), post.id, post.version),
            )
            if moved.rowcount == 1:
                rows.record_event(
                    tx, now, None, "post.unknown", "post", post.id, from_state="publishing", to_state="unknown",
                    detail={"problem": "interrupted", "holder": post.claimed_by},
                )  # fmt: skip
            return moved.rowcount == 1

    def to_read(self, page_id: str, now: datetime, limit: int = BATCH) -> tuple[Post, ...]:
        """Posts of a page whose outcome is unknown and whose next read is due."""
        with self._db.read() as tx:
            return select_posts(
                tx,
                "WHERE p.state = 'unknown' AND p.page_id = ? AND p.read_at <= ? ORDER BY p.read_at, p.id LIMIT ?",
                (page_id, to_text(now), limit),
            )

    def begin_read(
        self, post: Post, holder: str, lease_until: datetime, read_at: datetime, now: datetime
    ) -> Post | None:
        """Take an unknown post for one read; a read that comes to nothing is made again at `read_at`.

        While the lease holds no person's word is taken (`settle`). None when the post moved on meanwhile.
        """
        assert post.read_at is not None
        with self._db.write() as tx:
            moved = tx.execute(
                "UPDATE posts SET claimed_by = ?, lease_until = ?, read_at = ?"
                " WHERE id = ? AND version = ? AND state = 'unknown' AND read_at = ?",
                (holder, to_text(lease_until), to_text(read_at), post.id, post.version, to_text(post.read_at)),
            )
            return get_post(tx, post.id) if moved.rowcount == 1 else None

    def end_read(self, post_id: int, holder: str, now: datetime) -> None:
        """The read came to nothing: it does not count. Raises `Conflict`."""
        with self._db.write() as tx:
            self._release(tx, post_id, holder, "lease_until = ?", (to_text(now),))

    def absent(self, post_id: int, holder: str, read_at: datetime | None, now: datetime) -> None:
        """The page was read without the post. Without a next read it is a person's, as `absent`. Raises `Conflict`."""
        with self._db.write() as tx:
            last = read_at is None
            self._release(
                tx,
                post_id,
                holder,
                "lease_until = ?, reads = reads + 1, read_at = ?,"
                " problem = CASE WHEN ? THEN 'absent' ELSE problem END, version = version + ?",
                (to_text(now), None if read_at is None else to_text(read_at), last, last),
            )
            if last:
                rows.record_event(tx, now, None, "post.absent", "post", post_id)

    @staticmethod
    def _release(tx: sqlite3.Connection, post_id: int, holder: str, change: str, values: tuple[object, ...]) -> None:
        moved = tx.execute(
            f"UPDATE posts SET {change} WHERE id = ? AND claimed_by = ? AND state = 'unknown'",
            (*values, post_id, holder),
        )
        if moved.rowcount != 1:
            raise Conflict

    # -- a person's word ----------------------------------------------------------------------------

    def found_there(self, user: User, post_id: int, version: int, address: str, now: datetime) -> None:
        """`unknown → published`: a person saw the post on the page. Raises `Conflict` or `AddressTaken`."""
        with self._db.write() as tx:
            post = get_post(tx, post_id)
            taken = tx.execute(
                "SELECT id FROM posts WHERE page_id = ? AND (remote_id = ? OR remote_url = ?)",
                (post.page_id, address, address),
            ).fetchone()
            if taken is not None:
                raise AddressTaken(id=taken["id"])
            self._word(
                tx, user, post, version, PostState.PUBLISHED, now,
                "remote_id = ?, remote_url = ?, published_at = intent_at, problem = NULL", (address, address),
            )  # fmt: skip

    def not_there(self, user: User, post_id: int, version: int, sent_before: datetime, now: datetime) -> None:
        """`unknown → failed`: a person looked and the post is not on the page.

        Only after the last read, or for a post that was sent before `sent_before`: else `TooSoonToTell`, for the page
        may still come to list it. Raises `Conflict`.
        """
        with self._db.write() as tx:
            post = get_post(tx, post_id)
            if post.read_at is not None and (post.intent_at is None or post.intent_at > sent_before):
                raise TooSoonToTell
            self._word(
                tx, user, post, version, PostState.FAILED, now, "problem = 'not-there', tried_at = intent_at", ()
            )

    @staticmethod
    def _word(
        tx: sqlite3.Connection,
        user: User,
        post: Post,
        version: int,
        state: PostState,
        now: datetime,
        change: str,
        values: tuple[object, ...],
    ) -> None:
        moved = tx.execute(
            f"UPDATE posts SET state = ?, read_at = NULL, version = version + 1, {change}"
            " WHERE id = ? AND version = ? AND state = 'unknown' AND lease_until <= ?",
            (state, *values, post.id, version, to_text(now)),
        )
        if moved.rowcount != 1:
            raise Conflict
        rows.record_event(
            tx, now, user, f"post.{state}", "post", post.id, from_state="unknown", to_state=state,
            detail={"looked": True},
        )  # fmt: skip
