"""What tells pages apart at a glance: a shape with a letter, and a colour. None of them carries it alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.settings import Settings

SHAPES = ("circle", "square", "triangle", "diamond", "pentagon", "hexagon", "shield", "plate")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class PageMark:
    """`number` counts shape and colour from 0; with more pages than shapes they begin again, the letter does not."""

    number: int
    shape: str
    letter: str
    name: str


def marks_of(settings: Settings) -> Mapping[str, PageMark]:
    """The marks of the pages by id, in the order of desk.toml."""
    return {
        page.id: PageMark(n % len(SHAPES), SHAPES[n % len(SHAPES)], _letter(n), page.name)
        for n, page in enumerate(settings.pages)
    }


def _letter(number: int) -> str:
    return _LETTERS[number] if number < len(_LETTERS) else str(number + 1)
