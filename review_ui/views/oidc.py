"""Logging in by an OpenID provider, and tying an account to it.

A login begins by a link, not by a form: `form-action 'self'` holds for where a form's answer redirects to as well. It
ends where it began: by the cookie of the browser, and the state that it brings back.
"""

from __future__ import annotations

import hmac
from datetime import timedelta

from starlette.responses import RedirectResponse, Response

from pipeline.errors import DeskError
from pipeline.model import User
from pipeline.oidc import Begun, Known, Provider
from pipeline.oidc_errors import IdentityTaken, OidcDenied, OidcOff, OidcStale, OidcUnknown
from pipeline.passwords import hash_token, new_token
from pipeline.store.identities import Underway
from review_ui import sessions
from review_ui.addresses import local_path, with_query
from review_ui.rendering import page, redirect
from review_ui.site import Visit
from review_ui.views import account, login

_TIME = timedelta(minutes=10)
_LONGEST = 4_096


def begin(visit: Visit) -> Response:
    """Send the browser to the provider."""
    after = local_path(visit.query("next"), login.FIRST)
    if visit.session is not None:
        return RedirectResponse(after, 303)
    if visit.site.oidc is None:
        return redirect("/dang-nhap")
    try:
        address, token = _begin(visit, visit.site.oidc, after, None)
    except DeskError as error:
        return login.form(visit, after, error=error)
    response = RedirectResponse(address, 303)
    _keep(visit, response, token)
    return response


def ask_to_tie(visit: Visit) -> Response:
    """After the password: the link by which the account is tied to one of the provider's."""
    try:
        if visit.site.oidc is None:
            raise OidcOff
        account.require_password(visit)
        address, token = _begin(visit, visit.site.oidc, "/tai-khoan", visit.session_id)
    except DeskError as error:
        return account.page_with(visit, error, "oidc")
    response = page(visit, "oidc_go.html", here="account", address=address, name=visit.site.oidc.settings.name)
    _keep(visit, response, token)
    return response


def untie(visit: Visit) -> Response:
    """The provider's account opens this one no more."""
    if visit.site.oidc is None:
        return account.page_with(visit, OidcOff(), "oidc")
    visit.store.identities.untie(visit.user.id, visit.site.oidc.settings.issuer, visit.now, visit.user)
    return redirect("/tai-khoan", "oidc-bo")


def back(visit: Visit) -> Response:
    """The browser comes back from the provider."""
    provider = visit.site.oidc
    cookie = visit.request.cookies.get(sessions.oidc_cookie_name(visit.site), "")
    underway = visit.store.identities.take(hash_token(cookie), visit.now) if cookie and provider else None
    after = login.FIRST if underway is None else underway.after
    try:
        if provider is None or underway is None:
            raise OidcStale
        response = _answered(visit, provider, underway)
    except DeskError as error:
        if underway is not None and underway.session_id is not None and visit.session is not None:
            response = account.page_with(visit, error, "oidc")
        else:
            response = login.form(visit, after, error=error)
    sessions.drop(visit.site, response, sessions.oidc_cookie_name(visit.site))
    return response


def _answered(visit: Visit, provider: Provider, underway: Underway) -> Response:
    """Raises what `Provider.finish` does, `OidcStale`, `OidcUnknown`, `OidcDenied` or `IdentityTaken`."""
    answer = {name: value[:_LONGEST] for name, value in visit.request.query_params.items()}
    if not hmac.compare_digest(underway.state.encode(), answer.get("state", "").encode()):
        raise OidcStale
    if underway.session_id is not None and (visit.session is None or visit.session.id != underway.session_id):
        raise OidcStale
    begun = Begun(underway.state, underway.nonce, underway.verifier)
    known = provider.finish(answer, begun, _return_address(visit), visit.now)
    name = provider.settings.name
    if underway.session_id is not None:
        _require_allowed(provider, known, visit.user)
        if not visit.store.identities.tie(visit.user, provider.settings.issuer, known.subject, visit.now):
            raise IdentityTaken(name=name)
        return redirect("/tai-khoan", "oidc-noi")
    user = visit.store.identities.user(provider.settings.issuer, known.subject)
    if user is None:
        raise OidcUnknown(name=name)
    _require_allowed(provider, known, user)
    if visit.store.second_factors.get(user.id) is None:
        return login.opened(visit, user, underway.after)
    response = RedirectResponse(with_query("/dang-nhap/ma", next=underway.after), 303)
    sessions.begin_step(visit.site, response, user, visit.now)
    return response


def _require_allowed(provider: Provider, known: Known, user: User) -> None:
    allowed = provider.settings
    if user.role not in allowed.roles or not known.fits(allowed.domains):
        raise OidcDenied(name=allowed.name)


def _begin(visit: Visit, provider: Provider, after: str, session_id: int | None) -> tuple[str, str]:
    address, begun = provider.begin(_return_address(visit), visit.now)
    token = new_token()
    underway = Underway(begun.state, begun.nonce, begun.verifier, after, session_id)
    visit.store.identities.begin(hash_token(token), underway, visit.now, visit.now + _TIME)
    return address, token


def _keep(visit: Visit, response: Response, token: str) -> None:
    sessions.put(visit.site, response, sessions.oidc_cookie_name(visit.site), token, round(_TIME.total_seconds()))


def _return_address(visit: Visit) -> str:
    return f"{visit.base}/dang-nhap/oidc/ve"
