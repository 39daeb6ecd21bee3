"""Reported suicide and self-harm.

Source: WHO and IASP, "Preventing suicide: a resource for media professionals, update 2023": do not describe the
method, do not name or detail the place, do not romanticise or present suicide as a way out, no sensational
headline, no suicide note; do say where help can be found. Stories of prevention and of help are encouraged, so
they are only pointed out.

Severity: high with a method, a place, a note or praise of the death; low for prevention, statistics and help.
Figures of speech, suicide bombings, executions, murders, accidents, rescues, sport and history's "tuẫn tiết"
are let pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifier.checks import Flag, Severity, Subject, _learnt, flag
from classifier.checks import _self_harm_words as words
from classifier.lexicon import beside, clause, merge, plain, sentence
from classifier.text import Doc, Span

HIGH = (
    "Bài kể về việc tự tử hoặc tự làm hại bản thân kèm cách thức, địa điểm hoặc lời lẽ tô vẽ; "
    "đề nghị bỏ các chi tiết này và thêm nơi hỗ trợ như Tổng đài 111 (hướng dẫn của WHO)."
)
LOW = (
    "Bài nhắc đến tự tử hoặc tự làm hại bản thân; "
    "đề nghị đọc lại cách dùng từ và ghi kèm nơi hỗ trợ người đang khủng hoảng (hướng dẫn của WHO)."
)


_ROMANCE_REACH = 400
_WAYS = (words.SURE_METHOD, words.METHOD, words.PLACE, words.OVERDOSE, words.BRINK)


_UNLIKE = -4.0
"""Log odds for `_learnt.likely`."""


def check(subject: Subject) -> Iterator[Flag]:
    """Clauses that report or speak of suicide and self-harm; one severity for the whole article."""
    return _learnt.with_more(subject, "self-harm", _BESIDE, _learnt.likely(subject, "self-harm", _UNLIKE, _flags))


def _flags(subject: Subject) -> Iterator[Flag]:
    docs = [(name, doc) for name, doc in subject.docs if words.KEYS.within(doc)]
    sure = {name: _sure(doc) for name, doc in docs}
    learnt = _learnt.sentences(subject, "self-harm", _LEAST, _excused)
    if not sure.get("text") and any(name == "text" and _figurative(doc) for name, doc in docs):
        return
    told = any(sure.values()) or any(learnt.values())
    found = []
    for name, doc in subject.docs:
        spans = _spans(doc, sure[name], told) if name in sure else []
        found.append((name, doc, merge([*spans, *(s for s in learnt[name] if not _meets(s, spans))])))
    high = any(_high(doc, spans) for _, doc, spans in found)
    severity: Severity = "high" if high else "low"
    for name, doc, spans in found:
        for span in spans:
            yield flag("self-harm", severity, name, doc, span.start, span.end, HIGH if high else LOW)


_LEAST = 0.7
"""Log odds from which a sentence counts by what it is like, set on cases that were not trained on."""
_BESIDE = 0.5
"""The same beside another flag."""


def _excused(doc: Doc, span: Span) -> bool:
    """Whether a sentence like those of reported suicide is something else by its words.

    Without diacritics "tự tử" and "từ từ" are one word: only the rules, which look around it, may say which.
    """
    return plain(doc) or any(
        lexicon.search(doc, span.start, span.end)
        for lexicon in (
            words.FIGURE,
            words.FICTION,
            words.HISTORY,
            words.VIOLENCE,
            words.ACCIDENT,
            words.RESCUE,
            words.KILLING,
        )
    )


def _meets(span: Span, others: list[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def _sure(doc: Doc) -> list[Span]:
    """What is suicide or self-harm by its own words, or a method with distress in the same sentence."""
    near = words.KEYS.windows(doc)
    found = [Span(*m.span()) for m in words.NAMED.within(doc, near) if not _other(doc, m, named=True)]
    found += [Span(*m.span()) for m in words.SURE_METHOD.within(doc, near) if not _other(doc, m, named=False)]
    for match in words.METHOD.within(doc, near):
        if _distress(doc, match.start()) and not _other(doc, match, named=False):
            found.append(Span(*match.span()))
    pairs = ((words.OVERDOSE, words.DESPAIR), (words.BRINK, words.THREAT))
    for match, sign in ((m, sign) for way, sign in pairs for m in way.within(doc, near)):
        around = beside(doc, match.start())
        if sign.search(doc, around.start, around.end) and not _other(doc, match, named=False):
            found.append(Span(*match.span()))
    return found


def _figurative(doc: Doc) -> bool:
    """The text plays on the word: then a headline that shortens the same phrase means no more than it."""
    return words.NAMED.anywhere(doc) and words.FIGURE.anywhere(doc)


def _distress(doc: Doc, at: int) -> bool:
    """A sign of despair or of a death in the sentence or the one beside it."""
    around = beside(doc, at)
    return words.DISTRESS.search(doc, around.start, around.end) is not None


def _spans(doc: Doc, sure: list[Span], told: bool) -> list[Span]:
    """`told`: the article speaks of suicide somewhere, so a method and praise of the death belong to it."""
    if not told:
        return []
    found = list(sure)
    found += [
        Span(*m.span()) for m in words.METHOD.within(doc, words.KEYS.windows(doc)) if not _other(doc, m, named=False)
    ]
    near = merge(Span(max(0, s.start - _ROMANCE_REACH), min(len(doc.text), s.end + _ROMANCE_REACH)) for s in found)
    found += [Span(*m.span()) for m in words.ROMANCE.within(doc, near)]
    return merge((clause(doc, span.start, span.end, 110) for span in found), doc.text)


def _other(doc: Doc, match: re.Match[str], *, named: bool) -> bool:
    """Whether the words mean something else here: a figure of speech, a crime, an accident, sport, the past."""
    whole = sentence(doc, match.start())
    near = Span(max(whole.start, match.start() - 60), min(whole.end, match.end() + 60))
    if words.FIGURE.search(doc, near.start, near.end) or words.VIOLENCE.search(doc, near.start, near.end):
        return True
    if words.HISTORY.search(doc, whole.start, whole.end) or words.FICTION.search(doc, whole.start, whole.end):
        return True
    if named:
        return False
    if "nhảy cầu" in match[0] and words.SPORT.anywhere(doc):
        return True
    return any(lexicon.search(doc, whole.start, whole.end) for lexicon in (words.ACCIDENT, words.RESCUE))


def _high(doc: Doc, spans: list[Span]) -> bool:
    for span in spans:
        if words.ROMANCE.search(doc, span.start, span.end):
            return True
        shown = any(lx.search(doc, span.start, span.end) for lx in _WAYS)
        whole = sentence(doc, span.start)
        if shown and not words.PREVENT.search(doc, whole.start, whole.end):
            return True
    return False
