"""How patterns read a text: as written, or without diacritics where it has none.

Every view keeps the length of the text, so a match is a span of what the editor reads. A text whose letters carry
almost no marks is read without them ("dang ky" for "đăng ký"); any other text is read as written, because folding it
would run words together that mean different things ("thu", "thứ", "thủ").
"""

from __future__ import annotations

import re

from classifier.matching import Index
from classifier.text import Doc, fold
from classifier.tokens import Hashes, hashes_of
from classifier.tones import modern_tones

_PLAIN_SHARE = 0.02
_PLAIN_SAMPLE = 600
_SAMPLE = 200
_PLAIN_LETTERS = 0.03
_ASCII = re.compile("[\x00-\x7f]+")


def is_plain(text: str) -> bool:
    """Whether almost no letter of the text carries a mark."""
    return _is_plain(text, _foreign(text[: min(_SAMPLE, 40 + len(text) // 8)]))


def _is_plain(text: str, sample: int) -> bool:
    """`sample`: letters outside ASCII among its first ones, `_SAMPLE` at most; that decides of most texts."""
    most = _PLAIN_SHARE * len(text)
    return sample <= most and _foreign(text) <= most


def _foreign(text: str) -> int:
    """How many characters are outside ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


class Words:
    """Substrings written with diacritics, sought in either view."""

    __slots__ = ("_exact", "_plain", "exact", "plain")

    def __init__(self, *words: str) -> None:
        self.exact = tuple(words)
        self.plain = tuple(fold(word) for word in words)
        self._exact = _single(self.exact)
        self._plain = _single(self.plain)

    def among(self, view: Lens) -> bool:
        """Whether any of the words occurs in the view."""
        text, vocabulary = view.text, view.index.vocabulary
        words, (keys, single) = (self.plain, self._plain) if view.plain else (self.exact, self._exact)
        # Most texts have one of the words as a word of its own: to look in the index takes a fraction of the time.
        for word in keys & vocabulary:
            if single[word] in text:
                return True
        for word in words:  # noqa: SIM110, half the time of any()
            if word in text:
                return True
        return False


def _single(words: tuple[str, ...]) -> tuple[frozenset[str], dict[str, str]]:
    """Those that are one word, by the word: "hết " by "hết"."""
    single = {word.strip(): word for word in words if word.strip().isalnum()}
    return frozenset(single), single


class Lens:
    """A view of a text in which phrases are sought; offsets are those of the text."""

    __slots__ = ("index", "plain", "text")

    def __init__(self, text: str, plain: bool, index: Index) -> None:
        self.text = text
        self.plain = plain
        self.index = index

    def has(self, words: Words) -> bool:
        """Whether any of the words occurs, as a substring: the cheap test before a regular expression."""
        return words.among(self)


def lens(doc: Doc) -> Lens:
    """The view of a document with tone marks in today's place; all checks read the same one."""
    found: Lens | None = doc.memo.get("lens")
    if found is None:
        flat = _is_plain(doc.text, len(_sample(doc)))
        found = Lens(doc.folded if flat else _modern(doc), flat, _index(doc, flat))
        doc.memo["lens"] = found
    return found


def reading(doc: Doc) -> Lens:
    """The view of a document with tone marks where they are; the words of its index have them in today's place."""
    found: Lens | None = doc.memo.get("reading")
    if found is None:
        flat = _begins_plain(doc.text, _sample(doc))
        found = Lens(doc.folded if flat else doc.lower, flat, _index(doc, flat))
        doc.memo["reading"] = found
    return found


def plain(doc: Doc) -> bool:
    """Whether the text has (nearly) no letters outside ASCII, judged on its first 600 characters."""
    return reading(doc).plain


def view(doc: Doc) -> str:
    """The lower-cased text to match patterns on, folded where the text has no diacritics."""
    return reading(doc).text


def _begins_plain(text: str, sample: str) -> bool:
    """`sample` as for `_is_plain`."""
    most = max(1.0, min(len(text), _PLAIN_SAMPLE) * _PLAIN_LETTERS)
    return sum(map(str.isalpha, sample)) < most and (
        len(text) <= _SAMPLE or sum(map(str.isalpha, _ASCII.sub("", text[:_PLAIN_SAMPLE]))) < most
    )


def _sample(doc: Doc) -> str:
    found: str | None = doc.memo.get("sample")
    if found is None:
        found = doc.memo["sample"] = _ASCII.sub("", doc.text[:_SAMPLE])
    return found


def _modern(doc: Doc) -> str:
    found: str | None = doc.memo.get("modern")
    if found is None:
        found = doc.memo["modern"] = modern_tones(doc.lower)
    return found


def _index(doc: Doc, flat: bool) -> Index:
    key = "folded words" if flat else "words"
    found: Index | None = doc.memo.get(key)
    if found is None:
        found = doc.memo[key] = Index(doc.folded if flat else _modern(doc))
    return found


def syllable_hashes(doc: Doc) -> Hashes:
    """Hashes (`classifier.tokens`) of the words of `lens(doc)`, in order; found once for all models."""
    found: Hashes | None = doc.memo.get("hashes")
    if found is None:
        found = doc.memo["hashes"] = hashes_of(list(filter(None, lens(doc).index.parts)))
    return found
