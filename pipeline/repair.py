"""Text in an old Vietnamese encoding, or broken by a wrong one, as it reads in Unicode: where that is certain.

For what is *learnt* of a text only (its topics): what is shown and checked stays as it was given, so that a person
sees the damage. Collection repairs whole pages by `crawlers.charset`; here are texts that somebody else collected,
which may be short, or damaged in one paragraph only, so each line is judged by itself when the whole is not of one
encoding. Certain means: every accented word of a short line (nine in ten of a long one) becomes a possible Vietnamese
syllable, most were none before, and marks stand where no language writes them.
"""

from __future__ import annotations

from collections.abc import Callable

from ftfy import fix_encoding

from crawlers.charset import from_1258, from_tcvn3, from_vni, is_syllable

_LEAST = 5
"""Accented words that make a text certain."""
_MOST = 60_000
"""Characters that are looked at: more than the topics are read of."""
# Every damaged text of a few words holds one of these, and an ordinary Vietnamese one holds none: TCVN3's à á đ ạ ư,
# VNI's đ ơ/ư ậ, windows-1258's đ and tones, and what UTF-8 letters begin with when they are read one by one.
_TELLTALES = ("µ", "¸", "®", "¹", "\u00ad", "ñ", "ö", "ä", "ø", "ð", "Ì", "Þ", "Ä", "áº", "á»", "Æ", "Ã¡", "Ã´", "Ã")

_Converter = Callable[[str, int], str | None]
_CONVERTERS: tuple[_Converter, ...] = (from_tcvn3, from_vni, from_1258)


def repaired(text: str) -> str:
    """The text with what is certainly in TCVN3, VNI, windows-1258 or UTF-8 read as windows-1252 put right.

    Any string gives an answer; an ordinary one comes back as it is, at once.
    """
    if text.isascii() or not any(sign in text for sign in _TELLTALES):
        return text
    head, rest = text[:_MOST], text[_MOST:]
    whole = _converted(head)
    if whole is None:
        whole = "\n".join(_line(line) for line in head.split("\n"))
    return whole + rest


def _line(line: str) -> str:
    if line.isascii() or not any(sign in line for sign in _TELLTALES):
        return line
    return _converted(line) or _unscrambled(line) or line


def _converted(text: str) -> str | None:
    for convert in _CONVERTERS:
        found = convert(text, _LEAST)
        if found is not None:
            return found
    return None


def _unscrambled(text: str) -> str | None:
    """UTF-8 that was read as windows-1252 ("Tiáº¿ng Viá»‡t"), by ftfy; taken where it brings Vietnamese syllables."""
    if "áº" not in text and "á»" not in text and "Ã" not in text and "Ä" not in text and "Æ" not in text:
        return None
    fixed = fix_encoding(text)
    if fixed == text:
        return None
    words = [word for word in fixed.lower().split() if word.isalpha() and not word.isascii()]
    return fixed if words and sum(map(is_syllable, words)) >= 0.8 * len(words) else None
