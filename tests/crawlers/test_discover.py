"""Trying a site as a source: every way is looked for, the best is chosen, little is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import errors, policy
from crawlers.discover import MAX_REQUESTS, Discovery, discover
from crawlers.discover_entry import Publisher, entry, identity, publisher_of
from crawlers.discover_errors import (
    ArticleUndated,
    ArticleUnread,
    FeedNoEntries,
    HostsAdded,
    ListingNotFound,
    NothingFound,
    PagesOfAnyKind,
    SiteMoved,
    SourceStale,
)
from crawlers.discover_read import Candidate
from crawlers.errors import CrawlError
from crawlers.page_tree import load
from crawlers.reading_errors import FeedIsPage
from crawlers.sources import load_sources
from tests.apart import apart
from tests.crawlers import discover_pages as pages
from tests.crawlers.harness import page, rss

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
HOME = "https://suoivang.example-bao.vn"
FRESH = "Mon, 23 Nov 2026 08:00:00 +0700"


@dataclass
class Reply:
    url: str
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


@dataclass
class Web:
    """Publishers' sites in memory, with the rules that a real fetch holds to."""

    sites: dict[str, str | bytes | CrawlError | Reply] = field(default_factory=dict)
    robots: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def fetch(self, url: str, allowed: policy.HostPolicy) -> Reply:
        if (refusal := allowed.refusal(url)) is not None:
            raise refusal
        self.asked.append(url)
        found = self.sites.get(url, Reply(url, b"", 404))
        if isinstance(found, CrawlError):
            raise found
        if isinstance(found, Reply):
            return found
        return Reply(url, found.encode() if isinstance(found, str) else found)

    def articles(self, *links: str, head: str = "") -> None:
        for link in links:
            self.sites[link] = page(f"Tin ở {link[-40:]}", head=head)

    def discover(self, url: str, **options: object) -> Discovery:
        found = discover(url, self.fetch, now=NOW, robots=self.robots.get, **options)  # type: ignore[arg-type]
        return apart(asyncio.run, found)


DATED = (
    '<meta property="article:published_time" content="2026-11-22T08:00:00+07:00">'
    '<meta property="og:image" content="/anh/cau-moi.jpg">'
)
LINKS = [f"{HOME}/tin/bai-so-{n}-cua-ban-bien-tap-{1000 + n}.html" for n in range(12)]


def site(*, head: str = "", front: str | None = None) -> Web:
    """A newspaper with a front page of articles that can be read."""
    shown = pages.news_front()
    web = Web()
    web.sites[f"{HOME}/"] = (front or shown.html).replace("</head>", f"{head}</head>")
    web.articles(*(HOME + path for path in shown.wanted), *LINKS, head=DATED)
    return web


def feed_link(href: str, title: str = "") -> str:
    return f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{href}">'


def loads(found: Discovery, tmp_path: Path, **options: object) -> object:
    """The entry as the desk reads it."""
    assert found.chosen is not None
    text = entry(found.chosen, found.home, found.publisher, identity=identity(found.home, found.asked),
                 hosts=found.hosts)  # fmt: skip
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    (source,) = load_sources(path, **options)  # type: ignore[arg-type]
    return source


def test_a_feed_that_the_front_page_names_is_chosen_and_its_articles_read(tmp_path: Path) -> None:
    web = site(head=feed_link("/rss/home.rss", "Báo Suối Vàng"))
    web.sites[f"{HOME}/rss/home.rss"] = rss(*LINKS, dates=[FRESH] * 12)
    found = web.discover(HOME)
    assert found.chosen is not None
    assert (found.chosen.kind, found.chosen.url) == ("feed", f"{HOME}/rss/home.rss")
    assert found.chosen.entries == found.chosen.dated == 12
    assert [sample.url for sample in found.samples] == LINKS[:3]
    assert found.readable
    assert not found.warnings
    assert {way.kind for way in found.ways if way.error is None} == {"feed", "listing"}
    assert found.requests == len(web.asked) <= MAX_REQUESTS
    assert found.publisher.name == "Báo Suối Vàng"
    assert loads(found, tmp_path).url == f"{HOME}/rss/home.rss"  # type: ignore[attr-defined]


