"""Reading a page's own posts back, and telling whether one of them is the post that was sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crawlers import urls
from crawlers.errors import AddressError

FIELDS = "id,message,created_time,permalink_url,attachments{unshimmed_url,url,media_type,subattachments}"
SLACK = timedelta(minutes=5)
"""How far Facebook's clock and ours may differ; its times are whole seconds."""
_URL = re.compile(r"https?://[^\s<>“”\"]+", re.IGNORECASE)
_TRIM = ".,;:!?)]}»…"


@dataclass(frozen=True, slots=True)
class Listed:
    """A post as the page's listing shows it. `created` is None where its time could not be read."""

    id: str
    message: str
    created: datetime | None
    permalink: str | None
    links: tuple[str, ...]


def parse_listing(body: Any) -> tuple[tuple[Listed, ...], str | None] | None:
    """The posts of one answer and the cursor of the next one, or None for what is no listing.

    The address in `paging.next` is not used: the token stands in it.
    """
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, list):
        return None
    posts = tuple(_listed(each) for each in data if isinstance(each, dict) and isinstance(each.get("id"), str))
    paging = body.get("paging")
    if not isinstance(paging, dict) or not isinstance(paging.get("next"), str):
        return posts, None
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    return (posts, after) if isinstance(after, str) and after else None


def _listed(entry: dict[str, Any]) -> Listed:
    message, permalink = entry.get("message"), entry.get("permalink_url")
    return Listed(
        entry["id"],
        message if isinstance(message, str) else "",
        _instant(entry.get("created_time")),
        permalink if isinstance(permalink, str) and _is_facebook(permalink) else None,
        tuple(_links(entry.get("attachments"))),
    )


def _instant(value: object) -> datetime | None:
    try:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S%z") if isinstance(value, str) else None
    except ValueError:
        return None


def _is_facebook(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "https" and (host == "facebook.com" or host.endswith(".facebook.com"))


def _links(attachments: object) -> Iterable[str]:
    """Where a shared link leads; the pictures' own addresses are none."""
    entries = attachments.get("data") if isinstance(attachments, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or entry.get("media_type") in ("photo", "album", "video"):
            continue
        plain, shim = entry.get("unshimmed_url"), entry.get("url")
        if isinstance(plain, str):
            yield plain
        elif isinstance(shim, str):
            yield _unshimmed(shim)


def _unshimmed(url: str) -> str:
    """Behind `https://l.facebook.com/l.php?u=…`, Facebook's own address of every link."""
    try:
        parts = urlsplit(url)
        inner = dict(parse_qsl(parts.query)).get("u") if parts.path == "/l.php" and _is_facebook(url) else None
    except ValueError:
        return url
    return inner or url


def find_post(posts: Iterable[Listed], message: str, link: str, since: datetime) -> Listed | None:
    """The oldest of the posts that says `message`, shows `link`, and is not older than `since`; None without one."""
    same = [post for post in posts if not older(post, since) and is_same(post, message, link)]
    return min(same, key=lambda post: (post.created is None, post.created or since), default=None)


def older(post: Listed, since: datetime) -> bool:
    """Whether the post was certainly there before `since`, our clock and Facebook's being as different as may be."""
    return post.created is not None and post.created < since - SLACK


def is_same(post: Listed, message: str, link: str) -> bool:
    """Whether a listed post is the one with this text and link.

    The text is compared without its addresses, the address without what Facebook adds to it or takes from it. A post
    that shows no address at all is told by its text alone.
    """
    if plain_text(post.message) != plain_text(message):
        return False
    shown = (*post.links, *addresses(post.message))
    return not shown or any(_same_address(each, link) for each in shown)


def _same_address(one: str, other: str) -> bool:
    """Whether both name one page: without tracking parameters, scheme, `www.` or `m.`, and final slash."""
    try:
        return urls.same_page(urls.canonical(one), urls.canonical(other))
    except AddressError:
        return one == other


def addresses(text: str) -> tuple[str, ...]:
    return tuple(match.rstrip(_TRIM) for match in _URL.findall(text))


def plain_text(text: str) -> str:
    """NFC, without web addresses, invisible characters and differences of white space."""
    text = _URL.sub(lambda match: match[0][len(match[0].rstrip(_TRIM)) :], unicodedata.normalize("NFC", text))
    seen = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace())
    return unicodedata.normalize("NFC", " ".join(seen.split()))
