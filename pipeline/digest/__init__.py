"""The week in figures: what was collected, flagged, decided, published and missed. About the desk, not people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from classifier import gazetteer
from pipeline.errors import WeekInvalid
from pipeline.i18n import _, format_date, format_datetime, language
from pipeline.store import Store
from pipeline.store.figures import Counts
from pipeline.store.insights import Totals
from pipeline.words import check_name, place_name, reject_reason_name, short_weekday

_WEEK = re.compile(r"(\d{4})-W(\d{2})\Z", re.ASCII)
TOP = 8
"""How many topics, places and sources the digest names."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week by ISO 8601: Monday to Sunday, numbered by its Thursday's year."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Week:
        """From `2026-W47`. Raises `WeekInvalid`, also for a week that the year does not have."""
        match = _WEEK.match(text)
        if match is None:
            raise WeekInvalid(text=text[:20])
        week = cls(int(match[1]), int(match[2]))
        try:
            week.monday  # noqa: B018 - raises for week 53 of a year with 52
        except ValueError as error:
            raise WeekInvalid(text=text) from error
        return week

    @classmethod
    def of(cls, day: date) -> Week:
        year, number, _weekday = day.isocalendar()
        return cls(year, number)

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def previous(self) -> Week:
        return Week.of(self.monday - timedelta(days=7))

    @property
    def next(self) -> Week:
        return Week.of(self.monday + timedelta(days=7))

    def bounds(self, zone: str) -> tuple[datetime, ...]:
        """The eight midnights in `zone` that part the week's seven days, as instants in UTC."""
        tz = ZoneInfo(zone)
        return tuple(datetime.combine(self.monday + timedelta(days=n), time(), tz).astimezone(UTC) for n in range(8))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"


@dataclass(frozen=True, slots=True)
class Figures:
    """The digest's values, ready to be shown. `collected` and `published` count each day from Monday."""

    week: Week
    zone: str
    counts: Counts
    collected: tuple[int, ...]
    published: tuple[int, ...]
    median_minutes: float | None
    totals: tuple[tuple[str, int, Totals], ...] = ()
    """By page: posts of the week that were counted, and how they fare."""

    @property
    def days(self) -> tuple[str, ...]:
        return tuple(f"{short_weekday(n)} {self.week.monday + timedelta(days=n):%d/%m}" for n in range(7))

    @property
    def by_check(self) -> tuple[tuple[str, int], ...]:
        return tuple((check_name(name), count) for name, count in self.counts.by_check)

    @property
    def reject_reasons(self) -> tuple[tuple[str, int], ...]:
        return tuple((reject_reason_name(name), count) for name, count in self.counts.reject_reasons)

    @property
    def topics(self) -> tuple[tuple[str, int], ...]:
        return self.counts.topics[:TOP]

    @property
    def beats(self) -> tuple[tuple[str, int], ...]:
        return self.counts.beats

    @property
    def places(self) -> tuple[tuple[str, int], ...]:
        """Places below the province, not organisations."""
        known = gazetteer.entries()
        wanted = ("district", "commune", "place")
        found = ((id_, count) for id_, count in self.counts.places if id_ in known and known[id_].kind in wanted)
        return tuple((place_name(id_), count) for id_, count in found)[:TOP]

    @property
    def sources(self) -> tuple[tuple[str, int], ...]:
        return self.counts.sources[:TOP]


def figures(store: Store, week: Week, zone: str) -> Figures:
    """What the desk did in a week, days cut at midnight in `zone`."""
    bounds = week.bounds(zone)
    counts = store.figures.counts(bounds[0], bounds[7])
    return Figures(
        week,
        zone,
        counts,
        per_day(counts.collected_at, bounds),
        per_day(counts.published_at, bounds),
        median(counts.minutes_to_decision) if counts.minutes_to_decision else None,
        store.insights.published_in(bounds[0], bounds[7]),
    )


def per_day(instants: tuple[datetime, ...], bounds: tuple[datetime, ...]) -> tuple[int, ...]:
    """How many instants fall into each half-open interval between neighbouring bounds."""
    return tuple(sum(start <= instant < end for instant in instants) for start, end in pairwise(bounds))


def duration(minutes: float) -> str:
    """`45 minutes`, `3.5 hours` or `2.0 days`, in the language in use."""
    if minutes < 90:
        return _("{n} minutes").format(n=round(minutes))
    if minutes < 48 * 60:
        return _("{n} hours").format(n=_decimal(minutes / 60))
    return _("{n} days").format(n=_decimal(minutes / 1440))


def number(value: int | None) -> str:
    """`1.234` in Vietnamese, `1,234` in English; a dash for what is not known."""
    if value is None:
        return "–"
    text = f"{value:,}"
    return text.replace(",", ".") if language() == "vi" else text


def _decimal(value: float) -> str:
    text = f"{value:.1f}"
    return text.replace(".", ",") if language() == "vi" else text


@cache
def environment() -> Environment:
    """Templates of the digest; the review UI renders `body.html` inside its own layout."""
    env = Environment(
        loader=PackageLoader("pipeline.digest"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        _=_,
        number=number,
        language=language,
        duration=duration,
        format_date=format_date,
        format_datetime=format_datetime,
    )
    return env


def render_html(shown: Figures, operator: str, generated_at: datetime) -> str:
    """One self-contained HTML page: no script, no file beside it, no address to fetch."""
    template = environment().get_template("page.html")
    return template.render(f=shown, operator=operator, generated_at=generated_at, last=shown.week.monday + timedelta(6))


def render_body(shown: Figures) -> str:
    """The digest's inner HTML, without style, for a page that brings its own."""
    return environment().get_template("body.html").render(f=shown, last=shown.week.monday + timedelta(6))
