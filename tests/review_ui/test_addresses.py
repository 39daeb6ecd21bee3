from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_ui.addresses import from_cursor, local_path, to_cursor, web_link, with_query

BASE = "https://ban-tin.example.vn/dang-nhap"


@pytest.mark.parametrize("path", ["/", "/duyet?hang=sach", "/tong-ket/2026-W47", "/a//b", "/tin/1#ly-do-2"])
def test_a_path_of_this_site_is_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        "",
        "duyet",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "https://evil.example/",
        "http:evil.example",
        "javascript:alert(1)",
        "/a b",
        "/" + "a" * 3000,
    ],
)
def test_anything_else_leads_to_the_front_page(elsewhere: str) -> None:
    assert local_path(elsewhere) == "/"


@given(st.text(alphabet="/\\.:@?#%\t\n evil", max_size=20))
def test_no_text_leads_off_the_site(text: str) -> None:
    # As a browser reads it: backslashes are slashes, tabs and line breaks vanish.
    chosen = local_path(text).replace("\\", "/").replace("\t", "").replace("\n", "")
    assert urlsplit(urljoin(BASE, chosen)).netloc == "ban-tin.example.vn"


@given(st.integers(min_value=0, max_value=10**17))
def test_a_cursor_comes_back(number: int) -> None:
    key = ("2026-11-23T01:15:00.000000Z", number)
    assert from_cursor(to_cursor(key)) == key


@pytest.mark.parametrize("text", ["", "x", "_1", "2026_", "2026_1 OR 1=1", "2026_" + "9" * 30, "2026_١"])
def test_a_bad_cursor_is_the_beginning(text: str) -> None:
    assert from_cursor(text) is None


def test_empty_values_are_left_out_of_a_query() -> None:
    assert with_query("/lich", thang="2026-11", trang="", so=None) == "/lich?thang=2026-11"
    assert with_query("/lich") == "/lich"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "", None, " https://a"]
)
def test_only_web_addresses_are_linked(url: str | None) -> None:
    assert web_link(url) == "#"


def test_a_web_address_is_linked() -> None:
    assert web_link("HTTPS://bao.example.vn/a") == "HTTPS://bao.example.vn/a"
