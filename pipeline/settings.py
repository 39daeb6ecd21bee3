"""`desk.toml`: who runs the desk, which pages, which language. Validated with the key and the fix named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawlers.hours import parse_quiet_hours
from pipeline.errors import NotInitialised, PageNotFound, SettingsInvalid
from pipeline.i18n import LANGUAGES, _
from pipeline.model import Page
from pipeline.polling import Polling

DEFAULT_ZONE = "Asia/Ho_Chi_Minh"
PUBLISHERS = ("outbox",)
_PAGE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,40}\Z")
_TOP_KEYS = {"operator", "contact", "language", "zone", "demo", "page", "collect"}
_COLLECT_KEYS = {"poll_min_minutes", "poll_max_minutes", "quiet_hours"}
_POLL_RANGE = (5, 10080)
_PAGE_KEYS = {"id", "name", "operator", "publisher", "zone", "lateness_minutes", "four_eyes", "url"}


@dataclass(frozen=True, slots=True)
class Settings:
    """The desk's settings. `contact` goes into the User-Agent: publishers must be able to reach the operator."""

    data_dir: Path
    operator: str
    contact: str
    pages: tuple[Page, ...]
    language: str = "vi"
    zone: str = DEFAULT_ZONE
    demo: bool = False
    polling: Polling = field(default_factory=Polling)

    def page(self, page_id: str) -> Page:
        """Raises `NotFound`."""
        for page in self.pages:
            if page.id == page_id:
                return page
        raise PageNotFound(id=page_id)

    @property
    def database(self) -> Path:
        return self.data_dir / "desk.db"

    @property
    def sources_file(self) -> Path:
        return self.data_dir / "sources.toml"

    @property
    def models(self) -> Path:
        return self.data_dir / "models"

    @property
    def outbox(self) -> Path:
        return self.data_dir / "outbox"


def load_settings(data_dir: Path) -> Settings:
    """Read `desk.toml` below `data_dir`. Raises `NotInitialised` or `SettingsInvalid`."""
    path = data_dir / "desk.toml"
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise NotInitialised(path=data_dir) from error
    except OSError as error:
        raise _invalid(path, "", str(error), _("Check the file's permissions.")) from error
    try:
        return parse_settings(tomllib.loads(raw.decode()), path)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _invalid(path, "", str(error), _("Correct the line named and save the file as UTF-8.")) from error


def parse_settings(document: Mapping[str, Any], path: Path) -> Settings:
    """Validate a parsed `desk.toml`. Raises `SettingsInvalid` for the first key that is not right."""
    _refuse_unknown(document, _TOP_KEYS, path, "")
    operator = _text(document, "operator", path)
    language = document.get("language", "vi")
    if language not in LANGUAGES:
        raise _invalid(path, "language", repr(language), _("Write “vi” or “en”."))
    tables = document.get("page")
    if not isinstance(tables, list) or not tables:
        raise _invalid(path, "page", _("there is no page"), _("Add a [[page]] table with id, name and operator."))
    zone = _zone(document.get("zone", DEFAULT_ZONE), "zone", path)
    pages = tuple(_page(table, number, zone, path) for number, table in enumerate(tables, start=1))
    if len({page.id for page in pages}) != len(pages):
        raise _invalid(path, "page.id", _("two pages have the same id"), _("Give each page an id of its own."))
    return Settings(
        data_dir=path.parent,
        operator=operator,
        contact=_text(document, "contact", path),
        pages=pages,
        language=language,
        zone=zone,
        demo=_flag(document, "demo", False, path),
        polling=_polling(document.get("collect", {}), path),
    )


def _polling(table: object, path: Path) -> Polling:
    if not isinstance(table, dict):
        raise _invalid(path, "collect", _("it is not a table"), _("Write it as [collect] with its keys below."))
    _refuse_unknown(table, _COLLECT_KEYS, path, "collect.")
    default = Polling()
    shortest, longest = (
        _minutes(table, key, value, path)
        for key, value in (
            ("poll_min_minutes", default.shortest_minutes),
            ("poll_max_minutes", default.longest_minutes),
        )
    )
    if shortest > longest:
        raise _invalid(
            path, "collect.poll_min_minutes", str(shortest), _("It must not be greater than poll_max_minutes.")
        )
    quiet = None
    if "quiet_hours" in table:
        text = _text(table, "quiet_hours", path, "collect.")
        quiet = parse_quiet_hours(text)
        if quiet is None:
            raise _invalid(path, "collect.quiet_hours", repr(text), _("Write it like 23:00-05:00."))
    return Polling(shortest, longest, quiet)


def _minutes(table: Mapping[str, Any], key: str, default: int, path: Path) -> int:
    value = table.get(key, default)
    low, high = _POLL_RANGE
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        fix = _("Write a whole number from {low} to {high}.").format(low=low, high=high)
        raise _invalid(path, f"collect.{key}", repr(value), fix)
    return value


def _page(table: object, number: int, zone: str, path: Path) -> Page:
    prefix = f"page[{number}]."
    if not isinstance(table, dict):
        raise _invalid(path, f"page[{number}]", _("it is not a table"), _("Write it as [[page]] with its keys below."))
    _refuse_unknown(table, _PAGE_KEYS, path, prefix)
    page_id = _text(table, "id", path, prefix)
    if not _PAGE_ID.match(page_id):
        raise _invalid(path, f"{prefix}id", repr(page_id), _("Use small letters, digits and dashes."))
    publisher = table.get("publisher", "outbox")
    if publisher not in PUBLISHERS:
        raise _invalid(path, f"{prefix}publisher", repr(publisher), _("Choose one of: {names}.").format(
            names=", ".join(PUBLISHERS)))  # fmt: skip
    lateness = table.get("lateness_minutes", 60)
    if not isinstance(lateness, int) or isinstance(lateness, bool) or not 1 <= lateness <= 1440:
        raise _invalid(path, f"{prefix}lateness_minutes", repr(lateness), _("Write a whole number from 1 to 1440."))
    return Page(
        id=page_id,
        name=_text(table, "name", path, prefix),
        operator=_text(table, "operator", path, prefix),
        publisher=publisher,
        zone=_zone(table.get("zone", zone), f"{prefix}zone", path),
        lateness_minutes=lateness,
        four_eyes=_flag(table, "four_eyes", True, path, prefix),
        url=_text(table, "url", path, prefix) if "url" in table else None,
    )


def _text(table: Mapping[str, Any], key: str, path: Path, prefix: str = "") -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _invalid(path, f"{prefix}{key}", _("it is missing or empty"), _("Write it between quotation marks."))
    return value.strip()


def _flag(table: Mapping[str, Any], key: str, default: bool, path: Path, prefix: str = "") -> bool:
    value = table.get(key, default)
    if not isinstance(value, bool):
        raise _invalid(path, f"{prefix}{key}", repr(value), _("Write true or false, without quotation marks."))
    return value


def _zone(value: object, key: str, path: Path) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _invalid(path, key, repr(value), _("Use a name such as Asia/Ho_Chi_Minh.")) from error


def _refuse_unknown(table: Mapping[str, Any], known: set[str], path: Path, prefix: str) -> None:
    for key in table:
        if key not in known:
            fix = _("Known keys: {names}.").format(names=", ".join(sorted(known)))
            raise _invalid(path, f"{prefix}{key}", _("this key is not known"), fix)


def _invalid(path: Path, key: str, problem: str, fix: str) -> SettingsInvalid:
    return SettingsInvalid(file=path, key=key or path.name, problem=problem, fix=fix)