def test_without_feed_and_sitemap_the_listing_is_chosen_with_selectors(tmp_path: Path) -> None:
    web = site()
    found = web.discover("https://suoivang.example-bao.vn")
    assert found.chosen is not None
    assert found.chosen.kind == "listing"
    source = loads(found, tmp_path)
    assert source.selectors.article_link == found.chosen.article_link  # type: ignore[attr-defined]
    assert found.readable
    assert len(web.asked) <= MAX_REQUESTS


def test_a_section_prefers_its_own_feed() -> None:
    web = site(head=feed_link("/rss/home.rss") + feed_link("/rss/kinh-te.rss") + feed_link("/comments/feed/"))
    web.sites[f"{HOME}/kinh-te/"] = web.sites[f"{HOME}/"]
    web.sites[f"{HOME}/rss/kinh-te.rss"] = rss(*LINKS)
    found = web.discover(f"{HOME}/kinh-te/")
    assert found.chosen is not None
    assert found.chosen.url == f"{HOME}/rss/kinh-te.rss"
    assert f"{HOME}/comments/feed/" not in {link.url for link in found.feeds}


def test_a_page_of_feeds_leads_to_the_feed() -> None:
    web = site(front=pages.news_front().html.replace("</footer>", '<a href="/rss.html">RSS</a></footer>'))
    index = "".join(f'<li><a href="/rss/{name}.rss">{name}</a></li>' for name in ("the-thao", "home", "kinh-te"))
    web.sites[f"{HOME}/rss.html"] = pages.document("Kênh RSS", f"<ul>{index}</ul>")
    web.sites[f"{HOME}/rss/home.rss"] = rss(*LINKS)
    found = web.discover(HOME)
    assert found.chosen is not None
    assert found.chosen.url == f"{HOME}/rss/home.rss"
    assert len(found.feeds) == 3


def test_feeds_that_answer_html_or_nothing_are_reported_and_another_way_is_chosen() -> None:
    web = site(head=feed_link("/rss/home.rss") + feed_link("/rss/tin-moi.rss"))
    web.sites[f"{HOME}/rss/home.rss"] = web.sites[f"{HOME}/"]
    web.sites[f"{HOME}/rss/tin-moi.rss"] = rss()
    found = web.discover(HOME)
    assert found.chosen is not None
    assert found.chosen.kind == "listing"
    said = {type(way.error) for way in found.ways if way.kind == "feed"}
    assert said == {FeedIsPage, FeedNoEntries}


def test_an_unnamed_feed_is_found_where_newspapers_have_it() -> None:
    web = site()
    web.sites[f"{HOME}/rss/home.rss"] = rss(*LINKS)
    assert web.discover(HOME).chosen.kind == "feed"  # type: ignore[union-attr]


def test_a_dead_feed_loses_against_the_living_front_page() -> None:
    web = site(head=feed_link("/rss/home.rss"))
    web.sites[f"{HOME}/rss/home.rss"] = rss(*LINKS, dates=["Mon, 05 Jan 2026 08:00:00 +0700"] * 12)
    found = web.discover(HOME)
    assert found.chosen is not None
    assert found.chosen.kind == "listing"
    (dead,) = [way for way in found.ways if way.kind == "feed"]
    assert [warning.fields["days"] for warning in dead.warnings if isinstance(warning, SourceStale)] == [322]


NEWS = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{}</urlset>'
)


