"""Publishers that answer badly: one clear `Trouble` for each cause, and the others go on."""

from __future__ import annotations

import datetime
import gzip
import ipaddress
import socket
import ssl
import struct
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawlers import errors as e
from crawlers import reading_errors as r
from crawlers.items import Listed, Validators, Visited
from crawlers.settings import Limits
from tests.crawlers.harness import (
    QUICK,
    Answer,
    Forgetful,
    Remembered,
    Seen,
    Site,
    attempt,
    crawl,
    page,
    publisher,
    rss,
)

ARTICLE = Answer(page("Tin lành"))
MB = 1024 * 1024


def limits(**changes: Any) -> Limits:
    return replace(QUICK, **changes)


@pytest.fixture
def site() -> Iterator[Site]:
    with publisher() as site:
        yield site


def hang(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(6)


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(60):
        handler.wfile.write(b"<")
        handler.wfile.flush()
        time.sleep(0.1)


def reset(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def cut(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n<html>")


def no_http(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")


def endless(handler: BaseHTTPRequestHandler) -> None:
    """50 MB without saying so."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(800):
        handler.wfile.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def packed(body: bytes, encoding: str) -> Answer:
    return Answer(body, headers={"Content-Encoding": encoding})


def redirect(location: str, **headers: str) -> Answer:
    return Answer(status=302, headers={"Location": location} | headers)


D1N = '<html><body><script>document.cookie="D1N=abc; path=/";window.location.reload(true);</script></body></html>'
CLOUDFLARE = (
    "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>"
)

BAD: dict[str, tuple[Answer, type[Exception]]] = {
    "/404": (Answer(status=404), e.PageMissing),
    "/410": (Answer(status=410), e.PageMissing),
    "/401": (Answer(status=401), e.AccessRefused),
    "/403": (Answer("Forbidden", status=403), e.AccessRefused),
    "/418": (Answer(status=418), e.HttpStatus),
    "/500": (Answer(status=500), e.ServerFailed),
    "/502": (Answer(status=502), e.ServerFailed),
    "/302-nowhere": (Answer(status=302), e.HttpStatus),
    "/off-list": (redirect("https://evil.example.com/"), e.RedirectRefused),
    "/metadata": (redirect("http://169.254.169.254/latest/meta-data/"), e.RedirectRefused),
    "/other-port": (redirect("http://127.0.0.1:1/"), e.RedirectRefused),
    "/to-file": (redirect("file:///etc/passwd"), e.RedirectBad),
    "/loop": (redirect("/loop"), e.RedirectLoop),
    "/cookie-loop": (redirect("/cookie-loop", Set_Cookie="s=1"), e.ChallengePage),
    "/home": (redirect("/"), e.LeadsElsewhere),
    "/reset": (Answer(raw=reset), e.ConnectionBroken),
    "/cut": (Answer(raw=cut), e.ConnectionBroken),
    "/no-http": (Answer(raw=no_http), e.ConnectionBroken),
    "/50mb": (Answer(raw=endless), e.TooLarge),
    "/50mb-said": (Answer(headers={"Content-Length": str(50 * MB)}), e.TooLarge),
    "/gzip-bomb": (packed(gzip.compress(bytes(50 * MB)), "gzip"), e.DecompressionBomb),
    "/deflate-bomb": (packed(zlib.compress(bytes(50 * MB)), "deflate"), e.DecompressionBomb),
    "/double-bomb": (packed(gzip.compress(gzip.compress(bytes(50 * MB))), "gzip, gzip"), e.DecompressionBomb),
    "/not-gzip": (packed(b"<html>plain</html>", "gzip"), e.EncodingBroken),
    "/unknown-packing": (packed(b"xxxx", "sdch"), e.EncodingBroken),
    "/d1n": (Answer(D1N), e.ChallengePage),
    "/cloudflare": (Answer(CLOUDFLARE, status=403), e.ChallengePage),
    "/pdf": (Answer(b"%PDF-1.7 \x00\x01\x02", type="application/pdf"), r.NotHtml),
    "/picture": (Answer(b"\x89PNG\r\n\x1a\n\x00\x00", type="text/html"), r.NotHtml),
    "/empty": (Answer(""), r.PageEmpty),
    "/no-text": (Answer("<html><body><h1>Chỉ có đầu đề</h1></body></html>"), r.NoArticle),
}


def test_each_bad_page_has_its_own_error_and_the_others_go_on(site: Site) -> None:
    site.feed("/first", *BAD, "/last")
    site.article("/first")
    site.article("/last")
    site.article("/")
    site.routes |= {path: answer for path, (answer, _) in BAD.items()}

    report = crawl(site.source())

    assert sorted(report.titles()) == ["Tin /first", "Tin /last"]
    assert {trouble.url: type(trouble.error) for trouble in report.troubles} == {
        site.url(path): error for path, (_, error) in BAD.items()
    }
    assert len(report.troubles) == len(BAD)
    assert all(str(trouble.error) for trouble in report.troubles)
    # What passes is retried twice, what does not is left.
    counts = site.counts()
    assert counts["/500"] == counts["/cut"] == 3
    # aiohttp asks once more by itself where a kept connection was cut before any answer (RFC 9110, 9.2.2).
    assert 3 <= counts["/reset"] <= 6
    assert counts["/404"] == counts["/403"] == counts["/50mb"] == counts["/gzip-bomb"] == counts["/d1n"] == 1
    assert counts["/loop"] == counts["/cookie-loop"] == 1


def test_pages_that_take_too_long(site: Site) -> None:
    site.feed("/hang", "/drip", "/1")
    site.routes["/hang"] = Answer(raw=hang)
    site.routes["/drip"] = Answer(raw=drip)
    site.article("/1")
    report = crawl(site.source(), limits=limits(timeout_seconds=0.7, retries=1))
    assert report.titles() == ["Tin /1"]
    assert report.trouble_at(site.url("/hang")) is e.FetchTimeout
    assert report.trouble_at(site.url("/drip")) is e.FetchTimeout
    assert len(report.troubles) == 2
    assert site.counts()["/hang"] == site.counts()["/drip"] == 2


def test_what_failed_stays_in_the_frontier_and_is_tried_again_though_its_list_is_unchanged(site: Site) -> None:
    site.feed("/ok", "/later", ETag='"f"')
    site.article("/ok")
    site.routes["/later"] = Answer(status=500)
    report = crawl(site.source())
    assert report.listed[0].validators == Validators('"f"')
    assert {place.url for place in report.listed[0].pending} == {site.url("/ok"), site.url("/later")}
    site.article("/later")
    site.routes["/rss.xml"] = Answer(status=304)
    again = crawl(site.source(), memory=report.memory)
    assert again.titles() == ["Tin /later"]
    assert site.counts()["/ok"] == 1


BAD_FEEDS: dict[str, tuple[Answer, type[Exception]]] = {
    "/404.xml": (Answer(status=404), e.PageMissing),
    "/500.xml": (Answer(status=500), e.ServerFailed),
    "/page.xml": (Answer(page("Trang chủ")), r.FeedIsPage),
    "/empty.xml": (Answer(b"", type="text/xml"), r.FeedEmpty),
    "/svg.xml": (Answer("<svg xmlns='http://www.w3.org/2000/svg'/>", type="text/xml"), r.FeedUnknown),
    "/d1n.xml": (Answer(D1N), e.ChallengePage),
    "/off.xml": (redirect("https://evil.example.com/rss"), e.RedirectRefused),
    "/gzip.xml": (packed(gzip.compress(bytes(50 * MB)), "gzip"), e.DecompressionBomb),
    "/entities.xml": (
        Answer(
            '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
            + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
            + "]><rss version='2.0'><channel><title>&i;</title></channel></rss>",
            type="text/xml",
        ),
        r.FeedEntities,
    ),
}


def test_each_bad_feed_has_its_own_error_and_the_others_go_on(site: Site) -> None:
    site.routes |= {path: answer for path, (answer, _) in BAD_FEEDS.items()}
    site.feed("/1")
    site.article("/1")
    sources = [site.source(path, id=f"s{n}") for n, path in enumerate([*BAD_FEEDS, "/rss.xml"])]
    report = crawl(*sources)
    assert report.titles() == ["Tin /1"]
    assert {trouble.url: type(trouble.error) for trouble in report.troubles} == {
        site.url(path): error for path, (_, error) in BAD_FEEDS.items()
    }
    assert len(report.troubles) == len(BAD_FEEDS)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_nobody_answers(site: Site) -> None:
    """One cause, one Trouble: neither robots.txt nor the articles due add to it."""
    site.feed("/1")
    site.article("/1")
    base = f"http://127.0.0.1:{closed_port()}"
    dead = site.source(id="dead", home=base + "/", url=base + "/rss")
    memory = Remembered(due=(base + "/a", base + "/b"))
    report = crawl(dead, site.source(), memory=memory)
    assert [(t.source_id, type(t.error)) for t in report.troubles if t.source_id == "dead"] == [
        ("dead", e.ConnectFailed)
    ]
    assert report.titles() == ["Tin /1"]


def test_name_that_does_not_exist(site: Site) -> None:
    base = "http://khong-co.anhduong.localhost.invalid"
    report = crawl(site.source(id="no-name", home=base + "/", url=base + "/rss"))
    assert [type(trouble.error) for trouble in report.troubles] == [e.DnsFailed]


def test_name_that_leads_into_the_network(site: Site) -> None:
    """The name is on the list, but resolves to loopback, which no publisher's name may."""
    base = site.base.replace("127.0.0.1", "localhost")
    report = crawl(site.source(home=base + "/", url=base + "/rss.xml"), allow_loopback=False)
    (trouble,) = report.troubles
    assert isinstance(trouble.error, e.AddressRefused)
    assert trouble.error.fields["address"] in {"127.0.0.1", "::1"}
    assert site.seen == []


def test_address_in_digits_is_refused_without_the_switch(site: Site) -> None:
    report = crawl(site.source(), allow_loopback=False)
    assert [type(trouble.error) for trouble in report.troubles] == [e.HostNotAllowed]
    assert site.seen == []


def test_certificate_nobody_vouches_for(tmp_path: Path) -> None:
    with publisher(tls=self_signed(tmp_path)) as site:
        base = site.base.replace("http:", "https:")
        site.feed()
        report = crawl(site.source(home=base + "/", url=base + "/rss.xml"))
    assert [type(trouble.error) for trouble in report.troubles] == [e.CertificateRefused]
    assert site.seen == []


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=3650))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


# --- hosts that are busy or silent


def test_retry_after_is_waited_for(site: Site) -> None:
    times: list[float] = []

    def busy_once(seen: Seen) -> Answer:
        times.append(seen.at)
        return Answer(status=429, headers={"Retry-After": "1"}) if len(times) == 1 else ARTICLE

    site.feed("/1")
    site.routes["/1"] = busy_once
    report = crawl(site.source())
    assert report.titles() == ["Tin lành"]
    assert len(times) == 2
    assert times[1] - times[0] >= 1.0


@pytest.mark.parametrize("status", [429, 503])
def test_host_that_wants_long_peace_gets_it(site: Site, status: int) -> None:
    paths = [f"/{n}" for n in range(20)]
    site.feed(*paths, ETag='"f"')
    for path in paths:
        site.routes[path] = Answer(status=status, headers={"Retry-After": "3600"})
    report = crawl(site.source())
    assert [type(trouble.error) for trouble in report.troubles] == [e.Busy]
    assert site.paths() == ["/robots.txt", "/rss.xml", "/0"]
    assert report.visited == [Visited("tin", left=19, retry_after=3600.0)]
    assert len(report.memory.frontier) == 20, "none of them is forgotten"


def test_silent_host_is_given_up(site: Site) -> None:
    paths = [f"/{n}" for n in range(12)]
    site.feed(*paths)
    for path in paths:
        site.routes[path] = Answer(raw=hang)
    report = crawl(site.source(), limits=limits(timeout_seconds=0.3, retries=0, max_silent=3))
    kinds = [type(trouble.error) for trouble in report.troubles]
    assert kinds.count(e.FetchTimeout) == 3
    assert kinds.count(e.HostGivenUp) == 1
    assert kinds[-1] is e.HostGivenUp
    assert report.troubles[-1].error.fields["left"] == 9
    assert len(kinds) == 4


# --- faults of this program


def test_a_sink_that_breaks_stops_the_crawl_and_is_raised(site: Site) -> None:
    paths = [f"/{n}" for n in range(30)]
    site.feed(*paths)
    for path in paths:
        site.article(path)
    report = attempt(site.source(), sink_fails_after=2)
    assert isinstance(report.error, LookupError)
    assert len(report.events) == 2
    assert len(site.seen) < 2 + len(paths)


def test_a_memory_that_breaks_stops_the_crawl_and_is_raised(site: Site) -> None:
    site.feed("/1", "/2")
    report = attempt(site.source(), memory=Forgetful())
    assert isinstance(report.error, RuntimeError)
    assert str(report.error) == "the store is gone"
    assert report.of(Listed) == report.found == report.visited == []
    assert site.paths() == ["/robots.txt", "/rss.xml"]


def test_same_feed_body_under_two_addresses(site: Site) -> None:
    """Seen at two papers: two addresses, one ETag."""
    site.routes["/a.xml"] = site.routes["/b.xml"] = Answer(rss(site.url("/1")), headers={"ETag": "same"})
    site.article("/1")
    report = crawl(site.source("/a.xml", id="a"), site.source("/b.xml", id="b"))
    assert report.titles() == ["Tin /1"]
    assert "If-None-Match" not in site.last("/b.xml").headers
