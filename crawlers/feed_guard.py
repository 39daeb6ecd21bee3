"""What is done to XML before a parser sees it: characters it forbids go out, and no entity is left to expand.

Plain text entities (`<!ENTITY e "é">`, which old weblog software wrote) are replaced here, within bounds; a
declaration that nests, fetches or could grow is refused with `FeedEntities`.
"""

from __future__ import annotations

import re
from collections import Counter

from crawlers.reading_errors import FeedBroken, FeedEntities

_MAX_EXPANSION = 1_000_000
_MAX_LENGTH = 200_000
_MAX_PROLOG = 1_000
_SPACE = re.compile(r"\s*+")
_MARK = re.compile(r"""<!--|<\?|["'\[\]>]""")
_ENDS = {"<!--": "-->", "<?": "?>", '"': '"', "'": "'"}
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTITY = re.compile(r"""<!ENTITY\s+(%\s+)?([\w.:-]{1,100})\s+(?:"([^"]*)"|'([^']*)'|(?:SYSTEM|PUBLIC)\b)""")
_DECLARATION = re.compile(r"<\?xml[^<>]{0,300}\?>")
_HEAD = 2_000
_CONTROLS = "".join(map(chr, (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)))
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ILLEGAL_REFERENCE = re.compile(
    r"&#(?:0{0,6}(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])|x0{0,6}(?:[0-8bcef]|1[0-9a-f]|fff[ef])"
    # Surrogates, U+D800 to U+DFFF: libxml2 recovers them as bytes that are no UTF-8.
    r"|0{0,6}(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3])|x0{0,6}d[89a-f][0-9a-f]{2});",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"&([\w.:-]{1,100});")
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,60})")


def legal(text: str, instead: str = "") -> tuple[str, bool]:
    """`text` without its XML declaration (it is decoded already) and with `instead` for each character that XML
    forbids (XML 1.0, section 2.2), and whether there was any of those."""
    text = _DECLARATION.sub("", text[:_HEAD], count=1) + text[_HEAD:]
    # Thirty searches for one character each are ten times faster than one for a class.
    if any(char in text for char in _CONTROLS) or _ILLEGAL_REFERENCE.search(text):
        return _ILLEGAL_REFERENCE.sub(instead, _ILLEGAL.sub(instead, text)), True
    return text, False


def parted(text: str) -> tuple[str, str]:
    """`text` without its document type declaration (entities replaced), and the declaration.

    Raises `FeedEntities`, or `FeedBroken` when the declaration has no end.
    """
    place = _place(text)
    if place is None:
        return text, ""
    doctype = text[place[0] : place[1]]
    return _expanded(text[: place[0]] + text[place[1] :], _entities(doctype)), doctype


def root(text: str) -> str:
    """The name of the first element, prefix and all; empty when there is none."""
    match = _ROOT.search(text, _after_prolog(text))
    return match[1] if match else ""


def _after_prolog(text: str) -> int:
    """Where white space, comments and processing instructions end (XML 1.0, section 2.8)."""
    at = 0
    for _ in range(_MAX_PROLOG):
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        mark = next((mark for mark in ("<?", "<!--") if text.startswith(mark, at)), None)
        end = text.find(_ENDS[mark], at) if mark else -1
        if mark is None or end < 0:
            break
        at = end + len(_ENDS[mark])
    return at


def _place(text: str) -> tuple[int, int] | None:
    """Where the declaration before the root element begins and ends."""
    start = _after_prolog(text)
    if text[start : start + 9].upper() != "<!DOCTYPE":
        return None
    at, end, inside = start, start + _MAX_LENGTH, False
    while mark := _MARK.search(text, at, end):
        at = mark.end()
        if mark[0] in _ENDS:
            close = text.find(_ENDS[mark[0]], at, end)
            if close < 0:
                break
            at = close + len(_ENDS[mark[0]])
        elif mark[0] == ">" and not inside:
            return start, at
        else:
            inside = (inside or mark[0] == "[") and mark[0] != "]"
    if "<!ENTITY" in text[start:end].upper():
        raise FeedEntities()
    raise FeedBroken(detail="DOCTYPE")


def _entities(doctype: str) -> dict[str, str]:
    """The entities declared, when all are plain text; raises `FeedEntities` for any that nests or is fetched."""
    if "<!ENTITY" not in doctype.upper():
        return {}
    found = list(_ENTITY.finditer(doctype))
    if len(found) != doctype.upper().count("<!ENTITY"):
        raise FeedEntities()
    entities: dict[str, str] = {}
    for match in found:
        value = match[3] if match[3] is not None else match[4]
        if match[1] or value is None or re.search(r"&(?!#)|%|<", value):
            raise FeedEntities()
        if match[2] not in _PREDEFINED:
            entities.setdefault(match[2], value)
    return entities


def _expanded(text: str, entities: dict[str, str]) -> str:
    if not entities:
        return text
    used = Counter(name for name in _REFERENCE.findall(text) if name in entities)
    if sum(len(entities[name]) * count for name, count in used.items()) > _MAX_EXPANSION:
        raise FeedEntities()
    return _REFERENCE.sub(lambda match: entities.get(match[1], match[0]), text)
