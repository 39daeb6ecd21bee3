"""The tables `[alerts]` and `[metrics]` of `desk.toml`: who is told what goes wrong, and who may read the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import settings_read as read
from pipeline.i18n import _
from pipeline.settings_mail import MailSettings, mail_address

METRICS_TOKEN = "ANHDUONG_METRICS_TOKEN"  # noqa: S105 - the variable's name
_MOST_RECIPIENTS = 20


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """`hold_seconds`: how long something must be wrong before it is told, and well before its end is."""

    to: tuple[str, ...] = ()
    hold_seconds: int = 60


@dataclass(frozen=True, slots=True)
class MetricsSettings:
    """Whether who asks from this machine itself may read `/metrics` without the token."""

    loopback: bool = True


def parse_alerts(document: Mapping[str, Any], mail: MailSettings | None, path: Path) -> AlertSettings:
    """The `[alerts]` table. Raises `SettingsInvalid`, also where there is nothing to send mail with."""
    table = _table(document, "alerts", {"to", "hold_seconds"}, path)
    addresses = table.get("to", [])
    if not isinstance(addresses, list) or len(addresses) > _MOST_RECIPIENTS:
        fix = _('Write at most {most} addresses in square brackets: ["bientap@example.vn"].').format(
            most=_MOST_RECIPIENTS
        )
        raise read.invalid(path, "alerts.to", repr(addresses), fix)
    if addresses and mail is None:
        raise read.invalid(path, "alerts.to", _("there is no [mail] table"), _("Add [mail] with host and sender."))
    to = tuple(mail_address(address, f"alerts.to[{n}]", path) for n, address in enumerate(addresses, 1))
    return AlertSettings(to, read.number(table, "hold_seconds", 60, 0, 3600, path, "alerts."))


def parse_metrics(document: Mapping[str, Any], path: Path) -> MetricsSettings:
    """The `[metrics]` table. Raises `SettingsInvalid`."""
    table = _table(document, "metrics", {"loopback"}, path)
    return MetricsSettings(read.flag(table, "loopback", True, path, "metrics."))


def _table(document: Mapping[str, Any], name: str, keys: set[str], path: Path) -> Mapping[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        fix = _("Write it as [{name}] with its keys below.").format(name=name)
        raise read.invalid(path, name, _("it is not a table"), fix)
    read.refuse_unknown(table, keys, path, f"{name}.")
    return table
