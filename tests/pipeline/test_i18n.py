"""Words: every message has its Vietnamese, with the same places to fill."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline import i18n
from pipeline.errors import DeskError, DuplicatePost, SettingsInvalid
from scripts.catalogue import CATALOGUE, load, wanted


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_message_has_its_vietnamese() -> None:
    catalogue = load(CATALOGUE)
    missing = [message for message in wanted() if not (catalogue.get(message) and catalogue.get(message).string)]
    assert missing == [], "run `python scripts/catalogue.py` and write the words"


def test_nothing_in_the_catalogue_is_unsaid() -> None:
    said = set(wanted())
    assert [message.id for message in load(CATALOGUE) if message.id and message.id not in said] == []


def test_translations_fill_the_same_places() -> None:
    for message in load(CATALOGUE):
        if not message.id or isinstance(message.id, tuple) or re.search(r"\{[^{}]*[ ,?][^{}]*\}", message.id):
            continue
        assert places(message.id) == places(str(message.string)), message.id


def test_dates_are_said_as_in_vietnam() -> None:
    moment = datetime(2026, 11, 23, 8, 15, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert i18n.format_datetime(moment, "Asia/Ho_Chi_Minh") == "Thứ Hai, 23/11/2026 08:15"
    assert i18n.format_date(date(2026, 11, 29)) == "Chủ Nhật, 29/11/2026"


def test_an_error_is_described_with_its_fields_and_inner_errors() -> None:
    assert "bài số 7" in i18n.describe(DuplicatePost(post_id=7))
    nested = SettingsInvalid(file="desk.toml", key="page", problem=DuplicatePost(post_id=7), fix="")
    assert "bài số 7" in i18n.describe(nested)
    assert i18n.describe(DeskError()) != DeskError.__doc__
    assert i18n.describe(ValueError("a bug")) == "a bug"


def test_english_by_a_setting() -> None:
    i18n.activate("en")
    try:
        assert i18n.describe(DuplicatePost(post_id=7)).startswith("The page already has")
        assert i18n.format_date(date(2026, 11, 23)) == "Monday, 23/11/2026"
    finally:
        i18n.activate("vi")
    with pytest.raises(ValueError, match="no catalogue"):
        i18n.activate("fr")


@pytest.mark.parametrize(
    ("code", "words"), [("en", "Publish what is due"), ("vi", "Đăng một lượt"), ("xx", "Đăng một lượt")]
)
def test_the_command_line_speaks_the_language_of_the_environment(code: str, words: str) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "pipeline", "publish", "--help"],
        env={"ANHDUONG_LANG": code, "PATH": "", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert words in shown.stdout
