"""Articles filed under beats and places: stored with the verdict, listed by them, filed anew."""

from __future__ import annotations

import sqlite3
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from classifier.beats import Beats, Hit, Why
from classifier.beats_file import parse_beats
from classifier.topics import TopicModel
from pipeline import review
from pipeline.check import check_new
from pipeline.digest import Week, figures, render_html
from pipeline.filing import file_all, file_waiting
from pipeline.judge import judge_many
from pipeline.model import ArticleState, TopicLabel
from pipeline.store.facets import Facet
from pipeline.tags import PlaceTag, Tags, tags
from pipeline.words import beat_reason, place_name
from pipeline.workers import judged
from tests.pipeline.support import NO_WORDS, Room

MODEL = TopicModel.load()
FESTIVAL = '[[beat]]\nid = "hoi"\nname = "Lễ hội"\nany = [{ phrase = "lễ hội" }]\n'
NORTH = '[[beat]]\nid = "sa-pa"\nname = "Sa Pa"\nany = [{ place = "Sa Pa" }]\n'


def check(room: Room, rules: Beats, workers: int = 0) -> None:
    judging = partial(judged, workers=workers, function=partial(judge_many, rules=rules))
    check_new(room.store, MODEL, room.clock, judging=judging)


def filed(room: Room, text: str, given: Tags | None = None, **changes: object) -> int:
    """An article with these tags, or those that the two rules give it."""
    rules = parse_beats(FESTIVAL + NORTH)
    room.store.articles.upsert(room.found(text=text, **changes))
    (article,) = room.store.verdicts.unchecked()
    made = given or tags(rules, (), article.title, article.text)
    room.store.verdicts.record_verdict(article.id, article.version, (), (), NO_WORDS, (), room.clock(), tags=made)
    return article.id


@pytest.mark.parametrize("workers", [0, 2])
def test_checking_files_articles(room: Room, workers: int) -> None:
    room.store.articles.upsert(room.found(title="Tin", text="Lễ hội mở ở xã Tả Van; lễ hội kéo dài ba ngày."))
    rules = parse_beats(FESTIVAL + NORTH)
    check(room, rules, workers)
    found = room.store.facets.of(1)
    assert found.beats == (
        Hit("hoi", "Lễ hội", (Why("phrase", "lễ hội", 2),)),
        Hit("sa-pa", "Sa Pa", (Why("place", "xã Tả Van", 1),)),
    )
    assert found.places == (PlaceTag("xa-ta-van", 1), PlaceTag("thi-xa-sa-pa", 0), PlaceTag("tinh-lao-cai", 0))
    assert found.rules == rules.digest


def test_an_article_that_changed_is_filed_by_its_new_text(room: Room) -> None:
    article_id = filed(room, "Lễ hội ở xã Tả Van.")
    url = room.store.articles.get(article_id).url
    room.store.articles.upsert(room.found(url=url, canonical_url=url, text="Chợ phiên ở xã Y Tý."))
    check(room, parse_beats(FESTIVAL))
    found = room.store.facets.of(article_id)
    assert found.beats == ()
    assert [tag.place for tag in found.places if tag.times] == ["xa-y-ty"]


def test_lists_are_narrowed_and_paged_by_key(room: Room) -> None:
    everywhere = [
        filed(room, f"{'Lễ hội' if n % 2 else 'Hội chợ'} ở xã {'Tả Van' if n % 3 else 'Y Tý'} số {n}.")
        for n in range(24)
    ]
    for facet, wanted in (
        (Facet(), range(24)),
        (Facet(beat="hoi"), [n for n in range(24) if n % 2]),
        (Facet(place="xa-y-ty"), [n for n in range(24) if not n % 3]),
        (Facet(place="tinh-lao-cai"), range(24)),
        (Facet(beat="hoi", place="xa-ta-van"), [n for n in range(24) if n % 2 and n % 3]),
        (Facet(beat="khong-co"), []),
        (Facet(topic="medtop:07000000"), []),
    ):
        seen: list[int] = []
        before = None
        while page := room.store.articles.lines([ArticleState.CLEAN], before=before, limit=5, facet=facet):
            seen += [line.id for line in page]
            before = page[-1].cursor
            assert all(one.cursor > other.cursor for one, other in pairwise(page))
        assert sorted(seen) == [everywhere[n] for n in wanted]


