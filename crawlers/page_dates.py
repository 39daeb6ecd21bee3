"""When an article was published and changed, from everything that the page says about it.

Order of belief: an unambiguous structured date with a time; the visible line beside the title; a structured date
that could be read month first; a date without a time. Two lies are undone, both seen at Vietnamese publishers:
local time marked `Z` (the visible line shows the same clock), and a structured day that the visible line gives
with its time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from crawlers import dates, page_meta
from crawlers import page_noise as noise
from crawlers.dates import Moment
from crawlers.page_meta import Meta
from crawlers.page_tree import Element, following, names_of, words_of, words_within

_PUBLISHED = """
article:published_time og:article:published_time og:published_time og:pubdate article:published datepublished
pubdate publishdate publish_date publish-date published_date published-date published_time article.published
article_date_original originalpublicationdate sailthru.date parsely-pub-date rnews:datepublished
cxenseparse:recs:publishtime bt:pubdate citation_publication_date dcterms.created dcterms.issued
dc.date.issued dc.date.created dcterms.date dc.date dc.created date created creation_date ptime
publication_date publicationdate displaydate iso-8601-publish-date its_publication article:created_time
eprints.date
""".split()
_MODIFIED = """
article:modified_time og:article:modified_time og:updated_time article:modified datemodified lastmod
last-modified dcterms.modified dc.date.modified dc.modified modified_time updated_time revised
article:updated_time updated
""".split()
_UPDATE = re.compile(r"cập nhật|update|sửa đổi|chỉnh sửa|modified", re.IGNORECASE)
_DATE_LIKE = re.compile(
    r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|tháng\s\d|\d{4}-\d{2}-\d{2}|\b(?:19|20)\d{2}\b", re.IGNORECASE
)
_NUMERIC = re.compile(r"\s{0,3}(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}")
_LABELLED = re.compile(
    r"(?:ngày đăng|đăng (?:lúc|ngày)|ngày xuất bản|xuất bản|thời gian đăng|posted|published)\b", re.IGNORECASE
)
# "Ngày đăng: 23/11/2026 - Giờ đăng: 8:15"
_HOUR_LABEL = re.compile(
    r"\s{0,9}[-–|,;]?\s{0,9}(?:giờ đăng|giờ|lúc|time)\s{0,9}:\s{0,9}(?=\d{1,2}\s?[:hg])", re.IGNORECASE
)
_MAX_LINE = 160
_MAX_LOOKED_AT = 5_000
# Letters beside the date itself: a name, a section, a label; more is prose that mentions a day.
_MAX_OTHER = 60
_REACH = 80
_REACH_TEXT = 1_500


@dataclass(frozen=True, slots=True)
class Instants:
    published: datetime | None
    modified: datetime | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """`firm` is false for a numeric date whose day and month could change places."""

    moment: Moment
    firm: bool = True
    update: bool = False

    @property
    def timed(self) -> bool:
        at = self.moment.at
        # Midnight to the second is what a content system writes that keeps only the day.
        return self.moment.has_time and (at.hour, at.minute, at.second) != (0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Reader:
    zone: str
    now: datetime | None

    def whole(self, text: str) -> _Reading | None:
        moment = dates.moment(text, zone=self.zone, now=self.now)
        if moment is None:
            return None
        match = _NUMERIC.match(text)
        firm = match is None or int(match[1]) > 12 or int(match[2]) > 12 or match[1] == match[2]
        return _Reading(moment, firm)

    def line(self, text: str) -> Iterator[_Reading]:
        """Dates in a visible line; what follows "Cập nhật" is a change."""
        text = _HOUR_LABEL.sub(" ", text)
        label = _UPDATE.search(text)
        before, after = (text[: label.start()], text[label.start() :]) if label else (text, "")
        for part, update in ((before, False), (after, True)):
            if part and _DATE_LIKE.search(part):
                moment = dates.search(part, zone=self.zone, now=self.now)
                if moment is not None:
                    yield _Reading(moment, update=update)


def find(
    root: Element,
    meta: Meta,
    *,
    title: Element | None,
    zone: str,
    now: datetime | None,
    trusted: bool = False,
) -> Instants:
    """The two instants of a page; `title` is its headline element, beside which the visible line stands.

    With `trusted` that line is not compared with an exact statement.
    """
    reader = _Reader(zone, now)
    structured = [r for r in map(reader.whole, _published_texts(root, meta)) if r is not None]
    changes = [r for r in map(reader.whole, _modified_texts(meta)) if r is not None]
    stated = trusted and any(r.timed and r.firm and r.moment.zoned for r in structured)
    visible = [] if title is None or stated else list(_beside(title, reader))
    if not structured and not visible:
        visible = list(_labelled(root, reader))
    published = _published(structured, visible)
    modified = next((r.moment.at for r in [*(c for c in changes if c.timed), *changes] if r.firm), None)
    if modified is None:
        modified = next((r.moment.at for r in visible if r.update), None)
    return Instants(published, modified)


def _published(structured: list[_Reading], visible: list[_Reading]) -> datetime | None:
    firm = next((r for r in structured if r.timed and r.firm), None)
    shown = [r for r in visible if not r.update]
    seen = next((r for r in shown if r.timed), None)
    if firm is not None:
        lies = seen is not None and _is_mislabelled(firm.moment, seen.moment)
        return seen.moment.at if seen is not None and lies else firm.moment.at
    day = next((r for r in structured if r.firm), None)
    if seen is not None and (day is None or abs(seen.moment.at - day.moment.at) < timedelta(hours=36)):
        return seen.moment.at
    updates = [r for r in visible if r.update]
    rest = [day, next((r for r in structured if r.timed), None), *structured]
    rest += [*(r for r in updates if r.timed), *shown, *updates]
    return next((r.moment.at for r in rest if r is not None), None)


def _is_mislabelled(stated: Moment, seen: Moment) -> bool:
    """Whether both show one wall clock though their instants differ: then the structured offset is wrong."""
    if not stated.zoned or stated.at == seen.at:
        return False
    return abs(stated.at.replace(tzinfo=None) - seen.at.replace(tzinfo=None)) <= timedelta(minutes=1)


def _published_texts(root: Element, meta: Meta) -> Iterator[str]:
    if value := page_meta.text(meta.article, "datePublished", "dateCreated", "uploadDate"):
        yield value
    yield from meta.every(*_PUBLISHED)
    for element in meta.items.get("datepublished", []) + meta.items.get("datecreated", []):
        yield page_meta.item_value(element)
        yield words_of(element)
    for element in root.iter("time"):
        names = names_of(element)
        if element.get("pubdate") is not None or "publish" in names or "entry date" in names:
            yield element.get("datetime") or words_of(element)


def _modified_texts(meta: Meta) -> Iterator[str]:
    if value := page_meta.text(meta.article, "dateModified"):
        yield value
    yield from meta.every(*_MODIFIED)
    for element in meta.items.get("datemodified", []):
        yield page_meta.item_value(element)


def _beside(title: Element, reader: _Reader) -> Iterator[_Reading]:
    """Readings of short lines after the headline, then of those just before it.

    Not further before: that is where portals show today's date.
    """
    yield from _lines(_following(title), reader)
    yield from _lines(_preceding(title), reader)


def _lines(elements: Iterable[Element], reader: _Reader) -> Iterator[_Reading]:
    covered: set[Element] = set()
    for element in elements:
        parent = element.getparent()
        if parent is not None and parent in covered:
            covered.add(element)
            continue
        text = _short_text(element)
        if text is None:
            continue
        found: list[_Reading] = []
        if (
            element.tag == "time"
            and (stated := reader.whole(element.get("datetime") or "")) is not None
            and stated.timed
        ):
            found = [_Reading(stated.moment, update=bool(_UPDATE.search(f"{text} {names_of(element)}")))]
        elif _DATE_LIKE.search(text) and len(noise.DATE_WORDS.sub("", text)) <= _MAX_OTHER:
            found = list(reader.line(text))
        if found:
            covered.add(element)
            yield from found


def _short_text(element: Element) -> str | None:
    if element.tag in ("script", "style", "a", "option", "select", "noscript"):
        return None
    if next(iter(element), None) is None:
        text = " ".join((element.text or "").split())
        return text if (len(text) >= 8 or element.tag == "time") and len(text) <= _MAX_LINE else None
    short = words_within(element, _MAX_LINE)
    return short if short is not None and (len(short) >= 8 or element.tag == "time") else None


def _following(title: Element) -> Iterator[Element]:
    """Elements after the headline in document order, as far as an article's opening reaches."""
    count, text = 0, 0
    for element in following(title):
        if element.tag in ("script", "style"):
            continue
        count += 1
        if element.tag == "p":
            text += len(words_of(element))
        if count > _REACH or text > _REACH_TEXT or element.tag == "h1":
            return
        yield element


def _preceding(title: Element) -> Iterator[Element]:
    node: Element | None = title
    for _ in range(3):
        if node is None or node.tag in ("body", "html", "main"):
            return
        for element in node.itersiblings(preceding=True):
            if element.tag not in ("header", "nav", "script", "style"):
                yield from element.iter()
        node = node.getparent()


def _labelled(root: Element, reader: _Reader) -> Iterator[_Reading]:
    """A line that says "Ngày đăng: …" anywhere, for pages without a headline element or with the date at the end."""
    lines = root.iter("p", "div", "span", "td", "th", "li", "em", "i", "b", "strong", "small", "label")
    for element in islice(lines, _MAX_LOOKED_AT):
        if not element.text or not _LABELLED.match(element.text.lstrip()):
            continue
        # The label may be an element of its own beside the date.
        for around in [element, *islice(element.iterancestors(), 2)]:
            text = _short_text(around)
            found = list(reader.line(text)) if text is not None and _LABELLED.match(text) else []
            if found:
                yield from found
                return
