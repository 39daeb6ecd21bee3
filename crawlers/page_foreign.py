"""The text of pages that are not Vietnamese, read by trafilatura with `favor_precision` and `fast`.

Most of its time goes into pruning and converting the whole page before it looks for the article's box. So the box is
found here first, by the names that trafilatura itself goes by and by where the paragraphs are, and only that box is
handed over; the page as a whole, and the slower settings, only where the box does not answer. On the pages measured
(benchmarks/bench_extract.py) the text was the same in all cases but those where the box was the better choice.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import etree
from trafilatura import bare_extraction

from crawlers import page_noise as noise
from crawlers import page_text
from crawlers.page_tree import Element, page_of, words_of

# Its warnings name no page; what could not be read is said by our own errors.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

MIN_TEXT = 140
SHORT = 600
_PARAGRAPH = 40
# What trafilatura drops wherever it stands.
_DROPPED = tuple(
    "nav aside footer button iframe noscript select textarea input object embed canvas video audio".split()
)
_BOXES = ("article", "div", "main", "section")
_BODY = re.compile(
    r"(?:entry|article|art|page|text)-content|article__(?:content|container)|article(?:-|__)?body|articleBody|body-text"
    r"|post[-_]text|post-body|post-?entry|post[-_]?content|postContent|post_inner_wrapper|article-?text|articleText"
    r"|ArticleContent"
)
_STORY = re.compile(
    r"^primary|story-body|^article |post-bodycopy|story-?content|(?:theme|blog|section|single)-content|single-post"
    r"|main-column|wpb_text_column|field-body|fulltext",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Boxed:
    """The box that seems to hold the article: `page` is a copy of it, `mass` how many characters its longer paragraphs
    have, `is_named` whether its name says so."""

    box: Element
    page: Element
    mass: int
    is_named: bool

    def read(self) -> str:
        """Paragraphs parted by blank lines."""
        return _trafilatura(self.page, fast=True)

    def proves(self, text: str) -> bool:
        """Whether a text read from the box shows that it was the right one."""
        return len(text) >= (SHORT if self.is_named else max(SHORT, 0.8 * self.mass))


def find_box(root: Element) -> Boxed | None:
    """The box that seems to hold the article; None where none does."""
    mass = _mass(root)
    top = max(mass.values(), default=0)
    named = next((box for is_named in _KINDS if (box := _first(mass, top, is_named)) is not None), None)
    box = named
    if box is None and top >= SHORT:
        box = next((e for e, size in mass.items() if size >= 0.85 * top and e.tag in _BOXES), None)
    if box is None:
        return None
    page = page_of(box)
    etree.strip_elements(page, *_DROPPED, with_tail=False)
    return Boxed(box, page, mass[box], named is not None)


def read_page(root: Element) -> str:
    """What trafilatura's fast way finds on the whole page."""
    return _trafilatura(root, fast=True)


def read_slowly(root: Element) -> str:
    """What trafilatura finds with all its means."""
    text = _trafilatura(root, fast=False)
    if len(text) < MIN_TEXT:
        found: Any = bare_extraction(deepcopy(root), include_comments=False)
        text = max(text, _paragraphs(found), key=len)
    return text


def mass(root: Element) -> int:
    """Characters of the longer paragraphs of a page."""
    return max(_mass(root).values(), default=0)


def _mass(root: Element) -> dict[Element, int]:
    """Characters of longer paragraphs within each element, in the order of their first paragraph, inner ones first."""
    mass: dict[Element, int] = {}
    for paragraph in root.iter("p"):
        length = len(words_of(paragraph))
        if length >= _PARAGRAPH:
            for ancestor in paragraph.iterancestors():
                mass[ancestor] = mass.get(ancestor, 0) + length
    return mass


def _first(mass: dict[Element, int], top: int, is_named: Callable[[Element], bool]) -> Element | None:
    """The first box of a kind that holds a good part of the page's paragraphs; the outermost where they nest."""
    named = {e: size for e, size in mass.items() if size >= max(400, 0.4 * top) and e.tag in _BOXES and is_named(e)}
    if not named:
        return None
    most = max(named.values())
    first = next(e for e, size in named.items() if size >= 0.4 * most)
    return next((e for e in reversed(list(first.iterancestors())) if e in named), first)


def _is_body(element: Element) -> bool:
    names = element.get("class") or ""
    return bool(
        element.get("itemprop") == "articleBody"
        or names in ("post", "entry")
        or _BODY.search(names)
        or _BODY.search(element.get("id") or "")
    )


def _is_story(element: Element) -> bool:
    names, identity = element.get("class") or "", element.get("id") or ""
    return bool(
        element.get("role") == "article"
        or identity in ("article", "story")
        or names in ("postarea", "art-postcontent", "text", "cell", "story")
        or _STORY.search(names)
        or _STORY.search(identity)
    )


_KINDS: tuple[Callable[[Element], bool], ...] = (_is_body, lambda element: element.tag == "article", _is_story)


def _trafilatura(root: Element, *, fast: bool) -> str:
    return _paragraphs(bare_extraction(root, fast=fast, favor_precision=True, include_comments=False))


def _paragraphs(document: Any) -> str:
    if document is None or not document.text:
        return ""
    lines = (page_text.tidy(line) for line in str(document.text).split("\n"))
    return "\n\n".join(line for line in lines if line and not (len(line) <= 60 and noise.LINE.fullmatch(line)))
