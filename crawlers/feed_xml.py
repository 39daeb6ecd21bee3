"""RSS, RDF and Atom through one lxml pull parser, bounded in entries, depth and memory.

Strict reading raises `Odd` for everything whose meaning feedparser has a convention for that is not simply the
standard's (markup inside RSS titles, several titles, base64, unknown namespaces, XML that is not well formed);
such feeds are read by feedparser. Lenient reading takes what libxml2 recovers, for feeds too large for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html.entities import html5
from itertools import islice
from typing import Any

from lxml import etree

from crawlers import markup
from crawlers.feed_parts import MAX_ENTRIES, SUMMARY_SOURCE, Part, Parts, readable
from crawlers.feed_warnings import FeedCut, FeedRepaired, FeedStopped, FeedWarning

_CHUNK = 65_536
_MAX_CHILDREN = 500
# Tags and attributes inside one entry, which is kept in memory until it ends.
_MAX_WAITING = 250_000
_MAX_MENDED = 500_000
_CORE = frozenset(
    {
        "",
        "http://backend.userland.com/rss",
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://purl.org/atom/ns#",
        "http://www.w3.org/2005/Atom",
    }
)
_PREFIXES = {
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
_ATOM = "http://www.w3.org/2005/Atom"
_ATOM03 = "http://purl.org/atom/ns#"
_TEXT = frozenset({"text", "plain", "text/plain"})
_HTML = frozenset({"html", "text/html"})
_XHTML = frozenset({"xhtml", "application/xhtml+xml"})
_DATES = (
    "pubdate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created", "created", "dcterms:modified",
    "updated", "modified",
)  # fmt: skip
_RSS_VERSIONS = {"0.91": "rss091u", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
_PARENTS = frozenset({"channel", "rss", "rdf:rdf", "feed"})
_ITEM = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)\b(?![:.-])", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)(?:([A-Za-z]\w{1,30});)?")
_IMAGE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")

Element = etree._Element


class Odd(Exception):
    """The feed is not of the plain kind that this reader understands the way feedparser does."""


def read(text: str, *, url: str | None, strict: bool) -> Parts:
    """The feed in `text` (no DOCTYPE in it). Raises `Odd`; unless `strict`, only when no entry could
    be read, or `lxml.etree.XMLSyntaxError` then."""
    parser: Any = etree.XMLPullParser(
        events=("end",),
        tag=("{*}item", "{*}entry"),
        base_url=url,
        recover=not strict,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    reader = _Reader(strict)
    warnings: list[FeedWarning] = []
    try:
        for element in _ends(parser, text.encode("utf-8", "replace"), reader):
            reader.take(element)
            if len(reader.entries) >= MAX_ENTRIES:
                warnings.append(FeedCut(limit=MAX_ENTRIES))
                break
        else:
            if strict:
                _check_count(text, len(reader.entries))
    except etree.XMLSyntaxError as error:
        if strict:
            raise Odd(str(error)) from error
        if not reader.entries:
            raise
        warnings.append(FeedStopped(detail=readable(error.msg)))
    except Odd as odd:
        if strict or not reader.entries:
            raise
        warnings.append(FeedStopped(detail=readable(str(odd))))
    if not strict and not warnings and len(parser.error_log):
        warnings.append(FeedRepaired(detail=readable(parser.error_log[0].message)))
    return reader.result(warnings)


def _ends(parser: Any, data: bytes, reader: _Reader) -> Iterator[Element]:
    waiting = released = 0
    for at in range(0, len(data), _CHUNK):
        chunk = data[at : at + _CHUNK]
        parser.feed(chunk)
        waiting += chunk.count(b"<") + chunk.count(b"=") - chunk.count(b"<!--") - chunk.count(b"<?")
        for _, element in parser.read_events():
            yield element
        # What is no entry, or stands inside one, stays in memory.
        if len(reader.entries) > released:
            waiting, released = 0, len(reader.entries)
        _check_waiting(waiting)
    # The root is the one element that the filter never reports and that carries the feed's own title.
    root = parser.close()
    for _, element in parser.read_events():
        yield element
    if root is not None:
        yield root


def _check_count(text: str, entries: int) -> None:
    if len(_ITEM.findall(text)) != entries:
        raise Odd("items that are not where the standards put them")


def _check_waiting(pieces: int) -> None:
    if pieces > _MAX_WAITING:
        raise Odd("one entry with more elements and attributes than fit in memory")


def mended(text: str) -> str:
    """Ampersands that begin no reference escaped and HTML's names for letters replaced, outside CDATA sections.

    The two commonest damages, mended before parsing: libxml2's recovery from them keeps a large feed in memory.
    No feed has them by the hundred thousand.
    """
    if text.count("&") > _MAX_MENDED:
        return text
    first, *sections = text.split("<![CDATA[")
    out = [_AMPERSAND.sub(_mend, first)]
    for section in sections:
        inside, end, rest = section.partition("]]>")
        out += ["<![CDATA[", inside, end, _AMPERSAND.sub(_mend, rest)]
    return "".join(out)


def _mend(match: re.Match[str]) -> str:
    return html5.get(f"{match[1]};", f"&amp;{match[1]};") if match[1] else "&amp;"


class _Reader:
    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.entries: list[Part] = []
        self._root: Element | None = None
        self._format = ""

    def take(self, element: Element) -> None:
        if self._root is None:
            self._root = element.getroottree().getroot()
            self._format = _format_of(self._root)
            if self.strict and not self._format:
                raise Odd(str(self._root.tag))
        if element is self._root:
            return
        parent = element.getparent()
        placed = parent is not None and _name(parent) in _PARENTS and _name(element) in ("item", "entry")
        if not placed:
            if self.strict:
                raise Odd("nested or foreign item")
            return
        self.entries.append(_entry(element, self.strict, atom=self._format.startswith("atom")))
        _release(element)

    def result(self, warnings: list[FeedWarning]) -> Parts:
        title, link = (None, None) if self._root is None else self._feed_level(self._root)
        return Parts(self._format, title, link, self.entries, warnings)

    def _feed_level(self, root: Element) -> tuple[str | None, str | None]:
        title: str | None = None
        link: str | None = None
        holder = next((child for child in root if _name(child) == "channel"), root)
        for child in holder:
            name = _name(child)
            if name == "title" and title is None:
                title = _words(child, False, atom=self._format.startswith("atom")) or None
            elif name == "link" and link is None and child.get("rel", "alternate") == "alternate":
                link = (child.get("href") or child.text or "").strip() or None
        return title, link


@lru_cache(maxsize=1024)
def _short(tag: str) -> str:
    """Lower-case local name, with the usual prefix for namespaces that matter and `?:` for unknown ones."""
    if tag[0] != "{":
        # libxml2's recovery keeps a prefix that was never declared as part of the name.
        prefix, _, local = tag.lower().rpartition(":")
        return f"{prefix}:{local}" if prefix in _PREFIXES.values() else local if not prefix else f"?:{local}"
    space, _, local = tag[1:].partition("}")
    if space in _CORE:
        return local.lower()
    return f"{_PREFIXES.get(space, '?')}:{local.lower()}"


def _name(element: Element) -> str:
    return _short(element.tag) if isinstance(element.tag, str) else "?"


def _release(element: Element) -> None:
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while (previous := element.getprevious()) is not None:
            if _name(previous) not in ("item", "entry"):
                break
            parent.remove(previous)


def _format_of(root: Element) -> str:
    name = _name(root)
    if name == "rss":
        version = (root.get("version") or "").strip()
        return _RSS_VERSIONS.get(version) or ("rss20" if version.startswith("2.") else "rss")
    # `QName` refuses the names that damaged declarations leave behind.
    space = str(root.tag)[1:].rpartition("}")[0]
    if name == "feed" and space in (_ATOM, _ATOM03):
        return "atom10" if space == _ATOM else "atom03"
    if name == "rdf:rdf":
        spaces = {value for value in root.nsmap.values() if value}
        return "rss10" if "http://purl.org/rss/1.0/" in spaces else "rss090"
    return ""


def _entry(element: Element, strict: bool, *, atom: bool) -> Part:
    children: dict[str, list[Element]] = {}
    for child in islice(element, _MAX_CHILDREN):
        children.setdefault(_name(child), []).append(child)
    part = Part(base=element.base)
    part.title = _title(children, strict, atom=atom)
    _identity(element, children, part)
    part.dates = [text for name in _DATES for child in children.get(name, ()) if (text := (child.text or "").strip())]
    _summary(children, part, strict, atom=atom)
    return part


def _title(children: dict[str, list[Element]], strict: bool, *, atom: bool) -> str:
    titles = children.get("title", []) + children.get("dc:title", [])
    if strict and (len(titles) > 1 or (not titles and _has_nested_title(children))):
        raise Odd("titles")
    if not titles:
        titles = children.get("media:title", [])
    return next((words for title in titles if (words := _words(title, strict, atom=atom))), "")


def _has_nested_title(children: dict[str, list[Element]]) -> bool:
    return any(
        _name(inner).endswith("title") for group in children.values() for child in group for inner in child.iter()
    )


def _words(element: Element, strict: bool, *, atom: bool) -> str:
    """Plain text of a text construct: Atom says what it is (RFC 4287, section 3.1), RSS leaves it to be guessed."""
    kind = (element.get("type") or "").strip().lower()
    odd = element.get("mode") or element.get("src") or (kind and kind not in _TEXT | _HTML | _XHTML)
    if strict and (odd or (len(element) and not (atom and kind in _XHTML))):
        raise Odd("text construct")
    if len(element):
        return markup.tidy(markup.unmangled(" ".join("".join(map(str, element.itertext())).split())))
    text = markup.unmangled(element.text or "")
    if kind in _HTML or kind in _XHTML:
        return markup.plain(text)
    if atom:
        return markup.tidy(text)
    return markup.guessed(text)


def _identity(element: Element, children: dict[str, list[Element]], part: Part) -> None:
    for child in children.get("guid", []):
        part.guid = (child.text or "").strip() or None
        part.guid_is_link = (child.get("isPermaLink") or "true").strip().lower() == "true"
    for child in children.get("id", []):
        part.guid = (child.text or "").strip() or part.guid
    if part.guid is None:
        part.guid = element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
    part.links += [text for child in children.get("feedburner:origlink", []) if (text := (child.text or "").strip())]
    best: list[tuple[int, str]] = []
    for child in children.get("link", []):
        href = (child.get("href") or child.text or "").strip()
        rel = (child.get("rel") or "alternate").strip().lower()
        kind = (child.get("type") or "text/html").lower()
        if href and rel == "alternate":
            best.append((0 if "html" in kind else 1, href))
        elif href and rel in ("enclosure",) and kind.startswith("image/"):
            part.images.append(href)
    part.links += [href for _, href in sorted(best, key=lambda pair: pair[0])]


def _summary(children: dict[str, list[Element]], part: Part, strict: bool, *, atom: bool) -> None:
    part.images[:0] = _media(children)
    bodies: list[str] = []
    for name in ("description", "summary", "content:encoded", "content", "dc:description", "media:description"):
        for child in children.get(name, []):
            if len(child):
                raw, escaped = etree.tostring(child, encoding="unicode", with_tail=False), True
            else:
                raw = markup.unmangled(child.text or "")
                escaped = not atom or (child.get("type") or "text").lower() not in _TEXT
            bodies.append(raw)
            if part.summary is None:
                start = raw[:SUMMARY_SOURCE]
                part.summary = (markup.plain(start) if escaped else markup.tidy(start)) or None
    for raw in bodies:
        if (image := markup.first_image(raw)) is not None:
            part.images.append(image)
            break


def _media(children: dict[str, list[Element]]) -> list[str]:
    groups = [child for name in ("media:group", "media:content") for g in children.get(name, []) for child in (g, *g)]
    groups += children.get("media:thumbnail", [])
    pictures: list[tuple[int, str]] = []
    for child in groups:
        url, name = (child.get("url") or "").strip(), _name(child)
        kind = f"{child.get('medium') or ''} {child.get('type') or ''}".lower()
        if url and name == "media:content" and ("image" in kind or _is_picture(url)):
            pictures.append((0, url))
        elif url and name == "media:thumbnail":
            pictures.append((1, url))
    for child in children.get("enclosure", []):
        url = (child.get("url") or "").strip()
        if url and ((child.get("type") or "").lower().startswith("image") or _is_picture(url)):
            pictures.append((2, url))
    for child in children.get("image", []) + children.get("thumbnail", []):
        inner = child.find("{*}url")
        text = (
            (inner.text if inner is not None else child.text) or child.get("href") or child.get("url") or ""
        ).strip()
        if text:
            pictures.append((3, text))
    return [url for _, url in sorted(pictures, key=lambda pair: pair[0])]


def _is_picture(url: str) -> bool:
    return url.lower().partition("?")[0].endswith(_IMAGE_ENDINGS)
