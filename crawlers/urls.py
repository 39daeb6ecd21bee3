"""Web addresses as identities: one spelling for one page.

Syntax-based normalisation of RFC 3986, section 6.2.2, plus what the web adds: host names as A-labels
(UTS #46), the numeric spellings of IPv4 that browsers and resolvers accept, no fragment, no parameters
that only track who shared a link.
"""

from __future__ import annotations

import ipaddress
import re
import string
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urljoin

import idna

from crawlers.errors import UrlBad, UrlSchemeRefused

MAX_LENGTH = 2083

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,30}):", re.I)
_ABSOLUTE = re.compile(r"(https?)://([^/?#]*)((?:/[^?#]*)?)(\?[^#]*)?", re.I)
_SECOND_SCHEME = re.compile(r"https?:/{1,2}(?=[^/])", re.I)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)", re.I)
_EDGES = "".join(map(chr, range(0x21)))
_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")
_PATH_SAFE = _UNRESERVED | frozenset("/:@!$&'()*+,;=%")
_QUERY_SAFE = (_PATH_SAFE | {"?"}) - {"'"}  # as in the URL Standard's special-query set, and so in Scrapy

_TRACKING = frozenset(
    """fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh li_fat_id zarsrc gidzl
    mc_cid mc_eid mkt_tok _hsenc _hsmi vero_id wickedid oly_enc_id oly_anon_id _ga _gl _openstat""".split()
)


class Address(NamedTuple):
    """A normalised address: `host` is an A-label or an IP address without brackets."""

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def origin(self) -> str:
        """`scheme://host[:port]`, port only where it is not the scheme's own (RFC 6454)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    def __str__(self) -> str:
        return f"{self.origin}{self.path}{self.query}"


def canonical(url: str, base: str | None = None) -> str:
    """The one spelling of an http(s) address, without fragment and tracking parameters; idempotent.

    `base` is the normalised address of the page the link was found on. Raises `UrlSchemeRefused` for
    `javascript:`, `data:` and the like, `UrlBad` for anything else that names no web page.
    """
    return str(_without_tracking(parse(url, base)))


# A visit looks at each address some twenty times: allow-list, robots.txt, pace, identity.
@lru_cache(maxsize=4096)
def parse(url: str, base: str | None = None) -> Address:
    """An address taken apart and normalised, tracking parameters kept; raises as `canonical` does."""
    text = re.sub(r"[\t\r\n]", "", url.strip(_EDGES)) if len(url) <= 4 * MAX_LENGTH else ""
    if not text:
        raise UrlBad(url=url[:200])
    text = _slashes(_unjoined(text))
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() not in _DEFAULT_PORTS:
        raise UrlSchemeRefused(url=url[:200])
    if base is not None:
        try:
            text = urljoin(base, text)
        except ValueError:
            raise UrlBad(url=url[:200]) from None
    match = _ABSOLUTE.match(text)
    if match is None:
        raise UrlBad(url=url[:200])
    address = _normal(match[1].lower(), match[2], match[3], match[4] or "", url)
    if len(str(address)) > MAX_LENGTH:
        raise UrlBad(url=url[:200])
    return address


def normal_host(host: str) -> str | None:
    """A host name in lower-case A-labels without a final dot, or an IP address in its one spelling.

    None when it is neither. `0x7f.1`, `2130706433` and `[::1]` come out as the addresses they are (WHATWG
    URL, "host parsing"), so that no spelling slips past a look at the result.
    """
    if host.startswith("[") and host.endswith("]"):
        try:
            return str(ipaddress.IPv6Address(host[1:-1]))
        except ValueError:
            return None
    name = unquote(host).strip().rstrip(".").lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True, std3_rules=False).decode("ascii").rstrip(".").lower()
        except (idna.IDNAError, UnicodeError):
            return None
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _ipv4(labels)
    if len(name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        return None
    return name


def is_ip(host: str) -> bool:
    """Whether a host from `normal_host` is an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def same_page(one: str, other: str) -> bool:
    """Whether two canonical addresses differ in no more than scheme, `www.`/`m.` and a final slash."""
    return _bare(one) == _bare(other)


