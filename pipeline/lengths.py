"""How long a post's text is, as its way out counts it, and how long it may be there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.errors import TextTooLong
from pipeline.i18n import _
from pipeline.model import Page

Unit = Literal["characters", "utf16"]
FACEBOOK_LIMIT = 63_206
"""Facebook's limit of a post's text, in UTF-16 units, which is how such limits count an emoji as two."""
LARGEST = FACEBOOK_LIMIT
_WAYS: dict[str, tuple[Unit, int | None]] = {
    "facebook": ("utf16", FACEBOOK_LIMIT),
    "outbox": ("characters", None),
    "email": ("characters", None),
    "rss": ("characters", None),
    "webhook": ("characters", None),
}


@dataclass(frozen=True, slots=True)
class Length:
    """`used` of `limit` units (`limit` None: the way has none of its own) of the whole text, source line included."""

    publisher: str
    unit: Unit
    used: int
    limit: int | None

    @property
    def fits(self) -> bool:
        return self.limit is None or self.used <= self.limit

    @property
    def left(self) -> int | None:
        return None if self.limit is None else self.limit - self.used


def utf16(text: str) -> int:
    """UTF-16 units: a character outside of the basic plane counts as two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def measure(page: Page, text: str) -> Length:
    """The whole text of a post (`compose.full_text`) on a page, whose own `most_characters` may be the lower limit."""
    unit, limit = _WAYS.get(page.publisher, ("characters", None))
    used = utf16(text) if unit == "utf16" else len(text)
    limits = [most for most in (limit, page.most_characters) if most is not None]
    return Length(page.publisher, unit, used, min(limits, default=None))


def require(page: Page, text: str) -> None:
    """Raises `TextTooLong`."""
    length = measure(page, text)
    if not length.fits:
        raise TextTooLong(page=page.name, limit=length.limit, length=length.used, unit=unit_name(length.unit))


def unit_name(unit: Unit) -> str:
    return _("characters (an emoji counts as two)") if unit == "utf16" else _("characters")
