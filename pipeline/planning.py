"""Planning with the store: what a chosen time means for a post, a page's next free slots, the days of a calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipeline import schedule, slots
from pipeline.almanac import DayFacts, day_facts
from pipeline.model import Page, Post, PostState, User
from pipeline.plans import Planned
from pipeline.slots import Caution
from pipeline.store import Store
from pipeline.walltime import Moment, day_bounds, moment_of

AROUND = timedelta(hours=36)
"""On either side of a moment: holds its own day in every zone, and any gap that a page may ask for."""
SEARCHED_DAYS = 63
_AT_A_TIME = 7
SCHEDULABLE = (PostState.APPROVED, PostState.SCHEDULED, PostState.FAILED, PostState.MISSED)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A time for a post, with what the day is and what an editor should know before going on."""

    moment: Moment
    facts: DayFacts
    cautions: tuple[Caution, ...]

    def open(self, accepted: Sequence[str]) -> tuple[Caution, ...]:
        """Cautions that ask and that the editor has not seen yet; `accepted` are the keys of those shown."""
        return slots.unseen(self.cautions, accepted)

    @property
    def codes(self) -> tuple[str, ...]:
        return slots.asking_codes(self.cautions)


def propose(store: Store, page: Page, post: Post, choice: str, now: datetime) -> Proposal:
    """What a time means for a post. Raises what `schedule.choose` raises."""
    return weigh(store, page, post, schedule.choose(choice, page.zone, now))


def weigh(store: Store, page: Page, post: Post, moment: Moment) -> Proposal:
    """What a moment, past or to come, means for a post."""
    return weigh_article(store, page, post.article_id, moment, but=post.id)


def weigh_article(store: Store, page: Page, article_id: int, moment: Moment, but: int | None = None) -> Proposal:
    """What a moment means for a post of an article on a page, which need not be there yet; `but` is that post."""
    facts = day_facts(moment.day)
    planned = store.calendar.planned(moment.at - AROUND, moment.at + AROUND, but=but)
    relatives = store.calendar.relatives(article_id, but=but)
    found = slots.cautions(page.plan, moment, page.id, planned, relatives, facts.holidays)
    return Proposal(moment, facts, found)


def take(
    store: Store,
    user: User,
    page: Page,
    post: Post,
    version: int,
    choice: str,
    accepted: Sequence[str],
    now: datetime,
) -> Proposal | None:
    """Schedule the post, or give back what the editor has to be told first; `accepted` are keys of what was told.

    Raises what `pipeline.schedule.schedule` raises.
    """
    warned: tuple[str, ...] = ()
    # A post that moved on meanwhile is a conflict, and one that may not leave yet is refused, whatever there is to say
    # of the time.
    cleared = all(need.met for need in store.posts.needs(post.id))
    if version == post.version and post.state in SCHEDULABLE and cleared:
        proposal = propose(store, page, post, choice, now)
        if proposal.open(accepted):
            return proposal
        warned = proposal.codes
    schedule.schedule(store, user, page, post.id, version, choice, now, warned)
    return None


def next_slots(store: Store, page: Page, now: datetime, count: int = 6) -> tuple[Moment, ...]:
    """The page's next free slots, within `SEARCHED_DAYS`."""
    if not page.plan.has_slots:
        return ()
    found: list[Moment] = []
    today = moment_of(now, page.zone).day
    for n in range(0, SEARCHED_DAYS, _AT_A_TIME):
        first = today + timedelta(days=n)
        taken = _taken(store, page, first, _AT_A_TIME)
        found += slots.next_free(page.plan, page.zone, first, _AT_A_TIME, taken, now, count - len(found))
        if len(found) == count:
            break
    return tuple(found)


def free_by_day(store: Store, page: Page, first: date, days: int, now: datetime) -> Mapping[date, tuple[Moment, ...]]:
    """The free slots of each of `days` days from `first`; days without any are left out."""
    if not page.plan.has_slots:
        return {}
    taken = _taken(store, page, first, days)
    found: dict[date, tuple[Moment, ...]] = {}
    for slot in slots.free(page.plan, page.zone, first, days, taken, now):
        found[slot.day] = (*found.get(slot.day, ()), slot)
    return found


def _taken(store: Store, page: Page, first: date, days: int) -> tuple[Planned, ...]:
    start, end = day_bounds(first, days, page.zone)
    return store.calendar.planned(start - AROUND, end + AROUND, page.id)
