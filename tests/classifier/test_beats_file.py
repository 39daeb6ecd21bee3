"""`beats.toml` as people write it: every mistake is named with its place and its cure, and nothing crashes."""

from __future__ import annotations

import string
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier import beats_errors as e
from classifier.beats_file import default_text, load_beats, parse_beats
from pipeline.i18n import describe

GOOD = '[[beat]]\nid = "y-te"\nname = "Y tế"\nany = [{ phrase = "tiêm chủng" }]\n'


def mistakes(text: str) -> list[e.BeatsError]:
    with pytest.raises(e.BeatsError) as caught:
        parse_beats(text)
    return list(getattr(caught.value, "errors", (caught.value,)))


def beat(**keys: str) -> str:
    given_keys = {"id": '"b"', "name": '"B"', "any": '[{ phrase = "x" }]'} | keys
    return "[[beat]]\n" + "".join(f"{key} = {value}\n" for key, value in given_keys.items() if value)


def test_the_shipped_file_has_the_eight_beats_of_the_design() -> None:
    assert [beat.id for beat in parse_beats(default_text()).rules] == [
        "nguoi-tot-viec-tot", "van-hoa-du-lich", "an-toan-mang", "thoi-tiet-thien-tai", "y-te", "thu-tuc-hanh-chinh",
        "lich-su-truyen-thong", "hoat-dong-dang-bo-khoi",
    ]  # fmt: skip


def test_a_desk_without_the_file_has_the_shipped_beats(tmp_path: Path) -> None:
    assert load_beats(tmp_path / "beats.toml").rules == parse_beats(default_text()).rules


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("", e.BeatsEmpty, None),
        ("beat = 3", e.BeatsKeyUnknown, None),
        (GOOD + "[other]\n", e.BeatsKeyUnknown, None),
        ("[[beat", e.BeatsSyntax, None),
        (beat(id=""), e.BeatKeyMissing, "id"),
        (beat(name=""), e.BeatKeyMissing, "name"),
        (beat(id="3"), e.BeatTypeWrong, "id"),
        (beat(id='"Y tế"'), e.BeatIdBad, "id"),
        (beat(name='"  "'), e.BeatTextEmpty, "name"),
        (beat(any=""), e.BeatWithoutRule, "any"),
        (beat(any="", none='[{ phrase = "x" }]'), e.BeatWithoutRule, "any"),
        (beat(any='"x"'), e.BeatTypeWrong, "any"),
        (beat(any='["x"]'), e.BeatTypeWrong, "any"),
        (beat(any="[{}]"), e.BeatConditionMixed, "any[1]"),
        (beat(any='[{ phrase = "x", topic = "Y tế, sức khỏe" }]'), e.BeatConditionMixed, "any[1]"),
        (beat(any='[{ phrase = "x" }, { phrase = [] }]'), e.BeatTypeWrong, "any[2].phrase"),
        (beat(any='[{ phrase = ["x", 3] }]'), e.BeatTypeWrong, "any[1].phrase"),
        (beat(any='[{ phrase = "" }]'), e.BeatTextEmpty, "any[1].phrase"),
        (beat(any='[{ phrase = "…" }]'), e.BeatTypeWrong, "any[1].phrase"),
        (beat(any='[{ phrase = "x", probability = 0.5 }]'), e.BeatKeyMisplaced, "any[1].probability"),
        (beat(any='[{ place = "Sa Pa", times = 2 }]'), e.BeatKeyMisplaced, "any[1].times"),
        (beat(any='[{ topic = "Y tế, sức khỏe", probability = 1.5 }]'), e.BeatOutOfRange, "any[1].probability"),
        (beat(any='[{ topic = "Y tế, sức khỏe", probability = nan }]'), e.BeatOutOfRange, "any[1].probability"),
        (beat(any='[{ topic = "Y tế, sức khỏe", probability = true }]'), e.BeatTypeWrong, "any[1].probability"),
        (beat(any='[{ phrase = "x", times = 0 }]'), e.BeatOutOfRange, "any[1].times"),
        (beat(any='[{ phrase = "x", times = 1.5 }]'), e.BeatTypeWrong, "any[1].times"),
        (beat(any='[{ phrase = "x", title = "có" }]'), e.BeatTypeWrong, "any[1].title"),
        (beat(any='[{ phrase = "x", tittle = true }]'), e.BeatKeyMisspelt, "any[1].tittle"),
        (beat(any='[{ phrase = "x", where = true }]'), e.BeatKeyUnknown, "any[1].where"),
        (beat(any='[{ topic = "y te" }]'), e.BeatTopicUnknown, "any[1].topic"),
        (beat(any='[{ place = "phường Sa Paa" }]'), e.BeatPlaceMisspelt, "any[1].place"),
        (beat(any='[{ place = "Atlantis" }]'), e.BeatPlaceUnknown, "any[1].place"),
        (beat(nmae='"x"'), e.BeatKeyMisspelt, "nmae"),
        (GOOD + GOOD, e.BeatDuplicate, "id"),
        ("".join(beat(id=f'"b{n}"') for n in range(61)), e.BeatsTooMany, None),
        (beat(any=f"[{{ phrase = {[f'x{n}' for n in range(5001)]!r} }}]"), e.BeatsTooMany, None),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, kind: type[e.BeatsError], key: str | None) -> None:
    (found,) = mistakes(text)
    assert type(found) is kind
    assert found.fields.get("key") == key if key else True
    told = describe(found)
    assert "beats.toml" in told
    assert "{" not in told.replace("{ phrase", "").replace("{ topic", "").replace("{ place", "")
    assert "\n" not in told


