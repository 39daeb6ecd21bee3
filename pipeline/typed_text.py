"""What people type, as it is kept: one spelling of each letter, and nothing that no reader sees but a terminal obeys.

Control characters could feign lines where a note is printed, and marks of direction turn what stands beside them
(Unicode Technical Report 36, section 3.1, and CVE-2021-42574).
"""

from __future__ import annotations

import unicodedata

from classifier.text import nfc

_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def lines(text: str) -> str:
    """Text of several lines; the white space around it goes."""
    text = nfc(text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(char for char in text if char == "\n" or _kept(char)).strip()


def one_line(text: str) -> str:
    """The words of a text, a space between each two."""
    return " ".join("".join(char for char in nfc(text) if char.isspace() or _kept(char)).split())


def _kept(char: str) -> bool:
    return char not in _TURNING and unicodedata.category(char) not in ("Cc", "Cs")
