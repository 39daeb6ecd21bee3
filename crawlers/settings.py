"""Bounds of a visit, and who we say we are."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata

from crawlers.errors import ContactMissing

PRODUCT = "AnhDuongDesk"
"""Product token of the User-Agent; robots.txt groups are matched against it (RFC 9309, 2.2.1)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one visit. Sizes in bytes, before and after unpacking; times in seconds."""

    timeout_seconds: float = 30.0
    max_bytes: int = 15 * 1024 * 1024
    retries: int = 2
    backoff_seconds: float = 2.0
    """Wait before the first retry; doubled before each further one, and up to half as much again by chance."""
    max_retry_after: float = 60.0
    """A server that asks for a longer wait (Retry-After) is left alone until the next visit."""
    max_redirects: int = 5
    visit_seconds: float = 1800.0
    """A visit takes no further article after this time; the rest stay in the frontier."""
    max_silent: int = 5
    """Time-outs in a row after which a host is left alone until the next visit."""
    stop_seconds: float = 5.0
    """How long requests under way may take to end after Ctrl-C or SIGTERM."""
    read_seconds: float = 30.0
    """How long reading one page may take."""


def user_agent(contact: str) -> str:
    """`AnhDuongDesk/<version> (+contact)`.

    Raises `ContactMissing` where there is none: a publisher must be able to reach whoever reads them.
    """
    cleaned = " ".join(contact.split()).strip("()+ ")
    if not cleaned or not cleaned.isascii() or not cleaned.isprintable():
        raise ContactMissing()
    return f"{PRODUCT}/{_version()} (+{cleaned})"


def _version() -> str:
    try:
        return metadata.version("anhduong-desk")
    except metadata.PackageNotFoundError:
        return "0"
