"""What the composer proposes, by `desk.toml`: `[[template]]`, a page's `hashtags`, `most_characters`, `[page.utm]`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import hashtags, lengths, links
from pipeline import settings_read as read
from pipeline.captions import PLACES, CaptionTemplate, unknown_places
from pipeline.errors import DeskError
from pipeline.i18n import _, describe

KEYS = frozenset({"hashtags", "most_characters", "utm"})
_MOST_TEMPLATES = 60
_LONGEST_TEMPLATE = 2_000
_LONGEST_VALUE = 80
_LEAST_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Composing:
    """What a page wants of its posts. `utm` are names of `links.UTM` with their values."""

    hashtags: tuple[str, ...] = ()
    most_characters: int | None = None
    utm: tuple[tuple[str, str], ...] = ()


def parse_composing(table: Mapping[str, Any], path: Path, prefix: str) -> Composing:
    """The keys of a `[[page]]` table. Raises `SettingsInvalid`."""
    most = None
    if "most_characters" in table:
        most = read.number(table, "most_characters", 0, _LEAST_LIMIT, lengths.LARGEST, path, prefix)
    return Composing(_hashtags(table.get("hashtags", []), path, f"{prefix}hashtags"), most, _utm(table, path, prefix))


def parse_templates(document: Mapping[str, Any], path: Path) -> tuple[CaptionTemplate, ...]:
    """The `[[template]]` tables of a parsed `desk.toml`. Raises `SettingsInvalid`."""
    tables = document.get("template", [])
    if not isinstance(tables, list) or len(tables) > _MOST_TEMPLATES:
        fix = _("Write each as [[template]] with name, text and beats, at most {n} of them.").format(n=_MOST_TEMPLATES)
        raise read.invalid(path, "template", _("it is not a list of tables"), fix)
    templates = tuple(_template(table, f"template[{n}]", path) for n, table in enumerate(tables, start=1))
    if len({template.name for template in templates}) != len(templates):
        raise read.invalid(
            path, "template.name", _("two templates have the same name"), _("Give each template a name of its own.")
        )
    return templates


def _template(table: object, key: str, path: Path) -> CaptionTemplate:
    if not isinstance(table, dict):
        raise read.invalid(path, key, _("it is not a table"), _("Write it as [[template]] with its keys below."))
    read.refuse_unknown(table, {"name", "text", "beats"}, path, f"{key}.")
    text = read.text(table, "text", path, f"{key}.")
    if len(text) > _LONGEST_TEMPLATE:
        fix = _("Write at most {n} characters.").format(n=_LONGEST_TEMPLATE)
        raise read.invalid(path, f"{key}.text", _("it is too long"), fix)
    wrong = unknown_places(text)
    if wrong:
        fix = _("Only these stand between braces: {names}.").format(names=", ".join(f"{{{name}}}" for name in PLACES))
        raise read.invalid(path, f"{key}.text", repr(wrong[0])[:80], fix)
    beats = table.get("beats", [])
    if not isinstance(beats, list) or not all(isinstance(beat, str) and beat.strip() for beat in beats):
        fix = _('Write ids of beats.toml in a list, such as ["y-te"]; without it the template is for every article.')
        raise read.invalid(path, f"{key}.beats", repr(beats)[:80], fix)
    return CaptionTemplate(read.text(table, "name", path, f"{key}."), text, tuple(beat.strip() for beat in beats))


def _hashtags(value: object, path: Path, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
        raise read.invalid(path, key, repr(value)[:80], _('Write them in a list, such as ["#LàoCai", "#ytế"].'))
    try:
        return hashtags.parse(" ".join(value))
    except DeskError as error:
        fix = _('Write them in a list, such as ["#LàoCai", "#ytế"].')
        raise read.invalid(path, key, describe(error), fix) from error


def _utm(table: Mapping[str, Any], path: Path, prefix: str) -> tuple[tuple[str, str], ...]:
    if "utm" not in table:
        return ()
    inner, within = table["utm"], f"{prefix}utm."
    if not isinstance(inner, dict):
        fix = _("Write it as {table} below its [[page]].").format(table="[page.utm]")
        raise read.invalid(path, f"{prefix}utm", _("it is not a table"), fix)
    read.refuse_unknown(inner, set(links.UTM), path, within)
    found = tuple((name, read.text(inner, name, path, within)) for name in links.UTM if name in inner)
    for name, value in found:
        if len(value) > _LONGEST_VALUE:
            fix = _("Write at most {n} characters.").format(n=_LONGEST_VALUE)
            raise read.invalid(path, f"{within}{name}", _("it is too long"), fix)
    return found
