"""A publisher's page → the article it carries. The page is parsed once; metadata and body read the same tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from crawlers import dates, page_body, page_dates, page_facts, page_lead, page_meta, page_pictures, page_text, page_tree
from crawlers.page_facts import fold
from crawlers.page_tree import Element
from crawlers.reading_errors import BadSelector, ExtractError, NoArticle

MAX_TEXT = 500_000
_MIN_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article. `text` is NFC, paragraphs parted by one blank line, the sapo first; instants are aware;
    addresses are absolute; `lead` is the sapo, else the first paragraph."""

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


def extract(
    html: bytes | str,
    *,
    url: str | None = None,
    content_type: str | None = None,
    zone: str = "Asia/Ho_Chi_Minh",
    selectors: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Extracted:
    """Read the article on a page.

    `url` is the address that answered, `content_type` the HTTP header, `zone` the publisher's IANA zone for times
    without one. `selectors` are CSS, per publisher: `title`, `text`, `date`, `byline` (what the page says is then
    not consulted) and `remove`. With `now` (aware), dates more than a day ahead are refused.
    Raises an `ExtractError`.
    """
    root = page_tree.load(html, content_type)
    chosen = _selected(root, selectors or {})
    for element in chosen.get("remove", []):
        page_tree.remove(element)
    meta = page_meta.gather(root)
    site = page_facts.site_names(root, meta)
    headline = page_facts.headline(root, meta)
    title = _words(chosen, "title") or headline.text
    instants = page_dates.find(root, meta, title=headline.element, zone=zone, now=now)
    if (date := _words(chosen, "date")) and (
        found := dates.moment(date, zone=zone, now=now) or dates.search(date, zone=zone, now=now)
    ):
        instants = replace(instants, published=found.at)
    picture = page_pictures.find(root, meta, headline.element, url)
    section = page_facts.section(root, meta)
    canonical = page_facts.canonical_url(meta, url)
    lang = page_facts.language(meta, _sample(root))
    vietnamese = lang == "vi"
    own_text = bool(chosen.get("text"))
    lead = page_lead.find(root, meta, headline.element) if vietnamese and not own_text else None
    signed = page_facts.byline(root, meta, site)
    if own_text:
        body = page_body.selected(chosen["text"], title)
    else:
        article_body = page_meta.text(meta.article, "articleBody")
        body = page_body.find(root, vietnamese=vietnamese, article_body=article_body, title=title)
    text = page_lead.joined(page_text.without_byline(body.text, signed), lead, title)[:MAX_TEXT]
    if len(fold(text)) < _MIN_LETTERS:
        raise NoArticle()
    byline = _words(chosen, "byline") or signed or page_facts.person(body.signature, site)
    return Extracted(
        title=title or text.split("\n", 1)[0][:120],
        text=text,
        lead=lead or text.split("\n\n", 1)[0],
        published_at=instants.published,
        modified_at=instants.modified,
        canonical_url=canonical,
        image=picture.url,
        image_credit=picture.credit,
        image_alt=picture.alt,
        byline=byline,
        lang=lang,
        section=section,
    )


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
