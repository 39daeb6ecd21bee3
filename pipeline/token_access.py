"""The keys, the app's secret and Graph as they are at hand in this process.

They are read anew each time, so that a change of the files needs no restart.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.graph.client import Client
from pipeline.graph.tokens import GraphTokens
from pipeline.model import Page
from pipeline.page_connect import facebook_of
from pipeline.secrets import APP_SECRET, Secret, load_keyring, read_secret
from pipeline.store import Store
from pipeline.token_check import Graphs
from pipeline.token_errors import AppSecretMissing
from pipeline.token_words import token_of


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


@contextmanager
def asking_graph() -> Iterator[Graphs]:
    """Graph as the app of each page asks it, over one client for the length of the block."""
    with Client(lambda: app_secret().reveal()) as client:

        def graph_of(page: Page) -> GraphTokens:
            return GraphTokens(client, facebook_of(page), page.id, app_secret())

        yield graph_of
