"""A named person shown as guilty before a final judgment.

Sources: Bộ luật Tố tụng hình sự 2015, Điều 13, and Hiến pháp 2013, Điều 31.1 (innocent until proven guilty and
convicted by a judgment that has taken legal effect); Nghị định 119/2020/NĐ-CP, Điều 8.4 (a fine for the press that
names a person guilty before such a judgment); Bộ luật Dân sự 2015, Điều 34 (honour and dignity); the Vietnam
Journalists Association's ten rules of conduct (in force since 2017), Điều 4. A first-instance sentence that can still
be appealed is not final (BLTTHS, Điều 333, 343).

Rule: a personal name tied in one sentence to a label ("đối tượng", "kẻ", "hung thủ"), to a step of procedure
("khởi tố", "bắt tạm giam") or to a crime told as fact; then what the text goes on telling of that person by the
given name. Severity: high where guilt is asserted, low where procedure is reported neutrally. Let pass: final
judgments stated in the text, unnamed suspects and initials, officers, lawyers, victims, witnesses, those
cleared, figures of speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from classifier.checks import Flag, Severity, Subject, _accused, _learnt, flag
from classifier.checks import _accusation_words as words
from classifier.checks._mentions import everyone, full_by_given, named
from classifier.lexicon import Lexicon, beside, plain, sentence, view
from classifier.names import ADDRESS, Person
from classifier.text import Doc, Span

HIGH = (
    "Bài gọi người nêu tên như đã có tội trong khi chưa có bản án kết tội có hiệu lực; "
    "đề nghị viết “bị can”, “người bị tình nghi” hoặc viết tắt tên (Bộ luật Tố tụng hình sự, Điều 13)."
)
LOW = (
    "Bài nêu tên người bị bắt, bị khởi tố hoặc bị truy cứu khi chưa có bản án có hiệu lực; "
    "đề nghị cân nhắc viết tắt tên và giữ lời văn trung lập (Bộ luật Tố tụng hình sự, Điều 13)."
)


@dataclass(frozen=True, slots=True)
class _Tie:
    """A name and the words that accuse it; `strong` when they assert guilt."""

    span: Span
    person: Person
    strong: bool


def check(subject: Subject) -> Iterator[Flag]:
    """Clauses that tie a full name to guilt or to a criminal procedure, and what the text goes on telling of it."""
    return _learnt.with_more(subject, "accusation", _BESIDE, _flags(subject))


def _flags(subject: Subject) -> Iterator[Flag]:
    if _learnt.unlike(subject, "accusation", _UNLIKE):
        return
    keyed = any(words.KEYS.within(doc) for _, doc in subject.docs)
    case = keyed and any(words.CASE.anywhere(doc) for _, doc in subject.docs)
    docs = [(name, doc, _tied(subject, doc, keyed=keyed, case=case)) for name, doc in subject.docs]
    tied = [tie for _, _, ties in docs for tie in ties]
    if not tied or _settled([doc for _, doc, _ in docs]):
        return
    known = {tie.person.given for tie in tied}
    for name, doc, ties in docs:
        seen: list[Span] = []
        ties = ties + _follow(doc, known)
        told = _accused.told(doc, known, [tie.span for tie in ties])
        ties += [_Tie(span, tied[0].person, strong=True) for span in told]
        for tie in sorted(ties, key=lambda t: (t.span.start, not t.strong)):
            if seen and tie.span.start < seen[-1].end:
                continue
            seen.append(tie.span)
            severity: Severity = "high" if tie.strong else "low"
            yield flag("accusation", severity, name, doc, tie.span.start, tie.span.end, HIGH if tie.strong else LOW)


def _tied(subject: Subject, doc: Doc, *, keyed: bool, case: bool) -> list[_Tie]:
    """Names tied to guilt or procedure: by rule, and by likeness, but for sentences that report a step neutrally."""
    ties: list[_Tie] = []
    if keyed:
        ties = [*_ties(doc, case=case), *_pointed(doc, case=case)]
    places = {sentence(doc, tie.span.start).start for tie in ties if not tie.strong}
    return ties + [tie for tie in _learnt_ties(subject, doc, case=case) if tie.span.start not in places]


def _settled(docs: list[Doc]) -> bool:
    """A final judgment (or an acquittal) is stated, and nothing in the text says that it is not final or is old."""
    if any(words.CLEARED.search(doc) or words.RUMOUR.search(doc) for doc in docs):
        return True
    if not any(words.FINAL.search(doc) for doc in docs):
        return False
    return not any((words.NOT_FINAL.search(doc) and not _appealed(doc)) or _renewed(doc) for doc in docs)


def _appealed(doc: Doc) -> bool:
    return words.APPEALED.search(doc) is not None


def _renewed(doc: Doc) -> bool:
    return words.PAST.search(doc) is not None and words.FRESH.search(doc) is not None


_UNLIKE = -5.7
"""Log odds that no sentence of the article reaches where it tells of no crime: a phrase was met by chance."""
_BESIDE = 0.0
"""Log odds from which a sentence beside one that accuses is shown as well."""
_LEAST = 0.3
"""Log odds from which a sentence counts by what it is like, set on cases that were not trained on."""
_LEAST_ALONE = -0.4
_LEAST_OF = 1.5
_SHORTEST = 45
"""Characters of a sentence that tells anything: a name in a list does not."""
_LEAST_IN_A_CASE = -2.2
"""The same where the text reports a case and the sentence opens with the name."""


def _learnt_ties(subject: Subject, doc: Doc, *, case: bool) -> Iterator[_Tie]:
    """A full name that opens, or is the only one of, a sentence like those that tell a crime as fact."""
    for whole, score in _learnt.within(subject, doc, "accusation", _LEAST_IN_A_CASE if case else _LEAST):
        here = [p for p in named(doc, whole.start, whole.end) if p.full]
        if (
            not here
            or whole.end - whole.start < _SHORTEST
            or words.GOOD.search(doc, whole.start, whole.end)
            or words.SPORT.search(doc, whole.start, whole.end)
            or words.NO_CULPRIT.search(doc, whole.start, whole.end)
        ):
            continue
        person = here[0]
        if _harmless(doc, person, whole) or (score < _LEAST and not _tells(doc, person, whole, score)):
            continue
        before = Span(max(whole.start, person.start - 130), person.lead)
        # "Tội ác của X": what is X's is no bystander's, where the sentence is enough like an accusation.
        whose = score >= _LEAST_OF and doc.text.endswith("của ", whole.start, person.lead)
        if (whose or not _bystander(doc, person, before, whole)) and not _suffers(doc, person, whole):
            neutral = words.PROCEDURE.search(doc, whole.start, whole.end) is not None
            yield _Tie(_learnt.trimmed(doc, whole), person, strong=not neutral)


def _suffers(doc: Doc, person: Person, whole: Span) -> bool:
    """Something other than a step of procedure is done to the one named: a victim."""
    at, stop = _after(doc, person, whole)
    text = view(doc)
    return text.startswith(("bị ", "bi "), at, stop) and words.PROCEDURE.on(doc).match(text, at, stop) is None


_LIST = 200
_WORD = 10
"""Characters of a bare \"chính\" before a name, which asks for an act behind it."""


