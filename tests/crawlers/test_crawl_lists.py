"""Sources without a feed: sitemaps and listing pages."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest

from crawlers import errors as e
from crawlers.items import NotModified
from crawlers.reading_errors import NoArticle
from crawlers.sources import Selectors
from tests.crawlers import harness
from tests.crawlers.harness import Answer, Seen, Site, crawl, publisher

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@pytest.fixture
def site() -> Iterator[Site]:
    with publisher() as site:
        for n in range(1, 10):
            site.article(f"/{n}")
        yield site


def sitemap(site: Site, *places: tuple[str, str], index: bool = False) -> bytes:
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    body = "".join(
        f"<{inner}><loc>{site.url(path)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{inner}>"
        for path, day in places
    )
    return f'<?xml version="1.0"?><{outer} {NS}>{body}</{outer}>'.encode()


def xml(body: bytes, **headers: str) -> Answer:
    return Answer(body, type="application/xml", headers=headers)


# --- sitemaps


def test_sitemap_index_latest_first(site: Site) -> None:
    site.routes["/sitemap.xml"] = xml(
        sitemap(site, ("/sm-old.xml", "2026-01-01"), ("/sm-new.xml.gz", "2026-11-23T07:00:00+07:00"), index=True),
        ETag='"index"',
    )
    site.routes["/sm-new.xml.gz"] = Answer(
        gzip.compress(sitemap(site, ("/1", "2026-11-22"), ("/2", "2026-11-23"))),
        type="application/gzip",
        headers={"ETag": '"new"'},
    )
    site.routes["/sm-old.xml"] = xml(sitemap(site, ("/3", "")))
    source = site.source("/sitemap.xml", kind="sitemap")
    report = crawl(source)
    assert sorted(report.titles()) == ["Tin /1", "Tin /2", "Tin /3"]
    paths = site.paths()
    assert paths.index("/sm-new.xml.gz") < paths.index("/sm-old.xml")
    assert paths.index("/2") < paths.index("/1")
    assert [(listed.url, listed.entries) for listed in report.listed] == [
        (site.url("/sitemap.xml"), 2),
        (site.url("/sm-new.xml.gz"), 2),
        (site.url("/sm-old.xml"), 1),
    ]
    assert report.troubles == []

    site.forget()
    site.routes["/sm-new.xml.gz"] = Answer(status=304)
    again = crawl(source, memory=report.memory)
    # The index is read in full each time: while it stands unchanged, its files may change.
    assert "If-None-Match" not in site.last("/sitemap.xml").headers
    assert site.last("/sm-new.xml.gz").headers["If-None-Match"] == '"new"'
    assert again.of(NotModified) == [NotModified("tin", site.url("/sm-new.xml.gz"))]
    assert again.found == []


def test_only_the_latest_files_of_an_index_are_read(site: Site) -> None:
    places = [(f"/sm-{n}.xml", f"2026-0{n}-01") for n in range(1, 6)]
    site.routes["/sitemap.xml"] = xml(sitemap(site, *places, index=True))
    for n in range(1, 6):
        site.routes[f"/sm-{n}.xml"] = xml(sitemap(site, (f"/{n}", "")))
    report = crawl(site.source("/sitemap.xml", kind="sitemap", max_pages=2))
    assert sorted(report.titles()) == ["Tin /4", "Tin /5"]


def test_index_that_names_itself(site: Site) -> None:
    body = sitemap(site, ("/sitemap.xml", ""), ("/nested.xml", ""), index=True)
    site.routes["/sitemap.xml"] = site.routes["/nested.xml"] = xml(body)
    report = crawl(site.source("/sitemap.xml", kind="sitemap"))
    assert report.found == []
    assert max(site.counts().values()) <= 2


def test_a_visit_takes_so_many_new_articles_and_the_next_one_the_rest(site: Site) -> None:
    site.routes["/sitemap.xml"] = xml(sitemap(site, *((f"/{n}", f"2026-11-0{n}") for n in range(1, 8))), ETag='"s"')
    source = site.source("/sitemap.xml", kind="sitemap", max_new=4)
    first = crawl(source)
    assert sorted(first.titles()) == [f"Tin /{n}" for n in (4, 5, 6, 7)]
    assert first.visited[0].left == 3
    site.routes["/sitemap.xml"] = Answer(status=304)
    second = crawl(source, memory=first.memory)
    assert sorted(second.titles()) == [f"Tin /{n}" for n in (1, 2, 3)]
    assert site.last("/sitemap.xml").headers["If-None-Match"] == '"s"'
    assert max(site.counts()[f"/{n}"] for n in range(1, 8)) == 1


OTHER_PAGE = (
    '<html lang="vi"><head><title>Tin tức</title><meta property="og:type" content="website"></head><body><h1>Tin tức'
    "</h1>" + "".join(f'<h3><a href="/{n}">Tin số {n} của trang thử</a></h3>' for n in range(9)) + "</body></html>"
)


def test_pages_of_a_sitemap_that_are_no_articles_are_skipped_and_not_asked_for_again(site: Site) -> None:
    site.routes |= {"/tin-tuc/": Answer(OTHER_PAGE), "/": Answer(OTHER_PAGE)}
    body = sitemap(site, ("/", ""), ("/tin-tuc/", "2026-11-23"), ("/1", "2026-11-22"))
    site.routes["/sitemap.xml"] = xml(body)
    source = site.source("/sitemap.xml", kind="sitemap")
    first = crawl(source)
    assert (first.titles(), first.troubles) == (["Tin /1"], [])
    assert "/" not in site.counts()
    site.routes["/sitemap.xml"] = xml(sitemap(site, ("/tin-tuc/", "2026-11-24"), ("/2", ""), ("/1", "")))
    second = crawl(source, memory=first.memory)
    assert (second.titles(), second.troubles) == (["Tin /2"], [])
    assert site.counts()["/tin-tuc/"] == 1


def test_a_page_of_a_sitemap_with_next_to_nothing_on_it_is_reported_and_tried_again(site: Site) -> None:
    site.routes |= {
        "/sitemap.xml": xml(sitemap(site, ("/1", ""))),
        "/1": Answer("<html><body><p>Hệ thống đang bảo trì.</p></body></html>"),
    }
    source = site.source("/sitemap.xml", kind="sitemap")
    first = crawl(source)
    assert first.trouble_at(site.url("/1")) is NoArticle
    site.article("/1")
    assert crawl(source, memory=first.memory).titles() == ["Tin /1"]


@pytest.mark.parametrize("kind", ["feed", "listing"])
def test_pages_of_feeds_and_listings_are_taken_without_such_a_question(site: Site, kind: str) -> None:
    body = Answer(harness.page("Quy chế", head='<meta property="og:type" content="website">'))
    site.routes |= {"/quy-che": body, "/muc": Answer('<h3><a href="/quy-che">Quy chế</a></h3>')}
    site.feed("/quy-che")
    assert crawl(site.source("/rss.xml" if kind == "feed" else "/muc", kind=kind)).titles() == ["Quy chế"]


BAD: dict[str, tuple[Answer, type[Exception]]] = {
    "/page.xml": (Answer("<html><body>Trang chủ</body></html>"), e.NotSitemap),
    "/empty.xml": (Answer(b"", type="application/xml"), e.NotSitemap),
    "/entities.xml": (xml(b"<!DOCTYPE x [<!ENTITY a 'b'>]><urlset/>"), e.SitemapEntities),
    "/bomb.xml.gz": (xml(gzip.compress(bytes(50 * 1024 * 1024))), e.DecompressionBomb),
    "/broken.xml.gz": (xml(b"\x1f\x8b\x08 not gzip"), e.EncodingBroken),
    "/404.xml": (Answer(status=404), e.PageMissing),
}


def test_bad_sitemaps(site: Site) -> None:
    site.routes |= {path: answer for path, (answer, _) in BAD.items()}
    site.routes["/good.xml"] = xml(sitemap(site, ("/1", "")))
    report = crawl(*(site.source(path, id=path, kind="sitemap") for path in [*BAD, "/good.xml"]))
    assert [(trouble.url, type(trouble.error)) for trouble in report.troubles] == [
        (site.url(path), error) for path, (_, error) in BAD.items()
    ]
    assert report.titles() == ["Tin /1"]


def test_references_to_no_character_lose_one_place_only(site: Site) -> None:
    body = sitemap(site, ("/&#xD800;2", ""), ("/1", "&#xD800;"))
    site.routes["/sitemap.xml"] = xml(body)
    report = crawl(site.source("/sitemap.xml", kind="sitemap"))
    assert (report.titles(), report.troubles) == (["Tin /1"], [])


def test_places_off_the_list_are_reported_once_per_host(site: Site) -> None:
    body = sitemap(site, ("/1", "")).replace(
        b"</urlset>",
        b"".join(b"<url><loc>https://khac.example.vn/%d</loc></url>" % n for n in range(5)) + b"</urlset>",
    )
    site.routes["/sitemap.xml"] = xml(body)
    report = crawl(site.source("/sitemap.xml", kind="sitemap"))
    assert report.titles() == ["Tin /1"]
    assert [type(trouble.error) for trouble in report.troubles] == [e.HostNotAllowed]


# --- listing pages


def listing(site: Site, page: int, *paths: str, last: bool = False, **headers: str) -> None:
    links = "".join(f'<h3><a href="{path}">Tin</a></h3>' for path in paths)
    onward = "" if last else f'<a class="next" href="?trang={page + 1}">Trang sau</a>'
    address = "/tin" if page == 1 else f"/tin?trang={page}"
    site.routes[address] = Answer(
        f'<html><body><h3><a href="https://ads.example.com/x">Quảng cáo</a></h3><h3><a href="javascript:share()">'
        f'Chia sẻ</a></h3>{links}<div class="side"><a href="/9">Xem nhiều</a></div>{onward}</body></html>',
        headers=headers,
    )


def test_listing_pages_are_followed(site: Site) -> None:
    listing(site, 1, "/1", "/2", "/1#anh")
    listing(site, 2, "/3", "/2")
    listing(site, 3, "/4", last=True)
    report = crawl(site.source("/tin", kind="listing"))
    assert sorted(report.titles()) == ["Tin /1", "Tin /2", "Tin /3", "Tin /4"]
    # A page is told of once those behind it are read: a 304 to it would hide them.
    assert [listed.entries for listed in report.listed] == [1, 2, 2]
    assert report.troubles == []
    assert max(site.counts().values()) == 1


def test_listing_stops_at_max_pages(site: Site) -> None:
    for n in range(1, 6):
        listing(site, n, f"/{n}")
    report = crawl(site.source("/tin", kind="listing", max_pages=3))
    assert sorted(report.titles()) == ["Tin /1", "Tin /2", "Tin /3"]


def test_listing_stops_at_the_first_page_wholly_known(site: Site) -> None:
    listing(site, 1, "/1", "/2")
    listing(site, 2, "/3", "/4")
    listing(site, 3, "/5", last=True)
    source = site.source("/tin", kind="listing")
    memory = crawl(source).memory
    site.forget()
    listing(site, 1, "/6", "/1")
    listing(site, 2, "/2", "/3")
    report = crawl(source, memory=memory)
    assert report.titles() == ["Tin /6"]
    assert "/tin?trang=2" in site.paths()
    assert "/tin?trang=3" not in site.paths()


def test_unchanged_listing_is_not_followed(site: Site) -> None:
    listing(site, 1, "/1", ETag='"l"')
    source = site.source("/tin", kind="listing", max_pages=1)
    memory = crawl(source).memory
    site.forget()

    def unchanged(seen: Seen) -> Answer:
        return Answer(status=304 if seen.headers.get("If-None-Match") == '"l"' else 200)

    site.routes["/tin"] = unchanged
    report = crawl(source, memory=memory)
    assert report.of(NotModified) == [NotModified("tin", site.url("/tin"))]
    assert (report.found, report.listed, report.troubles) == ([], [], [])


def test_next_page_that_leads_in_a_circle(site: Site) -> None:
    for n in (1, 2):
        listing(site, n, f"/{n}")
    site.routes["/tin?trang=2"] = Answer('<h3><a href="/2">x</a></h3><a class="next" href="/tin">Đầu</a>')
    report = crawl(site.source("/tin", kind="listing", max_pages=50))
    assert sorted(report.titles()) == ["Tin /1", "Tin /2"]
    assert max(site.counts().values()) == 1


def test_links_may_be_selected_in_three_ways(site: Site) -> None:
    site.routes["/tin"] = Answer(
        '<base href="/sub/"><h3><a class="t" href="/1">1</a></h3><div class="card"><p><a href="/2">2</a></p></div>'
        '<a class="u" href="../3">3</a>'
    )
    for n, selector in enumerate(["h3 a.t", "div.card", "a.u::attr(href)"], 1):
        selectors = Selectors(article_link=selector)
        report = crawl(site.source("/tin", kind="listing", selectors=selectors))
        assert report.titles() == [f"Tin /{n}"]


def test_selector_that_matches_nothing_is_reported(site: Site) -> None:
    site.routes["/tin"] = Answer("<html><body><p>Giao diện mới</p></body></html>")
    report = crawl(site.source("/tin", kind="listing"))
    (trouble,) = report.troubles
    assert isinstance(trouble.error, e.ListingEmpty)
    assert "h3 a" in str(trouble.error)


def test_extraction_follows_the_selectors_of_the_source(site: Site) -> None:
    site.routes["/tin"] = Answer('<h3><a href="/1">1</a></h3>')
    article = site.routes["/1"]
    assert isinstance(article, Answer)
    assert isinstance(article.body, str)
    own = '<h2 class="own">Đầu đề riêng</h2><p class="by">Thu Hà</p><img class="lead" src="/anh.png">'
    site.routes["/1"] = Answer(article.body.replace("<article>", own + "<article>"))
    selectors = Selectors(article_link="h3 a", title="h2.own", byline="p.by", image="img.lead")
    (found,) = crawl(site.source("/tin", kind="listing", selectors=selectors)).found
    assert (found.title, found.byline) == ("Đầu đề riêng", "Thu Hà")
    assert found.image is not None
    assert found.image.url == site.url("/anh.png")
