"""Posts: composing, approval, schedule, and the claim, intent and outcome of publishing once."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from pipeline.clock import from_text, to_text
from pipeline.errors import ArticleNotApproved, ArticleNotFound, Conflict, DuplicatePost, FourEyes, PostNotFound
from pipeline.model import Approval, Page, Post, PostState, User
from pipeline.store import clearance, levels, rows
from pipeline.store.base import Database
from pipeline.store.clearance import Need

_SELECT = (
    "SELECT p.*, a.title AS article_title, u.name AS composed_by_name FROM posts p"
    " JOIN articles a ON a.id = p.article_id JOIN users u ON u.id = p.composed_by"
)
_SCHEDULABLE = (PostState.APPROVED, PostState.SCHEDULED, PostState.FAILED, PostState.MISSED)
Cursor = tuple[str, int]


class Posts:
    def __init__(self, database: Database) -> None:
        self._db = database

    # -- reading ------------------------------------------------------------------------------------

    def get(self, post_id: int) -> Post:
        """Raises `NotFound`."""
        with self._db.read() as tx:
            return _get(tx, post_id)

    def count(self, state: PostState) -> int:
        with self._db.read() as tx:
            return rows.counter(tx, f"post:{state}")

    def list(
        self,
        states: Sequence[PostState] = tuple(PostState),
        page_id: str | None = None,
        before: Cursor | None = None,
        limit: int = 50,
    ) -> tuple[Post, ...]:
        """Posts, the latest time first (due, else composed); `before` is `cursor(last post seen)`."""
        marks = ", ".join("?" * len(states))
        with self._db.read() as tx:
            return _posts(
                tx,
                f"WHERE p.state IN ({marks}) AND (? IS NULL OR p.page_id = ?) AND (p.sort_at, p.id) < (?, ?)"
                " ORDER BY p.sort_at DESC, p.id DESC LIMIT ?",
                (*states, page_id, page_id, *(before or ("~", 0)), limit),
            )

    @staticmethod
    def cursor(post: Post) -> Cursor:
        """Where a page that ended with `post` goes on."""
        return (to_text(post.due_at or post.created_at), post.id)

    def between(self, start: datetime, end: datetime, page_id: str | None = None) -> tuple[Post, ...]:
        """Posts that are or were due in [start, end), by time; cancelled ones left out."""
        with self._db.read() as tx:
            return _posts(
                tx,
                "WHERE p.due_at IS NOT NULL AND p.sort_at >= ? AND p.sort_at < ? AND p.state <> 'cancelled'"
                " AND (? IS NULL OR p.page_id = ?) ORDER BY p.sort_at, p.id",
                (to_text(start), to_text(end), page_id, page_id),
            )

    def of_article(self, article_id: int) -> tuple[Post, ...]:
        with self._db.read() as tx:
            return _posts(tx, "WHERE p.article_id = ? ORDER BY p.id", (article_id,))

    # -- composing ----------------------------------------------------------------------------------

    def sync_pages(self, pages: Iterable[Page], *, demo: bool = False) -> None:
        """Take the pages of the settings over; a page with posts is never deleted. `demo`: the desk is the demo's.

        Whether an article waits as flagged goes by all pages, so another set of pages weighs the waiting ones again.
        """
        with self._db.write() as tx:
            before = _listed(tx)
            tx.execute("UPDATE pages SET listed = 0 WHERE listed = 1")
            tx.executemany(
                "INSERT INTO pages (id, name, operator, four_eyes, demo) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id)"
                " DO UPDATE SET name = excluded.name, operator = excluded.operator, four_eyes = excluded.four_eyes,"
                " demo = excluded.demo, listed = 1",
                [(page.id, page.name, page.operator, int(page.four_eyes), int(demo)) for page in pages],
            )
            if _listed(tx) != before:
                levels.weigh_again(tx)

    def create(
        self,
        user: User,
        page: Page,
        article_id: int,
        caption: str,
        image_url: str | None,
        image_alt: str | None,
        now: datetime,
    ) -> int:
        """A draft from an approved article. Raises `ArticleNotApproved` or `DuplicatePost`."""
        with self._db.write() as tx:
            article = tx.execute(
                "SELECT a.state, a.url, a.image_credit, s.name FROM articles a"
                " JOIN sources s ON s.id = a.source_id WHERE a.id = ?",
                (article_id,),
            ).fetchone()
            if article is None:
                raise ArticleNotFound(id=article_id)
            if article["state"] != "approved":
                raise ArticleNotApproved
            live = tx.execute(
                "SELECT id FROM posts WHERE page_id = ? AND article_id = ? AND state <> 'cancelled'",
                (page.id, article_id),
            ).fetchone()
            if live is not None:
                raise DuplicatePost(post_id=live["id"])
            cursor = tx.execute(
                "INSERT INTO posts (page_id, article_id, key, source_name, link, caption, image_url, image_alt,"
                " image_credit, composed_by, created_at, sort_at, demo) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    page.id,
                    article_id,
                    uuid.uuid4().hex,
                    article["name"],
                    article["url"],
                    caption,
                    image_url,
                    image_alt,
                    article["image_credit"] if image_url else None,
                    user.id,
                    to_text(now),
                    to_text(now),
                    int(user.demo),
                ),
            )
            rows.record_event(tx, now, user, "post.composed", "post", cursor.lastrowid, to_state="draft")
            assert cursor.lastrowid is not None
            return cursor.lastrowid

    def edit(
        self,
        user: User,
        post_id: int,
        version: int,
        caption: str,
        image_url: str | None,
        image_alt: str | None,
        now: datetime,
    ) -> None:
        """New content: the post is a draft again, and its approvals are void. Raises `Conflict`."""
        with self._db.write() as tx:
            post = _get(tx, post_id)
            moved = tx.execute(
                "UPDATE posts SET caption = ?, image_url = ?, image_alt = ?, state = 'draft', problem = NULL,"
                " image_credit = (SELECT CASE WHEN ? IS NULL THEN NULL ELSE a.image_credit END"
                "                 FROM articles a WHERE a.id = posts.article_id),"
                " composed_by = ?, version = version + 1 WHERE id = ? AND version = ?"
                " AND state IN ('draft', 'approved', 'scheduled', 'failed', 'missed')",
                (caption, image_url, image_alt, image_url, user.id, post_id, version),
            )
            if moved.rowcount != 1:
                raise Conflict
            tx.execute("DELETE FROM post_approvals WHERE post_id = ?", (post_id,))
            rows.record_event(tx, now, user, "post.edited", "post", post_id, from_state=post.state, to_state="draft")

    def approve(self, user: User, page: Page, post_id: int, version: int, now: datetime) -> None:
        """`draft → approved` by a person. Raises `FourEyes`, `ArticleNotApproved` or `Conflict`."""
        with self._db.write() as tx:
            post = _get(tx, post_id)
            if page.four_eyes and post.composed_by == user.id:
                raise FourEyes
            self._require_approved_article(tx, post)
            moved = tx.execute(
                "UPDATE posts SET state = 'approved', problem = NULL, version = version + 1"
                " WHERE id = ? AND version = ? AND state = 'draft'",
                (post_id, version),
            )
            if moved.rowcount != 1:
                raise Conflict
            tx.execute("INSERT INTO post_approvals VALUES (?, ?, ?)", (post_id, user.id, to_text(now)))
            detail = None if page.four_eyes else {"four_eyes": False}
            rows.record_event(
                tx, now, user, "post.approved", "post", post_id, from_state="draft", to_state="approved",
                detail=detail,
            )  # fmt: skip

    @staticmethod
    def _require_approved_article(tx: sqlite3.Connection, post: Post) -> None:
        row = tx.execute("SELECT state FROM articles WHERE id = ?", (post.article_id,)).fetchone()
        if row["state"] != "approved":
            raise ArticleNotApproved

    # -- scheduling ---------------------------------------------------------------------------------

    def schedule(
        self,
        user: User,
        post_id: int,
        version: int,
        wall_time: str,
        zone: str,
        due_at: datetime,
        now: datetime,
    ) -> None:
        """`approved | scheduled | failed | missed → scheduled`.

        Raises `Conflict`, `ArticleNotApproved`, or `NotCleared` where the post may not leave (`store.clearance`).
        """
        with self._db.write() as tx:
            post = _get(tx, post_id)
            self._require_approved_article(tx, post)
            if post.version == version and post.state in _SCHEDULABLE:
                clearance.require(tx, post_id)
            moved = tx.execute(
                "UPDATE posts SET state = 'scheduled', wall_time = ?, zone = ?, due_at = ?, sort_at = ?,"
                " problem = NULL, claimed_by = NULL, lease_until = NULL, intent_at = NULL, version = version + 1"
                " WHERE id = ? AND version = ? AND state IN ('approved', 'scheduled', 'failed', 'missed')",
                (wall_time, zone, to_text(due_at), to_text(due_at), post_id, version),
            )
            if moved.rowcount != 1:
                raise Conflict
            rows.record_event(
                tx, now, user, "post.scheduled", "post", post_id, from_state=post.state, to_state="scheduled",
                detail={"wall_time": wall_time, "zone": zone},
            )  # fmt: skip

    def cancel(self, user: User, post_id: int, version: int, now: datetime) -> None:
        """Withdraw a post that has not left. Raises `Conflict`."""
        with self._db.write() as tx:
            post = _get(tx, post_id)
            moved = tx.execute(
                "UPDATE posts SET state = 'cancelled', version = version + 1 WHERE id = ? AND version = ?"
                " AND state IN ('draft', 'approved', 'scheduled', 'failed', 'missed')",
                (post_id, version),
            )
            if moved.rowcount != 1:
                raise Conflict
            rows.record_event(
                tx, now, user, "post.cancelled", "post", post_id, from_state=post.state, to_state="cancelled"
            )

    # -- publishing ---------------------------------------------------------------------------------

    def due(self, now: datetime) -> tuple[Post, ...]:
        """Scheduled posts whose time has come, earliest first."""
        with self._db.read() as tx:
            return _posts(
                tx,
                "WHERE p.state = 'scheduled' AND p.due_at <= ? ORDER BY p.due_at, p.id",
                (to_text(now),),
            )

    def mark_missed(self, post_id: int, due_before: datetime, now: datetime) -> bool:
        """`scheduled → missed` for a post that was due before `due_before`."""
        with self._db.write() as tx:
            moved = tx.execute(
                "UPDATE posts SET state = 'missed', version = version + 1, problem = CASE WHEN EXISTS"
                " (SELECT 1 FROM revisits r WHERE r.post_id = posts.id AND r.verdict = 'unreachable'"
                " AND r.at >= posts.due_at) THEN 'source-unreachable' ELSE 'missed' END"
                " WHERE id = ? AND state = 'scheduled' AND due_at < ?",
                (post_id, to_text(due_before)),
            )
            if moved.rowcount == 1:
                rows.record_event(
                    tx, now, None, "post.missed", "post", post_id, from_state="scheduled", to_state="missed"
                )
            return moved.rowcount == 1

    def claim(self, post_id: int, holder: str, lease_until: datetime, now: datetime) -> Post | None:
        """`scheduled → publishing` for one holder, or None when it is not due, not cleared or not free."""
        with self._db.write() as tx:
            claimed = tx.execute(
                "UPDATE posts SET state = 'publishing', claimed_by = ?, lease_until = ?, intent_at = NULL,"
                " version = version + 1 WHERE id = ? AND state = 'scheduled' AND due_at <= ?"
                f" AND {clearance.CLEARED} RETURNING id",
                (holder, to_text(lease_until), post_id, to_text(now)),
            ).fetchall()
            if not claimed:
                self._hold_uncleared(tx, post_id, now)
                return None
            rows.record_event(
                tx, now, None, "post.claimed", "post", post_id, from_state="scheduled", to_state="publishing",
                detail={"holder": holder},
            )  # fmt: skip
            return _get(tx, post_id)

    @staticmethod
    def _hold_uncleared(tx: sqlite3.Connection, post_id: int, now: datetime) -> None:
        """A post whose time has come without all that it needs waits for a person, not for its lateness limit."""
        due = tx.execute(
            "SELECT 1 FROM posts WHERE id = ? AND state = 'scheduled' AND due_at <= ?", (post_id, to_text(now))
        ).fetchone()
        if due is not None and clearance.missing(tx, post_id):
            clearance.hold(tx, post_id, "not-cleared", now)

    def needs(self, post_id: int) -> tuple[Need, ...]:
        """What is asked of the post before it leaves, and which of it holds now."""
        with self._db.read() as tx:
            return clearance.needs(tx, post_id)

    def cleared(self, post_id: int) -> bool:
        """Whether the post may leave now."""
        needs = self.needs(post_id)
        return bool(needs) and all(need.met for need in needs)

    def hold(self, post_id: int, because: str, now: datetime) -> bool:
        """`scheduled → draft` with the approvals void: the post waits for a person. `because` is its `problem`."""
        with self._db.write() as tx:
            return clearance.hold(tx, post_id, because, now)

    def intend(self, post_id: int, holder: str, now: datetime) -> bool:
        """Commit the intent to send, once: False when it stands already or the claim is another's."""
        with self._db.write() as tx:
            moved = tx.execute(
                "UPDATE posts SET intent_at = ? WHERE id = ? AND state = 'publishing' AND claimed_by = ?"
                " AND intent_at IS NULL",
                (to_text(now), post_id, holder),
            )
            if moved.rowcount == 1:
                rows.record_event(tx, now, None, "post.intended", "post", post_id)
            return moved.rowcount == 1

    def record_published(self, post_id: int, holder: str, remote_id: str, remote_url: str, now: datetime) -> None:
        """`publishing | unknown → published`. Raises `Conflict` when the claim is another's."""
        self._outcome(post_id, holder, PostState.PUBLISHED, now, remote_id=remote_id, remote_url=remote_url)

    def record_failed(self, post_id: int, holder: str, problem: str, now: datetime) -> None:
        """`publishing | unknown → failed`: certainly not published. Raises `Conflict`."""
        self._outcome(post_id, holder, PostState.FAILED, now, problem=problem)

    def record_unknown(self, post_id: int, holder: str, problem: str, now: datetime) -> None:
        """`publishing → unknown`: it may have gone out. Raises `Conflict`."""
        self._outcome(post_id, holder, PostState.UNKNOWN, now, problem=problem)

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
    ) -> None:
        with self._db.write() as tx:
            before = _get(tx, post_id).state
            moved = tx.execute(
                "UPDATE posts SET state = ?, remote_id = ?, remote_url = ?, problem = ?,"
                " published_at = CASE WHEN ? = 'published' THEN ? END, version = version + 1"
                " WHERE id = ? AND claimed_by = ?"
                " AND (state = 'publishing' OR (state = 'unknown' AND ? <> 'unknown'))",
                (state, remote_id, remote_url, problem, state, to_text(now), post_id, holder, state),
            )
            if moved.rowcount != 1:
                raise Conflict
            rows.record_event(
                tx, now, None, f"post.{state}", "post", post_id, from_state=before, to_state=state,
                detail={"problem": problem} if problem else None,
            )  # fmt: skip

    def orphans(self, holder: str, now: datetime) -> tuple[Post, ...]:
        """Posts in `publishing` or `unknown` whose lease ran out or whose holder is gone.

        Only the process that holds the publisher's lock may ask: any other holder is then a dead one.
        """
        with self._db.read() as tx:
            return _posts(
                tx,
                "WHERE p.state IN ('publishing', 'unknown') AND (p.claimed_by <> ? OR p.lease_until < ?)"
                " ORDER BY p.due_at, p.id",
                (holder, to_text(now)),
            )

    def adopt(self, post: Post, holder: str, lease_until: datetime, now: datetime) -> Post | None:
        """Take an orphan over as `unknown`, with the intent on record; None when it moved on meanwhile."""
        with self._db.write() as tx:
            moved = tx.execute(
                "UPDATE posts SET state = 'unknown', claimed_by = ?, lease_until = ?,"
                " intent_at = coalesce(intent_at, ?), problem = coalesce(problem, 'interrupted'),"
                " version = version + (state <> 'unknown')"
                " WHERE id = ? AND version = ? AND state IN ('publishing', 'unknown')",
                (holder, to_text(lease_until), to_text(now), post.id, post.version),
            )
            if moved.rowcount != 1:
                return None
            if post.state is PostState.PUBLISHING:
                rows.record_event(
                    tx, now, None, "post.unknown", "post", post.id, from_state="publishing",
                    to_state="unknown", detail={"problem": "interrupted", "holder": post.claimed_by},
                )  # fmt: skip
            return _get(tx, post.id)


def _listed(tx: sqlite3.Connection) -> list[str]:
    return [row["id"] for row in tx.execute("SELECT id FROM pages WHERE listed = 1 ORDER BY id")]


def _get(tx: sqlite3.Connection, post_id: int) -> Post:
    found = _posts(tx, "WHERE p.id = ?", (post_id,))
    if not found:
        raise PostNotFound(id=post_id)
    return found[0]


def _posts(tx: sqlite3.Connection, tail: str, values: Sequence[object]) -> tuple[Post, ...]:
    found = tx.execute(f"{_SELECT} {tail}", values).fetchall()
    return tuple(rows.post(row, _approvals(tx, row["id"])) for row in found)


def _approvals(tx: sqlite3.Connection, post_id: int) -> tuple[Approval, ...]:
    return tuple(
        Approval(row["user_id"], row["name"], from_text(row["at"]), bool(row["demo"]))
        for row in tx.execute(
            "SELECT o.user_id, o.at, u.name, u.demo FROM post_approvals o JOIN users u ON u.id = o.user_id"
            " WHERE o.post_id = ? ORDER BY o.at",
            (post_id,),
        )
    )
