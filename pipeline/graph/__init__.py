"""Facebook's Graph API: one HTTP client, the table of what each answer means, the limits it announces.

`answers` and `versions`, `usage`, `listing` decide and are pure; `client` and `page_api` act.
"""

from __future__ import annotations

from dataclasses import dataclass

GRAPH_URL = "https://graph.facebook.com"
GRAPH_VERSION = "v26.0"


@dataclass(frozen=True, slots=True)
class GraphPage:
    """A page of ours (`page_id` in desk.toml) on Facebook: its number there, the API's version such as `v26.0`."""

    page_id: str
    facebook_id: str
    version: str = GRAPH_VERSION
    base: str = GRAPH_URL
    """Another address than Facebook's is for tests only: tokens are sent there."""
