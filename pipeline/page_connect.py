"""Connecting a page to Facebook: the token is looked at from all sides before it is kept, encrypted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from pipeline.model import Page, User
from pipeline.secrets import Keyring, Secret
from pipeline.settings_facebook import FacebookPage
from pipeline.store import Store
from pipeline.token_errors import PageNotManaged, PageNotOnFacebook, TokenRefused, TokenUnreadable
from pipeline.token_facts import CONNECTED_PAUSES, Mode, Problem, TokenFacts, problem_of
from pipeline.token_graph import TokenGraph
from pipeline.token_words import problem_text

_LONGEST = 4096
_TOKEN = re.compile(rf"[!-~]{{1,{_LONGEST}}}\Z")


@dataclass(frozen=True, slots=True)
class Seen:
    """What Graph said of a token that was given. `name` is the page's on Facebook, None where it does not open it."""

    token: Secret
    facts: TokenFacts
    problem: Problem | None
    name: str | None


def facebook_of(page: Page) -> FacebookPage:
    """The page's settings of Facebook. Raises `PageNotOnFacebook`."""
    if page.publisher != "facebook" or page.facebook is None:
        raise PageNotOnFacebook(page=page.name)
    return page.facebook


def parse_token(text: str) -> Secret:
    """What was pasted, without blanks around it. Raises `TokenUnreadable`."""
    text = text.strip().strip("\ufeff\"'")
    if not _TOKEN.match(text):
        raise TokenUnreadable(limit=_LONGEST)
    return Secret(text)


def look_at(graph: TokenGraph, page: Page, token: Secret, now: datetime) -> Seen:
    """Ask Graph what a token is. Raises `PageNotOnFacebook`, `AppSecretWrong` or `GraphSilent`."""
    facebook = facebook_of(page)
    facts = graph.debug(token)
    problem = problem_of(facts, facebook, facts.mode, now)
    name = None
    if problem is None or not problem.stops:
        # Only using it shows that it works; an app without its access level has valid tokens too.
        name = graph.page_name(token, facebook.facebook_id)
        if name is None:
            problem = Problem.DEAD
    return Seen(token, facts, problem, name)


def exchange(graph: TokenGraph, page: Page, user_token: Secret) -> Secret:
    """The page's own token for that of a user who manages it.

    By way of a lasting user token: a page token that comes of one has no end. Neither user token is kept. Raises
    `PageNotManaged` or `GraphSilent`.
    """
    facebook = facebook_of(page)
    token = graph.pages_of(graph.lasting(user_token)).get(facebook.facebook_id)
    if token is None:
        raise PageNotManaged(facebook_id=facebook.facebook_id)
    return token


def keep(
    store: Store, page: Page, seen: Seen, keyring: Keyring, mode: Mode, now: datetime, *, by: User | None = None
) -> bool:
    """Keep a token that was looked at; whether the page goes on, having been paused for its old token.

    `mode` is the app's mode as a person said it, which counts where Graph did not tell. Raises `TokenRefused`.
    """
    facebook = facebook_of(page)
    known = seen.facts.mode if seen.facts.mode is not Mode.UNKNOWN else mode
    problem = seen.problem
    if problem is None or not problem.stops:
        problem = problem_of(seen.facts, facebook, known, now)
    if problem is not None and problem.stops:
        raise TokenRefused(problem=problem_text(problem, page))
    store.tokens.connect(page.id, facebook.facebook_id, seen.token, keyring, seen.facts, known, problem, now, by=by)
    return store.pages.resume(page.id, now, by=by, only=CONNECTED_PAUSES)
