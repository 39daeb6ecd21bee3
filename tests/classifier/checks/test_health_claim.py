"""A cure promised without authority."""

from __future__ import annotations

from classifier.checks import Flag, Subject
from classifier.checks.health_claim import check
from tests.classifier.checks.texts import NOW


def _read(title: str, text: str) -> list[Flag]:
    return list(check(Subject(title, text, NOW)))


def test_points_at_the_clause_and_asks_for_a_source() -> None:
    (flag,) = _read("Chuyện ở bản", "Bà con hái lá về sắc. Uống nước lá này thì viêm gan khỏi hẳn. Ai cũng mừng.")
    assert flag.quote == "Uống nước lá này thì viêm gan khỏi hẳn"
    assert flag.severity == "high"
    assert "y tế" in flag.reason


def test_a_hospital_may_say_that_patients_recovered() -> None:
    assert not _read("Tin y tế", "Bệnh viện tỉnh cho biết người bệnh uống thuốc theo phác đồ đã khỏi hẳn viêm phổi.")


def test_an_authority_named_beside_a_quack_does_not_excuse_him() -> None:
    assert _read("Bí quyết", "Được bác sĩ khuyên dùng, thần dược này uống mười ngày là tiểu đường khỏi hẳn.")
