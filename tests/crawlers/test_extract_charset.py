from __future__ import annotations

import unicodedata

import pytest

from crawlers import charset

TEXT = (
    "Sáng nay, Ủy ban nhân dân tỉnh tổ chức hội nghị tổng kết công tác phòng, chống thiên tai và tìm kiếm cứu nạn. "
    "Đồng chí Phó Chủ tịch chủ trì hội nghị; đại biểu các sở, ngành, địa phương dự đông đủ, quyết liệt bàn giải pháp."
)
PAGE = "<html><head><title>x</title></head><body><p>{}</p></body></html>"
# The first sentence of an ABC-font page, as bytes of Latin-1; the letters are those of TCVN 5712:1993 VN3.
ABC = "Céng hßa x· héi chñ nghÜa ViÖt Nam. §¶ng bé tØnh Lµo Cai th¸ng 11 n¨m 2005 ®· tr×nh b¸o c¸o tæng kÕt c«ng t¸c "
ABC_READ = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam. Đảng bộ tỉnh Lào Cai tháng 11 năm 2005 đã trình báo cáo tổng kết công tác "
)


def windows_1258(text: str) -> bytes:
    """Tones as combining marks behind their vowel, as the code page has them."""
    out = bytearray()
    for char in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", char)
        tones = "".join(mark for mark in parts[1:] if mark in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones))
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            out += base.encode("cp1258") + tones.encode("cp1258")
    return bytes(out)


@pytest.mark.parametrize("header", [None, "text/html; charset=windows-1258", "text/html; charset=iso-8859-1"])
def test_windows_1258_under_any_label(header: str | None) -> None:
    assert charset.decode(windows_1258(PAGE.format(TEXT)), header, "html") == (PAGE.format(TEXT), "cp1258")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
def test_tcvn3_as_bytes_and_as_letters(encoding: str) -> None:
    text, name = charset.decode(PAGE.format(ABC * 3).encode(encoding), None, "html")
    assert (text, name) == (PAGE.format(ABC_READ * 3), "tcvn3")


def test_tcvn3_as_character_references() -> None:
    escaped = "".join(char if char.isascii() else f"&#{ord(char)};" for char in ABC * 3)
    assert charset.from_tcvn3(PAGE.format(escaped)) == PAGE.format(ABC_READ * 3)


@pytest.mark.parametrize(
    "text",
    [
        "La información económica más reciente señala que la población española creció según los últimos datos. " * 4,
        "L'été dernier, à l'école, le président a déclaré: «Nous avons créé une société où l'égalité…» Très bien! " * 4,
        "Größe, Maß und Übermut: Die Behörde veröffentlichte am Dienstag die jährliche Übersicht über Fördermittel. "
        * 4,
        TEXT * 2,
        "Một\u00ad từ\u00ad có dấu nối mềm trong trang Unicode. " * 20,
    ],
)
def test_other_languages_and_unicode_are_left_alone(text: str) -> None:
    assert charset.from_tcvn3(PAGE.format(text)) is None
    assert charset.decode(PAGE.format(text).encode(), None, "html") == (PAGE.format(text), "utf-8")


def test_utf8_wins_over_a_latin_label_and_survives_a_cut() -> None:
    body = PAGE.format(TEXT).encode()
    assert charset.decode(body, "text/html; charset=ISO-8859-1", "html")[1] == "utf-8"
    cut = body[: body.index("Ủ".encode()) + 1] + body[body.index("Ủ".encode()) + 3 :]
    text, name = charset.decode(cut, None, "html")
    assert name == "utf-8"
    assert text.count("\ufffd") == 1


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Сегодня в Москве прошла пресс-конференция, посвящённая развитию образования и науки. " * 4),
        ("shift_jis", "本日、東京で開催された会議において、教育の発展について議論が行われました。" * 4),
    ],
)
def test_detection_of_other_scripts(encoding: str, text: str) -> None:
    assert charset.decode(PAGE.format(text).encode(encoding), None, "html")[0] == PAGE.format(text)


def test_unknown_labels_and_nonsense_never_raise() -> None:
    for header in ("text/html; charset=klingon", "text/html; charset=", "charset=utf-7", "text/html; charset=rot13"):
        text, _ = charset.decode(b"\xff\xfe\xff<html>\x81\x8d", header, "html")
        assert isinstance(text, str)


@pytest.mark.parametrize("label", ["undefined", "unicode_escape", "raw_unicode_escape", "hex", "idna", "punycode"])
def test_labels_that_only_python_knows_are_no_encodings(label: str) -> None:
    body = PAGE.format(TEXT + r" C:\user \u1ec7").encode()
    assert charset.decode(body, f"text/html; charset={label}", "html") == (body.decode(), "utf-8")


def test_windows_1258_read_as_windows_1252_and_written_down_in_utf8() -> None:
    body = windows_1258(PAGE.format(TEXT)).decode("cp1252").encode()
    assert charset.decode(body, "text/html; charset=utf-8", "html") == (PAGE.format(TEXT), "cp1258")


@pytest.mark.parametrize(
    "text",
    [
        "Però così è più bello: città, libertà, università, perché, già, lunedì, martedì, venerdì, più, giù. " * 4,
        "Íslenska þjóðin er lítil: það þýðir að við þekkjum öll hvert annað, sagði Þórður í gær. " * 4,
    ],
)
def test_languages_with_letters_of_windows_1258_are_left_alone(text: str) -> None:
    assert charset.from_1258(PAGE.format(text)) is None
    assert charset.decode(PAGE.format(text).encode(), None, "html")[0] == PAGE.format(text)
