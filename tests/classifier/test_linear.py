"""Work grows in step with the length of a text, whatever the text: counted in lines and characters, not in seconds."""

from __future__ import annotations

import pytest

from tests.work import PLANTED, counts

LENGTHS = [3_000, 6_000, 12_000]
MOST = 2.5
"""Twice as many characters more may take so much more work: 2 is linear, 4 quadratic."""

ANYTHING = (
    "a", "ạ", "1", " ", "\n", "(", ".", "? ", "\"", "- ", "/", "&", "<", "👨‍👩‍👧‍👦 ",
    "a\u0301\u0323\u0308", "Hoa ", "A\n",
    "người dân đi chợ mua ngô và lúa ", "Cov neeg Hmoob nyob hauv zos. ",
)  # fmt: skip
HOSTILE = {
    "personal-data": (
        "0912345678 ", "Anh Nguyễn Văn An, 0912 345 678, ", "số tài khoản 123456789012 ", "số nhà 12, ngõ 3 Hoa Hoa ",
        "24A-123.45 ", "a@", "mắc bệnh HIV, ông Nguyễn Văn An ",
    ),
    "minor": (
        "cháu Nguyễn Văn An 12 tuổi ", "12 tuổi ", "lớp 5A ", "học sinh Trường THCS Hoa ",
        "bị hại Nguyễn Văn An ",
    ),
    "self-harm": (
        "tự tử ", "nhảy cầu tự tử tại cầu Hoa. ", "uống thuốc trừ sâu ", "tự sát chính trị ",
        "thư tuyệt mệnh, ",
    ),
    "graphic": ("máu me bê bết ", "thi thể không nguyên vẹn. ", "chém đứt lìa tay ", "nhiều người bị thương "),
    "advertorial": ("giảm giá ", "gọi ngay hotline 0912345678 ", "chỉ còn 99.000 đồng ", "ưu đãi 50% "),
    "health-claim": ("chữa khỏi ung thư ", "bài thuốc gia truyền trị dứt điểm, ", "viên uống hỗ trợ "),
    "suspect-link": (
        "http://bit.ly/a ", "a.", "a-", "xn--", "http://1.2.3.4/ ", "hoa.com.vn.xyz ", "trúng thưởng ",
    ),
    "accusation": ("đối tượng Nguyễn Văn An đã giết người ", "bị bắt vì trộm ", "kẻ cướp ", "bị cáo An lừa đảo, "),
    "stale": ("ngày 12/6/2026 ", "hạn chót 12/6, ", "lúc 7 giờ ", "sáng mai, tối nay ", "từ ngày 1/6 đến ngày 5/6 "),
    "text-damage": (
        "x· héi ", "hoäi ", "á»™ ", "hôòi ", "\ufffd ", "h?i ngh? ", "<script>", "<!--", "a{b:",
        "trang chủ | thời sự | ",
        "trang chủ\n", "và của những người dân ở đó để\nA", "&nbsp;", "[b",
    ),
    "near-duplicate": ("Tin. ",),
    "source-changed": ("Tin. ",),
}  # fmt: skip


def assert_linear(what: str, units: tuple[str, ...]) -> None:
    found = dict(zip(units, counts([(what, unit, LENGTHS) for unit in units]), strict=True))
    # By differences, so that what happens once a text, or late in it, does not count; and by proportion, since
    # some work is done on short texts only.
    steep = {
        unit: work
        for unit, work in found.items()
        if work[2] - work[1] > MOST * (work[1] - work[0]) and work[2] > MOST * work[1]
    }
    assert steep == {}
    assert all(work[-1] > 0 for work in found.values())


@pytest.mark.parametrize("what", HOSTILE)
def test_each_check_is_linear_in_the_words_that_it_looks_for(what: str) -> None:
    assert_linear(what, HOSTILE[what])


@pytest.mark.parametrize("part", range(4))
def test_all_checks_are_linear_in_anything(part: int) -> None:
    assert_linear("checks", ANYTHING[part::4])


def test_all_checks_together_are_linear_in_hostile_words() -> None:
    assert_linear("checks", ("tự tử 0912345678 giảm giá ngày 12/6 cháu Nguyễn Văn An 12 tuổi bị bắt. ",))


@pytest.mark.parametrize("what", ["topics", "signature"])
def test_topics_and_signatures_are_linear(what: str) -> None:
    assert_linear(what, ANYTHING)


@pytest.mark.parametrize("what", PLANTED)
def test_the_counter_sees_what_is_quadratic(what: str) -> None:
    (work,) = counts([(what, "a", LENGTHS)])
    assert work[2] > 3 * work[1] > 9 * work[0]
