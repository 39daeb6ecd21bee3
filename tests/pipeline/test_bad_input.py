"""Texts that no editor wrote: an answer or one clear error from the first store to the card, and never a crash."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.duplicates import Signature, signature
from classifier.topics import TopicModel
from pipeline.check import check_new
from pipeline.judge import judge
from pipeline.model import ArticleState
from pipeline.store.verdicts import Unchecked
from pipeline.workers import judged
from tests.pipeline.support import NOON
from tests.pipeline.test_cli import anhduong, json_lines
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded, seed

MILLION = 1_000_000
TEXTS = {
    "empty": ("", ""),
    "one character": ("A", "B"),
    "spaces": ("   ", " " * MILLION),
    "newlines": ("\n", "\n" * MILLION),
    "digits": ("1", "1" * MILLION),
    "brackets": ("(", "(" * MILLION),
    "one word of 5 MB": ("Từ", "a" * 5_000_000),
    "one sentence of 1 MB": ("Câu", "người dân đi chợ mua ngô và lúa " * 32_000),
    "10 MB": ("Hội nghị", "Hội nghị bàn về ruộng đất, mùa màng và đường sá. " * 160_000),
    "a cue again and again": ("Tự tử", "tự tử " * 200_000),
    "a telephone number again and again": ("Số", "0912345678 " * 100_000),
    "an offer again and again": ("Giá", "giảm giá " * 110_000),
    "a person again and again": ("Anh An", "Anh Nguyễn Văn An, 0912 345 678, " * 30_000),
    "lone surrogates": ("Một \ud800 nửa", "Một nửa ký tự \udfff ở đây. " * 10),
    "control characters": ("a\x00b", "x\x00y\x07z\x1b[31m " * 10),
    "zalgo": ("Z̵̢", "Z" + "\u0301\u0323" * (MILLION // 2)),
    "emoji": ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦🏳️‍🌈 " * 40_000),
    "mixed encodings": (
        "Hội nghị",
        "Tiếng Việt đủ dấu.\nCéng hßa x· héi chñ nghÜa ViÖt Nam.\nTiáº¿ng Viá»‡t\nVieät Nam\n" * 20
    ),
    "English": ("Council", "The council met on Tuesday to discuss the budget for the new school year. " * 20),
    "H'Mông": ("Hmoob", "Cov neeg Hmoob nyob hauv zos, lawv ua teb ua liaj. Peb tsis paub ntawv. " * 20),
    "another script": ("会议", "昨日会议讨论了预算。Вчера прошло заседание совета. " * 200),
    "markup": ("<b>", "<script>alert(1)</script><!--" * 2_000),
    "right to left": ("\u202eabc", "\u202e\u2066\u200f abc " * 100),
}  # fmt: skip


@dataclass
class Looked:
    """A desk that has taken all the texts in, and the number of each article."""

    seeded: Seeded
    numbers: dict[str, int]
    failed: list[str]


# All of them take a minute or two on a machine that others use.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bad input")]


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looked]:
    seeded = seed(tmp_path_factory.mktemp("bad"))
    numbers = {}
    for name, (title, text) in TEXTS.items():
        seeded.store.articles.upsert(seeded.found(title, text))
        numbers[name] = seeded.serial
    failed: list[str] = []
    judging = partial(judged, seconds=250.0)
    check_new(
        seeded.store, TopicModel.load(), seeded.clock, failed=lambda error: failed.append(str(error)), judging=judging
    )
    yield Looked(seeded, numbers, failed)
    seeded.store.close()


def test_every_text_is_stored_and_judged(looked: Looked) -> None:
    assert looked.failed == []
    assert looked.seeded.store.articles.count(ArticleState.NEW) == 0
    assert len(set(looked.numbers.values())) == len(TEXTS)


@pytest.mark.parametrize("name", TEXTS)
def test_its_flags_stand_in_the_stored_text_and_its_card_is_shown(looked: Looked, name: str) -> None:
    article = looked.seeded.get(looked.numbers[name])
    for flag in article.flags:
        assert (article.title if flag.field == "title" else article.text)[flag.start : flag.end] == flag.quote
    visitor = Visitor(looked.seeded).enter(looked.seeded.editor)
    response = visitor.get(f"/tin/{article.id}")
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    response.text.encode()


@pytest.mark.parametrize("name", ["lone surrogates", "control characters", "mixed encodings"])
def test_damage_is_flagged_as_damage(looked: Looked, name: str) -> None:
    assert "text-damage" in {flag.check for flag in looked.seeded.get(looked.numbers[name]).flags}


@pytest.mark.parametrize("name", ["English", "H'Mông", "emoji", "empty", "another script"])
def test_what_is_in_order_is_not_called_damaged(looked: Looked, name: str) -> None:
    assert "text-damage" not in {flag.check for flag in looked.seeded.get(looked.numbers[name]).flags}


def test_classify_answers_them_all_in_order() -> None:
    lines = [json.dumps({"id": name, "title": title, "text": text[:200_000]}) for name, (title, text) in TEXTS.items()]
    lines += [
        "",
        "{",
        "null",
        json.dumps({"id": "deep"})[:-1] + ', "text": ' + "[" * 100_000,
        '{"id": 1e999, "text": "x"}',
    ]
    answers = json_lines(anhduong("classify", "--jsonl", stdin="\n".join(lines) + "\n").stdout)
    assert [answer["id"] for answer in answers[: len(TEXTS)]] == list(TEXTS)
    assert not any("error" in answer for answer in answers[: len(TEXTS)])
    assert len(answers) == len(TEXTS) + 4, "an empty line asks nothing"
    assert all("error" in answer for answer in answers[len(TEXTS) : -1])


@given(st.text(max_size=400), st.text(max_size=400))
@settings(deadline=None, max_examples=80)
def test_any_two_strings_are_judged(title: str, text: str) -> None:
    done = judge(TopicModel.load(), Unchecked(1, 1, title, text, None, ()), NOON)
    assert len(done.topics) >= 3
    assert Signature.from_bytes(bytes(signature(title, text))) == done.signature
