"""The words of a text that spoke for a topic: spans of syllables with what they added to its score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Literal

from classifier.text import nfc
from classifier.tokens import MAX_SYLLABLES, SYLLABLE, canonical

Field = Literal["title", "text"]
LONGEST = 4
"""Most syllables that learnt n-grams are joined to; rules' phrases may be longer."""
_WORTH = 0.25
"""A syllable joins a span if it adds at least this share of what the span's syllables add on average."""


_LEAST = 0.05
"""Words that add less than this share of what the strongest add are not worth showing."""
FUNCTION_WORDS = frozenset(
    "và của các những là có cho với trong trên dưới tại từ đến ở được bị một này đó khi sẽ đã đang về theo vào ra do "
    "vì để thì mà như cũng không còn lại nên hay hoặc rằng qua sau trước hơn nhất mỗi mọi rất chỉ cả cùng nhiều".split()
)
"""Words that no span begins or ends with: they say nothing to a reader, whatever their weight."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Words that spoke for a topic: `words` is `field[start:end]` of the NFC text.

    `weight` is what they add to the log odds of the topic against the runner-up; for words of a keyword
    rule (`rule`) it is the probability that the rule gives.
    """

    words: str
    field: Field
    start: int
    end: int
    weight: float
    rule: bool = False


@dataclass(frozen=True, slots=True)
class Syllable:
    """Where a syllable stands, and how the model counts it."""

    field: Field
    start: int
    end: int
    raw: str
    joined: bool
    """Nothing but spaces lies between this syllable and the one before, in the same field."""


def placed(title: str, text: str, limit: int = MAX_SYLLABLES) -> list[Syllable]:
    """The first `limit` syllables of title and text, in order, with their offsets in the NFC strings."""
    found: list[Syllable] = []
    sides: tuple[tuple[Field, str], ...] = (("title", nfc(title)), ("text", nfc(text)))
    for side, string in sides:
        last = -1
        for match in islice(SYLLABLE.finditer(string), limit - len(found)):
            start, end = match.span()
            joined = last >= 0 and start - last < 4 and string[last:start].strip(" \u00a0") == ""
            found.append(Syllable(side, start, end, match[0].lower(), joined))
            last = end
    return found


def reasons(
    title: str,
    text: str,
    syllables: Sequence[Syllable],
    singles: Sequence[float],
    pairs: Sequence[float],
    phrases: Iterable[tuple[int, int]],
    probability: float,
    limit: int,
) -> tuple[Reason, ...]:
    """The `limit` spans that speak most, rules' phrases first; none overlaps another or repeats its words.

    `singles[i]` is what all occurrences of the word that syllable i is add together, `pairs[i]` the same for
    syllables i and i + 1. `phrases` holds (first syllable, number of syllables) of a rule's phrases.
    """
    whole: Mapping[Field, str] = {"title": nfc(title), "text": nfc(text)}
    chosen: list[Reason] = []
    taken: set[int] = set()
    said: set[str] = set()

    def take(first: int, count: int, weight: float, *, rule: bool) -> None:
        inside = range(first, first + count)
        spelled = " ".join(canonical(syllables[index].raw) for index in inside)
        if spelled in said or not taken.isdisjoint(inside):
            return
        start, end = syllables[first].start, syllables[first + count - 1].end
        side = syllables[first].field
        chosen.append(Reason(whole[side][start:end], side, start, end, round(weight, 4), rule))
        taken.update(inside)
        said.update(canonical(syllables[index].raw) for index in inside)
        said.add(spelled)
        said.update(f"{canonical(syllables[one].raw)} {canonical(syllables[two].raw)}" for one, two in pairwise(inside))

    for first, count in sorted(phrases, key=lambda found: (-found[1], found[0])):
        if len(chosen) < limit and syllables[first].field == syllables[first + count - 1].field:
            take(first, count, probability, rule=True)
    spans = [_grown(first, syllables, singles, pairs) for first in range(len(syllables))]
    least = max(max((weight for weight, _first, _count in spans), default=0.0) * _LEAST, 1e-3)
    for weight, first, count in sorted(spans, key=lambda span: (-span[0], -span[2], span[1])):
        if len(chosen) >= limit or weight < least:
            break
        take(first, count, weight, rule=False)
    return tuple(chosen)


def _grown(
    first: int, syllables: Sequence[Syllable], singles: Sequence[float], pairs: Sequence[float]
) -> tuple[float, int, int]:
    """(weight, first, count) of the longest span from `first` whose every further syllable is worth having."""
    if syllables[first].raw in FUNCTION_WORDS:
        return 0.0, first, 1
    weight = singles[first]
    best, count = (weight, first, 1), 1
    while count < LONGEST and first + count < len(syllables) and syllables[first + count].joined:
        pair, last = pairs[first + count - 1], syllables[first + count]
        more = pair + max(singles[first + count], 0.0)
        if pair <= 0 or more < _WORTH * max(weight, 0.0) / count:
            break
        weight, count = max(weight, 0.0) + more, count + 1
        if last.raw not in FUNCTION_WORDS:
            best = weight, first, count
    return best
