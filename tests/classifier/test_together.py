"""Many texts judged at once: the same answers as one by one, whatever stands beside them."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.checks import Subject, run, run_many
from classifier.sentence_model import MAX_SENTENCES, shipped
from classifier.text import Doc
from classifier.topics import TopicModel
from tests.classifier.checks.labelled import cases

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MODEL = TopicModel.load()
PIECES = (
    "Hòa bình lập lại, thuỷ thủ về bến.",
    "Doi bong gianh huy chuong vang.",
    "Cháu Giàng Thị Chía (6 tuổi) bị bỏng.",
    "Giảm giá 50 % cho 100 khách đầu tiên, gọi ngay 0912 345 678!",
    "Anh Lù A Páo bị bắt vì trộm trâu.",
    "H'Mông 1/2 QUÝ IV – “Mận”",
    "\n",
    "zzz qqq",
    "",
)
texts = st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join) | st.text(max_size=40)
articles = st.lists(st.tuples(texts, texts), max_size=6)


@given(articles)
@settings(deadline=None, max_examples=60)
def test_topics_are_those_of_each_text_alone(found: list[tuple[str, str]]) -> None:
    alone = [MODEL.predict(title, text) for title, text in found]
    assert list(MODEL.predict_many(found)) == alone
    assert MODEL.predict_docs([(Doc(title), Doc(text)) for title, text in found]) == alone


@given(articles)
@settings(deadline=None, max_examples=60)
def test_odds_are_those_of_each_article_alone(found: list[tuple[str, str]]) -> None:
    model = shipped()
    together = model.odds_of_many([(Doc(title), Doc(text)) for title, text in found])
    for (title, text), fields in zip(found, together, strict=True):
        for own, alone in zip(fields, model.odds((Doc(title), Doc(text))), strict=True):
            assert own.tolist() == alone.tolist()


def test_sentences_beyond_those_read_do_not_shift_the_articles_behind() -> None:
    long, short = "Anh Páo bị bắt. " * (MAX_SENTENCES + 20), "Giảm giá 50 %. Gọi ngay!"
    (_, first), (_, second) = shipped().odds_of_many([(Doc("Tin"), Doc(long)), (Doc(""), Doc(short))])
    assert len(first) == MAX_SENTENCES + 20
    assert (first[0] > -20).all()
    assert (first[-1] == -20).all()
    assert second.tolist() == shipped().odds((Doc(""), Doc(short)))[1].tolist()


def test_flags_are_those_of_each_article_alone() -> None:
    subjects = [case.subject for name in ("minor", "advertorial", "accusation") for case in cases(name)[:20]]
    subjects.append(Subject("", "", NOW))
    fresh = [Subject(one.title, one.text, one.now, one.published_at) for one in subjects]
    assert run_many(fresh) == [run(one) for one in subjects]
    assert run_many([]) == []
