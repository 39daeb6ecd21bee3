"""One HTML page → one lxml tree, within bounds of size, depth and number of elements."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from copy import deepcopy
from functools import lru_cache
from itertools import islice

from lxml import etree
from lxml import html as lxml_html

from crawlers import charset
from crawlers.reading_errors import ExtractError, NotHtml, PageEmpty, PageTooComplex, PageTooDeep, PageTooLarge

MAX_BYTES = 10_000_000
MAX_TAGS = 250_000
# Unclosed <font> and <b> of old portals reach some 200; libxml2 itself stops at 2048.
MAX_DEPTH = 400
MAX_ATTRIBUTES = 5_000
_LONG_TAG = 10_000
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")

Element = etree._Element

_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"RIFF", "RIFF (WebP, WAV, AVI)"),
    (b"PK\x03\x04", "ZIP (DOCX, XLSX)"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0", "DOC/XLS"),
    (b"BM", "BMP"),
    (b"Rar!", "RAR"),
    (b"{\\rtf", "RTF"),
    (b"\x00\x00\x00\x18ftyp", "MP4"),
    (b"\x00\x00\x00\x20ftyp", "MP4"),
)
_MIME = re.compile(r"\s*([\w.+-]{1,60}/[\w.+-]{1,80})")
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/octet-stream", "text/xml",
                         "application/xml"})  # fmt: skip
_JSON = re.compile(r"\s*[\[{]\s*(?:[\"\[{\]}\d-]|true|false|null)")
_FEED = re.compile(
    r"\s*(?:<\?xml[^<>]{0,300}\?>\s*)?(?:<!--(?:[^-]|-(?!->)){0,2000}-->\s*)?<(rss|feed|rdf:RDF|urlset"
    r"|sitemapindex)\b"
)
_ANY_TAG = re.compile(r"<(?:[a-zA-Z]{1,12}[\s>/]|!doctype)", re.IGNORECASE)
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r"))


def load(source: bytes | str, content_type: str | None) -> Element:
    """The tree of a page. Raises an `ExtractError` for what is empty, too large, too deep or no HTML."""
    size = len(source)
    if size > MAX_BYTES:
        raise PageTooLarge(size=size, limit=MAX_BYTES)
    if isinstance(source, bytes):
        _refuse_binary(source, content_type)
        text, _ = charset.decode(source, content_type, "html")
    else:
        text = charset.from_tcvn3(source) or source
    if not text.strip("\ufeff \t\r\n\x00"):
        raise PageEmpty()
    _refuse_text(text)
    if text.count("<") > MAX_TAGS:
        raise PageTooComplex(limit=MAX_TAGS)
    if _has_endless_tag(text):
        raise PageTooComplex(limit=MAX_ATTRIBUTES)
    return _parse(text)


def _has_endless_tag(text: str) -> bool:
    """Whether a tag carries more attributes than libxml2 compares in reasonable time (each with each)."""
    for part in text.split("<"):
        if len(part) > _LONG_TAG:
            head = _QUOTED.sub("", part.partition(">")[0])
            if head.count("=") + len(head.split()) > MAX_ATTRIBUTES:
                return True
    return False


def _refuse_binary(body: bytes, content_type: str | None) -> None:
    head = body[:64].lstrip()
    for magic, kind in _MAGIC:
        if head.startswith(magic) and not (magic == b"BM" and b"<" in body[:2000]):
            raise NotHtml(kind=kind)
    match = _MIME.match(content_type or "")
    if match and match[1].lower() not in _HTML_TYPES and not _ANY_TAG.search(body[:4000].decode("latin-1")):
        raise NotHtml(kind=match[1].lower())
    if body[:1000].count(b"\x00") > 300 and not body.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
        raise NotHtml(kind="application/octet-stream")


def _refuse_text(text: str) -> None:
    if _JSON.match(text):
        raise NotHtml(kind="JSON")
    if match := _FEED.match(text):
        raise NotHtml(kind=f"XML ({match[1]})")
    if not _ANY_TAG.search(text):
        raise NotHtml(kind="text/plain")


def _parse(text: str) -> Element:
    try:
        root = etree.fromstring(_legal(text), parser=_parser())
    except etree.XMLSyntaxError as error:
        raise PageEmpty() from error
    except ValueError as error:
        raise ExtractError(detail=str(error)[:100]) from error
    if root is None:
        raise PageEmpty()
    if _TOO_DEEP(root.getroottree()):
        raise PageTooDeep(limit=MAX_DEPTH)
    return root


def _legal(text: str) -> bytes:
    """UTF-8 without the characters that XML has no place for: libxml2 ends a page at some of them."""
    body = text.encode("utf-8", "ignore").translate(None, _CONTROLS)
    return body.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")


def _parser() -> etree.HTMLParser:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    # lxml.html's own look-up calls Python for every element that is touched; trafilatura only wants the class.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=lxml_html.HtmlElement))
    return parser


def page_of(box: Element) -> Element:
    """A new page that holds a copy of a box and nothing else."""
    parser = _parser()
    page, body, copy = parser.makeelement("html"), parser.makeelement("body"), deepcopy(box)
    copy.tail = None
    page.append(body)
    body.append(copy)
    return page


# A path of n steps visits each element once, in C; walking a tree of proxies costs a hundred times that.
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")


def remove(element: Element) -> None:
    """Take an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is None:
            parent.text = f"{parent.text or ''} {element.tail}"
        else:
            previous.tail = f"{previous.tail or ''} {element.tail}"
    parent.remove(element)


# XPath gathers text in C; `itertext` makes a Python object of every element it passes.
_STRING = etree.XPath("string()")


def words_of(element: Element) -> str:
    """White-space collapsed text of an element and its descendants."""
    return " ".join(str(_STRING(element)).split())


def first_text(element: Element) -> str:
    """The first piece of text in an element, or nothing where it is nested deep."""
    for _ in range(5):
        if element.text and not element.text.isspace():
            return element.text
        if not len(element):
            break
        element = element[0]
    return ""


def matching(path: etree.XPath, root: Element) -> Iterator[Element]:
    """The elements that a compiled path finds, in document order."""
    found = path(root)
    if isinstance(found, list):
        yield from (element for element in found if isinstance(element, Element))


def names_of(element: Element) -> str:
    """`id` and `class` as lower-case words: "article__bodyText" → "article body text"."""
    return _named(element.get("id") or "", element.get("class") or "")


@lru_cache(maxsize=8192)
def _named(identity: str, classes: str) -> str:
    return " ".join(_NAME_PART.findall(_CAMEL.sub(" ", f"{identity} {classes}"[:400]))).lower()


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NAME_PART = re.compile(r"[A-Za-z]+|\d+")


def following(element: Element) -> Iterator[Element]:
    """Elements that begin after `element` ends, in document order."""
    node: Element | None = element
    while node is not None:
        for sibling in node.itersiblings():
            yield from sibling.iter()
        node = node.getparent()


class Place:
    """Where an element stood, remembered before its page is cleaned and taken apart."""

    __slots__ = ("_around",)

    def __init__(self, element: Element) -> None:
        self._around = [element, *islice(element.iterancestors(), _MAX_AROUND)]

    def is_in(self, boxes: Collection[Element]) -> bool:
        return any(element in boxes for element in self._around)

    def is_near(self, words: str, seen: dict[Element, str]) -> bool:
        """Whether a box close around held these words; `seen` keeps the texts that were read for one page."""
        for element in self._around[1:_NEAR]:
            if element not in seen:
                seen[element] = words_of(element)
            if words in seen[element]:
                return True
        return False


_MAX_AROUND = 60
_NEAR = 7
