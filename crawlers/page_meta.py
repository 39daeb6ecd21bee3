"""What a page says of itself: JSON-LD, `<meta>`, microdata, `<link>`; gathered once, judged elsewhere."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from crawlers.page_text import tidy
from crawlers.page_tree import Element, words_of

Node = Mapping[str, object]

_ARTICLES = re.compile(
    r"(?:News|Blog|Report|Live|Scholarly|Tech|Social|Analysis|Background|Opinion|Review)?\w{0,12}(?:Article|Posting)$"
)
_MAX_SCRIPT = 2_000_000
_MAX_NODES = 2_000
_COMMENT_MARKS = re.compile(
    r"^\s*(?:/\*.{0,40}?\*/|<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|/\*.{0,40}?\*/|;)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_CONTROLS = re.compile(r"[\x00-\x1f]")


@dataclass(slots=True)
class Meta:
    """Everything gathered. `tags` maps lower-case meta names, properties and itemprops to their values in order."""

    tags: dict[str, list[str]] = field(default_factory=dict)
    items: dict[str, list[Element]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    article: Node = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    lang: str | None = None
    base: str | None = None

    def first(self, *names: str) -> str | None:
        """The first non-empty value of the first of these tags that has one."""
        return next((value for name in names for value in self.tags.get(name, ()) if value), None)

    def every(self, *names: str) -> list[str]:
        return [value for name in names for value in self.tags.get(name, ()) if value]


def gather(root: Element) -> Meta:
    """Read the page's own statements; scripts of JSON-LD are all that is read of scripts."""
    meta = Meta(lang=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"))
    for element in root.iter("meta", "link", "base"):
        if element.tag == "meta":
            value = tidy(html.unescape(element.get("content") or "")).strip()
            for key in ("property", "name", "itemprop", "http-equiv"):
                for name in (element.get(key) or "").lower().split():
                    meta.tags.setdefault(name, []).append(value)
        elif element.tag == "link":
            for rel in (element.get("rel") or "").lower().split():
                if element.get("href"):
                    meta.links.setdefault(rel, []).append((element.get("href") or "").strip())
        elif meta.base is None and element.get("href"):
            meta.base = (element.get("href") or "").strip()
    for element in root.iterfind(".//*[@itemprop]"):
        if element.tag != "meta":
            for name in (element.get("itemprop") or "").lower().split():
                meta.items.setdefault(name, []).append(element)
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(meta.nodes) < _MAX_NODES:
            meta.nodes += _flat(_loads(script.text))
    meta.article = _article(meta.nodes)
    return meta


def _loads(text: str) -> object:
    """JSON as publishers embed it: in comments, with raw line breaks, with trailing commas, escaped once too often."""
    if len(text) > _MAX_SCRIPT:
        return None
    body = _COMMENT_MARKS.sub("", _COMMENT_MARKS.sub("", text.strip())).strip()
    flat = _CONTROLS.sub(" ", body)
    for candidate in (body, flat, html.unescape(flat), _TRAILING_COMMA.sub(r"\1", flat)):
        try:
            found: object = json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
        for _ in range(2):
            # A whole document written as one JSON string.
            if isinstance(found, str) and found.lstrip()[:1] in ("{", "["):
                try:
                    found = json.loads(found, strict=False)
                except (ValueError, RecursionError):
                    return None
        return found
    return None


def _flat(value: object) -> list[Node]:
    """Every object in the document, lists, `@graph` and nesting undone, outermost first."""
    found: list[Node] = []
    queue: list[object] = [value]
    while queue and len(found) < _MAX_NODES:
        item = queue.pop(0)
        if isinstance(item, list):
            queue[:0] = item[:_MAX_NODES]
        elif isinstance(item, dict):
            if "@type" in item:
                found.append(item)
            queue += [v for v in item.values() if isinstance(v, (dict, list))]
    return found


def types(node: Node) -> list[str]:
    value = node.get("@type")
    return [str(item).rpartition("/")[2] for item in (value if isinstance(value, list) else [value]) if item]


def is_article(node: Node) -> bool:
    """Whether a node is of one of schema.org's kinds of Article."""
    return any(_ARTICLES.fullmatch(name) for name in types(node))


def _article(nodes: Iterable[Node]) -> Node:
    """The node that describes the article: an article type with a headline, the fullest one."""
    best: Node = {}
    best_size = 0
    for node in nodes:
        if not is_article(node):
            continue
        size = 1 + sum(bool(node.get(key)) for key in ("headline", "datePublished", "image", "author", "articleBody"))
        if size > best_size:
            best, best_size = node, size
    if not best:
        best = next((n for n in nodes if "WebPage" in types(n) and n.get("datePublished")), {})
    return best


def text(node: Node, *keys: str) -> str | None:
    """The first of these properties as text: escaped entities undone (also those escaped twice), tags stripped."""
    for key in keys:
        for value in _each(node.get(key)):
            if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip():
                return unescaped(str(value)).strip()
    return None


def unescaped(value: str) -> str:
    for _ in range(2):
        plain = html.unescape(value)
        if plain == value:
            break
        value = plain
    return value


def names(node: Node, key: str) -> list[str]:
    """Names of the persons or organisations under a property: a string, an object with `name`, or a list of either."""
    found: list[str] = []
    for value in _each(node.get(key)):
        name = value if isinstance(value, str) else value.get("name") if isinstance(value, dict) else None
        found += [unescaped(part).strip() for part in _each(name) if isinstance(part, str) and part.strip()]
    return found


def addresses(node: Node, key: str) -> list[str]:
    """Addresses under a property such as `image`: strings, `ImageObject`s, or lists of them."""
    found: list[str] = []
    for value in _each(node.get(key)):
        if isinstance(value, str):
            found.append(value.strip())
        elif isinstance(value, dict):
            found += [
                str(v).strip() for k in ("url", "contentUrl", "@id") for v in _each(value.get(k)) if isinstance(v, str)
            ][:1]
    return [address for address in found if address]


def _each(value: object) -> Iterator[object]:
    if isinstance(value, list):
        yield from value[:50]
    elif value is not None:
        yield value


def item_value(element: Element) -> str:
    """The value of a microdata property (HTML Living Standard, section 5.2.4)."""
    for key in ("content", "datetime", "href", "src"):
        if element.get(key):
            return str(element.get(key)).strip()
    return words_of(element)
