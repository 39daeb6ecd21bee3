"""A tiny real PDF in Vietnamese without an embedded font: base letters in Courier, marks drawn as strokes.

The fourteen standard fonts have no Vietnamese; `/ActualText` (ISO 32000-1, 14.9.4) carries the true
letters for whoever copies, searches or reads the page aloud.
"""

from __future__ import annotations

import unicodedata

_SIZE = 13.0
_ADVANCE = 0.6  # every glyph of Courier is 600/1000 em wide

# Strokes in thousandths of an em around the middle of the glyph: x, y from the top of the base letter.
_MARKS: dict[str, tuple[tuple[int, int], ...]] = {
    "\u0300": ((-110, 170), (60, 60)),
    "\u0301": ((110, 170), (-60, 60)),
    "\u0302": ((-130, 50), (0, 140), (130, 50)),
    "\u0303": ((-140, 70), (-60, 130), (60, 70), (140, 130)),
    "\u0306": ((-120, 130), (-60, 60), (60, 60), (120, 130)),
    "\u0309": ((-50, 170), (50, 180), (60, 120), (0, 90), (0, 60)),
    "\u031b": ((170, -10), (240, 20), (250, 90)),
}
_STACKED = frozenset("\u0300\u0301\u0303\u0309")


def document(title: str, lines: tuple[str, ...]) -> bytes:
    """A one-page A4 PDF with a heading and lines of at most about 60 characters."""
    content = bytearray(b"0.6 w\n")
    y = 760.0
    for number, line in enumerate((title, "", *lines)):
        content += _line(line, 72.0, y, _SIZE if number else _SIZE + 1)
        y -= 24.0
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R /Lang (vi) /MarkInfo << /Marked true >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 7 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), bytes(content)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        b"<< /Title %s >>" % _utf16(title),
        b"<< /Font << /F1 5 0 R >> >>",
    )
    return _file(objects)


def _file(objects: tuple[bytes, ...]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)


def _utf16(text: str) -> bytes:
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def _line(text: str, left: float, y: float, size: float) -> bytes:
    if not text:
        return b""
    out = bytearray(b"/Span << /ActualText %s >> BDC\n" % _utf16(text))
    base: list[str] = []
    strokes = bytearray()
    for column, char in enumerate(unicodedata.normalize("NFC", text)):
        decomposed = unicodedata.normalize("NFD", char)
        letter, marks = decomposed[0], decomposed[1:]
        middle = left + (column + 0.5) * _ADVANCE * size
        if letter in "đĐ":
            side, height = (60, 520) if letter == "đ" else (-170, 290)
            strokes += _stroke(((side - 90, height), (side + 110, height)), middle, y, size)
            letter = "d" if letter == "đ" else "D"
        base.append(letter if letter.isascii() or letter in "–—“”‘’" else "?")
        strokes += _marks(letter, marks, middle, y, size)
    literal = "".join(base).encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    out += b"BT /F1 %.1f Tf %.2f %.2f Td (%s) Tj ET\n" % (size, left, y, literal)
    return bytes(out + strokes + b"EMC\n")


def _marks(letter: str, marks: str, middle: float, y: float, size: float) -> bytes:
    out = b""
    top = 570 if letter.isupper() else 440
    lifted = any(mark in "\u0302\u0306" for mark in marks)
    for mark in marks:
        if mark == "\u0323":
            out += _stroke(((-15, -120), (15, -120)), middle, y, size)
        elif mark in _MARKS:
            lift = top + (110 if lifted and mark in _STACKED else 0) + (120 if letter == "i" else 0)
            out += _stroke(tuple((dx, lift + dy) for dx, dy in _MARKS[mark]), middle, y, size)
    return out


def _stroke(points: tuple[tuple[int, int], ...], middle: float, y: float, size: float) -> bytes:
    placed = [(middle + dx * size / 1000, y + dy * size / 1000) for dx, dy in points]
    moves = [b"%.2f %.2f %s" % (px, py, b"l" if number else b"m") for number, (px, py) in enumerate(placed)]
    return b" ".join(moves) + b" S\n"
