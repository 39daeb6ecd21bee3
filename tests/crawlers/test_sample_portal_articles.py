"""Reading article files, and what the articles that come with the portal have to be."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier import checks
from crawlers.sample_portal import Edition, Portal, SampleArticleError, load_articles, parse_articles
from crawlers.sample_portal.articles import parse_article
from crawlers.sample_portal.body import parse_body
from crawlers.sample_portal.dates import expand, parse_age, unknown_token

NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
GOOD = {
    "slug": '"cau-moi"',
    "id": "7",
    "section": '"tin-tuc"',
    "title": '"Cầu mới"',
    "topics": '["medtop:04000000"]',
    "age": '"2d6h"',
    "byline": '"Ban Biên tập"',
}
BODY = "Sapo ngày {d-2}.\n\nĐoạn hai."


def source(body: str = BODY, tail: str = "", **changes: str | None) -> bytes:
    front = "\n".join(f"{key} = {value}" for key, value in (GOOD | changes).items() if value is not None)
    return f"+++\n{front}\n{tail}\n+++\n\n{body}\n".encode()


def test_a_good_file_is_read() -> None:
    visit = '[second_visit]\nkind = "corrected"\nnote = "Đính chính: x."\nreplace = [["Đoạn hai", "Đoạn 2"]]'
    article = parse_article("07.md", source(tail=visit, picture='"tea"', checks='["stale"]'))
    assert (article.id, article.slug, article.age) == (7, "cau-moi", timedelta(days=2, hours=6))
    assert article.body == BODY
    assert article.second_visit is not None
    assert article.second_visit.replace == (("Đoạn hai", "Đoạn 2"),)
    assert (article.picture, article.checks, article.attachment) == ("tea", ("stale",), None)
    assert parse_article("07.md", source().replace(b"\n", b"\r\n")).body == BODY


@pytest.mark.parametrize(
    ("key", "content"),
    [
        ("slug", source(slug='"Cầu mới"')),
        ("slug", source(slug=None)),
        ("id", source(id='"7"')),
        ("id", source(id="true")),
        ("id", source(id="0")),
        ("section", source(section='"the-thao"')),
        ("title", source(title='"  "')),
        ("title", source(title='"Ca\u0302\u0300u"')),
        ("topics", source(topics='["sport"]')),
        ("topics", source(topics='"medtop:04000000"')),
        ("age", source(age='"2 days"')),
        ("age", source(age='"0h"')),
        ("byline", source(byline="3")),
        ("picture", source(picture='"cat"')),
        ("attachment", source(attachment='"../a.pdf"')),
        ("attachment", source(attachment='"a.exe"')),
        ("colour", source(colour='"red"')),
        ("body", source(body="")),
        ("body", source(body="Ngày {x-2}.")),
        ("body", source(body="Ngày {d - 2}.")),
        ("body", source(body="a\x08b")),
        ("+++", b"slug = 1"),
        ("+++", b"+++\nslug = \n+++\n\nx"),
        ("+++", b"+++\nslug = 1"),
        ("+++", b""),
        ("file", b"+++\n\xff\n+++\n"),
        ("second_visit", source(second_visit="1")),
        ("second_visit.kind", source(tail='[second_visit]\nkind = "moved"')),
        ("second_visit.why", source(tail='[second_visit]\nkind = "withdrawn"\nwhy = "x"')),
        ("second_visit.replace", source(tail='[second_visit]\nkind = "corrected"\nnote = "x"')),
        ("second_visit.note", source(tail='[second_visit]\nkind = "corrected"\nreplace = [["Đoạn", "Khúc"]]')),
        (
            "second_visit.replace",
            source(tail='[second_visit]\nkind = "corrected"\nnote = "x"\nreplace = [["không có", "y"]]'),
        ),
        ("second_visit.replace", source(tail='[second_visit]\nkind = "corrected"\nnote = "x"\nreplace = ["a"]')),
    ],
)
def test_a_bad_file_is_named_with_its_key(key: str, content: bytes) -> None:
    with pytest.raises(SampleArticleError) as raised:
        parse_article("07-cau.md", content)
    assert (raised.value.fields["file"], raised.value.fields["key"]) == ("07-cau.md", key)
    assert "07-cau.md" in str(raised.value)


def test_articles_are_checked_together() -> None:
    first = ("1.md", source())
    with pytest.raises(SampleArticleError, match=r"2\.md.*\"id\".*1\.md"):
        parse_articles([first, ("2.md", source(slug='"khac"'))])
    with pytest.raises(SampleArticleError, match=r"2\.md.*\"slug\".*1\.md"):
        parse_articles([first, ("2.md", source(id="8"))])
    with pytest.raises(SampleArticleError, match=r"\"syndicated_from\".*99"):
        parse_articles([first, ("2.md", source(id="8", slug='"khac"', syndicated_from="99"))])
    with pytest.raises(SampleArticleError, match=r"\"syndicated_from\""):
        parse_articles([("1.md", source(syndicated_from="7"))])
    assert len(parse_articles([first, ("2.md", source(id="8", slug='"khac"', syndicated_from="7"))])) == 2


@given(st.binary(max_size=300))
def test_any_bytes_are_an_article_or_a_clear_error(content: bytes) -> None:
    with pytest.raises(SampleArticleError):
        parse_article("x.md", content)


@given(days=st.integers(0, 999), hours=st.integers(0, 99), minutes=st.integers(0, 99))
def test_ages_are_read_as_written(days: int, hours: int, minutes: int) -> None:
    age = timedelta(days=days, hours=hours, minutes=minutes)
    text = f"{days}d{hours}h{minutes}m"
    if age:
        assert parse_age(text) == age
    else:
        with pytest.raises(ValueError, match="age"):
            parse_age(text)


@given(st.text(max_size=20))
def test_ages_are_never_negative_or_a_crash(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse_age(text) > timedelta()


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("{d}", "23/11"),
        ("{d-2} và {D-2}", "21/11 và 21/11/2026"),
        ("{D+40}", "02/01/2027"),
        ("{w} {w+3} {W+6} {w-1}", "thứ Hai thứ Năm Chủ nhật Chủ nhật"),
        ("{W+1}", "Thứ Ba"),
        ("{w: 728, h: 90} {x}", "{w: 728, h: 90} {x}"),
    ],
)
def test_date_tokens(text: str, expanded: str) -> None:
    assert expand(text, NOW) == expanded


def test_date_tokens_follow_the_day_in_vietnam_not_in_utc() -> None:
    assert expand("{D}", datetime(2026, 11, 22, 18, 0, tzinfo=UTC)) == "23/11/2026"


@pytest.mark.parametrize("text", ["{x-2}", "{d - 2}", "{dd+1}", "{D-12345}"])
def test_misspelt_tokens_are_seen(text: str) -> None:
    assert unknown_token(f"a {text} b") == text


@given(st.text(max_size=200))
def test_expanding_leaves_other_text_alone(text: str) -> None:
    if not re.search(r"\{[dDwW][+-]?\d*\}", text):
        assert expand(text, NOW) == text


@given(st.lists(st.text(alphabet="ab |#\n", max_size=30), max_size=6))
def test_no_word_of_a_body_is_lost(parts: list[str]) -> None:
    body = "\n\n".join(parts)
    blocks = parse_body(body)
    said = "".join(block.text + "".join("".join(row) for row in block.rows) for block in blocks)
    assert Counter(re.findall("[ab]", said)) == Counter(re.findall("[ab]", body))
    assert all(block.text or block.rows for block in blocks)
    assert all(len({len(row) for row in block.rows}) <= 1 for block in blocks)


ARTICLES = load_articles()


def words(text: str) -> int:
    return len(text.replace(" | ", " ").split())


def test_there_are_enough_articles_over_enough_topics() -> None:
    assert len(ARTICLES) >= 48
    assert len({topic for article in ARTICLES for topic in article.topics}) >= 10
    assert all(article.topics for article in ARTICLES)
    assert {article.section for article in ARTICLES} == {"tin-tuc", "doi-song"}


def test_articles_are_of_the_length_of_news() -> None:
    assert {article.slug: words(article.body) for article in ARTICLES if not 150 <= words(article.body) <= 700} == {}


def test_articles_are_nfc_and_have_picture_credit_and_lead() -> None:
    for article in ARTICLES:
        for text in (article.title, article.body, article.byline, article.caption or "", article.credit or ""):
            assert unicodedata.is_normalized("NFC", text), article.slug
        assert article.credit or not article.picture, article.slug
        assert parse_body(article.body)[0].kind == "p", article.slug
    assert sum(article.picture is not None for article in ARTICLES) >= 40


def test_every_check_has_an_article_written_for_it() -> None:
    written = Counter(check for article in ARTICLES for check in article.checks)
    assert set(written) == set(checks.NAMES)
    assert sum(not article.checks for article in ARTICLES) >= len(ARTICLES) / 2


def test_copies_corrections_and_withdrawals_are_there() -> None:
    copies = [article for article in ARTICLES if article.syndicated_from]
    originals = {article.id: article for article in ARTICLES}
    assert len(copies) >= 3
    for copy in copies:
        assert copy.byline != originals[copy.syndicated_from or 0].byline
        assert copy.body != originals[copy.syndicated_from or 0].body
    kinds = Counter(article.second_visit.kind for article in ARTICLES if article.second_visit)
    assert set(kinds) == {"corrected", "withdrawn"}


@pytest.mark.parametrize("edition", list(Edition))
def test_the_portal_shows_them_all(edition: Edition) -> None:
    portal = Portal(ARTICLES, NOW, "http://127.0.0.1:8021", edition)
    for story in portal.stories.live:
        body = portal.respond("GET", story.path, {}).body.decode()
        assert not re.search(r"\{[dDwW][+-]?\d*\}", body), story.path
        assert story.published < portal.now0
    gone = len(ARTICLES) - len(portal.stories.live)
    assert gone == len(portal.stories.withdrawn)
    assert bool(gone) == (edition is Edition.SECOND)
