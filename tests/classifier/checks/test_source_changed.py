"""What happened at the source, told to the editor."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.checks import SourceChange, Subject
from classifier.checks.source_changed import check
from tests.classifier.checks.texts import NOW, holds_together, texts

ARTICLE = Subject("Khánh thành cầu Bản Vược", "Sáng nay, cây cầu mới đã khánh thành. Bà con vui mừng.", NOW)
AT = datetime(2026, 6, 14, 1, 5, tzinfo=UTC)

Kind = Literal["edited", "corrected", "moved", "removed"]


def test_an_unchanged_source_is_silent() -> None:
    assert list(check(ARTICLE)) == []


@pytest.mark.parametrize(
    ("kind", "posted", "severity", "words"),
    [
        ("edited", False, "low", "đã sửa bài"),
        ("moved", False, "low", "địa chỉ khác"),
        ("corrected", False, "high", "đính chính"),
        ("removed", False, "high", "đã gỡ bài"),
        ("edited", True, "high", "bài đã đăng"),
        ("moved", True, "high", "bài đã đăng"),
        ("corrected", True, "high", "bài đã đăng"),
        ("removed", True, "high", "gỡ ngay"),
    ],
)
def test_says_what_happened_and_what_to_do(kind: Kind, posted: bool, severity: str, words: str) -> None:
    (flag,) = check(replace(ARTICLE, changes=(SourceChange(kind, AT, posted),)))
    assert (flag.check, flag.severity, flag.field, flag.quote) == ("source-changed", severity, "title", ARTICLE.title)
    assert words in flag.reason


def test_the_time_is_that_of_vietnam() -> None:
    (flag,) = check(replace(ARTICLE, changes=(SourceChange("edited", AT),)))
    assert "08:05 ngày 14/6/2026" in flag.reason


def test_the_latest_change_comes_first() -> None:
    changes = (SourceChange("edited", AT), SourceChange("removed", AT.replace(day=15)))
    assert ["gỡ" in flag.reason for flag in check(replace(ARTICLE, changes=changes))] == [True, False]


def test_without_a_title_the_first_sentence_is_marked() -> None:
    (flag,) = check(replace(ARTICLE, title=" ", changes=(SourceChange("edited", AT),)))
    assert flag.quote == "Sáng nay, cây cầu mới đã khánh thành."


@given(texts, texts, st.sampled_from(["edited", "corrected", "moved", "removed"]), st.booleans())
@settings(deadline=None)
def test_any_article_is_quoted_truly(title: str, text: str, kind: Kind, posted: bool) -> None:
    change = SourceChange(kind, AT, posted)
    holds_together(check, Subject(title, text, NOW, changes=(change,)), "source-changed")
