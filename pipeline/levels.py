"""How loud a check is for a page: normal, low or off. Pure decisions; every check runs whatever its level.

What a check found is stored as it found it. A page's level says what the page makes of it: `normal` takes the flag as
it is, `low` shows it as a minor one, `off` does not ask for a person's decision because of it, and says so wherever
the flag would have stood.

Two checks cannot be quite off for what a page has let out already (`ALWAYS_ASKED`): its readers would be told the same
twice, or a published post would stay although its source has corrected or withdrawn it. There `off` counts as `low`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from classifier.checks import Flag, Severity
from pipeline.model import Answered, Article

ALWAYS_ASKED = ("near-duplicate", "source-changed")


class Level(StrEnum):
    NORMAL = "normal"
    LOW = "low"
    OFF = "off"


_LOUDNESS = (Level.OFF, Level.LOW, Level.NORMAL)


@dataclass(frozen=True, slots=True)
class Switch:
    """A page's level of one check; who set it, when and why. `by` is None for the command line, `at` for nobody yet."""

    page_id: str
    check: str
    level: Level = Level.NORMAL
    reason: str = ""
    at: datetime | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A flag as a page sees it. `level` is what counts for this article, `severity` None when the check is off."""

    flag: Flag
    level: Level
    severity: Severity | None
    answer: Answered | None = None

    @property
    def asks(self) -> bool:
        """Whether a person is asked because of it: the check is not off, and nobody has answered the flag."""
        return self.severity is not None and self.answer is None


def counting(switches: Mapping[str, Switch], check: str, out: Collection[str]) -> Level:
    """The level of a check for an article. `out` names the checks of `ALWAYS_ASKED` that meet something published."""
    level = switches[check].level if check in switches else Level.NORMAL
    return Level.LOW if level is Level.OFF and check in out else level


def softened(severity: Severity, level: Level) -> Severity | None:
    """The severity that a flag has under a level; None for a check that is off."""
    return None if level is Level.OFF else "low" if level is Level.LOW else severity


def as_page_sees(article: Article, switches: Mapping[str, Switch], out: Collection[str]) -> tuple[Seen, ...]:
    """The article's flags for one page, in their order."""
    answers = article.answers or (None,) * len(article.flags)
    seen = []
    for flag, answer in zip(article.flags, answers, strict=True):
        level = counting(switches, flag.check, out)
        seen.append(Seen(flag, level, softened(flag.severity, level), answer))
    return tuple(seen)


def loudest(levels: Sequence[Level]) -> Level:
    """What several pages make of a check together: an article waits when one of them would have it wait."""
    return max(levels, key=_LOUDNESS.index, default=Level.NORMAL)
