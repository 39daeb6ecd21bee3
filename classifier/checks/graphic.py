"""Graphic description of injury, death or cruelty.

Sources: Luật Báo chí 126/2025/QH15 (in force since 1 July 2026) and Luật Báo chí 2016, Điều 9, before it: the press
may not "miêu tả tỉ mỉ những hành động dâm ô, hành vi tội ác"; Nghị định 119/2020/NĐ-CP, Điều 8.4 (a fine for crimes
and horrible accidents told in every detail); Dart Center's and SPJ's practice "minimise harm": say that people were
hurt, not how the body looked.

Rule: a clause is flagged when a body (of a person or an animal) and a mutilation, or blood and its spilling,
or a named act of cruelty stand together. Counts of dead and hurt, surgery, first aid, drills, cooking, damage
to vehicles and figures of speech are let pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from classifier.checks import Flag, Subject, _learnt, flag
from classifier.checks import _graphic_words as words
from classifier.lexicon import Lexicon, clause, merge, sentence
from classifier.text import Doc, Span

REASON = (
    "Đoạn này tả chi tiết thương tích, cái chết hoặc hành vi tàn bạo; "
    "đề nghị lược bỏ chi tiết, chỉ giữ thông tin về sự việc và hậu quả."
)


_ENOUGH = 3
_REACH = 48


_UNLIKE = -3.0
"""Log odds for `_learnt.likely`."""


def check(subject: Subject) -> Iterator[Flag]:
    """Clauses that show a mutilated body, spilt blood or cruelty. Severity is always high."""
    return _learnt.likely(subject, "graphic", _UNLIKE, _flags)


def _flags(subject: Subject) -> Iterator[Flag]:
    alike = _learnt.sentences(subject, "graphic", _LEAST, lambda doc, span: _excused(doc, span.start, span.end, span))
    for name, doc in subject.docs:
        for span in merge([*_spans(doc), *alike[name]], doc.text):
            yield flag("graphic", "high", name, doc, span.start, span.end, REASON)


_LEAST = 1.0
"""Log odds from which a sentence counts by what it is like, set on cases that were not trained on."""


def _spans(doc: Doc) -> list[Span]:
    near = words.KEYS.windows(doc)
    if not near:
        return []
    points: dict[Span, dict[Span, int]] = {}
    for lexicon, weigh in _WEIGHTS:
        for match in lexicon.within(doc, near):
            whole = sentence(doc, match.start())
            value = weigh(doc, match, whole)
            if value and not _excused(doc, match.start(), match.end(), whole):
                _add(points.setdefault(whole, {}), Span(*match.span()), value)
    for whole, shown in points.items():
        sense = words.SENSE.search(doc, whole.start, whole.end)
        if sense is not None:
            _add(shown, Span(*sense.span()), 1)
    told = [shown for shown in points.values() if sum(shown.values()) >= _ENOUGH]
    if not told and sum(value for shown in points.values() for value in shown.values()) < 2 * _ENOUGH:
        return []
    spans = [span for shown in points.values() for span, value in shown.items() if value >= 2]
    return merge((clause(doc, span.start, span.end) for span in spans), doc.text)


def _add(shown: dict[Span, int], span: Span, value: int) -> None:
    """Count each place once, with the most it is worth."""
    for other in list(shown):
        if span.start < other.end and other.start < span.end:
            value = max(value, shown[other])
            span = Span(min(span.start, other.start), max(span.end, other.end))
            del shown[other]
    shown[span] = value


def _weigh_strong(doc: Doc, match: re.Match[str], whole: Span) -> int:
    return 3 if words.RAW.search(doc, match.start(), match.end()) else 2


def _weigh_vivid(doc: Doc, match: re.Match[str], whole: Span) -> int:
    low, high = max(whole.start, match.start() - _REACH), min(whole.end, match.end() + _REACH)
    return 3 if words.INSIDE.search(doc, low, high) else 2 if words.OUTSIDE.search(doc, low, high) else 0


def _weigh_dismember(doc: Doc, match: re.Match[str], whole: Span) -> int:
    if words.HUMAN.search(doc, whole.start, whole.end):
        return 3
    return _weigh_vivid(doc, match, whole)


def _weigh_act(doc: Doc, match: re.Match[str], whole: Span) -> int:
    low, high = max(whole.start, match.start() - _REACH), min(whole.end, match.end() + _REACH)
    return 2 if words.FIERCE.search(doc, low, high) else 1


# What is shown, and what it weighs: a sentence needs `_ENOUGH`, or the whole text twice that.
_WEIGHTS: tuple[tuple[Lexicon, Callable[[Doc, re.Match[str], Span], int]], ...] = (
    (words.STRONG, _weigh_strong),
    (words.CRUELTY, lambda _doc, _match, _whole: 3),
    (words.VIVID, _weigh_vivid),
    (words.TORN, _weigh_vivid),
    (words.ACT, _weigh_act),
    (words.DISMEMBER, _weigh_dismember),
    (words.BLOOD, lambda _doc, _match, _whole: 2),
)


def _excused(doc: Doc, start: int, end: int, whole: Span) -> bool:
    around = Span(max(whole.start, start - 120), min(whole.end, end + 120))
    if any(lexicon.search(doc, around.start, around.end) for lexicon in (words.PRETEND, words.FIGURE)):
        return True
    if words.FOOD.search(doc, around.start, around.end) and not words.HUMAN.search(doc, around.start, around.end):
        return True
    if words.ADVICE.search(doc, max(0, start - 250), min(len(doc.text), end + 250)):
        return True
    if (
        words.MACHINE.search(doc, max(0, start - 40), end)
        and not words.RAW.search(doc, start, end)
        and not words.CORPSE.search(doc, max(0, start - 60), end)
        and not words.INSIDE.search(doc, max(whole.start, start - 24), end)
    ):
        return True
    if words.MEND.search(doc, whole.start, whole.end):
        return True
    return bool(words.CLINICAL.search(doc, around.start, around.end)) and words.MEND.anywhere(doc)
