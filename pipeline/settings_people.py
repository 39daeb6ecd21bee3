"""`[people]` of `desk.toml`: what the desk asks of the accounts of its staff."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline import settings_read as read
from pipeline.i18n import _
from pipeline.model import Role

_KEYS = {"four_eyes", "totp_required_for", "oidc"}
_OIDC_KEYS = {"issuer", "client_id", "name", "domains", "roles"}
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\Z")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """An OpenID provider whose accounts open accounts of the desk that were tied to them.

    `domains` are those that a verified e-mail address must have, none where any will do; `roles` may come in this way.
    """

    issuer: str
    client_id: str
    name: str
    domains: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset(Role)


@dataclass(frozen=True, slots=True)
class PeopleSettings:
    """`four_eyes` is for pages that do not say it themselves; `totp_required_for` names roles."""

    four_eyes: bool = True
    totp_required_for: frozenset[Role] = frozenset()
    oidc: OidcSettings | None = None


def parse_people(document: Mapping[str, Any], path: Path) -> PeopleSettings:
    """Raises `SettingsInvalid` for the first key that is not right."""
    table = document.get("people", {})
    if not isinstance(table, dict):
        raise read.invalid(path, "people", _("it is not a table"), _("Write it as [people] with its keys below."))
    read.refuse_unknown(table, _KEYS, path, "people.")
    return PeopleSettings(
        four_eyes=read.flag(table, "four_eyes", True, path, "people."),
        totp_required_for=_roles(table, "totp_required_for", [], path, "people."),
        oidc=_oidc(table["oidc"], path) if "oidc" in table else None,
    )


def secure_address(url: str) -> bool:
    """HTTPS, or HTTP that does not leave the machine; without a password, a query or a fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.hostname or parts.username or parts.password or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _oidc(table: object, path: Path) -> OidcSettings:
    prefix = "people.oidc."
    if not isinstance(table, dict):
        fix = _("Write it as [people.oidc] with its keys below.")
        raise read.invalid(path, "people.oidc", _("it is not a table"), fix)
    read.refuse_unknown(table, _OIDC_KEYS, path, prefix)
    issuer = read.text(table, "issuer", path, prefix)
    if not secure_address(issuer):
        fix = _("Write the provider's issuer as it stands in its documents; it begins with https://.")
        raise read.invalid(path, f"{prefix}issuer", repr(issuer), fix)
    domains = table.get("domains", [])
    if not isinstance(domains, list) or not all(isinstance(one, str) and _DOMAIN.match(one) for one in domains):
        raise read.invalid(path, f"{prefix}domains", repr(domains), _('Write a list such as ["example.vn"].'))
    return OidcSettings(
        issuer=issuer,
        client_id=read.text(table, "client_id", path, prefix),
        name=read.text(table, "name", path, prefix),
        domains=frozenset(domains),
        roles=_roles(table, "roles", list(Role), path, prefix),
    )


def _roles(table: Mapping[str, Any], key: str, default: list[Role], path: Path, prefix: str) -> frozenset[Role]:
    value = table.get(key, default)
    names = ", ".join(f'"{role}"' for role in Role)
    if not isinstance(value, list) or any(one not in list(Role) for one in value):
        fix = _("Write a list of these: {names}.").format(names=names)
        raise read.invalid(path, f"{prefix}{key}", repr(value), fix)
    return frozenset(Role(one) for one in value)
