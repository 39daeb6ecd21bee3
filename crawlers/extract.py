"""A publisher's page → the article it carries. The page is parsed once; metadata and body read the same tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from crawlers import (
    dates,
    page_body,
    page_dates,
    page_facts,
    page_files,
    page_kind,
    page_lead,
    page_meta,
    page_pictures,
    page_text,
    page_tree,
)
from crawlers.items import Attachment, Picture
from crawlers.page_body import Body
from crawlers.page_facts import fold
from crawlers.page_kind import PageKind
from crawlers.page_tree import Element, Place
from crawlers.reading_errors import BadSelector, ExtractError, NoArticle, NotAnArticle

MAX_TEXT = 500_000
_MIN_LETTERS = 60
_MAX_PICTURES = 40
_MAX_ATTACHMENTS = 20
_NO_PICTURE = Picture("")


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article. `text` is NFC, paragraphs parted by one blank line, the sapo first; instants are aware;
    addresses are absolute; `lead` is the sapo, else the first paragraph. `pictures` are those in the text besides
    the lead one, `attachments` the documents that the article links to, each in the page's order."""

    title: str
    text: str
    lead: str | None
    published_at: datetime | None
    modified_at: datetime | None
    canonical_url: str | None
    image: str | None
    image_credit: str | None
    image_alt: str | None
    byline: str | None
    lang: str | None
    section: str | None
    pictures: tuple[Picture, ...] = ()
    attachments: tuple[Attachment, ...] = ()


def extract(
    html: bytes | str,
    *,
    url: str | None = None,
    content_type: str | None = None,
    zone: str = "Asia/Ho_Chi_Minh",
    selectors: Mapping[str, str] | None = None,
    now: datetime | None = None,
    may_be_other: bool = False,
) -> Extracted:
    """Read the article on a page.

    `url` is the address that answered, `content_type` the HTTP header, `zone` the publisher's IANA zone for times
    without one. `selectors` are CSS, per publisher: `title`, `text`, `date`, `byline`, `image` (what the page says is
    then not consulted) and `remove`. With `now` (aware), dates more than a day ahead are refused.
    With `may_be_other` the page must itself show that it is an article, or be told by `selectors["text"]`.
    Raises an `ExtractError`: `NotAnArticle` for what surely is another kind of page, `NoArticle` where none is found.
    """
    root = page_tree.load(html, content_type)
    chosen = _selected(root, selectors or {})
    meta = page_meta.gather(root)
    base = page_facts.base_address(meta, url)
    for element in chosen.get("remove", []):
        page_tree.remove(element)
    site = page_facts.site_names(root, meta)
    headline = page_facts.headline(root, meta)
    title = _words(chosen, "title") or headline.text
    lang = page_facts.language(meta, _sample(root))
    vietnamese = lang == "vi"
    instants = page_dates.find(root, meta, title=headline.element, zone=zone, now=now, trusted=not vietnamese)
    if (date := _words(chosen, "date")) and (
        found := dates.moment(date, zone=zone, now=now) or dates.search(date, zone=zone, now=now)
    ):
        instants = replace(instants, published=found.at)
    pictures = page_pictures.find(root, meta, headline.element, base, next(iter(chosen.get("image", [])), None))
    files = page_files.find(root, base)
    section = page_facts.section(root, meta)
    canonical = page_facts.canonical_url(meta, url)
    lead = page_lead.find(root, meta, headline.element) if vietnamese and not chosen.get("text") else None
    signed = page_facts.byline(root, meta, site)
    if chosen.get("text"):
        body = page_body.selected(chosen["text"], title)
    else:
        links = page_kind.count_links(root)
        page = page_body.Page(root, vietnamese=vietnamese)
        if may_be_other:
            shows_date = instants.published is not None
            kind = page_kind.judge(page.cleaned, meta, headline.text, shows_date=shows_date, links=links)
            if kind is not PageKind.ARTICLE:
                raise NotAnArticle() if kind is PageKind.OTHER else NoArticle()
        body = page.article(page_meta.text(meta.article, "articleBody"), title)
    text = page_lead.joined(page_text.without_byline(body.text, signed), lead, title)[:MAX_TEXT]
    if len(fold(text[:1000])) < _MIN_LETTERS:
        raise NoArticle()
    byline = _words(chosen, "byline") or signed or page_facts.person(body.signature, site)
    image = pictures.lead or _NO_PICTURE
    inside = _Inside(body, text)
    return Extracted(
        title=title or text.split("\n", 1)[0][:120],
        text=text,
        lead=lead or text.split("\n\n", 1)[0],
        published_at=instants.published,
        modified_at=instants.modified,
        canonical_url=canonical,
        image=image.url or None,
        image_credit=image.credit,
        image_alt=image.alt,
        byline=byline,
        lang=lang,
        section=section,
        pictures=tuple(picture for picture, place in pictures.others if inside(place))[:_MAX_PICTURES],
        attachments=tuple({file.url: file for file, place, labelled in files if labelled or inside(place)}.values())[
            :_MAX_ATTACHMENTS
        ],
    )


class _Inside:
    """Whether a place lies in the article: in its box or, where no box is known, around words of the text."""

    def __init__(self, body: Body, text: str) -> None:
        self._box = body.box
        self._words = max(text.split("\n"), key=len)[:_TELLING]
        self._seen: dict[Element, str] = {}

    def __call__(self, place: Place) -> bool:
        if self._box is not None:
            return place.is_in((self._box,))
        return place.is_near(self._words, self._seen)


_TELLING = 60


def _selected(root: Element, selectors: Mapping[str, str]) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for field, selector in selectors.items():
        try:
            matches = CSSSelector(selector, translator="html")(root)
        except (SelectorError, ValueError) as error:
            raise BadSelector(selector=selector, field=field) from error
        found[field] = [match for match in matches if isinstance(match, Element)] if isinstance(matches, list) else []
    return found


def _words(chosen: Mapping[str, list[Element]], field: str) -> str | None:
    texts = [
        page_tree.words_of(element) or element.get("content") or element.get("datetime") or ""
        for element in chosen.get(field, [])
    ]
    return next((text for text in texts if text), None)


def _sample(root: Element) -> str:
    """Running text of the page, enough to tell its language."""
    pieces: list[str] = []
    size = 0
    for element in root.iter():
        inner = () if element.tag in ("script", "style", "noscript", "title") else (element.text, element.tail)
        for piece in inner or (element.tail,):
            if piece and len(piece) >= 30 and len(words := piece.strip()) >= 30:
                pieces.append(words)
                size += len(words)
        if size > 6_000:
            break
    return " ".join(pieces)


__all__ = ["ExtractError", "Extracted", "extract"]
