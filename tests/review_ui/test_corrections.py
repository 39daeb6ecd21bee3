"""Correcting the machine: topics and flags, with and without htmx; what was typed is kept; the log keeps it all."""

from __future__ import annotations

import re
from typing import Any

import pytest

from classifier import medtop
from classifier.duplicates import signature
from pipeline.labels import mark
from pipeline.model import ArticleState, FlagAnswer, TopicLabel
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded
from tests.review_ui.test_review import FLAG, HTMX

EDUCATION, LABOUR, SOCIETY = medtop.code(5), medtop.code(9), medtop.code(14)
LOW = ("stale", "low", "Chiều 22/11", "Đã qua.")


def correct(visitor: Visitor, article: int, main: str = EDUCATION, also: tuple[str, ...] = (), **given: Any) -> Any:
    fields = {"version": "1", "main": main, **dict.fromkeys(also, "1")}
    return visitor.post(f"/duyet/{article}/chu-de", fields, **given)


def answer(
    visitor: Visitor, article: int, number: int = 0, code: str = "official", note: str = "", **given: Any
) -> Any:
    flag = visitor.seeded.get(article).flags[number]
    fields = {"version": "1", "mark": mark(flag), "answer": code, "note": note}
    return visitor.post(f"/duyet/{article}/tra-loi", fields, **given)


def test_the_card_tells_topics_that_are_likely_enough_and_which_are_unsure(
    seeded: Seeded, collaborator: Visitor
) -> None:
    seeded.store.articles.upsert(seeded.found("Lớp học mới", "Điểm trường có lớp mới."))
    (waiting,) = seeded.store.verdicts.unchecked()
    topics = [
        TopicLabel(code, medtop.name(code), chance, sure)
        for code, chance, sure in ((EDUCATION, 0.95, True), (LABOUR, 0.41, False), (SOCIETY, 0.12, False))
    ]
    mark = signature(waiting.title, waiting.text)
    seeded.store.verdicts.record_verdict(waiting.id, 1, topics, (), mark, (), seeded.clock())
    html = collaborator.get(f"/tin/{waiting.id}").text
    listed = re.search(r'<ul class="topics">(.*?)</ul>', html, re.DOTALL)
    assert listed is not None
    shown = [re.sub(r"\s+", " ", re.sub("<[^>]+>", "", line)).strip() for line in listed[1].split("</li>")[:-1]]
    assert shown == ["Giáo dục 95 %", "Lao động, việc làm 41 %, chưa chắc"]
    why = re.search(r'<details class="why">(.*?)</details>', html, re.DOTALL)
    assert why is not None
    assert "Vì sao?" in why[1]
    assert "Xã hội, an sinh 12 %" in why[1]


def test_the_words_that_spoke_for_a_topic_stand_in_the_text(seeded: Seeded, collaborator: Visitor) -> None:
    text = "Huấn luyện viên khen các cầu thủ; thủ môn cản phá nhiều cú sút. Vòng đấu tới đội làm khách."
    article = seeded.article("Đội bóng phố núi thắng trận mở màn", text)
    correct(collaborator, article, medtop.code(15))
    html = collaborator.get(f"/tin/{article}").text
    words = re.findall(r'<q lang="vi">([^<]+)</q>', html)
    assert 1 <= len(words) <= 6
    assert all(word in f"Đội bóng phố núi thắng trận mở màn\n{text}" for word in words)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_corrected_topics_are_the_articles_from_then_on(
    seeded: Seeded, collaborator: Visitor, headers: dict[str, str]
) -> None:
    article = seeded.article(flags=[FLAG])
    collaborator.get("/duyet")
    response = correct(collaborator, article, EDUCATION, (LABOUR,), headers=headers)
    assert response.status_code == (200 if headers else 303)
    html = response.text if headers else collaborator.get(response.headers["location"]).text
    assert "người chọn" in html
    assert re.search(r'role="status">[^<]*Đã chọn|id="status"[^>]*>[^<]*Đã chọn', html)
    stored = seeded.get(article)
    assert [topic.code for topic in stored.topics] == [EDUCATION, LABOUR]
    assert stored.corrected
    assert stored.judged[0].code == SOCIETY
    assert stored.state is ArticleState.FLAGGED, "it still waits for its decision"
    collaborator.post(f"/duyet/{article}/duyet", {"version": "1"})
    assert "Giáo dục; Lao động, việc làm" in collaborator.get("/tin-da-duyet").text


def test_the_log_tells_who_chose_which_topics_instead_of_which(seeded: Seeded, editor: Visitor) -> None:
    article = seeded.article()
    correct(editor, article, EDUCATION)
    correct(editor, article, SOCIETY)
    html = editor.get("/nhat-ky").text
    assert html.split("<tbody")[1].count("Đã chọn chủ đề") == 2
    assert "trước đó: Giáo dục" in html
    assert seeded.editor.name in html


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("main", "also"),
    [("", (LABOUR,)), ("medtop:99000000", ()), ("tên lạ", ()), (EDUCATION, medtop.CODES[:5] + medtop.CODES[8:12])],
)
def test_a_choice_that_cannot_be_is_told_and_kept(
    seeded: Seeded, collaborator: Visitor, main: str, also: tuple[str, ...], headers: dict[str, str]
) -> None:
    article = seeded.article(flags=[FLAG])
    response = correct(collaborator, article, main, also, headers=headers)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert "data-correct open" in response.text
    for code in also:
        assert f'name="{code}" value="1" checked' in response.text
    assert not seeded.get(article).corrected


