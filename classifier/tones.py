"""The two places of a tone mark: hòa, hủy as written today and hoà, huỷ as written before."""

from __future__ import annotations

import re

# Newer placement (left) → older placement (right), for open syllables only; after q, "uy" never moves.
_TONES = dict(
    zip(
        "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split(),
        "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split(),
        strict=True,
    )
)
_MOVED = {old: new for new, old in _TONES.items()}
# Both branches begin with a letter, so that `re` looks for these two letters only.
_OLD = re.compile(r"(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ](?<!qu.))(?![^\W\d_])")
_NEW = re.compile(f"(?:{'|'.join(_TONES)})(?![^\\W\\d_])")


def modern_tones(lowered: str) -> str:
    """Old tone placement moved to today's ("hoà" → "hòa", "thuỷ" → "thủy"); lower case in, same length out."""
    return _OLD.sub(_modern, lowered)


def _modern(match: re.Match[str]) -> str:
    return _MOVED[match[0]]


def either_tones(pattern: str) -> str:
    """A regular expression of words in today's placement that takes the old one as well."""
    return _NEW.sub(lambda match: f"(?:{match[0]}|{_TONES[match[0]]})", pattern)
