"""The state behind the fake Graph API: apps, pages, tokens, photos, posts, and what a reader of a page would see."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from tests.fakes.graph_faults import CODES

PUBLISHING_SCOPES = ("pages_show_list", "pages_read_engagement", "pages_manage_posts", "read_insights")


class GraphError(Exception):
    """An answer of the fake with `error` in it."""

    def __init__(self, code: int, message: str = "", *, status: int | None = None, subcode: int | None = None) -> None:
        known = CODES.get(code, (400, "OAuthException", "Unsupported request"))
        super().__init__(f"(#{code}) {message or known[2]}")
        self.status = status or known[0]
        self.body: dict[str, Any] = {
            "message": str(self), "type": known[1], "code": code, "fbtrace_id": secrets.token_urlsafe(8),
        }  # fmt: skip
        if subcode is not None:
            self.body["error_subcode"] = subcode


@dataclass(frozen=True)
class FakeToken:
    """`kind` is `PAGE` or `USER`; `owner` the page's or user's id; `expires_at` a Unix time, 0 for never."""

    value: str
    kind: str
    owner: str
    scopes: tuple[str, ...] = PUBLISHING_SCOPES
    expires_at: int = 0
    data_access_expires_at: int = 0
    valid: bool = True


@dataclass(frozen=True)
class FakePhoto:
    id: str
    page: str
    data: bytes
    content_type: str
    url: str | None
    alt: str | None
    published: bool


@dataclass(frozen=True)
class Shown:
    """A post as a reader of the page sees it. `public` is False while the app is in development mode."""

    id: str
    page: str
    message: str
    link: str | None
    photos: tuple[str, ...]
    alts: tuple[str | None, ...]
    created: float
    public: bool = True
    edited: bool = False


@dataclass
class _Kept:
    shown: Shown
    hidden_reads: int = 0
    metrics: dict[str, Any] = field(default_factory=dict)


class World:
    """Thread-safe. Times are Unix seconds from `clock`."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.app_id = "700000000000001"
        self.app_secret = "fake-app-secret-0123456789abcdef"
        self.app_mode = "live"
        """`live`, or `development`: then posts are seen by the app's own people only."""
        self.late_reads = 2
        """How many listings leave out a post that was accepted with the fault `late`."""
        self.refuse_duplicates = False
        """Whether a page's newest message sent again is answered with 506. Facebook promises nothing of the kind."""
        self.usage: dict[str, int] = {"call_count": 2, "total_cputime": 1, "total_time": 1}
        """In percent, for the app and for every page."""
        self.regain_minutes = 3
        """What a rate limit's answer says of when calls are taken again."""
        self.raw_headers: dict[str, str] | None = None
        """Sent in the place of the usage headers."""
        self.mangle_link: Callable[[str], str] = str
        self.mangle_text: Callable[[str], str] = str
        """What becomes of a post's link and text when it is read back."""
        self.pages: dict[str, str] = {}
        self.tokens: dict[str, FakeToken] = {}
        self.users: dict[str, tuple[str, ...]] = {}
        self.photos: dict[str, FakePhoto] = {}
        self.metrics: dict[str, dict[str, Any]] = {}
        self._posts: dict[str, _Kept] = {}
        self._deleted: list[Shown] = []
        self._number = 100_000_000_000_000

    # --- set-up

    def add_page(self, page: str = "100000000000001", name: str = "Ánh Dương", token: str | None = None) -> str:
        """A page with a page token that never ends; returns the token."""
        with self.lock:
            self.pages[page] = name
            value = token or f"EAAfakepage{secrets.token_hex(12)}"
            self.tokens[value] = FakeToken(value, "PAGE", page)
            return value

    def add_user(self, user: str = "900000000000001", *, pages: tuple[str, ...] = (), token: str | None = None) -> str:
        """A person who manages these pages; returns their user token, which ends after 60 days."""
        with self.lock:
            value = token or f"EAAfakeuser{secrets.token_hex(12)}"
            self.users[user] = pages
            self.tokens[value] = FakeToken(value, "USER", user, expires_at=int(self.clock()) + 60 * 86_400)
            return value

    def change_token(self, value: str, **changes: Any) -> None:
        with self.lock:
            self.tokens[value] = replace(self.tokens[value], **changes)

    # --- who asks

    def proof(self, token: str) -> str:
        return hmac.new(self.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()

    def authenticate(self, token: str | None, proof: str | None) -> FakeToken | None:
        """The token of a call, or None for the app's own. Raises `GraphError`."""
        if not token:
            raise GraphError(104, "An access token is required to request this resource.")
        if proof is None:
            raise GraphError(100, "API calls from the server require an appsecret_proof argument")
        if not hmac.compare_digest(proof, self.proof(token)):
            raise GraphError(100, "Invalid appsecret_proof provided in the API argument")
        if token == f"{self.app_id}|{self.app_secret}":
            return None
        with self.lock:
            known = self.tokens.get(token)
        if known is None:
            raise GraphError(190, "Invalid OAuth access token - Cannot parse access token")
        if not known.valid:
            raise GraphError(190, "Error validating access token: the session was invalidated", subcode=460)
        if known.expires_at and known.expires_at <= self.clock():
            raise GraphError(190, "Error validating access token: Session has expired", subcode=463)
        return known

    def may(self, token: FakeToken | None, page: str, scope: str) -> None:
        """Raises `GraphError` where the token is not this page's own or lacks the scope."""
        if page not in self.pages:
            raise GraphError(100, "Object does not exist, or cannot be loaded due to missing permissions", subcode=33)
        if token is None or token.kind != "PAGE" or token.owner != page:
            raise GraphError(210)
        if scope not in token.scopes:
            raise GraphError(200, f"Requires {scope} permission to manage the object")

    # --- photos and posts

    def next_id(self) -> str:
        with self.lock:
            self._number += 1
            return str(self._number)

    def add_photo(self, photo: FakePhoto) -> None:
        with self.lock:
            self.photos[photo.id] = photo

    def add_post(
        self, page: str, message: str, link: str | None = None, photos: tuple[str, ...] = (), *, late: bool = False
    ) -> str:
        """Accept a post; asked twice, it accepts twice. Returns its id. Raises `GraphError`."""
        with self.lock:
            newest = max(self.shown(page), key=lambda post: (post.created, post.id), default=None)
            if self.refuse_duplicates and newest is not None and newest.message == message:
                raise GraphError(506)
            alts = []
            for number in photos:
                photo = self.photos.get(number)
                if photo is None or photo.page != page:
                    raise GraphError(100, f"Invalid parameter: attached_media {number}")
                alts.append(photo.alt)
            for number in photos:
                self.photos[number] = replace(self.photos[number], published=True)
            post_id = f"{page}_{self.next_id()}"
            shown = Shown(
                post_id, page, message, link, photos, tuple(alts), float(self.clock()), self.app_mode == "live"
            )
            self._posts[post_id] = _Kept(shown, self.late_reads if late else 0)
            return post_id

    def edit(self, post_id: str, message: str) -> None:
        with self.lock:
            kept = self.kept(post_id)
            kept.shown = replace(kept.shown, message=message, edited=True)

    def delete(self, post_id: str) -> None:
        with self.lock:
            self._deleted.append(self.kept(post_id).shown)
            del self._posts[post_id]

    def kept(self, post_id: str) -> _Kept:
        with self.lock:
            if post_id not in self._posts:
                raise GraphError(100, f"Unsupported get request. Object with ID '{post_id}' does not exist", subcode=33)
            return self._posts[post_id]

    def listed(self, page: str) -> list[Shown]:
        """What a listing of the page holds now, newest first; late posts come one listing nearer."""
        with self.lock:
            posts = []
            for kept in self._posts.values():
                if kept.shown.page != page:
                    continue
                if kept.hidden_reads:
                    kept.hidden_reads -= 1
                else:
                    posts.append(kept.shown)
            return sorted(posts, key=lambda post: (post.created, post.id), reverse=True)

    def usage_headers(self, page: str, *, limited: bool = False) -> dict[str, str]:
        if self.raw_headers is not None:
            return self.raw_headers
        usage = {**self.usage, "call_count": 100} if limited else self.usage
        of_page = {"type": "pages", **usage, "estimated_time_to_regain_access": self.regain_minutes if limited else 0}
        headers = {"X-App-Usage": json.dumps(usage)}
        if page:
            headers["X-Business-Use-Case-Usage"] = json.dumps({page: [of_page]})
        return headers

    # --- for tests

    def shown(self, page: str | None = None) -> list[Shown]:
        """The ledger: what a reader of the page, or of all pages, sees, in the order in which it was accepted."""
        with self.lock:
            return [kept.shown for kept in self._posts.values() if page in (None, kept.shown.page)]

    def ledger(self) -> dict[str, Any]:
        """The ledger as JSON: posts that stand, posts that were deleted, the number of photos."""
        with self.lock:
            return {
                "posts": [asdict(post) for post in self.shown()],
                "deleted": [asdict(post) for post in self._deleted],
                "photos": len(self.photos),
            }
