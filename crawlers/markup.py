"""HTML fragments → plain text, in one pass over the string: feeds carry thousands of them.

No tree is built and nothing nests, so a fragment of n characters costs O(n) whatever it holds.
"""

from __future__ import annotations

import html
import re
from html.entities import html5
from itertools import islice

from crawlers.charset import nfc

MAX_FRAGMENT = 200_000

_ELEMENTS = frozenset(
    """a abbr acronym address area article aside audio b big blockquote br button canvas caption center cite code
    col colgroup command datagrid datalist dd del details dfn dialog dir div dl dt em event-source fieldset
    figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i img input ins kbd keygen label legend li m map
    menu meter multicol nav nextid noscript ol optgroup option output p pre progress q s samp section select small
    sound source spacer span strike strong sub sup table tbody td textarea tfoot th thead time tr tt u ul var
    video""".split()
)
_UNSEEN = frozenset("script style applet object iframe noembed noframes template svg math title head".split())
_BREAKS = frozenset(
    """address article aside blockquote br caption center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section table tbody td tfoot th thead tr ul""".split()
)
_TAG = re.compile(r"<(?:!--|(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})([^<>]{0,8000})>?|[!?][^<>]{0,2000}>)")
_CLOSING = re.compile(r"</(\w{1,30})>")
_ENTITY = re.compile(r"&#?\w{1,40};")
_NAMED = re.compile(r"&(\w{1,40});")
_ANY_TAG = re.compile(r"</?(\w{1,30})")
_KNOWN_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_ELEMENTS | {'script', 'style'}))})(?=[\s/>])[^<>]{{0,2000}}>", re.I)
_SCRIPTED = re.compile(r"<(?:script|style)[\s>]", re.I)
_IMAGE = re.compile(r"<img\b([^<>]{1,4000})>?", re.I)
_SOURCE = re.compile(
    r"""(?<![\w-])(data-src|data-original|src)\s{0,3}=\s{0,3}(?:"([^"]{1,2000})"|'([^']{1,2000})')""", re.I
)
_SIZE = re.compile(r"""(?<![\w-])(?:width|height)\s{0,3}=\s{0,3}["']?([0-9]{1,5})(?![0-9%])""", re.I)
# C1 controls are what windows-1252 punctuation becomes under a wrong label (WHATWG Encoding, index windows-1252).
_C1 = {number: bytes([number]).decode("cp1252", "ignore") or None for number in range(0x80, 0xA0) if number != 0x85} | {
    0x85: "…"
}
# U+202A to U+202E and U+2066 to U+2069 turn the direction of what follows: "gpj.exe" shows as "exe.jpg".
_CONTROLS = [
    *range(9), 11, 12, *range(14, 32), 0x7F, 0xFFFE, 0xFFFF, 0xFEFF, 0x200B, 0x2060, *range(0xD800, 0xE000),
    *range(0x202A, 0x202F), *range(0x2066, 0x206A),
]  # fmt: skip
_UNWANTED: dict[int, str | None] = {**dict.fromkeys(_CONTROLS), **_C1}
_DIRTY = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def tidy(text: str) -> str:
    """One line: NFC, white space collapsed, no control characters, windows-1252 leftovers mapped."""
    if _DIRTY.search(text):
        text = text.translate(_UNWANTED)
    text = nfc(text)
    return " ".join(text.split())


def plain(fragment: str) -> str:
    """The text of an HTML fragment on one line: tags stripped, entities unescaped once, scripts dropped."""
    return tidy(html.unescape(_strip(fragment[:MAX_FRAGMENT])))


def _strip(fragment: str) -> str:
    if "<" not in fragment:
        return fragment
    out: list[str] = []
    # Elements whose end was looked for and is nowhere ahead: looking again for each copy would cost O(n²).
    unclosed: set[str] = set()
    lowered = ""
    at = 0
    while match := _TAG.search(fragment, at):
        out.append(fragment[at : match.start()])
        at = match.end()
        if match[0] == "<!--":
            end = fragment.find("-->", at)
            at = len(fragment) if end < 0 else end + 3
            continue
        name = (match[2] or "").lower()
        if name in _BREAKS:
            out.append(" ")
        elif name in _UNSEEN and name not in unclosed and not match[1] and not (match[3] or "").endswith("/"):
            lowered = lowered or fragment.lower()
            end = lowered.find(f"</{name}", at)
            close = fragment.find(">", end) if end >= 0 else -1
            if close < 0:
                unclosed.add(name)
            else:
                at = close + 1
    out.append(fragment[at:])
    return "".join(out)


def looks_like_html(text: str) -> bool:
    """Whether an RSS element that should be plain text holds markup: a closing tag or an entity, all of them HTML's.

    RSS never said which it is; this is the convention of feedparser, which readers of feeds share.
    """
    if not (_CLOSING.search(text) or _ENTITY.search(text)):
        return False
    if any(name.lower() not in _ELEMENTS for name in _ANY_TAG.findall(text)):
        return False
    return all(f"{name};" in html5 or name.startswith("#") for name in _NAMED.findall(text))


def guessed(text: str) -> str:
    """Plain text of an RSS title, which may be text or HTML."""
    if "<" not in text and "&" not in text:
        return tidy(text)
    return plain(text) if looks_like_html(text) or _SCRIPTED.search(text) else tidy(_KNOWN_TAG.sub(" ", text))


def unmangled(text: str) -> str:
    """UTF-8 that somebody decoded as Latin-1 and encoded again, set right; any other text as it is."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def first_image(fragment: str) -> str | None:
    """The address of the first picture in an HTML fragment, counting pixels and inline data left out."""
    for tag in islice(_IMAGE.finditer(fragment[:MAX_FRAGMENT]), 20):
        sizes = [int(number) for number in _SIZE.findall(tag[1])]
        if sizes and min(sizes) <= 3:
            continue
        sources = {m[1].lower(): m[2] or m[3] for m in _SOURCE.finditer(tag[1])}
        for name in ("data-src", "data-original", "src"):
            value = html.unescape(sources.get(name, "")).strip()
            if value and not value.lower().startswith(("data:", "javascript:", "about:")):
                return value
    return None
