"""An illness, a pregnancy or a troubled mind told of somebody named. Used by `personal_data` only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifier import sentence_model
from classifier.checks import Subject, _learnt
from classifier.checks import _personal_data_words as words
from classifier.checks._mentions import Mention, mentions, named
from classifier.lexicon import plain, sentence, view
from classifier.names import ADDRESS, Person
from classifier.stretches import sentence_index
from classifier.text import Doc, Span

_LEAST = -2.2
"""Log odds from which a sentence is enough like those that tell of somebody's health."""
_LEAST_SAID = -4.2
"""The same right behind a word of medicine ("chẩn đoán", "tiền sử")."""
_PLAINLY = 0.0
"""Log odds from which no verb of being ill is asked for."""
_LIKELY = 0.0
"""Log odds from which it is not asked how the name and the illness are joined."""
_SURE = 2.0
"""Log odds from which no word of illness is asked for either, where no number may have spoken for the sentence."""
_NUMBER = re.compile(r"\d[\d .-]{6,40}\d|@")
_MOST_NAMES = 3
_REACH = 110
_EARLIER = 2
"""Sentences before, in which "ông" and "chị" may have been named."""


def tied(doc: Doc, near: list[Span]) -> Iterator[Span]:
    """From the one who is ill to the illness, or the other way round, within one sentence, in the stretches `near`."""
    scores = sentence_model.scores(doc, "personal-data")
    done = -1
    for match in words.ILL_WIDE.within(doc, near):
        if match.start() < done:
            continue
        score = float(scores[sentence_index(doc, match.start())])
        whole = sentence(doc, match.start())
        if (
            words.LONG_AGO.search(doc.text, whole.start, whole.end)
            and not words.RECENT.search(doc, whole.start, whole.end)
        ) or words.NOT_A_PATIENT.search(doc, whole.start, whole.end):
            continue
        span = _patient_before(doc, match, whole, score) or _patient_after(doc, match, whole)
        if span is not None:
            done = span.end
            yield span


def likely(doc: Doc, subject: Subject) -> Iterator[Span]:
    """Sentences like those that tell of somebody's health, with an illness and a private person in them."""
    for whole, odds in _learnt.within(subject, doc, "personal-data", _LIKELY):
        here = mentions(doc, whole.start, whole.end)
        if not 0 < len(here) <= _MOST_NAMES or words.NOT_A_PATIENT.search(doc, whole.start, whole.end):
            continue
        ill = (
            words.ILL_WIDE.search(doc, whole.start, whole.end) or words.HEALTH.search(doc, whole.start, whole.end)
        ) is not None
        ill = ill or (odds >= _SURE and not _NUMBER.search(doc.text, whole.start, whole.end))
        if ill and any(mention.who is not None and _private(doc, mention) for mention in here):
            yield _learnt.trimmed(doc, whole)


def _patient_before(doc: Doc, match: re.Match[str], whole: Span, score: float) -> Span | None:
    if score < (_LEAST_SAID if words.ILL_SAID.search(doc, max(0, match.start() - 30), match.start() + 1) else _LEAST):
        return None
    low = max(whole.start, match.start() - _REACH)
    here = [m for m in mentions(doc, low, match.start()) if m.who is not None]
    pattern = words.PRONOUN_PLAIN if plain(doc) else words.PRONOUN
    pronoun = max(pattern.finditer(doc.text, low, match.start()), key=lambda m: m.end(), default=None)
    if here and (pronoun is None or pronoun.end() < here[-1].start or not _apart(doc, here[-1], pronoun)):
        owner = here[-1]
        if not _private(doc, owner) or not _suffers(doc, owner.end, match.start(), score):
            return None
        return Span(owner.lead, match.end())
    if pronoun is None or not _suffers(doc, pronoun.end(), match.start(), score):
        return None
    if words.SOMEBODY_S.search(view(doc), max(low, pronoun.start() - 8), pronoun.start()):
        return None
    who = _meant(doc, pronoun, whole)
    if who is None:
        return None
    return Span(pronoun.start(), match.end())


def _suffers(doc: Doc, start: int, end: int, score: float) -> bool:
    """What stands between the name and the illness leaves it with the one named."""
    if words.ILL_BREAK.search(doc, start, end):
        return False
    return score >= _PLAINLY or end - start <= 1 or words.ILL_VERB.search(doc, start, end + 1) is not None


def _apart(doc: Doc, owner: Mention, pronoun: re.Match[str]) -> bool:
    """Whether the pronoun stands for the one just named, so that what lies before it does not matter."""
    return owner.title in ("", pronoun[0].lower())


def _meant(doc: Doc, pronoun: re.Match[str], whole: Span) -> Person | None:
    """The private person whom "ông" or "chị" means: the last one named with it, a sentence or two before."""
    index = sentence_index(doc, whole.start)
    low = doc.sentences[max(0, index - _EARLIER)].start if doc.sentences else 0
    title = pronoun[0].lower()
    there = [m for m in mentions(doc, low, pronoun.start()) if m.who is not None]
    same = [m for m in there if m.title == title]
    if not same and len({m.who for m in there}) == 1:
        same = [m for m in there if m.title in ("em", "cháu") or m.title not in ADDRESS]
    return same[-1].who if same and _private(doc, same[-1]) else None


def _patient_after(doc: Doc, match: re.Match[str], whole: Span) -> Span | None:
    person = next((p for p in named(doc, match.end(), min(whole.end, match.end() + 70)) if p.full), None)
    if person is None or words.ILL_TO_NAME.fullmatch(view(doc), match.end(), person.lead) is None:
        return None
    mention = Mention(person.lead, person.start, person.end, person.title, person)
    return Span(match.start(), person.end) if _private(doc, mention) else None


def _private(doc: Doc, mention: Mention) -> bool:
    """Neither a doctor, an official nor a public figure, by the word before any place where the full name stands."""
    for start in (mention.start, mention.who.start if mention.who else mention.start):
        whole = sentence(doc, start)
        last = words.PUBLIC.last(doc, max(whole.start, start - 24), start)
        if last is not None and start - last.end() <= 2:
            return False
        if words.OFFICIAL_AFTER.match(doc.lower, start, whole.end):
            return False
    return True
