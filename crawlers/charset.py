"""Bytes → text: the HTTP header, the byte-order mark, the declaration, then detection.

Publishers' labels lie in a few well-known ways: UTF-8 sent as ISO-8859-1 (valid multi-byte UTF-8 is never an
accident, so UTF-8 wins), windows-1252 called ISO-8859-1 (WHATWG Encoding, section 4.2), and on old Vietnamese
portals windows-1258 or the 8-bit font encodings TCVN3 ("ABC fonts") and VNI under any label at all, or read as
windows-1252 once before and written down in UTF-8. These are taken only when nearly every accented word becomes a
possible Vietnamese syllable. Nothing may strip U+00AD before that test: in TCVN3 it is "ư".
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from functools import cache
from itertools import islice
from typing import Literal

from charset_normalizer import from_bytes

_SNIFF = 4096
_SAMPLE = 200_000
_HEADER = re.compile(r"charset\s{0,20}=\s{0,20}[\"']?\s{0,20}([A-Za-z0-9_:.+-]{1,40})", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s{0,20}=\s{0,20}[\"']([A-Za-z0-9_:.+-]{1,40})[\"']")
_META = re.compile(rb"<meta[^>]{0,300}?charset\s{0,20}=\s{0,20}[\"']?\s{0,20}([A-Za-z0-9_:.+-]{1,40})", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# XML 1.0, appendix F: "<?" or "<" without a mark.
_SHAPES = (
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"Lo\xa7\x94", "cp037"),
)
_WEAK = frozenset({"iso8859-1", "cp1252", "ascii", "iso8859-15", "cp1258"})
# What statistics can tell apart; between the Latin code pages they guess, and windows-1252 is the likely one.
_DETECTED = frozenset(
    "big5 big5hkscs gb18030 gbk gb2312 euc_jp euc_kr cp949 shift_jis cp932 cp1251 koi8_r koi8_u mac_cyrillic "
    "iso8859_5 cp1253 iso8859_7 cp1255 iso8859_8 cp1256 iso8859_6 cp874 tis_620".split()
)
_DOUBLE_BYTE = frozenset(
    "big5 big5hkscs gb18030 gbk gb2312 hz euc_jp euc_kr cp949 johab shift_jis cp932 iso2022_jp iso2022_kr".split()
)
# No page is truly in these; the last ones are Python's own and no encodings of text at all.
_NO_LABELS = ("utf-16", "utf-32", "utf-7", "idna", "punycode", "unicode", "raw-unicode", "undefined")
_ALIASES = {"x-sjis": "shift_jis", "x-gbk": "gbk", "gb2312": "gb18030", "gbk": "gb18030", "utf8mb4": "utf-8"}

# TCVN 5712:1993 VN3, the code points that a page of Latin-1 shows where the ABC font would show Vietnamese.
_TCVN3 = dict(
    zip(
        bytes(range(0xA1, 0xAF)).decode("latin-1")
        + "".join(
            map(
                chr,
                (
                    *range(0xB5, 0xBA), 0xBB, 0xBC, 0xBD, 0xBE, *range(0xC6, 0xCC), 0xCC, *range(0xCE, 0xD9),
                    *range(0xDC, 0xE0), *range(0xE1, 0xED), *range(0xED, 0xF0), *range(0xF1, 0xFF),
                ),
            )
        ),
        "ĂÂÊÔƠƯĐăâêôơưđ"
        "àảãáạ" "ằẳẵắ" "ặầẩẫấậ" "è" "ẻẽéẹềểễếệìỉ"
        "ĩíịò" "ỏõóọồổỗốộờởỡ" "ớợù" "ủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)  # fmt: skip
_TCVN3_TABLE = str.maketrans(_TCVN3)

# VNI-Windows: a vowel, and behind it one character of Latin-1 that stands for its marks.
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323", "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}
_VNI_PAIR = re.compile("[aeouyôö][ùøûõï]|[aeo][âáàåãä]|a[êéèúüë]", re.IGNORECASE)
_VNI = re.compile(f"{_VNI_PAIR.pattern}|[ñôöæóòî]", re.IGNORECASE)
# Where windows-1258 and windows-1252 differ among the letters, and a vowel with a tone mark of the former behind it.
_1258_TABLE = str.maketrans(
    {low: high for code in range(0xC0, 0x100) if (low := chr(code)) != (high := bytes([code]).decode("cp1258"))}
)
_1258_PAIR = re.compile("[aâãeêioôõuýyAÂÃEÊIOÔÕUÝY][ÌÒÞìò]")
_HIGH_WORD = re.compile("[^\\W\\d_\u00ad\u00a1-\u00bf]{0,8}[\u00a1-\u00ff][\\w\u00a1-\u00bf]{0,12}")
_ESCAPED = re.compile(r"&(?!amp;|nbsp;|quot;|lt;|gt;|#0?39;|#34;|#160;|#x27;)(?:#\w{2,4}|[A-Za-z]{3,6});")
_SIGNS, _LETTERS = bytes(range(0xA1, 0xC0)), bytes(range(0xA1, 0x100))
_UNICODE_ONLY = re.compile("[\u1ea0-\u1ef9ăđơưĂĐƠƯ\ufffd]")
_WORD = re.compile(r"[^\W\d_]{1,12}")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_SCRIPT = re.compile(r"<(?:script|style)\b", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</(?:script|style)\s*>", re.IGNORECASE)

_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx]"
_RHYME = (
    "(?:oa|oă|oe|uâ|uê|uy|iê|yê|uyê|uô|ươ|ua|ia|ưa|uơ|uya|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y)(?:ch|ng|nh|[cmnpt])?"
    "|(?:oa|ua|a|â|ư|iê|yê|ươ|uâ|e|ê|o|ô|ơ|uô|u|i|oe|oay|uây)[iyouq]?|oong|ooc|oai|oay|uây|oao|oeo|uyu|uêu|iêu|yêu|uôi|ươi|ươu"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_RHYME})")
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


def decode(body: bytes, content_type: str | None, kind: Literal["html", "xml"]) -> tuple[str, str]:
    """The text of `body` and the name of the encoding that was used. Never raises; what cannot be decoded is U+FFFD."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    head = body.lstrip()[:_SNIFF] if kind == "html" else body[:_SNIFF]
    for shape, name in _SHAPES:
        if head.startswith(shape):
            return body.decode(name, "replace"), name
    claimed = _claims(head, content_type, kind)
    text, name = _by_claim(body, claimed)
    if name in ("cp1252", "cp1258", "latin-1", "iso8859-1", "utf-8"):
        converted = from_tcvn3(text)
        if converted is not None:
            return converted, "tcvn3"
        converted = from_vni(text)
        if converted is not None:
            return converted, "vni"
        converted = from_1258(text)
        if converted is not None:
            return converted, "cp1258"
    return text, name