def _pointed(doc: Doc, *, case: bool) -> Iterator[_Tie]:
    """In a case: "đứng đầu là X", "chính X đã…", or "X. Người đàn bà này…" with a crime in the second sentence."""
    for person in everyone(doc):
        if not person.full:
            continue
        whole = sentence(doc, person.start)
        before = Span(max(whole.start, person.start - 130), person.lead)
        whose = doc.text.endswith("của ", whole.start, person.lead)
        if (not whose and _bystander(doc, person, before, whole)) or _harmless(doc, person, whole):
            continue
        label = _directly(words.LEADS, doc, before, person)
        told = case and (
            person.lead - (label or 0) > _WORD or _accused.act(doc, person.end, min(whole.end, person.end + 60))
        )
        if label is not None and told and not words.GOOD.search(doc, whole.start, whole.end):
            yield _Tie(Span(label, _phrase_end(doc, person.end, whole.end)), person, strong=True)
        if words.LISTED.search(view(doc), max(0, person.start - _LIST), person.lead):
            yield _Tie(Span(person.lead, _phrase_end(doc, person.end, whole.end)), person, strong=False)
        following = _accused.this_one(doc, whole)
        if following is not None and sum(p.full for p in named(doc, whole.start, whole.end)) == 1:
            yield _Tie(following, person, strong=True)
            yield _Tie(Span(person.lead, person.end), person, strong=False)


def _tells(doc: Doc, person: Person, whole: Span, score: float) -> bool:
    """In a case: the name opens the statement, and an act follows where the score alone says too little."""
    opening = doc.text[whole.start : person.lead]
    if '"' in opening or not (_opens_clause(doc, _pair(doc, person.lead)) or _short(doc, whole.start, person.lead)):
        return False
    if words.SPEAKS.search(doc, person.end, min(whole.end, person.end + 110)):
        return False
    return score >= _LEAST_ALONE or _accused.act(doc, person.end, whole.end) is not None


