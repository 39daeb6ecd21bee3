"""A child under 16 made identifiable by name with age, birth year, class or school.

Sources: Luật Trẻ em 2016, Điều 1 (a child is under 16), Điều 6.11 (no disclosure of a child's private life without the
consent of the child from 7 years on and of the parents) and Điều 21; Nghị định 56/2017/NĐ-CP, Điều 33 (name,
age, health, home, school, class and results are a child's secrets) and Điều 36; for children in a criminal case
Luật Tư pháp người chưa thành niên 59/2024/QH15, Điều 134 (in force since 1 January 2026).

Severity: low for awards, talent and good deeds, where consent is the question; high where the text tells of harm
to or by the child (accident, abuse, illness, crime, loss), and where it tells neither. Let pass: groups without
names, initials, adults (titles, teachers, parents, students, 16 and over), an adult's childhood, heroes of the
past, fiction, false names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from classifier.checks import Flag, Severity, Subject, _learnt, flag
from classifier.checks import _minor_words as words
from classifier.checks._mentions import named
from classifier.checks._minor_tied import ADULT_AGE, tied
from classifier.lexicon import merge, plain, sentence, view
from classifier.names import ADULT, CHILD, Person, people
from classifier.text import Doc, Span, fold

HIGH = (
    "Bài nêu tên kèm tuổi, năm sinh hoặc trường lớp của trẻ dưới 16 tuổi trong sự việc gây tổn hại; "
    "đề nghị viết tắt tên và bỏ chi tiết nhận ra cháu (Luật Trẻ em, Điều 6 và Điều 21)."
)
LOW = (
    "Bài nêu tên kèm tuổi hoặc trường lớp của trẻ dưới 16 tuổi; "
    "đề nghị xác nhận cha mẹ, và cháu từ đủ 7 tuổi, đã đồng ý trước khi chia sẻ (Luật Trẻ em, Điều 21)."
)

_UNLIKE = -3.5
"""Log odds that no sentence of the article reaches where it tells of no child."""


def check(subject: Subject) -> Iterator[Flag]:
    """Spans of a child's name with the age, birth year, class or school that goes with it."""
    if _learnt.unlike(subject, "minor", _UNLIKE):
        return
    found = [(name, doc, _spans(doc, subject)) for name, doc in subject.docs]
    found = [item for item in found if item[2]]
    if not found or any(words.FALSE_NAME.anywhere(doc) for _, doc in subject.docs):
        return
    docs = [doc for _, doc in subject.docs]
    harm = any(map(words.HARM.anywhere, docs)) or not any(map(words.PRAISE.anywhere, docs))
    severity: Severity = "high" if harm else "low"
    for name, doc, spans in found:
        for span in spans:
            yield flag("minor", severity, name, doc, span.start, span.end, HIGH if harm else LOW)


def _spans(doc: Doc, subject: Subject) -> list[Span]:
    near = words.KEYS.windows(doc, 40)
    if not near:
        return list(_likely(doc, subject))
    found: list[Span] = []
    for low, high in _windows(doc, near):
        for person in named(doc, low, high):
            span = _child(doc, person, subject)
            if span is not None:
                found.append(span)
        found += _nicknamed(doc, low, high, subject.now)
    return merge([*found, *tied(doc, near, subject.now), *_likely(doc, subject)])


_LIKELY = 0.8
"""Log odds from which a sentence tells of a child that it names, however it puts the age: set as `_LEAST` elsewhere."""
_MOST_NAMES = 3
"""A sentence with more is a list of names, and speaks of nobody in particular."""


def _likely(doc: Doc, subject: Subject) -> Iterator[Span]:
    """The name of a child in a sentence like those that make one known."""
    adult = {fold(title) for title in ADULT} if plain(doc) else ADULT
    for whole, _ in _learnt.within(subject, doc, "minor", _LIKELY):
        here = named(doc, whole.start, whole.end)
        if not 0 < len(here) <= _MOST_NAMES or _older(doc, whole.start, whole.end, subject.now) or _past(doc, whole):
            continue
        if words.FICTION.search(doc, whole.start, whole.end) or words.NOT_YOUNG.search(doc, whole.start, whole.end):
            continue
        for person in here:
            if " " in person.name and person.title not in adult and not _adult_role(doc, person, whole):
                yield _learnt.trimmed(doc, whole)
                break


