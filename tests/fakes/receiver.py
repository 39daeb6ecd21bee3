"""A webhook's receiver on loopback: it keeps what it took, checks signatures as the decision page says, and fails."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "khoa-bi-mat-cua-webhook"


@dataclass
class Reply:
    """What a request is answered with. `then` gets the connection in place of an answer: a reset, silence, a drip."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    takes: bool = True
    then: Callable[[socket.socket], None] | None = None


@dataclass
class Receiver:
    """`ledger` is what it took, by arrival; `seen` every request."""

    url: str = ""
    reply: Reply = field(default_factory=Reply)
    ledger: list[dict[str, Any]] = field(default_factory=list)
    seen: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    badly_signed: list[str] = field(default_factory=list)

    def is_signed(self, headers: Mapping[str, str], signed: bytes) -> bool:
        timestamp = headers.get("x-anhduong-timestamp", "")
        made = hmac.new(SECRET.encode(), timestamp.encode() + b"." + signed, hashlib.sha256).hexdigest()
        return hmac.compare_digest(headers.get("x-anhduong-signature", ""), f"sha256={made}")


def reset(connection: socket.socket) -> None:
    """End the connection by RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def silence(seconds: float) -> Callable[[socket.socket], None]:
    return lambda _connection: time.sleep(seconds)


def drip(connection: socket.socket) -> None:
    """A good answer, one line every tenth of a second: no single wait is long, and all of it takes three seconds."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(30):
        connection.sendall(f"X-{number}: a\r\n".encode())
        time.sleep(0.1)
    connection.sendall(b"Content-Length: 2\r\n\r\n{}")


@contextmanager
def receiving(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver that listens; `url` is its address."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(body, body)

        def do_GET(self) -> None:
            self._answer(None, self.path.rpartition("key=")[2].encode())

        def _answer(self, body: bytes | None, signed: bytes) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.seen.append((self.command, self.path, headers))
            if not receiver.is_signed(headers, signed):
                receiver.badly_signed.append(self.path)
            reply = receiver.reply
            if body is not None and reply.takes:
                receiver.ledger.append(json.loads(body))
            self.close_connection = True
            if reply.then is not None:
                reply.then(self.connection)
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_args: object) -> None:
            pass

        def finish(self) -> None:
            with suppress(OSError, ValueError):
                super().finish()

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_args: object) -> None:
            """A client that hangs up is what these tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    receiver.url = f"{'https' if tls else 'http'}://localhost:{server.server_port}/nhan"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