def test_all_mistakes_are_told_together() -> None:
    text = beat(id='"A b"', any='[{ topic = "y te" }, { place = "Atlantis" }]') + beat(name="3")
    assert len(mistakes(text)) == 4
    with pytest.raises(e.BeatsInvalid) as caught:
        parse_beats(text)
    assert "4" in describe(caught.value)


@pytest.mark.parametrize(
    "raw",
    [b"\xff\xfe", b"x = " + b"[" * 50_000, b"x = " + b"9" * 5_000, b"\0", b"a" * 300_000, "\ufeff[[beat".encode()],
    ids=["utf-16", "nested", "digits", "nul", "large", "bom"],
)
def test_a_hostile_file_is_one_clear_error(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "beats.toml"
    path.write_bytes(raw)
    with pytest.raises(e.BeatsError) as caught:
        load_beats(path)
    assert str(path) in describe(caught.value)
    assert len(describe(caught.value)) < 1_000


def test_a_folder_in_the_files_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "beats.toml").mkdir()
    with pytest.raises(e.BeatsUnreadable):
        load_beats(tmp_path / "beats.toml")


KEYS = st.sampled_from("phrase place topic times title probability k".split())
VALUES = st.recursive(
    st.one_of(
        st.sampled_from(['"Sa Pa"', '"x"', '""', "1", "-1", "0.5", "nan", "true", "1979-05-27", '"medtop:07000000"']),
        st.text(string.printable, max_size=8).map(lambda text: '"' + text.replace("\\", "").replace('"', "") + '"'),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda values: f"[{', '.join(values)}]"),
        st.dictionaries(KEYS, inner, max_size=3).map(
            lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"
        ),
    ),
    max_leaves=6,
)
GROUPS = st.sampled_from("id name any all none x".split())


@given(st.lists(st.dictionaries(GROUPS, VALUES, max_size=5), max_size=3))
def test_whatever_stands_there_is_beats_or_an_error(tables: list[dict[str, str]]) -> None:
    text = "".join("[[beat]]\n" + "".join(f"{key} = {value}\n" for key, value in table.items()) for table in tables)
    with suppress(e.BeatsError):
        assert parse_beats(text).rules
