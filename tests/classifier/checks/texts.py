"""Hostile and ordinary texts for property tests of the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from classifier.checks import Flag, Subject

ICT = timezone(timedelta(hours=7))
NOW = datetime(2026, 6, 15, 8, tzinfo=ICT)

_PIECES = (
    "giảm ngay 50% cho khách hàng",
    "gọi hotline 0912 345 678",
    "chữa khỏi ung thư",
    "không cần phẫu thuật",
    "uống lá này",
    "http://1.2.3.4/x",
    "bit.ly/abc",
    "https://agribank.xyz.com",
    "xn--abc.vn",
    "user@host",
    "trước ngày 10/6",
    "sáng mai",
    "từ 7 giờ đến 9 giờ ngày 12/6",
    "quý IV",
    "tháng 13/2026",
    "ngày 31/2",
    "99 giờ ngày 40/40",
    "đăng ký",
    "Mời bà con",
    "dự báo mưa to",
    "<div class='a'>",
    "<script>",
    "</script>",
    "&nbsp;",
    "&#0;",
    "Ã¡Â»",
    "á»\u0099",
    "®·ng bé",
    "�",
    "Trang chủ | Thời sự | Kinh tế",
    "và",
    "\n\n",
    ". ",
    "…",
    '"',
    "𝓗",
    "İ",
    "ﬁ",
    "\u0301",
    "\u200b",
    "\ud800",
    "[...]",
    "function f(){",
    "thứ hai này",
    "24/7",
    "đ",
    "Đ" * 40,
    "a" * 200,
    "." * 200,
    "1/" * 100,
    "<" * 100,
    "&" * 100,
    " " * 100,
    "http://" * 30,
)

texts = st.one_of(
    st.text(), st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=8)), max_size=25).map(" ".join)
)
instants = st.datetimes(datetime(1980, 1, 1), datetime(2090, 1, 1), timezones=st.just(ICT))
subjects = st.builds(
    Subject,
    title=texts,
    text=texts,
    now=instants,
    published_at=st.one_of(st.none(), instants),
)


def holds_together(check: Callable[[Subject], Iterable[Flag]], subject: Subject, name: str) -> None:
    """What every check owes on any text: no error, spans that are the quoted words, a sentence as reason."""
    docs = dict(subject.docs)
    for flag in check(subject):
        assert flag.check == name
        assert 0 <= flag.start < flag.end <= len(docs[flag.field].text)
        assert docs[flag.field].text[flag.start : flag.end] == flag.quote
        assert flag.reason.endswith(".")
        assert flag.severity in ("high", "low")
