"""Posts: composing, approval, schedule. Publishing them is `pipeline.store.publishing`."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import from_text, to_text
from pipeline.errors import ArticleNotApproved, ArticleNotFound, Conflict, DuplicatePost, FourEyes, PostNotFound
from pipeline.model import SCHEDULABLE, Approval, Crop, Extras, Page, Post, PostPicture, PostState, User
from pipeline.store import clearance, levels, rows, versions
from pipeline.store.base import Database
from pipeline.store.clearance import Need
from pipeline.store.clusters import SAME_NEWS
from pipeline.walltime import Moment

_SELECT = (
    "SELECT p.*, a.title AS article_title, u.name AS composed_by_name FROM posts p"
    " JOIN articles a ON a.id = p.article_id JOIN users u ON u.id = p.composed_by"
)
_AT_A_TIME = 500
Cursor = tuple[str, int]
Time = tuple[str, str, int, str]
"""Wall time, zone, fold, and the instant as text."""
PictureText = tuple[str, str]
"""A picture's address and its description."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What a post says."""

    post_id: int
    page_id: str
    state: str
    title: str
    caption: str


class Posts:
    def __init__(self, database: Database) -> None:
        self._db = database

    # -- reading ------------------------------------------------------------------------------------

    def get(self, post_id: int) -> Post:
        """Raises `NotFound`."""
        with self._db.read() as tx:
            return get_post(tx, post_id)

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
        # All states asked for by name would all be read and sorted; without a name their order is an index.
        some = set(states) != set(PostState)
        named = tuple(states) if some else ()
        condition = f"p.state IN ({', '.join('?' * len(named))}) AND" if some else ""
        with self._db.read() as tx:
            return select_posts(
                tx,
                f"WHERE {condition} (? IS NULL OR p.page_id = ?) AND (p.sort_at, p.id) < (?, ?)"
                " ORDER BY p.sort_at DESC, p.id DESC LIMIT ?",
                (*named, page_id, page_id, *(before or ("~", 0)), limit),
            )

    @staticmethod
    def cursor(post: Post) -> Cursor:
        """Where a page that ended with `post` goes on."""
        return (to_text(post.due_at or post.created_at), post.id)

    def between(
        self, start: datetime, end: datetime, page_id: str | None = None, limit: int | None = None
    ) -> tuple[Post, ...]:
        """Posts that are or were due in [start, end), by time, the first `limit` of them; cancelled ones left out."""
        with self._db.read() as tx:
            return select_posts(
                tx,
                "WHERE p.due_at IS NOT NULL AND p.sort_at >= ? AND p.sort_at < ? AND p.state <> 'cancelled'"
                " AND (? IS NULL OR p.page_id = ?) ORDER BY p.sort_at, p.id LIMIT ?",
                (to_text(start), to_text(end), page_id, page_id, -1 if limit is None else limit),
            )

    def live(self, page_id: str, article_id: int) -> Post | None:
        """The post of an article on a page that is not cancelled: there is one at most."""
        with self._db.read() as tx:
            found = select_posts(
                tx, "WHERE p.page_id = ? AND p.article_id = ? AND p.state <> 'cancelled'", (page_id, article_id)
            )
            return found[0] if found else None

    def of_article(self, article_id: int) -> tuple[Post, ...]:
        with self._db.read() as tx:
            return select_posts(tx, "WHERE p.article_id = ? ORDER BY p.id", (article_id,))

    def kin(self, article_id: int, but: int | None = None) -> tuple[Post, ...]:
        """Posts of the article or of a near copy of it that are not cancelled, the latest first, 20 at most."""
        with self._db.read() as tx:
            return select_posts(
                tx,
                f"WHERE p.state <> 'cancelled' AND p.id IS NOT ? AND p.article_id IN {SAME_NEWS}"
                " ORDER BY p.id DESC LIMIT 20",
                (but, article_id, article_id, article_id),
            )

    def latest_captions(self, limit: int, but: int | None = None) -> tuple[Caption, ...]:
        """What the posts that were composed last say, cancelled ones left out."""
        with self._db.read() as tx:
            found = tx.execute(
                "SELECT p.id, p.page_id, p.state, p.caption, a.title FROM posts p"
                " JOIN articles a ON a.id = p.article_id WHERE p.state <> 'cancelled' AND p.id IS NOT ?"
                " ORDER BY p.id DESC LIMIT ?",
                (but, limit),
            )
            return tuple(
                Caption(row["id"], row["page_id"], row["state"], row["title"], row["caption"]) for row in found
            )

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
        more: Sequence[PictureText] = (),
        extras: Extras | None = None,
        copied_from: int | None = None,
    ) -> int:
        """A draft from an approved article; `more` are pictures after the first, each with its description.

        Raises `ArticleNotApproved` or `DuplicatePost`.
        """
        extras = extras or Extras()
        with self._db.write() as tx:
            article = tx.execute(
                "SELECT a.state, a.url, s.name FROM articles a JOIN sources s ON s.id = a.source_id WHERE a.id = ?",
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
                " image_credit, composed_by, created_at, sort_at, wall_time, zone, fold, due_at, demo, hashtags,"
                " campaign, image_crop) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    page.id,
                    article_id,
                    uuid.uuid4().hex,
                    article["name"],
                    article["url"],
                    caption,
                    image_url,
                    image_alt,
                    _credit(tx, article_id, image_url),
                    user.id,
                    to_text(now),
                    to_text(now if extras.wish is None else extras.wish.at),
                    *_time_wished(extras.wish),
                    int(user.demo),
                    " ".join(extras.hashtags),
                    extras.campaign,
                    _crop(extras, image_url),
                ),
            )
            assert cursor.lastrowid is not None
            _put_pictures(tx, cursor.lastrowid, article_id, more, extras)
            _record_version(tx, user, cursor.lastrowid, now)
            detail = _wished(extras.wish) | ({} if copied_from is None else {"copied_from": copied_from})
            rows.record_event(
                tx, now, user, "post.composed", "post", cursor.lastrowid, to_state="draft", detail=detail or None
            )
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
        more: Sequence[PictureText] = (),
        extras: Extras | None = None,
        restored: int | None = None,
    ) -> None:
        """New content: the post is a draft again, and its approvals are void. Raises `Conflict`.

        Without `extras` they stay as they are. `restored` is the earlier version that this content is.
        """
        with self._db.write() as tx:
            post = get_post(tx, post_id)
            extras = extras or post.extras
            moved = tx.execute(
                "UPDATE posts SET caption = ?, image_url = ?, image_alt = ?, image_credit = ?, hashtags = ?,"
                " campaign = ?, image_crop = ?, wall_time = ?, zone = ?, fold = ?, due_at = ?,"
                " sort_at = coalesce(?, created_at), state = 'draft',"
                " problem = NULL, composed_by = ?, version = version + 1 WHERE id = ? AND version = ?"
                " AND state IN ('draft', 'approved', 'scheduled', 'failed', 'missed')",
                (
                    caption, image_url, image_alt, _credit(tx, post.article_id, image_url), " ".join(extras.hashtags),
                    extras.campaign, _crop(extras, image_url), *(wished := _time_wished(extras.wish)), wished[-1],
                    user.id, post_id, version,
                ),
            )  # fmt: skip
            if moved.rowcount != 1:
                raise Conflict
            tx.execute("DELETE FROM post_pictures WHERE post_id = ?", (post_id,))
            _put_pictures(tx, post_id, post.article_id, more, extras)
            _record_version(tx, user, post_id, now, restored)
            tx.execute("DELETE FROM post_approvals WHERE post_id = ?", (post_id,))
            detail = {} if extras.wish == post.moment else _wished(extras.wish)
            detail |= {} if restored is None else {"restored": restored}
            rows.record_event(
                tx, now, user, "post.edited", "post", post_id, from_state=post.state, to_state="draft",
                detail=detail or None,
            )  # fmt: skip

    def wish(self, user: User, post_id: int, version: int, wish: Moment, now: datetime) -> None:
        """When a draft should go out, once it is approved and an editor schedules it. Raises `Conflict`."""
        with self._db.write() as tx:
            changed = tx.execute(
                "UPDATE posts SET wall_time = ?, zone = ?, fold = ?, due_at = ?, sort_at = ?, version = version + 1"
                " WHERE id = ? AND version = ? AND state = 'draft'",
                (*time_of(wish), to_text(wish.at), post_id, version),
            )
            if changed.rowcount != 1:
                raise Conflict
            rows.record_event(
                tx, now, user, "post.wished", "post", post_id, from_state="draft", to_state="draft",
                detail=_wished(wish),
            )  # fmt: skip

    def approve(self, user: User, page: Page, post_id: int, version: int, now: datetime) -> None:
        """`draft → approved` by a person. Raises `FourEyes`, `ArticleNotApproved` or `Conflict`.

        `FourEyes` is for whoever wrote the post or edited it last, where the page, or what the store knows of it, asks
        for a second person.
        """
        with self._db.write() as tx:
            post = get_post(tx, post_id)
            four_eyes = page.four_eyes or _asks_for_two(tx, post.page_id)
            if four_eyes and post.composed_by == user.id:
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
            detail = None if four_eyes else {"four_eyes": False}
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
        *,
        fold: int = 0,
        warned: Sequence[str] = (),
    ) -> None:
        """`approved | scheduled | failed | missed → scheduled`.

        Raises `Conflict`, `ArticleNotApproved`, or `NotCleared` where the post may not leave (`store.clearance`).
        `warned` are the codes of what the editor was told of the time before going on.
        """
        with self._db.write() as tx:
            post = get_post(tx, post_id)
            self._require_approved_article(tx, post)
            if post.version == version and post.state in SCHEDULABLE:
                clearance.require(tx, post_id)
            put_in_calendar(tx, post_id, version, (wall_time, zone, fold, to_text(due_at)), SCHEDULABLE)
            rows.record_event(
                tx, now, user, "post.scheduled", "post", post_id, from_state=post.state, to_state="scheduled",
                detail={"wall_time": wall_time, "zone": zone}
                | ({"was": post.wall_time, "was_fold": post.fold} if post.state is PostState.SCHEDULED else {})
                | ({"warned": list(warned)} if warned else {}),
            )  # fmt: skip

    def cancel(self, user: User, post_id: int, version: int, now: datetime) -> None:
        """Withdraw a post that has not left. Raises `Conflict`."""
        with self._db.write() as tx:
            post = get_post(tx, post_id)
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

    # -- clearance ----------------------------------------------------------------------------------

    def needs(self, post_id: int) -> tuple[Need, ...]:
        """What is asked of the post before it leaves, and which of it holds now."""
        with self._db.read() as tx:
            return clearance.needs(tx, post_id)

    def hold(self, post_id: int, because: str, now: datetime) -> bool:
        """`scheduled → draft` with the approvals void: the post waits for a person. `because` is its `problem`."""
        with self._db.write() as tx:
            return clearance.hold(tx, post_id, because, now)


