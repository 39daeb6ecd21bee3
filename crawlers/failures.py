"""Which error of ours an answer amounts to: by its status, by what the page itself shows."""

from __future__ import annotations

import re
from http import HTTPStatus

import lxml.html
from lxml import etree

from crawlers import errors, urls
from crawlers.errors import CrawlError

MISSING = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_REFUSED = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.PAYMENT_REQUIRED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS,
    }
)
BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})

_CHALLENGE_MAX = 64 * 1024
"""Pages that check a browser are short; a longer page that mentions the words below is an article."""
_SHELL_TEXT = 400
"""Characters a reader sees on a page that only sets a cookie and reloads."""

_MARKS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("Cloudflare", re.compile(rb"/cdn-cgi/challenge-platform/|cf-browser-verification|cf_chl_opt", re.I)),
    ("Incapsula", re.compile(rb"_Incapsula_Resource", re.I)),
    ("Sucuri", re.compile(rb"sucuri_cloudproxy_js", re.I)),
    ("DDoS-Guard", re.compile(rb"/\.well-known/ddos-guard/", re.I)),
    ("D1N", re.compile(rb"""document\.cookie\s*=\s*["']D1N=""", re.I)),
    ("reCAPTCHA", re.compile(rb"""class=["']?(?:g-recaptcha|h-captcha|cf-turnstile)""", re.I)),
)
_SETS_COOKIE = re.compile(rb"document\.cookie\s*=", re.I)
_RELOADS = re.compile(rb"location\s*\.\s*(?:reload|replace|assign)\s*\(|location(?:\.href)?\s*=", re.I)


def of_status(status: int, url: str) -> CrawlError | None:
    """The error behind an answer's status, None for 200 (and for 304, which is no failure)."""
    if status in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        return None
    if status in MISSING:
        return errors.PageMissing(url=url, status=status)
    if status in _REFUSED:
        return errors.AccessRefused(url=url, status=status)
    if status in BUSY:
        return errors.Busy(url=url, host=urls.parse(url).host, status=status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return errors.ServerFailed(url=url, status=status)
    return errors.HttpStatus(url=url, status=status)


def challenge(body: bytes, *, mitigated: bool = False) -> str | None:
    """The name of the browser check that a page shows instead of its content, or None.

    Such pages are reported, never worked around. `mitigated` is what the header `cf-mitigated: challenge`
    says (https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/).
    """
    if mitigated:
        return "Cloudflare"
    if len(body) > _CHALLENGE_MAX:
        return None
    name = next((name for name, mark in _MARKS if mark.search(body)), None)
    if name is None and _SETS_COOKIE.search(body) and _RELOADS.search(body):
        name = "JavaScript"
    return name if name and len(_visible(body)) < _SHELL_TEXT else None


def _visible(body: bytes) -> str:
    try:
        page = lxml.html.document_fromstring(body)
    except (etree.LxmlError, ValueError):
        return ""
    etree.strip_elements(page, "script", "style", "head", with_tail=False)
    return str(page.xpath("normalize-space(.)"))
