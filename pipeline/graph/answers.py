"""What an answer of Graph means for the post that was sent: the error table of the design, as one pure function.

The sure codes are those of which Facebook says what they mean and behind which nothing was ever created
(developers.facebook.com/docs/graph-api/guides/error-handling). Every other answer is uncertain: the page is read back,
and nothing is sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.graph.usage import parse_usage
from pipeline.publishers import NotNow, PageStopped, Refused, Uncertain

UNREACHABLE_WAIT = 60.0
LIMIT_WAIT = 600.0
"""Seconds, where a rate limit is answered and no header says how long it holds."""

_TOKEN = frozenset({102, 190})
_PERMISSION = frozenset({3, 10, *range(200, 300)})
_LIMIT = frozenset({4, 17, 32, 341, 613, 80001})
_UNKNOWN = frozenset({1, 2})
_DUPLICATE = 506
_BLOCKED = 368
_CONTENT = {100: "graph-content", 324: "graph-picture", 1366046: "graph-picture", 1609005: "graph-link"}
_VERSION_ENDED = 2635
_GONE = 33
"""Subcode of 100."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: `body` is its JSON, None where it is none."""

    status: int
    body: Any = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def error(self) -> Mapping[str, Any] | None:
        """Graph's `error` object."""
        error = self.body.get("error") if isinstance(self.body, dict) else None
        return error if isinstance(error, dict) else None

    @property
    def accepted(self) -> bool:
        """2xx with an object in it that tells of no error."""
        return 200 <= self.status < 300 and isinstance(self.body, dict) and "error" not in self.body

    @property
    def gone(self) -> bool:
        """What the path names is not there, or this token may not see it."""
        error = self.error or {}
        return self.status < 500 and error.get("code") == 100 and error.get("error_subcode") == _GONE


@dataclass(frozen=True, slots=True)
class Broken:
    """There was no whole answer. `sent` says whether Graph may have read the request; `problem` is a short code."""

    problem: str
    sent: bool


@dataclass(frozen=True, slots=True)
class Published:
    """Graph gave what was sent this id."""

    id: str


Meaning = Published | Refused | PageStopped | NotNow | Uncertain


def classify(answer: Answer | Broken) -> Meaning:
    """What became of a post, as `Published` or as the exception to raise. Raises nothing itself."""
    if isinstance(answer, Broken):
        return Uncertain(answer.problem) if answer.sent else NotNow(answer.problem, UNREACHABLE_WAIT)
    if answer.accepted:
        post_id = answer.body.get("id")
        known = isinstance(post_id, str) and 0 < len(post_id) <= 200 and post_id.isascii() and post_id.isprintable()
        return Published(post_id) if known else Uncertain("graph-no-id")
    if answer.status >= 500:
        return Uncertain("graph-server-error")
    return refusal(answer) or Uncertain("graph-unclear")


def refusal(answer: Answer) -> Refused | Uncertain | None:
    """The error table; None for an answer that is not in it."""
    error = answer.error
    code = error.get("code") if error is not None else None
    if error is None or isinstance(code, bool) or not isinstance(code, int) or answer.status >= 500:
        return None
    if code in _UNKNOWN:
        return Uncertain("graph-server-error")
    if code == _DUPLICATE:
        return Uncertain("graph-duplicate")
    if code in _TOKEN:
        return PageStopped("graph-token")
    if code in _PERMISSION:
        return PageStopped("graph-permission")
    if code == _VERSION_ENDED:
        return PageStopped("graph-version")
    if code in _LIMIT:
        return NotNow("graph-limit", parse_usage(answer.headers).wait or LIMIT_WAIT)
    if code == _BLOCKED:
        return Refused("graph-blocked")
    if code == 100 and "appsecret_proof" in str(error.get("message", "")):
        return PageStopped("graph-proof")
    if answer.gone:
        return PageStopped("graph-no-page")
    return Refused(_CONTENT[code]) if code in _CONTENT else None


def trace(answer: Answer | Broken) -> str:
    """What may be logged of an answer. Never Graph's own message: that of a malformed token quotes it."""
    if isinstance(answer, Broken):
        return answer.problem
    error = answer.error or {}
    numbers = [value if isinstance(value, int) else "-" for value in (error.get("code"), error.get("error_subcode"))]
    mark = error.get("fbtrace_id")
    shown = mark if isinstance(mark, str) and len(mark) <= 40 and mark.replace("-", "_").isidentifier() else "-"
    return f"status {answer.status}, code {numbers[0]}, subcode {numbers[1]}, trace {shown}"
