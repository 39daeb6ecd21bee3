"""Title, canonical address, lead picture, byline, language and section of a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import tldextract
from lxml import etree

from crawlers import dates, page_meta, urls
from crawlers.charset import nfc
from crawlers.errors import CrawlError
from crawlers.page_meta import Meta
from crawlers.page_text import tidy
from crawlers.page_tree import Element, matching, names_of, words_of, words_within

_SEPARATOR = re.compile(r"\s{1,20}[|–—·•»>:]{1,2}\s{1,20}|\s{1,20}-\s{1,20}|\s{0,20}\|\s{0,20}|\s{1,20}::\s{1,20}")
_SITE = re.compile(
    r"(?:báo|bao|cổng|cong|trang|đài|tạp chí|tạp san|ubnd|ủy ban|uỷ ban|sở|bộ|ban|hội|tỉnh|thành phố|công an"
    r"|trung tâm|đảng bộ|"
    r"huyện|thị xã|chi cục|cục|tổng cục|văn phòng|thông tấn|ttxvn|vnexpress|vietnamplus|tin tức|news|online"
    r"|ttđt|home|"
    r"trang chủ|official|portal|website)\b|.{0,40}\b(?:online|điện tử|ttđt|news|portal|\w{2,20}\.(?:vn|com|net"
    r"|org)(?:\.vn)?)$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:(?:tác giả(?: bài viết)?|theo|bài(?: và ảnh|, ảnh)?|tin(?: và ảnh|, ảnh)?|thực hiện|người viết|by|pv"
    r"|nguồn)\s{0,2}[:\-–]|by|theo)\s",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:https?:|www\.|@|^admin|^administrator$|^root$|^super ?user$|^editor$|^webmaster$|^quản trị|^user\d*$"
    r"|^null$|^undefined$)",
    re.IGNORECASE,
)
_AUTHOR_NAMES = re.compile(
    r"(?:^| )(?:author|authors|tac gia|tacgia|byline|writer|author name|post author|article author|author mail"
    r"|cms author)(?= |$)"
)
_TITLE_NAMES = re.compile(r"title|tieu ?de|headline")
_HEADER_NAMES = re.compile(r"title|tieu ?de|headline|(?:article|news) header$")
_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(?:the|and|of|to|in|that|for|with|was|is|on|said|by|from|have|has)\b", re.IGNORECASE)


_MAX_HEADINGS = 400
_MAX_TITLE = 400
# Letters and digits of a title that stands for one article; fewer may name a section.
_TELLING = 20
_ORGANISATIONS = {"Organization", "NewsMediaOrganization", "GovernmentOrganization"}


def fold(text: str) -> str:
    """Letters and digits only, without case or marks: for comparing what should be the same words."""
    lowered = text.lower()
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFD", nfc(lowered.replace("đ", "d")))
    return _NO_LETTERS.sub("", lowered)


_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Headline:
    """The title without the site's name, and the element that shows it."""

    text: str | None
    element: Element | None


def headline(root: Element, meta: Meta) -> Headline:
    """The shown headline where the page's statements agree with it, else the statements."""
    site = site_names(root, meta)
    stated = [
        tidy(value)
        for value in (
            page_meta.text(meta.article, "headline", "name"),
            meta.first("og:title"),
            meta.first("twitter:title"),
            meta.first("dc.title", "title", "headline", "name"),
            _title_tag(root),
        )
        if value
    ]
    stated = [shorter for value in stated if (shorter := without_site(value.replace("\n", " "), site))]
    wanted = [fold(value) for value in stated]
    # "SYT Lào Cai :: …": a part that is shown as a heading is the title, whatever the rest is.
    whole = (meta.first("og:title"), _title_tag(root))
    parts = [fold(part) for value in whole if value for part in _SEPARATOR.split(value)]
    wanted += [part for part in parts if len(part) >= _TELLING]
    named = {fold(name) for name in site}
    first: tuple[Element, str] | None = None
    for element in _headings(root):
        text = tidy(words_within(element, _MAX_TITLE) or "").replace("\n", " ")
        folded = fold(text) if len(text) >= 8 else ""
        if not folded or folded in named:
            continue
        if any(_same(folded, value) for value in wanted):
            return Headline(text, element)
        if first is None and element.tag == "h1":
            first = element, text
    telling = [value for value in stated if _is_telling(value)]
    if first is None and not telling:
        first = _likely_heading(root)
    if first is None:
        return Headline(stated[0] if stated else None, None)
    if telling and _overlap(first[1], telling[0]) < 0.5:
        return Headline(telling[0], first[0])
    return Headline(first[1], first[0])


