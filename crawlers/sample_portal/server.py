"""The portal on loopback: a thin adapter from HTTP to `Portal.respond`."""

from __future__ import annotations

import ipaddress
import socket
import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, NamedTuple

from crawlers.errors import CrawlError
from crawlers.sample_portal.articles import PortalArticle, load_articles
from crawlers.sample_portal.responses import Response
from crawlers.sample_portal.site import Portal
from crawlers.sample_portal.stories import Edition


class NotLoopbackError(CrawlError):
    """The sample portal is served on this machine only, not on {host}. Use 127.0.0.1."""

    code = "portal-not-loopback"


class LoggedRequest(NamedTuple):
    """One request that was answered."""

    method: str
    path: str
    status: int


class PortalServer:
    """A running portal: where it is, which edition it shows, and what it was asked."""

    def __init__(
        self, articles: Sequence[PortalArticle], now0: datetime, edition: Edition, host: str, port: int
    ) -> None:
        self._lock = threading.Lock()
        self._log: list[LoggedRequest] = []
        self._http = _Server((_loopback(host), port), self)
        try:
            bound_host, bound_port = self._http.server_address[:2]
            name = f"[{bound_host!s}]" if self._http.address_family == socket.AF_INET6 else f"{bound_host!s}"
            self.url = f"http://{name}:{bound_port}"
            self._portals = {each: Portal(articles, now0, self.url, each) for each in Edition}
        except BaseException:
            self._http.server_close()
            raise
        self._edition = edition
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def edition(self) -> Edition:
        """The edition that is shown; may be set while the portal runs, also by its name."""
        with self._lock:
            return self._edition

    @edition.setter
    def edition(self, edition: Edition | Literal["first", "second"]) -> None:
        with self._lock:
            self._edition = Edition(edition)

    @property
    def requests(self) -> tuple[LoggedRequest, ...]:
        """All requests so far, in the order of their answers."""
        with self._lock:
            return tuple(self._log)

    def respond(self, method: str, path: str, headers: dict[str, str]) -> Response:
        response = self._portals[self.edition].respond(method, path, headers)
        with self._lock:
            self._log.append(LoggedRequest(method, path, response.status))
        return response

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the portal, open keep-alive connections included, and waits for its threads."""
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
        self._http.hang_up()
        self._http.server_close()

    def wait(self) -> None:
        """Blocks while the portal runs."""
        self._thread.join()


@contextmanager
def serve(
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    now0: datetime,
    edition: Edition | Literal["first", "second"] = Edition.FIRST,
    articles: Sequence[PortalArticle] | None = None,
) -> Iterator[PortalServer]:
    """The portal, running as long as the block does. Port 0 takes any free one.

    Raises `NotLoopbackError`, `SampleArticleError`, and `OSError` when the port is taken. Articles are known
    by their addresses, so a desk that comes again needs the same port and the same `now0`.
    """
    server = PortalServer(load_articles() if articles is None else articles, now0, Edition(edition), host, port)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _loopback(host: str) -> str:
    address = "127.0.0.1" if host == "localhost" else host
    try:
        loopback = ipaddress.ip_address(address).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise NotLoopbackError(host=host)
    return address


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close() waits for them

    def __init__(self, address: tuple[str, int], portal: PortalServer) -> None:
        self.portal = portal
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # HTTPServer.server_bind looks the host's name up, which may ask the network.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who hangs up in the middle is no news."""

    def hang_up(self) -> None:
        with self._open_lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "CongMauAnhDuong/1.0"
    sys_version = ""
    wbufsize = -1  # head and body leave in one packet; unbuffered they wait for each other (Nagle)
    timeout = 30

    def do_GET(self) -> None:
        self._answer()

    do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_GET  # noqa: N815

    def _answer(self) -> None:
        response = self.server.portal.respond(self.command, self.path, dict(self.headers.items()))
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.status == 405:
            # The body of the request was not read, so the connection cannot be used again.
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(response.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Requests are in `PortalServer.requests`."""