def _nicknamed(doc: Doc, low: int, high: int, now: datetime) -> Iterator[Span]:
    """A child named by the given name alone, with the age right behind it."""
    for match in words.NICK.finditer(doc.text, low, high):
        whole = sentence(doc, match.start())
        if _past(doc, whole) or words.FICTION.search(doc, whole.start, whole.end):
            continue
        between = words.AFTER_GAP.match(view(doc), match.end(), whole.end)
        age = None if between is None else words.AGE.on(doc).match(view(doc), between.end(), whole.end)
        if age is not None and _age(age, now) < ADULT_AGE and not age.groupdict().get("under"):
            yield Span(match.start(), age.end())


def _windows(doc: Doc, near: list[Span]) -> Iterator[tuple[int, int]]:
    """Stretches around each age, class or school word, where a name is worth looking for."""
    marks = [
        m.span()
        for lexicon in (words.AGE, words.CLASS, words.ONLY_SCHOOL, words.PUPIL)
        for m in lexicon.within(doc, near)
    ]
    last = 0
    for start, end in sorted(marks):
        whole = sentence(doc, start)
        low, high = max(last, whole.start, start - 150), min(whole.end, end + 110)
        if high <= last:
            continue
        low = max(low, last)
        while low > whole.start and low > last and not doc.text[low - 1].isspace():
            low -= 1
        while high < whole.end and not doc.text[high].isspace():
            high += 1
        yield low, high
        last = high


def _child(doc: Doc, person: Person, subject: Subject) -> Span | None:
    now = subject.now
    title = person.title
    adult = {fold(t) for t in ADULT} if plain(doc) else ADULT
    child = {fold(t) for t in CHILD} if plain(doc) else CHILD
    if title in adult or not (person.full or title in child or person.name.count(" ")):
        return None
    whole = sentence(doc, person.start)
    if _adult_role(doc, person, whole) or _past(doc, whole) or words.FICTION.search(doc, whole.start, whole.end):
        return None
    end = _after(doc, person, whole, now)
    if end is not None:
        return Span(person.lead, end)
    start = _before(doc, person, whole)
    if start is not None:
        return Span(start, person.end)
    if (
        person.full
        and _said_child(doc, person, whole)
        and not _older(doc, person.end, whole.end, now)
        and _speaks_of_young(subject)
    ):
        return Span(person.lead, person.end)
    return None


def _said_child(doc: Doc, person: Person, whole: Span) -> bool:
    """A pupil or child by the word before the name, in a text that speaks of a young child and of no older one."""
    said = words.SAID.last(doc, max(whole.start, person.start - 24), person.start)
    return said is not None and not doc.text[said.end() : person.start].strip()


def _speaks_of_young(subject: Subject) -> bool:
    """The article speaks of a young child or a school for the young, and of nobody older at school."""
    docs = [doc for _, doc in subject.docs]
    return any(map(words.YOUNG.anywhere, docs)) and not any(map(words.NOT_YOUNG.anywhere, docs))


def _adult_role(doc: Doc, person: Person, whole: Span) -> bool:
    match = words.ROLE.last(doc, max(whole.start, person.lead - 24), person.start)
    return match is not None and person.start - match.end() <= 2


def _past(doc: Doc, whole: Span) -> bool:
    """The sentence, or the text as a whole, is about heroes and times gone by."""
    return words.HERO.search(doc, whole.start, whole.end) is not None or (
        words.HERO_TEXT.anywhere(doc) and words.OLD_YEAR.anywhere(doc)
    )


def _after(doc: Doc, person: Person, whole: Span, now: datetime) -> int | None:
    """End of the age, class or school that follows the name, `None` where none belongs to it."""
    text = view(doc)
    limit = min(whole.end, person.end + 150)
    for gap in (words.AFTER_GAP, words.GAP_PHRASE):
        between = gap.match(text, person.end, limit)
        starts = [] if between is None else [between.end()]
        for at in starts:
            end = _told(doc, at, limit, now)
            if end is not None and not words.GAP_BAN.search(doc, person.end, at):
                return _closing(doc, end, limit)
    learnt = words.LEARN.match(text, person.end, limit)
    if learnt is not None and not any(True for _ in people(doc.text, person.end, learnt.end())):
        grade = words.CLASS.on(doc).match(text, learnt.end(), limit)
        if grade is not None and grade["grade"] and int(grade["grade"]) <= 10:
            return None if _older(doc, person.end, limit, now) else _closing(doc, grade.end(), limit)
    return _joined(doc, person, limit, now)


