"""Old font encodings and lying labels, as feeds have them (`test_extract_charset` has those of pages)."""

from __future__ import annotations

import time
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import charset, feeds, markup
from crawlers.reading_errors import FeedError

VNI = (
    "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam. Ñaûng boä tænh Laøo Cai thaùng 11 naêm 2005 ñaõ trình baùo caùo "
    "toång keát coâng taùc; ñöôøng phoá rôïp côø hoa, ngöôøi daân phaán khôûi, kyõ sö, lyù do, quyù vò. "
    "ÑOÄC LAÄP - TÖÏ DO - HAÏNH PHUÙC. "
)
VNI_READ = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam. Đảng bộ tỉnh Lào Cai tháng 11 năm 2005 đã trình báo cáo "
    "tổng kết công tác; đường phố rợp cờ hoa, người dân phấn khởi, kỹ sư, lý do, quý vị. "
    "ĐỘC LẬP - TỰ DO - HẠNH PHÚC. "
)
ABC = "Céng hßa x· héi chñ nghÜa ViÖt Nam. §¶ng bé tØnh Lµo Cai th¸ng 11 n¨m 2005 ®· tr×nh b¸o c¸o tæng kÕt c«ng t¸c "
ABC_READ = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam. Đảng bộ tỉnh Lào Cai tháng 11 năm 2005 đã trình báo cáo tổng kết công tác "
)


def feed(title: str, encoding: str, label: str) -> bytes:
    head = f'<?xml version="1.0" encoding="{label}"?><rss version="2.0"><channel><title>x</title>'
    return f"{head}<item><title>{title}</title></item></channel></rss>".encode(encoding)


@pytest.mark.parametrize(("written", "read"), [(VNI, VNI_READ), (ABC * 3, ABC_READ * 3)], ids=["VNI", "TCVN3"])
@pytest.mark.parametrize(
    ("encoding", "label"),
    [("cp1252", "windows-1252"), ("cp1252", "utf-8"), ("cp1252", "windows-1258"), ("utf-8", "utf-8")],
)
def test_font_encodings_of_old_portals(written: str, read: str, encoding: str, label: str) -> None:
    (entry,) = feeds.parse(feed(written, encoding, label)).entries
    assert entry.title == " ".join(read.split())


@pytest.mark.parametrize(
    "text",
    [
        "El niño pequeño comió el jamón que había comprado en la estación más próxima, según el señor García. ",
        "Les élèves ont déjà étudié à l'école, où le professeur a été très sévère: aïe, naïf, haïr, Saül, août. ",
        "Die Bäume über dem Fluß blühen schön; größere Häuser, Mädchen, Öl, für, natürlich, müssen, können. ",
        "Är det så att vi får åka på måndag? Då går vi till sjön och fiskar öring på natten, sade pojken. ",
        "Não são as ações do coração que põem as mãos; órgãos, irmãos, limões, pães, avô, avó, maçã. ",
        VNI_READ,
    ],
)
def test_other_languages_and_proper_vietnamese_are_left_alone(text: str) -> None:
    for encoding in ("latin-1", "utf-8"):
        with suppress(UnicodeEncodeError):
            body = (text * 5).encode(encoding)
            assert charset.decode(body, None, "xml")[0] == text * 5
    assert charset.from_vni(text * 5) is None
    assert charset.from_tcvn3(text * 5) is None


def test_a_few_words_are_no_certainty() -> None:
    assert charset.from_vni("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam") is None


@pytest.mark.parametrize(
    ("label", "encoding", "title"),
    [
        ("windows-1251", "cp1251", "Как пережить новогоднюю ночь"),
        ("koi8-r", "koi8-r", "Как пережить новогоднюю ночь"),
        ("gb2312", "gb18030", "不归移民漫画系列：专业工作"),
        ("shift_jis", "shift_jis", "ゲーム三昧な正月"),
        ("euc-kr", "euc-kr", "에서 한글닉네임 표시하기"),
        ("iso-2022-jp", "iso-2022-jp", "ゲーム三昧な正月"),
        ("windows-1251", "utf-8", "Hội nghị tổng kết công tác"),
        ("cp037", "utf-8", "Hội nghị tổng kết công tác"),
        ("iso-8859-15", "utf-8", "Hội nghị tổng kết công tác"),
    ],
)
def test_a_label_is_believed_where_it_can_be(label: str, encoding: str, title: str) -> None:
    assert feeds.parse(feed(title, encoding, label)).entries[0].title == title


@given(st.text(alphabet="aăâeêôơưđ\u0300\u0301\u0323\u0f39\u3099 ", max_size=400))
def test_nfc_is_unicodes_own_where_nobody_piles_up_marks(text: str) -> None:
    normal = unicodedata.normalize("NFC", text)
    if len(text) <= 100 or not any(normal.count(mark * 4) for mark in "\u0300\u0301\u0323\u0f39\u3099"):
        kept = charset.nfc(text)
        assert kept == normal or len(kept) < len(normal)
        assert unicodedata.is_normalized("NFC", kept)


def test_marks_piled_up_cost_no_quadratic_time() -> None:
    started = time.process_time()
    assert len(markup.tidy("a" + "\u0301\u0323" * 200_000)) < 20
    with suppress(FeedError):
        feeds.parse(b"<rss>" + b"\xcc\xf2\xec\xd2" * 500_000)
    # 7 s for each hundred thousand of them before; the bound is far from both.
    assert time.process_time() - started < 20


@given(st.binary(max_size=300), st.sampled_from([None, "text/xml; charset=utf-16", "text/xml; charset=idna", ";;"]))
def test_any_bytes_become_text(body: bytes, content_type: str | None) -> None:
    for kind in ("xml", "html"):
        text, name = charset.decode(body, content_type, kind)
        assert isinstance(text, str)
        assert name
