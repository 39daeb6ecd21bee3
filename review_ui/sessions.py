"""Sessions: a random token in a cookie, its hash in the store, an idle and an absolute end."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from pipeline.model import User
from pipeline.store.users import Session
from review_ui.site import Site

IDLE = timedelta(hours=4)
LONGEST = timedelta(hours=14)
_TOUCH = timedelta(minutes=1)
"""A session is marked as seen at most this often, so that reading does not write."""


def cookie_name(site: Site) -> str:
    """`__Host-` binds the cookie to this host and to HTTPS (RFC 6265bis), so it needs Secure."""
    return "__Host-anhduong" if site.secure_cookies else "anhduong"


def visitor_cookie_name(site: Site) -> str:
    """The cookie that ties the login form to one browser before there is a session."""
    return "__Host-anhduong-vao" if site.secure_cookies else "anhduong-vao"


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def current(site: Site, request: Request, now: datetime) -> Session | None:
    """The visitor's session, unless it has ended by idling or by age."""
    token = request.cookies.get(cookie_name(site))
    if not token:
        return None
    hashed = hash_token(token)
    session = site.store.sessions.get(hashed, now)
    if session is None:
        return None
    if now - session.seen_at > IDLE:
        site.store.sessions.delete(hashed)
        return None
    if now - session.seen_at >= _TOUCH:
        site.store.sessions.touch(hashed, now)
    return session


def start(site: Site, request: Request, response: Response, user: User, now: datetime) -> Session:
    """A new session under a new token; one that the browser had before ends (no fixation)."""
    end(site, request)
    token = new_token()
    csrf = new_token()
    site.store.sessions.create(user.id, hash_token(token), csrf, now, now + LONGEST)
    response.set_cookie(cookie_name(site), token, path="/", secure=site.secure_cookies, httponly=True, samesite="lax")
    return Session(user, csrf, now, now + LONGEST)


def end(site: Site, request: Request) -> None:
    """Forget the session that the browser names."""
    token = request.cookies.get(cookie_name(site))
    if token:
        site.store.sessions.delete(hash_token(token))


def log_out(site: Site, request: Request, now: datetime) -> None:
    """End the session that the browser names, as its person wished."""
    token = request.cookies.get(cookie_name(site))
    if token:
        site.store.sessions.log_out(hash_token(token), now)


def drop_cookie(site: Site, response: Response) -> None:
    response.delete_cookie(cookie_name(site), path="/", secure=site.secure_cookies, httponly=True, samesite="lax")
