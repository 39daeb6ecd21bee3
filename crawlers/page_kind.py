"""Whether a page is an article at all. Sitemaps name front pages, sections and "Giới thiệu" beside the articles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

from lxml.cssselect import CSSSelector

from crawlers import page_clean, page_dates, page_facts, page_meta, page_tree
from crawlers.page_body import own_text
from crawlers.page_meta import Meta
from crawlers.page_tree import Element, words_of

# Headings, folded, of a portal's standing pages; news that begins so carries a date.
_STANDING = (
    "gioithieu", "lienhe", "thongtinlienhe", "sodotrang", "sodocong", "sodowebsite", "sitemap", "chinhsachbaomat",
    "chinhsachriengtu", "dieukhoansudung", "cocautochuc", "sodotochuc", "chucnangnhiemvu", "lichsuhinhthanh",
    "danhbadienthoai", "hoidap", "aboutus", "contact", "privacypolicy",
)  # fmt: skip

# schema.org types of pages whose subject is something else than an article.
_OTHER_PAGES = frozenset(
    """CollectionPage AboutPage ContactPage SearchResultsPage ProfilePage FAQPage CheckoutPage ItemPage MediaGallery
    ImageGallery VideoGallery""".split()
)
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "pubdate",
    "publish_date", "publishdate", "dcterms.issued", "dc.date.issued",
)  # fmt: skip
_ARTICLE_KINDS = {"article", "news", "newsarticle", "news_article", "blogposting"}
_MAX_ARTICLES = 2
_SENTENCE, _RUNNING = 80, 400
_TEASER = 15
_FEW_CARDS = 4
_MANY_LINKS = 10


class PageKind(Enum):
    """What a page is: an article, surely something else, or too little to tell (a notice of maintenance, say)."""

    ARTICLE = auto()
    OTHER = auto()
    UNCLEAR = auto()


@dataclass(frozen=True, slots=True)
class Signs:
    """What a page shows of its kind.

    `says_…` and `is_dated` are its own statements, `shows_date` the line beside the headline; `lists_articles`: it
    describes several articles; `running` counts characters of paragraphs that follow one another in one box, `cards`
    linked headings, `links` all links.
    """

    says_article: bool = False
    says_other: bool = False
    is_dated: bool = False
    shows_date: bool = False
    lists_articles: bool = False
    running: int = 0
    cards: int = 0
    links: int = 0


def decide(signs: Signs) -> PageKind:
    """The kind of page that these signs make.

    A statement needs a body or a date beside it, because some templates state `article` for every page. A page
    without any statement is an article by its running text, a short one by the date that it shows; a page that
    states something else needs both a date and running text: many portals state `website` throughout.
    """
    is_running = signs.running >= _RUNNING
    has_date = signs.is_dated or (signs.shows_date and signs.cards < _FEW_CARDS)
    if has_date and is_running:
        return PageKind.ARTICLE
    if not signs.lists_articles:
        if signs.says_article and (signs.is_dated or signs.running):
            return PageKind.ARTICLE
        if not signs.says_other and (signs.is_dated or is_running or (has_date and signs.running)):
            return PageKind.ARTICLE
    if signs.says_other or signs.lists_articles or signs.links >= _MANY_LINKS:
        return PageKind.OTHER
    return PageKind.UNCLEAR


def judge(page: Element, meta: Meta, headline: str | None, *, shows_date: bool, links: int) -> PageKind:
    """The kind of a page whose statements have been gathered: `page` is its cleaned body, `links` counts the links
    before it was cleaned (as far as `count_links` goes), `shows_date` says whether a date was found."""
    kinds = {value.lower() for value in meta.every("og:type")}
    says_article = bool(kinds & _ARTICLE_KINDS)
    types = {name for node in meta.nodes for name in page_meta.types(node)}
    articles = {page_meta.text(node, "headline", "name", "url") for node in meta.nodes if page_meta.is_article(node)}
    standing = not shows_date and page_facts.fold(headline or "").startswith(_STANDING)
    return decide(
        Signs(
            says_article=says_article or bool(articles),
            says_other=bool(kinds and not says_article) or bool(types & _OTHER_PAGES) or standing,
            is_dated=bool(meta.first(*_PUBLISHED) or page_meta.text(meta.article, "datePublished")),
            shows_date=shows_date,
            lists_articles=len(articles) > _MAX_ARTICLES,
            running=_running(page),
            cards=sum(_is_teaser(heading) for heading in page.iter("h2", "h3", "h4")),
            links=links,
        )
    )


def read(html: bytes, content_type: str | None, zone: str, text_selector: str | None = None) -> PageKind:
    """The kind of a page that has not been parsed; `extract(…, may_be_other=True)` does both on one tree.

    Raises an `ExtractError` for what is no page.
    """
    root = page_tree.load(html, content_type)
    if text_selector is not None and CSSSelector(text_selector, translator="html")(root):
        return PageKind.ARTICLE
    meta = page_meta.gather(root)
    headline = page_facts.headline(root, meta)
    shown = page_dates.find(root, meta, title=headline.element, zone=zone, now=None).published is not None
    page = root.find("body")
    page = root if page is None else page
    links = count_links(page)
    page_clean.clean(page)
    return judge(page, meta, headline.text, shows_date=shown, links=links)


def count_links(page: Element) -> int:
    """How many links a page has, as far as it matters."""
    return sum(1 for _ in islice(page.iter("a"), _MANY_LINKS))


def _running(page: Element) -> int:
    """Characters of the longest run of paragraphs: neighbours in one box, or one box with line breaks.

    On a list of articles every sapo has a linked headline of its own beside it, or stands alone in a card.
    """
    best = 0
    for box in page.iter("body", "div", "section", "article", "main", "td", "span", "form", "center"):
        own = own_text(box)
        if own >= _RUNNING:
            best = max(best, own)
        paragraphs, teasers = [], 0
        for child in box:
            length = _paragraph(child)
            if length >= _SENTENCE:
                paragraphs.append(length)
            elif _is_teaser(child):
                teasers += 1
        if teasers < len(paragraphs):
            best = max(best, sum(paragraphs))
    return best


def _paragraph(element: Element) -> int:
    """Characters of a paragraph, through boxes around it that hold nothing else."""
    for _ in range(3):
        if element.tag in ("div", "span", "section", "p") and len(element) == 1 and not (element.text or "").strip():
            inner = element[0]
            if inner.tag not in ("p", "div", "span"):
                break
            element = inner
        else:
            break
    return own_text(element) if element.tag in ("p", "div", "span", "blockquote", "pre", "font", "center") else 0


def _is_teaser(element: Element) -> bool:
    links = list(islice(element.iter("a"), 3))
    # More links are a menu.
    if not 1 <= len(links) <= 2:
        return False
    text = len(words_of(element))
    return text >= _TEASER and sum(len(words_of(link)) for link in links) >= 0.8 * text
