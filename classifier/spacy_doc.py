"""Vietnamese text as a spaCy `Doc` of syllables, split by our own rules.

spaCy's blank `vi` needs pyvi, and without it leaves quotes on words, so that phrases beside a quotation mark are
missed. Here a token is a syllable, a number or one mark of punctuation. Marks inside stay where they belong:
`H'Mông`, `12/3`, `1.200`, `TP.HCM`, `17-ĐA/TU`, `Phan-xi-păng`; they part what was only written without a space:
`TP.Lào Cai`, `Nội Bài-Lào Cai`, `Sa Pa,Bắc Hà`.

spaCy takes half a second and 60 MB to load, so it is imported with the first text that is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, cast

from classifier.names import UPPER
from classifier.phrases import is_plain, modern_tones
from classifier.text import fold, nfc

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

LONGEST = 100_000
"""Characters of a text that are read; an article has 2,000, a law 100,000."""
_MOST_STRINGS = 100_000
_LOWER = "a-z" + "".join(chr(code) for code in range(0xC0, 0x1EFA) if chr(code).islower() and not 0x250 < code < 0x1EA0)
_RUN = r"[^\W_]{1,64}+"
_TITLED = f"[{UPPER}][{_LOWER}]"
_INNER = "|".join(
    (
        r"['’](?=[^\W\d_])",
        r"(?<=\d)[.,](?=\d)",
        rf"[/-](?!{_TITLED})(?=[^\W_])",
        rf"(?<=[{UPPER}])\.(?=[{UPPER}])(?!{_TITLED})",
        rf"\.(?=[{UPPER}](?!\w))",
    )
)
# Every repeat is bounded and gives nothing back, so the time is linear, also for a word of 5 MB.
_TOKEN = re.compile(rf"({_RUN}(?:(?=[-'’.,/])(?:{_INNER}){_RUN})*+|[^\w\s]|_|\s{{1,64}}+)( ?+)")
_FINAL_Y = re.compile(r"(?<=[bcdđghklmnpqrstvx])[yýỳỷỹỵ]\Z|(?<=qu)[yýỳỷỹỵ]\Z")
_TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")


@lru_cache(maxsize=20_000)
def key(syllable: str) -> str:
    """What two spellings of a syllable share: case, place of the tone mark (hoà, hòa), final i or y (Mỹ, Mĩ)."""
    lowered = modern_tones(syllable.lower())
    return _FINAL_Y.sub(lambda match: match[0].translate(_TO_I), lowered)


def split(text: str) -> tuple[list[str], list[str]]:
    """Tokens, and what stands after each (one space or nothing); put together they are the text."""
    # Each character belongs to a match, so between the two groups of one match and the next there is nothing.
    parts = _TOKEN.split(text)
    return parts[1::3], parts[2::3]


@cache
def _vocabulary(_generation: int) -> Vocab:
    from spacy.attrs import NORM
    from spacy.vocab import Vocab

    return Vocab(lex_attr_getters={NORM: key})


_generation = 0


def vocabulary() -> Vocab:
    """The vocabulary that texts share now. It never forgets a string, so that after 100,000 a new one takes over."""
    global _generation
    current = _vocabulary(_generation)
    if len(current.strings) > _MOST_STRINGS:
        _vocabulary.cache_clear()
        _generation += 1
        current = _vocabulary(_generation)
    return current


def doc(text: str) -> Doc:
    """The text as a spaCy `Doc`: `doc.text` is the text in NFC, and `token.idx` counts its characters.

    `NORM` of a token is its `key`. There is no pipeline behind it: no tags, no sentences.
    """
    return _made(vocabulary(), *split(nfc(text)))


def _made(vocab: Vocab, words: Sequence[str], spaces: Sequence[str] | None = None) -> Doc:
    from spacy.tokens import Doc

    # Any sequences do, and any spaces that are true or false; the stubs ask for lists.
    return Doc(vocab, words=cast(Any, words), spaces=cast(Any, spaces))


@dataclass(frozen=True, slots=True)
class Reading:
    """An article in tokens: title, two line breaks, text. `body` is where the text begins, in characters.

    `plain` says that the article was written without diacritics, so that phrases are sought without them.
    """

    doc: Doc
    words: Sequence[str]
    body: int
    plain: bool


def read(title: str, text: str) -> Reading:
    """Title and the text's first 100,000 characters, in tokens."""
    head = nfc(title[:LONGEST])
    whole = f"{head}\n\n{nfc(text[:LONGEST])}"
    words, spaces = split(whole)
    return Reading(_made(vocabulary(), words, spaces), words, len(head) + 2, is_plain(whole))


class Phrases:
    """Phrases sought in a reading, syllable by syllable; where the text has no diacritics, without them."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self.phrases = tuple(nfc(phrase) for phrase in phrases)
        self._matchers: dict[bool, tuple[Vocab, PhraseMatcher, dict[int, tuple[int, ...]]]] = {}

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.phrases,)

    def find(self, reading: Reading) -> list[tuple[int, int, int]]:
        """(which phrase, first token, token after the last) of every match, also where matches overlap.

        Phrases that are spelt alike ("hoà bình", "hòa bình") are each told.
        """
        if not self.phrases:
            return []
        matcher, which = self._matcher(reading.doc.vocab, reading.plain)
        return [(number, start, end) for match, start, end in matcher(reading.doc) for number in which[match]]

    def _matcher(self, vocab: Vocab, plain: bool) -> tuple[PhraseMatcher, dict[int, tuple[int, ...]]]:
        built = self._matchers.get(plain)
        if built is not None and built[0] is vocab:
            return built[1], built[2]
        from spacy.matcher import PhraseMatcher

        matcher = PhraseMatcher(vocab, attr="NORM")
        alike: dict[tuple[str, ...], list[int]] = {}
        for number, phrase in enumerate(self.phrases):
            words, _spaces = split(fold(phrase) if plain else phrase)
            alike.setdefault(tuple(map(key, (word for word in words if not word.isspace()))), []).append(number)
        which: dict[int, tuple[int, ...]] = {}
        for spelt, numbers in alike.items():
            if spelt:
                name = f"{numbers[0]}"
                matcher.add(name, [_made(vocab, spelt)])
                which[vocab.strings[name]] = tuple(numbers)
        self._matchers[plain] = (vocab, matcher, which)
        return matcher, which