def test_an_index_is_followed_to_the_sitemap_of_news(tmp_path: Path) -> None:
    web = site()
    web.robots[HOME] = f"User-agent: *\nAllow: /\nSitemap: {HOME}/sitemap-index.xml\n"
    names = ("category-sitemap.xml", "news-sitemap.xml", "post-sitemap.xml")
    web.sites[f"{HOME}/sitemap-index.xml"] = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        + "".join(f"<sitemap><loc>{HOME}/{name}</loc></sitemap>" for name in names)
        + "</sitemapindex>"
    )
    web.sites[f"{HOME}/news-sitemap.xml"] = NEWS.format(
        "".join(
            f"<url><loc>{link}</loc><news:news><news:publication_date>2026-11-23T0{n}:00:00+07:00"
            "</news:publication_date></news:news></url>"
            for n, link in enumerate(LINKS[:8])
        )
    )
    found = web.discover(HOME, kind="sitemap")
    assert found.chosen is not None
    assert (found.chosen.url, found.chosen.is_news) == (f"{HOME}/news-sitemap.xml", True)
    assert {way.kind for way in found.ways} == {"sitemap"}
    # A sitemap gives no titles; those of the articles that were read are shown.
    assert [bool(link.title) for link in found.links[:4]] == [True, True, True, False]
    loads(found, tmp_path)


def test_a_general_sitemap_says_that_it_names_other_pages_too() -> None:
    web = site()
    pages_of_all_kinds = [f"{HOME}/", f"{HOME}/gioi-thieu", *LINKS[:5]]
    web.sites[f"{HOME}/sitemap.xml"] = NEWS.format("".join(f"<url><loc>{u}</loc></url>" for u in pages_of_all_kinds))
    found = web.discover(HOME, kind="sitemap")
    assert found.chosen is not None
    assert [link.url for link in found.links] == LINKS[:5]
    assert any(isinstance(warning, PagesOfAnyKind) for warning in found.chosen.warnings)


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_a_feed_or_sitemap_named_directly_is_judged_by_itself(kind: str) -> None:
    web = site(head=feed_link("/rss/home.rss"))
    body = rss(*LINKS) if kind == "feed" else NEWS.format("".join(f"<url><loc>{u}</loc></url>" for u in LINKS))
    web.sites[f"{HOME}/tep.xml"] = body
    found = web.discover(f"{HOME}/tep.xml")
    assert found.chosen is not None
    assert (found.chosen.kind, found.chosen.url) == (kind, f"{HOME}/tep.xml")
    assert f"{HOME}/rss/home.rss" not in web.asked
    assert found.publisher.name == "Báo Suối Vàng"


def test_articles_that_cannot_be_read_are_a_warning_that_matters() -> None:
    web = site(head=feed_link("/rss/home.rss"))
    gone = [f"{HOME}/mat-bai-so-{n}-roi-khong-con-nua-{n}00.html" for n in range(5)]
    web.sites[f"{HOME}/rss/home.rss"] = rss(*gone, dates=[FRESH] * 5)
    found = web.discover(f"{HOME}/rss/home.rss")
    assert found.chosen is not None
    assert not found.readable
    assert isinstance(found.warnings[0], ArticleUnread)
    assert {type(sample.error) for sample in found.samples} == {errors.PageMissing}


def test_where_articles_of_the_best_way_cannot_be_read_the_next_is_tried() -> None:
    web = site(head=feed_link("/rss/home.rss"))
    gone = [f"{HOME}/mat-bai-so-{n}-roi-khong-con-nua-{n}00.html" for n in range(5)]
    web.sites[f"{HOME}/rss/home.rss"] = rss(*gone, dates=[FRESH] * 5)
    found = web.discover(HOME)
    assert found.chosen is not None
    assert found.chosen.kind == "listing"
    assert found.readable
    assert len(web.asked) <= MAX_REQUESTS


def test_an_article_without_a_time_is_told_of() -> None:
    web = site()
    web.articles(*(HOME + path for path in pages.news_front().wanted))
    found = web.discover(HOME, kind="listing")
    said = [warning for sample in found.samples for warning in sample.warnings]
    assert any(isinstance(warning, ArticleUndated) for warning in said)


