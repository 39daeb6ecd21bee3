"""Rows to domain values, shared by the repositories."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from classifier.checks import Flag
from crawlers.items import Attachment, Picture, Validators
from pipeline.clock import from_text, to_text
from pipeline.model import (
    Answered,
    Approval,
    Article,
    ArticleLine,
    ArticleState,
    Crop,
    Event,
    Post,
    PostPicture,
    PostState,
    RejectReason,
    Role,
    TopicLabel,
    User,
)
from pipeline.store import chain


def instant(text: str | None) -> datetime | None:
    return None if text is None else from_text(text)


def user(row: sqlite3.Row) -> User:
    return User(row["id"], row["login"], row["name"], Role(row["role"]), bool(row["demo"]))


def article(
    row: sqlite3.Row,
    topics: tuple[TopicLabel, ...],
    judged: tuple[TopicLabel, ...],
    flags: tuple[Flag, ...],
    answers: tuple[Answered | None, ...],
    links: Sequence[sqlite3.Row],
) -> Article:
    return Article(
        id=row["id"],
        version=row["version"],
        state=ArticleState(row["state"]),
        source_id=row["source_id"],
        source_name=row["source_name"],
        url=row["url"],
        title=row["title"],
        text=row["text"],
        lead=row["lead"],
        byline=row["byline"],
        section=row["section"],
        image_url=row["image_url"],
        image_credit=row["image_credit"],
        image_alt=row["image_alt"],
        published_at=instant(row["published_at"]),
        collected_at=from_text(row["collected_at"]),
        removed_at=instant(row["removed_at"]),
        decided_at=instant(row["decided_at"]),
        decided_by=row["decided_by_name"],
        reject_reason=None if row["reject_reason"] is None else RejectReason(row["reject_reason"]),
        reject_note=row["reject_note"],
        topics=topics,
        flags=flags,
        pictures=tuple(Picture(n["url"], n["credit"], n["title"]) for n in links if n["kind"] == "picture"),
        attachments=tuple(Attachment(n["url"], n["title"], n["format"]) for n in links if n["kind"] == "attachment"),
        judged=judged,
        corrected=row["labelled_version"] is not None,
        answers=answers,
    )


def article_line(row: sqlite3.Row, topics: tuple[str, ...], open_high: int) -> ArticleLine:
    return ArticleLine(
        id=row["id"],
        state=ArticleState(row["state"]),
        source_name=row["source_name"],
        title=row["title"],
        published_at=instant(row["published_at"]),
        decided_at=instant(row["decided_at"]),
        topics=topics,
        flag_count=row["flag_count"],
        post_id=row["post_id"],
        post_state=None if row["post_state"] is None else PostState(row["post_state"]),
        cursor=(row["sort_at"], row["id"]),
        open_high=open_high,
        version=row["version"],
    )


def post(row: sqlite3.Row, approvals: tuple[Approval, ...], more_pictures: tuple[PostPicture, ...] = ()) -> Post:
    return Post(
        id=row["id"],
        version=row["version"],
        state=PostState(row["state"]),
        page_id=row["page_id"],
        key=row["key"],
        article_id=row["article_id"],
        article_title=row["article_title"],
        source_name=row["source_name"],
        link=row["link"],
        caption=row["caption"],
        image_url=row["image_url"],
        image_alt=row["image_alt"],
        image_credit=row["image_credit"],
        composed_by=row["composed_by"],
        composed_by_name=row["composed_by_name"],
        created_at=from_text(row["created_at"]),
        wall_time=row["wall_time"],
        zone=row["zone"],
        due_at=instant(row["due_at"]),
        claimed_by=row["claimed_by"],
        lease_until=instant(row["lease_until"]),
        intent_at=instant(row["intent_at"]),
        published_at=instant(row["published_at"]),
        remote_id=row["remote_id"],
        remote_url=row["remote_url"],
        problem=row["problem"],
        demo=bool(row["demo"]),
        approvals=approvals,
        more_pictures=more_pictures,
        retry_at=instant(row["retry_at"]),
        reads=row["reads"],
        read_at=instant(row["read_at"]),
        tried_at=instant(row["tried_at"]),
        fold=row["fold"],
        hashtags=row["hashtags"],
        campaign=row["campaign"],
        image_crop=Crop.read(row["image_crop"]),
    )


def event(row: sqlite3.Row) -> Event:
    return Event(
        id=row["id"],
        at=from_text(row["at"]),
        actor=row["actor"],
        kind=row["kind"],
        subject=row["subject"],
        subject_id=row["subject_id"],
        from_state=row["from_state"],
        to_state=row["to_state"],
        detail=row["detail"],
        demo=bool(row["demo"]),
        altered=not chain.fits(row),
    )


def counter(tx: sqlite3.Connection, name: str) -> int:
    """A counter that triggers keep (`article:<state>`, `post:<state>`), so that nothing is scanned."""
    row = tx.execute("SELECT value FROM counters WHERE name = ?", (name,)).fetchone()
    return 0 if row is None else int(row["value"])


def record_fetch(
    tx: sqlite3.Connection, source_id: str, url: str, validators: Validators, fetched_at: datetime
) -> None:
    """When a URL was read, and what a conditional GET sends back next time."""
    tx.execute(
        "INSERT INTO fetches VALUES (?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET"
        " etag = excluded.etag, last_modified = excluded.last_modified, fetched_at = excluded.fetched_at",
        (url, source_id, validators.etag, validators.last_modified, to_text(fetched_at)),
    )


def leave_frontier(tx: sqlite3.Connection, urls: Iterable[str]) -> None:
    """These addresses have been read: nobody need ask for them again."""
    tx.executemany("DELETE FROM frontier WHERE url = ?", [(url,) for url in urls])


def leave_unfiled(tx: sqlite3.Connection, article_id: int) -> None:
    """Have the next check file the article under beats and places."""
    tx.execute("INSERT INTO unfiled VALUES (?) ON CONFLICT (article_id) DO NOTHING", (article_id,))


def record_event(
    tx: sqlite3.Connection,
    at: datetime,
    actor: User | None,
    kind: str,
    subject: str,
    subject_id: object,
    *,
    from_state: str | None = None,
    to_state: str | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """The event row of a change, in the change's own transaction, chained to the one before it."""
    head = chain.head(tx)
    if actor is not None and actor.token is not None:
        detail = {**(detail or {}), "token": actor.token}
    values = (
        head.event_id + 1,
        to_text(at),
        None if actor is None else actor.id,
        kind,
        subject,
        str(subject_id),
        from_state,
        to_state,
        None if detail is None else json.dumps(detail, ensure_ascii=False, sort_keys=True),
        int(actor is not None and actor.demo),
    )
    tx.execute(
        f"INSERT INTO events ({chain.COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, head.hash, chain.hash_of(head.hash, values)),
    )
