"""What stands between a name and a connection: a resolver that a hostile name server cannot talk round."""

from __future__ import annotations

import asyncio
import gzip
import socket
import zlib
from collections.abc import Iterator
from contextlib import suppress

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from crawlers import errors as e
from crawlers.fetch import Fetcher, LeftAlone, Page
from crawlers.policy import HostPolicy
from crawlers.settings import Limits
from crawlers.transport import GuardedResolver, NotPublic
from crawlers.unpack import unpacked
from tests.apart import apart
from tests.crawlers.harness import CONTACT, Site, publisher

SITE = "cong.example-tinh.vn"


class NameServer(AbstractResolver):
    """Gives the next of its answers each time it is asked; the last one for ever."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0) for address in answer
        ]

    async def close(self) -> None:
        pass


def hosts(resolver: GuardedResolver) -> list[str]:
    return [each["host"] for each in apart(asyncio.run, resolver.resolve(SITE, 80))]


def test_public_addresses_only_are_passed_on() -> None:
    server = NameServer(("10.0.0.1", "::1", "8.8.8.8", "::ffff:8.8.8.8"))
    assert hosts(GuardedResolver(server, allow_loopback=False)) == ["8.8.8.8"]


def test_a_name_that_answers_differently_the_second_time_is_refused_then() -> None:
    resolver = GuardedResolver(NameServer(("8.8.8.8",), ("169.254.169.254",)), allow_loopback=True)
    assert hosts(resolver) == ["8.8.8.8"]
    with pytest.raises(NotPublic) as refused:
        hosts(resolver)
    assert refused.value.address == "169.254.169.254"


def fetch(url: str, server: NameServer, *, allow_loopback: bool = False) -> Page:
    async def run() -> Page:
        limits = Limits(timeout_seconds=5, retries=0)
        policy = HostPolicy(frozenset({SITE, "127.0.0.1"}), frozenset({int(url.split(":")[2].split("/")[0])}))
        async with Fetcher(contact=CONTACT, limits=limits, resolver=server, allow_loopback=allow_loopback) as fetcher:
            return await fetcher.get(url, policy)

    return apart(asyncio.run, run())


@pytest.fixture
def site() -> Iterator[Site]:
    with publisher() as running:
        yield running


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 ::1 ::ffff:127.0.0.1 fe80::1 "
    "fd00::1 64:ff9b::7f00:1 2002:7f00:1::".split(),
)
def test_a_listed_name_that_leads_into_a_network_is_not_connected_to(site: Site, address: str) -> None:
    port = site.base.rpartition(":")[2]
    with pytest.raises(e.AddressRefused) as refused:
        fetch(f"http://{SITE}:{port}/1", NameServer((address,)))
    assert refused.value.fields == {"host": SITE, "address": address}
    assert site.seen == []


def test_what_was_resolved_is_what_is_connected_to(site: Site) -> None:
    """The name server answers once with loopback, which this desk may reach; nobody asks it again for the page."""
    site.article("/1")
    port = site.base.rpartition(":")[2]
    server = NameServer(("127.0.0.1",), ("10.0.0.1",))
    page = fetch(f"http://{SITE}:{port}/1", server, allow_loopback=True)
    assert (page.status, site.paths()) == (200, ["/robots.txt", "/1"])


def test_a_name_without_addresses() -> None:
    with pytest.raises(e.DnsFailed):
        fetch(f"http://{SITE}:81/1", NameServer(()))


def test_a_host_that_failed_is_not_asked_again_in_the_same_run(site: Site) -> None:
    async def run() -> None:
        async with Fetcher(contact=CONTACT, limits=Limits(retries=0), resolver=NameServer(("10.0.0.1",))) as fetcher:
            policy = HostPolicy(frozenset({SITE}), frozenset({80}))
            with pytest.raises(e.AddressRefused):
                await fetcher.get(f"http://{SITE}/1", policy)
            with pytest.raises(LeftAlone):
                await fetcher.get(f"http://{SITE}/2", policy)

    apart(asyncio.run, run())


# --- packed answers


@given(st.binary(max_size=2000), st.sampled_from(["gzip", "deflate", "x-gzip", "gzip, deflate", "identity", ""]))
def test_what_was_packed_comes_out_again(body: bytes, encoding: str) -> None:
    packed = body
    for coding in encoding.split(", "):
        packed = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress}.get(coding, bytes)(packed)
    assert unpacked(packed, encoding, url="https://h.vn/", max_bytes=10_000) == body


def test_bare_deflate_and_several_members() -> None:
    bare = zlib.compressobj(wbits=-15)
    packed = bare.compress("Tin tức".encode() * 50) + bare.flush()
    assert unpacked(packed, "deflate", url="u", max_bytes=10_000) == "Tin tức".encode() * 50
    two = gzip.compress(b"one ") + gzip.compress(b"two") + bytes(100)
    assert unpacked(two, "gzip", url="u", max_bytes=10_000) == b"one two"


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "gzip, gzip, gzip, gzip"]))
def test_hostile_bytes_raise_our_errors_only(body: bytes, encoding: str) -> None:
    with suppress(e.DecompressionBomb, e.EncodingBroken):
        assert len(unpacked(body, encoding, url="u", max_bytes=1000)) <= 1000


@given(st.integers(1, 20))
def test_a_truncated_stream_is_not_handed_on_in_part(cut: int) -> None:
    packed = gzip.compress(b"so dai " * 50)
    with pytest.raises(e.EncodingBroken):
        unpacked(packed[:-cut], "gzip", url="u", max_bytes=10_000)
