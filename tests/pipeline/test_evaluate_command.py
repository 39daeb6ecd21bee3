"""`anhduong evaluate`: the table, the JSON, and pictures that can be read by eye and by ear."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from classifier.evaluate import Verdict, report
from classifier.train import TrainConfig, train
from pipeline import charts
from tests.classifier.topic_texts import examples
from tests.pipeline.test_cli import anhduong

SVG = "{http://www.w3.org/2000/svg}"
SPORT, HEALTH = "medtop:15000000", "medtop:07000000"
REPORT = report(
    [
        *[Verdict(SPORT, SPORT, 0.9, sure=True)] * 8,
        *[Verdict(SPORT, HEALTH, 0.5, sure=False)] * 2,
        *[Verdict(HEALTH, HEALTH, 0.7, sure=False)] * 5,
    ]
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluate")
    train(examples(20, medtop=True), TrainConfig(least_df=1)).save(folder / "model")
    lines = [
        {"id": e.id, "title": e.title, "text": e.text, "label": e.label, "source": e.source, "year": e.year}
        for e in examples(30, medtop=True, seed=7)
    ]
    for name, part in (("a.jsonl", lines[:60]), ("b.jsonl", lines[60:])):
        (folder / name).write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in part))
    return folder


def test_a_plain_table_in_vietnamese(data: Path) -> None:
    told = anhduong("evaluate", "--data", data / "a.jsonl", data / "b.jsonl", "--model", data / "model").stdout
    assert "Số bài: 120" in told
    for word in ("Macro-F1", "Thể thao", "Giáo dục", "Theo nguồn", "bao-b.example", "Theo năm", "2025", "Chắc chắn"):
        assert word in told
    table = told.split("\n\n")[1].splitlines()
    assert len({len(line) for line in table}) == 1, "the columns stand under each other"


def test_one_json_object_with_everything(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "moi" / "ket-qua"
    args = ("--data", data / "a.jsonl", data / "b.jsonl", "--model", data / "model", "--json", "--out", out)
    document = json.loads(anhduong("evaluate", *args).stdout)
    assert document["overall"]["texts"] == 120
    assert set(document) == {
        "overall", "per_class", "confusion", "reliability", "by_source", "by_year", "pictures",
    }  # fmt: skip
    assert {"ece", "macro_f1", "sure_share", "sure_precision"} <= set(document["by_year"]["2024"])
    assert [Path(path).name for path in document["pictures"]] == ["nham-lan.svg", "do-tin-cay.svg"]
    assert all(ET.parse(path).getroot().tag == f"{SVG}svg" for path in document["pictures"])
    assert json.loads((out / "ket-qua.json").read_text())["overall"] == document["overall"]


@pytest.mark.parametrize("content", ["", "{}\n", "không phải JSON\n", '{"text": "Tin", "label": "nhãn lạ"}\n'])
def test_bad_data_is_told_in_one_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(content)
    told = anhduong("evaluate", "--data", path, expect=0 if not content else 2)
    assert ("x" in told.stderr and told.stderr.count("\n") == 1) if content else "Số bài: 0" in told.stdout


def test_a_missing_model_is_told(data: Path, tmp_path: Path) -> None:
    told = anhduong("evaluate", "--data", data / "a.jsonl", "--model", tmp_path / "none", expect=2)
    assert "none" in told.stderr


@pytest.mark.parametrize("picture", [charts.confusion, charts.reliability])
def test_a_picture_has_a_title_and_a_description_and_keeps_its_text(picture: object) -> None:
    drawn = picture(REPORT)  # type: ignore[operator]
    root = ET.fromstring(drawn)
    named = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    assert root.get("role") == "img"
    title, described = (named[name] for name in str(root.get("aria-labelledby")).split())
    assert "15 bài" in str(title)
    assert "%" in str(described)
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert title in texts
    assert drawn == picture(REPORT), "the same figures give the same bytes"  # type: ignore[operator]


def test_the_confusion_picture_says_its_numbers_and_the_worst_mistake() -> None:
    drawn = charts.confusion(REPORT)
    texts = [element.text for element in ET.fromstring(drawn).iter(f"{SVG}text")]
    assert texts.count("Thể thao") == 2
    assert {"8", "2", "5"} <= set(texts)
    assert "Thể thao bị nhầm là Y tế, sức khỏe: 2 bài" in drawn


@pytest.mark.parametrize("made", [report([]), report([Verdict(SPORT, SPORT, 1.0, sure=True)])])
def test_pictures_of_nothing_and_of_one_text_can_be_drawn(made: object) -> None:
    for picture in (charts.confusion, charts.reliability):
        ET.fromstring(picture(made))  # type: ignore[arg-type]
