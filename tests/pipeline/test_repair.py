"""Old encodings repaired for the topics: round trips of texts that the tests encode themselves."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.topics import TopicModel
from crawlers.charset import _TCVN3, _VNI_LETTERS, _VNI_MARKS
from pipeline.judge import judge
from pipeline.repair import repaired
from pipeline.store.verdicts import Unchecked
from tests.crawlers.test_extract_charset import windows_1258
from tests.pipeline.support import NOON

WORDS = (
    "xã hội chủ nghĩa đường phố rợp cờ hoa người dân phấn khởi kỹ sư lý do quý vị huyện tỉnh nghị quyết đồng chí tổng "
    "kết công tác phòng chống thiên tai sạt lở lũ quét tiêm vắc xin bệnh viện học sinh trường lớp giáo viên được nghỉ "
    "những mùa vụ lúa ngô khoai sắn ruộng bậc thang rừng đặc dụng biên giới cửa khẩu hàng hóa xuất nhập khẩu"
).split()
PROSE = st.tuples(st.permutations(WORDS), st.integers(30, len(WORDS))).map(lambda drawn: " ".join(drawn[0][: drawn[1]]))
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def tcvn3(text: str) -> str:
    """As an ABC font has it; the fonts have no capitals with tones."""
    back = {letter: sign for sign, letter in _TCVN3.items()}
    return "".join(back.get(char, char) for char in text)


def vni(text: str) -> str:
    letters = {letter: sign for sign, letter in _VNI_LETTERS.items()}
    marks = {mark: sign for sign, mark in _VNI_MARKS.items()}
    out = []
    for char in text:
        if char.isascii() or char in letters:
            out.append(letters.get(char, char))
            continue
        parts = unicodedata.normalize("NFD", char)
        base, given_marks = parts[0], parts[1:]
        if "\u031b" in given_marks:
            base, given_marks = (
                letters[unicodedata.normalize("NFC", base + "\u031b")],
                given_marks.replace("\u031b", ""),
            )
        shape = "".join(mark for mark in given_marks if mark not in _TONES)
        tone = "".join(mark for mark in given_marks if mark in _TONES)
        out.append(base + marks.get(shape + tone, ""))
    return "".join(out)


def as_1252(text: str) -> str:
    return windows_1258(text).decode("cp1252")


def twice(text: str) -> str:
    """UTF-8 read byte by byte as windows-1252; the five bytes that it does not have stay control characters."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in text.encode()
    )


DAMAGES = pytest.mark.parametrize("damaged", [tcvn3, vni, as_1252, twice])


@DAMAGES
@given(prose=PROSE)
def test_what_was_damaged_comes_back(damaged: object, prose: str) -> None:
    broken = damaged(prose)  # type: ignore[operator]
    assert broken != prose
    assert repaired(broken) == prose


@DAMAGES
@given(prose=PROSE, good=PROSE)
def test_a_damaged_line_among_good_ones_comes_back(damaged: object, prose: str, good: str) -> None:
    text = f"{good}.\n\n{damaged(prose)}\n{good}"  # type: ignore[operator]
    assert repaired(text) == f"{good}.\n\n{prose}\n{good}"


@given(st.one_of(PROSE, st.text(max_size=300), st.text(alphabet="aâãñöìò®µ·ÃÄáºđ \n", max_size=300)))
def test_any_text_gives_an_answer_and_a_repaired_one_stays(text: str) -> None:
    once = repaired(text)
    assert repaired(once) == once


@given(PROSE, st.sampled_from(["NFC", "NFD"]))
def test_ordinary_vietnamese_stays(prose: str, form: str) -> None:
    text = unicodedata.normalize(form, prose)  # type: ignore[arg-type]
    assert repaired(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Trận đấu giữa Malmö và Bodø/Glimt diễn ra tối nay; Ødegaard và Håland vắng mặt.",
        "El niño pequeño comió el jamón que había comprado en la estación más próxima, según el señor García.",
        "Les élèves ont déjà étudié à l'école, où le professeur a été très sévère: aïe, naïf, haïr, Saül, août.",
        "Die Bäume über dem Fluß blühen schön; größere Häuser, Mädchen, Öl, für, natürlich, müssen, können.",
        "Não são as ações do coração que põem as mãos; órgãos, irmãos, limões, pães, avô, avó, maçã.",
        "Però così è più bello: città, libertà, università, perché, già, lunedì, martedì, venerdì.",
        "Íslenska þjóðin er lítil: það þýðir að við þekkjum öll hvert annað, sagði Þórður.",
        "© 2026 Báo Mẫu®. Đã đăng ký bản quyền. «Tiếng Việt», 15 µg/m³, ±3 °C",
        "ĐÃ ĐẾN LÚC NÃO NỀ, HÃY BÃI BỎ",
        "Sùng A Pó nói: Tsis muaj dab tsi, kuv mus tsev. Thov kev pab los ntawm cov kws kho mob.",
    ],
)
def test_what_is_not_damaged_stays(text: str) -> None:
    assert repaired(text) == text
    assert repaired(text * 4) == text * 4


def test_a_short_headline_is_certain_when_every_word_is() -> None:
    assert repaired("Céng hßa x· héi chñ nghÜa ViÖt Nam") == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert repaired("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam") == "Cộng hòa xã hội chủ nghĩa Việt Nam"


def test_topics_come_of_the_repaired_text_and_the_damage_is_still_flagged() -> None:
    title = "Trận bóng đá mở màn mùa giải"
    text = (
        "Huấn luyện viên khen các cầu thủ đội chủ nhà sau chiến thắng. Thủ môn cản phá nhiều cú sút; đội khách thua. "
        "Vòng đấu tới, đội bóng gặp đương kim vô địch trên sân vận động tỉnh."
    )
    good = Unchecked(1, 1, title, text, None, ())
    broken = replace(good, title=tcvn3(title), text=tcvn3(text))
    model = TopicModel.load()
    as_it_was, now = judge(model, good, NOON), judge(model, broken, NOON)
    assert now.topics == as_it_was.topics
    assert "text-damage" in {flag.check for flag in now.flags}
    assert all(
        flag.quote == (broken.title if flag.field == "title" else broken.text)[flag.start : flag.end]
        for flag in now.flags
    )
