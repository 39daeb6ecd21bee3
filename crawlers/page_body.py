"""Which text of a page is the article's.

Two readers: our own box finder (density of paragraphs, names that content systems give the article's box) for
Vietnamese pages, whose worst trap is boxes of other articles inside the body, and trafilatura for every other page
(`page_foreign`). Both read the one tree that was parsed.
JSON-LD's `articleBody`, where there is one, says which of two answers to believe.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from crawlers import page_clean, page_foreign, page_text
from crawlers import page_noise as noise
from crawlers.page_foreign import MIN_TEXT, SHORT
from crawlers.page_text import Block
from crawlers.page_tree import Element, matching, names_of, words_of

# trafilatura takes 0.1 ms an element; a page of this size is no article and must still end in bounded time.
_MAX_ELEMENTS = 40_000
_PARAGRAPHS = frozenset(
    {"p", "h2", "h3", "h4", "blockquote", "li", "pre", "td", "div", "section", "span", "font", "center"}
)
_INLINE = frozenset("b strong em i u span font mark sup sub small".split())
_INNER_BLOCKS = ("p", "div", "table", "ul", "h1", "h2", "h3")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Body:
    """The article's text, the box it stood in (None when trafilatura found it), and the name that signed it."""

    text: str
    box: Element | None
    signature: str | None


class Page:
    """A page whose metadata have been read, on its way to the article's text; the tree is used up."""

    def __init__(self, root: Element, *, vietnamese: bool) -> None:
        self._root = root
        self._vietnamese = vietnamese
        self._cleaned: Element | None = None
        # The slow readers are kept from pages that are no articles for their size alone.
        self._small = not _MANY(root)
        self._raw: Element | None = None
        # A form around the whole page is how ASP.NET works; trafilatura drops forms.
        for form in list(root.iter("form")):
            if form.find(".//p") is not None or len(words_of(form)) > 500:
                form.tag = "div"
        # Dead weight that would be copied and walked over.
        etree.strip_elements(root, *_DEAD, with_tail=False)

    @property
    def cleaned(self) -> Element:
        """The page's body without what is never an article's own."""
        if self._cleaned is None:
            if self._small:
                if self._vietnamese:
                    self._raw = deepcopy(self._root)
                else:
                    # Trafilatura reads the page as it came.
                    self._raw, self._root = self._root, deepcopy(self._root)
            page = self._root.find("body")
            self._cleaned = self._root if page is None else page
            page_clean.clean(self._cleaned)
        return self._cleaned

    def article(self, article_body: str | None, title: str | None) -> Body:
        """The article; its text is empty when there is none."""
        return self._vietnamese_article(article_body, title) if self._vietnamese else self._other(article_body, title)

    def _other(self, article_body: str | None, title: str | None) -> Body:
        if not self._small:
            return _own(self.cleaned, title)
        root = self._root if self._raw is None else self._raw
        boxed = page_foreign.find_box(root)
        text, box = "", None
        if boxed is not None:
            page = deepcopy(boxed.page)
            page_clean.clean(page)
            own = _own(page, title)
            if boxed.is_named and _is_all(own.text, page, boxed.mass):
                return Body(_arbitrated(own.text, article_body), boxed.box, None)
            text = boxed.read()
            if boxed.proves(text) or _agree(text, own.text):
                box = boxed.box
            elif len(text) < MIN_TEXT and len(own.text) >= max(SHORT, 0.5 * boxed.mass):
                text, box = own.text, boxed.box
        if box is None:
            text = page_foreign.read_page(root)
            own = _own(self.cleaned, title)
            if len(text) < SHORT and not _agree(text, own.text):
                text = own.text if len(own.text) >= SHORT else page_foreign.read_slowly(root) or text
        text = _arbitrated(_framed(text, own.text), article_body)
        return own if len(text) < MIN_TEXT and len(own.text) > len(text) else Body(text, box, None)

    def _vietnamese_article(self, article_body: str | None, title: str | None) -> Body:
        if self._cleaned is None and (box := _marked(self._root)) is not None:
            # The page says which box it is: nothing else of it needs cleaning.
            page_clean.clean(box)
            own = _body(page_text.blocks(box), box, title)
            if len(own.text) >= _CERTAIN:
                return own
        own = _own(self.cleaned, title)
        if _certain(own) or self._raw is None or len(own.text) >= max(SHORT, 0.75 * page_foreign.mass(self._root)):
            return own
        # The cleaned page first: what was taken out of it were boxes of other articles.
        other = _read(self._root)
        if len(own.text) < MIN_TEXT and len(other) < MIN_TEXT:
            other = _read(self._raw)
        if len(own.text) < MIN_TEXT and all(len(line) < _SENTENCE for line in other.split("\n")):
            # A menu: pages of pictures have nothing else to read.
            return own
        return _better(own, other, article_body)


