"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from crawlers import markup
from crawlers.feed_parts import MAX_ENTRIES, Part, Parts
from crawlers.reading_errors import FeedBroken, FeedUnknown

_MAX_VALUES = 500_000


def read(text: str, *, url: str | None) -> Parts:
    """The feed in `text`. Raises `FeedBroken` for bad JSON, `FeedUnknown` for JSON that is not a feed."""
    # A value costs Python up to 60 bytes where JSON spends two.
    if sum(map(text.count, ",[{")) > _MAX_VALUES:
        raise FeedBroken(detail="JSON: too many values")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FeedBroken(detail=f"JSON: {type(error).__name__}") from error
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise FeedUnknown(found="JSON")
    version = data.get("version")
    if not (isinstance(version, str) and "jsonfeed" in version) and "title" not in data:
        raise FeedUnknown(found="JSON")
    warnings: list[str] = []
    items = data["items"]
    if len(items) > MAX_ENTRIES:
        warnings.append(f"only the first {MAX_ENTRIES} entries were read")
    entries = [_part(item, url) for item in items[:MAX_ENTRIES] if isinstance(item, dict)]
    name = "json11" if isinstance(version, str) and version.endswith("1.1") else "json1"
    return Parts(name, markup.tidy(_text(data, "title") or "") or None, _text(data, "home_page_url"), entries, warnings)


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
    return value.strip() or None if isinstance(value, str) else None
