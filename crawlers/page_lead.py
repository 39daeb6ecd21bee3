"""The sapo: the lead paragraph that Vietnamese content systems keep in a field of its own, above the body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from crawlers import dates, page_meta
from crawlers import page_noise as noise
from crawlers.page_facts import fold
from crawlers.page_meta import Meta
from crawlers.page_text import tidy
from crawlers.page_tree import Element, following, names_of, words_of, words_within

_NAMES = re.compile(
    r"(?:^| )(?:sapo|summary|lead|lede|chapo|chapeau|standfirst|description|desc|dek|trich yeu|trichyeu|tom tat"
    r"|tomtat|"
    r"intro|teaser text|excerpt|subtitle|sub title|mo ta|mota|quickintro|short intro|shortcontent|abstract"
    r"|head content|"
    r"news lead|article lead|divarticledescription|lblsummary|lbltrichdan|trich dan|trichdan)(?= |$)"
)
_MIN, _MAX = 40, 1_200
_REACH = 120
_NEAR, _PROSE = 25, 80


def find(root: Element, meta: Meta, title: Element | None) -> str | None:
    """The sapo as shown after the headline, or None. The page's description says which unnamed line it is."""
    described = [
        fold(value)
        for value in (
            page_meta.text(meta.article, "description"),
            meta.first("og:description"),
            meta.first("description"),
        )
        if value and len(value) >= _MIN
    ]
    unnamed: str | None = None
    for number, element in enumerate(_candidates(root, title)):
        words = words_within(element, _MAX)
        if words is None:
            continue
        text = _text_of(element, words)
        if len(text) < _MIN or _is_linked(element, text) or noise.LINE.fullmatch(text):
            continue
        if element.find(".//h1") is not None:
            continue
        named = (
            _NAMES.search(names_of(element))
            or (element.get("data-role") == "sapo")
            or "description" in (element.get("itemprop") or "")
        )
        if (named and not element.get("href")) or _is_described(fold(text), described):
            return _trimmed(text)
        if unnamed is None and title is not None and number < _NEAR and _is_prose(element, text):
            unnamed = _trimmed(text)
    return unnamed


def _is_prose(element: Element, text: str) -> bool:
    """Whether the first longer text after the headline reads as a sapo: whole sentences, no caption, no notice.

    When it is the first paragraph of the body after all, `joined` sees that and adds nothing.
    """
    if len(text) < _PROSE or not text.endswith((".", "!", "?", "…", "”", '"')) or noise.CREDIT.search(text):
        return False
    for ancestor in [element, *islice(element.iterancestors(), 5)]:
        if ancestor.tag in ("figure", "aside", "nav", "footer", "li", "figcaption") or noise.is_noise(
            names_of(ancestor)
        ):
            return False
    return element.find(".//img") is None and sum(1 for _ in element.iter("p", "div")) <= 2


def _text_of(element: Element, words: str) -> str:
    text = tidy(words)
    place = next((words_of(e) for e in element.iter("span") if (e.get("class") or "").startswith("location")), "")
    return f"{place} - {text[len(place) :].lstrip()}" if place and text.startswith(place) else text


def _candidates(root: Element, title: Element | None) -> Iterator[Element]:
    count = 0
    for element in root.iter() if title is None else following(title):
        if element.tag not in ("p", "h2", "h3", "div", "strong", "b", "span", "td", "blockquote", "em"):
            continue
        count += 1
        if count > _REACH:
            return
        yield element


def _is_linked(element: Element, text: str) -> bool:
    return sum(len(words_of(link)) for link in element.iter("a")) > 0.5 * len(text)


def _is_described(text: str, described: list[str]) -> bool:
    """Whether the line is the page's own description, which may have been cut short."""
    for value in described:
        short = min(len(text), len(value))
        if short >= 40 and text[:short] == value[:short] and short >= 0.75 * len(text):
            return True
    return False


def _trimmed(text: str) -> str:
    lines = [line for line in text.split("\n") if line]
    while len(lines) > 1 and (len(lines[0]) < 60 and dates.search(lines[0]) is not None):
        lines.pop(0)
    return " ".join(lines)


def joined(text: str, lead: str | None, title: str | None) -> str:
    """`text` with the sapo as its first paragraph, once, and without the title before it."""
    first, _, rest = text.partition("\n\n")
    if title is not None and rest and fold(first) == fold(title):
        text = rest
    if lead is None:
        return text
    folded = fold(lead)
    if folded[:80] in fold(text[: len(lead) + 800]) or (title is not None and folded == fold(title)):
        return text
    return f"{lead}\n\n{text}" if text else ""
