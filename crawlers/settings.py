"""Scrapy's settings for one source: polite, bounded, quiet, nothing on disk."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
from typing import Any

from crawlers.errors import ContactMissing
from crawlers.resolver import LOOPBACK_SETTING

PRODUCT = "AnhDuongDesk"
"""Product token of the User-Agent; robots.txt groups are matched against it (RFC 9309, 2.2.1)."""


# None of Scrapy's extensions is of use here; some open a port, all cost time to import.
_EXTENSIONS = """corestats.CoreStats logcount.LogCount telnet.TelnetConsole memusage.MemoryUsage
memdebug.MemoryDebugger closespider.CloseSpider feedexport.FeedExporter logstats.LogStats spiderstate.SpiderState
throttle.AutoThrottle remote_control.RemoteControl""".split()


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one visit. Sizes in bytes, before and after unpacking; times in seconds."""

    timeout_seconds: float = 30.0
    max_bytes: int = 15 * 1024 * 1024
    retries: int = 2
    backoff_seconds: float = 2.0
    """Wait before the first retry; doubled before each further one."""
    max_retry_after: float = 60.0
    """A server that asks for a longer wait (Retry-After) is left alone until the next visit."""
    max_redirects: int = 5
    max_new: int = 200
    """New articles fetched in one visit; the rest follow on the next."""
    visit_seconds: float = 1800.0
    """With a long Crawl-delay fewer articles are taken, so that a visit ends within about this time."""
    max_silent: int = 5
    """Time-outs in a row after which a host is left alone until the next visit."""
    stop_seconds: float = 5.0
    """How long requests under way may take to end after Ctrl-C or SIGTERM."""


def user_agent(contact: str) -> str:
    """`AnhDuongDesk/<version> (+contact)`.

    Raises `ContactMissing` where there is none: a publisher must be able to reach whoever reads them.
    """
    cleaned = " ".join(contact.split()).strip("()+ ")
    if not cleaned or not cleaned.isascii():
        raise ContactMissing()
    return f"{PRODUCT}/{_version()} (+{cleaned})"


def _version() -> str:
    try:
        return metadata.version("anhduong-desk")
    except metadata.PackageNotFoundError:
        return "0"


def scrapy_settings(
    *, contact: str, delay_seconds: float = 1.0, limits: Limits | None = None, allow_loopback: bool = False
) -> dict[str, Any]:
    """Settings for `scrapy.crawler.Crawler`; raises `ContactMissing`."""
    limits = limits or Limits()
    return {
        "BOT_NAME": PRODUCT,
        "USER_AGENT": user_agent(contact),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "vi,en;q=0.5",
        },
        # Politeness. One request at a time, never sooner than the delay: no jitter below it. With one under
        # way, what an answer says (busy, down) holds for the very next request.
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": delay_seconds,
        "DOWNLOAD_DELAY_JITTER": 0,
        # The default of 100 starts as many tasks for every response.
        "CONCURRENT_ITEMS": 4,
        "DOWNLOAD_TIMEOUT": limits.timeout_seconds,
        "DOWNLOAD_MAXSIZE": limits.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "TWISTED_DNS_RESOLVER": "crawlers.resolver.GuardedResolver",
        LOOPBACK_SETTING: allow_loopback,
        # A proxy would resolve names itself, out of reach of the guard on addresses.
        "HTTPPROXY_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "URLLENGTH_LIMIT": 0,
        "STATS_DUMP": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        # Spiders know what they asked for; a silent filter would lose the cause.
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
        "EXTENSIONS": {f"scrapy.extensions.{name}": None for name in _EXTENSIONS},
        "SPIDER_MIDDLEWARES": {
            "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
            "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
            "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
        },
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "crawlers.middlewares.Guard": 50,
            "crawlers.robots.Robots": 100,
            "crawlers.middlewares.Backoff": 550,
            "crawlers.middlewares.Redirects": 580,
            "crawlers.middlewares.Unpacking": 590,
        },
    }
