"""Templates to responses."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse

from classifier import medtop
from pipeline.access import end_name, scope_name
from pipeline.access_errors import ScopeAboveRole
from pipeline.almanac import lunar_name
from pipeline.cautions import quiet_hours
from pipeline.compose import source_line
from pipeline.digest import number
from pipeline.errors import (
    AddressTaken,
    AmendmentOpen,
    ArticleNotApproved,
    Conflict,
    DeskError,
    DuplicatePost,
    NotAllowed,
    NotCleared,
    NotFound,
    NotUndoable,
    PostNotOut,
    StoreBroken,
    StoreBusy,
    TimeInvalid,
    TooSoonToTell,
    WayCannotAmend,
    WeekInvalid,
)
from pipeline.health_words import advice as health_advice
from pipeline.health_words import incident_name, level_word
from pipeline.health_words import sentence as health_sentence
from pipeline.health_words import topic_name as health_topic
from pipeline.i18n import _, describe, format_date, format_datetime, language, ngettext
from pipeline.model import ArticleState
from pipeline.oidc_errors import IdentityTaken, OidcDenied, OidcFailed, OidcOff, OidcRefused, OidcStale, OidcUnknown
from pipeline.pages_shown import pause_reason_name
from pipeline.people_errors import (
    AccountClosed,
    LastAdministrator,
    NotYourself,
    SecondFactorLapsed,
    SecondFactorOff,
    SecondFactorRequired,
)
from pipeline.plan_errors import StepNotUndoable
from pipeline.token_words import mode_name, problem_label
from pipeline.words import (
    answer_name,
    article_state_name,
    beat_reason,
    bulk_kind_name,
    bulk_left_name,
    chain_problem,
    check_name,
    key_action_name,
    level_name,
    metric_name,
    need_name,
    post_state_name,
    problem_name,
    publisher_name,
    reject_reason_name,
    role_hint,
    role_name,
    short_weekday,
)
from review_ui import errors as web
from review_ui.addresses import host_of, picture_link, published_link, web_link, whole_number, with_query
from review_ui.devices import device_name
from review_ui.masks import masked
from review_ui.site import Site, Visit
from review_ui.words import (
    amendment_state,
    clock_text,
    event_detail,
    event_name,
    notice,
    related_name,
    way_view_name,
)

_STATUS: tuple[tuple[type[DeskError], int], ...] = (
    (NotFound, 404),
    (WeekInvalid, 404),
    (TimeInvalid, 404),
    (web.PathUnknown, 404),
    (web.MethodWrong, 405),
    (NotAllowed, 403),
    (ScopeAboveRole, 403),
    (web.FormForged, 403),
    (web.BodyTooLarge, 413),
    (Conflict, 409),
    (NotUndoable, 409),
    (StepNotUndoable, 409),
    (DuplicatePost, 409),
    (ArticleNotApproved, 409),
    (NotCleared, 409),
    (PostNotOut, 409),
    (AmendmentOpen, 409),
    (WayCannotAmend, 409),
    (AddressTaken, 409),
    (TooSoonToTell, 409),
    (web.PageGone, 409),
    (StoreBusy, 503),
    (StoreBroken, 503),
    (web.ServerFault, 500),
    (web.FormBroken, 400),
    (web.HostUnknown, 400),
    (web.LoginThrottled, 429),
    (web.LoginFailed, 401),
    (web.SessionOver, 401),
    (web.SecretsNotKept, 401),
    (web.StepOver, 401),
    (SecondFactorRequired, 403),
    (NotYourself, 403),
    (LastAdministrator, 409),
    (AccountClosed, 409),
    (SecondFactorLapsed, 409),
    (SecondFactorOff, 409),
    (OidcOff, 409),
    (IdentityTaken, 409),
    (OidcStale, 400),
    (OidcRefused, 401),
    (OidcUnknown, 403),
    (OidcDenied, 403),
    (OidcFailed, 502),
)


def status_of(error: DeskError) -> int:
    """The HTTP status that says what kind of error it is."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 422)


