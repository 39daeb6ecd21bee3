"""One HTTP request to an address that somebody else chose: to the very address that was checked, and nowhere else.

The name is resolved once, every address it has must be public, and the connection is made to one of those (a name that
answers differently the second time gains nothing: DNS rebinding). Certificate and SNI go by the name. No redirect is
followed, no proxy of the environment is asked, and the whole exchange has one time limit.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpcore2

from crawlers.policy import is_public_address

Resolve = Callable[[str, int], list[str]]
"""The addresses of a name, in the order in which they are tried; raises `OSError`."""
_MOST_ADDRESSES = 4


class NotConnected(Exception):
    """Nothing was sent. `code` is `dns`, `connect` or `certificate`, or `address` for one that is not public."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class BrokenOff(Exception):
    """The request was sent in part or whole, and there was no answer. The message says how it ended."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers by lower-case name (the last of each), and the first bytes of the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def resolved(host: str, port: int) -> list[str]:
    """By the system. Raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@dataclass(frozen=True, slots=True)
class Outgoing:
    """How requests are made. `allow_loopback` is for the demo; `tls` and `resolve` for tests and own authorities."""

    allow_loopback: bool = False
    seconds: float = 25.0
    most_bytes: int = 65_536
    resolve: Resolve = resolved
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    monotonic: Callable[[], float] = time.monotonic

    def ask(self, method: str, url: str, headers: Mapping[str, str], content: bytes = b"") -> Answer:
        """One request, once. Raises `NotConnected` or `BrokenOff`.

        A body that is too long, slow or cut off is given as far as it came: the status says what was done.
        """
        backend = _Guarded(self, self.monotonic() + self.seconds)
        context = self.tls or ssl.create_default_context()
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), self.seconds)
        with httpcore2.ConnectionPool(ssl_context=context, network_backend=backend, http2=False, retries=0) as pool:
            try:
                with pool.stream(
                    method,
                    url,
                    headers=[*headers.items(), ("Accept-Encoding", "identity"), ("Connection", "close")],
                    content=content,
                    extensions={"timeout": timeout},
                ) as response:
                    return Answer(response.status, _headers(response.headers), self._body(response))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                raise _not_connected(error) from error
            except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError) as error:
                raise BrokenOff(type(error).__name__) from error

    def _body(self, response: httpcore2.Response) -> bytes:
        body = bytearray()
        try:
            for chunk in response.iter_stream():
                body += chunk
                if len(body) > self.most_bytes:
                    break
        except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError):
            pass
        return bytes(body[: self.most_bytes])


class _Guarded(httpcore2.NetworkBackend):
    """Connects to checked addresses only, and gives streams that end with the exchange's time."""

    def __init__(self, outgoing: Outgoing, deadline: float) -> None:
        self._outgoing = outgoing
        self._deadline = deadline
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            addresses = self._outgoing.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise NotConnected("dns", host) from error
        if not addresses:
            raise NotConnected("dns", host)
        for address in addresses:
            if not is_public_address(address, allow_loopback=self._outgoing.allow_loopback):
                raise NotConnected("address", f"{host} → {address}")
        failed: Exception | None = None
        for address in addresses[:_MOST_ADDRESSES]:
            left = self._deadline - self._outgoing.monotonic()
            if left <= 0:
                break
            try:
                stream = self._inner.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
            else:
                return _Timed(stream, self._deadline, self._outgoing.monotonic)
        raise NotConnected("connect", host) from failed


class _Timed(httpcore2.NetworkStream):
    """A stream whose reads and writes all end by one deadline: single time-outs add up on a server that drips."""

    def __init__(self, inner: httpcore2.NetworkStream, deadline: float, monotonic: Callable[[], float]) -> None:
        self._inner = inner
        self._deadline = deadline
        self._monotonic = monotonic

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(httpcore2.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._left(httpcore2.ConnectTimeout))
        return _Timed(inner, self._deadline, self._monotonic)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def _left(self, late: type[Exception]) -> float:
        left = self._deadline - self._monotonic()
        if left <= 0:
            raise late("the exchange took too long")
        return left


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in raw}


def _not_connected(error: Exception) -> NotConnected:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return NotConnected("certificate", cause.verify_message)
        cause = cause.__cause__ or cause.__context__
    return NotConnected("connect", str(error))
