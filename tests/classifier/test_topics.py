from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier import medtop
from classifier.errors import ModelDamaged, ModelFormat, ModelLabels, ModelMissing
from classifier.tokens import strip_marks, syllables
from classifier.topic_rules import RULES, Rule, RuleSet
from classifier.topics import TopicModel
from classifier.train import TrainConfig, train
from tests.classifier.topic_texts import examples

PLAIN = {
    15: (
        "Đội bóng phố núi thắng trận mở màn",
        (
            "Hai bàn thắng trong hiệp hai giúp đội chủ nhà vượt qua đối thủ. Huấn luyện viên khen các cầu thủ đã "
            "thi đấu kiên trì, thủ môn cản phá nhiều cú sút nguy hiểm. Vòng đấu tới, đội sẽ làm khách trên sân "
            "của nhà đương kim vô địch."
        ),
    ),
    7: (
        "Bác sĩ khuyên khám tim mạch định kỳ",
        (
            "Theo các bác sĩ, người tăng huyết áp cần uống thuốc đều và theo dõi triệu chứng. Bệnh viện tuyến "
            "tỉnh vừa cứu sống một bệnh nhân nhồi máu cơ tim nhờ được đưa đến cấp cứu sớm và điều trị kịp thời."
        ),
    ),
    5: (
        "Học sinh lớp 12 ôn tập cho kỳ thi tốt nghiệp",
        (
            "Các trường trung học phổ thông tổ chức ôn tập theo từng nhóm, giáo viên soạn đề thi thử để thí sinh "
            "làm quen. Sở Giáo dục và Đào tạo đề nghị nhà trường không gây áp lực điểm số cho học sinh."
        ),
    ),
    4: (
        "Ngân hàng giảm lãi suất cho doanh nghiệp vay",
        (
            "Lãi suất cho vay ngắn hạn giảm nửa điểm phần trăm, giúp doanh nghiệp xuất khẩu bớt chi phí vốn. Giới"
            " phân tích cho rằng thị trường chứng khoán và tỷ giá sẽ ổn định hơn trong quý tới, lợi nhuận các "
            "công ty có thể tăng."
        ),
    ),
    2: (
        "Tòa tuyên án nhóm trộm cắp xe máy",
        (
            "Hội đồng xét xử Tòa án nhân dân tuyên phạt bị cáo cầm đầu 7 năm tù về tội trộm cắp tài sản. Theo cáo"
            " trạng của Viện kiểm sát, nhóm này gây ra nhiều vụ án trước khi bị công an bắt giữ."
        ),
    ),
    13: (
        "Ra mắt phần mềm nhận dạng chữ viết tay",
        (
            "Nhóm kỹ sư công bố phần mềm chạy trên máy tính và điện thoại di động, dùng thuật toán mới để nhận "
            "dạng hình ảnh. Người dùng có thể tải ứng dụng từ Internet, dữ liệu được mã hóa trên máy chủ."
        ),
    ),
    1: (
        "Đạo diễn trẻ đem phim đầu tay dự liên hoan",
        (
            "Bộ phim kể chuyện một ca sĩ phòng trà, do nữ diễn viên sân khấu kịch đóng vai chính. Khán giả khen "
            "âm nhạc và diễn xuất, nhà sản xuất cho biết phim sẽ ra rạp vào mùa hè."
        ),
    ),
    17: (
        "Không khí lạnh tràn về, vùng núi rét đậm",
        (
            "Đài khí tượng thủy văn cho biết từ đêm nay nhiệt độ thấp nhất ở vùng núi xuống dưới 8 độ, có mưa nhỏ"
            " và sương mù."
        ),
    ),
}


@pytest.fixture(scope="module")
def shipped() -> TopicModel:
    return TopicModel.load()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "small"
    train(examples(15), TrainConfig(labels="native", least_df=1)).save(path)
    return path


@pytest.mark.parametrize("number", PLAIN)
def test_the_shipped_model_sorts_plain_texts(shipped: TopicModel, number: int) -> None:
    first = shipped.predict(*PLAIN[number])[0]
    assert first.code == medtop.code(number)
    assert first.name == medtop.MEDIA_TOPICS[number - 1].vietnamese


