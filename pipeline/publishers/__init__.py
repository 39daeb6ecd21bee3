"""Ways out of the desk, behind one protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol, runtime_checkable

from pipeline.model import Page, Post


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of publication: the post's identity and address on the other side."""

    remote_id: str
    remote_url: str


class Refused(Exception):
    """The other side certainly did not publish. The message is a short code for the post's `problem`."""


class PageStopped(Refused):
    """Certainly not published; nor is any post of the page until a person acts (token dead, permission lost)."""


class NotNow(Refused):
    """Certainly not published; the other side asks to wait. The same post may be delivered `seconds` later."""

    def __init__(self, problem: str, seconds: float) -> None:
        super().__init__(problem)
        self.seconds = seconds


class Uncertain(Exception):
    """It may have been published: time-out, reset, 5xx. Never followed by a second attempt."""


class Publisher(Protocol):
    """One way out.

    `repeatable` says that delivering the same post twice leaves one (it is keyed by `Post.key`), and that
    `find` cannot miss. Only then may a delivery that was cut off be made again; a Graph API page is not so.
    """

    repeatable: ClassVar[bool]

    def deliver(self, post: Post, page: Page, now: datetime) -> Receipt:
        """Publish the post once. Raises `Refused` or `Uncertain`."""

    def find(self, post: Post, page: Page) -> Receipt | None:
        """Read back whether the post is there."""


Sending = Callable[[], Receipt]
"""The one call that publishes. Raises what `Publisher.deliver` does."""


@runtime_checkable
class Preparing(Protocol):
    """A way out with work to do before it sends: work that shows nobody anything and may be repeated, as uploads."""

    def prepare(self, post: Post, page: Page, alive: Callable[[], None]) -> Sending:
        """Do that work, calling `alive` every few seconds at most; what it returns stands for `deliver`.

        No intent is committed yet: a process that dies in here leaves a post that was certainly not sent. Raises
        `Refused`, also where the work's own outcome is not known, and never `Uncertain`.
        """


GONE = "graph-gone"
"""What a way out says, as the code of a `Refused`, of a published post that is not there any more."""


@runtime_checkable
class Withdrawing(Protocol):
    """A way out that can take a post down again."""

    def withdraw(self, post: Post, page: Page, now: datetime) -> None:
        """Take the published post down. May be repeated: one that is down already is `GONE`, or done.

        Raises `Refused` (with `PageStopped` and `NotNow`) where it certainly still stands, `Uncertain` where it may.
        """


@runtime_checkable
class Correcting(Protocol):
    """A way out that can replace the text of a post that is out."""

    def correct(self, post: Post, page: Page, now: datetime) -> None:
        """Make the published post say what `post` says now; its source line stays. May be repeated.

        Raises `Refused` (with `PageStopped` and `NotNow`) where it certainly says what it said, `Uncertain` where it
        may say either.
        """


@runtime_checkable
class Counting(Protocol):
    """A way out that counts how a page and its posts fare. Totals only: nothing of any person, no text.

    Both raise `Refused` (with `PageStopped` and `NotNow`) or `Uncertain` where nothing was told.
    """

    def page_totals(self, page: Page) -> Mapping[str, int]:
        """By `store.insights.PAGE_METRICS`."""

    def post_totals(self, post: Post, page: Page) -> Mapping[str, int]:
        """By `store.insights.POST_METRICS`."""
