"""Makes the pictures of README from a fresh demo: `python scripts/screenshots.py`."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright
from setup import find_chromium

OUT = Path(__file__).resolve().parent.parent / "docs" / "images"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    port, portal_port = free_port(), free_port()
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pipeline", "demo", "--dir", folder, "--port", str(port)]
        demo = subprocess.Popen([*command, "--portal-port", str(portal_port)], stdout=subprocess.PIPE, text=True)
        said = ""
        assert demo.stdout is not None
        while "Ctrl-C" not in said:
            said += demo.stdout.readline()
        password = re.search(r"cong-tac .*: (\S+)", said)
        assert password is not None
        wait(f"{base}/dang-nhap")
        photograph(base, password[1])
        demo.terminate()
        demo.wait(30)


def wait(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return


def photograph(base: str, password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="vi-VN")
        page.goto(f"{base}/dang-nhap")
        page.fill("input[name=login]", "cong-tac")
        page.fill("input[type=password]", password)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{base}/")
        page.goto(f"{base}/duyet")
        # A card whose flag is about a person shows best what a flag is.
        for _ in range(40):
            if page.locator("mark").count() and "Dữ liệu cá nhân" in page.inner_text("main"):
                break
            page.keyboard.press("s")
            page.wait_for_timeout(300)
        page.screenshot(path=OUT / "review.png")
        browser.close()


if __name__ == "__main__":
    main()