def _joined(doc: Doc, person: Person, limit: int, now: datetime) -> int | None:
    """Two names that share what follows: "A và B cùng học lớp 9A"."""
    more = words.AND_NAME.match(doc.text, person.end, limit)
    if more is None:
        return None
    between = words.AFTER_GAP.match(view(doc), more.end(), limit)
    return None if between is None else _told(doc, between.end(), limit, now)


def _told(doc: Doc, at: int, limit: int, now: datetime) -> int | None:
    text = view(doc)
    age = words.AGE.on(doc).match(text, at, limit)
    if age is not None:
        return age.end() if _age(age, now) < ADULT_AGE and not words.GRADE_UP.search(doc, age.end(), limit) else None
    grade = words.CLASS.on(doc).match(text, at, limit)
    if grade is not None:
        return (
            None if int(grade["grade"] or grade["code"]) > 10 or _older(doc, grade.end(), limit, now) else grade.end()
        )
    if doc.text[at - 1 : at] == "(" or text.endswith(("đến từ ", "den tu "), 0, at):
        bracket = words.ONLY_SCHOOL.on(doc).match(text, at, limit)
        if bracket is not None and not words.STAFF.search(doc, max(0, at - 80), limit):
            return bracket.end()
    school = words.ONLY_SCHOOL.on(doc).match(text, at, limit) or words.SCHOOL.on(doc).match(text, at, limit)
    if school is not None and words.PUPIL.search(doc, max(0, at - 60), school.end()):
        return None if _older(doc, school.end(), limit, now) else school.end()
    return None


def _older(doc: Doc, at: int, limit: int, now: datetime) -> bool:
    return any(_age(m, now) >= ADULT_AGE for m in words.AGE.finditer(doc, at, limit))


def _age(match: re.Match[str], now: datetime) -> int:
    groups = match.groupdict()
    born = groups.get("born")
    if born:
        return now.year - int(born)
    if (
        groups.get("months")
        or "tháng" in match[0]
        or "thang" in match[0]
        or "ngày" in match[0]
        or "ngay" in match[0]
        or "tuần" in match[0]
    ):
        return 1
    count = groups.get("count") or groups.get("at") or groups.get("up") or groups.get("under") or ""
    return int(count) if count.isdigit() else words.COUNT.get(count, words.COUNT_PLAIN.get(count, ADULT_AGE))


def _closing(doc: Doc, end: int, limit: int) -> int:
    """On to the end of a class with its school, or to the closing bracket."""
    text = doc.text
    more = words.SCHOOL_NAME.match(text, end, limit)
    if more:
        end = more.end()
    close = words.CLOSE.match(text, end, limit)
    return close.end() if close and "(" in text[max(0, end - 90) : end] else end


def _before(doc: Doc, person: Person, whole: Span) -> int | None:
    """Start of an age, class or school that leads up to the name."""
    text = view(doc)
    low = max(whole.start, person.start - 110)
    for lexicon in (words.BEFORE_AGE, words.BEFORE_CLASS, words.BEFORE_SCHOOL):
        pattern = lexicon.on(doc)
        for match in pattern.finditer(text, low, person.start):
            full = _reaches(pattern, text, match.start(), person)
            if full is None:
                continue
            ahead = words.CHILDHOOD.search(doc, max(whole.start, match.start() - 12), match.start())
            groups = full.groupdict()
            grade = groups.get("grade") or groups.get("grade2") or groups.get("grade3") or groups.get("grade4")
            if grade and int(grade) > 10:
                continue
            count = groups.get("count") or groups.get("at") or groups.get("adjacent")
            if count and (_number(count) >= ADULT_AGE or ahead):
                continue
            if words.GAP_ADULT.search(doc, match.start(), person.start):
                continue
            return full.start()
    return None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else words.COUNT.get(word, words.COUNT_PLAIN.get(word, ADULT_AGE))


def _reaches(pattern: re.Pattern[str], text: str, start: int, person: Person) -> re.Match[str] | None:
    """The pattern stretched from `start` right up to the name (or its title)."""
    for stop in (person.lead, person.start):
        end = stop
        while end > start and text[end - 1] in " :,":
            end -= 1
        for edge in (end, min(stop, end + 1)):
            match = pattern.fullmatch(text, start, edge)
            if match is not None:
                return match
    return None
