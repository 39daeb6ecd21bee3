"""The keys of a `[[page]]` that say when it publishes: slots, min_gap_minutes, quiet_hours, repeat_days, most_a_day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any

from crawlers.hours import parse_quiet_hours
from pipeline import settings_read as read
from pipeline.i18n import _
from pipeline.plans import WEEKDAYS, Plan, Times

KEYS = frozenset({"slots", "min_gap_minutes", "quiet_hours", "repeat_days", "most_a_day"})
EVERY = "every"
_MOST_SLOTS = 48
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z", re.ASCII)


def parse_plan(table: Mapping[str, Any], path: Path, prefix: str) -> Plan:
    """The plan of a `[[page]]` table. Raises `SettingsInvalid`."""
    default = Plan()
    quiet = None
    if "quiet_hours" in table:
        text = read.text(table, "quiet_hours", path, prefix)
        quiet = parse_quiet_hours(text)
        if quiet is None:
            raise read.invalid(path, f"{prefix}quiet_hours", repr(text), _("Write it like 23:00-05:00."))
    return Plan(
        slots=_slots(table.get("slots", []), path, f"{prefix}slots"),
        gap_minutes=read.number(table, "min_gap_minutes", default.gap_minutes, 0, 1440, path, prefix),
        quiet=quiet,
        repeat_days=read.number(table, "repeat_days", default.repeat_days, 0, 366, path, prefix),
        most_a_day=read.number(table, "most_a_day", default.most_a_day, 0, 96, path, prefix),
    )


def _slots(value: object, path: Path, key: str) -> tuple[Times, ...]:
    """Either one list for every day, or a table of lists by weekday; `every` stands for the days not named."""
    if not isinstance(value, dict):
        return (_times(value, path, key),) * 7
    read.refuse_unknown(value, {*WEEKDAYS, EVERY}, path, f"{key}.")
    lists = {name: _times(given, path, f"{key}.{name}") for name, given in value.items()}
    return tuple(lists.get(name, lists.get(EVERY, ())) for name in WEEKDAYS)


def _times(value: object, path: Path, key: str) -> Times:
    fix = _('Write times of day in a list, such as ["07:30", "19:30"], at most {n} of them.').format(n=_MOST_SLOTS)
    if not isinstance(value, list) or len(value) > _MOST_SLOTS:
        raise read.invalid(path, key, repr(value)[:80], fix)
    for one in value:
        if not isinstance(one, str) or not _TIME.match(one):
            raise read.invalid(path, key, repr(one)[:80], fix)
    return tuple(sorted({time.fromisoformat(one) for one in value}))
