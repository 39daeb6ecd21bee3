from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.evaluate import evaluate
from classifier.examples import Example
from classifier.house_style import LONGEST, MAX_CHARS, shape, style_hashes
from classifier.houses import chances, columns, combined
from classifier.tokens import strip_marks
from classifier.topics import TopicModel
from classifier.train import TrainConfig, train
from tests.classifier.topic_texts import examples


def test_a_shape_keeps_signs_and_drops_words() -> None:
    assert shape("Ngày 2-9, ở xã Bản Hồ: 1.234 người…\nHết") == "^a_9-9,_wa:_9.9_a…¶a$"
    assert shape("Ngày\n2-9", one_line=True) == "^a_9-9$"
    assert shape("") == "^$"


@given(st.text())
def test_losing_diacritics_leaves_the_shape(text: str) -> None:
    precomposed = "".join(char for char in text if char.isascii() or char in "ăâđêôơưếốượ")
    assert shape(strip_marks(precomposed)) == shape(precomposed)


@given(st.text())
def test_any_text_has_a_bounded_number_of_runs(text: str) -> None:
    shaped = shape(text)
    assert len(style_hashes(shaped)) <= LONGEST * (MAX_CHARS + 2)
    assert np.array_equal(style_hashes(shaped), style_hashes(shaped))


def test_runs_are_told_apart_by_order_and_length() -> None:
    assert len(np.unique(style_hashes("^a_9$"))) == 5 + 4 + 3 + 2
    assert not np.array_equal(np.sort(style_hashes("ab")), np.sort(style_hashes("ba")))


def test_scores_of_houses_count_by_their_chances() -> None:
    shared, houses = [1.0, 0.0], [[0.0, 2.0], [0.0, -2.0]]
    outputs = np.array([[*shared, *houses[0], *houses[1], 9.0, 0.0], [*shared, *houses[0], *houses[1], 1.0, 1.0]])
    assert outputs.shape[1] == columns(2, 2)
    assert np.allclose(combined(outputs, 2, 2), [[1, 2], [1, 0]])
    assert np.allclose(chances(outputs[:, -2:]).sum(axis=1), 1)
    assert combined(outputs, 8, 0) is outputs


def _sections(each: int, seed: int) -> list[Example]:
    """Two houses that set their texts differently and put the same health news under different sections."""
    made = []
    for example in examples(each, seed=seed):
        first = int(example.id.split("-")[1]) % 4 < 2
        text = example.text.replace(". ", ".\n") if first else f"({example.label[:2].upper()}O) -- {example.text}"
        label = "doi song" if example.label == "suc khoe" and first else example.label
        source = "bao-a.example" if first else "bao-b.example"
        made.append(dataclasses.replace(example, title="", text=text.replace("THO", "BAO"), label=label, source=source))
    return made


@pytest.fixture(scope="module")
def sections() -> TopicModel:
    return train(_sections(60, 1), TrainConfig(labels="native", least_df=1, least_style_df=2, least_house=50))


def test_house_style_tells_sections_apart_that_words_cannot(sections: TopicModel) -> None:
    assert sections.houses == 2
    assert sections.style is not None
    assert sections.learnt == len(sections.labels) == 5
    found = evaluate(sections, _sections(30, 9))
    assert found.per_class["doi song"].f1 >= 0.8
    assert found.per_class["suc khoe"].f1 >= 0.8


def test_a_model_with_houses_is_saved_loaded_and_explained(
    sections: TopicModel, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sections")
    sections.save(folder)
    again = TopicModel.load(folder)
    for example in _sections(4, 3):
        best = again.predict(example.title, example.text)[0]
        assert best == sections.predict(example.title, example.text)[0]
        found = again.explain(example.title, example.text, best.code)
        assert found
        assert all(example.text[one.start : one.end] == one.words for one in found)


def test_media_topics_are_learnt_without_regard_to_house_style() -> None:
    model = train(examples(medtop=True), TrainConfig(least_df=1, least_house=10))
    assert (model.houses, model.style) == (0, None)
