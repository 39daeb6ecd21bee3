"""The daily look at each page's token. A dead one pauses its page at once; one that lives again lets the page go on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import DeskError
from pipeline.model import Page
from pipeline.secret_errors import KeyInvalid, KeyMissing, KeyWrong, SealBroken
from pipeline.secrets import Keyring, Secret
from pipeline.settings import Settings
from pipeline.settings_facebook import FacebookPage
from pipeline.store import Store
from pipeline.store.pages import Pause
from pipeline.store.tokens import TokenStatus
from pipeline.token_facts import (
    APP_DEVELOPMENT,
    TOKEN_DEAD,
    TOKEN_PAUSES,
    Mode,
    Problem,
    is_due,
    problem_of,
)
from pipeline.token_graph import TokenGraph
from pipeline.token_words import token_of

Graphs = Callable[[Page], TokenGraph]
Keys = Callable[[], Keyring]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check came to. `error` says why there was no answer; then `problem` is what was known before."""

    page: Page
    problem: Problem | None
    error: DeskError | None = None
    paused: bool = False
    """Whether the check paused the page."""
    resumed: bool = False
    """Whether the check let the page go on."""

    @property
    def well(self) -> bool:
        return self.problem is None and self.error is None


def due(store: Store, settings: Settings, now: datetime) -> tuple[tuple[Page, TokenStatus], ...]:
    """The pages whose token is to be looked at now."""
    statuses = {status.page_id: status for status in store.tokens.statuses()}
    if not statuses:
        return ()
    pauses = store.pages.paused(now)
    return tuple(
        (page, status)
        for page in settings.pages
        if (status := statuses.get(page.id)) is not None and page_is_due(page, status, pauses.get(page.id), now)
    )


def check_due(store: Store, settings: Settings, graphs: Graphs, keys: Keys, now: datetime) -> tuple[Checked, ...]:
    """Check the tokens that are due. `graphs` gives Graph as the page's app asks it, `keys` the keys at hand.

    What a page's check cannot do is in its `Checked.error` and does not hold the others up.
    """
    return tuple(check(store, page, status, graphs, keys, now) for page, status in due(store, settings, now))


def page_is_due(page: Page, status: TokenStatus, pause: Pause | None, now: datetime) -> bool:
    """Whether a page's token is to be looked at now; one of a page that publishes elsewhere is left alone."""
    if page.publisher != "facebook" or page.facebook is None:
        return False
    held = pause is not None and pause.reason in TOKEN_PAUSES
    return is_due(status.checked_at, status.tried_at, status.problem, now, held=held)


def check(store: Store, page: Page, status: TokenStatus, graphs: Graphs, keys: Keys, now: datetime) -> Checked:
    """Look at one page's token now, and pause the page or let it go on by what is found."""
    assert page.facebook is not None
    if not store.tokens.asked(page.id, status.serial, now):
        return Checked(page, status.problem)
    try:
        token = store.tokens.token(page.id, token_of(page), keys())
    except (KeyMissing, KeyInvalid, KeyWrong, SealBroken) as error:
        store.tokens.found_wanting(page.id, status.serial, Problem.KEY, now)
        return _settle(store, page, Problem.KEY, now, error)
    except DeskError as error:
        return Checked(page, status.problem, error)
    try:
        return _ask(store, page, page.facebook, status, token, graphs(page), now)
    except DeskError as error:
        _log.warning("token of page %s was not checked: %s", page.id, error)
        return Checked(page, status.problem, error)


def _ask(
    store: Store,
    page: Page,
    facebook: FacebookPage,
    status: TokenStatus,
    token: Secret,
    graph: TokenGraph,
    now: datetime,
) -> Checked:
    facts = graph.debug(token)
    mode = facts.mode if facts.mode is not Mode.UNKNOWN else status.mode
    problem = problem_of(facts, facebook, mode, now)
    if (problem is None or not problem.stops) and graph.page_name(token, facebook.facebook_id) is None:
        problem = Problem.DEAD
    if not store.tokens.told(page.id, status.serial, facts, mode, problem, now):
        # The page was given another token in the meantime: this one's fate is nobody's business now.
        return Checked(page, None)
    return _settle(store, page, problem, now)


def _settle(
    store: Store, page: Page, problem: Problem | None, now: datetime, error: DeskError | None = None
) -> Checked:
    if problem is not None and problem.stops:
        reason = APP_DEVELOPMENT if problem is Problem.DEVELOPMENT else TOKEN_DEAD
        paused = store.pages.pause(page.id, reason, now)
        if paused:
            _log.warning("page %s is paused: %s", page.id, problem)
        return Checked(page, problem, error, paused=paused)
    return Checked(page, problem, error, resumed=store.pages.resume(page.id, now, only=TOKEN_PAUSES))
