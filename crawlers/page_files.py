"""Documents that an article links to: PDF, Word, Excel and the like, which official portals hang beneath the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qs, unquote, urlsplit

from crawlers import page_noise as noise
from crawlers.items import Attachment
from crawlers.page_facts import address
from crawlers.page_text import tidy
from crawlers.page_tree import Element, Place, names_of, words_of

_FILE = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|rar|7z)(?=$|/)", re.IGNORECASE)
_NAMED_FILE = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|rar|7z)\)?$", re.IGNORECASE)
_MAYBE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|rar|7z)\b", re.IGNORECASE)
_VIEWERS = ("file", "url", "src", "path", "filename")
_LABEL = re.compile(r"đính kèm|tải (?:về|xuống|file|tệp)|file kèm|tệp kèm|văn bản kèm|toàn văn|attach|download", re.I)
_BOX = re.compile(r"(?:^| )(?:attach\w*|dinh ?kem|file ?dinh ?kem|tai ?ve|files?|download\w*|documents?)(?= |$)")
_VAGUE = re.compile(
    r"(?:(?:tải|xem|download|click|bấm|nhấn|đọc)\b.{0,25}|(?:tại )?đây|here|file|tệp|pdf|docx?|xlsx?|chi tiết)\W*", re.I
)
_MAX_LINKS = 5_000
_MAX_FILES = 50
_MAX_TITLE = 300


def find(root: Element, base: str | None) -> list[tuple[Attachment, Place, bool]]:
    """Every document linked on a page, where it stands, and whether a label or a box's name calls it attached."""
    found: list[tuple[Attachment, Place, bool]] = []
    for element in islice(root.iter("a", "iframe", "embed", "object"), _MAX_LINKS):
        link = element.get("href") or element.get("src") or element.get("data") or ""
        if not _MAYBE.search(link) and not (element.text and _MAYBE.search(element.text)):
            continue
        text = words_of(element) if element.tag == "a" else ""
        target = next((t for t in _targets(link, base)), None)
        if target is None:
            continue
        url, kind = target
        if not kind:
            match = _NAMED_FILE.search(text)
            kind = match[1].lower() if match else ""
        if not kind or _in_chrome(element):
            continue
        found.append((Attachment(url, _title(element, text, url), kind), Place(element), _is_labelled(element)))
        if len(found) == _MAX_FILES:
            break
    return found


def _targets(link: str, base: str | None) -> Iterator[tuple[str, str]]:
    """The document's own address and kind: a viewer's address carries it in its query."""
    parts = urlsplit(link) if len(link) < 4_000 else None
    if parts is None:
        return
    if _FILE.search(unquote(parts.path)) is None and parts.query:
        query = parse_qs(parts.query)
        for key in _VIEWERS:
            for value in query.get(key, [])[:1]:
                match = _FILE.search(value.partition("?")[0])
                if match and ("/" in value or parts.path.endswith(".html")) and (url := address(value, base)):
                    yield url, match[1].lower()
    if (url := address(link, base)) is not None:
        match = _FILE.search(unquote(parts.path)) or _FILE.search(unquote(parts.query))
        yield url, match[1].lower() if match else ""


def _title(element: Element, text: str, url: str) -> str:
    """The link's words; where they only say "here", its title or the line around it; else the file's name."""
    name = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    around = element.getparent()
    line = words_of(around) if around is not None else ""
    for candidate in (text, element.get("title") or "", line if len(line) <= _MAX_TITLE else "", text, name):
        words = tidy(candidate).replace("\n", " ")
        if words and (candidate is name or not _VAGUE.fullmatch(words)):
            return words[:_MAX_TITLE]
    return name[:_MAX_TITLE] or url[:_MAX_TITLE]


def _in_chrome(element: Element) -> bool:
    for ancestor in islice(element.iterancestors(), 12):
        if ancestor.tag in ("nav", "footer", "aside", "header"):
            return True
        names = names_of(ancestor)
        if noise.is_boxed(names) and not _BOX.search(names) and ancestor.find(".//h1") is None:
            return True
    return False


def _is_labelled(element: Element) -> bool:
    for ancestor in [element, *islice(element.iterancestors(), 4)]:
        if _BOX.search(names_of(ancestor)):
            return True
        text = words_of(ancestor)
        if len(text) > 600:
            return False
        previous = ancestor.getprevious()
        before = words_of(previous) if previous is not None else ""
        if _LABEL.search(text) or (0 < len(before) <= 60 and _LABEL.search(before)):
            return True
    return False
