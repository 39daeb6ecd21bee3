"""The desk's own topic models: which one is in use, what is refused, and learning from corrections."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from classifier.adapt import AdaptConfig
from classifier.errors import ModelDamaged, ModelLabels, TooFewLabels
from classifier.topics import TopicModel
from classifier.train import TrainConfig, train
from pipeline import corrections, models
from pipeline.cli.options import opened
from pipeline.errors import ModelUnknown, NoOlderModel
from pipeline.models import ModelInUse
from pipeline.retrain import retrain
from pipeline.store.models import SHIPPED
from review_ui.asgi import build
from tests.classifier.test_adapt import new_texts
from tests.classifier.topic_texts import examples
from tests.pipeline.support import NOON, Room, make_room
from tests.pipeline.test_cli import anhduong, desk  # noqa: F401

QUICK = AdaptConfig(penalties=(30.0,), folds=3)


@pytest.fixture(scope="module")
def small() -> TopicModel:
    return train(examples(40, medtop=True), TrainConfig(least_df=1))


@pytest.fixture(scope="module")
def native() -> TopicModel:
    return train(examples(15), TrainConfig(labels="native", least_df=1))


def test_a_new_desk_uses_the_shipped_model(room: Room) -> None:
    assert room.store.models.current() == SHIPPED
    assert models.names(room.settings.models) == (SHIPPED,)
    assert models.in_use(room.store, room.settings.models).is_medtop
    with pytest.raises(NoOlderModel):
        room.store.models.back(room.clock())


def test_the_model_before_is_one_step_away_and_the_log_keeps_each(room: Room, small: TopicModel) -> None:
    day = room.clock().date()
    first, second = (models.save(small, room.settings.models, day) for _ in range(2))
    assert (first, second) == ("topics-20261123-1", "topics-20261123-2")
    assert models.names(room.settings.models) == (SHIPPED, first, second)
    assert room.store.models.use(first, room.clock(), "command")
    assert not room.store.models.use(first, room.clock(), "command")
    room.store.models.use(second, room.clock(), "corrections")
    assert room.store.models.back(room.clock()) == first
    assert room.store.models.back(room.clock()) == SHIPPED
    told = [event for event in room.store.audit.latest() if event.kind == "model.used"]
    assert [(event.from_state, event.to_state) for event in reversed(told)] == [
        (SHIPPED, first), (first, second), (second, first), (first, SHIPPED),
    ]  # fmt: skip


def test_pages_take_a_newly_chosen_model_up(room: Room, small: TopicModel) -> None:
    in_use = ModelInUse(room.store, room.settings.models)
    shipped = in_use.get()
    assert in_use.get() is shipped
    room.store.models.use(models.save(small, room.settings.models, room.clock().date()), room.clock(), "command")
    assert len(in_use.get().grams) == len(small.grams)


@pytest.mark.parametrize("name", ["../models", "/etc", "", "không có", "topics-20200101-1", ".writing-x"])
def test_a_name_that_is_no_model_of_the_desk_is_refused(room: Room, name: str) -> None:
    with pytest.raises(ModelUnknown):
        models.load(room.settings.models, name)


def test_a_damaged_model_is_told(room: Room, small: TopicModel) -> None:
    name = models.save(small, room.settings.models, room.clock().date())
    (room.settings.models / name / "model.npz").write_bytes(b"x")
    with pytest.raises(ModelDamaged):
        models.load(room.settings.models, name)


def test_a_model_that_cannot_be_written_leaves_nothing_behind(room: Room, small: TopicModel) -> None:
    room.settings.models.mkdir()
    room.settings.models.chmod(0o500)
    try:
        name = models.save(small, room.settings.models, room.clock().date())
    except PermissionError:
        name = None
    finally:
        room.settings.models.chmod(0o700)
    assert [path.name for path in room.settings.models.iterdir()] == ([] if name is None else [name])


# -- any label set but Media Topics is refused ---------------------------------------------------------


@pytest.fixture
def native_desk(desk: Path, native: TopicModel) -> Path:  # noqa: F811
    """A desk whose chosen model sorts into labels of its own."""
    native.save(desk / "models" / "la")
    with opened(desk) as (settings, store):
        store.models.use("la", NOON, "command")
        assert settings.models == desk / "models"
    return desk


@pytest.mark.parametrize(
    "command", [("check",), ("collect",), ("run",), ("serve", "--port", "8977"), ("train", "--with-corrections")]
)
def test_the_desks_commands_refuse_other_labels(native_desk: Path, command: tuple[str, ...]) -> None:
    told = anhduong(*command, "--dir", native_desk, expect=2)
    assert told.stderr.count("\n") == 1
    assert "IPTC Media Topics" in told.stderr
    assert "giao duc" in told.stderr


def test_the_pages_refuse_other_labels(native_desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANHDUONG_DIR", str(native_desk))
    with pytest.raises(ModelLabels):
        build()


def test_a_model_of_other_labels_cannot_be_chosen(desk: Path, native: TopicModel) -> None:  # noqa: F811
    native.save(desk / "models" / "la")
    told = anhduong("model", "use", "la", "--dir", desk, expect=2)
    assert "IPTC Media Topics" in told.stderr
    assert "* shipped" in anhduong("model", "list", "--dir", desk).stdout


def test_models_are_listed_used_and_left_by_command(desk: Path, small: TopicModel) -> None:  # noqa: F811
    small.save(desk / "models" / "cua-toi")
    assert "cua-toi" in anhduong("model", "use", "cua-toi", "--dir", desk).stdout
    listed = anhduong("model", "list", "--dir", desk).stdout
    assert "* cua-toi" in listed
    assert "anhduong model back" in listed
    assert "cua-toi rồi" in anhduong("model", "use", "cua-toi", "--dir", desk).stdout
    assert "shipped" in anhduong("model", "back", "--dir", desk).stdout
    assert "không có mô hình nào trước đó" in anhduong("model", "back", "--dir", desk, expect=2).stderr
    assert "Không có mô hình" in anhduong("model", "use", "khac", "--dir", desk, expect=2).stderr


# -- learning from corrections --------------------------------------------------------------------------


def label(room: Room, each: int) -> None:
    """Articles in words that the model does not know, their topics chosen by a person."""
    for one in new_texts(each):
        article = room.article(title=one.title, text=one.text)
        corrections.correct_topics(room.store, room.editor, article, 1, one.codes[0], (), room.clock())


def test_corrections_make_a_model_that_takes_the_place_of_the_old(room: Room, small: TopicModel) -> None:
    base = models.save(small, room.settings.models, room.clock().date())
    room.store.models.use(base, room.clock(), "command")
    label(room, 50)
    done = retrain(room.store, room.settings, room.clock(), QUICK)
    assert done.name == room.store.models.current() == "topics-20261123-2"
    assert done.adapted.after.overall.macro_f1 > done.adapted.before.overall.macro_f1
    made = models.in_use(room.store, room.settings.models)
    assert made.about["adapted"]["base"] == base
    again = retrain(room.store, room.settings, room.clock(), QUICK)
    assert again.adapted.before == again.adapted.after, "the same labels on the same base give the same answers"
    assert room.store.models.back(room.clock()) == done.name
    assert room.store.models.back(room.clock()) == base


def test_a_model_that_does_worse_is_not_used(room: Room, small: TopicModel) -> None:
    base = models.save(small, room.settings.models, room.clock().date())
    room.store.models.use(base, room.clock(), "command")
    label(room, 50)
    retrain(room.store, room.settings, room.clock(), QUICK)
    better = room.store.models.current()
    # With such a penalty nothing is learnt: the outcome is the base again, which knows none of these words.
    done = retrain(room.store, room.settings, room.clock(), AdaptConfig(penalties=(1e9,), folds=3))
    assert done.name is None
    assert done.adapted.after.overall.macro_f1 < done.adapted.before.overall.macro_f1
    assert room.store.models.current() == better
    assert models.names(room.settings.models) == (SHIPPED, base, better), "nothing is written"


def test_too_few_corrections_are_told_with_what_is_missing(room: Room, desk: Path) -> None:  # noqa: F811
    label(room, 3)
    with pytest.raises(TooFewLabels):
        retrain(room.store, room.settings, room.clock(), QUICK)
    assert room.store.models.current() == SHIPPED
    told = anhduong("train", "--with-corrections", "--dir", desk, expect=2)
    assert "cần thêm khoảng" in told.stderr


def test_training_says_which_options_go_together(desk: Path, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "Tin", "label": "x"}) + "\n")
    both = anhduong("train", "--with-corrections", "--data", path, "--dir", desk, expect=2)
    assert "--with-corrections" in both.stderr
    assert "--data" in anhduong("train", expect=2).stderr


def test_the_command_says_both_models_figures_and_the_way_back(desk: Path, small: TopicModel) -> None:  # noqa: F811
    small.save(desk / "models" / "cua-toi")
    with opened(desk) as (_settings, store):
        store.models.use("cua-toi", NOON, "command")
    room = make_room(desk)
    label(room, 50)
    room.store.close()
    told = anhduong("train", "--with-corrections", "--dir", desk).stdout
    assert told.count("macro-F1") == 2
    assert "anhduong model back" in told
    assert "* topics-" in anhduong("model", "list", "--dir", desk).stdout
