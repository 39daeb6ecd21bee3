"""The text of one box of a page: paragraphs, headings, lists and tables, without what editors hang into it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from crawlers import dates
from crawlers import page_noise as noise
from crawlers.charset import nfc
from crawlers.page_clean import DROPPED
from crawlers.page_tree import Element, words_of

_BLOCKS = frozenset(
    """address article blockquote body center dd details div dl dt fieldset figure form h1 h2 h3 h4 h5 h6 header hr
    html li main ol p pre section summary table tbody td tfoot th thead tr ul caption figcaption label
    legend""".split()
)
# No article has more paragraphs; a page made to exhaust its reader may.
MAX_BLOCKS = 5_000
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar)(?:$|[?#])", re.IGNORECASE)
_FRAME = " .*-–—()[]"
_LETTERS = re.compile(r"\w")
_SENTENCE = re.compile(r"[.!?…:;\"”»)]\s*$")


@dataclass(slots=True)
class Block:
    """One paragraph. `links` counts characters of link text; `after_picture`: a picture comes just before."""

    kind: str
    text: str
    links: int = 0
    element: Element | None = None
    pictures: int = 0
    emphasised: bool = False
    after_picture: bool = False
    attachment: bool = False


@dataclass(slots=True)
class _Run:
    pieces: list[str] = field(default_factory=list)
    links: int = 0
    emphasised: int = 0
    pictures: int = 0
    attachment: bool = False


def tidy(text: str) -> str:
    """NFC, spaces collapsed within lines, control characters and soft hyphens gone."""
    clean = text
    if not text.isascii() or _DIRTY.search(text):
        clean = nfc(text.translate(_GONE) if _DIRTY.search(text) else text)
    if "\n" not in clean:
        return " ".join(clean.split())
    return "\n".join(filter(None, (" ".join(line.split()) for line in clean.split("\n"))))


_GONE = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), *range(0x7F, 0xA0), 0xAD, 0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF]
)
_DIRTY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff]")


def blocks(box: Element) -> list[Block]:
    """The paragraphs of a cleaned box in reading order."""
    found: list[Block] = []
    _walk(box, found)
    kept: list[Block] = []
    picture = False
    for block in found[:MAX_BLOCKS]:
        if not block.text:
            picture = picture or block.pictures > 0
            continue
        block.after_picture = picture
        picture = block.pictures > 0
        kept.append(block)
    return kept


def _walk(box: Element, found: list[Block]) -> None:
    run = _Run()
    _inline(box.text, run)
    for child in box:
        if child.tag == "table" and not _is_layout(child):
            _flush(run, box, found)
            run = _Run()
            _table(child, found)
        elif child.tag in ("ul", "ol") and not _has_blocks(child):
            _flush(run, box, found)
            run = _Run()
            _list(child, found)
        elif child.tag in _BLOCKS or _has_blocks(child):
            _flush(run, box, found)
            run = _Run()
            _walk(child, found)
        else:
            _phrase(child, run)
        _inline(child.tail, run)
    _flush(run, box, found)


def _phrase(element: Element, run: _Run) -> None:
    """An inline element: its text goes into the running paragraph."""
    if element.tag == "br":
        run.pieces.append("\n")
        return
    if element.tag == "img":
        run.pictures += 1
        return
    text = "".join(_inline_texts(element))
    if (element.get("class") or "").startswith("location") and not text.endswith(" "):
        # VnExpress draws the dash after the dateline by style sheet.
        text = f"{text} - "
    run.pieces.append(text)
    length = len(" ".join(text.split()))
    if element.tag == "a":
        run.links += length
        run.attachment = run.attachment or bool(_ATTACHMENT.search(element.get("href") or ""))
    else:
        run.links += sum(len(words_of(link)) for link in element.iter("a"))
        run.attachment = run.attachment or any(_ATTACHMENT.search(a.get("href") or "") for a in element.iter("a"))
    run.pictures += sum(1 for _ in element.iter("img"))
    if element.tag in ("em", "i") or any(True for _ in element.iter("em", "i")):
        run.emphasised += length


def _inline_texts(element: Element) -> Iterable[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield "\n"
        elif child.tag not in DROPPED:
            yield from _inline_texts(child)
        yield child.tail or ""


def _inline(text: str | None, run: _Run) -> None:
    if text:
        run.pieces.append(" ".join(text.split("\n")) if "\n" in text else text)


def _flush(run: _Run, box: Element, found: list[Block]) -> None:
    text = tidy("".join(run.pieces))
    if not _LETTERS.search(text):
        text = ""
    if not text and not run.pictures:
        return
    kind = _kind(box)
    for number, part in enumerate(text.split("\n") if text else [""]):
        emphasised = run.emphasised >= 0.8 * max(1, len(text))
        pictures = run.pictures if number == 0 else 0
        found.append(Block(kind, part, min(run.links, len(part)), box, pictures, emphasised, False, run.attachment))


def _kind(box: Element) -> str:
    for element in (box, box.getparent()):
        if element is not None and element.tag in HEADINGS:
            return "heading"
        if element is not None and element.tag == "li":
            return "item"
    return "text"


def _has_blocks(element: Element) -> bool:
    if element.tag in ("ul", "ol"):
        return any(True for _ in element.iter("p", "div", "table", "ul", "ol") if _ is not element)
    return any(True for _ in element.iter(*_BLOCKS))


def _is_layout(table: Element) -> bool:
    """Portals of the 2000s lay out pages, and editors still lay out pictures, with tables."""
    rows = list(table.iter("tr"))
    widest = max((sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows), default=0)
    if widest <= 1 or table.find(".//table") is not None:
        return True
    if any(sum(1 for _ in cell.iter("p", "div")) > 2 for cell in table.iter("td")):
        return True
    cells = [len(words_of(cell)) for cell in table.iter("td", "th")]
    return max(cells, default=0) > 1200 or (len(rows) == 1 and max(cells, default=0) > 300)


def _table(table: Element, found: list[Block]) -> None:
    lines: list[str] = []
    for row in table.iter("tr"):
        cells = [tidy(words_of(cell)) for cell in row if cell.tag in ("td", "th")]
        if any(cells):
            lines.append(" | ".join(cells))
    links = sum(len(words_of(link)) for link in table.iter("a"))
    pictures = sum(1 for _ in table.iter("img"))
    found.append(Block("table", "\n".join(lines), links, table, pictures))


def _list(element: Element, found: list[Block]) -> None:
    for item in element.iter("li"):
        run = _Run()
        _inline(item.text, run)
        for child in item:
            _phrase(child, run)
            _inline(child.tail, run)
        text = tidy("".join(run.pieces)).replace("\n", " ")
        if _LETTERS.search(text):
            found.append(Block("item", text, min(run.links, len(text)), element, 0, False, False, run.attachment))


def without_noise(found: list[Block]) -> list[Block]:
    """Captions, teasers of other articles, labels and notices taken out."""
    kept: list[Block] = []
    teasers = False
    for block in found:
        if block.kind == "table":
            if block.pictures and len(block.text) < 300:
                continue
            kept.append(block)
            teasers = False
            continue
        label = noise.LINE.fullmatch(block.text)
        if label and _is_label(block):
            teasers = bool(noise.READ_ALSO.match(block.text))
            continue
        linked = block.links >= 0.8 * len(block.text)
        if linked and not block.attachment and (teasers or len(block.text) >= 25 or block.kind == "item"):
            continue
        teasers = False
        if not _is_caption(block):
            kept.append(block)
    return kept


def _is_label(block: Block) -> bool:
    """A whole sentence may begin as a label does; then it is long, has no colon early on and no link."""
    text = block.text
    return len(text) <= 60 or block.links >= 0.3 * len(text) or ":" in text[:30] or text[0] in ">»→▶👉©"


def _is_caption(block: Block) -> bool:
    if block.kind in ("heading", "item") or len(block.text) > 350:
        return False
    near = block.pictures > 0 or block.after_picture
    if noise.CREDIT.search(block.text) and (
        near or block.text.lower().startswith(("ảnh", "nguồn ảnh", "(ảnh", "photo"))
    ):
        return True
    if block.pictures > 0:
        return len(block.text) <= 300
    return block.after_picture and (block.emphasised or _aligned(block, "center")) and len(block.text) <= 250


def _aligned(block: Block, side: str) -> bool:
    element = block.element
    if element is None:
        return False
    style = (element.get("style") or "").replace(" ", "").lower()
    return f"text-align:{side}" in style or (element.get("align") or "").lower() == side or element.tag == side


def without_opening(found: list[Block], title: str | None) -> list[Block]:
    """The title, the date line and the like before the first paragraph taken off."""
    kept = list(found)
    wanted = "".join(title.lower().split()) if title else ""
    for number in range(min(6, len(kept)) - 1, -1, -1):
        block = kept[number]
        # A short article is signed within its first blocks; that line is read by `without_signature`.
        if 1 < number == len(found) - 1 and _is_signature(block):
            continue
        if "".join(block.text.lower().split()) == wanted or (len(block.text) <= 90 and _is_opening(block.text)):
            del kept[number]
    return kept


def _is_opening(text: str) -> bool:
    found = dates.search(text)
    if noise.OPENING.fullmatch(text):
        return True
    return found is not None and len(noise.DATE_WORDS.sub("", text)) <= 12


def without_signature(found: list[Block]) -> tuple[list[Block], str | None]:
    """The last lines that only name the writer or the origin are cut off; the first such name is returned."""
    kept = list(found)
    name: str | None = None
    for _ in range(4):
        if len(kept) < 2:
            break
        last = kept[-1]
        if noise.LINE.fullmatch(last.text) and len(last.text) <= 300:
            kept.pop()
        elif _is_signature(last):
            name = last.text
            kept.pop()
        elif last.kind == "heading":
            kept.pop()
        else:
            break
    return kept, name


def without_byline(text: str, byline: str | None) -> str:
    """`text` without a last paragraph that only repeats the byline stated elsewhere on the page."""
    rest, parted, last = text.rpartition("\n\n")
    if byline is None or not parted or last.strip(_FRAME).casefold() != byline.strip(_FRAME).casefold():
        return text
    return rest


def _is_signature(block: Block) -> bool:
    text = block.text.strip(_FRAME)
    if block.kind != "text" or len(text) > 90:
        return False
    if noise.SIGNATURE.fullmatch(block.text):
        return True
    if _aligned(block, "right") and not block.text.endswith((".", "!", "?", "…")):
        return True
    if len(text) > 45 or _SENTENCE.search(block.text) or any(char.isdigit() for char in text):
        return False
    words = [word for word in re.split(r"[\s,;&/–-]+", text) if word and word.lower() not in ("và", "-", "–")]
    return 1 <= len(words) <= 9 and all(word[0].isupper() for word in words)


def join(found: Iterable[Block]) -> str:
    """Paragraphs parted by a blank line; items of one list by a line break."""
    out: list[str] = []
    previous: Block | None = None
    for block in found:
        text = f"- {block.text}" if block.kind == "item" else block.text
        same = block.kind == "item" and previous is not None and previous.kind == "item"
        if same and previous is not None and previous.element is block.element:
            out[-1] += f"\n{text}"
        else:
            out.append(text)
        previous = block
    return "\n\n".join(out)
