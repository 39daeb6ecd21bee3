"""The ways out of the desk, built from its settings.

One that cannot be built, for a setting or a secret that is missing, makes its own pages wait; the others go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

from crawlers.errors import CrawlError
from crawlers.settings import PRODUCT, user_agent
from pipeline.clock import Clock, system_clock
from pipeline.errors import DeskError
from pipeline.graph import GraphPage
from pipeline.graph.client import Client
from pipeline.i18n import describe
from pipeline.mail import Attached, Mailer
from pipeline.model import Page, Post
from pipeline.outgoing import Outgoing
from pipeline.photo_store import photos_of
from pipeline.pictures import kept_picture
from pipeline.publishers import PageStopped, Publisher, Receipt
from pipeline.publishers.email import Email
from pipeline.publishers.facebook import Facebook
from pipeline.publishers.outbox import Outbox
from pipeline.publishers.rss import Rss
from pipeline.publishers.webhook import Target, Webhook
from pipeline.secrets import Secret, read_secret
from pipeline.settings import PUBLISHERS, Settings
from pipeline.settings_ways import webhook_secret_name
from pipeline.store import Store
from pipeline.token_access import app_secret, token_of_id

_LEAST_SECRET = 16
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unready:
    """Stands for a way that could not be built: whoever wants to use it is told what is missing."""

    problem: str
    repeatable: ClassVar[bool] = False

    def deliver(self, post: Post, page: Page, now: datetime) -> Receipt:
        raise PageStopped(self.problem)

    def find(self, post: Post, page: Page) -> Receipt | None:
        raise PageStopped(self.problem)


def ways_out(store: Store, settings: Settings, clock: Clock = system_clock) -> dict[str, Publisher]:
    """A publisher for every name that a page's settings may give. The tokens of Facebook's pages are in the store."""
    builders: dict[str, Callable[[], Publisher]] = {
        "outbox": lambda: Outbox(settings.outbox, photos_of(settings).photo),
        "email": lambda: email_of(settings),
        "rss": lambda: feeds_of(settings),
        "webhook": lambda: webhook_of(settings, clock),
        "facebook": lambda: facebook_of(store, settings),
    }
    used = {page.publisher for page in settings.pages}
    return {name: _built(name, builders.get(name), used=name in used) for name in PUBLISHERS}


def _built(name: str, build: Callable[[], Publisher] | None, *, used: bool) -> Publisher:
    if build is None:
        return Unready(f"{name}-not-set")
    try:
        return build()
    except DeskError as error:
        if used:
            _log.error("pages with the publisher %s wait: %s", name, describe(error))
        return Unready(error.code)


def facebook_of(store: Store, settings: Settings) -> Facebook:
    """The pages on Facebook. The app's secret and the tokens are read at each call, so a change needs no restart."""
    # It brings aiohttp, which the web process, here for the feeds, has no need of.

    pages = {
        page.id: GraphPage(page.id, page.facebook.facebook_id, page.facebook.graph_version, page.facebook.graph_url)
        for page in settings.pages
        if page.facebook is not None
    }
    photo = photos_of(settings).photo
    return Facebook(pages, Client(lambda: app_secret().reveal()), token_of_id(store, settings), photo)


def feeds_of(settings: Settings) -> Rss:
    """The feeds of the pages that have one."""
    return Rss(settings.feeds, {page_id: ways.rss for page_id, ways in settings.ways.items() if ways.rss is not None})


def email_of(settings: Settings) -> Email:
    """Raises what `Mailer.of` does."""
    ways = {page_id: ways.email for page_id, ways in settings.ways.items() if ways.email is not None}
    attach = partial(_attached, settings.data_dir)
    return Email(Mailer.of(settings.mail), ways, attach, photos_of(settings).photo)


def _attached(data_dir: Path, url: str) -> Attached | None:
    kept = kept_picture(data_dir, url)
    if kept is None:
        return None
    try:
        return Attached(f"anh{kept.path.suffix}", kept.media_type, kept.path.read_bytes())
    except OSError:
        return None


def webhook_of(settings: Settings, clock: Clock = system_clock) -> Webhook:
    """The webhooks of all pages; one without a secret stands there without it."""
    targets = {
        page_id: Target(ways.webhook, _webhook_secret(page_id))
        for page_id, ways in settings.ways.items()
        if ways.webhook is not None
    }
    try:
        agent = user_agent(settings.contact)
    except CrawlError:
        agent = PRODUCT
    return Webhook(targets, Outgoing(allow_loopback=settings.demo), clock, agent)


def _webhook_secret(page_id: str) -> Secret | None:
    try:
        secret = read_secret(webhook_secret_name(page_id))
    except DeskError as error:
        _log.error("the webhook of page %s waits: %s", page_id, describe(error))
        return None
    return secret if secret is not None and len(secret.reveal()) >= _LEAST_SECRET else None
