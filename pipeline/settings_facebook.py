"""The `[page.facebook]` table of `desk.toml`: which Facebook page, by which app, over which version of Graph.

No secret stands there: the page's token is kept encrypted in the data file, the app's secret comes from
`ANHDUONG_APP_SECRET` or its `_FILE`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline import settings_read as read
from pipeline.i18n import _

GRAPH_URL = "https://graph.facebook.com"
GRAPH_VERSION = "v26.0"
_KEYS = {"facebook_id", "app_id", "graph_version", "graph_url"}
_NUMBER = re.compile(r"[0-9]{5,20}\Z")
_VERSION = re.compile(r"v[0-9]{1,3}\.[0-9]{1,2}\Z")


@dataclass(frozen=True, slots=True)
class FacebookPage:
    """A page on Facebook: ids are decimal numbers as text, `graph_version` is like `v26.0`."""

    facebook_id: str
    app_id: str
    graph_version: str = GRAPH_VERSION
    graph_url: str = GRAPH_URL


def parse_facebook(table: Mapping[str, Any], prefix: str, path: Path, *, demo: bool) -> FacebookPage | None:
    """The page's `facebook` table, None where there is none. Raises `SettingsInvalid`."""
    if "facebook" not in table:
        return None
    inner, within = table["facebook"], f"{prefix}facebook."
    if not isinstance(inner, dict):
        fix = _("Write it as [page.facebook] below its [[page]], with its keys below.")
        raise read.invalid(path, f"{prefix}facebook", _("it is not a table"), fix)
    read.refuse_unknown(inner, _KEYS, path, within)
    version = inner.get("graph_version", GRAPH_VERSION)
    if not isinstance(version, str) or not _VERSION.match(version):
        raise read.invalid(path, f"{within}graph_version", repr(version), _("Write it like v26.0."))
    return FacebookPage(
        facebook_id=_number(inner, "facebook_id", within, path),
        app_id=_number(inner, "app_id", within, path),
        graph_version=version,
        graph_url=_graph_url(inner["graph_url"], within, path, demo=demo) if "graph_url" in inner else GRAPH_URL,
    )


def _number(table: Mapping[str, Any], key: str, prefix: str, path: Path) -> str:
    """The ids are numbers, and people write them with quotation marks and without."""
    value = table.get(key)
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not _NUMBER.match(text.strip()):
        fix = _("Write the number that Facebook shows, between quotation marks.")
        raise read.invalid(path, f"{prefix}{key}", _("it is missing or empty") if value is None else repr(value), fix)
    return text.strip()


def _graph_url(value: object, prefix: str, path: Path, *, demo: bool) -> str:
    """Another address than Facebook's would be given the tokens, so it is taken for this machine's own demo only."""
    url = _loopback(value) if demo and isinstance(value, str) else None
    if url is None:
        fix = _("Take the line out: tokens go to Facebook only. A demo may write an address such as {example}.").format(
            example="http://127.0.0.1:8022"
        )
        raise read.invalid(path, f"{prefix}graph_url", repr(value), fix)
    return url


def _loopback(url: str) -> str | None:
    """An address in digits of this machine, without its path. A name such as localhost may be led elsewhere."""
    try:
        parts = urlsplit(url)
        port = parts.port
        if not ipaddress.ip_address(parts.hostname or "").is_loopback:
            return None
    except ValueError:
        return None
    if parts.scheme != "http" or parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        return None
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"http://{host}" + ("" if port is None else f":{port}")
