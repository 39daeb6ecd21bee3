"""Mutilation, blood and cruelty shown, against plain counts, surgery, cooking and figures of speech."""

from __future__ import annotations

from datetime import datetime

from classifier.checks import Flag, Subject
from classifier.checks.graphic import check
from tests.classifier.checks.texts import ICT

NOW = datetime(2026, 3, 11, 8, tzinfo=ICT)


def _read(text: str, title: str = "") -> list[Flag]:
    return list(check(Subject(title, text, NOW, NOW)))


def test_one_mild_word_is_not_enough() -> None:
    assert not _read("Một người bị gãy tay, hiện trường có vết máu.")


def test_the_clauses_are_pointed_at_not_the_whole_text() -> None:
    text = "Sáng 2/3, xe tải gặp nạn. Ruột lòi ra ngoài, óc văng lên vỉa hè. Giao thông thông suốt sau hai giờ."
    assert [flag.quote for flag in _read(text)] == ["Ruột lòi ra ngoài, óc văng lên vỉa hè"]
