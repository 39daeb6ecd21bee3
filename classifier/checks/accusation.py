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

from classifier.checks import Flag, Severity, Subject, _accused, _learnt, flag
from classifier.checks import _accusation_words as words
from classifier.checks._accusation_ties import (
    Tie,
    by_rule,
    bystander,
    directly,
    follow,
    harmless,
    opens_clause,
    phrase_end,
    predicate,
)
from classifier.checks._mentions import everyone, named
from classifier.lexicon import sentence, view
from classifier.names import Person
from classifier.text import Doc, Span

HIGH = (
    "Bài gọi người nêu tên như đã có tội trong khi chưa có bản án kết tội có hiệu lực; "
    "đề nghị viết “bị can”, “người bị tình nghi” hoặc viết tắt tên (Bộ luật Tố tụng hình sự, Điều 13)."
)
LOW = (
    "Bài nêu tên người bị bắt, bị khởi tố hoặc bị truy cứu khi chưa có bản án có hiệu lực; "
    "đề nghị cân nhắc viết tắt tên và giữ lời văn trung lập (Bộ luật Tố tụng hình sự, Điều 13)."
)


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
        ties = ties + follow(doc, known)
        told = _accused.told(doc, known, [tie.span for tie in ties])
        ties += [Tie(span, tied[0].person, strong=True) for span in told]
        for tie in sorted(ties, key=lambda t: (t.span.start, not t.strong)):
            if seen and tie.span.start < seen[-1].end:
                continue
            seen.append(tie.span)
            severity: Severity = "high" if tie.strong else "low"
            yield flag("accusation", severity, name, doc, tie.span.start, tie.span.end, HIGH if tie.strong else LOW)


def _tied(subject: Subject, doc: Doc, *, keyed: bool, case: bool) -> list[Tie]:
    """Names tied to guilt or procedure: by rule, and by likeness, but for sentences that report a step neutrally."""
    ties: list[Tie] = []
    if keyed:
        ties = [*by_rule(doc, case=case), *_pointed(doc, case=case)]
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


_UNLIKE = -4.7
"""Log odds that no sentence of the article reaches where it tells of no crime: a phrase was met by chance."""
_BESIDE = 0.0
"""Log odds from which a sentence beside one that accuses is shown as well."""
_LEAST = -0.4
"""Log odds from which a sentence counts by what it is like, set on cases that were not trained on."""
_LEAST_ALONE = -0.4
_LEAST_OF = 1.5
_SHORTEST = 45
"""Characters of a sentence that tells anything: a name in a list does not."""
_LEAST_IN_A_CASE = -2.2
"""The same where the text reports a case and the sentence opens with the name."""


def _learnt_ties(subject: Subject, doc: Doc, *, case: bool) -> Iterator[Tie]:
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
        if harmless(doc, person, whole) or (score < _LEAST and not _tells(doc, person, whole, score)):
            continue
        before = Span(max(whole.start, person.start - 130), person.lead)
        # "Tội ác của X": what is X's is no bystander's, where the sentence is enough like an accusation.
        whose = score >= _LEAST_OF and doc.text.endswith("của ", whole.start, person.lead)
        if (whose or not bystander(doc, person, before, whole)) and not _suffers(doc, person, whole):
            neutral = words.PROCEDURE.search(doc, whole.start, whole.end) is not None
            yield Tie(_learnt.trimmed(doc, whole), person, strong=not neutral)


def _suffers(doc: Doc, person: Person, whole: Span) -> bool:
    """Something other than a step of procedure is done to the one named: a victim."""
    at, stop = predicate(doc, person, whole)
    text = view(doc)
    return text.startswith(("bị ", "bi "), at, stop) and words.PROCEDURE.on(doc).match(text, at, stop) is None


_LIST = 200
_WORD = 10
"""Characters of a bare \"chính\" before a name, which asks for an act behind it."""


def _pointed(doc: Doc, *, case: bool) -> Iterator[Tie]:
    """In a case: "đứng đầu là X", "chính X đã…", or "X. Người đàn bà này…" with a crime in the second sentence."""
    for person in everyone(doc):
        if not person.full:
            continue
        whole = sentence(doc, person.start)
        before = Span(max(whole.start, person.start - 130), person.lead)
        whose = doc.text.endswith("của ", whole.start, person.lead)
        if (not whose and bystander(doc, person, before, whole)) or harmless(doc, person, whole):
            continue
        label = directly(words.LEADS, doc, before, person)
        told = case and (
            person.lead - (label or 0) > _WORD or _accused.act(doc, person.end, min(whole.end, person.end + 60))
        )
        if label is not None and told and not words.GOOD.search(doc, whole.start, whole.end):
            yield Tie(Span(label, phrase_end(doc, person.end, whole.end)), person, strong=True)
        if words.LISTED.search(view(doc), max(0, person.start - _LIST), person.lead):
            yield Tie(Span(person.lead, phrase_end(doc, person.end, whole.end)), person, strong=False)
        following = _accused.this_one(doc, whole)
        if following is not None and sum(p.full for p in named(doc, whole.start, whole.end)) == 1:
            yield Tie(following, person, strong=True)
            yield Tie(Span(person.lead, person.end), person, strong=False)


def _tells(doc: Doc, person: Person, whole: Span, score: float) -> bool:
    """In a case: the name opens the statement, and an act follows where the score alone says too little."""
    opening = doc.text[whole.start : person.lead]
    if '"' in opening or not (opens_clause(doc, _pair(doc, person.lead)) or _short(doc, whole.start, person.lead)):
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
