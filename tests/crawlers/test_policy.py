from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import policy
from crawlers.errors import AddressError, HostNotAllowed, UrlSchemeRefused


@pytest.mark.parametrize(
    "host",
    """facebook.com www.facebook.com m.facebook.com vi-vn.facebook.com fb.me fb.watch m.me instagram.com
    threads.net tiktok.com youtube.com youtu.be x.com mobile.twitter.com t.co zalo.me oa.zalo.me chat.zalo.me
    t.me linkedin.com vn.linkedin.com pinterest.co.uk old.reddit.com vk.com weibo.cn mp.weixin.qq.com discord.gg
    wa.me snapchat.com ten.tumblr.com lotus.vn""".split(),
)
def test_social_networks(host: str) -> None:
    assert policy.is_social(host)


@pytest.mark.parametrize(
    "host", "baolaocai.vn laocai.gov.vn at.co xx.com notfacebook.com facebook.baolaocai.vn box.com vnanet.vn".split()
)
def test_publishers_are_not_social_networks(host: str) -> None:
    assert not policy.is_social(host)


def test_site_of_a_home() -> None:
    assert policy.site_of("www.laocai.gov.vn") == "laocai.gov.vn"
    assert policy.site_of("baolaocai.vn") == "baolaocai.vn"
    # Anybody may register a name under laocai.vn.
    assert policy.site_of("www.laocai.vn") == "www.laocai.vn"


def test_nothing_is_under_a_public_suffix() -> None:
    assert policy.is_under("cdn.baolaocai.vn", "baolaocai.vn")
    assert not policy.is_under("xbaolaocai.vn", "baolaocai.vn")
    assert not policy.is_under("baolaocai.vn.evil.com", "baolaocai.vn")
    assert not policy.is_under("evil.gov.vn", "gov.vn")
    assert not policy.is_under("x.127.0.0.1", "127.0.0.1")


BAO = policy.host_policy("https://www.baolaocai.vn/", "https://baolaocai.vn/rss/home.rss", ("media.example.vn",))


@pytest.mark.parametrize(
    "url",
    [
        "https://baolaocai.vn/a",
        "http://www.baolaocai.vn/a",
        "https://e.baolaocai.vn/a",
        "https://BAOLAOCAI.vn./a",
        "https://media.example.vn/a",
    ],
)
def test_allowed(url: str) -> None:
    assert BAO.refusal(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://example.vn/",
        "https://baolaocai.vn.evil.com/",
        "https://evil.com/baolaocai.vn",
        "https://evil.com\\.baolaocai.vn/",
        "https://evil.com#.baolaocai.vn",
        "https://baolaocai.vn@evil.com/",
        "https://baolaocai.vn:22/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "gopher://baolaocai.vn/",
    ],
)
def test_refused(url: str) -> None:
    assert isinstance(BAO.refusal(url), AddressError)


def test_the_reason_is_named() -> None:
    refusal = BAO.refusal("https://evil.com/x")
    assert isinstance(refusal, HostNotAllowed)
    assert refusal.fields["host"] == "evil.com"
    assert isinstance(BAO.refusal("file:///etc/passwd"), UrlSchemeRefused)


def test_loopback_needs_the_switch_and_its_own_port() -> None:
    closed = policy.host_policy("http://127.0.0.1:8100/", "http://127.0.0.1:8100/rss")
    opened = policy.host_policy("http://127.0.0.1:8100/", "http://127.0.0.1:8100/rss", allow_loopback=True)
    assert closed.refusal("http://127.0.0.1:8100/a") is not None
    assert opened.refusal("http://127.0.0.1:8100/a") is None
    assert opened.refusal("http://127.0.0.1:8020/") is not None
    assert opened.refusal("http://127.0.0.2:8100/") is not None


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 127.8.9.1 ::1 0.0.0.0 :: 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.8
    192.0.2.1 192.88.99.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
    fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd12::1 ff02::1 ::ffff:8.8.8.8 ::ffff:127.0.0.1 ::8.8.8.8 2002:0808:0808::1
    64:ff9b::808:808 64:ff9b:1::1 2001::1 2001:db8::1 3fff::1 100::1 not-an-address""".split(),
)
def test_addresses_inside_networks(address: str) -> None:
    assert not policy.is_public_address(address)


@pytest.mark.parametrize("address", "8.8.8.8 103.1.209.1 2606:4700::1111 2405:4800::1".split())
def test_public_addresses(address: str) -> None:
    assert policy.is_public_address(address)


def test_the_loopback_switch_opens_nothing_else() -> None:
    assert policy.is_public_address("127.0.0.1", allow_loopback=True)
    assert policy.is_public_address("::1", allow_loopback=True)
    for address in ("10.0.0.1", "0.0.0.0", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "169.254.169.254"):
        assert not policy.is_public_address(address, allow_loopback=True)


@given(st.ip_addresses())
def test_nothing_special_is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if policy.is_public_address(str(address)):
        assert address.is_global
        assert not address.is_multicast
