"""What makes the desk installable on a phone: the manifest, the worker, and today's plan, which it keeps offline."""

from __future__ import annotations

from datetime import timedelta
from importlib import resources

from starlette.responses import JSONResponse, Response

from pipeline.i18n import _, language
from pipeline.walltime import day_bounds, moment_of
from review_ui.rendering import asset, page
from review_ui.site import Visit

_DAYS = 2
_COLOUR = "#0b5cad"
_SIZES = (192, 512)


def manifest(visit: Visit) -> Response:
    """Web Application Manifest (W3C)."""
    icons: list[dict[str, str]] = [
        {"src": asset(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any"}
        for size in _SIZES
    ]
    icons.append({"src": asset("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"})
    document = {
        "id": "/",
        "name": _("Ánh Dương Desk"),
        "short_name": "Ánh Dương",
        "lang": language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": _COLOUR,
        "icons": icons,
    }
    return JSONResponse(document, media_type="application/manifest+json")


def worker(_visit: Visit) -> Response:
    """The service worker. Its scope is its folder, so it stands at the root."""
    script = (resources.files("review_ui") / "static" / "sw.js").read_bytes()
    return Response(script, media_type="text/javascript", headers={"cache-control": "no-cache"})


def plan(visit: Visit) -> Response:
    """Today and tomorrow, in a page that needs nothing else."""
    zone = visit.settings.zone
    today = moment_of(visit.now, zone).day
    dates = tuple(today + timedelta(days=n) for n in range(_DAYS))
    days = tuple((day, visit.store.posts.between(*day_bounds(day, 1, zone))) for day in dates)
    names = visit.settings.page_names
    return page(visit, "plan.html", days=days, names=names, made_at=visit.now)
