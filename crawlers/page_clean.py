"""What is not the article's, taken out of a page or a box of it before its text is read."""

from __future__ import annotations

import re

from crawlers import page_noise as noise
from crawlers.page_tree import Element, first_text, names_of, remove, words_of

DROPPED = frozenset(
    """script style noscript template iframe nav aside footer button select textarea input svg canvas object embed
    video audio picture source img map area link meta head title dialog menu progress meter datalist ins applet
    frame frameset noframes math""".split()
)
# Each is compared with the whole box around it.
_MAX_HEADINGS = 100
_STYLE_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)


def clean(box: Element) -> None:
    """Take noise out of `box`, in place. A noisy name on what holds the title or half of the text is no noise."""
    whole = max(1, len(words_of(box)))
    for element in list(box.iter()):
        if element is box:
            continue
        if element.tag in DROPPED and element.tag != "img":
            remove(element)
            continue
        if element.tag == "figure":
            _drop_figure(element)
            continue
        names = names_of(element)
        if names and element.tag != "img" and noise.is_picture_box(names) and _is_picture_box(element):
            _replace_by_picture(element)
        elif _is_noise(element, names) and not _is_main(element, names, whole):
            remove(element)
    _open_related(box, whole)


def _open_related(box: Element, whole: int) -> None:
    """Drop boxes that open with "Tin liên quan" or the like, whatever their names are."""
    looked_at = 0
    for heading in list(box.iter("h2", "h3", "h4", "h5", "p", "b", "strong", "span", "div", "a", "td", "legend")):
        if len(heading) > 3 or not noise.MAYBE_RELATED.match(first_text(heading)):
            continue
        text = words_of(heading).rstrip(" :.»>")
        if not 3 < len(text) <= 45 or not noise.RELATED_HEADING.fullmatch(text):
            continue
        looked_at += 1
        if looked_at > _MAX_HEADINGS:
            return
        parent = heading.getparent()
        while parent is not None and parent is not box and len(words_of(parent)) <= len(text) + 4:
            heading, parent = parent, parent.getparent()
        if parent is None:
            continue
        opens = words_of(parent).startswith(text)
        # Such a heading says more than a name does; only the page's own frame is spared.
        if opens and parent is not box and parent.find(".//h1") is None and len(words_of(parent)) < 0.8 * whole:
            remove(parent)
            continue
        follower = heading.getnext()
        if follower is not None and follower.tag in ("ul", "ol", "div", "table", "section") and _is_linked(follower):
            remove(follower)
            remove(heading)


def _is_linked(element: Element) -> bool:
    return sum(len(words_of(link)) for link in element.iter("a")) > 0.4 * len(words_of(element))


def _is_main(element: Element, names: str, whole: int) -> bool:
    return (
        element.tag in ("html", "body")
        or element.find(".//h1") is not None
        or (noise.is_body(names) and len(words_of(element)) > 300)
        or len(words_of(element)) > 0.5 * whole
    )


def _is_picture_box(element: Element) -> bool:
    return element.find(".//img") is not None and len(words_of(element)) <= 350 and element.find(".//h1") is None


def _is_noise(element: Element, names: str) -> bool:
    if noise.is_noise(names):
        return True
    kind = element.get("type")
    if kind and element.tag == "div" and noise.WIDGET_TYPES.search(kind):
        return True
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_STYLE_HIDDEN.search((element.get("style") or "")[:200]))
    )


def _drop_figure(figure: Element) -> None:
    # CKEditor 5 wraps every table in a figure.
    if figure.find(".//table") is not None and figure.find(".//img") is None:
        for caption in figure.findall(".//figcaption"):
            remove(caption)
        figure.tag = "div"
        return
    _replace_by_picture(figure)


def _replace_by_picture(element: Element) -> None:
    """Keep a mark that a picture stood here: the line after it may be its caption."""
    for child in list(element):
        element.remove(child)
    element.text = None
    element.tag = "img"
    element.attrib.clear()
