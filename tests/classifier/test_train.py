from __future__ import annotations

import dataclasses
import json
import lzma
from pathlib import Path

import pytest

from classifier import medtop
from classifier.errors import TooLittleData, TrainingData, TrainingFile, UnknownLabel
from classifier.evaluate import evaluate
from classifier.examples import Example, read_all, read_examples
from classifier.features import near_copy_groups
from classifier.relabel import NOISY_WEIGHT, UNSUPPORTED_WEIGHT, Seed, Settled, seed, settle
from classifier.tokens import hashes, strip_marks
from classifier.topics import TopicModel
from classifier.train import STEPS, TrainConfig, train
from tests.classifier.topic_texts import MEDTOP, examples

NATIVE = TrainConfig(labels="native", least_df=1)
SPORT, HEALTH, POLITICS, LABOUR = (medtop.code(number) for number in (15, 7, 11, 9))


@pytest.fixture(scope="module")
def native() -> TopicModel:
    return train(examples(), NATIVE)


def test_sorts_texts_it_has_not_seen(native: TopicModel) -> None:
    assert native.labels == ("giao duc", "kinh te", "suc khoe", "the thao")
    assert not native.is_medtop
    assert evaluate(native, examples(30, seed=7)).overall.accuracy >= 0.95


def test_sorts_texts_without_diacritics(native: TopicModel) -> None:
    stripped = [
        dataclasses.replace(one, title=strip_marks(one.title), text=strip_marks(one.text))
        for one in examples(30, seed=8)
    ]
    assert evaluate(native, stripped).overall.accuracy >= 0.9


def test_saved_and_loaded_it_answers_the_same(native: TopicModel, tmp_path: Path) -> None:
    native.save(tmp_path / "m")
    again = TopicModel.load(tmp_path / "m")
    texts = [(one.title, one.text) for one in examples(10, seed=3)]
    assert list(again.predict_many(texts)) == list(native.predict_many(texts))
    assert again.labels == native.labels
    again.save(tmp_path / "n")
    for name in ("model.json", "model.npz"):
        assert (tmp_path / "n" / name).read_bytes() == (tmp_path / "m" / name).read_bytes()


def test_same_seed_same_bytes(native: TopicModel, tmp_path: Path) -> None:
    native.save(tmp_path / "one")
    train(examples(), NATIVE).save(tmp_path / "two")
    for name in ("model.json", "model.npz"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_figures_name_data_licence_and_both_splits(native: TopicModel) -> None:
    (collection,) = native.about["training"]
    assert collection["collection"] == "made"
    assert collection["licence"] == "not stated"
    assert collection["used"] == 160
    assert set(native.about["figures"]) == {"in-domain", "cross-source"}
    whole = native.about["figures"]["cross-source"]["whole"]
    assert set(whole["by_source"]) <= {"bao-a.example", "bao-b.example", "bao-c.example"}
    assert json.dumps(native.about)


def test_progress_goes_through_the_steps_in_order() -> None:
    heard: list[str] = []
    train(examples(40), NATIVE, lambda step, _done, _of: heard.append(step))
    assert list(dict.fromkeys(heard)) == [step for step in STEPS if step != "relabel"]


def test_medtop_labels_and_rule_only_topics() -> None:
    model = train(examples(medtop=True), TrainConfig(least_df=1))
    assert model.is_medtop
    assert set(MEDTOP.values()) <= set(model.labels)
    assert medtop.code(12) in model.labels
    topics = {one.code: one for one in model.predict("Đại lễ Phật đản tại chùa", "Tăng ni, phật tử dự lễ.", 17)}
    religion = topics[medtop.code(12)]
    assert (religion.probability, religion.sure) == (0.7, False)
    assert topics[medtop.code(17)].probability == 0


def test_native_labels_of_the_known_collections_are_mapped() -> None:
    renamed = {"the thao": "The thao", "suc khoe": "Suc khoe", "kinh te": "Kinh doanh", "giao duc": "Giao duc"}
    given = [dataclasses.replace(one, label=renamed[one.label]) for one in examples()]
    model = train(given, TrainConfig(least_df=1))
    assert set(MEDTOP.values()) <= set(model.labels)


def test_a_label_without_a_place_in_the_table_is_refused_for_medtop() -> None:
    with pytest.raises(UnknownLabel, match="the thao"):
        train(examples(12), TrainConfig())


def test_too_little_to_train_on() -> None:
    with pytest.raises(TooLittleData):
        train(examples(3), NATIVE)
    with pytest.raises(TooLittleData):
        train([], NATIVE)


def test_reads_plain_and_xz(tmp_path: Path) -> None:
    lines = "\n".join(
        json.dumps({"id": str(n), "title": "Tin", "text": "Chữ", "label": "x", "published_at": "2025-01-02"})
        for n in range(3)
    )
    (tmp_path / "a.jsonl").write_text(lines + "\n\n", encoding="utf-8")
    (tmp_path / "b.jsonl.xz").write_bytes(lzma.compress(lines.encode()))
    both = read_all([tmp_path / "a.jsonl", tmp_path / "b.jsonl.xz"])
    assert [one.collection for one in both] == ["a"] * 3 + ["b"] * 3
    assert both[0] == Example("0", "Tin", "Chữ", "x", None, 2025, "a")


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"text": "a"}',
        '{"label": "x"}',
        '{"text": "", "label": "x"}',
        '{"text": 1, "label": "x"}',
        "[" * 9999,
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a", "label": "x"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(TrainingData, match="line 2"):
        list(read_examples(path))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "cut.xz").write_bytes(lzma.compress(b'{"text": "a", "label": "x"}\n' * 1000)[:-20])
    for name in ("missing.jsonl", "cut.xz"):
        with pytest.raises(TrainingFile, match=name):
            list(read_examples(tmp_path / name))


