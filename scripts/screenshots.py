"""Makes the pictures of README and the user guide from a fresh demo: `python scripts/screenshots.py [--only NAME]…`.

`--icons` makes the icons of an installed desk from `icon.svg` instead. Run it again after a change of the pages, and
look at what it made.
"""

from __future__ import annotations

import argparse
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from setup import find_chromium

DOCS = Path(__file__).resolve().parent.parent / "docs"
STATIC = DOCS.parent / "review_ui" / "static"
COLLABORATOR, EDITOR = "cong-tac", "bien-tap"
WIDE, PHONE = (1280, 800), (390, 780)
_COLOURS = 128


def _as_it_opens(_page: Page) -> None: ...


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: the file below `docs/`, who is logged in, the address, and what is done there first."""

    file: str
    login: str
    address: str
    before: Callable[[Page], None] = _as_it_opens
    size: tuple[int, int] = WIDE


def flagged_person(page: Page) -> None:
    """A card whose flag is about a person shows best what a flag is."""
    for _ in range(40):
        if page.locator("mark").count() and "Dữ liệu cá nhân" in page.inner_text("main"):
            return
        page.keyboard.press("s")
        page.wait_for_timeout(300)


def first_link(pattern: str) -> Callable[[Page], None]:
    """Opens the first link of the page whose address matches."""

    def follow(page: Page) -> None:
        wanted = re.compile(pattern)
        links = page.locator("main a").evaluate_all("all => all.map(one => one.getAttribute('href') || '')")
        found = next((link for link in links if wanted.search(link)), None)
        if found is None:
            raise SystemExit(f"{page.url}: no link like {pattern}; has the page changed?")
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + found)

    return follow


SHOTS = (
    Shot("images/review.png", COLLABORATOR, "/duyet", flagged_person),
    Shot("huong-dan/anh/hom-nay.png", EDITOR, "/hom-nay"),
    Shot("huong-dan/anh/duyet-tin-dien-thoai.png", COLLABORATOR, "/duyet", flagged_person, PHONE),
    Shot("huong-dan/anh/tim-tin.png", COLLABORATOR, "/tim?q=lao+cai"),
    Shot("huong-dan/anh/da-duyet.png", COLLABORATOR, "/tin-da-duyet"),
    Shot("huong-dan/anh/bai-dang.png", EDITOR, "/bai-dang?trang-thai=scheduled", first_link(r"^/bai-dang/\d+$")),
    Shot("huong-dan/anh/lich.png", EDITOR, "/lich"),
    Shot("huong-dan/anh/soan-bai.png", COLLABORATOR, "/tin-da-duyet", first_link(r"^/soan/\d+$")),
    Shot("huong-dan/anh/phim-tat.png", COLLABORATOR, "/phim-tat"),
    Shot("huong-dan/anh/duyet-loat.png", COLLABORATOR, "/duyet/loat"),
    Shot("huong-dan/anh/suc-khoe.png", EDITOR, "/suc-khoe"),
    Shot("huong-dan/anh/nhat-ky.png", EDITOR, "/nhat-ky"),
    Shot("huong-dan/anh/nguon-tin.png", EDITOR, "/nguon"),
    Shot("huong-dan/anh/kiem-tra.png", EDITOR, "/kiem-tra"),
    Shot("huong-dan/anh/trang.png", EDITOR, "/trang"),
    Shot("huong-dan/anh/tong-ket.png", EDITOR, "/tong-ket"),
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", metavar="NAME", help="a part of the file's name")
    parser.add_argument("--icons", action="store_true", help="make the icons of an installed desk")
    given = parser.parse_args()
    if given.icons:
        icons()
        return
    wanted = given.only
    shots = [shot for shot in SHOTS if not wanted or any(one in shot.file for one in wanted)]
    with demo() as (base, passwords), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for shot in shots:
            photograph(browser, base, shot, passwords[shot.login])
            print(shot.file)
        browser.close()


def icons() -> None:
    svg = (STATIC / "icon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for size in (192, 512):
            page = browser.new_page(viewport={"width": size, "height": size})
            drawn = svg.replace("<svg ", f"<svg width={size} height={size} ", 1)
            page.set_content(f'<body style="margin:0">{drawn}</body>')
            path = STATIC / f"icon-{size}.png"
            page.screenshot(path=path, omit_background=True)
            shrink(path)
        browser.close()


@contextmanager
def demo() -> Iterator[tuple[str, dict[str, str]]]:
    """A fresh demo: its address, and the passwords by login."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pipeline", "demo", "--dir", folder, "--port", str(port)]
        process = subprocess.Popen([*command, "--portal-port", str(free_port())], stdout=subprocess.PIPE, text=True)
        try:
            said = ""
            assert process.stdout is not None
            while "Ctrl-C" not in said:
                said += process.stdout.readline()
            passwords = dict(re.findall(rf"({COLLABORATOR}|{EDITOR}) .*: (\S+)", said))
            wait(f"{base}/dang-nhap")
            yield base, passwords
        finally:
            process.terminate()
            process.wait(30)


def wait(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return


def photograph(browser: Browser, base: str, shot: Shot, password: str) -> None:
    width, height = shot.size
    context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{base}/dang-nhap")
    page.fill("input[name=login]", shot.login)
    page.fill("input[type=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/dang-nhap" not in url)
    page.goto(f"{base}{shot.address}")
    shot.before(page)
    page.wait_for_load_state("networkidle")
    path = DOCS / shot.file
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    context.close()
    shrink(path)


def shrink(path: Path) -> None:
    """A palette halves the size of a page that is mostly text, and nobody sees a difference."""
    with Image.open(path) as picture:
        small = picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main()