_MANY = etree.XPath(f"count(descendant::*) > {_MAX_ELEMENTS}")
_DEAD = ("script", "style", "svg", "template")


def selected(boxes: Iterable[Element], title: str | None) -> Body:
    """The text of boxes that the source's own selector named."""
    found: list[Block] = []
    first: Element | None = None
    for box in boxes:
        first = box if first is None else first
        page_clean.clean(box)
        found += page_text.blocks(box)
    return _body(found, first, title)


def _agree(text: str, own: str) -> bool:
    """Whether two readers found about as much, and more than a few lines."""
    return len(text) >= MIN_TEXT and 0.8 * len(text) <= len(own) <= 1.25 * len(text)


def _is_all(own: str, page: Element, mass: int) -> bool:
    """Whether our own reader took neither less nor more than the paragraphs of a box, so that nothing is in doubt."""
    return len(own) >= SHORT and 0.98 * mass <= len(own) <= 1.05 * mass and len(own) >= 0.9 * len(words_of(page))


def _read(root: Element) -> str:
    text = page_foreign.read_page(root)
    return text if len(text) >= SHORT else page_foreign.read_slowly(root) or text


def _framed(text: str, own: str) -> str:
    """`text` without what stands before and after all that our own reader found, when that is most of it.

    There the two differ by headlines, dates and share labels above, and by rules for comments, lists of other articles
    and appeals below; where they differ in between, trafilatura is right more often.
    """
    lines = text.split("\n\n")
    if len(own) < _MOSTLY * len(text) or len(lines) < 3:
        return text
    found = _flat(own)
    first = next((number for number, line in enumerate(lines) if _flat(line) in found), None)
    if first is None:
        return text
    last = next(number for number in range(len(lines) - 1, -1, -1) if _flat(lines[number]) in found)
    head, tail = lines[:first], lines[last + 1 :]
    if len(head) > 3 or any(len(line) > 150 for line in head):
        head = []
    size = sum(map(len, tail))
    if size > 0.05 * len(text) and (size > 0.25 * len(text) or sum(len(line) >= 200 for line in tail) > 1):
        tail = []
    return "\n\n".join(lines[len(head) : len(lines) - len(tail)])