_WORDS_BEFORE = 4


def _short(doc: Doc, start: int, end: int) -> bool:
    """A few words of who it is stand before the name, nothing that makes it another part of the sentence."""
    return doc.text.count(" ", start, end) <= _WORDS_BEFORE and not words.NOT_A_SUBJECT.search(doc, start, end)


_PAIR = re.compile(r"(?:[Vv]ợ chồng|[Aa]nh em|[Cc]hị em|[Mm]ẹ con|[Cc]ha con|[Hh]ai vợ chồng|[Vv]o chong) $")


def _pair(doc: Doc, at: int) -> int:
    """Where "vợ chồng" before a name starts, else the name."""
    match = _PAIR.search(doc.text, max(0, at - 14), at)
    return at if match is None else match.start()


def _harmless(doc: Doc, person: Person, whole: Span) -> bool:
    at, stop = _after(doc, person, whole)
    if words.HARMLESS.on(doc).match(view(doc), at, stop) is not None:
        return True
    suffers = words.SUFFERS.search(doc, person.end, min(whole.end, person.end + 45))
    return suffers is not None


def _ties(doc: Doc, *, case: bool) -> list[_Tie]:
    ties: list[_Tie] = []
    near = (p for span in words.KEYS.windows(doc, 150) for p in named(doc, span.start, span.end))
    for person in near:
        if not (person.full or person.name.isupper()):
            continue
        tie = _tie(doc, person)
        if tie is not None:
            ties.append(tie)
    tied = {tie.person.given for tie in ties}
    return [*ties, *_charged(doc, set(full_by_given(doc)) - tied, case=case)]


def _charged(doc: Doc, givens: set[str], *, case: bool) -> Iterator[_Tie]:
    """A step of procedure told of a given name ("Bà Lưu bị tạm giam"), with the full name where it first stands."""
    full = full_by_given(doc)
    for tie in _follow(doc, givens, charges=True, case=case):
        who = full[tie.person.given]
        whole = sentence(doc, tie.span.start)
        if words.SPORT.search(doc, whole.start, whole.end) or words.GOOD.search(doc, whole.start, whole.end):
            continue
        if not _accused.alone(doc, tie.person.start, tie.person.end):
            continue
        home = sentence(doc, who.start)
        if tie.strong and _bystander(doc, who, Span(max(home.start, who.start - 130), who.lead), home):
            continue
        yield _Tie(tie.span, who, strong=tie.strong)
        yield _Tie(Span(who.lead, who.end), who, strong=False)


def _tie(doc: Doc, person: Person) -> _Tie | None:
    whole = sentence(doc, person.start)
    text = view(doc)
    before = Span(max(whole.start, person.start - 130), person.lead)
    gang = _directly(words.GANG, doc, before, person)
    if gang is not None:
        return _Tie(Span(gang, person.end), person, strong=True)
    suspect = _directly(words.SUSPECT, doc, before, person)
    if suspect is None and _bystander(doc, person, before, whole):
        return None
    end = _phrase_end(doc, person.end, whole.end)
    label = _directly(words.CULPRIT_IS, doc, before, person)
    if label is None:
        label = _directly(words.LABEL, doc, before, person)
    if label is not None and not words.GOOD.search(doc, max(whole.start, label - 24), person.lead):
        return _Tie(Span(label, end), person, strong=True)
    label = suspect
    after = words.TOLD.on(doc).match(text, *_after(doc, person, whole))
    branded = words.BRANDED.on(doc).match(text, *_past_mark(doc, person, whole))
    if branded is not None:
        return _Tie(Span(person.lead, branded.end()), person, strong=True)
    if label is not None:
        return _Tie(Span(label, end if after is None else after.end()), person, strong=after is not None)
    if after is not None and not words.GOOD.search(doc, whole.start, whole.end):
        return _Tie(Span(person.lead, _phrase_end(doc, after.end(), whole.end)), person, strong=True)
    if after is None and _bare_subject(doc, person, whole):
        return _Tie(Span(person.start, _phrase_end(doc, person.end, whole.end)), person, strong=True)
    label = _directly(words.NAMED_BY_POLICE, doc, before, person)
    if label is not None and not words.SUFFERER.search(doc, whole.start, person.start):
        return _Tie(Span(label, end), person, strong=False)
    step = words.PROCEDURE.last(doc, before.start, before.end)
    if step is not None and person.lead - step.end() <= _NEAR and not _broken(doc, step.end(), person.lead):
        return _Tie(Span(step.start(), end), person, strong=False)
    later = words.PROCEDURE.search(doc, person.end, min(whole.end, person.end + 110))
    if later is not None and _passive(doc, person, later) and not words.GOOD.search(doc, whole.start, whole.end):
        return _Tie(Span(person.lead, _phrase_end(doc, later.end(), whole.end)), person, strong=False)
    return None


