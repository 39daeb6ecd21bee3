"""The `[mail]` table of `desk.toml`: the server that takes the desk's messages."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from crawlers.urls import normal_host
from pipeline import settings_read as read
from pipeline.i18n import _

Security = Literal["starttls", "tls", "none"]
PASSWORD = "ANHDUONG_SMTP_PASSWORD"  # noqa: S105 - the variable's name
_KEYS = {"host", "port", "security", "user", "sender", "sender_name", "ca_file"}
_PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
# The atoms of RFC 5322, without quoted local parts: nobody's mailbox needs them, and they hide addresses.
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How the desk sends mail. The password is not here: it comes from `ANHDUONG_SMTP_PASSWORD` or its `_FILE`."""

    host: str
    port: int
    security: Security
    sender: str
    sender_name: str
    user: str | None = None
    ca_file: Path | None = None


def parse_mail(document: Mapping[str, Any], operator: str, path: Path) -> MailSettings | None:
    """The `[mail]` table of a parsed `desk.toml`, None where there is none. Raises `SettingsInvalid`."""
    if "mail" not in document:
        return None
    table = document["mail"]
    if not isinstance(table, dict):
        raise read.invalid(path, "mail", _("it is not a table"), _("Write it as [mail] with its keys below."))
    read.refuse_unknown(table, _KEYS, path, "mail.")
    given = read.text(table, "host", path, "mail.")
    host = normal_host(given)
    if host is None:
        raise read.invalid(path, "mail.host", repr(given), _("Write the server's name, such as mail.example.vn."))
    security = _security(table.get("security", "starttls"), host, path)
    return MailSettings(
        host=host,
        port=read.number(table, "port", _PORTS[security], 1, 65535, path, "mail."),
        security=security,
        sender=mail_address(table.get("sender"), "mail.sender", path),
        sender_name=read.text(table, "sender_name", path, "mail.") if "sender_name" in table else operator,
        user=read.text(table, "user", path, "mail.") if "user" in table else None,
        ca_file=_ca_file(table, path) if "ca_file" in table else None,
    )


def mail_address(value: object, key: str, path: Path) -> str:
    """One address, its domain in A-labels. Raises `SettingsInvalid`."""
    text = value.strip() if isinstance(value, str) else ""
    local, at, domain = text.rpartition("@")
    host = normal_host(domain) if at else None
    if host is None or not _LOCAL_PART.match(local) or len(local) > 64:
        raise read.invalid(path, key, repr(value), _("Write one e-mail address, such as bientap@example.vn."))
    return f"{local}@{host}"


def _security(value: object, host: str, path: Path) -> Security:
    if value not in _PORTS:
        raise read.invalid(path, "mail.security", repr(value), _("Write “starttls” or “tls”."))
    # Here, because `crawlers.policy` brings the Public Suffix List, and most commands send no mail.
    from crawlers.policy import is_loopback

    if value == "none" and not is_loopback(host):
        fix = _("Without encryption only a server on this machine is used. Write “starttls” or “tls”.")
        raise read.invalid(path, "mail.security", repr(value), fix)
    return value


def _ca_file(table: Mapping[str, Any], path: Path) -> Path:
    ca_file = path.parent / read.text(table, "ca_file", path, "mail.")
    try:
        ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        fix = _("Name a PEM file with the certificate of your own authority, or take the line out.")
        raise read.invalid(path, "mail.ca_file", f"{ca_file}: {error.strerror or error}", fix) from error
    return ca_file
