"""Whether the desk is well: for people, for a monitor, for Prometheus; and the icon, which needs no login either."""

from __future__ import annotations

import hmac
import logging

from starlette.responses import JSONResponse, RedirectResponse, Response

from pipeline.errors import DeskError
from pipeline.health import Level
from pipeline.metrics import CONTENT_TYPE
from pipeline.secrets import read_secret
from pipeline.settings_watch import METRICS_TOKEN
from review_ui.errors import PathUnknown
from review_ui.rendering import asset, page
from review_ui.security import LOOPBACK_NAMES, host_name
from review_ui.site import Visit

_INCIDENTS = 20
_log = logging.getLogger(__name__)
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def probe(visit: Visit) -> Response:
    """503 when something has failed, with the codes of what; else 200. Says nothing of what the desk holds."""
    report = visit.site.checkup.recent()
    codes = sorted({item.code for item in report.items if item.level is report.level and item.level is not Level.OK})
    return JSONResponse({"status": report.level, "codes": codes}, 503 if report.level is Level.FAILED else 200)


def show(visit: Visit) -> Response:
    """What `anhduong doctor` lists, and the last incidents."""
    report = visit.site.checkup.recent()
    return page(
        visit,
        "health.html",
        here="health",
        report=report,
        incidents=visit.store.incidents.latest(_INCIDENTS),
    )


def metrics(visit: Visit) -> Response:
    """Figures for Prometheus. To whom they are not for, there is no such address. Raises `PathUnknown`."""
    if not _may_read(visit):
        raise PathUnknown
    return Response(visit.site.metrics.text(), media_type=CONTENT_TYPE)


def _may_read(visit: Visit) -> bool:
    """By the token; or from this machine itself, where no proxy stands between.

    A proxy on this machine makes everybody look local, so that neither its headers nor another name may be there.
    """
    headers = visit.request.headers
    token = _token()
    scheme, _space, given = headers.get("authorization", "").partition(" ")
    if token and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode("latin-1"), token.encode()):
        return True
    client = visit.request.client
    return (
        visit.settings.metrics.loopback
        and client is not None
        and client.host in LOOPBACK_NAMES
        and host_name(headers.get("host", "")) in LOOPBACK_NAMES
        and not any(name in headers for name in _FORWARDED)
    )


def _token() -> str | None:
    try:
        secret = read_secret(METRICS_TOKEN)
    except DeskError as error:
        # Who asks must not learn of the machine's paths.
        _log.warning("%s", error)
        return None
    return None if secret is None else secret.reveal()


def icon(_visit: Visit) -> Response:
    """Browsers ask for it where a page names none, as a published one does."""
    return RedirectResponse(asset("icon.svg"), 303)
