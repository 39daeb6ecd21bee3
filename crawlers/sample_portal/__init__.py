"""A small official-looking site on loopback, for the demo, trials and tests.

`serve(now0=…)` runs it; `Portal` is the same site as a pure function. Nothing in it is a real
organisation, and its footer says so.
"""

from crawlers.sample_portal.articles import (
    PortalArticle,
    SampleArticleError,
    SecondVisit,
    load_articles,
    parse_articles,
)
from crawlers.sample_portal.demo_sources import sources_toml
from crawlers.sample_portal.responses import Response
from crawlers.sample_portal.server import LoggedRequest, NotLoopbackError, PortalServer, serve
from crawlers.sample_portal.site import Portal
from crawlers.sample_portal.stories import Edition

__all__ = [
    "Edition",
    "LoggedRequest",
    "NotLoopbackError",
    "Portal",
    "PortalArticle",
    "PortalServer",
    "Response",
    "SampleArticleError",
    "SecondVisit",
    "load_articles",
    "parse_articles",
    "serve",
    "sources_toml",
]
