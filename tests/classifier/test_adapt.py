"""Learning from a few labels of new publishers: better there, the same form, a test part that stays apart."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from classifier import medtop
from classifier.adapt import AdaptConfig, Labelled, adapt, frozen, judged
from classifier.errors import TooFewLabels
from classifier.features import near_copy_groups
from classifier.tokens import hashes, strip_marks
from classifier.topics import TopicModel
from classifier.train import TrainConfig, train
from tests.classifier.topic_texts import examples

SPORT, HEALTH, EDUCATION, WEATHER = (medtop.code(number) for number in (15, 7, 5, 17))
START = datetime(2026, 1, 1, tzinfo=UTC)
QUICK = AdaptConfig(penalties=(3.0, 30.0), folds=3)
_NEW_WORDS = {
    SPORT: "võ đường, chạy bộ, đua ghe, bắn nỏ, kéo co, đẩy gậy",
    HEALTH: "trạm xá, y sĩ thôn, tiêm phòng, cô đỡ, thuốc nam, khám lưu động",
    EDUCATION: "điểm trường, thầy cô cắm bản, lớp ghép, bán trú, con chữ, xóa mù",
    WEATHER: "sương muối, nồm ẩm, gió lào, mây mù, rét buốt, mưa phùn",
}
_FILLER = [
    f"{head}{tail}" for head in "b c d g h k l m n p r s t v x".split() for tail in "a e i o u ăn ông inh".split()
]


def new_texts(each: int, topics: tuple[str, ...] = (SPORT, HEALTH, EDUCATION), seed: int = 5) -> list[Labelled]:
    """Texts in which the topics show in words that the old model has never seen."""
    rng = random.Random(seed)
    made = []
    for number in range(each * len(topics)):
        code = topics[number % len(topics)]
        words = [
            rng.choice(_NEW_WORDS[code].split(", ")) if place % 4 == 0 else rng.choice(_FILLER) for place in range(60)
        ]
        made.append(
            Labelled(str(number), " ".join(words[:8]), " ".join(words), (code,), START + timedelta(hours=number), "moi")
        )
    return made


@pytest.fixture(scope="module")
def old() -> TopicModel:
    return train(examples(40, medtop=True), TrainConfig(least_df=1))


def test_labels_of_a_new_publisher_make_it_better_there_and_no_worse_at_home(old: TopicModel, tmp_path: Path) -> None:
    made = adapt(old, new_texts(60), QUICK)
    unseen = new_texts(30, seed=6)
    assert judged(old, unseen).overall.macro_f1 < 0.8
    assert judged(made.model, unseen).overall.macro_f1 > 0.9
    assert made.no_worse
    assert made.after.overall.macro_f1 > made.before.overall.macro_f1
    home = [Labelled(e.id, e.title, e.text, (e.label,), START) for e in examples(20, medtop=True, seed=3)]
    assert judged(made.model, home).overall.accuracy > judged(old, home).overall.accuracy - 0.03
    made.model.save(tmp_path / "model")
    again = TopicModel.load(tmp_path / "model", require_medtop=True)
    for one in unseen[:20]:
        assert again.predict(one.title, one.text) == made.model.predict(one.title, one.text)
    assert again.about["adapted"]["texts"] == made.trained


def test_text_without_diacritics_is_learnt_too(old: TopicModel) -> None:
    made = adapt(old, new_texts(60), QUICK)
    bare = [replace(one, title=strip_marks(one.title), text=strip_marks(one.text)) for one in new_texts(30, seed=6)]
    assert judged(made.model, bare).overall.macro_f1 > 0.9


def test_the_order_of_the_labels_does_not_matter(old: TopicModel) -> None:
    texts = new_texts(40)
    shuffled = random.Random(1).sample(texts, len(texts))
    one, other = adapt(old, texts, QUICK).model, adapt(old, shuffled, QUICK).model
    assert np.array_equal(one.weights, other.weights)
    assert one.threshold == other.threshold


def test_a_topic_that_the_old_model_lacks_is_learnt_from_enough_examples(old: TopicModel) -> None:
    learnt = old.labels[: len(old.bias)]
    assert WEATHER not in learnt
    few = [one for one in new_texts(60, (SPORT, HEALTH, WEATHER)) if one.codes != (WEATHER,) or int(one.id) < 9]
    assert WEATHER not in adapt(old, few, QUICK).model.labels[: len(old.bias)]
    made = adapt(old, new_texts(60, (SPORT, HEALTH, WEATHER)), QUICK).model
    assert WEATHER in made.labels[: len(made.bias)]
    assert sorted(made.labels) == sorted({*old.labels, WEATHER})
    wet = [one for one in new_texts(20, (SPORT, HEALTH, WEATHER), seed=6) if one.codes == (WEATHER,)]
    assert judged(made, wet).overall.accuracy > 0.8


def test_any_of_several_right_topics_counts(old: TopicModel) -> None:
    texts = [replace(one, codes=(EDUCATION, *one.codes)) for one in new_texts(10, (SPORT,))]
    game = examples(2, medtop=True)[0]
    both = Labelled("1", game.title, game.text, (EDUCATION, SPORT), START)
    assert judged(old, [both]).overall.accuracy == 1.0
    assert adapt(old, [*new_texts(50), *[replace(one, id=f"x{one.id}") for one in texts]], QUICK).trained > 100


def test_too_few_labels_say_how_many_are_missing(old: TopicModel) -> None:
    with pytest.raises(TooFewLabels) as told:
        adapt(old, new_texts(5), QUICK)
    assert told.value.fields["have"] == 15
    missing = told.value.fields["missing"]
    assert isinstance(missing, int)
    assert 50 <= missing <= 100
    with pytest.raises(TooFewLabels):
        adapt(old, [], QUICK)


def test_texts_frozen_for_the_test_stay_so_as_labels_grow() -> None:
    ones = [hashes(one.text) for one in new_texts(100)]
    before: set[int] = set()
    for size in (50, 120, 300):
        held = frozen(ones[:size], near_copy_groups(ones[:size]), 4)
        now = set(np.flatnonzero(held).tolist())
        assert before <= now
        assert now.isdisjoint(set(range(size)) - now)
        assert 0.12 < len(now) / size < 0.42
        before = now


def test_near_copies_are_frozen_together() -> None:
    texts = [one.text for one in new_texts(40)]
    copies = [f"{text} Theo báo khác." for text in texts]
    ones = [hashes(text) for text in (*texts, *copies)]
    held = frozen(ones, near_copy_groups(ones), 4)
    assert held[:120].tolist() == held[120:].tolist()
    assert 0 < held.sum() < len(held)


def test_a_model_that_does_worse_is_told_from_one_that_does_not(old: TopicModel) -> None:
    made = adapt(old, new_texts(60), QUICK)
    turned = replace(made, before=made.after, after=made.before)
    assert made.no_worse
    assert not turned.no_worse


def test_progress_is_heard_to_the_end(old: TopicModel) -> None:
    heard: list[tuple[str, int, int]] = []
    adapt(old, new_texts(40), QUICK, lambda *told: heard.append(told))
    assert list(dict.fromkeys(step for step, _done, _of in heard)) == ["read", "choose", "fit", "test"]
    assert all(done <= of for _step, done, of in heard)
    assert all(first[1] <= second[1] for first, second in pairwise(heard) if first[0] == second[0])


def test_a_model_with_weights_for_single_publishers_is_refused(old: TopicModel) -> None:
    with pytest.raises(ValueError, match="publishers"):
        adapt(replace(old, houses=1), new_texts(60), QUICK)
