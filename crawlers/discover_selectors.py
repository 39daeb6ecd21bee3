"""A short, stable CSS selector for some links of a page: written from the boxes around them, tried on the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.cssselect import CSSSelector

from crawlers import urls
from crawlers.errors import CrawlError
from crawlers.page_tree import Element

# What a site changes with the state, the column or the size of a thing says nothing about what it is.
_UTILITY = re.compile(
    r"(?:clearfix|clear|wow|(?:fade|animate|lazy|active|current|selected)\w*|img[-_](?:fluid|responsive|thumbnail)"
    r"|(?:col|row|container|offset|pull|float|no|has|is|status|format|category|tag|post-type|type|style)(?:[-_].*|\d*)"
    r"|(?:first|last|odd|even|d|p|m|[mp][tblrxyse]|text|font|fw|fs|bg|w|h|flex|grid|block|inline|hidden|visible|show|hide"
    r"|left|right|center|border|rounded|shadow|position|justify|align|items|self|order|gap|g|xs|sm|md|lg|xl|line|object"
    r"|max|min|mx|overflow|space|leading|tracking|sticky|top|bottom|z)"
    r"(?:[-_]?(?:\d++|[xy]|xs|sm|md|lg|\d?xl|auto|none|flex|block|inline|grid|row|col|wrap|column|full|screen|center|left"
    r"|right|start|end|between|around|top|bottom|middle|bold|semibold|medium|normal|italic|base|white|black|dark|light|muted"
    r"|gray|primary|secondary|success|danger|warning|info|cover|contain|clamp|item|child|w|h))*)"
)
_STABLE = re.compile(r"[A-Za-z][A-Za-z_-]*[A-Za-z]\d{0,2}")
_HASHED = re.compile(
    r"[a-z][A-Z][a-z]?[A-Z]|__(?=[a-z_-]{0,30}[A-Z0-9])[A-Za-z0-9_-]{5,6}$|^(?:css|sc|jsx|svelte)-|[A-Za-z]{25}"
)
_ATTRIBUTES = ("itemprop", "rel", "width", "valign", "bgcolor")
_PLAIN = frozenset("main article section ul ol li table td h1 h2 h3 h4 h5 h6 p dt dd dl strong b font".split())
_MAX_ABOVE, _MAX_INNER = 10, 4
_MAX_PER_MASK, _MAX_PER_BOX, _MAX_TRIED = 40, 4, 200
_MAX_PARTS = 3
_MIN_ALIKE = 3
_MAX_WRITTEN = 150_000


@dataclass(frozen=True, slots=True)
class Choice:
    """A selector with what it selects: addresses wanted, and others."""

    selector: str
    wanted: frozenset[str]
    other: frozenset[str]
    cost: float

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.selector.split(", "))


def quoted(text: str) -> str:
    """A CSS string (CSS Syntax, section 4.3.5)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def select(root: Element, selector: str) -> list[Element]:
    """The elements that a selector of our own making selects."""
    found = CSSSelector(selector, translator="html")(root)
    return [element for element in found if isinstance(element, Element)] if isinstance(found, list) else []


def links(root: Element, selector: str, base: str) -> dict[str, list[Element]]:
    """The canonical addresses that selected links, or the first link in each selected element, lead to."""
    found: dict[str, list[Element]] = {}
    for element in select(root, selector):
        anchor = element if element.tag == "a" else next(element.iter("a"), None)
        if anchor is None or not anchor.get("href"):
            continue
        try:
            found.setdefault(urls.canonical(anchor.get("href") or "", base), []).append(anchor)
        except CrawlError:
            continue
    return found


def choose(
    root: Element,
    base: str,
    wanted: Mapping[str, Sequence[Element]],
    weight: Callable[[str], float],
) -> Choice | None:
    """The selector that selects the wanted addresses and little else, or None.

    `wanted` gives the links to each address, the one with the title first; `weight` says how bad it is to select
    another address, from 0. Up to three selectors are joined by a comma where one alone leaves addresses out.
    """
    if not wanted:
        return None
    candidates = _candidates(root, base, wanted)
    best: Choice | None = None
    value = 0.0
    for _ in range(_MAX_PARTS):
        step = None
        for candidate in candidates:
            joined = candidate if best is None else _joined(best, candidate)
            worth = _worth(joined, len(wanted), weight)
            if worth > value + (0.0 if best is None else 0.01):
                step, value = joined, worth
        if step is None:
            break
        best = step
    return best


def _joined(one: Choice, other: Choice) -> Choice:
    # The parts overlap where a container says less than it seems to; a part that adds nothing only costs.
    return Choice(
        f"{one.selector}, {other.selector}", one.wanted | other.wanted, one.other | other.other, one.cost + other.cost
    )


def _worth(choice: Choice, total: int, weight: Callable[[str], float]) -> float:
    bad = sum(weight(url) for url in choice.other)
    covered = len(choice.wanted) / total
    matched = len(choice.wanted) + len(choice.other)
    return covered - 2.0 * bad / matched - 0.012 * choice.cost - 0.02 * (len(choice.parts) - 1)