def is_front_page(url: str) -> bool:
    """Whether a canonical address is a site's front page: no path to speak of and no query."""
    address = parse(url)
    return not address.query and address.path.lower() in {"/", "/index.html", "/index.htm", "/default.aspx"}


def _bare(url: str) -> tuple[str, str, str]:
    address = parse(url)
    host = re.sub(r"^(?:www|m)\.", "", address.host)
    return host, address.path.rstrip("/"), address.query


def _unjoined(text: str) -> str:
    """`https://vnanet.vnhttps://vnanet.vn/x` → `https://vnanet.vn/x`: a site prefix put before a whole address.

    Only where the second scheme stands in the host's place, or right behind the same host: elsewhere, as
    in an archive's path, it may be meant.
    """
    while match := re.match(r"https?://([^/?#]{0,300}?)(/?)(?=https?:/)", text, re.I):
        rest = _SECOND_SCHEME.sub(lambda m: m[0].rstrip("/") + "//", text[match.end() :], count=1)
        inner = _ABSOLUTE.match(rest)
        if inner is None or (match[2] and inner[2].lower() != match[1].lower()):
            return text
        text = rest
    return text


def _slashes(text: str) -> str:
    """Backslashes before the query are slashes to a browser, so they must be to us (WHATWG URL)."""
    head, mark, tail = text.partition("?")
    return head.replace("\\", "/") + mark + tail


def _normal(scheme: str, authority: str, path: str, query: str, url: str) -> Address:
    if "@" in authority:
        raise UrlBad(url=url[:200])
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::([0-9]{0,5}))?", authority)
    host = normal_host(match[1]) if match else None
    if match is None or host is None:
        raise UrlBad(url=url[:200])
    port = int(match[2] or _DEFAULT_PORTS[scheme])
    if not 0 < port < 65536:
        raise UrlBad(url=url[:200])
    normal_path = _without_dots(_escaped(path, _PATH_SAFE) or "/")
    normal_query = _escaped(query[1:], _QUERY_SAFE)
    return Address(scheme, host, port, normal_path, f"?{normal_query}" if normal_query else "")


def _escaped(text: str, safe: frozenset[str]) -> str:
    """Percent-encoding in its normal form: unreserved characters bare, the rest in upper-case hex."""
    quoted = "".join(c if c in safe else _quoted(c) for c in text)
    return _ESCAPE.sub(_unescape, quoted)


def _quoted(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))


def _unescape(match: re.Match[str]) -> str:
    if match[1] is None:
        return "%25"
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _without_dots(path: str) -> str:
    """RFC 3986, section 5.2.4."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _without_tracking(address: Address) -> Address:
    if not address.query:
        return address
    kept = [part for part in address.query[1:].split("&") if part and not _tracks(_name(part))]
    return address._replace(query="?" + "&".join(map(_plain, kept)) if kept else "")


def _plain(part: str) -> str:
    # Feeds that escape twice leave `&amp;` between parameters.
    while part.lower().startswith("amp;") and len(part) > 4:
        part = part[4:]
    return part


def _name(part: str) -> str:
    return unquote(_plain(part).partition("=")[0]).lower()


def _tracks(name: str) -> bool:
    return name in _TRACKING or name.startswith("utm_")


def _ipv4(labels: list[str]) -> str | None:
    if len(labels) > 4:
        return None
    numbers: list[int] = []
    for label in labels:
        if not _NUMBER.fullmatch(label) or len(label) > 20:
            return None
        try:
            numbers.append(_number(label))
        except ValueError:
            return None
    *first, last = numbers
    if any(n > 255 for n in first) or last >= 256 ** (4 - len(first)):
        return None
    return str(ipaddress.IPv4Address(sum(n << 8 * (3 - i) for i, n in enumerate(first)) + last))


def _number(label: str) -> int:
    if label.lower().startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if label.startswith("0") and len(label) > 1 else 10)
