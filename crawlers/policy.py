"""Where the crawler may go: an allow-list of hosts, no social network, no address inside a network.

All decisions are functions of values. Requests are judged by name before they are sent, redirects
before they are followed, and addresses when the name is resolved for the connection itself
(`crawlers.resolver`), so that a second look-up cannot answer differently (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache

import tldextract

from crawlers import urls
from crawlers.errors import AddressError, HostNotAllowed

_LOCAL_SUFFIXES = frozenset("localhost local internal intranet lan home corp test example invalid onion arpa".split())

# Names whose every public suffix belongs to the network, and the short or odd names it also answers to.
_SOCIAL_NAMES = frozenset(
    """facebook instagram tiktok youtube twitter zalo linkedin pinterest reddit vkontakte weibo wechat weixin
    discord discordapp whatsapp snapchat tumblr""".split()
)
_SOCIAL_HOSTS = frozenset(
    """fb.com fb.me fb.gg fb.watch messenger.com fbcdn.net m.me ig.me instagr.am cdninstagram.com threads.net
    threads.com tiktokv.com douyin.com youtu.be youtube-nocookie.com x.com t.co twimg.com zalo.me zaloapp.com
    zalo.vn t.me telegram.me telegram.dog telegram.org lnkd.in pin.it redd.it vk.com vk.ru ok.ru weibo.cn
    mp.weixin.qq.com qzone.qq.com discord.gg wa.me snap.com bsky.app mastodon.social truthsocial.com gab.com
    gapo.vn gapowork.vn lotus.vn hahalolo.com""".split()
)

_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=4096)
def _registrable(host: str) -> tuple[str, str]:
    """Public suffix and the label before it, each "" where there is none (Public Suffix List, as bundled)."""
    parts = _suffixes.extract_str(host)
    return parts.suffix, parts.domain


def is_social(host: str) -> bool:
    """Whether a host from `urls.normal_host` is a social network's, on any public suffix or subdomain."""
    suffix, name = _registrable(host)
    if suffix and name in _SOCIAL_NAMES:
        return True
    labels = host.split(".")
    return any(".".join(labels[i:]) in _SOCIAL_HOSTS for i in range(len(labels)))


def is_local_name(host: str) -> bool:
    """Whether a host can only mean a machine nearby: one label, a special-use name, or any IP address.

    A publisher has a name; an address in digits is refused whatever it points at.
    """
    return urls.is_ip(host) or "." not in host or host.rpartition(".")[2] in _LOCAL_SUFFIXES


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its spelling alone."""
    if urls.is_ip(host):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def is_public_suffix(host: str) -> bool:
    """Whether anybody may register names below this one (`gov.vn`, `com`, `github.io`)."""
    suffix, name = _registrable(host)
    return bool(suffix) and not name


def site_of(host: str) -> str:
    """The name that a home address stands for: without `www.`, unless a public suffix would be left.

    `www.laocai.gov.vn` → `laocai.gov.vn`, but `www.laocai.vn` stays: anybody may register under `laocai.vn`.
    """
    rest = host.removeprefix("www.")
    return rest if _registrable(rest)[1] else host


def is_under(host: str, site: str) -> bool:
    """Whether `host` is `site` or a name below it; below a public suffix or an IP address there is nothing."""
    if host == site:
        return True
    return host.endswith("." + site) and bool(_registrable(site)[0] and _registrable(site)[1])


_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
# Special-use blocks (IANA registries) that `ipaddress` of Python 3.11 counts as global, and the mechanisms
# that carry an IPv4 address inside an IPv6 one: 6to4 and NAT64 could reach what the IPv4 rules refuse.
_REFUSED = tuple(
    map(
        ipaddress.ip_network,
        "192.0.0.0/24 192.88.99.0/24 2001::/23 2002::/16 3fff::/20 64:ff9b::/96 64:ff9b:1::/48".split(),
    )
)


def is_public_address(address: str, *, allow_loopback: bool = False) -> bool:
    """Whether a connection to this resolved address may be made.

    Refused: private, loopback, link-local, multicast, shared (RFC 6598), reserved and documentation space,
    IPv4-mapped, 6to4 and NAT64 addresses, and whatever is not an address. `allow_loopback` lets exactly
    127.0.0.0/8 and ::1 through, for tests and the demo.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if ip.is_loopback and (ip.version == 4 or ip == ipaddress.IPv6Address("::1")):
        return allow_loopback
    if ip.version == 6 and ip not in _GLOBAL_V6:
        return False
    if any(ip.version == block.version and ip in block for block in _REFUSED):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_link_local or ip.is_unspecified)


@dataclass(frozen=True, slots=True)
class HostPolicy:
    """Which addresses one source's visit may ask for.

    `sites` are names that stand for themselves and everything below them; `ports` the ports the source
    list itself names, besides 80 and 443.
    """

    sites: frozenset[str]
    ports: frozenset[int]
    allow_loopback: bool = False

    def refusal(self, url: str) -> AddressError | None:
        """Why `url` may not be asked for, or None when it may."""
        try:
            address = urls.parse(url)
        except AddressError as error:
            return error
        host = address.host
        listed = any(is_under(host, site) for site in self.sites) and address.port in self.ports | {80, 443}
        local = urls.is_ip(host) and not (self.allow_loopback and is_loopback(host))
        if not listed or local or is_social(host):
            return HostNotAllowed(url=url, host=host)
        return None


def host_policy(home: str, url: str, hosts: tuple[str, ...] = (), *, allow_loopback: bool = False) -> HostPolicy:
    """The policy of a source, from the addresses and extra hosts its entry names (all normalised)."""
    named = urls.parse(home), urls.parse(url)
    sites = frozenset({site_of(named[0].host), *hosts})
    return HostPolicy(sites, frozenset(address.port for address in named), allow_loopback)
