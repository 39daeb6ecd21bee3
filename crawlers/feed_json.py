"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from crawlers import markup
from crawlers.feed_parts import MAX_ENTRIES, Part, Parts, readable
from crawlers.feed_warnings import FeedCut, FeedNotEntries, FeedStopped, FeedWarning
from crawlers.reading_errors import FeedBroken, FeedTooDeep, FeedUnknown

_MAX_VALUES = 500_000
_MAX_DEPTH = 250
_ITEMS = re.compile(r'"items"\s{0,100}:\s{0,100}\[')
_HEAD = re.compile(r'"(version|title|home_page_url)"\s{0,100}:\s{0,100}("(?:[^"\\]|\\.){0,2000}+")')
_BETWEEN = re.compile(r"[\s,]*+")


class _Number(str):
    """A number, of use as text only (an `id` that is one): Python refuses integers of more than 4,300 digits."""

    __slots__ = ()


_DECODER = json.JSONDecoder(parse_int=_Number, parse_float=_Number, strict=False)


def read(text: str, *, url: str | None) -> Parts:
    """The feed in `text`; of a damaged one the whole entries before the damage.

    Raises `FeedBroken` or `FeedTooDeep` for bad JSON, `FeedUnknown` for JSON that is not a feed.
    """
    # A value costs Python up to 60 bytes where JSON spends two.
    if sum(map(text.count, ",[{")) > _MAX_VALUES:
        raise FeedBroken(detail="JSON: too many values")
    warnings: list[FeedWarning] = []
    data: Any
    try:
        data = _DECODER.decode(text.strip())
    except RecursionError as error:
        raise FeedTooDeep(limit=_MAX_DEPTH) from error
    except ValueError as error:
        detail = readable(f"JSON: {error}")
        data = _salvaged(text)
        if not data["items"]:
            raise FeedBroken(detail=detail) from error
        warnings.append(FeedStopped(detail=detail))
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise FeedUnknown(found="JSON")
    version = data.get("version")
    if not (isinstance(version, str) and "jsonfeed" in version) and "title" not in data:
        raise FeedUnknown(found="JSON")
    items = data["items"]
    if len(items) > MAX_ENTRIES:
        warnings.append(FeedCut(limit=MAX_ENTRIES))
    entries = [_part(item, url) for item in items[:MAX_ENTRIES] if isinstance(item, dict)]
    if foreign := len(items[:MAX_ENTRIES]) - len(entries):
        warnings.append(FeedNotEntries(count=foreign))
    name = "json11" if isinstance(version, str) and version.endswith("1.1") else "json1"
    return Parts(name, markup.tidy(_text(data, "title") or "") or None, _text(data, "home_page_url"), entries, warnings)


def _salvaged(text: str) -> dict[str, Any]:
    start = _ITEMS.search(text)
    if start is None:
        return {"items": []}
    items: list[Any] = []
    at = start.end()
    try:
        while len(items) <= MAX_ENTRIES:
            between = _BETWEEN.match(text, at)
            item, at = _DECODER.raw_decode(text, between.end() if between else at)
            items.append(item)
    except (ValueError, RecursionError):
        pass
    head = {match[1]: json.loads(match[2], strict=False) for match in _HEAD.finditer(text, 0, start.start())}
    return {**head, "items": items}


def _part(item: Mapping[str, object], url: str | None) -> Part:
    body = _text(item, "content_html") or ""
    summary = _text(item, "summary") or _text(item, "content_text")
    part = Part(guid=_text(item, "id"), title=markup.tidy(_text(item, "title") or ""), base=url)
    part.links = [link for key in ("url", "external_url") if (link := _text(item, key))]
    part.dates = [date for key in ("date_published", "date_modified") if (date := _text(item, key))]
    part.summary = (markup.tidy(summary) if summary else markup.plain(body)) or None
    part.images = [image for key in ("image", "banner_image") if (image := _text(item, key))]
    if (image := markup.first_image(body)) is not None:
        part.images.append(image)
    return part


def _text(item: Mapping[str, object], key: str) -> str | None:
    value = item.get(key)
    if not isinstance(value, str) or (isinstance(value, _Number) and key != "id"):
        return None
    return value.strip() or None