def _asks_for_two(tx: sqlite3.Connection, page_id: str) -> bool:
    row = tx.execute("SELECT four_eyes FROM pages WHERE id = ?", (page_id,)).fetchone()
    return row is None or bool(row["four_eyes"])


def _listed(tx: sqlite3.Connection) -> list[str]:
    return [row["id"] for row in tx.execute("SELECT id FROM pages WHERE listed = 1 ORDER BY id")]


def get_post(tx: sqlite3.Connection, post_id: int) -> Post:
    found = select_posts(tx, "WHERE p.id = ?", (post_id,))
    if not found:
        raise PostNotFound(id=post_id)
    return found[0]


def put_in_calendar(
    tx: sqlite3.Connection, post_id: int, version: int, time: Time, states: Sequence[PostState]
) -> None:
    """`states → scheduled` at a time; nothing is left of an earlier attempt. Raises `Conflict`."""
    moved = tx.execute(
        "UPDATE posts SET state = 'scheduled', wall_time = ?, zone = ?, fold = ?, due_at = ?, sort_at = ?,"
        " problem = NULL, claimed_by = NULL, lease_until = NULL, intent_at = NULL, version = version + 1"
        f" WHERE id = ? AND version = ? AND state IN ({', '.join('?' * len(states))})",
        (*time, time[-1], post_id, version, *states),
    )
    if moved.rowcount != 1:
        raise Conflict


