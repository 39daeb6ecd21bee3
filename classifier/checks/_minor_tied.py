"""Marks of childhood (age, birth, class, school) and the name that each belongs to. Used by `minor` only.

`minor` reads set phrases; this reads by structure: a mark, the nearest name that can own it in the sentence or the
one before, nothing in between that gives the mark to somebody else, and a sentence that is like those that tell
of a child (`sentence_model`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from classifier import sentence_model
from classifier.checks import _minor_words as words
from classifier.checks._mentions import Mention, before, mentions, named
from classifier.lexicon import plain, sentence, view
from classifier.names import ADULT, CHILD, Person
from classifier.stretches import sentence_index
from classifier.text import Doc, Span, fold

ADULT_AGE = 16
_LEAST = -0.5
"""Log odds that a sentence needs where no word says that the named one is a child."""
_LEAST_CHILD = -2.5
"""The same for "cháu", "bé", "em", "nữ sinh" before the name."""
_LEAST_BEHIND = -4.5
"""The same for a mark right behind a name."""
_REACH = 90
_REACH_AGE = 60
_LEAD = 40
_REFERS = 25
_NEXT = 3
"""Characters between a name and the mark right behind it, "X (6 tuổi)", that need no likeness."""
_YEAR = re.compile(r"\(((?:19|20)\d\d)\)")
_CHILD_TITLES = CHILD | {
    "con gái",
    "con trai",
    "em gái",
    "em trai",
    "gái",
    "trai",
    "con",
    "sinh",
    "trò",
    "nhí",
    "nhi",
    "cậu",
}


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    school: bool
    schooling: bool


def tied(doc: Doc, near: list[Span], now: datetime) -> Iterator[Span]:
    """Spans of a name with the mark of childhood that belongs to it, or of each where they stand apart.

    Marks are looked for in the stretches `near`.
    """
    marks = _marks(doc, near, now)
    if not marks:
        return
    scores = sentence_model.scores(doc, "minor")
    for mark in marks:
        whole = sentence(doc, mark.start)
        score = float(scores[sentence_index(doc, mark.start)])
        if score < _LEAST_BEHIND or _out(doc, whole):
            continue
        yield from _owned(doc, mark, whole, score, now)
        if score >= _LEAST_CHILD:
            yield from _by_kin(doc, mark, whole)


def _out(doc: Doc, whole: Span) -> bool:
    return (
        words.HERO.search(doc, whole.start, whole.end) is not None
        or (words.HERO_TEXT.anywhere(doc) and words.OLD_YEAR.anywhere(doc))
        or words.FICTION.search(doc, whole.start, whole.end) is not None
    )


def _marks(doc: Doc, near: list[Span], now: datetime) -> list[_Mark]:
    found: list[_Mark] = []
    for lexicon in (words.AGE, words.MORE_AGE, words.CLASS, words.WORD_CLASS, words.ONLY_SCHOOL):
        for match in lexicon.within(doc, near):
            if _young(match, now) and not _of_many(doc, match):
                school = lexicon is words.ONLY_SCHOOL
                found.append(_Mark(match.start(), match.end(), school, school or "grade" in match.re.groupindex))
    found += [
        _Mark(match.start(), match.end(), school=False, schooling=False)
        for match in words.BORN.finditer(doc.text)
        if _young(match, now) and any(m.end + 1 == match.start() for m in _just_before(doc, match.start()))
    ]
    return sorted(found, key=lambda mark: mark.start)


def _just_before(doc: Doc, at: int) -> list[Mention]:
    return mentions(doc, max(0, at - 40), at)


def _young(match: re.Match[str], now: datetime) -> bool:
    groups = {key: value for key, value in match.groupdict().items() if value}
    for key in ("born", "born2"):
        if key in groups:
            return now.year - int(groups[key]) < ADULT_AGE
    for key in ("grade", "code"):
        if key in groups:
            return int(groups[key]) <= 9
    if any(word in match[0] for word in ("tháng", "ngày", "tuần", "thang", "ngay ", "tuan")):
        return True
    for key in ("count", "at", "up", "under"):
        if key in groups:
            count = groups[key]
            age = int(count) if count.isdigit() else words.COUNT.get(count, words.COUNT_PLAIN.get(count, ADULT_AGE))
            return age < ADULT_AGE
    return True


def _of_many(doc: Doc, match: re.Match[str]) -> bool:
    low = max(0, match.start() - 26)
    last = words.NO_MARK_BEFORE.last(doc, low, match.start())
    if last is not None and match.start() - last.end() <= 1:
        return True
    after = words.NO_MARK_AFTER.on(doc).match(view(doc), min(match.end() + 1, len(doc.text)), match.end() + 12)
    return after is not None


def _owned(doc: Doc, mark: _Mark, whole: Span, score: float, now: datetime) -> Iterator[Span]:
    here = mentions(doc, whole.start, whole.end)
    ahead = [m for m in here if m.end <= mark.start]
    if ahead:
        owner = ahead[-1]
        if (
            _fits(doc, owner, mark, score)
            and (score >= _LEAST_CHILD or _right_behind(doc, owner, mark))
            and mark.start - owner.end <= (_REACH if mark.schooling else _REACH_AGE)
            and not _broken(doc, owner.end, mark, now)
            and not _grown(doc, owner, whole)
        ):
            yield Span(owner.lead, mark.end)
            if owner.who is not None and owner.who.start < owner.start:
                yield Span(owner.who.lead, owner.who.end)
            return
    behind = next((m for m in here if m.lead >= mark.end), None)
    if (
        behind is not None
        and score >= _LEAST_CHILD
        and behind.lead - mark.end <= _LEAD
        and not mark.school
        and _fits(doc, behind, mark, score)
        and words.LEAD_UP.fullmatch(doc.text, mark.end, behind.lead) is not None
        and not _grown(doc, behind, whole)
    ):
        yield Span(mark.start, behind.end)
        return
    if not ahead and not mark.school and score >= _LEAST_CHILD:
        yield from _apart(doc, mark, whole, score)


def _fits(doc: Doc, mention: Mention, mark: _Mark, score: float) -> bool:
    """Whether the named one can be a child, and the sentence is enough like one about a child."""
    title = mention.title
    adult = {fold(word) for word in ADULT} if plain(doc) else ADULT
    child = {fold(word) for word in _CHILD_TITLES} if plain(doc) else _CHILD_TITLES
    if title in child:
        return mention.who is not None or mention.end - mention.start > 1
    if title in adult - {"cậu"}:
        return (
            title in ("anh", "chị", "chi")
            and mark.start - mention.end <= 12
            and score >= _LEAST
            and words.SIBLINGS.anywhere(doc)
        )
    if mention.who is None or (score < _LEAST and not _right_behind(doc, mention, mark)):
        return False
    return " " in doc.text[mention.start : mention.end] or _of_now(doc, mention, mention.who)


def _right_behind(doc: Doc, mention: Mention, mark: _Mark) -> bool:
    """ "X (6 tuổi)", "X của lớp 6A": the mark needs no likeness."""
    gap = mark.start - mention.end
    return 0 <= gap <= _NEXT or (
        gap > 0 and words.RIGHT_BEHIND.fullmatch(view(doc), mention.end, mark.start) is not None
    )


def _of_now(doc: Doc, mention: Mention, who: Person) -> bool:
    """A bare given name counts near the full one, in a text that tells nobody's way through life."""
    if words.NOT_YOUNG.anywhere(doc) or who.title in ADULT:
        return False
    return abs(sentence_index(doc, mention.start) - sentence_index(doc, who.start)) <= 2


