from __future__ import annotations

import dataclasses
import random

import pytest

from classifier import medtop
from classifier.evaluate import evaluate
from classifier.examples import Example
from classifier.topics import TopicModel
from classifier.train import TrainConfig, train
from tests.classifier.topic_texts import examples

RELIGION, SPORT = medtop.code(12), medtop.code(15)
_NEW = {
    RELIGION: "cúng rừng, thầy mo, cấp sắc, đền thiêng, mâm lễ, hương án, thắp nhang, bài khấn",
    SPORT: "cây vợt, nhà mái, hạt giống, giao bóng, chung kết, vòng bảng, ngược dòng, đập lưới",
}


def _written(each: int, seed: int) -> list[Example]:
    """Texts in words that the mass of texts does not have, one topic of which it does not have either.

    They are too short to be near copies of each other.
    """
    rng = random.Random(seed)
    return [
        Example(
            f"{code}-{seed}-{number}", "", " ".join(rng.sample(words.split(", "), 3)), code, "written", 2026, "written"
        )
        for code, words in _NEW.items()
        for number in range(each)
    ]


@pytest.fixture(scope="module")
def taught() -> TopicModel:
    return train([*examples(medtop=True), *_written(40, 1)], TrainConfig(least_df=1))


def test_written_texts_teach_new_words_and_new_topics(taught: TopicModel) -> None:
    assert taught.labels.index(RELIGION) < taught.learnt
    assert evaluate(taught, _written(20, 2)).overall.accuracy >= 0.95


def test_what_the_mass_of_texts_taught_is_not_forgotten(taught: TopicModel) -> None:
    assert evaluate(taught, examples(20, medtop=True, seed=5)).overall.accuracy >= 0.9


def test_the_written_texts_have_held_out_figures_of_their_own(taught: TopicModel) -> None:
    whole = taught.about["figures"]["written"]["whole"]["overall"]
    assert whole["texts"] == 80
    assert whole["macro_f1"] >= 0.9
    assert taught.about["sure"]["held-out"].endswith("written")


def test_the_same_texts_give_the_same_bytes(taught: TopicModel, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("models")
    taught.save(folder / "one")
    train([*examples(medtop=True), *_written(40, 1)], TrainConfig(least_df=1)).save(folder / "two")
    for name in ("model.json", "model.npz"):
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes()


def test_written_texts_alone_are_trained_on_as_any() -> None:
    model = train(
        [dataclasses.replace(one, source="written") for one in examples(medtop=True)], TrainConfig(least_df=1)
    )
    assert "written" not in model.about["figures"]
    assert evaluate(model, examples(10, medtop=True, seed=4)).overall.accuracy >= 0.9
