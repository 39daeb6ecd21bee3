"""Visits that go well: what is asked, what is reported, what is not asked again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from crawlers import errors as e
from crawlers.crawl import by_site
from crawlers.items import Gone, NotModified, Validators, Visited
from tests.crawlers.harness import CONTACT, Answer, Remembered, Seen, Site, crawl, page, publisher, rss


@pytest.fixture
def site() -> Iterator[Site]:
    with publisher() as site:
        yield site


def test_feed_to_articles(site: Site) -> None:
    site.feed("/2", "/1", ETag='"f1"')
    site.article("/1", "Mưa lớn ở vùng cao", ETag="khong-ngoac", Last_Modified="Mon, 23 Nov 2026 01:00:00 GMT")
    site.article("/2", "Khánh thành cầu dân sinh")

    report = crawl(site.source())

    assert sorted(report.titles()) == ["Khánh thành cầu dân sinh", "Mưa lớn ở vùng cao"]
    first, second = sorted(report.found, key=lambda found: found.url)
    assert first.url == first.canonical_url == site.url("/1")
    assert "khơi kênh mương" in first.text
    assert first.validators == Validators("khong-ngoac", "Mon, 23 Nov 2026 01:00:00 GMT")
    assert first.guid == site.url("/1")
    assert first.published_at is not None
    assert first.published_at.utcoffset() == timedelta(hours=7)
    assert second.validators == Validators()
    (listed,) = report.listed
    assert (listed.url, listed.entries, listed.validators.etag) == (site.url("/rss.xml"), 2, '"f1"')
    assert report.troubles == []
    assert site.paths()[:2] == ["/robots.txt", "/rss.xml"]
    assert sorted(site.paths()[2:]) == ["/1", "/2"]


def test_who_is_asking(site: Site) -> None:
    site.feed()
    crawl(site.source())
    for seen in site.seen:
        assert seen.headers["User-Agent"].startswith("AnhDuongDesk/")
        assert seen.headers["User-Agent"].endswith(f" (+{CONTACT})")
        assert not {"Cookie", "Referer"} & set(seen.headers)


@pytest.mark.parametrize("contact", ["", "  ", "liên hệ"])
def test_nobody_reads_anonymously(site: Site, contact: str) -> None:
    with pytest.raises(e.ContactMissing):
        crawl(site.source(), contact=contact)
    assert site.seen == []


def test_no_cookie_is_kept(site: Site) -> None:
    site.feed("/1", Set_Cookie="sid=1; Path=/")
    site.article("/1", Set_Cookie="sid=2; Path=/")
    crawl(site.source())
    assert all("Cookie" not in seen.headers for seen in site.seen)


def test_second_visit_asks_only_whether_the_feed_changed(site: Site) -> None:
    changed = "Mon, 23 Nov 2026 01:00:00 GMT"

    def feed(seen: Seen) -> Answer:
        if seen.headers.get("If-None-Match") == "no-quotes" and seen.headers.get("If-Modified-Since") == changed:
            return Answer(status=304)
        return Answer(rss(site.url("/1")), headers={"ETag": "no-quotes", "Last-Modified": changed})

    site.routes["/rss.xml"] = feed
    site.article("/1")
    first = crawl(site.source())
    site.forget()
    second = crawl(site.source(), memory=first.memory)
    assert second.of(NotModified) == [NotModified("tin", site.url("/rss.xml"))]
    assert (second.found, second.listed, second.troubles) == ([], [], [])
    assert second.visited == [Visited("tin")]
    assert site.paths() == ["/robots.txt", "/rss.xml"]


def test_known_articles_in_a_changed_feed_are_not_fetched(site: Site) -> None:
    site.feed("/1")
    site.article("/1")
    first = crawl(site.source())
    site.forget()
    site.feed("/2", "/1")
    site.article("/2")
    second = crawl(site.source(), memory=first.memory)
    assert second.titles() == ["Tin /2"]
    assert site.paths() == ["/robots.txt", "/rss.xml", "/2"]


def test_an_article_is_fetched_once_under_all_its_spellings(site: Site) -> None:
    site.feed("/1", "/1?utm_source=rss", "/1#binh-luan", "/x/../1")
    site.article("/1")
    report = crawl(site.source(), site.source(id="tin-2"))
    assert len(report.found) == 1
    assert site.counts()["/1"] == 1
    assert site.counts()["/robots.txt"] == 1


def test_page_declares_its_canonical_address(site: Site) -> None:
    site.feed("/1?mobile=1", "/2", "/3", "/4")
    for path, canonical in {"/1?mobile=1": "/1", "/2": "https://evil.example.com/2", "/3": "/", "/4": "//[bad"}.items():
        site.routes[path] = Answer(page(f"Tin {path}", head=f'<link rel="canonical" href="{canonical}">'))
    report = crawl(site.source())
    identities = {found.url: found.canonical_url for found in report.found}
    assert identities == {site.url(p): site.url(p.removesuffix("?mobile=1")) for p in ("/1?mobile=1", "/2", "/3", "/4")}


def test_listed_address_that_redirects_becomes_an_alias(site: Site) -> None:
    site.feed("/go?id=1")
    site.routes["/go?id=1"] = Answer(status=302, headers={"Location": "/tam/1"})
    site.routes["/tam/1"] = Answer(status=301, headers={"Location": "/1"})
    site.article("/1")
    report = crawl(site.source())
    (found,) = report.found
    assert found.canonical_url == found.url == site.url("/1")
    assert found.aliases == (site.url("/go?id=1"), site.url("/tam/1"))
    site.forget()
    assert crawl(site.source(), memory=report.memory).found == []
    assert site.paths() == ["/robots.txt", "/rss.xml"]


def test_feed_that_moved(site: Site) -> None:
    site.routes["/rss.xml"] = Answer(status=301, headers={"Location": "/rss/home.rss"})
    site.feed("/1", path="/rss/home.rss", ETag='"h"')
    site.article("/1")
    report = crawl(site.source())
    assert [listed.url for listed in report.listed] == [site.url("/rss/home.rss")]
    site.forget()
    crawl(site.source(), memory=report.memory)
    # The validator belongs to the address that gave it.
    assert "If-None-Match" not in site.last("/rss.xml").headers
    assert site.last("/rss/home.rss").headers["If-None-Match"] == '"h"'


def test_article_without_a_date_is_still_found(site: Site) -> None:
    site.routes["/rss.xml"] = Answer(rss(site.url("/1"), dates=[""]), type="application/rss+xml")
    site.article("/1")
    (found,) = crawl(site.source()).found
    assert found.published_at is None


def test_broken_links_of_a_feed_are_repaired_or_reported(site: Site) -> None:
    body = rss(
        f"{site.base}{site.base}/1", "javascript:void(0)", "https://www.facebook.com/x", "https://m.facebook.com/y"
    )
    site.routes["/rss.xml"] = Answer(body, type="application/rss+xml")
    site.article("/1")
    report = crawl(site.source())
    assert report.titles() == ["Tin /1"]
    assert site.counts()["/1"] == 1
    assert sorted(trouble.error.code for trouble in report.troubles if trouble.error.code == "host-not-allowed") == [
        "host-not-allowed",
        "host-not-allowed",
    ]


# --- visiting again


def visited(site: Site, *paths: str) -> Remembered:
    """A memory in which these articles are known, each with its validators, and due."""
    memory = Remembered(due=tuple(map(site.url, paths)))
    for path in paths:
        memory.articles.add(site.url(path))
        memory.stored[site.url(path)] = Validators(f'"{path}"', "Sun, 22 Nov 2026 01:00:00 GMT")
    return memory


def test_due_articles_are_asked_for_conditionally(site: Site) -> None:
    site.feed("/same", "/edited", "/removed", "/deleted", "/new")
    site.routes["/same"] = Answer(status=304)
    site.article("/edited", "Tin đã sửa")
    site.routes["/deleted"] = Answer(status=410)
    site.article("/new")
    report = crawl(site.source(), memory=visited(site, "/same", "/edited", "/removed", "/deleted"))

    assert report.of(NotModified) == [NotModified("tin", site.url("/same"))]
    assert sorted(report.titles()) == ["Tin /new", "Tin đã sửa"]
    assert sorted((gone.url, gone.kind, gone.status) for gone in report.gone) == [
        (site.url("/deleted"), "removed", 410),
        (site.url("/removed"), "removed", 404),
    ]
    assert report.troubles == []
    assert site.last("/same").headers["If-None-Match"] == '"/same"'
    assert site.last("/same").headers["If-Modified-Since"] == "Sun, 22 Nov 2026 01:00:00 GMT"
    assert "If-None-Match" not in site.last("/new").headers
    assert max(site.counts().values()) == 1


def test_due_articles_that_moved(site: Site) -> None:
    site.feed()
    site.article("/tin/moi")
    site.article("/")
    site.routes["/cu"] = Answer(status=301, headers={"Location": "/tin/moi"})
    site.routes["/front"] = Answer(status=308, headers={"Location": "/"})
    site.routes["/slash"] = Answer(status=301, headers={"Location": "/slash/"})
    site.article("/slash/", "Tin thêm gạch")
    site.routes["/for-now"] = Answer(status=302, headers={"Location": "/tin/moi"})
    report = crawl(site.source(), memory=visited(site, "/cu", "/front", "/slash", "/for-now"))
    assert set(report.gone) == {
        Gone("tin", site.url("/cu"), "moved", 301, site.url("/tin/moi")),
        Gone("tin", site.url("/front"), "moved", 308, site.url("/")),
    }
    assert report.titles() == ["Tin thêm gạch"]
    assert report.trouble_at(site.url("/for-now")) is e.LeadsElsewhere


def test_due_articles_are_visited_even_when_the_feed_is_broken(site: Site) -> None:
    site.routes["/rss.xml"] = Answer(status=500)
    site.routes["/1"] = Answer(status=304)
    report = crawl(site.source(), memory=visited(site, "/1"))
    assert report.of(NotModified) == [NotModified("tin", site.url("/1"))]
    assert report.trouble_at(site.url("/rss.xml")) is e.ServerFailed


def test_304_to_a_question_without_conditions_is_a_fault_of_the_publisher(site: Site) -> None:
    site.feed("/1")
    site.routes["/1"] = Answer(status=304)
    report = crawl(site.source())
    assert report.trouble_at(site.url("/1")) is e.HttpStatus


# --- several sources


def test_sources_of_one_site_follow_each_other() -> None:
    with publisher() as one, publisher() as other:
        sources = [one.source(id="a"), other.source(id="b"), one.source(id="c", url="https://baolaocai.vn/rss")]
        assert [[source.id for source in group] for group in by_site(sources)] == [["a", "b"], ["c"]]


def test_every_source_is_visited(site: Site) -> None:
    site.feed("/1", path="/a.xml")
    site.feed("/2", path="/b.xml")
    site.article("/1")
    site.article("/2")
    report = crawl(site.source("/a.xml", id="a"), site.source("/b.xml", id="b"), site.source("/c.xml", id="c"))
    assert [(found.source_id, found.title) for found in report.found] == [("a", "Tin /1"), ("b", "Tin /2")]
    assert report.trouble_at(site.url("/c.xml")) is e.PageMissing


def test_nothing_to_visit() -> None:
    assert crawl().events == []
