"""Finding articles: with and without diacritics, phrases, exclusions, filters, paging; the index and its rest."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import timedelta

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier.checks import Flag
from classifier.text import nfc
from pipeline.cli import main
from pipeline.errors import SearchNameTaken, TooManySearches
from pipeline.finding import excerpt, marked, parse, spans
from pipeline.model import ArticleState
from pipeline.store import Store, search
from pipeline.store.search import Filter, Hits
from tests.pipeline.support import Room, make_room

# Each with today's tones and without diacritics, written by hand: the oracle owes the code nothing.
WORDS = {
    "lào": ("lào", "lao"),
    "Lao": ("lao", "lao"),
    "cai": ("cai", "cai"),
    "cái": ("cái", "cai"),
    "hòa": ("hòa", "hoa"),
    "hoà": ("hòa", "hoa"),
    "Đỗ": ("đỗ", "do"),
    "dỗ": ("dỗ", "do"),
    "THUỶ": ("thủy", "thuy"),
    "nướng": ("nướng", "nuong"),
    "19": ("19", "19"),
}
TEXTS = st.lists(st.sampled_from(sorted(WORDS)), min_size=1, max_size=6)
PARTS = st.tuples(st.booleans(), st.lists(st.sampled_from(sorted(WORDS)), min_size=1, max_size=2))


def fits(text: list[str], parts: list[tuple[bool, list[str]]]) -> bool:
    def there(words: list[str]) -> bool:
        marked = any(WORDS[word][0] != WORDS[word][1] for word in words)
        column = 0 if marked else 1
        sought = [WORDS[word][column] for word in words]
        row = [WORDS[word][column] for word in text]
        return any(row[at : at + len(sought)] == sought for at in range(len(row)))

    wanted = [words for out, words in parts if not out]
    return bool(wanted) and all(map(there, wanted)) and not any(there(words) for out, words in parts if out)


def find(store: Store, words: str, given: Filter | None = None) -> list[int]:
    while store.search.index():
        pass
    return [line.id for line in store.search.find(parse(words), given or Filter()).lines]


@given(st.lists(TEXTS, min_size=1, max_size=6), st.lists(PARTS, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_finds_what_a_reader_would(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]], parts: list[tuple[bool, list[str]]]
) -> None:
    room = make_room(tmp_path_factory.mktemp("desk"))
    try:
        ids = [room.article(title="–", text=" ".join(words)) for words in texts]
        words = " ".join(("-" if out else "") + f'"{" ".join(part)}"' for out, part in parts)
        expected = [id_ for id_, text in zip(ids, texts, strict=True) if fits(text, parts)]
        assert find(room.store, words) == expected[::-1]
        query = parse(words)
        assert room.store.search.count(query) == len(expected)
        for id_, text in zip(ids, texts, strict=True):
            if id_ in expected:
                assert spans(query, " ".join(text))
    finally:
        room.store.close()


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_words_are_a_search_and_marking_loses_nothing(words: str) -> None:
    query = parse(words)
    assert len(query.terms) <= 12
    assert "".join(piece.text for piece in marked(query, words)) == nfc(words)
    excerpt(query, words * 20)


HOSTILE = ["NEAR(a b)", "exact : x", "a* OR b", "a AND", "'; DROP TABLE articles; --", "½²", "x\u0302a", *'"-^(']


@pytest.mark.parametrize("words", HOSTILE)
def test_signs_of_the_index_language_are_only_signs(room: Room, words: str) -> None:
    room.article(text="a b x")
    find(room.store, words)


@given(st.text(max_size=40))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_index_takes_any_search(room: Room, words: str) -> None:
    find(room.store, words)


def test_decomposed_text_and_decomposed_words_meet(room: Room) -> None:
    id_ = room.article(title="Tin", text=unicodedata.normalize("NFD", "Chợ phiên Bắc Hà đông vui"))
    for words in ("bắc hà", unicodedata.normalize("NFD", "bắc hà"), "BAC HA", "đông", "dong"):
        assert find(room.store, words) == [id_]
    assert find(room.store, "bạc hà") == []


def test_a_text_that_changed_is_found_by_its_new_words_only(room: Room) -> None:
    url = "https://bao.example.vn/doi.html"
    id_ = room.article(url=url, canonical_url=url, title="Tin", text="Lễ hội mùa xuân ở bản.")
    assert find(room.store, "xuan") == [id_]
    room.store.articles.upsert(
        room.found(url=url, canonical_url=url, title="Tin", text="Lễ hội mùa thu ở bản, có sửa nhiều chỗ khác nhau.")
    )
    assert find(room.store, "xuân") == []
    assert find(room.store, "thu") == [id_]
    room.store.search.rebuild()
    assert room.store.search.count(parse("xuân")) == 0
    assert find(room.store, "thu") == [id_]
    assert find(room.store, "xuân") == []


def test_filters_narrow_and_each_stands_alone(room: Room) -> None:
    flag = Flag("accusation", "high", "text", 0, 3, "Lũ", "Vì sao.")
    early = room.article(text="Lũ quét ở bản", published_at=room.clock() - timedelta(days=9))
    flagged = room.article(flags=(flag,), text="Lũ lụt ở xã")
    rejected = room.approved_article(text="Lũ ống")
    assert find(room.store, "lũ") == [rejected, flagged, early]
    assert find(room.store, "lũ", Filter(states=(ArticleState.FLAGGED,))) == [flagged]
    assert find(room.store, "", Filter(states=(ArticleState.APPROVED,))) == [rejected]
    assert find(room.store, "lũ", Filter(check="accusation")) == [flagged]
    assert find(room.store, "lũ", Filter(source="bao")) == [rejected, flagged, early]
    assert find(room.store, "lũ", Filter(source="khac")) == []
    assert find(room.store, "lũ", Filter(until=room.clock() - timedelta(days=5))) == [early]
    assert find(room.store, "lũ", Filter(since=room.clock() - timedelta(days=5))) == [rejected, flagged]


def pages(store: Store, words: str, given: Filter, limit: int) -> list[Hits]:
    found = [store.search.find(parse(words), given, None, limit)]
    while (older := found[-1].older) is not None:
        found.append(store.search.find(parse(words), given, older, limit))
    return found


@pytest.mark.parametrize("words", ["chung", ""])
def test_pages_by_key_show_each_article_once(room: Room, words: str) -> None:
    ids = [room.article(text=f"Chung {number}") for number in range(25)]
    while room.store.search.index(7):
        pass
    given = Filter(source="bao")
    found = pages(room.store, words, given, 10)
    assert [line.id for page in found for line in page.lines] == ids[::-1]
    assert all(page.complete for page in found)


def test_a_search_without_end_stops_and_goes_on_where_it_was(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "WALKED_AT_MOST", 20)
    oldest = room.article(text="Chung", source_id="bao", published_at=room.clock() - timedelta(days=90))
    for _ in range(45):
        room.article(text="Chung")
    while room.store.search.index():
        pass
    given = Filter(until=room.clock() - timedelta(days=60))
    found = pages(room.store, "chung", given, 5)
    assert [line.id for page in found for line in page.lines] == [oldest]
    assert [page.complete for page in found] == [False, False, True]


def test_the_count_stops_at_its_bound(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "COUNTED_AT_MOST", 3)
    for _ in range(9):
        room.article(text="Chung")
    while room.store.search.index():
        pass
    assert room.store.search.count(parse("chung")) == 4


def test_articles_of_an_older_data_file_wait_for_the_index(room: Room) -> None:
    id_ = room.article(text="Có sẵn")
    assert room.store.search.waiting()
    assert room.store.search.count_waiting() == 1
    assert room.store.search.find(parse("có")).lines == ()
    assert room.store.search.index(1) == 1
    assert not room.store.search.waiting()
    assert find(room.store, "co san") == [id_]


def test_an_excerpt_shows_the_words_found() -> None:
    text = "Mở đầu. " + "Chữ dài. " * 60 + "Chợ phiên Bắc Hà họp vào Chủ nhật. " + "Hết rồi. " * 60
    shown = excerpt(parse("bac ha"), text)
    assert [piece.text for piece in shown if piece.found] == ["Bắc", "Hà"]
    assert shown[0].text == "… "
    assert shown[-1].text == " …"
    assert len("".join(piece.text for piece in shown)) < 420


def test_kept_searches_are_ones_own_and_bounded(room: Room) -> None:
    kept = room.store.search
    kept.save(room.editor, "Sa Pa", "q=sa+pa")
    with pytest.raises(SearchNameTaken):
        kept.save(room.editor, "Sa Pa", "q=khac")
    kept.save(room.collaborator, "Sa Pa", "q=sapa")
    (mine,) = kept.saved(room.editor)
    assert mine.query == "q=sa+pa"
    assert not kept.forget(room.collaborator, mine.id)
    assert kept.forget(room.editor, mine.id)
    for number in range(search.MOST_SAVED):
        kept.save(room.editor, f"Số {number}", "q=a")
    with pytest.raises(TooManySearches):
        kept.save(room.editor, "Thêm", "q=a")


def test_the_command_finds_and_rebuilds(room: Room) -> None:
    id_ = room.article(title="Lễ hội Gầu Tào", text="Ở Pha Long.")
    folder = room.settings.data_dir
    page = '[[page]]\nid = "a"\nname = "A"\noperator = "A"\n'
    (folder / "desk.toml").write_text(f'operator = "A"\ncontact = "a@b.vn"\n{page}', encoding="utf-8")
    ran = CliRunner().invoke(main, ["find", "--dir", str(folder), "--json", "gau", "tao"])
    assert ran.exit_code == 0, ran.output
    assert [each["id"] for each in json.loads(ran.stdout)["articles"]] == [id_]
    ran = CliRunner().invoke(main, ["find", "--dir", str(folder), "--rebuild", "pha long", "--", "-gau"])
    assert ran.exit_code == 0
    assert not re.search(rf"#{id_}\b", ran.stdout)
