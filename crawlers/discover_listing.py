"""A page of links → how to read it as a listing: selectors for the articles and for the next page."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from crawlers import discover_anchors, discover_selectors, urls
from crawlers.discover_anchors import Place, Target
from crawlers.discover_links import base_of
from crawlers.discover_selectors import quoted, stable_classes
from crawlers.errors import CrawlError
from crawlers.page_tree import Element, names_of, words_of

MIN_ARTICLES = 3
_MIN_PRECISION = 0.8
_NEXT_TEXT = re.compile(
    r"(?:(?:trang|tin|bài)? ?(?:sau|tiếp|kế|kế tiếp|tiếp theo|cũ hơn)|next(?: page)?|older(?: posts| entries)?)?"
    r"[\s›»>→.]*",
    re.IGNORECASE,
)
_NEXT_CLASS = re.compile(r"(?:^| )(?:next|trang sau|sau|tiep|older|nextpage|nextpostslink)(?= |$)")
_PAGER_CLASS = re.compile(
    r"(?:^| )(?:phan trang|phantrang|pagination|pager|paging|pagenavi|page numbers|pages?|navigation|nav links"
    r"|paginator|sotrang|so trang)(?= |$)"
)
_HERE_CLASS = re.compile(r"(?:^| )(?:active|current|selected|dang xem|dangxem|here|on|hientai|hien tai)(?= |$)")
_PAGE_ADDRESS = re.compile(r"(?:page|trang|paged?|p|start|offset|pageindex|cur|pg|[/-])[=/-]?\d{1,5}", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,5}")


@dataclass(frozen=True, slots=True)
class Link:
    """One article that a listing names. `title` is as the list shows it; `published_at` is aware or None."""

    url: str
    title: str
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """How to read a page as a listing, with the links that `article_link` selects on it, in the page's order.

    `certain` is the share of them that look like articles by themselves.
    """

    article_link: str
    next_page: str | None
    links: tuple[Link, ...]
    certain: float


def propose(root: Element, url: str, *, allowed: Callable[[str], bool], zone: str, now: datetime) -> Proposal | None:
    """The selectors for a page at `url`, or None where it shows no list of articles.

    `allowed` says whether an address may be asked for. `zone` is the publisher's, for the times beside the links.
    """
    base = base_of(root, url)
    found = discover_anchors.targets(root, url, base, allowed, zone, now)
    articles = discover_anchors.articles(found, whole_page=urls.is_front_page(urls.canonical(url)))
    if len(articles) < MIN_ARTICLES:
        return None
    wanted = {target.url: target.anchors for target in articles}
    forms = {target.shape for target in articles}
    choice = discover_selectors.choose(root, base, wanted, lambda other: _harm(found.get(other), wanted, forms))
    if choice is None or len(choice.wanted) < MIN_ARTICLES:
        return None
    selected = [found[address] for address in discover_selectors.links(root, choice.selector, base) if address in found]
    certain = len(choice.wanted) / max(1, len(selected))
    if certain < _MIN_PRECISION and sum(_harm(target, wanted, forms) for target in selected) > 0.2 * len(selected):
        return None
    links = tuple(Link(target.url, target.title, target.when) for target in selected)
    pages = next_page(root, url, base, {target.url for target in selected}, allowed)
    return Proposal(choice.selector, pages, links, certain)


def _harm(target: Target | None, wanted: Collection[str], forms: set[str]) -> float:
    """How bad it is when a selector takes this address along."""
    if target is None:
        return 0.5  # off the site: never asked for, but no article of this publisher's either
    if target.place is Place.CHROME:
        return 3.0
    if target.place is Place.SIDE:
        return 1.0
    if target.url in wanted:
        return 0.0
    # An address of the articles' own form with a short title; one with a long title is of another list.
    return 0.0 if target.shape in forms and target.title and not target.has_title else 1.0


# --- the next page


def next_page(root: Element, url: str, base: str, articles: set[str], allowed: Callable[[str], bool]) -> str | None:
    """A selector for the link to the next page, or None where the page has none that a program can follow."""
    pages = _Pages(root, url, base, articles, allowed)
    for selector, address in (*pages.by_word(), *pages.by_number()):
        hits = discover_selectors.links(root, selector, base)
        if hits and next(iter(hits)) == address:
            return selector
    return None


class _Pages:
    def __init__(self, root: Element, url: str, base: str, articles: set[str], allowed: Callable[[str], bool]) -> None:
        self.url = urls.canonical(url)
        self.base = base
        self.articles = articles
        self.allowed = allowed
        self.anchors = [(a, page) for a in islice(root.iter("a"), 3_000) if (page := self._page(a)) is not None]
        numbered = [(a, page, int(text)) for a, page in self.anchors if _NUMBER.fullmatch(text := words_of(a).strip())]
        self.second = next((page for _, page, number in numbered if number == self._here(numbered) + 1), None)
        self.numbered = numbered

    def _page(self, anchor: Element) -> str | None:
        try:
            address = urls.canonical(anchor.get("href") or "", self.base)
        except CrawlError:
            return None
        if address in self.articles or address == self.url or not self.allowed(address):
            return None
        return address if _PAGE_ADDRESS.search(address.removeprefix(urls.parse(address).origin)) else None

    def _here(self, numbered: Iterable[tuple[Element, str, int]]) -> int:
        """The number of the page at hand: the one that the pager marks, or names without a link; else 1."""
        numbers = set()
        for anchor, _, number in numbered:
            numbers.add(number)
            around = (anchor, anchor.getparent())
            if any(element is not None and _HERE_CLASS.search(names_of(element)) for element in around):
                return number
        return next((n for n in range(1, max(numbers, default=0)) if n not in numbers), 1)

    def by_word(self) -> Iterator[tuple[str, str]]:
        for anchor, page in self.anchors:
            relation = "next" in (anchor.get("rel") or "").lower().split()
            label = " ".join((anchor.get("aria-label") or anchor.get("title") or "").split())
            text = words_of(anchor)
            parent = anchor.getparent()
            named = bool(_NEXT_CLASS.search(names_of(anchor))) or (
                parent is not None and bool(_NEXT_CLASS.search(names_of(parent)))
            )
            says = any(map(_says_next, (text, label)))
            if not (relation or named or says):
                continue
            if self.second is not None and page != self.second and not relation:
                continue  # "»" leads to the last page on some portals
            if relation:
                yield "a[rel~=next]", page
            for name in stable_classes(anchor):
                if _NEXT_CLASS.search(" ".join(re.findall(r"[a-z]+", name.lower()))):
                    yield f"a.{name}", page
            if parent is not None:
                for name in stable_classes(parent):
                    if _NEXT_CLASS.search(" ".join(re.findall(r"[a-z]+", name.lower()))):
                        yield f"{parent.tag}.{name} a", page
            for attribute in ("aria-label", "title"):
                if anchor.get(attribute) and _says_next(label):
                    yield f"a[{attribute}={quoted(anchor.get(attribute) or '')}]", page
            if _says_next(text):
                yield f"{_pager(anchor)}a:contains({quoted(text)})", page

    def by_number(self) -> Iterator[tuple[str, str]]:
        """The link behind the number of the page at hand, which a pager marks; else all its links in turn."""
        for anchor, page, number in self.numbered:
            if page != self.second:
                continue
            for link, step in ((anchor, "a"), (anchor.getparent(), None)):
                if link is None:
                    continue
                before = link.getprevious()
                if before is None or not str(before.tag).isalnum():
                    continue
                tail = step or f"{link.tag} a"
                for name in _marks(before):
                    yield f"{_pager(anchor)}{before.tag}.{name} + {tail}", page
                if before.tag in ("span", "strong", "b") and words_of(before).strip("[] ") == str(number - 1):
                    yield f"{_pager(anchor)}{before.tag} + {tail}", page
            if box := _pager(anchor):
                yield f"{box}a", page


def _says_next(words: str) -> bool:
    """Whether words say "next page"; "« Tin cũ hơn" points to the left and means it all the same."""
    bare = words.strip("‹«<← ")
    return bool(bare) and _NEXT_TEXT.fullmatch(bare) is not None


def _marks(element: Element) -> Iterator[str]:
    """The classes that mark an element as the page at hand: by their name, or because no sibling has them."""
    others = {
        name
        for sibling in (*element.itersiblings(), *element.itersiblings(preceding=True))
        for name in (sibling.get("class") or "").split()
    }
    for name in (element.get("class") or "").split():
        if not re.fullmatch(r"[A-Za-z_-]{2,30}", name):
            continue
        if _HERE_CLASS.search(" ".join(re.findall(r"[a-z]+", name.lower()))) or name not in others:
            yield name


def _pager(anchor: Element) -> str:
    """The box around a pager as the first part of a selector, or "" where it has no name."""
    for ancestor in islice(anchor.iterancestors(), 5):
        if not _PAGER_CLASS.search(names_of(ancestor)):
            continue
        for name in (ancestor.get("class") or "").split():
            if _PAGER_CLASS.search(" ".join(re.findall(r"[a-z]+", name.lower()))) and re.fullmatch(r"[\w-]+", name):
                return f"{ancestor.tag}.{name} "
        identity = ancestor.get("id") or ""
        if re.fullmatch(r"[A-Za-z][A-Za-z_-]+", identity):
            return f"#{identity} "
    box = anchor.getparent()
    box = box.getparent() if box is not None and box.tag == "li" else box
    if box is not None and len(box) >= 3 and box.tag in ("nav", "div", "ul", "p"):
        for name in stable_classes(box):
            return f"{box.tag}.{name} "
    return ""
