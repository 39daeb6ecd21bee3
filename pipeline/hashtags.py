"""Hashtags of a post: as a person types them, as they are kept and shown (`#LàoCai #ytế`)."""

from __future__ import annotations

import re

from classifier.text import nfc
from pipeline.errors import HashtagInvalid, TooManyHashtags

MOST = 15
LONGEST = 60
_BETWEEN = re.compile(r"[\s,;]+")
_WORD = re.compile(r"\w+\Z")


def parse(text: str) -> tuple[str, ...]:
    """Hashtags from what was typed, with or without `#`, each once whatever its case.

    Letters of any language, digits and `_`, one letter at least: other marks end a hashtag where it is shown. Raises
    `HashtagInvalid` or `TooManyHashtags`.
    """
    kept: dict[str, str] = {}
    for typed in _BETWEEN.split(nfc(text)):
        for name in typed.split("#"):
            if not name:
                continue
            if len(name) > LONGEST or not _WORD.match(name) or not any(c.isalpha() for c in name):
                raise HashtagInvalid(tag=name[:LONGEST], limit=LONGEST)
            kept.setdefault(name.casefold(), f"#{name}")
    if len(kept) > MOST:
        raise TooManyHashtags(most=MOST)
    return tuple(kept.values())
