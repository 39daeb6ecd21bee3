"""Near copies and what is none."""

from __future__ import annotations

import random
import subprocess
import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.duplicates import MOST_KEYS, NEAR, SKETCH, Signature, compare, keys, signature, similarity
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
OTHER_NEWS = "Đội bóng của tỉnh thắng trận mở màn với tỷ số ba không trên sân nhà, trước hàng nghìn khán giả. "
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
        (TITLE, TEXT[: len(TEXT) // 2]),
        ("Điện về", TEXT[len(TEXT) // 2 :]),
        (TITLE, _reworded(TEXT, 0.1)),
        (TITLE, " ".join(reversed(TEXT.split(". ")))),
        ("Điểm tin", f"{FOLLOW_UP}\n{TITLE}\n{TEXT}\n{OTHER_NEWS * 5}"),
        (TITLE, TEXT + "\nTheo Báo Lào Cai. Ảnh: Minh Khôi."),
    ],
)
def test_copies_are_near_and_share_a_key(title: str, text: str) -> None:
    copy = signature(title, text)
    assert similarity(ORIGINAL, copy) >= NEAR
    assert set(keys(ORIGINAL)) & set(keys(copy))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Xưởng chè đầu tiên ở Nậm Lư", FOLLOW_UP),
        ("Tin khác", OTHER_NEWS),
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
        left, right = (" ".join(shared + rng.sample(words, count - common)) for count in (1000, 1400))
        sets = [set(pairwise(text.split())) for text in (left, right)]
        errors.append(similarity(signature("", left), signature("", right)) - len(sets[0] & sets[1]) / 999)
    assert max(map(abs, errors)) < 0.12
    assert abs(sum(errors) / len(errors)) < 0.03


def test_short_texts_are_compared_exactly() -> None:
    left, right = "một hai ba bốn năm sáu", "một hai ba bốn, bảy tám chín mười"
    assert similarity(signature("", left), signature("", right)) == 3 / 5


def test_says_which_text_is_the_longer() -> None:
    half = signature("", TEXT.partition("\n\n")[2])
    (of_half,) = compare(half, [ORIGINAL])
    (of_original,) = compare(ORIGINAL, [half])
    assert of_half.similarity == of_original.similarity == 1
    assert 1.2 < of_half.length < 2.4
    assert of_original.length == pytest.approx(1 / of_half.length)


def test_compares_many_at_once_as_one_by_one() -> None:
    others = [signature("", text) for text in ("", FOLLOW_UP, OTHER_NEWS, TEXT * 9, TEXT[:200])] + [ORIGINAL]
    assert compare(ORIGINAL, others) == [compare(ORIGINAL, [other])[0] for other in others]
    assert compare(ORIGINAL, []) == []


@pytest.mark.parametrize("length", [40, 90, 200, 500, 1200, 4000])
def test_any_length_has_a_handful_of_keys_and_a_piece_shares_some(length: int) -> None:
    rng = random.Random(length)
    words = [f"t{rng.randrange(3000)}" for _ in range(length)]
    whole = keys(signature("", " ".join(words)))
    piece = keys(signature("", " ".join(words[length // 3 : length // 3 + max(70, length // 3)])))
    assert 1 <= len(whole) <= MOST_KEYS
    assert len(set(whole) & set(piece)) >= 2


def test_a_signature_survives_storage() -> None:
    for mark in (ORIGINAL, signature("", TEXT * 3), signature("", "một")):
        assert Signature.from_bytes(bytes(mark)) == mark
        assert len(bytes(mark)) <= 4 + 4 * (MOST_KEYS + SKETCH)


@pytest.mark.parametrize("packed", [b"x", b"x" * 512, bytes(ORIGINAL)[:-1], bytes(ORIGINAL) + b"abcd", b"\0" * 8])
def test_foreign_bytes_are_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match="no signature"):
        Signature.from_bytes(packed)


def test_a_text_without_words_is_like_nothing() -> None:
    empty = signature(" ", "… – !")
    assert bytes(empty) == b""
    assert keys(empty) == ()
    assert similarity(empty, empty) == 0
    assert Signature.from_bytes(b"") == empty


def test_keys_fit_an_integer_column() -> None:
    found = keys(signature("", TEXT * 40))
    assert len(set(found)) == len(found)
    assert all(0 <= key < 2**32 for key in found)


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
    assert bytes(made).hex().startswith("05000e000f28a50c71502923d176ba34e95a8040")
    assert keys(made)[:2] == (212150287, 589910129)


@given(st.text(), st.text())
@settings(deadline=None)
def test_any_two_texts_compare(left: str, right: str) -> None:
    one, two = signature("", left), signature("", right)
    assert 0 <= similarity(one, two) <= 1
    assert similarity(one, two) == similarity(two, one)
    assert similarity(one, one) == (1 if bytes(one) else 0)
