"""The weight of each page's first view, and how long it takes over slow 3G in a real browser.

    python benchmarks/bench_pages.py [--articles 2000] [--posts 1000] [--folder DIR] [--most-kb 60] [--most-s 3]
        [--latency 400] [--rounds 1] [--viewport 360x740]

Fills (or with `--folder` uses again) the data file of `bench_desk.py`, runs `anhduong serve` as a process of its own
and opens each page of an administrator's menu, the composer, a post, a day and the login in Chromium with an empty
cache and no service worker. For each it prints

- `wire`: KB that came over the network for the first view: page, style, scripts, pictures, manifest; compressed, with
  their response headers, as `Network.loadingFinished` counts them;
- `page`: KB of the page alone before it was compressed;
- `requests`: how many of them;
- `painted`: seconds to the first contentful paint;
- `usable`: seconds from the click until the first heading stands in the page, something was painted and every script
  has run (`DOMContentLoaded` is over, for they are all deferred). From then on each link, form and key does its work.

Both are the middle of `--rounds` views. A mark stands where a page is over `--most-kb` or `--most-s`.

The network is Chrome's own emulation (CDP `Network.emulateNetworkConditions`) at what DevTools' preset "Slow 3G"
stands for: 500 kbit/s times 0.8 each way and a round trip of 400 ms (`front_end/core/sdk/NetworkManager.ts` of
devtools-frontend: `download: 500 * 1000 / 8 * .8, latency: 400 * 5`). Chrome adds the latency to each request; it
emulates no name look-up and no TCP or TLS handshake, which is why the preset itself takes the round trip five times.
`--latency 2000` is that preset to the letter.
"""

from __future__ import annotations

import argparse
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench_desk import add_folder, filled, served
from playwright.sync_api import Browser, sync_playwright

from pipeline import passwords
from pipeline.model import ArticleState, Role
from pipeline.store import Store
from review_ui import sessions

_BYTES_A_SECOND = 500 * 1000 / 8 * 0.8
_PAGES = {
    "login": "/dang-nhap",
    "today": "/hom-nay",
    "review, flagged": "/duyet",
    "review, clean": "/duyet?hang=sach",
    "review, many at once": "/duyet/loat",
    "put aside": "/duyet/dang-giu",
    "decided": "/tin-da-duyet",
    "find": "/tim",
    "find, common words": "/tim?q=kha",
    "posts": "/bai-dang",
    "a post": "/bai-dang/{post}",
    "composer": "/soan/{article}",
    "calendar, month": "/lich",
    "calendar, week": "/lich?tuan={week}",
    "calendar, list": "/lich?danh-sach={day}",
    "calendar, a day": "/lich/ngay/{day}",
    "calendar, files": "/lich/tep",
    "digest": "/tong-ket/{week}",
    "sources": "/nguon",
    "checks": "/kiem-tra",
    "pages": "/trang",
    "log": "/nhat-ky",
    "people": "/nguoi-dung",
    "account": "/tai-khoan",
    "health": "/suc-khoe",
    "plan of today": "/ke-hoach",
    "API, described": "/tai-khoan/api",
}
_WATCH = """
(() => {
  window.desk = {};
  const looking = new MutationObserver(() => {
    if (!document.querySelector("h1")) return;
    window.desk.heading = performance.now();
    looking.disconnect();
  });
  looking.observe(document, { childList: true, subtree: true });
})();
"""
_TIMES = """
() => {
  const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
  const ran = performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd;
  const heading = window.desk.heading;
  return painted && ran && heading ? [painted, Math.max(painted, ran, heading)] : null;
}
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """Of one page: bytes on the wire, bytes of the page unpacked, requests, seconds."""

    wire: int
    plain: int
    requests: int
    painted: float
    usable: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_folder(parser)
    parser.set_defaults(articles=2000, posts=1000)
    parser.add_argument("--most-kb", type=float, default=60.0)
    parser.add_argument("--most-s", type=float, default=3.0)
    parser.add_argument("--latency", type=float, default=400.0)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--viewport", default="360x740")
    given = parser.parse_args()
    width, height = map(int, given.viewport.split("x"))
    over = 0
    with filled(given) as folder, served(folder) as (base, _process), sync_playwright() as playwright:
        token, places = _prepared(folder)
        named = os.environ.get("ANHDUONG_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=named, args=["--no-sandbox", "--disable-gpu"])
        print(f"{'':22}{'wire KB':>8}{'page KB':>9}{'requests':>10}{'painted s':>11}{'usable s':>10}")
        for name, path in _PAGES.items():
            where = base + path.format(**places)
            cookie = "" if name == "login" else token
            views = [_view(browser, where, cookie, given.latency, (width, height)) for _ in range(given.rounds)]
            seen = sorted(views, key=lambda one: one.usable)[given.rounds // 2]
            bad = seen.wire > 1000 * given.most_kb or seen.usable > given.most_s
            over += bad
            print(
                f"{name:22}{seen.wire / 1000:8.1f}{seen.plain / 1000:9.1f}{seen.requests:10}{seen.painted:11.2f}"
                f"{seen.usable:10.2f}{'  OVER' if bad else ''}",
                flush=True,
            )
        browser.close()
    print(f"{over} of {len(_PAGES)} pages over {given.most_kb:g} KB or {given.most_s:g} s")


def _prepared(folder: Path) -> tuple[str, dict[str, Any]]:
    """A session of an administrator, and what stands in the addresses."""
    now = datetime.now(UTC)
    with Store.open(folder / "desk.db") as store:
        user = next((one for one in store.users.all() if one.role is Role.ADMINISTRATOR), None)
        if user is None:
            user = store.users.add(
                "quan-tri", "Quản Trị", Role.ADMINISTRATOR, passwords.hash_password("khong-ai-dung"), now
            )
        token = sessions.new_token()
        store.sessions.create(user.id, sessions.hash_token(token), sessions.new_token(), now, now + sessions.LONGEST)
        (article,) = store.articles.lines([ArticleState.APPROVED], limit=1)
        return token, {"post": 100, "article": article.id, "day": f"{now:%Y-%m-%d}", "week": f"{now:%G-W%V}"}


def _view(browser: Browser, where: str, token: str, latency: float, size: tuple[int, int]) -> Seen:
    """One page in a browser that was never here."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="vi-VN", service_workers="block"
    )
    try:
        if token:
            context.add_cookies([{"name": "anhduong", "value": token, "url": where}])
        page = context.new_page()
        page.add_init_script(_WATCH)
        wire: dict[str, float] = {}
        network = context.new_cdp_session(page)
        network.on(
            "Network.loadingFinished", lambda event: wire.update({event["requestId"]: event["encodedDataLength"]})
        )
        network.send("Network.enable")
        network.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": latency,
                "downloadThroughput": _BYTES_A_SECOND,
                "uploadThroughput": _BYTES_A_SECOND,
            },
        )
        answer = page.goto(where, wait_until="networkidle", timeout=120_000)
        assert answer is not None
        assert answer.status == 200, (where, answer.status)
        assert answer.url == where, (where, answer.url)
        painted, usable = page.wait_for_function(_TIMES).json_value()
        return Seen(round(sum(wire.values())), len(answer.body()), len(wire), painted / 1000, usable / 1000)
    finally:
        context.close()


if __name__ == "__main__":
    main()
