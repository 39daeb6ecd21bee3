"""What Graph says of a page's token, and what is to be thought of it. Values and pure decisions.

Sources: `/debug_token` (https://developers.facebook.com/docs/graph-api/reference/debug_token), app modes
(https://developers.facebook.com/docs/development/build-and-test/app-modes). Graph has no documented field that tells
an app's mode, so what a person said of it when connecting counts, unless an answer tells it after all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from pipeline.settings_facebook import FacebookPage

NEEDED = ("pages_manage_posts", "pages_read_engagement")
"""Without these nothing is published, or what was cannot be read back."""
WISHED = ("read_insights",)
"""Without these the page's own figures stay empty; it publishes all the same."""
CHECK_EVERY = timedelta(hours=24)
ASK_AGAIN = timedelta(hours=1)
"""After a check that Graph did not answer, and while a token has a problem."""
TRY_KEY = timedelta(minutes=1)
"""While the key is not at hand: whether it is back is seen without asking anybody."""
DYING = timedelta(days=7)
TOKEN_DEAD, APP_DEVELOPMENT = "token-dead", "app-development"
TOKEN_PAUSES = frozenset({TOKEN_DEAD, APP_DEVELOPMENT, "graph-token", "graph-no-token", "graph-proof"})
"""Reasons of a pause that a check which finds the token well takes back; the last ones are the publisher's."""
CONNECTED_PAUSES = TOKEN_PAUSES | {"graph-permission", "graph-no-page"}
"""Reasons that a new token takes back: a person has acted."""


class Mode(StrEnum):
    """An app's mode: posts of one in development are seen by the app's own people only."""

    LIVE = "live"
    DEVELOPMENT = "development"
    UNKNOWN = "unknown"


class Problem(StrEnum):
    """What is wrong with a token; the words are in `pipeline.token_words`. The worst comes first."""

    DEAD = "token-dead"
    EXPIRED = "token-expired"
    USER = "token-of-user"
    NOT_A_PAGES = "token-not-of-page"
    WRONG_PAGE = "token-wrong-page"
    WRONG_APP = "token-wrong-app"
    SCOPES = "token-scopes"
    KEY = "token-key"
    DEVELOPMENT = "app-development"
    INSIGHTS = "token-insights"

    @property
    def stops(self) -> bool:
        """Whether nothing may leave from the page."""
        return self is not Problem.INSIGHTS


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """A token as Graph describes it. `owner` is the page's id for a page token; times are None for never."""

    valid: bool
    type: str
    app_id: str
    owner: str
    scopes: frozenset[str]
    expires_at: datetime | None = None
    data_access_expires_at: datetime | None = None
    mode: Mode = Mode.UNKNOWN


def facts_of(data: dict[str, object]) -> TokenFacts:
    """The `data` of an answer of `/debug_token`. Raises `ValueError` for one that says nothing of a token."""
    valid = data.get("is_valid")
    if not isinstance(valid, bool):
        raise ValueError("no is_valid")  # noqa: TRY004 - an answer from outside, not a caller's mistake
    scopes = data.get("scopes")
    mode = data.get("app_mode")
    return TokenFacts(
        valid=valid,
        type=str(data.get("type") or "").upper(),
        app_id=str(data.get("app_id") or ""),
        owner=str(data.get("profile_id") or data.get("user_id") or ""),
        scopes=frozenset(scope for scope in scopes if isinstance(scope, str))
        if isinstance(scopes, list)
        else frozenset(),
        expires_at=_instant(data.get("expires_at")),
        data_access_expires_at=_instant(data.get("data_access_expires_at")),
        mode=Mode(mode) if isinstance(mode, str) and mode in tuple(Mode) else Mode.UNKNOWN,
    )


def _instant(value: object) -> datetime | None:
    """A Unix time in seconds; 0 says never."""
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def problem_of(facts: TokenFacts, page: FacebookPage, mode: Mode, now: datetime) -> Problem | None:
    """The worst thing that is wrong with a token for this page; `mode` is what is known of the app's mode."""
    if facts.expires_at is not None and facts.expires_at <= now:
        return Problem.EXPIRED
    if not facts.valid:
        return Problem.DEAD
    if facts.type == "USER":
        return Problem.USER
    if facts.type != "PAGE":
        return Problem.NOT_A_PAGES
    if facts.app_id != page.app_id:
        return Problem.WRONG_APP
    if facts.owner != page.facebook_id:
        return Problem.WRONG_PAGE
    if not facts.scopes.issuperset(NEEDED):
        return Problem.SCOPES
    if mode is Mode.DEVELOPMENT:
        return Problem.DEVELOPMENT
    if not facts.scopes.issuperset(WISHED):
        return Problem.INSIGHTS
    return None


def is_due(checked_at: datetime, tried_at: datetime, problem: Problem | None, now: datetime, *, held: bool) -> bool:
    """Whether a token is to be looked at again: daily, hourly while something is wrong with it or the page is `held`.

    `checked_at` is when Graph last answered, `tried_at` when it was last asked. A clock that went back makes it due.
    """
    if tried_at > now:
        return True
    if now - tried_at < (TRY_KEY if problem is Problem.KEY else ASK_AGAIN):
        return False
    return held or problem is not None or now - checked_at >= CHECK_EVERY
