"""The keys, the app's secret and Graph as they are at hand in this process.

They are read anew each time, so that a change of the files needs no restart.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipeline.clock import Clock
from pipeline.errors import StoreBroken, StoreBusy
from pipeline.graph.client import Client
from pipeline.graph.tokens import GraphTokens
from pipeline.i18n import describe
from pipeline.model import Page
from pipeline.page_connect import facebook_of
from pipeline.secrets import APP_SECRET, Secret, load_keyring, read_secret
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.token_check import Graphs, check_due, due
from pipeline.token_errors import AppSecretMissing
from pipeline.token_words import token_of

_log = logging.getLogger(__name__)


def app_secret() -> Secret:
    """From `ANHDUONG_APP_SECRET` or its `_FILE`. Raises `AppSecretMissing`, and what `read_secret` does."""
    secret = read_secret(APP_SECRET)
    if secret is None:
        raise AppSecretMissing
    return secret


def page_token(store: Store, page: Page) -> Secret:
    """The page's token in clear, for a call.

    Raises `NotConnected`, `KeyMissing`, `KeyWrong`, `SealBroken`, and what `load_keyring` does.
    """
    return store.tokens.token(page.id, token_of(page), load_keyring())


def token_of_id(store: Store, settings: Settings) -> Callable[[str], str]:
    """What gives the Facebook publisher a page's token in clear, by the page's id. Raises what `page_token` does."""
    return lambda page_id: page_token(store, settings.page(page_id)).reveal()


def check_tokens(store: Store, settings: Settings, clock: Clock) -> None:
    """Look at the tokens that are due: what `anhduong run` does each minute. A store that fails is tried again."""
    try:
        if due(store, settings, clock()):
            with asking_graph() as graphs:
                check_due(store, settings, graphs, load_keyring, clock())
    except (StoreBusy, StoreBroken) as error:
        _log.error("%s", describe(error))


@contextmanager
def asking_graph() -> Iterator[Graphs]:
    """Graph as the app of each page asks it, over one client for the length of the block."""
    with Client(lambda: app_secret().reveal()) as client:

        def graph_of(page: Page) -> GraphTokens:
            return GraphTokens(client, facebook_of(page), page.id, app_secret())

        yield graph_of