def select_posts(tx: sqlite3.Connection, tail: str, values: Sequence[object]) -> tuple[Post, ...]:
    found = tx.execute(f"{_SELECT} {tail}", values).fetchall()
    ids = [row["id"] for row in found]
    approvals, pictures = _approvals(tx, ids), _pictures(tx, ids)
    return tuple(
        rows.post(row, tuple(approvals.get(row["id"], ())), tuple(pictures.get(row["id"], ()))) for row in found
    )


def time_of(moment: Moment) -> Time:
    return moment.wall, moment.zone, moment.fold, to_text(moment.at)


def _time_wished(wish: Moment | None) -> tuple[str | None, str | None, int, str | None]:
    return (None, None, 0, None) if wish is None else time_of(wish)


def _wished(wish: Moment | None) -> dict[str, object]:
    return {} if wish is None else {"wall_time": wish.wall, "zone": wish.zone}


def _put_pictures(
    tx: sqlite3.Connection, post_id: int, article_id: int, more: Sequence[PictureText], extras: Extras
) -> None:
    tx.executemany(
        "INSERT INTO post_pictures (post_id, rank, url, alt, credit, crop) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (post_id, rank, url, alt, _credit(tx, article_id, url), _crop(extras, url))
            for rank, (url, alt) in enumerate(more, start=1)
        ],
    )


