"""Conditional GET for what programs read again and again (RFC 9110, section 13)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response


def answer(
    request: Request, body: bytes, media_type: str, changed_at: datetime | None, headers: Mapping[str, str]
) -> Response:
    """The body with its validators, or 304 to who has it already."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    sent = dict(headers) | {"etag": etag}
    if changed_at is not None:
        sent["last-modified"] = format_datetime(changed_at.replace(microsecond=0), usegmt=True)
    if _has_it(request, etag, sent.get("last-modified")):
        return Response(status_code=304, headers=sent)
    return Response(body, media_type=media_type, headers=sent)


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
