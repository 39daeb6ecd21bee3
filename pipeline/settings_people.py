"""`[people]` of `desk.toml`: what the desk asks of the accounts of its staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import settings_read as read
from pipeline.i18n import _
from pipeline.model import Role

_KEYS = {"four_eyes", "totp_required_for"}


@dataclass(frozen=True, slots=True)
class PeopleSettings:
    """`four_eyes` is for pages that do not say it themselves; `totp_required_for` names roles."""

    four_eyes: bool = True
    totp_required_for: frozenset[Role] = frozenset()


def parse_people(document: Mapping[str, Any], path: Path) -> PeopleSettings:
    """Raises `SettingsInvalid` for the first key that is not right."""
    table = document.get("people", {})
    if not isinstance(table, dict):
        raise read.invalid(path, "people", _("it is not a table"), _("Write it as [people] with its keys below."))
    read.refuse_unknown(table, _KEYS, path, "people.")
    return PeopleSettings(
        four_eyes=read.flag(table, "four_eyes", True, path, "people."),
        totp_required_for=_roles(table, "totp_required_for", path),
    )


def _roles(table: Mapping[str, Any], key: str, path: Path) -> frozenset[Role]:
    value = table.get(key, [])
    names = ", ".join(f'"{role}"' for role in Role)
    if not isinstance(value, list) or any(one not in list(Role) for one in value):
        fix = _("Write a list of these: {names}.").format(names=names)
        raise read.invalid(path, f"people.{key}", repr(value), fix)
    return frozenset(Role(one) for one in value)
