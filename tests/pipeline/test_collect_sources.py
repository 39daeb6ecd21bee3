"""What becomes of sources over several visits: moved, closed, failing, due, resumed; and of articles that fail."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.sources import Source
from pipeline.changes import due_again
from pipeline.collect import Summary, collect, due_sources
from pipeline.polling import Polling
from pipeline.store import Store
from tests.apart import apart
from tests.crawlers.harness import Answer, Seen, Site, page, publisher
from tests.pipeline.test_cli import ROOT, anhduong, json_lines
from tests.pipeline.test_collect import desk

START = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with publisher() as running:
        yield running


class Room:
    """A store, a clock that the test moves, and what was reported."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open(folder / "desk.db")
        self.now = START
        self.said: list[str] = []

    def visit(self, *sources: Source, **options: Any) -> Summary:
        return apart(
            collect,
            self.store,
            sources,
            contact="a@example.vn",
            clock=lambda: self.now,
            report=lambda source, url, said: self.said.append(said),
            allow_loopback=True,
            chance=lambda: 0.5,
            **options,
        )

    def due(self, *sources: Source, polling: Polling | None = None) -> list[str]:
        return [source.id for source in due_sources(self.store, sources, polling or Polling(), self.now)]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.store.close()


def test_a_feed_that_moved_for_good_is_asked_for_at_its_new_address(room: Room, site: Site) -> None:
    site.routes["/rss.xml"] = Answer(status=301, headers={"Location": "/rss/home.rss"})
    site.feed("/1", path="/rss/home.rss", ETag='"h"')
    site.article("/1")
    room.visit(site.source())
    assert [said for said in room.said if "/rss/home.rss" in said and "sources.toml" in said]
    site.forget()
    site.routes["/rss/home.rss"] = Answer(status=304)
    room.visit(site.source(), eager=False)
    assert site.paths() == ["/rss/home.rss"], "neither the old address nor robots.txt, read an hour ago"
    (status,) = room.store.sources.statuses()
    assert status.moved_to == site.url("/rss/home.rss")


def test_a_feed_that_moved_for_now_is_asked_for_at_its_old_address(room: Room, site: Site) -> None:
    site.routes["/rss.xml"] = Answer(status=302, headers={"Location": "/rss/home.rss"})
    site.feed(path="/rss/home.rss")
    room.visit(site.source())
    site.forget()
    room.visit(site.source())
    assert site.paths() == ["/rss.xml", "/rss/home.rss"]


def test_a_corrected_address_goes_before_what_was_remembered(room: Room, site: Site) -> None:
    site.routes["/rss.xml"] = Answer(status=301, headers={"Location": "/moi.xml"})
    site.feed(path="/moi.xml")
    site.feed(path="/dung.xml")
    room.visit(site.source())
    site.forget()
    room.visit(site.source("/dung.xml"))
    assert site.paths() == ["/dung.xml"]


def test_410_stops_a_source_until_a_person_acts(room: Room, site: Site) -> None:
    site.routes["/rss.xml"] = Answer(status=410)
    room.visit(site.source())
    room.now += timedelta(days=2)
    assert room.due(site.source()) == []
    site.forget()
    room.said.clear()
    room.visit(site.source())
    assert site.paths() == []
    assert len(room.said) == 1
    assert "anhduong sources resume tin" in room.said[0]
    room.store.sources.resume("tin", None, room.now)
    site.feed()
    assert room.due(site.source()) == ["tin"]
    room.visit(site.source())
    (status,) = room.store.sources.statuses()
    assert (status.stopped_at, status.problem) == (None, None)


def test_a_corrected_address_restarts_a_stopped_source(room: Room, site: Site) -> None:
    site.routes["/rss.xml"] = Answer(status=410)
    room.visit(site.source())
    assert room.due(site.source("/moi.xml")) == ["tin"]


def test_a_source_is_due_by_how_often_it_publishes(room: Room, site: Site) -> None:
    site.feed(*(f"/{n}" for n in range(12)))
    for n in range(12):
        site.routes[f"/{n}"] = Answer(
            page(f"Tin {n}", head=f'<meta property="article:published_time" content="2026-11-23T0{n % 9}:00:00+07:00">')
        )
    room.visit(site.source())
    (status,) = room.store.sources.statuses()
    assert status.next_visit_at is not None
    # Twelve articles in the nine hours since midnight: half of 45 minutes.
    assert status.next_visit_at - room.now == timedelta(minutes=22, seconds=30)
    assert room.due(site.source()) == []
    room.now = status.next_visit_at
    assert room.due(site.source()) == ["tin"]


