"""What stands before every page, as plain ASGI: response headers, Host, size, and where a POST came from."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.errors import DeskError
from review_ui.errors import BodyTooLarge, FormForged, HostUnknown
from review_ui.site import Site

BODY_LIMIT_KB = 64
CAPTION_BODY_KB = 1024
"""Of a form with a caption: 100,000 Vietnamese letters are 900 KB as a browser sends them, and one who pastes so much
gets it back in the form, with what is wrong."""
_WITH_CAPTION = re.compile(r"/(soan/\d+(/xem-truoc|/giu)?|bai-dang/\d+/(sua|giu|dinh-chinh))\Z", re.ASCII)
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
API = "/api/"
"""Below it no cookie counts, so that no browser can be made to act there and nothing need be asked of the origin."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

Refuse = Callable[[int, DeskError], ASGIApp]
"""Makes the response that tells a browser why it is refused."""


def picture_sources(site: Site) -> str:
    """A published page shows publishers' pictures by HTTPS. The sample portal has only HTTP on loopback."""
    return "'self' https: http://127.0.0.1:*" if site.settings.demo else "'self' https:"


def page_policy() -> str:
    """The Content-Security-Policy of the desk's own pages: nothing inline, nothing from elsewhere."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def outbox_policy(site: Site) -> str:
    """The policy of a published page as a reader sees it: it needs no script and no form."""
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            f"img-src {picture_sources(site)}",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def headers(site: Site) -> dict[str, str]:
    """Headers of every response that does not set its own.

    `Referrer-Policy` is same-origin, not no-referrer: with the latter browsers send `Origin: null` from our
    own forms (Fetch, "serializing a request origin").
    """
    fixed = {
        "content-security-policy": page_policy(),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
    }
    if site.secure_cookies:
        fixed["strict-transport-security"] = "max-age=31536000"
    return fixed


class SecurityHeaders:
    """Adds `headers` to every response."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._headers = headers(site)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    given.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def host_name(host: str) -> str:
    """The name in a Host header, without its port, in small letters."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def known_host(name: str, hosts: frozenset[str]) -> bool:
    """Loopback, a name of the settings, or an address: DNS rebinding needs a name, an address cannot be rebound."""
    if name in LOOPBACK_NAMES or name in hosts:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class HostCheck:
    """Refuses requests for another host's name (DNS rebinding, poisoned links)."""

    def __init__(self, app: ASGIApp, site: Site, refuse: Refuse) -> None:
        self._app = app
        self._hosts = site.hosts
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] in ("http", "websocket"):
            host = Headers(scope=scope).get("host", "")
            if not known_host(host_name(host), self._hosts):
                app = self._refuse(400, HostUnknown(host=host[:100]))
        await app(scope, receive, send)


class _Overflow(Exception):
    """The body went over the limit while it was read."""


class BodyLimit:
    """Refuses bodies over the limit, by their declared length or while they arrive."""

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self._app = app
        self._refuse = {kb: refuse(413, BodyTooLarge(limit=kb)) for kb in (BODY_LIMIT_KB, CAPTION_BODY_KB)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit_kb = CAPTION_BODY_KB if _WITH_CAPTION.match(scope["path"]) else BODY_LIMIT_KB
        limit = limit_kb * 1024
        declared = Headers(scope=scope).get("content-length", "0")
        if not (declared.isascii() and declared.isdigit()) or int(declared[:20]) > limit:
            await self._refuse[limit_kb](scope, receive, send)
            return
        started = False
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                if taken > limit:
                    raise _Overflow
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except _Overflow:
            if started:
                raise
            await self._refuse[limit_kb](scope, receive, send)


def same_origin(given: Headers) -> bool:
    """Whether a browser says that the request comes from one of our own pages.

    Sec-Fetch-Site where it is sent (Fetch Metadata), else Origin, else Referer; a request with none of them
    is refused. The scheme is not compared: TLS may end at a proxy before us.
    """
    site = given.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = given.get("origin")
    if origin == "null":
        return site == "same-origin"
    claimed = origin or given.get("referer")
    if claimed is None:
        return site is not None
    try:
        place = urlsplit(claimed)
    except ValueError:
        return False
    return place.scheme in ("http", "https") and place.netloc.lower() == given.get("host", "").lower()


class SameOrigin:
    """Refuses writing requests that do not come from our own pages."""

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self._app = app
        self._refuse = refuse(403, FormForged())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http" and scope["method"] not in _SAFE and not scope["path"].startswith(API):
            app = self._app if same_origin(Headers(scope=scope)) else self._refuse
        await app(scope, receive, send)
