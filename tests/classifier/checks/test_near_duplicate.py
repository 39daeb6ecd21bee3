"""Copies that the pipeline found, told to the editor."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.checks import NearCopy, Original, Subject
from classifier.checks.near_duplicate import check
from tests.classifier.checks.texts import NOW, holds_together, texts

ARTICLE = Subject("Khánh thành cầu Bản Vược", "Sáng nay, cây cầu mới đã khánh thành. Bà con vui mừng.", NOW)
COPY = NearCopy("Cầu Bản Vược thông xe", "Báo Lào Cai", 0.874)


def test_an_article_without_copies_is_silent() -> None:
    assert list(check(ARTICLE)) == []


def test_names_the_article_its_source_and_the_similarity() -> None:
    (flag,) = check(replace(ARTICLE, near=(COPY,)))
    assert (flag.check, flag.severity, flag.field, flag.quote) == ("near-duplicate", "low", "title", ARTICLE.title)
    assert "Cầu Bản Vược thông xe" in flag.reason
    assert "Báo Lào Cai" in flag.reason
    assert "87%" in flag.reason


def test_a_live_post_is_high_and_comes_first() -> None:
    live = replace(COPY, title="Bài đã đăng", similarity=0.7, live_post=True)
    first, second = check(replace(ARTICLE, near=(COPY, live)))
    assert (first.severity, second.severity) == ("high", "low")
    assert "Bài đã đăng" in first.reason


def test_the_first_flag_names_the_original() -> None:
    near = (COPY, replace(COPY, title="Bài thứ ba", similarity=0.7))
    first, second = check(replace(ARTICLE, near=near, original=Original("Thông xe cầu Bản Vược", "Cổng tỉnh")))
    assert first.reason.endswith("Bản gốc, đăng sớm nhất: “Thông xe cầu Bản Vược” (Cổng tỉnh).")
    assert "Bản gốc" not in second.reason


def test_an_article_that_is_the_original_is_told_so() -> None:
    (flag,) = check(replace(ARTICLE, near=(COPY,), original=Original(ARTICLE.title, "Báo", own=True)))
    assert "đây là bản gốc" in flag.reason


@pytest.mark.parametrize(("similarity", "told"), [(0.999, "99%"), (1.0, "100%"), (0.6, "60%")])
def test_only_the_same_text_is_told_as_the_same(similarity: float, told: str) -> None:
    (flag,) = check(replace(ARTICLE, near=(replace(COPY, similarity=similarity),)))
    assert told in flag.reason


def test_names_the_three_most_similar() -> None:
    near = tuple(NearCopy(f"Bài {i}", "", i / 100) for i in range(60, 90, 5))
    assert [flag.reason.split("”")[0][-2:] for flag in check(replace(ARTICLE, near=near))] == ["85", "80", "75"]


def test_without_a_title_the_first_sentence_is_marked() -> None:
    (flag,) = check(replace(ARTICLE, title="", near=(COPY,)))
    assert (flag.field, flag.quote) == ("text", "Sáng nay, cây cầu mới đã khánh thành.")


def test_an_empty_article_has_nowhere_to_put_a_flag() -> None:
    assert list(check(Subject("", " ", NOW, near=(COPY,)))) == []


@given(texts, texts, st.floats(0, 1), st.booleans())
@settings(deadline=None)
def test_any_title_is_quoted_truly(title: str, text: str, similarity: float, live: bool) -> None:
    copy = NearCopy(text, title, similarity, live)
    holds_together(check, Subject(title, text, NOW, near=(copy,)), "near-duplicate")
