"""What a case is, and the pieces that cases are built from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

LEFT = "Tin còn lại"
GOOD = f"<item><title>{LEFT}</title><link>https://bao.example.vn/con-lai.html</link></item>"
OPEN = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Báo</title>'
CLOSE = "</channel></rss>"
ADDRESS = "https://bao.example.vn/rss/home.rss"


@dataclass(frozen=True, slots=True)
class Case:
    """A file, and either the code of the error it must give or what survives of it.

    `titles`, `urls`, `guids`, `images` and `dates` (ISO 8601, UTC) are compared with those of the first entries where
    they are given; `count` is that of all entries (of `titles` by default), `warnings` are all their codes.
    """

    name: str
    build: Callable[[], bytes]
    error: str | None = None
    titles: tuple[str, ...] | None = None
    count: int | None = None
    warnings: tuple[str, ...] = ()
    urls: tuple[str | None, ...] | None = None
    guids: tuple[str | None, ...] | None = None
    images: tuple[str | None, ...] | None = None
    dates: tuple[str | None, ...] | None = None
    content_type: str | None = None
    kind: str = "feed"


def rss(
    items: str, *, doctype: str = "", attributes: str = "", encoding: str = "utf-8", label: str | None = None
) -> bytes:
    """An RSS 2.0 feed in `encoding` that says it is in `label`."""
    head = f'<?xml version="1.0" encoding="{label or encoding}"?>{doctype}<rss version="2.0" {attributes}>'
    return f"{head}<channel><title>Báo</title>{items}</channel></rss>".encode(encoding)


def item(title: str, link: str | None = "https://bao.example.vn/1.html", more: str = "") -> str:
    """One item; `title` and `more` are XML."""
    return f"<item><title>{title}</title>{f'<link>{link}</link>' if link is not None else ''}{more}</item>"


def repeated(start: bytes, piece: bytes, size: int, end: bytes = b"") -> bytes:
    """`start`, `piece` up to about `size` bytes, `end`; without holding the middle twice."""
    block = piece * max(1, 1_000_000 // len(piece))
    return b"".join([start, *[block] * (size // len(block)), piece * (size % len(block) // len(piece)), end])
