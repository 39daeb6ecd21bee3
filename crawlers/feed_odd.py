"""The feeds that only feedparser knows how to read, through feedparser.

Its sanitiser and its resolving of relative links are off: both are quadratic on nested markup (14 s on 0.7 MB),
and all we keep is plain text and addresses that we resolve ourselves. What is too much for it (it takes 1,200
entries a second) never comes here; `suits` decides.
"""

from __future__ import annotations

import io
import re
from typing import Any

import feedparser

from crawlers import markup
from crawlers.feed_parts import MAX_ENTRIES, Part, Parts, readable
from crawlers.feed_warnings import FeedRepaired, FeedWarning

MAX_BYTES = 400_000
_MAX_ITEMS = 1_500
_MAX_TAGS = 40_000
_MAX_DEPTH = 2_000
_ITEM = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)[A-Za-z][^<>]{0,4000}?(/?)>")
_HTML = ("text/html", "application/xhtml+xml")


def suits(text: str) -> bool:
    """Whether feedparser reads `text` within a second or so."""
    if len(text) > MAX_BYTES or text.count("<") > _MAX_TAGS or len(_ITEM.findall(text)) > _MAX_ITEMS:
        return False
    return not deeper_than(text, _MAX_DEPTH)


def deeper_than(text: str, limit: int) -> bool:
    """Whether more than `limit` elements are open at once."""
    depth = 0
    for match in _TAG.finditer(text):
        if match[1]:
            depth = max(0, depth - 1)
        elif not match[2]:
            depth += 1
            if depth > limit:
                return True
    return False


class Stumbled(Exception):
    """feedparser failed at a text that it should have read, or refused."""


def read(text: str, *, url: str | None) -> Parts:
    """The feed in `text` as feedparser reads it; `format` is empty when it recognises none. Raises `Stumbled`."""
    headers = {"content-location": url} if url else {}
    try:
        result: Any = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers=headers | {"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # seen: UnicodeEncodeError of "&#xD800;", OverflowError of "&#99999999999;"
        raise Stumbled() from error
    warnings: list[FeedWarning] = [FeedRepaired(detail=readable(result.bozo_exception))] if result.bozo else []
    feed = result.feed
    entries = [_part(entry, url) for entry in result.entries[:MAX_ENTRIES]]
    title = _words(feed, "title") or None
    return Parts(result.version or "", title, feed.get("link"), entries, warnings)


def _words(holder: Any, key: str) -> str:
    value = holder.get(key)
    if not isinstance(value, str):
        return ""
    kind = (holder.get(f"{key}_detail") or {}).get("type")
    if kind == "text/plain":
        return markup.tidy(value)
    # Of base64 ("application/octet-stream") nobody said what comes out.
    return markup.plain(value) if kind in _HTML else markup.guessed(value)


def _part(entry: Any, url: str | None) -> Part:
    part = Part(
        guid=_text(entry.get("id")),
        guid_is_link=bool(entry.get("guidislink")),
        title=_words(entry, "title"),
        base=url,
    )
    part.links = [link for key in ("feedburner_origlink", "link") if (link := _text(entry.get(key)))]
    # `in` first: asking feedparser for a missing "updated" warns and answers with "published".
    part.dates = [
        text for key in ("published", "created", "updated") if key in entry and (text := _text(entry.get(key)))
    ]
    bodies = [_text(entry.get("summary")), *(_text(c.get("value")) for c in entry.get("content") or ())]
    detail = entry.get("summary_detail") or {}
    for number, body in enumerate(filter(None, bodies)):
        if part.summary is None:
            is_text = number == 0 and detail.get("type") == "text/plain"
            part.summary = (markup.tidy(body) if is_text else markup.plain(body)) or None
    part.images = [url for key in ("media_content", "media_thumbnail") for url in _urls(entry.get(key))]
    part.images += [
        link["href"]
        for link in entry.get("links") or ()
        if link.get("rel") == "enclosure" and str(link.get("type", "")).startswith("image") and link.get("href")
    ]
    part.images += [image for body in filter(None, bodies) if (image := markup.first_image(body))][:1]
    return part


def _urls(media: Any) -> list[str]:
    return [
        item["url"]
        for item in media or ()
        if isinstance(item, dict)
        and item.get("url")
        and (item.get("medium") or "image") == "image"
        and str(item.get("type") or "image").startswith("image")
    ]


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
