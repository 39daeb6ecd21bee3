"""What every view works with: the desk behind the pages, and one visit of one person to one address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request

from pipeline.checkup import Checkup
from pipeline.clock import Clock
from pipeline.errors import NotFound
from pipeline.metrics import Metrics
from pipeline.model import User
from pipeline.models import ModelInUse
from pipeline.oidc import Provider
from pipeline.pictures import Pictures
from pipeline.second_factor import Keys
from pipeline.secrets import load_keyring
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.store.sessions import Session
from review_ui.errors import FormBroken

_LARGEST = 2**63 - 1
"""SQLite's largest integer; a greater number in an address names nothing."""


@dataclass(frozen=True, slots=True)
class Site:
    """The desk behind the pages. `hosts` are the names, without port, under which it answers.

    `keys` gives the keys that second factors are sealed with.
    """

    store: Store
    settings: Settings
    clock: Clock
    secure_cookies: bool
    hosts: frozenset[str]
    pictures: Pictures
    model: ModelInUse
    checkup: Checkup
    metrics: Metrics
    keys: Keys = load_keyring
    oidc: Provider | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a POST, in order. A field that was not sent reads as empty text."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Uploaded files by field, for routes that take any."""

    def text(self, name: str) -> str:
        values = self.fields.get(name)
        return values[-1] if values else ""

    def number(self, name: str) -> int:
        """A whole number. Raises `FormBroken`."""
        text = self.text(name)
        if not (text.isascii() and text.isdigit()) or int(text[:20]) > _LARGEST:
            raise FormBroken
        return int(text)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request as a view sees it. `now` is one instant for the whole of it."""

    site: Site
    request: Request
    now: datetime
    session: Session | None = None
    form: Form = field(default_factory=Form)

    @property
    def store(self) -> Store:
        return self.site.store

    @property
    def settings(self) -> Settings:
        return self.site.settings

    @property
    def user(self) -> User:
        """Who is there. The route table lets nobody without a session reach a view that asks."""
        assert self.session is not None
        return self.session.user

    @property
    def session_id(self) -> int:
        assert self.session is not None
        return self.session.id

    @property
    def needs_second(self) -> bool:
        """Whether this person's role asks for a second factor that the account has not got."""
        session = self.session
        asked = self.settings.people.totp_required_for
        return session is not None and not session.second and session.user.role in asked

    @property
    def address(self) -> str:
        """The network address of the browser, as far as the server knows it."""
        return self.request.client.host if self.request.client else ""

    @property
    def base(self) -> str:
        """Where the browser sees the desk: scheme and host, which was checked on the way here."""
        url = self.request.url
        return f"{'https' if self.site.secure_cookies else url.scheme}://{url.netloc}"

    @property
    def by_htmx(self) -> bool:
        """Whether the browser asks for a part of a page, not for a page."""
        return self.request.headers.get("hx-request") == "true"

    def number(self, name: str) -> int:
        """A number in the address. Raises `NotFound` for one that can name nothing."""
        value: int = self.request.path_params[name]
        if value > _LARGEST:
            raise NotFound
        return value

    def query(self, name: str) -> str:
        return self.request.query_params.get(name, "")
