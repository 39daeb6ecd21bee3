"""The closed list of pre-publication checks behind one registry.

A check asks one question: should *this page* share *this text* unread? It looks at no opinion, stance or
author, and a flag never hides anything: it asks for a person's decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib import import_module
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from classifier import sentence_model
from classifier.sentence_model import UNREAD
from classifier.text import Doc

Severity = Literal["high", "low"]
Field = Literal["title", "text"]


@dataclass(frozen=True, slots=True)
class Flag:
    """What a check found: `quote == field_text[start:end]`, offsets in characters of the NFC text."""

    check: str
    severity: Severity
    field: Field
    start: int
    end: int
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class NearCopy:
    """A text already on the desk that says the same; `similarity`: share of the shorter wording in the longer."""

    title: str
    source: str
    similarity: float
    live_post: bool = False


@dataclass(frozen=True, slots=True)
class Original:
    """The earliest of an article's near copies; `own` when it is the article itself."""

    title: str
    source: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class SourceChange:
    """What happened to the source page after it was collected; `posted` when a page already shared it."""

    kind: Literal["edited", "corrected", "moved", "removed"]
    at: datetime
    posted: bool = False


@dataclass(frozen=True)
class Subject:
    """One article as the checks read it. `published_at` may be unknown; `now` is aware."""

    title: str
    text: str
    now: datetime
    published_at: datetime | None = None
    near: tuple[NearCopy, ...] = ()
    original: Original | None = None
    changes: tuple[SourceChange, ...] = ()

    @cached_property
    def docs(self) -> tuple[tuple[Field, Doc], ...]:
        """The two fields with their derived views, title first."""
        return (("title", Doc(self.title)), ("text", Doc(self.text)))

    @property
    def odds(self) -> list[NDArray[np.float32]]:
        """The sentence model's log odds for `docs`, of shape (sentences, labels): one pass for all checks.

        They stay with the docs, where `sentence_model.scores` finds those of one field.
        """
        fields = [doc for _, doc in self.docs]
        if not all(map(sentence_model.is_read, fields)):
            sentence_model.read([fields])
        return [sentence_model.odds_of(doc) for doc in fields]

    @staticmethod
    def read_together(subjects: Sequence[Subject]) -> None:
        """Have the `odds` of all found at once, in a fraction of the time that they take one by one."""
        sentence_model.read([[doc for _, doc in subject.docs] for subject in subjects])
        read = [(subject, np.concatenate(subject.odds)) for subject in subjects]
        read = [(subject, odds) for subject, odds in read if len(odds)]
        if read:
            sizes = [len(odds) for _, odds in read]
            peaks = np.maximum.reduceat(np.concatenate([odds for _, odds in read]), np.cumsum([0, *sizes[:-1]]))
            for (subject, _), own in zip(read, peaks.tolist(), strict=True):
                subject.__dict__["peaks"] = own

    @cached_property
    def peaks(self) -> list[float]:
        """The highest of `odds` for each label."""
        read = [odds for odds in self.odds if len(odds)]
        peaks: list[float] = (
            np.concatenate(read).max(axis=0).tolist() if read else [UNREAD] * len(sentence_model.shipped().labels)
        )
        return peaks


CheckFunction = Callable[[Subject], Iterable[Flag]]

NAMES: tuple[str, ...] = (
    "personal-data",
    "minor",
    "self-harm",
    "graphic",
    "advertorial",
    "health-claim",
    "suspect-link",
    "accusation",
    "stale",
    "text-damage",
    "near-duplicate",
    "source-changed",
)


def _load(name: str) -> CheckFunction:
    module = import_module(f"classifier.checks.{name.replace('-', '_')}")
    function: CheckFunction = module.check
    return function


REGISTRY: dict[str, CheckFunction] = {}


def registry() -> dict[str, CheckFunction]:
    """Name → check, in the order of the list, loaded on first use."""
    if not REGISTRY:
        REGISTRY.update((name, _load(name)) for name in NAMES)
    return REGISTRY


def run(subject: Subject, only: Iterable[str] | None = None) -> tuple[Flag, ...]:
    """All flags of an article, title before text, then by place.

    Raises `KeyError` for a name that is not on the list.
    """
    names = NAMES if only is None else tuple(only)
    return in_order(flag for name in names for flag in registry()[name](subject))


def run_many(subjects: Sequence[Subject], only: Iterable[str] | None = None) -> list[tuple[Flag, ...]]:
    """`run` for each article: the same flags, sooner. Raises like `run`."""
    names = None if only is None else tuple(only)
    Subject.read_together(subjects)
    return [run(subject, names) for subject in subjects]


def in_order(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Title before text, then by place."""
    return tuple(sorted(flags, key=lambda f: (f.field != "title", f.start, f.end, f.check)))


def flag(check: str, severity: Severity, name: Field, doc: Doc, start: int, end: int, reason: str) -> Flag:
    """A flag on `doc` with its quote cut out."""
    return Flag(check, severity, name, start, end, doc.text[start:end], reason)


__all__ = [
    "NAMES",
    "Field",
    "Flag",
    "NearCopy",
    "Original",
    "Severity",
    "SourceChange",
    "Subject",
    "flag",
    "in_order",
    "registry",
    "run",
    "run_many",
]
