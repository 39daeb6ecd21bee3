"""Free slots of a page, and what an editor is told of a chosen time. Pure decisions over posts that are given.

Nothing is moved and nothing refused here: a caution is told, and the editor may go on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Literal

from pipeline.errors import TimeMissing
from pipeline.plans import Plan, Planned, Relative
from pipeline.walltime import Moment, format_wall, moment_of, resolve

Code = Literal[
    "same-time", "gap", "quiet", "day-full", "holiday", "same-article", "near-copy", "same-time-elsewhere"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Caution:
    """Something about a chosen time that an editor should know.

    `asks`: the editor is asked before it is scheduled. `post` is the other post, `number` minutes or posts, `name` of
    a holiday.
    """

    code: Code
    post: Planned | None = None
    number: int = 0
    name: str = ""

    @property
    def asks(self) -> bool:
        return self.code != "same-time-elsewhere"

    @property
    def key(self) -> str:
        """Names the caution, so that an editor's "go on" counts for what was shown and for nothing else."""
        return f"{self.code}:{self.post.post_id}" if self.post else self.code


def unseen(cautions: Sequence[Caution], accepted: Collection[str]) -> tuple[Caution, ...]:
    """Those that ask and were not shown yet; `accepted` are the keys of those that were."""
    return tuple(caution for caution in cautions if caution.asks and caution.key not in accepted)


def asking_keys(cautions: Sequence[Caution]) -> str:
    """The keys of those that ask, as a form's "go on" sends them back."""
    return " ".join(caution.key for caution in cautions if caution.asks)


def asking_codes(cautions: Sequence[Caution]) -> tuple[str, ...]:
    """The codes of those that ask, each once, as the log keeps what somebody went past."""
    return tuple(dict.fromkeys(caution.code for caution in cautions if caution.asks))


def of_day(plan: Plan, zone: str, day: date) -> tuple[Moment, ...]:
    """The slots of a day, by time. One in a DST gap is not there; in an overlap the first is meant."""
    found = []
    for at in plan.slots[day.weekday()]:
        try:
            found.append(resolve(format_wall(datetime.combine(day, at)), zone, fold=0))
        except TimeMissing:
            continue
    return tuple(sorted(found))


def free(
    plan: Plan, zone: str, first: date, days: int, taken: Sequence[Planned], now: datetime
) -> tuple[Moment, ...]:  # fmt: skip
    """Slots of `days` days from `first` into which a post can go without a caution of the page's own habits."""
    return tuple(_free(plan, zone, first, days, taken, now))


def next_free(
    plan: Plan, zone: str, first: date, days: int, taken: Sequence[Planned], now: datetime, count: int
) -> tuple[Moment, ...]:  # fmt: skip
    """The first `count` of what `free` gives."""
    return tuple(islice(_free(plan, zone, first, days, taken, now), count))


def _free(
    plan: Plan, zone: str, first: date, days: int, taken: Sequence[Planned], now: datetime
) -> Iterator[Moment]:  # fmt: skip
    times = sorted(post.at for post in taken)
    on_day = Counter(moment_of(at, zone).day for at in times) if plan.most_a_day else Counter[date]()
    for n in range(days):
        day = first + timedelta(days=n)
        if plan.most_a_day and on_day[day] >= plan.most_a_day:
            continue
        for slot in of_day(plan, zone, day):
            if slot.at > now and not plan.is_quiet(slot.clock) and is_clear(plan, slot, times):
                yield slot


def is_clear(plan: Plan, slot: Moment, times: Sequence[datetime]) -> bool:
    """Whether no post is at the slot or closer than the least gap; `times` are in order."""
    place = bisect_left(times, slot.at)
    return all(abs(slot.at - at) >= plan.gap and slot.at != at for at in times[max(place - 1, 0) : place + 1])


def cautions(
    plan: Plan,
    moment: Moment,
    page_id: str,
    planned: Sequence[Planned],
    relatives: Sequence[Relative] = (),
    holidays: Sequence[str] = (),
) -> tuple[Caution, ...]:
    """What to tell of a time for a post of `page_id`.

    `planned` are the posts of all pages around it, without the post itself; `relatives` those of the same piece of
    news; `holidays` the names of the day.
    """
    own = [post for post in planned if post.page_id == page_id]
    found: list[Caution] = []
    for post in planned:
        apart = abs(moment.at - post.at)
        if apart == timedelta():
            found.append(Caution("same-time" if post.page_id == page_id else "same-time-elsewhere", post))
        elif post.page_id == page_id and apart < plan.gap:
            found.append(Caution("gap", post, apart // timedelta(minutes=1)))
    if plan.is_quiet(moment.clock):
        found.append(Caution("quiet"))
    on_day = sorted(post.at for post in own if moment_of(post.at, moment.zone).day == moment.day)
    if _is_full(plan, moment, on_day):
        found.append(Caution("day-full", number=len(on_day)))
    if holidays:
        found.append(Caution("holiday", name="; ".join(holidays)))
    near = timedelta(days=plan.repeat_days)
    found.extend(
        Caution("same-article" if one["same"] else "near-copy", one["post"])
        for one in relatives
        if abs(one["post"].at - moment.at) <= near
    )
    return tuple(found)


def _is_full(plan: Plan, moment: Moment, on_day: Sequence[datetime]) -> bool:
    """The page's limit is reached, or it has slots on that day and none is left."""
    if plan.most_a_day and len(on_day) >= plan.most_a_day:
        return True
    slots = of_day(plan, moment.zone, moment.day)
    return bool(slots) and not any(is_clear(plan, slot, on_day) for slot in slots)