def _candidates(root: Element, base: str, wanted: Mapping[str, Sequence[Element]]) -> list[Choice]:
    """The cheapest ways to write each set of wanted links, largest sets first, tried on the page."""
    masks: dict[str, int] = {}
    costs: dict[str, float] = {}
    left = _MAX_WRITTEN
    for number, anchors in enumerate(wanted.values()):
        for anchor in islice(anchors, 4):
            for text, cost in islice(_ways(anchor), max(0, left)):
                masks[text] = masks.get(text, 0) | 1 << number
                costs[text] = cost
                left -= 1
    by_mask: dict[int, list[str]] = {}
    for text, mask in masks.items():
        by_mask.setdefault(mask, []).append(text)
    tried: list[Choice] = []
    room = _MAX_PER_MASK
    for mask in sorted(by_mask, key=lambda mask: -mask.bit_count()):
        cheap = sorted(by_mask[mask], key=lambda text: (costs[text], len(text), text))
        # What the addresses of fewer have in common says nothing about the next ones.
        named = cheap if mask.bit_count() >= _MIN_ALIKE else [text for text in cheap if "href" not in text]
        for text in _various(named, room):
            found = links(root, text, base)
            hit = frozenset(found.keys() & wanted.keys())
            if hit:
                cost = costs[text] + _weakness(text, found, wanted)
                tried.append(Choice(text, hit, frozenset(found.keys() - wanted.keys()), cost))
            if len(tried) >= _MAX_TRIED:
                return tried
        room = max(1, room // 2)
    return tried


def _weakness(selector: str, found: Mapping[str, list[Element]], titled: Mapping[str, Sequence[Element]]) -> float:
    """What a selector lacks beyond its length: a name that the site gave, the links that carry the titles."""
    unnamed = 2.0 if not re.search(r"[.#\[]", selector) else 0.0
    hit = [url for url in found if url in titled]
    return unnamed + 2.0 * sum(titled[url][0] not in found[url] for url in hit) / max(1, len(hit))


def _various(cheap: list[str], count: int) -> Iterator[str]:
    """The cheapest few of each container: what costs least may select too much."""
    taken: Counter[str] = Counter()
    for text in cheap:
        first = text.partition(" ")[0]
        if taken[first] < _MAX_PER_BOX:
            taken[first] += 1
            yield text
            if taken.total() == count:
                return


def _ways(anchor: Element) -> Iterator[tuple[str, float]]:
    """Selectors that select this link: itself, with one box above it, with two."""
    own = [("a", 0.0), *_named(anchor, classes=2), *_by_address(anchor)]
    above = [e for e in islice(anchor.iterancestors(), _MAX_ABOVE) if e.tag not in ("html", "body", "form", "tbody")]
    forms = [list(_named(e, classes=3)) for e in above]
    yield from own[1:]
    for form in forms:
        for text, cost in form:
            for link, more in own:
                yield f"{text} {link}", cost + more + 0.3
    for inner, form in enumerate(forms[:_MAX_INNER]):
        for text, cost in form:
            for outer in forms[inner + 1 :]:
                for box, more in outer:
                    if box not in _PLAIN or box in ("main", "article"):
                        yield f"{box} {text} a", cost + more + 0.9


def _named(element: Element, classes: int) -> Iterator[tuple[str, float]]:
    tag = str(element.tag)
    if not tag.isalnum():
        return
    if tag in _PLAIN:
        yield tag, 0.2 if tag in ("main", "h1", "h2", "h3", "h4") else 0.5
    for name in islice(stable_classes(element), classes):
        yield f"{tag}.{name}", 1.0
    identity = element.get("id") or ""
    if _STABLE.fullmatch(identity) and not _HASHED.search(identity) and not identity[-1].isdigit():
        yield f"#{identity}", 1.2
    if tag in ("td", "table", "tr", "a"):
        for attribute in _ATTRIBUTES:
            value = element.get(attribute)
            if value and re.fullmatch(r"#?[A-Za-z0-9%_-]{1,20}", value):
                yield f"{tag}[{attribute}={quoted(value)}]", 2.0


def stable_classes(element: Element) -> Iterator[str]:
    """The classes of an element that name what it is, not how it looks or in which state it is."""
    for name in (element.get("class") or "").split()[:12]:
        if len(name) > 40 or not _STABLE.fullmatch(name):
            continue
        if len(name) >= 3 and not _UTILITY.fullmatch(name) and not _HASHED.search(name):
            yield name


def _by_address(anchor: Element) -> Iterator[tuple[str, float]]:
    """By what the addresses of articles have in common, for portals whose boxes have no names."""
    href = (anchor.get("href") or "").strip()
    path, _, query = href.partition("?")
    path = path.partition("#")[0]
    file = path.rpartition("/")[2]
    if query:
        for key in (pair.partition("=")[0] for pair in query.partition("#")[0].replace("&amp;", "&").split("&")[:6]):
            if re.fullmatch(r"[A-Za-z][A-Za-z_]{1,20}", key):
                yield f"a[href*={quoted(key + '=')}]", 2.0
        if re.fullmatch(r"[A-Za-z_-]{3,30}\.[a-z]{3,4}", file):
            yield f"a[href*={quoted(file + '?')}]", 1.8
    else:
        ending = re.search(r"\.[a-z]{3,5}$", file)
        if ending:
            yield f"a[href$={quoted(ending[0])}]", 2.2
    for part in path.split("/")[3 if "//" in path else 0 : -1][:6]:
        if re.fullmatch(r"[A-Za-z][A-Za-z_-]{2,40}", part):
            yield f"a[href*={quoted('/' + part + '/')}]", 2.4
