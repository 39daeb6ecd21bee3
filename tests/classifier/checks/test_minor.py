"""Children made identifiable are pointed at; groups, adults and heroes of the past are let pass."""

from __future__ import annotations

from datetime import datetime

import pytest

from classifier.checks import Flag, Subject
from classifier.checks.minor import check
from tests.classifier.checks.texts import ICT

NOW = datetime(2026, 3, 11, 8, tzinfo=ICT)


def _read(text: str, title: str = "") -> list[Flag]:
    return list(check(Subject(title, text, NOW, NOW)))


@pytest.mark.parametrize(("age", "fires"), [("15", True), ("16", False), ("9", True), ("61", False), ("mười", True)])
def test_a_child_is_under_sixteen(age: str, fires: bool) -> None:
    assert bool(_read(f"Em Giàng Thị Chía, {age} tuổi, trú xã Hạnh Phúc.")) is fires


@pytest.mark.parametrize(("born", "fires"), [(2012, True), (2010, False), (1979, False), (2025, True)])
def test_a_birth_year_is_counted_from_now(born: int, fires: bool) -> None:
    assert bool(_read(f"Trong số này có Sùng A Tủa (sinh năm {born}).")) is fires


def test_harm_is_high_and_an_award_is_low() -> None:
    assert _read("Cháu Giàng Thị Chía (6 tuổi) bị tai nạn.")[0].severity == "high"
    assert _read("Em Giàng Thị Chía, học sinh lớp 5A, đoạt giải Nhất.")[0].severity == "low"


def test_a_changed_name_is_let_pass() -> None:
    assert not _read("Cháu Giàng Thị Chía (6 tuổi) được cứu. Tên cháu bé đã được thay đổi.")
