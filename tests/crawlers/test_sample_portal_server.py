"""The portal over real sockets on loopback, and from the command line."""

from __future__ import annotations

import http.client
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from crawlers.sample_portal import Edition, NotLoopbackError, PortalArticle, PortalServer, SecondVisit, serve
from crawlers.sample_portal.__main__ import main

NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
ARTICLES = tuple(
    PortalArticle(
        slug=f"bai-{number}",
        id=number,
        section="tin-tuc",
        title=f"Bài {number}",
        body="Sapo.\n\nNội dung.",
        age=timedelta(hours=number),
        byline="Ban Biên tập",
        picture="tea",
        second_visit=SecondVisit("withdrawn") if number == 2 else None,
    )
    for number in (1, 2, 3)
)
WITHDRAWN = "/tin-tuc/bai-2-2.html"


def ask(portal: PortalServer, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(portal.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
    try:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def test_serves_pages_and_keeps_a_log() -> None:
    with serve(now0=NOW, articles=ARTICLES) as portal:
        assert portal.url.startswith("http://127.0.0.1:")
        status, headers, body = ask(portal, "GET", "/tin-tuc/")
        assert status == 200
        assert int(headers["Content-Length"]) == len(body)
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert portal.url.encode() in body
        status, _, body = ask(portal, "GET", "/tin-tuc/", **{"If-None-Match": headers["ETag"]})
        assert (status, body) == (304, b"")
        status, _, body = ask(portal, "HEAD", "/khong-co")
        assert (status, body) == (404, b"")
        assert ask(portal, "BREW", "/")[0] == 501
        assert [tuple(line) for line in portal.requests] == [
            ("GET", "/tin-tuc/", 200),
            ("GET", "/tin-tuc/", 304),
            ("HEAD", "/khong-co", 404),
        ]


def test_the_edition_changes_while_it_runs() -> None:
    with serve(now0=NOW, articles=ARTICLES) as portal:
        assert portal.edition is Edition.FIRST
        assert ask(portal, "GET", WITHDRAWN)[0] == 200
        portal.edition = "second"
        assert portal.edition is Edition.SECOND
        assert ask(portal, "GET", WITHDRAWN)[0] == 410
        portal.edition = Edition.FIRST
        assert ask(portal, "GET", WITHDRAWN)[0] == 200


def test_starts_in_the_edition_asked_for_and_on_the_port_asked_for() -> None:
    with serve(now0=NOW, articles=ARTICLES) as portal:
        port = urlsplit(portal.url).port
        with pytest.raises(OSError, match=r"in use"), serve(port=port or 0, now0=NOW, articles=ARTICLES):
            pass
    with serve("localhost", port or 0, now0=NOW, edition="second", articles=ARTICLES) as portal:
        assert portal.url == f"http://127.0.0.1:{port}"
        assert ask(portal, "GET", WITHDRAWN)[0] == 410


def test_connections_are_kept_alive_and_do_not_hold_up_the_end() -> None:
    with serve(now0=NOW, articles=ARTICLES) as portal:
        parts = urlsplit(portal.url)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
        for path in ("/", "/rss/home.rss", "/khong-co", "/anh/tea.svg"):
            connection.request("GET", path)
            connection.getresponse().read()
            kept = connection.sock
            assert kept is not None
    assert connection.sock is kept
    connection.close()


def test_many_visitors_at_once_see_one_site() -> None:
    with serve(now0=NOW, articles=ARTICLES) as portal, ThreadPoolExecutor(8) as visitors:
        answers = list(visitors.map(lambda _: ask(portal, "GET", "/anh/tea.png"), range(16)))
        assert {status for status, _, _ in answers} == {200}
        assert len({body for _, _, body in answers}) == 1
        assert len(portal.requests) == 16


def test_a_request_with_a_body_is_refused_and_the_connection_ends() -> None:
    with serve(now0=NOW, articles=ARTICLES) as portal:
        status, headers, _ = ask(portal, "POST", "/", **{"Content-Length": "0"})
        assert (status, headers["Allow"], headers["Connection"]) == (405, "GET, HEAD", "close")


@pytest.mark.parametrize("garbage", [b"\x00\x01\x02\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET " + b"a" * 70000])
def test_garbage_on_the_wire_harms_nobody(garbage: bytes) -> None:
    with serve(now0=NOW, articles=ARTICLES) as portal:
        parts = urlsplit(portal.url)
        with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=10) as wire:
            wire.sendall(garbage)
        assert ask(portal, "GET", "/")[0] == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.com", "", "::"])
def test_only_loopback_is_served(host: str) -> None:
    with pytest.raises(NotLoopbackError) as raised, serve(host, now0=NOW, articles=ARTICLES):
        pass
    assert raised.value.fields == {"host": host}
    assert raised.value.code == "portal-not-loopback"


def test_command_line_explains_itself_with_an_example() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert "python -m crawlers.sample_portal --port 8021" in result.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--host", "0.0.0.0"], "this machine only"),
        (["--now", "2026-11-23T08:15"], "múi giờ"),
        (["--now", "hôm qua"], "ISO 8601"),
        (["--edition", "third"], "third"),
    ],
)
def test_command_line_refuses_what_it_cannot_do(arguments: list[str], sentence: str) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code != 0
    assert sentence in result.output
