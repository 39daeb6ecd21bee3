from __future__ import annotations

import json

import numpy as np
import pytest

from classifier.calibration import (
    Temperature,
    expected_calibration_error,
    fit_temperature,
    reliability,
    sure_threshold,
)
from classifier.errors import UnknownLabel
from classifier.evaluate import Verdict, evaluate, report
from classifier.examples import Example
from classifier.topics import TopicModel
from classifier.train import TrainConfig, train
from tests.classifier.topic_texts import examples


def _verdicts() -> list[Verdict]:
    return [
        Verdict("a", "a", 0.9, True, "x", "2024"),
        Verdict("a", "a", 0.8, True, "x", "2025"),
        Verdict("a", "b", 0.6, False, "y", "2025"),
        Verdict("b", "b", 0.7, True, "y", "2025"),
        Verdict("c", "b", 0.4, False, "y", ""),
    ]


def test_figures_by_hand() -> None:
    made = report(_verdicts())
    # a: P 1, R 2/3, F1 .8; b: P 1/3, R 1, F1 .5; c: never found, F1 0
    assert [made.per_class[label].f1 for label in "abc"] == [0.8, 0.5, 0.0]
    assert made.overall.macro_f1 == pytest.approx(1.3 / 3, abs=1e-4)
    assert made.overall.accuracy == 0.6
    assert made.overall.sure_share == 0.6
    assert made.overall.sure_precision == 1.0
    assert made.confusion == {"a": {"a": 2, "b": 1}, "b": {"b": 1}, "c": {"b": 1}}
    assert made.by_source["y"].accuracy == pytest.approx(1 / 3, abs=1e-4)
    assert list(made.by_year) == ["2024", "2025"]


def test_a_report_is_json_and_an_empty_one_too() -> None:
    assert json.loads(json.dumps(report(_verdicts()).as_json()))["overall"]["texts"] == 5
    assert report([]).overall.macro_f1 == 0.0


def test_calibration_error_by_hand() -> None:
    bars = reliability([0.95, 0.95, 0.55, 0.55], [True, False, True, True])
    assert expected_calibration_error(bars) == pytest.approx((0.45 + 0.45) / 2)
    assert expected_calibration_error(reliability([1.0] * 10, [True] * 10)) == 0


def test_temperature_is_found_again_from_what_it_made() -> None:
    rng = np.random.default_rng(0)
    scores = rng.normal(size=(20_000, 4))
    lengths = rng.integers(10, 500, size=20_000)
    meant = Temperature(1.0, -0.3)
    chances = meant.probabilities(scores, lengths)
    truth = (chances.cumsum(axis=1) > rng.random((20_000, 1))).argmax(axis=1)
    found = fit_temperature(scores, truth, lengths, np.ones(20_000))
    assert found.level == pytest.approx(meant.level, abs=0.05)
    assert found.slope == pytest.approx(meant.slope, abs=0.05)


def test_sure_threshold_keeps_its_precision() -> None:
    rng = np.random.default_rng(0)
    best = rng.random(5000)
    right = rng.random(5000) < best
    threshold = sure_threshold(best, right, 0.9)
    assert right[best >= threshold].mean() >= 0.9
    assert 0.7 < threshold < 0.95


def test_nothing_is_sure_where_no_threshold_serves() -> None:
    best = np.linspace(0.5, 1, 100)
    assert sure_threshold(best, np.zeros(100, dtype=bool), 0.9) > 1


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return train(examples(20), TrainConfig(labels="native", least_df=1))


def test_evaluate_counts_by_source_and_year(model: TopicModel) -> None:
    heard: list[int] = []
    made = evaluate(model, examples(150, seed=9), heard.append)
    assert made.overall.texts == 600
    assert made.overall.accuracy > 0.9
    assert set(made.by_source) == {"bao-a.example", "bao-b.example", "bao-c.example"}
    assert set(made.by_year) == {"2024", "2025"}
    assert heard == [500]


def test_a_label_the_model_cannot_give_is_refused(model: TopicModel) -> None:
    with pytest.raises(UnknownLabel, match="thoi tiet"):
        evaluate(model, [Example("1", "", "Trời mưa.", "thoi tiet")])


def test_a_wide_native_label_counts_for_each_code_it_may_mean() -> None:
    shipped = TopicModel.load()
    storm = Example(
        "1",
        "Lũ quét cuốn trôi nhà dân, nhiều người mất tích",
        "Mưa lũ và sạt lở đất làm sập nhà, lực lượng cứu hộ tìm kiếm nạn nhân bị vùi lấp trong đêm.",
        "Chinh tri Xa hoi",
    )
    assert evaluate(shipped, [storm]).overall.accuracy == 1.0
