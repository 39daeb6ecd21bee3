"""Addresses that come from outside: where to go after the login, and where a list goes on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

from review_ui.errors import FormBroken

_VERSIONED = re.compile(r"(\d{1,18})\.(\d{1,18})\Z", re.ASCII)
_CURSOR = re.compile(r"([0-9TZ:.\-]{1,40})_([0-9]{1,18})\Z", re.ASCII)


def local_path(text: str, default: str = "/") -> str:
    """`text` when it is a path of this site, else `default`: no scheme, no host, nothing a browser reads as one.

    Browsers take a backslash for a slash and drop control characters (WHATWG URL, section 4.4).
    """
    if not text.startswith("/") or text.startswith("//") or len(text) > 2000:
        return default
    if "\\" in text or any(ord(char) <= 32 or ord(char) == 127 for char in text):
        return default
    try:
        parts = urlsplit(text)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else text


def web_link(url: str | None) -> str:
    """A publisher's address for a link or a picture: http and https only, else one that leads nowhere."""
    return url if url and url.lower().startswith(("http://", "https://")) else "#"


def published_link(remote_url: str) -> str:
    """Where a published post is seen: on another site, at an address of the desk, or below the outbox."""
    if remote_url.lower().startswith(("http://", "https://")) or local_path(remote_url, "") == remote_url:
        return remote_url
    return f"/outbox/{remote_url}"


def host_of(url: str) -> str:
    """The name of the site that an address is on, as a link card shows it."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def picture_tag(url: str) -> str:
    """What tells the pictures of one article apart in its picture's address."""
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:16]


def picture_link(article_id: int, url: str, crop: Sequence[int] | None = None) -> str:
    """Where the desk shows a publisher's picture itself, all of it or what is cut out of it (`pipeline.model.Crop`)."""
    whole = f"/tin/{article_id}/anh?v={picture_tag(url)}"
    return whole if crop is None else f"{whole}&cat={'-'.join(map(str, crop))}"


def versioned(text: str) -> tuple[int, int]:
    """`NUMBER.VERSION`, as a form names a post in the version that was seen. Raises `FormBroken`."""
    match = _VERSIONED.match(text)
    if match is None:
        raise FormBroken
    return int(match[1]), int(match[2])


def to_cursor(key: tuple[str, int]) -> str:
    """A list's sort key as one query value."""
    return f"{key[0]}_{key[1]}"


def from_cursor(text: str) -> tuple[str, int] | None:
    """The inverse of `to_cursor`; None (the list's beginning) for anything else."""
    match = _CURSOR.match(text)
    return None if match is None else (match[1], int(match[2]))


def whole_number(text: str) -> int | None:
    """A whole number as an address holds one; None for anything else and for one that could name no row."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def with_query(path: str, **values: object) -> str:
    """The path with those values that are not empty."""
    given = {name: str(value) for name, value in values.items() if value not in (None, "")}
    return f"{path}{'&' if '?' in path else '?'}{urlencode(given)}" if given else path
