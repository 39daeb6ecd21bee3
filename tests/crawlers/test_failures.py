from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import errors as e
from crawlers import failures
from crawlers.sitemaps import w3c_datetime
from tests.crawlers.harness import page

RELOAD = '<script>document.cookie="%s=1";location.reload();</script>'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<html><body><script>document.cookie="D1N=ab";window.location.reload(true)</script></body></html>', "D1N"),
        (f"<html><head>{RELOAD % 'x'}</head><body>Vui lòng bật cookie</body></html>", "JavaScript"),
        ('<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>', "Cloudflare"),
        ('<iframe src="/_Incapsula_Resource?x=1"></iframe>', "Incapsula"),
        ('<form><div class="g-recaptcha" data-sitekey="x"></div></form>', "reCAPTCHA"),
    ],
)
def test_browser_checks(body: str, kind: str) -> None:
    assert failures.challenge(body.encode()) == kind


@pytest.mark.parametrize(
    "body",
    [
        page("Tin"),
        page("Tin", head=RELOAD % "xem_gan_day"),
        page("Cách nhận biết trang giả", extra="<p>Trang giả ghi: /cdn-cgi/challenge-platform/</p>"),
        page("Tin", extra='<form><div class="g-recaptcha"></div></form>'),
        "<html><body><h1>Ngắn</h1></body></html>",
        "",
        "\x00",
    ],
)
def test_articles_are_no_browser_checks(body: str) -> None:
    assert failures.challenge(body.encode()) is None


def test_the_server_may_say_so_itself() -> None:
    assert failures.challenge(page("Tin").encode(), mitigated=True) == "Cloudflare"


@given(st.binary(max_size=300))
def test_any_bytes_are_looked_at(body: bytes) -> None:
    failures.challenge(body + b"document.cookie=1;location.reload()")


@given(st.integers(100, 599))
def test_every_status_but_two_is_a_failure(status: int) -> None:
    error = failures.of_status(status, "https://h.vn/x")
    if status in {200, 304}:
        assert error is None
    else:
        assert isinstance(error, e.HttpStatus)
        assert str(status) in str(error)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-11-23", "2026-11-23T00:00:00+07:00"),
        ("2026-11-23T08:00:00Z", "2026-11-23T08:00:00+00:00"),
        ("2026-11-23T08:00:00.5+07:00", "2026-11-23T08:00:00.500000+07:00"),
        ("2026-11", "2026-11-01T00:00:00+07:00"),
        ("2026", "2026-01-01T00:00:00+07:00"),
        ("23/11/2026", None),
        ("", None),
    ],
)
def test_w3c_datetime(text: str, iso: str | None) -> None:
    instant = w3c_datetime(text, "Asia/Ho_Chi_Minh")
    assert (instant.isoformat() if instant else None) == iso
