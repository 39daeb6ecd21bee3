"""Domain values as the schemas of the document say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pipeline import compose, labels
from pipeline.clock import to_text
from pipeline.model import Article, ArticleLine, Post, PostPicture
from pipeline.plans import Entry
from pipeline.store import Store
from pipeline.store.amendments import Amendment
from pipeline.store.versions import PostVersion
from review_ui.addresses import published_link
from review_ui.api.call import Call


def instant(at: datetime | None) -> str | None:
    return None if at is None else to_text(at)


def article_line(line: ArticleLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "version": line.version,
        "state": line.state.value,
        "source_name": line.source_name,
        "title": line.title,
        "published_at": instant(line.published_at),
        "decided_at": instant(line.decided_at),
        "topics": list(line.topics),
        "flags": line.flag_count,
        "open_high": line.open_high,
        "post_id": line.post_id,
    }


def article(call: Call, found: Article) -> dict[str, Any]:
    held = call.store.reviewing.held_one(found.id)
    lease = call.store.reviewing.lease(found.id, call.now)
    answers = found.answers or (None,) * len(found.flags)
    return {
        "id": found.id,
        "version": found.version,
        "state": found.state.value,
        "source_id": found.source_id,
        "source_name": found.source_name,
        "url": found.url,
        "title": found.title,
        "lead": found.lead,
        "text": found.text,
        "byline": found.byline,
        "section": found.section,
        "published_at": instant(found.published_at),
        "collected_at": instant(found.collected_at),
        "removed_at": instant(found.removed_at),
        "decided_at": instant(found.decided_at),
        "decided_by": found.decided_by,
        "reject_reason": found.reject_reason,
        "reject_note": found.reject_note,
        "held_by": held and held.by,
        "held_note": held and held.note,
        "open_by": lease and lease.name,
        "topics": [{"code": topic.code, "name": topic.name} for topic in found.topics],
        "flags": [
            {
                "mark": labels.mark(flag),
                "check": flag.check,
                "severity": flag.severity,
                "field": flag.field,
                "start": flag.start,
                "end": flag.end,
                "quote": flag.quote,
                "reason": flag.reason,
                "answer": answer and answer.answer.value,
            }
            for flag, answer in zip(found.flags, answers, strict=True)
        ],
        "pictures": [
            {"url": url, "alt": alt, "credit": credit} for url, (credit, alt) in compose.offered_pictures(found).items()
        ],
        "attachments": [{"url": one.url, "title": one.title} for one in found.attachments],
        "posts": [one.id for one in call.store.posts.of_article(found.id)],
    }


def post(found: Post) -> dict[str, Any]:
    return {
        "id": found.id,
        "version": found.version,
        "state": found.state.value,
        "page_id": found.page_id,
        "article_id": found.article_id,
        "article_title": found.article_title,
        "source_name": found.source_name,
        "link": found.link,
        "caption": found.caption,
        "hashtags": found.hashtags.split(),
        "text": compose.full_text(found),
        "pictures": _pictures(found.pictures),
        "composed_by": found.composed_by_name,
        "created_at": instant(found.created_at),
        "wall_time": found.wall_time,
        "zone": found.zone,
        "due_at": instant(found.due_at),
        "published_at": instant(found.published_at),
        "remote_url": None if found.remote_url is None else published_link(found.remote_url),
        "problem": found.problem,
        "approvals": [{"name": one.name, "at": instant(one.at)} for one in found.approvals],
    }


def version(found: PostVersion) -> dict[str, Any]:
    """One content of a post."""
    return {
        "number": found.number,
        "caption": found.caption,
        "hashtags": found.hashtags.split(),
        "pictures": _pictures(found.pictures),
        "by": found.by,
        "at": instant(found.at),
        "restored": found.of,
    }


def _pictures(found: Iterable[PostPicture]) -> list[dict[str, Any]]:
    return [
        {"url": one.url, "alt": one.alt, "credit": one.credit, "crop": one.crop and one.crop._asdict()} for one in found
    ]


def planned(found: Entry) -> dict[str, Any]:
    """A post as a calendar needs it."""
    return {
        "id": found.id,
        "version": found.version,
        "state": found.state,
        "page_id": found.page_id,
        "article_id": found.article_id,
        "article_title": found.article_title,
        "wall_time": found.wall_time,
        "zone": found.zone,
        "due_at": instant(found.due_at),
    }


def whole_post(store: Store, found: Post) -> dict[str, Any]:
    """The same with what is asked of it before it leaves, and what was asked of it afterwards."""
    return post(found) | {
        "needs": [{"code": need.code, "met": need.met} for need in store.posts.needs(found.id)],
        "amendments": [_amendment(one) for one in store.amendments.of_post(found.id)],
    }


def _amendment(one: Amendment) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "caption": one.caption,
        "reason": one.reason,
        "asked_by": one.asked_by_name,
        "asked_at": instant(one.asked_at),
        "approved_by": one.approved_by_name,
        "waits_for_approval": one.waits_for_approval,
        "done_at": instant(one.done_at),
        "result": None if one.result is None else one.result.value,
        "problem": one.problem,
    }


def counted(pairs: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"name": name, "count": count} for name, count in pairs]


def page_of(items: Sequence[dict[str, Any]], cursor: str | None) -> dict[str, object]:
    """A page of a list."""
    return {"items": list(items), "cursor": cursor}
