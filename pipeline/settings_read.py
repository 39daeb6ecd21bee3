"""Reading one value of a settings table: the key, what is wrong with it and the fix, in one `SettingsInvalid`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.errors import SettingsInvalid
from pipeline.i18n import _


def text(table: Mapping[str, Any], key: str, path: Path, prefix: str = "") -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise invalid(path, f"{prefix}{key}", _("it is missing or empty"), _("Write it between quotation marks."))
    return value.strip()


def number(table: Mapping[str, Any], key: str, default: int, low: int, high: int, path: Path, prefix: str = "") -> int:
    """A whole number from `low` to `high`."""
    value = table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        fix = _("Write a whole number from {low} to {high}.").format(low=low, high=high)
        raise invalid(path, f"{prefix}{key}", repr(value), fix)
    return value


def flag(table: Mapping[str, Any], key: str, default: bool, path: Path, prefix: str = "") -> bool:
    value = table.get(key, default)
    if not isinstance(value, bool):
        raise invalid(path, f"{prefix}{key}", repr(value), _("Write true or false, without quotation marks."))
    return value


def zone(value: object, key: str, path: Path) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise invalid(path, key, repr(value), _("Use a name such as Asia/Ho_Chi_Minh.")) from error


def refuse_unknown(table: Mapping[str, Any], known: set[str], path: Path, prefix: str) -> None:
    for key in table:
        if key not in known:
            fix = _("Known keys: {names}.").format(names=", ".join(sorted(known)))
            raise invalid(path, f"{prefix}{key}", _("this key is not known"), fix)


def invalid(path: Path, key: str, problem: str, fix: str) -> SettingsInvalid:
    return SettingsInvalid(file=path, key=key or path.name, problem=problem, fix=fix)
