"""HTTP as the portal speaks it: representations with validators, and conditional requests (RFC 9110, 13)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawlers.sample_portal.dates import http_date

_ENTITY_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


@dataclass(frozen=True, slots=True)
class Page:
    """What an address holds: body, Content-Type and the instant of its last change."""

    body: bytes
    content_type: str
    modified: datetime
    cache_control: str = "no-cache"

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True, slots=True)
class Response:
    """Status, headers (names as they are written) and body; a HEAD or 304 response has no body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def answer(page: Page, method: str, headers: Mapping[str, str]) -> Response:
    """200 or 304 for a GET or HEAD of the page; `headers` has lower-case names."""
    validators = {
        "ETag": page.etag,
        "Last-Modified": http_date(page.modified),
        "Cache-Control": page.cache_control,
    }
    if not_modified(page, headers):
        return Response(304, validators)
    length = {"Content-Type": page.content_type, "Content-Length": str(len(page.body))}
    return Response(200, length | validators, b"" if method == "HEAD" else page.body)


def not_modified(page: Page, headers: Mapping[str, str]) -> bool:
    """If-None-Match by weak comparison; If-Modified-Since only without it (RFC 9110, 13.1.2 and 13.1.3)."""
    if "if-none-match" in headers:
        condition = headers["if-none-match"].strip()
        return condition == "*" or page.etag in _ENTITY_TAG.findall(condition)
    since = _http_instant(headers.get("if-modified-since", ""))
    return since is not None and page.modified.replace(microsecond=0) <= since


def message(status: int, body: bytes, method: str, **extra: str) -> Response:
    """An error page or a redirect, never stored by a cache."""
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
    }
    headers |= {name.replace("_", "-").title(): value for name, value in extra.items()}
    return Response(status, headers, b"" if method == "HEAD" else body)


def _http_instant(value: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(value.strip())
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