def _grown(doc: Doc, mention: Mention, whole: Span) -> bool:
    """A word before the name, or another place where the same person is named, says that it is an adult."""
    match = words.ROLE.last(doc, max(whole.start, mention.lead - 24), mention.start)
    if match is not None and mention.start - match.end() <= 2:
        return True
    return mention.title == "" and mention.who is not None and mention.who.title in ADULT - {"cậu"}


def _broken(doc: Doc, start: int, mark: _Mark, now: datetime) -> bool:
    gap = doc.text[start : mark.start]
    if "\n" in gap or ";" in gap:
        return True
    if words.IN_APPOSITION.fullmatch(view(doc), start, mark.start):
        return False
    if words.HOLD_BREAK.search(doc, start, mark.start) is not None:
        return True
    if any(not _young(age, now) for age in words.AGE.finditer(doc, start, mark.start)):
        return True
    if any(now.year - int(year[1]) >= ADULT_AGE for year in _YEAR.finditer(doc.text, start, mark.start)):
        return True
    return mark.school and words.PUPIL_LIKE.search(doc, start, mark.start) is None


def _apart(doc: Doc, mark: _Mark, whole: Span, score: float) -> Iterator[Span]:
    """ "…nữ sinh Vi Khánh Ly bị đánh. Em học lớp 9A": the only child named in the sentence before."""
    if words.REFERS.search(doc, whole.start, min(whole.end, mark.end + _REFERS)) is None:
        return
    if words.HOLD_BREAK.search(doc, whole.start, mark.start) is not None:
        return
    earlier = before(doc, mark.start, 2)
    if earlier is None:
        return
    there = [m for m in mentions(doc, earlier.start, earlier.end) if m.who is not None]
    adult = {fold(word) for word in ADULT} if plain(doc) else ADULT
    children = [m for m in there if m.title not in adult and not _grown(doc, m, sentence(doc, m.start))]
    names = {m.who.name for m in children if m.who is not None}
    child = {fold(word) for word in _CHILD_TITLES} if plain(doc) else _CHILD_TITLES
    least = _LEAST_CHILD if any(m.title in child for m in children) else _LEAST
    if len(names) == 1 and score >= least:
        yield Span(children[-1].lead, children[-1].end)
        yield Span(whole.start, mark.end)


def _by_kin(doc: Doc, mark: _Mark, whole: Span) -> Iterator[Span]:
    """A child by initials, found all the same: a relative's full name with the class, the school or the home."""
    low = max(whole.start, mark.start - 30)
    initials = max(words.INITIALS.finditer(doc.text, low, mark.start), key=lambda m: m.end(), default=None)
    if initials is None:
        return
    kin = [p for p in named(doc, max(0, whole.start), whole.end) if p.full and p.title in ADULT | {"là"}]
    if not kin or words.KIN.search(doc, whole.start, whole.end) is None:
        return
    if not (
        words.ONLY_SCHOOL.search(doc, whole.start, whole.end) or words.PLACE_OF_CHILD.search(doc, mark.end, whole.end)
    ):
        return
    yield Span(min(initials.start(), kin[0].lead), max(mark.end, kin[0].end))
