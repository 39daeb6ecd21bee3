"""How a crawl ends before its time, and what it needs of the process it runs in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from crawlers import errors as e
from crawlers import reading
from crawlers.extract import Extracted
from crawlers.sources import Selectors
from tests.crawlers.harness import QUICK, Answer, Crawl, Seen, Site, crawl, page, publisher


@pytest.fixture
def site() -> Iterator[Site]:
    with publisher() as site:
        yield site


def test_ctrl_c_finishes_what_is_under_way_and_keeps_nothing_it_must_not(site: Site) -> None:
    started = threading.Event()

    def slow(seen: Seen) -> Answer:
        started.set()
        time.sleep(0.5)
        return Answer(page("Tin đang đọc"))

    paths = [f"/{n}" for n in range(30)]
    site.feed(*paths, ETag='"f"')
    site.routes |= dict.fromkeys(paths, slow)
    under_way = Crawl([site.source()])
    assert started.wait(30)
    under_way.signal(signal.SIGINT)
    report = under_way.report()
    assert isinstance(report.error, KeyboardInterrupt)
    assert 1 <= len(report.found) < len(paths)
    # All that was answered is found, all that was not stays in the frontier.
    assert len(report.found) == len([path for path in site.paths() if path in paths])
    assert len(report.memory.frontier) == len(paths) - len(report.found)
    assert report.troubles == report.visited == []


def test_sigterm_ends_the_process_by_that_signal(site: Site) -> None:
    site.feed("/1", "/2")
    started = threading.Event()

    def slow(seen: Seen) -> Answer:
        started.set()
        time.sleep(0.3)
        return Answer(page("Tin đang đọc"))

    site.routes["/1"] = site.routes["/2"] = slow
    under_way = Crawl([site.source()])
    assert started.wait(30)
    under_way.signal(signal.SIGTERM)
    report = under_way.report()
    assert len(report.found) == 1
    assert under_way.process.exitcode == -signal.SIGTERM


def hang(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(20)


def test_a_hanging_publisher_does_not_hold_up_ctrl_c(site: Site) -> None:
    site.feed("/1")
    site.routes["/1"] = Answer(raw=hang)
    under_way = Crawl([site.source()], limits=replace(QUICK, timeout_seconds=60.0, stop_seconds=0.5))
    while "/1" not in site.paths():
        time.sleep(0.01)
    under_way.signal(signal.SIGINT)
    assert isinstance(under_way.report(timeout=10).error, KeyboardInterrupt)


def test_ctrl_c_while_waiting_for_a_busy_host(site: Site) -> None:
    site.feed("/1")
    site.routes["/1"] = Answer(status=503, headers={"Retry-After": "50"})
    under_way = Crawl([site.source()], limits=replace(QUICK, stop_seconds=30.0))
    while "/1" not in site.paths():
        time.sleep(0.01)
    time.sleep(0.2)
    under_way.signal(signal.SIGINT)
    report = under_way.report(timeout=10)
    assert isinstance(report.error, KeyboardInterrupt)
    assert site.counts()["/1"] == 1


SCRIPT = """
import sys, threading
from crawlers.crawl import crawl
from crawlers.sources import Source
from tests.crawlers.harness import Remembered, QUICK

source = Source(id="tin", publisher="x", name="x", home=sys.argv[1] + "/", kind="feed", url=sys.argv[1] + "/rss.xml",
                licence="x", delay_seconds=0)

def run():
    crawl([source], memory=Remembered(), sink=lambda event: print(type(event).__name__), contact="a@example.vn",
          allow_loopback=True, limits=QUICK, readers=1)

if sys.argv[2] == "thread":
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
else:
    run()
"""


def script(site: Site, how: str) -> subprocess.CompletedProcess[str]:
    """Crawl in a fresh interpreter where every warning is an error, as a command of the desk would."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT, site.base, how],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("how", ["main", "thread"])
def test_in_a_plain_process_it_prints_nothing_of_its_own(site: Site, how: str) -> None:
    site.feed("/1", "/404", "/bomb")
    site.article("/1")
    done = script(site, how)
    assert (done.stdout.split(), done.stderr) == (
        ["RobotsRead", "Listed", "Trouble", "Trouble", "Found", "Visited"],
        "",
    )
    assert done.returncode == 0


def test_a_page_that_kills_or_holds_up_its_reader_costs_only_itself(site: Site, monkeypatch: Any) -> None:
    """The workers' own reading is replaced by one that dies, or never ends, over a page that asks for it."""
    site.feed("/1", "/dies", "/hangs", "/2")
    site.article("/1")
    site.article("/2")
    site.routes["/dies"] = Answer(page("DIE"))
    site.routes["/hangs"] = Answer(page("HANG"))
    monkeypatch.setattr(reading, "read", deadly)
    report = crawl(site.source(), readers=2, limits=replace(QUICK, read_seconds=2.0))
    assert sorted(report.titles()) == ["Tin /1", "Tin /2"]
    assert report.trouble_at(site.url("/dies")) is e.ReaderFailed
    assert report.trouble_at(site.url("/hangs")) is e.ReaderTooSlow


def deadly(task: reading.Task) -> Extracted | e.CrawlError:
    if b"DIE" in task.body:
        os._exit(9)
    if b"HANG" in task.body:
        time.sleep(60)
    return PLAIN_READ(task)


PLAIN_READ = reading.read


def test_a_reader_that_fails_on_one_page_is_reported_and_the_others_go_on(site: Site) -> None:
    """A source built past validation: its selector breaks the reader of listings, whatever the page."""
    site.routes["/tin"] = Answer('<h3><a href="/1">1</a></h3>')
    site.feed("/1")
    site.article("/1")
    broken = site.source("/tin", id="broken", kind="listing", selectors=Selectors(article_link="h3["))
    report = crawl(broken, site.source())
    assert report.titles() == ["Tin /1"]
    (trouble,) = report.troubles
    assert isinstance(trouble.error, e.ReaderFailed)
    assert trouble.source_id == "broken"
