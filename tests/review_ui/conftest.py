"""A seeded desk, a client without a browser, and a real server with a real Chromium."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from PIL import Image, ImageDraw
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.model import User
from pipeline.store import Store
from review_ui import sessions
from review_ui.app import create_app
from review_ui.masks import masked
from tests.review_ui.seed import PASSWORD, FakeClock, Seeded, fill, planning, seed

ROOT = Path(__file__).resolve().parents[2]
BASE = "http://127.0.0.1:8020"
_TOKEN = re.compile(r'name="_csrf" value="([^"]+)"')


@pytest.fixture
def seeded(tmp_path: Path) -> Iterator[Seeded]:
    made = seed(tmp_path)
    yield made
    made.store.close()


@dataclass
class Filled:
    """A desk with something in every state, and the numbers of some of it."""

    seeded: Seeded
    ids: dict[str, int]


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory: pytest.TempPathFactory, picture: str) -> Filled:
    """Made once and closed; tests work on copies."""
    seeded = seed(tmp_path_factory.mktemp("filled"))
    ids = fill(seeded, picture)
    seeded.store.close()
    return Filled(seeded, ids)


@pytest.fixture
def filled(filled_once: Filled, tmp_path: Path) -> Iterator[Filled]:
    folder = tmp_path / "desk"
    shutil.copytree(filled_once.seeded.settings.data_dir, folder)
    made = replace(
        filled_once.seeded,
        settings=replace(filled_once.seeded.settings, data_dir=folder),
        clock=FakeClock(filled_once.seeded.clock()),
        store=Store.open(folder / "desk.db"),
    )
    yield Filled(made, filled_once.ids)
    made.store.close()


KEPT_BY_BROWSERS = re.compile(
    r"/(static/.+|sw\.js|manifest\.webmanifest|favicon\.ico|feed/.+|lich/ics/.+|api/v1/openapi\.json|tin/\d+/anh)\Z"
)
"""What a browser or a program may keep; of people's pages nothing is kept."""


def assert_guarded(response: Any) -> None:
    """What holds of every answer of the desk, whatever was asked and whatever came of it."""
    headers, path = response.headers, response.request.url.path
    policy = {parts[0]: parts[1:] for part in headers["content-security-policy"].split(";") if (parts := part.split())}
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == ["'none'"], path
    assert policy["form-action"] in (["'self'"], ["'none'"]), path
    assert policy.get("script-src", ["'self'"]) == policy.get("style-src", ["'self'"]) == ["'self'"], path
    assert "unsafe" not in headers["content-security-policy"], path
    assert headers["x-frame-options"] == "DENY", path
    assert headers["x-content-type-options"] == "nosniff", path
    assert headers["referrer-policy"] in ("same-origin", "no-referrer"), path
    assert headers["cross-origin-opener-policy"] == "same-origin", path
    assert headers["cross-origin-resource-policy"] == "same-origin" or path.startswith("/feed/"), path
    assert "camera=()" in headers["permissions-policy"], path
    assert "access-control-allow-origin" not in headers or path.startswith("/feed/"), path
    kept = "private, no-cache" if path.startswith("/api/") else "no-store"
    assert KEPT_BY_BROWSERS.match(path) or headers["cache-control"] in (kept, "no-store"), path
    assert "public" not in headers["cache-control"] or path.startswith(("/static/", "/feed/")), path
    assert "server" not in headers, path