def test_a_narrowed_list_shows_only_the_states_asked_for(room: Room) -> None:
    one, other = filed(room, "Lễ hội ở xã Tả Van."), filed(room, "Lễ hội ở xã Y Tý.")
    review.approve(room.store, room.collaborator, one, 1, room.clock())
    facet = Facet(beat="hoi", place="tinh-lao-cai")
    assert [line.id for line in room.store.articles.lines([ArticleState.APPROVED], facet=facet)] == [one]
    assert [line.id for line in room.store.articles.lines([ArticleState.CLEAN], facet=facet)] == [other]


def test_a_rare_place_is_found_by_its_index(room: Room) -> None:
    filed(room, "Lễ hội ở xã Tả Van.")
    asked: list[str] = []
    room.store._database.connection().set_trace_callback(asked.append)
    room.store.articles.lines([ArticleState.CLEAN], facet=Facet(place="xa-ta-van"))
    room.store.articles.lines([ArticleState.CLEAN], facet=Facet(beat="hoi"))
    connection = sqlite3.connect(room.settings.database)
    for query, index in zip([text for text in asked if text.startswith("SELECT a.id")], ("place", "beat"), strict=True):
        plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}"))
        assert f"article_{index}s_by_{index}" in plan
        assert "TEMP B-TREE" not in plan
    connection.close()


def test_what_is_in_use_is_listed_once(room: Room) -> None:
    assert room.store.facets.places_in_use() == room.store.facets.beats_in_use() == ()
    filed(room, "Lễ hội ở xã Tả Van.")
    filed(room, "Lễ hội ở xã Tả Van và xã Y Tý.")
    assert room.store.facets.places_in_use() == (
        "huyen-bat-xat",
        "thi-xa-sa-pa",
        "tinh-lao-cai",
        "xa-ta-van",
        "xa-y-ty",
    )
    assert room.store.facets.beats_in_use() == (("hoi", "Lễ hội"), ("sa-pa", "Sa Pa"))
    assert room.store.facets.beats_of([1, 2, 3]) == {1: ("Lễ hội", "Sa Pa"), 2: ("Lễ hội", "Sa Pa")}


def test_filing_anew_can_stop_and_goes_on_where_it_was(room: Room) -> None:
    old = [filed(room, f"Lễ hội số {n} ở xã Tả Van.") for n in range(7)]
    rules = parse_beats(NORTH)
    facets = room.store.facets
    assert facets.count_filed_otherwise(rules.digest) == 7
    batch = facets.filed_otherwise(rules.digest, limit=3)
    assert [article.id for article in batch] == old[:3]
    assert facets.refile([(one, tags(rules, one.topics, one.title, one.text)) for one in batch]) == 3
    assert facets.count_filed_otherwise(rules.digest) == 4
    assert [article.id for article in facets.filed_otherwise(rules.digest)] == old[3:]
    assert [hit.beat for hit in facets.of(old[0]).beats] == ["sa-pa"]


def test_an_article_that_changed_meanwhile_waits_for_its_check(room: Room) -> None:
    article_id = filed(room, "Lễ hội ở xã Tả Van.")
    rules = parse_beats(NORTH)
    (article,) = room.store.facets.filed_otherwise(rules.digest)
    url = room.store.articles.get(article_id).url
    room.store.articles.upsert(room.found(url=url, canonical_url=url, text="Bài đã sửa ở xã Y Tý."))
    assert room.store.facets.refile([(article, tags(rules, (), article.title, article.text))]) == 0
    assert room.store.facets.filed_otherwise(rules.digest) == ()


