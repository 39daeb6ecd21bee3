"""The article is looked at once more before its post leaves (`docs/decisions/0017-one-more-look.md`).

Looks run ahead of the posts, in a thread of their own, and what they saw is kept in the store: publishing asks the
store only, so that a publisher that answers slowly holds up nobody's post but its own.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.clock import Clock
from pipeline.errors import NotAllowed
from pipeline.i18n import _, describe
from pipeline.model import Post, User
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.store.articles import Stored
from pipeline.store.revisits import Coming, Look, Verdict

if TYPE_CHECKING:
    from crawlers.again import Again, Sight
    from crawlers.errors import CrawlError
    from crawlers.items import Found
    from crawlers.sources import Source

AHEAD = timedelta(minutes=10)
"""How long before its time a post's source is first looked at, so that an editor hears of trouble before it."""
FRESH = timedelta(minutes=10)
"""How old what was seen may be when the post leaves."""
AGAIN = timedelta(minutes=5)
"""After so long a source that was as before is looked at again, so that a punctual post never waits for a look."""
RETRY = timedelta(minutes=1)
"""The same for one that could not be seen."""
VOUCHED = timedelta(hours=2)
"""How long the word of a person who looked counts."""
LOOK_SECONDS = 20.0
"""Bounds a look at one site."""
_MOST = 100
"""Posts of one look."""


class Word(StrEnum):
    """Whether a post that is due may leave: it may, it waits for a look, or a look took it back to a person."""

    GO = "go"
    WAIT = "wait"
    HELD = "held"


def word(last: Look | None, now: datetime) -> Word:
    """What the last look at a post's source says at `now`."""
    if last is None:
        return Word.WAIT
    match last.verdict:
        case Verdict.HELD:
            return Word.HELD
        case Verdict.SAME:
            return Word.GO if now - last.at <= FRESH else Word.WAIT
        case Verdict.VOUCHED:
            return Word.GO if now - last.at <= VOUCHED else Word.WAIT
        case Verdict.UNREACHABLE:
            return Word.WAIT


def look_due(last: Look | None, due_at: datetime, now: datetime) -> bool:
    """Whether to look at the source of a scheduled post now."""
    if now < due_at - AHEAD:
        return False
    if last is None:
        return True
    rest = {
        Verdict.SAME: AGAIN,
        Verdict.UNREACHABLE: RETRY,
        Verdict.VOUCHED: VOUCHED,
        # It was taken back, and a person has scheduled it anew since.
        Verdict.HELD: timedelta(0),
    }[last.verdict]
    return now - last.at >= rest


def order(coming: Sequence[Coming], now: datetime) -> tuple[Coming, ...]:
    """The posts whose sources are to be looked at, those not seen for longest first: none waits for the others."""
    wanted = [post for post in coming if look_due(post.last, post.due_at, now)]
    return tuple(sorted(wanted, key=lambda post: (post.last is not None, post.last.at if post.last else post.due_at)))


def held_because(error: CrawlError) -> str | None:
    """Why a post goes back to a person after a look that failed so; None where waiting may help.

    An answer about the article, other than the article, holds the post. No answer about it says nothing of it: 5xx,
    a time-out, a closed door.
    """
    from crawlers import errors, reading_errors

    if isinstance(error, errors.RedirectRefused | errors.LeadsElsewhere | errors.RedirectLoop | errors.RedirectBad):
        return "source-elsewhere"
    if isinstance(error, errors.AccessRefused) and error.fields["status"] == 451:
        return "source-withheld"
    if isinstance(error, reading_errors.ExtractError) and not isinstance(error, reading_errors.BadSelector):
        return "source-unreadable"
    return None


def always(post: Post) -> Word:
    """No looks: for a desk that publishes in a test."""
    return Word.GO


class Revisits:
    """Looks at the sources of posts that are about to leave, and says of each post whether it may.

    `look` blocks and is called from one thread at a time, ahead of publishing; calling the object asks the store only.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        clock: Clock,
        *,
        seconds: float = LOOK_SECONDS,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._seconds = seconds
        self._chance = chance
        self._stopping = threading.Event()
        self._again: Again | None = None

    def __call__(self, post: Post) -> Word:
        return word(self._store.revisits.last(post.id), self._clock())

    def look(self) -> int:
        """Look at every source that is due for it; returns for how many posts something was recorded."""
        now = self._clock()
        wanted = order(self._store.revisits.coming(now + AHEAD), now)[:_MOST]
        if not wanted or self._stopping.is_set():
            return 0
        from crawlers.again import Again, Place

        sources = self._sources()
        places = {post.url: Place(sources[post.source_id], post.url) for post in wanted if post.source_id in sources}
        self._again = Again(
            contact=self._settings.contact,
            validators=self._store.sources.validators,
            recall_robots=self._store.frontier.robots,
            learned_robots=lambda origin, text: self._store.frontier.record_robots(origin, text, self._clock()),
            now=self._clock,
            seconds=self._seconds,
            allow_loopback=self._settings.demo,
            chance=self._chance,
        )
        if self._stopping.is_set():
            return 0
        seen = self._again.look(list(places.values()))
        recorded = 0
        for post in wanted:
            if post.source_id not in sources:
                self._record(post, Verdict.UNREACHABLE, _("Its source is no longer in sources.toml."))
            elif post.url in seen:
                self._take(post, seen[post.url])
            else:
                continue
            recorded += 1
        return recorded

    def stop(self) -> None:
        """End a look that is under way; what it had not seen is looked at by the next process."""
        self._stopping.set()
        if self._again is not None:
            self._again.stop()

    def _sources(self) -> dict[str, Source]:
        from crawlers.errors import SourcesError
        from crawlers.sources import read_sources

        try:
            sources, _problems = read_sources(self._settings.sources_file, allow_loopback=self._settings.demo)
        except SourcesError:
            return {}
        return {source.id: source for source in sources}

    def _take(self, post: Coming, sight: Sight) -> None:
        from crawlers.items import Found, Gone, NotModified

        match sight:
            case NotModified():
                # Not a visit: it would put off the regular one, which the pace of the source asks for.
                self._record(post, Verdict.SAME, None)
            case Found():
                self._compare(post, sight)
            case Gone():
                self._store.articles.source_gone(post.source_id, post.url, sight.kind, self._clock())
                self._hold(post, f"source-{sight.kind}")
            case _:
                because = held_because(sight.error)
                if because is None:
                    self._record(post, Verdict.UNREACHABLE, describe(sight.error))
                else:
                    self._hold(post, because)

    def _compare(self, post: Coming, found: Found) -> None:
        """A text that is another one makes a new version, and that takes the post back, as at any later visit."""
        here = replace(found, canonical_url=post.url)
        if self._store.articles.upsert(here) is Stored.CHANGED:
            self._record(post, Verdict.HELD, None)
        else:
            self._record(post, Verdict.SAME, None)

    def _hold(self, post: Coming, because: str) -> None:
        # A change that the store knew already has taken the post back itself.
        self._store.posts.hold(post.post_id, because, self._clock())
        self._record(post, Verdict.HELD, None)

    def _record(self, post: Coming, verdict: Verdict, problem: str | None) -> None:
        self._store.revisits.record(post.post_id, verdict, problem, self._clock())


def vouch(store: Store, user: User, post_id: int, now: datetime) -> None:
    """An editor has seen the article at its source. Raises `NotAllowed`, `PostNotFound` or `Conflict`."""
    if not user.may_schedule:
        raise NotAllowed
    store.revisits.vouch(user, post_id, now)
