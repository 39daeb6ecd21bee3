"""The weekly digest within the desk, and as a file of its own."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from pipeline import digest
from pipeline.digest import Week
from pipeline.errors import WeekInvalid
from review_ui.rendering import page, redirect
from review_ui.site import Visit


def current(visit: Visit) -> Response:
    """To the week that was asked for, else the present one."""
    asked = visit.query("tuan")
    week = Week.parse(asked) if asked else _this_week(visit)
    return redirect(f"/tong-ket/{week}")


def show(visit: Visit) -> Response:
    """A week's figures. Raises `WeekInvalid`."""
    week = _week(visit)
    body = digest.render_body(digest.figures(visit.store, week, visit.settings.zone))
    return page(
        visit,
        "digest.html",
        here="digest",
        week=week,
        previous=week.previous,
        following=week.next if week != _this_week(visit) else None,
        # The digest's own template escapes its values; it holds no style and no script.
        body=Markup(body),  # noqa: S704
    )


def download(visit: Visit) -> Response:
    """The self-contained file that `anhduong digest` writes. Raises `WeekInvalid`."""
    week = _week(visit)
    shown = digest.figures(visit.store, week, visit.settings.zone)
    html = digest.render_html(shown, visit.settings.operator, visit.now)
    name = f"tong-ket-{week}.html"
    return HTMLResponse(html, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _this_week(visit: Visit) -> Week:
    return Week.of(visit.now.astimezone(ZoneInfo(visit.settings.zone)).date())


def _week(visit: Visit) -> Week:
    """The week in the address, one whose neighbours and midnights a calendar can still name."""
    text = str(visit.request.path_params["week"])
    week = Week.parse(text)
    if not 1970 <= week.year <= 2200:
        raise WeekInvalid(text=text)
    return week