def test_a_text_that_changed_meanwhile_is_not_labelled(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.article()
    response = collaborator.post(f"/duyet/{article}/chu-de", {"version": "7", "main": EDUCATION})
    assert response.status_code == 409
    assert not seeded.get(article).corrected


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_answered_flag_stays_visible_as_answered_and_can_be_opened_again(
    seeded: Seeded, collaborator: Visitor, headers: dict[str, str]
) -> None:
    article = seeded.article(flags=[FLAG, LOW])
    response = answer(collaborator, article, note="chỉ là số <người> học", headers=headers)
    html = response.text if headers else collaborator.get(response.headers["location"]).text
    assert FLAG[3] in html
    assert '<mark class="high">40 người</mark>' in html
    assert "Là số liên lạc hoặc số liệu của cơ quan" in html
    assert "chỉ là số &lt;người&gt; học" in html
    assert html.count("Đã trả lời") >= 1
    stored = seeded.get(article)
    assert stored.state is ArticleState.FLAGGED
    assert stored.open_high == ()
    assert [given is not None for given in stored.answers] == [True, False]
    collaborator.post(
        f"/duyet/{article}/tra-loi", {"version": "1", "mark": mark(stored.flags[0]), "withdraw": "1"}, headers=headers
    )
    assert seeded.get(article).answers == (None, None)
    kinds = [event.kind for event in seeded.store.audit.of("article", article)]
    assert kinds[-2:] == ["flag.answered", "flag.reopened"]


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(("code", "note"), [("", "chưa rõ"), ("other", " "), ("khong-co", "chưa rõ")])
def test_an_answer_without_a_reason_keeps_what_was_typed(
    seeded: Seeded, collaborator: Visitor, code: str, note: str, headers: dict[str, str]
) -> None:
    article = seeded.article(flags=[FLAG])
    response = answer(collaborator, article, code=code, note=note, headers=headers)
    assert response.status_code == 422
    assert '<details class="answer" open>' in response.text
    assert f'value="{note}"' in response.text
    assert 'details class="reject" data-reject>' in response.text, "the other form stays shut"
    assert seeded.get(article).open_high


def test_an_answer_to_a_flag_that_is_gone_changes_nothing(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.article(flags=[FLAG])
    for fields in ({"mark": "0" * 32, "answer": "official"}, {"mark": "0" * 32, "withdraw": "1"}, {}):
        response = collaborator.post(f"/duyet/{article}/tra-loi", {"version": "1", **fields})
        assert response.status_code in (409, 422)
    assert seeded.store.labels.flags() == ()


def test_the_composer_names_serious_flags_that_nobody_answered(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.article(flags=[FLAG, LOW])
    collaborator.post(f"/duyet/{article}/duyet", {"version": "1"})
    before = collaborator.get(f"/soan/{article}").text
    assert "1 dấu mức cao chưa ai trả lời" in before
    assert "Quảng cáo" in before
    assert "1 dấu mức cao chưa trả lời" in collaborator.get("/tin-da-duyet").text
    answer(collaborator, article)
    assert "chưa ai trả lời" not in collaborator.get(f"/soan/{article}").text
    assert "chưa trả lời" not in collaborator.get("/tin-da-duyet").text
    assert "2 dấu" in collaborator.get("/tin-da-duyet").text


def test_a_choice_made_while_the_session_ended_is_kept_whole(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.article()
    collaborator.token = "of-an-older-session"
    held = correct(collaborator, article, EDUCATION, (LABOUR, SOCIETY))
    assert held.status_code == 409
    for name in ("Giáo dục", "Lao động, việc làm", "Xã hội, an sinh"):
        assert name in held.text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', held.text.split("resume")[-1]))
    assert {EDUCATION, LABOUR, SOCIETY} >= {name for name in fields if name.startswith("medtop:")} == {LABOUR, SOCIETY}


def test_a_model_that_cannot_be_read_leaves_the_card_usable(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.article(flags=[FLAG])
    seeded.store.models.use("topics-20261101-1", seeded.clock(), "command")
    response = collaborator.get(f"/tin/{article}")
    assert response.status_code == 200
    assert "Không có mô hình chủ đề “topics-20261101-1”" in response.text


def test_every_answer_has_words(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.article(flags=[FLAG])
    html = collaborator.get(f"/tin/{article}").text
    for code in FlagAnswer:
        assert re.search(rf'<option value="{code}">[^<]*[^<a-z-][^<]*</option>', html)
