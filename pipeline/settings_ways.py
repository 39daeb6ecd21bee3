"""What the ways out need to know of a page: its `[page.email]`, `[page.rss]` and `[page.webhook]` tables.

A table that is wrong is refused with the key and the fix, and the desk does not start. A table that is missing makes
its own page wait (`pipeline.ways`); the others go on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawlers import urls
from crawlers.errors import AddressError
from pipeline import settings_read as read
from pipeline.i18n import _
from pipeline.settings_mail import mail_address

WAY_TABLES = frozenset({"email", "rss", "webhook"})
_MOST_EDITORS = 20
_KEYS = {
    "email": {"to", "attach_picture"},
    "rss": {"url", "entries"},
    "webhook": {"url", "status_url"},
}


@dataclass(frozen=True, slots=True)
class EmailWay:
    """Ready posts go to these mailboxes, with the picture attached where the desk has it."""

    to: tuple[str, ...]
    attach_picture: bool = True


@dataclass(frozen=True, slots=True)
class RssWay:
    """The page's own feed. `url` is the address under which readers get it; `entries` how many it holds."""

    url: str
    entries: int = 50


@dataclass(frozen=True, slots=True)
class WebhookWay:
    """Posts go to `url` as signed JSON; `status_url` tells whether a key was published, where there is one."""

    url: str
    status_url: str | None = None


@dataclass(frozen=True, slots=True)
class PageWays:
    """The ways that a page's tables describe. Which of them is used is the page's `publisher`."""

    email: EmailWay | None = None
    rss: RssWay | None = None
    webhook: WebhookWay | None = None


def webhook_secret_name(page_id: str) -> str:
    """The variable with the secret of a page's webhook: `anh-duong` → `ANHDUONG_WEBHOOK_SECRET_ANH_DUONG`."""
    return f"ANHDUONG_WEBHOOK_SECRET_{page_id.upper().replace('-', '_')}"


def parse_ways(page: Mapping[str, Any], prefix: str, path: Path, *, demo: bool) -> PageWays:
    """The tables of one page; `prefix` is like `page[1].`. Raises `SettingsInvalid`."""
    email, rss, webhook = (_table(page, name, prefix, path) for name in ("email", "rss", "webhook"))
    return PageWays(
        None if email is None else _email(email, f"{prefix}email.", path),
        None if rss is None else _rss(rss, f"{prefix}rss.", path, demo=demo),
        None if webhook is None else _webhook(webhook, f"{prefix}webhook.", path, demo=demo),
    )


def _table(page: Mapping[str, Any], name: str, prefix: str, path: Path) -> Mapping[str, Any] | None:
    if name not in page:
        return None
    table = page[name]
    if not isinstance(table, dict):
        fix = _("Write it as {table} below its [[page]].").format(table=f"[page.{name}]")
        raise read.invalid(path, f"{prefix}{name}", _("it is not a table"), fix)
    read.refuse_unknown(table, _KEYS[name], path, f"{prefix}{name}.")
    return table


def _email(table: Mapping[str, Any], prefix: str, path: Path) -> EmailWay:
    given = table.get("to")
    if not isinstance(given, list) or not 1 <= len(given) <= _MOST_EDITORS:
        fix = _('Write 1 to {most} addresses, such as ["bientap@example.vn"].').format(most=_MOST_EDITORS)
        raise read.invalid(path, f"{prefix}to", repr(given) if given is not None else _("it is missing or empty"), fix)
    to = tuple(dict.fromkeys(mail_address(one, f"{prefix}to", path) for one in given))
    return EmailWay(to, read.flag(table, "attach_picture", True, path, prefix))


def _rss(table: Mapping[str, Any], prefix: str, path: Path, *, demo: bool) -> RssWay:
    url = _web_address(read.text(table, "url", path, prefix), f"{prefix}url", path, demo=demo)
    return RssWay(url, read.number(table, "entries", 50, 1, 500, path, prefix))


def _webhook(table: Mapping[str, Any], prefix: str, path: Path, *, demo: bool) -> WebhookWay:
    url = _web_address(read.text(table, "url", path, prefix), f"{prefix}url", path, demo=demo)
    if "status_url" not in table:
        return WebhookWay(url)
    status = _web_address(read.text(table, "status_url", path, prefix), f"{prefix}status_url", path, demo=demo)
    # Both are asked with the same secret.
    if urls.parse(status).origin != urls.parse(url).origin:
        raise read.invalid(path, f"{prefix}status_url", status, _("It must be on the same server as url."))
    return WebhookWay(url, status)


def _web_address(text: str, key: str, path: Path, *, demo: bool) -> str:
    """An https address with a name; in the demo http on this machine too."""
    # Here, because it brings the Public Suffix List, and most pages have no such address.
    from crawlers.policy import is_local_name, is_loopback

    try:
        address = urls.parse(text)
    except AddressError as error:
        raise read.invalid(
            path, key, text[:200], _("Write an address such as https://example.vn/duong-dan.")
        ) from error
    if demo and is_loopback(address.host):
        return str(address)
    if address.scheme != "https" or is_local_name(address.host):
        raise read.invalid(path, key, text[:200], _("It must begin with https:// and a public name."))
    return str(address)
