"""A scripted reviewer in a real browser: from a key press to the next card painted.

    python benchmarks/bench_review.py [--articles 1000000] [--decisions 200] [--look S]
        [--folder DIR] [--behind MS]

Fills (or with `--folder` uses again) the data file of `bench_desk.py`, runs `anhduong serve` as a process of its own
and drives Chromium: a collaborator reads the queue of clean articles by keyboard, mostly approving, sometimes rejecting
by digit, leaving for later, putting aside or undoing, with a look of `--look` seconds on average at each card. The
time is measured in the page, from the key's own time stamp to within the frame after the one that shows the next card.
`--behind` adds so many milliseconds to every request, as a slow network does.

Undoing and the first card are not fetched ahead; they are printed by themselves. Argilla and Prodigy, the peers, need
services and a licence that are not on this machine, so no peer is run.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from bench_desk import _log_in, _wait, add_folder, filled
from playwright.sync_api import Page, sync_playwright

_WATCH = """
(() => {
  let pressed = 0, action = "", card = "";
  window.painted = [];
  const number = () => document.getElementById("card")?.dataset.article ?? "";
  document.addEventListener("keydown", (event) => {
    [pressed, action, card] = [event.timeStamp, event.key, number()];
  }, true);
  new MutationObserver(() => {
    if (!pressed || number() === card) return;
    const begun = pressed, key = action;
    pressed = 0;
    requestAnimationFrame(() => requestAnimationFrame(() => window.painted.push([key, performance.now() - begun])));
  }).observe(document, { childList: true, subtree: true });
})();
"""
_DECISIONS = ("d", "d", "d", "d", "d", "d", "l", "l", "s", "g", "h")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_folder(parser)
    parser.add_argument("--decisions", type=int, default=200)
    parser.add_argument("--look", type=float, default=1.0)
    parser.add_argument("--behind", type=float, default=0.0)
    given = parser.parse_args()
    with filled(given) as folder:
        _report(measure(folder, given.decisions, given.look, given.behind))


def measure(folder: Path, decisions: int, look: float, behind: float) -> dict[str, list[float]]:
    """Milliseconds from key to paint, by key."""
    ((token, _csrf),) = _log_in(folder, 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pipeline", "serve", "--dir", str(folder), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base)
        with sync_playwright() as playwright:
            named = os.environ.get("ANHDUONG_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=named, args=["--no-sandbox", "--disable-gpu"])
            context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="vi-VN")
            context.add_cookies([{"name": "anhduong", "value": token, "url": base}])
            page = context.new_page()
            page.add_init_script(_WATCH)
            if behind:
                slow = {"offline": False, "latency": behind, "downloadThroughput": -1, "uploadThroughput": -1}
                context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
            page.goto(f"{base}/duyet?hang=sach")
            taken = _review(page, decisions, look)
            browser.close()
            return taken
    finally:
        server.terminate()
        server.wait()


def _review(page: Page, decisions: int, look: float) -> dict[str, list[float]]:
    chance = random.Random(7)
    for _ in range(decisions):
        page.wait_for_timeout(1000 * look * chance.uniform(0.5, 1.5))
        before = page.evaluate("window.painted.length")
        key = chance.choice(_DECISIONS)
        if key == "l":
            page.keyboard.press(str(chance.randrange(1, 9)))
        page.keyboard.press(key)
        if key == "g":
            page.keyboard.press("Enter")
        page.wait_for_function("before => window.painted.length > before", arg=before)
    taken: dict[str, list[float]] = defaultdict(list)
    for key, time in page.evaluate("window.painted"):
        taken[{"d": "approve", "l": "reject", "s": "later", "Enter": "put aside", "h": "undo"}[key]].append(time)
    return taken


def _report(taken: dict[str, list[float]]) -> None:
    ahead = [time for kind, times in taken.items() if kind != "undo" for time in times]
    for kind, times in [*sorted(taken.items()), ("all but undo", ahead)]:
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else times * 99
        print(
            f"{kind:13} n={len(times):4}  median {cuts[49]:6.1f} ms  p95 {cuts[94]:6.1f} ms  most {max(times):6.1f} ms"
        )


if __name__ == "__main__":
    main()
