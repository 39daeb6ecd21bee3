"""The demo as a new user meets it, from a wheel in an empty environment: twice, because a used folder goes on."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.model import ArticleState, PostState
from pipeline.settings import load_settings
from pipeline.store import Store

ROOT = Path(__file__).resolve().parent.parent
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    assert len(list(out.glob("*.tar.gz"))) == 1
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `anhduong` of an environment that holds the wheel; its requirements are lent by this one."""
    home = tmp_path_factory.mktemp("empty-venv")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    # A path named in a .pth file is added without its own .pth files, so the checkout itself stays out of reach.
    (site,) = home.glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin" / "anhduong"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Shown:
    folder: Path
    first: str
    second: str
    pages: tuple[int, int]
    codes: tuple[int, int]


def run_once(command: Path, folder: Path, port: int, portal_port: int) -> tuple[str, int, int]:
    """Start the demo, wait for its login page, press Ctrl-C; what it said, the page's status, its exit code."""
    process = subprocess.Popen(
        [command, "demo", "--dir", folder, "--port", str(port), "--portal-port", str(portal_port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder.parent,
    )
    status = 0
    deadline = time.monotonic() + 120
    while not status and process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/dang-nhap", timeout=10) as page:
                status = page.status
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    return said, status, process.returncode


@pytest.fixture(scope="module")
def shown(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("demo") / "var"
    port, portal_port = free_port(), free_port()
    first, first_page, first_code = run_once(installed, folder, port, portal_port)
    second, second_page, second_code = run_once(installed, folder, port, portal_port)
    return Shown(folder, first, second, (first_page, second_page), (first_code, second_code))


def test_the_wheel_carries_everything(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "pipeline/locale/vi.po",
        "pipeline/digest/templates/page.html",
        "pipeline/publishers/templates/outbox.css",
        "review_ui/templates/layout.html",
        "review_ui/static/vendor/htmx.min.js",
        "models/topics/README.md",
    ):
        assert wanted in names
    assert sum(name.startswith("crawlers/sample_portal/articles/") for name in names) >= 48
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


def test_the_demo_serves_and_ends_cleanly(shown: Shown) -> None:
    assert shown.pages == (200, 200), shown.first + shown.second
    assert shown.codes == (0, 0), shown.first + shown.second
    assert "Traceback" not in shown.first + shown.second


def test_the_logins_are_shown_once_and_are_random(shown: Shown) -> None:
    passwords = re.findall(r"Đăng nhập (?:cong-tac|bien-tap) .*: (\S+)$", shown.first, re.MULTILINE)
    assert len(set(passwords)) == 2
    assert not any(password in shown.second for password in passwords)
    hint = re.search(r"Đăng nhập cong-tac; .*: (\S+) user password", shown.second)
    assert hint is not None
    assert Path(hint[1]).is_file(), "the hint names a command that the shell finds"


def test_a_later_visit_shows_the_correction_and_the_withdrawal(shown: Shown) -> None:
    told = shown.first[shown.first.index("Lượt thu thập sau") :]
    assert "1 changed, 1 gone, 0 errors" in told
    assert told.count("  • ") == 2


def test_a_used_folder_goes_on_with_nothing_new(shown: Shown) -> None:
    assert "0 new, 0 changed, 0 gone, 0 errors" in shown.second


def test_what_is_due_is_in_the_outbox_once(shown: Shown) -> None:
    settings = load_settings(shown.folder)
    with Store.open(settings.database) as store:
        published = store.posts.list([PostState.PUBLISHED])
        keys = sorted(json.loads(path.read_text())["key"] for path in settings.outbox.glob("*/post-*.json"))
        assert keys == sorted(post.key for post in published)
        assert len(published) == 3
        assert store.posts.count(PostState.SCHEDULED) >= 2
        assert [post.problem for post in store.posts.list([PostState.DRAFT])] == ["source-removed"]


def test_what_the_demo_decided_is_marked_and_the_flagged_are_left_to_people(shown: Shown) -> None:
    with Store.open(load_settings(shown.folder).database) as store:
        approved = store.articles.lines([ArticleState.APPROVED], limit=200)
        assert len(approved) >= 10
        for line in approved:
            decisions = [event for event in store.audit.of("article", line.id) if event.kind == "article.approved"]
            assert decisions
            assert all(event.demo and "trình diễn" in (event.actor or "") for event in decisions)
        assert all(post.demo for post in store.posts.list(limit=100))
        assert store.articles.count(ArticleState.FLAGGED) >= 15
        assert store.articles.count(ArticleState.NEW) == 0


def test_each_check_has_something_to_show(shown: Shown) -> None:
    with Store.open(load_settings(shown.folder).database) as store:
        flagged = store.articles.lines([ArticleState.FLAGGED], limit=200)
        fired = {flag.check for line in flagged for flag in store.articles.get(line.id).flags}
    assert len(fired) == 12


def test_a_real_desk_is_not_touched(installed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "real"
    subprocess.run(
        [installed, "init", "--dir", folder, "--operator", "A", "--contact", "a@example.vn", "--page", "P"], check=True
    )
    before = (folder / "desk.toml").read_bytes()
    told = subprocess.run(
        [installed, "demo", "--dir", folder, "--no-serve"], capture_output=True, text=True, check=False
    )
    assert told.returncode == 2
    assert "bàn tin thật" in told.stderr
    assert (folder / "desk.toml").read_bytes() == before


def test_a_port_that_is_taken_is_told(installed: Path, tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        told = subprocess.run(
            [installed, "demo", "--dir", tmp_path / "var", "--portal-port", port],
            capture_output=True,
            text=True,
            check=False,
        )
    assert told.returncode == 2
    assert f"Cổng {port}" in told.stderr
    assert "--portal-port" in told.stderr
