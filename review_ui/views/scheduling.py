"""Choosing a time for a post: what the form offers, what it asks back, and the choice itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline import planning
from pipeline.almanac import DayFacts, day_facts
from pipeline.cautions import offset_name, say
from pipeline.errors import DeskError, TimeInvalid, TimeMissing, TimePast, TimeTooFar, TimeTwice
from pipeline.i18n import format_datetime
from pipeline.model import SCHEDULABLE, Page, Post, PostState
from pipeline.planning import Proposal
from pipeline.slots import asking_keys
from pipeline.walltime import moment_of, parse_choice, resolve
from review_ui.site import Visit

TIME_ERRORS = (TimeInvalid, TimeMissing, TimeTwice, TimePast, TimeTooFar)
_MORNING = (7, 30)
_OFFERED = 6


@dataclass(frozen=True, slots=True)
class Offer:
    """A time that one button chooses. `choice` as `walltime.parse_choice` reads it."""

    choice: str
    at: datetime
    weekday: int
    date: str
    clock: str
    facts: DayFacts
    offset: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one time: the day, and the cautions in words with the keys that "go on" sends back.

    A day off is one of the cautions, so the facts leave it out.
    """

    choice: str
    when: str
    facts: DayFacts
    cautions: tuple[str, ...]
    keys: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What was chosen and cannot be done yet: an error of the time, or cautions to go past."""

    choice: str = ""
    problem: DeskError | None = None
    proposal: Proposal | None = None

    @property
    def timed(self) -> bool:
        return isinstance(self.problem, TIME_ERRORS)


NOTHING = Asked()


def take(visit: Visit, post: Post, target: Page, version: int, choice: str) -> Proposal | None:
    """Schedule the post, or give back what the editor has to be told first.

    Raises what `pipeline.schedule.schedule` raises.
    """
    accepted = visit.form.text("seen").split()
    return planning.take(visit.store, visit.user, target, post, version, choice, accepted, visit.now)


def values(visit: Visit, post: Post, target: Page | None, asked: Asked) -> dict[str, object]:
    """What the templates `parts/schedule.html` and `parts/about-time.html` read."""
    zone = visit.settings.zone if target is None else target.zone
    allowed = target is not None and post.state in SCHEDULABLE and visit.user.may_schedule
    wall, _fold = parse_choice(asked.choice)
    offers: tuple[Offer, ...] = ()
    if allowed and target is not None:
        offers = tuple(
            offer(slot.choice, zone) for slot in planning.next_slots(visit.store, target, visit.now, _OFFERED)
        )
    return {
        "can_schedule": allowed,
        "wall_time": wall or post.wall_time or "",
        "slots": offers,
        "quick": () if offers else tuple(f"{one:%Y-%m-%dT%H:%M}" for one in quick_times(visit.now, zone)),
        "soonest": f"{visit.now.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}",
        "page_zone": zone,
        "time_problem": asked.timed,
        "instead": _instead(asked.problem),
        "ask": None if target is None or asked.proposal is None else told(visit, target, asked.proposal),
        "about": _about(visit, post, target),
    }


def told(visit: Visit, target: Page, proposal: Proposal) -> Told:
    """A proposal in words."""
    names = visit.settings.page_names
    return Told(
        proposal.moment.choice,
        format_datetime(proposal.moment.at, target.zone),
        replace(proposal.facts, holidays=()),
        tuple(say(caution, target, names) for caution in proposal.cautions),
        asking_keys(proposal.cautions),
    )


def offer(choice: str, zone: str, *, with_offset: bool = False) -> Offer:
    """A button for a choice that is there."""
    wall, fold = parse_choice(choice)
    moment = resolve(wall, zone, fold)
    return Offer(
        choice,
        moment.at,
        moment.day.weekday(),
        f"{moment.day:%d/%m}",
        f"{moment.clock:%H:%M}",
        day_facts(moment.day),
        offset_name(moment) if with_offset else "",
    )


def quick_times(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """The next full hour, and tomorrow's 07:30, on the wall in `zone`: for a page without slots."""
    local = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    hour = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    morning = local.replace(hour=_MORNING[0], minute=_MORNING[1], second=0, microsecond=0) + timedelta(days=1)
    return hour, morning


def _instead(problem: DeskError | None) -> tuple[Offer, ...]:
    """Buttons for what an error of the time leaves to choose from: around a gap, or of the two in an overlap."""
    if isinstance(problem, TimeMissing | TimeTwice):
        choices, zone = problem.fields["choices"], str(problem.fields["zone"])
        assert isinstance(choices, tuple)
        return tuple(offer(choice, zone, with_offset=True) for choice in choices)
    return ()


def _about(visit: Visit, post: Post, target: Page | None) -> Told | None:
    """What is known of the time for which the post stands in the calendar."""
    if target is None or post.state is not PostState.SCHEDULED or post.due_at is None:
        return None
    return told(visit, target, planning.weigh(visit.store, target, post, moment_of(post.due_at, target.zone)))
