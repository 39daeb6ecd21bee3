"""Near copies and what is none."""

from __future__ import annotations

import random
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.duplicates import BANDS, BINS, NEAR, Signature, bands, signature, similarity
from classifier.text import fold

TITLE = "Nậm Lư đón điện lưới quốc gia sau nhiều năm chờ đợi"
TEXT = """Chiều muộn, khi bóng đèn đầu tiên sáng lên ở nhà văn hóa thôn, tiếng vỗ tay vang khắp sườn núi. Sau hai
năm thi công, công trình đưa điện lưới về ba thôn vùng cao của xã Nậm Lư đã hoàn thành, phục vụ hai trăm mười hộ dân.

Theo ngành điện, tuyến đường dây dài mười một cây số phải vượt qua bốn con suối và hai đèo cao. Công nhân kéo dây bằng
sức người ở những đoạn xe không vào được. Bà con trong thôn góp hơn sáu trăm ngày công, hiến đất dựng cột và nấu cơm
cho đội thi công trong ngày mưa rét.

Trưởng thôn cho biết nhiều gia đình đã mua máy xát gạo, tủ lạnh và dự định mở xưởng sao chè. Trường học cắm thêm hai
lớp tin học, còn trạm y tế có tủ bảo quản vắc xin. Xã đang lên kế hoạch thắp sáng đường làng vào dịp cuối năm.
"""
FOLLOW_UP = """Một tháng sau ngày đóng điện, xưởng sao chè đầu tiên của thôn Nậm Lư đã chạy mẻ máy đầu tiên, mỗi ngày
nhận nửa tấn búp tươi của bà con trong vùng. Chủ xưởng là một thanh niên vừa rời khu công nghiệp trở về quê.

Nhờ có điện, giá búp tươi tăng gần gấp rưỡi, còn các bà các chị không phải thức đêm vò chè bằng tay. Hợp tác xã đang làm
thủ tục đăng ký nhãn hiệu và tìm người mua ở dưới xuôi, với hy vọng ký được hợp đồng trước Tết.

Theo ngành điện, tuyến đường dây dài mười một cây số phải vượt qua bốn con suối và hai đèo cao. Công nhân kéo dây bằng
sức người ở những đoạn xe không vào được.
"""
ORIGINAL = signature(TITLE, TEXT)


def _reworded(text: str, share: float) -> str:
    rng = random.Random(5)
    return " ".join("khác" if rng.random() < share else word for word in text.split(" "))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (unicodedata.normalize("NFD", TITLE), unicodedata.normalize("NFD", TEXT)),
        (fold(TITLE), fold(TEXT)),
        (TITLE.upper(), TEXT.upper()),
        (TITLE, TEXT.replace("\n", "  ").replace(",", " ,")),
    ],
)
def test_how_it_is_written_does_not_matter(title: str, text: str) -> None:
    assert similarity(ORIGINAL, signature(title, text)) == 1


def test_old_and_new_tone_marks_are_the_same() -> None:
    assert signature("Hoà thuận", "thuỷ chung, khoẻ mạnh") == signature("Hòa thuận", "thủy chung, khỏe mạnh")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Điện đã về với bản xa nhất", TEXT),
        (TITLE, TEXT[: int(len(TEXT) * 0.78)]),
        (TITLE, _reworded(TEXT, 0.05)),
        (TITLE, TEXT + "\nTheo Báo Lào Cai. Ảnh: Minh Khôi."),
    ],
)
def test_copies_are_near_and_share_a_key(title: str, text: str) -> None:
    copy = signature(title, text)
    assert similarity(ORIGINAL, copy) >= NEAR
    assert set(bands(ORIGINAL)) & set(bands(copy))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Xưởng chè đầu tiên ở Nậm Lư", FOLLOW_UP),
        ("Tin khác", "Đội bóng của tỉnh thắng trận mở màn với tỷ số ba không trên sân nhà, trước hàng nghìn khán giả."),
        ("", ""),
    ],
)
def test_new_facts_are_no_copy(title: str, text: str) -> None:
    assert similarity(ORIGINAL, signature(title, text)) < NEAR - 0.1


def test_estimates_the_share_of_common_wording() -> None:
    rng = random.Random(3)
    words = [f"tiếng{number}" for number in range(6000)]
    errors = []
    for common in range(100, 900, 40):
        shared = rng.sample(words, common)
        left, right = (" ".join(shared + rng.sample(words, 1000 - common)) for _ in range(2))
        sets = [{tuple(text.split()[i : i + 3]) for i in range(998)} for text in (left, right)]
        jaccard = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
        errors.append(similarity(signature("", left), signature("", right)) - jaccard)
    assert max(map(abs, errors)) < 0.15
    assert abs(sum(errors) / len(errors)) < 0.03


def test_a_signature_survives_storage() -> None:
    packed = bytes(ORIGINAL)
    assert len(packed) == BINS * 4
    assert Signature.from_bytes(packed) == ORIGINAL


@pytest.mark.parametrize("packed", [b"x", b"x" * 511, b"x" * 513])
def test_foreign_bytes_are_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match="512"):
        Signature.from_bytes(packed)


def test_a_text_without_words_is_like_nothing() -> None:
    empty = signature(" ", "… – !")
    assert bytes(empty) == b""
    assert bands(empty) == ()
    assert similarity(empty, empty) == 0
    assert Signature.from_bytes(b"") == empty


def test_keys_fit_an_integer_column_and_differ_by_band() -> None:
    keys = bands(signature("", "một"))
    assert len(set(keys)) == BANDS
    assert all(0 <= key < 2**63 for key in keys)


def test_other_scripts_are_told_apart() -> None:
    one = signature("", "国泰民安 四字 刻于 碑上 保存 至今")
    assert bytes(one)
    assert similarity(one, signature("", "国泰民安 四字 刻于 碑上 保存 至今")) == 1
    assert similarity(one, signature("", "完全 不同 的 另外 一篇 文章")) < NEAR


def test_another_process_signs_alike() -> None:
    code = "from classifier.duplicates import signature; print(bytes(signature('Một hai', 'ba bốn năm sáu')).hex())"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert shown == bytes(signature("Một hai", "ba bốn năm sáu")).hex()


def test_the_stored_form_does_not_drift() -> None:
    # An index in use holds signatures of the past: a change here needs a migration that signs anew.
    made = signature("Lễ hội", "Sáng 15/1, xã Nậm Lư tổ chức lễ đón bằng công nhận")
    assert bytes(made).hex().startswith("08e63eaaa1763083a17630837c9bb9b4")
    assert bands(made)[:2] == (875128739928301313, 8066279556602549268)


@given(st.text(), st.text())
@settings(deadline=None)
def test_any_two_texts_compare(left: str, right: str) -> None:
    one, two = signature("", left), signature("", right)
    assert 0 <= similarity(one, two) <= 1
    assert similarity(one, two) == similarity(two, one)
    assert similarity(one, one) == (1 if bytes(one) else 0)