def test_other_hosts_of_articles_and_pictures_are_proposed(tmp_path: Path) -> None:
    web = site(head=feed_link("https://rss.example-bao.vn/suoivang.rss"))
    other = [f"https://baiviet.example-bao.vn/bai-so-{n}-cua-ban-bien-tap-{n}00.html" for n in range(6)]
    web.sites["https://rss.example-bao.vn/suoivang.rss"] = rss(*other, dates=[FRESH] * 6)
    web.articles(*other, head='<meta property="og:image" content="https://anh.example-cdn.vn/a/hinh-cau-moi.jpg">')
    found = web.discover(HOME)
    assert found.readable
    assert set(found.hosts) == {"rss.example-bao.vn", "baiviet.example-bao.vn", "anh.example-cdn.vn"}
    assert any(isinstance(warning, HostsAdded) for warning in found.warnings)
    source = loads(found, tmp_path)
    assert set(source.hosts) == set(found.hosts)  # type: ignore[attr-defined]


def test_a_site_that_moved_is_read_at_its_new_name() -> None:
    web = site()
    web.sites["https://cu.example-to-soan.vn/"] = errors.RedirectRefused(
        url="https://cu.example-to-soan.vn/", target=f"{HOME}/"
    )
    found = web.discover("https://cu.example-to-soan.vn")
    assert found.home == f"{HOME}/"
    assert isinstance(found.warnings[0], SiteMoved)
    assert found.readable


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("https://www.facebook.com/baosuoivang", errors.SourceOnSocialNetwork),
        ("https://zalo.me/1234", errors.SourceOnSocialNetwork),
        ("http://192.168.1.10/", errors.SourceHostLocal),
        ("http://127.0.0.1/", errors.SourceHostLocal),
        ("http://2130706433/", errors.SourceHostLocal),
        ("http://[::1]/", errors.SourceHostLocal),
        ("http://intranet/", errors.SourceHostLocal),
        ("javascript:alert(1)", errors.UrlSchemeRefused),
        ("http://", errors.UrlBad),
    ],
)
def test_what_can_be_no_source_is_refused_without_a_request(url: str, error: type[CrawlError]) -> None:
    web = Web()
    with pytest.raises(error):
        web.discover(url)
    assert not web.asked


def test_a_site_that_leads_to_a_social_network_is_refused() -> None:
    web = Web({f"{HOME}/": errors.RedirectRefused(url=HOME, target="https://www.facebook.com/trang")})
    with pytest.raises(errors.SourceOnSocialNetwork):
        web.discover(HOME)


CHALLENGE = '<html><script>document.cookie="D1N=abc";window.location.reload(true);</script><body></body></html>'


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (CHALLENGE, errors.ChallengePage),
        (Reply(f"{HOME}/", b"no", 403), errors.AccessRefused),
        (Reply(f"{HOME}/", b"no", 404), errors.PageMissing),
        (errors.RobotsDisallowed(url=f"{HOME}/"), errors.RobotsDisallowed),
        (errors.DnsFailed(host="suoivang.example-bao.vn"), errors.DnsFailed),
    ],
    ids=["challenge", "403", "404", "robots", "dns"],
)
def test_a_page_that_cannot_be_had_is_the_one_error(reply: str | Reply | CrawlError, error: type[CrawlError]) -> None:
    with pytest.raises(error):
        Web({f"{HOME}/": reply}).discover(HOME)


def test_nothing_to_collect_is_said_for_each_way() -> None:
    found = Web({f"{HOME}/": pages.document("Trang", "<p>Trang đang bảo trì, xin quay lại sau.</p>")}).discover(HOME)
    assert found.chosen is None
    assert isinstance(found.warnings[0], NothingFound)
    assert [type(way.error) for way in found.ways] == [ListingNotFound]


def test_requests_are_bounded_whatever_the_site_offers() -> None:
    many = "".join(feed_link(f"/rss/{n}.rss") for n in range(40))
    web = site(head=many)
    web.robots[HOME] = "".join(f"Sitemap: {HOME}/sitemap-{n}.xml\n" for n in range(40))
    found = web.discover(HOME)
    assert len(web.asked) == found.requests <= MAX_REQUESTS
    assert found.readable


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_finding_or_an_error(body: bytes) -> None:
    web = Web({f"{HOME}/": body, f"{HOME}/rss/home.rss": body, f"{HOME}/sitemap.xml": body})
    try:
        found = web.discover(HOME)
    except CrawlError:
        return
    assert found.requests <= MAX_REQUESTS


