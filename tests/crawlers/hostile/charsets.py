"""Labels that lie, and bytes that no label fits."""

from __future__ import annotations

import codecs

from tests.crawlers.hostile.case import GOOD, LEFT, Case, item, rss

_TITLE = "Hội nghị tổng kết công tác năm 2026 ở Lào Cai"
# Enough accented words for a certain verdict.
_LONG = (
    "Sáng nay, Ủy ban nhân dân tỉnh tổ chức hội nghị tổng kết công tác phòng chống thiên tai và tìm kiếm cứu nạn. " * 3
)


def _labelled(label: str, encoding: str = "utf-8") -> bytes:
    return rss(item(_TITLE) + GOOD, label=label).decode().encode(encoding)


def _windows_1258(text: str) -> bytes:
    """As Windows writes Vietnamese: circumflex, breve and horn in the letter, the tone behind it."""
    tones = dict(zip("\u0300\u0309\u0303\u0301\u0323", b"\xcc\xd2\xde\xec\xf2", strict=True))
    out = bytearray()
    for char in text:
        for piece in _parted(char):
            out += bytes([tones[piece]]) if piece in tones else piece.encode("cp1258")
    return bytes(out)


def _parted(char: str) -> str:
    import unicodedata

    pieces = unicodedata.normalize("NFD", char)
    tone = "".join(piece for piece in pieces if piece in "\u0300\u0309\u0303\u0301\u0323")
    return unicodedata.normalize("NFC", "".join(piece for piece in pieces if piece not in tone)) + tone


CHARSETS = (
    Case("UTF-8 that calls itself Latin-1", lambda: _labelled("iso-8859-1"), titles=(_TITLE, LEFT)),
    Case("UTF-8 that calls itself windows-1258", lambda: _labelled("windows-1258"), titles=(_TITLE, LEFT)),
    Case("UTF-8 that calls itself UTF-16", lambda: _labelled("utf-16"), titles=(_TITLE, LEFT)),
    Case("UTF-8 that calls itself UTF-7", lambda: _labelled("utf-7"), titles=(_TITLE, LEFT)),
    Case("UTF-8 that calls itself EBCDIC", lambda: _labelled("cp037"), titles=(_TITLE, LEFT)),
    Case("UTF-8 with a label that does not exist", lambda: _labelled("x-klingon"), titles=(_TITLE, LEFT)),
    Case("UTF-8 labelled with a codec that is none of text", lambda: _labelled("zlib_codec"), titles=(_TITLE, LEFT)),
    Case("UTF-8 labelled with a codec that turns letters", lambda: _labelled("rot13"), titles=(_TITLE, LEFT)),
    Case("UTF-8 labelled with Python's own codec", lambda: _labelled("unicode_escape"), titles=(_TITLE, LEFT)),
    Case(
        "UTF-8 under a header of Latin-1",
        lambda: _labelled("utf-8"),
        content_type="text/xml; charset=ISO-8859-1",
        titles=(_TITLE, LEFT),
    ),
    Case(
        "UTF-8 under a header that is rubbish",
        lambda: _labelled("utf-8"),
        content_type=";;charset=\x00\xff",
        titles=(_TITLE, LEFT),
    ),
    Case(
        "UTF-7 markup stays text",
        lambda: rss(item("+ADw-script+AD4-alert(1)+ADw-/script+AD4-"), label="utf-7"),
        titles=("+ADw-script+AD4-alert(1)+ADw-/script+AD4-",),
    ),
    Case("UTF-16 with a mark", lambda: codecs.BOM_UTF16_LE + _labelled("utf-16", "utf-16-le"), titles=(_TITLE, LEFT)),
    Case("UTF-16 without a mark", lambda: _labelled("utf-16", "utf-16-be"), titles=(_TITLE, LEFT)),
    Case("UTF-16 that calls itself UTF-8", lambda: _labelled("utf-8", "utf-16-le"), titles=(_TITLE, LEFT)),
    Case(
        "UTF-16 with half a letter at the end",
        lambda: _labelled("utf-16", "utf-16")[:-1],
        titles=(_TITLE, LEFT),
        warnings=("feed-repaired",),
    ),
    Case("UTF-32 with a mark", lambda: _labelled("utf-32", "utf-32"), titles=(_TITLE, LEFT)),
    Case("UTF-32 without a mark", lambda: _labelled("utf-32", "utf-32-be"), titles=(_TITLE, LEFT)),
    Case("a mark of UTF-16 before UTF-8", lambda: codecs.BOM_UTF16_LE + _labelled("utf-8"), error="feed-unknown"),
    Case("three marks of UTF-8", lambda: codecs.BOM_UTF8 * 3 + _labelled("utf-8"), titles=(_TITLE, LEFT)),
    Case(
        "windows-1258 that calls itself UTF-8",
        lambda: rss("@").replace(b"@", _windows_1258(item(_TITLE, more=f"<description>{_LONG}</description>"))),
        titles=(_TITLE,),
    ),
    Case(
        "UTF-8 with one bad byte",
        lambda: rss(item(_TITLE) + GOOD + item("A@B", "/2.html")).replace(b"@", b"\xff"),
        titles=(_TITLE, LEFT, "A\ufffdB"),
    ),
    Case(
        "UTF-8 spelled too long",
        lambda: rss(item(_TITLE) + GOOD + item("A@B", "/2.html")).replace(b"@", b"\xc0\xbc"),
        titles=(_TITLE, LEFT, "A\ufffd\ufffdB"),
    ),
    Case(
        "half letters as UTF-8",
        lambda: rss(item(_TITLE) + GOOD + item("A@B", "/2.html")).replace(b"@", b"\xed\xa0\x80"),
        titles=(_TITLE, LEFT, "A\ufffd\ufffd\ufffdB"),
    ),
    Case(
        "a NUL behind each letter of a title",
        lambda: rss(item("Tin".replace("", "\x00")) + GOOD),
        titles=("Tin", LEFT),
        warnings=("feed-characters",),
    ),
    Case(
        "every control character",
        lambda: rss(item("Tin" + "".join(map(chr, range(1, 32))) + "mới") + GOOD),
        titles=("Tin mới", LEFT),
        warnings=("feed-characters",),
    ),
    Case(
        "control characters as references",
        lambda: rss(item("Tin&#0;&#x1f;&#11; mới") + GOOD),
        titles=("Tin mới", LEFT),
        warnings=("feed-characters",),
    ),
    Case(
        "half letters as references",
        lambda: rss(item("Tin&#xD800;&#xDFFF; mới") + GOOD),
        titles=("Tin mới", LEFT),
        warnings=("feed-characters",),
    ),
    Case(
        "references to no character",
        lambda: rss(item("Tin &#99999999999; mới") + GOOD),
        count=2,
        warnings=("feed-repaired",),
    ),
    Case("random bytes", lambda: bytes((n * n * 31 + n * 7) % 251 for n in range(200_000)), error="feed-unknown"),
)