def _flat(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


# The share of a text that our own reader must have found for its ends to be believed.
_MOSTLY = 0.7


def _own(page: Element, title: str | None) -> Body:
    box = _box(page)
    if box is None:
        return Body("", None, None)
    return _body(page_text.blocks(box), box, title)


def _body(found: list[Block], box: Element | None, title: str | None) -> Body:
    kept = page_text.without_noise(page_text.without_opening(found, title))
    kept, signature = page_text.without_signature(kept)
    return Body(page_text.join(kept), box, signature)


def _certain(own: Body) -> bool:
    return own.box is not None and len(own.text) >= _CERTAIN and _named(own.box)


_CERTAIN = 300
_SENTENCE = 40


def _named(box: Element) -> bool:
    return (
        "articlebody" in (box.get("itemprop") or "").lower()
        or box.get("data-role") == "content"
        or noise.is_body(names_of(box))
    )


def _box(page: Element) -> Element | None:
    """The element whose own paragraphs hold the most text that is no link."""
    marked = _marked(page)
    if marked is not None:
        return marked
    scores: Counter[Element] = Counter()
    for element in page.iter(*_PARAGRAPHS):
        length = own_text(element)
        if length < 25:
            continue
        parent = element.getparent() if element.tag in ("p", "h2", "h3", "h4", "blockquote", "li", "pre") else element
        weight = length * (0.3 if element.tag == "li" else 1.0)
        for share in (1.0, 0.55, 0.25):
            if parent is None or parent.tag in ("html",):
                break
            scores[parent] += int(weight * share)
            parent = parent.getparent()
    best, best_score = None, 0.0
    for element, score in scores.items():
        weighted = score * (1.35 if _named(element) else 1.0)
        if weighted > best_score:
            best, best_score = element, weighted
    return None if best is None else _widened(best, scores)


def _marked(page: Element) -> Element | None:
    """The first box of some length that the page itself declares to be the article's body."""
    return next((element for element in matching(_MARKED, page) if len(words_of(element)) >= 200), None)


_MARKED = etree.XPath(
    "descendant::*[self::div or self::section or self::article or self::span or self::td or self::main]"
    "[contains(@itemprop, 'articleBody') or contains(@itemprop, 'articlebody') or (self::div and @data-role='content')]"
)


def _widened(box: Element, scores: Counter[Element]) -> Element:
    """Up to the named box around, when it adds text of its own and not another page."""
    best = box
    parent = box.getparent()
    for _ in range(3):
        if parent is None or parent.tag in ("html", "body"):
            break
        if _named(parent) and not _named(best) and len(words_of(parent)) < 1.6 * len(words_of(best)) + 200:
            best = parent
        parent = parent.getparent()
    return best


def own_text(element: Element) -> int:
    """Characters of text directly in an element or its inline children, links left out."""
    total = len((element.text or "").strip())
    for child in element:
        if child.tag in _INLINE and not any(True for _ in child.iter(*_INNER_BLOCKS)):
            total += len(words_of(child)) - sum(len(words_of(link)) for link in child.iter("a"))
        total += len((child.tail or "").strip())
    return total


def _arbitrated(text: str, article_body: str | None) -> str:
    """`articleBody` itself where trafilatura lost much of it and what it found is part of it."""
    if article_body is None or len(article_body) < 500 or len(text) > 0.75 * len(article_body):
        return text
    inside, _ = _overlap(text, article_body)
    if text and inside < 0.8:
        return text
    return "\n\n".join(filter(None, (page_text.tidy(line) for line in article_body.split("\n"))))


def _better(own: Body, other: str, article_body: str | None) -> Body:
    if len(own.text) < MIN_TEXT or not other:
        return own if len(own.text) >= len(other) else Body(_arbitrated(other, article_body), None, None)
    if article_body is not None and len(article_body) > 500:
        _, mine = _overlap(own.text, article_body)
        _, theirs = _overlap(other, article_body)
        if theirs > mine + 0.15:
            return Body(other, None, None)
        return own
    inside, _ = _overlap(own.text, other)
    # Ours lies within theirs and is far shorter: the box was too narrow. Cells are a page laid out in a table.
    cells = sum(len(line) for line in other.split("\n") if line.startswith("|"))
    if inside > 0.8 and len(own.text) < 0.6 * (len(other) - 2 * cells):
        return Body(other, None, None)
    return own


def _overlap(one: str, two: str) -> tuple[float, float]:
    """Shares of the four-word sequences of `one` in `two` and of `two` in `one`."""
    first, second = _grams(one), _grams(two)
    common = len(first & second)
    return common / max(1, len(first)), common / max(1, len(second))


def _grams(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())[:6000]
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))