def _bare_subject(doc: Doc, person: Person, whole: Span) -> bool:
    """A full name without any form of address opens a statement, in a text about a case."""
    opening = doc.text[whole.start : person.start].rstrip()
    if (person.title and person.lead != person.start) or (opening and not opening.endswith((",", ":"))):
        return False
    around = beside(doc, person.start, after=2)
    if not words.CASE.search(doc, around.start, around.end) or words.GOOD.search(doc, whole.start, whole.end):
        return False
    at, stop = _after(doc, person, whole)
    text = view(doc)
    if at >= stop or not text[at].isalpha() or doc.text[at].isupper():
        return False
    return words.HARMLESS.on(doc).match(text, at, stop) is None


def _after(doc: Doc, person: Person, whole: Span) -> tuple[int, int]:
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


def _directly(lexicon: Lexicon, doc: Doc, before: Span, person: Person) -> int | None:
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
    at, _ = _after(doc, person, Span(person.end, later.start()))
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


def _bystander(doc: Doc, person: Person, before: Span, whole: Span) -> bool:
    text = view(doc)
    if words.AFTER_OFFICIAL.match(text if not plain(doc) else doc.lower, person.end, min(whole.end, person.end + 130)):
        return True
    match = words.HEDGED_PEOPLE.last(doc, max(before.start, person.start - 26), person.start)
    return match is not None and person.start - match.end() <= 2


def _phrase_end(doc: Doc, at: int, limit: int) -> int:
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


def _opens_clause(doc: Doc, at: int) -> bool:
    """Nothing but a break or a joining word stands before: the name is the subject of what follows."""
    before = doc.text[max(0, at - 6) : at].rstrip()
    return not before or before[-1] in '.,;:!?…–-\n”"' or before.endswith((" và", "còn", "thì", "rồi"))


def _untitled(doc: Doc, at: int, person: Person) -> bool:
    """Named bare here and in full: in reports of crime the press spares victims and witnesses that."""
    who = full_by_given(doc).get(person.name)
    return who is not None and who.title not in ADDRESS and _opens_clause(doc, at)


def _follow(doc: Doc, known: set[str], *, charges: bool = False, case: bool = False) -> list[_Tie]:
    """What the text goes on telling as fact of the people already tied to an accusation, by their given names."""
    ties: list[_Tie] = []
    text = view(doc)
    for match in words.CAPITAL.finditer(doc.text) if known else ():
        if match[0] not in known:
            continue
        whole = sentence(doc, match.start())
        person = Person(match.start(), match.end(), match[0], "", match.start())
        at, stop = _after(doc, person, whole)
        joined = words.JOINED.match(doc.text, at, stop)
        tells = words.TOLD if charges else words.TOLD_FAR
        told = tells.on(doc).match(text, joined.end() if joined else at, stop)
        if told is not None and (not charges or (case and _untitled(doc, match.start(), person))):
            ties.append(_Tie(Span(match.start(), _phrase_end(doc, told.end(), whole.end)), person, strong=True))
            continue
        acted = words.ACTED.on(doc).match(text, at, stop) if at < stop else None
        if acted is not None and not charges and _opens_clause(doc, match.start()):
            ties.append(_Tie(Span(match.start(), _phrase_end(doc, acted.end(), whole.end)), person, strong=True))
            continue
        later = words.PROCEDURE.search(doc, match.end(), min(whole.end, match.end() + 60))
        if later is not None and _passive(doc, person, later):
            ties.append(_Tie(Span(match.start(), _phrase_end(doc, later.end(), whole.end)), person, strong=False))
            continue
        step = words.PROCEDURE.last(doc, max(whole.start, match.start() - 24), match.start())
        if step is not None and not text[step.end() : match.start()].strip():
            ties.append(_Tie(Span(step.start(), _phrase_end(doc, match.end(), whole.end)), person, strong=False))
    return ties
