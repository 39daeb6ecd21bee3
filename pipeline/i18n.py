"""Words: Vietnamese by default, English by a setting. Message ids are the English sentences.

The catalogue is the `.po` file itself, compiled in memory on first use, so that nothing generated is kept.
One language a process: `ANHDUONG_LANG`, or `activate`.
"""

from __future__ import annotations

import gettext as _gettext
import io
import os
from datetime import date, datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("vi", "en")
_language = os.environ.get("ANHDUONG_LANG", "vi")


def activate(language: str) -> None:
    """Choose the language of this process. Raises `ValueError` for one that has no catalogue."""
    global _language
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for {language!r}; choose one of {', '.join(LANGUAGES)}")
    _language = language


def language() -> str:
    """The language in use; an unknown `ANHDUONG_LANG` counts as Vietnamese."""
    return _language if _language in LANGUAGES else "vi"


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    if code == "en":
        return _gettext.NullTranslations()
    source = resources.files("pipeline") / "locale" / f"{code}.po"
    with source.open("rb") as file:
        catalog = read_po(file, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled)


def _(message: str) -> str:
    """The message in the language in use."""
    return _catalogue(language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form of a message for `count` things."""
    return _catalogue(language()).ngettext(singular, plural, count)


def describe(error: Exception) -> str:
    """What a user reads of an error of the crawlers', the classifier's or the desk's own tree.

    Such an error has `fields`, and its class's docstring is the message id; any other is a bug, shown as is.
    """
    fields = getattr(error, "fields", None)
    template = type(error).__doc__
    if fields is None or not template:
        return str(error) or type(error).__name__
    said = {key: describe(value) if isinstance(value, Exception) else value for key, value in fields.items()}
    return _(template).format(**said)


def format_date(day: date) -> str:
    """`Thứ Hai, 23/11/2026`."""
    weekdays = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return f"{weekdays[day.weekday()]}, {day:%d/%m/%Y}"


def format_datetime(instant: datetime, zone: str) -> str:
    """`Thứ Hai, 23/11/2026 08:15`, as the wall clock in `zone` shows the instant."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{format_date(local.date())} {local:%H:%M}"
