"""Links that should not be passed on."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.checks import Subject
from classifier.checks.suspect_link import check
from tests.classifier.checks.texts import NOW, holds_together

NAME = "suspect-link"


def _links(text: str) -> list[tuple[str, str]]:
    return [(flag.quote, flag.severity) for flag in check(Subject("", text, NOW))]


@pytest.mark.parametrize(
    "link",
    [
        "https://dichvucong.gov.vn.tra-cuu.info/x",
        "laocai-gov.com",
        "https://vneid-kichhoat.com",
        "https://vietcornbank.com.vn",
        "http://vietinbamk.vn/login",
        "https://vietcombank-khuyenmai.com",
        "https://agribank.com.vn.dangnhap.net",
        "https://laocai.gov.vn@203.0.113.9/",
        "http://[2001:db8::1]/a",
        "https://203.0.113.9:8443/a",
        "http://3405803785/",
        "https://vietсombank.com.vn",
    ],
)
def test_imitations_and_numbers_are_high(link: str) -> None:
    assert _links(f"Bà con xem tại {link} nhé.") == [(link, "high")]


@pytest.mark.parametrize("link", ["bit.ly/3abc", "https://tinyurl.com/y7", "HTTPS://CUTT.LY/a", "s.id/abc"])
def test_shortened_links_are_low(link: str) -> None:
    assert _links(f"Đăng ký tại {link}.") == [(link, "low")]


@pytest.mark.parametrize(
    "text",
    [
        "https://dichvucong.gov.vn/p/home",
        "https://sapa.laocai.gov.vn",
        "https://www.bidv.com.vn/vn/",
        "https://portal.vietcombank.com.vn",
        "https://ebanking.vietbank.com.vn",
        "https://baochinhphu.vn/tin-1.htm",
        "https://www.gov.uk/guidance",
        "https://vi.wikipedia.org/wiki/Bit.ly",
        "tên miền dichvucong-gov[.]com đã bị chặn",
        "phiên bản 10.2.3.4 của phần mềm",
        "phongvien@vietcombank.com.vn",
    ],
)
def test_official_and_ordinary_addresses_pass(text: str) -> None:
    assert _links(text) == []


def test_the_full_stop_after_a_link_is_not_part_of_it() -> None:
    assert _links("Xem (bit.ly/a1).") == [("bit.ly/a1", "low")]


def test_a_link_in_the_title_is_found() -> None:
    (flag,) = check(Subject("Xem tại bit.ly/a1", "", NOW))
    assert (flag.field, flag.quote) == ("title", "bit.ly/a1")


def test_no_network_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert _links("https://mot-ten-mien-chua-thay.vietinbank-x.net")


@given(st.from_regex(r"[a-z0-9.@:/\[\]%_-]{1,80}", fullmatch=True))
@settings(deadline=None, max_examples=300)
def test_any_address_is_judged_without_error(tail: str) -> None:
    holds_together(check, Subject("", f"xem http://{tail} và {tail}", NOW), NAME)