def test_near_copies_share_a_group() -> None:
    base = "hội nghị tổng kết công tác năm của tỉnh diễn ra sáng nay tại trung tâm với nhiều đại biểu tham dự"
    groups = near_copy_groups(
        [
            hashes(base),
            hashes("giá vàng trong nước tăng mạnh theo thế giới khiến nhiều người xếp hàng mua"),
            hashes(base + " và khách mời"),
            hashes("ngắn"),
        ]
    )
    assert groups[0] == groups[2]
    assert len(set(groups.tolist())) == 3


def test_relabelling_follows_rules_then_model_then_the_usual_code() -> None:
    wide, noisy = medtop.NATIVE["Chinh tri Xa hoi"], medtop.NATIVE["giao duc va viec lam - viec lam"]
    agreed, plain = medtop.NATIVE["suc khoe"], medtop.NATIVE["The gioi"]
    assert seed(wide, {LABOUR: 3, POLITICS: 2}) == Seed(LABOUR, fixed=True)
    assert settle(wide, Seed(LABOUR, fixed=True), {POLITICS: 0.9}) == Settled(LABOUR, 1.0)
    assert seed(wide, {}) == seed(noisy, {}) == Seed(None)
    assert settle(wide, Seed(None), {}) == Settled(POLITICS, UNSUPPORTED_WEIGHT)
    assert settle(noisy, Seed(None), {}) is None
    assert settle(noisy, Seed(None), {LABOUR: 0.7}) == Settled(LABOUR, NOISY_WEIGHT)
    assert settle(agreed, Seed(HEALTH), {HEALTH: 0.1}) is None
    assert settle(agreed, Seed(HEALTH), {HEALTH: 0.3}) == Settled(HEALTH, NOISY_WEIGHT)
    assert settle(plain, seed(plain, {}), {medtop.code(16): 0.8}) == Settled(medtop.code(16), 1.0)


def test_every_native_label_maps_to_codes_of_the_scheme() -> None:
    assert len(medtop.NATIVE) == 10 + 27 + 16
    for label, target in medtop.NATIVE.items():
        assert target.codes, label
        assert len(set(target.codes)) == len(target.codes)
        assert all(code in medtop.BY_CODE for code in target.codes)