class Visitor:
    """A browser without a screen: cookies, an Origin header, and the CSRF token of the last page."""

    def __init__(self, seeded: Seeded, **options: Any) -> None:
        self.seeded = seeded
        self.app = create_app(seeded.store, seeded.settings, seeded.clock, **options)
        self.client = TestClient(
            self.app,
            base_url=BASE,
            headers={"origin": BASE, "sec-fetch-site": "same-origin"},
            follow_redirects=False,
            raise_server_exceptions=False,
        )
        self.client.event_hooks = {"response": [assert_guarded]}
        self.token = ""

    def get(self, path: str, **given: Any) -> Any:
        response = self.client.get(path, **given)
        found = _TOKEN.search(response.text)
        if found:
            self.token = found[1]
        return response

    def post(self, path: str, data: dict[str, Any] | None = None, **given: Any) -> Any:
        return self.client.post(path, data={"_csrf": self.token, **(data or {})}, **given)

    def enter(self, user: User) -> Visitor:
        """A session without the login form, for tests of something else: argon2id is slow by design."""
        token, secret = sessions.new_token(), sessions.new_token()
        now = self.seeded.clock()
        self.seeded.store.sessions.create(user.id, sessions.hash_token(token), secret, now, now + sessions.LONGEST)
        self.token = masked(secret)
        self.client.cookies.set("anhduong", token)
        return self

    def log_in(self, login: str, password: str = PASSWORD) -> Any:
        self.get("/dang-nhap")
        response = self.post("/dang-nhap", {"login": login, "password": password})
        if response.status_code == 303:
            self.get("/")
        return response


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Seeded]:
    """A desk with two pages that have slots and quiet hours."""
    made = planning(tmp_path, pages=2)
    yield made
    made.store.close()


@pytest.fixture
def nam(desk: Seeded) -> Visitor:
    """The editor of `desk`."""
    return Visitor(desk).enter(desk.editor)


@pytest.fixture
def visitor(seeded: Seeded) -> Visitor:
    return Visitor(seeded)


@pytest.fixture
def collaborator(seeded: Seeded) -> Visitor:
    return Visitor(seeded).enter(seeded.collaborator)


@pytest.fixture
def editor(seeded: Seeded) -> Visitor:
    return Visitor(seeded).enter(seeded.editor)


# --- a real server -------------------------------------------------------------------------------


class Gate:
    """The desk's door: while it is `closed`, requests that change something wait before it. (With `page.route` one was
    now and then not held.)"""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self.closed = app, False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while self.closed and scope.get("method") == "POST":
            await asyncio.sleep(0.01)
        await self._app(scope, receive, send)


@dataclass
class Live:
    """A desk that listens on loopback."""

    url: str
    seeded: Seeded
    gate: Gate


@contextmanager
def serving(seeded: Seeded) -> Iterator[Live]:
    """The desk under uvicorn in a thread, on a port that the system chose."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        gate = Gate(create_app(seeded.store, seeded.settings, seeded.clock))
        server = uvicorn.Server(uvicorn.Config(gate, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started:
            if time.monotonic() > deadline:
                raise TimeoutError("the desk did not start")
            time.sleep(0.01)
        try:
            yield Live(f"http://127.0.0.1:{port}", seeded, gate)
        finally:
            gate.closed = False
            server.should_exit = True
            thread.join(20)


def _landscape() -> bytes:
    image = Image.new("RGB", (640, 360), "#bfe0f5")
    draw = ImageDraw.Draw(image)
    draw.ellipse((476, 36, 564, 124), fill="#ffd166")
    draw.polygon([(0, 260), (150, 120), (350, 150), (500, 280), (640, 220), (640, 360), (0, 360)], fill="#4f7d5a")
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


_PICTURE = _landscape()


class _Pictures(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", str(len(_PICTURE)))
        self.end_headers()
        self.wfile.write(_PICTURE)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture(scope="session")
def picture() -> Iterator[str]:
    """The address of a picture that a publisher on loopback serves."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pictures)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/anh.png"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def live(seeded: Seeded) -> Iterator[Live]:
    with serving(seeded) as served:
        yield served


# --- a real browser ------------------------------------------------------------------------------


def find_chromium() -> str | None:
    """A Chromium of the machine; None leaves the choice to Playwright."""
    named = os.environ.get("ANHDUONG_CHROMIUM")
    if named:
        return named
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


QUIET_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    args = [*browser_type_launch_args.get("args", []), *QUIET_FLAGS]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        args.append("--no-sandbox")
    chosen = dict(browser_type_launch_args) | {"args": args}
    path = find_chromium()
    if path:
        chosen["executable_path"] = path
    return chosen


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's source, from the packages that set-up fetched."""
    path = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        pytest.fail(f"{path} is missing: run `make setup`, which fetches it by npm")
    return path.read_text(encoding="utf-8")