@cache
def asset(name: str) -> str:
    """The address of a static file, with a part of its hash so that it can be cached for good."""
    content = (resources.files("review_ui") / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def has_asset(name: str) -> bool:
    """Whether set-up brought this file."""
    return (resources.files("review_ui") / "static" / name).is_file()


@cache
def environment() -> Environment:
    env = Environment(
        loader=PackageLoader("review_ui"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        _=_,
        ngettext=ngettext,
        language=language,
        asset=asset,
        has_asset=has_asset,
        with_query=with_query,
        web_link=web_link,
        picture_link=picture_link,
        published_link=published_link,
        format_date=format_date,
        format_datetime=format_datetime,
        source_line=source_line,
        answer_name=answer_name,
        article_state_name=article_state_name,
        beat_reason=beat_reason,
        bulk_kind_name=bulk_kind_name,
        bulk_left_name=bulk_left_name,
        end_name=end_name,
        scope_name=scope_name,
        key_action_name=key_action_name,
        chain_problem=chain_problem,
        check_name=check_name,
        device_name=device_name,
        health_advice=health_advice,
        health_sentence=health_sentence,
        incident_name=incident_name,
        level_name=level_name,
        level_word=level_word,
        health_topic=health_topic,
        metric_name=metric_name,
        number=number,
        need_name=need_name,
        mode_name=mode_name,
        pause_reason_name=pause_reason_name,
        problem_label=problem_label,
        publisher_name=publisher_name,
        lunar_name=lunar_name,
        quiet_hours=quiet_hours,
        post_state_name=post_state_name,
        problem_name=problem_name,
        reject_reason_name=reject_reason_name,
        role_hint=role_hint,
        role_name=role_name,
        short_weekday=short_weekday,
        topic_name=medtop.name,
        amendment_state=amendment_state,
        event_name=event_name,
        event_detail=event_detail,
        clock_text=clock_text,
        related_name=related_name,
        way_view_name=way_view_name,
        describe=describe,
    )
    env.filters["check_name"] = check_name
    env.filters["host"] = host_of
    return env


def _common(site: Site) -> dict[str, Any]:
    return {
        "operator": site.settings.operator,
        "demo": site.settings.demo,
        "zone": site.settings.zone,
        "user": None,
        "csrf": "",
        "here": "",
        "waiting": 0,
        "notice": None,
    }


def render(visit: Visit, template: str, values: Mapping[str, object]) -> str:
    """A template with what every page knows of the visit."""
    common = _common(visit.site)
    if visit.session is not None:
        common["user"] = visit.session.user
        common["csrf"] = masked(visit.session.csrf)
        common["waiting"] = visit.store.articles.count(ArticleState.FLAGGED)
        common["notice"] = _notice(visit)
    return environment().get_template(template).render(common | dict(values))


def page(visit: Visit, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A whole page."""
    return _whole(render(visit, template, values), status)


def _whole(html: str, status: int) -> HTMLResponse:
    """For htmx, which asked for a part, a whole page takes the place of the old one."""
    headers = {"HX-Retarget": "body", "HX-Reswap": "innerHTML show:window:top"}
    return HTMLResponse(html, status, headers=headers if status != 200 else None)


def fragment(visit: Visit, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A part of a page, for htmx."""
    return HTMLResponse(render(visit, template, values), status)


def error_page(visit: Visit, error: DeskError) -> HTMLResponse:
    """What went wrong, in a page."""
    status = status_of(error)
    if isinstance(error, StoreBusy | StoreBroken):
        response = bare_error(visit.site, status, error)
        response.headers["Retry-After"] = "5"
        return response
    return page(visit, "error.html", status=status, error=error, status_code=status)


def bare_error(site: Site, status: int, error: DeskError) -> HTMLResponse:
    """The same for a visitor of whom nothing is known yet."""
    values = _common(site) | {"error": error, "status_code": status}
    return _whole(environment().get_template("error.html").render(values), status)


def redirect(path: str, code: str = "", about: int | None = None, **query: object) -> RedirectResponse:
    """See other (POST, redirect, GET), with what the next page says was done."""
    return RedirectResponse(with_query(path, **query, bao=code, so=about), 303)


def _notice(visit: Visit) -> str | None:
    code = visit.query("bao")
    if not code or len(code) > 40:
        return None
    return notice(code, article_title(visit, visit.query("so")))


def article_title(visit: Visit, number: str) -> str:
    """The title of an article named in a query; empty when there is none."""
    article_id = whole_number(number)
    if article_id is None:
        return ""
    try:
        return visit.store.articles.get(article_id).title
    except NotFound:
        return ""
