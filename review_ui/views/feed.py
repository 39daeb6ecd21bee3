"""A page's own feed, for anybody: the organisation's portal embeds it."""

from __future__ import annotations

from starlette.responses import Response

from pipeline.errors import PageNotFound
from pipeline.publishers.atom import MEDIA_TYPE
from pipeline.ways import feeds_of
from review_ui import conditional
from review_ui.errors import PathUnknown
from review_ui.site import Visit

# The feed is public, and a portal may read it from a script of its own.
_HEADERS = {
    "cache-control": "public, max-age=300",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
}


def show(visit: Visit) -> Response:
    """The feed, or 304 to who has it. Raises `PathUnknown` for a page without one."""
    try:
        page = visit.settings.page(str(visit.request.path_params["page_id"]))
    except PageNotFound as error:
        raise PathUnknown from error
    found = feeds_of(visit.settings).feed(page)
    if found is None:
        raise PathUnknown
    return conditional.answer(visit.request, found.body, f"{MEDIA_TYPE}; charset=utf-8", found.changed_at, _HEADERS)