@pytest.mark.parametrize("number", [15, 7, 5, 4, 2, 13, 1])
def test_the_shipped_model_sorts_them_without_diacritics(shipped: TopicModel, number: int) -> None:
    title, text = PLAIN[number]
    assert shipped.predict(strip_marks(title), strip_marks(text))[0].code == medtop.code(number)


def test_decomposed_text_gets_the_same_answer(shipped: TopicModel) -> None:
    title, text = PLAIN[15]
    decomposed = unicodedata.normalize("NFD", title), unicodedata.normalize("NFD", text)
    assert shipped.predict(*decomposed) == shipped.predict(title, text)


def test_the_shipped_model_knows_all_seventeen_and_is_small(shipped: TopicModel) -> None:
    assert sorted(shipped.labels) == sorted(medtop.CODES)
    assert shipped.is_medtop
    files = Path(__file__).parents[2] / "models" / "topics"
    assert sum(file.stat().st_size for file in files.iterdir()) < 15_000_000
    assert (files / "README.md").is_file()


def test_topics_come_best_first_and_as_many_as_asked_for(shipped: TopicModel) -> None:
    for limit in (1, 3, 17):
        topics = shipped.predict(*PLAIN[4], limit=limit)
        assert len(topics) == limit
        chances = [topic.probability for topic in topics]
        assert chances == sorted(chances, reverse=True)
        assert all(0 <= chance <= 1 for chance in chances)


def test_sure_is_the_learnt_probability_over_the_threshold(shipped: TopicModel) -> None:
    first = shipped.predict(*PLAIN[15])[0]
    assert first.sure
    assert first.probability >= shipped.threshold
    assert not any(topic.sure for topic in shipped.predict("Xin chào", "Một hai ba."))


def test_many_texts_are_answered_one_by_one(shipped: TopicModel) -> None:
    answers = shipped.predict_many(iter(PLAIN.values()))
    assert next(answers) == shipped.predict(*PLAIN[15])
    assert len(list(answers)) == len(PLAIN) - 1


