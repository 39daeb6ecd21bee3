"""Sessions: a random token in a cookie, its hash in the store, an idle and an absolute end."""

from __future__ import annotations

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from pipeline.model import User
from pipeline.passwords import hash_token as hash_token
from pipeline.passwords import new_token as new_token
from pipeline.store.sessions import Session
from review_ui.site import Site

IDLE = timedelta(hours=4)
LONGEST = timedelta(hours=14)
STEP = timedelta(minutes=5)
"""How long a right password waits for its code."""
KNOWN = timedelta(days=180)
"""How long a browser is known."""
_DEVICE_LIMIT = 300
_TOUCH = timedelta(minutes=1)
"""A session is marked as seen at most this often, so that reading does not write."""


def cookie_name(site: Site) -> str:
    """`__Host-` binds the cookie to this host and to HTTPS (RFC 6265bis), so it needs Secure."""
    return "__Host-anhduong" if site.secure_cookies else "anhduong"


def visitor_cookie_name(site: Site) -> str:
    """The cookie that ties the login form to one browser before there is a session."""
    return "__Host-anhduong-vao" if site.secure_cookies else "anhduong-vao"


def step_cookie_name(site: Site) -> str:
    """The cookie between the password and the code."""
    return "__Host-anhduong-ma" if site.secure_cookies else "anhduong-ma"


def oidc_cookie_name(site: Site) -> str:
    """The cookie of a browser that was sent to the OpenID provider."""
    return "__Host-anhduong-oidc" if site.secure_cookies else "anhduong-oidc"


def browser_cookie_name(site: Site) -> str:
    """The cookie by which a browser is known in which somebody has logged in before; it opens nothing."""
    return "__Host-anhduong-may" if site.secure_cookies else "anhduong-may"


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
    device = "".join(char for char in request.headers.get("user-agent", "") if char.isprintable())[:_DEVICE_LIMIT]
    site.store.sessions.create(user.id, hash_token(token), csrf, now, now + LONGEST, device)
    put(site, response, cookie_name(site), token)
    _remember(site, request, response, user, now)
    session = site.store.sessions.get(hash_token(token), now)
    assert session is not None
    return session


def begin_step(site: Site, response: Response, user: User, now: datetime) -> None:
    """The password was right; a code is asked for. There is no session yet."""
    token = new_token()
    site.store.login_steps.begin(user.id, hash_token(token), now, now + STEP)
    put(site, response, step_cookie_name(site), token, round(STEP.total_seconds()))


def step_user(site: Site, request: Request, now: datetime) -> User | None:
    """Whose code is waited for."""
    token = request.cookies.get(step_cookie_name(site))
    return site.store.login_steps.user(hash_token(token), now) if token else None


def take_step(site: Site, request: Request, now: datetime) -> bool:
    """Use the step up. False where it is over, or was used meanwhile."""
    token = request.cookies.get(step_cookie_name(site))
    return bool(token) and site.store.login_steps.take(hash_token(token or ""), now)


def known_browser(site: Site, request: Request, login: str, now: datetime) -> str | None:
    """The hash by which this browser is known, where this account has logged in before."""
    token = request.cookies.get(browser_cookie_name(site))
    if not token:
        return None
    hashed = hash_token(token)
    return hashed if site.store.known_browsers.knows(hashed, now - KNOWN, login) else None


def _remember(site: Site, request: Request, response: Response, user: User, now: datetime) -> None:
    """Under a token of ours: one that somebody planted is not taken over."""
    token = request.cookies.get(browser_cookie_name(site))
    if not token or not site.store.known_browsers.knows(hash_token(token), now - KNOWN):
        token = new_token()
    site.store.known_browsers.remember(hash_token(token), user.id, now)
    put(site, response, browser_cookie_name(site), token, round(KNOWN.total_seconds()))


def put(site: Site, response: Response, name: str, token: str, max_age: int | None = None) -> None:
    """A cookie for this host that no script reads and no other site's form sends."""
    response.set_cookie(
        name, token, path="/", secure=site.secure_cookies, httponly=True, samesite="lax", max_age=max_age
    )


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
    drop(site, response, cookie_name(site))


def drop(site: Site, response: Response, name: str) -> None:
    """Have the browser forget a cookie."""
    response.delete_cookie(name, path="/", secure=site.secure_cookies, httponly=True, samesite="lax")