def test_topics_that_a_person_chose_move_the_beats_at_the_next_check(room: Room) -> None:
    article_id = filed(room, "Giá thép tăng nhẹ.")
    rules = parse_beats('[[beat]]\nid = "y-te"\nname = "Y tế"\nany = [{ topic = "medtop:07000000" }]\n')
    assert file_all(room.store, rules) == 1
    assert room.store.facets.of(article_id).beats == ()
    chosen = TopicLabel("medtop:07000000", "Y tế, sức khỏe", 1.0, True)
    (before,) = room.store.facets.latest(1)
    room.store.labels.correct_topics(room.editor, article_id, 1, [chosen], room.clock())
    assert room.store.facets.refile([(before, tags(rules, (), before.title, before.text))]) == 0, "read too early"
    assert file_waiting(room.store, rules) == 1
    assert [hit.beat for hit in room.store.facets.of(article_id).beats] == ["y-te"]
    assert file_waiting(room.store, rules) == file_all(room.store, rules) == 0


def test_a_check_files_no_more_than_its_share_of_what_waits(room: Room) -> None:
    for n in range(5):
        room.article(text=f"Lễ hội số {n}.")
    rules = parse_beats(FESTIVAL)
    assert [file_waiting(room.store, rules, most=2) for _ in range(4)] == [2, 2, 1, 0]


def test_damaged_text_is_filed_by_what_it_says(room: Room) -> None:
    damaged = "Hép cæ tri t¹i x· T¶ Van, tØnh Lµo Cai; ®ång bµo m¹nh d¹n nãi lªn nguyÖn väng cña m×nh."
    assert "xa-ta-van" in {tag.place for tag in tags(parse_beats(FESTIVAL), (), "Tin", damaged).places}


def test_the_digest_counts_beats_and_places(room: Room) -> None:
    filed(room, "Lễ hội ở xã Tả Van, Lào Cai.")
    filed(room, "Chợ ở xã Tả Van và Sa Pa. UBND tỉnh Lào Cai họp.")
    shown = figures(room.store, Week.of(room.clock().date()), "Asia/Ho_Chi_Minh")
    assert shown.beats == (("Sa Pa", 2), ("Lễ hội", 1))
    assert shown.places == (("Xã Tả Van", 2), ("Sa Pa (thị xã cũ)", 1))
    html = render_html(shown, "Văn phòng A", room.clock())
    assert "Theo chuyên mục" in html
    assert "Xã Tả Van" in html


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("xa-ta-van", "Xã Tả Van"),
        ("huyen-bac-ha", "Bắc Hà (huyện cũ)"),
        ("tinh-yen-bai", "Yên Bái (tỉnh cũ)"),
        ("thi-tran-bac-ha", "Thị trấn Bắc Hà (cũ)"),
        ("so-tnmt", "Sở Tài nguyên và Môi trường (cũ)"),
        ("so-nn-mt", "Sở Nông nghiệp và Môi trường"),
        ("khong-co", "khong-co"),
    ],
)
def test_places_in_words(place: str, words: str) -> None:
    assert place_name(place) == words


def test_reasons_in_words() -> None:
    assert beat_reason(Why("topic", "Y tế", 0.834)) == "chủ đề Y tế (83 %)"
    assert beat_reason(Why("phrase", "lễ hội", 1)) == "cụm từ “lễ hội”"
    assert beat_reason(Why("place", "xã Tả Van", 3)) == "nhắc đến xã Tả Van, 3 lần"


def test_a_new_desk_has_its_beats(tmp_path: Path) -> None:
    from pipeline.templates import write_new_desk

    written = write_new_desk(tmp_path, operator="A", contact="a@example.vn", page_name="B")
    assert tmp_path / "beats.toml" in written