BAD = {
    "empty": "",
    "blank": " \n\t",
    "ten megabytes": "xã hội " * 1_500_000,
    "one long word": "a" * 5_000_000,
    "lone surrogates": "\ud800\udfff chữ \udc00",
    "english": "The quick brown fox jumps over the lazy dog near the bank.",
    "emoji": "😀🎉👍🏽" * 100,
    "hmong": "Peb yog neeg Hmoob nyob rau lub zos Sapa",
    "digits": "0123456789 " * 1000,
    "nulls": "\0" * 1000,
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_gets_an_answer(shipped: TopicModel, kind: str) -> None:
    topics = shipped.predict(BAD[kind], BAD[kind])
    assert len(topics) == 3
    assert all(0 <= topic.probability <= 1 for topic in topics)


@pytest.mark.parametrize("kind", ["empty", "blank", "one long word", "emoji"])
def test_nothing_known_means_nothing_likely(shipped: TopicModel, kind: str) -> None:
    assert all(topic.probability < 0.1 and not topic.sure for topic in shipped.predict("", BAD[kind]))


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_two_strings_get_three_topics(title: str, text: str) -> None:
    assert len(_KEPT.predict(title, text)) == 3


_KEPT = TopicModel.load()


def test_sorting_needs_numpy_only() -> None:
    script = (
        "import sys; from classifier.topics import TopicModel; TopicModel.load().predict('Tin', 'Trận đấu');"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'sklearn', 'scipy', 'pickle5', 'joblib'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_desk_refuses_other_label_sets(folder: Path) -> None:
    assert TopicModel.load(folder).predict("Trận đấu", "Cầu thủ ghi bàn thắng")[0].code == "the thao"
    with pytest.raises(ModelLabels, match="giao duc"):
        TopicModel.load(folder, require_medtop=True)
    assert TopicModel.load(require_medtop=True).is_medtop


def test_a_missing_model_is_named(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(ModelMissing, match="nowhere"):
        TopicModel.load(tmp_path / "nowhere")
    shutil.copy(folder / "model.json", tmp_path / "model.json")
    with pytest.raises(ModelMissing):
        TopicModel.load(tmp_path)


def _copy(folder: Path, target: Path, **changes: object) -> Path:
    shutil.copytree(folder, target, dirs_exist_ok=True)
    return _changed(target, **changes)


def _changed(target: Path, **changes: object) -> Path:
    config = json.loads((target / "model.json").read_text(encoding="utf-8"))
    config.update(changes)
    (target / "model.json").write_text(json.dumps(config), encoding="utf-8")
    return target


@pytest.mark.parametrize("where", [0, 100, 1000, -1])
def test_a_changed_byte_is_noticed(folder: Path, tmp_path: Path, where: int) -> None:
    damaged = _copy(folder, tmp_path)
    body = bytearray((damaged / "model.npz").read_bytes())
    body[where] ^= 0xFF
    (damaged / "model.npz").write_bytes(body)
    with pytest.raises(ModelDamaged, match=r"model\.npz"):
        TopicModel.load(damaged)


@pytest.mark.parametrize(
    "changes",
    [
        {"labels": ["a", "b"]},
        {"labels": ["a", "a", "b", "c"]},
        {"labels": "abcd"},
        {"labels": None},
        {"temperature": {"level": "x", "slope": 0}},
        {"temperature": {}},
        {"temperature": {"level": float("nan"), "slope": 0}},
        {"rules": [{"code": "a"}]},
        {"rules": 3},
        {"sure": {}},
    ],
)
def test_a_garbled_configuration_is_refused(folder: Path, tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(ModelDamaged):
        TopicModel.load(_copy(folder, tmp_path, **changes))


@pytest.mark.parametrize("changes", [{"format": "other"}, {"version": 99}])
def test_another_format_is_refused(folder: Path, tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(ModelFormat, match="format"):
        TopicModel.load(_copy(folder, tmp_path, **changes))


def test_json_that_is_none_is_refused(folder: Path, tmp_path: Path) -> None:
    copy = _copy(folder, tmp_path)
    for text, error in (("{", ModelDamaged), ("[]", ModelFormat), ("[" * 100_000, ModelDamaged)):
        (copy / "model.json").write_text(text, encoding="utf-8")
        with pytest.raises(error):
            TopicModel.load(copy)


@pytest.mark.parametrize("fault", ["pickle", "shape", "order", "nan", "lacking"])
def test_arrays_that_do_not_fit_are_refused(folder: Path, tmp_path: Path, fault: str) -> None:
    with np.load(folder / "model.npz") as stored:
        arrays = dict(stored)
    if fault == "pickle":
        arrays["bias"] = np.array([object()])
    elif fault == "shape":
        arrays["weights"] = arrays["weights"][:, :-1]
    elif fault == "order":
        arrays["grams"] = arrays["grams"][::-1]
    elif fault == "nan":
        arrays["scale"] = arrays["scale"] * np.float32("nan")
    else:
        del arrays["idf"]
    copy = _copy(folder, tmp_path)
    np.savez(copy / "model.npz", **arrays)
    digest = hashlib.sha256((copy / "model.npz").read_bytes()).hexdigest()
    with pytest.raises(ModelDamaged):
        TopicModel.load(_changed(copy, sha256=digest))


def test_a_rule_fires_on_the_headline_or_on_two_phrases() -> None:
    rules = RuleSet([Rule("x", 0.6, ("cầu vượt", "hòa bình"))])
    filler = "chữ " * 20
    assert rules.fire(syllables("Thông xe cầu vượt")) == {"x": 0.6}
    assert rules.fire(syllables(filler + "cầu vượt")) == {}
    assert rules.fire(syllables(filler + "cầu vượt hoà bình")) == {"x": 0.6}
    assert rules.fire(syllables("chữ " * 70 + "cầu vượt hòa bình")) == {}
    assert rules.fire(syllables("cầu. vượt", 60)) == {"x": 0.6}
    assert rules.fire(["cầu"]) == rules.fire([]) == {}


def test_a_rule_reads_text_without_diacritics_as_such_only() -> None:
    rules = RuleSet([Rule("x", 0.6, ("lũ quét",))])
    assert rules.fire(syllables("lu quet o xa vung cao")) == {"x": 0.6}
    assert rules.fire(syllables("lu quet ở xã vùng cao")) == {}


def test_rules_name_codes_of_the_scheme_and_modest_probabilities() -> None:
    assert all(rule.code in medtop.BY_CODE and 0.5 <= rule.probability <= 0.8 for rule in RULES)
    assert all(1 <= len(phrase.split()) <= 6 for rule in RULES for phrase in rule.phrases)