def _record_version(
    tx: sqlite3.Connection, user: User, post_id: int, now: datetime, restored: int | None = None
) -> None:
    post = get_post(tx, post_id)
    versions.record(tx, user, post_id, post.caption, post.hashtags, post.pictures, now, restored)


def _crop(extras: Extras, url: str | None) -> str | None:
    crop = None if url is None else extras.crops.get(url)
    return None if crop is None else str(crop)


def _credit(tx: sqlite3.Connection, article_id: int, url: str | None) -> str | None:
    """Whom the source credits for a picture: by its address, for one that the article does not name as the lead's."""
    if url is None:
        return None
    row = tx.execute(
        "SELECT credit FROM article_links WHERE article_id = ? AND kind = 'picture' AND url = ?"
        " AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = ? AND a.image_url = ?)"
        " UNION ALL SELECT image_credit FROM articles WHERE id = ?",
        (article_id, url, article_id, url, article_id),
    ).fetchone()
    return None if row is None else row[0]


def _pictures(tx: sqlite3.Connection, ids: Sequence[int]) -> dict[int, list[PostPicture]]:
    found: dict[int, list[PostPicture]] = {}
    for row in _of_posts(tx, "SELECT * FROM post_pictures WHERE post_id IN ({}) ORDER BY rank", ids):
        picture = PostPicture(row["url"], row["alt"], row["credit"], Crop.read(row["crop"]))
        found.setdefault(row["post_id"], []).append(picture)
    return found


def _approvals(tx: sqlite3.Connection, ids: Sequence[int]) -> dict[int, list[Approval]]:
    found: dict[int, list[Approval]] = {}
    for row in _of_posts(
        tx,
        "SELECT o.post_id, o.user_id, o.at, u.name, u.demo FROM post_approvals o JOIN users u ON u.id = o.user_id"
        " WHERE o.post_id IN ({}) ORDER BY o.at",
        ids,
    ):
        approval = Approval(row["user_id"], row["name"], from_text(row["at"]), bool(row["demo"]))
        found.setdefault(row["post_id"], []).append(approval)
    return found


def _of_posts(tx: sqlite3.Connection, query: str, ids: Sequence[int]) -> Iterator[sqlite3.Row]:
    """What a query finds for many posts, in a few statements."""
    for start in range(0, len(ids), _AT_A_TIME):
        some = ids[start : start + _AT_A_TIME]
        yield from tx.execute(query.format(", ".join("?" * len(some))), some)
