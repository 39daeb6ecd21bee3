"""Published posts as a reader sees them, read-only from the outbox folder."""

from __future__ import annotations

from starlette.responses import FileResponse, Response

from review_ui.errors import PathUnknown
from review_ui.security import outbox_policy
from review_ui.site import Visit

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css",
    ".json": "application/json",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}


def show(visit: Visit) -> Response:
    """One file below the outbox. Raises `PathUnknown` for anything else, links out of it included."""
    wanted = str(visit.request.path_params["path"])
    parts = wanted.split("/")
    if "\0" in wanted or "\\" in wanted or any(part in ("", "..") or part.startswith(".") for part in parts):
        raise PathUnknown
    root = visit.settings.outbox.resolve()
    path = root.joinpath(*parts).resolve()
    kind = _TYPES.get(path.suffix)
    if kind is None or not path.is_relative_to(root) or not path.is_file():
        raise PathUnknown
    return FileResponse(path, media_type=kind, headers={"content-security-policy": outbox_policy(visit.site)})
