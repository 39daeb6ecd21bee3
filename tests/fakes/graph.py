"""A real HTTP server on loopback in the place of graph.facebook.com.

    with graph() as fake:
        token = fake.world.add_page("100000000000001")
        fake.faults.next("feed", Fault.ERROR_AFTER)
        ...                               # POST to f"{fake.base}/v26.0/100000000000001/feed"
        assert len(fake.world.shown()) == 1

It keeps no promise that Graph does not make: no idempotency, and what is sent twice is published twice. As a process
of its own (`python -m tests.fakes.graph --help`) it prints one JSON line with its address, pages and tokens, and
answers `GET /_fake/ledger`, `GET /_fake/requests`, `POST /_fake/faults` and `POST /_fake/world`; `remote_ledger` and
`remote_faults` ask it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import socket
import struct
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import python_multipart

from tests.fakes.graph_api import Api, Call, File
from tests.fakes.graph_faults import CODES, Fault, Faults, Plan
from tests.fakes.graph_world import FakePhoto, FakeToken, GraphError, Shown, World

__all__ = [
    "CODES",
    "FakeGraph",
    "FakePhoto",
    "FakeToken",
    "Fault",
    "Faults",
    "GraphError",
    "Plan",
    "Seen",
    "Shown",
    "World",
    "graph",
    "remote_faults",
    "remote_ledger",
]


@dataclass(frozen=True)
class Seen:
    """A request as it arrived: `path` with its query."""

    method: str
    path: str
    headers: dict[str, str]
    fields: dict[str, str]
    at: float


class FakeGraph(ThreadingHTTPServer):
    """The server; `world` is its state, `faults` what it does wrong, `seen` every request. Times in seconds."""

    daemon_threads = True
    request_queue_size = 256
    slow_seconds = 0.3
    silent_seconds = 30.0

    def __init__(self, port: int = 0, clock: Callable[[], float] = time.time) -> None:
        self.world = World(clock)
        self.faults = Faults()
        self.api = Api(self.world, self.faults)
        self.seen: list[Seen] = []
        self.closing = threading.Event()
        self._connections: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def calls(self, method: str, ending: str) -> list[Seen]:
        """The requests so far with this method whose path, without its query, ends so."""
        return [seen for seen in self.seen if seen.method == method and urlsplit(seen.path).path.endswith(ending)]

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is what the tests are about; anything else is a bug of the fake."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def close(self) -> None:
        self.closing.set()
        self.shutdown()
        with self._guard:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


@contextmanager
def graph(port: int = 0, clock: Callable[[], float] = time.time) -> Iterator[FakeGraph]:
    """A fake Graph API for as long as the block runs. `clock` gives the Unix time of its posts and tokens."""
    server = FakeGraph(port, clock)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: FakeGraph
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        fields, files = _form(self.headers, body)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.path.startswith("/_fake/"):
            self._control(parts.path, body)
            return
        self.server.seen.append(
            Seen(self.command, self.path, dict(self.headers), {**query, **fields}, time.monotonic())
        )
        token = self.headers.get("Authorization", "").removeprefix("Bearer ") or None
        self._meet(Call(self.command, parts.path, {**query, **fields}, files, token))

    do_GET = do_POST = do_DELETE = _any  # noqa: N815

    def _meet(self, call: Call) -> None:
        """Answer, or do what the plan for this call says."""
        world = self.server.world
        try:
            route = self.server.api.route(call)
        except GraphError as error:
            self._error(error, call)
            return
        plan = self.server.faults.draw(route.name, route.page)
        if plan == Fault.SLOW:
            self.server.closing.wait(self.server.slow_seconds)
        elif plan is not None and plan.startswith("code-"):
            self._error(GraphError(int(plan.removeprefix("code-"))), call)
            return
        elif plan in (Fault.ERROR_BEFORE, Fault.RESET_BEFORE, Fault.SILENT_BEFORE, Fault.REDIRECT):
            self._break(plan, {})
            return
        try:
            answer = route.act(plan in (Fault.LATE, Fault.LATE_ERROR_AFTER))
        except GraphError as error:
            self._error(error, call)
            return
        if plan in (None, Fault.SLOW, Fault.LATE):
            self._json(200, answer, world.usage_headers(route.page))
        else:
            self._break(plan, answer)

    def _break(self, plan: Plan | None, answer: Mapping[str, Any]) -> None:
        match plan:
            case Fault.ERROR_BEFORE | Fault.ERROR_AFTER | Fault.LATE_ERROR_AFTER:
                self._send(500, b"<html><title>Error</title></html>", {"Content-Type": "text/html"})
            case Fault.RESET_BEFORE | Fault.RESET_AFTER:
                self._reset()
            case Fault.SILENT_BEFORE | Fault.SILENT_AFTER:
                self.server.closing.wait(self.server.silent_seconds)
                self._reset()
            case Fault.CUT_AFTER:
                body = json.dumps(answer).encode()
                self._send(200, body[: len(body) // 2], {"Content-Length": str(len(body))})
                self.close_connection = True
            case Fault.GARBAGE_AFTER:
                self._send(200, b"for (;;);{", {})
            case Fault.REDIRECT:
                self._send(302, b"", {"Location": f"{self.server.base}{self.path}"})
            case _:
                raise ValueError(f"no such fault: {plan}")

    def _reset(self) -> None:
        """End the connection with RST instead of FIN."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _error(self, error: GraphError, call: Call) -> None:
        page = next((page for page in self.server.world.pages if f"/{page}" in call.path), "")
        limited = error.body["code"] in (4, 17, 32, 341, 613, 80001)
        headers = self.server.world.usage_headers(page, limited=limited)
        self._json(error.status, {"error": error.body}, headers)

    def _json(self, status: int, answer: Any, headers: Mapping[str, str]) -> None:
        self._send(status, json.dumps(answer, ensure_ascii=True).encode(), dict(headers))

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        defaults = {"Content-Type": "application/json; charset=UTF-8", "Content-Length": str(len(body))}
        for name, value in (defaults | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _control(self, path: str, body: bytes) -> None:
        match path.removeprefix("/_fake/"):
            case "ledger":
                self._json(200, self.server.world.ledger(), {})
            case "requests":
                self._json(200, [asdict(seen) for seen in self.server.seen], {})
            case "faults":
                order = json.loads(body)
                getattr(self.server.faults, order["do"])(*order.get("args", ()), **order.get("kwargs", {}))
                self._json(200, {}, {})
            case "world":
                for name, value in json.loads(body).items():
                    setattr(self.server.world, name, value)
                self._json(200, {}, {})
            case _:
                self._json(404, {}, {})

    def log_message(self, *_: object) -> None:
        pass


def _form(headers: Any, body: bytes) -> tuple[dict[str, str], dict[str, File]]:
    kind = headers.get("Content-Type", "").partition(";")[0]
    if kind == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}
    if kind == "application/json":
        values = json.loads(body)
        return {k: v if isinstance(v, str) else json.dumps(v) for k, v in values.items()}, {}
    if kind != "multipart/form-data":
        return {}, {}
    fields: dict[str, str] = {}
    files: dict[str, File] = {}

    def on_field(part: Any) -> None:
        fields[part.field_name.decode()] = (part.value or b"").decode()

    def on_file(part: Any) -> None:
        part.file_object.seek(0)
        files[part.field_name.decode()] = File(part.file_object.read(), str(part.content_type))
        part.close()

    parser = python_multipart.create_form_parser(
        {"Content-Type": headers["Content-Type"].encode()}, on_field, on_file, config={"MAX_MEMORY_FILE_SIZE": 1 << 28}
    )
    parser.write(body)
    parser.finalize()
    return fields, files


