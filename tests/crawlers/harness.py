"""A real publisher on loopback with scripted answers, and crawls of it: in this process, or in one of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import Any

from crawlers.items import Event, Found, Gone, Listed, OtherPage, Pending, Trouble, Validators, Visited
from crawlers.settings import Limits
from crawlers.sources import Selectors, Source
from tests.apart import apart

CONTACT = "toasoan@example.vn"
QUICK = Limits(timeout_seconds=10.0, backoff_seconds=0.01, stop_seconds=1.0, max_bytes=1024 * 1024)

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["crawlers.crawl"])
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


# --- the publisher


@dataclass(frozen=True)
class Answer:
    """What the publisher says to one request; `raw` takes over the connection altogether."""

    body: bytes | str = b""
    status: int = 200
    type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    raw: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass(frozen=True)
class Seen:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    at: float


Route = Answer | Callable[[Seen], Answer]


class Site:
    """A publisher's server. Routes may be changed between visits; `seen` logs every request."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.base = f"http://127.0.0.1:{server.server_port}"
        self.routes: dict[str, Route] = {}
        self.seen: list[Seen] = []
        self.arrived = threading.Event()

    def url(self, path: str) -> str:
        return self.base + path

    def paths(self) -> list[str]:
        return [seen.path for seen in self.seen]

    def counts(self) -> Counter[str]:
        return Counter(self.paths())

    def forget(self) -> None:
        self.seen.clear()

    def last(self, path: str) -> Seen:
        return next(seen for seen in reversed(self.seen) if seen.path == path)

    def feed(self, *paths: str, path: str = "/rss.xml", **headers: str) -> None:
        """Serve an RSS feed that names these pages."""
        self.routes[path] = Answer(rss(*map(self.url, paths)), type="application/rss+xml", headers=headers)

    def article(self, path: str, title: str = "", **headers: str) -> None:
        self.routes[path] = Answer(page(title or f"Tin {path}"), headers=headers)

    def answer(self, seen: Seen) -> Answer:
        self.seen.append(seen)
        self.arrived.set()
        route = self.routes.get(seen.path)
        if route is None:
            return Answer("không có trang này", status=404)
        return route if isinstance(route, Answer) else route(seen)

    def source(self, path: str = "/rss.xml", **changes: Any) -> Source:
        base = Source(
            id="tin",
            publisher="Sở Thử nghiệm",
            name="Trang thử",
            home=self.url("/"),
            kind="feed",
            url=self.url(path),
            licence="thử nghiệm",
            delay_seconds=0,
        )
        if changes.get("kind") == "listing":
            changes.setdefault("selectors", Selectors(article_link="h3 a", next_page="a.next"))
        return replace(base, **changes)