def test_nothing_is_due_in_quiet_hours(room: Room, site: Site) -> None:
    assert room.due(site.source()) == ["tin"]
    morning = Polling(quiet_hours=(START.time().replace(hour=8), START.time().replace(hour=10)))
    assert room.due(site.source(), polling=morning) == []
    assert room.due(site.source(zone="UTC"), polling=morning) == ["tin"], "there it is two o'clock"


def test_failures_put_visits_off_and_success_ends_that(room: Room, site: Site) -> None:
    rests = []
    for _ in range(3):
        room.visit(site.source(poll_minutes=60))
        (status,) = room.store.sources.statuses()
        assert status.next_visit_at is not None
        rests.append(status.next_visit_at - room.now)
        room.now = status.next_visit_at
    assert rests == [timedelta(hours=2), timedelta(hours=4), timedelta(hours=8)]
    assert status.failing_since == START
    assert status.problem is not None
    site.feed()
    room.visit(site.source(poll_minutes=60))
    (status,) = room.store.sources.statuses()
    assert (status.failing_since, status.problem) == (None, None)
    assert status.next_visit_at == room.now + timedelta(hours=1)


def test_retry_after_of_a_busy_feed_is_kept_over_runs(room: Room, site: Site) -> None:
    site.routes["/rss.xml"] = Answer(status=503, headers={"Retry-After": "14400"})
    room.visit(site.source(poll_minutes=10))
    (status,) = room.store.sources.statuses()
    assert status.next_visit_at == room.now + timedelta(hours=4)


def test_an_article_that_fails_is_tried_again_though_its_feed_is_unchanged(room: Room, site: Site) -> None:
    site.feed("/1", ETag='"f"')
    site.routes["/1"] = Answer(status=500)
    quick = replace(site.source(), delay_seconds=0)
    room.visit(quick)
    site.routes["/rss.xml"] = Answer(status=304)
    site.forget()
    room.visit(quick, eager=False)
    assert "/1" not in site.paths(), "it rests a quarter of an hour"
    room.now += timedelta(minutes=16)
    site.article("/1")
    assert room.visit(quick, eager=False).new == 1
    assert room.store.frontier.count("tin") == 0


def test_an_article_that_never_comes_is_given_up(room: Room, site: Site) -> None:
    site.feed("/khong-co")
    for _ in range(5):
        room.visit(site.source())
        room.now += timedelta(days=2)
    assert site.counts()["/khong-co"] == 3
    assert room.store.frontier.count("tin") == 0


def test_one_article_of_two_sources_is_fetched_once(room: Room, site: Site) -> None:
    site.feed("/1", path="/a.xml")
    site.feed("/1", path="/b.xml")
    site.article("/1")
    summary = room.visit(site.source("/a.xml", id="a"), site.source("/b.xml", id="b"))
    assert summary.new == 1
    assert site.counts()["/1"] == 1


