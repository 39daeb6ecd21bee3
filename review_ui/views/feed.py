"""A page's own feed, for anybody: the organisation's portal embeds it."""

from __future__ import annotations

import hashlib
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import PageNotFound
from pipeline.publishers.atom import MEDIA_TYPE
from pipeline.ways import feeds_of
from review_ui.errors import PathUnknown
from review_ui.site import Visit

# The feed is public, and a portal may read it from a script of its own.
_HEADERS = {
    "cache-control": "public, max-age=300",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
}


def show(visit: Visit) -> Response:
    """The feed, or 304 to who has it (RFC 9110, section 13). Raises `PathUnknown` for a page without one."""
    try:
        page = visit.settings.page(str(visit.request.path_params["page_id"]))
    except PageNotFound as error:
        raise PathUnknown from error
    found = feeds_of(visit.settings).feed(page)
    if found is None:
        raise PathUnknown
    etag = f'"{hashlib.sha256(found.body).hexdigest()[:32]}"'
    headers = _HEADERS | {"etag": etag}
    if found.changed_at is not None:
        headers["last-modified"] = format_datetime(found.changed_at.replace(microsecond=0), usegmt=True)
    if _has_it(visit.request, etag, headers.get("last-modified")):
        return Response(status_code=304, headers=headers)
    return Response(found.body, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def _has_it(request: Request, etag: str, last_modified: str | None) -> bool:
    """If-None-Match goes before If-Modified-Since, which is then not looked at (RFC 9110, section 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
    since = request.headers.get("if-modified-since")
    if since is None or last_modified is None:
        return False
    try:
        return parsedate_to_datetime(last_modified) <= parsedate_to_datetime(since)
    except (ValueError, TypeError, OverflowError):
        return False