def _is_telling(title: str) -> bool:
    """Whether a stated title can be an article's, and not just a site's or a section's name."""
    return len(fold(title)) >= _TELLING and not (len(title) <= 60 and _SITE.match(title))


def _likely_heading(root: Element) -> tuple[Element, str] | None:
    """The first element named as a title, outside links, that is long enough to be one and carries no date."""
    for element in islice(_headings(root, _HEADER_NAMES), _MAX_HEADINGS):
        text = tidy(words_within(element, _MAX_TITLE) or "").replace("\n", " ")
        if not len(fold(text)) >= _TELLING or dates.search(text) is not None:
            continue
        linked = any(True for _ in element.iter("a")) or any(True for _ in element.iterancestors("a", "nav", "footer"))
        if not linked and element.find(".//img") is None and (element.tag not in ("h2", "h3") or names_of(element)):
            return element, text
    return None


def _title_tag(root: Element) -> str | None:
    # Drawings carry titles too, but after the page's own.
    element = next(root.iter("title"), None)
    return words_of(element) if element is not None else None


def _headings(root: Element, names: re.Pattern[str] = _TITLE_NAMES) -> Iterator[Element]:
    yield from root.iter("h1")
    others = (e for e in root.iter("h2", "h3", "div", "span", "p", "td", "font", "strong") if len(e) <= 4)
    named = (e for e in others if e.tag in ("h2", "h3") or names.search(names_of(e)))
    yield from islice(named, _MAX_HEADINGS)


def _same(one: str, two: str) -> bool:
    if not one or not two:
        return False
    return one == two or (
        min(len(one), len(two)) >= 20
        and (one.startswith(two) or two.startswith(one))
        and min(len(one), len(two)) > 0.6 * max(len(one), len(two))
    )


def _overlap(one: str, two: str) -> float:
    first, second = set(one.lower().split()), set(two.lower().split())
    return len(first & second) / max(1, min(len(first), len(second)))


def site_names(root: Element, meta: Meta) -> list[str]:
    """What the site calls itself."""
    found = [
        *meta.every("og:site_name", "application-name", "al:android:app_name"),
        *page_meta.names(meta.article, "publisher"),
    ]
    authors = set(page_meta.names(meta.article, "author"))
    for node in meta.nodes:
        kinds = set(page_meta.types(node))
        name = page_meta.text(node, "name")
        # An office that signs is an organisation too; it is the site only where something else says so.
        if "WebSite" in kinds or (kinds & _ORGANISATIONS and name not in authors):
            found += [known for known in (name, page_meta.text(node, "alternateName")) if known]
    return [name for name in dict.fromkeys(map(tidy, found)) if 1 < len(name) < 120]


def without_site(title: str, site: Iterable[str]) -> str:
    """ "… | Báo Lào Cai", "… - Cổng TTĐT", "Trang chủ » …": the site's name and section taken off either end."""
    known = {fold(name) for name in site}
    text = title.strip()
    for _ in range(3):
        parts = list(_SEPARATOR.finditer(text))
        if not parts:
            break
        head, tail = text[: parts[-1].start()].strip(), text[parts[-1].end() :].strip()
        first, rest = text[: parts[0].start()].strip(), text[parts[0].end() :].strip()
        if _is_site(tail, head, known):
            text = head
        elif _is_site(first, rest, known):
            text = rest
        else:
            break
    return text or title


def _is_site(part: str, rest: str, known: set[str]) -> bool:
    if len(rest) < 8 or not part:
        return False
    folded = fold(part)
    if folded in known or any(
        len(name) > 5 and (name in folded or folded in name) and len(folded) > 3 for name in known
    ):
        return True
    return len(part) <= min(60, len(rest)) and _SITE.match(part) is not None


@lru_cache(maxsize=1)
def _suffixes() -> tldextract.TLDExtract:
    # The list that ships with the package: no look-up over the network, no cache on disk.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def _registrable(url: str) -> str:
    parts = _suffixes()(urls.parse(url).host)
    return parts.top_domain_under_public_suffix or urls.parse(url).host


def canonical_url(meta: Meta, url: str | None) -> str | None:
    """The page's own canonical address when it is sane, else `url`.

    Sane: http or https, the same registrable site as `url`, and not the front page unless `url` is one.
    """
    base = base_address(meta, url)
    for link in (
        *meta.links.get("canonical", []),
        *meta.every("og:url"),
        *page_meta.addresses(meta.article, "mainEntityOfPage"),
        *page_meta.addresses(meta.article, "url"),
    ):
        found = address(link, base, canonical=True)
        if found is None:
            continue
        if urls.is_front_page(found) and not (url is not None and urls.is_front_page(url)):
            continue
        if url is not None and _registrable(found) != _registrable(url):
            continue
        return found
    return address(url, None, canonical=True) if url else None