@contextmanager
def publisher(tls: Any = None) -> Iterator[Site]:
    """A `Site` on loopback for as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet, or Nagle and delayed ACK cost 40 ms each time

        def do_GET(self) -> None:
            answer = site.answer(Seen(self.path, dict(self.headers), time.monotonic()))
            if answer.raw is not None:
                self.close_connection = True
                answer.raw(self)
                return
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            self.send_response(answer.status)
            headers = {"Content-Type": answer.type, "Content-Length": str(len(body))} | answer.headers
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            if answer.status != 304:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # clients that hang up are part of the play

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site = Site(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def page(title: str, *, head: str = "", extra: str = "") -> str:
    """An article page as a provincial portal makes one, with a few paragraphs of its own."""
    paragraphs = "".join(
        f"<p>{title}: đoạn {n} kể việc bà con trong xã cùng cán bộ sửa đường, khơi kênh mương trước mùa mưa "
        f"và chuẩn bị giống cho vụ mới, mỗi nhà góp một buổi công theo lịch đã bàn ở nhà văn hóa thôn {n}.</p>"
        for n in range(1, 6)
    )
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title} - Trang thử</title>'
        f'<meta property="og:title" content="{title}">{head}</head><body><nav><a href="/">Trang chủ</a></nav>'
        f'<article><h1>{title}</h1><div class="body">{paragraphs}</div></article>{extra}</body></html>'
    )


def rss(*links: str, dates: Sequence[str] = ()) -> str:
    items = "".join(
        f"<item><title>Mục {n}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>{dates[n] if n < len(dates) else 'Mon, 23 Nov 2026 08:00:00 +0700'}</pubDate></item>"
        for n, link in enumerate(links)
    )
    channel = f"<channel><title>Trang thử</title>{items}</channel>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0">{channel}</rss>'


# --- what is remembered between visits


@dataclass
class Remembered:
    """A memory as the store keeps it: grows with each event, is carried from visit to visit."""

    articles: set[str] = field(default_factory=set)
    stored: dict[str, Validators] = field(default_factory=dict)
    frontier: dict[str, Pending] = field(default_factory=dict)
    rules: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    due: tuple[str, ...] = ()

    def validators(self, url: str) -> Validators | None:
        return self.stored.get(url)

    def known(self, source_id: str, urls: Sequence[str]) -> frozenset[str]:
        return frozenset(urls) & (self.articles | set(self.stored) | set(self.frontier))

    def pending(self, source_id: str) -> Sequence[Pending]:
        return tuple(self.frontier.values())

    def revisit(self, source_id: str) -> Sequence[str]:
        return self.due

    def robots(self, origin: str) -> tuple[str, datetime] | None:
        return self.rules.get(origin)

    def learn(self, event: Event) -> None:
        match event:
            case Found():
                self.articles |= {event.url, event.canonical_url, *event.aliases}
                self.stored[event.canonical_url] = event.validators
                for url in (event.url, event.canonical_url, *event.aliases):
                    self.frontier.pop(url, None)
            case Listed():
                self.stored[event.url] = event.validators
                self.frontier |= {place.url: place for place in event.pending}
            case OtherPage():
                self.stored[event.url] = Validators()
                self.frontier.pop(event.url, None)


class Forgetful(Remembered):
    """A memory that breaks."""

    def known(self, source_id: str, urls: Sequence[str]) -> frozenset[str]:
        raise RuntimeError("the store is gone")


# --- the crawl


@dataclass
class Report:
    """What one crawl brought."""

    events: list[Event]
    error: BaseException | None
    memory: Remembered

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def found(self) -> list[Found]:
        return self.of(Found)

    @property
    def gone(self) -> list[Gone]:
        return self.of(Gone)

    @property
    def troubles(self) -> list[Trouble]:
        return self.of(Trouble)

    @property
    def listed(self) -> list[Listed]:
        return self.of(Listed)

    @property
    def visited(self) -> list[Visited]:
        return self.of(Visited)

    def titles(self) -> list[str]:
        return [found.title for found in self.found]

    def trouble_at(self, url: str) -> type[BaseException]:
        """The class of the one `Trouble` reported for `url`."""
        (trouble,) = [trouble for trouble in self.troubles if trouble.url == url]
        return type(trouble.error)


class Crawl:
    """A crawl under way in another process."""

    def __init__(self, sources: Sequence[Source], memory: Remembered | None = None, **options: Any) -> None:
        self.memory = memory or Remembered()
        ours, theirs = _context.Pipe()
        self.connection: Connection = ours
        options = {key: value for key, value in (_DEFAULTS | options).items() if key != "chance"}
        self.process = _context.Process(target=_child, args=(theirs, tuple(sources), self.memory, options))
        self.process.start()
        theirs.close()

    def signal(self, number: int) -> None:
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def report(self, timeout: float = 60.0) -> Report:
        events: list[Event] = []
        deadline = time.monotonic() + timeout
        error: BaseException | None = None
        while True:
            if not self.connection.poll(max(0.0, deadline - time.monotonic())):
                self.process.kill()
                raise TimeoutError(f"the crawl did not end; so far: {events}")
            try:
                kind, value = self.connection.recv()
            except EOFError:
                error = error or ChildProcessError(self.process.exitcode)
                break
            if kind == "end":
                error = value
                break
            events.append(value)
            self.memory.learn(value)
        self.process.join(10)
        return Report(events, error, self.memory)


_DEFAULTS: dict[str, Any] = {
    "limits": QUICK,
    "allow_loopback": True,
    "contact": CONTACT,
    "readers": 0,
    "chance": lambda: 0.0,
}


def crawl(*sources: Source, memory: Remembered | None = None, **options: Any) -> Report:
    """Visit the sources once; raises what `crawl` raised."""
    report = attempt(*sources, memory=memory, **options)
    if report.error is not None:
        raise report.error
    return report


def attempt(
    *sources: Source, memory: Remembered | None = None, sink_fails_after: int | None = None, **options: Any
) -> Report:
    """Visit the sources once; what `crawl` raised is kept in the report. `memory` learns as events come."""
    from crawlers.crawl import crawl as run

    memory = memory or Remembered()
    events: list[Event] = []

    def sink(event: Event) -> None:
        if sink_fails_after is not None and len(events) >= sink_fails_after:
            raise LookupError("the sink is broken")
        memory.learn(event)
        events.append(event)

    error: BaseException | None = None
    try:
        apart(run, sources, memory=memory, sink=sink, **({"now": lambda: NOW} | _DEFAULTS | options))
    except BaseException as caught:
        error = caught
    return Report(events, error, memory)


def _child(connection: Connection, sources: tuple[Source, ...], memory: Remembered, options: dict[str, Any]) -> None:
    from crawlers.crawl import crawl as run

    signal.signal(signal.SIGINT, signal.default_int_handler)

    def sink(event: Event) -> None:
        memory.learn(event)
        connection.send(("event", event))

    error: BaseException | None = None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            run(sources, memory=memory, sink=sink, now=lambda: NOW, **options)
        except BaseException as caught:  # carried over to the test
            error = caught
    connection.send(("end", error))
    connection.close()
