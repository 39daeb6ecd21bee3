"""Which links of a page lead to articles of its main list, and which are menu, footer, side box or advertisement.

No single sign is enough: portals give menus long texts and articles short ones. Judged are the place (boxes by
element, role, name and the heading over them), the text, what stands beside the link (heading, picture, date), and
the form of the address, which the articles of one site share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from itertools import islice
from statistics import median
from urllib.parse import parse_qsl

from crawlers import dates, urls
from crawlers.errors import CrawlError
from crawlers.page_tree import Element, names_of, words_of

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CHROME_ROLES = frozenset("navigation contentinfo banner search menu menubar".split())
_CHROME_NAMES = re.compile(
    r"(?:^| )(?:(?:main|top|sub|mega|left|right|bottom|menu)?(?:menu|menus|nav|navbar)|navi|navigation|submenu|megamenu"
    r"|footer|foot|chan trang|chantrang|dau trang|dautrang|thuc don|thucdon|breadcrumbs?|duong dan|duongdan"
    r"|phan trang|phantrang|pagination|pager|paging|pagenavi|page numbers|tags?|tag list|taglist|tagcloud|tu khoa"
    r"|tukhoa|hashtags?|socials?|share|sharing|login|dang nhap|dangnhap|search|tim kiem|timkiem|copyright|ads?|advs?"
    r"|adverts?|advertisement|banners?|quang cao|quangcao|qc|sponsor(?:ed)?|lien ket|lienket|web ?links?|weather"
    r"|thoi tiet|popup|cookies?|languages?|comments?|binh luan|(?:site|page|top|main) header|topbar|hotline)(?= |$)"
)
_SIDE_NAMES = re.compile(
    r"(?:^| )(?:side ?bar\w{0,6}|secondary|aside|(?:col|cot|column) (?:right|phai)|(?:right|phai) (?:col|cot|column)"
    r"|rightcol|colright|cotphai|related|relate|lien quan|lienquan|most ?(?:read|views?|viewed)|xem nhieu|xemnhieu"
    r"|doc nhieu|docnhieu|popular|trending|widget area|suggest\w{0,5}|recommend\w{0,5}|tin chay|marquee|ticker"
    r"|tin cung|thong ke|van ban|vanban)(?= |$)"
)
_SIDE_HEADING = re.compile(
    r"(?:tin |bài |bài viết )?(?:được )?(?:đọc|xem|quan tâm) nhiều(?: nhất)?|(?:tin|bài)(?: viết)? liên quan"
    r"|có thể bạn quan tâm|(?:liên kết|website)\b.{0,30}|(?:các )?văn bản\b.{0,40}|tài liệu\b.{0,20}|quảng cáo"
    r"|(?:thư viện )?(?:video|clip|album|ảnh|hình ảnh|media)\b.{0,20}|thủ tục hành chính.{0,20}|hỏi đáp.{0,20}"
    r"|góp ý.{0,30}|lịch (?:công tác|làm việc|tiếp).{0,30}|thăm dò.{0,20}|dịch vụ công.{0,30}|chuyên trang"
    r"|most read|popular.{0,15}|related.{0,15}|trending",
    re.IGNORECASE,
)
_POST_CLASS = re.compile(r"(?:^|\s)(?:hentry|type-post|post-\d+)(?:\s|$)")
_ENDING = re.compile(r"\.(?:html?|aspx?|php|jsp|epi|vnp|tpo|ldo|chn|antd|vov|vgp|do|cms)$", re.IGNORECASE)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|zip|rar|jpe?g|png|gif|svg|webp|mp[34]|rss|xml|json|css|js)$", re.IGNORECASE)
_TITLE_NAME = re.compile(r"title|tieu ?de|headline|heading|(?:^| )name(?: |$)")
_TIME_NAME = re.compile(r"time|date|ngay|gio|publish|(?:^| )meta(?: |$)")
_MAX_ANCHORS = 2_000
_MAX_CARD = 600
_MAX_BOXES = 20
_SHORT, _USUAL, _LONG, _FEW_WORDS = 20, 25, 30, 5
_ENOUGH = 3.0


class Place(IntEnum):
    """Where on the page a link stands."""

    MAIN = 0
    SIDE = 1
    CHROME = 2


@dataclass(slots=True, eq=False)
class Target:
    """One address that a page links to, with what all links to it show together."""

    url: str
    shape: str
    anchors: list[Element] = field(default_factory=list)
    place: Place = Place.CHROME
    in_chrome: bool = False
    """Whether a menu or footer links to it as well."""
    title: str = ""
    in_heading: bool = False
    pictured: bool = False
    when: datetime | None = None

    @property
    def has_title(self) -> bool:
        return len(self.title) >= _SHORT or len(self.title.split()) >= _FEW_WORDS

    @property
    def points(self) -> float:
        """How much speaks for an article; at least 3 are needed."""
        if not self.has_title or (self.in_chrome and not self.pictured and self.when is None):
            return 0.0
        length = 2.0 if len(self.title) >= _LONG else 1.0
        address = 1.5 if "A" in self.shape else 1.0 if "N" in self.shape else 0.5 if "?" in self.shape else -1.0
        return length + address + self.in_heading + self.pictured + (self.when is not None)


def targets(
    root: Element, url: str, base: str, allowed: Callable[[str], bool], zone: str, now: datetime
) -> dict[str, Target]:
    """What a page at `url` links to, by canonical address, in the page's order; `base` resolves relative links.

    Left out: addresses that are not `allowed`, the page itself, front pages, files.
    """
    found: dict[str, Target] = {}
    linked: dict[Element, str] = {}
    places = _places(root)
    for number, anchor in enumerate(root.iter("a")):
        if number == _MAX_ANCHORS:
            break
        address = _address(anchor.get("href"), base)
        if address is None or urls.is_front_page(address) or urls.same_page(address, url) or not allowed(address):
            continue
        if _FILE.search(urls.parse(address).path):
            continue
        linked[anchor] = address
        target = found.setdefault(address, Target(address, shape(address)))
        target.anchors.append(anchor)
        _note(target, anchor, places[anchor])
    for target in found.values():
        if target.place is Place.MAIN and target.title:
            target.when = _time_beside(target, found, linked, zone, now)
    return found


def articles(found: Mapping[str, Target], *, whole_page: bool) -> list[Target]:
    """The targets of the main list, in the page's order: enough points, and a form of address that several share.

    A front page's lists are all its own (`whole_page`). The page of a section has one, with lead stories before it;
    boxes beside and below it name articles of other sections.
    """
    lengths: dict[str, list[int]] = {}
    for target in found.values():
        if target.place is Place.MAIN and target.title:
            lengths.setdefault(target.shape, []).append(len(target.title))
    # A menu without a name has long words too, but not for the most part.
    titled = {form for form, sizes in lengths.items() if median(sizes) >= _USUAL}
    likely = [t for t in found.values() if t.place is Place.MAIN and t.points >= _ENOUGH and t.shape in titled]
    forms = Counter(target.shape for target in likely)
    usual = {form for form, count in forms.items() if count >= max(2, 0.15 * len(likely))}
    chosen = [t for t in likely if t.shape in usual or t.points >= _ENOUGH + 2]
    return chosen if whole_page else _one_list(chosen)


def _one_list(targets: list[Target]) -> list[Target]:
    """The largest group of links made alike, and what stands before it in its own column."""
    groups: dict[tuple[str, ...], list[Target]] = {}
    for target in targets:
        groups.setdefault(_make(target.anchors[0]), []).append(target)
    if not groups:
        return []
    main = max(groups.values(), key=lambda group: sum(target.points for target in group))
    boxes = list(islice(main[0].anchors[0].iterancestors(), _MAX_BOXES))
    held: dict[Element, list[int]] = {box: [] for box in boxes}
    for number, target in enumerate(targets):
        for ancestor in target.anchors[0].iterancestors():
            if ancestor in held:
                held[ancestor].append(number)
    wanted = {number for number, target in enumerate(targets) if target in main}
    first = min(wanted)
    own = set(wanted)
    for box in boxes:
        inside = held[box]
        if len(inside) > 1.5 * len(main) + 1:
            break
        if own <= set(inside):
            wanted |= {number for number in inside if number < first}
    return [target for number, target in enumerate(targets) if number in wanted]


def _make(anchor: Element) -> tuple[str, ...]:
    """How a link is made: tags and classes of itself and the boxes right around it, without numbers in names."""
    parts: list[str] = []
    for element in (anchor, *_above(anchor, 3)):
        names = sorted(set(re.sub(r"\d+", "", element.get("class") or "").split()))
        parts.append(f"{element.tag} {' '.join(names[:4])}")
    return tuple(parts)


def shape(url: str) -> str:
    """The form of an address: `A` for a segment that names one thing, `N` for a number, `w` for a word.

    `/tin-tuc/khoi-cong-cau-ban-vai-123.html` → `/w/A.html`; queries by their keys, with the file that takes them.
    """
    address = urls.parse(url)
    parts = [part for part in address.path.split("/") if part]
    out = [_form(part, last=number == len(parts) - 1) for number, part in enumerate(parts)]
    if not address.query:
        return "/" + "/".join(out)
    if "=" not in address.query:
        inner = [part for part in address.query[1:].split("/") if part]
        return "/" + "/".join(out) + "?" + "/".join(_form(part, last=True) for part in inner)
    pairs = parse_qsl(address.query[1:], keep_blank_values=True)[:12]
    keys = "&".join(sorted(f"{key.lower()}={'N' if value.isdigit() else 'w'}" for key, value in pairs))
    page = parts[-1].lower() if parts and "." in parts[-1] else ""
    return "/" + "/".join([*out[:-1], page or "".join(out[-1:])]) + "?" + keys


def _form(part: str, *, last: bool) -> str:
    ending = _ENDING.search(part)
    stem = part[: ending.start()] if ending else part
    tail = ending[0].lower() if ending else ""
    if stem.isdigit():
        return "N" + tail
    digits = sum(map(str.isdigit, stem))
    if last and (stem.count("-") >= 4 or digits >= 4 or re.search(r"[-_]\d{3}$|[-_](?:post|art|p|t|d)\d{2,}$", stem)):
        return "A" + tail
    return ("W" if part in {"-", "content", "asset_publisher"} else "w") + tail


def _address(href: str | None, base: str) -> str | None:
    if not href or href.startswith("#"):
        return None
    try:
        return urls.canonical(href, base)
    except CrawlError:
        return None


def title_of(anchor: Element) -> str:
    """The words of a link: of the heading inside it, else its `title` where the text is cut or missing, else all."""
    heading = next(anchor.iter(*_HEADINGS), None)
    text = words_of(heading) if heading is not None else words_of(anchor)
    stated = " ".join((anchor.get("title") or "").split())
    if stated and (not text or text.endswith(("...", "…")) or len(text) > 200):
        return stated[:300]
    return text[:300]


def _note(target: Target, anchor: Element, place: Place) -> None:
    target.place = min(target.place, place)
    target.in_chrome |= place is Place.CHROME
    title = title_of(anchor)
    # "Xem tiếp" and the sapo may be links to the article too; a heading's words are its title.
    around = [anchor, *_above(anchor, 3)]
    heading = any(e.tag in _HEADINGS for e in around) or next(anchor.iter(*_HEADINGS), None) is not None
    named = heading or any(_TITLE_NAME.search(names_of(e)) for e in around[:3])
    better = named and not target.in_heading and title
    first = named == target.in_heading and not target.title
    longer = named == target.in_heading and _SHORT <= len(title) <= 200 and len(target.title) < _SHORT
    if better or first or longer:
        target.title = title
        target.anchors.remove(anchor)
        target.anchors.insert(0, anchor)
    target.in_heading |= named
    target.pictured |= next(anchor.iter("img", "picture"), None) is not None


def _above(element: Element, levels: int) -> Iterator[Element]:
    for number, ancestor in enumerate(element.iterancestors()):
        if number == levels or ancestor.tag in ("body", "html"):
            return
        yield ancestor


def _places(root: Element) -> dict[Element, Place]:
    """The place of every element, from its own marks and those of the boxes around it."""
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    links: dict[Element, int] = {}
    for element in reversed(elements):
        own = links.get(element, 0) + (element.tag == "a")
        links[element] = own
        parent = element.getparent()
        if own and parent is not None:
            links[parent] = links.get(parent, 0) + own
    # A box around most of the page is its layout, whatever it is called.
    most = 0.6 * links.get(root, 0)
    under_heading = _side_boxes(elements, links)
    places: dict[Element, Place] = {}
    for element in elements:
        parent = element.getparent()
        above = places[parent] if parent is not None else Place.MAIN
        own_place = Place.MAIN
        if above is not Place.CHROME and element.tag not in ("html", "body"):
            own_place = Place.SIDE if element in under_heading else _own_place(element, links[element] > most)
        places[element] = max(above, own_place)
    return places


def _own_place(element: Element, is_layout: bool) -> Place:
    tag, role = element.tag, element.get("role")
    if tag in ("nav", "footer") or role in _CHROME_ROLES:
        return Place.CHROME
    if tag == "header" and not any(a.tag in ("article", "li", "main", "section") for a in element.iterancestors()):
        return Place.CHROME
    if tag in ("aside", "marquee") or role == "complementary":
        return Place.SIDE
    if is_layout or tag in ("main", "article", "form") or _POST_CLASS.search(element.get("class") or ""):
        return Place.MAIN
    names = names_of(element)
    if names and _CHROME_NAMES.search(names):
        return Place.CHROME
    return Place.SIDE if names and _SIDE_NAMES.search(names) else Place.MAIN


def _side_boxes(elements: list[Element], links: Mapping[Element, int]) -> set[Element]:
    """Boxes below a heading such as "Đọc nhiều": the siblings that follow it, up to the next heading of its kind."""
    found: set[Element] = set()
    for element in elements:
        if element.tag not in (*_HEADINGS, "div", "span", "p", "td", "strong", "b", "a", "font", "caption", "th"):
            continue
        if links.get(element, 0) > 1 or len(element) > 4 or not _SIDE_HEADING.fullmatch(_short_words(element)):
            continue
        node, own = element, links.get(element, 0)
        parent = node.getparent()
        while parent is not None and links.get(parent, 0) == own and parent.tag not in ("body", "html"):
            node, parent = parent, parent.getparent()
        kind = (node.tag, node.get("class"))
        for sibling in node.itersiblings():
            if (sibling.tag, sibling.get("class")) == kind and words_of(sibling) and sibling.tag not in ("li", "tr"):
                break
            if (sibling.tag, sibling.get("class")) == kind and links.get(sibling, 0) == own and own:
                break
            found.add(sibling)
    return found


def _short_words(element: Element) -> str:
    """The words of an element, "" where there are more than a heading has."""
    pieces: list[str] = []
    for piece in element.itertext():
        pieces.append(str(piece))
        if sum(map(len, pieces)) > 200:
            return ""
    return " ".join(" ".join(pieces).split())


def _time_beside(
    target: Target, found: Mapping[str, Target], linked: Mapping[Element, str], zone: str, now: datetime
) -> datetime | None:
    """The time that an article's card shows: the largest box around a link that holds no other article."""

    def is_other(anchor: Element) -> bool:
        other = found.get(linked.get(anchor, ""), target)
        return other is not target and (other.has_title or other.shape == target.shape)

    for anchor in target.anchors[:3]:
        card = anchor
        for ancestor in _above(anchor, 6):
            if any(map(is_other, ancestor.iter("a"))):
                break
            card = ancestor
        if (at := _time_in(card, zone, now)) is not None:
            return at
    return None


def _time_in(card: Element, zone: str, now: datetime) -> datetime | None:
    for element in card.iter("time"):
        if (found := dates.parse(element.get("datetime") or words_of(element), zone=zone, now=now)) is not None:
            return found
    for element in card.iter("span", "p", "div", "td", "small", "i", "em", "label", "font", "li"):
        if _TIME_NAME.search(names_of(element)) and len(text := words_of(element)) <= 80:
            found = dates.parse(text, zone=zone, now=now)
            if found is not None:
                return found
    text = words_of(card)
    moment = dates.search(text, zone=zone, now=now) if len(text) <= _MAX_CARD else None
    return moment.at if moment is not None else None