def base_address(meta: Meta, url: str | None) -> str | None:
    """What relative links of the page resolve against (HTML Living Standard, section 4.2.3)."""
    return address(meta.base, url) or url


def address(link: str | None, base: str | None, *, canonical: bool = False) -> str | None:
    """`link` as an absolute http(s) address, or None when it is none."""
    if not link:
        return None
    try:
        return urls.canonical(link, base) if canonical else str(urls.parse(link, base))
    except CrawlError:
        return None


def byline(root: Element, meta: Meta, site: Iterable[str]) -> str | None:
    """Who signed, as the page prints it; never a site's own name, an account name or an address."""
    known = {fold(name) for name in site}
    stated = [", ".join(dict.fromkeys(filter(None, map(_person, page_meta.names(meta.article, "author")))))]
    stated += [
        _person(value)
        for value in meta.every(
            "author", "article:author", "dc.creator", "dable:author", "parsely-author", "byl", "sailthru.author"
        )
    ]
    stated += [
        _person(page_meta.item_value(e) if e.tag == "meta" else words_of(e)) for e in meta.items.get("author", [])[:3]
    ]
    stated += [_person(words_of(e)) for e in islice(matching(_AUTHOR_LINKS, root), 2)]
    stated += [_person(text) for text in _signed(root)]
    return next((name for name in stated if name and fold(name) not in known), None)


def _signed(root: Element) -> Iterator[str]:
    found, looked_at = 0, 0
    for element in root.iter("p", "span", "div", "strong", "b", "a", "li", "em"):
        if not _AUTHOR_NAMES.search(names_of(element)):
            continue
        looked_at += 1
        words = words_within(element, 80)
        if words is not None and len(words) > 1:
            yield words
            found += 1
        if found == 3 or looked_at == _MAX_SIGNED:
            return


_MAX_SIGNED = 60
_AUTHOR_LINKS = etree.XPath("descendant::a[@rel='author']")


def person(signature: str | None, site: Iterable[str]) -> str | None:
    """A closing line such as "Theo TTXVN" or "Bài, ảnh: Thu Hà" as a byline, or None."""
    name = _person(signature) if signature else ""
    return name if name and fold(name) not in {fold(known) for known in site} else None


def _person(value: str) -> str:
    text = _BY.sub("", tidy(value).replace("\n", " ")).strip(" ,;|-–()[]")
    if not 2 <= len(text) <= 100 or _NOBODY.search(text) or not any(char.isalpha() for char in text):
        return ""
    return text


def language(meta: Meta, sample: str) -> str | None:
    """ISO 639-1 code: Vietnamese by its letters whatever the page says, else what the page says, else a guess."""
    letters = sum(map(str.isalpha, sample))
    if letters >= 100 and len(_VIETNAMESE.findall(sample)) >= 0.06 * letters:
        return "vi"
    said = re.match(
        r"([a-zA-Z]{2,3})(?:[-_]|$)",
        (meta.lang or meta.first("og:locale", "content-language", "language") or "").strip(),
    )
    if said and not (said[1].lower() == "vi" and letters >= 400):
        return said[1].lower()
    words = len(sample.split())
    if words >= 40 and len(_ENGLISH.findall(sample)) >= 0.1 * words:
        return "en"
    return "vi" if said and not letters else None


def section(root: Element, meta: Meta) -> str | None:
    """The section that the page files the article under."""
    stated = page_meta.names(meta.article, "articleSection") or meta.every("article:section")
    if stated:
        return tidy(stated[0]).replace("\n", " ")[:80] or None
    for node in meta.nodes:
        if "BreadcrumbList" in page_meta.types(node):
            trail = [name for item in _items(node) if (name := _crumb(item))]
            inner = [name for name in trail if fold(name) not in ("trangchu", "home", "homepage")]
            if inner:
                return tidy(inner[0])[:80]
    for element in root.iter("ul", "ol", "div", "nav"):
        if "breadcrumb" in names_of(element):
            links = [tidy(words_of(a)) for a in element.iter("a")]
            inner = [text for text in links if text and fold(text) not in ("trangchu", "home")]
            return inner[0][:80] if inner else None
    return None


def _items(node: page_meta.Node) -> list[page_meta.Node]:
    value = node.get("itemListElement")
    found: list[page_meta.Node] = []
    if isinstance(value, list):
        found += [item for item in value[:8] if isinstance(item, dict)]
    return found


def _crumb(item: page_meta.Node) -> str | None:
    inner = item.get("item")
    return page_meta.text(item, "name") or (page_meta.text(inner, "name") if isinstance(inner, dict) else None)
