"""What an operation works with: one request of one token, checked against the table, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pipeline.access import Scope
from pipeline.errors import NotFound
from pipeline.model import Page, Post, Role, User
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.store.access import Holder
from review_ui.addresses import whole_number
from review_ui.api.errors import VersionNeeded
from review_ui.api.schema import Schema
from review_ui.errors import PageGone
from review_ui.site import Site


@dataclass(frozen=True, slots=True)
class Call:
    """`body` and `query` have the shape that the table gives them; `seen` is the version that If-Match names."""

    site: Site
    now: datetime
    path: Mapping[str, str]
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    holder: Holder | None = None
    seen: int | None = None

    @property
    def store(self) -> Store:
        return self.site.store

    @property
    def settings(self) -> Settings:
        return self.site.settings

    @property
    def user(self) -> User:
        assert self.holder is not None
        return self.holder.user

    def number(self, name: str) -> int:
        """A number in the address. Raises `NotFound` for what can name nothing."""
        found = whole_number(self.path[name])
        if found is None:
            raise NotFound
        return found

    @property
    def version(self) -> int:
        """The version that was seen, by the body or by If-Match. Raises `VersionNeeded`."""
        given = self.body.get("version", self.seen)
        if given is None:
            raise VersionNeeded
        return int(given)

    def page_of(self, post: Post) -> Page:
        """Raises `PageGone`."""
        try:
            return self.settings.page(post.page_id)
        except NotFound as error:
            raise PageGone from error


@dataclass(frozen=True, slots=True)
class Given:
    """An answer. `version` leads its ETag, so that it can come back in If-Match; `location` is of what was made."""

    content: Mapping[str, object]
    status: int = 200
    version: int | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of the query."""

    name: str
    schema: Schema
    summary: str


Subject = Literal["article", "post"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the table. `scope` is None for what anybody may ask without a token.

    `answer` names the schema of the answer. `subject` is what the number in the address names: a conflict then tells
    its present version. `versioned`: the version seen is asked for, in the body or by If-Match.
    """

    method: Literal["GET", "POST"]
    path: str
    name: str
    summary: str
    scope: Scope | None
    least: Role
    run: Callable[[Call], Given]
    answer: str
    status: int = 200
    body: Schema | None = None
    query: tuple[Parameter, ...] = ()
    subject: Subject | None = None
    versioned: bool = False
