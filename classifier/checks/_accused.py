"""What a text goes on telling of people it has already tied to a case. Used by `accusation` only.

A name is tied to a crime or a procedure by `accusation`; the worst is often told later, of "Lượng", "gã này" or "nhóm
này". Looser than what ties a name: it never starts an accusation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifier import sentence_model
from classifier.checks import _accusation_words as words
from classifier.lexicon import Lexicon, sentence, view
from classifier.names import LETTER, UPPER
from classifier.stretches import sentence_index
from classifier.text import Doc, Span

_LEAST = -1.9
"""Log odds from which a sentence about somebody accused tells a crime, whatever its words."""
_ACT_REACH = 120


def told(doc: Doc, known: set[str], tied: list[Span]) -> Iterator[Span]:
    """Sentences, from whom they speak of to the act, that tell a crime of the people in `known` (given names).

    Where one of the spans `tied` lies already, a sentence is not judged by its likeness.
    """
    scores = sentence_model.scores(doc, "accusation")
    spoken = {sentence_index(doc, span.start) for span in tied}
    for index, whole in enumerate(doc.sentences[: sentence_model.MAX_SENTENCES]):
        label = words.LABELLED.search(doc, whole.start, whole.end)
        if label is not None:
            yield Span(label.start(), label.end())
        for start, end in sorted(_spoken_of(doc, known, whole)):
            if words.HARMLESS.on(doc).match(view(doc), min(end + 1, whole.end), whole.end):
                continue
            done = act(doc, end, min(whole.end, end + _ACT_REACH))
            if done is not None:
                yield Span(start, done)
                break
            if float(scores[index]) >= _LEAST and index not in spoken:
                yield Span(whole.start, whole.end - (doc.text[whole.end - 1] in ".;:"))
                break


def this_one(doc: Doc, named: Span) -> Span | None:
    """The sentence behind one that names somebody, where "người đàn bà này" in it does a crime."""
    index = sentence_index(doc, named.start) + 1
    if index >= len(doc.sentences):
        return None
    whole = doc.sentences[index]
    match = words.THIS_ONE.on(doc).match(view(doc), whole.start, min(whole.end, whole.start + 60))
    if match is None:
        return None
    end = act(doc, match.end(), min(whole.end, match.end() + _ACT_REACH), words.CRIMES)
    return None if end is None else Span(match.start(), end)


def _spoken_of(doc: Doc, known: set[str], whole: Span) -> Iterator[tuple[int, int]]:
    for match in words.CAPITAL.finditer(doc.text, whole.start, whole.end):
        if match[0] in known and alone(doc, *match.span()):
            yield match.span()
    for match in words.ANAPHOR.finditer(doc, whole.start, whole.end):
        yield match.span()


def act(doc: Doc, start: int, end: int, acts: Lexicon = words.ACT) -> int | None:
    """Where an act ends that the one before it does: not suffered, denied, charged or only spoken of."""
    text = view(doc)
    for match in acts.finditer(doc, start, end):
        if not _HELD_OFF.search(text, max(start, match.start() - 24), match.start()):
            return match.end()
    return None


_BEFORE = re.compile(rf"(?:^|[\s\"“(])(?P<word>[{UPPER}][{LETTER}]*) $")
_TITLES = frozenset("Ông Bà Anh Chị Em Cháu Bé Cô Chú Bác Cụ Ong Ba Chi Chau".split())


def alone(doc: Doc, start: int, end: int) -> bool:
    """A given name that is no part of a longer name: "Nam" is not the end of "Việt Nam" nor the start of "Nam Định"."""
    text = doc.text
    if re.match(rf" [{UPPER}]", text[end : end + 2]):
        return False
    before = _BEFORE.search(text, max(0, start - 12), start)
    if before is None or before["word"] in _TITLES:
        return True
    return sentence(doc, start).start == before.start("word")


_HELD_OFF = re.compile(
    r"(?:bị|được|không|chưa|chống|phòng|tội|nghi|vụ|án|tố|sẽ|hành vi|vì|về|để|liên quan|bi|duoc|khong|chua|"
    r"toi) (?:[^\W\d_]{1,8} ){0,2}$"
)
