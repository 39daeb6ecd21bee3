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


def test_a_patient_called_bac_who_leaves_his_medicine_refutes_nothing() -> None:
    flags = _read(
        "Bác Tư khỏe lại", "Bác uống trà lá vối mười ngày, đường huyết trở về bình thường, bác bỏ hẳn thuốc tây."
    )
    assert any("bác bỏ hẳn thuốc tây" in flag.quote for flag in flags)
    assert not _read("Tin đồn", "Ông lang bác bỏ hết lời đồn uống trà lá vối mười ngày thì tiểu đường khỏi hẳn.")
    assert not _read("Tin đồn", "Bộ Y tế bác bỏ tin uống trà lá vối mười ngày thì đường huyết trở về bình thường.")


def test_medicine_that_gives_up_is_no_authority() -> None:
    flags = _read(
        "Thầy lang xã", "Y học hiện đại bó tay. Thầy đắp lá một tuần là khối u tan hết. Bệnh viện cũng đầu hàng."
    )
    assert {flag.quote for flag in flags} == {
        "Y học hiện đại bó tay",
        "Thầy đắp lá một tuần là khối u tan hết",
        "Bệnh viện cũng đầu hàng",
    }
