"""Labels in the store: topics that people chose, answers to flags, what becomes of them when a text changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from classifier import medtop
from classifier.checks import Flag
from classifier.topics import TopicModel
from pipeline import corrections, review
from pipeline.check import check_new
from pipeline.errors import AnswerNeeded, Conflict, NotFound, TopicNeeded
from pipeline.labels import main_topics, mark, still_same
from pipeline.model import ArticleState, FlagAnswer, TopicLabel
from tests.pipeline.support import FLAG, Room

HIGH = Flag("personal-data", "high", "text", 0, 4, "Đoạn", "Có số điện thoại của một người riêng.")
EDUCATION, LABOUR, SPORT = medtop.code(5), medtop.code(9), medtop.code(15)
TEXT = (
    "Sáng nay cây cầu mới của xã đã khánh thành trong niềm vui của bà con hai bên bờ suối sau nhiều năm chờ đợi. "
    "Cầu dài 87 mét, rộng 7 mét, do huyện đầu tư; dân hai bờ đã hiến đất làm đường dẫn và góp hàng trăm ngày công."
)
MODEL = TopicModel.load()


def correct(room: Room, article: int, main: str = EDUCATION, *also: str) -> None:
    version = room.store.articles.get(article).version
    corrections.correct_topics(room.store, room.collaborator, article, version, main, also, room.clock())


def answer(room: Room, article: int, flag: Flag = HIGH, code: FlagAnswer = FlagAnswer.OFFICIAL) -> None:
    version = room.store.articles.get(article).version
    corrections.answer_flag(room.store, room.editor, article, version, mark(flag), code, "", room.clock())


def change(room: Room, article: int, **changes: str) -> None:
    """A later visit finds another text, and it is judged."""
    stored = room.store.articles.get(article)
    room.clock.advance(hours=1)
    base = room.found(url=stored.url, canonical_url=stored.url, title=stored.title, text=stored.text)
    room.store.articles.upsert(replace(base, **changes))  # type: ignore[arg-type]
    check_new(room.store, MODEL, room.clock)


def test_chosen_topics_take_the_place_of_the_models_and_can_be_chosen_again(room: Room) -> None:
    article = room.article(text=TEXT)
    correct(room, article, EDUCATION, LABOUR, EDUCATION)
    assert [topic.code for topic in room.store.articles.get(article).topics] == [EDUCATION, LABOUR]
    correct(room, article, SPORT)
    stored = room.store.articles.get(article)
    assert [(topic.code, topic.name) for topic in stored.topics] == [(SPORT, "Thể thao")]
    assert room.store.labels.count() == 1
    (line,) = room.store.articles.lines([ArticleState.CLEAN])
    assert line.topics == ("Thể thao",)
    counts = room.store.figures.counts(room.clock() - timedelta(days=1), room.clock() + timedelta(days=1))
    assert counts.topics == (("Thể thao", 1),)


def test_the_log_keeps_every_choice_with_its_person(room: Room) -> None:
    article = room.article(text=TEXT)
    correct(room, article, EDUCATION)
    correct(room, article, SPORT)
    told = [event for event in room.store.audit.of("article", article) if event.kind == "article.topics"]
    assert [event.actor for event in told] == [room.collaborator.name] * 2
    assert EDUCATION in str(told[1].detail)


@pytest.mark.parametrize(("main", "also"), [("", ()), ("medtop:99000000", ()), (EDUCATION, medtop.CODES[:6])])
def test_topics_outside_the_scheme_or_too_many_are_refused(room: Room, main: str, also: tuple[str, ...]) -> None:
    article = room.article(text=TEXT)
    with pytest.raises(TopicNeeded):
        correct(room, article, main, *also)
    assert room.store.labels.count() == 0


def test_another_version_or_no_article_is_refused(room: Room) -> None:
    article = room.article(flags=(HIGH,))
    now = room.clock()
    with pytest.raises(Conflict):
        corrections.correct_topics(room.store, room.editor, article, 2, EDUCATION, (), now)
    with pytest.raises(NotFound):
        corrections.correct_topics(room.store, room.editor, 999, 1, EDUCATION, (), now)
    with pytest.raises(Conflict):
        corrections.answer_flag(room.store, room.editor, article, 2, mark(HIGH), FlagAnswer.JUDGED, "", now)
    with pytest.raises(Conflict):
        corrections.answer_flag(room.store, room.editor, article, 1, mark(FLAG), FlagAnswer.JUDGED, "", now)
    with pytest.raises(Conflict):
        corrections.withdraw_answer(room.store, room.editor, article, 1, mark(HIGH), now)


def test_chosen_topics_outlive_a_small_change_and_a_second_judging(room: Room) -> None:
    article = room.article(text=TEXT)
    correct(room, article)
    change(room, article, text=TEXT.replace("87 mét", "88 mét"))
    stored = room.store.articles.get(article)
    assert stored.version == 2
    assert stored.corrected
    assert stored.topics[0].code == EDUCATION
    assert stored.judged, "what the model said is there too"
    (label,) = room.store.labels.texts()
    assert (label.version, label.text) == (1, TEXT), "the label stays with the text that was judged"


def test_chosen_topics_lapse_when_the_text_becomes_another(room: Room) -> None:
    article = room.article(text=TEXT)
    correct(room, article)
    change(room, article, title="Đội bóng thắng trận", text="Đội bóng huyện thắng trận chung kết trên sân nhà tối qua.")
    stored = room.store.articles.get(article)
    assert not stored.corrected
    assert stored.topics == stored.judged
    assert "article.topics-lapsed" in [event.kind for event in room.store.audit.of("article", article)]
    assert [label.text for label in room.store.labels.texts()] == [TEXT]
    correct(room, article, SPORT)
    assert [(label.version, label.codes) for label in room.store.labels.texts()] == [(1, (EDUCATION,)), (2, (SPORT,))]


@pytest.mark.parametrize(
    ("after", "same"),
    [
        (lambda text: text, True),
        (lambda text: text.replace("mới", "cũ"), True),
        (lambda text: f"{text} {text.upper()} Đính chính: số liệu đã được sửa.", True),
        (lambda text: text[:60], False),
        (lambda text: "Tin khác hẳn về giải bóng đá của huyện.", False),
        (lambda text: f"{text} " + " ".join(f"đoạn thêm số {n} nói chuyện khác" for n in range(60)), False),
        (lambda text: "", False),
    ],
)
def test_how_much_a_text_may_change(after: Callable[[str], str], same: bool) -> None:
    assert still_same(("Khánh thành cầu", TEXT), ("Khánh thành cầu", after(TEXT))) is same


def test_an_answered_flag_is_no_longer_open_but_stays(room: Room) -> None:
    article = room.article(flags=(HIGH, FLAG))
    assert room.store.articles.get(article).open_high == (HIGH,)
    assert room.store.articles.lines([ArticleState.FLAGGED])[0].open_high == 1
    answer(room, article)
    stored = room.store.articles.get(article)
    assert stored.flags == (HIGH, FLAG)
    assert stored.state is ArticleState.FLAGGED, "an answer decides nothing"
    assert stored.open_high == ()
    assert room.store.articles.lines([ArticleState.FLAGGED])[0].open_high == 0
    answer(room, article, code=FlagAnswer.CONSENT)
    assert [given.answer for given in room.store.articles.get(article).answers if given] == [FlagAnswer.CONSENT]
    corrections.withdraw_answer(room.store, room.editor, article, 1, mark(HIGH), room.clock())
    assert room.store.articles.get(article).open_high == (HIGH,)


@pytest.mark.parametrize(("code", "note"), [(None, "vì thế"), (FlagAnswer.OTHER, "  ")])
def test_an_answer_needs_a_reason(room: Room, code: FlagAnswer | None, note: str) -> None:
    article = room.article(flags=(HIGH,))
    with pytest.raises(AnswerNeeded):
        corrections.answer_flag(room.store, room.editor, article, 1, mark(HIGH), code, note, room.clock())


def test_a_new_text_opens_every_flag_again(room: Room) -> None:
    text = "Liên hệ bà Nguyễn Thị Mẫu, số điện thoại riêng 0912 345 678, nhà số 5 ngõ 12. " + TEXT
    room.store.articles.upsert(room.found(text=text))
    check_new(room.store, MODEL, room.clock)
    (line,) = room.store.articles.lines([ArticleState.FLAGGED])
    serious = [flag for flag in room.store.articles.get(line.id).flags if flag.severity == "high"]
    assert serious
    for flag in serious:
        answer(room, line.id, flag)
    assert room.store.articles.get(line.id).open_high == ()
    change(room, line.id, text=text.replace("87 mét", "88 mét"))
    assert room.store.articles.get(line.id).open_high
    assert len(room.store.labels.flags()) == len(serious), "the labels of the old text are kept"


@pytest.mark.parametrize(
    "other",
    [
        replace(HIGH, severity="low"),
        replace(HIGH, reason="Có địa chỉ nhà."),
        replace(HIGH, start=1),
        replace(HIGH, quote="Đoàn"),
    ],
)
def test_an_answer_holds_for_exactly_what_the_flag_said(other: Flag) -> None:
    assert mark(other) != mark(HIGH)
    assert mark(replace(HIGH)) == mark(HIGH)


def test_labels_hold_no_names_and_lead_to_the_text(room: Room) -> None:
    article = room.article(flags=(HIGH,), text=TEXT.replace("Sáng", "Đoạn", 1))
    correct(room, article)
    answer(room, article)
    review.approve(room.store, room.editor, article, 1, room.clock())
    (flag,) = room.store.labels.flags()
    assert flag.text[flag.start : flag.end] == HIGH.quote
    assert flag.answer is FlagAnswer.OFFICIAL
    connection = sqlite3.connect(room.settings.database)
    for table in ("topic_labels", "flag_answers"):
        kept = " ".join(str(value) for row in connection.execute(f"SELECT * FROM {table}") for value in row)
        for name in (room.collaborator.name, room.editor.name, room.editor.login, HIGH.quote):
            assert name not in kept
    connection.close()


def test_topics_are_shown_when_they_are_likely_enough() -> None:
    def topics(*chances: float) -> list[TopicLabel]:
        return [TopicLabel(medtop.CODES[n], "", chance, sure=False) for n, chance in enumerate(chances)]

    assert [topic.probability for topic in main_topics(topics(0.6, 0.35, 0.05))] == [0.6, 0.35]
    assert [topic.probability for topic in main_topics(topics(0.2, 0.1))] == [0.2]
    assert main_topics([]) == ()
