"""The tables of places: complete, and consistent with each other."""

from __future__ import annotations

from collections import Counter

import pytest

from classifier import gazetteer
from classifier.gazetteer import UNCHECKED, around, by_title, entries


def of_kind(kind: str) -> list[gazetteer.Entry]:
    return [entry for entry in entries().values() if entry.kind == kind]


def test_the_province_has_the_units_of_resolution_1673() -> None:
    """Nghị quyết 1673/NQ-UBTVQH15, Điều 1, khoản 92: 99 units, 89 xã and 10 phường; eight were left as they were."""
    standing = [entry for entry in of_kind("commune") if not entry.until]
    assert Counter(entry.unit for entry in standing) == {"xã": 89, "phường": 10}
    grown = {entry.into for entry in of_kind("commune") if entry.until}
    alone = {entry.name for entry in standing if entry.id not in grown}
    assert {
        "Nậm Xé", "Ngũ Chỉ Sơn", "Chế Tạo", "Lao Chải", "Nậm Có", "Tà Xi Láng", "Cát Thịnh", "Phong Dụ Thượng",
    } == alone  # fmt: skip


def test_every_commune_of_before_stands_once_in_the_table() -> None:
    rows = list(gazetteer._table("former"))
    assert len(rows) == len({row[0] for row in rows}) == 319
    units = Counter(row[1] for row in rows)
    assert units["xã"] + units["phường"] + units["thị trấn"] == 319
    assert len({row[3] for row in rows}) == 18, "districts"
    known = entries()
    assert all(row[4] in known and row[3] in known for row in rows)


def test_every_entry_lies_in_the_province_and_leads_to_what_is_there() -> None:
    for entry in entries().values():
        if entry.id != "tinh-lao-cai":
            assert "tinh-lao-cai" in around(entry.id), entry.id
        if entry.into:
            assert not entries()[entry.into].until or entry.kind == "agency", entry.id
        assert entry.bare in ("free", "home", "cue", "never")
        assert entry.name == entry.name.strip()
        assert entry.source


def test_what_could_not_be_confirmed_is_counted() -> None:
    unchecked = [entry for entry in entries().values() if entry.source == UNCHECKED]
    assert {entry.kind for entry in unchecked} <= {"place", "agency"}
    assert len(unchecked) == 53


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("xa-ta-van", "xa-ta-van"),
        ("Xã Tả Van", "xa-ta-van"),
        ("ta van", "xa-ta-van"),
        ("Bắc Hà", "huyen-bac-ha"),
        ("xã Bắc Hà", "xa-bac-ha"),
        ("Sở NN&MT", "so-nn-mt"),
        ("tỉnh Lào Cai", "tinh-lao-cai"),
    ],
)
def test_a_person_may_name_an_entry_as_they_like(text: str, first: str) -> None:
    assert by_title(text)[0].id == first


def test_an_unknown_name_is_none() -> None:
    assert by_title("Atlantis") == ()
    assert around("atlantis") == ()
    assert gazetteer.title("atlantis") == "atlantis"


def test_a_commune_lies_in_its_district_of_before() -> None:
    assert around("xa-ta-van") == ("thi-xa-sa-pa", "tinh-lao-cai")
    assert "thanh-pho-yen-bai" in around("phuong-au-lau")
    assert "huyen-tran-yen" in around("phuong-au-lau")
