"""The pictures of a page: the lead one and those of the text, with the credit and the words that stand beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

from lxml import etree

from crawlers import page_meta
from crawlers import page_noise as noise
from crawlers.items import Picture
from crawlers.page_facts import address
from crawlers.page_meta import Meta
from crawlers.page_text import tidy
from crawlers.page_tree import Element, Place, matching, names_of, words_of

_MAX_LOOKED_AT = 200
_MAX_PICTURES = 60
_NO_PICTURE = re.compile(
    r"(?:^|[^a-z])(?:logo|logos|favicon|icon|icons|placeholder|no[-_]?(?:image|photo|img|avatar|pic|thumb)|avatar"
    r"|sprite|blank|spacer|pixel|1x1|loading|lazy|default|banner|share[-_]?(?:fb|facebook|thumb|image|img|logo)"
    r"|(?:fb|thumb|social|default)[-_]?share|facebook|zalo|qr[-_]?code|(?:thumb|image|img)[-_]?default"
    r"|default[-_]?image|transparent|btn|button|bullet|arrow|ads?|quangcao)(?:[^a-z]|$)",
    re.IGNORECASE,
)
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#/])", re.IGNORECASE)
_PICTURE_FILE = re.compile(r"\.(?:svg|ico)(?:$|\?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pictures:
    """The lead picture, and every other one after the headline with the place where it stood."""

    lead: Picture | None
    others: list[tuple[Picture, Place]]


def find(root: Element, meta: Meta, title: Element | None, base: str | None, chosen: Element | None = None) -> Pictures:
    """The lead picture: `chosen` by the source's selector, what the page names for sharing, else the first large one.

    `title` is the headline element, `base` the address that links resolve against.
    """
    shown = list(_shown(root, title))
    selected = _source(chosen, base) if chosen is not None else None
    lead = selected or _named(meta, base) or next((a for _, link in shown if (a := address(link, base))), None)
    stem = _stem(lead) if lead else ""
    same = [e for e, link in shown if _stem(link) == stem] or [e for e, _ in shown if len(shown) == 1]
    if chosen is not None and selected is not None:
        same = [chosen]
    others: list[tuple[Picture, Place]] = []
    known = {stem}
    for element, link in shown:
        if (other := _stem(link)) not in known and (found := address(link, base)) is not None:
            known.add(other)
            others.append((_described(found, element), Place(element)))
    if lead is None:
        return Pictures(None, others)
    return Pictures(_described(lead, same[0]) if same else Picture(lead), others)


def _named(meta: Meta, base: str | None) -> str | None:
    """The first picture that the page states for sharing and that is no placeholder."""
    named = [
        *meta.every("og:image", "og:image:url", "og:image:secure_url"),
        *page_meta.addresses(meta.article, "image"),
        *meta.every("twitter:image", "twitter:image:src"),
        *page_meta.addresses(meta.article, "thumbnailUrl"),
        *meta.links.get("image_src", []),
        *meta.every("image", "thumbnail"),
    ]
    return next((a for link in named if (a := address(link, base)) is not None and not _is_no_picture(a)), None)


def _described(link: str, element: Element) -> Picture:
    caption = _caption(element)
    match = noise.CREDIT.search(caption) if caption else None
    credit = match["who"].strip(" .") if match else _marked_credit(element)
    words = caption[: match.start()].strip(" .(–-") if caption and match else caption
    return Picture(link, credit, tidy(element.get("alt") or "") or words or None)


def _is_no_picture(link: str) -> bool:
    path = _path(link)
    return bool(_PICTURE_FILE.search(path) or _NO_PICTURE.search(path.rpartition("/")[2]))


def _path(link: str) -> str:
    path = re.split("[?#]", link, maxsplit=1)[0]
    return unquote(path) if "%" in path else path


def _stem(link: str) -> str:
    return _SIZE_AND_END.sub("", _path(link).rpartition("/")[2].lower())


_SIZE_AND_END = re.compile(r"(?:[-_]\d{2,4}x\d{2,4}|[-_](?:thumb|small|medium|large|w\d+))?\.\w{2,5}(?:\.\w{3,4})?$")


def _shown(root: Element, title: Element | None) -> Iterator[tuple[Element, str]]:
    pictures = matching(_AFTER, title) if title is not None else islice(root.iter("img"), _MAX_LOOKED_AT)
    found = 0
    for element in pictures:
        if _leads_elsewhere(element) or _is_small(element):
            continue
        link = _link(element)
        if link is not None and not _in_chrome(element):
            yield element, link
            found += 1
            if found == _MAX_PICTURES:
                return


_AFTER = etree.XPath(f"following::img[position() <= {_MAX_LOOKED_AT}]")
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-lazyload", "src", "srcset", "data-srcset")


def _link(element: Element) -> str | None:
    """The picture's address as it is written."""
    for key in _SOURCES:
        value = (element.get(key) or "").strip()
        if value and key.endswith("srcset"):
            value = value.split()[0].rstrip(",")
        if value and not value.lower().startswith(("data:", "javascript:", "about:")) and not _is_no_picture(value):
            return value
    return None