def nfc(text: str) -> str:
    """NFC, with at most eight marks left on a letter: Python sorts marks in quadratic time (100,000 take 7 s)."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _piled_marks().sub(r"\1", text) if len(text) > 100 else text)


@cache
def _piled_marks() -> re.Pattern[str]:
    # The last combining character of Unicode 15 is U+1E94A.
    marks = "".join(char for char in map(chr, range(0x300, 0x1E94B)) if unicodedata.combining(char))
    return re.compile(f"([{marks}]{{8}})[{marks}]+")


def _claims(head: bytes, content_type: str | None, kind: str) -> list[str]:
    found: list[str] = []
    if content_type and (match := _HEADER.search(content_type)):
        found.append(match[1])
    patterns = (_XML_DECLARATION, _META) if kind == "html" else (_XML_DECLARATION,)
    found += [m[1].decode("ascii") for pattern in patterns if (m := pattern.search(head))]
    names: list[str] = []
    for label in found:
        try:
            name = codecs.lookup(_ALIASES.get(label.lower(), label)).name
            b"".decode(name)
        except (LookupError, ValueError, TypeError):
            continue
        if name not in names and not name.startswith(_NO_LABELS):
            names.append(name)
    return names


def _by_claim(body: bytes, claimed: list[str]) -> tuple[str, str]:
    utf8 = _strict(body, "utf-8")
    for name in claimed:
        if name in _WEAK or name == "utf-8":
            if utf8 is not None:
                return utf8, "utf-8"
            if name == "utf-8":
                continue
            return _vietnamese_or(body, _windows(body), "cp1252" if name != "cp1258" else "cp1258")
        text = _strict(body, name)
        if text is not None and _starts_alike(body, text):
            # A text in one of the CJK encodings may be valid UTF-8 by accident; one in a single-byte one, never.
            if utf8 is not None and name not in _DOUBLE_BYTE and _multibyte(utf8) >= 4:
                return utf8, "utf-8"
            return text, name
    if utf8 is not None:
        return utf8, "utf-8"
    lenient = body.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    # A few bad bytes (cut in the middle of a letter, one pasted paragraph) do not make a page another encoding.
    if "utf-8" in claimed or _multibyte(lenient) > 4 * broken:
        if _multibyte(lenient) > broken:
            return lenient, "utf-8"
        return _vietnamese_or(body, lenient, "utf-8")
    return _vietnamese_or(body, None, "")


def _starts_alike(body: bytes, text: str) -> bool:
    """Whether what begins with an ASCII "<" still does: under EBCDIC or UTF-16 it does not (XML 1.0, appendix F)."""
    return body.lstrip()[:1] != b"<" or text.lstrip()[:1] == "<"


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeError, LookupError):
        return None


def _multibyte(text: str) -> int:
    return sum(1 for char in text[:_SAMPLE] if char > "\x7f" and char != "\ufffd")


def _windows(body: bytes) -> str:
    text = _strict(body, "cp1252")
    return body.decode("latin-1") if text is None else text


def _vietnamese_or(body: bytes, otherwise: str | None, name: str) -> tuple[str, str]:
    """A Vietnamese encoding where the words say so, else what the label said, else detection."""
    viet = nfc(body.decode("cp1258", "replace"))
    if _share_of_syllables(_visible(viet)) >= 0.9:
        return viet, "cp1258"
    windows = _windows(body)
    if from_tcvn3(windows) is not None or from_vni(windows) is not None:
        return windows, "cp1252"
    if name == "cp1258":
        return viet, name
    if otherwise is not None:
        return otherwise, name
    best = from_bytes(body[:32_768]).best()
    if best is not None and best.encoding in _DETECTED and (text := _strict(body, best.encoding)) is not None:
        return text, best.encoding
    return windows, "cp1252"


def _visible(text: str) -> str:
    first, *others = _SCRIPT.split(text[:_SAMPLE])
    seen = [first, *(_SCRIPT_END.split(part, 1)[-1] for part in others)]
    return html.unescape(_TAG.sub(" ", " ".join(seen)))


def is_syllable(word: str) -> bool:
    """Whether `word` (lower case, NFC) has the shape of a Vietnamese syllable."""
    bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).translate(_TONES))
    return _SYLLABLE.fullmatch(bare) is not None


def _share_of_syllables(text: str) -> float:
    """Share of the accented words that are possible Vietnamese syllables; 0 when there are fewer than 20."""
    words = [w for w in _WORD.findall(nfc(text).lower()) if not w.isascii()]
    if len(words) < 20:
        return 0.0
    return sum(map(is_syllable, words[:2000])) / len(words[:2000])


def _has_high_words(text: str) -> bool:
    """Whether the page shows enough of Latin-1's upper half to be in TCVN3 at all; most pages end here, at once."""
    begin = max(0, text.find("<body"))
    window = text[begin : begin + _SAMPLE // 2]
    raw = window.encode("latin-1", "ignore")
    signs, letters = (len(raw) - len(raw.translate(None, high)) for high in (_SIGNS, _LETTERS))
    if signs and letters >= 20:
        return True
    escaped = len(list(islice(_ESCAPED.finditer(window), 20)))
    return bool(signs + escaped) and letters + escaped >= 20


def _has_letters(text: str) -> bool:
    """Whether there are 20 letters of Latin-1's upper half, as they are or escaped: an English page ends here."""
    raw = text.encode("latin-1", "ignore")
    return len(raw) - len(raw.translate(None, _LETTERS)) >= 20 or len(list(islice(_ESCAPED.finditer(text), 20))) >= 20


LEAST_WORDS = 20
"""Words with letters above ASCII that a page must have before its encoding is certain."""


def _certain(good: int, before: int, words: int, least: int, most_before: float = 0.5) -> bool:
    """Whether `words` words are of an encoding: `good` are syllables once converted, `before` as they stand.

    A short text is certain only without any doubtful word.
    """
    share = 0.9 if words >= LEAST_WORDS else 1.0
    return words >= least and good >= share * words and before <= most_before * words


def from_tcvn3(text: str, least: int = LEAST_WORDS) -> str | None:
    """`text` converted from TCVN3 when it certainly is written in it, else `None`.

    Certain: no letter that only Unicode Vietnamese has, at least `least` words with letters above U+00A0, nearly all
    of them Vietnamese syllables once converted and few before, and several vowels that Latin-1 writes as signs.
    """
    if text.isascii() and "&#" not in text:
        return None
    for end in (_SNIFF, len(text)):
        if len(list(islice(_UNICODE_ONLY.finditer(text, 0, end), 3))) > 2:
            return None
        if end == _SNIFF and least >= LEAST_WORDS and not _has_high_words(text):
            return None
    sample = _visible(text)
    words = [word for part in sample.split() if not part.isascii() for word in _HIGH_WORD.findall(part)][:2000]
    signs = sum(1 for w in words if any("\xa1" <= c <= "\xbf" for c in w))
    if len(words) < least or signs < max(len(words) // 10, 1):
        return None
    good = sum(is_syllable(w.translate(_TCVN3_TABLE).lower()) for w in words)
    before = sum(is_syllable(w.lower()) for w in words)
    if not _certain(good, before, len(words), least):
        return None
    entities = re.sub(
        r"&(?:#(\d{2,3})|#x([0-9a-f]{2})|([A-Za-z]{3,6}));",
        lambda m: char if "\xa1" <= (char := html.unescape(m[0])) <= "\xff" else m[0],
        text,
    )
    return entities.translate(_TCVN3_TABLE)


def from_vni(text: str, least: int = LEAST_WORDS) -> str | None:
    """`text` converted from VNI-Windows when it certainly is written in it, else `None`.

    Certain as in `from_tcvn3`; besides, at least a tenth of the words hold a vowel with its marks behind it, of a
    kind that no language writes ("Vieät", "ñöôøng").
    """
    if text.isascii() or len(list(islice(_UNICODE_ONLY.finditer(text), 3))) > 2:
        return None
    if least >= LEAST_WORDS and not _has_letters(text[:_SAMPLE]):
        return None
    words = [word for word in _WORD.findall(_visible(text)) if not word.isascii()][:2000]
    if len(words) < least or sum(1 for word in words if _VNI_PAIR.search(word)) < max(len(words) // 10, 2):
        return None
    good = sum(is_syllable(_vni(word).lower()) for word in words)
    before = sum(is_syllable(word.lower()) for word in words)
    if not _certain(good, before, len(words), least):
        return None
    return _vni(text)


def from_1258(text: str, least: int = LEAST_WORDS) -> str | None:
    """`text` converted from windows-1258 that was read as windows-1252, when it certainly is that, else `None`.

    The code page writes most tones as a mark behind the vowel ("hôòi nghiò"). Certain as in `from_vni`; but many words
    that carry no such mark ("công", "nhân") are the same in both code pages.
    """
    if text.isascii() or len(list(islice(_UNICODE_ONLY.finditer(text), 3))) > 2:
        return None
    if len(list(islice(_1258_PAIR.finditer(text, 0, _SAMPLE), 3))) < 2:
        return None
    words = [word for word in _WORD.findall(_visible(text)) if not word.isascii()][:2000]
    if len(words) < least or sum(1 for word in words if _1258_PAIR.search(word)) < max(len(words) // 10, 2):
        return None
    good = sum(is_syllable(nfc(word.translate(_1258_TABLE)).lower()) for word in words)
    before = sum(is_syllable(word.lower()) for word in words)
    if not _certain(good, before, len(words), least, most_before=0.7):
        return None
    return nfc(text.translate(_1258_TABLE))


def _vni(text: str) -> str:
    return _VNI.sub(_vni_letter, text)


def _vni_letter(match: re.Match[str]) -> str:
    letter, mark = match[0][0], match[0][1:]
    # "ô" and "ö" are letters of their own ("ơ", "ư"), which take a tone like the others.
    base = _vni_cased(letter) if letter.lower() in _VNI_LETTERS else letter
    return unicodedata.normalize("NFC", base + _VNI_MARKS[mark.lower()]) if mark else base


def _vni_cased(letter: str) -> str:
    found = _VNI_LETTERS[letter.lower()]
    return found.upper() if letter.isupper() else found
