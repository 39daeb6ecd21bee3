"""One HTTP request: aiohttp behind our limits of size and time, our guard on addresses, our errors."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from multidict import CIMultiDictProxy
from yarl import URL

from crawlers import errors, urls
from crawlers.errors import CrawlError
from crawlers.policy import is_public_address
from crawlers.settings import Limits, user_agent
from crawlers.unpack import ACCEPTED, megabytes, unpacked

_CHUNK = 64 * 1024
_MAX_LINE = 64 * 1024
_MAX_CONNECTIONS = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to one request: plain bytes, whatever the status."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class NotPublic(OSError):
    """A name leads to no public address; `address` is the last one that was refused."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(f"{host} leads to {address}")
        self.address = address


class GuardedResolver(AbstractResolver):
    """Passes on the public addresses of another resolver's answer.

    aiohttp connects to the very addresses this returns, so what is checked is what is connected, and a name that
    answers differently the second time (DNS rebinding) gains nothing.
    """

    def __init__(self, inner: AbstractResolver, *, allow_loopback: bool) -> None:
        self._inner = inner
        self._allow_loopback = allow_loopback

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Raises `NotPublic` when none of the addresses may be connected to, `OSError` when there are none."""
        found = await self._inner.resolve(host, port, family)
        public = [each for each in found if is_public_address(each["host"], allow_loopback=self._allow_loopback)]
        if found and not public:
            raise NotPublic(host, found[-1]["host"])
        if not found:
            raise OSError(f"{host} has no address")
        return public

    async def close(self) -> None:
        await self._inner.close()


class Transport:
    """Sends requests one by one; an async context manager. Follows no redirect, keeps no cookie, knows no proxy."""

    def __init__(
        self, *, contact: str, limits: Limits, allow_loopback: bool = False, resolver: AbstractResolver | None = None
    ) -> None:
        """Raises `ContactMissing`."""
        self._headers = {
            "User-Agent": user_agent(contact),
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "vi,en;q=0.5",
            "Accept-Encoding": ACCEPTED,
        }
        self._limits = limits
        self._allow_loopback = allow_loopback
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        inner = self._resolver or aiohttp.ThreadedResolver()
        self._session = aiohttp.ClientSession(
            headers=self._headers,
            connector=aiohttp.TCPConnector(
                resolver=GuardedResolver(inner, allow_loopback=self._allow_loopback), limit=_MAX_CONNECTIONS
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            raise_for_status=False,
            trust_env=False,  # a proxy would resolve names itself, out of reach of the guard
            timeout=aiohttp.ClientTimeout(total=self._limits.timeout_seconds),
            max_line_size=_MAX_LINE,
            max_field_size=_MAX_LINE,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None
        await self._session.close()

    async def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        """One GET of a normalised address; raises `CrawlError`."""
        assert self._session is not None
        host = urls.parse(url).host
        # aiohttp does not ask the resolver about an address in digits.
        if urls.is_ip(host) and not is_public_address(host, allow_loopback=self._allow_loopback):
            raise errors.AddressRefused(host=host, address=host)
        try:
            async with self._session.get(URL(url, encoded=True), headers=headers, allow_redirects=False) as response:
                body = await self._body(response, url)
                return Answer(url, response.status, response.headers, body)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise of_exception(error, url, self._limits.timeout_seconds) from error

    async def _body(self, response: aiohttp.ClientResponse, url: str) -> bytes:
        limit = self._limits.max_bytes
        too_large = errors.TooLarge(url=url, megabytes=megabytes(limit))
        if (response.content_length or 0) > limit:
            response.close()
            raise too_large
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > limit:
                response.close()
                raise too_large
        return unpacked(bytes(body), ", ".join(_all(response.headers, "Content-Encoding")), url=url, max_bytes=limit)


def of_exception(error: Exception, url: str, seconds: float) -> CrawlError:
    """The error behind an exception of aiohttp."""
    host = urls.parse(url).host
    match error:
        case TimeoutError():
            return errors.FetchTimeout(url=url, seconds=seconds)
        case aiohttp.ClientConnectorDNSError():
            refused = _refused(error)
            return errors.AddressRefused(host=host, address=refused) if refused else errors.DnsFailed(host=host)
        case aiohttp.ClientSSLError():
            return errors.CertificateRefused(host=host)
        case aiohttp.ClientConnectorError():
            return errors.ConnectFailed(host=host)
    return errors.ConnectionBroken(url=url)


def _refused(error: BaseException) -> str | None:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, NotPublic):
            return cause.address
        cause = cause.__cause__ or cause.__context__
    return None


def _all(headers: CIMultiDictProxy[str], name: str) -> list[str]:
    return headers.getall(name, [])