def remote_ledger(base: str) -> dict[str, Any]:
    """What `World.ledger` says in the fake's own process."""
    with urllib.request.urlopen(f"{base}/_fake/ledger", timeout=30) as answer:
        ledger: dict[str, Any] = json.load(answer)
        return ledger


def remote_faults(base: str, do: str, *args: Any, **kwargs: Any) -> None:
    """Call `Faults.<do>` in the fake's own process."""
    order = json.dumps({"do": do, "args": args, "kwargs": kwargs}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{base}/_fake/faults", data=order), timeout=30).close()


def main(arguments: list[str] | None = None) -> None:
    """Run until the process is ended; one JSON line on stdout says where."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.graph", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--page", action="append", metavar="ID[=TOKEN]", help="may be given several times")
    parser.add_argument("--app-secret")
    parser.add_argument("--seed", type=int, default=0, help="of the faults drawn for each feed call")
    parser.add_argument("--rates", type=json.loads, default={}, help='JSON, as {"500-after": 0.1}')
    parser.add_argument("--late-reads", type=int, default=2)
    parser.add_argument("--silent-seconds", type=float, default=30.0)
    options = parser.parse_args(arguments)
    with graph(options.port) as fake:
        world = fake.world
        world.app_secret = options.app_secret or world.app_secret
        world.late_reads = options.late_reads
        fake.silent_seconds = options.silent_seconds
        pages = {}
        for page in options.page or ["100000000000001"]:
            number, _, token = page.partition("=")
            pages[number] = world.add_page(number, token=token or None)
        if options.rates:
            fake.faults.at_random("feed", options.seed, options.rates)
        about = {"base": fake.base, "app_id": world.app_id, "app_secret": world.app_secret, "pages": pages}
        print(json.dumps(about), flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
