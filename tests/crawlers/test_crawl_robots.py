"""robots.txt (RFC 9309) and the pace of a visit."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from crawlers import errors as e
from crawlers.fetch import retry_after
from crawlers.items import RobotsRead
from tests.crawlers.harness import NOW, QUICK, Answer, Remembered, Seen, Site, crawl, page, publisher


@pytest.fixture
def site() -> Iterator[Site]:
    with publisher() as site:
        site.feed("/mo/1", "/kin/2")
        site.article("/mo/1")
        site.article("/kin/2")
        yield site


def robots(site: Site, text: str, **changes: object) -> None:
    site.routes["/robots.txt"] = Answer(text, type="text/plain", **changes)  # type: ignore[arg-type]


def test_disallowed_pages_are_reported_not_fetched(site: Site) -> None:
    robots(site, "User-agent: *\nDisallow: /kin/\n")
    report = crawl(site.source())
    assert report.titles() == ["Tin /mo/1"]
    assert report.trouble_at(site.url("/kin/2")) is e.RobotsDisallowed
    assert site.paths() == ["/robots.txt", "/rss.xml", "/mo/1"]


def test_our_own_group_counts(site: Site) -> None:
    robots(site, "User-agent: *\nDisallow:\n\nUser-agent: AnhDuongDesk\nDisallow: /kin/\n")
    assert crawl(site.source()).titles() == ["Tin /mo/1"]


def test_disallowed_feed(site: Site) -> None:
    robots(site, "User-agent: *\nDisallow: /\n")
    report = crawl(site.source())
    assert [type(trouble.error) for trouble in report.troubles] == [e.RobotsDisallowed]
    assert site.paths() == ["/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_no_robots_file_means_all_is_allowed(site: Site, status: int) -> None:
    robots(site, "", status=status)
    assert len(crawl(site.source()).found) == 2


@pytest.mark.parametrize("status", [500, 503, 429])
def test_robots_file_that_fails_means_nothing_is_allowed(site: Site, status: int) -> None:
    robots(site, "User-agent: *\nAllow: /\n", status=status)
    report = crawl(site.source(), memory=Remembered(due=(site.url("/mo/1"), site.url("/kin/2"))))
    assert [type(trouble.error) for trouble in report.troubles] == [e.RobotsUnreachable]
    assert set(site.paths()) == {"/robots.txt"}


def test_robots_file_that_redirects(site: Site) -> None:
    site.routes["/robots.txt"] = Answer(status=301, headers={"Location": "/robots/home.txt"})
    site.routes["/robots/home.txt"] = Answer("User-agent: *\nDisallow: /kin/\n", type="text/plain")
    assert crawl(site.source()).titles() == ["Tin /mo/1"]


def test_robots_file_is_read_once_for_all_sources_of_a_site(site: Site) -> None:
    crawl(site.source(id="a"), site.source(id="b"), site.source(id="c"))
    assert site.counts()["/robots.txt"] == 1


@pytest.mark.parametrize(("delay", "text"), [(0.5, ""), (0, "User-agent: *\nCrawl-delay: 0.5\n")])
def test_pace(site: Site, delay: float, text: str) -> None:
    robots(site, text)
    crawl(site.source(delay_seconds=delay))
    # Our clock starts when a request leaves, the server's when it arrives.
    asked = [seen.at for seen in site.seen][1 if text else 0 :]
    assert len(asked) >= 3
    assert all(later - earlier > 0.45 for earlier, later in pairwise(asked))


def test_long_crawl_delay_means_fewer_articles(site: Site) -> None:
    robots(site, "User-agent: *\nCrawl-delay: 0.4\n")
    site.feed("/mo/1", "/kin/2", ETag='"f"')
    report = crawl(site.source(), limits=replace(QUICK, visit_seconds=0.3))
    assert report.titles() == ["Tin /mo/1"]
    assert report.visited[0].left == 1
    robots(site, "")
    assert crawl(site.source(), memory=report.memory).titles() == ["Tin /kin/2"]


def test_a_copy_of_the_rules_serves_for_a_day(site: Site) -> None:
    origin = site.base
    forbidding = "User-agent: *\nDisallow: /kin/\n"
    young = Remembered(rules={origin: (forbidding, NOW - timedelta(hours=23))})
    assert crawl(site.source(), memory=young).titles() == ["Tin /mo/1"]
    assert "/robots.txt" not in site.paths()
    old = Remembered(rules={origin: (forbidding, NOW - timedelta(hours=25))})
    report = crawl(site.source(), memory=old)
    assert len(report.found) == 2
    assert report.of(RobotsRead) == [RobotsRead(origin, "")]


def test_a_copy_of_the_rules_serves_for_a_month_while_they_cannot_be_read(site: Site) -> None:
    robots(site, "", status=503)
    copy = "User-agent: *\nDisallow: /kin/\n"
    month = Remembered(rules={site.base: (copy, NOW - timedelta(days=29))})
    assert crawl(site.source(), memory=month).titles() == ["Tin /mo/1"]
    longer = Remembered(rules={site.base: (copy, NOW - timedelta(days=31))})
    assert [type(t.error) for t in crawl(site.source(), memory=longer).troubles] == [e.RobotsUnreachable]


def test_requests_under_way_at_a_time(site: Site) -> None:
    """One by default; more where the source's entry allows it."""
    paths = [f"/n/{n}" for n in range(12)]
    together: list[int] = []
    lock = threading.Lock()
    under_way: set[str] = set()

    def slow(seen: Seen) -> Answer:
        with lock:
            under_way.add(seen.path)
            together.append(len(under_way))
        time.sleep(0.05)
        with lock:
            under_way.remove(seen.path)
        return Answer(page(f"Tin {seen.path}"))

    site.feed(*paths)
    site.routes |= dict.fromkeys(paths, slow)
    assert len(crawl(site.source()).found) == 12
    assert max(together) == 1
    together.clear()
    assert len(crawl(site.source(concurrency=3)).found) == 12
    assert max(together) == 3


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 23 Nov 2026 02:01:00 GMT", 60.0),
        ("Mon, 23 Nov 2026 01:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("9" * 400, None),
        ("", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, datetime(2026, 11, 23, 2, tzinfo=UTC)) == seconds
