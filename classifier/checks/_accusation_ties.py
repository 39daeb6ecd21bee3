"""Who is accused, and by which words: names tied to guilt or to a step of procedure. Used by `accusation` only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from classifier.checks import _accusation_words as words
from classifier.checks import _accused
from classifier.checks._mentions import full_by_given, named
from classifier.lexicon import Lexicon, beside, plain, sentence, view
from classifier.names import ADDRESS, Person
from classifier.text import Doc, Span


@dataclass(frozen=True, slots=True)
class Tie:
    """A name and the words that accuse it; `strong` when they assert guilt."""

    span: Span
    person: Person
    strong: bool


def harmless(doc: Doc, person: Person, whole: Span) -> bool:
    at, stop = predicate(doc, person, whole)
    if words.HARMLESS.on(doc).match(view(doc), at, stop) is not None:
        return True
    suffers = words.SUFFERS.search(doc, person.end, min(whole.end, person.end + 45))
    return suffers is not None


def by_rule(doc: Doc, *, case: bool) -> list[Tie]:
    ties: list[Tie] = []
    near = (p for span in words.KEYS.windows(doc, 150) for p in named(doc, span.start, span.end))
    for person in near:
        if not (person.full or person.name.isupper()):
            continue
        tie = _tie(doc, person)
        if tie is not None:
            ties.append(tie)
    tied = {tie.person.given for tie in ties}
    return [*ties, *_charged(doc, set(full_by_given(doc)) - tied, case=case)]


def _charged(doc: Doc, givens: set[str], *, case: bool) -> Iterator[Tie]:
    """A step of procedure told of a given name ("Bà Lưu bị tạm giam"), with the full name where it first stands."""
    full = full_by_given(doc)
    for tie in follow(doc, givens, charges=True, case=case):
        who = full[tie.person.given]
        whole = sentence(doc, tie.span.start)
        if words.SPORT.search(doc, whole.start, whole.end) or words.GOOD.search(doc, whole.start, whole.end):
            continue
        if not _accused.alone(doc, tie.person.start, tie.person.end):
            continue
        home = sentence(doc, who.start)
        if tie.strong and bystander(doc, who, Span(max(home.start, who.start - 130), who.lead), home):
            continue
        yield Tie(tie.span, who, strong=tie.strong)
        yield Tie(Span(who.lead, who.end), who, strong=False)


def _tie(doc: Doc, person: Person) -> Tie | None:
    whole = sentence(doc, person.start)
    text = view(doc)
    before = Span(max(whole.start, person.start - 130), person.lead)
    gang = directly(words.GANG, doc, before, person)
    if gang is not None:
        return Tie(Span(gang, person.end), person, strong=True)
    suspect = directly(words.SUSPECT, doc, before, person)
    if suspect is None and bystander(doc, person, before, whole):
        return None
    end = phrase_end(doc, person.end, whole.end)
    label = directly(words.CULPRIT_IS, doc, before, person)
    if label is None:
        label = directly(words.LABEL, doc, before, person)
    if label is not None and not words.GOOD.search(doc, max(whole.start, label - 24), person.lead):
        return Tie(Span(label, end), person, strong=True)
    label = suspect
    after = words.TOLD.on(doc).match(text, *predicate(doc, person, whole))
    branded = words.BRANDED.on(doc).match(text, *_past_mark(doc, person, whole))
    if branded is not None:
        return Tie(Span(person.lead, branded.end()), person, strong=True)
    if label is not None:
        return Tie(Span(label, end if after is None else after.end()), person, strong=after is not None)
    if after is not None and not words.GOOD.search(doc, whole.start, whole.end):
        return Tie(Span(person.lead, phrase_end(doc, after.end(), whole.end)), person, strong=True)
    if after is None and _bare_subject(doc, person, whole):
        return Tie(Span(person.start, phrase_end(doc, person.end, whole.end)), person, strong=True)
    label = directly(words.NAMED_BY_POLICE, doc, before, person)
    if label is not None and not words.SUFFERER.search(doc, whole.start, person.start):
        return Tie(Span(label, end), person, strong=False)
    step = words.PROCEDURE.last(doc, before.start, before.end)
    if step is not None and person.lead - step.end() <= _NEAR and not _broken(doc, step.end(), person.lead):
        return Tie(Span(step.start(), end), person, strong=False)
    later = words.PROCEDURE.search(doc, person.end, min(whole.end, person.end + 110))
    if later is not None and _passive(doc, person, later) and not words.GOOD.search(doc, whole.start, whole.end):
        return Tie(Span(person.lead, phrase_end(doc, later.end(), whole.end)), person, strong=False)
    return None


def _bare_subject(doc: Doc, person: Person, whole: Span) -> bool:
    """A full name without any form of address opens a statement, in a text about a case."""
    opening = doc.text[whole.start : person.start].rstrip()
    if (person.title and person.lead != person.start) or (opening and not opening.endswith((",", ":"))):
        return False
    around = beside(doc, person.start, after=2)
    if not words.CASE.search(doc, around.start, around.end) or words.GOOD.search(doc, whole.start, whole.end):
        return False
    at, stop = predicate(doc, person, whole)
    text = view(doc)
    if at >= stop or not text[at].isalpha() or doc.text[at].isupper():
        return False
    return words.HARMLESS.on(doc).match(text, at, stop) is None


def predicate(doc: Doc, person: Person, whole: Span) -> tuple[int, int]:
    """Where the predicate of a name starts: behind a bracket or an apposition, at most 70 characters on."""
    text = doc.text
    at = person.end
    aside = words.ASIDE.match(text, at, min(whole.end, at + 90))
    if aside:
        at = aside.end()
    while at < whole.end and text[at] == " ":
        at += 1
    return at, min(whole.end, at + 90)


def _past_mark(doc: Doc, person: Person, whole: Span) -> tuple[int, int]:
    """Where an apposition behind the name starts: after a colon, a comma or a dash."""
    mark = words.MARK.match(doc.text, person.end, whole.end)
    return (whole.end, whole.end) if mark is None else (mark.end(), min(whole.end, mark.end() + 80))


def directly(lexicon: Lexicon, doc: Doc, before: Span, person: Person) -> int | None:
    """Start of the last label that runs right up to the name (or its title), if there is one."""
    text = view(doc)
    pattern = lexicon.on(doc)
    if pattern.search(text, before.start, person.start) is None:
        return None
    for match in reversed(list(re.finditer(r"(?<![^\W_])[^\W_]", text[before.start : before.end]))):
        start = before.start + match.start()
        for stop in (person.lead, person.start):
            if start < stop and pattern.fullmatch(text, start, _rstrip(text, start, stop)):
                return _widest(pattern, text, before.start, start, _rstrip(text, start, stop))
    return None


def _widest(pattern: re.Pattern[str], text: str, low: int, start: int, stop: int) -> int:
    for match in re.finditer(r"(?<![^\W_])[^\W_]", text[low:start]):
        if pattern.fullmatch(text, low + match.start(), stop):
            return low + match.start()
    return start


def _rstrip(text: str, start: int, stop: int) -> int:
    while stop > start and text[stop - 1] in ' :“"–-':
        stop -= 1
    return stop


_NEAR = 70
_SOON = 60


def _broken(doc: Doc, start: int, end: int) -> bool:
    """Whether the phrase between a step of procedure and a name give the name another part in the story."""
    phrase = view(doc)[start:end].rstrip()
    if phrase.endswith(("đối với", "doi voi")):
        return False
    return "," in phrase or words.BREAK.search(doc, start, end) is not None


def _passive(doc: Doc, person: Person, later: re.Match[str]) -> bool:
    """The name suffers or takes the step ("bị bắt", "ra đầu thú"), with no other actor in between."""
    text = view(doc)
    at, _ = predicate(doc, person, Span(person.end, later.start()))
    if later.start() - at > _SOON or words.ANOTHER.search(doc, at, later.start()):
        return False
    between = text[person.end : later.start()]
    phrase = text[later.start() : later.end()]
    own = ("đầu thú", "tự thú", "sa lưới", "dau thu", "tu thu", "sa luoi", "hầu tòa", "hau toa", "ra tòa", "bị ", "bi ")
    return phrase.startswith(own) or any(w in phrase for w in own[:4]) or _BY.search(between.rstrip()) is not None


_BY = re.compile(
    r"(?:(?:^|\s)(?:bị|bi)(?: (?:công an|cảnh sát|cơ quan|lực lượng|tòa|viện|tổ|đội|biên phòng|kiểm lâm|hải quan|"
    r"cong an|canh sat|co quan)"
    r"(?: [^\W\d_]{1,9}){0,5})?| ra)$"
)


def bystander(doc: Doc, person: Person, before: Span, whole: Span) -> bool:
    text = view(doc)
    if words.AFTER_OFFICIAL.match(text if not plain(doc) else doc.lower, person.end, min(whole.end, person.end + 130)):
        return True
    match = words.HEDGED_PEOPLE.last(doc, max(before.start, person.start - 26), person.start)
    return match is not None and person.start - match.end() <= 2


def phrase_end(doc: Doc, at: int, limit: int) -> int:
    """To the end of the clause, over a bracket and over further names joined by "và" or a comma."""
    text = doc.text
    stop = min(limit, at + 120)
    while True:
        more = words.MORE.match(text, at, stop)
        if more is None:
            break
        at = more.end()
    end = at
    while end < stop and text[end] not in ',.;:\n!?…”"(':
        end += 1
    if end == stop and end < limit:
        while end > at and not text[end - 1].isspace():
            end -= 1
    while end > at and text[end - 1].isspace():
        end -= 1
    return end


def opens_clause(doc: Doc, at: int) -> bool:
    """Nothing but a break or a joining word stands before: the name is the subject of what follows."""
    before = doc.text[max(0, at - 6) : at].rstrip()
    return not before or before[-1] in '.,;:!?…–-\n”"' or before.endswith((" và", "còn", "thì", "rồi"))


def _untitled(doc: Doc, at: int, person: Person) -> bool:
    """Named bare here and in full: in reports of crime the press spares victims and witnesses that."""
    who = full_by_given(doc).get(person.name)
    return who is not None and who.title not in ADDRESS and opens_clause(doc, at)


def follow(doc: Doc, known: set[str], *, charges: bool = False, case: bool = False) -> list[Tie]:
    """What the text goes on telling as fact of the people already tied to an accusation, by their given names."""
    ties: list[Tie] = []
    text = view(doc)
    for match in words.CAPITAL.finditer(doc.text) if known else ():
        if match[0] not in known:
            continue
        whole = sentence(doc, match.start())
        person = Person(match.start(), match.end(), match[0], "", match.start())
        at, stop = predicate(doc, person, whole)
        joined = words.JOINED.match(doc.text, at, stop)
        tells = words.TOLD if charges else words.TOLD_FAR
        told = tells.on(doc).match(text, joined.end() if joined else at, stop)
        if told is not None and (not charges or (case and _untitled(doc, match.start(), person))):
            ties.append(Tie(Span(match.start(), phrase_end(doc, told.end(), whole.end)), person, strong=True))
            continue
        acted = words.ACTED.on(doc).match(text, at, stop) if at < stop else None
        if acted is not None and not charges and opens_clause(doc, match.start()):
            ties.append(Tie(Span(match.start(), phrase_end(doc, acted.end(), whole.end)), person, strong=True))
            continue
        later = words.PROCEDURE.search(doc, match.end(), min(whole.end, match.end() + 60))
        if later is not None and _passive(doc, person, later):
            ties.append(Tie(Span(match.start(), phrase_end(doc, later.end(), whole.end)), person, strong=False))
            continue
        step = words.PROCEDURE.last(doc, max(whole.start, match.start() - 24), match.start())
        if step is not None and not text[step.end() : match.start()].strip():
            ties.append(Tie(Span(step.start(), phrase_end(doc, match.end(), whole.end)), person, strong=False))
    return ties
