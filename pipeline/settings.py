"""`desk.toml`: who runs the desk, which pages, which language. Validated with the key and the fix named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawlers.hours import parse_quiet_hours
from pipeline import settings_read as read
from pipeline.captions import CaptionTemplate
from pipeline.errors import NotInitialised, PageNotFound
from pipeline.i18n import LANGUAGES, _
from pipeline.model import Page
from pipeline.polling import Polling
from pipeline.settings_composer import KEYS as _COMPOSER_KEYS
from pipeline.settings_composer import parse_composing, parse_templates
from pipeline.settings_facebook import parse_facebook
from pipeline.settings_mail import MailSettings, parse_mail
from pipeline.settings_people import PeopleSettings, parse_people
from pipeline.settings_slots import KEYS as _PLAN_KEYS
from pipeline.settings_slots import parse_plan
from pipeline.settings_watch import AlertSettings, MetricsSettings, parse_alerts, parse_metrics
from pipeline.settings_ways import WAY_TABLES, PageWays, parse_ways

DEFAULT_ZONE = "Asia/Ho_Chi_Minh"
PUBLISHERS = ("outbox", "facebook", "email", "rss", "webhook")
_PAGE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,40}\Z")
_TOP_KEYS = {
    "operator",
    "contact",
    "language",
    "zone",
    "demo",
    "page",
    "collect",
    "mail",
    "template",
    "alerts",
    "metrics",
    "people",
}
_COLLECT_KEYS = {"poll_min_minutes", "poll_max_minutes", "quiet_hours"}
_POLL_RANGE = (5, 10080)
_PAGE_KEYS = {
    "id",
    "name",
    "operator",
    "publisher",
    "zone",
    "lateness_minutes",
    "four_eyes",
    "url",
    "facebook",
    *_PLAN_KEYS,
    *_COMPOSER_KEYS,
} | WAY_TABLES


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
    mail: MailSettings | None = None
    alerts: AlertSettings = field(default_factory=AlertSettings)
    metrics: MetricsSettings = field(default_factory=MetricsSettings)
    ways: Mapping[str, PageWays] = field(default_factory=dict)
    """What the ways out need, by page id; nothing for a page without such tables."""
    templates: tuple[CaptionTemplate, ...] = ()
    """What captions begin with, in the order of the settings."""
    people: PeopleSettings = field(default_factory=PeopleSettings)

    def page(self, page_id: str) -> Page:
        """Raises `NotFound`."""
        for page in self.pages:
            if page.id == page_id:
                return page
        raise PageNotFound(id=page_id)

    @property
    def page_names(self) -> dict[str, str]:
        """What the pages are called, by id."""
        return {page.id: page.name for page in self.pages}

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

    @property
    def feeds(self) -> Path:
        return self.data_dir / "feeds"


def load_settings(data_dir: Path) -> Settings:
    """Read `desk.toml` below `data_dir`. Raises `NotInitialised` or `SettingsInvalid`."""
    path = data_dir / "desk.toml"
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise NotInitialised(path=data_dir) from error
    except OSError as error:
        raise read.invalid(path, "", str(error), _("Check the file's permissions.")) from error
    try:
        return parse_settings(tomllib.loads(raw.decode()), path)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise read.invalid(path, "", str(error), _("Correct the line named and save the file as UTF-8.")) from error


def parse_settings(document: Mapping[str, Any], path: Path) -> Settings:
    """Validate a parsed `desk.toml`. Raises `SettingsInvalid` for the first key that is not right."""
    read.refuse_unknown(document, _TOP_KEYS, path, "")
    operator = read.text(document, "operator", path)
    language = document.get("language", "vi")
    if language not in LANGUAGES:
        raise read.invalid(path, "language", repr(language), _("Write “vi” or “en”."))
    tables = document.get("page")
    if not isinstance(tables, list) or not tables:
        raise read.invalid(path, "page", _("there is no page"), _("Add a [[page]] table with id, name and operator."))
    zone = read.zone(document.get("zone", DEFAULT_ZONE), "zone", path)
    mail = parse_mail(document, operator, path)
    demo = read.flag(document, "demo", False, path)
    people = parse_people(document, path)
    pages = tuple(
        _page(table, number, zone, path, demo=demo, four_eyes=people.four_eyes)
        for number, table in enumerate(tables, start=1)
    )
    if len({page.id for page in pages}) != len(pages):
        raise read.invalid(path, "page.id", _("two pages have the same id"), _("Give each page an id of its own."))
    on_facebook = [page.facebook.facebook_id for page in pages if page.facebook is not None]
    if len(set(on_facebook)) != len(on_facebook):
        fix = _("Give each page the number of its own page on Facebook.")
        raise read.invalid(path, "page.facebook.facebook_id", _("two pages are the same page on Facebook"), fix)
    return Settings(
        data_dir=path.parent,
        operator=operator,
        contact=read.text(document, "contact", path),
        pages=pages,
        language=language,
        zone=zone,
        demo=demo,
        polling=_polling(document.get("collect", {}), path),
        mail=mail,
        templates=parse_templates(document, path),
        alerts=parse_alerts(document, mail, path),
        metrics=parse_metrics(document, path),
        ways={
            page.id: parse_ways(table, f"page[{number}].", path, demo=demo)
            for number, (page, table) in enumerate(zip(pages, tables, strict=True), start=1)
        },
        people=people,
    )


def _polling(table: object, path: Path) -> Polling:
    if not isinstance(table, dict):
        raise read.invalid(path, "collect", _("it is not a table"), _("Write it as [collect] with its keys below."))
    read.refuse_unknown(table, _COLLECT_KEYS, path, "collect.")
    default = Polling()
    shortest, longest = (
        read.number(table, key, value, *_POLL_RANGE, path, "collect.")
        for key, value in (
            ("poll_min_minutes", default.shortest_minutes),
            ("poll_max_minutes", default.longest_minutes),
        )
    )
    if shortest > longest:
        raise read.invalid(
            path, "collect.poll_min_minutes", str(shortest), _("It must not be greater than poll_max_minutes.")
        )
    quiet = None
    if "quiet_hours" in table:
        text = read.text(table, "quiet_hours", path, "collect.")
        quiet = parse_quiet_hours(text)
        if quiet is None:
            raise read.invalid(path, "collect.quiet_hours", repr(text), _("Write it like 23:00-05:00."))
    return Polling(shortest, longest, quiet)


def _page(table: object, number: int, zone: str, path: Path, *, demo: bool, four_eyes: bool) -> Page:
    prefix = f"page[{number}]."
    if not isinstance(table, dict):
        raise read.invalid(
            path, f"page[{number}]", _("it is not a table"), _("Write it as [[page]] with its keys below.")
        )
    read.refuse_unknown(table, _PAGE_KEYS, path, prefix)
    page_id = read.text(table, "id", path, prefix)
    if not _PAGE_ID.match(page_id):
        raise read.invalid(path, f"{prefix}id", repr(page_id), _("Use small letters, digits and dashes."))
    publisher = table.get("publisher", "outbox")
    if publisher not in PUBLISHERS:
        raise read.invalid(path, f"{prefix}publisher", repr(publisher), _("Choose one of: {names}.").format(
            names=", ".join(PUBLISHERS)))  # fmt: skip
    facebook = parse_facebook(table, prefix, path, demo=demo)
    if publisher == "facebook" and facebook is None:
        fix = _("Below this [[page]] write [page.facebook] with facebook_id and app_id.")
        raise read.invalid(path, f"{prefix}facebook", _("the page on Facebook is not named"), fix)
    composing = parse_composing(table, path, prefix)
    return Page(
        id=page_id,
        name=read.text(table, "name", path, prefix),
        operator=_operator(table, prefix, path),
        publisher=publisher,
        zone=read.zone(table.get("zone", zone), f"{prefix}zone", path),
        lateness_minutes=read.number(table, "lateness_minutes", 60, 1, 1440, path, prefix),
        four_eyes=read.flag(table, "four_eyes", four_eyes, path, prefix),
        url=read.text(table, "url", path, prefix) if "url" in table else None,
        facebook=facebook,
        plan=parse_plan(table, path, prefix),
        hashtags=composing.hashtags,
        most_characters=composing.most_characters,
        utm=composing.utm,
    )


def _operator(table: Mapping[str, Any], prefix: str, path: Path) -> str:
    """Every page says who runs it: the desk serves openly attributed pages only."""
    operator = table.get("operator")
    if not isinstance(operator, str) or not operator.strip():
        fix = _("Write the organisation that runs this page and answers for it; readers see it.")
        raise read.invalid(path, f"{prefix}operator", _("the page names no operator"), fix)
    return operator.strip()