def test_guids_that_change_or_collide_double_and_lose_nothing(room: Room, site: Site) -> None:
    def feed(*guids: str) -> Answer:
        items = "".join(
            f"<item><title>Tin</title><link>{site.url(f'/{n}')}</link><guid isPermaLink='false'>{guid}</guid></item>"
            for n, guid in enumerate(guids)
        )
        return Answer(f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>", type="text/xml")

    for n in range(3):
        site.article(f"/{n}")
    site.routes["/rss.xml"] = feed("x", "x", "x")
    assert room.visit(site.source()).new == 3
    site.routes["/rss.xml"] = feed("a", "b", "c")
    assert room.visit(site.source(), eager=False).new == 0
    assert max(site.counts()[f"/{n}"] for n in range(3)) == 1


def test_known_articles_that_fail_rest_before_they_are_asked_again(room: Room, site: Site) -> None:
    site.feed("/1", ETag='"f"')
    site.article("/1")
    room.visit(site.source())
    asked: list[str] = []

    def broken(seen: Seen) -> Answer:
        asked.append(seen.path)
        return Answer(status=403)

    site.routes |= {"/1": broken, "/rss.xml": Answer(status=304)}
    room.now += timedelta(hours=10)
    room.visit(site.source())
    room.visit(site.source())
    assert asked == ["/1"]


# --- on the command line


def test_sources_list_says_since_when_why_and_what_to_do(tmp_path: Path, site: Site) -> None:
    site.article("/1.html", "Tin một")
    site.feed("/1.html", path="/a.xml")
    site.routes["/b.xml"] = Answer(status=410)
    folder = desk(tmp_path / "desk", site, "a", "b", "c")
    assert "chưa ghé lần nào" in anhduong("sources", "list", "--dir", folder).stdout
    anhduong("collect", "--dir", folder, expect=1)
    told = anhduong("sources", "list", "--dir", folder, expect=1).stdout
    a, b, c = (block.split("\n") for block in re.split(r"\n(?=[bc] –)", told.rstrip()))
    assert a[0] == "a – Trang a"
    assert "1 bài mới, 0 lỗi" in a[1]
    assert "lần ghé tới" in a[-1]
    assert any("đã dừng từ" in line for line in b)
    assert any("anhduong sources resume b" in line for line in b)
    assert not any("lần ghé tới" in line for line in b)
    assert any("lỗi từ" in line for line in c)
    assert any("404" in line for line in c)
    rows = json_lines(anhduong("sources", "list", "--json", "--dir", folder, expect=1).stdout)
    assert [(row["id"], row["new"], row["errors"], row["articles"]) for row in rows] == [
        ("a", 1, 0, 1),
        ("b", 0, 1, 0),
        ("c", 0, 1, 0),
    ]
    assert rows[1]["stopped_since"]
    assert rows[2]["failing_since"]
    failing = ("sources", "list", "--failing", "--json", "--dir", folder)
    assert [row["id"] for row in json_lines(anhduong(*failing, expect=1).stdout)] == ["b", "c"]
    anhduong("sources", "resume", "b", "--dir", folder)
    site.feed(path="/b.xml")
    assert "Đã thu thập 1 nguồn" in anhduong("collect", "--due", "--dir", folder).stdout
    assert [row["id"] for row in json_lines(anhduong(*failing, expect=1).stdout)] == ["c"]
    assert "“khong-co”" in anhduong("sources", "resume", "khong-co", "--dir", folder, expect=2).stderr


def test_one_source_may_be_collected_alone(tmp_path: Path, site: Site) -> None:
    site.feed(path="/a.xml")
    site.feed(path="/b.xml")
    folder = desk(tmp_path / "desk", site, "a", "b")
    anhduong("collect", "--source", "b", "--dir", folder)
    assert "/a.xml" not in site.paths()
    assert "“x”" in anhduong("collect", "--source", "x", "--dir", folder, expect=2).stderr


def test_waiting_articles_are_watched_for_three_days_and_approved_ones_for_thirty() -> None:
    def due(days: float, *, approved: bool) -> bool:
        now = START + timedelta(days=days)
        return due_again(START, START, now, approved=approved)

    assert [due(n, approved=False) for n in (0.005, 0.02, 2.9, 3.1, 29)] == [False, True, True, False, False]
    assert [due(n, approved=True) for n in (0.005, 0.02, 3.1, 29, 31)] == [False, True, True, True, False]


def at_a_terminal(*arguments: str | Path) -> str:
    """What the command writes on a terminal's screen, control sequences and all."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
    ):
        os.close(theirs)
        written = bytearray()
        while True:
            try:
                block = os.read(ours, 65536)
            except OSError:  # Linux' way to say that the other side is closed
                break
            if not block:
                break
            written += block
    os.close(ours)
    return written.decode()


def test_a_bar_at_a_terminal_and_plain_lines_elsewhere(tmp_path: Path, site: Site) -> None:
    paths = [f"/{n}.html" for n in range(12)]

    def slow(seen: Seen) -> Answer:
        time.sleep(0.05)
        return Answer(page(f"Tin {seen.path}"))

    site.routes |= dict.fromkeys(paths, slow)
    site.feed(*paths, path="/a.xml")
    screen = at_a_terminal("collect", "--no-check", "--dir", desk(tmp_path / "one", site, "a"))
    assert "█" in screen
    assert re.search(r"\d+ %  0/1 nguồn, \d+/12 bài", screen)
    assert "12 new, 0 changed, 0 gone, 0 errors" in screen.rpartition("\x1b[K")[2]

    piped = anhduong("collect", "--no-check", "--dir", desk(tmp_path / "two", site, "a"))
    assert "█" not in piped.stdout + piped.stderr
    assert piped.stdout.splitlines()[0] == "a: 12 new, 0 changed, 0 gone, 0 errors"
