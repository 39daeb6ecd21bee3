"""What the fake Graph API does wrong, and when: set for one call, or drawn at random from a seed."""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Mapping
from enum import StrEnum


class Fault(StrEnum):
    """One way for a call to go wrong. `AFTER` means that the page has changed all the same."""

    ERROR_BEFORE = "500-before"
    ERROR_AFTER = "500-after"
    RESET_BEFORE = "reset-before"
    RESET_AFTER = "reset-after"
    SILENT_BEFORE = "silent-before"
    SILENT_AFTER = "silent-after"
    """Time-out: the call is accepted and never answered."""
    CUT_AFTER = "cut-after"
    """Half an answer, then the connection ends."""
    GARBAGE_AFTER = "garbage-after"
    """200 with a body that is no JSON."""
    REDIRECT = "redirect"
    SLOW = "slow"
    LATE = "late"
    """Accepted and answered, but left out of the page's next listings."""
    LATE_ERROR_AFTER = "late-500-after"
    """Accepted, answered with 500, and left out of the page's next listings."""


CODES: Mapping[int, tuple[int, str, str]] = {
    1: (500, "OAuthException", "An unknown error has occurred."),
    2: (500, "OAuthException", "Service temporarily unavailable"),
    4: (403, "OAuthException", "Application request limit reached"),
    10: (403, "OAuthException", "Application does not have permission for this action"),
    17: (400, "OAuthException", "User request limit reached"),
    32: (403, "OAuthException", "Page request limit reached"),
    100: (400, "OAuthException", "Invalid parameter"),
    102: (401, "OAuthException", "Session key invalid or no longer valid"),
    190: (401, "OAuthException", "Error validating access token: Session has expired"),
    200: (403, "OAuthException", "Permissions error"),
    210: (403, "OAuthException", "A page access token is required to request this resource."),
    283: (403, "OAuthException", "That action requires the extended permission pages_read_engagement"),
    299: (403, "OAuthException", "Permission denied"),
    324: (400, "OAuthException", "Missing or invalid image file"),
    341: (400, "OAuthException", "Feed action request limit reached"),
    368: (400, "OAuthException", "The action attempted has been deemed abusive or is otherwise disallowed"),
    506: (400, "OAuthException", "Duplicate status message"),
    613: (400, "OAuthException", "Calls to this api have exceeded the rate limit."),
    80001: (400, "OAuthException", "There have been too many calls to this Page account."),
    1366046: (400, "OAuthException", "Your photos couldn't be uploaded."),
    1609005: (400, "OAuthException", "The link could not be scraped"),
}
"""Graph error codes that the fake knows: HTTP status, type, message."""

Plan = str
"""A `Fault`'s value, or `code-N` for an answer with Graph error N and nothing done."""


class Faults:
    """Which call meets which plan. Thread-safe.

    `call` is one of `feed`, `photos`, `list`, `read`, `edit`, `delete`, `insights`, `token`, or `*` for each of them;
    `page` a Facebook page id or `*`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: dict[tuple[str, str], deque[Plan]] = {}
        self._always: dict[tuple[str, str], Plan] = {}
        self._rates: dict[str, tuple[random.Random, dict[Plan, float]]] = {}

    def next(self, call: str, *plans: Plan, page: str = "*") -> None:
        """The coming calls meet these plans, one each, in order; an empty plan lets a call through."""
        with self._lock:
            self._next.setdefault((call, page), deque()).extend(map(str, plans))

    def always(self, call: str, plan: Plan | None, *, page: str = "*") -> None:
        """Every such call meets the plan; None ends it."""
        with self._lock:
            if plan is None:
                self._always.pop((call, page), None)
            else:
                self._always[call, page] = str(plan)

    def at_random(self, call: str, seed: int, rates: Mapping[Plan, float]) -> None:
        """Draw a plan for each such call with these probabilities, whose sum is at most 1."""
        if sum(rates.values()) > 1:
            raise ValueError("the probabilities add up to more than 1")
        with self._lock:
            self._rates[call] = random.Random(seed), {str(plan): rate for plan, rate in rates.items()}

    def clear(self) -> None:
        with self._lock:
            self._next.clear()
            self._always.clear()
            self._rates.clear()

    def draw(self, call: str, page: str) -> Plan | None:
        with self._lock:
            for key in ((call, page), (call, "*"), ("*", page), ("*", "*")):
                if self._next.get(key):
                    return self._next[key].popleft() or None
            for key in ((call, page), (call, "*"), ("*", page), ("*", "*")):
                if key in self._always:
                    return self._always[key]
            for name in (call, "*"):
                if name in self._rates:
                    return self._at_chance(*self._rates[name])
            return None

    @staticmethod
    def _at_chance(source: random.Random, rates: dict[Plan, float]) -> Plan | None:
        point = source.random()
        for plan, rate in rates.items():
            if point < rate:
                return plan
            point -= rate
        return None