def _source(element: Element, base: str | None) -> str | None:
    """The address of the picture that a selector named: an image, a meta tag, or a box around an image."""
    inner = element if element.tag == "img" else next(element.iter("img"), None)
    found = address(_link(inner), base) if inner is not None else None
    return found or address(element.get("content") or element.get("href") or element.get("src"), base)


def _leads_elsewhere(element: Element) -> bool:
    """Whether the picture is a link to another page, as those of other articles are; to a larger copy is fine."""
    around = next((ancestor for ancestor in islice(element.iterancestors(), 4) if ancestor.tag == "a"), None)
    link = around.get("href") if around is not None else None
    if around is None or not link or link.startswith(("#", "javascript:")):
        return False
    # WordPress marks its page about the picture itself by the relation.
    return not _IMAGE_FILE.search(link) and "attachment" not in (around.get("rel") or "")


def _in_chrome(element: Element) -> bool:
    for number, ancestor in enumerate(element.iterancestors()):
        if number > 6:
            return False
        if ancestor.tag in ("nav", "footer", "aside", "header") and ancestor.find(".//h1") is None:
            return True
        if noise.is_boxed(names_of(ancestor)) and ancestor.find(".//h1") is None and len(words_of(ancestor)) < 3000:
            return True
    return False


def _is_small(element: Element) -> bool:
    for key in ("width", "height"):
        value = (element.get(key) or "").removesuffix("px")
        if value.isdigit() and int(value) < 150:
            return True
    return False


def _caption(element: Element) -> str | None:
    """The text beside a picture: figcaption, a caption class, the row below, or the short line after it."""
    for ancestor in islice(element.iterancestors(), 6):
        if ancestor.tag in ("body", "html"):
            return None
        if ancestor.tag == "figure":
            found = ancestor.find(".//figcaption")
            return tidy(words_of(found)) if found is not None else None
        text = words_of(ancestor)
        if len(text) > _MAX_BOX:
            return None
        marked = next((e for e in ancestor.iter("*") if noise.CAPTION.search(names_of(e))), None)
        if marked is not None:
            return tidy(words_of(marked)) or None
        if ancestor.tag == "table":
            return tidy(text) if 0 < len(text) < 400 else None
        if ancestor.tag in ("p", "div", "center", "td") and text:
            return tidy(text) if len(text) < 350 else None
        following = ancestor.getnext()
        if ancestor.tag in ("p", "div", "center") and following is not None and isinstance(following.tag, str):
            line = words_of(following)
            if 0 < len(line) < 250 and (
                noise.CREDIT.search(line) or following.find("em") is not None or following.find("i") is not None
            ):
                return tidy(line)
    return None


def _marked_credit(element: Element) -> str | None:
    box: Element | None = None
    for ancestor in islice(element.iterancestors(), 4):
        if len(words_of(ancestor)) > _MAX_CREDIT_BOX:
            break
        box = ancestor
    for inner in box.iter("span", "cite", "small", "em", "div", "p") if box is not None else ():
        if _CREDIT_NAMES.search(names_of(inner)):
            words = tidy(words_of(inner)).strip(" .()")
            return noise.CREDIT.sub(lambda m: m["who"], words).strip() or None
    return None


# A box with more text is no picture's own.
_MAX_BOX = 1_200
_MAX_CREDIT_BOX = 500
_CREDIT_NAMES = re.compile(r"(?:^| )(?:credit|source|nguon|photographer|photo by)(?= |$)")