# --- the entry


@pytest.mark.parametrize(
    ("home", "url", "name"),
    [
        ("https://baolaocai.vn/", "https://baolaocai.vn/", "baolaocai"),
        ("https://www.laocai.gov.vn/", "https://www.laocai.gov.vn/", "laocai-gov"),
        ("https://baolangson.com.vn/", "https://baolangson.com.vn/rss/home.rss", "baolangson"),
        ("https://xaydungchinhsach.chinhphu.vn/", "https://xaydungchinhsach.chinhphu.vn/", "xaydungchinhsach-chinhphu"),
        ("https://nhandan.vn/", "https://nhandan.vn/kinh-te/", "nhandan-kinh-te"),
        ("http://127.0.0.1:8021/", "http://127.0.0.1:8021/", "127-0-0-1"),
    ],
)
def test_the_id_comes_from_the_host(home: str, url: str, name: str) -> None:
    assert identity(home, url) == name
    assert identity(home, url, {name, f"{name}-2"}) == f"{name}-3"


@given(
    publisher=st.text(min_size=1, max_size=60).filter(str.strip),
    name=st.text(min_size=1, max_size=60).filter(str.strip),
    selector=st.sampled_from(["h3.tin a", 'a[title="Trang sau"]', 'a:contains("\'")', 'a[x="\\\\"]', "ul > li a"]),
    path=st.text(alphabet="abc/-%?=&1é'\"", max_size=30),
)
def test_every_entry_is_toml_that_the_desk_reads(
    tmp_path_factory: pytest.TempPathFactory, publisher: str, name: str, selector: str, path: str
) -> None:
    url = f"{HOME}/{path}".replace('"', "%22")
    way = Candidate("listing", url, article_link=selector, next_page="a.next")
    if not any(char.isprintable() and not char.isspace() for char in publisher) or not any(
        char.isprintable() and not char.isspace() for char in name
    ):
        return
    file = tmp_path_factory.mktemp("entry") / "sources.toml"
    text = entry(way, f"{HOME}/", Publisher(publisher, name), identity=identity(HOME, url), hosts=("a.example-bao.vn",))
    file.write_text(text, encoding="utf-8")
    (source,) = load_sources(file)
    assert source.selectors.article_link == selector
    assert source.publisher == "".join(c if c.isprintable() else " " for c in publisher).strip()


@pytest.mark.parametrize(
    ("head", "body", "publisher", "name"),
    [
        ('<meta property="og:site_name" content="Báo Suối Vàng">', "", "Báo Suối Vàng", "Báo Suối Vàng"),
        ("", "<footer><p>CƠ QUAN CHỦ QUẢN: TỈNH ỦY SUỐI VÀNG</p><p>Giấy phép số 1/GP</p></footer>", "TỈNH ỦY SUỐI VÀNG",
         "Cổng tin Suối Vàng"),
        ("", "<div>Cơ quan của Đảng bộ tỉnh Suối Vàng. Tổng Biên tập: Nguyễn Văn A</div>",
         "Đảng bộ tỉnh Suối Vàng", "Cổng tin Suối Vàng"),
    ],
)  # fmt: skip
def test_publisher_and_name_are_what_the_site_says(head: str, body: str, publisher: str, name: str) -> None:
    root = load(pages.document("Cổng tin Suối Vàng | Trang chủ", body, head), None)
    assert publisher_of(root, f"{HOME}/") == Publisher(publisher, name)


def test_an_older_article_does_not_make_a_living_source_stale() -> None:
    web = site(head=feed_link("/rss/home.rss"))
    old = (NOW - timedelta(days=400)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    web.sites[f"{HOME}/rss/home.rss"] = rss(*LINKS, dates=[old, *[FRESH] * 11])
    found = web.discover(HOME)
    assert found.chosen is not None
    assert not any(isinstance(warning, SourceStale) for warning in found.chosen.warnings)
